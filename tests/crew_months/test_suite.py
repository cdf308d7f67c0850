"""The suite of crew months: found by name, skipped without the data, honest in its table."""

from pathlib import Path

import pytest

import evals.suite
from evals.suite import Skipped, all_suites
from evals.suites.kasirzadeh import SUITE


def test_the_suite_is_found_by_its_name() -> None:
    assert all_suites()["kasirzadeh"] is SUITE


def test_without_the_data_the_suite_says_what_it_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evals.suite, "SHARED_DATA", tmp_path)
    with pytest.raises(Skipped, match="crew_kasirzadeh"):
        SUITE.run(lambda line: None)


def test_its_table_shows_both_prices_the_breaches_and_that_disruptions_are_injected() -> None:
    built = {
        "rules": "part 117",
        "pairings": 9,
        "deadheads": 1,
        "uncovered": ["01_1"],
        "out_of_reach": {
            "01_1": {"origin": "FAR", "rest_min": 547, "needed_min": 600, "longest_duty_min": 840, "home": True},
        },
        "paid_min": 900,
        "bound_min": 880,
        "cpu_s": 2.0,
        "breaches_by_rule": {},
    }
    case = {
        "seed": 0,
        "sick": 2,
        "late_legs": 4,
        "legs": 30,
        "uncovered_before": 5,
        "uncovered": 1,
        "changed_crew": 3,
        "deadheads": 0,
        "runtime_s": 1.5,
        "status": "optimal",
        "faults": ["somebody has two lines"],
    }
    one = {
        "instance": "instance1", "legs": 60, "pilots": 3, "pairings": 10, "deadheads": 2, "paid_min": 1000, "cpu_s": 150.0,
        "pairing_findings": {}, "roster_findings": {"wish_not_kept": 1}, "breaches_by_rule_pairings": {"rest": 4},
        "breaches_by_rule_rosters": {"rest": 7}, "built": [built], "recovered": [case],
    }  # fmt: skip
    table = SUITE.table({"instances": [one]})
    for said in (
        "1,000",
        "900",
        "-10.0%",
        "rest 4",
        "rest 7",
        "wish_not_kept 1",
        "FAULT somebody has two lines",
        "injected",
        "2.3%",
    ):
        assert said in table
    assert "no legal pairing works 01_1 from FAR: at most 9:07 of rest, 10:00 needed" in table
