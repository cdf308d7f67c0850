"""The price of an outcome, component by component, as knowledge/airline/README.md words it; and its key figures."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from domain.constraints import CrewConnection
from domain.ids import AirportCode, FlightId, TailNumber
from domain.network import Flight, FlightStatus, NetworkState
from domain.plans import CostBreakdown, Kpis, ProjectedFlight
from domain.units import Money, minutes_between
from knowledge.airline.costs import CostParameters, cost_parameters
from tools.crew_links.links import crew_links
from tools.plan_evaluation.crew_changes import crew_changes
from tools.plan_evaluation.journeys import Journeys, follow_journeys
from tools.plan_evaluation.stranding import stranded_passengers

COMPONENTS = (
    "passenger_delay",
    "passenger_disruption",
    "passenger_rebooking",
    "passenger_refunds",
    "passenger_care",
    "aircraft_and_crew_delay",
    "operating_cost_saved",
    "aircraft_swaps",
    "ferry",
    "out_of_position",
    "crew_replacement",
    "crew_changes",
    "maintenance_deferral",
)
_Stand = tuple[str, str, AirportCode]


def price(
    base: NetworkState,
    outcome: Mapping[FlightId, ProjectedFlight],
    *,
    now: datetime | None = None,
    after: NetworkState | None = None,
    crew_connections: Iterable[CrewConnection] | None = None,
    costs: CostParameters | None = None,
) -> tuple[CostBreakdown, Kpis]:
    """Price what becomes of the flights considered at `base`; `after` is the network with the plan applied (or as flown).

    Maintenance visits that start after `now` (by default the latest that `base` knows of) can still be missed.
    `outcome` must hold every considered flight; ValueError names one that is missing. Connections default to those of `base`.
    """
    after = base if after is None else after
    costs = cost_parameters() if costs is None else costs
    links = crew_links(base, base.as_of) if crew_connections is None and base.as_of is not None else crew_connections or ()
    flights = considered_flights(base, after)
    missing = sorted(flights.keys() - outcome.keys())
    if missing:
        raise ValueError(f"the outcome says nothing of flight {missing[0]!r} and {len(missing) - 1} more; project every flight")
    operations = _Operations(base, after, costs)
    for flight_id in sorted(flights):
        operations.add(flights[flight_id], outcome[flight_id])
    journeys = follow_journeys(base, after, flights, outcome, costs)
    replaced = _crew_replacements(after, flights, outcome, links)
    changes = crew_changes(base, after, outcome, costs)
    missing_tails = _out_of_position(base, after, flights, outcome)
    deferred = _missed_deferrable_visits(base, after, flights, outcome, base.as_of if now is None else now)
    cents = {
        "passenger_delay": journeys.delay_cents,
        "passenger_disruption": journeys.disruption_cents,
        "passenger_rebooking": journeys.rebooking_cents,
        "passenger_refunds": journeys.refund_cents,
        "passenger_care": journeys.care_cents,
        "aircraft_and_crew_delay": operations.delay_cents,
        "operating_cost_saved": -operations.saved_cents,
        "aircraft_swaps": operations.swaps * costs.aircraft_swap_cents,
        "ferry": operations.ferry_cents,
        "out_of_position": missing_tails * costs.out_of_position_cents,
        "crew_replacement": replaced * costs.crew_replacement_cents,
        "crew_changes": changes.cents,
        "maintenance_deferral": deferred * costs.maintenance_deferral_cents,
    }
    cost = CostBreakdown(
        total=Money(cents=sum(cents.values()), currency=costs.currency),
        components={name: Money(cents=cents[name], currency=costs.currency) for name in COMPONENTS},
    )
    stranded = stranded_passengers(base, after, flights, outcome, journeys.broken, costs)
    return cost, _kpis(operations, journeys, replaced + changes.called, missing_tails, stranded)


def considered_flights(base: NetworkState, after: NetworkState) -> dict[FlightId, Flight]:
    """Our flights that at base have neither arrived nor diverted, as they are at base, and those that `after` adds."""
    over = (FlightStatus.ARRIVED, FlightStatus.DIVERTED)
    found = {flight.flight_id: flight for flight in base.own_flights() if flight.status not in over}
    if after is not base:
        found |= {flight.flight_id: flight for flight in after.own_flights() if flight.flight_id not in base.flights}
    return found


def seats_of(state: NetworkState, tail: TailNumber | None, costs: CostParameters) -> int:
    """Seats of the tail; the price list's figure for a flight that has none."""
    aircraft = state.aircraft.get(tail) if tail is not None else None
    return aircraft.seats if aircraft is not None else costs.seats_when_no_tail


class _Operations:
    """Sums over flights: delay, cancellation, swaps and ferries."""

    def __init__(self, base: NetworkState, after: NetworkState, costs: CostParameters) -> None:
        self.base, self.after, self.costs = base, after, costs
        self.delay_cents = self.saved_cents = self.ferry_cents = 0
        self.flights = self.cancelled = self.swaps = self.ferries = 0
        self.late_15 = self.late_min = 0

    def add(self, flight: Flight, projected: ProjectedFlight) -> None:
        block_min = minutes_between(flight.std, flight.sta)
        if flight.service == "ferry":
            if not projected.cancelled:
                self.ferries += 1
                seats = seats_of(self.after, projected.tail, self.costs)
                self.ferry_cents += block_min * self.costs.ferry_block_minute_cents(seats)
            return
        self.flights += 1
        if projected.cancelled:
            self.cancelled += 1
            self.saved_cents += block_min * self.costs.block_minute_saved_cents(seats_of(self.base, flight.tail, self.costs))
            return
        left_late = max(0, minutes_between(flight.std, projected.etd))
        self.delay_cents += left_late * self.costs.delay_minute_cents(seats_of(self.after, projected.tail, self.costs))
        late = max(0, minutes_between(flight.sta, projected.eta))
        self.late_min += late
        self.late_15 += late >= 15
        planned = self.base.flights.get(flight.flight_id)
        self.swaps += planned is not None and planned.tail is not None and planned.tail != projected.tail


def _crew_replacements(
    after: NetworkState,
    flights: Mapping[FlightId, Flight],
    outcome: Mapping[FlightId, ProjectedFlight],
    links: Iterable[CrewConnection],
) -> int:
    """Crew who must be replaced: their flight before was cancelled, or they are reported unavailable."""
    going: dict[tuple[FlightId, FlightId], int] = {}
    for link in links:
        going[link.first, link.then] = max(going.get((link.first, link.then), 0), link.crew_count)
    count = sum(
        crew_count
        for (first, then), crew_count in going.items()
        if first in flights and then in flights and outcome[first].cancelled and not outcome[then].cancelled
    )
    absent = {member.crew_id: member.unavailable for member in after.crew.values() if member.unavailable}
    for flight_id in flights if absent else ():
        if not outcome[flight_id].cancelled:
            etd = outcome[flight_id].etd
            for crew_id in after.flight_crew.get(flight_id, ()):
                count += any(window.contains(etd) for window in absent.get(crew_id, ()))
    return count


def _out_of_position(
    base: NetworkState,
    after: NetworkState,
    flights: Mapping[FlightId, Flight],
    outcome: Mapping[FlightId, ProjectedFlight],
) -> int:
    """Aircraft missing at the end, counted per carrier, family and airport."""
    last: dict[TailNumber, tuple[datetime, FlightId]] = {}
    for flight_id in flights:
        projected = outcome[flight_id]
        if not projected.cancelled and projected.tail is not None:
            leaves = (projected.etd, flight_id)
            last[projected.tail] = max(last.get(projected.tail, leaves), leaves)
    planned: Counter[_Stand] = Counter()
    actual: Counter[_Stand] = Counter()
    for tail, aircraft in base.aircraft.items():
        if aircraft.carrier not in base.own_carriers:
            continue
        legs = [leg for leg in base.rotation(tail) if leg.service == "passenger"]
        final = max(legs, key=lambda leg: (leg.std, leg.flight_id), default=None)
        planned[aircraft.carrier, aircraft.family, final.destination if final else aircraft.location] += 1
        stands = after.flights[last[tail][1]].lands_at if tail in last else after.aircraft[tail].location
        actual[aircraft.carrier, aircraft.family, stands] += 1
    return (planned - actual).total()


def _missed_deferrable_visits(
    base: NetworkState,
    after: NetworkState,
    flights: Mapping[FlightId, Flight],
    outcome: Mapping[FlightId, ProjectedFlight],
    now: datetime | None,
) -> int:
    """Deferrable visits of our tails, still to come, whose tail neither stands at their airport nor flies there in time."""
    visits = [
        (aircraft, visit)
        for aircraft in base.aircraft.values()
        if aircraft.carrier in base.own_carriers
        for visit in aircraft.maintenance
        if visit.deferrable and (now is None or visit.start > now)
    ]
    flown: dict[TailNumber, list[tuple[datetime, FlightId]]] = {aircraft.tail: [] for aircraft, _ in visits}
    for flight_id in flights if visits else ():
        projected = outcome[flight_id]
        if not projected.cancelled and projected.tail in flown:
            flown[projected.tail].append((projected.etd, flight_id))
    missed = 0
    for aircraft, visit in visits:
        before = max((leg for leg in flown[aircraft.tail] if leg[0] < visit.start), default=None)
        stands = after.flights[before[1]].lands_at if before is not None else after.aircraft[aircraft.tail].location
        missed += stands != visit.airport
    return missed


def _kpis(operations: _Operations, journeys: Journeys, replaced: int, missing_tails: int, stranded: int) -> Kpis:
    return Kpis(
        flights=operations.flights,
        cancelled_flights=operations.cancelled,
        delayed_flights_15=operations.late_15,
        delay_min_total=operations.late_min,
        aircraft_swaps=operations.swaps,
        crew_changes=replaced,
        ferry_flights=operations.ferries,
        disrupted_passengers=journeys.disrupted,
        misconnected_passengers=journeys.misconnected,
        rebooked_passengers=journeys.rebooked,
        refunded_passengers=journeys.refunded,
        stranded_passengers=stranded,
        passenger_delay_min_total=journeys.delay_min,
        tails_out_of_position=missing_tails,
    )
