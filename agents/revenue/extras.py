"""What people paid for beside the fare, and flights with more people than seats."""

from agents.revenue.naming import NAME
from agents.specialist import Consultation, check, fact, money
from domain.commands import Operation
from domain.network import FlightStatus
from domain.plans import Check, Fact, ScoredPlan
from tools.ancillaries.tool import SettleAncillariesReport
from tools.denied_boarding.tool import VolunteerAuctionReport
from tools.seat_value.tool import RevenueAtRiskReport

ANCILLARIES = "revenue.ancillaries"
OWED = "14 CFR 260.4 and the contract: what was paid for and is not provided is provided elsewhere or paid back"


def checks_of(risk: RevenueAtRiskReport, *, settled: bool) -> list[Check]:
    """Whether anything that was paid for is neither provided nor paid back, for a plan to which nothing is added."""
    if not risk.bookings_open:
        said = f"{money(risk.ancillaries_refunded)} are paid back, the rest is provided"
        return [check(ANCILLARIES, "pass", "plan", said, citation=OWED)]
    later = "" if settled else "; asked again once everybody has a seat or the money back"
    said = f"{risk.bookings_open} bookings paid {money(risk.ancillaries_open)} for what they would not get{later}"
    return [check(ANCILLARIES, "not_checked", "plan", said, citation=OWED)]


def settled(scored: ScoredPlan, risk: RevenueAtRiskReport, at_work: Consultation) -> tuple[list[Check], tuple[Operation, ...]]:
    """Everything paid for provided on the new flight, or paid back."""
    if not risk.bookings_open:
        return checks_of(risk, settled=True), ()
    plan = [one.model_dump(mode="json") for one in scored.plan.operations]
    found: SettleAncillariesReport = at_work.call("settle_ancillaries", {"operations": plan})
    return checks_of(risk, settled=True), tuple(found.operations)


def oversold_facts(at_work: Consultation) -> list[Fact]:
    """Flights to go with more people than seats, with the offer to make to volunteers."""
    state, facts = at_work.state, []
    over = [
        (state.passengers_on(flight.flight_id) - state.aircraft[flight.tail].seats, flight.flight_id)
        for flight in state.own_flights()
        if flight.status is FlightStatus.SCHEDULED and flight.tail is not None
    ]
    for people, flight_id in sorted(one for one in over if one[0] > 0):
        auction: VolunteerAuctionReport = at_work.call("volunteer_auction", {"flight_id": flight_id})
        now = f"offer volunteers {money(auction.offer_now)}" if auction.offer_now is not None else "no offer pays"
        said = f"{flight_id} has {people} people more than seats: {now}; leaving them behind costs {money(auction.denial_cost)}"
        facts.append(fact(NAME, f"oversold.{flight_id}", said, tool="volunteer_auction", value=people, unit="passengers"))
    return facts
