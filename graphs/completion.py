"""A plan with what its reviewers add to it, as far as that can be carried out together."""

import re
from collections.abc import Sequence
from datetime import datetime

from domain.commands import DelayFlight, Operation, with_last_word
from domain.decide import decide_all
from domain.faults import Refused
from domain.network import FlightStatus, NetworkState
from domain.plans import Plan, Review, ScoredPlan

_PLACE = re.compile(r"operations\[(\d+)\]")
_MOVES_FLIGHTS = ("CancelFlight", "DelayFlight", "SwapAircraft", "ScheduleFlight")


def completed(state: NetworkState, plan: Plan, reviews: Sequence[Review], *, now: datetime, may_unseat: bool) -> Plan:
    """The plan completed; the same plan when nothing is added.

    Reviewers work side by side, so one may move a flight that another counts on. Who moves flights comes first; whose additions
    then cannot be carried out is left out this time, and asked again about the plan as it has become. `may_unseat`: people whose
    new connection no longer holds may lose it, because somebody will look for another one.
    """
    operations = plan.operations
    for review in sorted(reviews, key=lambda one: not any(added.type in _MOVES_FLIGHTS for added in one.operations)):
        known = set(operations)
        added = [one for one in dict.fromkeys(review.operations) if one not in known]
        moves = any(one.type in _MOVES_FLIGHTS for one in added)
        if added:
            operations = _together(state, (*operations, *added), now, may_unseat=may_unseat and moves) or operations
    if operations == plan.operations:
        return plan
    changed = len(set(operations) - set(plan.operations))
    said = f"Its reviewers completed it with {changed} changes; figures before this line are of the search alone."
    return plan.model_copy(update={"operations": operations, "reasons": (*plan.reasons, said)})


def as_it_goes(state: NetworkState, scored: ScoredPlan, *, now: datetime) -> Plan:
    """The plan with every flight written for when it will go: what one addition delays, the plan says too. The same plan when
    nothing goes later than written.

    Flights that cannot go at all stay as they are: cancelling is for the search and for people.
    """
    plan = scored.plan
    _, after = decide_all(state, plan.operations, now=now)
    later: list[Operation] = []
    for one in scored.affected:
        flight = after.flights.get(one.flight_id)
        if flight is None or one.cancelled or flight.status is not FlightStatus.SCHEDULED or one.etd <= flight.etd:
            continue
        cause = one.causes[-1].cause if one.causes else "reported"
        later.append(DelayFlight(flight_id=one.flight_id, etd=one.etd, reason_code=_CODES.get(cause, "96")))
    together = _together(state, (*plan.operations, *later), now, may_unseat=False) if later else None
    return plan.model_copy(update={"operations": together}) if together is not None else plan


_CODES = {"tail": "93", "turnaround": "93", "crew": "95", "connection": "91", "closure": "89", "curfew": "88", "capacity": "89"}
"""What a flight waits for -> IATA delay code; operations control for the rest."""


def _together(
    state: NetworkState, operations: Sequence[Operation], now: datetime, *, may_unseat: bool
) -> tuple[Operation, ...] | None:
    """The operations where they can be carried out together, if allowed less re-bookings that no longer connect; else None."""
    wanted = with_last_word(operations)
    try:
        decide_all(state, wanted, now=now)
    except Refused as refused:
        places = {int(found[1]) for one in refused.faults if (found := _PLACE.match(one.field))}
        in_vain = [wanted[place] for place in places]
        unplaced = any(not _PLACE.match(one.field) for one in refused.faults)
        if not may_unseat or unplaced or any(one.type != "RebookPassenger" for one in in_vain):
            return None
        return _together(state, [one for one in wanted if one not in in_vain], now, may_unseat=False)
    return wanted
