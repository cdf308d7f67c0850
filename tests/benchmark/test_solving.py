"""The solver on instances of the challenge: what it writes is sound, costs what it says, and is there when it is interrupted."""

import json
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evals.__main__ import app
from evals.roadef import solving
from evals.roadef.feasibility import violations
from evals.roadef.generator import Size, generate
from evals.roadef.instance import Disruption, Instance, read_instance
from evals.roadef.objective import cost
from evals.roadef.solution import ITINERARIES, ROTATIONS, ItineraryRow, RotationRow, Solution, read_solution
from evals.roadef.solving import Order, Solved, solve_instance
from tests.benchmark.reference import BENCHMARK, needs_benchmark
from tests.benchmark.small_instance import INSTANCE, SmallCase, write_instance
from tools.recovery.solver.problem import Solution as Plan

SMALL = Size(airports=10, aircraft=28, flights=272, itineraries=900, passengers=30_000, days=2)
SPLIT_EUR = 10_000
"""What the search asks, beyond the official cost, for linked flights that another aircraft flies apart."""
TOLERATED = {"linked_flight_split"}
"""Advisories that a plan may have."""
ROOT = Path(__file__).resolve().parents[2]


def quiet(_line: str) -> None:
    pass


def solve(instance_dir: Path, out: Path, rounds: int = 8, seed: int = 0) -> Solved:
    return solve_instance(Order(instance_dir, out, seed=seed, rounds=rounds), quiet)


def costs_what_the_solver_says(solved: Solved) -> bool:
    beyond = solved.solver_total - solved.price.total
    splits = round(beyond / SPLIT_EUR)
    return abs(beyond - splits * SPLIT_EUR) < 0.001 and 0 <= splits <= len(solved.found)


def as_planned(instance: Instance) -> Solution:
    flights = [
        RotationRow(
            one.number, one.origin, one.destination, one.departure, one.arrival, one.previous, one.day, one.aircraft
        )
        for one in instance.flights.values()
    ]  # fmt: skip
    trips = [
        ItineraryRow(one.number, one.kind, one.price, one.passengers, one.legs, False) for one in instance.itineraries.values()
    ]
    return Solution(tuple(flights), tuple(trips))


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    directory = tmp_path_factory.mktemp("generated")
    for seed in (1, 2, 3):
        generate(directory / str(seed), SMALL, seed)
    return {seed: directory / str(seed) for seed in (1, 2, 3)}


# --- instances of our own making ------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_generated_plan_is_sound_until_something_happens(generated: dict[int, Path], seed: int) -> None:
    given = read_instance(generated[seed])
    quiet_day = replace(given, disruption=Disruption({}, frozenset(), (), ()), changed_capacity={})
    assert violations(quiet_day, as_planned(given)) == []
    assert cost(quiet_day, as_planned(given)).total == 0
    assert violations(given, as_planned(given)) != []


def test_a_generated_instance_has_the_size_asked_for(generated: dict[int, Path]) -> None:
    given = read_instance(generated[1])
    assert (len(given.daily_capacity), len(given.aircraft), len(given.flights)) == (10, 28, 272)
    assert (len(given.itineraries), sum(one.passengers for one in given.itineraries.values())) == (900, 30_000)
    disruption = given.disruption
    assert disruption.delays
    assert disruption.cancelled
    assert disruption.breakdowns
    assert disruption.capacity_changes
    assert any(one.maintenance for one in given.aircraft.values())
    assert any(len(one.legs) == 2 for one in given.itineraries.values())
    assert any(one.previous for one in given.flights.values())


def test_the_same_seed_makes_the_same_instance(generated: dict[int, Path], tmp_path: Path) -> None:
    generate(tmp_path, SMALL, 1)
    for path in sorted(tmp_path.iterdir()):
        assert path.read_bytes() == (generated[1] / path.name).read_bytes()
    assert (generated[1] / "flights.csv").read_bytes() != (generated[2] / "flights.csv").read_bytes()


def test_a_size_that_makes_no_network_is_refused(tmp_path: Path) -> None:
    for options in (
        ["--airports", "3"],
        ["--flights", "100"],
        ["--passengers", "10"],
        ["--passengers", "9000000", "--days", "0"],
    ):
        run = CliRunner().invoke(app, ["roadef", "generate", str(tmp_path / "new"), *options])
        assert run.exit_code == 2
        assert run.stderr.count("\n") == 1
        assert not (tmp_path / "new").exists()


# --- what is written ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_plans_for_generated_instances_are_sound_and_cost_what_the_solver_says(
    generated: dict[int, Path], tmp_path: Path, seed: int
) -> None:
    solved = solve(generated[seed], tmp_path)
    given = read_instance(generated[seed])
    written = read_solution(given, tmp_path)
    assert violations(given, written) == solved.found
    assert cost(given, written) == solved.price
    assert solved.feasible
    assert {one.kind for one in solved.found} <= TOLERATED
    assert costs_what_the_solver_says(solved)
    assert solved.first_feasible_s is not None
    assert sorted(path.name for path in tmp_path.iterdir()) == [ITINERARIES, ROTATIONS]


def test_the_plan_for_our_own_day_is_sound_and_costs_what_the_solver_says(tmp_path: Path) -> None:
    case = SmallCase(tmp_path)
    case.instance()
    solved = solve(case.instance_dir, tmp_path / "out")
    assert solved.found == []
    assert solved.solver_total == pytest.approx(solved.price.total, abs=0.001)
    assert solved.price.total <= case.cost().total


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("alt_aircraft.csv", "P2 07/01/06 16:00 07/01/06 18:00", "P2 07/01/06 10:00 07/01/06 18:00"),
        ("alt_airports.csv", "AAA 07/01/06 17:00 07/01/06 18:00 0 0", "AAA 07/01/06 12:00 07/01/06 17:00 0 1"),
        ("alt_flights.csv", "1 07/01/06 15", "1 07/01/06 200"),
        ("alt_flights.csv", "1 07/01/06 15", "1 07/01/06 15\n4 07/01/06 45"),
        ("alt_flights.csv", "1 07/01/06 15", "1 07/01/06 15\n5 07/01/06 -1"),
        ("aircraft.csv", "20:00-180", "20:00-60"),
        ("config.csv", "1 1 1", "1 2 3"),
    ],
)
def test_whatever_happens_on_our_own_day_the_plan_is_sound_and_costs_what_the_solver_says(
    tmp_path: Path, name: str, old: str, new: str
) -> None:
    case = SmallCase(tmp_path).given(name, old, new)
    case.instance()
    solved = solve(case.instance_dir, tmp_path / "out")
    assert [one for one in solved.found if not one.advisory] == []
    assert solved.solver_total == pytest.approx(solved.price.total, abs=0.001)


def test_the_same_seed_and_rounds_write_the_same_files(generated: dict[int, Path], tmp_path: Path) -> None:
    for out, seed in (("first", 5), ("again", 5), ("other", 6)):
        solve(generated[2], tmp_path / out, seed=seed)
    for name in (ROTATIONS, ITINERARIES):
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "again" / name).read_bytes()
    assert (tmp_path / "first" / ITINERARIES).read_bytes() != (tmp_path / "other" / ITINERARIES).read_bytes()


@needs_benchmark
@pytest.mark.parametrize("name", ["A01", "B01"])
def test_plans_for_public_instances_are_sound_and_cost_what_the_solver_says(name: str, tmp_path: Path) -> None:
    solved = solve(BENCHMARK / "instances" / name, tmp_path, rounds=10)
    assert solved.feasible
    assert {one.kind for one in solved.found} <= TOLERATED
    assert costs_what_the_solver_says(solved)


# --- the command ----------------------------------------------------------------------------------------------------


def test_the_command_prints_one_json_document_and_reports_on_stderr(generated: dict[int, Path], tmp_path: Path) -> None:
    run = CliRunner().invoke(app, ["roadef", "solve", str(generated[1]), "--out", str(tmp_path), "--rounds", "2", "--json"])
    assert run.exit_code == 0
    told = json.loads(run.stdout)
    assert told["feasible"]
    assert told["cost"]["total"] == round(cost(read_instance(generated[1]), _written(generated[1], tmp_path)).total, 2)
    assert {"read", "translate", "compile", "open", "search", "finish", "total"} == set(told["seconds"])
    assert (told["rounds"], told["ended"], told["seed"], told["threads"]) == (2, "rounds", 0, 2)
    assert "kernels ready" in run.stderr


def test_the_command_ends_within_its_time_and_prints_the_cost_by_component(generated: dict[int, Path], tmp_path: Path) -> None:
    run = CliRunner().invoke(app, ["roadef", "solve", str(generated[1]), "--out", str(tmp_path), "--time", "3"])
    assert run.exit_code == 0
    assert run.stdout.startswith("feasible\n")
    for word in ("pax_delay", "swap_op", "total_without_swap", "first feasible plan after", f"written to {tmp_path}"):
        assert word in run.stdout
    assert float(run.stdout.partition("finish ")[2].partition("total ")[2].split()[0]) <= 3.0


@pytest.mark.parametrize("options", [["--time", "0"], ["--time", "nan"], ["--threads", "0"], ["--rounds", "0"], ["--seed", "-1"]])
def test_options_without_sense_are_refused(options: list[str], tmp_path: Path) -> None:
    run = CliRunner().invoke(app, ["roadef", "solve", str(tmp_path), "--out", str(tmp_path / "out"), *options])
    assert run.exit_code == 2
    assert not (tmp_path / "out").exists()


def test_an_instance_that_cannot_be_read_and_a_folder_that_cannot_be_written_are_refused(tmp_path: Path) -> None:
    bad = write_instance(tmp_path / "bad", flights=INSTANCE["flights.csv"].replace("4 BBB AAA 10:30", "4 BBB AAA 25:30"))
    run = CliRunner().invoke(app, ["roadef", "solve", str(bad), "--out", str(tmp_path / "out")])
    assert (run.exit_code, run.stdout) == (2, "")
    assert "flights.csv line 4: time '25:30' is not hh:mm or hh:mm+n" in run.stderr
    (tmp_path / "file").write_text("in the way")
    run = CliRunner().invoke(app, ["roadef", "solve", str(bad), "--out", str(tmp_path / "file" / "out")])
    assert (run.exit_code, run.stdout) == (2, "")
    assert "cannot be written" in run.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_search_told_to_end_leaves_its_best_plan(generated: dict[int, Path], tmp_path: Path, number: signal.Signals) -> None:
    command = [sys.executable, "-m", "evals", "roadef", "solve", str(generated[3]), "--out", str(tmp_path / "out"), "--json"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        process.stderr.readline()
        process.stderr.readline()
        process.send_signal(number)
        told, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert json.loads(told)["ended"] == "signal"
    found = violations(read_instance(generated[3]), _written(generated[3], tmp_path / "out"))
    assert {one.kind for one in found} <= TOLERATED


def test_the_first_feasible_plan_is_on_disk_while_the_search_goes_on(generated: dict[int, Path], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "evals", "roadef", "solve", str(generated[3]), "--out", str(tmp_path / "out")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        while (tmp_path / "out" / ITINERARIES).exists() is False:
            assert process.stderr.readline()
        process.kill()
    given = read_instance(generated[3])
    assert [one for one in violations(given, _written(generated[3], tmp_path / "out")) if not one.advisory] == []


def test_a_plan_that_the_judge_does_not_accept_is_written_and_told(
    generated: dict[int, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = solving.official

    def faulty(instance: Instance, translated: solving.Translated, plan: Plan) -> Solution:
        found = real(instance, translated, plan)
        return replace(found, itineraries=found.itineraries[1:])

    monkeypatch.setattr(solving, "official", faulty)
    run = CliRunner().invoke(app, ["roadef", "solve", str(generated[1]), "--out", str(tmp_path), "--rounds", "1"])
    assert run.exit_code == 1
    assert "passenger_count: 1" in run.stdout
    assert "is infeasible, says the independent judge" in run.stderr
    assert _written(generated[1], tmp_path).rotations


def test_a_last_plan_that_the_judge_does_not_accept_does_not_replace_one_it_did(
    generated: dict[int, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = solving.official, 0

    def faulty_later(instance: Instance, translated: solving.Translated, plan: Plan) -> Solution:
        nonlocal calls
        calls += 1
        found = real(instance, translated, plan)
        return found if calls == 1 else replace(found, itineraries=found.itineraries[1:])

    monkeypatch.setattr(solving, "official", faulty_later)
    run = CliRunner().invoke(app, ["roadef", "solve", str(generated[1]), "--out", str(tmp_path), "--rounds", "4"])
    assert run.exit_code == 0
    assert "an error of the solver; the last feasible plan stays" in run.stderr
    given = read_instance(generated[1])
    assert [one for one in violations(given, _written(generated[1], tmp_path)) if not one.advisory] == []


def _written(instance_dir: Path, out: Path) -> Solution:
    return read_solution(read_instance(instance_dir), out)
