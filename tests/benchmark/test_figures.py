"""What is kept and compared of the public instances, on figures made up."""

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import evals.__main__
from evals.__main__ import app
from evals.roadef import figures
from evals.suite import Suite
from evals.suites import roadef


def a_run(**changes: Any) -> figures.Run:
    run: figures.Run = {
        "instance": "A01", "limit_s": 60.0, "feasible": True, "violations": {}, "advisories": {}, "total": 14_000.0,
        "total_without_swap": 14_077.8, "first_feasible_s": 1.0, "wall_s": 59.0, "moves": 500, "moves_per_s": 10,
        "seconds": dict.fromkeys((*roadef.PHASES, "total"), 1.0), "date": "2026-01-02", "machine": "a machine, 2 cores",
    }  # fmt: skip
    return run | changes


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "kept.json"
    monkeypatch.setattr(figures, "MEASURED", path)
    figures.write(path, [a_run(), a_run(instance="B01", total=5.0)])
    return path


def test_the_lowest_published_value_is_the_one_to_compare_with() -> None:
    best = figures.published()
    assert best["A01"] == figures.Published("Hanafi et al.", 28155.6)
    assert best["A05"].euros == 3717376.35
    assert sorted(best) == [f"A{number:02}" for number in range(1, 11)]
    assert set(figures.naive_eur()) == set(roadef.INSTANCES)


def test_a_run_is_compared_without_swaps_with_what_was_published_and_with_them_with_the_naive_repair() -> None:
    found = figures.compared(a_run(), None)
    assert (found["published_ratio"], found["published_difference"]) == (0.5, -14_077.8)
    assert found["naive_ratio"] == round(14_000 / 108308.1, 4)
    assert "change" not in found


def test_what_earns_money_has_a_difference_and_no_ratio() -> None:
    found = figures.compared(a_run(total=-50_000.0, total_without_swap=-40_000.0), None)
    assert (found["published_ratio"], found["naive_ratio"]) == (None, None)
    assert found["published_difference"] == -68_155.6
    assert "(-68,156)" in roadef.table({"runs": [found], "failures": []})


@pytest.mark.parametrize(("dearer", "regression"), [(5_000.0, False), (6_000.0, True), (-6_000.0, False)])
def test_a_run_dearer_than_the_kept_one_by_a_twentieth_of_the_naive_cost_is_a_regression(dearer: float, regression: bool) -> None:
    found = figures.compared(a_run(total=14_000 + dearer), a_run())
    assert (found["change"], found["regression"]) == (dearer, regression)
    assert ("REGRESSION" in roadef.table({"runs": [found], "failures": []})) == regression


def test_keeping_replaces_the_same_instance_and_time_and_leaves_out_what_is_infeasible(kept: Path, tmp_path: Path) -> None:
    new = [a_run(total=1.0), a_run(limit_s=600.0), a_run(instance="B01", feasible=False, total=2.0)]
    figures.write(tmp_path / "new.json", new)
    run = CliRunner().invoke(app, ["roadef", "keep", str(tmp_path / "new.json")])
    assert run.exit_code == 0
    assert run.stdout.startswith("2 runs kept")
    totals = {key: one["total"] for key, one in figures.measured(kept).items()}
    assert totals == {("A01", 60.0): 1.0, ("A01", 600.0): 14_000.0, ("B01", 60.0): 5.0}


@pytest.mark.parametrize("text", [None, "nothing", "{}", "[1]", '{"runs": [{}]}'])
def test_what_holds_no_figures_is_not_kept(kept: Path, tmp_path: Path, text: str | None) -> None:
    before = kept.read_bytes()
    if text is not None:
        (tmp_path / "new.json").write_text(text)
    run = CliRunner().invoke(app, ["roadef", "keep", str(tmp_path / "new.json")])
    assert (run.exit_code, run.stdout, run.stderr.count("\n")) == (2, "", 1)
    assert kept.read_bytes() == before


def test_the_suite_skips_where_the_instances_are_not(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(figures, "BENCHMARK", tmp_path / "absent")
    run = CliRunner().invoke(app, ["run", "roadef-2009"])
    assert run.exit_code == 0
    assert "skipped: needs the public instances" in run.stdout


def test_an_infeasible_plan_fails_the_suite(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {"runs": [figures.compared(a_run(feasible=False, violations={"range": 1}), None)], "failures": ["A01 at 60 s"]}
    failing = Suite("roadef-2009", "made up", lambda _: found, roadef.table)
    monkeypatch.setattr(evals.__main__, "all_suites", lambda: {failing.name: failing})
    for command in (["run", "roadef-2009"], ["bench"], ["run", "roadef-2009", "--json"]):
        run = CliRunner().invoke(app, command)
        assert run.exit_code == 1
        assert "failed: roadef-2009: A01 at 60 s" in run.stderr
