"""Where and when work can be done: stays on the ground between flights, at stations that can do it."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from domain.ids import AirportCode, CarrierCode, FlightId, TailNumber
from domain.network import FlightStatus, GroundVisit, NetworkState
from domain.units import minutes, minutes_between
from knowledge.airline.maintenance_policy import MaintenancePolicy
from tools.maintenance.due import Due, legs_of, off_block, on_block


@dataclass(frozen=True, slots=True)
class GroundStay:
    """A tail stands at `airport` from on-block to off-block. `before`: the flight that ends the stay; None: none is known."""

    tail: TailNumber
    airport: AirportCode
    start: datetime
    end: datetime
    before: FlightId | None


@dataclass(frozen=True, slots=True)
class Chance:
    """Work on one item fits into a stay, [start, end). `slack_min`: from its end until the item is due, None: never due.

    `bring_part`: the spare is not in stock there and is brought in time. `short_min`: how much longer the stay would have to be.
    """

    stay: GroundStay
    start: datetime
    end: datetime
    slack_min: int | None
    bring_part: bool = False
    short_min: int = 0


class Opportunities:
    """The stays of our tails from `now` on, and which of them are chances for an item."""

    def __init__(self, state: NetworkState, now: datetime, policy: MaintenancePolicy) -> None:
        self.state, self.now, self.policy = state, now, policy
        self.horizon_end = state.horizon_end or max((one.eta for one in state.own_flights()), default=now)
        self.bases = _bases(state, policy)

    def stays(self, tail: TailNumber) -> tuple[GroundStay, ...]:
        """Stays on the ground that have not ended, in order; the last one lasts a usual night, or to the end of the horizon."""
        legs = legs_of(self.state, tail)
        here, since = self.state.tail(tail).location, self.now
        found = []
        for leg in legs:
            if leg.status is FlightStatus.DEPARTED:
                here, since = leg.lands_at, on_block(leg)
            elif leg.status is FlightStatus.SCHEDULED:
                if off_block(leg) > since:
                    found.append(GroundStay(tail, here, since, off_block(leg), leg.flight_id))
                here, since = leg.lands_at, on_block(leg)
        last = max(since + minutes(self.policy.open_stay_min), self.horizon_end)
        return (*found, GroundStay(tail, here, since, last, None))

    def chances(self, due: Due) -> tuple[Chance, ...]:
        """Stays in which the work fits, which begin before the item is due, in order."""
        return tuple(one for one in self.tries(due) if not one.short_min)

    def tries(self, due: Due) -> tuple[Chance, ...]:
        """The same with those that are too short, and by how much."""
        return tuple(
            self.chance(due, stay) for stay in self.stays(due.tail) if self.in_time(due, stay) and self.can_do(due, stay.airport)
        )

    def in_time(self, due: Due, stay: GroundStay) -> bool:
        """Whether the stay begins before the item is due; where it is overdue, whether it is the first one."""
        return due.due_at is None or stay.start <= due.due_at or stay.start == self.stays(due.tail)[0].start

    def chance(self, due: Due, stay: GroundStay) -> Chance:
        """The work in this stay, as early as access and its part allow."""
        bring = bool(due.part) and not self.in_stock(due.part, stay.airport)
        start = max(stay.start, self.now) + minutes(self.policy.access_min)
        if bring:
            start = max(start, self.now + minutes(self.policy.bring_part_min))
        end = start + minutes(due.work_min)
        slack = None if due.due_at is None else minutes_between(end, due.due_at)
        return Chance(stay, start, end, slack, bring, max(0, minutes_between(self.latest(stay), end)))

    def latest(self, stay: GroundStay) -> datetime:
        """When work must be over, for the flight that ends the stay to leave in time."""
        return stay.end - minutes(self.policy.release_min) if stay.before else stay.end

    def can_do(self, due: Due, airport: AirportCode) -> bool:
        """Checks at their stations (none named: anywhere); defects at our bases and wherever their spare is in stock."""
        if due.kind == "check":
            return not due.stations or airport in due.stations
        carrier = self.state.tail(due.tail).carrier
        return airport in self.bases.get(carrier, ()) or (bool(due.part) and self.in_stock(due.part, airport))

    def in_stock(self, part: str, airport: AirportCode) -> bool:
        """Whether the airport has one."""
        found = self.state.airports.get(airport)
        return found is not None and any(name == part and count > 0 for name, count in found.spares)

    def kept(self, tail: TailNumber, visit: GroundVisit) -> bool:
        """Whether the tail stands where the visit is, for all of it, as its rotation is now."""
        stays = self.stays(tail)
        begun = visit.start <= self.now < visit.end
        return any(
            one.airport == visit.airport
            and (begun or one.start <= visit.start)
            and (one.before is None or visit.end <= one.end)
            and one.start < visit.end
            for one in stays
        ) and not self._flies_in(tail, visit)

    def visit_for(self, due: Due) -> GroundVisit | None:
        """The first planned visit that holds the item, is kept and not over; None: there is none."""
        visits = sorted(self.state.tail(due.tail).maintenance, key=lambda one: (one.start, one.end))
        for one in visits:
            if due.item in one.work and one.end > self.now and self.kept(due.tail, one):
                return one
        return None

    def presses(self, due: Due) -> bool:
        """Whether it is due before the chance after the horizon that every aircraft is taken to have."""
        return due.due_at is not None and due.due_at < self.horizon_end + minutes(self.policy.next_chance_min)

    def _flies_in(self, tail: TailNumber, visit: GroundVisit) -> bool:
        legs = (leg for leg in legs_of(self.state, tail) if leg.status is FlightStatus.SCHEDULED)
        return any(off_block(leg) < visit.end and on_block(leg) > visit.start for leg in legs)


def _bases(state: NetworkState, policy: MaintenancePolicy) -> dict[CarrierCode, frozenset[AirportCode]]:
    """Each of our carriers' bases: airports with a fair share of its departures, at least the busiest."""
    counts: dict[CarrierCode, Counter[AirportCode]] = {}
    for flight in state.own_flights():
        counts.setdefault(flight.carrier, Counter())[flight.origin] += 1
    found = {}
    for carrier, stations in counts.items():
        ranked = sorted(stations, key=lambda code: (-stations[code], code))
        enough = [one for one in ranked if 100 * stations[one] >= policy.base_share_percent * stations.total()]
        found[carrier] = frozenset(enough[: policy.most_bases] or ranked[:1])
    return found
