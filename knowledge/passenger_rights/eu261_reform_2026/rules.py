"""The draft reform: Regulation 261 with what the provisional agreement is reported to change. Every answer says it is not law."""

from collections.abc import Iterator
from datetime import timedelta

from knowledge.dated_law import Law
from knowledge.passenger_rights.entitlement import Amount, Entitlement, Scope, amended, not_owed, owed, percent_of, unchecked
from knowledge.passenger_rights.eu261 import rules as present
from knowledge.passenger_rights.eu261.assistance import DISRUPTIONS, WHY, no_flight
from knowledge.passenger_rights.journey import RightsCase
from knowledge.passenger_rights.regime import Rule, rule

DRAFT = "Draft, not law"


def scope(case: RightsCase, law: Law) -> Scope:
    """As today, said of a draft."""
    found = present.scope(case, law)
    return found._replace(detail=f"{DRAFT}: {found.detail}")


def as_draft(one: Rule) -> Rule:
    """A rule of today's regulation whose answers say that they are of a draft."""

    def drafted(case: RightsCase, law: Law) -> Iterator[Entitlement]:
        for found in one.function(case, law):
            halved = found.what == "compensation" and found.verdict == "owed" and case.incident.rerouting is not None
            yield amended(found, detail=f"{DRAFT}: {found.detail}", doubtful=found.doubtful or halved)

    return Rule(one.name, f"{DRAFT}: {one.citation}", one.incidents, drafted)


@rule("claim_form", DRAFT, *DISRUPTIONS)
def claim_form(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """A link to a claim form within 48 h, to who may have compensation: cancelled, denied boarding or long delayed."""
    citation, late = law.cite("claim_form_within"), case.late_min
    due = (case.arrival or case.last.scheduled_arrival) + timedelta(minutes=law["claim_form_within"])
    if no_flight(case, law) or (late is not None and late >= law["long_delay"]):
        yield owed("claim_form", "notice", citation, f"{DRAFT}: a link to a claim form", due_by=due)
    elif late is None or no_flight(case, law) is None:
        missing = (WHY,) if case.incident.kind == "denied_boarding" else ("when the passenger arrives",)
        yield unchecked("claim_form", "notice", citation, f"{DRAFT}: a link to a claim form", missing)
    else:
        yield not_owed("claim_form", "notice", citation, f"{DRAFT}: not late enough for compensation")


@rule("payment_deadline", DRAFT, *DISRUPTIONS)
def payment_deadline(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """The carrier pays, or refuses with reasons, within 30 days of the claim."""
    citation, said = law.cite("answer_within"), f"{DRAFT}: payment, or refusal with reasons"
    if case.claimed_at is None:
        yield not_owed("payment_deadline", "deadline", citation, f"{DRAFT}: runs from the claim, and none was made")
    else:
        due = case.claimed_at + timedelta(minutes=law["answer_within"])
        yield owed("payment_deadline", "deadline", citation, said, due_by=due)


@rule("self_rerouting", DRAFT, "cancellation", "denied_boarding")
def self_rerouting(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Without an offer in time the passenger may re-route himself and is reimbursed up to 400 % of the ticket."""
    citation, said = law.cite("own_rerouting_up_to"), f"{DRAFT}: own re-routing reimbursed, up to a share of the ticket"
    lacks = no_flight(case, law)
    if lacks is None:
        yield unchecked("self_rerouting", "rerouting", citation, said, (WHY,))
    elif not lacks or case.incident.rerouting is not None or case.incident.choice == "refund":
        yield not_owed("self_rerouting", "rerouting", citation, f"{DRAFT}: re-routing was offered, or is not due")
    elif case.fare is None or case.fare.total_cents is None:
        yield unchecked("self_rerouting", "rerouting", citation, said, ("what was paid for the ticket",))
    else:
        ceiling = percent_of(case.fare.total_cents, law["own_rerouting_up_to"])
        found = owed("self_rerouting", "rerouting", citation, said, amount=Amount(ceiling, case.fare.currency))
        yield amended(found, at_most=True, doubtful=True)


RULES = (*(as_draft(one) for one in present.RULES), claim_form, payment_deadline, self_rerouting)
