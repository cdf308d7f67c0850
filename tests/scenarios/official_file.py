"""Writes small files in the layout of the official BTS monthly download: 109 columns and the empty one its lines end with."""

import csv
import zipfile
from pathlib import Path

_HEAD = """
Year Quarter Month DayofMonth DayOfWeek FlightDate Reporting_Airline DOT_ID_Reporting_Airline
IATA_CODE_Reporting_Airline Tail_Number Flight_Number_Reporting_Airline OriginAirportID OriginAirportSeqID
OriginCityMarketID Origin OriginCityName OriginState OriginStateFips OriginStateName OriginWac DestAirportID
DestAirportSeqID DestCityMarketID Dest DestCityName DestState DestStateFips DestStateName DestWac CRSDepTime DepTime
DepDelay DepDelayMinutes DepDel15 DepartureDelayGroups DepTimeBlk TaxiOut WheelsOff WheelsOn TaxiIn CRSArrTime ArrTime
ArrDelay ArrDelayMinutes ArrDel15 ArrivalDelayGroups ArrTimeBlk Cancelled CancellationCode Diverted CRSElapsedTime
ActualElapsedTime AirTime Flights Distance DistanceGroup CarrierDelay WeatherDelay NASDelay SecurityDelay
LateAircraftDelay FirstDepTime TotalAddGTime LongestAddGTime DivAirportLandings DivReachedDest DivActualElapsedTime
DivArrDelay DivDistance
"""
_DIVERSION = ("Airport", "AirportID", "AirportSeqID", "WheelsOn", "TotalGTime", "LongestGTime", "WheelsOff", "TailNum")
COLUMNS = [*_HEAD.split(), *(f"Div{stop}{name}" for stop in range(1, 6) for name in _DIVERSION), ""]


def row(flight: int, tail: str, route: str, departs: str, arrives: str, block: int, **more: object) -> dict[str, object]:
    """A flight of AA on 1 January 2015; `route` is e.g. "DFW-ORD". On time unless `more` says otherwise."""
    origin, destination = route.split("-")
    flown = {"DepTime": departs, "DepDelay": "0.00", "ArrTime": arrives, "ArrDelay": "0.00"}
    if more.get("Cancelled"):
        flown = {"CancellationCode": "B"}
    return {
        "Year": 2015,
        "FlightDate": "2015-01-01",
        "Reporting_Airline": "AA",
        "Tail_Number": tail,
        "Flight_Number_Reporting_Airline": flight,
        "Origin": origin,
        "Dest": destination,
        "CRSDepTime": departs,
        "CRSArrTime": arrives,
        "CRSElapsedTime": f"{block}.00",
        "Cancelled": "0.00",
        "Diverted": "0.00",
        **flown,
        **more,
    }


def write(path: Path, rows: list[dict[str, object]], columns: list[str] = COLUMNS) -> Path:
    """The file, in a zip when its name ends so."""
    plain = path.with_suffix(".csv")
    with plain.open("w", newline="", encoding="utf-8") as lines:
        writer = csv.DictWriter(lines, columns, quoting=csv.QUOTE_NONNUMERIC, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.write(plain, plain.name)
            archive.writestr("readme.html", "about this file")
        plain.unlink()
    return path
