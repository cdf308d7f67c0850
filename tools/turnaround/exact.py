"""The least cost of serving a few turns, by constraint programming: the yardstick of tests and figures, too slow for a day.

Variables: a start for each task. start_j >= start_i + d_i for i before j; of every kind, never more units at work than
there are; minimise the sum over turns of cost(start of the last task - due).
"""

from collections.abc import Sequence

from ortools.sat.python import cp_model

from domain.network import GroundUnitKind
from tools.turnaround.problem import Turn, Unit

HORIZON_MIN = 240


def least_cents(turns: Sequence[Turn], units: Sequence[Unit], *, seconds: float = 20.0) -> int | None:
    """The proven optimum in cents; None when it is not proven in time or a turn would be more than four hours late."""
    model = cp_model.CpModel()
    there: dict[GroundUnitKind, int] = {}
    for unit in units:
        there[unit.kind] = there.get(unit.kind, 0) + 1
    work: dict[GroundUnitKind, list[tuple[cp_model.IntervalVar, int]]] = {kind: [] for kind in there}
    costs: list[cp_model.IntVar] = []
    for turn in turns:
        begins: dict[str, cp_model.IntVar] = {}
        lengths: dict[str, int] = {}
        for task in turn.network.tasks:
            limited = [(kind, count) for kind, count in task.needs if kind in there]
            # Fewer units than it takes do the task in proportionally more time.
            length = max([task.minutes.likely, *(-(-task.minutes.likely * count // there[kind]) for kind, count in limited)])
            begin = model.new_int_var(turn.soonest(task), turn.due_min + HORIZON_MIN, "")
            begins[task.name], lengths[task.name] = begin, length
            for before in task.after:
                model.add(begin >= begins[before] + lengths[before])
            for kind, count in limited:
                work[kind].append((model.new_fixed_size_interval_var(begin, length, ""), min(count, there[kind])))
        last = begins[turn.network.tasks[-1].name]
        table = [turn.cost(late) for late in range(HORIZON_MIN + 1)]
        cost = model.new_int_var(0, table[-1], "")
        model.add_element(last - turn.due_min, table, cost)
        costs.append(cost)
    for kind, jobs in work.items():
        model.add_cumulative([interval for interval, _ in jobs], [count for _, count in jobs], there[kind])
    model.minimize(sum(costs))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = seconds
    return round(solver.objective_value) if solver.solve(model) == cp_model.OPTIMAL else None
