"""A ground delay programme at a disrupted airport: which slots are ours, how we use them best, and what a plan makes of them."""

from collections.abc import Mapping, Sequence

from agents.outcome import Outcome, airports_in
from agents.slot.naming import NAME
from agents.specialist import Consultation, check, fact, listed, money
from domain.commands import Operation
from domain.constraints import Constraint, EarliestDeparture, StationCapacity
from domain.ids import AirportCode, FlightId
from domain.plans import Brief, Check, Fact, ScoredPlan
from tools.arrival_slots.tool import FlightSlot, GroundDelayProgrammeReport, SlotAssignmentReport

RATIONING = "ration by schedule: a carrier uses the slots that its schedule gives it (FAA traffic flow management, CDM)"
_SHOWN = 3


def programmes_of(brief: Brief, at_work: Consultation) -> dict[AirportCode, GroundDelayProgrammeReport]:
    """The programme of each disrupted airport that accepts fewer arrivals than declared from now on."""
    found: dict[AirportCode, GroundDelayProgrammeReport] = {}
    for code in airports_in(brief.disruption, at_work.state):
        airport = at_work.state.airports[code]
        cuts = [one for one in airport.reductions if one.end > brief.now and one.arrivals_per_hour < airport.arrivals_per_hour]
        if cuts:
            found[code] = at_work.call("ground_delay_programme", {"airport": code})
    return found


def our_hours(
    capacities: Sequence[StationCapacity], programmes: Mapping[AirportCode, GroundDelayProgrammeReport]
) -> dict[StationCapacity, int]:
    """Slots of ours in each hour that lies in a programme: what rationing gives us there, exactly."""
    found: dict[StationCapacity, int] = {}
    for capacity in capacities:
        programme = programmes.get(capacity.airport)
        if programme is not None and programme.start <= capacity.start and capacity.end <= programme.end:
            slots = [one for one in programme.slots if one.ours and capacity.start <= one.time < capacity.end]
            found[capacity] = len(slots)
    return found


def with_our_slots(capacities: Sequence[StationCapacity], slots: Mapping[StationCapacity, int]) -> tuple[StationCapacity, ...]:
    """The hourly limits, in a programme with our slots of the hour in the place of our share of its rate."""
    return tuple(
        one.model_copy(
            update={"arrivals": slots[one], "reason": f"{slots[one]} arrival slots of ours in a ground delay programme"}
        )
        if one in slots
        else one
        for one in capacities
    )


def facts_of(at_work: Consultation, programmes: Mapping[AirportCode, GroundDelayProgrammeReport]) -> tuple[list[Fact], list[str]]:
    """Each programme as it falls on us, and what the best use of our slots would save, who gains by it and who loses."""
    facts: list[Fact] = []
    warnings: list[str] = []
    for code, programme in sorted(programmes.items()):
        ours = [one for one in programme.delay_by_carrier if one.carrier in at_work.state.own_carriers]
        assumed = bool(programme.assumed)
        span = f"{programme.start:%d %b %H:%MZ} to {programme.end:%d %b %H:%MZ}"
        about: tuple[tuple[str, int, str, str], ...] = (
            ("slots", len(programme.our_slots), "slots", f"arrival slots of ours, {span}"),
            ("held", sum(one.held for one in ours), "flights", "of our flights are held for a slot"),
            ("rationed_delay", sum(one.delay_min for one in ours), "min", "delay that rationing by schedule gives us"),
        )
        for key, value, unit, text in about:
            said = f"{code}: {text}"
            facts.append(
                fact(NAME, f"{code}.{key}", said, tool="ground_delay_programme", value=value, unit=unit, assumed=assumed)
            )
        best: SlotAssignmentReport = at_work.call("slot_assignment", {"airport": code})
        for key, amount, text in (
            ("rationed_cost", best.rationed, "cost of our slots used in the order of schedule"),
            ("best_cost", best.cost, "cost of our slots used as passengers, connections, crews and next legs need them"),
        ):
            facts.append(
                fact(
                    NAME,
                    f"{code}.{key}",
                    f"{code}: {text}",
                    tool="slot_assignment",
                    value=amount.cents,
                    unit="cents",
                    assumed=True,
                )
            )
        for place, line in enumerate(_most_moved(best), start=1):
            facts.append(fact(NAME, f"{code}.moved.{place}", f"{code}: {_as_words(line)}", tool="slot_assignment", assumed=True))
        if best.without_slot:
            warnings.append(f"{code}: no slot of ours fits {listed(best.without_slot)}.")
    return facts, warnings


def _most_moved(best: SlotAssignmentReport) -> list[FlightSlot]:
    """Those who gain most, then those who lose most, by the use of our slots."""
    moved = [one for one in best.flights if one.cost.cents != one.rationed_cost.cents]
    by_gain = sorted(moved, key=lambda one: (one.cost.cents - one.rationed_cost.cents, one.flight_id))
    gain = [one for one in by_gain if one.cost.cents < one.rationed_cost.cents][:_SHOWN]
    lose = [one for one in by_gain if one.cost.cents > one.rationed_cost.cents][-_SHOWN:]
    return [*gain, *lose]


def _as_words(line: FlightSlot) -> str:
    cents = line.rationed_cost.cents - line.cost.cents
    change = "no slot" if line.minutes_later is None else f"{line.minutes_later:+d} min"
    why = f": {line.why}" if line.why else ""
    amount = money(line.cost.model_copy(update={"cents": abs(cents)}))
    return f"{line.flight_id} {'gains' if cents > 0 else 'loses'} {amount} ({change}){why}"


def checks_of(
    scored: ScoredPlan, outcome: Outcome, at_work: Consultation, programmes: Mapping[AirportCode, GroundDelayProgrammeReport]
) -> tuple[list[Check], list[Operation], list[Constraint]]:
    """Our flights of the plan on our slots: what is still to be given out, what it comes to, and who has no slot."""
    checks: list[Check] = []
    operations: list[Operation] = []
    asked: list[Constraint] = []
    plan = [one.model_dump(mode="json") for one in scored.plan.operations]
    for code, programme in sorted(programmes.items()):
        best: SlotAssignmentReport = at_work.call("slot_assignment", {"airport": code, "operations": plan})
        stranger = _not_ours(scored, programme, code)
        for flight_id, slot in stranger:
            checks.append(check("slot.programme", "fail", flight_id, f"uses slot {slot}, which is not ours", citation=RATIONING))
        for flight_id in best.without_slot:
            course = outcome.flying.get(flight_id)
            checks.append(check("slot.programme", "fail", flight_id, f"no slot of ours at {code} fits it", citation=RATIONING))
            if course is not None:
                at = programme.end - (course.eta - course.etd)
                said = f"lands after the programme at {code}"
                asked.append(EarliestDeparture(source=NAME, reason=said, flight_id=flight_id, at=at))
        operations += best.operations
        used = sum(one.slot_id is not None for one in best.flights)
        figures = (
            f"{used} of our flights on slots of ours at {code}: {money(best.cost)} of delay, "
            f"{money(best.rationed)} in the order of schedule"
        )
        for line in _most_moved(best)[-_SHOWN:]:
            if line.cost.cents > line.rationed_cost.cents:
                checks.append(check("slot.programme", "pass", line.flight_id, _as_words(line), citation=RATIONING))
        if best.operations:
            said = f"{figures}; {len(best.operations)} changes for it are not in the plan yet"
            checks.append(check("slot.programme", "not_checked", code, said, citation=RATIONING))
        elif not stranger and not best.without_slot:
            checks.append(check("slot.programme", "pass", code, figures, citation=RATIONING))
    return checks, operations, asked


def _not_ours(scored: ScoredPlan, programme: GroundDelayProgrammeReport, code: AirportCode) -> list[tuple[FlightId, str]]:
    """Slots of the programme's time that the plan uses and that another carrier holds."""
    others = {one.slot_id for one in programme.slots if not one.ours}
    return [
        (one.flight_id, one.slot_id)
        for one in scored.plan.operations
        if one.type == "AssignSlot" and one.airport == code and one.movement == "arrival" and one.slot_id in others
    ]
