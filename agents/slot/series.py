"""Series of slots over a season: which cancellations endanger which series."""

from agents.outcome import Outcome
from agents.slot.naming import NAME
from agents.specialist import Consultation, check, fact
from domain.commands import CancelFlight, Operation
from domain.network import FlightStatus
from domain.plans import Check, Fact, ScoredPlan
from tools.slot_series.tool import SlotConsequencesReport, SlotLedgerReport, SlotLoss

_SHOWN = 5


def facts_of(at_work: Consultation) -> list[Fact]:
    """How many series have no spare left, and which flights of today are on them."""
    if not at_work.state.slot_series:
        return []
    ledger: SlotLedgerReport = at_work.call("slot_ledger", {"at_most": 50})
    assumed = any(row.assumed for row in ledger.rows)
    about = (("series", ledger.series, "slot series of ours"), ("lost", ledger.lost, "series that have lost their precedence"))
    facts = [
        fact(NAME, f"series.{key}", text, tool="slot_ledger", value=value, unit="series", assumed=assumed)
        for key, value, text in (*about, ("tight", ledger.without_spare, "series whose next unused slot ends their precedence"))
    ]
    tight = [
        (row, flight)
        for row in ledger.rows
        if row.spare_today == 0
        for flight in row.flights
        if flight.state in ("planned", "at_risk")
    ]
    for place, (row, flight) in enumerate(tight[:_SHOWN], start=1):
        said = f"{flight.flight_id} flies on series {row.series_id}: {row.detail}"
        facts.append(fact(NAME, f"series.tight.{place}", said, tool="slot_ledger", assumed=bool(row.assumed)))
    return facts


def checks_of(scored: ScoredPlan, outcome: Outcome, at_work: Consultation) -> list[Check]:
    """Series that the plan's cancellations, its knock-on included, take their precedence from, and slots it lacks."""
    state = at_work.state
    if not state.slot_series:
        return []
    operations: list[Operation] = list(scored.plan.operations)
    named = {one.flight_id for one in operations if one.type == "CancelFlight"}
    operations += [
        CancelFlight(flight_id=one)
        for one in sorted(outcome.cancelled - named)
        if one in state.flights and state.flights[one].status is FlightStatus.SCHEDULED
    ]
    wanted = [one.model_dump(mode="json") for one in operations]
    found: SlotConsequencesReport = at_work.call("slot_consequences", {"operations": wanted})
    checks = [_loss(one) for one in found.losses if one.effect in ("precedence_lost", "rests_on_claim", "not_checked")]
    checks += [
        check("slot.needed", one.verdict, one.flight, f"{one.movement} at {one.airport}: {one.detail}", citation=one.citation)
        for one in found.slots_needed
        if one.verdict != "pass"
    ]
    spent = found.counts.get("spends_spare", 0)
    if not checks:
        said = f"no series loses its precedence; {spent} cancellations spend spare slots"
        checks.append(check("slot.series", "pass", "plan", said, citation="use it or lose it, 80 % of a series"))
    return checks


def _loss(one: SlotLoss) -> Check:
    """A lost series is a price, not a breach of law: nobody forbids to cancel, so it is shown and does not fail the plan."""
    what = (
        "loses its historic precedence" if one.effect == "precedence_lost" else "keeps its precedence only if a claim is accepted"
    )
    if one.effect == "not_checked":
        what = "is not checked"
    claim = f"; {one.claim.ground}: {one.claim.detail}" if one.claim is not None else ""
    return check(
        "slot.series", "not_checked", one.flight_id, f"series {one.series_id} {what}: {one.detail}{claim}", citation=one.citation
    )
