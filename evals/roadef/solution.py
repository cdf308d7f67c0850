"""A solution of an instance: its two files, read and written in the official format."""

from dataclasses import dataclass
from pathlib import Path

from evals.roadef.instance import CABIN_OF, KIND_OF, FlightKey, Instance, ItineraryLeg, Kind
from evals.roadef.records import (
    MINUTES_PER_DAY,
    Faults,
    Record,
    amount,
    choice,
    clock,
    clock_text,
    day_index,
    expect,
    groups,
    parsed,
    records,
    whole,
)

ROTATIONS = "sol_rotations.csv"
ITINERARIES = "sol_itineraries.csv"
CANCELLED = "cancelled"


class SolutionFault(ValueError):
    """Solution files that cannot be read, with every fault found and its file and line."""

    def __init__(self, directory: Path, faults: list[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"{directory} holds no readable solution:\n" + "\n".join(f"  {one}" for one in faults))


@dataclass(frozen=True, slots=True)
class RotationRow:
    """One flight as it is to be flown, minutes since 00:00 of the start date; without aircraft it is cancelled."""

    number: int
    origin: str
    destination: str
    departure: int
    arrival: int
    previous: int
    day: int
    aircraft: str | None

    @property
    def key(self) -> FlightKey:
        """Number and planned day."""
        return self.number, self.day

    @property
    def duration(self) -> int:
        """Minutes from departure to arrival."""
        return self.arrival - self.departure


@dataclass(frozen=True, slots=True)
class ItineraryRow:
    """Some or all passengers of an itinerary and the legs they now travel; `cancelled` when the row carries that word.

    `legs_after_cancelled` counts the legs written behind the word, which is an error of the file's author.
    """

    number: int
    kind: Kind
    price: float
    passengers: int
    legs: tuple[ItineraryLeg, ...]
    cancelled: bool
    legs_after_cancelled: int = 0


@dataclass(frozen=True, slots=True)
class Solution:
    """The rows of both files, in their order."""

    rotations: tuple[RotationRow, ...]
    itineraries: tuple[ItineraryRow, ...]


def read_solution(instance: Instance, directory: Path) -> Solution:
    """The solution in a folder, its files plain or `.gz`; SolutionFault names everything that cannot be read."""
    faults = Faults()

    def rotation(fields: tuple[str, ...]) -> RotationRow:
        return _rotation(fields, instance)

    def itinerary(fields: tuple[str, ...]) -> ItineraryRow:
        return _itinerary(fields, instance)

    rotations = parsed(_file(directory, ROTATIONS, faults), rotation, faults)
    itineraries = parsed(_file(directory, ITINERARIES, faults), itinerary, faults)
    if faults.found:
        raise SolutionFault(directory, faults.found)
    return Solution(tuple(rotations), tuple(itineraries))


def write_solution(instance: Instance, solution: Solution, directory: Path) -> None:
    """Write both files, rows stranded away from their destination last, in place of older ones only when both are complete.

    ValueError for what the format cannot say, OSError when the folder cannot be written to.
    """
    directory.mkdir(parents=True, exist_ok=True)
    destinations = {key: flight.destination for key, flight in instance.flights.items()}
    destinations |= {row.key: row.destination for row in solution.rotations}

    def stranded(row: ItineraryRow) -> bool:
        original = instance.itineraries.get(row.number)
        return bool(row.legs) and original is not None and destinations.get(row.legs[-1].flight) != original.destination

    texts = {
        ROTATIONS: [_rotation_text(row, instance) for row in solution.rotations],
        ITINERARIES: [_itinerary_text(row, instance) for row in sorted(solution.itineraries, key=stranded)],
    }
    for name, lines in texts.items():
        text = "".join(f"{line}\n" for line in [*lines, "#"])
        (directory / f".{name}.part").write_text(text, encoding="utf-8", newline="\n")
    for name in texts:
        (directory / f".{name}.part").replace(directory / name)


def _file(directory: Path, name: str, faults: Faults) -> list[Record]:
    packed = directory / f"{name}.gz"
    return records(packed if packed.exists() and not (directory / name).exists() else directory / name, faults)


def _rotation(fields: tuple[str, ...], instance: Instance) -> RotationRow:
    expect(fields, 8, "flight origin destination departure arrival previous date aircraft|cancelled")
    day = day_index(fields[6], instance.start_date)
    midnight = day * MINUTES_PER_DAY
    return RotationRow(
        number=whole(fields[0], "flight", 0),
        origin=fields[1],
        destination=fields[2],
        departure=midnight + clock(fields[3]),
        arrival=midnight + clock(fields[4]),
        previous=whole(fields[5], "previous flight", 0),
        day=day,
        aircraft=None if fields[7] == CANCELLED else fields[7],
    )


def _itinerary(fields: tuple[str, ...], instance: Instance) -> ItineraryRow:
    if len(fields) < 4:
        raise ValueError(f"has {len(fields)} fields, expected: number A|R price passengers, then flight date cabin for each leg")
    words = fields[4:]
    if words.count(CANCELLED) > 1:
        raise ValueError(f"says {CANCELLED!r} more than once")
    cancelled = CANCELLED in words
    before, after = (words[: words.index(CANCELLED)], words[words.index(CANCELLED) + 1 :]) if cancelled else (words, ())
    legs = [
        ItineraryLeg((whole(flight, "flight", 0), day_index(day, instance.start_date)), choice(cabin, CABIN_OF, "cabin"))
        for part in (before, after)
        for flight, day, cabin in groups(part, 3, "flight date cabin")
    ]
    return ItineraryRow(
        number=whole(fields[0], "itinerary", 0),
        kind=choice(fields[1], KIND_OF, "kind"),
        price=amount(fields[2], "price"),
        passengers=whole(fields[3], "passengers", 0),
        legs=tuple(legs),
        cancelled=cancelled,
        legs_after_cancelled=len(after) // 3,
    )


def _rotation_text(row: RotationRow, instance: Instance) -> str:
    midnight = row.day * MINUTES_PER_DAY
    times = f"{clock_text(row.departure - midnight)} {clock_text(row.arrival - midnight)}"
    places = f"{row.number} {row.origin} {row.destination}"
    return f"{places} {times} {row.previous} {instance.date_text(row.day)} {row.aircraft or CANCELLED}"


def _itinerary_text(row: ItineraryRow, instance: Instance) -> str:
    words = [f"{leg.flight[0]} {instance.date_text(leg.flight[1])} {leg.cabin}" for leg in row.legs]
    if row.cancelled:
        words.insert(len(words) - row.legs_after_cancelled, CANCELLED)
    # The shortest text of the price, as the instances write it: 287.5, 200.0.
    return " ".join([f"{row.number} {row.kind} {row.price!r} {row.passengers}", *words])
