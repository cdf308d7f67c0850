"""Whose journey broke or will, which flight broke it, and how far each booking has come: waiting, cared for, moved, refunded."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Literal

from api.outlook import Outlook
from domain.ids import AirportCode, FlightId
from domain.network import Booking, FlightStatus, NetworkState, Tier
from domain.units import Frozen, UtcDatetime
from knowledge.airline.reaccommodation_policy import DAY_MIN, ReaccommodationPolicy, reaccommodation_policy

Answer = Literal["waiting", "cared", "rebooked", "refunded"]
Why = Literal["cancelled", "misconnection", "diverted", "disrupted"]
ANSWERS: tuple[Answer, ...] = ("waiting", "cared", "rebooked", "refunded")
TIERS: tuple[Tier, ...] = ("platinum", "gold", "silver", "basic")
_LEFT = (FlightStatus.DEPARTED, FlightStatus.ARRIVED, FlightStatus.DIVERTED)


@dataclass(frozen=True, slots=True)
class AffectedBooking:
    """A booking that does not travel as sold. `flight_id`: the flight that it lost, or whose diversion ended it.

    `lost_flight_id` is None when every flight left: the journey ended elsewhere. `expected`: it has not happened yet.
    """

    booking: Booking
    flight_id: FlightId
    lost_flight_id: FlightId | None
    why: Why
    expected: bool
    state: Answer
    airport: AirportCode
    could_leave: datetime

    @property
    def broken(self) -> bool:
        """Whether its passengers still have no way to where they were going."""
        return self.state in ("waiting", "cared")

    @property
    def special(self) -> bool:
        """Whether somebody of it comes before everybody else."""
        return self.booking.unaccompanied_minor or self.booking.reduced_mobility


class SpecialNeeds(Frozen):
    """Bookings whose journey is broken with somebody who comes first, and everybody who travels in them."""

    bookings: int
    passengers: int


class ImpactTotals(Frozen):
    """Passengers. `disrupted` have no way on yet (`waiting`, or `cared` for meanwhile); `misconnected` and `stranded` of them.

    `stranded`: no way from where they are on a flight of the day. `affected`: disrupted, rebooked and refunded together.
    """

    affected: int
    disrupted: int
    misconnected: int
    stranded: int
    waiting: int
    cared: int
    rebooked: int
    refunded: int
    reduced_mobility: SpecialNeeds
    unaccompanied_minors: SpecialNeeds


class FlightImpact(Frozen):
    """What one flight did to its passengers. `passengers`: booked on it now; `connections_missed`: passengers who miss it."""

    flight_id: str
    origin: str
    destination: str
    std: UtcDatetime
    passengers: int
    affected: int
    disrupted: int
    by_tier: dict[str, int]
    by_state: dict[str, int]
    why: Why
    expected: bool
    connections_missed: int
    special_needs: int


class TierImpact(Frozen):
    """Passengers of one tier. `loyalty_cents`: margin expected to be lost in those who leave, for all `affected` of them."""

    tier: str
    affected: int
    disrupted: int
    by_state: dict[str, int]
    loyalty_cents: int


class AirportImpact(Frozen):
    """Where people are stuck, or were when they were answered."""

    airport: str
    affected: int
    disrupted: int


class PassengerImpact(Frozen):
    """Passengers whose journey breaks. Every split adds up to `totals.affected`; null counts: `unknown` says why."""

    as_of: UtcDatetime
    version: int
    currency: str
    unknown: str
    totals: ImpactTotals | None
    by_flight: tuple[FlightImpact, ...]
    by_tier: tuple[TierImpact, ...]
    by_state: dict[str, int]
    by_airport: tuple[AirportImpact, ...]
    policy_version: str
    assumed: tuple[str, ...]


def affected_bookings(outlook: Outlook) -> tuple[AffectedBooking, ...]:
    """Every booking that is broken, will be, or was and has been answered; by booking id."""
    state = outlook.state
    found = {
        journey.booking.booking_id: _broken(outlook, journey.booking, journey.lost_from, journey.airport, journey.could_leave)
        for journey in outlook.journeys.broken
    }
    for booking_id, booking in state.bookings.items():
        if booking.status != "booked" and booking_id not in found:
            found[booking_id] = _answered(state, booking)
    return tuple(found[booking_id] for booking_id in sorted(found))


def passenger_impact(outlook: Outlook) -> PassengerImpact:
    """The whole picture at the outlook's moment."""
    state, policy = outlook.state, reaccommodation_policy()
    affected = affected_bookings(outlook)
    known = bool(state.bookings)
    return PassengerImpact(
        as_of=outlook.now,
        version=state.version,
        currency=state.currency,
        unknown="" if known else f"Scenario {state.scenario_id!r} has no bookings: nobody knows who travels.",
        totals=_totals(outlook, affected) if known else None,
        by_flight=tuple(_by_flight(state, affected)),
        by_tier=tuple(_by_tier(outlook, affected, policy)) if known else (),
        by_state=_people_by_state(affected),
        by_airport=tuple(_by_airport(affected)),
        policy_version=policy.version,
        assumed=tuple(sorted({*chain.from_iterable(one.booking.assumed for one in affected), _LOYALTY_IS_ASSUMED})),
    )


_LOYALTY_IS_ASSUMED = "loyalty: value and churn by tier; who has no way on yet counts as a day late"


def late_min(outlook: Outlook, one: AffectedBooking) -> int:
    """Minutes after the arrival that was sold; a whole day for those who do not arrive, or nobody knows how."""
    booking = one.booking
    if one.broken or one.state == "refunded":
        return DAY_MIN
    last, sold = booking.flight_ids[-1], (booking.sold_as or booking.flight_ids)[-1]
    projected, flight = outlook.projection.flights.get(last), outlook.state.departure(last)
    arrives = projected.eta if projected is not None else flight.ata or flight.eta
    return max(0, round((arrives - outlook.state.departure(sold).sta).total_seconds() / 60))


def _broken(outlook: Outlook, booking: Booking, lost_from: int, airport: AirportCode, could_leave: datetime) -> AffectedBooking:
    lost = booking.flight_ids[lost_from] if lost_from < len(booking.flight_ids) else None
    flight = None if lost is None else outlook.state.departure(lost)
    projected = None if lost is None else outlook.projection.flights.get(lost)
    why: Why = "misconnection"
    if flight is None:
        why = "diverted"
    elif flight.status is FlightStatus.CANCELLED or (projected is not None and projected.cancelled):
        why = "cancelled"
    elif booking.status == "disrupted":
        why = "disrupted"
    return AffectedBooking(
        booking=booking,
        flight_id=booking.flight_ids[lost_from - 1] if lost is None else lost,
        lost_flight_id=lost,
        why=why,
        expected=not (flight is None or flight.status is FlightStatus.CANCELLED or booking.status == "disrupted"),
        state="cared" if booking.care else "waiting",
        airport=airport,
        could_leave=could_leave,
    )


def _answered(state: NetworkState, booking: Booking) -> AffectedBooking:
    """One that the projection no longer follows: moved, refunded, or left behind by flights that are all over."""
    sold = booking.sold_as or booking.flight_ids
    lost = next((one for one in sold if state.departure(one).status is FlightStatus.CANCELLED), None)
    why: Why = "disrupted" if lost is None else "cancelled"
    if lost is None:
        lost = next((one for one in sold if one not in booking.flight_ids), None) or next(
            (one for one in sold if state.departure(one).status not in _LEFT), sold[-1]
        )
    flight = state.departure(lost)
    answer: Answer = "cared" if booking.care else "waiting"
    if booking.status in ("rebooked", "refunded"):
        answer = "rebooked" if booking.status == "rebooked" else "refunded"
    stands_at = flight.origin if answer in ("rebooked", "refunded") else state.whereabouts(booking)
    return AffectedBooking(booking, lost, lost, why, False, answer, stands_at, flight.std)


def _totals(outlook: Outlook, affected: tuple[AffectedBooking, ...]) -> ImpactTotals:
    people = _people_by_state(affected)
    broken = [one for one in affected if one.broken]
    return ImpactTotals(
        affected=sum(people.values()),
        disrupted=people["waiting"] + people["cared"],
        misconnected=sum(one.booking.passengers for one in broken if one.why == "misconnection"),
        stranded=outlook.kpis.stranded_passengers,
        **people,
        reduced_mobility=_needs(one.booking for one in broken if one.booking.reduced_mobility),
        unaccompanied_minors=_needs(one.booking for one in broken if one.booking.unaccompanied_minor),
    )


def _needs(bookings: Iterable[Booking]) -> SpecialNeeds:
    sizes = [booking.passengers for booking in bookings]
    return SpecialNeeds(bookings=len(sizes), passengers=sum(sizes))


def _by_flight(state: NetworkState, affected: tuple[AffectedBooking, ...]) -> Iterator[FlightImpact]:
    """The flights that broke most journeys first."""
    groups: dict[FlightId, list[AffectedBooking]] = {}
    for one in affected:
        groups.setdefault(one.flight_id, []).append(one)
    rows = []
    for flight_id, group in groups.items():
        by_state, flight = _people_by_state(group), state.departure(flight_id)
        reasons = Counter[Why]()
        for one in group:
            reasons[one.why] += one.booking.passengers
        rows.append(
            FlightImpact(
                flight_id=flight_id,
                origin=flight.origin,
                destination=flight.destination,
                std=flight.std,
                passengers=state.passengers_on(flight_id),
                affected=sum(by_state.values()),
                disrupted=by_state["waiting"] + by_state["cared"],
                by_tier=_people_by_tier(group),
                by_state=by_state,
                why=max(sorted(reasons), key=reasons.__getitem__),
                expected=all(one.expected for one in group),
                connections_missed=reasons["misconnection"],
                special_needs=sum(one.booking.passengers for one in group if one.special and one.broken),
            )
        )
    yield from sorted(rows, key=lambda row: (-row.disrupted, -row.affected, row.flight_id))


def _by_tier(outlook: Outlook, affected: tuple[AffectedBooking, ...], policy: ReaccommodationPolicy) -> Iterator[TierImpact]:
    for tier in TIERS:
        group = [one for one in affected if one.booking.tier == tier]
        by_state = _people_by_state(group)
        yield TierImpact(
            tier=tier,
            affected=sum(by_state.values()),
            disrupted=by_state["waiting"] + by_state["cared"],
            by_state=by_state,
            loyalty_cents=sum(one.booking.passengers * policy.loyalty_cents(tier, late_min(outlook, one)) for one in group),
        )


def _by_airport(affected: tuple[AffectedBooking, ...]) -> Iterator[AirportImpact]:
    groups: dict[AirportCode, list[AffectedBooking]] = {}
    for one in affected:
        groups.setdefault(one.airport, []).append(one)
    rows = [
        AirportImpact(
            airport=airport,
            affected=sum(one.booking.passengers for one in group),
            disrupted=sum(one.booking.passengers for one in group if one.broken),
        )
        for airport, group in groups.items()
    ]
    yield from sorted(rows, key=lambda row: (-row.affected, row.airport))


def _people_by_state(group: Iterable[AffectedBooking]) -> dict[str, int]:
    counted: dict[str, int] = dict.fromkeys(ANSWERS, 0)
    for one in group:
        counted[one.state] += one.booking.passengers
    return counted


def _people_by_tier(group: Iterable[AffectedBooking]) -> dict[str, int]:
    counted: dict[str, int] = dict.fromkeys(TIERS, 0)
    for one in group:
        counted[one.booking.tier] += one.booking.passengers
    return counted
