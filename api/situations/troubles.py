"""What the outlook holds against the day: limits that are reported, flights late or lost, crews and connections that break."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from api.outlook import Outlook
from api.situations.roots import AirportLimit, Root, Roots
from api.situations.views import AlertKind
from domain.disruptions import (
    AircraftUnserviceableReport,
    AirportCapacityReport,
    AirportClosedReport,
    CrewUnavailableReport,
    GateClosedReport,
    SingleDisruption,
)
from domain.ids import AirportCode, BookingId, CrewId, FlightId
from domain.network import Airport, CapacityReduction, Flight, FlightStatus, GroundVisit, Window
from domain.plans import ProjectedFlight
from domain.units import minutes, minutes_between
from knowledge.airline.alerting_policy import AlertingPolicy
from tools.legality.crew_board import CrewOutlook


@dataclass(frozen=True, slots=True)
class Limit:
    """A fact that somebody reported and that lasts: a closure, a reduction, an aircraft out of service, an absence."""

    kind: AlertKind
    root: Root
    start: datetime | None
    end: datetime | None
    said: str
    report: SingleDisruption | None = None
    """The same as a disruption, where it is exactly one."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that happens to flights if nobody intervenes. `watch`: where it is told when no case covers its root.

    `acts_by`: from when on it cannot be averted; `late_min` of the latest flight; `crew_ids` who is lost.
    """

    kind: AlertKind
    root: Root
    watch: Root
    flight_ids: tuple[FlightId, ...]
    acts_by: datetime | None = None
    late_min: int = 0
    crew_ids: tuple[CrewId, ...] = ()
    booking_ids: tuple[BookingId, ...] = ()
    airport: str | None = None
    because: str = ""


@dataclass(slots=True)
class Troubles:
    """Everything found on one outlook."""

    outlook: Outlook
    crew: dict[CrewId, CrewOutlook]
    policy: AlertingPolicy
    limits: list[Limit] = field(default_factory=list)
    found: list[Trouble] = field(default_factory=list)

    @classmethod
    def on(cls, outlook: Outlook, crew: dict[CrewId, CrewOutlook], policy: AlertingPolicy) -> "Troubles":
        """Look everything through, in a fixed order."""
        made = cls(outlook, crew, policy)
        every = [*made._airports(), *made._aircraft(), *made._absences()]
        made.limits = list({one.report or one: one for one in every}.values())  # reported twice, it is one
        at_airports = [
            AirportLimit(AirportCode(one.root.subject), one.start, one.end)
            for one in made.limits
            if one.kind in ("airport_closed", "airport_reduced") and one.start is not None and one.end is not None
        ]
        roots = Roots(outlook.state, outlook.projection, at_airports, minutes(policy.limit_reaches_min))
        made.found = [*made._flights(roots), *made._crews(roots), *made._connections(roots)]
        return made

    def _lasting(self, window: Window | CapacityReduction | GroundVisit) -> bool:
        return window.end > self.outlook.now

    # --- what is reported -------------------------------------------------------------------------------------------

    def _airports(self) -> Iterator[Limit]:
        state, now = self.outlook.state, self.outlook.now
        ours = {code for flight in state.own_flights() for code in (flight.origin, flight.destination)}
        for airport in (state.airports[code] for code in sorted(ours)):
            root, code = Root("airport", airport.code), airport.code
            limited = False
            for one in filter(self._lasting, airport.closures):
                report = AirportClosedReport(reported_at=now, airport=code, start=one.start, end=one.end)
                yield Limit("airport_closed", root, one.start, one.end, one.reason, report)
                limited = True
            for two in filter(self._lasting, airport.reductions):
                rates = {"arrivals_per_hour": two.arrivals_per_hour, "departures_per_hour": two.departures_per_hour}
                cut = AirportCapacityReport(reported_at=now, airport=code, start=two.start, end=two.end, **rates)
                yield Limit("airport_reduced", root, two.start, two.end, two.reason, cut)
                limited = True
            for gate, window in airport.gate_closures:
                if self._lasting(window):
                    shut = GateClosedReport(reported_at=now, airport=code, gate=gate, start=window.start, end=window.end)
                    yield Limit("gate_closed", root, window.start, window.end, gate, shut)
            if airport.weather and (limited or self._is_bad(airport)):
                yield Limit("weather", root, None, None, airport.weather)

    def _is_bad(self, airport: Airport) -> bool:
        seen, policy = airport.observed, self.policy
        if seen is None:
            return False
        low = seen.visibility_m is not None and seen.visibility_m < policy.low_visibility_m
        return low or max(seen.gust_kt or 0, seen.wind_kt or 0) >= policy.strong_gust_kt

    def _aircraft(self) -> Iterator[Limit]:
        for tail, aircraft in sorted(self.outlook.state.aircraft.items()):
            for one in filter(self._lasting, aircraft.outages):
                report = AircraftUnserviceableReport(
                    reported_at=self.outlook.now, tail=tail, airport=one.airport, start=one.start, end=one.end
                )
                yield Limit("aircraft_out_of_service", Root("aircraft", tail), one.start, one.end, one.reason, report)

    def _absences(self) -> Iterator[Limit]:
        for crew_id, person in sorted(self.outlook.state.crew.items()):
            for one in filter(self._lasting, person.unavailable):
                report = CrewUnavailableReport(reported_at=self.outlook.now, crew_id=crew_id, start=one.start, end=one.end)
                yield Limit("crew_unavailable", Root("crew", crew_id), one.start, one.end, person.role, report)

    # --- flights ----------------------------------------------------------------------------------------------------

    def _flights(self, roots: Roots) -> Iterator[Trouble]:
        state, now = self.outlook.state, self.outlook.now
        for flight_id, projected in sorted(self.outlook.projection.flights.items()):
            flight = state.flights[flight_id]
            match flight.status:
                case FlightStatus.CANCELLED:
                    waiting = self._waiting(flight)
                    if waiting:
                        root = roots.of(flight_id)
                        yield Trouble("waiting_passengers", root, root, (flight_id,), booking_ids=waiting, airport=flight.origin)
                case FlightStatus.SCHEDULED if projected.cancelled:
                    root = roots.of(flight_id)
                    yield Trouble("cannot_fly", root, root, (flight_id,), max(now, flight.etd), because=projected.causes[-1].text)
                case FlightStatus.SCHEDULED:
                    late_min = _late_min(flight, projected)
                    decided = flight.changed_by and projected.etd <= flight.etd
                    if late_min >= self.policy.late_min and not decided:
                        root = roots.of(flight_id)
                        yield Trouble("late", root, root, (flight_id,), late_min=late_min)
                case FlightStatus.DEPARTED:
                    shut = next((one for one in projected.causes if one.cause == "closure"), None)
                    if shut is not None:
                        root, held_min = Root("airport", flight.destination), minutes_between(flight.eta, projected.eta)
                        yield Trouble("airborne", root, root, (flight_id,), flight.eta, held_min, airport=flight.destination)

    def _waiting(self, flight: Flight) -> tuple[BookingId, ...]:
        state = self.outlook.state
        return tuple(one for one in state.flight_bookings.get(flight.flight_id, ()) if state.bookings[one].status == "disrupted")

    # --- crews ------------------------------------------------------------------------------------------------------

    def _crews(self, roots: Roots) -> Iterator[Trouble]:
        """Those who are lost to the same flight for the same cause, together; then those whose duty can hardly slip."""
        lost: dict[tuple[FlightId, Root], list[CrewOutlook]] = defaultdict(list)
        short: dict[tuple[FlightId, Root], list[CrewOutlook]] = defaultdict(list)
        for one in self.crew.values():
            if one.at_risk:
                lost[one.at_risk[0].flight_id, self._crew_root(one, roots)].append(one)
            elif one.left_min is not None and one.left_min <= self.policy.crew_left_min and one.next_flight_id is not None:
                short[one.next_flight_id, self._late_before(one, one.next_flight_id, roots)].append(one)
        for (_, root), people in sorted(lost.items(), key=_by_flight):
            flights = tuple(sorted({risk.flight_id for one in people for risk in one.at_risk}))
            by = min(risk.latest or risk.leaves for one in people for risk in one.at_risk)
            crew = tuple(one.crew_id for one in people)
            yield Trouble("crew_lost", root, root, flights, by, crew_ids=crew, because=people[0].at_risk[0].reason)
        for (flight_id, root), people in sorted(short.items(), key=_by_flight):
            left = min(one.left_min or 0 for one in people)
            crew = tuple(one.crew_id for one in people)
            leaves = self.outlook.state.flights[flight_id].etd
            yield Trouble("crew_short_of_time", root, root, (flight_id,), leaves + minutes(max(0, left)), left, crew)

    def _crew_root(self, one: CrewOutlook, roots: Roots) -> Root:
        person, risk = self.outlook.state.crew[one.crew_id], one.at_risk[0]
        if any(window.contains(risk.leaves) for window in person.unavailable):
            return Root("crew", one.crew_id)
        return self._late_before(one, risk.flight_id, roots)

    def _late_before(self, one: CrewOutlook, flight_id: FlightId, roots: Roots) -> Root:
        """What makes the first leg of the duty late that is, or the base where nothing does."""
        state, projected = self.outlook.state, self.outlook.projection.flights
        duties = (duty for duty in state.crew[one.crew_id].duties if flight_id in duty.flight_ids)
        for leg in (leg for duty in duties for leg in duty.flight_ids):
            flight = state.flights[leg]
            expected = projected.get(leg)
            late = flight.status is FlightStatus.CANCELLED or (
                expected.cancelled or _late_min(flight, expected) > 0 if expected else (flight.ata or flight.eta) > flight.sta
            )
            if late:
                return roots.of(leg)
        return Root("crew_base", one.base, flight_id)

    # --- connections ------------------------------------------------------------------------------------------------

    def _connections(self, roots: Roots) -> Iterator[Trouble]:
        """Bookings that miss a flight which goes, or has gone, by where and by what makes them late."""
        state, projected = self.outlook.state, self.outlook.projection.flights
        found: dict[tuple[AlertKind, str, Root], list[tuple[BookingId, FlightId]]] = defaultdict(list)
        for broken in self.outlook.journeys.broken:
            legs, place = broken.booking.flight_ids, broken.lost_from
            if not 0 < place < len(legs) or broken.booking.status == "disrupted":
                continue
            inbound, outbound = legs[place - 1], legs[place]
            goes = projected.get(outbound)
            if goes is None or goes.cancelled or inbound not in state.flights:
                continue
            kind: AlertKind = "misconnection" if state.flights[outbound].status is FlightStatus.SCHEDULED else "missed"
            found[kind, broken.airport, roots.of(inbound)].append((broken.booking.booking_id, outbound))
        for (kind, airport, root), missed in sorted(found.items(), key=lambda one: str(one[0])):
            watch = root if root.kind in ("airport", "aircraft", "unflown") else Root("connections", airport)
            flights = tuple(sorted({flight_id for _, flight_id in missed}))
            by = min(projected[one].etd for one in flights) if kind == "misconnection" else None
            bookings = tuple(sorted(booking_id for booking_id, _ in missed))
            yield Trouble(kind, root, watch, flights, by, booking_ids=bookings, airport=airport)


def _late_min(flight: Flight, projected: ProjectedFlight) -> int:
    return max(minutes_between(flight.std, projected.etd), minutes_between(flight.sta, projected.eta))


def _by_flight(one: tuple[tuple[FlightId, Root], list[CrewOutlook]]) -> tuple[str, str]:
    return one[0][0], str(one[0][1])
