"""Aircraft movements (AHM 780): MVT, the same sent by the aircraft itself (MVA), and diversions (DIV)."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, Literal

from domain.ids import AirportCode, CarrierCode, TailNumber
from domain.units import Frozen, UtcDatetime
from knowledge.operational_messages.message import Grammar, Message
from knowledge.operational_messages.partial_dates import day_and_month, day_of_month, minutes_of_day, moment, on_day
from knowledge.operational_messages.telex import FLIGHT, Line, Telex, claims, free_text, is_free, opened
from knowledge.passenger_rights.causes import delay_codes

LONGEST_TAXI_MIN = 360
"""Between leaving the stand and the air, or the ground and the stand: more is taken for a wrong time."""
LONGEST_FLIGHT_MIN = 1260
MOST_DAYS_LATE = 7
CAUSES_IN_DL = 2
_FLIGHT_LINE = re.compile(
    rf"{FLIGHT}/(?P<day>[0-9]{{2}})(?P<month>[A-Z]{{3}})?\.(?P<tail>[A-Z0-9-]{{2,10}})\.(?P<station>[A-Z]{{3}})"
)
_Kind = Literal["MVT", "MVA", "DIV"]
_TIME = re.compile(r"[0-9]+")


class Clock(Frozen):
    """A time in UTC as given (`hhmm` or `ddhhmm`) and completed. `dated_by` says what told the day.

    `message`: the day is given. `receipt`: the time is the one nearest to the receipt, within half a day. `sequence`: the first
    such time after the one before it. `flight`: nothing else told it, so it is the day of the flight; check it by the schedule.
    """

    given: str
    at: UtcDatetime
    dated_by: Literal["message", "receipt", "sequence", "flight"]

    @classmethod
    def of(cls, at: datetime) -> "Clock":
        """A time to be sent, with its day."""
        return cls(given=f"{at.astimezone(UTC):%d%H%M}", at=at, dated_by="message")


class Delay(Frozen):
    """A cause of delay: the AHM 730 code as given, its two digits, and its share in minutes where the message gives it."""

    code: str
    digits: str
    delay_min: int | None = None


class ExtraDelay(Frozen):
    """A further cause: an AHM 730 code, or a three-letter code of AHM 732, which is another list and is not interpreted here."""

    code: str
    delay_min: int | None = None


class MovementMessage(Message):
    """A movement of one flight; what the message does not report is None or empty.

    `day_given`: the day (perhaps with its month) of the scheduled departure in UTC at the origin; `flight_date`: it completed.
    `station`: where the movement takes place; of an arrival (AA) or a revised arrival (EA without AD), the destination.
    `passengers`: the counts of PX in their order. `corrected`: replaces a message sent before.
    """

    kind: _Kind = "MVT"
    carrier: CarrierCode
    number: str
    suffix: str = ""
    day_given: str
    flight_date: date
    tail: TailNumber
    station: AirportCode
    off_block: Clock | None = None
    airborne: Clock | None = None
    estimated_arrival: Clock | None = None
    estimated_arrival_airport: AirportCode | None = None
    touchdown: Clock | None = None
    on_block: Clock | None = None
    estimated_departure: Clock | None = None
    estimated_take_off: Clock | None = None
    estimated_on_block: Clock | None = None
    next_information: Clock | None = None
    returned_touchdown: Clock | None = None
    returned_on_block: Clock | None = None
    returned_to_ramp: Clock | None = None
    diversion_reason: Delay | None = None
    delays: tuple[Delay, ...] = ()
    extra_delays: tuple[ExtraDelay, ...] = ()
    passengers: tuple[int, ...] = ()
    infants: int | None = None
    supplementary: tuple[str, ...] = ()
    corrected: bool = False

    @property
    def delay_min(self) -> int | None:
        """Minutes of departure delay, the sum over the causes; None where a cause has no minutes or there is no cause."""
        shares = [one.delay_min for one in self.delays] + [one.delay_min for one in self.extra_delays]
        known = [share for share in shares if share is not None]
        return sum(known) if known and len(known) == len(shares) else None


class _Reader:
    """The elements of one message as they are met, and what is needed to complete their times."""

    def __init__(self, flight_date: date, received_at: datetime) -> None:
        self.flight_date, self.received_at = flight_date, received_at
        self.fields: dict[str, Any] = {}

    def time(self, line: Line, index: int, given: str, after: Clock | None = None, within_min: int = 0) -> Clock:
        """A time completed: by its day, by the time it follows, by the receipt, or by the day of the flight."""
        if not re.fullmatch(r"[0-9]{4}|[0-9]{6}", given):
            raise line.refusal("expected a time hhmm or ddhhmm", index, given)
        hhmm, column = given[-4:], line.column + index
        minutes = minutes_of_day(hhmm, line=line.number, column=column + len(given) - 4)
        if len(given) == 6:
            flight_day = on_day(self.flight_date, 0)
            at = moment(int(given[:2]), hhmm, flight_day, line=line.number, column=column)
            if not timedelta(days=-1) <= at - flight_day <= timedelta(days=MOST_DAYS_LATE + 1):
                reason = f"expected a day from the one before the flight's to {MOST_DAYS_LATE} days after it"
                raise line.refusal(reason, index, given)
            clock = Clock(given=given, at=at, dated_by="message")
        elif after is not None:
            at = on_day(after.at.date(), minutes)
            clock = Clock(given=given, at=at if at >= after.at else at + timedelta(days=1), dated_by="sequence")
        else:
            clock = self._by_receipt(given, minutes)
        if after is not None and not timedelta() <= clock.at - after.at <= timedelta(minutes=within_min):
            reason = f"{given} does not follow {after.given} within {within_min // 60} hours"
            raise line.refusal(f"{reason}; expected a time after it", index, given)
        return clock

    def _by_receipt(self, given: str, minutes: int) -> Clock:
        # A flight of just after midnight can leave on the day before, one that is late or long can arrive two days later.
        days = range(-1 if minutes >= 23 * 60 else 0, 3)
        near = [on_day(self.flight_date + timedelta(days=one), minutes) for one in days]
        nearest = min(near, key=lambda at: (abs(at - self.received_at), at))
        if abs(nearest - self.received_at) <= timedelta(hours=12):
            return Clock(given=given, at=nearest, dated_by="receipt")
        return Clock(given=given, at=on_day(self.flight_date, minutes), dated_by="flight")

    def put(self, line: Line, index: int, element: str, **fields: Any) -> None:
        """Keep what an element says; each may stand once."""
        if any(name in self.fields for name in fields):
            raise line.refusal(f"{element} stands twice; expected it once", index)
        self.fields.update({name: value for name, value in fields.items() if value is not None})


def _times(reader: _Reader, line: Line, index: int, word: str, names: tuple[str, str], after: Clock | None = None) -> None:
    """One time or two with a stroke between them: AD, AA, FR."""
    element, parts, start = word[:2], word[2:].split("/"), index + 2
    if len(parts) > len(names):
        raise line.refusal(f"expected at most {len(names)} times in {element}", start + len("/".join(parts[: len(names)])))
    clocks: list[Clock] = []
    for part in parts:
        follows, within = (clocks[-1], LONGEST_TAXI_MIN) if clocks else (after, LONGEST_FLIGHT_MIN)
        clocks.append(reader.time(line, start, part, follows, within))
        start += len(part) + 1
    reader.put(line, index, element, **dict(zip(names, clocks, strict=False)))


def _departure(reader: _Reader, line: Line, index: int, word: str, following: str) -> int:
    _times(reader, line, index, word, ("off_block", "airborne"))
    return 0


def _arrival(reader: _Reader, line: Line, index: int, word: str, following: str) -> int:
    left = reader.fields.get("airborne") or reader.fields.get("off_block")
    _times(reader, line, index, word, ("touchdown", "on_block"), left)
    return 0


def _forced_return(reader: _Reader, line: Line, index: int, word: str, following: str) -> int:
    left = reader.fields.get("airborne") or reader.fields.get("off_block")
    _times(reader, line, index, word, ("returned_touchdown", "returned_on_block"), left)
    return 0


def _expected_arrival(reader: _Reader, line: Line, index: int, word: str, following: str) -> int:
    digits = _TIME.match(word, 2)
    given = digits.group() if digits else word[2:]
    left = reader.fields.get("airborne") or reader.fields.get("off_block")
    clock = reader.time(line, index + 2, given, left, LONGEST_FLIGHT_MIN)
    glued = word[2 + len(given) :]
    airport = glued or (following if re.fullmatch(r"[A-Z]{3}", following) else "")
    if airport and not re.fullmatch(r"[A-Z]{3}", airport):
        raise line.refusal("expected the three letters of an airport after the time", index + 2 + len(given), airport)
    reader.put(line, index, "EA", estimated_arrival=clock, estimated_arrival_airport=AirportCode(airport) if airport else None)
    return 1 if airport and not glued else 0


def _one_time(name: str) -> "_Element":
    def read(reader: _Reader, line: Line, index: int, word: str, following: str) -> int:
        reader.put(line, index, word[:2], **{name: reader.time(line, index + 2, word[2:])})
        return 0

    return read


@cache
def _digits_of() -> dict[str, str]:
    letters = {row.alpha: digits for digits, row in delay_codes().items() if row.alpha}
    return letters | {digits: digits for digits in delay_codes()}


def _shares(line: Line, index: int, text: str, element: str, code: str) -> list[tuple[int, str, int | None]]:
    """Codes and their minutes: `93`, `81/93/0010/0020` or `81/0010/93/0020`; each with where it stands."""
    codes: list[tuple[int, str]] = []
    shares: list[int] = []
    start = index + len(element)
    for part in text.split("/"):
        if re.fullmatch(r"[0-9]{4}", part):
            if int(part[2:]) > 59:
                raise line.refusal("expected hours and minutes hhmm with minutes up to 59", start, part)
            shares.append(int(part[:2]) * 60 + int(part[2:]))
        elif re.fullmatch(code, part):
            codes.append((start, part))
        else:
            raise line.refusal(f"expected a delay code or its hours and minutes hhmm after {element}", start, part)
        start += len(part) + 1
    if shares and len(shares) != len(codes):
        reason = f"expected a time for each of {len(codes)} delay codes, the primary first, not {len(shares)}"
        raise line.refusal(reason, index, element + text)
    if not codes:
        raise line.refusal(f"expected a delay code after {element}", index + len(element), text)
    return [(at, one, shares[place] if shares else None) for place, (at, one) in enumerate(codes)]


def _known(line: Line, index: int, code: str, delay_min: int | None) -> Delay:
    digits = _digits_of().get(code)
    if digits is None:
        raise line.refusal("no delay code of AHM 730; expected two digits or two letters of its list", index, code)
    return Delay(code=code, digits=digits, delay_min=delay_min)


def _delays(reader: _Reader, line: Line, index: int, word: str, following: str) -> int:
    found = [_known(line, at, code, share) for at, code, share in _shares(line, index, word[2:], "DL", r"[A-Z0-9]{1,3}")]
    if len(found) > CAUSES_IN_DL:
        raise line.refusal(f"expected at most {CAUSES_IN_DL} causes of delay in DL and further ones in EDL", index, word)
    reader.put(line, index, "DL", delays=tuple(found))
    return 0


def _extra_delays(reader: _Reader, line: Line, index: int, word: str, following: str) -> int:
    found = []
    for at, code, share in _shares(line, index, word[3:], "EDL", r"[A-Z0-9]{1,3}"):
        if len(code) != 3 or not code.isalpha():
            _known(line, at, code, share)
        found.append(ExtraDelay(code=code, delay_min=share))
    reader.put(line, index, "EDL", extra_delays=tuple(found))
    return 0


def _diversion_reason(reader: _Reader, line: Line, index: int, word: str, following: str) -> int:
    reader.put(line, index, "DR", diversion_reason=_known(line, index + 2, word[2:], None))
    return 0


def _passengers(reader: _Reader, line: Line, index: int, word: str, following: str) -> int:
    counts = re.fullmatch(r"PX([0-9]{1,3}(?:/[0-9]{1,3})*)(?:\+([0-9]{1,3}))?", word)
    if counts is None:
        raise line.refusal("expected passengers as PX214, PX145/12 or, with infants, PX214+2", index)
    infants = int(counts[2]) if counts[2] else None
    reader.put(line, index, "PX", passengers=tuple(int(one) for one in counts[1].split("/")), infants=infants)
    return 0


_Element = Callable[[_Reader, Line, int, str, str], int]
ELEMENTS: dict[str, _Element] = {
    "EDL": _extra_delays,
    "AD": _departure,
    "AA": _arrival,
    "EA": _expected_arrival,
    "ED": _one_time("estimated_departure"),
    "EO": _one_time("estimated_take_off"),
    "EB": _one_time("estimated_on_block"),
    "NI": _one_time("next_information"),
    "FR": _forced_return,
    "RR": _one_time("returned_to_ramp"),
    "DL": _delays,
    "DR": _diversion_reason,
    "PX": _passengers,
}
"""What each element does with its word and the one after it, and whether it used that one too. Longer names first."""
MOVES = ("off_block", "touchdown", "estimated_arrival", "estimated_departure", "estimated_take_off", "estimated_on_block")
RETURNS = ("next_information", "returned_touchdown", "returned_to_ramp")


def _flight(line: Line, received_at: datetime) -> dict[str, Any]:
    found = _FLIGHT_LINE.fullmatch(line.text)
    if found is None:
        raise line.refusal("expected flight, day, registration and station as BA0117/21.GSTBA.LHR")
    day, month, column = int(found["day"]), found["month"], line.column + found.start("day")
    if month:
        on = day_and_month(day, month, received_at, line=line.number, column=column)
    else:
        on = day_of_month(day, received_at, line=line.number, column=column)
    known = {name: found[name] for name in ("carrier", "number", "suffix", "tail", "station")}
    return known | {"day_given": found["day"] + (month or ""), "flight_date": on}


def _elements(telex: Telex, reader: _Reader) -> None:
    for place, line in enumerate(telex.lines[1:], 1):
        if is_free(line):
            reader.fields["supplementary"] = free_text(telex.lines[place:])
            return
        words = line.words()
        position = 0
        while position < len(words):
            index, word = words[position]
            following = words[position + 1][1] if position + 1 < len(words) else ""
            name = next((one for one in ELEMENTS if word.startswith(one)), None)
            if name is None:
                expected = " ".join((*ELEMENTS, "SI"))
                raise line.refusal(f"no element of a movement message begins like this; expected one of {expected}", index)
            position += 1 + ELEMENTS[name](reader, line, index, word, following)


def _read_as(kind: _Kind) -> Callable[[str, datetime], MovementMessage]:
    def read(text: str, received_at: datetime) -> MovementMessage:
        telex = opened(text, kind)
        if not telex.lines:
            raise telex.end("expected flight, day, registration and station as BA0117/21.GSTBA.LHR")
        flight = _flight(telex.lines[0], received_at)
        reader = _Reader(flight["flight_date"], received_at)
        _elements(telex, reader)
        if not any(name in reader.fields for name in (*MOVES, *RETURNS)):
            raise telex.end("the message reports no movement; expected AD, AA, EA, ED, EO, EB, NI, FR or RR")
        if kind == "DIV" and "estimated_arrival_airport" not in reader.fields:
            raise telex.end("a diversion without the airport it goes to; expected EA with a time and an airport")
        return MovementMessage(kind=kind, corrected=telex.corrected, **flight, **reader.fields)

    return read


def write(message: MovementMessage) -> str:
    """The text of a movement message, in the order of AHM 780."""
    lines: list[str] = ["COR", message.kind] if message.corrected else [message.kind]
    lines.append(f"{message.carrier}{message.number}{message.suffix}/{message.day_given}.{message.tail}.{message.station}")
    first = [_pair("AD", message.off_block, message.airborne)]
    if message.estimated_arrival:
        first.append(f"EA{message.estimated_arrival.given} {message.estimated_arrival_airport or ''}".rstrip())
    lines.append(" ".join(one for one in first if one))
    for element, clock, then in (
        ("AA", message.touchdown, message.on_block),
        ("ED", message.estimated_departure, None),
        ("EO", message.estimated_take_off, None),
        ("RR", message.returned_to_ramp, None),
        ("FR", message.returned_touchdown, message.returned_on_block),
        ("EB", message.estimated_on_block, None),
        ("NI", message.next_information, None),
    ):
        lines.append(_pair(element, clock, then))
    lines.append(f"DR{message.diversion_reason.code}" if message.diversion_reason else "")
    lines.append(_causes("DL", message.delays))
    lines.append(_causes("EDL", message.extra_delays))
    if message.passengers:
        infants = "" if message.infants is None else f"+{message.infants}"
        lines.append("PX" + "/".join(str(one) for one in message.passengers) + infants)
    lines += [f"SI {message.supplementary[0]}", *message.supplementary[1:]] if message.supplementary else []
    return "\n".join(line for line in lines if line)


def _pair(element: str, first: Clock | None, second: Clock | None) -> str:
    if first is None:
        return ""
    return f"{element}{first.given}/{second.given}" if second else f"{element}{first.given}"


def _causes(element: str, causes: tuple[Delay, ...] | tuple[ExtraDelay, ...]) -> str:
    if not causes:
        return ""
    shares = [f"{one.delay_min // 60:02d}{one.delay_min % 60:02d}" for one in causes if one.delay_min is not None]
    return element + "/".join([*(one.code for one in causes), *shares])


def _grammar(kind: _Kind) -> Grammar:
    return Grammar(kind, lambda text: claims(text, kind), _read_as(kind), write)


GRAMMARS = (_grammar("MVT"), _grammar("MVA"), _grammar("DIV"))
