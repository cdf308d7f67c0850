"""When each deferred defect and check of our tails is due, over the rotation flown and planned."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.ids import AirportCode, FlightId, TailNumber
from domain.network import Aircraft, CheckDue, DeferredDefect, Flight, FlightStatus, NetworkState, UnknownEntity
from domain.plans import Verdict
from domain.units import minutes_between
from knowledge.airline.maintenance_policy import MaintenancePolicy
from knowledge.maintenance.deferral import DeferralCase
from knowledge.maintenance.regime import EXTENSION, INTERVAL
from knowledge.passenger_rights.places import UnknownPlace, place

PROGRAMME = "the airline's approved maintenance programme"
Counted = Literal["calendar", "flight_minutes", "cycles", "no_limit", "not_known"]


@dataclass(frozen=True, slots=True)
class Due:
    """One item of a tail. `due_at`: no flight after it until the work is done; None: nothing ends it as far as is known.

    `counted`: what decides; `before`: by flight minutes or cycles, the flight that may not leave any more.
    """

    tail: TailNumber
    item: str
    kind: Literal["defect", "check"]
    due_at: datetime | None
    counted: Counted
    citation: str
    confidence: str
    detail: str
    work_min: int
    before: FlightId | None = None
    stations: tuple[AirportCode, ...] = ()
    part: str = ""
    assumed: tuple[str, ...] = ()


def off_block(flight: Flight) -> datetime:
    """Actual departure, or the one now expected."""
    return flight.atd or flight.etd


def on_block(flight: Flight) -> datetime:
    """Actual arrival, or the one now expected."""
    return flight.ata or flight.eta


def legs_of(state: NetworkState, tail: TailNumber) -> tuple[Flight, ...]:
    """What the tail has flown and will fly, in order."""
    flown = [one for one in state.rotation(tail) if one.status is not FlightStatus.CANCELLED]
    return tuple(sorted(flown, key=lambda one: (off_block(one), one.flight_id)))


def dues(state: NetworkState, tail: TailNumber, policy: MaintenancePolicy) -> tuple[Due, ...]:
    """Every defect and check of the tail, the most urgent first; those without an end last."""
    aircraft = state.tail(tail)
    found = [
        *(_defect(state, aircraft, one, policy) for one in aircraft.defects),
        *(_check(state, aircraft, one) for one in aircraft.checks),
    ]
    return tuple(sorted(found, key=urgency))


def all_dues(state: NetworkState, policy: MaintenancePolicy) -> tuple[Due, ...]:
    """Those of all our tails, the most urgent first."""
    return tuple(sorted((due for tail in tails_with_items(state) for due in dues(state, tail, policy)), key=urgency))


def tails_with_items(state: NetworkState) -> tuple[TailNumber, ...]:
    """Our tails that have a deferred defect or a check declared."""
    own = (one for one in state.aircraft.values() if one.carrier in state.own_carriers)
    return tuple(sorted(one.tail for one in own if one.defects or one.checks))


def urgency(due: Due) -> tuple[bool, float, str, str]:
    """Sort key: the earliest first, without an end last."""
    return (due.due_at is None, due.due_at.timestamp() if due.due_at else 0, due.tail, due.item)


def deferral_case(state: NetworkState, defect: DeferredDefect, policy: MaintenancePolicy, flight: Flight | None) -> DeferralCase:
    """The defect and a flight as the law is asked about them; without a flight, the moment of recording."""
    return DeferralCase(
        category=defect.category,
        recorded_at=defect.recorded_at,
        timezone=_clock(state, defect.place),
        leaves=off_block(flight) if flight else defect.recorded_at,
        lands=on_block(flight) if flight else defect.recorded_at,
        days=defect.days,
        extended=defect.extended,
        programme=policy.programme,
    )


def extended_until(
    state: NetworkState, defect: DeferredDefect, policy: MaintenancePolicy
) -> tuple[Verdict, datetime | None, str]:
    """Whether the law lets the interval be extended, until when at most, and what it says with its citation."""
    ruling = policy.law.ruling(EXTENSION, deferral_case(state, defect, policy, None))
    said = "; ".join((f"{ruling.detail} ({ruling.citation})", *ruling.needs))
    return ruling.verdict, ruling.due_at if ruling.verdict != "fail" else None, said


def flight_ruling(state: NetworkState, due: Due, flight: Flight, policy: MaintenancePolicy) -> tuple[Verdict, str, str]:
    """Whether the tail may make the flight with the item open: verdict, detail, citation."""
    if due.kind == "defect":
        defect = next(one for one in state.tail(due.tail).defects if one.defect_id == due.item)
        ruling = policy.law.ruling(INTERVAL, deferral_case(state, defect, policy, flight))
        return ruling.verdict, ruling.detail, ruling.citation
    if due.counted == "not_known":
        return "not_checked", due.detail, due.citation
    late = due.due_at is not None and (off_block(flight) >= due.due_at or on_block(flight) > due.due_at)
    return "fail" if late else "pass", due.detail, due.citation


def _clock(state: NetworkState, code: AirportCode) -> str:
    """The time zone of the place of recording, which need not be in the network."""
    if code in state.airports:
        return state.airports[code].timezone
    try:
        return place(code).clock.key
    except UnknownPlace as error:
        raise UnknownEntity(str(error)) from error


def _defect(state: NetworkState, aircraft: Aircraft, defect: DeferredDefect, policy: MaintenancePolicy) -> Due:
    ruling = policy.law.ruling(INTERVAL, deferral_case(state, defect, policy, None))
    counted: Counted = "calendar" if ruling.due_at else "no_limit" if ruling.verdict == "pass" else "not_known"
    return Due(
        tail=aircraft.tail,
        item=defect.defect_id,
        kind="defect",
        due_at=ruling.due_at,
        counted=counted,
        citation=ruling.citation,
        confidence=ruling.confidence,
        detail=f"{defect.item}: {ruling.detail}",
        work_min=defect.work_min,
        part=defect.part,
        assumed=defect.assumed,
    )


def _check(state: NetworkState, aircraft: Aircraft, check: CheckDue) -> Due:
    ends = sorted(_ends(state, aircraft.tail, check), key=lambda one: one[0])
    due_at, counted, before, said = ends[0] if ends else (None, _uncounted(check), None, _left(state, aircraft.tail, check))
    return Due(
        tail=aircraft.tail,
        item=check.name,
        kind="check",
        due_at=due_at,
        counted=counted,
        citation=PROGRAMME,
        confidence="assumed" if check.assumed else "confirmed",
        detail=f"{check.name}: {said}",
        work_min=check.work_min,
        before=before,
        stations=check.stations,
        assumed=check.assumed,
    )


def _ends(state: NetworkState, tail: TailNumber, check: CheckDue) -> Iterator[tuple[datetime, Counted, FlightId | None, str]]:
    """Each limit that ends within what is known: the calendar, and the flight that would exceed flight time or cycles."""
    if check.due_at is not None:
        yield check.due_at, "calendar", None, f"due by {check.due_at:%d %b %H:%MZ}"
    flown = cycles = 0
    over_time = over_cycles = False
    for leg in _counted(state, tail, check):
        flown, cycles = flown + minutes_between(off_block(leg), on_block(leg)), cycles + 1
        if check.flight_min_left is not None and flown > check.flight_min_left and not over_time:
            over_time = True
            yield (
                off_block(leg),
                "flight_minutes",
                leg.flight_id,
                f"{check.flight_min_left} min of flight left, {leg.flight_id} makes {flown}",
            )
        if check.cycles_left is not None and cycles > check.cycles_left and not over_cycles:
            over_cycles = True
            yield off_block(leg), "cycles", leg.flight_id, f"{check.cycles_left} cycles left, {leg.flight_id} is number {cycles}"


def _counted(state: NetworkState, tail: TailNumber, check: CheckDue) -> tuple[Flight, ...]:
    return tuple(leg for leg in legs_of(state, tail) if off_block(leg) >= check.known_at)


def _uncounted(check: CheckDue) -> Counted:
    return "not_known" if check.due_at is None and check.flight_min_left is None and check.cycles_left is None else "no_limit"


def _left(state: NetworkState, tail: TailNumber, check: CheckDue) -> str:
    if _uncounted(check) == "not_known":
        return "when it is due is not told"
    legs = _counted(state, tail, check)
    said = []
    if check.flight_min_left is not None:
        left = check.flight_min_left - sum(minutes_between(off_block(leg), on_block(leg)) for leg in legs)
        said.append(f"{left} min of flight")
    if check.cycles_left is not None:
        said.append(f"{check.cycles_left - len(legs)} cycles")
    return f"{' and '.join(said)} are left after the flights that are planned"
