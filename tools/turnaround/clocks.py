"""Which handler will miss which promise, by how many minutes."""

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.airline.turnaround_practice import Clock, Row, TurnaroundPractice
from tools.turnaround.problem import Served, Service, Turn


@dataclass(frozen=True, slots=True)
class MissedClock:
    """A promise that a handler will miss. Minutes after the plan's now."""

    clock: str
    handler: str
    turn_id: str
    promised_min: int
    happens_min: int

    @property
    def late_min(self) -> int:
        """Minutes after it was promised."""
        return self.happens_min - self.promised_min


def missed_clocks(service: Service, rows: Mapping[str, Row], practice: TurnaroundPractice) -> list[MissedClock]:
    """Missed promises in this service, the latest first; only of units that a handler has declared. `rows`: of each turn."""
    found = []
    for one in service.turns:
        done = {task.task: task for task in one.tasks}
        for clock in practice.handling.clocks:
            task = done.get(clock.task)
            handler = next((unit.handler for unit in task.units if unit.kind == clock.unit), None) if task else None
            if task is None or handler is None:
                continue
            promised = _promised(clock, one.turn, task, rows[one.turn.turn_id])
            happens = _happens(clock, task)
            if happens > promised:
                found.append(MissedClock(clock.name, handler, one.turn.turn_id, promised, happens))
    return sorted(found, key=lambda one: (-one.late_min, one.turn_id, one.clock))


def _promised(clock: Clock, turn: Turn, task: Served, row: Row) -> int:
    since = {"on_block": turn.from_min, "ready": task.ready_min, "off_block": turn.due_min}[clock.since]
    wide = row == "wide" and clock.wide_within_min is not None
    return since + (clock.wide_within_min or 0 if wide else clock.within_min)


def _happens(clock: Clock, task: Served) -> int:
    moment = {"there": task.there_min, "start": task.start_min, "end": task.end_min}[clock.moment]
    return moment + clock.after_min
