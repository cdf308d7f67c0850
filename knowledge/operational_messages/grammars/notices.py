"""NOTAM in ICAO form, with SNOWTAM and ASHTAM: notices about aerodromes and airspace."""

import re
from datetime import UTC, datetime
from typing import Literal

from domain.units import Frozen, UtcDatetime
from knowledge.operational_messages.message import Grammar, Message, Unreadable

_HEAD = re.compile(r"\(?\s*(?P<id>[A-Z]\d{4}/\d{2})\s+NOTAM(?P<type>[NRC])(?:\s+(?P<refers>[A-Z]\d{4}/\d{2}))?")
_ITEM = re.compile(r"(?<!\S)([A-GQ])\)\s?")
_Q = re.compile(
    r"(?P<fir>[A-Z]{4})/Q(?P<code>[A-Z]{4})/(?P<traffic>[IVK]{0,2})/(?P<purpose>[NBOMK]{0,4})/(?P<scope>[AEWK]{0,3})"
    r"/(?P<low>\d{3})/(?P<high>\d{3})/(?P<place>\d{4}[NS]\d{5}[EW])(?P<radius>\d{3})"
)
_TIME = re.compile(r"\d{10}")
_PLACE = re.compile(r"[A-Z]{4}")
_RUNWAY = re.compile(r"RWY\s+(\d{2}[LRC]?(?:/\d{2}[LRC]?)?)")


class Qualifier(Frozen):
    """Item Q: `code` is the subject (2) and condition (2) letters, levels in hundreds of feet, radius in nautical miles."""

    fir: str
    code: str
    traffic: str
    purpose: str
    scope: str
    lower_fl: int
    upper_fl: int
    latitude: float
    longitude: float
    radius_nm: int


class Notam(Message):
    """A NOTAM. `end` None: permanent, or a cancellation that gives none; `estimated`: its end is an estimate.

    `refers`: the NOTAM that it replaces (R) or cancels (C). `schedule` is item D as written.
    """

    kind: Literal["NOTAM"] = "NOTAM"
    notam_id: str
    type: Literal["N", "R", "C"]
    refers: str = ""
    qualifier: Qualifier | None = None
    places: tuple[str, ...]
    start: UtcDatetime
    end: UtcDatetime | None = None
    permanent: bool = False
    estimated: bool = False
    schedule: str = ""
    text: str
    lower: str = ""
    upper: str = ""
    runways: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The Q-code, e.g. QMRLC; empty where item Q is missing."""
        return f"Q{self.qualifier.code}" if self.qualifier is not None else ""


def _is_notam(text: str) -> bool:
    return re.search(r"^\s*\(?[A-Z]\d{4}/\d{2}\s+NOTAM", text, re.MULTILINE) is not None and not _is_ashtam(text)


def read_notam(text: str, received_at: datetime) -> Notam:
    """The notice; Unreadable at the item that is missing or has another shape."""
    head = re.search(rf"^\s*{_HEAD.pattern}", text, re.MULTILINE)
    if head is None:
        raise _at(text, 0, "expected e.g. A1234/26 NOTAMN, and the number it refers to after NOTAMR or NOTAMC")
    if (head["type"] == "N") == bool(head["refers"]):
        expected = "a new notice refers to no other" if head["refers"] else f"NOTAM{head['type']} names the notice it refers to"
        raise _at(text, head.start("type"), expected)
    items = _items(text, head.end())
    for needed in "ABE":
        if needed not in items:
            raise _at(text, len(text.rstrip()), f"item {needed}) is missing")
    if "C" not in items and head["type"] != "C":
        raise _at(text, items["B"][1], "item C) is missing: until when the notice holds, or PERM")
    start = _moment(text, *items["B"])
    until, permanent, estimated = (None, False, False) if "C" not in items else _until(text, *items["C"])
    if until is not None and until <= start:
        raise _at(text, items["C"][1], "item C) is not after item B)")
    said = items["E"][0]
    return Notam(
        notam_id=head["id"],
        type=head["type"],
        refers=head["refers"] or "",
        qualifier=_qualifier(text, *items["Q"]) if "Q" in items else None,
        places=_places(text, *items["A"]),
        start=start,
        end=until,
        permanent=permanent,
        estimated=estimated,
        schedule=items["D"][0] if "D" in items else "",
        text=said,
        lower=items["F"][0] if "F" in items else "",
        upper=items["G"][0] if "G" in items else "",
        runways=tuple(dict.fromkeys(found[1] for found in _RUNWAY.finditer(said))),
    )


def write_notam(notam: Notam) -> str:
    """The text of a notice."""
    refers = f" {notam.refers}" if notam.refers else ""
    lines = [f"{notam.notam_id} NOTAM{notam.type}{refers}"]
    if notam.qualifier is not None:
        one = notam.qualifier
        lines.append(
            f"Q) {one.fir}/Q{one.code}/{one.traffic}/{one.purpose}/{one.scope}/{one.lower_fl:03d}/{one.upper_fl:03d}/"
            f"{_degrees(one.latitude, 'NS', 2)}{_degrees(one.longitude, 'EW', 3)}{one.radius_nm:03d}"
        )
    times = f"A) {' '.join(notam.places)} B) {notam.start:%y%m%d%H%M}"
    if notam.permanent:
        times += " C) PERM"
    elif notam.end is not None:
        times += f" C) {notam.end:%y%m%d%H%M}{' EST' if notam.estimated else ''}"
    lines.append(times)
    lines += [f"D) {notam.schedule}"] if notam.schedule else []
    lines.append(f"E) {notam.text}")
    levels = " ".join(f"{name}) {value}" for name, value in (("F", notam.lower), ("G", notam.upper)) if value)
    return "\n".join([*lines, levels] if levels else lines)


def _items(text: str, begin: int) -> dict[str, tuple[str, int]]:
    """Items by letter with their text and place; a letter only begins an item where the order of items allows it."""
    order = "QABCDEFG"
    marks: list[tuple[str, int, int]] = []
    for found in _ITEM.finditer(text, begin):
        after = marks[-1][0] if marks else ""
        follows = not marks or order.index(found[1]) > order.index(after)
        # Within the free text of E) only F) and G) at the beginning of a line, or both on one, end it.
        if follows and (after != "E" or found[1] in "FG"):
            marks.append((found[1], found.start(), found.end()))
        elif not follows and after != "E":
            raise _at(text, found.start(), f"item {found[1]}) stands after item {after}), or twice")
    items: dict[str, tuple[str, int]] = {}
    for (letter, _, start), end in zip(marks, [*(one[1] for one in marks[1:]), len(text)], strict=True):
        said = text[start:end].strip()
        if end == len(text) and text.lstrip().startswith("("):
            said = said.removesuffix(")").rstrip()
        items[letter] = (said, start)
    return items


def _qualifier(text: str, said: str, at: int) -> Qualifier:
    found = _Q.fullmatch(said.replace(" ", ""))
    if not found:
        raise _at(text, at, "expected item Q as FIR/Qcode/traffic/purpose/scope/lower/upper/position and radius")
    place = found["place"]
    latitude, longitude = int(place[:2]) + int(place[2:4]) / 60, int(place[5:8]) + int(place[8:10]) / 60
    if int(place[2:4]) > 59 or int(place[8:10]) > 59 or latitude > 90 or longitude > 180:
        raise _at(text, at, f"{place} is no position")
    return Qualifier(
        fir=found["fir"],
        code=found["code"],
        traffic=found["traffic"],
        purpose=found["purpose"],
        scope=found["scope"],
        lower_fl=int(found["low"]),
        upper_fl=int(found["high"]),
        latitude=-latitude if place[4] == "S" else latitude,
        longitude=-longitude if place[10] == "W" else longitude,
        radius_nm=int(found["radius"]),
    )


def _degrees(value: float, letters: str, width: int) -> str:
    whole, part = divmod(round(abs(value) * 60), 60)
    return f"{whole:0{width}d}{part:02d}{letters[value < 0]}"


def _places(text: str, said: str, at: int) -> tuple[str, ...]:
    places = tuple(said.split())
    if not places or any(not _PLACE.fullmatch(one) for one in places):
        raise _at(text, at, "expected aerodromes or regions of four letters in item A)")
    return places


def _moment(text: str, said: str, at: int) -> datetime:
    """A time yymmddhhmm in UTC; 2400 is not used in notices."""
    if _TIME.fullmatch(said):
        try:
            return datetime.strptime(said, "%y%m%d%H%M").replace(tzinfo=UTC)
        except ValueError:
            pass
    raise _at(text, at, "expected a time as yymmddhhmm")


def _until(text: str, said: str, at: int) -> tuple[datetime | None, bool, bool]:
    if said == "PERM":
        return None, True, False
    bare = said.removesuffix("EST").strip()
    return _moment(text, bare, at), False, bare != said


def _at(text: str, index: int, reason: str) -> Unreadable:
    before = text[:index]
    found = text[index : index + 24].split("\n")[0].strip()
    return Unreadable(reason, line=before.count("\n") + 1, column=index - before.rfind("\n"), found=found)


# --- SNOWTAM --------------------------------------------------------------------------------------------------------

_SNOW_HEAD = re.compile(r"\(\s*SNOWTAM\s+(?P<number>\d{4})\s+(?P<place>[A-Z]{4})\s")
_SNOW_RUNWAY = re.compile(
    r"(?P<time>\d{8})\s+(?P<runway>\d{2}[LRC]?)\s+(?P<codes>[0-6]/[0-6]/[0-6])"
    r"(?:\s+(?P<cover>(?:NR|\d{2,3})/(?:NR|\d{2,3})/(?:NR|\d{2,3})))?"
    r"(?:\s+(?P<depth>(?:NR|\d{2,3})/(?:NR|\d{2,3})/(?:NR|\d{2,3})))?"
    r"\s+(?P<kind>[A-Z][A-Z ]*/[A-Z][A-Z ]*/[A-Z][A-Z ]*?)(?:\s+(?P<width>\d{2}))?"
)


class RunwayCondition(Frozen):
    """A runway's thirds in order: condition codes 0 to 6 (6 dry), cover in percent, depth in mm, contaminants. None: not told.

    `width_m`: the width the codes hold for, where it is less than the runway's.
    """

    runway: str
    assessed_at: UtcDatetime
    codes: tuple[int, int, int]
    cover_percent: tuple[int | None, int | None, int | None]
    depth_mm: tuple[int | None, int | None, int | None]
    contaminants: tuple[str, str, str]
    width_m: int | None = None


class Snowtam(Message):
    """How slippery the runways of an aerodrome are; `remarks` as written."""

    kind: Literal["SNOWTAM"] = "SNOWTAM"
    number: str
    place: str
    runways: tuple[RunwayCondition, ...]
    remarks: str = ""


def _is_snowtam(text: str) -> bool:
    return "(SNOWTAM" in text


def read_snowtam(text: str, received_at: datetime) -> Snowtam:
    """The report; Unreadable at the runway line with another shape."""
    head = _SNOW_HEAD.search(text)
    if head is None:
        raise _at(text, text.index("(SNOWTAM"), "expected (SNOWTAM with four digits and an aerodrome")
    stop = text.rfind(")")
    if stop < head.end():
        raise _at(text, len(text.rstrip()), "expected the closing parenthesis")
    runways, remarks, at = [], [], head.end()
    for line in text[head.end() : stop].split("\n"):
        said = line.strip()
        if re.match(r"\d{8}\s", said):
            runways.append(_runway_condition(text, said, at, received_at))
        elif said:
            remarks.append(said)
        at += len(line) + 1
    if not runways:
        raise _at(text, head.end(), "expected a line with time, runway and condition codes")
    return Snowtam(number=head["number"], place=head["place"], runways=tuple(runways), remarks=" ".join(remarks))


def _runway_condition(text: str, said: str, at: int, received_at: datetime) -> RunwayCondition:
    found = _SNOW_RUNWAY.fullmatch(said)
    if not found:
        raise _at(text, at, "expected time, runway, codes, cover, depth and contaminants of each third")
    codes = found["codes"].split("/")
    return RunwayCondition(
        runway=found["runway"],
        assessed_at=_in_some_year(text, found["time"], at, received_at),
        codes=(int(codes[0]), int(codes[1]), int(codes[2])),
        cover_percent=_thirds(found["cover"]),
        depth_mm=_thirds(found["depth"]),
        contaminants=tuple(one.strip() for one in found["kind"].split("/")),
        width_m=int(found["width"]) if found["width"] else None,
    )


def _thirds(said: str | None) -> tuple[int | None, int | None, int | None]:
    first, second, third = (None if one == "NR" else int(one) for one in (said or "NR/NR/NR").split("/"))
    return first, second, third


def _in_some_year(text: str, mmddhhmm: str, at: int, received_at: datetime) -> datetime:
    """The last such moment up to a day after receipt."""
    for year in (received_at.year + 1, received_at.year, received_at.year - 1):
        try:
            moment = datetime.strptime(f"{year}{mmddhhmm}", "%Y%m%d%H%M").replace(tzinfo=UTC)
        except ValueError:
            continue
        if (moment - received_at).days < 1:
            return moment
    raise _at(text, at, "expected a time as mmddhhmm")


# --- ASHTAM ---------------------------------------------------------------------------------------------------------

_ASH_HEAD = re.compile(r"\(\s*ASHTAM\s+(?P<number>\d{4})")
_ASH_ITEM = re.compile(r"^\s*([A-K])\)\s*(.*?)\)?\s*$")
_COLOURS = ("RED", "ORANGE", "YELLOW", "GREEN")


class Ashtam(Message):
    """Volcanic activity: `items` as written by letter (A region, B time, C volcano, ...), `alert` its colour where E gives it."""

    kind: Literal["ASHTAM"] = "ASHTAM"
    number: str
    region: str
    volcano: str
    alert: str = ""
    items: tuple[tuple[str, str], ...]


def _is_ashtam(text: str) -> bool:
    return "(ASHTAM" in text


def read_ashtam(text: str, received_at: datetime) -> Ashtam:
    """The notice; Unreadable where its number, region, time or volcano is missing."""
    head = _ASH_HEAD.search(text)
    if head is None:
        raise _at(text, text.index("(ASHTAM"), "expected (ASHTAM with four digits")
    lines = text[head.end() :].split("\n")
    items: dict[str, str] = {found[1]: found[2] for line in lines if (found := _ASH_ITEM.match(line))}
    for needed in "ABC":
        if not items.get(needed):
            raise _at(text, len(text.rstrip()), f"item {needed}) is missing")
    alert = next((colour for colour in _COLOURS if colour in items.get("E", "")), "")
    return Ashtam(number=head["number"], region=items["A"], volcano=items["C"], alert=alert, items=tuple(sorted(items.items())))


GRAMMARS = (
    Grammar("SNOWTAM", _is_snowtam, read_snowtam),
    Grammar("ASHTAM", _is_ashtam, read_ashtam),
    Grammar("NOTAM", _is_notam, read_notam, write_notam),
)
