"""First come, first served: every part in order of arrival takes its published stand, or the first free one that suits."""

from bisect import insort
from collections.abc import Sequence
from datetime import datetime, timedelta

from tools.gates.model import Choice, Key, Spot, choices
from tools.gates.problem import Part, Placements, Problem, all_parts


def first_come_first_served(
    problem: Problem, *, keep_published: bool = True, offered: Sequence[Choice] | None = None
) -> Placements:
    """The stand each part gets when nobody looks ahead. `keep_published` False: the first free stand in order of name."""
    offered = choices(problem, all_parts(problem)) if offered is None else offered
    sizes = {stand.name: stand for stand in problem.stands}
    book = Book(problem)
    placements: dict[Key, Spot] = {}
    there = [one for one in offered if one.part.turn.stands_on and one.part.start == one.part.turn.arrives]
    waiting = [one for one in offered if not (one.part.turn.stands_on and one.part.start == one.part.turn.arrives)]
    waiting.sort(key=lambda one: (one.part.start, one.part.turn.turn_id))
    earlier: dict[str, Spot] = {}
    for choice in [*there, *waiting]:
        turn = choice.part.turn
        first = [turn.published_arrival if choice.part.has_arrival else "", turn.published_departure] if keep_published else []
        before = earlier.get(turn.turn_id)
        wishes = [before, turn.stands_on, *first]
        order = [one for one in wishes if one] + sorted(sizes)
        spot = next((one for one in order if one in choice.cents and book.free(choice.part, one)), None)
        if spot is not None:
            book.take(choice.part, spot)
        placements[choice.part.key] = earlier[turn.turn_id] = spot
    return placements


class Book:
    """Who is on which stand when."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.buffer = timedelta(minutes=problem.policy.buffer_min)
        self.uses: dict[str, list[tuple[float, str, Part]]] = {stand.name: [] for stand in problem.stands}
        self.watched: dict[str, list[tuple[str, str, bool]]] = {stand.name: [] for stand in problem.stands}
        for stand in problem.stands:
            for size, neighbour in stand.empties:
                self.watched[stand.name].append((neighbour, size, True))
                self.watched[neighbour].append((stand.name, size, False))

    def free(self, part: Part, stand: str) -> bool:
        """Whether the part may have the stand beside all that have theirs."""
        for _, _, other in self.uses[stand]:
            pause = timedelta() if other.turn.turn_id == part.turn.turn_id else self.buffer
            if part.start < other.end + pause and other.start < part.end + pause:
                return False
        for neighbour, size, mine in self.watched[stand]:
            for _, _, other in self.uses[neighbour]:
                large = part.turn.size if mine else other.turn.size
                if large >= size and part.start < other.end and other.start < part.end:
                    return False
        return True

    def left_at(self, stand: str, moment: datetime) -> float:
        """When the stand was left before `moment`, in seconds since 1970; 0 when nobody was there."""
        return max((part.end.timestamp() for _, _, part in self.uses[stand] if part.end <= moment), default=0.0)

    def take(self, part: Part, stand: str) -> None:
        """Note that the part has the stand."""
        insort(self.uses[stand], (part.start.timestamp(), part.turn.turn_id, part), key=lambda use: use[:2])
