"""Why a leg stays uncovered: what keeps its own crew and the nearest reserves from it, in words and with the paragraph."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from domain.units import minutes, minutes_between
from knowledge.flight_time.ruling import Ruling
from tools.crew_recovery.lines import Crew, Duties
from tools.crew_recovery.problem import CrewProblem, DutyPlan, RetimingJudge, Task, Uncovered

_MOST_REASONS = 5


class Reasons:
    """Looks back from a solution: `duties_of` says what everybody does in it."""

    def __init__(
        self, problem: CrewProblem, crews: Sequence[Crew], duties_of: Mapping[str, Duties], late: Callable[[], bool]
    ) -> None:
        self.problem, self.duties_of, self.late = problem, duties_of, late
        self.retiming = problem.judge if isinstance(problem.judge, RetimingJudge) else None
        self.own: dict[tuple[int, str], list[Crew]] = defaultdict(list)
        self.reserves: dict[str, list[Crew]] = defaultdict(list)
        for crew in crews:
            for task in crew.planned_tasks:
                if not task.deadhead:
                    self.own[task.leg, crew.person.role].append(crew)
            if crew.person.reserve:
                self.reserves[crew.person.role].append(crew)

    def why(self, leg: int, role: str, count: int) -> Uncovered:
        """The nearest misses for people of a role on a leg: its own crew first, then reserves."""
        said: list[str] = []
        citation, latest = "", None
        if self.late():
            return Uncovered(leg, role, count, ("no time was left to look for reasons",))
        for crew in self.own[leg, role]:
            sentence, cited = self._miss(crew, self._until(crew, leg), leg)
            said.append(f"{_names(crew)}, planned on it: {sentence}")
            citation = citation or cited
            if cited and latest is None:
                latest = self._latest_departure(crew, leg)
        sentences, cited = self._reserves(leg, role)
        said.extend(sentences)
        return Uncovered(leg, role, count, tuple(said[:_MOST_REASONS]), citation or cited, latest)

    def _until(self, crew: Crew, leg: int) -> Duties:
        """The planned duties up to and with the leg."""
        duties: list[DutyPlan] = []
        for duty in crew.person.planned:
            if not duty.tasks:
                continue
            position = duty.tasks.index(Task(leg)) + 1 if Task(leg) in duty.tasks else len(duty.tasks)
            release = self.problem.legs[duty.tasks[position - 1].leg].arrives + minutes(self.problem.release_min)
            duties.append(replace(duty, tasks=duty.tasks[:position], release_at=release, ends_at=""))
            if Task(leg) in duty.tasks:
                break
        return tuple(duties)

    def _miss(self, crew: Crew, duties: Duties, leg: int) -> tuple[str, str]:
        """What keeps a crew from these duties, and the citation when it is the law."""
        obstacle = crew.obstacle(duties)
        if obstacle:
            return obstacle, ""
        ruling = _worst(self.problem.judge.breaches(crew.person, duties))
        if ruling is not None:
            over = f", {-ruling.margin} min over" if ruling.margin is not None and ruling.unit == "min" else ""
            return f"{ruling.detail}{over} ({ruling.citation})", ruling.citation
        works = [task.leg for one in crew.members for duty in self.duties_of[one] for task in duty.tasks if not task.deadhead]
        instead = [other for other in works if other != leg]
        if leg in works:
            return "works it, and more are needed", ""
        if instead:
            return f"could legally work it and works {self.problem.legs[instead[0]].leg_id} instead", ""
        return "could legally work it, but at a higher price than leaving it uncovered", ""

    def _reserves(self, leg: int, role: str) -> tuple[list[str], str]:
        flight = self.problem.legs[leg]
        qualified = [crew for crew in self.reserves[role] if flight.family in crew.person.families]
        if not qualified:
            return [f"there is no reserve {role} for {flight.family}"], ""
        here = [crew for crew in qualified if crew.person.station == flight.origin]
        if not here:
            people = sum(len(crew.members) for crew in qualified)
            return [f"there is no reserve {role} for {flight.family} at {flight.origin}; {people} elsewhere"], ""
        said, citation = [], ""
        for crew in here:
            sentence, cited = self._reserve_miss(crew, leg)
            said.append(f"reserve {_names(crew)}: {sentence}")
            citation = citation or cited
        return said, citation

    def _reserve_miss(self, crew: Crew, leg: int) -> tuple[str, str]:
        flight, reserve = self.problem.legs[leg], crew.person.reserve
        assert reserve is not None
        report = flight.departs - minutes(self.problem.report_min)
        earliest = max(crew.person.free_at, max(self.problem.start, reserve.start) + minutes(reserve.notice_min))
        if report < earliest:
            return f"can report at {earliest:%H:%M}Z, {minutes_between(report, earliest)} min too late", ""
        if report >= reserve.end:
            return f"is on reserve until {reserve.end:%H:%M}Z, report at {report:%H:%M}Z", ""
        duty = DutyPlan(report, flight.arrives + minutes(self.problem.release_min), (Task(leg),))
        return self._miss(crew, (duty,), leg)

    def _latest_departure(self, crew: Crew, leg: int) -> datetime | None:
        """The last minute, before the present departure, at which the crew could legally leave; by bisection with the judge."""
        judge, problem = self.retiming, self.problem
        duties = self._until(crew, leg)
        if judge is None:
            return None
        flight = problem.legs[leg]
        ready = crew.person.free_at if duties[-1].report_at == crew.person.running else duties[-1].report_at
        if len(duties[-1].tasks) > 1:
            ready = problem.legs[duties[-1].tasks[-2].leg].arrives + minutes(problem.connection_min)
        least, most = 0, minutes_between(ready, flight.departs)
        if most <= 0 or not self._legal(judge, crew, duties, leg, most):
            return None
        while most - least > 1:
            middle = (least + most) // 2
            if self._legal(judge, crew, duties, leg, middle):
                most = middle
            else:
                least = middle
        return flight.departs - minutes(most)

    def _legal(self, judge: RetimingJudge, crew: Crew, duties: Duties, leg: int, earlier: int) -> bool:
        legs = list(self.problem.legs)
        legs[leg] = replace(legs[leg], departs=legs[leg].departs - minutes(earlier), arrives=legs[leg].arrives - minutes(earlier))
        last = replace(duties[-1], release_at=duties[-1].release_at - minutes(earlier))
        return not judge.with_legs(legs).breaches(crew.person, (*duties[:-1], last))


def _worst(rulings: Sequence[Ruling]) -> Ruling | None:
    return min(rulings, key=lambda one: (one.margin is None, one.margin or 0), default=None)


def _names(crew: Crew) -> str:
    more = len(crew.members) - 1
    return crew.members[0] + (f" and {more} alike" if more else "")
