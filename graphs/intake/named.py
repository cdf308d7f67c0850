"""Everything a text names, each with the place where it stands; one reader after the other, and what one has read is taken."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any, Literal
from zoneinfo import ZoneInfo

from domain.ids import AirportCode, FlightId
from domain.network import NetworkState
from graphs.intake.clock import moments_in
from graphs.intake.gazetteer import CARRIER_NAMES, Gazetteer, airports_anywhere, gazetteer, written
from graphs.intake.numbers import NUMBER, ORDINALS, durations_in, whole

Kind = Literal[
    "flight", "ambiguous", "airport", "city", "tail", "crew", "booking", "gate", "case", "plan", "option", "moment", "duration",
    "delay_code", "unknown",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """Something named in [start, end) of a text. `value` by kind: an id, a number, minutes, a `clock.Said`, candidates."""

    kind: Kind
    value: Any
    start: int
    end: int


_SAME_LENGTH = str.maketrans("’‘–—−\u2010\u2011\u00a0\u202f\u2009\t\r", "''-----     ")


def plain(text: str) -> str:
    """The text with one kind of dash, quote and space, every character in its place."""
    return text.translate(_SAME_LENGTH)


def words_in(text: str, named: Sequence[Named]) -> tuple[str, ...]:
    """The words in lower case that no name covers."""
    letters = list(plain(text))
    for one in named:
        if one.kind != "moment" or re.search("[0-9]", text[one.start : one.end]):  # "now" and "noon" are words too
            letters[one.start : one.end] = " " * (one.end - one.start)
    return tuple(word.lower() for word in _WORD.findall("".join(letters)))


_WORD = re.compile(r"[^\W\d_]+(?:['/-][^\W\d_]+)*")

_FLIGHT_ID = re.compile(r"(?<![\w/])([A-Z0-9]{2})\s?-?([0-9]{1,4}[A-Z]?)/([0-9]{4}-[0-9]{2}-[0-9]{2})/([A-Z]{3})(?![\w])", re.I)
_FLIGHT = re.compile(
    r"(?<![\w./+-])(?P<carrier>"
    + "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in sorted(CARRIER_NAMES, key=len, reverse=True))
    + r"|[A-Z]{3}|[A-Z][A-Z0-9]|[0-9][A-Z])(?P<gap>\s*-?\s*|\s+(?:flight|flt)\s+(?:no\.?\s*)?)(?P<number>0*[1-9][0-9]{0,3})"
    r"(?P<suffix>[A-Z])?"
    r"(?![\w:%])(?!\.[0-9])",
    re.I,
)
_NUMBERED = re.compile(
    r"\b(?:flights?|flts?|flight numbers?|flight no\.?)\s+#?(?P<number>[1-9][0-9]{0,3})(?![\w:%])(?!\.[0-9])", re.I
)
_ONE_MORE = re.compile(
    r"(?P<gap>\s*(?:,|and|&|/(?=[0-9]{3})|or|plus)\s*(?:and\s+|flight\s+)?)(?P<number>[1-9][0-9]{0,3})(?![\w:%+/-]|\.[0-9])"
    r"(?!\s*(?:min|hours?|hrs?|h\b|arr|dep|per|an?\s|z\b|utc|pax|passen|movem|flights|mov|%|m\b|to\b|till?\b|until|late|minute))",
    re.I,
)
_WORD_LIKE_CARRIERS = frozenset(
    {"as", "us", "at", "is", "in", "on", "of", "or", "to", "by", "no", "so", "am", "pm", "ha", "wn", "la"}
)

_PLAN_ID = re.compile(r"(?<![\w/-])C([0-9]{1,5})\s?-\s?P([0-9]{1,6})(?![\w])", re.I)
_SHORT_PLAN = re.compile(r"(?<![\w/-])P([0-9]{1,6})(?![\w:/.-])", re.I)
_CASE = re.compile(
    r"\bcases?\s+(?:no\.?\s*|number\s+|#)?C?([0-9]{1,5})\b|(?<![\w/-])C([0-9]{1,5})(?![\w:/.-])|#?\bsituation\s+C?([0-9]{1,5})\b",
    re.I,
)
_GATES = re.compile(
    r"\b(?:gates?|stands?|gte?s?|parking position|bays?)\s*(?:no\.?|number|#)?\s*"
    r"(?P<list>[A-Z]{0,2}-?[0-9]{1,3}[A-Z]?(?![\w:])(?:\s*(?:,|and|&|/|\+|,\s*and)\s*[A-Z]?-?[0-9]{1,3}[A-Z]?(?![\w:])"
    r"(?!\s*(?:min|h\b|hours?|arr|dep|z\b)))*)",
    re.I,
)
_OPTIONS = re.compile(
    rf"\b(?:options?|opts?|plans?|alternatives?|proposals?|solutions?|choices?)\s*(?:no\.?\s*|number\s+|#)?"
    rf"(?P<list>{NUMBER}(?![\w:.-]*[0-9])(?:\s*(?:,|and|&|/|or|vs\.?|versus|with|to|against|,\s*and)\s*(?:options?\s+"
    rf"|plan\s+)?{NUMBER}(?![\w:%])"
    r"(?!\s*(?:min|h\b|hours?)))*)",
    re.I,
)
_NTH_OPTION = re.compile(
    rf"\b(?P<list>(?:{'|'.join(ORDINALS)}|[1-9](?:st|nd|rd|th))(?:\s*(?:,|and|&|or"
    rf"|vs\.?)\s*(?:the\s+)?(?:{'|'.join(ORDINALS)}|[1-9](?:st|nd|rd|th)))*)"
    r"(?=\s+(?:options?|plans?|alternatives?|proposals?|solutions?|choices?|ones?)\b)",
    re.I,
)
_COMPARED = re.compile(
    r"\bcompare\s+#?(?P<list>[1-9]\s*(?:,|and|&|with|to|vs\.?|versus|against)\s*#?[1-9])(?![\w:%])(?!\s*(?:min|h\b))", re.I
)
_SINGLE_NUMBER = re.compile(rf"{NUMBER}|{'|'.join(ORDINALS)}", re.I)
_CODES = re.compile(
    r"\b(?:(?:iata\s+)?(?:delay\s+|dly\s+|reason\s+|cnl\s+)?(?:codes?|reasons?|rsn)|DC|iata(?:\s+delay)?|dly\s*cd|cd)\s*(?:is"
    r"|of|:|=|no\.?|#|iata)?\s*"
    r"(?P<list>[0-9]{2}(?![\w:%])(?:\s*(?:,|and|or|&|/)\s*[0-9]{2}(?![\w:%])(?!\s*(?:min|h\b)))*)",
    re.I,
)
_BRACKETED_CODE = re.compile(r"\(\s*(?P<list>[0-9]{2})\s*\)")

_REGISTRATION = re.compile(
    r"(?<![\w/-])N[\s-]?[0-9]{1,5}\s?[A-Z]{0,2}(?!\w)|(?<![\w/-])[0-9]{1,4}[A-Z]{1,2}(?!\w)"
    r"|(?<![\w/-])[A-Z0-9]{1,3}-?[A-Z0-9]{2,5}(?!\w)",
    re.I,
)
_LOOKS_LIKE_A_TAIL = re.compile(r"(?<![\w/-])N[0-9]{2,5}(?:[A-Z]{1,2})?(?!\w)|(?<![\w/-])N[0-9][A-Z]{2}(?!\w)", re.I)
_TAIL_BY_NUMBER = re.compile(
    r"\b(?:ship|tail|aircraft|a/c|acft|airframe|nose)\s+(?:no\.?\s*|number\s+|#)?(?P<number>[0-9]{2,5})(?![\w:%])", re.I
)
_CREW = re.compile(
    r"(?<![\w/])[A-Z0-9]{2}\s?-?\s?[A-Z]{2}\s?-?[0-9]{3,5}(?!\w)|(?<![\w/-])[A-Z]{2}\s?-?[0-9]{3,5}(?!\w)"
    r"|(?<![\w/])[A-Z][A-Z0-9]*(?:[._-][A-Z0-9]+)+(?!\w)|(?<![\w/-])(?=[A-Z0-9]*[0-9])[A-Z][A-Z0-9]{2,}(?!\w)",
    re.I,
)
_CREW_WORD = re.compile(
    r"\b(?:crew(?:\s+member)?|captain|capt|cpt|cp|fo|f/o|first officer|purser|cabin(?:\s+crew)?|pilot|fa"
    r"|attendant)\s+(?P<id>(?=[\w./-]*[0-9])[A-Z0-9][\w./-]*[A-Z0-9])(?!\w)",
    re.I,
)
_BOOKING = re.compile(r"(?<![\w/-])[A-Z0-9]{2}-[0-9]{6}(?!\w)", re.I)
_BOOKING_WORD = re.compile(
    r"\b(?:bookings?|pnr|record locator|reservations?)\s+(?:no\.?\s*|number\s+|#"
    r"|ref\.?\s+)?(?P<id>(?=[A-Z0-9-]*[0-9])[A-Z0-9]{2,}(?:-[0-9A-Z]+)?)(?!\w)",
    re.I,
)

_CODE = re.compile(r"(?<![\w'])[A-Za-z]{3,4}(?![\w'])")
_SHOUTED_WORDS = (
    "DAY DEN SEA SAT PIT LAS SAN IND BUR AUS SAV ALB MIA HOU OAK CAN ACE ALL AND ANY ARE BAD BIG BUT CAR CUT DUE END FAR "
    "FEW FIX FOG FOR GET GOT HAS HAD HER HIM HIS HOT HOW ICE ILL ITS JOB LET LOW MAN MAY MEN NEW NOT NOW OFF OLD ONE OUR "
    "OUT OWN PAY PER PUT RED RUN SAY SEE SET SHE SIX SUN TEN THE TOO TOP TWO USE VIA WAS WAY WET WHO WHY WIN YES YET YOU "
    "TIL SHUT FRI MON TUE WED THU AOG ETA ETD STD STA ATD ATA ATC CTOT MEL PAX DEP ARR AAR ADR GDP FIR ILS RVR QNH VIS TAF "
    "UTC GMT EST EDT CST CDT MST MDT PST PDT FDP CAT DLY CNL CNX CXL DVT DIV MAX MIN KTS HRS EXP EFF WEF CLS CLSD UNS INS "
    "OPS OCC MVT ASM FLT TWR APP RWY TWY CAP CPT CDR ACK ASAP FYI ETC PLS TKS THX INFO BTN REQ OOS RTS ETR SICK TECH CREW "
    "WX SNOW REG SLOT MTO MGT JAN FEB MAR APR JUN JUL AUG SEP OCT NOV DEC DUR OBS RPT NIL AFT BFR TSRA LVP AFB FLW RMK"
)
_WORD_LIKE_AIRPORTS = frozenset(_SHOUTED_WORDS.split())
_PLACE_WORD = re.compile(
    r"\b(?:at|in|to|from|into|ex|via|for|over|airport|station|divert(?:ed|ing|s)?(?:\s+to)?|dvtd(?:\s+to)?|dvt(?:\s+to)?"
    r"|destination|origin)\s+$",
    re.I,
)
_HEADED_FOR = re.compile(r"\b(?:at|to|from|ex|airport|divert(?:ed|ing|s)?(?:\s+to)?|dvtd(?:\s+to)?|destination|origin)\s+$", re.I)


class _Reader:
    """The text, what has been named so far, and what is taken."""

    def __init__(self, text: str, state: NetworkState, now: datetime) -> None:
        self.text, self.state, self.now = plain(text), state, now
        self.names: Gazetteer = gazetteer(state)
        self.found: list[Named] = []
        self.taken = bytearray(len(text))
        self.shouted = self.text.upper() == self.text

    def claim(self, kind: Kind, value: Any, start: int, end: int) -> bool:
        """Name something unless another name stands there already."""
        if start >= end or any(self.taken[start:end]):
            return False
        self.taken[start:end] = b"\x01" * (end - start)
        self.found.append(Named(kind, value, start, end))
        return True

    def spans(self) -> list[tuple[int, int]]:
        return [(one.start, one.end) for one in self.found]


def named_in(text: str, state: NetworkState, now: datetime) -> tuple[Named, ...]:
    """What is named, in the order in which it stands; nothing twice and nothing that overlaps."""
    reader = _Reader(text, state, now)
    for read in _READERS:
        read(reader)
    return tuple(sorted(reader.found, key=lambda one: (one.start, one.end)))


def _read_plan_ids(reader: _Reader) -> None:
    for match in _PLAN_ID.finditer(reader.text):
        reader.claim("plan", f"C{int(match[1])}-P{int(match[2])}", *match.span())


def _read_flight_ids(reader: _Reader) -> None:
    for match in _FLIGHT_ID.finditer(reader.text):
        name = f"{match[1]}{match[2]}/{match[3]}/{match[4]}".upper()
        known = reader.names.flight_ids.get(name)
        if known is None:
            reader.claim("unknown", ("flight", match[0]), *match.span())
        else:
            reader.claim("flight", known, *match.span())


def _read_bookings(reader: _Reader) -> None:
    for match in _BOOKING.finditer(reader.text):
        known = reader.names.bookings.get(written(match[0]))
        if known is not None:
            reader.claim("booking", known, *match.span())
        elif match[0][:2].upper() in reader.names.carriers:
            reader.claim("unknown", ("booking", match[0]), *match.span())
    for match in _BOOKING_WORD.finditer(reader.text):
        name = written(match["id"])
        known = reader.names.bookings.get(name) or reader.names.bookings.get(name.zfill(6))
        if known is not None:
            reader.claim("booking", known, *match.span("id"))
        elif re.search("[0-9]", name):
            reader.claim("unknown", ("booking", match["id"]), *match.span("id"))


def _read_crew(reader: _Reader) -> None:
    for match in _CREW_WORD.finditer(reader.text):
        known = reader.names.crew.get(written(match["id"]))
        if known is not None:
            reader.claim("crew", known, *match.span("id"))
    for match in _CREW.finditer(reader.text):
        name = written(match[0])
        known = reader.names.crew.get(name)
        if known is not None:
            reader.claim("crew", known, *match.span())
        elif re.sub("[0-9]", "9", name) in reader.names.crew_shapes:
            reader.claim("unknown", ("crew", match[0]), *match.span())


def _read_tails(reader: _Reader) -> None:
    for match in _REGISTRATION.finditer(reader.text):
        name = written(match[0])
        known = reader.names.tails.get(name)
        if known is None and name[:1].isdigit():
            known = reader.names.tails.get(f"N{name}")
        if (known is not None and re.search("[0-9]", name) and len(name) >= 4) or (known is not None and "-" in match[0]):
            reader.claim("tail", known, *match.span())
    for match in _TAIL_BY_NUMBER.finditer(reader.text):
        known = reader.names.own_tail_numbers.get(match["number"])
        if known is not None:
            reader.claim("tail", known, *match.span("number"))
        else:
            reader.claim("unknown", ("tail", match["number"]), *match.span("number"))
    for match in _LOOKS_LIKE_A_TAIL.finditer(reader.text):
        reader.claim("unknown", ("tail", match[0]), *match.span())


def _read_flights(reader: _Reader) -> None:
    found: list[tuple[str, str, int, int]] = []
    for match in _FLIGHT.finditer(reader.text):
        carrier = reader.names.carrier(match["carrier"])
        if carrier is None or any(reader.taken[match.start() : match.end()]):
            continue
        number, suffix = match["number"].lstrip("0"), (match["suffix"] or "").upper()
        known = (carrier, number + suffix) in reader.names.by_number
        said = match["carrier"]
        spaced = bool(match["gap"].strip(" ") == "" and match["gap"])
        if said.lower() in _WORD_LIKE_CARRIERS and not said.isupper() and not (known and not spaced):
            continue
        if said.lower() in _WORD_LIKE_CARRIERS and reader.shouted and spaced and not known:
            continue
        if not known and len(said) == 2 and not said.isupper() and carrier not in reader.names.own_carriers:
            continue
        if not known and suffix and suffix in "ZLH" and len(number) in (2, 4):
            continue
        if _is_a_gate(reader.text, match.start()):
            continue
        found.append((carrier, number + suffix, *match.span()))
    for match in _NUMBERED.finditer(reader.text):
        for carrier in reader.names.own_carriers:
            found.append((carrier, match["number"], *match.span("number")))
    for carrier, number, start, end in found:
        _claim_flight(reader, carrier, number, start, end)
        while (more := _ONE_MORE.match(reader.text, end)) is not None:
            if (carrier, more["number"]) not in reader.names.by_number and len(more["number"]) < 2:
                break
            if not _claim_flight(reader, carrier, more["number"], *more.span("number")):
                break
            end = more.end()


def _is_a_gate(text: str, start: int) -> bool:
    return re.search(r"\b(?:gates?|stands?|case|option|plan)\s*$", text[max(0, start - 10) : start], re.I) is not None


def _claim_flight(reader: _Reader, carrier: str, number: str, start: int, end: int) -> bool:
    candidates = reader.names.by_number.get((carrier, number), ())
    if not candidates:
        return reader.claim("unknown", ("flight", reader.text[start:end]), start, end)
    if len(candidates) == 1:
        return reader.claim("flight", candidates[0], start, end)
    return reader.claim("ambiguous", (reader.text[start:end], candidates), start, end)


def _read_gates(reader: _Reader) -> None:
    for match in _GATES.finditer(reader.text):
        for one in re.finditer(r"[A-Z]{0,2}-?[0-9]{1,3}[A-Z]?", match["list"], re.I):
            reader.claim(
                "gate", one[0].upper().replace("-", ""), match.start("list") + one.start(), match.start("list") + one.end()
            )


def _read_cases(reader: _Reader) -> None:
    for match in _SHORT_PLAN.finditer(reader.text):
        reader.claim("plan", f"P{int(match[1])}", *match.span())
    for match in _CASE.finditer(reader.text):
        group = next(number for number in (1, 2, 3) if match[number])
        start = match.start(group) - (reader.text[match.start(group) - 1 : match.start(group)].upper() == "C")
        reader.claim("case", f"C{int(match[group])}", start, match.end(group))


def _read_options(reader: _Reader) -> None:
    for pattern in (_OPTIONS, _NTH_OPTION, _COMPARED):
        for match in pattern.finditer(reader.text):
            for one in _SINGLE_NUMBER.finditer(match["list"]):
                said = one[0].lower()
                rank = ORDINALS[said] if said in ORDINALS else whole(said)
                end = match.start("list") + one.end()
                end += 2 * (reader.text[end : end + 2].lower() in ("st", "nd", "rd", "th"))
                if 1 <= rank <= 99:
                    reader.claim("option", rank, match.start("list") + one.start(), end)


def _read_codes(reader: _Reader) -> None:
    for pattern in (_CODES, _BRACKETED_CODE):
        for match in pattern.finditer(reader.text):
            for one in re.finditer("[0-9]{2}", match["list"]):
                reader.claim("delay_code", one[0], match.start("list") + one.start(), match.start("list") + one.end())


def _read_airports(reader: _Reader) -> None:
    text, names = reader.text, reader.names.airports
    for match in names.pattern.finditer(text):
        name = re.sub(r"[\s-]+", " ", match[0].lower())
        code = names.by_name.get(name) or names.by_name.get(match[0].lower())
        if code is not None:
            reader.claim("airport", code, *match.span())
        else:
            reader.claim("city", (match[0], names.shared.get(name) or names.shared.get(match[0].lower(), ())), *match.span())
    for match in _CODE.finditer(text):
        said = match[0]
        upper = said.upper()
        after_a_place_word = _PLACE_WORD.search(text[max(0, match.start() - 16) : match.start()]) is not None
        if len(said) == 3 and upper in names.codes:
            if upper in _WORD_LIKE_AIRPORTS and (not said.isupper() or (reader.shouted and not after_a_place_word)):
                continue
            reader.claim("airport", AirportCode(upper), *match.span())
        elif len(said) == 4 and upper in names.by_icao:
            reader.claim("airport", names.by_icao[upper], *match.span())
        elif (
            said.isupper()
            and len(said) == 3
            and upper not in _WORD_LIKE_AIRPORTS
            and upper in airports_anywhere()
            and _HEADED_FOR.search(text[max(0, match.start() - 16) : match.start()])
        ):
            reader.claim("unknown", ("airport", said), *match.span())
    for match in re.finditer(r"(?<![\w'])[A-Za-z]{6,}(?![\w'])", text):
        near = names.spelled_nearly(match[0].lower())
        if near is not None:
            reader.claim("airport", near, *match.span())


def _read_durations(reader: _Reader) -> None:
    for minutes, start, end in durations_in(reader.text):
        reader.claim("duration", minutes, start, end)


def _read_moments(reader: _Reader) -> None:
    lasting = [(one.value, one.start, one.end) for one in reader.found if one.kind == "duration"]
    taken = reader.spans()
    for said in moments_in(reader.text, taken, lasting, _zone_of(reader), reader.now):
        own = [one for one in reader.found if one.kind == "duration" and (one.start, one.end) == (said.start, said.end)]
        for one in own:  # "in 2 hours" is a moment, and then it is no stretch of time
            reader.found.remove(one)
            reader.taken[one.start : one.end] = bytes(one.end - one.start)
        reader.claim("moment", said, said.start, said.end)


def _zone_of(reader: _Reader) -> Callable[[str, int], tzinfo | None]:
    def zone(name: str, place: int) -> tzinfo | None:
        names = reader.names.airports
        code = AirportCode(name.upper()) if name.upper() in names.codes else names.by_name.get(name.lower())
        if not name:
            named = [one for one in reader.found if one.kind == "airport"]
            before = [one for one in named if one.start < place]
            nearest = before[-1:] or named[:1]
            code = nearest[0].value if nearest else _origin(reader)
        return ZoneInfo(reader.state.airports[code].timezone) if code is not None else None

    return zone


def _origin(reader: _Reader) -> AirportCode | None:
    flights = [one.value for one in reader.found if one.kind == "flight"]
    return reader.state.flights[flights[0]].origin if flights else None


def _settle_flights(reader: _Reader) -> None:
    """Which of several flights of a number is meant, where an airport or a date in the text decides it."""
    airports = {one.value for one in reader.found if one.kind == "airport"}
    days = {one.value.at.date() for one in reader.found if one.kind == "moment" and one.value.dated}
    today = reader.now.astimezone(UTC).date()
    for place, one in enumerate(reader.found):
        if one.kind != "ambiguous":
            continue
        said, candidates = one.value
        flights = [reader.state.flights[flight_id] for flight_id in candidates]
        named = [[flight for flight in flights if {flight.origin, flight.destination} <= airports]]
        named += [[flight for flight in flights if flight.origin in airports]]
        named += [[flight for flight in flights if flight.destination in airports]]
        flights = next((fitting for fitting in named if fitting), flights)
        for dates in (days, {today}):
            fitting = [flight for flight in flights if _local_date(flight.flight_id) in {day.isoformat() for day in dates}]
            if fitting:
                flights = fitting
                break
        ids: tuple[FlightId, ...] = tuple(sorted(flight.flight_id for flight in flights))
        kind: Kind = "flight" if len(ids) == 1 else "ambiguous"
        reader.found[place] = Named(kind, ids[0] if len(ids) == 1 else (said, ids), one.start, one.end)


def _local_date(flight_id: str) -> str:
    return flight_id.split("/")[1]


_READERS = (
    _read_plan_ids,
    _read_flight_ids,
    _read_bookings,
    _read_crew,
    _read_tails,
    _read_gates,
    _read_codes,
    _read_flights,
    _read_cases,
    _read_options,
    _read_airports,
    _read_durations,
    _read_moments,
    _settle_flights,
)
"""In this order: what is written most distinctly is read first."""
