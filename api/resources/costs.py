"""`costs`: what the day costs as it stands, and what decided plans were priced at."""

from fastapi import APIRouter

from api.casebook_index import approved_plans
from api.control_room import ControlRoom, Room
from api.keys import Viewer
from domain.plans import CostBreakdown, Kpis
from domain.units import Frozen, UtcDatetime
from graphs.views import PlanView
from tools.network_economics.disruptions import CaseCost, DecidedCase, KindCost, by_kind, case_cost

router = APIRouter(prefix="/costs", tags=["costs"])


class DecidedPlan(Frozen):
    """An approved plan and its price when it was decided."""

    case_id: str
    plan_id: str
    revision: int
    label: str
    status: str
    cost: CostBreakdown


class CostSummary(Frozen):
    """The price from now on if nobody intervenes (already with the decided plans in it), and the decided plans.

    `disruptions`: what each cost with its plan beside doing nothing, as priced when it was decided; `by_kind` their sums.
    """

    as_of: UtcDatetime
    network_id: str
    version: int
    projected: CostBreakdown
    kpis: Kpis
    decided: tuple[DecidedPlan, ...]
    disruptions: tuple[CaseCost, ...]
    by_kind: tuple[KindCost, ...]
    note: str


@router.get("/summary", operation_id="get_cost_summary")
def get_summary(room: Room, _: Viewer) -> CostSummary:
    """The running projection by component, and every plan approved on this network."""
    return cost_summary(room)


def cost_summary(room: ControlRoom) -> CostSummary:
    """The running projection of the network as it is now."""
    outlook = room.outlook.outlook()
    network_id = room.twin.network_id
    plans = [room.desk.plan(plan_id) for plan_id in approved_plans(room.engine, network_id)]
    cases = [one for plan in plans if (one := _decided_case(room, plan)) is not None]
    return CostSummary(
        as_of=outlook.now,
        network_id=network_id,
        version=outlook.state.version,
        projected=outlook.cost,
        kpis=outlook.kpis,
        decided=tuple(
            DecidedPlan(
                case_id=plan.case_id,
                plan_id=plan.plan_id,
                revision=plan.revision,
                label=plan.label,
                status=plan.status,
                cost=plan.cost,
            )
            for plan in plans
        ),
        disruptions=tuple(map(case_cost, cases)),
        by_kind=by_kind(cases),
        note="Over our flights that have not arrived yet. Figures built on assumed parameters; see knowledge/airline/costs.yaml.",
    )


def _decided_case(room: ControlRoom, plan: PlanView) -> DecidedCase | None:
    """The plan beside doing nothing in the same run of its case; None where that was not priced."""
    nothing = next((one for one in room.desk.plans(plan.case_id) if one.kind == "do_nothing"), None)
    if nothing is None:
        return None
    return DecidedCase(
        case_id=plan.case_id,
        kind=room.desk.case_view(plan.case_id).disruption.kind,
        plan_cents={name: money.cents for name, money in plan.cost.components.items()},
        do_nothing_cents={name: money.cents for name, money in nothing.cost.components.items()},
        executed=plan.status == "executed",
    )
