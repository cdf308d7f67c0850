"""The chance of leaving by a time: the same for the same seed, sure where nothing is uncertain, never lower with more time."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.airline.turnaround_practice import turnaround_practice
from tests.turnaround.small_turns import chain, kinds, network, networks
from tools.turnaround.chance import chance_within, percentile_min, sampled_ground_min
from tools.turnaround.critical_path import critical_paths
from tools.turnaround.networks import TurnKind, allowed_shortcuts, shortened, task_network
from tools.turnaround.problem import Minutes, TaskNetwork


def test_fixed_minutes_leave_no_doubt_at_the_minute_and_none_a_minute_before() -> None:
    ground = sampled_ground_min(chain(10, 20, 5), seed=0)
    assert chance_within(ground, 35).probability == 1.0
    assert chance_within(ground, 34).probability == 0.0
    assert 0 < chance_within(ground, 35).half_width < 0.002


def test_a_team_that_comes_late_moves_the_chance_by_its_minutes() -> None:
    ground = sampled_ground_min(chain(10, 20, 5), seed=0, not_before={"deboard": 13})
    assert (chance_within(ground, 38).probability, chance_within(ground, 37).probability) == (1.0, 0.0)


def test_the_same_seed_gives_the_same_chance_and_another_one_within_its_half_width() -> None:
    first, again, other = (chance_within(sampled_ground_min(network(), seed=seed), 43) for seed in (1, 1, 2))
    assert first == again
    assert abs(first.probability - other.probability) <= first.half_width + other.half_width


@settings(max_examples=25)
@given(networks(), st.integers(0, 200))
def test_more_time_never_lowers_the_chance_and_ground_times_stay_between_their_ends(tasks: TaskNetwork, within: int) -> None:
    ground = sampled_ground_min(tasks, seed=0, samples=200)
    chances = [chance_within(ground, one) for one in (within, within + 1)]
    assert chances[0].probability <= chances[1].probability
    assert percentile_min(ground, 50) <= percentile_min(ground, 80)
    fastest = critical_paths([_fixed(tasks, "low")])[0].minutes
    slowest = critical_paths([_fixed(tasks, "high")])[0].minutes
    assert fastest - 1e-9 <= ground.min() <= ground.max() <= slowest + 1e-9


def _fixed(tasks: TaskNetwork, end: str) -> TaskNetwork:
    return TaskNetwork(tuple(replace(task, minutes=Minutes(*[getattr(task.minutes, end)] * 3)) for task in tasks.tasks))


@settings(max_examples=20)
@given(kinds)
def test_no_shortcut_is_slower_in_any_sample(one: TurnKind) -> None:
    practice = turnaround_practice()
    tasks = task_network(one, practice)
    before = sampled_ground_min(tasks, seed=0, samples=200)
    for shortcut in allowed_shortcuts(one, practice).values():
        assert (sampled_ground_min(shortened(tasks, shortcut), seed=0, samples=200) <= before + 1e-9).all()
