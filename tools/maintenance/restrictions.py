"""What a tail may not fly while its defects are deferred, as constraints for the search."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.constraints import NotFlownBy
from domain.ids import TailNumber
from domain.network import Aircraft, DeferredDefect, Flight, FlightRestriction, FlightStatus, NetworkState
from domain.plans import Verdict
from knowledge.airline.aircraft_types import aircraft_type
from knowledge.airline.maintenance_policy import MaintenancePolicy
from tools.maintenance.diversion import etops_ruling
from tools.maintenance.due import Due, off_block, on_block, tails_with_items
from tools.maintenance.opportunities import Opportunities

NO_ETOPS_MIN = 0
"""Approved diversion time where a defect takes the approval away."""
SOURCE = "network"


def not_flown_by(places: Opportunities, due: dict[tuple[TailNumber, str], Due]) -> Iterator[NotFlownBy]:
    """Flights of its fleet that a restricted tail may not fly, from now to the end of the horizon; sorted by tail and flight.

    What cannot be known (weather that is not reported, airports that may be adequate) gives no constraint; a check says so.
    """
    state, policy = places.state, places.policy
    for tail in tails_with_items(state):
        aircraft = state.tail(tail)
        open_until = [(one, _open_until(places, due.get((tail, one.defect_id)))) for one in aircraft.defects if one.restrictions]
        if not open_until:
            continue
        for flight in _fleet(state, aircraft, places.now, places.horizon_end):
            for defect, until in open_until:
                if until is not None and off_block(flight) >= until:
                    continue
                verdict, said = forbidden(state, aircraft, defect, flight, policy)
                if verdict == "fail":
                    yield NotFlownBy(source=SOURCE, reason=f"{tail}: {said}", flight_id=flight.flight_id, tail=tail)
                    break


def forbidden(
    state: NetworkState, aircraft: Aircraft, defect: DeferredDefect, flight: Flight, policy: MaintenancePolicy
) -> tuple[Verdict, str]:
    """Whether the defect's restrictions let the aircraft make the flight; `fail` names the restriction and the figures."""
    answers = [_restricted(state, aircraft, one, flight, policy) for one in defect.restrictions]
    cited = f"deferred {defect.item} ({'configuration deviation list' if defect.category == 'CDL' else 'minimum equipment list'})"
    for wanted in ("fail", "not_checked"):
        for verdict, said in answers:
            if verdict == wanted:
                return verdict, f"{cited}: {said}"
    return "pass", cited


def _restricted(
    state: NetworkState, aircraft: Aircraft, one: FlightRestriction, flight: Flight, policy: MaintenancePolicy
) -> tuple[Verdict, str]:
    if one.kind == "passengers":
        booked = state.passengers_on(flight.flight_id)
        return _over(booked > one.limit, f"{booked} passengers booked, at most {one.limit}")
    if one.kind == "icing":
        return _icing(state, flight)
    if one.kind == "night":
        return _night(state, flight, policy)
    kind = aircraft_type(aircraft)
    if one.kind == "etops":
        ruling = etops_ruling(state, flight, kind, policy, NO_ETOPS_MIN)
        return ruling.verdict, f"no ETOPS: {ruling.detail} ({ruling.citation})"
    km = _distance_km(state, flight)
    if km is None:
        return "not_checked", "its distance is not known"
    limit = one.limit or kind.range_km
    return _over(km > limit, f"{km:.0f} km, at most {limit}")


def _over(is_over: bool, said: str) -> tuple[Verdict, str]:
    return ("fail" if is_over else "pass"), said


def _icing(state: NetworkState, flight: Flight) -> tuple[Verdict, str]:
    """As last reported at both ends; a forecast would be better and is not in the network."""
    unknown = []
    for code in (flight.origin, flight.destination):
        airport = state.airports.get(code)
        if airport is None or airport.observed is None:
            unknown.append(code)
        elif airport.observed.icing:
            return "fail", f"icing reported at {code} at {airport.observed.at:%d %b %H:%MZ}"
    return ("not_checked", f"no weather reported at {', '.join(unknown)}") if unknown else ("pass", "no icing reported")


def _night(state: NetworkState, flight: Flight, policy: MaintenancePolicy) -> tuple[Verdict, str]:
    """Dark at departure or at arrival by local clock hours; what lies between two ends in daylight is taken to be light."""
    for code, at, word in ((flight.origin, off_block(flight), "leaves"), (flight.destination, on_block(flight), "lands at")):
        airport = state.airports.get(code)
        if airport is None:
            return "not_checked", f"the clock of {code} is not known"
        local = at.astimezone(ZoneInfo(airport.timezone))
        if policy.is_dark(local.hour * 60 + local.minute):
            return "fail", f"{word} {code} by night, {local:%H:%M} local (hours assumed)"
    return "pass", "by day"


def _distance_km(state: NetworkState, flight: Flight) -> float | None:
    if flight.origin not in state.airports or flight.destination not in state.airports:
        return None
    return state.distance_km(flight.origin, flight.destination)


def _fleet(state: NetworkState, aircraft: Aircraft, now: datetime, until: datetime) -> list[Flight]:
    """Flights that have not left, leave before the horizon, and are flown by the tail's carrier and family."""
    found = []
    for flight in state.own_flights():
        flies = state.aircraft.get(flight.tail) if flight.tail else None
        if flight.status is not FlightStatus.SCHEDULED or flies is None or not now <= off_block(flight) < until:
            continue
        if (flies.carrier, flies.family) == (aircraft.carrier, aircraft.family):
            found.append(flight)
    return sorted(found, key=lambda one: one.flight_id)


def _open_until(places: Opportunities, due: Due | None) -> datetime | None:
    """The end of the visit in which the defect is mended, where one is planned and kept."""
    visit = places.visit_for(due) if due is not None else None
    return visit.end if visit is not None else None
