"""What is decided with fuel: flying faster, carrying fuel, choosing a speed; and what a bad question is told."""

import pytest

from tests.evaluation.paper_day import EARLY, PaperDay
from tests.fuel.fuel_day import late_to_a_connection, one_flight, real_places
from tools.fuel.burn import most_faster_min, trip_fuel
from tools.fuel.speed_up import speed_up
from tools.fuel.tankering import carried, tankering
from tools.fuel.tool import cost_index, fuel_saving
from tools.fuel.tool import speed_up as speed_up_tool
from tools.fuel.tool import tankering as tankering_tool
from tools.fuel.tool import trip_fuel as trip_fuel_tool
from tools.plan_evaluation.evaluation import do_nothing_plan, evaluate
from tools.spec import ToolContext, ToolRetry


def test_a_flight_late_for_a_connection_flies_faster_and_the_people_make_it() -> None:
    state, inbound, _ = late_to_a_connection()
    found = speed_up(state, (), now=EARLY)
    (one,) = found.flights
    assert one.operation.flight_id == inbound
    assert 4 <= one.operation.faster_min <= most_faster_min(state, state.flights[inbound])
    flown = trip_fuel(state, state.flights[inbound], faster_min=one.operation.faster_min)
    assert one.operation.extra_fuel_kg == flown.fuel_kg - trip_fuel(state, state.flights[inbound]).fuel_kg
    assert one.late_after_min == one.late_before_min - one.operation.faster_min
    assert (found.before.kpis.misconnected_passengers, found.after.kpis.misconnected_passengers) == (90, 0)
    assert found.before.cost.total.cents - found.after.cost.total.cents == one.saving_cents > 0
    assert found.complete


def test_the_same_question_has_the_same_answer() -> None:
    state, _, _ = late_to_a_connection()
    assert speed_up(state, (), now=EARLY).operations == speed_up(state, (), now=EARLY).operations


def test_what_is_evaluated_without_flying_faster_is_what_doing_nothing_costs() -> None:
    state, _, _ = late_to_a_connection()
    nothing = evaluate(state, do_nothing_plan(state, EARLY), now=EARLY)
    assert speed_up(state, (), now=EARLY).before.cost == nothing.cost


def test_on_time_nobody_flies_faster_and_stopped_nothing_is_judged() -> None:
    state, _, _ = late_to_a_connection(late_min=0)
    assert speed_up(state, (), now=EARLY).weighed == 0
    late, _, _ = late_to_a_connection()
    stopped = speed_up(late, (), now=EARLY, stop=lambda: True)
    assert (stopped.flights, stopped.complete) == ((), False)


def turn(first: str, then: str) -> PaperDay:
    day = real_places(PaperDay()).tail("N1", first)
    out = day.fly(1, first, then, "08:00", "11:00", "N1")
    back = day.fly(2, then, first, "12:00", "15:00", "N1")
    return day.book("B1", 110, out).book("B2", 110, back)


def test_fuel_is_carried_only_where_it_is_dearer_by_more_than_carrying_burns() -> None:
    cheap_first = turn("FLL", "LAX").network()
    dear_first = turn("LAX", "FLL").network()
    legs = sorted(cheap_first.flights)
    found = tankering(cheap_first, cheap_first.flights[legs[0]], cheap_first.flights[legs[1]])
    legs = sorted(dear_first.flights)
    other = tankering(dear_first, dear_first.flights[legs[0]], dear_first.flights[legs[1]])
    assert 1.02 < found.break_even_ratio < 1.35
    assert found.taken_on_kg == pytest.approx(found.arriving_kg + found.burnt_kg, abs=1)
    assert (found.saving_cents > 0) == (found.price_b_cents / found.price_a_cents > found.break_even_ratio)
    assert other.saving_cents < 0
    assert not other.worthwhile


def test_at_the_break_even_price_carrying_fuel_is_worth_nothing() -> None:
    state, flight = one_flight(destination="LAX")
    found = carried(trip_fuel(state, flight), 5_000, "JFK", "LAX")
    assert found.arriving_kg * found.price_a_cents * found.break_even_ratio == pytest.approx(
        found.taken_on_kg * found.price_a_cents, rel=1e-3
    )


def test_what_is_carried_is_held_to_the_next_leg_and_to_the_landing_mass() -> None:
    state, flight = one_flight(passengers=150)
    trip = trip_fuel(state, flight)
    little, much = carried(trip, 500, "JFK", "FLL"), carried(trip, 50_000, "JFK", "FLL")
    assert (little.limit, little.arriving_kg) == ("next_leg", 500)
    assert much.limit in ("landing_mass", "take_off_mass", "tank")
    assert much.arriving_kg < 12_000


def context(day: PaperDay) -> ToolContext:
    return ToolContext(state=day.network(), now=EARLY)


def test_every_tool_answers_with_its_figures_and_what_is_assumed() -> None:
    state, inbound, _ = late_to_a_connection()
    here = ToolContext(state=state, now=EARLY)
    index = cost_index.run(here, {"icao": "A320", "mass_kg": 66_000, "cost_index": 20, "distance_nm": 1000})
    assert (index.mach, index.minutes, index.faster[-1].mach) == (0.78, 134.1, 0.82)
    priced = cost_index.run(here, {"icao": "A320", "time_cents_per_min": 1700, "airport": "FLL"})
    assert priced.cost_index == pytest.approx(1700 / 83, abs=0.05)
    trip = trip_fuel_tool.run(here, {"flight_ids": [inbound]})
    assert trip.fuel_kg == trip.flights[0].fuel_kg > 0
    assert trip.flights[0].fuel.cents == trip.fuel_kg * 94
    faster = speed_up_tool.run(here, {})
    assert [one.flight_id for one in faster.flights] == [inbound]
    assert faster.before.cents - faster.after.cents == faster.flights[0].saving.cents
    carrying = tankering_tool.run(context(turn("FLL", "LAX")), {"flight_id": "XX1/2026-03-02/FLL"})
    assert carrying.next_flight_id == "XX2/2026-03-02/LAX"
    saving = fuel_saving.run(here, {"icao": "A320", "mass_kg": 66_000, "baseline_mach": 0.78, "mach": 0.75})
    assert saving.statement.startswith("0.6 % of cruise fuel against A320 at M0.78, 66,000 kg, 36,000 ft by flying M0.75; ")
    assert all(one.assumed for one in (index, trip, faster, carrying, saving))


def test_a_bad_question_is_told_every_fault() -> None:
    here = ToolContext(state=late_to_a_connection()[0], now=EARLY)
    with pytest.raises(ToolRetry, match="'ZZZ9' is not in the PS model"):
        cost_index.run(here, {"icao": "ZZZ9"})
    with pytest.raises(ToolRetry) as told:
        fuel_saving.run(here, {"icao": "A320", "mass_kg": 99_000, "baseline_mach": 0.85, "mach": 0.78})
    assert [field for field, _ in told.value.faults] == ["mass_kg", "baseline_mach"]
    with pytest.raises(ToolRetry, match="No lever"):
        fuel_saving.run(here, {"icao": "A320", "mass_kg": 66_000, "baseline_mach": 0.78})
    with pytest.raises(ToolRetry, match="no next leg"):
        tankering_tool.run(here, {"flight_id": "XX2/2026-03-02/JFK"})
    with pytest.raises(ToolRetry, match="Flight 'nope' is not in scenario"):
        speed_up_tool.run(here, {"flight_ids": ["nope"]})
