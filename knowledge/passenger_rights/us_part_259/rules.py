"""14 CFR 259.4: what people on an aircraft that stands on the ground with its doors closed are owed, and whether they got it.

A detail begins with `breached:`, `met:` or, where it is not known or not over, `due:`.
"""

from collections.abc import Iterator
from datetime import datetime

from domain.units import minutes, minutes_between
from knowledge.dated_law import Law
from knowledge.passenger_rights.entitlement import Entitlement, Scope, What, amended, hours, not_owed
from knowledge.passenger_rights.journey import RightsCase, Tarmac
from knowledge.passenger_rights.places import place
from knowledge.passenger_rights.regime import rule

APPLIES = "14 CFR 259.2"
EXEMPT_FOR = {
    "safety": "leaving its position is not safe (pilot in command)",
    "security": "security keeps it where it is (pilot in command)",
    "air_traffic_control": "a return would significantly disrupt airport operations (air traffic control)",
}


def scope(case: RightsCase, law: Law) -> Scope:
    """Aircraft on the ground in the United States, of carriers that fly any aircraft of at least so many seats."""
    home, hit = law["united_states"], case.hit
    ends = (hit.origin, hit.destination) if case.tarmac is None else (_where(case, case.tarmac),)
    if not any(place(one).country in home for one in ends):
        return Scope(False, APPLIES, f"{' and '.join(ends)} is outside the United States")
    if hit.seats is None or hit.seats < law["seats_from"]:
        missing = (f"whether the carrier flies any aircraft of {law['seats_from']} seats or more",)
        return Scope(None, APPLIES, "the carrier's fleet decides", missing=missing)
    return Scope(True, APPLIES, f"at {ends[0]} with {hit.seats} seats", hit.operating_carrier)


@rule("tarmac_deplaning", "14 CFR 259.4", about="tarmac")
def tarmac_deplaning(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """An opportunity to leave before 3 h (domestic) or 4 h (international); a departing aircraft must have begun to return."""
    wait = case.tarmac
    if wait is None:
        return
    name, hit = "tarmac_deplaning", case.hit
    home = law["united_states"]
    abroad = bool(hit.international_ticket) or not (place(hit.origin).country in home and place(hit.destination).country in home)
    limit: int = law["deplaning_international" if abroad else "deplaning_domestic"]
    at = wait.began_at + minutes(limit)
    released, begun = wait.ended_at, wait.return_began_at
    turned_back = wait.movement == "departure" and begun is not None and (released is None or begun < released)
    if turned_back and law["return_counts"]:
        released = begun
    facts = (f"{'international' if abroad else 'domestic'} flight, limit {hours(limit)}",)
    if wait.exempt_for:
        yield not_owed(name, "deplaning", law.cite("deplaning_domestic"), EXEMPT_FOR[wait.exempt_for], from_at=at, facts=facts)
        return
    until = released or case.now
    if until < at:
        said = f"the wait {'ended' if released else 'stands'} at {hours(minutes_between(wait.began_at, until))}"
        yield not_owed(name, "deplaning", law.cite("deplaning_domestic"), said, from_at=at, facts=facts)
        return
    late = until > at
    said = f"{'breached' if late else 'met' if released else 'due'}: {hours(limit)} on the ground"
    if late:
        said += f", {minutes_between(at, until)} min over without an opportunity to leave"
    doubt = late and turned_back and begun is not None and begun <= at
    cited = law.cite("deplaning_domestic")
    yield Entitlement(name, "deplaning", "owed", cited, said, due_by=at, from_at=at, facts=facts, doubtful=doubt)


@rule("tarmac_food", "14 CFR 259.4", about="tarmac")
def tarmac_food(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Adequate food and water no later than 2 h after the wait began, unless safety or security forbids service."""
    wait = case.tarmac
    if wait is None:
        return
    at = wait.began_at + minutes(law["food_and_water"])
    if wait.exempt_for in ("safety", "security"):
        said = "safety or security forbids service (pilot in command)"
        yield not_owed("tarmac_food", "meals", law.cite("food_and_water"), said, from_at=at)
        return
    yield _by(case, wait, law, "tarmac_food", "meals", "food_and_water", at, wait.food_and_water, wait.food_and_water_at)


@rule("tarmac_notice", "14 CFR 259.4", about="tarmac")
def tarmac_notice(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """The status of the delay once it exceeds 30 min; before June 2021 again every 30 min."""
    wait = case.tarmac
    if wait is None:
        return
    at = wait.began_at + minutes(law["status"] + 1)
    found = _by(case, wait, law, "tarmac_notice", "notice", "status", at, wait.status_told, wait.status_told_at)
    if law["status_repeats"]:
        found = amended(found, detail=f"{found.detail}, then every {law['status']} min")
    yield found


@rule("tarmac_lavatories", "14 CFR 259.4", about="tarmac")
def tarmac_lavatories(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Lavatories that work, as long as the aircraft stands there."""
    if case.tarmac is not None:
        yield _always(case.tarmac, "tarmac_lavatories", case.tarmac.lavatories, "lavatories that work")


@rule("tarmac_medical", "14 CFR 259.4", about="tarmac")
def tarmac_medical(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Medical attention where it is needed, as long as the aircraft stands there."""
    if case.tarmac is not None:
        yield _always(case.tarmac, "tarmac_medical", case.tarmac.medical, "medical attention where needed")


def _by(
    case: RightsCase,
    wait: Tarmac,
    law: Law,
    name: str,
    what: What,
    figure: str,
    at: datetime,
    given: bool | None,
    given_at: datetime | None,
) -> Entitlement:
    """Something due at a moment of the wait: not yet, met, breached, or not known to be either."""
    until = wait.ended_at or case.now
    if until < at:
        said = f"the wait {'ended' if wait.ended_at else 'stands'} at {hours(minutes_between(wait.began_at, until))}"
        return not_owed(name, what, law.cite(figure), said, from_at=at)
    due = f"{figure.replace('_', ' ')} due {hours(minutes_between(wait.began_at, at))} after the wait began"
    if given is False or (given_at is not None and given_at > at):
        late = "not given" if given_at is None else f"{minutes_between(at, given_at)} min late"
        said = f"breached: {due}, {late}"
    elif given_at is not None:
        said = f"met: {due}"
    else:
        said = f"due: {due}; when it was given is not known"
    return Entitlement(name, what, "owed", law.cite(figure), said, due_by=at, from_at=at)


def _always(wait: Tarmac, name: str, given: bool | None, thing: str) -> Entitlement:
    said = {None: f"due: {thing}", True: f"met: {thing}", False: f"breached: {thing} not given"}[given]
    return Entitlement(name, "assistance", "owed", "14 CFR 259.4", said, due_by=wait.began_at, from_at=wait.began_at)


def _where(case: RightsCase, wait: Tarmac) -> str:
    return wait.airport or (case.hit.origin if wait.movement == "departure" else case.hit.destination)


RULES = (tarmac_deplaning, tarmac_food, tarmac_notice, tarmac_lavatories, tarmac_medical)
