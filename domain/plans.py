"""What specialists find, what could be done, and what it costs and breaks."""

from typing import Annotated, Literal

from pydantic import Field

from domain.commands import Operation
from domain.constraints import Constraint
from domain.disruptions import Disruption
from domain.ids import FlightId, TailNumber
from domain.units import Frozen, Money, UtcDatetime

SpecialistName = str
PlanKind = Literal["do_nothing", "recommended", "alternative", "hand_made"]
Verdict = Literal["pass", "fail", "not_checked"]


class Brief(Frozen):
    """What the supervisor asks one specialist about: a disruption, on one version of the network."""

    case_id: str
    disruption: Disruption
    version: int
    now: UtcDatetime
    question: str


class Fact(Frozen):
    """One thing a tool found. `fact_id` is unique in its case; `tool` is the tool that said so."""

    fact_id: str
    text: str
    value: float | int | str | None = None
    unit: str = ""
    tool: str
    assumed: bool = False


class Finding(Frozen):
    """A specialist's answer: facts for people, constraints for the solver, warnings for both."""

    status: Literal["finding"] = "finding"
    specialist: SpecialistName
    facts: tuple[Fact, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    warnings: tuple[str, ...] = ()
    summary: str = ""
    runtime_s: float = 0.0


class Degraded(Frozen):
    """A specialist that could not answer, and why. The case goes on without it and says so."""

    status: Literal["degraded"] = "degraded"
    specialist: SpecialistName
    reason: str
    runtime_s: float = 0.0


SpecialistAnswer = Annotated[Finding | Degraded, Field(discriminator="status")]


class Check(Frozen):
    """A rule applied to a plan. `not_checked` means just that, with the reason in `detail`."""

    rule: str
    verdict: Verdict
    citation: str
    subject: str
    detail: str
    specialist: SpecialistName = ""


class Review(Frozen):
    """A specialist's verdict on one candidate plan, and what would mend it."""

    specialist: SpecialistName
    checks: tuple[Check, ...] = ()
    operations: tuple[Operation, ...] = ()
    constraints: tuple[Constraint, ...] = ()


class SolverReport(Frozen):
    """How a plan was found. `objective`, `bound` in cents; `gap` = (objective - bound) / |objective|."""

    name: str
    status: Literal["optimal", "feasible", "infeasible", "time_limit", "not_run"]
    objective: int | None = None
    bound: int | None = None
    gap: float | None = None
    runtime_s: float = 0.0
    seed: int = 0
    note: str = ""


class Plan(Frozen):
    """Operations to change the network at `base_version`, with the reasons. Not yet priced."""

    label: str
    kind: PlanKind
    base_version: int
    operations: tuple[Operation, ...] = ()
    reasons: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    solver: SolverReport = SolverReport(name="none", status="not_run")


class CostBreakdown(Frozen):
    """Money by component; `total` is their sum."""

    total: Money
    components: dict[str, Money]


class Kpis(Frozen):
    """Counts over our flights that had not arrived at the plan's base version; delays in minutes at arrival."""

    flights: int = 0
    cancelled_flights: int = 0
    delayed_flights_15: int = 0
    delay_min_total: int = 0
    aircraft_swaps: int = 0
    crew_changes: int = 0
    ferry_flights: int = 0
    disrupted_passengers: int = 0
    misconnected_passengers: int = 0
    stranded_passengers: int = 0
    rebooked_passengers: int = 0
    refunded_passengers: int = 0
    passenger_delay_min_total: int = 0
    tails_out_of_position: int = 0
    fuel_kg: int = 0
    co2_kg: int = 0


KnockOnCause = Literal[
    "reported", "tail", "crew", "connection", "turnaround", "closure", "curfew", "capacity", "unserviceable", "position"
]


class KnockOn(Frozen):
    """Why a flight is later than its schedule or cannot fly: one link of the chain."""

    cause: KnockOnCause
    delay_min: int
    """Minutes this cause added at departure."""
    because_of: str
    """The flight, tail, crew, airport or booking that caused it."""
    text: str


class ProjectedFlight(Frozen):
    """A flight as it will go if nobody intervenes further."""

    flight_id: FlightId
    tail: TailNumber | None
    etd: UtcDatetime
    eta: UtcDatetime
    cancelled: bool
    causes: tuple[KnockOn, ...] = ()


class ScoredPlan(Frozen):
    """A plan with its price, its key figures, and every check made on it."""

    plan: Plan
    cost: CostBreakdown
    kpis: Kpis
    checks: tuple[Check, ...] = ()
    affected: tuple[ProjectedFlight, ...] = ()
    """Flights that the plan, or its knock-on, moves, cancels or re-assigns."""

    @property
    def legal(self) -> bool:
        """Whether no check failed."""
        return all(check.verdict != "fail" for check in self.checks)


class Decision(Frozen):
    """What a human decided about one revision of a plan."""

    decision: Literal["approve", "reject", "return"]
    reason: Annotated[str, Field(min_length=1, max_length=2000)]
