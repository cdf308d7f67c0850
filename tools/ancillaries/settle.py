"""What becomes of paid ancillaries when a plan moves people: provided on the new flight, or paid back in full; and goodwill.

Each ancillary of a flight that its passengers no longer take goes to a new flight of theirs that can provide it: one between the
same stations first, else one from the station (or to the one) where it is provided, else the first; never a second of its kind on
a flight. What no new flight can provide is paid back in full; a refund of the fare pays back what is ahead by
itself. Whoever is moved pays no change fee.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import combinations
from typing import Literal

from domain.commands import MoveAncillaries, Operation, RebookPassenger, RefundAncillaries
from domain.decide import decide_all
from domain.ids import BookingId, FlightId
from domain.network import Booking, Flight, FlightStatus, NetworkState
from domain.units import minutes_between
from knowledge.airline.ancillary_policy import AncillaryPolicy, Code, TripFacts
from tools.ancillaries.rules import Trip, broken_rules, trip_of

_GONE = (FlightStatus.DEPARTED, FlightStatus.ARRIVED, FlightStatus.DIVERTED)
_MOST_GOODWILL = 3
_ANNOUNCED_MIN = 10 * 1440
"""Nothing is refused for short notice: what was paid for was announced when it was sold."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What becomes of one paid ancillary. `open`: its passengers wait for a decision, or a person has to look at it."""

    booking_id: BookingId
    code: Code
    flight_id: FlightId
    paid_cents: int
    outcome: Literal["moved", "refunded", "open"]
    to_flight_id: FlightId | None
    why: str


@dataclass(frozen=True, slots=True)
class Goodwill:
    """What a late booking is given beside what it is owed; our cost of it for everybody, held to a cap per passenger."""

    booking_id: BookingId
    codes: tuple[Code, ...]
    late_min: int
    cost_cents: int
    cap_cents: int


@dataclass(frozen=True, slots=True)
class AncillarySettlement:
    """Operations to add to the plan, what becomes of each paid ancillary, goodwill, and the change fees that are waived.

    `with_fares_cents`: paid back by the plan already, with fares or by its own operations.
    """

    operations: tuple[Operation, ...]
    settled: tuple[Settled, ...]
    goodwill: tuple[Goodwill, ...]
    waived_fee_cents: int
    with_fares_cents: int


def settle_ancillaries(
    state: NetworkState, operations: Sequence[Operation], policy: AncillaryPolicy, *, now: datetime
) -> AncillarySettlement:
    """What a plan owes for paid ancillaries, on the network after its operations.

    The plan's own moves and refunds of ancillaries are kept as they are. Refused where the operations cannot be carried out.
    """
    _, after = decide_all(state, operations, now=now)
    settled: list[Settled] = []
    for booking_id in sorted(after.bookings):
        booking = after.bookings[booking_id]
        if booking.ancillaries:
            before = state.bookings.get(booking.part_of or booking_id, booking)
            settled += _settled(state, after, before, booking, policy, now)
    moved = {one.booking_id for one in operations if isinstance(one, RebookPassenger)}
    return AncillarySettlement(
        operations=tuple(_operations(one for one in settled if one.outcome != "open")),
        settled=tuple(settled),
        goodwill=_goodwill(state, after, policy, now),
        with_fares_cents=sum(
            booking.ancillary_refund_cents - (state.bookings[name].ancillary_refund_cents if name in state.bookings else 0)
            for name, booking in after.bookings.items()
        ),
        waived_fee_cents=policy.change_fee_cents * sum(after.bookings[one].passengers for one in sorted(moved)),
    )


def _operations(settled: Iterable[Settled]) -> Iterable[Operation]:
    """One for everything of a booking that goes the same way."""
    together: dict[tuple[BookingId, FlightId, FlightId | None], list[Code]] = {}
    for one in settled:
        together.setdefault((one.booking_id, one.flight_id, one.to_flight_id), []).append(one.code)
    for (booking_id, flight_id, to_flight_id), codes in together.items():
        if to_flight_id is None:
            yield RefundAncillaries(booking_id=booking_id, codes=tuple(codes), flight_id=flight_id)
        else:
            yield MoveAncillaries(booking_id=booking_id, codes=tuple(codes), flight_id=flight_id, to_flight_id=to_flight_id)


def _settled(
    state: NetworkState, after: NetworkState, before: Booking, booking: Booking, policy: AncillaryPolicy, now: datetime
) -> Iterable[Settled]:
    """What becomes of one booking's; nothing is said of what stays where it is."""
    paid: dict[tuple[Code, FlightId], int] = {}
    for one in booking.ancillaries:
        paid[one.code, one.flight_id] = paid.get((one.code, one.flight_id), 0) + one.paid_cents
    held = set(paid)
    flown = set(_flown(state, before, before.flight_ids))
    if before.sold_as:  # what was flown before an earlier change is no longer in the itinerary
        flown.update(_flown(state, replace(before, status="disrupted"), before.sold_as))
    kept = before.flight_ids if booking.flight_ids != before.flight_ids else before.sold_as
    new = [
        leg for one in booking.flight_ids if one not in kept and (leg := after.departure(one)).status is FlightStatus.SCHEDULED
    ]
    for (code, flight_id), cents in paid.items():
        if flight_id in flown:
            continue
        ahead = flight_id in booking.flight_ids and booking.status != "refunded"
        why = ""
        if ahead:
            if booking is before and after.departure(flight_id) is state.departure(flight_id):
                continue  # the plan touches neither; most bookings of a day
            why = _no_longer(state, after, before, booking, code, flight_id, policy, now)
            if not why:
                continue
            if after.departure(flight_id).status is FlightStatus.CANCELLED:
                yield Settled(
                    booking.booking_id, code, flight_id, cents, "open", None, f"{why}; its passengers have no new flight"
                )
                continue
        if code not in policy.atoms:
            why = f"{code!r} is not in the catalogue; a person decides"
            yield Settled(booking.booking_id, code, flight_id, cents, "open", None, why)
            continue
        found, reasons = None, []
        for leg in () if ahead else _in_order(new, after.departure(flight_id), code, policy):
            reason = (
                f"has a {code} already"
                if (code, leg.flight_id) in held
                else cannot_provide(after, booking, code, leg, policy, now)
            )
            if not reason:
                found = leg
                break
            reasons.append(f"{leg.flight_id}: {reason}")
        if found is None:
            why = why or "; ".join(reasons) or "there is no new flight"
            yield Settled(booking.booking_id, code, flight_id, cents, "refunded", None, why)
        else:
            held.add((code, found.flight_id))
            yield Settled(booking.booking_id, code, flight_id, cents, "moved", found.flight_id, "the new flight can provide it")


def _flown(state: NetworkState, booking: Booking, flight_ids: tuple[FlightId, ...]) -> tuple[FlightId, ...]:
    """The legs of an itinerary that its passengers have begun: the most that end where it has taken them."""
    legs = [state.departure(one) for one in flight_ids]
    stands_at = state.whereabouts(replace(booking, flight_ids=flight_ids))
    for count in range(len(legs), 0, -1):
        if all(leg.status in _GONE for leg in legs[:count]) and legs[count - 1].lands_at == stands_at:
            return flight_ids[:count]
    return ()


def _no_longer(
    state: NetworkState,
    after: NetworkState,
    before: Booking,
    booking: Booking,
    code: Code,
    flight_id: FlightId,
    policy: AncillaryPolicy,
    now: datetime,
) -> str:
    """Why a flight that its passengers still take can no longer provide what it could; empty: it can, or never could."""
    if code not in policy.atoms or flight_id not in before.flight_ids:
        return ""
    if cannot_provide(state, before, code, state.departure(flight_id), policy, now):
        leg = after.departure(flight_id)
        return "the flight is cancelled" if leg.status is FlightStatus.CANCELLED else ""
    return cannot_provide(after, booking, code, after.departure(flight_id), policy, now)


def cannot_provide(state: NetworkState, booking: Booking, code: Code, leg: Flight, policy: AncillaryPolicy, now: datetime) -> str:
    """Why a flight cannot provide an ancillary to a booking that has paid for it; empty: it can."""
    if leg.status is FlightStatus.CANCELLED:
        return "the flight is cancelled"
    if not state.is_own(leg):
        provided = leg.service == "passenger" and code in policy.provided_by_others
        return "" if provided else f"{leg.carrier} does not provide it for us"
    ahead = [one for one in booking.flight_ids if state.departure(one).status is FlightStatus.SCHEDULED]
    trip = _trip(state, booking, leg, code, max(1, len(ahead)), now)
    company = {rule.name for rule in policy.rules if rule.kind == "needs_one_of"}
    return ", ".join(one for one in broken_rules((code,), trip, policy) if one not in company)


def _trip(state: NetworkState, booking: Booking, leg: Flight, code: Code, flights: int, now: datetime) -> Trip:
    """The leg as the trip of somebody to whom the ancillary was sold: what was asked then is taken as answered."""
    child = code == "meal_child"
    facts = TripFacts(
        cabin=booking.cabin,
        adults=0 if booking.unaccompanied_minor else max(booking.passengers, 1),
        children=1 if child or booking.unaccompanied_minor else 0,
        youngest_age=8 if booking.unaccompanied_minor else 30,
        unaccompanied_minor=booking.unaccompanied_minor,
        reduced_mobility=booking.reduced_mobility and code != "seat_exit_row",
        pet=code == "pet_cabin",
        sport=code == "sport",
        nights=1,
    )
    trip = trip_of(state, (leg,), facts, now)
    told = trip.facts.model_copy(update={"lead_min": _ANNOUNCED_MIN})
    return Trip(told, trip.origin, trip.destination, flights, trip.body)


def _in_order(new: Sequence[Flight], lost: Flight, code: Code, policy: AncillaryPolicy) -> list[Flight]:
    """The new flights, those first that stand most nearly for the lost one; otherwise in the order flown."""
    at = policy.atoms[code].at

    def rank(leg: Flight) -> int:
        same = (leg.origin == lost.origin, leg.destination == lost.destination)
        if all(same):
            return 0
        return 1 if (at == "origin" and same[0]) or (at == "destination" and same[1]) else 2

    found = sorted(new, key=rank)
    # A lounge elsewhere is not the lounge that was paid for.
    return found if at == "flight" else [leg for leg in found if rank(leg) < 2]


def _goodwill(state: NetworkState, after: NetworkState, policy: AncillaryPolicy, now: datetime) -> tuple[Goodwill, ...]:
    """For everybody who will be late enough after the plan: the most worth that the cap allows."""
    given: list[Goodwill] = []
    known: dict[tuple[Trip, int, frozenset[Code]], tuple[Code, ...]] = {}
    for booking_id in sorted(after.bookings):
        booking = after.bookings[booking_id]
        legs = [after.departure(one) for one in booking.flight_ids]
        sold = [state.departure(one) for one in booking.sold_as or booking.flight_ids]
        late_min = minutes_between(sold[-1].sta, legs[-1].eta)
        cap = policy.goodwill_cap_cents(late_min)
        ahead = [leg for leg in legs if leg.status is FlightStatus.SCHEDULED and after.is_own(leg)]
        if not cap or not ahead or booking.status in ("refunded", "disrupted"):
            continue
        has = frozenset(one.code for one in booking.ancillaries)
        trip = _trip(after, booking, ahead[0], "", len(ahead), now)
        key = (trip, cap, has)
        if key not in known:
            known[key] = _most_worth(trip, cap, has, policy)
        if known[key]:
            cost = booking.passengers * sum(policy.atoms[one].cost_cents for one in known[key])
            given.append(Goodwill(booking_id, known[key], late_min, cost, cap * booking.passengers))
    return tuple(given)


def _most_worth(trip: Trip, cap_cents: int, has: frozenset[Code], policy: AncillaryPolicy) -> tuple[Code, ...]:
    """The atoms of goodwill, at most three, that are worth most together and cost no more than the cap for one passenger."""
    can = [one for one in policy.goodwill_atoms if one not in has]
    best: tuple[Code, ...] = ()
    worth = 0
    for count in range(1, _MOST_GOODWILL + 1):
        for codes in combinations(can, count):
            value = sum(policy.atoms[one].price_cents for one in codes)
            cost = sum(policy.atoms[one].cost_cents for one in codes)
            if value > worth and cost <= cap_cents and not broken_rules(codes, trip, policy):
                best, worth = codes, value
    return best
