"""Questions about passengers, in counts only: missed connections, the disrupted, who is on a flight, what they are owed."""

from collections.abc import Iterable, Iterator
from typing import Any

from agents.grounding import FactBook
from domain.network import Booking, Flight, FlightStatus
from domain.units import Frozen
from graphs.conversation.question import Focus, Inquiry, Question, Reading
from graphs.conversation.questions.airports import airport_meant, find_airport
from graphs.conversation.questions.flights import assumed, find_flight, flight_meant, name_of
from graphs.conversation.reply import OpenView, Reply, Table
from graphs.conversation.wording import (
    ROWS_SHOWN,
    both,
    flights_in_gantt,
    put_count,
    put_duration,
    put_flight,
    put_money,
    put_name,
    reply,
    weight,
)
from graphs.intake.mentions import Mentions

OWED_OF_FLIGHT = 4.0
"""Added where something is owed on a flight: "if it is late" then says which delay, and asks for no what-if."""
OWED_OF_NETWORK = 1.5
"""Added where our passengers are meant, or today: that is no question about what a law says."""

_PEOPLE = ("passenger", "pax", "people", "customer", "guest", "travel")


class Misconnections(Frozen):
    """Who will miss a connection if nobody intervenes: everywhere, at one airport, or to or from one flight."""

    flight: str = ""
    airport: str = ""


class DisruptedPassengers(Frozen):
    """How many passengers are disrupted now and wait for another flight; at one airport, where it is named."""

    airport: str = ""


class PeopleOnFlight(Frozen):
    """How many people are on a flight, seats left, connections, and how many need assistance or travel alone as minors."""

    flight: str


class RightsOwed(Frozen):
    """What passengers are owed by law: of one flight if it is so late, or of all disrupted ones as things stand."""

    flight: str = ""
    delay_min: int | None = None


class Connections(Frozen):
    """How many passengers connect at an airport from now on, between which flights, and how many will not make it."""

    airport: str


def _passengers_view(airport: str, title: str) -> OpenView:
    return OpenView(view="passengers", path="/passengers" + (f"?airport={airport}" if airport else ""), title=title)


# --- missed connections -----------------------------------------------------------------------------------------------

_MISSED = ("miss", "misconnect", "connect", "who", "many", "transfer", "lose", "make", *_PEOPLE)


def _read_misconnections(mentions: Mentions, focus: Focus) -> Reading[Misconnections] | None:
    missed = mentions.has("misconnect", "mis-connect") or (
        mentions.has("miss", "lose", "risk") and mentions.has("connect", "transfer")
    )
    if not missed or mentions.crew:
        return None
    flight, by_flight = flight_meant(mentions, focus)
    airport, by_airport = airport_meant(mentions, focus)
    if mentions.airports and not mentions.flights:
        flight, by_flight = "", 0
    if by_flight < 0.5:
        flight, by_flight = "", 0
    if flight or by_airport < 0.5:
        airport, by_airport = "", 0
    return Reading(Misconnections(flight=flight, airport=airport), weight(mentions, _MISSED, by_flight + by_airport) + 0.5)


def _answer_misconnections(inquiry: Inquiry, asked: Misconnections) -> Reply:
    what, request = "Who will miss a connection if nobody intervenes", {}
    number = ""
    if asked.flight:
        flight = find_flight(inquiry, asked.flight, f"{what}, on {asked.flight}")
        if isinstance(flight, Reply):
            return flight
        what, request, number = (
            f"{what}, on {name_of(flight)}",
            {"flight_ids": [flight.flight_id]},
            f"{flight.carrier}{flight.number}",
        )
    if asked.airport:
        airport = find_airport(inquiry, asked.airport, f"{what}, at {asked.airport}")
        if isinstance(airport, Reply):
            return airport
        what = f"{what}, at {airport.code}"
    found = [
        one
        for one in inquiry.consultation.call("misconnections", request).bookings
        if asked.airport in ("", inquiry.state.flights[one.inbound].destination)
    ]
    book, tool = FactBook(), "misconnections"
    given: dict[str, Any] = {
        "tool": tool,
        "assumed": assumed(inquiry.state.bookings.values()),
        "subject": number or asked.airport,
    }
    people = put_count(book, "misconnecting", sum(one.passengers for one in found), "passenger", **given)
    bookings = put_count(book, "misconnecting.bookings", len(found), "booking", **given)
    told = [f"{people} in {bookings} will miss a connection between two of our flights."]
    told.append("Passengers of a cancelled flight are not among them; they count as disrupted.")
    protected = sum(one.passengers for one in found if one.protected)
    if protected:
        kept = put_count(book, "misconnecting.protected", protected, "passenger", **given)
        told.append(f"Of them {kept} are on a protected connection.")
    pairs: dict[tuple[Any, Any], list[Any]] = {}
    for one in found:
        pairs.setdefault((one.inbound, one.outbound), []).append(one)
    worst = sorted(pairs.items(), key=lambda each: (-sum(one.passengers for one in each[1]), each[0]))
    rows = tuple(_pair(book, inquiry, pair, each) for pair, each in worst[:ROWS_SHOWN])
    table = Table(title=what, columns=("from", "to", "passengers", "they have", "they need"), rows=rows)
    view = flights_in_gantt([one for pair, _ in worst for one in pair], what)
    return reply(
        what,
        book,
        told,
        cards=(table, view) if rows else (),
        suggestions=("How many passengers are disrupted?", f"Connections at {asked.airport or 'JFK'}"),
    )


def _pair(book: FactBook, inquiry: Inquiry, pair: tuple[Any, Any], bookings: list[Any]) -> tuple[str, ...]:
    key = f"{pair[0]}-{pair[1]}"
    given: dict[str, Any] = {"tool": "misconnections", "assumed": any(one.assumed for one in bookings)}
    tightest = min(bookings, key=lambda one: one.available_min - one.needed_min)
    return (
        put_flight(book, inquiry.state.flights[pair[0]]),
        put_flight(book, inquiry.state.flights[pair[1]]),
        put_count(book, f"{key}.passengers", sum(one.passengers for one in bookings), "passenger", **given),
        put_duration(book, f"{key}.have", tightest.available_min, **given),
        put_duration(book, f"{key}.need", tightest.needed_min, **given),
    )


MISCONNECTIONS = Question(
    name="misconnections",
    asked=Misconnections,
    read=_read_misconnections,
    answer=_answer_misconnections,
    examples=(
        "Who misses a connection?",
        "How many passengers will miss their connection at JFK?",
        "Misconnections on B6217",
        "Which passengers misconnect?",
        "How many people lose their connection at BOS?",
        "Show misconnecting pax",
    ),
)


# --- the disrupted ----------------------------------------------------------------------------------------------------

_DISRUPTED = ("disrupt", "strand", "stuck", "affected", "many", "rebook", "wait", "how", "without", "where", *_PEOPLE)


def _read_disrupted(mentions: Mentions, focus: Focus) -> Reading[DisruptedPassengers] | None:
    if not mentions.has("disrupt", "strand", "stuck", "affected") or not mentions.has(*_PEOPLE, "many", "strand", "stuck", "who"):
        return None
    if mentions.flights or mentions.ambiguous or mentions.options or mentions.plans:
        return None
    airport, named = airport_meant(mentions, focus)
    if named < 0.5:
        airport, named = "", 0
    return Reading(DisruptedPassengers(airport=airport), weight(mentions, _DISRUPTED, named) + 0.5)


def _answer_disrupted(inquiry: Inquiry, asked: DisruptedPassengers) -> Reply:
    what = "Passengers who are disrupted now" + (f" at {asked.airport}" if asked.airport else "")
    if asked.airport:
        airport = find_airport(inquiry, asked.airport, what)
        if isinstance(airport, Reply):
            return airport
    state = inquiry.state
    waiting = [(state.whereabouts(one), one) for one in state.bookings.values() if one.status == "disrupted"]
    chosen = [(place, one) for place, one in waiting if asked.airport in ("", place)]
    book, bookings = FactBook(), [one for _, one in chosen]
    told = [f"{_people(book, 'disrupted', bookings, 'disrupted')} in {_bookings(book, 'disrupted.bookings', bookings)}."]
    told += _special(book, "disrupted", bookings)
    settled = [one for one in state.bookings.values() if one.status in ("rebooked", "refunded")]
    if not asked.airport:
        told.append(f"Settled so far: {_people(book, 'settled', settled, 'rebooked or refunded')}.")
    by_place: dict[str, list[Booking]] = {}
    for place, one in chosen:
        by_place.setdefault(place, []).append(one)
    ranked = sorted(by_place.items(), key=lambda each: (-_count(each[1]), each[0]))
    if len(ranked) > 1:
        parts = [f"{place} ({_people(book, f'{place}.disrupted', each)})" for place, each in ranked[:4]]
        told.append(f"Most wait at {both(parts)}.")
    rows = tuple(
        (place, _people(book, f"{place}.disrupted", each), _bookings(book, f"{place}.bookings", each))
        for place, each in ranked[:ROWS_SHOWN]
    )
    table = Table(title=what, columns=("airport", "passengers", "bookings"), rows=rows)
    return reply(
        what,
        book,
        told,
        cards=(table, _passengers_view(asked.airport, what)) if rows else (_passengers_view(asked.airport, what),),
        suggestions=("Who misses a connection?", "What are disrupted passengers owed?", "What does the day cost?"),
    )


def _count(bookings: Iterable[Booking]) -> int:
    return sum(one.passengers for one in bookings)


def _people(book: FactBook, key: str, bookings: list[Booking], rest: str = "", about: str = "") -> str:
    return put_count(book, key, _count(bookings), "passenger", rest, subject=about, assumed=assumed(bookings))


def _bookings(book: FactBook, key: str, bookings: list[Booking]) -> str:
    return put_count(book, key, len(bookings), "booking", assumed=assumed(bookings))


def _special(book: FactBook, key: str, bookings: list[Booking], about: str = "") -> Iterator[str]:
    """How many need assistance or are minors alone; never who."""
    need = [one for one in bookings if one.reduced_mobility]
    alone = [one for one in bookings if one.unaccompanied_minor]
    if need or alone:
        said = (
            _people(book, f"{key}.reduced_mobility", need, "in bookings with reduced mobility", about),
            _people(book, f"{key}.minors", alone, "in bookings of unaccompanied minors", about),
        )
        yield f"Among them {both(said)}."


DISRUPTED = Question(
    name="disrupted_passengers",
    asked=DisruptedPassengers,
    read=_read_disrupted,
    answer=_answer_disrupted,
    examples=(
        "How many passengers are disrupted?",
        "How many people are stranded at JFK?",
        "Where are passengers stuck?",
        "Disrupted pax at BOS",
        "How many customers are affected?",
    ),
)


# --- people on a flight -----------------------------------------------------------------------------------------------

_ABOARD: tuple[str, ...] = ("board", "passenger", "pax", "people", "load", "booked", "seat", "free", "full", "empty")
_ABOARD += ("many", "how", "wheelchair", "mobility", "minor", "child", "assist", "unaccompanied", "prm", "who", "on")
_ABOARD += ("number", "reduced")


def _read_aboard(mentions: Mentions, focus: Focus) -> Reading[PeopleOnFlight] | None:
    flight, named = flight_meant(mentions, focus)
    about = mentions.has(
        *_PEOPLE, "board", "load", "booked", "seat", "full", "empty", "wheelchair", "mobility", "minor", "child", "assist", "prm"
    )
    if not flight or not about or mentions.has("miss", "misconnect", "owe", "cost", "compensat", "crew"):
        return None
    return Reading(PeopleOnFlight(flight=flight), weight(mentions, _ABOARD, named))


def _answer_aboard(inquiry: Inquiry, asked: PeopleOnFlight) -> Reply:
    flight = find_flight(inquiry, asked.flight, f"Who is on {asked.flight}, in counts")
    if isinstance(flight, Reply):
        return flight
    state, book, number = inquiry.state, FactBook(), f"{flight.carrier}{flight.number}"
    what, name = f"Who is on {name_of(flight)}, in counts", put_flight(book, flight)
    if not state.is_own(flight):
        told = [f"{name} is another carrier's; its passengers are not known here."]
        return reply(what, book, told, suggestions=(f"How is {number}?",))
    bookings = [state.bookings[one] for one in state.flight_bookings.get(flight.flight_id, ())]
    key = flight.flight_id
    people = _people(book, f"{key}.passengers", bookings, "booked", number)
    told = [f"{name} has {people} in {_bookings(book, f'{key}.bookings', bookings)}."]
    if flight.tail is not None:
        seats = put_count(
            book,
            f"{key}.seats",
            state.tail(flight.tail).seats,
            "seat",
            subject=number,
            assumed=bool(state.tail(flight.tail).assumed),
        )
        free = state.free_seats(flight)
        left = put_count(
            book, f"{key}.free", abs(free), "seat", "free" if free >= 0 else "too few", subject=number, assumed=assumed(bookings)
        )
        told.append(f"Its aircraft has {seats}; {left}.")
    connecting = [one for one in bookings if len(one.flight_ids) > 1]
    told.append(f"Connecting: {_people(book, f'{key}.connecting', connecting, about=number)}.")
    told += list(_special(book, key, bookings, number)) or [
        "Nobody on it is booked with reduced mobility or as an unaccompanied minor."
    ]
    if flight.load is not None:
        aboard = put_count(book, f"{key}.load", flight.load.passengers, "passenger", "by the load message", subject=number)
        told.append(f"On board: {aboard}.")
    return reply(
        what,
        book,
        told,
        cards=(flights_in_gantt((key,), f"{number} in the Gantt"),),
        suggestions=(f"Who misses a connection on {number}?", f"What are the passengers of {number} owed?"),
    )


ABOARD = Question(
    name="people_on_flight",
    asked=PeopleOnFlight,
    read=_read_aboard,
    answer=_answer_aboard,
    examples=(
        "How many passengers are on B6217?",
        "How full is B6217?",
        "Are there wheelchairs on B6217?",
        "Load of B6217",
        "How many unaccompanied minors are on board B6217?",
        "Free seats on B6 217",
    ),
)


# --- what they are owed -----------------------------------------------------------------------------------------------

_OWED = (
    "owe",
    "owed",
    "compensat",
    "rights",
    "refund",
    "entitle",
    "due",
    "what",
    "disrupt",
    "pay",
    "law",
    "delay",
    "late",
    *_PEOPLE,
)


def _read_owed(mentions: Mentions, focus: Focus) -> Reading[RightsOwed] | None:
    if not mentions.has("owe", "compensat", "rights", "refund", "entitle") or mentions.options or mentions.plans:
        return None
    flight, named = flight_meant(mentions, focus)
    if named < 0.5:
        flight, named = "", 0
    if not flight and not mentions.has("disrupt", "strand", "today", "now", "day", "all", "everybody", "total", "so"):
        return None  # what a law says, without a flight or our passengers, is not asked of the network
    late = mentions.durations_min[0] if mentions.durations_min else None
    weighs = weight(mentions, _OWED, named + len(mentions.durations_min[:1])) + (OWED_OF_FLIGHT if flight else OWED_OF_NETWORK)
    return Reading(RightsOwed(flight=flight, delay_min=late), weighs)


def _answer_owed(inquiry: Inquiry, asked: RightsOwed) -> Reply:
    if not asked.flight:
        return _owed_to_all(inquiry)
    flight = find_flight(inquiry, asked.flight, f"What the passengers of {asked.flight} are owed by law")
    if isinstance(flight, Reply):
        return flight
    what = f"What the passengers of {name_of(flight)} are owed by law"
    book, tool, number = FactBook(), "rights_cost_curve", f"{flight.carrier}{flight.number}"
    name = put_flight(book, flight)
    if flight.status is FlightStatus.CANCELLED:
        told = [
            f"{name} is cancelled; what its passengers are owed depends on how each goes on. Ask what the disrupted are owed."
        ]
        return reply(what, book, told, suggestions=("What are disrupted passengers owed?",))
    late = asked.delay_min if asked.delay_min is not None else max(0, flight.arrival_delay_min)
    until = min(2880, max(480, late))
    curve = inquiry.consultation.call(tool, {"flight_id": flight.flight_id, "until_min": until})
    at = max((one for one in curve.steps if one.late_min <= late), key=lambda one: one.late_min)
    given: dict[str, Any] = {"tool": tool, "subject": number, "assumed": assumed(inquiry.state.bookings.values())}
    delay = put_duration(book, "late", late, "late", tool="network", subject=number)
    amount = put_money(book, "compensation", at.compensation, "of compensation", **given)
    people = put_count(book, "passengers", curve.passengers, "passenger", **given)
    told = [f"If {name} arrives {delay}, the law gives its {people} {amount} in all."]
    owed = [
        put_count(book, f"owed.{key}", count, "passenger", **given) + f" {key.replace('_', ' ')}"
        for key, count in sorted(at.owed_to.items())
    ]
    told.append(
        f"Owed beside that: {both(owed)}." if owed else "Nothing else is owed at that delay by the laws that are known here."
    )
    if curve.next_step_min is not None:
        told.append(f"Money grows from {put_duration(book, 'next', curve.next_step_min, 'of delay', **given)} on.")
    else:
        told.append(f"No compensation grows with its delay up to {put_duration(book, 'until', until, **given)}.")
    if at.not_checked:
        told.append(f"Not checked for {put_count(book, 'unchecked', at.not_checked, 'passenger', **given)}.")
    return reply(
        what,
        book,
        told,
        suggestions=(f"What does the delay of {number} cost?", "What are disrupted passengers owed?"),
    )


def _owed_to_all(inquiry: Inquiry) -> Reply:
    book, tool = FactBook(), "rights_exposure"
    report = inquiry.consultation.call(tool)
    given: dict[str, Any] = {"tool": tool, "assumed": assumed(inquiry.state.bookings.values())}
    people = put_count(book, "owed.passengers", report.passengers, "passenger", "late, moved or stranded", **given)
    cash = put_money(book, "owed.cash", report.cash, "of compensation in all", **given)
    told = [f"If nobody intervenes passenger-rights law speaks of {people}, with {cash}."]
    rows = []
    for one in report.regimes:
        law = put_name(book, f"{one.regime}.law", one.regime.replace("_", " "), tool=tool)
        for key, count in sorted(one.owed_to.items()):
            rows.append(
                (
                    law,
                    key.replace("_", " "),
                    put_count(book, f"{one.regime}.{key}", count, "passenger", subject=one.regime, **given),
                )
            )
        for place, (key, count) in enumerate(sorted(one.not_checked.items())):
            why = put_name(book, f"{one.regime}.unchecked.{place}.why", key, tool=tool)
            rows.append(
                (
                    law,
                    f"not checked: {why}",
                    put_count(book, f"{one.regime}.unchecked.{place}", count, "passenger", subject=one.regime, **given),
                )
            )
    what = "What disrupted passengers are owed by law as things stand"
    if report.open_passengers:
        told.append(f"Not fully checked for {put_count(book, 'owed.open', report.open_passengers, 'passenger', **given)}.")
    table = Table(title=what, columns=("law", "owed", "to"), rows=tuple(rows[:ROWS_SHOWN]))
    return reply(
        what,
        book,
        told,
        cards=(table, _passengers_view("", what)) if rows else (_passengers_view("", what),),
        suggestions=("How many passengers are disrupted?", "What does the day cost?"),
    )


OWED = Question(
    name="rights_owed",
    asked=RightsOwed,
    read=_read_owed,
    answer=_answer_owed,
    examples=(
        "What are the passengers of B6217 owed?",
        "What do we owe on B6217 if it is 4 hours late?",
        "How much compensation is due for B6217?",
        "What are disrupted passengers owed?",
        "Are passengers of B6217 entitled to a refund?",
        "What do we owe today?",
    ),
)


# --- connections at an airport ----------------------------------------------------------------------------------------


def _read_connections(mentions: Mentions, focus: Focus) -> Reading[Connections] | None:
    airport, named = airport_meant(mentions, focus)
    if not airport or not mentions.has("connect", "transfer") or mentions.has("miss", "misconnect", "lose", "bag"):
        return None
    if mentions.flights or mentions.options or mentions.plans or mentions.has("option", "compare"):
        return None
    stems = ("connect", "transfer", "many", "which", "who", "flight", "tight", "between", "how", *_PEOPLE)
    return Reading(Connections(airport=airport), weight(mentions, stems, named) + 0.5)


def _answer_connections(inquiry: Inquiry, asked: Connections) -> Reply:
    airport = find_airport(inquiry, asked.airport, f"Connections at {asked.airport}")
    if isinstance(airport, Reply):
        return airport
    code, state, book = airport.code, inquiry.state, FactBook()
    what = f"Connections at {code} from now on"
    pairs: dict[tuple[Any, Any], list[Booking]] = {}
    for one in state.bookings.values():
        for inbound, outbound in zip(one.flight_ids, one.flight_ids[1:], strict=False):
            if (
                inbound in state.flights
                and outbound in state.flights
                and _ahead(state.flights[inbound], state.flights[outbound], code)
            ):
                pairs.setdefault((inbound, outbound), []).append(one)
    missed = {(one.booking_id, one.outbound) for one in inquiry.consultation.call("misconnections").bookings}
    every = [one for each in pairs.values() for one in each]
    lost = [one for pair, each in pairs.items() for one in each if (one.booking_id, pair[1]) in missed]
    given: dict[str, Any] = {"subject": code, "assumed": assumed(inquiry.state.bookings.values())}
    between = put_count(book, f"{code}.pairs", len(pairs), "pair", "of flights", **given)
    people = put_count(book, f"{code}.connecting", _count(every), "passenger", "connecting", **given)
    told = [f"{people} at {code} between {between} whose second flight has not left."]
    missing = put_count(book, f"{code}.misconnecting", _count(lost), "passenger", tool="misconnections", **given)
    told.append(f"If nobody intervenes {missing} will miss theirs.")
    least = put_duration(book, f"{code}.least", airport.min_connection_min, subject=code, assumed=bool(airport.assumed))
    told.append(f"A connection needs at least {least} there.")
    worst = sorted(pairs.items(), key=lambda each: (_gap(inquiry, each[0]), each[0]))
    rows = tuple(
        (
            put_flight(book, state.flights[pair[0]]),
            put_flight(book, state.flights[pair[1]]),
            _people(book, f"{pair[0]}-{pair[1]}.passengers", each),
            put_duration(book, f"{pair[0]}-{pair[1]}.gap", _gap(inquiry, pair)),
        )
        for pair, each in worst[:ROWS_SHOWN]
    )
    table = Table(title=f"{what}, the tightest first", columns=("from", "to", "passengers", "between"), rows=rows)
    return reply(
        what,
        book,
        told,
        cards=(table, OpenView(view="hub", path=f"/hub/{code}", title=what)) if rows else (),
        suggestions=(f"Who misses a connection at {code}?", f"What limits {code} now?"),
    )


def _ahead(inbound: Flight, outbound: Flight, code: str) -> bool:
    gone = (FlightStatus.CANCELLED, FlightStatus.DIVERTED)
    return (
        inbound.destination == code == outbound.origin
        and outbound.status is FlightStatus.SCHEDULED
        and inbound.status not in gone
    )


def _gap(inquiry: Inquiry, pair: tuple[Any, Any]) -> int:
    """Minutes between the two flights as they are now expected."""
    inbound, outbound = inquiry.state.flights[pair[0]], inquiry.state.flights[pair[1]]
    return int((outbound.etd - (inbound.ata or inbound.eta)).total_seconds() // 60)


CONNECTIONS = Question(
    name="connections",
    asked=Connections,
    read=_read_connections,
    answer=_answer_connections,
    examples=(
        "Connections at JFK",
        "How many passengers connect at JFK?",
        "Which flights connect at BOS?",
        "Who transfers at JFK?",
        "How tight are connections at JFK?",
    ),
)
