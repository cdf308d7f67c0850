"""`costs`: what the day costs as it stands, and what decided plans were priced at."""

from datetime import date, datetime

from fastapi import APIRouter

from api.casebook_index import approved_plans
from api.control_room import ControlRoom, Room
from api.cost_history import NOT_COUNTED, CostSample, moments
from api.keys import Viewer
from api.passenger_loyalty import Loyalty, loyalty_at_stake
from domain.plans import CostBreakdown, Kpis
from domain.units import Frozen, UtcDatetime
from graphs.views import PlanView
from knowledge.airline.costs import Figure, cost_parameters
from tools.network_economics.disruptions import CaseCost, ComponentCost, DecidedCase, KindCost, by_component, by_kind, case_cost

router = APIRouter(prefix="/costs", tags=["costs"])


class DecidedPlan(Frozen):
    """An approved plan and its price when it was decided."""

    case_id: str
    plan_id: str
    revision: int
    label: str
    status: str
    cost: CostBreakdown


class DecisionCost(Frozen):
    """A decided plan beside doing nothing, component by component, both as priced when it was decided.

    `decided_at` in scenario time; `executed`: it has reached the network.
    """

    case_id: str
    plan_id: str
    revision: int
    label: str
    kind: str
    executed: bool
    decided_at: UtcDatetime | None
    plan_cents: int
    do_nothing_cents: int
    avoided_cents: int
    components: tuple[ComponentCost, ...]


class CostSummary(Frozen):
    """The price from now on if nobody intervenes (already with the decided plans in it), and the decided plans.

    `disruptions`: what each cost with its plan beside doing nothing, as priced when it was decided; `by_kind` their sums.
    `running`: incurred since the scenario opened, none of it in `projected`. `not_counted`: parts that neither knows.
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
    running: CostBreakdown
    by_decision: tuple[DecisionCost, ...]
    loyalty: Loyalty
    not_counted: tuple[str, ...]
    price_list: str


class CostHistoryView(Frozen):
    """Projected and running cost over scenario time, priced again from the network as it was at each moment.

    `pending`: moments that are not priced yet; ask again for them.
    """

    currency: str
    price_list: str
    samples: tuple[CostSample, ...]
    pending: int


class PriceList(Frozen):
    """The price list that every plan is priced with: each figure with its unit, source and whether it is assumed."""

    version: str
    effective_from: date
    currency: str
    figures: tuple[Figure, ...]


@router.get("/summary", operation_id="get_cost_summary")
def get_summary(room: Room, _: Viewer) -> CostSummary:
    """The running projection by component, and every plan approved on this network."""
    return cost_summary(room)


@router.get("/history", operation_id="get_cost_history")
def get_history(room: Room, _: Viewer) -> CostHistoryView:
    """What the day had cost and was still to cost, at up to 24 moments since it opened; each answer prices for about a second."""
    outlook = room.outlook.outlook()
    decided = [at for one in approved_plans(room.engine, room.twin.network_id) if (at := _decided_at(room.desk.plan(one)))]
    priced = room.cost_history.samples(room.twin, room.store, outlook, within_s=1.0)
    samples = tuple(
        CostSample(
            at=at,
            version=version,
            projected_total_cents=projected,
            running_total_cents=running,
            decided=sum(one <= at for one in decided),
        )
        for at, version, projected, running in priced
    )
    wanted = len(moments(room.twin.scenario.start_at, outlook.now)) + 1
    return CostHistoryView(
        currency=outlook.cost.total.currency,
        price_list=cost_parameters().version,
        samples=samples,
        pending=wanted - len(samples),
    )


@router.get("/prices", operation_id="get_price_list")
def get_price_list(_: Viewer) -> PriceList:
    """The airline's price list in force, with what of it is assumed."""
    prices = cost_parameters()
    return PriceList(
        version=prices.version, effective_from=prices.effective_from, currency=prices.currency, figures=prices.figures
    )


def cost_summary(room: ControlRoom) -> CostSummary:
    """The running projection of the network as it is now."""
    outlook = room.outlook.outlook()
    network_id = room.twin.network_id
    plans = [room.desk.plan(plan_id) for plan_id in approved_plans(room.engine, network_id)]
    pairs = [(plan, one) for plan in plans if (one := _decided_case(room, plan)) is not None]
    cases = [one for _, one in pairs]
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
        running=room.cost_history.running(room.twin, outlook),
        by_decision=tuple(_decision_cost(plan, one) for plan, one in pairs),
        loyalty=loyalty_at_stake(outlook),
        not_counted=NOT_COUNTED,
        price_list=cost_parameters().version,
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


def _decision_cost(plan: PlanView, case: DecidedCase) -> DecisionCost:
    cost = case_cost(case)
    return DecisionCost(
        case_id=plan.case_id,
        plan_id=plan.plan_id,
        revision=plan.revision,
        label=plan.label,
        kind=case.kind,
        executed=case.executed,
        decided_at=_decided_at(plan),
        plan_cents=cost.plan_cents,
        do_nothing_cents=cost.do_nothing_cents,
        avoided_cents=cost.avoided_cents,
        components=by_component((case,)),
    )


def _decided_at(plan: PlanView) -> datetime | None:
    """When it was approved, in scenario time."""
    return next((one.at for one in plan.decisions if one.effect == "approved"), None)
