"""Solution -> Plan: operations with delay codes, and why this plan, in sentences with figures."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from domain.commands import CancelFlight, DelayFlight, Operation, RebookPassenger, ScheduleFlight, SwapAircraft
from domain.decide import decide_all
from domain.faults import Refused
from domain.ids import AirportCode, BookingId, CarrierCode, FlightId, TailNumber
from domain.network import NetworkState
from domain.plans import Plan, PlanKind, SolverReport
from domain.units import Money
from tools.recovery.pricing import LEAST_COST, PriceBook, Valued
from tools.recovery.problem import CANCELLED, NOBODY, Leg, Rebooked, RecoveryProblem
from tools.recovery.timing import Timetable, Timing, missed_visits

_ORIGIN_RESTRICTED, _DESTINATION_RESTRICTED = "89", "88"
_LATE_AIRCRAFT, _LATE_CREW, _WAITS_FOR_PASSENGERS, _OPERATIONS_CONTROL = "93", "95", "91", "96"
_FIRST_FERRY_NUMBER = 9000


def write_plan(
    state: NetworkState,
    table: Timetable,
    book: PriceBook,
    valued: Valued,
    *,
    label: str,
    kind: PlanKind,
    why: str,
    untouched: Valued,
    solver: SolverReport,
) -> Plan:
    """The plan as operations on the state the problem was built from. `untouched` is what happens when nobody intervenes."""
    problem = table.problem
    return Plan(
        label=label,
        kind=kind,
        base_version=problem.base_version,
        operations=operations_of(state, table, book, valued),
        reasons=(why, *_reasons(problem, valued, untouched)),
        assumptions=_assumptions(problem, valued),
        solver=solver,
    )


def operations_of(state: NetworkState, table: Timetable, book: PriceBook, valued: Valued) -> tuple[Operation, ...]:
    """Cancellations first, then aircraft, times, ferries and last re-bookings; within each in order of schedule."""
    problem, timing = table.problem, valued.timing
    cancels: list[Operation] = []
    swaps: list[Operation] = []
    delays: list[Operation] = []
    for index, leg in enumerate(problem.legs):
        if not leg.free:
            continue
        name = FlightId(leg.flight_id)
        if timing.etd[index] == CANCELLED:
            cancels.append(CancelFlight(flight_id=name, reason_code=_OPERATIONS_CONTROL))
            continue
        swapped = timing.tail[index] != leg.tail
        if swapped:
            swaps.append(SwapAircraft(flight_id=name, tail=TailNumber(problem.tails[timing.tail[index]].number)))
        etd = problem.moment(timing.etd[index])
        # A flight that is overdue and goes now needs no order, which would be out of date the next minute; on another aircraft
        # it does.
        if etd != state.flights[name].etd and (timing.etd[index] > problem.now or swapped):
            delays.append(DelayFlight(flight_id=name, etd=etd, reason_code=_delay_code(table, book, timing, index)))
    rebooked = [_rebooking(problem, one) for one in valued.rebooked]
    return (*cancels, *swaps, *delays, *_ferries(state, problem, valued), *rebooked)


def only_possible_rebookings(state: NetworkState, now: datetime, table: Timetable, book: PriceBook, valued: Valued) -> Valued:
    """The plan with those re-bookings that the network accepts, in an order in which it does.

    The solver frees the seats of everybody who cannot travel as planned; the network does so only when they are re-booked.
    """
    if not valued.rebooked:
        return valued
    operations = operations_of(state, table, book, replace(valued, rebooked=()))
    _, draft = decide_all(state, operations, now=now)
    kept: list[Rebooked] = []
    waiting = list(valued.rebooked)
    while waiting:
        refused = []
        for one in waiting:
            try:
                _, draft = decide_all(draft, (_rebooking(table.problem, one),), now=now)
                kept.append(one)
            except Refused:
                refused.append(one)
        if len(refused) == len(waiting):
            # Who stays behind keeps the seats that these were given: another way, for as many as there is one.
            refused, kept_before = [], len(kept)
            for one in waiting:
                other = _another_way(table.problem, valued.timing, draft, one)
                with suppress(Refused):
                    if other is not None:
                        _, draft = decide_all(draft, (_rebooking(table.problem, other),), now=now)
                        kept.append(other)
            if len(kept) == kept_before:
                break
        waiting = refused
    return book.valued(valued.timing, valued.ferries, tuple(kept), LEAST_COST)


def _another_way(problem: RecoveryProblem, timing: Timing, draft: NetworkState, one: Rebooked) -> Rebooked | None:
    """The earliest journey of one or two flights that has seats in the draft for the whole booking; None when there is none."""
    group = problem.itineraries[one.itinerary]
    legs = [
        (index, leg, timing.etd[index], timing.etd[index] + leg.block)
        for index, leg in enumerate(problem.legs)
        if leg.free and timing.etd[index] >= group.ready and _free_seats(draft, leg) >= one.passengers
    ]
    ways: list[tuple[int, tuple[int, ...]]] = [
        (lands, (index,)) for index, leg, _, lands in legs if (leg.origin, leg.destination) == (group.origin, group.destination)
    ]
    for index, leg, _, lands in legs:
        if leg.origin == group.origin and leg.destination != group.destination:
            ways += [
                (arrives, (index, then))
                for then, onward, leaves, arrives in legs
                if (onward.origin, onward.destination) == (leg.destination, group.destination)
                and leaves - lands >= problem.connection_min[onward.origin]
            ]
    if not ways:
        return None
    arrives, path = min(ways)
    return one._replace(legs=path, late=max(0, arrives - group.planned_arrival))


def _free_seats(draft: NetworkState, leg: Leg) -> int:
    tail = draft.flights[FlightId(leg.flight_id)].tail
    return 0 if tail is None else draft.aircraft[tail].seats - draft.passengers_on(FlightId(leg.flight_id))


def _rebooking(problem: RecoveryProblem, one: Rebooked) -> RebookPassenger:
    return RebookPassenger(
        booking_id=BookingId(one.booking), flight_ids=tuple(FlightId(problem.legs[leg].flight_id) for leg in one.legs)
    )


def _ferries(state: NetworkState, problem: RecoveryProblem, valued: Valued) -> list[Operation]:
    taken = {flight.number for flight in state.own_flights()}
    number = _FIRST_FERRY_NUMBER
    found: list[Operation] = []
    for ferry in valued.ferries:
        number += 1
        while str(number) in taken:
            number += 1
        tail = problem.tails[ferry.tail]
        found.append(
            ScheduleFlight(
                carrier=CarrierCode(tail.carrier),
                number=str(number),
                origin=AirportCode(problem.airports[ferry.origin]),
                destination=AirportCode(problem.airports[ferry.destination]),
                std=problem.moment(ferry.etd),
                sta=problem.moment(ferry.etd + ferry.block),
                tail=TailNumber(tail.number),
                service="ferry",
            )
        )
    return found


def _delay_code(table: Timetable, book: PriceBook, timing: Timing, leg: int) -> str:
    """The IATA code of what holds the leg: its aircraft, its crew, a station, connecting passengers, or our decision."""
    problem = table.problem
    flight, etd, tail = problem.legs[leg], timing.etd[leg], timing.tail[leg]
    if etd <= flight.earliest:
        return _OPERATIONS_CONTROL
    if tail != NOBODY:
        rotation = timing.rotations[tail]
        place = rotation.index(leg)
        free = problem.tails[tail].ready
        if place:
            before = rotation[place - 1]
            free = timing.etd[before] + problem.legs[before].block + problem.tails[tail].turn
        if free >= etd:
            return _LATE_AIRCRAFT
    for first, gap in table.crew_before[leg]:
        if timing.etd[first] != CANCELLED and timing.etd[first] + problem.legs[first].block + gap >= etd:
            return _LATE_CREW
    if table.held_by_station(flight.origin, etd - 1, 0, timing.room):
        return _ORIGIN_RESTRICTED
    if table.held_by_station(flight.destination, etd - 1 + flight.block, 1, timing.room):
        return _DESTINATION_RESTRICTED
    for group in book.connecting[leg]:
        for inbound, outbound, needed in group.connections:
            if outbound == leg and timing.etd[inbound] != CANCELLED and book.eta(inbound, timing.etd) + needed == etd:
                return _WAITS_FOR_PASSENGERS
    return _OPERATIONS_CONTROL


def money(cents: int, currency: str) -> str:
    """An amount for reading: `USD 1,234,567`."""
    amount = Money(cents=cents, currency=currency)
    return f"{amount.currency} {round(amount.cents / 100):,}"


def _reasons(problem: RecoveryProblem, valued: Valued, untouched: Valued) -> list[str]:
    timing, currency = valued.timing, problem.prices.currency
    free = [index for index, leg in enumerate(problem.legs) if leg.free]
    cancelled = [index for index in free if timing.etd[index] == CANCELLED]
    later = [timing.etd[index] - problem.legs[index].current for index in free if timing.etd[index] != CANCELLED]
    swaps = sum(timing.tail[index] != problem.legs[index].tail for index in free if timing.etd[index] != CANCELLED)
    found = [f"It costs {money(valued.price.total, currency)}; without intervention {money(untouched.price.total, currency)}."]
    retimed = [one for one in later if one != 0]
    retiming = f"retimes {len(retimed)}, at most by {max(retimed)} min" if retimed else "retimes none"
    found.append(f"Of {len(free)} flights still to go it cancels {len(cancelled)} and {retiming}.")
    if swaps:
        found.append(f"It gives {swaps} flights to another aircraft of the same family with seats for everybody booked.")
    if valued.rebooked:
        passengers = sum(one.passengers for one in valued.rebooked)
        found.append(f"It re-books {passengers} passengers of {len(valued.rebooked)} bookings onto other flights of ours.")
    if valued.ferries:
        routes = ", ".join(f"{problem.airports[one.origin]}-{problem.airports[one.destination]}" for one in valued.ferries)
        found.append(f"It ferries {len(valued.ferries)} aircraft to where the next day needs them: {routes}.")
    return found + _breaches(problem, valued)


def _breaches(problem: RecoveryProblem, valued: Valued) -> list[str]:
    timing = valued.timing
    ordered = [
        leg.flight_id for index, leg in enumerate(problem.legs) if leg.must_fly and leg.free and timing.etd[index] == CANCELLED
    ]
    found = [f"It cancels {one}, which was not to be cancelled: no way was found to fly it." for one in ordered]
    missed = missed_visits(problem, timing, valued.ferries, "required")
    if missed:
        found.append(f"{missed} aircraft are not where they have to be for a planned visit.")
    return found


def _assumptions(problem: RecoveryProblem, valued: Valued) -> tuple[str, ...]:
    found = [
        "Block times stay as scheduled; a flight does not leave before its schedule, its published time, or now.",
        "Flights in the air land as expected, after the reopening where their destination is closed.",
    ]
    if valued.ferries:
        found.append(
            f"A ferry takes {problem.ferry_fixed_min} min plus the great circle at {problem.ferry_speed_kmh} km/h; "
            "its crew is found by crew recovery, where crew are in the network."
        )
    return (*found, *problem.notes)
