"""Slots of a regulation first planned first served; which swaps are refused and why; the best ones against trying everything."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.ids import FlightId
from knowledge.flow.practice import flow_practice
from tools.flow_regulation.regulation import Demand, Regulation, allocate, improved
from tools.flow_regulation.swaps import RegulatedFlight, best_swaps, can_meet, refusals

PRACTICE = flow_practice(date(2026, 3, 2))
TEN = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def after(minutes: int) -> datetime:
    """So many minutes after ten."""
    return TEN + timedelta(minutes=minutes)


def regulated(name: str, ctot: int | None, earliest: int = -60, **other: object) -> RegulatedFlight:
    """A flight with 20 minutes of taxi under regulation R1; minutes after ten."""
    return RegulatedFlight(
        FlightId(name),
        None if ctot is None else after(ctot),
        ("R1",),
        after(earliest),
        20,
        **other,  # type: ignore[arg-type]
    )


def test_twenty_an_hour_are_slots_every_three_minutes_and_forty_are_whole_minutes_too() -> None:
    assert Regulation("R1", TEN, after(9), 20).slots() == (TEN, after(3), after(6))
    forty = Regulation("R1", TEN, after(60), 40).slots()
    assert len(forty) == 40
    assert forty[:4] == (TEN, after(1), after(3), after(4))


def test_first_planned_is_first_served_and_what_finds_no_slot_goes_at_the_end() -> None:
    regulation = Regulation("R1", TEN, after(12), 15)  # slots at 0, 4, 8
    asked = {"D": 5, "A": 0, "B": 1, "C": 1, "E": 12, "F": -1}
    given_to = allocate(regulation, [Demand(FlightId(name), after(minute)) for name, minute in asked.items()])
    assert given_to == {
        "F": after(-1),  # before the regulation
        "A": TEN,
        "B": after(4),
        "C": after(8),
        "D": after(12),
        "E": after(12),
    }


def test_a_flight_ready_to_improve_gets_the_earliest_free_slot_it_can_make() -> None:
    regulation = Regulation("R1", TEN, after(30), 15)
    held = {FlightId("A"): TEN, FlightId("B"): after(16)}
    assert improved(regulation, held, FlightId("B"), after(-5)) == after(4)
    assert improved(regulation, held, FlightId("B"), after(8)) == after(8)
    assert improved(regulation, held, FlightId("B"), after(9)) == after(12)
    assert improved(regulation, held, FlightId("B"), after(13)) is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"departed": True}, "has departed"),
        ({"suspended": True}, "is suspended"),
        ({"ctot": None}, "has no CTOT"),
        ({"swaps": 3}, "swapped 3 times, 3 are allowed"),
        ({"regulations": ("R2", "R1")}, "most penalising regulations differ: R1 and R2"),
        ({"regulations": ()}, "most penalising regulations differ: R1 and none"),
        ({"earliest": after(-9)}, "can leave the gate at 09:51Z, for CTOT 10:00Z it must by 09:50Z"),
        ({"flight_id": FlightId("A")}, "cannot swap with itself"),
    ],
)
def test_each_condition_of_a_swap_has_its_own_refusal(change: dict[str, object], reason: str) -> None:
    first, second = regulated("A", 0), regulated("B", 30)
    assert refusals(first, second, PRACTICE) == ()
    (found,) = refusals(first, replace(second, **change), PRACTICE)  # type: ignore[arg-type]
    assert reason in found


def test_two_swaps_and_a_flight_that_can_just_make_its_new_window_are_allowed() -> None:
    assert refusals(regulated("A", 0, swaps=2), regulated("B", 30, earliest=-10), PRACTICE) == ()  # 10:10 less 20 of taxi


def priced(rates: dict[str, int]) -> Callable[[FlightId, datetime], int]:
    """So many cents for each minute after eight."""
    return lambda flight, at: rates[flight] * int((at - after(-120)).total_seconds() // 60)


def test_the_flight_with_most_to_lose_takes_the_earliest_time_it_can_make() -> None:
    flights = [regulated("small", 0), regulated("large", 60)]
    plan = best_swaps(flights, priced({"small": 10, "large": 100}), PRACTICE)
    assert [(one.first, one.second, one.saves_cents) for one in plan.swaps] == [("small", "large", 60 * 90)]
    assert plan.ctots == {"small": after(60), "large": TEN}
    cannot = [flights[0], replace(flights[1], earliest=after(-9))]
    assert best_swaps(cannot, priced({"small": 10, "large": 100}), PRACTICE).swaps == ()


def test_nothing_is_swapped_when_nothing_is_saved() -> None:
    assert best_swaps([regulated("A", 0), regulated("B", 30)], priced({"A": 10, "B": 10}), PRACTICE).swaps == ()


def test_a_flight_swapped_three_times_is_left_where_it_is() -> None:
    flights = [regulated("small", 0, swaps=3), regulated("large", 60), regulated("middle", 30)]
    plan = best_swaps(flights, priced({"small": 1, "large": 100, "middle": 10}), PRACTICE)
    assert plan.swaps[0].first == "large"
    assert "small" not in plan.ctots


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 90), st.integers(-40, 60), st.integers(1, 50), st.integers(0, 2)), min_size=2, max_size=5)
)
def test_swaps_are_each_allowed_and_save_no_more_than_the_best_of_all_permutations(rows: list[tuple[int, int, int, int]]) -> None:
    flights = [
        regulated(f"F{index}", max(ctot, earliest + 10), earliest, swaps=swaps)
        for index, (ctot, earliest, _, swaps) in enumerate(rows)
    ]
    cost = priced({f"F{index}": rate for index, (_, _, rate, _) in enumerate(rows)})
    plan = best_swaps(flights, cost, PRACTICE)

    at = {one.flight_id: one for one in flights}
    for swap in plan.swaps:
        first, second = at[swap.first], at[swap.second]
        assert refusals(first, second, PRACTICE) == ()
        at[swap.first] = replace(first, ctot=second.ctot, swaps=first.swaps + 1)
        at[swap.second] = replace(second, ctot=first.ctot, swaps=second.swaps + 1)
    assert plan.ctots == {name: one.ctot for name, one in at.items()}

    def total(order: tuple[int, ...]) -> int | None:
        ctots = [flights[index].ctot for index in order]
        pairs = [(one, ctot) for one, ctot in zip(flights, ctots, strict=True) if ctot is not None]
        if not all(ctot == one.ctot or can_meet(one, ctot, PRACTICE) for one, ctot in pairs):
            return None
        return sum(cost(one.flight_id, one.leaves(ctot)) for one, ctot in pairs)

    now = total(tuple(range(len(flights))))
    best = min(found for order in permutations(range(len(flights))) if (found := total(order)) is not None)
    assert now is not None
    assert plan.bound_cents == now - best
    assert 0 <= plan.saves_cents <= plan.bound_cents


def test_a_ring_of_three_is_carried_out_as_two_exchanges() -> None:
    # Earliest times: A can only take the last two, so the best plan turns all three.
    flights = [regulated("A", 0), regulated("B", 30), regulated("C", 60)]
    plan = best_swaps(flights, priced({"A": 1, "B": 10, "C": 5}), PRACTICE)
    assert plan.ctots == {"B": TEN, "C": after(30), "A": after(60)}
    assert len(plan.swaps) == 2
    assert plan.saves_cents == plan.bound_cents == -60 + 300 + 150
