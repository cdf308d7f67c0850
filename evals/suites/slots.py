"""What our slots under a ground delay programme are worth when used best, beside rationing and first come first served.

One instance is generated from a seed; the other is the embedded New York day, with passengers and rates that are assumed.
"""

import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from domain.apply import fold
from domain.network import NetworkState
from domain.plans import Plan
from domain.units import minutes, minutes_between
from evals.suite import Progress, Suite
from knowledge.airline.costs import cost_parameters
from tools.arrival_slots.assignment import as_rationed, solve
from tools.arrival_slots.check import check_result, check_slots, price
from tools.arrival_slots.from_network import arrivals_of, own_slots, programme_of
from tools.arrival_slots.outcome import changes
from tools.arrival_slots.problem import Arrival, Consequence, Programme, Rate, Scope, Slot, SlotProblem, SlotUser
from tools.arrival_slots.programme import ration
from tools.arrival_slots.written import written
from tools.legality.time_limits import crew_time_limits
from tools.plan_evaluation.evaluation import evaluate
from twin.scenarios import load_scenario

FLIGHTS, SLOTS = 400, 800
_NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)


def generated(seed: int, *, flights: int = FLIGHTS, slots: int = SLOTS) -> tuple[Programme, list[Arrival], SlotProblem]:
    """Flights of one carrier that come at 80 an hour where 60 are taken; one in five is late, most have people who connect."""
    rng = Random(seed)
    programme = Programme("HUB", (Rate(_NOON, _NOON + timedelta(hours=slots // 60), 60),), 60)
    arrivals, users = [], []
    for number in range(flights):
        name = f"F{number:03d}"
        original = _NOON + minutes(rng.randrange(flights * 60 // 80))
        earliest = original + minutes(rng.randrange(5, 60) if rng.random() < 0.2 else 0)
        arrivals.append(Arrival(name, "XX", original, earliest, 120))
        people = rng.randrange(50, 220)
        going_on = people * rng.choice((0, 10, 20, 40)) // 100
        found = [
            Consequence("passengers", name, minutes_between(earliest, original), people=people - going_on, count=people),
            Consequence("delay_minutes", name, 0, minute_cents=800 + people * 3),
        ]
        for onward in range(3 if going_on else 0):
            connecting = going_on // 3
            slack = rng.randrange(10, 120)
            found.append(Consequence("connections", f"{name}/{onward}", slack, once_cents=connecting * 35_000, count=connecting))
        if rng.random() < 0.7:
            next_leg = rng.randrange(40, 200)
            slack = rng.randrange(0, 90)
            found.append(Consequence("next_leg", f"{name}/next", slack, people=next_leg, minute_cents=1_000, count=next_leg))
        users.append(SlotUser(name, earliest, earliest + minutes(24 * 60), tuple(found), people * 40_000))
    rationed = ration(programme, arrivals, until=_NOON + timedelta(hours=slots // 60 + 1))
    offered = sorted([*(one.slot for one in rationed.holdings), *rationed.free])[:slots]
    return programme, arrivals, SlotProblem(tuple(offered), tuple(users), cost_parameters().passenger_delay_cents)


def _in_time(flight: SlotUser, slots: Mapping[str, Slot]) -> Slot | None:
    slot = slots.get(flight.flight_id)
    return slot if slot is not None and flight.earliest <= slot.time <= flight.latest else None


def _delay_min(problem: SlotProblem, answer: Mapping[str, Slot | None]) -> int:
    found = 0
    for one in problem.flights:
        slot = answer[one.flight_id]
        found += minutes_between(one.earliest, slot.time) if slot is not None else 0
    return found


def _row(problem: SlotProblem, answer: Mapping[str, Slot | None]) -> dict[str, Any]:
    return {
        "cost_cents": price(problem, answer),
        "delay_min": _delay_min(problem, answer),
        "without_slot": sum(one is None for one in answer.values()),
    }


def _generated(progress: Progress) -> dict[str, Any]:
    programme, arrivals, problem = generated(0)
    solve_s, cpu_s, ration_s = [], [], []
    for _ in range(5):
        started, worked = time.perf_counter(), time.process_time()
        result = solve(problem)
        solve_s.append(time.perf_counter() - started)
        cpu_s.append(time.process_time() - worked)
        started = time.perf_counter()
        by_schedule = ration(programme, arrivals).of_flights()
        ration_s.append(time.perf_counter() - started)
    as_they_come = ration(programme, arrivals, order="expected").of_flights()
    progress(f"{len(problem.flights)} flights, {len(problem.slots)} slots: {min(solve_s):.3f} s")
    return {
        "flights": len(problem.flights),
        "slots": len(problem.slots),
        "status": result.status,
        "bound_cents": result.bound_cents,
        "solve_s": round(min(solve_s), 3),
        "cpu_s": round(min(cpu_s), 3),
        "ration_s": round(min(ration_s), 4),
        "best": _row(problem, result.slots),
        "rationed": _row(problem, by_schedule),
        "first_come": _row(problem, as_they_come),
        "faults": [*check_result(problem, result), *check_slots(problem, by_schedule)],
    }


def _new_york(progress: Progress) -> dict[str, Any]:
    """JFK on 8 February 2013 from 16 to 22Z with ten arrivals an hour, known in the morning."""
    scenario = load_scenario("nyc-2013-02-08")
    state, now = fold(NetworkState(), scenario.opening), scenario.start_at
    day = datetime(2013, 2, 8, tzinfo=UTC)
    started = time.perf_counter()
    airport = state.airport("JFK")
    programme = programme_of(airport, now, start=day + timedelta(hours=16), end=day + timedelta(hours=22), per_hour=10)
    arrivals = arrivals_of(state, programme, Scope(from_abroad_exempt=True), now)
    longest = minutes(cost_parameters().longest_delay_min)
    allocation = ration(programme, arrivals, until=programme.end + longest)
    own = own_slots(
        state,
        state,
        programme,
        allocation,
        rationed=arrivals,
        arrivals=arrivals,
        now=now,
        costs=cost_parameters(),
        times_out=crew_time_limits(state, now),
    )
    built_s = time.perf_counter() - started
    result = solve(own.problem)
    neutral = as_rationed(own.problem, allocation.of_flights())
    come = ration(programme, arrivals, order="expected").of_flights()
    progress(f"JFK: {len(own.problem.flights)} flights of ours, {result.runtime_s:.3f} s")
    changed = changes(own.problem, neutral, result.slots)
    by_id = {one.flight_id: one for one in arrivals}
    evaluated = {}
    for name, answer in (("best", result.slots), ("rationed", neutral)):
        operations = written(state, "JFK", own, answer, by_id)
        plan = Plan(label=name, kind="alternative", base_version=state.version, operations=operations)
        scored = evaluate(state, plan, now=now)
        evaluated[name] = {
            "cost_cents": scored.cost.total.cents,
            "misconnected": scored.kpis.misconnected_passengers,
            "failed_checks": sum(one.verdict == "fail" for one in scored.checks),
        }
    return {
        "arrivals": sum(not one.exempt for one in arrivals),
        "flights": len(own.problem.flights),
        "slots": len(own.problem.slots),
        "links": len(own.problem.links),
        "status": result.status,
        "bound_cents": result.bound_cents,
        "nodes": result.nodes,
        "solve_s": round(result.runtime_s, 3),
        "built_s": round(built_s, 2),
        "best": _row(own.problem, result.slots),
        "rationed": _row(own.problem, neutral),
        "first_come": _row(own.problem, {one.flight_id: _in_time(one, come) for one in own.problem.flights}),
        "gain": sum(one.cents < one.rationed_cents for one in changed),
        "lose": sum(one.cents > one.rationed_cents for one in changed),
        "most_lost_cents": max(one.cents - one.rationed_cents for one in changed),
        "evaluated": evaluated,
        "faults": [*check_result(own.problem, result), *check_slots(own.problem, neutral)],
    }


def run(progress: Progress) -> dict[str, Any]:
    """Both instances: time, optimum, and the money beside rationing by schedule and first come first served."""
    figures: dict[str, Any] = {"generated": _generated(progress), "new_york": _new_york(progress)}
    figures["failures"] = [f"{name}: {fault}" for name in ("generated", "new_york") for fault in figures[name]["faults"]]
    return figures


def table(figures: dict[str, Any]) -> str:
    """The figures, some lines for each instance."""
    made = figures["generated"]
    lines = [f"  generated: best of five takes {made['cpu_s']} s of processor time, rationing {made['ration_s']} s"]
    for name, one in (("generated", figures["generated"]), ("JFK 8 Feb 2013, ten an hour 16-22Z", figures["new_york"])):
        lines.append(
            f"  {name}: {one['flights']} flights of ours, {one['slots']} slots; {one['status']} in {one['solve_s']} s, bound "
            f"{one['bound_cents'] / 100:,.0f}"
        )
        best = one["best"]["cost_cents"]
        for words, key in (
            ("best use", "best"),
            ("rationed by schedule", "rationed"),
            ("first come, first served", "first_come"),
        ):
            row = one[key]
            saved = f"; the best use costs {1 - best / row['cost_cents']:.1%} less" if key != "best" else ""
            delay = f"{row['delay_min']:,} min of delay, {row['without_slot']} without a slot"
            lines.append(f"    {words}: {row['cost_cents'] / 100:,.0f}, {delay}{saved}")
    york = figures["new_york"]
    scored = york["evaluated"]
    lines.append(
        f"    {york['gain']} flights gain, {york['lose']} lose, the most {york['most_lost_cents'] / 100:,.0f}; {york['links']} "
        f"aircraft fly two of them ({york['nodes']} assignments solved); read from the network in {york['built_s']} s"
    )
    lines.append(
        f"    priced by plan evaluation: best use {scored['best']['cost_cents'] / 100:,.0f} "
        f"({scored['best']['failed_checks']} checks fail), rationed {scored['rationed']['cost_cents'] / 100:,.0f} "
        f"({scored['rationed']['failed_checks']} fail)"
    )
    return "\n".join(lines)


SUITE = Suite(
    "slots", "Our arrival slots under a ground delay programme: best use, rationing, first come first served", run, table
)
