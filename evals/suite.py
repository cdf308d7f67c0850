"""What a suite is, and where suites are found: the `Suite`s declared in the modules of `evals/suites/`."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import evals.suites
from agents.models import ModelProvider

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
"""Public research data beside the repository; never part of it. A suite that needs it skips visibly when it is absent."""

Progress = Callable[[str], None]


class Skipped(Exception):
    """The suite cannot run here, and why."""


@dataclass(frozen=True, slots=True)
class Suite:
    """A named measurement. `run(progress)` returns JSON-able figures with their units in the names; `table` renders them.

    `of_model`: the same measurement of a language model, each case asked so many times; None where no model takes part.
    """

    name: str
    description: str
    run: Callable[[Progress], dict[str, Any]]
    table: Callable[[dict[str, Any]], str]
    of_model: Callable[[Progress, ModelProvider, int], dict[str, Any]] | None = None


def all_suites() -> dict[str, Suite]:
    """Every suite, by name."""
    modules = [importlib.import_module(f"evals.suites.{one.name}") for one in pkgutil.iter_modules(evals.suites.__path__)]
    suites = [declared for module in modules for declared in vars(module).values() if isinstance(declared, Suite)]
    return {suite.name: suite for suite in sorted(suites, key=lambda one: one.name)}


def data_file(relative: str) -> Path:
    """A file of the public data; Skipped when it is not there."""
    path = SHARED_DATA / relative
    if not path.exists():
        raise Skipped(f"needs the public data file {relative!r} in ../shared/data, which is not there")
    return path
