"""Limited units over overlapping turns: nobody in two places, value beside first come first served, and an exact model."""

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.airline.turnaround_practice import turnaround_practice
from tests.turnaround.small_turns import KINDS, chain, network, networks, turn
from tools.turnaround.clocks import missed_clocks
from tools.turnaround.critical_path import critical_paths
from tools.turnaround.exact import least_cents
from tools.turnaround.problem import Turn, Unit, units_of
from tools.turnaround.resources import (
    dispatched,
    first_come_first_served,
    latest_starts,
    served_in_order,
    service_faults,
    value_ordered,
)

ONE_TEAM = units_of([("H", "cleaning_team", 1)])
turns_at_an_airport = st.lists(
    st.tuples(networks(6), st.integers(0, 40), st.integers(0, 60), st.integers(1, 500)), min_size=1, max_size=4
).map(
    lambda rows: [turn(f"T{place}", start, start + stay, tasks, price) for place, (tasks, start, stay, price) in enumerate(rows)]
)
counts = st.tuples(st.integers(1, 2), st.integers(1, 2)).map(
    lambda two: units_of([("H", kind, count) for kind, count in zip(KINDS, two, strict=True)])
)


def test_first_come_is_first_served_and_the_dear_turn_goes_first_by_value() -> None:
    cheap = turn("cheap", 0, 30, chain(20, 10, needs="cleaning_team"), 10)
    dear = turn("dear", 1, 31, chain(20, 10, needs="cleaning_team"), 1_000)
    first = first_come_first_served([cheap, dear], ONE_TEAM)
    assert [one.late_min for one in first.turns] == [0, 19]
    valued = value_ordered([cheap, dear], ONE_TEAM)
    assert [one.late_min for one in valued.turns] == [21, 0]
    assert (first.cents, valued.cents) == (19_000, 210)


def test_where_nothing_is_declared_nobody_waits() -> None:
    turns = [turn(f"T{index}", 0, 30, network()) for index in range(3)]
    service = first_come_first_served(turns, ())
    assert service.waits_min == 0
    assert {one.ready_min for one in service.turns} == {critical_paths([network()])[0].minutes}


def test_half_the_teams_take_twice_as_long() -> None:
    service = first_come_first_served([turn("T", 0, 90, network("wide"))], ONE_TEAM)
    (clean,) = (task for task in service.turns[0].tasks if task.task == "clean")
    assert clean.end_min - clean.start_min == 2 * 30
    assert len(clean.units) == 1


def test_nobody_is_pushed_before_off_block_is_due() -> None:
    service = first_come_first_served([turn("T", 0, 60, network())], units_of([("H", "tug", 1)]))
    assert (service.turns[0].ready_min, service.turns[0].off_block_min, service.turns[0].late_min) == (41, 60, 0)


def test_latest_starts_count_back_from_off_block() -> None:
    assert latest_starts(turn("T", 0, 50, chain(10, 20, 5))) == [15, 25, 45, 50]


@settings(max_examples=15)
@given(turns_at_an_airport, counts)
def test_no_unit_is_in_two_places_and_value_is_never_dearer(turns: list[Turn], units: tuple[Unit, ...]) -> None:
    first = first_come_first_served(turns, units)
    valued = value_ordered(turns, units, most_tries=10)
    in_order = served_in_order(turns, units, range(len(turns)))
    for service in (first, valued, in_order):
        assert service_faults(turns, units, service) == []
        for one in service.turns:
            assert one.ready_min - one.turn.from_min >= critical_paths([one.turn.network])[0].minutes
    assert valued.cents <= first.cents
    assert value_ordered(turns, units, most_tries=10) == valued


def test_faults_of_a_service_are_found() -> None:
    turns = [turn(name, 0, 30, chain(20, 10, needs="cleaning_team")) for name in ("A", "B")]
    unlimited = dispatched(turns, (), lambda turn, ready, latest, now: 0, "nobody waits")
    assert service_faults(turns, ONE_TEAM, unlimited) == ["A chocks has 0 cleaning_team", "B chocks has 0 cleaning_team"]
    twice = units_of([("H", "cleaning_team", 2)])
    assert service_faults(turns, twice, first_come_first_served(turns, ONE_TEAM)) == []


@settings(max_examples=10)
@given(turns_at_an_airport, counts)
def test_no_service_is_cheaper_than_the_exact_model(turns: list[Turn], units: tuple[Unit, ...]) -> None:
    least = least_cents(turns, units)
    assert least is not None
    assert value_ordered(turns, units).cents >= least


def test_three_turns_for_one_team_are_served_at_the_least_cost() -> None:
    prices = (30, 200, 90)
    turns = [turn(f"T{place}", place, 25 + place, chain(20, 5, needs="cleaning_team"), one) for place, one in enumerate(prices)]
    assert value_ordered(turns, ONE_TEAM).cents == least_cents(turns, ONE_TEAM)


def test_a_promise_is_kept_at_its_last_minute_and_missed_a_minute_later() -> None:
    """The team is at another turn until 3, or 4, minutes after on-block; it is promised within 3."""
    for busy, missed in ((13, 0), (14, 1)):
        other = turn("A", 0, 100, chain(busy, needs="cleaning_team"), 10_000)
        here = turn("B", 10, 90, network())
        service = served_in_order([other, here], ONE_TEAM, (0, 1))
        found = missed_clocks(service, {"A": "narrow", "B": "narrow"}, turnaround_practice())
        assert [(one.clock, one.handler, one.turn_id, one.late_min) for one in found] == [("cleaning team there", "H", "B", 1)][
            :missed
        ]


def test_the_last_bag_of_a_wide_body_may_come_later() -> None:
    teams = units_of([("H", "loading_team", 2)])
    service = first_come_first_served([turn("T", 0, 90, network("wide"))], teams)
    assert missed_clocks(service, {"T": "wide"}, turnaround_practice()) == []
    (late,) = missed_clocks(service, {"T": "narrow"}, turnaround_practice())
    assert (late.clock, late.happens_min, late.promised_min) == ("last bag on belt", 3 + 30 + 8, 25)
