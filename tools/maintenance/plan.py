"""Where a tail must be and when: work planned into the stays its rotation has, and what binds the search where it cannot wait."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.commands import PlanMaintenance
from domain.constraints import Constraint, NotFlownBy, TailMustBeAt, TailUnavailable
from domain.ids import AirportCode, TailNumber
from domain.network import Flight, FlightStatus
from domain.plans import Verdict
from domain.units import minutes, minutes_between
from tools.maintenance.due import Due, all_dues, flight_ruling, legs_of, off_block
from tools.maintenance.opportunities import Chance, Opportunities
from tools.maintenance.restrictions import SOURCE, not_flown_by


@dataclass(frozen=True, slots=True)
class Planned:
    """An item's work, planned or proposed, in [start, end). `deferrable`: there is another chance before it is due."""

    due: Due
    airport: AirportCode
    start: datetime
    end: datetime
    deferrable: bool
    is_proposed: bool
    bring_part: bool = False


@dataclass(frozen=True, slots=True)
class Late:
    """A flight that the tail may not make, or may not be able to, with the item open."""

    flight: Flight
    verdict: Verdict
    detail: str
    citation: str


def planned(places: Opportunities, found: tuple[Due, ...]) -> dict[tuple[TailNumber, str], Planned]:
    """The visit of each item that presses, where one is kept; otherwise the best of its chances: part in stock, longest stay.

    Work on one aircraft is done one after another: an item takes what the more urgent ones left of a stay.
    """
    taken: dict[tuple[TailNumber, datetime], int] = {}
    answer: dict[tuple[TailNumber, str], Planned] = {}
    for due in found:
        visit = places.visit_for(due)
        if visit is None and not places.presses(due):
            continue
        chances = places.chances(due)
        if visit is not None:
            others = [one for one in chances if not one.stay.start <= visit.start < one.stay.end]
            answer[due.tail, due.item] = Planned(due, visit.airport, visit.start, visit.end, bool(others), False)
            continue
        fit = []
        for one in chances:
            shift = minutes(taken.get((due.tail, one.stay.start), 0))
            if one.end + shift <= places.latest(one.stay):
                fit.append((one, shift))
        if not fit:
            continue
        best, shift = max(fit, key=lambda pair: _rank(pair[0]))
        taken[due.tail, best.stay.start] = minutes_between(best.start, best.end + shift)
        start, end = best.start + shift, best.end + shift
        answer[due.tail, due.item] = Planned(due, best.stay.airport, start, end, len(fit) > 1, True, best.bring_part)
    return answer


def orders(plans: dict[tuple[TailNumber, str], Planned]) -> tuple[PlanMaintenance, ...]:
    """The proposals as operations, one visit for what is done one after another in the same stay."""
    visits: dict[tuple[TailNumber, AirportCode], list[Planned]] = {}
    for one in plans.values():
        if one.is_proposed:
            visits.setdefault((one.due.tail, one.airport), []).append(one)
    found = []
    for (tail, airport), items in sorted(visits.items()):
        for run in _runs(sorted(items, key=lambda one: (one.start, one.due.item))):
            work = tuple(one.due.item for one in run)
            found.append(PlanMaintenance(tail=tail, airport=airport, start=run[0].start, end=run[-1].end, work=work))
    return tuple(found)


def late_flights(places: Opportunities, due: Due) -> tuple[Late, ...]:
    """Flights that have not left, which the tail would make with the item open after it is due, or perhaps so."""
    visit = places.visit_for(due)
    found = []
    for leg in legs_of(places.state, due.tail):
        if leg.status is not FlightStatus.SCHEDULED or (visit is not None and off_block(leg) >= visit.end):
            continue
        verdict, detail, citation = flight_ruling(places.state, due, leg, places.policy)
        if verdict != "pass":
            found.append(Late(leg, verdict, detail, citation))
    return tuple(found)


def limits(places: Opportunities) -> tuple[Constraint, ...]:
    """What maintenance asks of the search: where tails must be, from when they may not fly, and what they may not fly."""
    found = all_dues(places.state, places.policy)
    plans = planned(places, found)
    must = tuple(_must_be_at(places, plans))
    stops = tuple(_stops(places, found, plans))
    barred: tuple[NotFlownBy, ...] = tuple(not_flown_by(places, {(one.tail, one.item): one for one in found}))
    return (*must, *stops, *barred)


def _must_be_at(places: Opportunities, plans: dict[tuple[TailNumber, str], Planned]) -> Iterator[TailMustBeAt]:
    for one in plans.values():
        if not one.is_proposed and one.deferrable:
            continue  # planned already, and as a visit that may wait it has its price
        when = f"due {one.due.due_at:%d %b %H:%MZ}" if one.due.due_at else "planned"
        chance = "another chance before that" if one.deferrable else "no later chance is known"
        yield TailMustBeAt(
            source=SOURCE,
            reason=f"{one.due.item}, {when}, {chance} ({one.due.citation})",
            tail=one.due.tail,
            airport=one.airport,
            start=one.start,
            end=one.end,
            deferrable=one.deferrable,
        )


def _stops(
    places: Opportunities, found: tuple[Due, ...], plans: dict[tuple[TailNumber, str], Planned]
) -> Iterator[TailUnavailable]:
    """A tail whose item is due within the horizon and has no chance before stands from then on."""
    for due in found:
        if (due.tail, due.item) in plans or due.due_at is None or due.due_at >= places.horizon_end:
            continue
        here = next((one.airport for one in reversed(places.stays(due.tail)) if one.start <= due.due_at), None)
        yield TailUnavailable(
            source=SOURCE,
            reason=f"{due.item} is due {due.due_at:%d %b %H:%MZ} and there is no chance to do it before ({due.citation})",
            tail=due.tail,
            airport=here or places.state.tail(due.tail).location,
            start=max(due.due_at, places.now),
            end=places.horizon_end,
        )


def _rank(one: Chance) -> tuple[bool, timedelta, float]:
    """The better the greater: part in stock, the longest stay, the earliest."""
    return (not one.bring_part, one.stay.end - one.stay.start, -one.start.timestamp())


def _runs(items: list[Planned]) -> Iterator[list[Planned]]:
    """Items that follow one another without a gap."""
    run: list[Planned] = []
    for one in items:
        if run and one.start != run[-1].end:
            yield run
            run = []
        run.append(one)
    if run:
        yield run
