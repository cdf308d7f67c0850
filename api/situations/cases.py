"""Cases as situations: what each covers, its best option, until when that lasts, and whose decision it waits for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api.situations.roots import Root
from api.situations.views import WaitingPlan
from domain.disruptions import (
    AircraftUnserviceableReport,
    CrewUnavailableReport,
    Disruption,
    FlightCancelledReport,
    FlightDelayedReport,
    FlightDivertedReport,
    parts_of,
)
from domain.ids import FlightId
from domain.network import NetworkState
from graphs.case_desk import CaseDesk
from graphs.casebook import AWAITING_DECISION, CaseRow
from graphs.deciding import Level, best_of, first_to_leave, level_of, rule_for
from graphs.network import Network
from graphs.staleness import what_moved
from graphs.views import CaseView, PlanView
from knowledge.airline.approval import ApprovalPolicy, approval_policy


@dataclass(frozen=True, slots=True)
class Covered:
    """What a case's disruption is about: roots with their windows (None: whenever), and flights."""

    roots: tuple[tuple[str, str, datetime | None, datetime | None], ...]
    flight_ids: frozenset[FlightId]

    @classmethod
    def by(cls, disruption: Disruption) -> "Covered":
        """From the report, each of its parts."""
        roots, flights = [], set()
        for part in parts_of(disruption):
            match part:
                case FlightDelayedReport() | FlightCancelledReport() | FlightDivertedReport():
                    flights.add(part.flight_id)
                case AircraftUnserviceableReport():
                    roots += [(kind, str(part.tail), part.start, part.end) for kind in ("aircraft", "rotation")]
                case CrewUnavailableReport():
                    roots.append(("crew", str(part.crew_id), part.start, part.end))
                case _ if part.airport is not None:
                    roots.append(("airport", str(part.airport), part.start, part.end))
        return cls(tuple(roots), frozenset(flights))

    def covers(self, root: Root, window: tuple[datetime, datetime] | None, flight_ids: Sequence[FlightId] = ()) -> bool:
        """Whether a trouble with this root, and these flights if it has any, is the case's own."""
        if root.flight_id in self.flight_ids or (flight_ids and self.flight_ids.issuperset(flight_ids)):
            return True
        for kind, subject, start, end in self.roots:
            if (kind, subject) != (root.kind, root.subject):
                continue
            if window is None or start is None or end is None or (window[0] < end and start < window[1]):
                return True
        return False


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case and its options as they were last written."""

    case: CaseView
    plans: tuple[PlanView, ...]
    covered: Covered
    level: Level
    best: PlanView | None

    def decide_by(self, state: NetworkState) -> tuple[datetime | None, str]:
        """Until when the best option lasts, and why then; or why nobody knows."""
        if self.case.status in ("decided", "closed"):
            return None, "decided"
        if not self.plans:
            return None, self.case.trouble or "options are being worked out"
        if self.best is None:
            return None, "no option waits that is legal and gives commands"
        first = first_to_leave(self.best, state)
        if first is None:
            return None, f"{self.best.label!r} changes no flight that is still to leave"
        return first.etd, f"{first.carrier}{first.number} leaves {first.origin}, and {self.best.label!r} changes it"


class OpenCases:
    """Reads the cases of the network that is loaded; one that nobody has written to is not read again."""

    def __init__(self, engine: Engine, desk: CaseDesk, network: Network) -> None:
        self._engine, self._desk, self._network = engine, desk, network
        self._policy: ApprovalPolicy = approval_policy()
        self._read: dict[str, tuple[int, OpenCase]] = {}
        self._base: dict[int, NetworkState] = {}

    def mark(self) -> tuple[tuple[str, int], ...]:
        """The same while no case has changed."""
        query = select(CaseRow.case_id, CaseRow.writes).where(CaseRow.network_id == self._network.network_id)
        with Session(self._engine) as session:
            return tuple((case_id, writes) for case_id, writes in session.exec(query.order_by(col(CaseRow.number))))

    def of(self, mark: Sequence[tuple[str, int]]) -> list[OpenCase]:
        """The cases in the order of the mark."""
        fresh: dict[str, tuple[int, OpenCase]] = {}
        for case_id, writes in mark:
            known = self._read.get(case_id)
            fresh[case_id] = known if known is not None and known[0] == writes else (writes, self._one(case_id))
        self._read = fresh
        return [found for _, found in fresh.values()]

    def _one(self, case_id: str) -> OpenCase:
        case, plans = self._desk.case_view(case_id), self._desk.plans(case_id)
        return OpenCase(
            case=case, plans=plans, covered=Covered.by(case.disruption), level=level_of(case, plans), best=best_of(plans)
        )

    def options(self, one: OpenCase, live: NetworkState) -> tuple[WaitingPlan, ...]:
        """The options that wait for somebody, and those that the network has moved away from, in order of rank."""
        return tuple(
            self._option(plan, live, plan is one.best)
            for plan in one.plans
            if plan.status in (*AWAITING_DECISION, "stale") and one.case.status not in ("decided", "closed")
        )

    def _option(self, plan: PlanView, live: NetworkState, is_best: bool) -> WaitingPlan:
        rule = rule_for(plan, self._policy)
        return WaitingPlan(
            plan_id=plan.plan_id,
            revision=plan.revision,
            rank=plan.rank,
            label=plan.label,
            kind=plan.kind,
            status=plan.status,
            legal=plan.legal,
            stale=plan.status == "stale" or (is_best and self._has_moved(plan, live)),
            cost=plan.cost.total,
            needs_decision_of=rule.approver if rule is not None else None,
            approvals=rule.approvals if rule is not None else 0,
        )

    def _has_moved(self, plan: PlanView, live: NetworkState) -> bool:
        if plan.base_version == live.version:
            return False
        base = self._base.get(plan.base_version)
        if base is None:
            base = self._base[plan.base_version] = self._network.state_at(plan.base_version)
        return bool(
            what_moved(
                plan.operations,
                base,
                live,
                rotation_tolerance_min=self._policy.rotation_tolerance_min,
                passenger_tolerance_min=self._policy.passenger_tolerance_min,
            )
        )
