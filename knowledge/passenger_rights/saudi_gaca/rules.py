"""What public reports of the GACA regulations agree on. Everything given here is marked doubtful: the text was not at hand."""

from collections.abc import Iterator

from domain.units import minutes
from knowledge.dated_law import Law
from knowledge.passenger_rights.causes import found_cause
from knowledge.passenger_rights.entitlement import Amount, Entitlement, Scope, What, amended, hours, not_owed, owed, unchecked
from knowledge.passenger_rights.journey import RightsCase
from knowledge.passenger_rights.places import place
from knowledge.passenger_rights.regime import rule

COUNTRY = "SA"
NAME = "GACA passenger rights regulations (2023)"


def scope(case: RightsCase, law: Law) -> Scope:
    """Flights from and within Saudi Arabia; of flights to it the scope is not known."""
    carrier = case.hit.operating_carrier
    if place(case.hit.origin).country == COUNTRY:
        if not case.passenger.confirmed_reservation:
            return Scope(False, NAME, "there is no confirmed reservation")
        return Scope(True, NAME, "flight from or within Saudi Arabia", carrier)
    if place(case.hit.destination).country == COUNTRY:
        missing = ("whether the regulations speak of flights to Saudi Arabia from abroad",)
        return Scope(None, NAME, "flight to Saudi Arabia", carrier, missing)
    return Scope(False, NAME, "the flight does not leave from Saudi Arabia")


def _over(case: RightsCase, law: Law, figure: str, name: What, thing: str) -> Entitlement:
    """Something that a delay of more than so many minutes gives; after anything else it is not checked."""
    cited, limit, late = law.cite(figure), law[figure], case.left_late_min
    if case.incident.kind != "delay":
        kind = case.incident.kind.replace("_", " ")
        return unchecked(name, name, NAME, f"{thing} after {kind}", (f"what the regulations give after {kind}",))
    opens = case.hit.scheduled_departure + minutes(limit + 1)
    if late is None:
        return amended(unchecked(name, name, cited, f"{thing} over {hours(limit)}", ("when the flight leaves",)), from_at=opens)
    if late > limit:
        return owed(name, name, cited, f"{thing}: the flight leaves {hours(late)} late", doubtful=True)
    return not_owed(
        name, name, cited, f"{thing} over {hours(limit)}, the flight leaves {hours(max(0, late))} late", from_at=opens
    )


@rule("choice", NAME, "delay", "cancellation", "denied_boarding")
def choice(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """The passenger may end the contract after a delay of more than 2 h."""
    yield _over(case, law, "contract_ends_delay", "choice", "the passenger may end the contract and ask for the refund")


@rule("meals", NAME, "delay", "cancellation", "denied_boarding")
def meals(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """A meal after a delay of more than 3 h."""
    yield _over(case, law, "meals_delay", "meals", "a meal")


@rule("hotel", NAME, "delay", "cancellation", "denied_boarding")
def hotel(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """A hotel after a delay of more than 6 h."""
    yield _over(case, law, "hotel_delay", "hotel", "a hotel")


@rule("compensation", NAME, "delay", "cancellation", "denied_boarding")
def compensation(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """About SAR 750 after a delay of more than 6 h; after a cancellation or denied boarding not checked."""
    name: What = "compensation"
    found = _over(case, law, "money_delay", name, "money")
    if found.verdict != "owed":
        yield found
        return
    cause = found_cause(case.incident.cause)
    if cause.extraordinary is not False:
        freed = "whether the circumstances free the carrier under the regulations"
        missing = (freed,) if cause.extraordinary else (*cause.missing, freed)
        yield unchecked(name, name, found.citation, "money for a long delay", missing)
        return
    cents = law["money"]
    detail = f"reported as about SAR {cents // 100} for a delay of more than {hours(law['money_delay'])}"
    yield amended(found, detail=detail, amount=Amount(cents, "SAR"), facts=(cause.reasoning,))


RULES = (compensation, choice, meals, hotel)
