"""A season's schedule as records of 200 characters (SSIM chapter 7): header, then per carrier its legs, segments and trailer."""

import re
from datetime import date, datetime, timedelta
from typing import Any, Literal

from domain.ids import AirportCode, CarrierCode
from domain.units import Frozen
from knowledge.operational_messages.grammars.schedule import operating_dates
from knowledge.operational_messages.message import Grammar, Message, Unreadable
from knowledge.operational_messages.partial_dates import as_date, full_date, minutes_of_day, on_day

RECORD_LENGTH = 200
TITLE = "AIRLINE STANDARD SCHEDULE DATA SET"
OPEN_END = "00XXX00"
"""A period without an end."""

Columns = dict[str, tuple[int, int]]
"""First and last column of each field, from 1, as the standard counts them. What is in no field is spare and not kept."""

HEADER: Columns = {"title": (2, 35), "number_of_seasons": (41, 41), "data_set_serial": (192, 194), "serial": (195, 200)}
CARRIER: Columns = {
    "time_mode": (2, 2),
    "carrier": (3, 5),
    "season": (11, 13),
    "valid_from": (15, 21),
    "valid_to": (22, 28),
    "created_on": (29, 35),
    "title": (36, 64),
    "released_on": (65, 71),
    "status": (72, 72),
    "creator_reference": (73, 107),
    "duplicate_designator": (108, 108),
    "general_information": (109, 169),
    "in_flight_service": (170, 188),
    "electronic_ticketing": (189, 190),
    "created_at": (191, 194),
    "serial": (195, 200),
}
LEG: Columns = {
    "suffix": (2, 2),
    "carrier": (3, 5),
    "number": (6, 9),
    "variation": (10, 11),
    "leg_sequence": (12, 13),
    "service_type": (14, 14),
    "first": (15, 21),
    "last": (22, 28),
    "days": (29, 35),
    "frequency": (36, 36),
    "origin": (37, 39),
    "passenger_departure": (40, 43),
    "departure": (44, 47),
    "departure_utc_offset": (48, 52),
    "departure_terminal": (53, 54),
    "destination": (55, 57),
    "arrival": (58, 61),
    "passenger_arrival": (62, 65),
    "arrival_utc_offset": (66, 70),
    "arrival_terminal": (71, 72),
    "aircraft_type": (73, 75),
    "booking_classes": (76, 95),
    "booking_modifier": (96, 100),
    "meals": (101, 110),
    "joint_carriers": (111, 119),
    "connecting_time_status": (120, 121),
    "secure_flight": (122, 122),
    "variation_overflow": (128, 128),
    "aircraft_owner": (129, 131),
    "cockpit_crew_employer": (132, 134),
    "cabin_crew_employer": (135, 137),
    "onward_flight": (138, 146),
    "transit_layover": (148, 148),
    "operating_disclosure": (149, 149),
    "traffic_restriction": (150, 160),
    "restriction_overflow": (161, 161),
    "version": (173, 192),
    "date_variation": (193, 194),
    "serial": (195, 200),
}
SEGMENT: Columns = {
    "suffix": (2, 2),
    "carrier": (3, 5),
    "number": (6, 9),
    "variation": (10, 11),
    "leg_sequence": (12, 13),
    "service_type": (14, 14),
    "variation_overflow": (28, 28),
    "board_indicator": (29, 29),
    "off_indicator": (30, 30),
    "element": (31, 33),
    "board": (34, 36),
    "off": (37, 39),
    "text": (40, 194),
    "serial": (195, 200),
}
TRAILER: Columns = {"carrier": (3, 5), "released_on": (6, 12), "last_serial": (188, 193), "end": (194, 194), "serial": (195, 200)}
KEPT_AS_GIVEN = ("onward_flight", "traffic_restriction", "meals", "joint_carriers", "in_flight_service")
"""Fields whose blanks mean something: only those at the end are taken away."""


class LegRecord(Frozen):
    """A leg of a flight over a period (record type 3), in the time mode of its carrier.

    `variation`: the itinerary variation, 1 and up. `first` to `last` (None: without end) and `days` (1 Monday to 7) are dates of
    the flight; `departure_day` and `arrival_day` are days from it, None where the record leaves them blank. Times are minutes
    after midnight: `departure_min` and `arrival_min` of the aircraft, the others as told to passengers. `utc_offset_min`: local
    time less UTC. Everything below is as given.
    """

    carrier: CarrierCode
    number: str
    suffix: str = ""
    variation: int
    leg_sequence: int
    service_type: str
    first: date
    last: date | None
    days: tuple[int, ...]
    every_weeks: int = 1
    origin: AirportCode
    destination: AirportCode
    departure_min: int
    arrival_min: int
    passenger_departure_min: int
    passenger_arrival_min: int
    departure_utc_offset_min: int
    arrival_utc_offset_min: int
    departure_day: int | None = None
    arrival_day: int | None = None
    aircraft_type: str
    departure_terminal: str = ""
    arrival_terminal: str = ""
    booking_classes: str = ""
    booking_modifier: str = ""
    meals: str = ""
    joint_carriers: str = ""
    connecting_time_status: str = ""
    secure_flight: str = ""
    aircraft_owner: str = ""
    cockpit_crew_employer: str = ""
    cabin_crew_employer: str = ""
    onward_flight: str = ""
    transit_layover: str = ""
    operating_disclosure: str = ""
    traffic_restriction: str = ""
    restriction_overflow: str = ""
    version: str = ""


class SegmentRecord(Frozen):
    """A data element of a segment (record type 4), of the leg before it; `element` 10 names the other airlines' numbers."""

    element: int
    board: AirportCode
    off: AirportCode
    text: str = ""
    board_indicator: str = ""
    off_indicator: str = ""


class ScheduledLegs(Frozen):
    """A leg and the segments that stand after it."""

    leg: LegRecord
    segments: tuple[SegmentRecord, ...] = ()


class CarrierSchedule(Frozen):
    """One carrier (records 2 to 5). `time_mode`: U, all times are UTC; L, all are local at their place.

    Dates are None where the record leaves them blank; `valid_to` also where the schedule has no end.
    """

    carrier: CarrierCode
    time_mode: Literal["U", "L"]
    season: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    created_on: date | None = None
    released_on: date | None = None
    trailer_released_on: date | None = None
    status: str = ""
    title: str = ""
    creator_reference: str = ""
    duplicate_designator: str = ""
    general_information: str = ""
    in_flight_service: str = ""
    electronic_ticketing: str = ""
    created_at: str = ""
    legs: tuple[ScheduledLegs, ...] = ()


class ScheduleFile(Message):
    """A whole file; serial numbers and the trailer's check were right, and are made anew when it is written."""

    kind: Literal["SSIM"] = "SSIM"
    number_of_seasons: str = ""
    data_set_serial: str = ""
    carriers: tuple[CarrierSchedule, ...]


# --- what a leg means -----------------------------------------------------------------------------------------------


def leg_dates(leg: LegRecord, first: date, last: date) -> tuple[date, ...]:
    """The dates of the flight on which the leg is flown, from `first` to `last`, both included."""
    end = min(last, leg.last) if leg.last else last
    return tuple(one for one in operating_dates(leg.first, end, leg.days, leg.every_weeks) if one >= first)


def leg_times(leg: LegRecord, flight_date: date, time_mode: str) -> tuple[datetime, datetime]:
    """Departure and arrival of the aircraft in UTC on a flight of `flight_date`.

    Where the record leaves the day of the arrival blank, it is the first such time after the departure.
    """
    offsets = (leg.departure_utc_offset_min, leg.arrival_utc_offset_min) if time_mode == "L" else (0, 0)
    departure = on_day(flight_date + timedelta(days=leg.departure_day or 0), leg.departure_min - offsets[0])
    arrival = on_day(flight_date + timedelta(days=leg.arrival_day or 0), leg.arrival_min - offsets[1])
    while leg.arrival_day is None and arrival <= departure:
        arrival += timedelta(days=1)
    return departure, arrival


# --- reading --------------------------------------------------------------------------------------------------------


class _Record:
    """One record: its fields by name, and where they stand."""

    def __init__(self, line: int, text: str, columns: Columns) -> None:
        self.line, self.text, self.columns = line, text, columns

    def __getitem__(self, name: str) -> str:
        first, last = self.columns[name]
        given = self.text[first - 1 : last]
        return given.rstrip() if name in KEPT_AS_GIVEN else given.strip()

    def refusal(self, name: str, expected: str) -> Unreadable:
        """The refusal of one field."""
        first, last = self.columns[name]
        given = self.text[first - 1 : last]
        where = f"columns {first} to {last}" if last > first else f"column {first}"
        return Unreadable(f"{name.replace('_', ' ')}, {where}: expected {expected}", line=self.line, column=first, found=given)

    def like(self, name: str, pattern: str, expected: str) -> str:
        """The field where it has this form."""
        if not re.fullmatch(pattern, self[name]):
            raise self.refusal(name, expected)
        return self[name]

    def day(self, name: str) -> date:
        """A date as 21NOV26."""
        given = self.like(name, "[0-9]{2}[A-Z]{3}[0-9]{2}", "a date as 21NOV26")
        return full_date(given, line=self.line, column=self.columns[name][0])

    def last_date(self, name: str) -> date | None:
        """A date, or 00XXX00 for no end."""
        return None if self[name] == OPEN_END else self.day(name)

    def minutes(self, name: str) -> int:
        """A time of day."""
        return minutes_of_day(self[name], line=self.line, column=self.columns[name][0])

    def utc_offset(self, name: str) -> int:
        """+0530 as minutes."""
        given = self.like(name, "[+-](0[0-9]|1[0-4])[0-5][0-9]", "local time less UTC as +0530")
        return (int(given[1:3]) * 60 + int(given[3:])) * (-1 if given[0] == "-" else 1)

    def carrier(self) -> str:
        """The designator of the airline."""
        return self.like("carrier", "[A-Z0-9]{2,3}", "an airline designator")

    def as_given(self, *names: str) -> dict[str, str]:
        """Fields that are kept without being interpreted."""
        return {name: self[name] for name in names}


def _variation(record: _Record) -> int:
    tens = record.like("variation_overflow", "[0-9]?", "a digit or a blank")
    given = record.like("variation", "[0-9]{1,2}", "the itinerary variation 01 to 99")
    return int(tens + given.zfill(2)) if tens else int(given)


_CARRIER_TEXTS = (
    *("season", "status", "title", "creator_reference", "duplicate_designator"),
    *("general_information", "in_flight_service", "electronic_ticketing", "created_at"),
)
_LEG_TEXTS = (
    *("suffix", "departure_terminal", "arrival_terminal", "booking_classes", "booking_modifier", "meals", "joint_carriers"),
    *("connecting_time_status", "secure_flight", "aircraft_owner", "cockpit_crew_employer", "cabin_crew_employer"),
    *("onward_flight", "transit_layover", "operating_disclosure", "traffic_restriction", "restriction_overflow", "version"),
)


def read_carrier(record: _Record) -> dict[str, Any]:
    """Record type 2."""
    dates = {name: record.day(name) if record[name] else None for name in ("valid_from", "created_on", "released_on")}
    valid_from, valid_to = dates["valid_from"], record.last_date("valid_to") if record["valid_to"] else None
    if valid_from and valid_to and valid_to < valid_from:
        raise record.refusal("valid_to", "a date that is not before the one the schedule is valid from")
    return {
        "carrier": record.carrier(),
        "time_mode": record.like("time_mode", "[UL]", "U for UTC or L for local times"),
        **dates,
        "valid_to": valid_to,
        **record.as_given(*_CARRIER_TEXTS),
    }


def read_leg(record: _Record, time_mode: str) -> LegRecord:
    """Record type 3."""
    first, last = record.day("first"), record.last_date("last")
    if last and last < first:
        raise record.refusal("last", f"the last date of the period, not before {as_date(first)}")
    start, end = LEG["days"]
    shown = record.text[start - 1 : end]
    if any(shown[place] not in (" ", "0", str(place + 1)) for place in range(7)) or not shown.strip(" 0"):
        raise record.refusal("days", "1 to 7, each in its own column, blank where the flight does not operate")
    days = tuple(int(day) for day in shown if day not in " 0")
    weeks = int(record.like("frequency", "[12]?", "2 for every second week, otherwise a blank or 1") or 1)
    week = first + timedelta(days=6)
    if not operating_dates(first, min(last or week, week), days, weeks):
        raise record.refusal("days", "a day that is in the period")
    leg = LegRecord(
        carrier=CarrierCode(record.carrier()),
        number=record.like("number", "[0-9]{1,4}", "a flight number"),
        variation=_variation(record),
        leg_sequence=int(record.like("leg_sequence", "[0-9]{1,2}", "the number of the leg, 01 and up")),
        service_type=record.like("service_type", "[A-Z]", "a letter, J for scheduled passengers"),
        first=first,
        last=last,
        days=days,
        every_weeks=weeks,
        origin=AirportCode(record.like("origin", "[A-Z]{3}", "the three letters of an airport")),
        destination=AirportCode(record.like("destination", "[A-Z]{3}", "the three letters of an airport")),
        departure_min=record.minutes("departure"),
        arrival_min=record.minutes("arrival"),
        passenger_departure_min=record.minutes("passenger_departure"),
        passenger_arrival_min=record.minutes("passenger_arrival"),
        departure_utc_offset_min=record.utc_offset("departure_utc_offset"),
        arrival_utc_offset_min=record.utc_offset("arrival_utc_offset"),
        departure_day=_day_from_flight(record, 0),
        arrival_day=_day_from_flight(record, 1),
        aircraft_type=record.like("aircraft_type", "[A-Z0-9]{3}", "the three characters of an aircraft type"),
        **record.as_given(*_LEG_TEXTS),
    )
    departure, arrival = leg_times(leg, first, time_mode)
    if not departure < arrival <= departure + timedelta(days=1):
        minutes = (arrival - departure) // timedelta(minutes=1)
        raise record.refusal("date_variation", f"an arrival within a day after the departure; it is {minutes} minutes after it")
    return leg


def _day_from_flight(record: _Record, place: int) -> int | None:
    given = record.text[LEG["date_variation"][0] - 1 + place]
    if given == " ":
        return None
    if given not in "0123456789A":
        raise record.refusal("date_variation", "0, 1, 2 for days after the flight's date and A for the day before, twice")
    return -1 if given == "A" else int(given)


def read_segment(record: _Record, before: LegRecord) -> SegmentRecord:
    """Record type 4, which must name the leg it follows."""
    expected: tuple[tuple[str, Any, Any], ...] = (
        ("carrier", record["carrier"], before.carrier),
        ("number", record["number"].lstrip("0"), before.number.lstrip("0")),
        ("suffix", record["suffix"], before.suffix),
        ("variation", _variation(record), before.variation),
        ("leg_sequence", int(record.like("leg_sequence", "[0-9]{1,2}", "the number of the leg")), before.leg_sequence),
        ("service_type", record["service_type"], before.service_type),
    )
    for name, given, wanted in expected:
        if given != wanted:
            raise record.refusal(name, f"{wanted} as in the leg before")
    return SegmentRecord(
        element=int(record.like("element", "[0-9]{1,3}", "the number of a data element")),
        board=AirportCode(record.like("board", "[A-Z]{3}", "the three letters of an airport")),
        off=AirportCode(record.like("off", "[A-Z]{3}", "the three letters of an airport")),
        **record.as_given("text", "board_indicator", "off_indicator"),
    )


def read_trailer(record: _Record, carrier: str, serial: int) -> str:
    """Record type 5: `E` where the file ends and `C` where another carrier follows. `serial`: of the record before."""
    if record.carrier() != carrier:
        raise record.refusal("carrier", f"{carrier} as in the carrier's first record")
    if record.like("last_serial", "[0-9]{6}", "six digits") != f"{serial:06d}":
        raise record.refusal("last_serial", f"{serial:06d}, the number of the record before")
    return record.like("end", "[CE]", "E at the end or C where another carrier follows")


TYPES: dict[str, Columns] = {"1": HEADER, "2": CARRIER, "3": LEG, "4": SEGMENT, "5": TRAILER}
FOLLOWS = {"": "1", "1": "2", "2": "345", "3": "345", "4": "345", "C": "2", "E": ""}
"""Which records may follow which; C and E are the two ends of a trailer."""


def _records(text: str) -> list[_Record]:
    """Every record but those of zeros that fill a block, with its serial number checked."""
    found: list[_Record] = []
    for line, given in enumerate(text.split("\n"), 1):
        if not given.strip(" \x1a"):
            continue
        if len(given) != RECORD_LENGTH:
            reason = f"expected a record of {RECORD_LENGTH} characters, this has {len(given)}"
            raise Unreadable(reason, line=line, column=min(len(given), RECORD_LENGTH) + 1, found=given[-20:].strip())
        if given.strip("0") == "":
            continue
        columns = TYPES.get(given[0])
        if columns is None:
            raise Unreadable("expected a record type from 1 to 5", line=line, column=1, found=given[0])
        record = _Record(line, given, columns)
        if record.like("serial", "[0-9]{6}", "six digits") != f"{len(found) + 1:06d}":
            raise record.refusal("serial", f"{len(found) + 1:06d}, one more than the record before")
        found.append(record)
    return found


def _read(text: str, received_at: datetime) -> ScheduleFile:
    fields: dict[str, Any] = {}
    carriers: list[CarrierSchedule] = []
    block: dict[str, Any] = {}
    legs: list[ScheduledLegs] = []
    state, line = "", 1
    for place, record in enumerate(_records(text), 1):
        kind, line = record.text[0], record.line
        if kind not in FOLLOWS[state]:
            follow = FOLLOWS[state]
            reason = f"expected a record of type {' or '.join(follow)} here" if follow else "expected nothing after the end"
            raise Unreadable(reason, line=line, column=1, found=kind)
        if kind == "1":
            if record["title"] != TITLE:
                raise record.refusal("title", TITLE)
            fields = record.as_given("number_of_seasons", "data_set_serial")
        elif kind == "2":
            block, legs = read_carrier(record), []
        elif kind == "3":
            leg = read_leg(record, block["time_mode"])
            if leg.carrier != block["carrier"]:
                raise record.refusal("carrier", f"{block['carrier']} as in the carrier's first record")
            legs.append(ScheduledLegs(leg=leg))
        elif kind == "4":
            if not legs:
                raise Unreadable("expected a leg (type 3) before the first segment", line=line, column=1, found=kind)
            segment = read_segment(record, legs[-1].leg)
            legs[-1] = ScheduledLegs(leg=legs[-1].leg, segments=(*legs[-1].segments, segment))
        else:
            kind = read_trailer(record, block["carrier"], place - 1)
            if record["released_on"]:
                block["trailer_released_on"] = record.day("released_on")
            carriers.append(CarrierSchedule(legs=tuple(legs), **block))
        state = kind
    if state != "E":
        raise Unreadable("the file ends here; expected a trailer (type 5) with E in column 194", line=line, column=RECORD_LENGTH)
    return ScheduleFile(carriers=tuple(carriers), **fields)


# --- writing --------------------------------------------------------------------------------------------------------


def write(message: ScheduleFile) -> str:
    """The file, with new serial numbers and without records of zeros."""
    records: list[str] = []

    def add(kind: str, columns: Columns, **values: str) -> None:
        records.append(_written(kind, columns, {**values, "serial": f"{len(records) + 1:06d}"}))

    header = {"number_of_seasons": message.number_of_seasons, "data_set_serial": message.data_set_serial}
    add("1", HEADER, title=TITLE, **header)
    for place, block in enumerate(message.carriers, 1):
        add("2", CARRIER, **_carrier_values(block))
        for scheduled in block.legs:
            add("3", LEG, **_leg_values(scheduled.leg))
            for segment in scheduled.segments:
                add("4", SEGMENT, **_segment_values(scheduled.leg, segment))
        end = "E" if place == len(message.carriers) else "C"
        released = as_date(block.trailer_released_on) if block.trailer_released_on else ""
        add("5", TRAILER, carrier=block.carrier, released_on=released, last_serial=f"{len(records):06d}", end=end)
    return "\n".join(records)


_RIGHT = ("number",)


def _written(kind: str, columns: Columns, values: dict[str, str]) -> str:
    record = [kind] + [" "] * (RECORD_LENGTH - 1)
    for name, value in values.items():
        first, last = columns[name]
        width = last - first + 1
        if len(value) > width:
            raise ValueError(f"{name} {value!r} has {len(value)} characters, the record has {width}")
        record[first - 1 : last] = value.rjust(width) if name in _RIGHT else value.ljust(width)
    return "".join(record)


def _texts(record: Frozen, names: tuple[str, ...]) -> dict[str, str]:
    return {name: getattr(record, name) for name in names}


def _carrier_values(block: CarrierSchedule) -> dict[str, str]:
    return {
        "time_mode": block.time_mode,
        "carrier": block.carrier,
        "valid_from": as_date(block.valid_from) if block.valid_from else "",
        "valid_to": as_date(block.valid_to) if block.valid_to else OPEN_END if block.valid_from else "",
        "created_on": as_date(block.created_on) if block.created_on else "",
        "released_on": as_date(block.released_on) if block.released_on else "",
        **_texts(block, _CARRIER_TEXTS),
    }


def _flight_values(leg: LegRecord) -> dict[str, str]:
    return {
        "suffix": leg.suffix,
        "carrier": leg.carrier,
        "number": leg.number,
        "variation": f"{leg.variation % 100:02d}",
        "variation_overflow": str(leg.variation // 100) if leg.variation > 99 else "",
        "leg_sequence": f"{leg.leg_sequence:02d}",
        "service_type": leg.service_type,
    }


def _leg_values(leg: LegRecord) -> dict[str, str]:
    days = "".join(str(one) if one in leg.days else " " for one in range(1, 8))
    return {
        **_flight_values(leg),
        "first": as_date(leg.first),
        "last": as_date(leg.last) if leg.last else OPEN_END,
        "days": days,
        "frequency": str(leg.every_weeks) if leg.every_weeks > 1 else "",
        "origin": leg.origin,
        "passenger_departure": _hhmm(leg.passenger_departure_min),
        "departure": _hhmm(leg.departure_min),
        "departure_utc_offset": _offset(leg.departure_utc_offset_min),
        "destination": leg.destination,
        "arrival": _hhmm(leg.arrival_min),
        "passenger_arrival": _hhmm(leg.passenger_arrival_min),
        "arrival_utc_offset": _offset(leg.arrival_utc_offset_min),
        "aircraft_type": leg.aircraft_type,
        "date_variation": _day_text(leg.departure_day) + _day_text(leg.arrival_day),
        **_texts(leg, _LEG_TEXTS),
    }


def _segment_values(leg: LegRecord, segment: SegmentRecord) -> dict[str, str]:
    values = {"element": f"{segment.element:03d}", "board": segment.board, "off": segment.off}
    return {**_flight_values(leg), **values, **_texts(segment, ("text", "board_indicator", "off_indicator"))}


def _hhmm(minutes: int) -> str:
    return f"{minutes // 60:02d}{minutes % 60:02d}"


def _offset(minutes: int) -> str:
    return ("-" if minutes < 0 else "+") + _hhmm(abs(minutes))


def _day_text(day: int | None) -> str:
    return " " if day is None else "A" if day == -1 else str(day)


def _claims(text: str) -> bool:
    return text[:4000].lstrip("\n ").startswith("1" + TITLE)


GRAMMARS = (Grammar("SSIM", _claims, _read, write),)
