"""An operations room on paper: the paper network in memory, tools that price by counting, specialists that do as told."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from agents.specialist import Consultation, Specialist
from domain.commands import CancelFlight, Command, DelayFlight, Operation
from domain.constraints import CannotOperate, Constraint
from domain.decide import decide_all
from domain.disruptions import AirportClosedReport
from domain.faults import Refused
from domain.ids import FlightId
from domain.network import NetworkState
from domain.plans import Brief, Check, CostBreakdown, Fact, Finding, Kpis, Plan, Review, ScoredPlan, SolverReport
from domain.units import Frozen, Money
from tests.domain.paper_network import at, leg, paper_network
from tools.spec import Tool, ToolContext, ToolFailed, ToolRetry, tool

NOW = at(6)
XX1, XX2, XX3, XX4 = (FlightId(leg(number, origin)) for number, origin in ((1, "AAA"), (2, "BBB"), (3, "AAA"), (4, "CCC")))


def closure(start: int = 9, end: int = 11, airport: str = "BBB") -> AirportClosedReport:
    """An airport closed between two hours of the day."""
    return AirportClosedReport(reported_at=NOW, airport=airport, start=at(start), end=at(end))


class PaperNetwork:
    """A live network in memory, with the same promises as the twin: all or nothing, once per key, every version kept."""

    network_id = "paper#1"

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._now = NOW
        self._versions = [paper_network()]
        self._done: dict[str, int] = {}
        self.executed: list[tuple[str, tuple[Command, ...]]] = []
        self.away = False

    def state(self) -> NetworkState:
        return self._versions[-1]

    def now(self) -> datetime:
        return self._now

    def state_at(self, version: int) -> NetworkState:
        return next(state for state in self._versions if state.version == version)

    def execute(self, operations: Sequence[Command], *, actor: str, by: str, idempotency_key: str) -> int:
        if self.away:
            raise ConnectionError("the network is away")
        with self._lock:
            if idempotency_key not in self._done:
                _, state = decide_all(self.state(), operations, now=self._now, by=by)
                self._versions.append(state)
                self.executed.append((by, tuple(operations)))
                self._done[idempotency_key] = state.version
            return self._done[idempotency_key]


class EvaluationRequest(Frozen):
    operations: tuple[Operation, ...] = ()
    label: str = ""
    kind: str = "hand_made"


@tool(name="plan_evaluation")
def plan_evaluation(context: ToolContext, request: EvaluationRequest) -> ScoredPlan:
    """A thousand a cancellation, ten a minute late; flights into a closure fail."""
    try:
        _, state = decide_all(context.state, request.operations, now=context.now)
    except Refused as refused:
        raise ToolRetry(str(refused), tuple((fault.field, fault.message) for fault in refused.faults)) from refused
    flights = list(state.own_flights())
    cancelled = [flight for flight in flights if flight.status.value == "cancelled"]
    flying = [flight for flight in flights if flight.status.value != "cancelled"]
    late_min = sum(max(0, flight.arrival_delay_min) for flight in flying)
    checks = [
        Check(
            rule="paper.closure",
            verdict="fail",
            citation="",
            subject=flight.flight_id,
            detail=f"lands at {flight.destination} while it is closed",
        )
        for flight in sorted(flying, key=lambda one: one.flight_id)
        if any(window.contains(flight.eta) for window in state.airports[flight.destination].closures)
    ]
    cents = {"cancellations": 100_000 * len(cancelled), "delay": 1_000 * late_min}
    return ScoredPlan(
        plan=paper_plan(context.state, request.label, *request.operations),
        cost=CostBreakdown(
            total=Money(cents=sum(cents.values())), components={name: Money(cents=one) for name, one in cents.items()}
        ),
        kpis=Kpis(flights=len(flights), cancelled_flights=len(cancelled), delay_min_total=late_min),
        checks=tuple(checks),
    )


class RecoveryRequest(Frozen):
    constraints: tuple[Constraint, ...] = ()
    budget_s: float


class RecoveryAnswer(Frozen):
    plans: tuple[Plan, ...]


def paper_plan(state: NetworkState, label: str, *operations: Operation) -> Plan:
    """A plan as the solver writes one."""
    return Plan(
        label=label,
        kind="alternative",
        base_version=state.version,
        operations=operations,
        solver=SolverReport(name="paper", status="optimal"),
    )


@tool(name="recovery")
def recovery(context: ToolContext, request: RecoveryRequest) -> RecoveryAnswer:
    """Two ways out of a closure of BBB: XX1 and XX2 wait for it, or both are cancelled. What cannot operate is cancelled."""
    banned = {one.flight_id for one in request.constraints if isinstance(one, CannotOperate)}
    plans = []
    if not banned & {XX1, XX2}:
        wait = (DelayFlight(flight_id=XX1, etd=at(10, 30)), DelayFlight(flight_id=XX2, etd=at(12)))
        plans.append(paper_plan(context.state, "Wait", *wait))
    cancel = [CancelFlight(flight_id=flight_id) for flight_id in sorted({XX1, XX2} | banned)]
    plans.append(paper_plan(context.state, "Cancel", *cancel))
    return RecoveryAnswer(plans=tuple(plans))


TOOLS: dict[str, Tool] = {one.name: one for one in (plan_evaluation, recovery)}  # type: ignore[type-arg]


def slow_recovery(started: threading.Event) -> Tool:  # type: ignore[type-arg]
    """A solver that has one plan soon, then searches until it is asked to stop."""

    @tool(name="recovery")
    def search(context: ToolContext, request: RecoveryRequest) -> RecoveryAnswer:
        """Searches until it is stopped."""
        started.set()
        tick = threading.Event()
        for _ in range(600):
            if context.stop():
                cancel = CancelFlight(flight_id=XX1), CancelFlight(flight_id=XX2)
                return RecoveryAnswer(plans=(paper_plan(context.state, "Best so far", *cancel),))
            tick.wait(0.05)
        raise ToolFailed("was never asked to stop")

    return search


def held_evaluation(started: threading.Event, release: threading.Event) -> Tool:  # type: ignore[type-arg]
    """The evaluation of the paper network, which answers only once it is released."""
    evaluation = TOOLS["plan_evaluation"]

    def wait(context: ToolContext, request: Any) -> Any:
        started.set()
        assert release.wait(20)
        return evaluation.function(context, request)

    return replace(evaluation, function=wait)


def _finds(brief: Brief, at_work: Consultation) -> Finding:
    flights = len(list(at_work.state.own_flights()))
    known = Fact(fact_id=f"{at_work.asked_by}.flights", text="our flights", value=flights, tool="none")
    return Finding(specialist=at_work.asked_by, facts=(known,), summary="looked")


def _passes(brief: Brief, scored: ScoredPlan, at_work: Consultation) -> Review:
    seen = Check(rule=f"{at_work.asked_by}.seen", verdict="pass", citation="", subject="plan", detail="looked at")
    return Review(specialist=at_work.asked_by, checks=(seen,))


def specialist(
    name: str,
    *,
    consult: Callable[[Brief, Consultation], Finding] = _finds,
    review: Callable[[Brief, ScoredPlan, Consultation], Review] = _passes,
    limit_s: float = 5.0,
    volunteers_for: frozenset[str] = frozenset(),
) -> Specialist:
    """A specialist that does as told."""
    return Specialist(
        name=name,
        remit=f"{name} on paper",
        tools=(),
        consult=consult,
        review=review,
        volunteers_for=volunteers_for,
        consult_limit_s=limit_s,
        review_limit_s=limit_s,
    )


def staff(*others: Specialist) -> dict[str, Specialist]:
    """The six by name, with `others` in place of, or beside, them."""
    usual = {name: specialist(name) for name in ("slot", "crew", "ground", "network", "revenue", "compliance")}
    return usual | {one.name: one for one in others}
