"""Questions about aircraft: where a tail is and what it flies next, which tails cannot fly, and what maintenance is due."""

from collections.abc import Iterator
from typing import Any

from agents.grounding import FactBook
from domain.network import Aircraft, Flight, FlightStatus
from domain.units import Frozen
from graphs.conversation.question import Focus, Inquiry, Question, Reading
from graphs.conversation.questions.flights import find_flight, flight_meant
from graphs.conversation.reply import Reply, Table
from graphs.conversation.wording import (
    ROWS_SHOWN,
    flights_in_gantt,
    not_here,
    points,
    put_count,
    put_flight,
    put_name,
    put_time,
    reply,
    unknown,
    weight,
)
from graphs.intake.mentions import Mentions


class AircraftAsked(Frozen):
    """One aircraft: where it is, what it flies next, its deferred defects and checks due. `tail` may be a flight's number."""

    tail: str


class GroundedAircraft(Frozen):
    """Which of our aircraft cannot fly now, or are planned into maintenance."""


class MaintenanceAsked(Frozen):
    """Which deferred defects and checks of our aircraft are due, and which of them collide with a flight."""


def tail_meant(mentions: Mentions, focus: Focus) -> tuple[str, float]:
    """The tail that was named, or that is in focus, and how many names of the text that accounts for; empty: none."""
    if mentions.tails:
        return mentions.tails[0], 1
    if said := unknown(mentions, "tail"):
        return said, 1
    if focus.tail and not mentions.flights and not mentions.crew:
        return focus.tail, 0.5 if points(mentions) else 0.1
    return "", 0


def find_tail(inquiry: Inquiry, said: str, understood: str) -> Aircraft | Reply:
    """The aircraft by its tail, or that of a flight; or the reply that names the nearest."""
    wanted = said.replace(" ", "").upper()
    for name in (wanted, f"N{wanted}"):
        if name in inquiry.state.aircraft:
            return inquiry.state.tail(name)
    if "/" in said:
        flight = find_flight(inquiry, said, understood)
        if isinstance(flight, Flight) and flight.tail is not None:
            return inquiry.state.tail(flight.tail)
    return not_here("tail", said, inquiry.state.aircraft, understood, suggest="Where is {}?")


# --- one aircraft -----------------------------------------------------------------------------------------------------

_ABOUT: tuple[str, ...] = ("where", "aircraft", "tail", "rotation", "next", "fly", "defect", "check", "mel", "maintenance")
_ABOUT += ("status", "stand", "due", "how", "plane", "airframe", "now", "line", "what's", "open", "about", "going")


def _read_aircraft(mentions: Mentions, focus: Focus) -> Reading[AircraftAsked] | None:
    said, named = tail_meant(mentions, focus)
    if named < 1 and mentions.has("aircraft", "tail", "plane"):
        flight, by_flight = flight_meant(mentions, focus)
        if flight and mentions.has("where", "rotation", "defect", "check", "maintenance", "next"):
            said, named = flight, by_flight
    if not said or (named < 1 and not mentions.has(*_ABOUT[:11])):
        return None
    return Reading(AircraftAsked(tail=said), weight(mentions, _ABOUT, named))


def _answer_aircraft(inquiry: Inquiry, asked: AircraftAsked) -> Reply:
    aircraft = find_tail(inquiry, asked.tail, f"Where {asked.tail} is and what it flies")
    if isinstance(aircraft, Reply):
        return aircraft
    book, tail, now = FactBook(), aircraft.tail, inquiry.now
    rotation = inquiry.state.rotation(tail)
    told = [_place(book, inquiry, aircraft, rotation)]
    ahead = [one for one in rotation if one.status is FlightStatus.SCHEDULED]
    if ahead:
        nexts = [
            f"{put_flight(book, one)} at {put_time(book, f'{one.flight_id}.leaves', one.etd, now=now, subject=tail)}"
            for one in ahead[:4]
        ]
        told.append(f"Next: {', '.join(nexts)}.")
    else:
        told.append("No flight is ahead of it.")
    lost = [one for one in rotation if one.status is FlightStatus.CANCELLED]
    if lost:
        told.append(f"Of its day {put_count(book, f'{tail}.cancelled', len(lost), 'flight', 'cancelled', subject=tail)}.")
    told += _out_of_service(book, inquiry, tail)
    items = inquiry.consultation.call("maintenance_due", {"tails": [tail]}).items
    told += [_due(book, one, inquiry) for one in items[:4]] or ["No deferred defect and no check is open on it."]
    rows = tuple(_leg(book, one, inquiry) for one in rotation[:ROWS_SHOWN])
    table = Table(title=f"Rotation of {tail}", columns=("flight", "leaves", "arrives", "state"), rows=rows)
    return reply(
        f"Where {tail} is, what it flies, and what is due on it",
        book,
        told,
        cards=(table, flights_in_gantt([one.flight_id for one in rotation], f"{tail} in the Gantt")) if rotation else (),
        suggestions=(
            *(f"How is {one.carrier}{one.number}?" for one in ahead[:1]),
            "Which aircraft are unserviceable?",
            "Which maintenance is due?",
        ),
    )


def _place(book: FactBook, inquiry: Inquiry, aircraft: Aircraft, rotation: tuple[Flight, ...]) -> str:
    tail, now = aircraft.tail, inquiry.now
    given: dict[str, Any] = {"subject": tail, "assumed": bool(aircraft.assumed)}
    name = put_name(book, f"{tail}.name", f"{tail} ({aircraft.model}, {aircraft.seats} seats)", assumed=bool(aircraft.assumed))
    flying = next((one for one in rotation if one.status is FlightStatus.DEPARTED), None)
    if flying is not None:
        arrives = put_time(book, f"{tail}.arrives", flying.eta, now=now, subject=tail)
        return f"{name} is in the air as {put_flight(book, flying)}, arriving {arrives}."
    ready = put_time(book, f"{tail}.ready", aircraft.ready_at, now=now, **given)
    when = "since" if aircraft.ready_at <= now else "from"
    return f"{name} stands at {aircraft.location}, ready to leave {when} {ready}."


def _out_of_service(book: FactBook, inquiry: Inquiry, tail: str) -> Iterator[str]:
    report = inquiry.consultation.call("aircraft_availability", {"tails": [tail]})
    for place, one in enumerate(report.outages):
        yield _visit(book, f"{tail}.outage.{place}", one, inquiry, "cannot fly and stands")
    for place, one in enumerate(report.maintenance):
        yield _visit(book, f"{tail}.maintenance.{place}", one, inquiry, "is planned into maintenance")


def _visit(book: FactBook, key: str, visit: Any, inquiry: Inquiry, what: str) -> str:
    tool, tail = "aircraft_availability", visit.tail
    assumed = "assumed" in visit.reason
    start = put_time(book, f"{key}.start", visit.start, now=inquiry.now, tool=tool, subject=tail, assumed=assumed)
    end = put_time(book, f"{key}.end", visit.end, now=inquiry.now, tool=tool, subject=tail, assumed=assumed)
    why = put_name(book, f"{key}.why", visit.reason, tool=tool, subject=tail, assumed=assumed)
    return f"{put_name(book, f'{tail}.id', tail)} {what} at {visit.airport} from {start} to {end}: {why}."


def _due(book: FactBook, item: Any, inquiry: Inquiry) -> str:
    key, tool, assumed = f"{item.tail}.due.{item.item}".replace(" ", "_"), "maintenance_due", bool(item.assumed)
    what = put_name(book, key, item.detail, tool=tool, subject=item.tail, assumed=assumed)
    law = put_name(book, f"{key}.law", item.citation, tool=tool, subject=item.tail)
    said = f"{put_name(book, f'{item.tail}.id', item.tail)} has an open {item.kind}: {what} ({law})"
    if item.due_at is not None:
        at = put_time(book, f"{key}.at", item.due_at, now=inquiry.now, tool=tool, subject=item.tail, assumed=assumed)
        said += f", due by {at}"
    if item.collides_with is not None:
        said += f"; {put_flight(book, inquiry.state.flights[item.collides_with])} cannot be flown with it"
    return said + "."


def _leg(book: FactBook, flight: Flight, inquiry: Inquiry) -> tuple[str, ...]:
    key, assumed = flight.flight_id, bool(flight.assumed)
    leaves = put_time(book, f"{key}.leaves", flight.atd or flight.etd, now=inquiry.now, subject=flight.tail or "", assumed=False)
    arrives = put_time(
        book, f"{key}.arrives", flight.ata or flight.eta, now=inquiry.now, subject=flight.tail or "", assumed=assumed
    )
    return put_flight(book, flight), leaves, arrives, flight.status.value


AIRCRAFT = Question(
    name="aircraft",
    asked=AircraftAsked,
    read=_read_aircraft,
    answer=_answer_aircraft,
    examples=(
        "Where is N643JB?",
        "N643JB",
        "What does N643JB fly next?",
        "Rotation of N643JB",
        "Does N568JB have open defects?",
        "Which checks are due on N568JB?",
        "What is the status of tail N643JB?",
    ),
)


# --- aircraft that cannot fly -----------------------------------------------------------------------------------------

_GROUNDED: tuple[str, ...] = ("aircraft", "tail", "plane", "unserviceable", "u/s", "aog", "ground", "broken", "out")
_GROUNDED += ("service", "fly", "cannot", "can't", "maintenance", "which", "any", "unavailable", "hangar", "down")


def _read_grounded(mentions: Mentions, focus: Focus) -> Reading[GroundedAircraft] | None:
    plane = mentions.has("aircraft", "tail", "plane")
    down = (
        (plane and "down" in mentions.words)
        or mentions.has("unserviceable", "u/s", "aog", "grounded", "broken", "unavailable", "hangar")
        or (mentions.has("out") and mentions.has("service"))
    )
    cannot = plane and mentions.has("cannot", "can't", "not") and mentions.has("fly")
    in_work = plane and mentions.has("maintenance") and not mentions.has("due")
    named = mentions.tails or mentions.flights or mentions.crew or mentions.airports or unknown(mentions, "tail")
    if named or mentions.has("crew", "pilot", "gate") or not (down or cannot or in_work):
        return None
    return Reading(GroundedAircraft(), weight(mentions, _GROUNDED) + 0.5)


def _answer_grounded(inquiry: Inquiry, asked: GroundedAircraft) -> Reply:
    book, report = FactBook(), inquiry.consultation.call("aircraft_availability")
    down = [one for one in report.outages if one.start <= inquiry.now]
    count = put_count(book, "outages", len(down), "aircraft", plural="aircraft", tool="aircraft_availability")
    told = [f"{count} of ours cannot fly now."]
    told += [_visit(book, f"{one.tail}.outage", one, inquiry, "stands") for one in report.outages[:ROWS_SHOWN]]
    planned = put_count(
        book,
        "maintenance",
        len(report.maintenance),
        "maintenance visit",
        tool="aircraft_availability",
        assumed=any("assumed" in one.reason for one in report.maintenance),
    )
    told.append(f"Ahead there are {planned} planned.")
    told += [_visit(book, f"{one.tail}.maintenance", one, inquiry, "is planned in") for one in report.maintenance[:3]]
    flights = [one.flight_id for each in report.outages for one in inquiry.state.rotation(each.tail)]
    return reply(
        "Which of our aircraft cannot fly, and which are planned into maintenance",
        book,
        told,
        cards=(flights_in_gantt(flights, "Flights of aircraft that cannot fly"),) if flights else (),
        suggestions=("Which maintenance is due?", "What happens if nobody intervenes?"),
    )


GROUNDED = Question(
    name="grounded_aircraft",
    asked=GroundedAircraft,
    read=_read_grounded,
    answer=_answer_grounded,
    examples=(
        "Which aircraft are unserviceable?",
        "Any AOG?",
        "Which tails are out of service?",
        "Which aircraft are in maintenance?",
        "Which planes cannot fly?",
    ),
)


# --- maintenance due --------------------------------------------------------------------------------------------------


def _read_due(mentions: Mentions, focus: Focus) -> Reading[MaintenanceAsked] | None:
    about = mentions.has("maintenance", "defect", "mel", "deferred", "checks", "inspection")
    if not about or mentions.tails or mentions.flights or mentions.crew or mentions.plans or unknown(mentions, "tail"):
        return None
    stems = (
        "maintenance",
        "defect",
        "mel",
        "deferr",
        "check",
        "due",
        "open",
        "which",
        "expire",
        "aircraft",
        "inspection",
        "collide",
    )
    return Reading(MaintenanceAsked(), weight(mentions, stems))


def _answer_due(inquiry: Inquiry, asked: MaintenanceAsked) -> Reply:
    book, items = FactBook(), inquiry.consultation.call("maintenance_due").items
    assumed = any(one.assumed for one in items)
    count = put_count(book, "due", len(items), "item", "open on our aircraft", tool="maintenance_due", assumed=assumed)
    against = [one for one in items if one.collides_with is not None]
    clashes = put_count(book, "due.collide", len(against), "of them", plural="of them", tool="maintenance_due", assumed=assumed)
    told = [f"{count}; {clashes} in the way of a flight."]
    told += [_due(book, one, inquiry) for one in [*against, *(each for each in items if each not in against)][:4]]
    rows = tuple(_item(book, one, inquiry) for one in items[:ROWS_SHOWN])
    return reply(
        "Which defects and checks of our aircraft are due",
        book,
        told,
        cards=(Table(title="Defects and checks by urgency", columns=("tail", "item", "kind", "due"), rows=rows),) if rows else (),
        suggestions=(*(f"Where is {one.tail}?" for one in items[:2]), "Which aircraft are unserviceable?"),
    )


def _item(book: FactBook, item: Any, inquiry: Inquiry) -> tuple[str, ...]:
    key, tool, assumed = f"{item.tail}.due.{item.item}".replace(" ", "_"), "maintenance_due", bool(item.assumed)
    due = "no end"
    if item.due_at is not None:
        due = put_time(book, f"{key}.at", item.due_at, now=inquiry.now, tool=tool, subject=item.tail, assumed=assumed)
    return put_name(book, f"{item.tail}.id", item.tail), put_name(book, f"{key}.item", item.item, tool=tool), item.kind, due


DUE = Question(
    name="maintenance_due",
    asked=MaintenanceAsked,
    read=_read_due,
    answer=_answer_due,
    examples=(
        "Which maintenance is due?",
        "Open defects",
        "Which deferred defects expire next?",
        "Which MEL items are open?",
        "Which checks are due on our aircraft?",
    ),
)
