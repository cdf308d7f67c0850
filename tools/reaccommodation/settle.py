"""Everybody whose journey a plan breaks gets a seat or the money back, and care while they wait: solved, written, priced."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.commands import CareForPassengers, Operation, RebookPassenger
from domain.decide import decide_all
from domain.faults import Refused
from domain.ids import AirportCode, BookingId, FlightId
from domain.network import FlightStatus, NetworkState
from domain.plans import ProjectedFlight
from domain.units import minutes
from knowledge.airline.care_policy import CarePolicy
from knowledge.passenger_rights.entitlement import Entitlement
from knowledge.passenger_rights.exchange import published_rates
from knowledge.passenger_rights.places import UnknownPlace
from tools.care.care import plan_care
from tools.care.local_time import meals_due
from tools.care.waits import CareAnswer, Wait
from tools.delay_propagation.propagation import propagate
from tools.delay_propagation.standing import standing_constraints
from tools.passenger_rights.exposure import judged, overnight
from tools.passenger_rights.from_network import Fate, case_of
from tools.plan_evaluation.journeys import AnsweredBooking, follow_journeys
from tools.plan_evaluation.pricing import considered_flights
from tools.reaccommodation.check import check_result, price
from tools.reaccommodation.from_network import Answer, Prices, answers, network_problem, operations
from tools.reaccommodation.greedy import first_come_first_served
from tools.reaccommodation.problem import Leg, Params, Result
from tools.reaccommodation.solve import solve
from tools.spec import ToolFailed

QUICK = Params(most_moves=500_000, most_rounds=0)
"""For people who look at plans while they wait; the answer repeats."""
NIGHT_AWAY_MIN = 720
"""Who is refunded away from home is cared for until the next morning's transport."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """Operations beyond the plan's own, what they mean for each booking, and how good the search was.

    `displaced_cents`: what sale loses by the seats given away, `won_back_cents` what it would win back if one booking gave up its
    seats. `naive_cents`: what first come, first served would have cost in the search's own money.
    """

    operations: tuple[Operation, ...]
    answers: tuple[Answer, ...]
    care: Mapping[BookingId, CareAnswer]
    priced: Mapping[BookingId, AnsweredBooking]
    result: Result | None
    displaced_cents: int
    won_back_cents: Mapping[BookingId, int]
    naive_cents: int


def settle(
    state: NetworkState,
    plan: Sequence[Operation],
    prices: Prices,
    *,
    now: datetime,
    budget_s: float,
    stop: Callable[[], bool],
    seed: int,
    thorough: bool = False,
    circumstance: str | None = None,
) -> Settlement:
    """Settle everybody whom the plan leaves disrupted. Raises Refused where the plan's own operations cannot be carried out.

    `thorough`: improve until `budget_s` is over. `circumstance`: why, in the eyes of the law, which may owe care for it.
    Deterministic for the same state, plan and seed unless the clock cuts the search, which the result then says.
    """
    _, after = decide_all(state, plan, now=now)
    projected = propagate(after, now=now, constraints=standing_constraints(after, now, schedule=state)).flights
    flights = considered_flights(state, after)
    broken = follow_journeys(state, after, flights, projected, prices.costs).broken
    found = network_problem(state, after, projected, broken, prices, now=now)
    if not found.problem.groups:
        return Settlement((), (), {}, {}, None, 0, {}, 0)
    result = solve(found.problem, stop=stop, seed=seed, params=replace(Params() if thorough else QUICK, budget_s=budget_s))
    faults = check_result(found.problem, result)
    if faults:
        raise ToolFailed(f"re-accommodation gave an answer that its check refuses: {faults[0]}")
    said, written, moved = _accepted(after, answers(found, result.placements, after.bookings), prices, now)
    care = _care(moved, said, prices, now, circumstance)
    given: list[CareForPassengers] = [one for answer in care.values() for one in answer.operations]
    _, final = decide_all(moved, given, now=now)
    priced = _priced(state, final, projected, said, prices)
    naive = first_come_first_served(found.problem)
    displaced, won_back = _displaced(found.problem.legs, said)
    return Settlement(
        operations=(*written, *given),
        answers=tuple(said),
        care=care,
        priced=priced,
        result=result,
        displaced_cents=displaced,
        won_back_cents=won_back,
        naive_cents=price(found.problem, naive),
    )


def _accepted(
    after: NetworkState, said: Sequence[Answer], prices: Prices, now: datetime
) -> tuple[list[Answer], list[Operation], NetworkState]:
    """The answers, their operations as the network takes them, and the network with these: who cannot be moved is refunded.

    That happens where people wait for one another's seats in a ring.
    """
    final = list(said)
    while True:
        written, waiting = operations(after, final)
        if waiting:
            refused = {_gives_way(waiting, prices).booking_id}
        else:
            try:
                return final, written, decide_all(after, written, now=now)[1]
            except Refused as refusal:
                refused = _named(refusal, written)
                if not refused:
                    raise
        final = [replace(one, journey=None) if one.booking_id in refused and one.journey else one for one in final]


def _gives_way(waiting: Sequence[Answer], prices: Prices) -> Answer:
    """Of people who wait for one another's seats, those whose leaving helps, not the first ones, as few as possible."""
    wanted = {name for one in waiting if one.journey for name in one.journey.new}
    holding = [one for one in waiting if not wanted.isdisjoint(one.stuck.journey.booking.flight_ids)]
    return min(
        holding or waiting,
        key=lambda one: (prices.policy.comes_first(one.stuck.journey.booking), one.people, one.booking_id),
    )


def _named(refusal: Refused, written: Sequence[Operation]) -> set[BookingId]:
    """The bookings whose re-booking was refused."""
    numbers = {int(match[1]) for fault in refusal.faults if (match := re.match(r"operations\[(\d+)\]", fault.field))}
    if not numbers and len(written) == 1:
        numbers = {0}
    return {one.booking_id for number in numbers if isinstance(one := written[number], RebookPassenger)}


def _care(
    moved: NetworkState, said: Sequence[Answer], prices: Prices, now: datetime, circumstance: str | None
) -> dict[BookingId, CareAnswer]:
    """Care for everybody from when they could have gone on until they do; who is refunded away from home, for a night."""
    waits: list[Wait] = []
    for one in said:
        journey = one.stuck.journey
        booking = journey.booking
        airport, start = journey.airport, journey.could_leave
        if one.journey is not None:
            until = one.journey.waits_until
        else:
            airport = moved.whereabouts(booking)
            if airport == moved.departure(booking.flight_ids[0]).origin:
                continue
            start = start if airport == journey.airport else now  # the money is paid back, so nobody flies on to the break
            until = max(start, now) + minutes(NIGHT_AWAY_MIN)
        if until <= start:
            continue
        owed = _owed_care(moved, one, airport, start, until, now, circumstance)
        meals = owed.get("meals")
        hotel = owed.get("hotel")
        cited = dict.fromkeys(due.citation for due in (meals, hotel) if due is not None)
        waits.append(
            Wait(
                booking_id=one.booking_id,
                airport=airport,
                from_=start,
                until=until,
                passengers=one.people,
                party=booking.party,
                reduced_mobility=booking.reduced_mobility,
                unaccompanied_minor=booking.unaccompanied_minor,
                tier=booking.tier,
                meals_owed=None if meals is None else _meals(moved, airport, start, until, prices.care),
                hotel_owed=hotel is not None,
                reason=f"waits at {airport} until {until:%d %b %H:%MZ}",
                citation="; ".join(cited),
            )
        )
    return {answer.wait.booking_id: answer for answer in plan_care(moved, waits, prices.care, now=now).answers}


def _owed_care(
    moved: NetworkState,
    one: Answer,
    airport: AirportCode,
    start: datetime,
    until: datetime,
    now: datetime,
    circumstance: str | None,
) -> dict[str, Entitlement]:
    """Meals and hotel that a law owes this booking while it waits, with their paragraphs."""
    journey = one.stuck.journey
    booking = journey.booking
    index = min(journey.lost_from, len(booking.flight_ids) - 1)
    lost = moved.departure(booking.flight_ids[index])
    fate = Fate(
        kind="cancellation" if lost.status is FlightStatus.CANCELLED or not index else "missed_connection",
        segment=index,
        departure=None,
        arrival=one.journey.arrives if one.journey is not None else None,
        new_departure=one.journey.waits_until if one.journey is not None else None,
        refunded=one.journey is None,
        overnight=overnight(moved, airport, start, until),
    )
    case = case_of(moved, booking, fate, now=max(now, start), told_at=now, circumstance=circumstance)
    try:
        answers = judged(case, published_rates()).answers
    except UnknownPlace:  # no law knows where this is; the policy's own care is given
        return {}
    due = (entitlement for answer in answers for entitlement in answer.entitlements)
    return {found.what: found for found in due if found.verdict == "owed" and found.what in ("meals", "hotel")}


def _meals(state: NetworkState, airport: AirportCode, start: datetime, until: datetime, care: CarePolicy) -> int:
    """What the law calls reasonable: one now, or as many as the policy gives for such a wait."""
    return max(1, meals_due(start, until, ZoneInfo(state.airports[airport].timezone), care))


def _displaced(legs: Sequence[Leg], said: Sequence[Answer]) -> tuple[int, dict[BookingId, int]]:
    """What sale loses by all seats given away, and by the dearest of them that each booking takes, in cents."""
    taken: Counter[str] = Counter()
    for one in said:
        taken.update(dict.fromkeys(one.journey.new if one.journey else (), one.people))
    prices = {leg.leg_id: leg.displaced_by_seat(taken[leg.leg_id]) for leg in legs if taken[leg.leg_id]}
    by_booking = {
        one.booking_id: sum(sum(prices[name][-one.people :]) for name in (one.journey.new if one.journey else ())) for one in said
    }
    return sum(map(sum, prices.values())), by_booking


def _priced(
    state: NetworkState,
    final: NetworkState,
    projected: Mapping[FlightId, ProjectedFlight],
    said: Sequence[Answer],
    prices: Prices,
) -> dict[BookingId, AnsweredBooking]:
    """What each settled booking costs in the plan's own components; the plan's own re-bookings are not among them."""
    settled = {one.booking_id for one in said}
    journeys = follow_journeys(state, final, considered_flights(state, final), projected, prices.costs)
    return {one.booking.booking_id: one for one in journeys.answered if one.booking.booking_id in settled}
