"""SOR/2019-150 s. 7 and 8: what people on an aircraft that stands on the ground in Canada are owed, and when they may leave.

A detail begins with `breached:`, `met:` or, where it is not known or not over, `due:`.
"""

from collections.abc import Iterator

from domain.units import minutes, minutes_between
from knowledge.dated_law import Law
from knowledge.passenger_rights.entitlement import Entitlement, What, hours, not_owed
from knowledge.passenger_rights.journey import RightsCase, Tarmac
from knowledge.passenger_rights.places import place
from knowledge.passenger_rights.regime import rule

EXEMPT_FOR = {
    "safety": "leaving the aircraft is not safe",
    "security": "security forbids leaving the aircraft",
    "air_traffic_control": "air traffic control or customs forbid leaving the aircraft",
}


@rule("tarmac_deplaning", "SOR/2019-150 s. 8", about="tarmac")
def tarmac_deplaning(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """An opportunity to leave at 3 h, at 3:45 where take-off is likely before then."""
    wait = _in_canada(case, law)
    if wait is None:
        return
    figure = "tarmac_takeoff_imminent" if wait.takeoff_imminent else "tarmac"
    limit: int = law[figure]
    at = wait.began_at + minutes(limit)
    name = "tarmac_deplaning"
    if wait.exempt_for:
        yield not_owed(name, "deplaning", "SOR/2019-150 s. 8(4)", EXEMPT_FOR[wait.exempt_for], from_at=at)
        return
    until = wait.ended_at or case.now
    if until < at:
        said = f"the wait {'ended' if wait.ended_at else 'stands'} at {hours(minutes_between(wait.began_at, until))}"
        yield not_owed(name, "deplaning", law.cite(figure), said, from_at=at)
        return
    late = until > at
    said = f"{'breached' if late else 'met' if wait.ended_at else 'due'}: {hours(limit)} on the ground"
    if late:
        said += f", {minutes_between(at, until)} min over without an opportunity to leave"
    facts = ("take-off was likely before then",) if wait.takeoff_imminent else ()
    yield Entitlement(name, "deplaning", "owed", law.cite(figure), said, due_by=at, from_at=at, facts=facts)


@rule("tarmac_food", "SOR/2019-150 s. 7(1)(d)", about="tarmac")
def tarmac_food(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Food and drink in reasonable quantities for the length of the wait."""
    wait = _in_canada(case, law)
    if wait is not None:
        given = True if wait.food_and_water_at is not None else wait.food_and_water
        yield _always(wait, "tarmac_food", "meals", "SOR/2019-150 s. 7(1)(d)", given, "food and drink in reasonable quantities")


@rule("tarmac_lavatories", "SOR/2019-150 s. 7(1)(a)", about="tarmac")
def tarmac_lavatories(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Lavatories that work, fresh air, heat or cold."""
    wait = _in_canada(case, law)
    if wait is not None:
        thing = "lavatories that work, ventilation, heating or cooling"
        yield _always(wait, "tarmac_lavatories", "assistance", "SOR/2019-150 s. 7(1)(a), (b)", wait.lavatories, thing)


@rule("tarmac_medical", "SOR/2019-150 s. 7(2)", about="tarmac")
def tarmac_medical(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Access to medical help for who needs it urgently."""
    wait = _in_canada(case, law)
    if wait is not None:
        yield _always(wait, "tarmac_medical", "assistance", "SOR/2019-150 s. 7(2)", wait.medical, "urgent medical assistance")


def _always(wait: Tarmac, name: str, what: What, cited: str, given: bool | None, thing: str) -> Entitlement:
    said = {None: f"due: {thing}", True: f"met: {thing}", False: f"breached: {thing} not given"}[given]
    return Entitlement(name, what, "owed", cited, said, due_by=wait.began_at, from_at=wait.began_at)


def _in_canada(case: RightsCase, law: Law) -> Tarmac | None:
    """The wait, where it is at an airport in Canada."""
    wait = case.tarmac
    if wait is None:
        return None
    where = wait.airport or (case.hit.origin if wait.movement == "departure" else case.hit.destination)
    return wait if place(where).country in law["canada"] else None
