"""Cargo: what is late and what it costs, and where it goes under a plan."""

from agents.ground.naming import NAME
from agents.specialist import Consultation, check, fact, money
from domain.commands import Operation
from domain.plans import Check, Fact, ScoredPlan
from tools.cargo.tool import CargoRecoveryReport, CargoStatusReport

CARGO = "penalties and capacity of knowledge/airline/cargo.yaml; Montreal Convention Art. 22(3)"
RULE = "ground.cargo"
_SHOWN = 3
_BUDGET_S = 1.0


def facts_of(at_work: Consultation) -> list[Fact]:
    """Penalties accrued and to come if nobody intervenes, the dearest shipments first."""
    if not at_work.state.shipments:
        return []
    status: CargoStatusReport = at_work.call("cargo_status")
    late = [one for one in status.shipments if one.projected.cents > 0]
    about = (("accrued", status.accrued, "penalties accrued"), ("projected", status.projected, "penalties if nobody intervenes"))
    facts = [
        fact(NAME, f"cargo.{key}", f"cargo: {text}", tool="cargo_status", value=amount.cents, unit="cents", assumed=True)
        for key, amount, text in about
    ]
    facts.append(
        fact(NAME, "cargo.late", "cargo: late shipments", tool="cargo_status", value=len(late), unit="shipments", assumed=True)
    )
    for place, one in enumerate(late[:_SHOWN], start=1):
        stuck = f", stuck: {one.stuck}" if one.stuck else ""
        said = f"{one.shipment_id} ({one.priority}, {one.weight_kg} kg) {one.late_min} min late, {money(one.projected)}{stuck}"
        facts.append(fact(NAME, f"cargo.late.{place}", said, tool="cargo_status", assumed=True))
    return facts


def checks_of(scored: ScoredPlan, at_work: Consultation) -> tuple[list[Check], list[Operation]]:
    """Where the plan's cargo goes: what is still to be moved, who loses by it, and whether holds and connections are kept."""
    if not at_work.state.shipments:
        return [], []
    plan = [one.model_dump(mode="json") for one in scored.plan.operations]
    found: CargoRecoveryReport = at_work.call("cargo_recovery", {"operations": plan, "budget_s": _BUDGET_S})
    checks = [one for one in found.checks if one.verdict == "fail"]
    figures = f"cargo penalties and handling {money(found.after)}, as booked {money(found.before)}"
    if found.operations:
        said = f"{figures}; {len(found.operations)} changes for it are not in the plan yet"
        checks.append(check(RULE, "not_checked", "plan", said, citation=CARGO))
    else:
        checks.append(check(RULE, "pass", "plan", figures, citation=CARGO))
    for shipment in [one for one in found.shipments if one.loses][:_SHOWN]:
        said = f"{shipment.because}; delivered {shipment.delivery_after:%d %b %H:%MZ}, {money(shipment.after)}"
        checks.append(check(RULE, "pass", shipment.shipment_id, said, citation=CARGO))
    return checks, list(found.operations)
