"""Importing this compiles the search, or loads it: done once after installing, and before others wait for it."""

from datetime import UTC, datetime, timedelta

from domain.network import Stand
from knowledge.airline.gate_policy import gate_policy
from tools.gates.annealing import Annealing
from tools.gates.model import choices
from tools.gates.problem import Problem, Turn, all_parts

_NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
_TURNS = tuple(Turn(name, name, "X", "C", _NOON, _NOON + timedelta(hours=1)) for name in ("1", "2"))
_PROBLEM = Problem(_NOON, _TURNS, (Stand("A"), Stand("B")), gate_policy())

Annealing(_PROBLEM, choices(_PROBLEM, all_parts(_PROBLEM)), {("1", "whole"): None, ("2", "whole"): None}, 0).run(
    1, 1.0, 1.0, lambda: False
)
