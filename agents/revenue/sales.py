"""Sales still to come: what seats and journeys are worth, what a plan displaces, and which classes should wait."""

from agents.revenue.naming import NAME
from agents.specialist import Consultation, check, fact, money
from domain.commands import FreezeInventory, Operation, ReleaseInventory
from domain.constraints import ProtectedConnection, SeatPrice
from domain.plans import Check, Fact, ScoredPlan
from domain.units import Money
from knowledge.airline.revenue_policy import revenue_policy
from tools.seat_value.tool import (
    InventoryFreezesReport,
    ProtectionValueReport,
    RevenueAtRiskReport,
    SeatValuesReport,
)

SALES = "knowledge/airline/revenue.yaml; demand to come as each departure's forecast says"
DISPLACED = "revenue.displaced_sales"
FREEZES = "revenue.freezes"
_SHOWN = 3
_JOURNEYS = 200


def facts_of(at_work: Consultation) -> tuple[list[Fact], list[SeatPrice], tuple[str, ...]]:
    """What is still to be sold, what of it is lost if nobody intervenes, and the price of each seat of the network's flights."""
    values: SeatValuesReport = at_work.call("seat_values")
    if not values.departures:
        return [], [], ("No demand still to come is known, so seats are priced at nothing.",)
    risk: RevenueAtRiskReport = at_work.call("revenue_at_risk")
    frozen = [one for one in values.departures if one.frozen]
    about: list[tuple[str, str, Money]] = [
        ("to_come", "sales still to come on our departures", values.sales_to_come),
        ("displaced", "of them lost if nobody intervenes", risk.displaced),
        ("ancillaries", "paid for beside the fare and lost if nobody intervenes", risk.ancillaries_open),
    ]
    facts = [
        fact(NAME, key, said, tool=tool, value=amount.cents, unit="cents", assumed=True)
        for (key, said, amount), tool in zip(about, ("seat_values", "revenue_at_risk", "revenue_at_risk"), strict=True)
    ]
    said = "departures with classes that are not sold for now"
    facts.append(fact(NAME, "frozen", said, tool="seat_values", value=len(frozen), unit="departures"))
    dearest = sorted(values.departures, key=lambda one: (-one.next_seat.cents, one.flight_id))[:_SHOWN]
    for place, one in enumerate(dearest, start=1):
        said = f"{one.flight_id}: the next seat is worth {money(one.next_seat)} to sale, {one.seats_left} are left"
        facts.append(fact(NAME, f"dearest_seat.{place}", said, tool="seat_values", assumed=True))
    prices = [one for one in values.seat_prices if one.flight_id in at_work.state.flights]
    return facts, prices, ()


def journeys_of(at_work: Consultation) -> tuple[list[Fact], list[ProtectedConnection]]:
    """The connections that are dearest to miss, and a price on those that cost more than a missed connection usually does."""
    found: ProtectionValueReport = at_work.call("protection_value", {"most": _JOURNEYS})
    facts = []
    for place, one in enumerate(found.journeys[:_SHOWN], start=1):
        said = f"{one.booking_id} ({one.passengers} people, {one.tier}): missing {one.flight_id} costs {money(one.total)}"
        facts.append(fact(NAME, f"dearest_journey.{place}", said, tool="protection_value", assumed=True))
    least = revenue_policy().protect_at_least_cents
    protected = [
        ProtectedConnection(
            source=NAME,
            reason=f"missing {one.flight_id} costs {money(one.beyond_average)} more than a missed connection does on average",
            booking_id=one.booking_id,
            penalty_cents=one.beyond_average.cents,
        )
        for one in found.journeys
        if one.beyond_average.cents >= least * one.passengers
    ]
    return facts, protected


def checks_of(scored: ScoredPlan, at_work: Consultation) -> tuple[list[Check], RevenueAtRiskReport]:
    """What the plan costs in sales still to come, departure by departure."""
    plan = [one.model_dump(mode="json") for one in scored.plan.operations]
    risk: RevenueAtRiskReport = at_work.call("revenue_at_risk", {"operations": plan})
    if not any(flight.fare_classes for flight in at_work.state.flights.values()):
        unknown = "no demand still to come is known, so the plan is priced without it"
        return [check(DISPLACED, "not_checked", "plan", unknown, citation=SALES)], risk
    said = f"displaces {money(risk.displaced)} of sales still to come, pays back {money(risk.fares_refunded)} of fares"
    checks = [check(DISPLACED, "pass", "plan", said, citation=SALES)]
    for one in [one for one in risk.departures if one.lost.cents > 0][:_SHOWN]:
        how = "cancelled" if one.cancelled else f"{one.seats_before} seats for sale become {one.seats_after}"
        said = f"{how}: loses {money(one.lost)} of {money(one.sales_to_come)}"
        checks.append(check(DISPLACED, "pass", one.flight_id, said, citation=SALES))
    return checks, risk


def freezes_of(scored: ScoredPlan, at_work: Consultation) -> tuple[list[Check], list[Operation]]:
    """Classes to close for a while on the plan's recovery flights, and freezes that have served: approved with the plan."""
    written = [one for one in scored.plan.operations if isinstance(one, FreezeInventory | ReleaseInventory)]
    if written:
        closed = sum(isinstance(one, FreezeInventory) for one in written)
        said = f"{closed} recovery flights stop selling their lowest classes for a while, {len(written) - closed} sell them again"
        return [check(FREEZES, "pass", "plan", said, citation=SALES)], []
    plan = [one.model_dump(mode="json") for one in scored.plan.operations]
    found: InventoryFreezesReport = at_work.call("inventory_freezes", {"operations": plan})
    proposed: list[Operation] = [*found.freezes, *found.releases]
    if not proposed:
        said = f"none of {len(found.recovery_flights)} recovery flights sells seats for less than they are worth as spare ones"
        return [check(FREEZES, "pass", "plan", said, citation=SALES)], []
    said = f"{len(found.freezes)} freezes and {len(found.releases)} releases are not in the plan yet"
    return [check(FREEZES, "not_checked", "plan", said, citation=SALES)], proposed
