"""Minimum ground time is the longest path: typical totals, every chain, slack, shortcuts, a thousand turns at once."""

import time
from dataclasses import replace

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.network import Aircraft, Observation
from knowledge.airline import turnaround_practice as module
from knowledge.airline.turnaround_practice import Row, Style, TaskName, read_turnaround_practice, turnaround_practice
from tests.turnaround.small_turns import EARLY, kind, kinds, minutes_of_a_task, network, networks
from tools.turnaround.critical_path import critical_paths
from tools.turnaround.networks import TurnKind, allowed_shortcuts, shortened, task_network
from tools.turnaround.problem import Minutes, Task, TaskNetwork


def ground_min(tasks: TaskNetwork) -> int:
    (path,) = critical_paths([tasks])
    return path.minutes


@pytest.mark.parametrize(
    ("row", "style", "least", "most"),
    [
        ("narrow", "full_service", 35, 45),
        ("narrow_bulk", "full_service", 35, 45),
        ("narrow", "low_cost", 25, 30),
        ("narrow_bulk", "low_cost", 25, 30),
        ("wide", "full_service", 70, 100),
    ],
)
def test_typical_turns_take_what_they_are_known_to_take(row: Row, style: Style, least: int, most: int) -> None:
    assert least <= ground_min(network(row, style)) <= most
    assert ground_min(network(row, style)) < sum(task.minutes.likely for task in network(row, style).tasks)


def test_a_full_service_turn_hangs_on_the_cabin() -> None:
    (path,) = critical_paths([network()])
    assert path.path == ("chocks", "deboard", "cater", "board", "doors")
    assert path.minutes == 2 + 8 + 12 + 15 + 4
    assert path.slack_min["cater"] == 0
    assert path.slack_min["clean"] == 2
    assert path.slack_min["push"] == 0


def test_before_a_longer_leg_a_low_cost_turn_caters_too() -> None:
    assert "cater" not in {task.name for task in network(style="low_cost", block_min=180).tasks}
    assert "cater" in {task.name for task in network(style="low_cost", block_min=181).tasks}


def test_after_a_night_only_the_preparation_counts() -> None:
    assert [task.name for task in network(overnight=True).tasks] == ["cater", "fuel", "load", "board", "doors", "push"]


def test_water_and_toilet_are_served_at_once_only_where_their_panels_are_apart() -> None:
    after = {row: {task.name: task.after for task in network(row).tasks}["toilet"] for row in ("narrow", "wide")}
    assert after == {"narrow": ("chocks", "water"), "wide": ("chocks",)}


def test_away_from_a_bridge_people_need_stairs_and_longer() -> None:
    tasks = {task.name: task for task in network(contact=False).tasks}
    assert tasks["deboard"].needs == (("passenger_stairs", 2),)
    assert dict(tasks["board"].needs) == {"boarding_team": 1, "passenger_stairs": 2}
    assert ground_min(network(contact=False)) > ground_min(network())


@pytest.mark.parametrize(
    ("observed", "after_min", "deiced"),
    [
        ({"icing": True}, 180, True),
        ({"icing": True}, 181, False),
        ({"temperature_c": 0, "dew_point_c": -3}, 0, True),
        ({"temperature_c": 1, "dew_point_c": -2}, 0, False),
        ({"temperature_c": 0, "dew_point_c": -4}, 0, False),
        ({"temperature_c": -5}, 0, True),
        ({}, 0, False),
    ],
)
def test_aircraft_are_deiced_in_icing_and_in_frost(observed: dict[str, object], after_min: int, deiced: bool) -> None:
    report = Observation(at=EARLY, text="", **observed)  # type: ignore[arg-type]
    assert turnaround_practice().deiced(report, after_min) is deiced


def test_without_an_observation_nobody_is_deiced() -> None:
    assert turnaround_practice().deiced(None, 0) is False


def test_deicing_comes_after_the_doors_and_adds_its_minutes() -> None:
    assert ground_min(network(deiced=True)) == ground_min(network()) + 12


@settings(max_examples=25)
@given(networks())
def test_the_longest_path_is_the_longest_of_all_chains(tasks: TaskNetwork) -> None:
    known = {task.name: task for task in tasks.tasks}

    def chains(task: Task) -> list[tuple[TaskName, ...]]:
        return [(*one, task.name) for before in task.after for one in chains(known[before])] or [(task.name,)]

    lengths = [sum(known[name].minutes.likely for name in chain[:-1]) for chain in chains(tasks.tasks[-1])]
    (path,) = critical_paths([tasks])
    assert path.minutes == max(lengths)
    assert sum(known[name].minutes.likely for name in path.path) == path.minutes


@settings(max_examples=25)
@given(networks(), st.data())
def test_a_task_may_slip_by_its_slack_and_not_by_a_minute_more(tasks: TaskNetwork, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(tasks.tasks) - 2))
    (path,) = critical_paths([tasks])
    slack = path.slack_min[tasks.tasks[place].name]

    def slipped(by: int) -> int:
        longer = [
            replace(task, minutes=Minutes(1, task.minutes.likely + by, 200)) if index == place else task
            for index, task in enumerate(tasks.tasks)
        ]
        return ground_min(TaskNetwork(tuple(longer)))

    assert slack >= 0
    assert slipped(slack) == path.minutes
    assert slipped(slack + 1) == path.minutes + 1


@settings(max_examples=25)
@given(kinds)
def test_no_shortcut_lengthens_a_turn(one: TurnKind) -> None:
    practice = turnaround_practice()
    tasks = task_network(one, practice)
    for shortcut in allowed_shortcuts(one, practice).values():
        assert ground_min(shortened(tasks, shortcut)) <= ground_min(tasks)


@settings(max_examples=25)
@given(networks(), st.data())
def test_leaving_out_a_task_keeps_the_order_of_the_others(tasks: TaskNetwork, data: st.DataObject) -> None:
    left_out = data.draw(st.sampled_from([task.name for task in tasks.tasks[:-1]]))
    nothing = Minutes(0, 0, 0)
    at_once = TaskNetwork(tuple(replace(task, minutes=nothing) if task.name == left_out else task for task in tasks.tasks))
    assert ground_min(tasks.without({left_out})) == ground_min(at_once)


@settings(max_examples=20)
@given(st.lists(networks(), max_size=6))
def test_many_turns_at_once_are_judged_as_one_by_one(several: list[TaskNetwork]) -> None:
    assert critical_paths(several) == [critical_paths([one])[0] for one in several]


def test_a_thousand_critical_paths_take_a_tenth_of_a_second() -> None:
    several = [network(row, style) for row in ("narrow", "wide") for style in ("full_service", "low_cost")] * 250
    seconds = []
    for _ in range(5):
        started = time.perf_counter()
        critical_paths(several)
        seconds.append(time.perf_counter() - started)
    assert min(seconds) < 0.1


@pytest.mark.parametrize("tasks", [(), (Task("push", Minutes(1, 1, 1), ("doors",)),), (Task("push", Minutes(1, 1, 1)),) * 2])
def test_tasks_without_an_order_are_refused(tasks: tuple[Task, ...]) -> None:
    with pytest.raises(ValueError, match="task"):
        TaskNetwork(tasks)


@given(minutes_of_a_task, st.integers(50, 150))
def test_percent_of_minutes_stay_in_order_and_above_nothing(minutes: Minutes, percent: int) -> None:
    changed = minutes.of(percent)
    assert 1 <= changed.low <= changed.likely <= changed.high


def test_every_figure_has_its_unit_and_its_source_and_one_that_is_missing_is_named() -> None:
    assert all(figure.unit and figure.source for figure in turnaround_practice().figures)
    sheet = yaml.safe_load(module._SHEET.read_text(encoding="utf-8"))
    del sheet["turns"]["rows"]["value"]["wide"]["fuel"]
    with pytest.raises(ValidationError, match="'wide' has no minutes for fuel"):
        read_turnaround_practice(sheet)


def test_a_family_that_is_not_listed_takes_the_row_of_its_body() -> None:
    aircraft = Aircraft("N1", "XX", "A320", "A320", 150, 30, "AAA", EARLY)  # type: ignore[arg-type]
    assert turnaround_practice().row_of(aircraft).row == "narrow"
    assert turnaround_practice().row_of(replace(aircraft, family="B767")).percent == 80
    assert kind().row.percent == 100
