"""Importing this loads the compiled kernels, by recovering a network of one flight: what a process does before others fork
from it.
"""

from tools.recovery.solver.problem import Group, Kind, Leg, PositionPrices, RecoveryProblem, Tail
from tools.recovery.solver.search import SearchParams, solve

_LEG = Leg("1", 0, 1, 600, 60, 600, 900, 1440, 0)
_TAIL = Tail("A", 0, 0, (100,), 30, 30, 0, 500, planned=(0,))
_GROUP = Group("g", 10, (0,), (0,), (0,), 0, 0, 660, 10_000, 0, 600, 1)
_PROBLEM = RecoveryProblem(
    airports=2,
    now=500,
    end=1440,
    tails=(_TAIL,),
    legs=(_LEG,),
    groups=(_GROUP,),
    kinds=(Kind(0, 0),),
    capacities=(),
    closures=(),
    wanted=(),
    position=PositionPrices(0, 0, 0),
    late_cents=((0,) * 1440,),
    downgrade_cents=(((0,),),),
    connection_min=(30, 30),
)

solve(_PROBLEM, params=SearchParams(budget_s=None, rounds=1, lanes=1))
