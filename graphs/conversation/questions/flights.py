"""Questions about flights: one flight, why it is late, and lists by airport, tail, state and time."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Literal

from agents.grounding import FactBook
from domain.network import Booking, Flight, FlightStatus
from domain.plans import KnockOn, ProjectedFlight
from domain.units import Frozen, UtcDatetime, minutes_between
from graphs.conversation.question import Focus, Inquiry, Question, Reading
from graphs.conversation.reply import Reply, Table
from graphs.conversation.wording import (
    ROWS_SHOWN,
    WORD,
    asks,
    both,
    clock,
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

State = Literal["any", "cancelled", "late", "diverted", "in the air", "arrived", "to come"]
LATE_MIN = 15
"""From how many minutes on a flight counts as late when nobody says how many."""
CHAIN_LINKS = 6
"""Links of a chain of causes that are told."""


class FlightAsked(Frozen):
    """How one flight stands: its times, aircraft, gate, passengers, crew, and what will delay it."""

    flight: str


class WhyLate(Frozen):
    """Why a flight is late or cancelled, or will be if nobody intervenes: the chain of causes."""

    flight: str


class FlightsAsked(Frozen):
    """Which and how many of our flights: by origin, destination or either (`airport`), tail, state, and time in [since, until).

    `within_min`: in the minutes from now. `late_min`: from how many minutes on a flight is late.
    """

    origin: str = ""
    destination: str = ""
    airport: str = ""
    tail: str = ""
    state: State = "any"
    movement: Literal["departure", "arrival"] = "departure"
    late_min: int = LATE_MIN
    since: UtcDatetime | None = None
    until: UtcDatetime | None = None
    within_min: int | None = None


# --- which flight is meant --------------------------------------------------------------------------------------------


def flight_meant(mentions: Mentions, focus: Focus) -> tuple[str, float]:
    """The flight that was named, or that is in focus, and how many names of the text that accounts for; empty: none."""
    if mentions.flights:
        return mentions.flights[0], 1
    said = mentions.ambiguous[0][0] if mentions.ambiguous else unknown(mentions, "flight")
    if said:
        return said, 1
    named = mentions.airports or mentions.tails or mentions.crew or mentions.bookings
    if focus.flight_id and not named:
        return focus.flight_id, 0.5 if points(mentions) else 0.1
    return "", 0


def find_flight(inquiry: Inquiry, said: str, understood: str) -> Flight | Reply:
    """The flight by its id or number; or the reply that asks which of several is meant, or names the nearest."""
    state = inquiry.state
    wanted = re.sub(r"[\s\-]", "", said).upper() if "/" not in said else said
    if wanted in state.flights:
        return state.flight(wanted)
    candidates = sorted((one for one in state.flights.values() if f"{one.carrier}{one.number}" == wanted), key=_departure)
    if len(candidates) == 1:
        return candidates[0]
    if candidates:
        told = [f"{wanted} {one.origin}-{one.destination} at {clock(one.std, inquiry.now)}" for one in candidates]
        return Reply(
            understood=f"{understood}; several flights have that number",
            missing=(f"which {wanted}: {both(told, 'or')}",),
            suggestions=tuple(f"{wanted} from {one.origin}" for one in candidates[:3]),
        )
    names = (f"{one.carrier}{one.number}" for one in state.own_flights())
    return not_here("flight", said, names, understood, suggest="How is {}?")


def name_of(flight: Flight) -> str:
    """The flight as people call it, with its route."""
    return f"{flight.carrier}{flight.number} {flight.origin}-{flight.destination}"


def _departure(flight: Flight) -> tuple[datetime, str]:
    return flight.atd or flight.etd, flight.flight_id


# --- one flight -------------------------------------------------------------------------------------------------------

_ABOUT_ONE: tuple[str, ...] = ("status", "flight", "how", "doing", "gate", "stand", "tail", "aircraft", "depart", "leave")
_ABOUT_ONE += ("arriv", "eta", "etd", "schedul", "time", "estimate", "board", "late", "delay", "cancel", "tell", "about")
_ABOUT_ONE += ("detail", "land", "up", "with")
_WHY: tuple[str, ...] = ("why", "cause", "reason", "because", "what's", "behind", "happened", "late", "delay", "cancel")
_WHY += ("knock", "chain", "hold", "how", "come")


def _read_flight(mentions: Mentions, focus: Focus) -> Reading[FlightAsked] | None:
    said, named = flight_meant(mentions, focus)
    about = weight(mentions, _ABOUT_ONE)
    if not said or (named < 1 and not about):
        return None
    return Reading(FlightAsked(flight=said), weight(mentions, _ABOUT_ONE, named))


def _answer_flight(inquiry: Inquiry, asked: FlightAsked) -> Reply:
    found = find_flight(inquiry, asked.flight, f"How flight {asked.flight} stands")
    if isinstance(found, Reply):
        return found
    book, state = FactBook(), inquiry.state
    told = [_times(book, found, inquiry.now)]
    if not state.is_own(found):
        told.append("It is another carrier's: only its times are known here.")
    else:
        told += _aboard(book, inquiry, found)
    if state.is_own(found) and found.status is FlightStatus.SCHEDULED:
        told += _outlook(book, inquiry, found)
    name = f"{found.carrier}{found.number}"
    return reply(
        f"How {name_of(found)} stands",
        book,
        told,
        cards=(flights_in_gantt((found.flight_id,), f"{name} in the Gantt"),),
        suggestions=(f"Why is {name} late?", f"Who misses a connection on {name}?", f"How late can the crew of {name} still go?"),
    )


_STANDS: dict[FlightStatus, str] = {
    FlightStatus.SCHEDULED: "has not left",
    FlightStatus.DEPARTED: "is in the air",
    FlightStatus.ARRIVED: "has arrived",
    FlightStatus.DIVERTED: "was diverted",
    FlightStatus.CANCELLED: "is cancelled",
}


def _times(book: FactBook, flight: Flight, now: datetime) -> str:
    name, key, about = put_flight(book, flight), flight.flight_id, f"{flight.carrier}{flight.number}"

    def at(which: str, moment: datetime) -> str:
        return put_time(book, f"{key}.{which}", moment, now=now, subject=about, assumed=bool(flight.assumed))

    said = f"{name} {_STANDS[flight.status]}; planned {at('std', flight.std)} to {at('sta', flight.sta)}"
    if flight.status is FlightStatus.CANCELLED:
        return said + (_code(book, flight) or "") + "."
    if flight.status is FlightStatus.DIVERTED and flight.diverted_to:
        said += f", now at {flight.diverted_to}"
    left = f"left {at('atd', flight.atd)}" if flight.atd else f"expected to leave {at('etd', flight.etd)}"
    there = f"arrived {at('ata', flight.ata)}" if flight.ata else f"arriving {at('eta', flight.eta)}"
    late = flight.arrival_delay_min if flight.ata else flight.departure_delay_min
    said += f"; {left}, {there}"
    if late > 0:
        said += ", " + put_duration(book, f"{key}.late", late, "late", subject=about)
    elif late < 0:
        said += ", " + put_duration(book, f"{key}.early", -late, "early", subject=about)
    else:
        said += ", on time"
    return said + (_code(book, flight) or "") + "."


def _code(book: FactBook, flight: Flight) -> str:
    if not flight.delay_code:
        return ""
    code = put_name(
        book, f"{flight.flight_id}.code", f"IATA code {flight.delay_code}", subject=f"{flight.carrier}{flight.number}"
    )
    return f", recorded with {code}"


def _aboard(book: FactBook, inquiry: Inquiry, flight: Flight) -> Iterator[str]:
    state, key, about = inquiry.state, flight.flight_id, f"{flight.carrier}{flight.number}"
    if flight.tail is None:
        yield "No aircraft is assigned to it."
    else:
        aircraft = state.tail(flight.tail)
        tail = put_name(book, f"{key}.tail", f"{flight.tail} ({aircraft.model})", subject=about)
        gate = (
            put_name(
                book, f"{key}.gate", f"gate {flight.gate}", subject=about, assumed=bool(state.airports[flight.origin].assumed)
            )
            if flight.gate
            else ""
        )
        yield f"Flown by {tail}" + (f" from {gate}." if gate else "; no gate is known.")
    bookings = [state.bookings[one] for one in state.flight_bookings.get(key, ())]
    if bookings:
        people = put_count(
            book, f"{key}.passengers", state.passengers_on(key), "passenger", "booked", subject=about, assumed=assumed(bookings)
        )
        crew = put_count(
            book, f"{key}.crew", len(state.flight_crew.get(key, ())), "crew member", subject=about, assumed=crew_assumed(inquiry)
        )
        yield f"On it: {people}, {crew}."


def assumed(bookings: Iterable[Booking]) -> bool:
    """Whether any of these bookings is assumed."""
    return any(one.assumed for one in bookings)


def crew_assumed(inquiry: Inquiry) -> bool:
    """Whether the network's crew and their duties are assumed."""
    return any(one.assumed for one in inquiry.state.crew.values())


def _outlook(book: FactBook, inquiry: Inquiry, flight: Flight) -> Iterator[str]:
    """What will become of a flight that has not left, who misses connections, and how long its crew can wait."""
    projected = _projected(inquiry, flight)
    key, about = flight.flight_id, f"{flight.carrier}{flight.number}"
    if projected is not None and (projected.cancelled or projected.etd > flight.etd):
        yield _fate(book, inquiry, flight, projected)
    missing = inquiry.consultation.call("misconnections", {"flight_ids": [key]})
    if missing.passengers:
        people = put_count(
            book,
            f"{key}.misconnecting",
            missing.passengers,
            "passenger",
            tool="misconnections",
            subject=about,
            assumed=any(one.assumed for one in missing.bookings),
        )
        yield f"If nobody intervenes {people} miss a connection."
    if inquiry.state.flight_crew.get(key):
        latest = inquiry.consultation.call("crew_lateness", {"flight_id": key}).latest
        if latest is not None:
            when = put_time(
                book,
                f"{key}.crew_latest",
                latest,
                now=inquiry.now,
                tool="crew_lateness",
                subject=about,
                assumed=crew_assumed(inquiry),
            )
            yield f"Its crew can leave until {when} without an extension."
        else:
            yield "Its crew cannot lawfully take it as things stand; ask how late the crew can go for the reason."


def _projected(inquiry: Inquiry, flight: Flight) -> ProjectedFlight | None:
    found: tuple[ProjectedFlight, ...] = inquiry.consultation.call(
        "delay_propagation", {"flight_ids": [flight.flight_id]}
    ).flights
    return found[0] if found else None


def _fate(book: FactBook, inquiry: Inquiry, flight: Flight, projected: ProjectedFlight) -> str:
    key, about = flight.flight_id, f"{flight.carrier}{flight.number}"
    if projected.cancelled:
        said = "If nobody intervenes it cannot be flown"
    else:
        when = put_time(book, f"{key}.projected", projected.etd, now=inquiry.now, tool="delay_propagation", subject=about)
        late = put_duration(
            book,
            f"{key}.projected_late",
            minutes_between(flight.std, projected.etd),
            "late",
            tool="delay_propagation",
            subject=about,
        )
        said = f"If nobody intervenes it leaves at {when}, {late}"
    return said + (f": {_cause(book, key, 0, projected.causes[-1], about)}." if projected.causes else ".")


def _cause(book: FactBook, key: str, place: int, cause: KnockOn, about: str) -> str:
    return put_name(book, f"{key}.cause.{place}", cause.text, tool="delay_propagation", subject=about)


FLIGHT = Question(
    name="flight",
    asked=FlightAsked,
    read=_read_flight,
    answer=_answer_flight,
    examples=(
        "B6217",
        "How is B6217?",
        "What is the status of B6 217?",
        "Is flight B6217 on time?",
        "Tell me about B6217",
        "What gate does B6217 leave from?",
        "When does B6217 arrive?",
    ),
)


# --- why it is late ---------------------------------------------------------------------------------------------------


def _read_why(mentions: Mentions, focus: Focus) -> Reading[WhyLate] | None:
    said, named = flight_meant(mentions, focus)
    how_come = "how come" in mentions.text.lower() or mentions.has("holding", "held")
    if not said or not (how_come or mentions.has("why", "cause", "reason", "because", "behind", "knock", "chain")):
        return None
    return Reading(WhyLate(flight=said), weight(mentions, (*_WHY, "flight", "it"), named))


def _answer_why(inquiry: Inquiry, asked: WhyLate) -> Reply:
    found = find_flight(inquiry, asked.flight, f"Why flight {asked.flight} is late")
    if isinstance(found, Reply):
        return found
    book, name, gone = FactBook(), f"{found.carrier}{found.number}", found.status is FlightStatus.CANCELLED
    told = [_times(book, found, inquiry.now)]
    projected = _projected(inquiry, found) if inquiry.state.is_own(found) else None
    if found.status is FlightStatus.SCHEDULED and projected is not None:
        if projected.cancelled or projected.etd > found.etd:
            told.append(_fate(book, inquiry, found, projected))
        told += _chain(book, inquiry, found, projected)
        if not projected.causes:
            told.append("Nothing further delays it: no aircraft, crew, connection, airport or slot is in its way.")
    elif found.departure_delay_min > 0 or gone:
        told.append(f"Why it {'was cancelled' if gone else 'left late'} is kept in the network as its delay code only.")
        told += _before(book, inquiry, found)
        told += _limits_then(book, inquiry, found)
    how_late = (f"How late can the crew of {name} still go?",) if found.status is FlightStatus.SCHEDULED else ()
    return reply(
        f"Why {name_of(found)} {'is cancelled' if gone else 'is late, and what still delays it'}",
        book,
        told,
        cards=(flights_in_gantt((found.flight_id,), f"{name} in the Gantt"),),
        suggestions=(*how_late, f"What limits {found.origin} now?", f"How many passengers are on {name}?"),
    )


def _chain(book: FactBook, inquiry: Inquiry, flight: Flight, projected: ProjectedFlight) -> Iterator[str]:
    """Each cause with the minutes it adds, then what delays the flight that it names, and so on back."""
    seen, place = {flight.flight_id}, 0
    waiting = [(flight, one) for one in projected.causes]
    while waiting and place < CHAIN_LINKS:
        at, cause = waiting.pop(0)
        about = f"{at.carrier}{at.number}"
        said = _cause(book, flight.flight_id, place + 1, cause, about)
        adds = ""
        if cause.delay_min:
            key = f"{flight.flight_id}.cause.{place + 1}.min"
            adds = f", which adds {put_duration(book, key, cause.delay_min, tool='delay_propagation', subject=about)}"
        yield f"{put_flight(book, at)}: {said}{adds}."
        place += 1
        behind = inquiry.state.flights.get(cause.because_of)  # type: ignore[call-overload]
        if behind is not None and behind.flight_id not in seen and inquiry.state.is_own(behind):
            seen.add(behind.flight_id)
            earlier = _projected(inquiry, behind)
            waiting += [(behind, one) for one in earlier.causes] if earlier else []


def _before(book: FactBook, inquiry: Inquiry, flight: Flight) -> Iterator[str]:
    """The flight its aircraft came on, where that was late as well."""
    rotation = inquiry.state.rotation(flight.tail) if flight.tail else ()
    earlier = [one for one in rotation if one.sta <= flight.std and one.status is not FlightStatus.CANCELLED]
    if earlier and earlier[-1].arrival_delay_min >= LATE_MIN:
        came = earlier[-1]
        late = put_duration(
            book, f"{came.flight_id}.late", came.arrival_delay_min, "late", subject=f"{came.carrier}{came.number}"
        )
        yield f"Its aircraft came as {put_flight(book, came)}, {late}."


def _limits_then(book: FactBook, inquiry: Inquiry, flight: Flight) -> Iterator[str]:
    """Closures and reductions that held where and when it was to leave or to land; whether they were the reason nobody said."""
    about = f"{flight.carrier}{flight.number}"
    for code, moment, verb in ((flight.origin, flight.std, "leave"), (flight.destination, flight.sta, "land")):
        airport = inquiry.state.airports[code]
        windows = [(one, "was closed") for one in airport.closures] + [(one, "was reduced") for one in airport.reductions]
        for place, (window, what) in enumerate(windows):
            if window.start <= moment < window.end:
                key = f"{code}.then.{place}"
                start = put_time(book, f"{key}.start", window.start, now=inquiry.now, subject=code)
                end = put_time(book, f"{key}.end", window.end, now=inquiry.now, subject=code)
                why = put_name(book, f"{key}.why", window.reason, subject=about)
                yield f"When it was to {verb}, {code} {what}, from {start} to {end}: {why}."


WHY = Question(
    name="why_late",
    asked=WhyLate,
    read=_read_why,
    answer=_answer_why,
    examples=(
        "Why is B6217 late?",
        "Why was B6217 cancelled?",
        "What is the cause of the delay of B6217?",
        "What is the reason for the delay of B6217?",
        "Why is B6 217 delayed?",
    ),
)


# --- lists ------------------------------------------------------------------------------------------------------------

_STATES: tuple[tuple[State, tuple[str, ...]], ...] = (
    ("cancelled", ("cancel",)),
    ("late", ("late", "delay", "behind")),
    ("diverted", ("diver",)),
    ("in the air", ("in-air", "flying", "airborne", "enroute")),
    ("arrived", ("arrived", "landed")),
    ("to come", ("remain", "left", "yet", "still", "scheduled", "coming", "upcoming")),
)
"""The first that fits counts."""
_LISTED: tuple[str, ...] = ("flight", "depart", "leav", "arriv", "land", "go", "late", "delay", "cancel", "diver", "many", "fly")
_LISTED += ("list", "rotation", "count", "inbound", "outbound", "remain", "next", "hour", "minute", "more", "than", "over")
_LISTED += ("still", "yet")
_INTO = re.compile(r"\b(?:in)?to\s+(?!\d|noon|midnight|now|be\b|go\b|leave|depart|arrive|come)[a-z]|\binto\b|\binbound\b", re.I)
_OUT_OF = re.compile(r"\bfrom\s+(?!\d|noon|midnight|now)[a-z]|\bout of\b|\boutbound\b|\b(?:leav|depart)", re.I)
_BACKWARDS = re.compile(r"\bto\b.*\bfrom\s+[a-z]", re.I)


def _read_flights(mentions: Mentions, focus: Focus) -> Reading[FlightsAsked] | None:
    if mentions.flights or mentions.ambiguous or mentions.crew or unknown(mentions, "flight"):
        return None
    if mentions.has("alone") or (mentions.words[:2] == ("can", "we")):
        return None  # "leave it alone", "can we still land": of the day and of the airport
    about_flights = mentions.has("flight", "depart", "leav", "leaves", "arriv", "land", "inbound", "outbound")
    about_flights = about_flights or (bool(mentions.tails) and mentions.has("flying", "flies"))
    state = next((one for one, stems in _STATES if mentions.has(*stems)), "any")
    if "air" in mentions.words:  # a stem would take every airport for it
        state = "in the air"
    if not (about_flights or (state in ("cancelled", "late", "diverted", "in the air") and asks(mentions))):
        return None
    origin, destination, airport = _route(mentions, focus)
    tail = mentions.tails[0] if mentions.tails else focus.tail if points(mentions) and mentions.has("tail", "aircraft") else ""
    since, until = span_said(mentions)
    long = mentions.durations_min[0] if mentions.durations_min else None
    late = state == "late" and long is not None and not mentions.has("next", "within", "coming")
    asked = FlightsAsked(
        origin=origin,
        destination=destination,
        airport=airport,
        tail=tail,
        state=state,
        movement="arrival" if mentions.has("arriv", "land", "inbound") and not mentions.has("depart", "leav") else "departure",
        late_min=long if late and long is not None else LATE_MIN,
        since=since,
        until=until,
        within_min=None if late else long,
    )
    named = len(mentions.airports[:2]) + len(mentions.tails[:1]) + len(mentions.moments[:2]) + len(mentions.durations_min[:1])
    return Reading(asked, weight(mentions, _LISTED, named) + WORD * (state == "in the air"))


def _route(mentions: Mentions, focus: Focus) -> tuple[str, str, str]:
    """Origin, destination, and the airport whose side was not said."""
    if len(mentions.airports) >= 2:
        first, second = mentions.airports[:2]
        return (second, first, "") if _BACKWARDS.search(mentions.text) else (first, second, "")
    here = mentions.airports[0] if mentions.airports else unknown(mentions, "airport")
    if not here and "there" in mentions.words:
        here = focus.airport
    if not here:
        return "", "", ""
    if _INTO.search(mentions.text):
        return "", here, ""
    if _OUT_OF.search(mentions.text):
        return here, "", ""
    if mentions.has("arriv", "land", "inbound"):
        return "", here, ""
    return "", "", here


def _answer_flights(inquiry: Inquiry, asked: FlightsAsked) -> Reply:
    for code in filter(None, (asked.origin, asked.destination, asked.airport)):
        if code not in inquiry.state.airports:
            return not_here("airport", code, inquiry.state.airports, _described(asked, inquiry.now))
    if asked.tail and asked.tail not in inquiry.state.aircraft:
        return not_here("tail", asked.tail, inquiry.state.aircraft, _described(asked, inquiry.now))
    found = sorted((one for one in inquiry.state.own_flights() if _wanted(one, asked, inquiry.now)), key=_departure)
    book, what = FactBook(), _described(asked, inquiry.now)
    if not found:
        none = put_count(book, "flights", 0, "flight")
        told = [f"{none} of ours are of that kind: {put_name(book, 'asked', what)}."]
        return reply(what, book, told, suggestions=("Which flights are late?", "Which flights are cancelled?"))
    total = put_count(book, "flights", len(found), "flight", subject=what)
    told = [f"{total} of ours: {put_name(book, 'asked', what)}."]
    people = sum(inquiry.state.passengers_on(one.flight_id) for one in found)
    if people:
        booked = put_count(
            book,
            "flights.passengers",
            people,
            "passenger",
            "booked",
            subject=what,
            assumed=assumed(inquiry.state.bookings.values()),
        )
        told.append(f"On them: {booked}.")
    shown = found[:ROWS_SHOWN]
    if len(found) > len(shown):
        told.append(f"The table has the first {put_count(book, 'flights.shown', len(shown), 'flight')}; the Gantt has all.")
    title = f"{what[0].upper()}{what[1:]}"
    return reply(
        title,
        book,
        told,
        cards=(_table(book, shown, title, inquiry.now), flights_in_gantt([one.flight_id for one in found], title)),
        suggestions=(
            f"How is {shown[0].carrier}{shown[0].number}?",
            "What happens if nobody intervenes?",
            "How many passengers are disrupted?",
        ),
    )


def _wanted(flight: Flight, asked: FlightsAsked, now: datetime) -> bool:
    leaves, arrives = flight.atd or flight.etd, flight.ata or flight.eta
    moment = arrives if asked.movement == "arrival" else leaves
    until = now + timedelta(minutes=asked.within_min) if asked.within_min is not None else asked.until
    since = asked.since or (now if asked.within_min is not None else None)
    late = max(flight.departure_delay_min, flight.arrival_delay_min)
    states: dict[State, bool] = {
        "any": True,
        "cancelled": flight.status is FlightStatus.CANCELLED,
        "late": flight.status is not FlightStatus.CANCELLED and late >= asked.late_min,
        "diverted": flight.status is FlightStatus.DIVERTED,
        "in the air": flight.status is FlightStatus.DEPARTED,
        "arrived": flight.status is FlightStatus.ARRIVED,
        "to come": flight.status is FlightStatus.SCHEDULED,
    }
    return (
        states[asked.state]
        and asked.origin in ("", flight.origin)
        and asked.destination in ("", flight.destination)
        and asked.airport in ("", flight.origin, flight.destination)
        and asked.tail in ("", flight.tail)
        and (since is None or moment >= since)
        and (until is None or moment < until)
    )


def _described(asked: FlightsAsked, now: datetime) -> str:
    """What was asked for, in our words."""
    state = {"any": "flights", "to come": "flights that have not left", "in the air": "flights in the air"}.get(
        asked.state, f"{asked.state} flights"
    )
    said = state if asked.state != "late" else f"flights at least {asked.late_min} min late"
    said += f" from {asked.origin}" if asked.origin else ""
    said += f" to {asked.destination}" if asked.destination else ""
    said += f" from or to {asked.airport}" if asked.airport else ""
    said += f" of {asked.tail}" if asked.tail else ""
    verb = "arriving" if asked.movement == "arrival" else "leaving"
    if asked.within_min is not None:
        said += f", {verb} within {asked.within_min} min from {clock(now, now)}"
    elif asked.since or asked.until:
        said += f", {verb}"
        said += f" from {clock(asked.since, now)}" if asked.since else ""
        said += f" until {clock(asked.until, now)}" if asked.until else ""
    return said


def _table(book: FactBook, flights: list[Flight], title: str, now: datetime) -> Table:
    rows = []
    for one in flights:
        key, about = one.flight_id, f"{one.carrier}{one.number}"
        late = max(one.departure_delay_min, one.arrival_delay_min)
        gone = one.status is FlightStatus.CANCELLED
        rows.append(
            (
                put_flight(book, one),
                put_time(book, f"{key}.std", one.std, now=now, subject=about, assumed=bool(one.assumed)),
                ""
                if gone
                else put_time(book, f"{key}.leaves", one.atd or one.etd, now=now, subject=about, assumed=bool(one.assumed)),
                ""
                if gone
                else put_time(book, f"{key}.arrives", one.ata or one.eta, now=now, subject=about, assumed=bool(one.assumed)),
                put_name(book, f"{key}.tail_only", one.tail, subject=about) if one.tail else "none",
                put_duration(book, f"{key}.late", late, "late", subject=about) if late > 0 and not gone else _STANDS[one.status],
            )
        )
    return Table(title=title, columns=("flight", "planned", "leaves", "arrives", "tail", "state"), rows=tuple(rows))


FLIGHTS = Question(
    name="flights",
    asked=FlightsAsked,
    read=_read_flights,
    answer=_answer_flights,
    examples=(
        "Which flights to BOS are cancelled?",
        "What leaves JFK between 21:00 and 23:00Z?",
        "late flights",
        "Flights of N643JB",
        "How many flights are cancelled?",
        "Which flights arrive at JFK in the next 2 hours?",
        "List flights from JFK to BOS",
        "Which flights are more than 60 minutes late?",
        "What is in the air?",
    ),
)
