"""METAR, SPECI and TAF. Their weather groups are read by the library `metar`, which refuses what it does not know; where in the
text a group stands, dates, and the frame of a forecast are read here."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from metar.Metar import Metar, ParserError

from domain.units import Frozen, UtcDatetime
from knowledge.operational_messages.message import Grammar, Message
from knowledge.operational_messages.partial_dates import last_such_day
from knowledge.operational_messages.words import Word, end_of, words_of

_ISSUED = re.compile(r"(\d{2})(\d{2})(\d{2})Z")
_STATION = re.compile(r"[A-Z][A-Z0-9]{3}")
_SPAN = re.compile(r"(\d{2})(\d{2})/(\d{2})(\d{2})")
_FROM = re.compile(r"FM(\d{2})(\d{2})(\d{2})")
_EXTREME = re.compile(r"T[XN]M?\d{2}/\d{4}Z")
_TRENDS = ("BECMG", "TEMPO", "NOSIG")
_CEILINGS = ("BKN", "OVC", "VV")


class Cloud(Frozen):
    """A layer: FEW, SCT, BKN, OVC or VV (vertical visibility), its height above the aerodrome, CB or TCU."""

    cover: str
    height_ft: int | None = None
    kind: str = ""


class Conditions(Frozen):
    """Wind in degrees true and knots (direction None: variable or not given), visibility in metres (9999 and CAVOK: 10,000)."""

    wind_from_deg: int | None = None
    wind_kt: int | None = None
    gust_kt: int | None = None
    visibility_m: int | None = None
    weather: tuple[str, ...] = ()
    clouds: tuple[Cloud, ...] = ()
    cavok: bool = False

    @property
    def ceiling_ft(self) -> int | None:
        """Height of the lowest broken or overcast layer, or vertical visibility; None where there is none."""
        found = [one.height_ft for one in self.clouds if one.cover in _CEILINGS and one.height_ft is not None]
        return min(found, default=None)


class RunwayRange(Frozen):
    """Runway visual range as reported, in metres (`value_m` of the lower figure where it varies)."""

    runway: str
    value_m: int


class MetarReport(Message):
    """An aerodrome's weather as observed. `missing`: the report says that there is none (NIL). Remarks and trend as written."""

    kind: Literal["METAR"] = "METAR"
    special: bool = False
    station: str
    observed_at: UtcDatetime
    automatic: bool = False
    corrected: bool = False
    missing: bool = False
    conditions: Conditions = Conditions()
    runway_ranges: tuple[RunwayRange, ...] = ()
    temperature_c: int | None = None
    dew_point_c: int | None = None
    pressure_hpa: int | None = None
    trend: str = ""
    remarks: str = ""


class ForecastGroup(Frozen):
    """What is expected in [start, end): the whole forecast (`BASE`), from a time on (`FM`), becoming, at times, or by chance."""

    change: Literal["BASE", "FM", "BECMG", "TEMPO", "PROB"]
    probability_percent: int | None = None
    start: UtcDatetime
    end: UtcDatetime
    conditions: Conditions


class TafForecast(Message):
    """An aerodrome's forecast. `cancelled` and `missing` have no groups."""

    kind: Literal["TAF"] = "TAF"
    station: str
    issued_at: UtcDatetime
    amended: bool = False
    corrected: bool = False
    cancelled: bool = False
    missing: bool = False
    start: UtcDatetime | None = None
    end: UtcDatetime | None = None
    groups: tuple[ForecastGroup, ...] = ()
    remarks: str = ""


# --- METAR ----------------------------------------------------------------------------------------------------------


def _is_metar(text: str) -> bool:
    words = text.split(None, 3)[:3]
    if words[:1] in (["METAR"], ["SPECI"]):
        return True
    return len(words) > 1 and bool(_STATION.fullmatch(words[0])) and bool(_ISSUED.fullmatch(words[1]))


def read_metar(text: str, received_at: datetime) -> MetarReport:
    """The report; Unreadable at the first group that has no meaning."""
    words, end = _body(text)
    special = words[0].text == "SPECI"
    if words[0].text in ("METAR", "SPECI"):
        words.pop(0)
    corrected = bool(words) and words[0].text == "COR"
    if corrected:
        words.pop(0)
    station, observed_at, rest = _station_and_time(words, end, received_at)
    if not rest:
        raise end.wrong("expected the weather after the time of observation")
    decoded = _decoded(station, observed_at, rest)
    runs = tuple(RunwayRange(runway=name, value_m=_metres(low)) for name, low, *_ in decoded.runway if low is not None)
    return MetarReport(
        special=special,
        station=station,
        observed_at=observed_at,
        automatic=any(one.text == "AUTO" for one in rest),
        corrected=corrected or any(one.text == "COR" for one in rest),
        missing=any(one.text == "NIL" for one in rest),
        conditions=_conditions(decoded, rest),
        runway_ranges=runs,
        temperature_c=None if decoded.temp is None else round(decoded.temp.value("C")),
        dew_point_c=None if decoded.dewpt is None else round(decoded.dewpt.value("C")),
        pressure_hpa=None if decoded.press is None else round(decoded.press.value("HPA")),
        trend=_after(rest, _TRENDS, until=("RMK",)),
        remarks=_after(rest, ("RMK",)).removeprefix("RMK").strip(),
    )


def _after(words: Sequence[Word], first: Sequence[str], until: Sequence[str] = ()) -> str:
    """The words from the first of some on."""
    texts = [one.text for one in words]
    begin = next((at for at, one in enumerate(texts) if one in first), len(texts))
    stop = next((at for at, one in enumerate(texts) if at > begin and one in until), len(texts))
    return " ".join(texts[begin:stop])


# --- TAF ------------------------------------------------------------------------------------------------------------


def _is_taf(text: str) -> bool:
    return text.split(None, 1)[:1] == ["TAF"]


def read_taf(text: str, received_at: datetime) -> TafForecast:
    """The forecast; Unreadable at the first group that has no meaning or lies outside the forecast's time."""
    words, end = _body(text)
    words = words[1:]
    if words and words[0].text == "TAF":  # bulletins repeat it
        words.pop(0)
    marks = {"AMD": False, "COR": False}
    while words and words[0].text in marks:
        marks[words.pop(0).text] = True
    station, issued_at, rest = _station_and_time(words, end, received_at)
    head: dict[str, Any] = {
        "station": station, "issued_at": issued_at, "amended": marks["AMD"], "corrected": marks["COR"],
    }  # fmt: skip
    if rest and rest[0].text == "NIL":
        return TafForecast(missing=True, **head)
    if not rest:
        raise end.wrong("expected the time of validity ddhh/ddhh")
    start, stop = _span(rest[0], issued_at)
    if len(rest) > 1 and rest[1].text == "CNL":
        return TafForecast(cancelled=True, start=start, end=stop, **head)
    remarks = _after(rest, ("RMK",)).removeprefix("RMK").strip()
    body = rest[1:] if not remarks else rest[1 : next(at for at, one in enumerate(rest) if one.text == "RMK")]
    return TafForecast(start=start, end=stop, groups=_groups(station, body, end, start, stop), remarks=remarks, **head)


def _groups(station: str, words: list[Word], end: Word, start: datetime, stop: datetime) -> tuple[ForecastGroup, ...]:
    """The base forecast and its changes, in order; an FM group lasts until the next one."""
    parts: list[tuple[str, int | None, datetime, datetime, Word, list[Word]]] = []
    current: list[Word] = []
    parts.append(("BASE", None, start, stop, words[0] if words else end, current))
    at = 0
    while at < len(words):
        word = words[at]
        at += 1
        if _EXTREME.fullmatch(word.text):
            continue
        begins = _FROM.fullmatch(word.text)
        if begins:
            since = _moment(word, int(begins[1]), int(begins[2]), int(begins[3]), start)
            current = []
            parts.append(("FM", None, since, stop, word, current))
            continue
        if word.text not in ("BECMG", "TEMPO", "PROB30", "PROB40"):
            current.append(word)
            continue
        probability = int(word.text[4:]) if word.text.startswith("PROB") else None
        change = "PROB" if probability else word.text
        if probability and at < len(words) and words[at].text == "TEMPO":
            change, at = "TEMPO", at + 1
        if at == len(words):
            raise end.wrong(f"expected the time of {word.text} as ddhh/ddhh")
        since, until = _span(words[at], start)
        if not start <= since < until <= stop:
            raise words[at].wrong(f"lies outside the forecast, {start:%d %b %H:%MZ} to {stop:%d %b %H:%MZ}")
        at += 1
        current = []
        parts.append((change, probability, since, until, word, current))
    return tuple(_forecast(station, part, parts[index + 1 :]) for index, part in enumerate(parts))


def _forecast(station: str, part: Any, later: Sequence[Any]) -> ForecastGroup:
    change, probability, since, until, where, words = part
    if not words:
        raise where.wrong(f"expected weather after {where.text}" if where.text else "expected weather")
    if change in ("BASE", "FM"):
        until = next((one[2] for one in later if one[0] == "FM"), until)
    if not since < until:
        raise where.wrong("begins after the forecast, or the group before it, ends")
    conditions = _conditions(_decoded(station, since, words), words)
    return ForecastGroup(change=change, probability_percent=probability, start=since, end=until, conditions=conditions)


def _span(word: Word, near: datetime) -> tuple[datetime, datetime]:
    found = _SPAN.fullmatch(word.text)
    if not found:
        raise word.wrong("expected a time from-to as ddhh/ddhh")
    first, first_hour, last, last_hour = (int(part) for part in found.groups())
    start = _moment(word, first, first_hour, 0, near)
    end = _moment(word, last, last_hour, 0, start)
    if not start < end <= start + timedelta(hours=36):
        raise word.wrong("a forecast, and each part of it, ends after it starts and within 36 hours")
    return start, end


def _moment(word: Word, day: int, hour: int, minute: int, near: datetime) -> datetime:
    """The first such day from the day before `near` on; 24 is the end of the day."""
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        raise word.wrong("expected hours from 00 to 24 and minutes from 00 to 59")
    for away in range(-1, 27):
        on = near.date() + timedelta(days=away)
        if on.day == day:
            return datetime(on.year, on.month, on.day, tzinfo=UTC) + timedelta(hours=hour, minutes=minute)
    raise word.wrong(f"day {day:02d} is not within a month of {near:%d %b %Y}")


# --- what both have -------------------------------------------------------------------------------------------------


def _body(text: str) -> tuple[list[Word], Word]:
    """The words up to the end mark `=`, and where they end."""
    words: list[Word] = []
    for word in words_of(text):
        bare = word.text.rstrip("=")
        if bare:
            words.append(Word(bare, word.line, word.column))
    return words, end_of(text)


def _station_and_time(words: list[Word], end: Word, received_at: datetime) -> tuple[str, datetime, list[Word]]:
    if not words or not _STATION.fullmatch(words[0].text):
        raise (words[0] if words else end).wrong("expected the ICAO code of a station, four letters")
    if len(words) < 2 or not (found := _ISSUED.fullmatch(words[1].text)):
        raise (words[1] if len(words) > 1 else end).wrong("expected day and time as ddhhmmZ")
    day, hour, minute = (int(part) for part in found.groups())
    if hour > 23 or minute > 59:
        raise words[1].wrong("expected a time from 0000 to 2359")
    on = last_such_day(day, received_at, line=words[1].line, column=words[1].column, found=words[1].text)
    return words[0].text, datetime(on.year, on.month, on.day, hour, minute, tzinfo=UTC), words[2:]


def _decoded(station: str, moment: datetime, words: Sequence[Word]) -> Any:
    """The library's reading of weather groups; Unreadable at the first group it does not know."""
    if not (refusal := _refused(station, moment, words)):
        return Metar(_report(station, moment, words), month=moment.month, year=moment.year)
    # The library names a group, not its place: the first group with which the report becomes unreadable is the place.
    for count in range(1, len(words) + 1):
        if _refused(station, moment, words[:count]):
            raise words[count - 1].wrong(f"not a weather group in this place ({refusal})")
    raise words[-1].wrong(refusal)


def _report(station: str, moment: datetime, words: Sequence[Word]) -> str:
    return " ".join(("METAR", station, f"{moment:%d%H%MZ}", *(one.text for one in words)))


def _refused(station: str, moment: datetime, words: Sequence[Word]) -> str:
    try:
        Metar(_report(station, moment, words), month=moment.month, year=moment.year)
    except ParserError as error:
        return str(error).partition(" while processing")[0].strip()
    return ""


def _conditions(decoded: Any, words: Sequence[Word]) -> Conditions:
    wind = decoded.wind_dir
    cavok = any(one.text == "CAVOK" for one in words)
    return Conditions(
        wind_from_deg=None if wind is None else round(wind.value()),
        wind_kt=None if decoded.wind_speed is None else round(decoded.wind_speed.value("KT")),
        gust_kt=None if decoded.wind_gust is None else round(decoded.wind_gust.value("KT")),
        visibility_m=None if decoded.vis is None else _metres(decoded.vis),
        weather=tuple(said for group in decoded.weather if (said := "".join(part or "" for part in group)).strip("/")),
        clouds=tuple(
            Cloud(cover=cover, height_ft=None if height is None else round(height.value("FT")), kind=kind or "")
            for cover, height, kind in decoded.sky
            if cover in ("FEW", "SCT", "BKN", "OVC", "VV")
        ),
        cavok=cavok,
    )


def _metres(distance: Any) -> int:
    metres: float = distance.value("M")
    return round(metres)


GRAMMARS = (Grammar("TAF", _is_taf, read_taf), Grammar("METAR", _is_metar, read_metar))
