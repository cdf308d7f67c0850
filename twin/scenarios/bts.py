"""A day of the whole US domestic network from BTS on-time files, whoever brings them.

Times: the schedule is local; arrival is departure plus the scheduled block, so that daylight saving cannot bend it. Actual times
are the schedule plus the recorded delays. Tails are those that really flew, so about one link in two hundred does not connect:
a ferry flight labelled as assumed is put in where there is time, otherwise the flight goes to a second aircraft record.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

from domain.ids import FlightId, flight_id
from domain.units import minutes
from twin.scenarios import scenario_directory
from twin.scenarios.assembly import Day, assemble, tails_of_one_carrier
from twin.scenarios.bts_rows import ImportFault, ImportRefused, Row, read_rows
from twin.scenarios.fleet import tail_type
from twin.scenarios.inference import airport_closures
from twin.scenarios.legs import Leg, clock_of, distance_km, is_airfield, to_utc
from twin.scenarios.parameters import assumed_parameters, turn_min
from twin.scenarios.recording import landing
from twin.scenarios.rotations import FERRY_COST, Settled, settle, tail_label, worth_flown_first
from twin.scenarios.saved import name_fault, save
from twin.scenarios.scenario import Scenario

SOURCE = "US DOT BTS on-time reporting (public domain)"
FERRY = "assumed reposition: the record has the aircraft continue from another airport"
BY_CONTINUITY = "tail by continuity: the only aircraft that the record leaves needing this flight"
_TAIL = re.compile(r"N?[A-Z0-9-]{2,7}")
_CAUSES = ("late_aircraft", "carrier", "weather", "nas", "security")


@dataclass(frozen=True, slots=True)
class _Oddity:
    """Something that real records contain and a schedule cannot: counted, or a fault when reading strictly."""

    kind: str
    fault: ImportFault


def import_bts(
    files: Iterable[str | Path],
    name: str,
    date: date | None = None,
    own_carriers: Sequence[str] = (),
    *,
    strict: bool = False,
    directory: Path | None = None,
) -> Scenario:
    """Read a day, make it a scenario and save it under `name` in the scenarios directory (or `directory`).

    `own_carriers` are ours to change, all carriers when empty. Raises ImportRefused with every fault; `strict` also refuses
    flights that arrive before they leave, flight ids that occur twice, and tails in the air twice at once by schedule.
    """
    faults: list[ImportFault] = []
    bad_name = name_fault(name)
    if bad_name:
        faults.append(ImportFault("the request", 0, "", "", bad_name))
    rows, day = read_rows([Path(file) for file in files], date, faults)
    legs, oddities = _legs(rows, faults)
    flying = {leg.carrier for leg in legs}
    for carrier in own_carriers:
        if rows and carrier not in flying:
            message = f"own carrier {carrier!r} has no flight on {day}; the files have {', '.join(sorted(flying))}"
            faults.append(ImportFault("the request", 0, "", "", message))
    oddities += _in_the_air_twice(legs, {row_leg.flight_id: row for row, row_leg in _with_rows(rows, legs)})
    if strict:
        faults += [oddity.fault for oddity in oddities]
    if faults or day is None:
        raise ImportRefused(faults)
    scenario = _scenario(legs, name, day, tuple(sorted(set(own_carriers))) or tuple(sorted(flying)), oddities)
    save(directory or scenario_directory(), scenario)
    return scenario


def _with_rows(rows: Sequence[Row], legs: Sequence[Leg]) -> Iterable[tuple[Row, Leg]]:
    by_key = {(row.values["carrier"], row.values["flight"].lstrip("0"), row.values["origin"]): row for row in rows}
    for leg in legs:
        row = by_key.get((leg.carrier, leg.number, leg.origin))
        if row is not None:
            yield row, leg


# --- rows to legs ---------------------------------------------------------------------------------------------------


def _legs(rows: Sequence[Row], faults: list[ImportFault]) -> tuple[list[Leg], list[_Oddity]]:
    legs: dict[FlightId, Leg] = {}
    oddities: list[_Oddity] = []
    for row in rows:
        read = _RowReader(row, faults, oddities)
        leg = read.leg()
        if leg is None:
            continue
        if leg.flight_id in legs:
            fault = row.fault("flight", f"makes the flight id {leg.flight_id!r}, which an earlier row has")
            oddities.append(_Oddity("rows left out because their flight id occurred before", fault))
            continue
        legs[leg.flight_id] = leg
    return sorted(legs.values(), key=lambda leg: (leg.std, leg.flight_id)), oddities


class _RowReader:
    """One row to one leg; None when something in it is wrong."""

    def __init__(self, row: Row, faults: list[ImportFault], oddities: list[_Oddity]) -> None:
        self.row = row
        self.values = row.values
        self.faults = faults
        self.oddities = oddities
        self.faulty = False

    def leg(self) -> Leg | None:
        day = date.fromisoformat(self.values["date"]) if "/" not in self.values["date"] else None
        day = day or datetime.strptime(self.values["date"].split(" ")[0], "%m/%d/%Y").replace(tzinfo=UTC).date()
        carrier, number = self._carrier(), self._number("flight", 1, 9999)
        origin, destination = self._airport("origin"), self._airport("destination")
        departs, arrives = self._clock("scheduled_departure"), self._clock("scheduled_arrival")
        block = self._number("scheduled_block", -1500, 1500)
        cancelled, diverted = self._flag("cancelled"), self._flag("diverted")
        late_out = late_in = None
        if cancelled is False:
            late_out = self._number("departure_delay", -240, 10080)
            if diverted is False:
                late_in = self._number("arrival_delay", -360, 10080, needed=False)
        if self.faulty or carrier is None or number is None or departs is None or arrives is None or block is None:
            return None
        assert cancelled is not None
        assert origin is not None
        assert destination is not None
        std = to_utc(day, departs, origin)
        sta = std + minutes(block)
        if block <= 0:
            fault = self.row.fault("scheduled_block", "is no block time: the flight arrives before it departs")
            self.oddities.append(_Oddity("rows left out because they arrive before they depart", fault))
            return None
        if _minute(sta.astimezone(clock_of(destination))) != arrives % 2400 // 100 * 60 + arrives % 100:
            fault = self.row.fault("scheduled_arrival", f"is not the local time of departure plus {block} min; the block is used")
            self.oddities.append(_Oddity("rows whose scheduled arrival clock disagrees with their block time", fault))
        leg = Leg(
            flight_id=flight_id(carrier, number, day, origin),
            carrier=carrier,
            number=str(number),
            local_date=day,
            origin=origin,
            destination=destination,
            std=std,
            sta=sta,
            tail=self._tail(),
            cancelled=cancelled,
            delay_code=self._delay_code(cancelled),
        )
        if cancelled or late_out is None:
            return leg
        atd = std + minutes(late_out)
        if diverted:
            return self._diverted(leg, atd)
        ata = sta + minutes(late_in) if late_in is not None else None
        if ata is None or ata <= atd:
            fault = self.row.fault("arrival_delay", "gives no landing after its departure; the block time is used")
            self.oddities.append(_Oddity("flights without a believable landing, landed after their block time", fault))
            ata = atd + minutes(block)
        return replace(leg, atd=atd, ata=ata)

    def _diverted(self, leg: Leg, atd: datetime) -> Leg:
        """Down at the last diversion airport when it is known and the flight ended there, otherwise at its destination."""
        values = self.values
        stops = [
            (values[f"diversion_{stop}_airport"], values[f"diversion_{stop}_landed"])
            for stop in range(1, 6)
            if values.get(f"diversion_{stop}_airport") and values.get(f"diversion_{stop}_landed")
        ]
        reached = values.get("diversion_reached", "")
        arrived = values.get("arrival", "")
        if stops and reached and float(reached) == 0 and is_airfield(stops[-1][0]):
            airport, wheels_on = stops[-1]
            return replace(leg, atd=atd, ata=_first_after(atd, int(float(wheels_on)), airport) + minutes(5), diverted_to=airport)
        if values.get("diversion_delay"):
            landed = leg.sta + minutes(round(float(values["diversion_delay"])))
            if landed > atd:
                return replace(leg, atd=atd, ata=landed)
        if arrived:
            return replace(
                leg, atd=atd, ata=_first_after(atd + minutes(leg.block_min // 2), int(float(arrived)), leg.destination)
            )
        return replace(leg, atd=atd)

    def _fault(self, column: str, message: str) -> None:
        self.faulty = True
        self.faults.append(self.row.fault(column, message))

    def _carrier(self) -> str | None:
        if re.fullmatch(r"[A-Z0-9]{2}", self.values["carrier"]):
            return self.values["carrier"]
        self._fault("carrier", "is not a carrier code of two characters")
        return None

    def _airport(self, column: str) -> str | None:
        if is_airfield(self.values[column]):
            return self.values[column]
        self._fault(column, "is not a known IATA airport code")
        return None

    def _number(self, column: str, least: int, most: int, *, needed: bool = True) -> int | None:
        text = self.values[column]
        if not text and not needed:
            return None
        try:
            number = round(float(text))
        except ValueError:
            self._fault(column, "is not a number of minutes" if column != "flight" else "is not a flight number")
            return None
        if not least <= number <= most:
            self._fault(column, f"is not between {least} and {most}")
            return None
        return number

    def _clock(self, column: str) -> int | None:
        try:
            hhmm = int(float(self.values[column]))
        except ValueError:
            hhmm = -1
        if 0 <= hhmm <= 2400 and hhmm % 100 < 60:
            return hhmm
        self._fault(column, "is not a local time hhmm from 0000 to 2400")
        return None

    def _flag(self, column: str) -> bool | None:
        text = self.values[column]
        if text in ("0", "0.0", "0.00", "1", "1.0", "1.00"):
            return text.startswith("1")
        self._fault(column, "is neither 0 nor 1")
        return None

    def _tail(self) -> str | None:
        text = self.values["tail"]
        return text if _TAIL.fullmatch(text) and text not in ("UNKNOW", "UNKNOWN") else None

    def _delay_code(self, cancelled: bool) -> str:
        rules = assumed_parameters()["recording"]
        if cancelled:
            codes: dict[str, str] = rules["cancellation_codes"]
            return codes.get(self.values["cancellation_code"], codes[""])
        causes = {cause: self.values.get(f"delay_{cause}") or "0" for cause in _CAUSES}
        worst = max(causes, key=lambda cause: float(causes[cause]))
        code: str = rules["cause_codes"][worst if float(causes[worst]) > 0 else ""]
        return code


def _minute(local: datetime) -> int:
    return local.hour * 60 + local.minute


def _first_after(moment: datetime, hhmm: int, airport: str) -> datetime:
    """The first time after `moment` that the local clock at the airport shows hhmm."""
    local = moment.astimezone(clock_of(airport)).date()
    return next(at for offset in (-1, 0, 1, 2) if (at := to_utc(local + timedelta(days=offset), hhmm, airport)) > moment)


def _in_the_air_twice(legs: Sequence[Leg], rows: dict[FlightId, Row]) -> list[_Oddity]:
    found: list[_Oddity] = []
    tolerance = minutes(assumed_parameters()["turns"]["tightest_min"])
    for flown in _by_tail(legs).values():
        for first, then in pairwise(flown):
            if then.std + tolerance < first.sta:
                fault = rows[then.flight_id].fault("tail", f"leaves as {then.flight_id} before it lands as {first.flight_id}")
                found.append(_Oddity("flights whose tail is still in the air by schedule", fault))
    return found


def _by_tail(legs: Iterable[Leg]) -> dict[tuple[str, str], list[Leg]]:
    tails: dict[tuple[str, str], list[Leg]] = {}
    for leg in legs:
        if leg.tail is not None:
            tails.setdefault((leg.carrier, leg.tail), []).append(leg)
    for flown in tails.values():
        flown.sort(key=lambda leg: (leg.std, leg.flight_id))
    return tails


# --- legs to a day --------------------------------------------------------------------------------------------------


def _scenario(legs: Sequence[Leg], name: str, day: date, own: tuple[str, ...], oddities: Sequence[_Oddity]) -> Scenario:
    everything = tails_of_one_carrier(_tails_by_continuity(legs))
    others = [leg for leg in everything if leg.carrier not in own]
    rotated, settled, ferries = _rotate([leg for leg in everything if leg.carrier in own])
    continued = sum(BY_CONTINUITY in leg.assumed for leg in everything)
    untailed = sum(leg.tail is None for leg in everything)
    unknown = sum(leg.atd is not None and leg.ata is None for leg in everything)
    first = min(min(leg.std, leg.atd or leg.std) for leg in everything) - minutes(90)
    counted = Counter(oddity.kind for oddity in oddities)
    return assemble(
        Day(
            scenario_id=name,
            title=f"{', '.join(own)} on {day:%-d %B %Y}, US domestic network",
            start_at=first.replace(minute=0),
            horizon_not_before=datetime.combine(day + timedelta(days=1), time(10), tzinfo=UTC),
            own_carriers=own,
            legs=[*others, *rotated],
            judged_airports=sorted({leg.origin for leg in everything} | {leg.destination for leg in everything}),
            closures=airport_closures(everything, sorted({leg.origin for leg in everything})),
            assumptions=(
                "The record holds domestic flights of reporting carriers only: no international flights, no freight.",
                f"{ferries} ferry flights are assumed where an own tail's record continues from another airport and there is "
                f"time. {len(settled.other_tail) + len(settled.separate)} flights do not fit their recorded tail's schedule: "
                f"{len(settled.other_tail)} are planned on another tail of the carrier's family that has room, "
                f"{len(settled.separate)} on separate aircraft records named TAIL*2.",
                f"{continued} cancelled flights without a tail have the only one that fits by continuity, {untailed} have none.",
                "A diverted flight lands where the record says it ended; without a diversion airport it arrives at its "
                f"destination, at the recorded time or ({unknown} flights) 90 min after its block time.",
                *(f"{count} {kind}." for kind, count in sorted(counted.items())),
            ),
            sources=(SOURCE, "airportsdata (MIT): airport positions and time zones"),
        )
    )


def _tails_by_continuity(legs: Sequence[Leg]) -> list[Leg]:
    """Cancelled legs without a tail get the one whose record has a gap of exactly that leg, when there is just one."""
    gaps: dict[tuple[str, str, str], list[tuple[datetime, datetime, str]]] = {}
    for (carrier, tail), flown in _by_tail(legs).items():
        for first, then in pairwise(flown):
            if first.destination != then.origin:
                gaps.setdefault((carrier, first.destination, then.origin), []).append((first.sta, then.std, tail))
    room = minutes(assumed_parameters()["turns"]["tightest_min"])
    found: list[Leg] = []
    for leg in legs:
        if leg.tail is None and leg.cancelled:
            fits = [
                tail
                for start, end, tail in gaps.get((leg.carrier, leg.origin, leg.destination), ())
                if start + room <= leg.std and leg.sta + room <= end
            ]
            if len(fits) == 1:
                leg = replace(leg, tail=fits[0], assumed=(*leg.assumed, BY_CONTINUITY))
        found.append(leg)
    return found


def _rotate(own: Sequence[Leg]) -> tuple[list[Leg], Settled, int]:
    """Own legs on aircraft that connect, with ferries; how they were settled, and the count of ferries."""
    taken = {leg.flight_id for leg in own}
    by_tail = {tail: flown for (_, tail), flown in _by_tail(own).items()}

    def family(tail: str) -> str:
        recorded = tail if tail in by_tail else tail.rpartition("*")[0]
        carrier = by_tail[recorded][0].carrier
        return f"{carrier} {tail_type(carrier, tail).family}"

    settled = settle(by_tail, _link, _as_flown, family, worth_flown_first, lambda leg: True)
    legs = [leg for leg in own if leg.tail is None]
    ferries = 0
    for tail, chain in sorted(settled.rotations.items()):
        manned = [replace(leg, tail=tail, assumed=(*leg.assumed, *tail_label(leg, settled))) for leg in chain]
        legs.extend(manned)
        for first, then in pairwise(manned):
            if first.destination != then.origin:
                legs.append(_ferry(first, then, tail, taken))
                ferries += 1
    return legs, settled, ferries


def _as_flown(first: Leg, then: Leg) -> float | None:
    came = landing(first)
    if came is None or then.atd is None:
        return 0.0
    return 0.0 if came + minutes(assumed_parameters()["turns"]["tightest_min"]) <= then.atd else None


def _link(first: Leg, then: Leg) -> float | None:
    gap = then.std - first.sta
    if first.destination == then.origin:
        return 0.0 if gap >= minutes(assumed_parameters()["turns"]["tightest_min"]) else None
    least = 2 * turn_min(first.carrier, "min") + _ferry_block_min(first.destination, then.origin)
    return FERRY_COST if gap >= minutes(least) else None


def _ferry_block_min(origin: str, destination: str) -> int:
    blocks: dict[str, float] = assumed_parameters()["blocks"]
    return round(distance_km(origin, destination) / blocks["ferry_speed_km_per_h"] * 60 + blocks["ferry_ground_min"])


def _ferry(first: Leg, then: Leg, tail: str, taken: set[FlightId]) -> Leg:
    """An empty flight that brings the aircraft to where its record continues, a planned turn before."""
    block, least = minutes(_ferry_block_min(first.destination, then.origin)), minutes(turn_min(first.carrier, "min"))
    std = max(first.sta + least, then.std - minutes(turn_min(first.carrier, "planned")) - block)
    std = min(std, then.std - least - block)
    local = std.astimezone(clock_of(first.destination)).date()
    number = 9001
    while flight_id(first.carrier, number, local, first.destination) in taken:
        number += 1
    name = flight_id(first.carrier, number, local, first.destination)
    taken.add(name)
    ferry = Leg(
        flight_id=name,
        carrier=first.carrier,
        number=str(number),
        local_date=local,
        origin=first.destination,
        destination=then.origin,
        std=std,
        sta=std + block,
        tail=tail,
        service="ferry",
        delay_code="93",
        assumed=(FERRY,),
    )
    came = landing(first)
    if came is None or first.diverted_to == then.origin:
        return replace(ferry, cancelled=True, cancelled_with=first.flight_id)
    room = minutes(assumed_parameters()["turns"]["tightest_min"])
    atd = max(std, came + room)
    ata = atd + block
    if then.atd is not None and ata + room > then.atd:
        ata = max(then.atd - room, came + room + minutes(20))
        atd = max(came + room, ata - block)
    return replace(ferry, atd=atd, ata=ata)
