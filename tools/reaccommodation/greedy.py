"""The baseline: first come, first served, as re-accommodation is done by hand and by most queue-driven systems."""

from collections import Counter
from collections.abc import Mapping, Sequence

from tools.reaccommodation.problem import Group, Leg, Option, Placement, Problem


def first_come_first_served(problem: Problem, order: Sequence[Group] | None = None) -> tuple[Placement, ...]:
    """Each group in turn, whole, takes its cheapest option that still has room, or stays behind.

    `order`: the problem's own unless given. Answers in the problem's order.
    """
    left = problem.supply
    legs = {leg.leg_id: leg for leg in problem.legs}
    taken: Counter[str] = Counter()
    placed: dict[str, Placement] = {}
    for group in problem.groups if order is None else order:
        cents = {option.option_id: _cents(option, group.people, legs, taken) for option in group.options}
        for option in sorted(group.options, key=lambda option: cents[option.option_id]):
            if all(left[seat] >= group.people for seat in option.legs):
                for seat in option.legs:
                    left[seat] -= group.people
                    taken[seat[0]] += group.people
                placed[group.group_id] = Placement(group.group_id, option.option_id, group.people)
                break
    return tuple(placed.get(group.group_id, Placement(group.group_id, None, group.people)) for group in problem.groups)


def _cents(option: Option, people: int, legs: Mapping[str, Leg], taken: Mapping[str, int]) -> int:
    """What the option costs all of them, with the sales that their seats displace after those already taken."""
    displaced = (legs[name].displaced_by_seat(taken[name] + people)[taken[name] :] for name, _ in option.legs)
    return people * option.cost_cents + sum(map(sum, displaced))
