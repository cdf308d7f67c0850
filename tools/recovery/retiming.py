"""Better minutes for the same rotations: one leg at a time moves, within what its neighbours leave it, to its cheapest."""

from collections.abc import Iterable
from itertools import pairwise

from tools.recovery.pricing import PriceBook, Steering
from tools.recovery.problem import CANCELLED, NEVER, NOBODY
from tools.recovery.timing import Timetable, Timing

_PASSES = 4


def retime(table: Timetable, book: PriceBook, timing: Timing, steering: Steering, legs: Iterable[int] | None = None) -> Timing:
    """The timing with no leg that would be cheaper at another minute by itself: pulled forward, or held for connections.

    Looks at `legs` (all when None), for a few passes. Every limit that held still holds.
    """
    run = _Run(table, book, timing, steering)
    subject = range(len(table.problem.legs)) if legs is None else legs
    order = [one for one in subject if table.problem.legs[one].free and timing.etd[one] != CANCELLED]
    for _ in range(_PASSES):
        order.sort(key=lambda one: (run.etd[one], one))
        if sum(run.improve(leg) for leg in order) == 0:
            break
    return Timing(run.etd, timing.tail, timing.rotations, run.room)


class _Run:
    def __init__(self, table: Timetable, book: PriceBook, timing: Timing, steering: Steering) -> None:
        self.table, self.book, self.steering = table, book, steering
        self.legs, self.tails = table.problem.legs, table.problem.tails
        self.etd, self.room, self.tail = list(timing.etd), list(timing.room), timing.tail
        self.before: dict[int, int] = {}
        self.after: dict[int, int] = {}
        for rotation in timing.rotations:
            for one, other in pairwise(rotation):
                self.after[one], self.before[other] = other, one

    def improve(self, leg: int) -> bool:
        """Move the leg to its cheapest minute; whether it moved."""
        now_at, tail = self.etd[leg], self.tail[leg]
        lower, upper = self._span(leg)
        wishes = {lower} if lower < now_at else set()
        for group in self.book.connecting[leg]:
            for inbound, outbound, needed in group.connections:
                if outbound == leg and self.etd[inbound] != CANCELLED:
                    wish = self.book.eta(inbound, self.etd) + needed
                    if lower < wish <= upper:
                        wishes.add(wish)
        if not wishes:
            return False
        taken = self.table.windows(leg, now_at) or ()
        for window in taken:
            self.room[window] += 1
        choices = {self.table.next_open(leg, tail, wish, self.room, upper) for wish in wishes} - {NEVER, now_at}
        best, cheapest = now_at, self.book.leg_price(leg, now_at, self.etd, tail, self.steering)
        for minute in sorted(choices):
            price = self.book.leg_price(leg, minute, self.etd, tail, self.steering)
            if price < cheapest or (price == cheapest and minute < best):
                best, cheapest = minute, price
        self.etd[leg] = best
        for window in self.table.windows(leg, best) or ():
            self.room[window] -= 1
        return best != now_at

    def _span(self, leg: int) -> tuple[int, int]:
        """First and last minute that the tail, the crew and the leg itself allow."""
        flight, tail = self.legs[leg], self.tail[leg]
        lower, upper = flight.earliest, flight.latest
        if tail != NOBODY:
            turn = self.tails[tail].turn
            if (before := self.before.get(leg)) is not None:
                lower = max(lower, self.etd[before] + self.legs[before].block + turn)
            else:
                lower = max(lower, self.tails[tail].ready)
            if (after := self.after.get(leg)) is not None:
                upper = min(upper, self.etd[after] - turn - flight.block)
        for first, gap in self.table.crew_before[leg]:
            if self.etd[first] != CANCELLED:
                lower = max(lower, self.etd[first] + self.legs[first].block + gap)
        for then, gap in self.table.crew_after[leg]:
            if self.etd[then] != CANCELLED:
                upper = min(upper, self.etd[then] - gap - flight.block)
        return lower, upper
