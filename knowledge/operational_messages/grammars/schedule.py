"""Schedule changes: ASM for single dates (SSIM chapter 5), SSM for periods (chapter 4). Both say what to do in the same words."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from domain.ids import AirportCode, CarrierCode, TailNumber
from domain.units import Frozen
from knowledge.operational_messages.message import Grammar, Message, Unreadable
from knowledge.operational_messages.partial_dates import (
    as_date,
    day_and_month,
    day_of_month,
    full_date,
    minutes_of_day,
    on_day,
)
from knowledge.operational_messages.telex import FLIGHT, Line, Telex, claims, free_text, is_free, opened

Action = Literal["NEW", "CNL", "RPL", "TIM", "EQT", "CON", "RRT", "RIN", "ADM", "FLT"]
_Kind = Literal["ASM", "SSM"]
_Part = Literal["must", "may", "no"]


@dataclass(frozen=True, slots=True)
class Parts:
    """What a change says besides its flights. `whole_route`: its legs are all legs of the flight, one after the other."""

    equipment: _Part = "no"
    legs: _Part = "no"
    segments: _Part = "may"
    renamed: bool = False
    whole_route: bool = False


PARTS: dict[str, Parts] = {
    "NEW": Parts(equipment="must", legs="must", whole_route=True),
    "RPL": Parts(equipment="must", legs="must", whole_route=True),
    "CNL": Parts(segments="no"),
    "RIN": Parts(segments="no"),
    "TIM": Parts(legs="must"),
    "EQT": Parts(equipment="must"),
    "CON": Parts(equipment="must"),
    "RRT": Parts(equipment="may", legs="must", whole_route=True),
    "ADM": Parts(segments="must"),
    "FLT": Parts(renamed=True),
}
ONLY_IN = {"RIN": "ASM"}
LONGEST_LEG_MIN = 1320

_DATE = r"[0-9]{2}[A-Z]{3}(?:[0-9]{2})?"
_FLIGHT = re.compile(FLIGHT)
_DATED_FLIGHT = re.compile(rf"{FLIGHT}/(?P<date>[0-9]{{2}}|{_DATE})")
_PERIOD = re.compile(rf"(?P<first>{_DATE})\s+(?P<last>{_DATE})\s+(?P<days>[0-9]+)(?:/W(?P<weeks>[0-9]))?")
_CHANGED = re.compile(r"[A-Z]{3}(/[A-Z]{3})+")
_ELEMENT = re.compile(r"(?P<number>[0-9]{1,3})/(?P<text>\S+)")
_REFERENCE = re.compile(r"[0-9]{2}[A-Z]{3}[0-9]{5}[A-Z][0-9]{3}(/.*)?")
_EQUIPMENT = re.compile(r"[A-Z]\s+[A-Z0-9]{3}(\s.*)?")
_CABIN = re.compile(r"(?P<classes>[A-Z]{0,20}(?:/[A-Z]{1,20})?)(?:\.(?P<version>[A-Z][A-Z0-9]*))?")
_SEATS = re.compile(r"(?:[A-Z][0-9]{1,3})+")
_LEG = re.compile(r"[A-Z]{3}[0-9]{4}.*")
_LEG_END = re.compile(r"(?P<airport>[A-Z]{3})(?P<time>[0-9]+)(?:/(?P<offset>[0-9A]))?(?:/(?P<passengers>[0-9]{4}))?")
_SEGMENT = re.compile(r"(?P<origin>[A-Z]{3})(?P<destination>[A-Z]{3})(\s+[0-9]{1,3}/\S+)+")


class Element(Frozen):
    """A data element: the number of its identifier (DEI) and what it says, as given. `10` are the other airlines' numbers."""

    number: int
    text: str


class FlightName(Frozen):
    """Carrier, number as given, and the letter of an extra flight."""

    carrier: CarrierCode
    number: str
    suffix: str = ""


class ChangedFlight(FlightName):
    """A flight that is changed. ASM: `flight_date` of the scheduled departure at its first airport, in the message's time.

    `date_given` is how it was written. `changed_route`: the airports between which the change is, where it is not all of it.
    """

    date_given: str = ""
    flight_date: date | None = None
    changed_route: tuple[AirportCode, ...] = ()
    elements: tuple[Element, ...] = ()


class Period(Frozen):
    """From `first` to `last`, both included, on the days (1 Monday to 7), every week or every second one."""

    first: date
    last: date
    days: tuple[int, ...]
    every_weeks: int = 1
    changed_route: tuple[AirportCode, ...] = ()

    def dates(self) -> tuple[date, ...]:
        """The dates on which the flight begins, in the time of the message."""
        return operating_dates(self.first, self.last, self.days, self.every_weeks)


class Equipment(Frozen):
    """Service type, IATA aircraft type, classes for sale, seats by class; `tail` where one aircraft is named (ASM)."""

    service_type: str
    aircraft_type: str
    booking_classes: str = ""
    version: str = ""
    tail: TailNumber | None = None
    elements: tuple[Element, ...] = ()


class LegEnd(Frozen):
    """A departure or arrival: the aircraft's time in minutes after midnight (1440 is the end of the day), in the message's time.

    `day_offset`: days from the date of the flight, -1 to 9. `day`: the day of the month, where it is given instead.
    `passenger_min`: the time told to passengers, where it differs.
    """

    airport: AirportCode
    time_min: int
    day_offset: int = 0
    day: int | None = None
    passenger_min: int | None = None

    def date_on(self, flight_date: date) -> date:
        """The date of this end of the leg on a flight of `flight_date`, in the time of the message."""
        if self.day is not None:
            return day_of_month(self.day, on_day(flight_date, 0))
        return flight_date + timedelta(days=self.day_offset)


class ScheduledLeg(Frozen):
    """A leg of a changed flight."""

    departure: LegEnd
    arrival: LegEnd
    elements: tuple[Element, ...] = ()

    def utc(self, flight_date: date) -> tuple[datetime, datetime]:
        """Departure and arrival on a flight of `flight_date`; only for a message whose times are UTC."""
        ends = (self.departure, self.arrival)
        departure, arrival = (on_day(end.date_on(flight_date), end.time_min) for end in ends)
        return departure, arrival


class Segment(Frozen):
    """Data elements of a part of the route."""

    origin: AirportCode
    destination: AirportCode
    elements: tuple[Element, ...]


class ScheduleChange(Frozen):
    """One sub-message. ASM names flights with dates; SSM one flight, and the periods. `reasons`: codes of four letters as given.

    `from_asm`: also for what an ASM made (XASM). `renamed`: the new flight of FLT, with its date in ASM.
    """

    action: Action
    from_asm: bool = False
    reasons: tuple[str, ...] = ()
    flights: tuple[ChangedFlight, ...]
    periods: tuple[Period, ...] = ()
    renamed: ChangedFlight | None = None
    equipment: Equipment | None = None
    legs: tuple[ScheduledLeg, ...] = ()
    segments: tuple[Segment, ...] = ()
    supplementary: tuple[str, ...] = ()


class ScheduleMessage(Message):
    """Changes of a schedule. `time_mode` None: the message does not say whether its times are UTC or local."""

    kind: _Kind
    time_mode: Literal["UTC", "LT"] | None = None
    reference: str = ""
    changes: tuple[ScheduleChange, ...]
    corrected: bool = False


def operating_dates(first: date, last: date, days: tuple[int, ...], every_weeks: int = 1) -> tuple[date, ...]:
    """The dates from `first` to `last` on these days (1 Monday to 7); weeks count from `first`."""
    span = (first + timedelta(days=one) for one in range((last - first).days + 1))
    return tuple(one for one in span if one.isoweekday() in days and (one - first).days // 7 % every_weeks == 0)


# --- reading --------------------------------------------------------------------------------------------------------


def _given_date(line: Line, index: int, given: str, received_at: datetime) -> date:
    at: dict[str, int] = {"line": line.number, "column": line.column + index}
    if len(given) == 2:
        return day_of_month(int(given), received_at, **at)
    if len(given) == 5:
        return day_and_month(int(given[:2]), given[2:], received_at, **at)
    return full_date(given, **at)


def _name(found: re.Match[str]) -> dict[str, str]:
    return {name: found[name] for name in ("carrier", "number", "suffix")}


def _elements(line: Line, words: list[tuple[int, str]]) -> tuple[Element, ...]:
    elements = []
    for index, word in words:
        found = _ELEMENT.fullmatch(word)
        if found is None:
            raise line.refusal("expected a data element as 10/AA6117", index, word)
        elements.append(Element(number=int(found["number"]), text=found["text"]))
    return tuple(elements)


def _dated_flight(line: Line, index: int, word: str, received_at: datetime) -> dict[str, Any]:
    found = _DATED_FLIGHT.fullmatch(word)
    if found is None:
        raise line.refusal("expected a flight with its date as BA0117/21NOV26", index, word)
    on = _given_date(line, index + found.start("date"), found["date"], received_at)
    return {**_name(found), "date_given": found["date"], "flight_date": on}


def _plain_flight(line: Line, index: int, word: str, received_at: datetime) -> dict[str, Any]:
    found = _FLIGHT.fullmatch(word)
    if found is None:
        raise line.refusal("expected a flight as BA0117", index, word)
    return dict(_name(found))


def _route(words: list[tuple[int, str]]) -> tuple[AirportCode, ...]:
    if words and _CHANGED.fullmatch(words[0][1]):
        return tuple(AirportCode(one) for one in words.pop(0)[1].split("/"))
    return ()


def _period(line: Line, received_at: datetime) -> Period:
    found = _PERIOD.match(line.text)
    if found is None:
        raise line.refusal("expected a period as 01NOV26 27MAR27 1234567")
    first = _given_date(line, 0, found["first"], received_at)
    last_at = found.start("last")
    last = _given_date(line, last_at, found["last"], on_day(first, 0))
    if last < first and len(found["last"]) == 5:
        last = _given_date(line, last_at, found["last"], on_day(first + timedelta(days=183), 0))
    if last < first:
        raise line.refusal(f"the period ends before it begins on {first:%d %b %Y}", last_at, found["last"])
    days = tuple(int(one) for one in found["days"])
    if any(not 1 <= one <= 7 for one in days) or list(days) != sorted(set(days)):
        raise line.refusal("expected days of operation in order, from 1 Monday to 7", found.start("days"), found["days"])
    weeks = int(found["weeks"] or 1)
    if weeks not in (1, 2):
        raise line.refusal("expected /W2 for every second week", found.start("weeks") - 2, f"/W{weeks}")
    if not operating_dates(first, last, days, weeks):
        raise line.refusal("none of these days is in the period", found.start("days"), found["days"])
    rest = line.part(found.end())
    words = rest.words()
    route = _route(words)
    if words:
        raise rest.refusal("expected nothing more after the period", words[0][0], words[0][1])
    return Period(first=first, last=last, days=days, every_weeks=weeks, changed_route=route)


def _equipment(line: Line) -> Equipment:
    (_, service), (_, aircraft), *words = line.words()
    fields: dict[str, Any] = {}
    if words and not _ELEMENT.fullmatch(words[0][1]):
        index, word = words.pop(0)
        # Seats without the full stop before them cannot be taken for classes: those have no digits.
        found = _CABIN.fullmatch(f".{word}" if _SEATS.fullmatch(word) else word)
        if found is None:
            raise line.refusal("expected classes, a full stop and seats as FCY.F12C60Y250", index, word)
        fields = {"booking_classes": found["classes"], "version": found["version"] or ""}
    if words and not _ELEMENT.fullmatch(words[0][1]):
        index, word = words.pop(0)
        if not re.fullmatch(r"[A-Z0-9-]{3,10}", word):
            raise line.refusal("expected a registration or a data element", index, word)
        fields["tail"] = TailNumber(word)
    return Equipment(service_type=service, aircraft_type=aircraft, elements=_elements(line, words), **fields)


def _leg_end(line: Line, index: int, word: str, dated: bool) -> LegEnd:
    found = _LEG_END.fullmatch(word)
    if found is None:
        reason = "expected an airport, a time and, where the date varies, the days as LHR1010/0; A is the day before"
        raise line.refusal(reason, index, word)
    time, column = found["time"], line.column + index + found.start("time")
    day = None
    if dated and len(time) == 6:
        day, time, column = int(time[:2]), time[2:], column + 2
        if found["offset"] is not None:
            raise line.refusal("a day of the month and a date variation; expected one of them", index, word)
        if not 1 <= day <= 31:
            raise line.refusal("expected a day of the month before the time", index + 3, word[3:9])
    minutes = minutes_of_day(time, line=line.number, column=column)
    told = found["passengers"]
    return LegEnd(
        airport=AirportCode(found["airport"]),
        time_min=minutes,
        day_offset=-1 if found["offset"] == "A" else int(found["offset"] or 0),
        day=day,
        passenger_min=minutes_of_day(told, line=line.number, column=line.column + index + found.start("passengers"))
        if told
        else None,
    )


def _leg(line: Line, dated: bool) -> ScheduledLeg:
    words = line.words()
    if len(words) < 2:
        raise line.refusal("expected a departure and an arrival as LHR1010 JFK1825", len(line.text), "")
    departure, arrival = (_leg_end(line, index, word, dated) for index, word in words[:2])
    if departure.airport == arrival.airport and departure.time_min == arrival.time_min:
        raise line.refusal("departure and arrival are the same", words[1][0], words[1][1])
    return ScheduledLeg(departure=departure, arrival=arrival, elements=_elements(line, words[2:]))


def _segment(line: Line) -> Segment:
    words = line.words()
    route = words[0][1]
    return Segment(origin=AirportCode(route[:3]), destination=AirportCode(route[3:]), elements=_elements(line, words[1:]))


@dataclass(slots=True)
class _Change:
    """A sub-message as it is read, line by line."""

    kind: _Kind
    lines: list[Line]
    telex: Telex
    received_at: datetime
    time_mode: str | None
    position: int = 0

    def end(self, reason: str) -> Unreadable:
        """The refusal of a sub-message that ends too early."""
        if not self.lines:
            return self.telex.end(reason)
        return self.lines[-1].refusal(reason, len(self.lines[-1].text))

    def next(self, expected: str) -> Line:
        """The next line, which must be there."""
        if self.position >= len(self.lines):
            raise self.end(f"the text ends here; expected {expected}")
        self.position += 1
        return self.lines[self.position - 1]

    def peek(self) -> Line | None:
        """The next line, if there is one."""
        return self.lines[self.position] if self.position < len(self.lines) else None

    def read(self) -> ScheduleChange:
        """The whole of it."""
        fields = self._action()
        parts = PARTS[fields["action"]]
        fields |= self._flights(parts) if self.kind == "ASM" else self._flight_and_periods(parts)
        fields |= self._rest(fields["action"], parts)
        change = ScheduleChange(**fields)
        self._plausible(change, parts)
        return change

    def _action(self) -> dict[str, Any]:
        line = self.next("an action, one of " + " ".join(PARTS))
        (_, action), *words = line.words()
        if action not in PARTS:
            raise line.refusal(f"no action that is read here; expected one of {' '.join(PARTS)}")
        if ONLY_IN.get(action, self.kind) != self.kind:
            raise line.refusal(f"{action} stands in {ONLY_IN[action]} only")
        fields: dict[str, Any] = {"action": action}
        if words and words[0][1] == "XASM":
            if self.kind != "SSM":
                raise line.refusal("XASM stands in SSM only", *words[0])
            fields["from_asm"] = True
            words.pop(0)
        if words:
            index, reasons = words.pop(0)
            if not re.fullmatch(r"[A-Z]{4}(/[A-Z]{4})*", reasons):
                raise line.refusal("expected reasons of four letters as WEAT or WEAT/CREW", index, reasons)
            fields["reasons"] = tuple(reasons.split("/"))
        if words:
            raise line.refusal("expected nothing more on the line of the action", *words[0])
        return fields

    def _flights(self, parts: Parts) -> dict[str, Any]:
        flights: list[ChangedFlight] = []
        renamed: ChangedFlight | None = None
        while (line := self.peek()) and (not flights or _DATED_FLIGHT.fullmatch(line.words()[0][1])):
            self.position += 1
            (index, word), *words = line.words()
            known = _dated_flight(line, index, word, self.received_at)
            route = _route(words)
            if parts.renamed:
                if not words:
                    raise line.refusal("expected the new flight as BA0117/21NOV26 BA9117/21NOV26", len(line.text), "")
                renamed = ChangedFlight(**_dated_flight(line, *words.pop(0), self.received_at))
            flights.append(ChangedFlight(**known, changed_route=route, elements=_elements(line, words)))
        if not flights:
            raise self.end("the text ends here; expected a flight with its date as BA0117/21NOV26")
        if parts.renamed and len(flights) > 1:
            raise self.lines[self.position - 1].refusal("expected one flight to be renamed")
        return {"flights": tuple(flights), "renamed": renamed}

    def _flight_and_periods(self, parts: Parts) -> dict[str, Any]:
        line = self.next("a flight as BA0117")
        (index, word), *words = line.words()
        flight = ChangedFlight(**_plain_flight(line, index, word, self.received_at), elements=_elements(line, words))
        periods = [_period(self.next("a period as 01NOV26 27MAR27 1234567"), self.received_at)]
        while (following := self.peek()) and _PERIOD.match(following.text):
            periods.append(_period(self.next("a period"), self.received_at))
        fields: dict[str, Any] = {"flights": (flight,), "periods": tuple(periods)}
        if parts.renamed:
            line = self.next("the new flight as BA9117")
            (index, word), *words = line.words()
            renamed = _plain_flight(line, index, word, self.received_at)
            fields["renamed"] = ChangedFlight(**renamed, elements=_elements(line, words))
        return fields

    def _rest(self, action: str, parts: Parts) -> dict[str, Any]:
        equipment: Equipment | None = None
        legs: list[ScheduledLeg] = []
        segments: list[Segment] = []
        supplementary: tuple[str, ...] = ()
        while line := self.peek():
            if is_free(line):
                supplementary = free_text(tuple(self.lines[self.position :]))
                break
            self.position += 1
            if parts.equipment != "no" and not legs and _EQUIPMENT.fullmatch(line.text):
                if equipment is not None:
                    raise line.refusal("expected the equipment once; a change of aircraft on the way is not read")
                equipment = _equipment(line)
            elif parts.segments != "no" and _SEGMENT.fullmatch(line.text):
                segments.append(_segment(line))
            elif parts.legs != "no" and not segments and _LEG.fullmatch(line.text):
                legs.append(_leg(line, self.kind == "ASM"))
            else:
                raise line.refusal(f"expected {self._wanted(parts)} after {action}")
        # ADM changes elements of segments, or those on the line of the flight.
        changed = segments or any(_ELEMENT.fullmatch(word) for _, word in self.lines[1].words())
        for part, there in (("equipment", equipment), ("legs", legs), ("segments", changed)):
            if getattr(parts, part) == "must" and not there:
                raise self.end(f"{action} without {part}; expected {self._wanted(parts)}")
        told = {"legs": tuple(legs), "segments": tuple(segments), "supplementary": supplementary}
        return told | {"equipment": equipment}

    def _wanted(self, parts: Parts) -> str:
        examples = {
            "equipment": "equipment as J 744 FCY.F12C60Y250",
            "legs": "legs as LHR1010 JFK1825",
            "segments": "elements of a segment as LHRJFK 10/AA6117",
        }
        wanted = [example for part, example in examples.items() if getattr(parts, part) != "no"]
        return ", ".join([*wanted, "SI or //"])

    def _plausible(self, change: ScheduleChange, parts: Parts) -> None:
        """Legs of a whole route follow one another; where times are UTC, none arrives before it leaves."""
        lines = [line for line in self.lines if _LEG.fullmatch(line.text)]
        flight_date = change.flights[0].flight_date or change.periods[0].first
        for place, leg in enumerate(change.legs):
            try:
                departure, arrival = leg.utc(flight_date)
            except Unreadable as stop:
                raise lines[place].refusal(f"{stop.reason}, the day of the flight") from None
            if self.time_mode == "UTC" and not timedelta() < arrival - departure <= timedelta(minutes=LONGEST_LEG_MIN):
                reason = f"arrives {(arrival - departure) // timedelta(minutes=1)} minutes after it leaves"
                raise lines[place].refusal(f"{reason}; expected 1 to {LONGEST_LEG_MIN}, with the date variation as JFK0125/1")
            if place and parts.whole_route:
                before = change.legs[place - 1]
                if before.arrival.airport != leg.departure.airport:
                    raise lines[place].refusal(f"expected the next leg to leave from {before.arrival.airport}")
                if departure < before.utc(flight_date)[1]:
                    raise lines[place].refusal(f"leaves {leg.departure.airport} before the leg before has arrived")


def _sub_messages(lines: list[Line]) -> list[list[Line]]:
    parts: list[list[Line]] = [[]]
    for place, line in enumerate(lines):
        if line.text != "//":
            parts[-1].append(line)
        elif not parts[-1]:
            raise line.refusal("nothing stands before this //; expected an action")
        elif place + 1 < len(lines):
            parts.append([])
    return parts


def _read_as(kind: _Kind) -> Callable[[str, datetime], ScheduleMessage]:
    def read(text: str, received_at: datetime) -> ScheduleMessage:
        telex = opened(text, kind)
        lines = list(telex.lines)
        fields: dict[str, Any] = {}
        if lines and lines[0].text in ("UTC", "LT"):
            fields["time_mode"] = lines.pop(0).text
        if lines and _REFERENCE.fullmatch(lines[0].text):
            fields["reference"] = lines.pop(0).text
        changes = [_Change(kind, part, telex, received_at, fields.get("time_mode")).read() for part in _sub_messages(lines)]
        return ScheduleMessage(kind=kind, changes=tuple(changes), corrected=telex.corrected, **fields)

    return read


# --- writing --------------------------------------------------------------------------------------------------------


def write(message: ScheduleMessage) -> str:
    """The text of an ASM or SSM."""
    lines: list[str] = ["COR"] if message.corrected else []
    lines += [message.kind, message.time_mode or "", message.reference]
    for place, change in enumerate(message.changes):
        lines += ["//"] if place else []
        lines += _written(change)
    return "\n".join(line for line in lines if line)


def _written(change: ScheduleChange) -> list[str]:
    lines = [
        " ".join([change.action, *(["XASM"] if change.from_asm else []), *(["/".join(change.reasons)] if change.reasons else [])])
    ]
    dated = not change.periods
    for flight in change.flights:
        renamed = [_flight_text(change.renamed)] if change.renamed and dated else []
        route = ["/".join(flight.changed_route)] if flight.changed_route else []
        lines.append(" ".join([_flight_text(flight), *route, *renamed, *_element_texts(flight.elements)]))
    for period in change.periods:
        days = "".join(str(one) for one in period.days) + (f"/W{period.every_weeks}" if period.every_weeks > 1 else "")
        route = ["/".join(period.changed_route)] if period.changed_route else []
        lines.append(" ".join([as_date(period.first), as_date(period.last), days, *route]))
    if change.renamed and not dated:
        lines.append(" ".join([_flight_text(change.renamed), *_element_texts(change.renamed.elements)]))
    if change.equipment:
        lines.append(_equipment_text(change.equipment))
    for leg in change.legs:
        lines.append(" ".join([_end_text(leg.departure), _end_text(leg.arrival), *_element_texts(leg.elements)]))
    lines += [" ".join([one.origin + one.destination, *_element_texts(one.elements)]) for one in change.segments]
    if change.supplementary:
        lines += [f"SI {change.supplementary[0]}", *change.supplementary[1:]]
    return lines


def _flight_text(flight: ChangedFlight) -> str:
    name = f"{flight.carrier}{flight.number}{flight.suffix}"
    return f"{name}/{flight.date_given}" if flight.date_given else name


def _element_texts(elements: tuple[Element, ...]) -> list[str]:
    return [f"{one.number}/{one.text}" for one in elements]


def _equipment_text(equipment: Equipment) -> str:
    cabin = equipment.booking_classes + (f".{equipment.version}" if equipment.version else "")
    words = [equipment.service_type, equipment.aircraft_type, cabin, equipment.tail or "", *_element_texts(equipment.elements)]
    return " ".join(word for word in words if word)


def _end_text(end: LegEnd) -> str:
    day = f"{end.day:02d}" if end.day is not None else ""
    offset = "/A" if end.day_offset == -1 else f"/{end.day_offset}" if end.day_offset else ""
    told = f"/{_hhmm(end.passenger_min)}" if end.passenger_min is not None else ""
    return f"{end.airport}{day}{_hhmm(end.time_min)}{offset}{told}"


def _hhmm(minutes: int) -> str:
    return f"{minutes // 60:02d}{minutes % 60:02d}"


def _grammar(kind: _Kind) -> Grammar:
    return Grammar(kind, lambda text: claims(text, kind), _read_as(kind), write)


GRAMMARS = (_grammar("ASM"), _grammar("SSM"))
