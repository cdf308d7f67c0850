"""Tools `turnaround_plan`, `transfer_bags` and `swap_effects`."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import Field

from domain.commands import Operation
from domain.disruptions import Iata
from domain.ids import FlightId, TailNumber
from domain.network import GroundUnitKind
from domain.units import Frozen, Money, UtcDatetime, minutes, minutes_between
from knowledge.airline.costs import cost_parameters
from knowledge.airline.turnaround_practice import Style, TaskName, TurnaroundPractice, turnaround_practice
from tools.spec import ToolContext, ToolRetry, tool
from tools.turnaround import swap_effects as effects
from tools.turnaround.bags import Action, BagAnswer, bag_pairs, bags_by_action, cheapest_answer
from tools.turnaround.chance import Chance, chance_within, percentile_min, sampled_ground_min
from tools.turnaround.clocks import MissedClock, missed_clocks
from tools.turnaround.critical_path import CriticalPath, critical_paths
from tools.turnaround.from_network import (
    Outcome,
    StationTurn,
    airport_units,
    flown_by,
    operating_at,
    outcome_of,
    station_turns,
)
from tools.turnaround.problem import Service, TurnService, Unit
from tools.turnaround.resources import FIRST_COME, first_come_first_served, value_ordered
from tools.turnaround.shortcuts import Bought, expected_late_cents, shortcuts_bought
from tools.turnaround.stakes import later_departure_cents

_BEYOND_MIN = 60
"""Turns that leave soon after the period take teams within it."""


class TurnaroundPlanRequest(Frozen):
    """Turns of ours whose projected off-block lies in [start, until], with a plan's operations if any; the `tightest` in full.

    Left out, `start` is now and `until` some hours later. `one_more`: also what one more of each scarce team would save.
    """

    airport: Iata
    operations: tuple[Operation, ...] = ()
    start: UtcDatetime | None = None
    until: UtcDatetime | None = None
    tightest: Annotated[int, Field(ge=1, le=50)] = 10
    one_more: bool = True


class Probability(Frozen):
    """A share of samples from 0 to 1 and the half-width of its 95 % interval."""

    probability: float
    half_width: float


class UnitWait(Frozen):
    """Minutes that a task waits for a team or vehicle, and the IATA code if that delays the flight."""

    task: TaskName
    unit: GroundUnitKind
    minutes: int
    delay_code: str


class ShortcutOffered(Frozen):
    """Shortcuts to take together: minutes off the critical path, the chance with them, cost, and average gain beyond the cost.

    `conditions` must hold; `units_free`: the teams they take are idle throughout the turn.
    """

    names: tuple[str, ...]
    minutes: int
    on_time: Probability
    cost: Money
    gain: Money
    conditions: tuple[str, ...]
    units_free: bool


class TurnReport(Frozen):
    """One turn. Minutes are from `begins`: on-block, or for an aircraft that stands there longer the start of its preparation.

    `ready_at` and `ready_first_come`: when all but the push is done, in order of value and first come, first served;
    `off_block_80`: off-block by then in four of five samples. `delay_code`: of the delay to expect, empty when none is.
    """

    tail: TailNumber
    inbound: FlightId | None
    outbound: FlightId
    stand: str
    style: Style
    overnight: bool
    deiced: bool
    begins: UtcDatetime
    off_block: UtcDatetime
    ground_min: int
    minimum_min: int
    slack_min: int
    critical_path: tuple[TaskName, ...]
    task_slack_min: dict[TaskName, int]
    on_time: Probability
    flow_slot: UtcDatetime | None
    makes_slot: Probability | None
    off_block_80: UtcDatetime
    ready_at: UtcDatetime
    ready_first_come: UtcDatetime
    waits: tuple[UnitWait, ...]
    at_stake_15_min: Money
    expected_late: Money
    shortcuts: tuple[ShortcutOffered, ...]
    delay_code: str
    assumed: tuple[str, ...]


class UnitsReport(Frozen):
    """Teams of a kind: how many, minutes that turns of the period wait for them, and what one more saves at least."""

    unit: GroundUnitKind
    count: int
    waits_min: int
    turns_waiting: int
    one_more_saves: Money
    delay_code: str


class ClockReport(Frozen):
    """A promise that a handler misses, how often and by how much at worst, and at which departure."""

    clock: str
    handler: str
    missed: int
    worst_min: int
    worst_at: FlightId


class TurnaroundPlanReport(Frozen):
    """Warnings first; then what late turns cost in both orders, teams, promises, and the tightest turns in full.

    `first_come` and `by_value` are over the turns of the period and the hour after it, with likely minutes; `order` names the
    rule that gave the second.
    """

    warnings: tuple[str, ...]
    airport: Iata
    start: UtcDatetime
    until: UtcDatetime
    turns: int
    below_minimum: int
    slots_at_risk: int
    first_come: Money
    by_value: Money
    order: str
    units: tuple[UnitsReport, ...]
    not_limited: tuple[GroundUnitKind, ...]
    clocks: tuple[ClockReport, ...]
    tightest: tuple[TurnReport, ...]
    practice_version: str
    practice_assumed: tuple[str, ...]


@tool(name="turnaround_plan")
def turnaround_plan(context: ToolContext, request: TurnaroundPlanRequest) -> TurnaroundPlanReport:
    """How our turn-rounds at an airport will go in the coming hours, as things stand or with a plan: minimum ground time,
    critical path, chance of leaving on time and of making the slot, waits for teams, promises missed, what shortcuts gain."""
    practice = turnaround_practice()
    airport = context.state.airport(request.airport)
    start = request.start or context.now
    until = request.until or context.now + minutes(60 * practice.handling.coming_hours)
    if until <= start:
        raise ToolRetry(f"The period ends at {until.isoformat()}, not after its start, {start.isoformat()}.")
    outcome = _outcome(context, request.operations)
    airport = outcome.state.airports[airport.code]
    served = station_turns(
        outcome,
        airport,
        now=context.now,
        start=min(start, context.now),
        until=until + minutes(_BEYOND_MIN),
        practice=practice,
        costs=cost_parameters(),
    )
    everybody = [one.turn for one in served]
    units = airport_units(airport)
    first = first_come_first_served(everybody, units)
    valued = value_ordered(everybody, units, stop=context.stop)
    paths = critical_paths([turn.network for turn in everybody])
    asked = [index for index, one in enumerate(served) if start <= one.off_block <= until]
    reports = [
        _turn_report(context, outcome, served[index], paths[index], first.turns[index], valued, index, units, practice)
        for index in sorted(asked, key=lambda one: (_slack(served[one], paths[one], valued.turns[one]), served[one].off_block))
    ]
    in_full = [
        report.model_copy(update={"shortcuts": _offered(context, turn, valued, units, practice)})
        for report, turn in ((one, _of(served, one.outbound)) for one in reports[: request.tightest])
    ]
    wanted = {served[index].turn.turn_id for index in asked}
    rows = {one.turn.turn_id: one.kind.row.row for one in served}
    clocks = _clocks([one for one in missed_clocks(valued, rows, practice) if one.turn_id in wanted])
    kinds = {kind for one in everybody for task in one.network.tasks for kind, _ in task.needs}
    asked_turns = [valued.turns[index] for index in asked]
    used = _units_reports(context, asked_turns, valued, units, practice, one_more=request.one_more)
    return TurnaroundPlanReport(
        warnings=_warnings(reports, used, clocks, first, valued, context.state.currency),
        airport=airport.code,
        start=start,
        until=until,
        turns=len(asked),
        below_minimum=sum(one.slack_min < 0 for one in reports),
        slots_at_risk=sum(one.makes_slot is not None and one.makes_slot.probability < 0.9 for one in reports),
        first_come=_money(context, first.cents),
        by_value=_money(context, valued.cents),
        order=valued.rule,
        units=used,
        not_limited=tuple(sorted(kinds - {unit.kind for unit in units})),
        clocks=clocks,
        tightest=tuple(in_full),
        practice_version=practice.version,
        practice_assumed=tuple(figure.name for figure in practice.figures if figure.assumed),
    )


def _outcome(context: ToolContext, operations: Sequence[Operation]) -> Outcome:
    return outcome_of(context.state, operations, context.now)


def _money(context: ToolContext, cents: int) -> Money:
    return Money(cents=cents, currency=context.state.currency)


def _of(turns: Sequence[StationTurn], outbound: FlightId) -> StationTurn:
    return next(one for one in turns if one.outbound.flight_id == outbound)


def _slack(turn: StationTurn, path: CriticalPath, service: TurnService) -> int:
    """Minutes left of the planned ground time, or less where teams are late."""
    return min(turn.turn.due_min - turn.turn.from_min - path.minutes, turn.turn.due_min - service.ready_min)


def _not_before(service: TurnService) -> dict[TaskName, int]:
    """Minutes after the turn's beginning before which tasks cannot begin: those that wait for units, and nothing else."""
    return {task.task: task.start_min - service.turn.from_min for task in service.tasks if task.waits_min > 0}


def _chance(one: Chance) -> Probability:
    return Probability(probability=one.probability, half_width=one.half_width)


def _turn_report(
    context: ToolContext,
    outcome: Outcome,
    turn: StationTurn,
    path: CriticalPath,
    first: TurnService,
    valued: Service,
    index: int,
    units: tuple[Unit, ...],
    practice: TurnaroundPractice,
) -> TurnReport:
    service, at = valued.turns[index], turn.turn
    available = at.due_min - at.from_min
    ground = sampled_ground_min(at.network, seed=context.seed, not_before=_not_before(service))
    flow, codes = turn.outbound.flow, practice.handling.delay_codes
    slot: Chance | None = None
    if flow is not None and flow.ctot is not None:
        taxi = outcome.state.airports[turn.outbound.origin].taxi_out_min
        last = flow.ctot + minutes(practice.handling.flow_slot_min.after - taxi)
        # An aircraft that is ready early waits; only one that is late misses its slot. It cannot leave before its projection.
        slot = chance_within(ground, minutes_between(context.now, last) - at.from_min)
        if turn.off_block > last:
            slot = chance_within(ground, -1)
    limited = {unit.kind for unit in units}
    waits = tuple(
        UnitWait(task=task.task, unit=kind, minutes=task.waits_min, delay_code=codes[kind])
        for task, wanted in zip(service.tasks, at.network.tasks, strict=True)
        if task.waits_min > 0
        for kind, _ in wanted.needs
        if kind in limited
    )
    slack = available - path.minutes
    code = practice.handling.short_ground_time_code if slack < 0 else ""
    if slack >= 0 and service.late_min > 0 and waits:
        code = max(waits, key=lambda one: (one.minutes, one.delay_code)).delay_code
    return TurnReport(
        tail=turn.tail,
        inbound=turn.inbound.flight_id if turn.inbound is not None else None,
        outbound=turn.outbound.flight_id,
        stand=turn.stand,
        style=turn.kind.style,
        overnight=turn.kind.overnight,
        deiced=turn.kind.deiced,
        begins=context.now + minutes(at.from_min),
        off_block=turn.off_block,
        ground_min=available,
        minimum_min=path.minutes,
        slack_min=slack,
        critical_path=path.path,
        task_slack_min=dict(path.slack_min),
        on_time=_chance(chance_within(ground, available)),
        flow_slot=flow.ctot if flow is not None else None,
        makes_slot=_chance(slot) if slot is not None else None,
        off_block_80=max(turn.off_block, context.now + minutes(at.from_min + percentile_min(ground, 80))),
        ready_at=context.now + minutes(service.ready_min),
        ready_first_come=context.now + minutes(first.ready_min),
        waits=waits,
        at_stake_15_min=_money(context, at.cost(15)),
        expected_late=_money(context, expected_late_cents(turn, ground)),
        shortcuts=(),
        delay_code=code,
        assumed=("minutes of tasks are typical ones, not this handler's",),
    )


def _offered(
    context: ToolContext, turn: StationTurn, valued: Service, units: tuple[Unit, ...], practice: TurnaroundPractice
) -> tuple[ShortcutOffered, ...]:
    """The best set of shortcuts first, then the single ones."""
    service = next(one for one in valued.turns if one.turn is turn.turn)
    bought = shortcuts_bought(turn, practice, valued, units, seed=context.seed, not_before=_not_before(service))
    shown = [one for place, one in enumerate(bought) if place == 0 or len(one.names) == 1]
    return tuple(_shortcut(context, one) for one in shown)


def _shortcut(context: ToolContext, one: Bought) -> ShortcutOffered:
    return ShortcutOffered(
        names=one.names,
        minutes=one.minutes,
        on_time=_chance(one.on_time),
        cost=_money(context, one.cost_cents),
        gain=_money(context, one.gain_cents),
        conditions=one.conditions,
        units_free=one.units_free,
    )


def _clocks(missed: Sequence[MissedClock]) -> tuple[ClockReport, ...]:
    counts = Counter((one.handler, one.clock) for one in missed)
    worst = {(one.handler, one.clock): one for one in reversed(missed)}  # the latest come first
    return tuple(
        ClockReport(clock=clock, handler=handler, missed=count, worst_min=at.late_min, worst_at=FlightId(at.turn_id))
        for (handler, clock), count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
        if (at := worst[handler, clock])
    )


def _units_reports(
    context: ToolContext,
    asked: Sequence[TurnService],
    valued: Service,
    units: tuple[Unit, ...],
    practice: TurnaroundPractice,
    *,
    one_more: bool,
) -> tuple[UnitsReport, ...]:
    """Kinds that somebody waits for, the longest wait first."""
    found = []
    turns = [one.turn for one in valued.turns]
    for kind in sorted({unit.kind for unit in units}):
        waiting = [
            task.waits_min
            for one in asked
            for task, wanted in zip(one.tasks, one.turn.network.tasks, strict=True)
            if task.waits_min > 0 and any(needed == kind for needed, _ in wanted.needs)
        ]
        if not waiting:
            continue
        more = valued
        if one_more:
            more = value_ordered(turns, (*units, Unit(kind, "one more", 1)), start=valued.order, most_tries=5, stop=context.stop)
        found.append(
            UnitsReport(
                unit=kind,
                count=sum(unit.kind == kind for unit in units),
                waits_min=sum(waiting),
                turns_waiting=len(waiting),
                one_more_saves=_money(context, max(0, valued.cents - more.cents)),
                delay_code=practice.handling.delay_codes[kind],
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.waits_min, one.unit)))


def _warnings(
    reports: Sequence[TurnReport],
    used: Sequence[UnitsReport],
    clocks: Sequence[ClockReport],
    first: Service,
    valued: Service,
    currency: str,
) -> tuple[str, ...]:
    lines = []
    if short := [one for one in reports if one.slack_min < 0]:
        worst = min(short, key=lambda one: (one.slack_min, one.outbound))
        lines.append(
            f"{len(short)} of {len(reports)} turns have less than their minimum ground time; {worst.outbound} lacks most, "
            f"{-worst.slack_min} min ({worst.ground_min} of {worst.minimum_min})."
        )
    if risky := [one for one in reports if one.makes_slot is not None and one.makes_slot.probability < 0.9]:
        least = min(risky, key=lambda one: (one.makes_slot.probability if one.makes_slot else 1, one.outbound))
        assert least.makes_slot is not None
        lines.append(
            f"{len(risky)} slots are made with less than 90 %; {least.outbound} at worst, "
            f"with {least.makes_slot.probability:.0%}."
        )
    lines += [
        f"{one.turns_waiting} tasks wait {one.waits_min} min in all for {one.count} {one.unit.replace('_', ' ')}s "
        f"(code {one.delay_code}){_one_more(one)}."
        for one in used
    ]
    if valued.cents < first.cents:
        lines.append(
            f"Serving by {valued.rule} in place of {FIRST_COME} saves {(first.cents - valued.cents) / 100:,.0f} {currency}."
        )
    lines += [
        f"{one.handler} misses '{one.clock}' {one.missed} times, at worst by {one.worst_min} min at {one.worst_at}."
        for one in clocks
    ]
    return tuple(lines)


def _one_more(units: UnitsReport) -> str:
    saves = units.one_more_saves
    return f"; one more saves at least {saves.cents / 100:,.0f} {saves.currency}" if saves.cents else ""


class TransferBagsRequest(Frozen):
    """Connecting bags at an airport, as things stand or with a plan's operations."""

    airport: Iata
    operations: tuple[Operation, ...] = ()


class BagsOfPair(Frozen):
    """Bags that would miss: from one arrival to one departure, minutes there are and need to be, what is best done."""

    inbound: FlightId
    passengers: int
    bags: int
    available_min: int
    needed_min: int
    action: Action
    cost: Money


class BagsOfDeparture(Frozen):
    """A departure that bags would miss: hold it so long, and what its pairs then need. `nothing`: the cost of doing nothing."""

    outbound: FlightId
    off_block: UtcDatetime
    hold_min: int
    hold: Money
    pairs: tuple[BagsOfPair, ...]
    cost: Money
    nothing: Money


class TransferBagsReport(Frozen):
    """Counts over all connections of ours at the airport; departures that bags would miss, the most saved first."""

    airport: Iata
    connecting_bags: int
    bags_at_risk: int
    bags_saved: int
    passengers_who_miss_too: int
    nothing: Money
    cost: Money
    departures: tuple[BagsOfDeparture, ...]
    assumed: tuple[str, ...]


@tool(name="transfer_bags")
def transfer_bags(context: ToolContext, request: TransferBagsRequest) -> TransferBagsReport:
    """Connecting bags that will miss their flight though their passengers make it, and what saves them at least cost: transfer
    from tail to tail, holding the flight some minutes, or delivery afterwards."""
    airport = context.state.airport(request.airport)
    outcome = _outcome(context, request.operations)
    airport = outcome.state.airports[airport.code]
    rules, costs = turnaround_practice().bags, cost_parameters()
    answers: list[BagAnswer] = []
    connecting = at_risk = saved = missing = 0
    for outbound in operating_at(outcome, airport.code):
        pairs, passengers = bag_pairs(outcome, airport, outbound, rules)
        missing += passengers
        connecting += sum(one.bags for one in pairs)
        if all(one.available_min >= one.needed_min for one in pairs):
            continue
        legs = [outbound]
        if outbound.tail is not None:
            flown = [one.flight for one in flown_by(outcome, outbound.tail)]
            legs = flown[flown.index(outbound) :]
        hold_cents = later_departure_cents(outcome.state, outcome.projected, legs, costs)
        answer = cheapest_answer(outbound.flight_id, pairs, hold_cents, rules)
        count = bags_by_action(answer)
        at_risk += count["ramp"] + count["hold"] + count["follow"]
        saved += count["ramp"] + count["hold"]
        answers.append(answer)
    answers.sort(key=lambda one: (one.cents - one.nothing_cents, one.outbound))
    return TransferBagsReport(
        airport=airport.code,
        connecting_bags=connecting,
        bags_at_risk=at_risk,
        bags_saved=saved,
        passengers_who_miss_too=missing,
        nothing=_money(context, sum(one.nothing_cents for one in answers)),
        cost=_money(context, sum(one.cents for one in answers)),
        departures=tuple(_departure(context, one, outcome.projected[one.outbound].etd) for one in answers),
        assumed=("bags per passenger, transfer minutes and delivery cost are typical figures",),
    )


def _departure(context: ToolContext, answer: BagAnswer, off_block: datetime) -> BagsOfDeparture:
    return BagsOfDeparture(
        outbound=answer.outbound,
        off_block=off_block,
        hold_min=answer.hold_min,
        hold=_money(context, answer.hold_cents),
        pairs=tuple(
            BagsOfPair(
                inbound=one.pair.inbound,
                passengers=one.pair.passengers,
                bags=one.pair.bags,
                available_min=one.pair.available_min,
                needed_min=one.pair.needed_min,
                action=one.action,
                cost=_money(context, one.cents),
            )
            for one in answer.pairs
            if one.action != "none"
        ),
        cost=_money(context, answer.cents),
        nothing=_money(context, answer.nothing_cents),
    )


class SwapEffectsRequest(Frozen):
    """A plan's operations."""

    operations: Annotated[tuple[Operation, ...], Field(min_length=1)]


class SwapEffectReport(Frozen):
    """What changes on the ground for one flight; kilograms, meals, minutes. `trip_fuel`: burnt more, or less, than planned."""

    flight_id: FlightId
    tail_before: TailNumber | None
    tail_after: TailNumber
    instead_of: FlightId | None
    off_block: UtcDatetime
    fuel_action: effects.FuelAction
    fuel_loaded_kg: int
    fuel_needed_kg: int
    fuel_min: int
    fuel_cost: Money
    trip_fuel: Money
    meals: int
    galley_loaded: bool
    catering_min: int
    catering_cost: Money
    needed_min: int
    available_min: int
    enough_time: bool


class SwapEffectsReport(Frozen):
    """Warnings first; then every flight whose aircraft, or whose aircraft's next leg, changes."""

    warnings: tuple[str, ...]
    flights: tuple[SwapEffectReport, ...]
    ground_cost: Money
    trip_fuel: Money
    assumed: tuple[str, ...]


@tool(name="swap_effects")
def swap_effects(context: ToolContext, request: SwapEffectsRequest) -> SwapEffectsReport:
    """What a plan changes in fuel and catering on the ground: uplift, defuelling, meals, with minutes and cents, and whether
    there is time for it before off-block."""
    practice = turnaround_practice()
    base = _outcome(context, ())
    found = effects.swap_effects(base, _outcome(context, request.operations), context.now, practice)
    warnings = [
        f"{one.flight_id}: fuel and catering for {one.tail_after} take {one.needed_min} min, {one.available_min} are left."
        for one in found
        if not one.enough_time
    ]
    warnings += [
        f"{one.flight_id}: {one.tail_after} has {one.fuel.loaded_kg} kg for {one.instead_of} and needs {one.fuel.needed_kg}; "
        f"taking the rest off takes {one.fuel.minutes} min."
        for one in found
        if one.fuel.action == "defuel"
    ]
    return SwapEffectsReport(
        warnings=tuple(warnings),
        flights=tuple(_effect_report(context, one) for one in found),
        ground_cost=_money(context, sum(one.fuel.cents + one.catering.cents for one in found)),
        trip_fuel=_money(context, sum(one.fuel.trip_cents for one in found)),
        assumed=("fuel burn by type, reserve, loading times and prices are typical figures",),
    )


def _effect_report(context: ToolContext, one: effects.SwapEffect) -> SwapEffectReport:
    return SwapEffectReport(
        flight_id=one.flight_id,
        tail_before=one.tail_before,
        tail_after=one.tail_after,
        instead_of=one.instead_of,
        off_block=one.off_block,
        fuel_action=one.fuel.action,
        fuel_loaded_kg=one.fuel.loaded_kg,
        fuel_needed_kg=one.fuel.needed_kg,
        fuel_min=one.fuel.minutes,
        fuel_cost=_money(context, one.fuel.cents),
        trip_fuel=_money(context, one.fuel.trip_cents),
        meals=one.catering.meals,
        galley_loaded=one.catering.loaded,
        catering_min=one.catering.minutes,
        catering_cost=_money(context, one.catering.cents),
        needed_min=one.needed_min,
        available_min=one.available_min,
        enough_time=one.enough_time,
    )
