"""Rows of BTS on-time files: the official monthly CSV (plain or in its zip, 110 columns), the column names of the download form,
and parquet with the short column names. Columns are checked, every fault is named, and a bad file is refused whole."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO

SHOWN_FAULTS = 50

# Our name: the official name now, official names before 2018, the download form's name, the short name.
COLUMNS: dict[str, tuple[str, ...]] = {
    "date": ("FlightDate", "FL_DATE", "date"),
    "carrier": ("Reporting_Airline", "UniqueCarrier", "Carrier", "OP_UNIQUE_CARRIER", "OP_CARRIER", "carrier"),
    "tail": ("Tail_Number", "TailNum", "TAIL_NUM", "tail"),
    "flight": ("Flight_Number_Reporting_Airline", "FlightNum", "OP_CARRIER_FL_NUM", "FL_NUM", "flight"),
    "origin": ("Origin", "ORIGIN", "origin"),
    "destination": ("Dest", "DEST", "dest"),
    "scheduled_departure": ("CRSDepTime", "CRS_DEP_TIME", "crs_dep"),
    "scheduled_arrival": ("CRSArrTime", "CRS_ARR_TIME", "crs_arr"),
    "scheduled_block": ("CRSElapsedTime", "CRS_ELAPSED_TIME", "crs_block"),
    "departure": ("DepTime", "DEP_TIME", "dep"),
    "departure_delay": ("DepDelay", "DEP_DELAY", "dep_delay"),
    "arrival": ("ArrTime", "ARR_TIME", "arr"),
    "arrival_delay": ("ArrDelay", "ARR_DELAY", "arr_delay"),
    "cancelled": ("Cancelled", "CANCELLED", "cancelled"),
    "cancellation_code": ("CancellationCode", "CANCELLATION_CODE", "cancel_code"),
    "diverted": ("Diverted", "DIVERTED", "diverted"),
}
OPTIONAL_COLUMNS: dict[str, tuple[str, ...]] = {
    "delay_carrier": ("CarrierDelay", "CARRIER_DELAY", "delay_carrier"),
    "delay_weather": ("WeatherDelay", "WEATHER_DELAY", "delay_weather"),
    "delay_nas": ("NASDelay", "NAS_DELAY", "delay_nas"),
    "delay_security": ("SecurityDelay", "SECURITY_DELAY", "delay_security"),
    "delay_late_aircraft": ("LateAircraftDelay", "LATE_AIRCRAFT_DELAY", "delay_late_aircraft"),
    "diversion_reached": ("DivReachedDest", "DIV_REACHED_DEST"),
    "diversion_delay": ("DivArrDelay", "DIV_ARR_DELAY"),
    **{f"diversion_{leg}_airport": (f"Div{leg}Airport", f"DIV{leg}_AIRPORT") for leg in range(1, 6)},
    **{f"diversion_{leg}_landed": (f"Div{leg}WheelsOn", f"DIV{leg}_WHEELS_ON") for leg in range(1, 6)},
}


@dataclass(frozen=True, slots=True)
class ImportFault:
    """One thing wrong with an input file. `line` counts from 1 with the header; 0 when it is about the whole file."""

    file: str
    line: int
    column: str
    value: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file}" + (f", line {self.line}" if self.line else "") + (f", column {self.column}" if self.column else "")
        return f"{where}: {self.value!r} {self.message}" if self.column else f"{where}: {self.message}"


class ImportRefused(ValueError):
    """The input cannot be imported and nothing was. `faults` holds every fault; the text shows the first 50 and the count."""

    def __init__(self, faults: Sequence[ImportFault]) -> None:
        self.faults = tuple(faults)
        shown = "\n".join(str(fault) for fault in self.faults[:SHOWN_FAULTS])
        more = len(self.faults) - SHOWN_FAULTS
        super().__init__(
            f"{len(self.faults)} fault(s), nothing imported. Correct the file and import it again.\n{shown}"
            + (f"\n... and {more} more" if more > 0 else "")
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file under our column names, as text; missing values are empty."""

    file: str
    line: int
    values: dict[str, str]
    names: dict[str, str]
    """Our column name to the file's own."""

    def fault(self, column: str, message: str) -> ImportFault:
        """A fault at this row's column."""
        return ImportFault(self.file, self.line, self.names.get(column, column), self.values.get(column, ""), message)


def read_rows(files: Iterable[Path], on: date | None, faults: list[ImportFault]) -> tuple[list[Row], date | None]:
    """The rows of one day over all files, and the day; faults are added to the list.

    Without `on` the files must hold a single day.
    """
    by_day: dict[date, list[Row]] = {}
    for path in files:
        for row in _rows(path, faults):
            try:
                day = _day(row.values["date"])
            except ValueError:
                faults.append(row.fault("date", "is not a date like 2015-01-31"))
                continue
            if on is None or day == on:
                by_day.setdefault(day, []).append(row)
    days = sorted(by_day)
    if len(days) > 1:
        message = f"hold {len(days)} days, {days[0]} to {days[-1]}; name the one to import"
        faults.append(ImportFault("the files", 0, "", "", message))
        return [], None
    if not days:
        if not faults:
            faults.append(ImportFault("the files", 0, "", "", f"hold no flights{f' on {on}' if on else ''}"))
        return [], on
    return by_day[days[0]], days[0]


def _day(text: str) -> date:
    first = text.split(" ")[0]
    return datetime.strptime(first, "%m/%d/%Y").date() if "/" in first else date.fromisoformat(first)  # noqa: DTZ007


def _rows(path: Path, faults: list[ImportFault]) -> Iterator[Row]:
    name = path.name
    try:
        if path.suffix.lower() == ".parquet":
            yield from _parquet_rows(path, faults)
        elif path.suffix.lower() == ".zip":
            with zipfile.ZipFile(path) as archive:
                members = [member for member in archive.namelist() if member.lower().endswith(".csv")]
                if not members:
                    faults.append(ImportFault(name, 0, "", "", "holds no .csv file"))
                for member in members:
                    with archive.open(member) as packed:
                        yield from _csv_rows(f"{name}:{member}", packed, faults)
        else:
            with path.open("rb") as plain:
                yield from _csv_rows(name, plain, faults)
    except (OSError, zipfile.BadZipFile, csv.Error) as error:
        faults.append(ImportFault(name, 0, "", "", f"cannot be read: {error}"))


def _csv_rows(name: str, content: IO[bytes], faults: list[ImportFault]) -> Iterator[Row]:
    lines = io.TextIOWrapper(content, encoding="utf-8-sig", errors="replace", newline="")
    reader = csv.reader(lines)
    header = next(reader, [])
    places, names = _places(name, header, faults)
    if places is None:
        return
    for cells in reader:
        if not cells:
            continue
        if len(cells) != len(header):
            message = f"has {len(cells)} columns, the header {len(header)}"
            faults.append(ImportFault(name, reader.line_num, "", "", message))
            continue
        yield Row(name, reader.line_num, {ours: cells[at].strip() for ours, at in places.items()}, names)


def _parquet_rows(path: Path, faults: list[ImportFault]) -> Iterator[Row]:
    import pyarrow
    from pyarrow import parquet

    try:
        table = parquet.ParquetFile(path).read()  # read_table would import pandas
    except pyarrow.ArrowInvalid as error:
        faults.append(ImportFault(path.name, 0, "", "", f"cannot be read: {error}"))
        return
    places, names = _places(path.name, table.column_names, faults)
    if places is None:
        return
    columns = {ours: table.column(at).to_pylist() for ours, at in places.items()}
    for index in range(table.num_rows):
        yield Row(path.name, index + 2, {ours: _text(column[index]) for ours, column in columns.items()}, names)


def _text(value: object) -> str:
    if value is None or value != value:  # not a number
        return ""
    return str(int(value)) if isinstance(value, bool) else str(value)


def _places(name: str, header: Sequence[str], faults: list[ImportFault]) -> tuple[dict[str, int] | None, dict[str, str]]:
    """Where our columns stand in the file, and what they are called there; None when one that is needed is missing."""
    places: dict[str, int] = {}
    names: dict[str, str] = {}
    missing = False
    for needed, table in ((True, COLUMNS), (False, OPTIONAL_COLUMNS)):
        for ours, theirs in table.items():
            found = next((candidate for candidate in theirs if candidate in header), None)
            if found is not None:
                places[ours], names[ours] = header.index(found), found
            elif needed:
                missing = True
                faults.append(ImportFault(name, 1, "", "", f"has no column {theirs[0]!r}"))
    return (None if missing else places), names
