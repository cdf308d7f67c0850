"""Questions about airports: what limits one now and in the next hours, its gates, and which airports are limited at all."""

from collections.abc import Iterator
from typing import Any

from agents.grounding import FactBook
from domain.constraints import StationClosed
from domain.network import Airport
from domain.units import Frozen
from graphs.conversation.question import Focus, Inquiry, Question, Reading
from graphs.conversation.reply import Reply, Table
from graphs.conversation.wording import (
    ROWS_SHOWN,
    airport_view,
    both,
    clock,
    not_here,
    points,
    put_count,
    put_name,
    put_time,
    reply,
    unknown,
    weight,
)
from graphs.intake.mentions import Mentions

HOURS_AHEAD = 4
"""Clock hours shown when nobody says how many."""
QUOTED = 3
"""Notices quoted word for word."""


class AirportAsked(Frozen):
    """What limits one airport now and in the next hours: closures, curfew, capacity, weather, notices, load, gates."""

    airport: str
    hours: int = HOURS_AHEAD


class GatesAsked(Frozen):
    """Whether an airport has gates enough for our aircraft, which gates are closed, and who stands on a gate."""

    airport: str
    gate: str = ""


class LimitedAirports(Frozen):
    """Which airports are closed, under curfew or short of capacity now or later, and where the weather is reported bad."""


# --- which airport is meant -------------------------------------------------------------------------------------------


def airport_meant(mentions: Mentions, focus: Focus) -> tuple[str, float]:
    """The airport that was named, or that is in focus, and how many names of the text that accounts for; empty: none."""
    if mentions.airports:
        return mentions.airports[0], 1
    if said := unknown(mentions, "airport"):
        return said, 1
    named = mentions.flights or mentions.tails or mentions.crew or mentions.ambiguous
    if focus.airport and not named:
        return focus.airport, 0.5 if points(mentions) else 0.1
    return "", 0


def find_airport(inquiry: Inquiry, said: str, understood: str) -> Airport | Reply:
    """The airport by its code, or the reply that names the nearest."""
    code = said.strip().upper()
    if code in inquiry.state.airports:
        return inquiry.state.airport(code)
    return not_here("airport", said, inquiry.state.airports, understood, suggest="What limits {}?")


# --- one airport ------------------------------------------------------------------------------------------------------

_LIMITS: tuple[str, ...] = ("shut", "reopen", "limit", "clos", "open", "curfew", "capacity", "rate", "weather", "snow")
_LIMITS += ("wind", "visib", "notam", "notice", "restrict", "load", "busy", "demand", "situation", "airport", "station")
_LIMITS += ("happening", "going", "status", "constrain", "hour", "how", "traffic", "reduc", "next", "about", "look", "land")


def _read_airport(mentions: Mentions, focus: Focus) -> Reading[AirportAsked] | None:
    said, named = airport_meant(mentions, focus)
    if not said or mentions.flights or mentions.tails or mentions.crew:
        return None
    about = weight(mentions, _LIMITS)
    if named < 1 and not mentions.has(*_LIMITS[:20]):
        return None
    if not about and len(mentions.words) > 1:
        return None
    hours = -(-mentions.durations_min[0] // 60) if mentions.durations_min else HOURS_AHEAD
    asked = AirportAsked(airport=said, hours=max(1, min(hours, 24)))
    return Reading(asked, weight(mentions, _LIMITS, named + len(mentions.durations_min[:1])))


def _answer_airport(inquiry: Inquiry, asked: AirportAsked) -> Reply:
    airport = find_airport(inquiry, asked.airport, f"What limits {asked.airport}")
    if isinstance(airport, Reply):
        return airport
    book, code = FactBook(), airport.code
    limits = inquiry.consultation.call("station_limits", {"airports": [code]})
    load = inquiry.consultation.call("airport_load", {"airport": code, "hours": asked.hours})
    told = [*_closures(book, limits.closures, inquiry), *_reductions(book, airport, inquiry)]
    if not told:
        told.append(f"{code} is open, and nothing reduces its declared capacity.")
    told += _windows(book, inquiry, code)
    told += _gates(book, inquiry, code)
    told += _weather(book, airport, inquiry)
    first = load.hours[0]
    squeezed = [
        kind
        for kind, one in (("arrivals", first.arrivals), ("departures", first.departures))
        if one.scheduled_own > one.ours_at_most
    ]
    if squeezed:
        told.append(f"This hour more of our {both(squeezed)} are scheduled than our part of the rate; the table has the figures.")
    return reply(
        f"What limits {code} now and in the next {asked.hours} h",
        book,
        told,
        cards=(_load_table(book, load, inquiry), airport_view(code, f"{code}")),
        suggestions=(f"Which flights to {code} are cancelled?", f"Who misses a connection at {code}?", f"Gates at {code}"),
    )


def _closures(book: FactBook, closures: tuple[StationClosed, ...], inquiry: Inquiry) -> Iterator[str]:
    for place, one in enumerate(closures):
        key, now = f"{one.airport}.closed.{place}", inquiry.now
        start = put_time(book, f"{key}.start", one.start, now=now, tool="station_limits", subject=one.airport)
        end = put_time(book, f"{key}.end", one.end, now=now, tool="station_limits", subject=one.airport)
        why = put_name(book, f"{key}.why", one.reason, tool="station_limits", subject=one.airport)
        what = "" if one.movement == "both" else f" for {one.movement}"
        if one.start <= now:
            yield f"{one.airport} is closed{what} since {start} and until {end}: {why}."
        else:
            yield f"{one.airport} will be closed{what} from {start} to {end}: {why}."


def _reductions(book: FactBook, airport: Airport, inquiry: Inquiry) -> Iterator[str]:
    code = airport.code
    for place, one in enumerate(sorted(airport.reductions, key=lambda each: each.start)):
        if one.end <= inquiry.now:
            continue
        key = f"{code}.reduced.{place}"
        arrivals = put_count(book, f"{key}.arrivals", one.arrivals_per_hour, "arrival", "an hour", subject=code)
        departures = put_count(book, f"{key}.departures", one.departures_per_hour, "departure", "an hour", subject=code)
        start = put_time(book, f"{key}.start", one.start, now=inquiry.now, subject=code)
        end = put_time(book, f"{key}.end", one.end, now=inquiry.now, subject=code)
        why = f": {put_name(book, f'{key}.why', one.reason, subject=code)}" if one.reason else ""
        yield f"{code} takes {arrivals} and {departures} of all carriers from {start} to {end}{why}."


def _windows(book: FactBook, inquiry: Inquiry, code: str) -> Iterator[str]:
    over = inquiry.consultation.call("airport_windows", {"airports": [code]}).over
    if over:
        tool, assumed = "airport_windows", bool(inquiry.state.airport(code).assumed)
        count = put_count(
            book, f"{code}.windows", len(over), "window", "above what it declares", tool=tool, subject=code, assumed=assumed
        )
        first = put_time(book, f"{code}.windows.first", over[0].start, now=inquiry.now, tool=tool, subject=code, assumed=assumed)
        yield f"More movements are expected than it takes in {count}, the first from {first}."


def _gates(book: FactBook, inquiry: Inquiry, code: str) -> Iterator[str]:
    assumed = bool(inquiry.state.airport(code).assumed)
    for place, one in enumerate(inquiry.consultation.call("gate_load", {"airport": code}).limits[:QUOTED]):
        key, tool = f"{code}.gates.{place}", "gate_load"
        most = put_count(
            book, f"{key}.most", one.aircraft, "aircraft", subject=code, tool=tool, assumed=assumed, plural="aircraft"
        )
        start = put_time(book, f"{key}.start", one.start, now=inquiry.now, tool=tool, subject=code, assumed=assumed)
        end = put_time(book, f"{key}.end", one.end, now=inquiry.now, tool=tool, subject=code, assumed=assumed)
        yield f"Its gates take at most {most} of ours from {start} to {end}, and more are planned."


def _weather(book: FactBook, airport: Airport, inquiry: Inquiry) -> Iterator[str]:
    code = airport.code
    if airport.weather:
        yield f"Weather as reported: {put_name(book, f'{code}.weather', airport.weather, subject=code)}."
    if airport.observed is not None:
        at = put_time(book, f"{code}.observed.at", airport.observed.at, now=inquiry.now, subject=code)
        yield f"Last observation, of {at}: {put_name(book, f'{code}.observed', airport.observed.text, subject=code)}."
    if not airport.weather and airport.observed is None:
        yield f"No weather is reported for {code}; post a METAR to the messages to have it."
    current = [one for one in airport.notices if one.end is None or one.end > inquiry.now]
    if current:
        count = put_count(book, f"{code}.notices", len(current), "notice", subject=code)
        quotes = [put_name(book, f"{code}.notice.{place}", one.text, subject=code) for place, one in enumerate(current[:QUOTED])]
        yield f"{count} in force, as written: {'; '.join(quotes)}."


def _load_table(book: FactBook, load: Any, inquiry: Inquiry) -> Table:
    """Per clock hour and direction: ours scheduled, others scheduled, the airport's rate, our part of it."""
    code, rows = load.airport, []
    assumed = any("capacity" in one for one in load.assumed)
    for place, hour in enumerate(load.hours[:ROWS_SHOWN]):
        key = f"{code}.hour.{place}"
        cells = [put_time(book, key, hour.start, now=inquiry.now, tool="airport_load", subject=code)]
        for kind, one in (("arrivals", hour.arrivals), ("departures", hour.departures)):
            told = (
                f"{one.scheduled_own} ours and {one.scheduled_others} others; rate {one.rate_per_hour}, ours {one.ours_at_most}"
            )
            cells.append(book.put(f"{key}.{kind}", told, tool="airport_load", subject=code, assumed=assumed))
        rows.append(tuple(cells))
    title = f"Scheduled at {code} by clock hour, from {clock(load.hours[0].start, inquiry.now)}"
    return Table(title=title, columns=("hour", "arrivals", "departures"), rows=tuple(rows))


AIRPORT = Question(
    name="airport",
    asked=AirportAsked,
    read=_read_airport,
    answer=_answer_airport,
    examples=(
        "What limits JFK now?",
        "Is EWR open?",
        "How busy is JFK in the next 3 hours?",
        "What is the capacity of BOS?",
        "Is there a curfew at LGA?",
        "What is the weather at JFK?",
        "What is going on at Newark?",
        "JFK status",
    ),
)


# --- gates ------------------------------------------------------------------------------------------------------------


def _read_gates(mentions: Mentions, focus: Focus) -> Reading[GatesAsked] | None:
    said, named = airport_meant(mentions, focus)
    stands = "stand" in mentions.words or mentions.has("gate", "stands", "parking")  # and no standby crew
    if not said or mentions.flights or mentions.ambiguous or not (mentions.gates or stands):
        return None
    gate = mentions.gates[0] if mentions.gates else ""
    stems = ("gate", "stand", "parking", "clos", "free", "enough", "short", "load", "who", "airport")
    return Reading(GatesAsked(airport=said, gate=gate), weight(mentions, stems, named + bool(gate)) + 1.5)


def _answer_gates(inquiry: Inquiry, asked: GatesAsked) -> Reply:
    airport = find_airport(inquiry, asked.airport, f"Gates at {asked.airport}")
    if isinstance(airport, Reply):
        return airport
    book, code = FactBook(), airport.code
    told: list[str] = []
    if asked.gate:
        if asked.gate not in airport.gates:
            return not_here("gate", asked.gate, airport.gates, f"Gate {asked.gate} at {code}", suggest=f"Gate {{}} at {code}")
        told += _on_gate(book, inquiry, airport, asked.gate)
    else:
        gates = put_count(book, f"{code}.gates", len(airport.gates), "gate", subject=code, assumed=bool(airport.assumed))
        told.append(f"{code} has {gates}." if airport.gates else f"Nothing is known of the gates of {code}.")
        short = list(_gates(book, inquiry, code))
        told += short or ["Our aircraft find gates enough as they are planned."]
    shut = [one for one in airport.gate_closures if one[1].end > inquiry.now and asked.gate in ("", one[0])]
    for place, (gate, window) in enumerate(shut[:QUOTED]):
        key = f"{code}.gate_closed.{place}"
        which = put_name(book, key, f"Gate {gate}", subject=code)
        start = put_time(book, f"{key}.start", window.start, now=inquiry.now, subject=code)
        end = put_time(book, f"{key}.end", window.end, now=inquiry.now, subject=code)
        told.append(f"{which} is closed from {start} to {end}.")
    if not shut:
        told.append("No gate is reported closed." if not asked.gate else "It is not reported closed.")
    what = f"Gate {asked.gate} at {code}" if asked.gate else f"Gates at {code}"
    return reply(
        what,
        book,
        told,
        cards=(airport_view(code, f"{code}: gates"),),
        suggestions=(f"What limits {code} now?", f"Flights from {code} in the next 2 hours"),
    )


def _on_gate(book: FactBook, inquiry: Inquiry, airport: Airport, gate: str) -> Iterator[str]:
    code, now, assumed = airport.code, inquiry.now, bool(airport.assumed)
    key = f"{code}.gate.{gate}"
    movements = sorted(
        [(one.eta, one, "arrives") for one in inquiry.state.own_flights() if (one.destination, one.arrival_gate) == (code, gate)]
        + [(one.etd, one, "leaves") for one in inquiry.state.own_flights() if (one.origin, one.gate) == (code, gate)],
        key=lambda each: (each[0], each[1].flight_id),
    )
    ahead = [each for each in movements if each[0] >= now and each[1].status.value in ("scheduled", "departed")]
    name = put_name(book, key, f"Gate {gate}", subject=code, assumed=assumed)
    if not ahead:
        yield f"{name} has no movement of ours ahead."
    for moment, flight, verb in ahead[:QUOTED]:
        number = f"{flight.carrier}{flight.number}"
        which = put_name(book, f"{key}.{verb}.{flight.flight_id}", number, assumed=assumed)
        at = put_time(book, f"{key}.{verb}.{flight.flight_id}.at", moment, now=now, subject=number, assumed=assumed)
        yield f"{name}: {which} {verb} at {at}."


GATES = Question(
    name="gates",
    asked=GatesAsked,
    read=_read_gates,
    answer=_answer_gates,
    examples=(
        "Gates at JFK",
        "Are there enough gates at JFK?",
        "Which gates are closed at JFK?",
        "Who stands on gate 5 at JFK?",
        "Is JFK short of stands?",
    ),
)


# --- all airports -----------------------------------------------------------------------------------------------------

_ALL: tuple[str, ...] = ("airport", "station", "where", "clos", "curfew", "weather", "limit", "capacity", "reduc")
_ALL += ("restrict", "open", "snow", "bad")


def _read_limited(mentions: Mentions, focus: Focus) -> Reading[LimitedAirports] | None:
    if (
        mentions.airports
        or mentions.flights
        or unknown(mentions, "airport")
        or mentions.has("gate", "crew", "passenger", "flight")
    ):
        return None
    about = mentions.has("clos", "shut", "curfew", "weather", "capacity", "reduc", "restrict", "snow")
    if not (about or (mentions.has("airport", "station") and mentions.has("limit", "problem", "open", "short", "affected"))):
        return None
    return Reading(LimitedAirports(), weight(mentions, (*_ALL, "problem", "short", "affected", "rate")))


def _answer_limited(inquiry: Inquiry, asked: LimitedAirports) -> Reply:
    book = FactBook()
    limits = inquiry.consultation.call("station_limits")
    told = list(limited_airports(book, inquiry, limits.closures))
    if not told:
        told = ["No airport that we use is closed, reduced or under a curfew from now on."]
    places = sorted({one.airport for one in limits.closures})
    return reply(
        "Which airports are limited now or later",
        book,
        told,
        cards=tuple(airport_view(one, one) for one in places[:QUOTED]),
        suggestions=(*(f"What limits {one} now?" for one in places[:2]), "What happens if nobody intervenes?"),
    )


def limited_airports(book: FactBook, inquiry: Inquiry, closures: tuple[StationClosed, ...]) -> Iterator[str]:
    """Closures, reductions and reported weather over all our airports, a sentence each."""
    real = tuple(one for one in closures if one.end > inquiry.now)
    yield from _closures(book, real[:ROWS_SHOWN], inquiry)
    if len(real) > ROWS_SHOWN:
        yield f"And {put_count(book, 'closures.more', len(real) - ROWS_SHOWN, 'closure', tool='station_limits')} later."
    for code in sorted(inquiry.state.airports):
        airport = inquiry.state.airports[code]
        yield from _reductions(book, airport, inquiry)
        if airport.weather:
            yield f"{code}: weather as reported: {put_name(book, f'{code}.weather', airport.weather, subject=code)}."


LIMITED = Question(
    name="limited_airports",
    asked=LimitedAirports,
    read=_read_limited,
    answer=_answer_limited,
    examples=(
        "Which airports are closed?",
        "Where is the weather bad?",
        "Which stations have reduced capacity?",
        "Are there any closures?",
        "List airports with a curfew",
    ),
)
