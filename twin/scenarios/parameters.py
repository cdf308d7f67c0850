"""The assumed parameters of scenarios, read once from `assumed_parameters.yaml`."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def assumed_parameters() -> dict[str, Any]:
    """Every block of the file; each has a `source` and says `assumed: true`."""
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "assumed_parameters.yaml").read_text(encoding="utf-8"))
    return loaded


def turn_min(carrier: str, kind: str) -> int:
    """Minutes of a carrier's turn, `kind` being "min" or "planned"."""
    turns = assumed_parameters()["turns"]
    minutes: int = turns["carriers"].get(carrier, turns["default"])[kind]
    return minutes


def step_value(steps: list[list[float]], measure: float) -> float:
    """The value of the first step whose threshold `measure` reaches; steps run from high to low, the last from 0."""
    return next(value for threshold, value in steps if measure >= threshold)
