"""Importing this compiles the search, or loads it: done once after installing, and before others wait for it."""

from datetime import UTC, datetime, timedelta

from tools.reaccommodation.problem import Group, Leg, Option, Params, Problem
from tools.reaccommodation.solve import solve

_NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
_LEGS = tuple(Leg(name, "A", "B", _NOON, _NOON + timedelta(hours=1), {"economy": 3}, "X") for name in ("1", "2"))
_OPTIONS = tuple(Option(leg.leg_id, ((leg.leg_id, "economy"),), 100) for leg in _LEGS)
_GROUPS = tuple(Group(str(index), 2, _OPTIONS, 1000) for index in range(3))

solve(Problem(_LEGS, _GROUPS), stop=lambda: False, params=Params(budget_s=60, most_moves=100))
