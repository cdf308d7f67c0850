"""Questions about the whole: what is going on and needs attention, what comes if nobody intervenes, what changed since."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from agents.grounding import FactBook
from domain.network import FlightStatus
from domain.units import Frozen, UtcDatetime
from graphs.conversation.question import Focus, Inquiry, Question, Reading
from graphs.conversation.questions.airports import limited_airports
from graphs.conversation.questions.flights import LATE_MIN, assumed, crew_assumed
from graphs.conversation.reply import Reply, Table
from graphs.conversation.wording import (
    ROWS_SHOWN,
    case_view,
    clock,
    flights_in_gantt,
    put_count,
    put_duration,
    put_flight,
    put_name,
    put_time,
    reply,
    span_said,
    weight,
)
from graphs.deciding import best_of, decide_by
from graphs.intake.mentions import Mentions
from graphs.views import CaseView


class SituationAsked(Frozen):
    """What is going on and what needs attention: open cases, flights, passengers, closures, and how old the picture is."""


class OutlookAsked(Frozen):
    """What happens to flights, crew and passengers if nobody intervenes."""


class ChangesAsked(Frozen):
    """What changed since a moment, as far as the network keeps it; `within_min`: in so many minutes up to now."""

    since: UtcDatetime | None = None
    within_min: int | None = None


def _names_something(mentions: Mentions) -> bool:
    named = (
        mentions.flights,
        mentions.airports,
        mentions.tails,
        mentions.crew,
        mentions.bookings,
        mentions.plans,
        mentions.cases,
    )
    return any(named) or bool(mentions.options or mentions.unknown or mentions.ambiguous)


# --- what is going on -------------------------------------------------------------------------------------------------

_SITUATION: tuple[str, ...] = ("what", "what's", "going", "on", "happening", "situation", "attention", "status", "overview")
_SITUATION += ("brief", "summary", "state", "need", "urgent", "priorit", "wrong", "up", "network", "operation", "day")
_SITUATION += ("picture", "first", "look", "problem", "worry", "how", "bad")


def _read_situation(mentions: Mentions, focus: Focus) -> Reading[SituationAsked] | None:
    if _names_something(mentions):
        return None
    about = mentions.has("situation", "overview", "attention", "urgent", "priorit", "briefing", "summary", "picture") or (
        mentions.has("going", "happening", "wrong", "status", "brief", "problem", "worry")
        and not mentions.has("if", "nobody", "crew", "passenger", "since", "flight", "airport", "cost", "case", "plan", "option")
    )
    about = about or any(one in mentions.text.lower() for one in ("how bad", "what's up", "what is up", "look at", "do first"))
    return Reading(SituationAsked(), weight(mentions, _SITUATION)) if about else None


def _answer_situation(inquiry: Inquiry, asked: SituationAsked) -> Reply:
    book, state, now = FactBook(), inquiry.state, inquiry.now
    told = [f"It is {put_time(book, 'now', now, now=now)} in the simulation{_age(book, inquiry)}."]
    told += _cases(book, inquiry)
    told.append(_flights(book, inquiry))
    people = assumed(state.bookings.values())
    waiting = sum(one.passengers for one in state.bookings.values() if one.status == "disrupted")
    told.append(f"{put_count(book, 'disrupted', waiting, 'passenger', 'disrupted', assumed=people)} wait for another flight.")
    told += list(_places(book, inquiry)) or ["No airport that we use is closed or reduced."]
    report = inquiry.consultation.call("delay_propagation")
    crew = inquiry.consultation.call("crew_status", {"only_at_risk": True})
    further = put_count(book, "further.cancelled", report.newly_cancelled_flights, "flight", tool="delay_propagation")
    at_risk = put_count(book, "crew.at_risk", len(crew.crew), "crew member", tool="crew_status", assumed=crew_assumed(inquiry))
    told.append(f"If nobody intervenes {further} more cannot be flown, and {at_risk} will be lost to a flight.")
    open_cases = [one for one in inquiry.cases.cases() if one.status != "closed"]
    return reply(
        f"What is going on at {clock(now, now)}, and what needs attention",
        book,
        told,
        cards=tuple(case_view(one.case_id, one.title) for one in open_cases[:3]),
        suggestions=("What happens if nobody intervenes?", "Which crews time out next?", "What does the day cost?"),
    )


def _age(book: FactBook, inquiry: Inquiry) -> str:
    """How long ago the latest event was."""
    if inquiry.state.as_of is None:
        return ", and nothing has been heard of the network"
    minutes = int((inquiry.now - inquiry.state.as_of).total_seconds() // 60)
    return f"; the latest event is of {put_duration(book, 'age', minutes, 'ago')}"


def _cases(book: FactBook, inquiry: Inquiry) -> Iterator[str]:
    every = [one for one in inquiry.cases.cases() if one.status != "closed"]
    if not every:
        yield "No case is open."
        return
    yield f"{put_count(book, 'cases', len(every), 'case', 'open')}."
    for one in every[:ROWS_SHOWN]:
        name = put_name(book, f"{one.case_id}.id", one.case_id)
        title = put_name(book, f"{one.case_id}.title", one.title, subject=one.case_id)
        said = f"{name} ({title}) is {one.status}" + (f", at stage {one.stage.replace('_', ' ')}" if one.stage else "")
        lapses = _decide_by(inquiry, one)
        if lapses is not None:
            at = put_time(book, f"{one.case_id}.decide_by", lapses, now=inquiry.now, subject=one.case_id)
            said += f"; decide by {at}, when the first flight that the best option changes leaves"
        owner = inquiry.cases.owner_of(one.case_id)
        said += f"; {put_name(book, f'{one.case_id}.owner', owner, subject=one.case_id)} has taken it" if owner else "; no owner"
        yield f"{said}."


def _decide_by(inquiry: Inquiry, case: CaseView) -> datetime | None:
    """When the best option of the case lapses; None: there is none, or it names no flight."""
    best = best_of(inquiry.cases.plans(case.case_id))
    return None if best is None else decide_by(best, inquiry.state)


def _flights(book: FactBook, inquiry: Inquiry) -> str:
    flights = list(inquiry.state.own_flights())
    late = sum(
        one.status is not FlightStatus.CANCELLED and max(one.departure_delay_min, one.arrival_delay_min) >= LATE_MIN
        for one in flights
    )
    count: dict[FlightStatus, int] = {status: sum(one.status is status for one in flights) for status in FlightStatus}
    said = (
        put_count(book, "flights", len(flights), "flight"),
        put_count(book, "cancelled", count[FlightStatus.CANCELLED], "flight", "cancelled"),
        put_count(book, "late", late, "flight", f"at least {LATE_MIN} min late"),
        put_count(book, "in_the_air", count[FlightStatus.DEPARTED], "flight", "in the air"),
        put_count(book, "to_come", count[FlightStatus.SCHEDULED], "flight", "yet to leave"),
    )
    return f"Of {said[0]} of ours: {said[1]}, {said[2]}, {said[3]}, {said[4]}."


def _places(book: FactBook, inquiry: Inquiry) -> Iterator[str]:
    """Closures that are reported, not the nightly curfews; reductions; weather."""
    closures = inquiry.consultation.call("station_limits").closures
    curfew = timedelta(hours=6)
    yield from limited_airports(book, inquiry, tuple(one for one in closures if one.start <= inquiry.now + curfew))


SITUATION = Question(
    name="situation",
    asked=SituationAsked,
    read=_read_situation,
    answer=_answer_situation,
    examples=(
        "What is going on?",
        "What needs attention?",
        "What's happening?",
        "Give me an overview",
        "Situation",
        "What is the status of the network?",
        "Brief me",
    ),
)


# --- if nobody intervenes ---------------------------------------------------------------------------------------------

_OUTLOOK: tuple[str, ...] = ("what", "happen", "if", "nobody", "nothing", "no-one", "noone", "intervene", "do", "outlook")
_OUTLOOK += ("forecast", "next", "will", "we", "unfold", "rest", "day", "without", "action", "alone", "leave", "let")
_OUTLOOK += ("propagat", "knock", "ahead", "expect")


_CAUSES = {
    "reported": "a reported delay",
    "tail": "an aircraft that comes late",
    "crew": "crew",
    "connection": "a kept connection",
    "turnaround": "the turn-round",
    "closure": "a closed airport",
    "curfew": "a curfew",
    "capacity": "an airport short of capacity",
    "unserviceable": "an unserviceable aircraft",
    "position": "an aircraft that is elsewhere",
}
"""Causes of `domain.plans.KnockOnCause` in words."""


def _read_outlook(mentions: Mentions, focus: Focus) -> Reading[OutlookAsked] | None:
    idle = mentions.has("nobody", "no-one", "alone", "noone", "intervene", "outlook", "propagat") or (
        mentions.has("nothing") and mentions.has("do", "doing", "happen")
    )
    idle = idle or (mentions.has("leave", "keep") and mentions.has("everything", "things", "all"))
    idle = idle or (mentions.has("knock") and mentions.has("on")) or (mentions.has("rest") and mentions.has("day"))
    if not idle or _names_something(mentions) or mentions.has("cost", "expens", "money", "compare", "approve"):
        return None
    return Reading(OutlookAsked(), weight(mentions, _OUTLOOK))


def _answer_outlook(inquiry: Inquiry, asked: OutlookAsked) -> Reply:
    book, tool, now = FactBook(), "delay_propagation", inquiry.now
    report = inquiry.consultation.call(tool)
    given: dict[str, Any] = {"tool": tool, "subject": "the day"}

    def count(key: str, number: int, noun: str, rest: str, *, plural: str = "", of_people: bool = False) -> str:
        rests = of_people and assumed(inquiry.state.bookings.values())
        return put_count(book, key, number, noun, rest, plural=plural, assumed=rests, **given)

    considered = count("considered", report.considered_flights, "flight", "of ours not yet over")
    lost = count("cancelled", report.cancelled_flights, "flight", "not flown")
    newly = count("newly_cancelled", report.newly_cancelled_flights, "of them", "not cancelled yet", plural="of them")
    moved = count("moved", report.moved_flights, "flight", "leaving later than now expected")
    late = count("late", report.arrivals_15_min_late, "arrival", "15 min late or more")
    people = count("passengers", report.passengers_on_moved_or_cancelled, "passenger", "booked", of_people=True)
    told = [
        f"Of {considered}, if nobody intervenes: {lost}, {newly}; {moved}; {late}.",
        f"{people} on flights that are moved or newly lost.",
    ]
    missed = inquiry.consultation.call("misconnections")
    crew = inquiry.consultation.call("crew_status", {"only_at_risk": True})
    connecting = put_count(
        book,
        "misconnecting",
        missed.passengers,
        "passenger",
        tool="misconnections",
        assumed=assumed(inquiry.state.bookings.values()),
    )
    crewless = put_count(book, "crew", len(crew.crew), "crew member", tool="crew_status", assumed=crew_assumed(inquiry))
    told.append(f"{connecting} miss a connection between flights that go, and {crewless} will be lost to a flight.")
    causes: dict[str, int] = {}
    for one in report.flights:
        for kind in {cause.cause for cause in one.causes}:
            causes[kind] = causes.get(kind, 0) + 1
    ranked = sorted(causes.items(), key=lambda each: (-each[1], each[0]))
    if ranked:
        parts = [
            f"{_CAUSES.get(kind, kind)} on {put_count(book, f'cause.{kind}', number, 'flight', **given)}"
            for kind, number in ranked[:4]
        ]
        told.append(f"Why, most often: {', '.join(parts)}.")
    rows = []
    for one in report.flights[:ROWS_SHOWN]:
        flight = inquiry.state.flights[one.flight_id]
        becomes = "not flown"
        if not one.cancelled:
            becomes = put_time(
                book, f"{one.flight_id}.projected", one.etd, now=now, tool=tool, subject=f"{flight.carrier}{flight.number}"
            )
        why = put_name(book, f"{one.flight_id}.cause", one.causes[-1].text, tool=tool) if one.causes else ""
        planned = put_time(book, f"{one.flight_id}.std", flight.std, now=now, subject=f"{flight.carrier}{flight.number}")
        rows.append((put_flight(book, flight), planned, becomes, why))
    what = "What happens if nobody intervenes"
    table = Table(
        title="Flights that will be moved or lost", columns=("flight", "planned", "leaves", "because"), rows=tuple(rows)
    )
    return reply(
        what,
        book,
        told,
        cards=(table, flights_in_gantt([one.flight_id for one in report.flights], what)) if rows else (),
        suggestions=("What does it cost if nobody intervenes?", "Who misses a connection?", "Which crews time out next?"),
    )


OUTLOOK = Question(
    name="outlook",
    asked=OutlookAsked,
    read=_read_outlook,
    answer=_answer_outlook,
    examples=(
        "What happens if nobody intervenes?",
        "What happens if we do nothing?",
        "What will happen if no-one intervenes?",
        "Outlook for the rest of the day",
        "What are the knock-on effects if nothing is done?",
    ),
)


# --- what changed -----------------------------------------------------------------------------------------------------


def _read_changes(mentions: Mentions, focus: Focus) -> Reading[ChangesAsked] | None:
    if _names_something(mentions) or not (
        mentions.has("chang", "new") or (mentions.has("happened") and mentions.has("since", "last"))
    ):
        return None
    if mentions.has("option", "plan", "revision"):
        return None
    since, _ = span_said(mentions)
    since = since or (mentions.moments[0].at if mentions.moments else None)
    within = mentions.durations_min[0] if mentions.durations_min else None
    stems = ("what", "chang", "new", "since", "happened", "last", "news", "anything", "hour", "minute", "went")
    named = bool(since) + bool(within)
    return Reading(ChangesAsked(since=since, within_min=within), weight(mentions, stems, named))


def _answer_changes(inquiry: Inquiry, asked: ChangesAsked) -> Reply:
    now, state = inquiry.now, inquiry.state
    since = now - timedelta(minutes=asked.within_min) if asked.within_min is not None else asked.since
    if since is None:
        return Reply(
            understood="What changed since a moment that was not said",
            missing=("since when",),
            suggestions=(f"What changed since {clock(now - timedelta(hours=1), now)}?", "What changed in the last 30 minutes?"),
        )
    book = FactBook()
    flights = list(state.own_flights())
    left = [one for one in flights if one.atd is not None and since <= one.atd <= now]
    landed = [one for one in flights if one.ata is not None and since <= one.ata <= now]
    opened = [one for one in inquiry.cases.cases() if since <= one.opened_at <= now]
    closed = [one for one in inquiry.cases.cases() if one.closed_at is not None and since <= one.closed_at <= now]
    happened = (
        put_count(book, "left", len(left), "flight", "left"),
        put_count(book, "landed", len(landed), "flight", "arrived"),
        put_count(book, "opened", len(opened), "case", "opened"),
        put_count(book, "closed", len(closed), "case", "closed"),
    )
    told = [f"Since {put_time(book, 'since', since, now=now)}: {', '.join(happened)}."]
    for airport in (state.airports[code] for code in sorted(state.airports)):
        for place, window in enumerate(airport.closures):
            if since <= window.start <= now:
                at = put_time(book, f"{airport.code}.closed.{place}", window.start, now=now, subject=airport.code)
                told.append(f"{airport.code} closed at {at}.")
    told.append(
        "When flights were delayed or cancelled is not kept in the network itself, only that they are; the event log has it, "
        "under GET events."
    )
    return reply(
        f"What changed since {clock(since, now)}",
        book,
        told,
        cards=(flights_in_gantt([one.flight_id for one in left], "Flights that left since"),) if left else (),
        suggestions=("What is going on?", "Which flights are cancelled?"),
    )


CHANGES = Question(
    name="changes",
    asked=ChangesAsked,
    read=_read_changes,
    answer=_answer_changes,
    examples=(
        "What changed since 20:00Z?",
        "What is new since 19:30?",
        "What changed in the last 30 minutes?",
        "What happened since 18:00Z?",
        "Anything new in the last hour?",
    ),
)
