"""Revenue: what seats, connections and people's purchases are worth, and what a plan does to sales still to come."""

from agents.revenue import extras, sales
from agents.revenue.naming import NAME
from agents.specialist import PASSENGERS, REVENUE, Consultation, Specialist
from domain.plans import Brief, Finding, Review, ScoredPlan


def consult(brief: Brief, at_work: Consultation) -> Finding:
    """Sales still to come, what of them is lost if nobody intervenes, the dearest journeys, and seat prices for the search."""
    at_sale, prices, doubts = sales.facts_of(at_work)
    journeys, protected = sales.journeys_of(at_work)
    oversold = extras.oversold_facts(at_work)
    return Finding(
        specialist=NAME,
        facts=(*at_sale, *journeys, *oversold),
        constraints=(*prices, *protected),
        warnings=doubts,
        summary=f"seats of {len(prices)} flights are worth something to sale, {len(protected)} connections more than usual",
    )


def review(brief: Brief, scored: ScoredPlan, at_work: Consultation) -> Review:
    """What the plan costs in sales, whether purchases are provided or paid back, and which sales should wait."""
    checks, at_risk = sales.checks_of(scored, at_work)
    settled = scored.kpis.disrupted_passengers <= scored.kpis.refunded_passengers
    if scored.plan.kind in ("do_nothing", "hand_made") or not settled:
        return Review(specialist=NAME, checks=(*checks, *extras.checks_of(at_risk, settled=settled)))
    owed, returned = extras.settled(scored, at_risk, at_work)
    frozen, freezes = sales.freezes_of(scored, at_work)
    return Review(specialist=NAME, checks=(*checks, *owed, *frozen), operations=(*returned, *freezes))


SPECIALIST = Specialist(
    name=NAME,
    remit="what seats and connections are worth to sale, sales that wait for disrupted people, purchases and volunteers",
    tools=(
        "seat_values",
        "revenue_at_risk",
        "protection_value",
        "inventory_freezes",
        "settle_ancillaries",
        "volunteer_auction",
    ),
    consult=consult,
    review=review,
    looks_at=frozenset({"CancelFlight", "ScheduleFlight", "SwapAircraft"}) | PASSENGERS | REVENUE,
    volunteers_for=frozenset(),
    further=("seat_values", "revenue_at_risk"),
)
