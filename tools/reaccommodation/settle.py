"""Everybody whose journey a plan breaks gets a seat or the money back, and care while they wait: solved, written, priced."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.commands import CareForPassengers, Operation, RebookPassenger
from domain.decide import decide_all
from domain.faults import Refused
from domain.ids import BookingId, FlightId
from domain.network import NetworkState
from domain.plans import ProjectedFlight
from domain.units import minutes
from tools.care.care import plan_care
from tools.care.waits import CareAnswer, Wait
from tools.delay_propagation.propagation import propagate
from tools.delay_propagation.standing import standing_constraints
from tools.plan_evaluation.journeys import AnsweredBooking, follow_journeys
from tools.plan_evaluation.pricing import considered_flights
from tools.reaccommodation.check import check_result, price
from tools.reaccommodation.from_network import Answer, Prices, answers, network_problem, operations
from tools.reaccommodation.greedy import first_come_first_served
from tools.reaccommodation.problem import Params, Result
from tools.reaccommodation.solve import solve
from tools.spec import ToolFailed

QUICK = Params(most_moves=500_000, most_rounds=0)
"""For people who look at plans while they wait; the answer repeats."""
NIGHT_AWAY_MIN = 720
"""Who is refunded away from home is cared for until the next morning's transport."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """Operations beyond the plan's own, what they mean for each booking, and how good the search was.

    `naive_cents`: what first come, first served would have cost in the search's own money.
    """

    operations: tuple[Operation, ...]
    answers: tuple[Answer, ...]
    care: Mapping[BookingId, CareAnswer]
    priced: Mapping[BookingId, AnsweredBooking]
    result: Result | None
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
) -> Settlement:
    """Settle everybody whom the plan leaves disrupted. Raises Refused where the plan's own operations cannot be carried out.

    `thorough`: improve until `budget_s` is over. Deterministic for the same state, plan and seed unless the clock cuts the
    search, which the result then says.
    """
    _, after = decide_all(state, plan, now=now)
    projected = propagate(after, now=now, constraints=standing_constraints(after, now, schedule=state)).flights
    flights = considered_flights(state, after)
    broken = follow_journeys(state, after, flights, projected, prices.costs).broken
    found = network_problem(state, after, projected, broken, prices, now=now)
    if not found.problem.groups:
        return Settlement((), (), {}, {}, None, 0)
    result = solve(found.problem, stop=stop, seed=seed, params=replace(Params() if thorough else QUICK, budget_s=budget_s))
    faults = check_result(found.problem, result)
    if faults:
        raise ToolFailed(f"re-accommodation gave an answer that its check refuses: {faults[0]}")
    said, written, moved = _accepted(after, answers(found, result.placements, after.bookings), prices, now)
    care = _care(moved, said, prices, now)
    given: list[CareForPassengers] = [one for answer in care.values() for one in answer.operations]
    _, final = decide_all(moved, given, now=now)
    priced = _priced(state, final, projected, said, prices)
    naive = first_come_first_served(found.problem)
    return Settlement(
        operations=(*written, *given),
        answers=tuple(said),
        care=care,
        priced=priced,
        result=result,
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


def _care(moved: NetworkState, said: Sequence[Answer], prices: Prices, now: datetime) -> dict[BookingId, CareAnswer]:
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
                reason=f"waits at {airport} until {until:%d %b %H:%MZ}",
            )
        )
    return {answer.wait.booking_id: answer for answer in plan_care(moved, waits, prices.care, now=now).answers}


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
