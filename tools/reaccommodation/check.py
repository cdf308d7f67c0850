"""Re-checks a re-accommodation with code of its own: seats, parties, everybody once, the first ones, the money to the cent.

Shares the problem's types with the solver and nothing else.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence

from tools.reaccommodation.problem import Placement, Problem, Result


def check_result(problem: Problem, result: Result) -> list[str]:
    """Every fault of a result, a sentence each; empty when it is sound."""
    faults = check_placements(problem, result.placements)
    if faults:
        return faults
    cost = price(problem, result.placements)
    if cost != result.objective_cents:
        faults.append(f"costs {cost} cents and says {result.objective_cents}")
    displaced = displaced_cents(problem, result.placements)
    if displaced != result.displaced_cents:
        faults.append(f"displaces sales of {displaced} cents and says {result.displaced_cents}")
    stay, stay_first = left_behind(problem, result.placements)
    if stay != result.left_behind:
        faults.append(f"leaves {stay} people behind and says {result.left_behind}")
    if stay_first != result.first_unplaced:
        faults.append(f"leaves {stay_first} people to be carried first behind and says {result.first_unplaced}")
    if result.bound_cents > cost:
        faults.append(f"its bound {result.bound_cents} is above its cost {cost}")
    if result.first_bound > stay_first:
        faults.append(f"its bound on people to be carried first {result.first_bound} is above their number {stay_first}")
    return faults


def check_placements(problem: Problem, placements: Sequence[Placement]) -> list[str]:
    """Faults of who travels how, whatever it costs."""
    faults = []
    groups = {group.group_id: group for group in problem.groups}
    people: Counter[str] = Counter()
    parts: dict[str, list[str | None]] = defaultdict(list)
    taken: Counter[tuple[str, str]] = Counter()
    for placement in placements:
        name = placement.group_id
        if name not in groups:
            faults.append(f"{name!r} is no group of this problem")
            continue
        if placement.people < 1:
            faults.append(f"{name!r} has a part of {placement.people} people")
        if placement.option_id in parts[name]:
            faults.append(f"{name!r} has option {placement.option_id!r} twice")
        people[name] += placement.people
        parts[name].append(placement.option_id)
        if placement.option_id is None:
            continue
        chosen = [option for option in groups[name].options if option.option_id == placement.option_id]
        if len(chosen) != 1:
            faults.append(f"{name!r} has no option {placement.option_id!r}")
            continue
        for seat in chosen[0].legs:
            taken[seat] += placement.people
    for name, group in groups.items():
        if people[name] != group.people:
            faults.append(f"{name!r} has {group.people} people, {people[name]} of them are spoken for")
        if len(parts[name]) > 1 and not group.may_be_split:
            faults.append(f"{name!r} is split in {len(parts[name])} and may not be")
    free = {(leg.leg_id, cabin): seats for leg in problem.legs for cabin, seats in leg.seats.items()}
    faults += [
        f"{taken[seat]} people on {seat!r}, {free.get(seat, 0)} seats"
        for seat in sorted(taken)
        if taken[seat] > free.get(seat, 0)
    ]
    return faults


def price(problem: Problem, placements: Sequence[Placement]) -> int:
    """Cents of sound placements: every person's option or being left behind, every part of a group beyond its first, and the
    sales displaced.
    """
    groups = {group.group_id: group for group in problem.groups}
    total, seen = 0, set()
    for placement in placements:
        group = groups[placement.group_id]
        fares = {option.option_id: option.cost_cents for option in group.options}
        each = group.left_behind_cents if placement.option_id is None else fares[placement.option_id]
        total += placement.people * each + (group.part_cents if group.group_id in seen else 0)
        seen.add(group.group_id)
    return total + displaced_cents(problem, placements)


def displaced_cents(problem: Problem, placements: Sequence[Placement]) -> int:
    """What sale loses by the seats that sound placements give away: on each leg the first seats' prices, in order."""
    chosen = {(group.group_id, option.option_id): option for group in problem.groups for option in group.options}
    taken: Counter[str] = Counter()
    for one in placements:
        if one.option_id is not None:
            taken.update({name: one.people for name, _ in chosen[one.group_id, one.option_id].legs})
    total = 0
    for leg in problem.legs:
        if leg.seat_cents:
            last = len(leg.seat_cents) - 1
            total += sum(leg.seat_cents[min(seat, last)] for seat in range(taken[leg.leg_id]))
    return total


def left_behind(problem: Problem, placements: Sequence[Placement]) -> tuple[int, int]:
    """(people without a seat, those of them to be carried first)."""
    first = {group.group_id for group in problem.groups if group.first}
    stay = [placement for placement in placements if placement.option_id is None]
    return sum(one.people for one in stay), sum(one.people for one in stay if one.group_id in first)
