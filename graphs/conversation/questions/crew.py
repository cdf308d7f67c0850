"""Questions about crew: who times out, one person's duty and limits, reserves, who may fly what, and how late a crew may go."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from agents.grounding import FactBook
from domain.network import CrewMember, ReserveDuty
from domain.units import Frozen, UtcDatetime
from graphs.conversation.question import Focus, Inquiry, Question, Reading
from graphs.conversation.questions.airports import airport_meant, find_airport
from graphs.conversation.questions.flights import crew_assumed, find_flight, flight_meant, name_of
from graphs.conversation.reply import Reply, Table
from graphs.conversation.wording import (
    ROWS_SHOWN,
    clock,
    crew_view,
    flights_in_gantt,
    not_here,
    points,
    put_count,
    put_duration,
    put_flight,
    put_name,
    put_time,
    reply,
    span_said,
    unknown,
    weight,
)
from graphs.intake.mentions import Mentions

RULINGS_TOLD = 3
"""Limits of a duty that are told, the tightest first; the table has them all."""


class CrewTimingOut(Frozen):
    """Which crew reach their duty limit before a moment, or lose a flight as things stand; at one base, where it is named."""

    before: UtcDatetime | None = None
    airport: str = ""


class CrewMemberAsked(Frozen):
    """One crew member: where they are, their duty, and the flight-time limits with their paragraphs."""

    crew: str


class ReservesAsked(Frozen):
    """Who is on reserve now, at one base where it is named."""

    airport: str = ""


class MayFly(Frozen):
    """Whether one crew member may lawfully work one flight."""

    crew: str
    flight: str


class CrewLateness(Frozen):
    """How late the crew of a flight can still take it, and with whose consent longer."""

    flight: str


class FlightCrew(Frozen):
    """Who works a flight, by role and crew id."""

    flight: str


def crew_meant(mentions: Mentions, focus: Focus) -> tuple[str, float]:
    """The crew member who was named, or who is in focus, and how many names of the text that accounts for; empty: nobody."""
    if mentions.crew:
        return mentions.crew[0], 1
    if said := unknown(mentions, "crew"):
        return said, 1
    if focus.crew_id and not mentions.flights and not mentions.tails:
        return focus.crew_id, 0.5 if points(mentions) or mentions.has("he", "she", "him", "her") else 0.1
    return "", 0


def find_member(inquiry: Inquiry, said: str, understood: str) -> CrewMember | Reply:
    """The crew member by id, or the reply that names the nearest."""
    for crew_id in (said, said.upper()):
        if crew_id in inquiry.state.crew:
            return inquiry.state.crew[crew_id]  # type: ignore[index]
    return not_here("crew member", said, inquiry.state.crew, understood, suggest="What is the duty of {}?")


def _role(role: str) -> str:
    return role.replace("_", " ")


# --- who times out ----------------------------------------------------------------------------------------------------

_OUT: tuple[str, ...] = ("crew", "time", "timing", "out", "limit", "duty", "hours", "expire", "illegal", "which", "who")
_OUT += ("run", "legal", "risk", "lose", "lost", "miss", "pilot", "captain", "cabin", "fdp", "exceed", "over")


def _read_out(mentions: Mentions, focus: Focus) -> Reading[CrewTimingOut] | None:
    people = mentions.has("crew", "pilot", "captain", "cabin", "who", "flight-deck", "officer")
    runs_out = (mentions.has("time", "timing", "run", "expire") and mentions.has("out", "timeout")) or mentions.has(
        "limit", "illegal", "fdp", "exceed", "timeout", "time-out", "risk"
    )
    if not people or not runs_out or mentions.flights or mentions.crew or mentions.ambiguous:
        return None
    _, until = span_said(mentions)
    moment = until or (mentions.moments[0].at if mentions.moments else None)
    airport = mentions.airports[0] if mentions.airports else ""
    named = len(mentions.moments[:1]) + len(mentions.airports[:1])
    return Reading(CrewTimingOut(before=moment, airport=airport), weight(mentions, _OUT, named) + 0.5)


def _answer_out(inquiry: Inquiry, asked: CrewTimingOut) -> Reply:
    book, now = FactBook(), inquiry.now
    before = asked.before
    while before is not None and before <= now:  # only what is ahead can be asked for, so a time of day past is tomorrow's
        before += timedelta(days=1)
    what = "Crew that time out" + (f" before {clock(before, now)}" if before else "")
    what += f", based at {asked.airport}" if asked.airport else ""
    if asked.airport:
        here = find_airport(inquiry, asked.airport, what)
        if isinstance(here, Reply):
            return here
    every = [one for one in inquiry.consultation.call("crew_status").crew if asked.airport in ("", one.base)]
    out = sorted(
        (
            one
            for one in every
            if one.times_out_at is not None and one.times_out_at > now and (before is None or one.times_out_at < before)
        ),
        key=lambda one: (one.times_out_at, one.crew_id),
    )
    losing = sorted((one for one in every if one.at_risk), key=lambda one: (one.at_risk[0].leaves, one.crew_id))
    when = f" before {put_time(book, 'before', before, now=now)}" if before else " in a duty that runs or comes next"
    count = put_count(
        book, "timing_out", len(out), "crew member", tool="crew_status", assumed=crew_assumed(inquiry), subject=what
    )
    told = [f"{count} will reach the limit of their duty{when}, by flight-time law."]
    tight = [one for one in out if one.left_min is not None and one.left_min < 0]
    if tight:
        late = put_count(
            book, "too_late", len(tight), "crew member", tool="crew_status", assumed=crew_assumed(inquiry), subject=what
        )
        told.append(f"Of those, {late} would exceed the limit if nobody intervenes.")
    if losing:
        lost = put_count(
            book, "losing", len(losing), "crew member", tool="crew_status", assumed=crew_assumed(inquiry), subject=what
        )
        first = losing[0].at_risk[0]
        why = put_name(book, "losing.first", first.reason, tool="crew_status", assumed=crew_assumed(inquiry))
        told.append(f"{lost} will be lost to a flight, by law or because nobody is there; the first: {why}.")
    else:
        told.append("No flight loses a crew member as things stand.")
    people = [*losing, *(one for one in out if one not in losing)]
    cards = (
        (_out_table(book, people[:ROWS_SHOWN], what, inquiry), crew_view([one.crew_id for one in people], what)) if people else ()
    )
    return reply(
        what,
        book,
        told,
        cards=cards,
        suggestions=(
            *(f"What is the duty of {one.crew_id}?" for one in people[:1]),
            "Who is on reserve at JFK?" if not asked.airport else f"Who is on reserve at {asked.airport}?",
            "What happens if nobody intervenes?",
        ),
    )


def _out_table(book: FactBook, people: list[Any], title: str, inquiry: Inquiry) -> Table:
    rows = []
    for one in people:
        key = f"{one.crew_id}"
        who = put_name(book, f"{key}.id", one.crew_id, tool="crew_status", assumed=crew_assumed(inquiry))
        until = "not limited"
        if one.times_out_at is not None:
            until = put_time(
                book,
                f"{key}.out",
                one.times_out_at,
                now=inquiry.now,
                tool="crew_status",
                subject=one.crew_id,
                assumed=crew_assumed(inquiry),
            )
        left = ""
        if one.left_min is not None:
            left = put_duration(
                book, f"{key}.left", one.left_min, "left", tool="crew_status", subject=one.crew_id, assumed=crew_assumed(inquiry)
            )
        law = one.binding.citation if one.binding else one.at_risk[0].citation if one.at_risk else ""
        cited = put_name(book, f"{key}.law", law, tool="crew_status", subject=one.crew_id) if law else ""
        risk = ""
        if one.at_risk:
            flight = inquiry.state.flights[one.at_risk[0].flight_id]
            risk = put_flight(book, flight)
        rows.append((who, _role(one.role), until, left, risk, cited))
    return Table(title=title, columns=("crew", "role", "on blocks by", "may slip", "loses", "rule"), rows=tuple(rows))


TIMING_OUT = Question(
    name="crew_timing_out",
    asked=CrewTimingOut,
    read=_read_out,
    answer=_answer_out,
    examples=(
        "Which crews time out before 02:00Z?",
        "Which crews time out before 23:00Z?",
        "Who times out next?",
        "Which pilots run out of duty time before 02:00Z?",
        "Crew at risk",
        "Which crews at JFK are close to their limits?",
        "Any captains that will exceed their FDP?",
    ),
)


# --- one crew member --------------------------------------------------------------------------------------------------


def _read_member(mentions: Mentions, focus: Focus) -> Reading[CrewMemberAsked] | None:
    said, named = crew_meant(mentions, focus)
    stems = (
        "crew",
        "duty",
        "limit",
        "rest",
        "where",
        "hours",
        "status",
        "time",
        "out",
        "how",
        "who",
        "legal",
        "roster",
        "next",
        "fdp",
    )
    if not said or (named < 1 and not mentions.has("duty", "limit", "rest", "roster", "fdp", "crew", "he", "she")):
        return None
    return Reading(CrewMemberAsked(crew=said), weight(mentions, (*stems, "long", "member", "work", "about"), named))


def _answer_member(inquiry: Inquiry, asked: CrewMemberAsked) -> Reply:
    member = find_member(inquiry, asked.crew, f"Duty and limits of {asked.crew}")
    if isinstance(member, Reply):
        return member
    outlook = inquiry.consultation.call("crew_status", {"crew_ids": [member.crew_id]}).crew[0]
    book, key, now = FactBook(), member.crew_id, inquiry.now
    given: dict[str, Any] = {"now": now, "tool": "crew_status", "subject": key, "assumed": bool(member.assumed)}
    who = put_name(book, f"{key}.id", key, assumed=bool(member.assumed))
    told = [f"{who}: {_role(member.role)}, based at {member.base}, now at {outlook.station}, {outlook.phase.replace('_', ' ')}."]
    if outlook.report_at and outlook.release_at:
        report, release = (
            put_time(book, f"{key}.report", outlook.report_at, **given),
            put_time(book, f"{key}.release", outlook.release_at, **given),
        )
        told.append(f"Duty from {report} to {release} as it will go if nobody intervenes.")
        duty = next(one for one in member.duties if one.duty_id == outlook.duty_id)
        legs = [put_flight(book, inquiry.state.flights[one]) for one in duty.flight_ids]
        told.append(f"It has {', '.join(legs)}.")
    else:
        told.append("No duty is ahead of this person.")
    told += _reserve(book, member, inquiry)
    if outlook.times_out_at is not None:
        told.append(f"The last flight must be on blocks by {put_time(book, f'{key}.out', outlook.times_out_at, **given)}.")
    tight = sorted(
        (one for one in outlook.rulings if one.margin is not None), key=lambda one: (one.verdict == "pass", one.margin)
    )
    for place, one in enumerate(tight[:RULINGS_TOLD]):
        told.append(_ruling(book, f"{key}.rule.{place}", one, inquiry, key, "crew_status"))
    unchecked = [one for one in outlook.rulings if one.verdict == "not_checked"]
    if unchecked:
        told.append(
            "Not checked: " + put_name(book, f"{key}.unchecked", unchecked[0].detail, tool="crew_status", subject=key) + "."
        )
    for place, risk in enumerate(outlook.at_risk[:RULINGS_TOLD]):
        told.append("At risk: " + put_name(book, f"{key}.risk.{place}", risk.reason, tool="crew_status", subject=key) + ".")
    return reply(
        f"Duty and limits of {key}",
        book,
        told,
        cards=(crew_view((key,), f"{key}"),),
        suggestions=("Which crews time out next?", f"Who is on reserve at {member.base}?"),
    )


def _ruling(book: FactBook, key: str, ruling: Any, inquiry: Inquiry, subject: str, tool: str) -> str:
    detail = put_name(book, key, ruling.detail, tool=tool, subject=subject, assumed=crew_assumed(inquiry))
    law = put_name(book, f"{key}.law", ruling.citation, tool=tool, subject=subject)
    verdict = {"pass": "holds", "fail": "is broken", "not_checked": "could not be checked"}[ruling.verdict]
    return f"{law} {verdict}: {detail}."


def _reserve(book: FactBook, member: CrewMember, inquiry: Inquiry) -> Iterator[str]:
    for place, one in enumerate(each for each in member.reserves if each.end > inquiry.now):
        yield f"On {_kind(one)} {_span(book, f'{member.crew_id}.reserve.{place}', one, member.crew_id, inquiry)}."


def _kind(reserve: ReserveDuty) -> str:
    return reserve.kind.replace("_", " ")


def _span(book: FactBook, key: str, reserve: ReserveDuty, subject: str, inquiry: Inquiry) -> str:
    start = put_time(book, f"{key}.start", reserve.start, now=inquiry.now, subject=subject, assumed=crew_assumed(inquiry))
    end = put_time(book, f"{key}.end", reserve.end, now=inquiry.now, subject=subject, assumed=crew_assumed(inquiry))
    return f"from {start} to {end}"


MEMBER = Question(
    name="crew_member",
    asked=CrewMemberAsked,
    read=_read_member,
    answer=_answer_member,
    examples=(
        "What is the duty of B6-CP0134?",
        "B6-CP0134",
        "How long can B6-CP0134 still work?",
        "Where is B6-CP0134?",
        "What are the limits of B6-FO0184?",
        "When does B6-CP0134 time out?",
    ),
)


# --- reserves ---------------------------------------------------------------------------------------------------------


def _read_reserves(mentions: Mentions, focus: Focus) -> Reading[ReservesAsked] | None:
    called = mentions.has("call") and mentions.has("who", "out", "crew")
    if not (called or mentions.has("reserve", "standby", "stand-by", "spare")) or mentions.crew or mentions.flights:
        return None
    if mentions.has("spare") and not mentions.has("crew", "pilot", "captain"):
        return None
    airport, named = airport_meant(mentions, focus)
    stems = (
        "who",
        "reserve",
        "standby",
        "stand-by",
        "crew",
        "pilot",
        "spare",
        "available",
        "captain",
        "cabin",
        "many",
        "have",
        "call",
        "out",
    )
    return Reading(ReservesAsked(airport=airport), weight(mentions, stems, named) + 0.5)


def _answer_reserves(inquiry: Inquiry, asked: ReservesAsked) -> Reply:
    what = "Crew on reserve now" + (f" at {asked.airport}" if asked.airport else "")
    if asked.airport:
        here = find_airport(inquiry, asked.airport, what)
        if isinstance(here, Reply):
            return here
    book, now = FactBook(), inquiry.now
    waiting = [
        (one, member)
        for member in sorted(inquiry.state.crew.values(), key=lambda each: each.crew_id)
        for one in member.reserves
        if one.start <= now < one.end and asked.airport in ("", member.base)
    ]
    by_base: dict[str, list[tuple[ReserveDuty, CrewMember]]] = {}
    for one in waiting:
        by_base.setdefault(one[1].base, []).append(one)
    total = put_count(
        book, "reserves", len(waiting), "crew member", "on reserve now", assumed=crew_assumed(inquiry), subject=what
    )
    told = [f"{total}."]
    for base, people in sorted(by_base.items()):
        parts = []
        for role in ("captain", "first_officer", "cabin"):
            count = sum(member.role == role for _, member in people)
            if count:
                noun = "cabin crew" if role == "cabin" else _role(role)
                plural = noun if role == "cabin" else ""
                parts.append(
                    put_count(
                        book, f"{base}.reserves.{role}", count, noun, plural=plural, assumed=crew_assumed(inquiry), subject=base
                    )
                )
        told.append(f"At {base}: {', '.join(parts)}.")
    rows = tuple(
        (
            put_name(book, f"{member.crew_id}.id", member.crew_id, assumed=crew_assumed(inquiry)),
            _role(member.role),
            member.base,
            _kind(one),
            put_time(
                book, f"{member.crew_id}.reserve.end", one.end, now=now, subject=member.crew_id, assumed=crew_assumed(inquiry)
            ),
            put_duration(
                book, f"{member.crew_id}.notice", one.notice_min, "notice", subject=member.crew_id, assumed=crew_assumed(inquiry)
            ),
        )
        for one, member in waiting[:ROWS_SHOWN]
    )
    table = Table(title=what, columns=("crew", "role", "base", "kind", "until", "notice"), rows=rows)
    view = crew_view([member.crew_id for _, member in waiting], what)
    return reply(
        what,
        book,
        told,
        cards=(table, view) if waiting else (),
        suggestions=("Which crews time out next?", "Which airports are closed?"),
    )


RESERVES = Question(
    name="reserves",
    asked=ReservesAsked,
    read=_read_reserves,
    answer=_answer_reserves,
    examples=(
        "Who is on reserve at JFK?",
        "Reserves at JFK",
        "Do we have any spare crew at JFK?",
        "How many pilots are on standby?",
        "Standby crew at BOS",
    ),
)


# --- may this person fly that flight ----------------------------------------------------------------------------------


_SOMEONE = re.compile(
    r"^\s*(?:can|may|could)\s+(?!the\b)\S+\s+(?:still\s+)?(?:fly|work|take|operate)\s+(?:flight\s+)?\w{2}\s?-?\d", re.I
)
"""Somebody who may not be known here is asked about: "can X fly B61010"."""


def _read_may_fly(mentions: Mentions, focus: Focus) -> Reading[MayFly] | None:
    crew, by_crew = crew_meant(mentions, focus if not mentions.crew else Focus())
    flight, by_flight = flight_meant(mentions, Focus())
    if not flight and points(mentions):
        flight, by_flight = focus.flight_id, 0.5
    verbs = ("can", "may", "fly", "work", "legal", "allow", "take", "assign", "operate", "could")
    someone = crew or _SOMEONE.search(mentions.text)
    if not (someone and flight) or not mentions.has(*verbs):
        return None
    stems = (*verbs, "crew", "flight", "still")
    return Reading(MayFly(crew=crew, flight=flight), weight(mentions, stems, by_crew + by_flight))


def _answer_may_fly(inquiry: Inquiry, asked: MayFly) -> Reply:
    if not asked.crew:
        return Reply(
            understood=f"Whether somebody may fly {asked.flight}; the name is none of this network's crew",
            missing=("which crew member, by id",),
            suggestions=(f"Who flies {asked.flight.split('/')[0]}?", "Who is on reserve?"),
        )
    what = f"Whether {asked.crew} may fly {asked.flight}"
    member = find_member(inquiry, asked.crew, what)
    if isinstance(member, Reply):
        return member
    flight = find_flight(inquiry, asked.flight, what)
    if isinstance(flight, Reply):
        return flight
    duty = next((one for one in member.duties if flight.flight_id in one.flight_ids), None)
    request: dict[str, Any] = {"crew_id": member.crew_id, "flight_ids": [flight.flight_id]}
    if duty is not None:
        request |= {"flight_ids": list(duty.flight_ids), "deadheads": list(duty.deadheads), "replaces": duty.duty_id}
    report = inquiry.consultation.call("check_crew_assignment", request)
    book, tool = FactBook(), "check_crew_assignment"
    who = put_name(book, "crew", member.crew_id, assumed=bool(member.assumed))
    may = {"pass": "may work", "fail": "may not work", "not_checked": "may not be shown to be free to work"}[report.verdict]
    law = put_name(book, "law", report.title, tool=tool)
    told = [
        f"By {law}, {who} {may} {put_flight(book, flight)}" + (" in the duty that has it." if duty else " as a duty of its own.")
    ]
    failed = [one for one in report.rulings if one.verdict == "fail"]
    shown = failed or sorted((one for one in report.rulings if one.margin is not None), key=lambda one: one.margin)[:RULINGS_TOLD]
    told += [_ruling(book, f"rule.{place}", one, inquiry, member.crew_id, tool) for place, one in enumerate(shown)]
    unchecked = [one for one in report.rulings if one.verdict == "not_checked"]
    told += [
        _ruling(book, f"unchecked.{place}", one, inquiry, member.crew_id, tool)
        for place, one in enumerate(unchecked[:RULINGS_TOLD])
    ]
    aircraft = inquiry.state.aircraft.get(flight.tail) if flight.tail else None
    if aircraft is not None and aircraft.family not in member.families:
        told.append(f"But {who} is not qualified on {put_name(book, 'family', aircraft.family, assumed=crew_assumed(inquiry))}.")
    here = inquiry.consultation.call("crew_status", {"crew_ids": [member.crew_id]}).crew[0].station
    if duty is None and here != flight.origin:
        told.append(f"And {who} is at {here}, not at {flight.origin}; getting there is not part of this check.")
    number = f"{flight.carrier}{flight.number}"
    return reply(
        f"Whether {member.crew_id} may fly {name_of(flight)}",
        book,
        told,
        cards=(crew_view((member.crew_id,), member.crew_id), flights_in_gantt((flight.flight_id,), number)),
        suggestions=(f"Who flies {number}?", f"Who is on reserve at {flight.origin}?"),
    )


MAY_FLY = Question(
    name="may_fly",
    asked=MayFly,
    read=_read_may_fly,
    answer=_answer_may_fly,
    examples=(
        "Can B6-FO0184 fly B6217?",
        "May B6-FO0184 work B6 217?",
        "Is B6-FO0184 legal for B6217?",
        "Could B6-CP0134 take B6217?",
        "Is B6-FO0184 allowed to operate B6217?",
    ),
)


# --- how late may a crew go -------------------------------------------------------------------------------------------


def _read_lateness(mentions: Mentions, focus: Focus) -> Reading[CrewLateness] | None:
    flight, named = flight_meant(mentions, focus)
    about = mentions.has("crew", "pilot", "captain", "duty", "fdp") or (
        mentions.has("latest") and mentions.has("depart", "leave", "go")
    )
    if (
        not flight
        or not about
        or not (
            mentions.has("late", "long", "wait", "until", "still", "exten")
            or mentions.has("timeout")
            or {"time", "out"} <= set(mentions.words)
        )
    ):
        return None
    stems = (
        "how",
        "late",
        "long",
        "crew",
        "pilot",
        "captain",
        "wait",
        "still",
        "go",
        "leave",
        "depart",
        "duty",
        "fdp",
        "exten",
        "time",
    )
    return Reading(CrewLateness(flight=flight), weight(mentions, (*stems, "can", "until", "take"), named))


def _answer_lateness(inquiry: Inquiry, asked: CrewLateness) -> Reply:
    flight = find_flight(inquiry, asked.flight, f"How late the crew of {asked.flight} can still go")
    if isinstance(flight, Reply):
        return flight
    what = f"How late the crew of {name_of(flight)} can still go"
    book, name = FactBook(), put_flight(FactBook(), flight)
    put_flight(book, flight)
    if not inquiry.state.flight_crew.get(flight.flight_id):
        told = [f"No crew is known for {name}, so nothing limits it that could be checked here."]
        return reply(what, book, told, suggestions=("Which crews time out next?",))
    if flight.status.value != "scheduled":
        told = [f"{name} is not waiting to leave any more, so there is nothing left to wait for."]
        return reply(what, book, told, suggestions=(f"How is {flight.carrier}{flight.number}?",))
    report = inquiry.consultation.call("crew_lateness", {"flight_id": flight.flight_id})
    given: dict[str, Any] = {
        "now": inquiry.now,
        "tool": "crew_lateness",
        "subject": f"{flight.carrier}{flight.number}",
        "assumed": crew_assumed(inquiry),
    }
    if report.latest is None:
        told = [f"Somebody of the crew of {name} cannot lawfully take it at any time."]
    else:
        told = [f"The crew of {name} can leave until {put_time(book, 'latest', report.latest, **given)} without an extension."]
    told.append(f"It is now expected at {put_time(book, 'etd', report.etd, **given)}.")
    plain = [(one, one.latest_departures[0]) for one in report.crew]
    first, ends = min(plain, key=lambda each: (each[1].latest is not None, each[1].latest, each[0].crew_id))
    who = put_name(book, "first", first.crew_id, tool="crew_lateness", assumed=crew_assumed(inquiry))
    told.append(f"The first to reach a limit is {who}, {_role(first.role)}.")
    if ends.binding is not None:
        told.append(
            _ruling(book, "first.rule", ends.binding, inquiry, first.crew_id, "crew_lateness").replace(
                " is broken", ", a minute later"
            )
        )
    for place, longer in enumerate(one for one in first.latest_departures[1:] if one.latest is not None):
        until = put_time(book, f"longer.{place}", longer.latest, **given)
        name_of_it = put_name(book, f"longer.{place}.name", longer.with_extension, tool="crew_lateness")
        law = put_name(book, f"longer.{place}.law", longer.citation, tool="crew_lateness")
        needs = "; ".join(
            put_name(book, f"longer.{place}.needs.{at}", one, tool="crew_lateness") for at, one in enumerate(longer.needs)
        )
        told.append(
            f"For that person until {until} with an extension of {name_of_it} by {law}"
            + (f", which needs: {needs}." if needs else ".")
        )
    return reply(
        what,
        book,
        told,
        cards=(crew_view(tuple(one.crew_id for one in report.crew), what),),
        suggestions=(f"Who flies {flight.carrier}{flight.number}?", f"Who is on reserve at {flight.origin}?"),
    )


LATENESS = Question(
    name="crew_lateness",
    asked=CrewLateness,
    read=_read_lateness,
    answer=_answer_lateness,
    examples=(
        "How late can the crew of B6217 still go?",
        "How long can the crew of B6217 wait?",
        "Until when can the crew of B6217 leave?",
        "What is the latest departure of B6217 for its crew?",
        "How late can the pilots of B6 217 still depart?",
    ),
)


# --- who flies it -----------------------------------------------------------------------------------------------------


def _read_flight_crew(mentions: Mentions, focus: Focus) -> Reading[FlightCrew] | None:
    flight, named = flight_meant(mentions, focus)
    who = mentions.has("crew", "pilot", "captain", "officer", "cabin") or (
        mentions.has("who") and mentions.has("flies", "fly", "works", "operat", "command")
    )
    if not flight or not who or mentions.crew or mentions.has("cost", "board", "miss"):
        return None
    stems = ("who", "crew", "pilot", "captain", "officer", "cabin", "flies", "fly", "work", "operat", "command", "list", "show")
    return Reading(FlightCrew(flight=flight), weight(mentions, stems, named))


def _answer_flight_crew(inquiry: Inquiry, asked: FlightCrew) -> Reply:
    flight = find_flight(inquiry, asked.flight, f"Who works {asked.flight}")
    if isinstance(flight, Reply):
        return flight
    what, book = f"Who works {name_of(flight)}", FactBook()
    name, number = put_flight(book, flight), f"{flight.carrier}{flight.number}"
    crew = [inquiry.state.crew[one] for one in inquiry.state.flight_crew.get(flight.flight_id, ())]
    if not crew:
        return reply(what, book, (f"No crew is known for {name}.",), suggestions=(f"How is {number}?",))
    order = ("captain", "first_officer", "cabin")
    crew.sort(key=lambda one: (order.index(one.role), one.crew_id))
    told = [f"{name} has {put_count(book, 'crew', len(crew), 'crew member', subject=number, assumed=crew_assumed(inquiry))}:"]
    told[0] += " " + "; ".join(
        f"{_role(one.role)} {put_name(book, f'{one.crew_id}.id', one.crew_id, assumed=bool(one.assumed))}" for one in crew
    )
    told[0] += "."
    return reply(
        what,
        book,
        told,
        cards=(crew_view([one.crew_id for one in crew], what),),
        suggestions=(f"How late can the crew of {number} still go?", f"What is the duty of {crew[0].crew_id}?"),
    )


FLIGHT_CREW = Question(
    name="flight_crew",
    asked=FlightCrew,
    read=_read_flight_crew,
    answer=_answer_flight_crew,
    examples=(
        "Who flies B6217?",
        "Who is the captain of B6217?",
        "Crew of B6217",
        "Which crew works B6 217?",
        "List the cabin crew of B6217",
    ),
)
