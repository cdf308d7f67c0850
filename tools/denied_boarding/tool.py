"""Tool `volunteer_auction`: what to offer for a seat now, and who is left behind if too few people give theirs up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from domain.ids import BookingId, FlightId
from domain.network import Flight, FlightStatus, NetworkState
from domain.units import Frozen, Money, UtcDatetime
from knowledge.airline.volunteer_policy import VolunteerPolicy, volunteer_policy
from knowledge.passenger_rights.causes import circumstances
from knowledge.passenger_rights.exchange import Rate, published_rates
from tools.denied_boarding.auction import Party, Step, climb
from tools.denied_boarding.gate import Candidate, Reason, candidates, denied_cents, left_behind, other_ways
from tools.denied_boarding.guards import guards, overbooking_pad
from tools.passenger_rights.from_network import circumstance_of
from tools.seat_value.recovery_flights import bookings_on, moved_here
from tools.spec import ToolContext, ToolRetry, tool


class VolunteerAuctionRequest(Frozen):
    """A flight with too few seats. `shortfall`: people without a seat, where it is not those booked less the tail's seats.

    `offered_cents`: the offer made last, 0: none yet. `volunteers`: bookings that said yes. `cap_cents`: below the policy's cap.
    `circumstance`: why a smaller aircraft flies, as a key of circumstances.yaml; none: what the case's disruption is in law.
    """

    flight_id: FlightId
    shortfall: Annotated[int, Field(ge=0, le=200)] | None = None
    offered_cents: Annotated[int, Field(ge=0)] = 0
    volunteers: tuple[BookingId, ...] = ()
    cap_cents: Annotated[int, Field(ge=0)] | None = None
    reason: Reason = "oversold"
    circumstance: str | None = None
    rates: tuple[Rate, ...] = ()


class OfferStep(Frozen):
    """One offer per person, the same for all. `expected_volunteers`: people who say yes to it or to an earlier one, beyond those
    known. `enough_chance`, `expected_short`, `expected_cost`: if the ladder is climbed up to here at most."""

    offer: Money
    expected_volunteers: float
    enough_chance: float
    expected_short: float
    expected_cost: Money


class LeftBehind(Frozen):
    """People of one booking who would be denied boarding, if nobody else gives up a seat. Money is per person.

    `why`: empty for the ordinary order, least cost and then booking id. `not_checked`: `compensation` is then the least.
    """

    booking_id: BookingId
    passengers: int
    of_party: int
    flight_ids: tuple[FlightId, ...]
    arrives: UtcDatetime | None
    late_min: int | None
    compensation: Money
    cost: Money
    law: str
    why: str
    not_checked: tuple[str, ...]


class NotAsked(Frozen):
    """A booking to which no offer is made."""

    booking_id: BookingId
    why: str


class GuardShown(Frozen):
    """A rule that protects people from disrupted flights; `binds`: it holds for this flight now."""

    name: str
    binds: bool
    why: str


class VolunteerAuctionReport(Frozen):
    """`offer_now`: the next offer to make; null: nobody is short, or a further one is expected to cost more than the law does.

    `climb_to`: highest offer worth making. `expected_cost`: of climbing so far; `denial_cost`: of leaving everybody behind who is
    short now. `overbooking_pad`: seats that may be sold beyond the aircraft's; null: revenue management decides.
    """

    flight_id: FlightId
    seats: int | None
    booked: int
    shortfall: int
    given_up: int
    still_needed: int
    offer_now: Money | None
    climb_to: Money | None
    expected_cost: Money
    denial_cost: Money
    steps: tuple[OfferStep, ...]
    left_behind: tuple[LeftBehind, ...]
    not_asked: tuple[NotAsked, ...]
    overbooking_pad: int | None
    guards: tuple[GuardShown, ...]
    not_checked: tuple[str, ...]
    assumed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Gate:
    flight: Flight
    seats: int | None
    booked: int
    shortfall: int
    given_up: int

    @property
    def needed(self) -> int:
        return max(0, self.shortfall - self.given_up)


@tool(name="volunteer_auction")
def volunteer_auction(context: ToolContext, request: VolunteerAuctionRequest) -> VolunteerAuctionReport:
    """What to offer now to who gives up a seat on a flight with more people than seats: a ladder of offers, the volunteers to
    expect at each, expected cost against denied boarding by law, and who would be left behind; minors alone and people with
    reduced mobility are never asked and last of all."""
    state, policy = context.state, volunteer_policy()
    gate = _gate(state, request)
    waiting = tuple(one for one in bookings_on(state, gate.flight) if one.booking_id not in request.volunteers)
    order = candidates(
        state,
        gate.flight,
        waiting,
        short=gate.needed,
        reason=request.reason,
        circumstance=request.circumstance or circumstance_of(context.disruption),
        policy=policy,
        rates=published_rates().with_given(request.rates),
        now=context.now,
    )
    denied = denied_cents(order, gate.needed)
    offers = _offers(policy, request)
    steps = climb(_parties(order, policy, offers, request.offered_cents), offers, denied, gate.needed, gate.given_up)
    agreed = gate.given_up * request.offered_cents
    best = _climb_to(steps, agreed + denied[-1], asked_before=request.offered_cents > 0) if gate.needed else None
    last = left_behind(order, gate.needed)
    stranded = _stranded(context, gate.flight, policy)
    return VolunteerAuctionReport(
        flight_id=gate.flight.flight_id,
        seats=gate.seats,
        booked=gate.booked,
        shortfall=gate.shortfall,
        given_up=gate.given_up,
        still_needed=gate.needed,
        offer_now=_money(steps[0].offer_cents, policy) if best is not None else None,
        climb_to=_money(best.offer_cents, policy) if best is not None else None,
        expected_cost=_money(best.cost_cents if best is not None else agreed + denied[-1], policy),
        denial_cost=_money(denied[-1], policy),
        steps=tuple(_shown(one, policy) for one in steps) if gate.needed else (),
        left_behind=tuple(_left(one, people, policy) for one, people in last),
        not_asked=tuple(NotAsked(booking_id=one.booking.booking_id, why=one.why) for one in order if not one.may_be_asked),
        overbooking_pad=overbooking_pad(state, gate.flight, policy, now=context.now),
        guards=tuple(
            GuardShown(name=one.name, binds=one.binds, why=one.why)
            for one in guards(state, gate.flight, policy, now=context.now, last=stranded)
        ),
        not_checked=tuple(dict.fromkeys(text for one, _ in last for text in one.open)),
        assumed=tuple(f"{one.name}: {one.value} {one.unit}" for one in policy.figures if one.assumed),
    )


def _gate(state: NetworkState, request: VolunteerAuctionRequest) -> _Gate:
    flight = state.flight(request.flight_id)
    seats = state.aircraft[flight.tail].seats if flight.tail is not None else None
    booked = state.passengers_on(flight.flight_id)
    faults = list(_faults(state, flight, request, seats, booked))
    if faults:
        raise ToolRetry(f"No seats can be bought back on flight {flight.flight_id!r} as asked.", tuple(faults))
    shortfall = max(0, booked - (seats or 0)) if request.shortfall is None else request.shortfall
    return _Gate(flight, seats, booked, shortfall, sum(state.bookings[one].passengers for one in request.volunteers))


def _faults(
    state: NetworkState, flight: Flight, request: VolunteerAuctionRequest, seats: int | None, booked: int
) -> Iterator[tuple[str, str]]:
    if not state.is_own(flight):
        yield "flight_id", f"{flight.flight_id!r} is a flight of {flight.carrier}; ask for one of ours."
    if flight.status is not FlightStatus.SCHEDULED:
        yield "flight_id", f"{flight.flight_id!r} is {flight.status.value}; ask for one that has not left."
    if seats is None and request.shortfall is None:
        yield "shortfall", "no aircraft is assigned to the flight; say how many people are without a seat."
    if request.shortfall is not None and request.shortfall > booked:
        yield "shortfall", f"{request.shortfall} are more than the {booked} people booked."
    on_board = state.flight_bookings.get(flight.flight_id, ())
    for name in sorted({one for one in request.volunteers if request.volunteers.count(one) > 1}):
        yield "volunteers", f"booking {name!r} is named more than once."
    for name in sorted(set(request.volunteers) - set(on_board)):
        yield "volunteers", f"booking {name!r} is not on the flight; its bookings are in GET /api/v1/flights."
    if request.volunteers and not request.offered_cents:
        yield "offered_cents", "there are volunteers; say what was offered to them."
    if request.circumstance is not None and request.circumstance not in circumstances():
        said = f"{request.circumstance!r} is not a circumstance; use one of {', '.join(sorted(circumstances()))}."
        yield "circumstance", said


def _offers(policy: VolunteerPolicy, request: VolunteerAuctionRequest) -> tuple[int, ...]:
    """The offers above the last one made, up to the lower of both caps."""
    cap = policy.cap_cents if request.cap_cents is None else min(policy.cap_cents, request.cap_cents)
    return tuple(one for one in policy.offers_cents if request.offered_cents < one <= cap)


def _parties(order: Sequence[Candidate], policy: VolunteerPolicy, offers: Sequence[int], offered_cents: int) -> list[Party]:
    """Who may be asked, as they say yes or no: together, or each alone where a booking counts separate people.

    Who refused the last offer is as unwilling as that shows.
    """
    parties = []
    for one in order:
        if one.may_be_asked:
            extra = policy.no_alternative_min if one.otherwise is None else one.otherwise.extra_min
            refused = policy.accepts(offered_cents, extra)
            willing = tuple((policy.accepts(offer, extra) - refused) / (1 - refused) for offer in offers)
            people = one.booking.passengers
            parties += [Party(1, willing)] * people if one.booking.party == "individuals" else [Party(people, willing)]
    return parties


def _climb_to(steps: Sequence[Step], denial_cents: float, *, asked_before: bool) -> Step | None:
    """The step up to which climbing costs least; None: leaving people behind costs less, and they have been asked once.

    Volunteers are called for before anybody is denied boarding, so a first offer is always made.
    """
    if not steps:
        return None
    best = min(steps, key=lambda one: one.cost_cents)
    return best if best.cost_cents <= denial_cents or not asked_before else None


def _stranded(context: ToolContext, flight: Flight, policy: VolunteerPolicy) -> bool:
    """Whether some of the people who were moved to the flight have no later way with room for their booking."""
    moved = moved_here(context.state, flight)
    ways = other_ways(context.state, flight, moved, short=0, policy=policy, now=max(context.now, flight.etd))
    return any(way is None for way in ways.values())


def _shown(step: Step, policy: VolunteerPolicy) -> OfferStep:
    return OfferStep(
        offer=_money(step.offer_cents, policy),
        expected_volunteers=round(step.volunteers, 3),
        enough_chance=round(step.enough, 4),
        expected_short=round(step.short, 3),
        expected_cost=_money(step.cost_cents, policy),
    )


def _left(one: Candidate, people: int, policy: VolunteerPolicy) -> LeftBehind:
    way = one.otherwise
    return LeftBehind(
        booking_id=one.booking.booking_id,
        passengers=people,
        of_party=one.booking.passengers,
        flight_ids=() if way is None else way.flight_ids,
        arrives=None if way is None else way.arrives,
        late_min=None if way is None else way.late_min,
        compensation=_money(one.law_cents, policy),
        cost=_money(one.cost_cents, policy),
        law=one.law,
        why=one.why,
        not_checked=one.open,
    )


def _money(cents: float, policy: VolunteerPolicy) -> Money:
    return Money(cents=round(cents), currency=policy.currency)
