"""The baseline: first come, first served, as re-accommodation is done by hand and by most queue-driven systems."""

from collections.abc import Sequence

from tools.reaccommodation.problem import Group, Option, Placement, Problem


def first_come_first_served(problem: Problem, order: Sequence[Group] | None = None) -> tuple[Placement, ...]:
    """Each group in turn, whole, takes its cheapest option that still has room, or stays behind.

    `order`: the problem's own unless given. Answers in the problem's order.
    """
    left = problem.supply
    placed: dict[str, Placement] = {}
    for group in problem.groups if order is None else order:
        for option in sorted(group.options, key=_by_cost):
            if all(left[seat] >= group.people for seat in option.legs):
                for seat in option.legs:
                    left[seat] -= group.people
                placed[group.group_id] = Placement(group.group_id, option.option_id, group.people)
                break
    return tuple(placed.get(group.group_id, Placement(group.group_id, None, group.people)) for group in problem.groups)


def _by_cost(option: Option) -> int:
    return option.cost_cents
