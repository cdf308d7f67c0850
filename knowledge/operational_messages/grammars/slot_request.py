"""Requests for airport slots and the answers to them (SSIM chapter 6): SCR, as far as its action codes are known for certain."""

import re
from datetime import date, datetime, timedelta
from typing import Any, Literal

from domain.ids import AirportCode, CarrierCode
from domain.units import Frozen
from knowledge.operational_messages.grammars.schedule import FlightName, operating_dates
from knowledge.operational_messages.message import Grammar, Message, Unreadable
from knowledge.operational_messages.partial_dates import MONTHS, day_and_month, full_date, minutes_of_day
from knowledge.operational_messages.telex import FLIGHT, Line, Telex, claims, opened

ACTIONS: dict[str, str] = {
    "N": "new slot",
    "B": "new slot, as a new entrant",
    "C": "slot to be changed; what it becomes follows",
    "R": "what it becomes, an offer is welcome",
    "L": "what it becomes, no offer is accepted",
    "D": "slot given back",
    "A": "offer accepted",
    "P": "offer accepted, the request stands",
    "Z": "offer declined",
    "K": "confirmed",
    "U": "refused",
    "O": "offered",
    "X": "cancelled",
}
"""Codes of the airline, then of the coordinator."""
_Code = Literal["N", "B", "C", "R", "L", "D", "A", "P", "Z", "K", "U", "O", "X"]
FROM_COORDINATOR = "KUOX"

_TIME = r"[0-9]{4}"
_LINE = re.compile(
    r"(?P<action>[A-Z])(?P<gap>\s*)(?P<flights>\S+(?:\s+\S+)?)\s+(?P<first>[0-9]{2}[A-Z]{3})(?P<last>[0-9]{2}[A-Z]{3})?"
    r"(?:\s+(?P<days>[0-9]{7}))?\s+(?P<seats>[0-9]{3})(?P<type>[A-Z0-9]{3})\s+(?P<rest>.*)"
)
_FLIGHT = re.compile(FLIGHT)
_ARRIVAL = re.compile(rf"(?P<origin>[A-Z]{{3}})(?P<previous>[A-Z]{{3}})?(?P<time>{_TIME})")
_DEPARTURE = re.compile(rf"(?P<time>{_TIME})(?P<night>[0-9])?(?P<next>[A-Z]{{3}})(?P<destination>[A-Z]{{3}})?")
_SERVICE = re.compile(r"(?P<types>[A-Z]{1,2})(?P<weeks>[12])?")
_SENT = re.compile(r"[0-9]{2}[A-Z]{3}(?:[0-9]{2})?")
_AIRPORT = re.compile(r"[A-Z]{3}")
_SEASON = re.compile(r"(?P<half>[SW])(?P<year>[0-9]{2})")


class SlotEnd(Frozen):
    """A flight at the airport: its name, the time in UTC minutes after midnight, the next and the far airport of its route."""

    flight: FlightName
    time_min: int
    next_airport: AirportCode
    far_airport: AirportCode
    service_type: str


class SlotLine(Frozen):
    """One line: an arrival, a departure, or both as a turn-round. `first` to `last` and `days` (1 Monday to 7) in UTC.

    `nights`: days from the arrival to the departure of a turn-round. A single date has all its days and `single` is true.
    """

    action: _Code
    arrival: SlotEnd | None = None
    departure: SlotEnd | None = None
    first: date
    last: date
    days: tuple[int, ...]
    every_weeks: int = 1
    single: bool = False
    seats: int
    aircraft_type: str
    nights: int = 0

    def dates(self) -> tuple[date, ...]:
        """The dates of the arrival, or of the departure where there is no arrival."""
        return operating_dates(self.first, self.last, self.days, self.every_weeks)


class SlotRequest(Message):
    """Request or answer for one airport and season. `answer`: it comes from the coordinator, by its action codes.

    `reference` and `their_reference` as given, without the stroke. `remarks`: lines of SI and GI as given.
    """

    kind: Literal["SCR"] = "SCR"
    reference: str = ""
    their_reference: str = ""
    season: str
    date_given: str
    sent_on: date
    airport: AirportCode
    lines: tuple[SlotLine, ...]
    remarks: tuple[str, ...] = ()
    corrected: bool = False

    @property
    def answer(self) -> bool:
        """Whether its lines are those of a coordinator."""
        return self.lines[0].action in FROM_COORDINATOR


def season_dates(season: str) -> tuple[date, date]:
    """First and last day of a season: `S27` from the last Sunday of March 2027, `W27` from the last Sunday of October 2027."""
    year = 2000 + int(season[1:])
    summer, winter = _last_sunday(year, 3), _last_sunday(year, 10)
    if season[0] == "S":
        return summer, winter - timedelta(days=1)
    return winter, _last_sunday(year + 1, 3) - timedelta(days=1)


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=last.isoweekday() % 7)


def _in_season(line: Line, index: int, given: str, season: str) -> date:
    """The day of the season with this day and month; a season is shorter than a year."""
    first, last = season_dates(season)
    for year in (first.year, last.year):
        try:
            on = full_date(f"{given}{year % 100:02d}")
        except Unreadable:
            continue
        if first <= on <= last:
            return on
    raise line.refusal(f"expected a date of season {season}, {first:%d %b %Y} to {last:%d %b %Y}", index, given)


def _slot_line(line: Line, season: str) -> SlotLine:
    found = _LINE.fullmatch(line.text)
    if found is None:
        raise line.refusal("expected a slot as NBA117 BA118 28MAR30OCT 1234567 180320 JFKJFK0930 1130JFKJFK JJ")
    if found["action"] not in ACTIONS:
        raise line.refusal(f"expected an action that is read here, one of {' '.join(ACTIONS)}", 0, found["action"])
    first = _in_season(line, found.start("first"), found["first"], season)
    single = found["last"] is None
    last = first if single else _in_season(line, found.start("last"), found["last"], season)
    if last < first:
        raise line.refusal(f"the period ends before it begins on {first:%d %b %Y}", found.start("last"), found["last"])
    days = _days(line, found, first)
    ends = _ends(line, found)
    weeks = ends.pop("every_weeks")
    if not operating_dates(first, last, days, weeks):
        raise line.refusal("none of these days is in the period", found.start("days"), found["days"])
    fields = {"seats": int(found["seats"]), "aircraft_type": found["type"], "single": single}
    return SlotLine(action=found["action"], first=first, last=last, days=days, every_weeks=weeks, **fields, **ends)


def _days(line: Line, found: re.Match[str], first: date) -> tuple[int, ...]:
    shown = found["days"]
    if shown is None:
        if found["last"] is not None:
            raise line.refusal("expected days of operation after the period as 1234500", found.end("last"), "")
        return (first.isoweekday(),)
    if any(one not in ("0", str(place)) for place, one in enumerate(shown, 1)) or shown == "0000000":
        raise line.refusal("expected days of operation as 1234500, each in its place", found.start("days"), shown)
    return tuple(int(one) for one in shown if one != "0")


def _ends(line: Line, found: re.Match[str]) -> dict[str, Any]:
    """Arrival and departure, by which flights the line names: a departure alone has a space after the action."""
    flights = [(found.start("flights") + one.start(), one.group()) for one in re.finditer(r"\S+", found["flights"])]
    names = []
    for index, word in flights:
        name = _FLIGHT.fullmatch(word)
        if name is None:
            raise line.refusal("expected a flight as BA117", index, word)
        names.append(FlightName(carrier=CarrierCode(name["carrier"]), number=name["number"], suffix=name["suffix"]))
    alone = bool(found["gap"])
    if alone and len(names) == 2:
        raise line.refusal("expected the arriving flight right after the action, or the departing one alone", *flights[0])
    arrives, leaves = not alone, alone or len(names) == 2
    rest = line.part(found.start("rest"))
    words = rest.words()
    if len(words) != arrives + leaves + 1:
        wanted = " ".join([*(["JFKJFK0930"] if arrives else []), *(["1130JFKJFK"] if leaves else []), "J" * len(names)])
        raise rest.refusal(f"expected {wanted} for the flights that the line names")
    service = _SERVICE.fullmatch(words[-1][1])
    if service is None or len(service["types"]) != len(names):
        raise rest.refusal("expected one service type for each flight, and 2 for every second week", *words[-1])
    fields: dict[str, Any] = {"every_weeks": int(service["weeks"] or 1)}
    if arrives:
        index, word = words[0]
        route = _ARRIVAL.fullmatch(word)
        if route is None:
            raise rest.refusal("expected origin, previous airport and arrival as JFKJFK0930", index, word)
        time = minutes_of_day(route["time"], line=line.number, column=rest.column + index + route.start("time"))
        near, far = route["previous"] or route["origin"], route["origin"]
        fields["arrival"] = _slot_end(names[0], time, near, far, service["types"][0])
    if leaves:
        index, word = words[-2]
        route = _DEPARTURE.fullmatch(word)
        if route is None:
            raise rest.refusal("expected departure, next airport and destination as 1130JFKJFK", index, word)
        time = minutes_of_day(route["time"], line=line.number, column=rest.column + index + route.start("time"))
        near, far = route["next"], route["destination"] or route["next"]
        fields["departure"] = _slot_end(names[-1], time, near, far, service["types"][-1])
        nights = int(route["night"] or 0)
        if nights and not arrives:
            raise rest.refusal("a night's stay without an arrival; expected the time and the airports", index, word)
        if arrives and time + nights * 1440 <= fields["arrival"].time_min:
            reason = "leaves before it arrives; expected the nights of the stay after the time as 01301MELADL"
            raise rest.refusal(reason, index, word)
        fields["nights"] = nights
    return fields


def _slot_end(flight: FlightName, time_min: int, near: str, far: str, service_type: str) -> SlotEnd:
    ends = {"next_airport": AirportCode(near), "far_airport": AirportCode(far)}
    return SlotEnd(flight=flight, time_min=time_min, service_type=service_type, **ends)


def _changes_are_whole(lines: list[tuple[Line, SlotLine]]) -> None:
    """What is to be changed (C) is followed by what it becomes (R or L), and that by nothing it does not belong to."""
    before = ""
    for text, one in lines:
        if before == "C" and one.action not in "CRL":
            raise text.refusal("expected what the slot becomes (R or L) after the one to be changed (C)", 0, one.action)
        if one.action in "RL" and before not in ("C", "R", "L"):
            raise text.refusal("expected the slot to be changed (C) before what it becomes", 0, one.action)
        if (one.action in FROM_COORDINATOR) != (lines[0][1].action in FROM_COORDINATOR):
            raise text.refusal("codes of the airline and of the coordinator in one message; expected one of them", 0, one.action)
        before = one.action
    if before == "C":
        text = lines[-1][0]
        raise text.refusal("expected what the slot becomes (R or L) after the one to be changed (C)", len(text.text), "")


def _next(telex: Telex, lines: list[Line], form: re.Pattern[str], expected: str) -> Line:
    if not lines:
        raise telex.end(f"the text ends here; expected {expected}")
    if not form.fullmatch(lines[0].text):
        raise lines[0].refusal(f"expected {expected}")
    return lines.pop(0)


def _read(text: str, received_at: datetime) -> SlotRequest:
    telex = opened(text, "SCR")
    lines = list(telex.lines)
    fields: dict[str, Any] = {}
    if lines and lines[0].text.startswith("/"):
        fields["reference"] = lines.pop(0).text[1:]
    season = _next(telex, lines, _SEASON, "a season as S27 or W27")
    sent = _next(telex, lines, _SENT, "the date of the message as 21NOV")
    airport = _next(telex, lines, _AIRPORT, "the three letters of an airport")
    at: dict[str, int] = {"line": sent.number, "column": sent.column}
    given = sent.text
    on = full_date(given, **at) if len(given) == 7 else day_and_month(int(given[:2]), given[2:], received_at, **at)
    fields |= {"season": season.text, "date_given": given, "sent_on": on, "airport": AirportCode(airport.text)}
    if lines and lines[0].text.startswith("REYT/"):
        fields["their_reference"] = lines.pop(0).text[len("REYT/") :]
    slots: list[tuple[Line, SlotLine]] = []
    while lines and not re.match(r"(SI|GI)(\s|$)", lines[0].text):
        line = lines.pop(0)
        slots.append((line, _slot_line(line, season.text)))
    if not slots:
        raise telex.end("the message asks for nothing; expected a slot as NBA117 28MAR30OCT 1234567 180320 JFKJFK0930 J")
    _changes_are_whole(slots)
    remarks = tuple(line.text for line in lines)
    return SlotRequest(lines=tuple(one for _, one in slots), remarks=remarks, corrected=telex.corrected, **fields)


def write(message: SlotRequest) -> str:
    """The text of a request or an answer."""
    lines = ["COR", message.kind] if message.corrected else [str(message.kind)]
    lines += [f"/{message.reference}", message.season, message.date_given, message.airport]
    lines += [f"REYT/{message.their_reference}"] if message.their_reference else []
    return "\n".join([*lines, *(_written(line) for line in message.lines), *message.remarks])


def _written(line: SlotLine) -> str:
    ends = [end for end in (line.arrival, line.departure) if end]
    flights = " ".join(f"{one.flight.carrier}{one.flight.number}{one.flight.suffix}" for one in ends)
    last = "" if line.single else _day(line.last)
    days = "" if line.single else "".join(str(one) if one in line.days else "0" for one in range(1, 8))
    words = [f"{line.action}{'' if line.arrival else ' '}{flights}", _day(line.first) + last, days]
    words.append(f"{line.seats:03d}{line.aircraft_type}")
    if line.arrival:
        words.append(f"{line.arrival.far_airport}{line.arrival.next_airport}{_hhmm(line.arrival.time_min)}")
    if line.departure:
        nights = str(line.nights) if line.nights else ""
        words.append(f"{_hhmm(line.departure.time_min)}{nights}{line.departure.next_airport}{line.departure.far_airport}")
    words.append("".join(one.service_type for one in ends) + (str(line.every_weeks) if line.every_weeks > 1 else ""))
    return " ".join(word for word in words if word)


def _day(on: date) -> str:
    return f"{on.day:02d}{MONTHS[on.month - 1]}"


def _hhmm(minutes: int) -> str:
    return f"{minutes // 60:02d}{minutes % 60:02d}"


GRAMMARS = (Grammar("SCR", lambda text: claims(text, "SCR"), _read, write),)
