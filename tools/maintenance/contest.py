"""Who wins where an item is due before there is a chance to do it: the check or the flight. Every way out is priced."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from domain.commands import CancelFlight, DelayFlight, Operation, PlanMaintenance, SwapAircraft
from domain.decide import decide_all
from domain.faults import Refused
from domain.ids import TailNumber
from domain.network import Flight, FlightStatus, NetworkState
from domain.plans import Check, Plan, ScoredPlan
from domain.units import minutes, minutes_between
from knowledge.airline.costs import cost_parameters
from tools.maintenance.check import checks_of
from tools.maintenance.due import Due, dues, extended_until, legs_of, off_block, on_block
from tools.maintenance.opportunities import Chance, GroundStay, Opportunities
from tools.maintenance.plan import Late, late_flights, orders, planned
from tools.plan_evaluation.evaluation import do_nothing_plan, evaluate

Way = Literal["as_planned", "defer_visit", "extend", "delay", "swap", "cancel", "mobile_team"]
MOST_PRICED = 3
"""Candidates of one way that are priced: the shortest delays, the swaps and cancellations of fewest flights."""


@dataclass(frozen=True, slots=True)
class WayOut:
    """One way to have the item done in time, or lawfully later. `extra_cents`: against flying on as if nothing were due.

    `plan_cents` is what plan evaluation says of the operations, `own_cents` what maintenance adds (team, part, papers, deferral).
    `breaks`: rules that the plan would break besides those broken already; `lawful` None: it rests on something not known.
    """

    way: Way
    detail: str
    operations: tuple[Operation, ...]
    plan_cents: int
    own_cents: int
    breaks: tuple[str, ...] = ()
    lawful: bool | None = True

    @property
    def extra_cents(self) -> int:
        """Both parts together."""
        return self.plan_cents + self.own_cents


@dataclass(frozen=True, slots=True)
class Contest:
    """The item, the flight it collides with, and the ways out, the best first."""

    due: Due
    against: Late | None
    ways: tuple[WayOut, ...]


def contest(places: Opportunities, due: Due) -> Contest:
    """Every way out for one item, each applied to a fork and priced; lawful ones that break nothing come first, by price."""
    late = late_flights(places, due)
    against = next((one for one in late if one.verdict == "fail"), late[0] if late else None)
    pricing = _Pricing(places)
    found: list[WayOut] = []
    if against is None or places.chances(due):
        found += _as_planned(places, due, pricing)
    else:
        candidates = (_extend(places, due, pricing, late), _delay(places, due, pricing), _swap(places, due, pricing))
        for ways in (*candidates, _cancel(places, due, pricing), _mobile_team(places, due, pricing, against)):
            found += ways
    return Contest(due, against, tuple(sorted(found, key=_rank)))


def _rank(one: WayOut) -> tuple[bool, bool, int, str, str]:
    return (one.lawful is not True, bool(one.breaks), one.extra_cents, one.way, one.detail)


class _Pricing:
    """What operations cost and break beyond flying on as if nothing were due."""

    def __init__(self, places: Opportunities) -> None:
        self.state, self.now, self.places = places.state, places.now, places
        self._base: ScoredPlan | None = None
        self._failing = _failures(checks_of(places, places))

    def newly_failing(self, after: Opportunities) -> set[tuple[str, str]]:
        """Maintenance checks that fail after the operations and did not before."""
        return _failures(checks_of(self.places, after)) - self._failing

    def way(
        self, way: Way, detail: str, operations: Sequence[Operation], own_cents: int = 0, lawful: bool | None = True
    ) -> WayOut | None:
        """The way out with its price; None when the network cannot carry it out."""
        if not operations:
            return WayOut(way, detail, (), 0, own_cents, lawful=lawful)
        if self._base is None:
            self._base = evaluate(self.state, do_nothing_plan(self.state, self.now), now=self.now)
        plan = Plan(label=way, kind="hand_made", base_version=self.state.version, operations=tuple(operations))
        try:
            scored = evaluate(self.state, plan, now=self.now)
        except Refused:
            return None
        failing = _failures(scored.checks) - _failures(self._base.checks)
        after = _fork(self.places, plan.operations)
        if after is not None:
            failing |= self.newly_failing(after)
        breaks = tuple(sorted(f"{rule}: {subject}" for rule, subject in failing))
        return WayOut(
            way, detail, plan.operations, scored.cost.total.cents - self._base.cost.total.cents, own_cents, breaks, lawful
        )


def _failures(checks: Iterable[Check]) -> set[tuple[str, str]]:
    return {(one.rule, one.subject) for one in checks if one.verdict == "fail"}


def _as_planned(places: Opportunities, due: Due, pricing: _Pricing) -> Iterator[WayOut]:
    """Nothing collides: the visit that is planned, the chance that there is, or none needed yet; and leaving it for later."""
    visit, chances = places.visit_for(due), places.chances(due)
    if visit is None and not places.presses(due):
        when = f"{due.due_at:%d %b %H:%MZ}" if due.due_at else "not within what is known"
        yield WayOut("as_planned", f"due {when}; nothing collides with it", (), 0, 0)
    elif visit is not None:
        said = f"done at {visit.airport} from {visit.start:%d %b %H:%MZ}, as planned"
        yield WayOut("as_planned", said, (), 0, 0)
        others = [one for one in chances if not one.stay.start <= visit.start < one.stay.end]
        if visit.deferrable and (others or not places.presses(due)):
            there = f"at {others[0].stay.airport} {others[0].start:%d %b %H:%MZ}" if others else "after the horizon"
            cents = cost_parameters().maintenance_deferral_cents
            yield WayOut("defer_visit", f"another chance {there}, before it is due", (), 0, cents)
    else:
        plans = planned(places, (due,))
        work = orders(plans)
        own = places.policy.bring_part_cents if any(one.bring_part for one in plans.values()) else 0
        for one in work:
            priced = pricing.way("as_planned", f"{one.airport} from {one.start:%d %b %H:%MZ}, between two flights", (one,), own)
            if priced is not None:
                yield priced


def _extend(places: Opportunities, due: Due, pricing: _Pricing, late: Sequence[Late]) -> Iterator[WayOut]:
    """The law's extension of a deferred defect, where it lasts beyond every flight that is late now."""
    if due.kind != "defect" or (due.due_at is not None and due.due_at <= places.now):
        return  # an interval that has ended is not extended
    defect = next(one for one in places.state.tail(due.tail).defects if one.defect_id == due.item)
    verdict, until, said = extended_until(places.state, defect, places.policy)
    if until is None or any(on_block(one.flight) > until for one in late):
        return
    priced = pricing.way("extend", said, (), places.policy.extension_cents, True if verdict == "pass" else None)
    if priced is not None:
        yield priced


def _delay(places: Opportunities, due: Due, pricing: _Pricing) -> Iterator[WayOut]:
    """The work in a stay that is too short for it: the flights after it leave later."""
    short = sorted((one for one in places.tries(due) if one.short_min and one.stay.before), key=lambda one: one.short_min)
    for one in short[:MOST_PRICED]:
        delays = _delays(places, due.tail, one.stay, one.end + minutes(places.policy.release_min))
        if delays is None:
            continue
        said = f"{one.stay.airport} from {one.start:%d %b %H:%MZ}; {one.stay.before} leaves {one.short_min} min later"
        priced = pricing.way("delay", said, (*delays, _visit(due, one)), _part_cents(places, one))
        if priced is not None:
            yield priced


def _delays(places: Opportunities, tail: TailNumber, stay: GroundStay, free_at: datetime) -> tuple[DelayFlight, ...] | None:
    """Later departures down the rotation until the turn-rounds have taken them up; None: one would be later than is allowed."""
    turn, longest = places.state.tail(tail).min_turn_min, cost_parameters().longest_delay_min
    found = []
    for leg in _after(places.state, tail, stay.end):
        if off_block(leg) >= free_at:
            break
        if minutes_between(leg.std, free_at) > longest:
            return None
        found.append(DelayFlight(flight_id=leg.flight_id, etd=free_at, reason_code="41"))
        free_at = free_at + (on_block(leg) - off_block(leg)) + minutes(turn)
    return tuple(found)


def _swap(places: Opportunities, due: Due, pricing: _Pricing) -> Iterator[WayOut]:
    """Another tail of the fleet at the same airport takes the flights from there on, and ours takes its."""
    aircraft, state = places.state.tail(due.tail), places.state
    found = []
    for stay in places.stays(due.tail):
        if stay.before is None or not places.in_time(due, stay):
            continue
        ours = _after(state, due.tail, stay.end)
        for other in sorted(state.aircraft):
            partner = state.aircraft[other]
            if other == due.tail or (partner.carrier, partner.family) != (aircraft.carrier, aircraft.family):
                continue
            for there in places.stays(other):
                theirs = _after(state, other, there.end) if there.before else ()
                ready = max(there.start, places.now) + minutes(partner.min_turn_min) <= stay.end
                in_time = not theirs or max(stay.start, places.now) + minutes(aircraft.min_turn_min) <= there.end
                if there.airport == stay.airport and ready and in_time:
                    found.append((len(ours) + len(theirs), stay.end, other, ours, theirs))
    priced = 0
    for _, _, other, ours, theirs in sorted(found, key=lambda one: one[:3]):
        swaps = [SwapAircraft(flight_id=one.flight_id, tail=TailNumber(other)) for one in ours]
        swaps += [SwapAircraft(flight_id=one.flight_id, tail=due.tail) for one in theirs]
        after = _fork(places, swaps)
        if after is None or not _in_time(after, due.tail, due.item):
            continue
        again = next(one for one in dues(after.state, due.tail, places.policy) if one.item == due.item)
        work = orders(planned(after, (again,)))
        done = _fork(places, (*swaps, *work))
        if done is None or pricing.newly_failing(done):
            continue
        said = f"{other} takes over from {ours[0].flight_id}; {len(swaps)} flights change aircraft"
        way = pricing.way("swap", said, (*swaps, *work))
        if way is not None:
            yield way
            priced += 1
        if priced == MOST_PRICED:
            return


def _cancel(places: Opportunities, due: Due, pricing: _Pricing) -> Iterator[WayOut]:
    """Flights from a station that can do the work to the next time the tail is there, or to the end, are not flown."""
    stays = places.stays(due.tail)
    found = []
    for number, stay in enumerate(stays):
        if stay.before is None or not places.can_do(due, stay.airport) or not places.in_time(due, stay):
            continue
        for later in (*(one for one in stays[number + 1 :] if one.airport == stay.airport), None):
            legs = [one for one in _after(places.state, due.tail, stay.end) if later is None or on_block(one) <= later.start]
            end = later.end if later is not None else max(stays[-1].end, stay.end)
            before = later.before if later is not None else None
            one = places.chance(due, replace(stay, end=end, before=before))
            if legs and not one.short_min:
                found.append((len(legs), one.start, legs, one))
                break
    for count, _, legs, one in sorted(found, key=lambda row: row[:2])[:MOST_PRICED]:
        said = f"{one.stay.airport} from {one.start:%d %b %H:%MZ} in place of {count} flights from {legs[0].flight_id} on"
        cancels = [CancelFlight(flight_id=leg.flight_id, reason_code="41") for leg in legs]
        priced = pricing.way("cancel", said, (*cancels, _visit(due, one)), _part_cents(places, one))
        if priced is not None:
            yield priced


def _mobile_team(places: Opportunities, due: Due, pricing: _Pricing, against: Late) -> Iterator[WayOut]:
    """The tail stops where it is when the item is due; a team travels there. What cannot wait for it is cancelled."""
    stay = next((one for one in places.stays(due.tail) if one.before == against.flight.flight_id), None)
    if stay is None or places.can_do(due, stay.airport):
        return
    first = places.chance(due, stay)
    start = max(first.start, max(stay.start, places.now) + minutes(places.policy.mobile_team_min))
    one = replace(first, start=start, end=start + minutes(due.work_min))
    own = places.policy.mobile_team_cents + _part_cents(places, one)
    rest = _after(places.state, due.tail, stay.end)
    delays = _delays(places, due.tail, stay, one.end + minutes(places.policy.release_min))
    cancels = tuple(CancelFlight(flight_id=leg.flight_id, reason_code="41") for leg in rest)
    changes: Sequence[Operation] = cancels if delays is None else delays
    word = "cancelled" if delays is None else "later"
    said = f"aircraft on ground at {stay.airport} until {one.end:%d %b %H:%MZ}, {len(changes)} flights {word}"
    priced = pricing.way("mobile_team", said, (*changes, _visit(due, one)), own)
    if priced is not None:
        yield priced


def _after(state: NetworkState, tail: TailNumber, moment: datetime) -> tuple[Flight, ...]:
    """Flights of the tail that have not left, from the one that leaves at `moment` on."""
    return tuple(one for one in legs_of(state, tail) if one.status is FlightStatus.SCHEDULED and off_block(one) >= moment)


def _visit(due: Due, one: Chance) -> PlanMaintenance:
    return PlanMaintenance(tail=due.tail, airport=one.stay.airport, start=one.start, end=one.end, work=(due.item,))


def _part_cents(places: Opportunities, one: Chance) -> int:
    return places.policy.bring_part_cents if one.bring_part else 0


def _fork(places: Opportunities, operations: Sequence[Operation]) -> Opportunities | None:
    try:
        _, fork = decide_all(places.state, operations, now=places.now)
    except Refused:
        return None
    return Opportunities(fork, places.now, places.policy)


def _in_time(after: Opportunities, tail: TailNumber, item: str) -> bool:
    """Whether the tail now has a chance before the item is due, or flies nothing after it."""
    due = next(one for one in dues(after.state, tail, after.policy) if one.item == item)
    return bool(after.chances(due)) or not late_flights(after, due)
