"""A regulation as a list of slots: who gets which, and the earliest that a flight can improve to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.ids import FlightId
from domain.units import minutes


@dataclass(frozen=True, slots=True)
class Regulation:
    """At most `rate_per_hour` flights over a point or into an airport in [start, end). Rate: at least 1."""

    name: str
    start: datetime
    end: datetime
    rate_per_hour: int

    def slots(self) -> tuple[datetime, ...]:
        """The slots' times in whole minutes, spread evenly over each hour; a rate above 60 has several in one minute."""
        found: list[datetime] = []
        while (at := self.start + minutes(len(found) * 60 // self.rate_per_hour)) < self.end:
            found.append(at)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Demand:
    """A flight that wants to be there at `over`, its estimated time by flight plan."""

    flight_id: FlightId
    over: datetime


def allocate(regulation: Regulation, demands: Sequence[Demand]) -> dict[FlightId, datetime]:
    """The slot of each flight, first planned first served: each gets the first free slot not before its time.

    Flights whose time is outside the regulation keep it; those that find no free slot get its end, after which nothing is
    limited. Equal times go by flight id.
    """
    free = list(regulation.slots())
    given: dict[FlightId, datetime] = {}
    for one in sorted(demands, key=lambda demand: (demand.over, demand.flight_id)):
        if not regulation.start <= one.over < regulation.end:
            given[one.flight_id] = one.over
            continue
        slot = next((at for at in free if at >= one.over), None)
        if slot is not None:
            free.remove(slot)
        given[one.flight_id] = slot or regulation.end
    return given


def improved(
    regulation: Regulation, given: Mapping[FlightId, datetime], flight_id: FlightId, earliest: datetime
) -> datetime | None:
    """The earliest free slot not before `earliest` that is better than what the flight has, or None.

    What a flight that is ready for improvement (RFI) is offered. KeyError when it has no slot.
    """
    now_at = given[flight_id]
    return next((at for at in _free(regulation, given.values()) if earliest <= at < now_at), None)


def _free(regulation: Regulation, taken: Collection[datetime]) -> tuple[datetime, ...]:
    left = list(regulation.slots())
    for at in taken:
        if at in left:
            left.remove(at)
    return tuple(left)
