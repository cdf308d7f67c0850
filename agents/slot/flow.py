"""Calculated take-off times: windows for the search, swaps that pay, and whether a plan keeps to them."""

from collections.abc import Iterable

from agents.outcome import Outcome
from agents.slot.naming import NAME
from agents.specialist import Consultation, check, fact, listed
from domain.commands import Operation, SwapFlowSlots
from domain.constraints import Constraint, SlotWindow
from domain.plans import Check, Fact
from tools.flow_regulation.tool import FlowSlotsReport, FlowSwapsReport

CTOT = "ATFCM Users Manual: take-off from 5 min before to 10 min after the CTOT"
SWAPS = "ATFCM Users Manual: slot swapping"


def regulated(at_work: Consultation, operations: Iterable[Operation] = ()) -> FlowSlotsReport | None:
    """Our regulated flights, as exchanges among these operations leave them; None without any: nothing is asked in vain."""
    if not any(flight.flow is not None for flight in at_work.state.own_flights()):
        return None
    swaps = [one.model_dump(mode="json") for one in operations if isinstance(one, SwapFlowSlots)]
    report: FlowSlotsReport = at_work.call("flow_slots", {"swaps": swaps})
    return report


def facts_of(at_work: Consultation, held: FlowSlotsReport) -> list[Fact]:
    """How many flights are regulated, what it costs them, and what exchanging slots would save."""
    facts = [
        fact(
            NAME,
            "flow.flights",
            "of our flights have a take-off slot",
            tool="flow_slots",
            value=len(held.flights),
            unit="flights",
        ),
        fact(NAME, "flow.delay", "ATFM delay of ours", tool="flow_slots", value=held.atfm_delay_min, unit="min"),
    ]
    late = [one.flight_id for one in held.flights if one.standing in ("too_late", "missed")]
    if late:
        facts.append(
            fact(NAME, "flow.late", f"cannot keep their slot: {listed(late)}", tool="flow_slots", value=len(late), unit="flights")
        )
    swaps: FlowSwapsReport = at_work.call("flow_swaps")
    if swaps.operations:
        said = "saved by exchanging take-off slots among our flights"
        facts.append(fact(NAME, "flow.swaps", said, tool="flow_swaps", value=swaps.saves.cents, unit="cents", assumed=True))
    return facts


def checks_of(outcome: Outcome, held: FlowSlotsReport) -> tuple[list[Check], list[Constraint]]:
    """Whether the regulated flights that the plan names leave within their windows, and its exchanges of slots may be made."""
    checks: list[Check] = []
    for swap in held.refused:
        checks.append(check("slot.swaps", "fail", swap.flight_id, "; ".join(swap.reasons), citation=SWAPS))
    asked: list[Constraint] = []
    for window in held.constraints:
        course = outcome.flying.get(window.flight_id)
        if course is None or course.airborne or not course.named or window.earliest <= course.etd <= window.latest:
            continue
        checks.append(check("slot.ctot", "fail", window.flight_id, _said(window, course.etd.strftime("%H:%MZ")), citation=CTOT))
        asked.append(window)
    for one in held.flights:
        course = outcome.flying.get(one.flight_id)
        if one.standing == "suspended" and course is not None and course.named:
            said = "is suspended by flow management; when it may leave is not known"
            checks.append(check("slot.ctot", "not_checked", one.flight_id, said, citation=CTOT))
    if not any(one.rule == "slot.ctot" for one in checks):
        checks.append(check("slot.ctot", "pass", "plan", "every regulated flight leaves in its window", citation=CTOT))
    return checks, asked


def _said(window: SlotWindow, leaves: str) -> str:
    return f"leaves {leaves}, its slot needs {window.earliest:%H:%M} to {window.latest:%H:%MZ}"
