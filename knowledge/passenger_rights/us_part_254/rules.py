"""14 CFR Part 254: up to which sum a carrier answers for baggage on flights within the United States."""

from collections.abc import Iterator

from knowledge.dated_law import Law
from knowledge.passenger_rights.entitlement import Amount, Entitlement, Scope, not_owed, owed, unchecked
from knowledge.passenger_rights.journey import RightsCase
from knowledge.passenger_rights.places import place
from knowledge.passenger_rights.regime import rule

CURRENCY = "USD"


def scope(case: RightsCase, law: Law) -> Scope:
    """Domestic journeys with a flight segment on large aircraft, whatever the others are."""
    cited = law.cite("baggage_limit")
    stops = {place(one).country for segment in case.segments for one in (segment.origin, segment.destination)}
    if not stops <= set(law["territory"]):
        return Scope(False, cited, "not a journey within the United States")
    if any(one.international_ticket for one in case.segments):
        return Scope(False, cited, "a domestic leg of an international journey; a convention may apply")
    seats = [one.seats for one in case.segments]
    if any(one is not None and one > law["large_aircraft_seats"] for one in seats):
        return Scope(True, cited, "within the United States, with a flight on large aircraft", case.hit.operating_carrier)
    if None in seats:
        return Scope(None, cited, "the aircraft decide", missing=("seats of the aircraft",))
    return Scope(False, cited, f"no flight on aircraft of more than {law['large_aircraft_seats']} seats")


@rule("baggage_liability", "14 CFR 254.4", about="baggage")
def baggage_liability(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Provable damage from the loss, damage or delay of a bag: no lower limit than this may be set."""
    bag, name, cited = case.baggage, "baggage_liability", law.cite("baggage_limit")
    if bag is None:
        return
    limit = Amount(law["baggage_limit"], CURRENCY)
    if bag.kind == "fee_only":
        yield not_owed(name, "liability_limit", cited, "nothing happened to the bag itself")
    elif bag.proven_cents is None:
        said = f"up to {limit.cents // 100} USD or more, as the carrier's contract says"
        yield unchecked(name, "liability_limit", cited, said, ("the proven damage",))
    elif case.fare is None or case.fare.currency != CURRENCY:
        missing = (f"the proven damage in {CURRENCY}, at a published rate",)
        yield unchecked(name, "liability_limit", cited, "the limit is in US dollars", missing)
    elif bag.proven_cents <= limit.cents:
        said = f"proven damage within the least limit of {limit.cents // 100} USD"
        yield owed(name, "liability_limit", cited, said, amount=Amount(bag.proven_cents, CURRENCY))
    else:
        said = f"the carrier may stop at {limit.cents // 100} USD; its contract may give more"
        yield owed(name, "liability_limit", cited, said, amount=limit)


RULES = (baggage_liability,)
