"""A crew recovery problem: flights that need people, people with what they were to do, a judge, prices. No airline in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable

from knowledge.flight_time.ruling import Ruling

Quality = Literal["cheapest", "fewest_calls"]


@dataclass(frozen=True, slots=True)
class Leg:
    """A flight that will operate, off-block to on-block. `needs`: people of each role that must work it.

    `uncovered_cents`: price of each person missing. `seats_free`: how many may travel on it as deadheads.
    """

    leg_id: str
    origin: str
    destination: str
    departs: datetime
    arrives: datetime
    family: str
    needs: tuple[tuple[str, int], ...]
    uncovered_cents: int
    seats_free: int = 0


@dataclass(frozen=True, slots=True)
class Task:
    """One leg in somebody's duty, by index: worked, or travelled on as a deadhead."""

    leg: int
    deadhead: bool = False


@dataclass(frozen=True, slots=True)
class DutyPlan:
    """Tasks in order, from report to release. `duty_id` is the planned duty that this is, or replaces; empty: a new one.

    `ends_at`, of a planned duty: where it was to end before legs of it were cancelled; empty: where its last task ends.
    """

    report_at: datetime
    release_at: datetime
    tasks: tuple[Task, ...]
    duty_id: str = ""
    ends_at: str = ""


@dataclass(frozen=True, slots=True)
class ReserveDuty:
    """Somebody who waits to be called: [start, end) and the least minutes from the call to report."""

    kind: Literal["airport_standby", "short_call", "long_call"]
    start: datetime
    end: datetime
    notice_min: int


@dataclass(frozen=True, slots=True)
class Person:
    """One crew member from now on.

    `station`, `free_at`: where and from when something new can begin. `running`: the open duty's report time; its legs
    already flown are the judge's to know, and what is planned first continues it. `alike`: people with the same value are
    interchangeable to the judge and to the prices, but for their role (empty: alike to nobody).
    """

    crew_id: str
    role: str
    families: tuple[str, ...]
    base: str
    station: str
    free_at: datetime
    planned: tuple[DutyPlan, ...] = ()
    running: datetime | None = None
    unavailable: tuple[tuple[datetime, datetime], ...] = ()
    reserve: ReserveDuty | None = None
    alike: str = ""


class Judge(Protocol):
    """The law: deterministic, independent of the solver."""

    def breaches(self, person: Person, duties: Sequence[DutyPlan]) -> tuple[Ruling, ...]:
        """What these duties, in order and instead of the planned ones, would break; empty when they are legal."""
        ...


@runtime_checkable
class RetimingJudge(Judge, Protocol):
    """A judge that can say what would hold if legs were timed otherwise; without it `latest_departure` stays unknown."""

    def with_legs(self, legs: Sequence[Leg]) -> Judge:
        """The same law for these legs, which have the same indices as the problem's."""
        ...


@runtime_checkable
class LimitingJudge(Judge, Protocol):
    """A judge that knows a limit beforehand, which spares it questions and sharpens bounds."""

    def longest_duty_min(self, person: Person) -> int:
        """No duty is legal in which the person works a leg that ends more than this many minutes after report."""
        ...


@dataclass(frozen=True, slots=True)
class CrewPrices:
    """Cents: per person called, reserve used, deadhead seat, hotel night, overtime minute beyond the planned release."""

    call: int
    reserve: int
    deadhead_seat: int
    hotel_night: int
    overtime_minute: int
    away_from_base: int
    """Ending the last planned duty somewhere else than planned."""


@dataclass(frozen=True, slots=True)
class CrewProblem:
    """Everything a solve needs. Legs sorted by departure; `connection_min` between tasks of one duty (less where a plan
    has two legs follow one another sooner), `report_min` before the
    first off-block and `release_min` after the last on-block of a duty."""

    legs: tuple[Leg, ...]
    people: tuple[Person, ...]
    start: datetime
    end: datetime
    prices: CrewPrices
    judge: Judge
    connection_min: int = 30
    report_min: int = 60
    release_min: int = 30


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A leg that lacks `count` people of a role, and why nobody could be found: the nearest misses, each with its ruling."""

    leg: int
    role: str
    count: int
    reasons: tuple[str, ...]
    citation: str = ""
    latest_departure: datetime | None = None
    """When leaving no later would have let its own crew work it legally."""


@dataclass(frozen=True, slots=True)
class CrewSolution:
    """New duties of the people whose duties change (all others keep theirs), and what stays uncovered. Costs in cents.

    `bound`: no assignment of legal duties of the searched kind costs less; `gap` = (objective - bound) / objective.
    """

    status: Literal["optimal", "feasible", "time_limit"]
    lines: tuple[tuple[str, tuple[DutyPlan, ...]], ...]
    uncovered: tuple[Uncovered, ...]
    objective: int
    components: tuple[tuple[str, int], ...]
    bound: int
    gap: float
    runtime_s: float
    seed: int
    quality: Quality
    note: str = ""
