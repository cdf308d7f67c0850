"""Alerts in words: the limits and troubles of one situation, gathered by kind, verb first and with their units."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from api.situations.troubles import Limit, Trouble
from api.situations.views import AlertKind
from domain.ids import BookingId, FlightId
from domain.network import NetworkState
from domain.units import minutes
from graphs.deciding import LEVELS, Level
from graphs.explain import counted
from knowledge.airline.alerting_policy import AlertingPolicy

FLIGHTS_SHOWN = 200
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Draft:
    """An alert before anybody knows since when it stands."""

    alert_id: str
    level: Level
    kind: AlertKind
    subject: str
    text: str
    flight_ids: tuple[FlightId, ...] = ()
    airport: str | None = None
    tail: str | None = None
    crew_id: str | None = None
    passengers: int | None = None
    acts_by: datetime | None = None


def worst(levels: Iterable[Level]) -> Level:
    """The gravest, `info` when there is none."""
    return max(levels, key=LEVELS.index, default="info")


def clock(moment: datetime, now: datetime) -> str:
    """`22:29Z`, with the day when it is another than today."""
    return f"{moment:%H:%MZ}" if moment.date() == now.date() else f"{moment:%d %b %H:%MZ}"


@dataclass(frozen=True, slots=True)
class AlertWriter:
    """Words alerts on one state of the network."""

    state: NetworkState
    now: datetime
    policy: AlertingPolicy

    def alerts(self, home: str, limits: Sequence[Limit], troubles: Sequence[Trouble]) -> list[Draft]:
        """The alerts of one situation: the gravest first, of those the causes, then what is lost soonest."""
        gathered: dict[tuple[AlertKind, str], list[Trouble]] = defaultdict(list)
        for one in troubles:
            gathered[one.kind, _part(one)].append(one)
        reached = bool(troubles)
        found = [self._limit(home, one, reached) for one in limits]
        found += [self._trouble(home, kind, part, several) for (kind, part), several in gathered.items()]
        causes = {one.alert_id for one in found[: len(limits)]}

        def place(one: Draft) -> tuple[object, ...]:
            cause = one.alert_id in causes
            return -LEVELS.index(one.level), not cause, one.acts_by is None, one.acts_by or self.now, one.alert_id

        return sorted(found, key=place)

    def passengers(self, flight_ids: Iterable[FlightId]) -> int | None:
        """People booked on the flights, each once; None where the network has no bookings."""
        if not self.state.bookings:
            return None
        bookings = {one for flight_id in flight_ids for one in self.state.flight_bookings.get(flight_id, ())}
        return self.people(bookings)

    def people(self, booking_ids: Iterable[BookingId]) -> int:
        """How many people bookings are."""
        return sum(self.state.bookings[one].passengers for one in booking_ids)

    def title(self, limits: Sequence[Limit], troubles: Sequence[Trouble]) -> str:
        """What a watch is about: what was reported, or what came of it."""
        reported = [self._heading(one) for one in limits if one.kind != "weather" or len(limits) == 1]
        if reported:
            return "; ".join(reported[:2]) + (f" and {len(reported) - 2} more" if len(reported) > 2 else "")
        root = troubles[0].watch
        late = max((one.late_min for one in troubles if one.kind == "late"), default=0)
        lost = sum(one.kind == "cannot_fly" for one in troubles)
        match root.kind:
            case "airport":
                return f"{root.subject} short of capacity"
            case "aircraft":
                return f"{root.subject} held on the ground by maintenance"
            case "crew_base":
                return f"Crew based at {root.subject} at their limits"
            case "connections":
                return f"Connections missed at {root.subject}"
            case "unflown":
                return f"Flights from or to {root.subject} cancelled"
        if lost:
            return f"Rotation of {root.subject} loses {counted(lost, 'flight')}"
        return f"Rotation of {root.subject} up to {late} min late" if late else f"Crew on {root.subject} at their limits"

    # --- limits -----------------------------------------------------------------------------------------------------

    def _heading(self, one: Limit) -> str:
        span = f"{clock(one.start, self.now)} to {clock(one.end, self.now)}" if one.start and one.end else ""
        subject, report = one.root.subject, one.report
        match one.kind:
            case "airport_closed":
                return f"{subject} closed {span}"
            case "airport_reduced" if report is not None and report.kind == "airport_capacity_reduced":
                rates = f"{report.arrivals_per_hour} arrivals and {report.departures_per_hour} departures an hour"
                return f"{subject} reduced to {rates} {span}"
            case "gate_closed":
                return f"Gate {one.said} at {subject} closed {span}"
            case "aircraft_out_of_service" if report is not None and report.kind == "aircraft_unserviceable":
                return f"{subject} out of service at {report.airport} {span}"
            case "crew_unavailable":
                return f"{one.said.replace('_', ' ').capitalize()} {subject} unavailable {span}"
        return f"Weather at {subject}"

    def _limit(self, home: str, one: Limit, reached: bool) -> Draft:
        verbs = {
            "airport_closed": "Plan round it",
            "airport_reduced": "Meter flights",
            "gate_closed": "Use other gates",
            "aircraft_out_of_service": "Cover its flights",
            "crew_unavailable": "Find a replacement",
            "weather": "Watch the weather",
        }
        said = one.said if one.kind in ("airport_closed", "airport_reduced", "aircraft_out_of_service", "weather") else ""
        heading = f"at {one.root.subject}" if one.kind == "weather" else self._heading(one)
        begins = f"/{one.start:%d%H%M}" if one.start else ""
        grave = reached and one.kind not in ("weather", "gate_closed")
        airport = one.root.subject if one.root.kind == "airport" else None
        return Draft(
            alert_id=f"{home}:{one.kind}:{one.root.subject}{begins}{'/' + one.said if one.kind == 'gate_closed' else ''}",
            level="caution" if grave else "info",
            kind=one.kind,
            subject=one.root.subject,
            text=f"{verbs[one.kind]}: {heading}" + (f" ({said})" if said else ""),
            airport=airport,
            tail=one.root.subject if one.root.kind == "aircraft" else None,
            crew_id=one.root.subject if one.root.kind == "crew" else None,
            acts_by=one.start,
        )

    # --- troubles ---------------------------------------------------------------------------------------------------

    def _trouble(self, home: str, kind: AlertKind, part: str, several: Sequence[Trouble]) -> Draft:
        flights = tuple(dict.fromkeys(one for trouble in several for one in trouble.flight_ids))
        flights = tuple(sorted(flights, key=lambda one: (self.state.flights[one].etd, one)))
        acts_by = min((one.acts_by for one in several if one.acts_by is not None), default=None)
        booked = tuple(dict.fromkeys(one for trouble in several for one in trouble.booking_ids))
        people = self.people(booked) if booked else self.passengers(flights)
        crew = tuple(dict.fromkeys(one for trouble in several for one in trouble.crew_ids))
        tails = {self.state.flights[one].tail for one in flights}
        return Draft(
            alert_id=f"{home}:{kind}" + (f":{part}" if part else ""),
            level=self._level(kind, acts_by, max(one.late_min for one in several)),
            kind=kind,
            subject=part or several[0].watch.subject,
            text=self._said(kind, part, several, flights, people, len(crew), acts_by),
            flight_ids=flights,
            airport=several[0].airport,
            tail=next(iter(tails)) if len(tails) == 1 else None,
            crew_id=crew[0] if len(crew) == 1 else None,
            passengers=people,
            acts_by=acts_by,
        )

    def _level(self, kind: AlertKind, acts_by: datetime | None, late_min: int) -> Level:
        soon = acts_by is not None and acts_by <= self.now + minutes(self.policy.act_now_min)
        if kind == "late":
            return "caution" if late_min >= self.policy.late_caution_min else "info"
        return "warning" if kind in ("cannot_fly", "crew_lost", "airborne") and soon else "caution"

    def _said(
        self,
        kind: AlertKind,
        part: str,
        several: Sequence[Trouble],
        flights: Sequence[FlightId],
        people: int | None,
        crew: int,
        acts_by: datetime | None,
    ) -> str:
        named, by = self._named(flights), clock(acts_by, self.now) if acts_by else ""
        booked = "" if people is None else f", {counted(people, 'passenger')}"
        match kind:
            case "cannot_fly":
                why = f": {several[0].because}" if len(several) == 1 else ""
                return f"Save or cancel {named}, which cannot be flown{booked}, first at {by}{why}"
            case "late":
                return f"Retime {named}, up to {max(one.late_min for one in several)} min late{booked}"
            case "airborne":
                return f"Hold or divert {named}, in the air to closed {part}, first there at {by}"
            case "crew_lost":
                return f"Replace {counted(crew, 'crew member')} on {named} by {by}: {several[0].because}"
            case "crew_short_of_time":
                left = min(one.late_min for one in several)
                return f"Watch {counted(crew, 'crew member')} on {named}: {left} min left before the duty ends"
            case "misconnection":
                return f"Hold {named} or rebook {counted(people or 0, 'passenger')} who misconnect at {part}, first at {by}"
            case "missed":
                return f"Rebook {counted(people or 0, 'passenger')} who missed {named} at {part}"
        cancelled = f"cancelled {named}" if len(flights) <= _NAMED else f"{len(flights)} cancelled flights"
        return f"Rebook {counted(people or 0, 'passenger')} of {cancelled}"

    def _named(self, flights: Sequence[FlightId]) -> str:
        """`B61010`, `B61010 and B61011`, `31 flights`."""
        if len(flights) > _NAMED:
            return counted(len(flights), "flight")
        names = [f"{one.carrier}{one.number}" for one in (self.state.flights[each] for each in flights)]
        return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _part(one: Trouble) -> str:
    """What tells two alerts of one kind apart in a situation: the place of a connection, the first flight of a crew."""
    if one.kind in ("misconnection", "missed", "airborne"):
        return one.airport or ""
    return one.flight_ids[0].split("/")[0] if one.kind in ("crew_lost", "crew_short_of_time") else ""
