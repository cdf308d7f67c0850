"""Load of a departed aircraft (AHM 583): LDM."""

import re
from datetime import date, datetime
from typing import Any, Literal

from domain.ids import AirportCode, CarrierCode, TailNumber
from domain.units import Frozen
from knowledge.operational_messages.message import Grammar, Message
from knowledge.operational_messages.partial_dates import day_and_month, day_of_month
from knowledge.operational_messages.telex import FLIGHT, Line, claims, free_text, is_free, opened

_FLIGHT_LINE = re.compile(
    rf"{FLIGHT}/(?P<day>[0-9]{{2}})(?P<month>[A-Z]{{3}})?\.(?P<tail>[A-Z0-9-]{{2,10}})\.(?P<version>[A-Z0-9/]+)"
    r"\.(?P<crew>[0-9]{1,2}/[0-9]{1,2}(?:/[0-9]{1,2})?)"
)
_CABINS = re.compile(r"(?:[A-Z][0-9]{1,3})+")
_NUMBERS = re.compile(r"[0-9]{1,3}(?:/[0-9]{1,3})*")


class Compartment(Frozen):
    """Load in one compartment, in kg."""

    number: str
    kg: int


class StationLoad(Frozen):
    """What is on board for one destination.

    `persons` as given: four counts are men, women, children, infants; three are adults, children, infants. `by_cabin` (PAX):
    persons with a seat in each class; `available` (PAD): those of them, or besides them, who can be made to leave. `total_kg` is
    the load of the compartments. `cabin_baggage_kg` None: not given. `other`: further entries as given. `nil`: nothing on board.
    """

    airport: AirportCode
    persons: tuple[int, ...] = ()
    cabin_baggage_kg: int | None = None
    total_kg: int | None = None
    compartments: tuple[Compartment, ...] = ()
    by_cabin: tuple[int, ...] = ()
    available: tuple[int, ...] = ()
    other: tuple[str, ...] = ()
    nil: bool = False

    @property
    def infants(self) -> int:
        """The last of three or four counts."""
        return self.persons[-1] if self.persons else 0

    @property
    def seated(self) -> int:
        """Everybody but the infants."""
        return sum(self.persons[:-1])


class LoadMessage(Message):
    """The load of one flight. `version`: the cabin as given; `cabins`: seats by class, where it gives them so.

    `day_given` is the day of the scheduled departure in UTC at the origin, `flight_date` the same completed.
    """

    kind: Literal["LDM"] = "LDM"
    carrier: CarrierCode
    number: str
    suffix: str = ""
    day_given: str
    flight_date: date
    tail: TailNumber
    version: str
    cabins: tuple[tuple[str, int], ...] = ()
    cockpit_crew: int
    cabin_crew: int
    stations: tuple[StationLoad, ...]
    supplementary: tuple[str, ...] = ()
    corrected: bool = False


def _read(text: str, received_at: datetime) -> LoadMessage:
    telex = opened(text, "LDM")
    expected = "expected flight, day, registration, cabin and crew as BA0117/21.GSTBA.C8W16F40Y210.3/14"
    if not telex.lines:
        raise telex.end(expected)
    found = _FLIGHT_LINE.fullmatch(telex.lines[0].text)
    if found is None:
        raise telex.lines[0].refusal(expected)
    fields: dict[str, Any] = {name: found[name] for name in ("carrier", "number", "suffix", "tail", "version")}
    day, month, column = int(found["day"]), found["month"], telex.lines[0].column + found.start("day")
    at: dict[str, int] = {"line": telex.lines[0].number, "column": column}
    fields["flight_date"] = day_and_month(day, month, received_at, **at) if month else day_of_month(day, received_at, **at)
    fields["day_given"] = found["day"] + (month or "")
    if _CABINS.fullmatch(found["version"]):
        fields["cabins"] = tuple((name, int(seats)) for name, seats in re.findall(r"([A-Z])([0-9]+)", found["version"]))
    cockpit, cabin, *further = (int(one) for one in found["crew"].split("/"))
    fields |= {"cockpit_crew": cockpit, "cabin_crew": cabin + sum(further)}
    stations: list[list[Line]] = []
    for place, line in enumerate(telex.lines[1:], 1):
        if is_free(line):
            fields["supplementary"] = free_text(telex.lines[place:])
            break
        if line.text.startswith("-"):
            stations.append([line])
        elif line.text.startswith(".") and stations:
            stations[-1].append(line)
        else:
            raise line.refusal("expected -JFK.… for a destination, .… for more of the same one, or SI")
    if not stations:
        raise telex.end("the message has no load; expected a destination as -JFK.180/60/8/2.T18340")
    return LoadMessage(stations=tuple(_station(lines) for lines in stations), corrected=telex.corrected, **fields)


def _entries(lines: list[Line]) -> list[tuple[Line, int, str]]:
    """Entries between the full stops, with their places."""
    found = []
    for line in lines:
        index = 1
        for entry in line.text[1:].split("."):
            found.append((line, index, entry.rstrip()))
            index += len(entry) + 1
    return found


def _station(lines: list[Line]) -> StationLoad:
    (line, index, airport), *entries = _entries(lines)
    if not re.fullmatch(r"[A-Z]{3}", airport):
        raise line.refusal("expected the three letters of an airport after -", index, airport)
    if [entry for *_, entry in entries] == ["NIL"]:
        return StationLoad(airport=AirportCode(airport), nil=True)
    if not entries or not re.fullmatch(r"[0-9]{1,3}(/[0-9]{1,3}){2,3}", entries[0][2]):
        place = entries[0] if entries else (line, len(line.text), "")
        reason = "expected persons as 180/60/8/2 (men, women, children, infants) or 240/8/2 (adults, children, infants)"
        raise place[0].refusal(reason, place[1], place[2])
    persons = tuple(int(one) for one in entries[0][2].split("/"))
    fields: dict[str, Any] = {}
    compartments: list[Compartment] = []
    other: list[str] = []
    for line, index, entry in entries[1:]:
        name, _, rest = entry.partition("/")
        if re.fullmatch(r"T[0-9]{1,6}", entry):
            _once(fields, "total_kg", int(entry[1:]), line, index, entry)
        elif re.fullmatch(r"[0-9]{1,6}", entry) and not {"total_kg", "by_cabin"} & fields.keys():
            _once(fields, "cabin_baggage_kg", int(entry), line, index, entry)
        elif name in ("PAX", "PAD") and _NUMBERS.fullmatch(rest):
            counts = tuple(int(one) for one in rest.split("/"))
            _once(fields, "by_cabin" if name == "PAX" else "available", counts, line, index, entry)
        elif re.fullmatch(r"[0-9]{1,2}/[0-9]{1,6}", entry) and "total_kg" in fields:
            if name in [one.number for one in compartments]:
                raise line.refusal(f"compartment {name} stands twice; expected it once", index, entry)
            compartments.append(Compartment(number=name, kg=int(rest)))
        elif re.fullmatch(r"[A-Z]{3}(/[A-Z0-9]+)*", entry) and name not in ("PAX", "PAD"):
            other.append(entry)
        else:
            expected = "T18340 for the total, then 1/4200 for a compartment, PAX/7/14, PAD/0/0 or a code of three letters"
            raise line.refusal(f"expected {expected}", index, entry)
    load = StationLoad(
        airport=AirportCode(airport), persons=persons, compartments=tuple(compartments), other=tuple(other), **fields
    )
    _agree(load, lines[0])
    return load


def _once(fields: dict[str, Any], name: str, value: Any, line: Line, index: int, entry: str) -> None:
    if name in fields:
        raise line.refusal(f"{name.replace('_', ' ')} stands twice; expected it once", index, entry)
    fields[name] = value


def _agree(load: StationLoad, line: Line) -> None:
    """Refuse figures of one destination that contradict one another."""
    held = sum(one.kg for one in load.compartments)
    if load.compartments and held != load.total_kg:
        raise line.refusal(f"the compartments hold {held} kg, the total says {load.total_kg} kg; expected them to agree")
    seats = sum(load.by_cabin)
    if load.by_cabin and load.seated not in (seats, seats + sum(load.available)):
        raise line.refusal(f"{load.seated} persons without the infants, {seats} in the classes of PAX; expected them to agree")


GRAMMARS = (Grammar("LDM", lambda text: claims(text, "LDM"), _read),)
