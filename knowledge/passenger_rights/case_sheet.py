"""Cases of a regime as sentences: `cases*.yaml` in its folder, read into journeys and held against what the rules answer.

A case says `rule`, optionally `what`, `given` and `expect`. `given` starts from an ordinary journey and changes it:

    route: LHR-JFK | LIS-CDG-JFK     airports in order                       (default CDG-FRA)
    day: 2026-06-10                  local date of the first departure       leaves: "10:00" local (default)
    flies: "2:00" or a list          scheduled time of each flight           connects: "1:30" between flights
    carrier: AF or a list            operating                               licence: FR or a list; null: not known
    marketed_by: DL or a list        cabin: business; flown_in: economy      price: 100.00 or a list, per flight; seats: 180
    distance_km: 1500                in place of the great circle; up to three decimals
    incident: delay                  kind                                    at: 0, index of the flight it happened to
    late: "3:00"                     arrival at the final destination after schedule; null: not known or never
    left_late: "2:00"                departure of the flight it happened to after schedule; null: not known
    told: "13d 00:00"                before scheduled departure; null        overnight: true
    cause: technical_defect | "41"   circumstance or delay code; null        measures: true, caused_this: true (fields of Cause)
    choice: refund                   denied: oversold; volunteered: false    (any other field of Incident by its name)
    reroute: {leaves: "-1:00", arrives: "+1:59", accepted: true, ...}        against the booked departure (of the flight it
                                     happened to) and final arrival; other fields of Rerouting by their names
    now: "+24:00"                    after the scheduled departure of that flight
    fare: {currency: EUR, total: 300.00, ...}                                fields of Fare without `_cents`, in major units
    passenger: {...}                 fields of Passenger
    tarmac, baggage, damage: {...}   their fields; times after the scheduled departure of that flight, sums in major units
    large: true                      APPR carrier size; benefits: [regime]; claimed: "+24:00"

`expect`: `verdict` owed | not_owed | not_checked, `amount` "250.00 EUR", `citation` (its beginning), `due_by` "+7d 00:00" and
`from_at` "+2:00" after the scheduled departure, `at_most`, `doubtful`, `says` (words that the detail holds), `missing` (words).
A case about scope has rule `scope` and expects `applies: true | false | null` and, where given, `liable`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from knowledge.dated_law import read_sheet
from knowledge.passenger_rights.entitlement import Amount, Entitlement
from knowledge.passenger_rights.journey import (
    Baggage,
    Cause,
    Damage,
    Fare,
    Incident,
    Passenger,
    Rerouting,
    RightsCase,
    Segment,
    Tarmac,
    faults_of,
)
from knowledge.passenger_rights.places import place
from knowledge.passenger_rights.regime import RegimeAnswer

_SPAN = re.compile(r"([+-]?)(?:(\d+)d ?)?(?:(\d+):(\d\d))?")
_DAY = date(2026, 6, 10)
_JOURNEY = "route day leaves flies connects carrier licence marketed_by cabin flown_in price seats distance_km"
_EVENT = "incident at late left_late told overnight cause measures caused_this choice denied volunteered reroute now"
_OTHERS = "fare passenger tarmac baggage damage large benefits claimed"
_GIVEN = frozenset([*_JOURNEY.split(), *_EVENT.split(), *_OTHERS.split(), *(one.name for one in fields(Incident))])


class Judge(Protocol):
    """What can be asked a case: a regime, or one whose figures were changed."""

    def judge(self, case: RightsCase) -> RegimeAnswer:
        """Scope and entitlements."""
        ...


class BadCase(ValueError):
    """A case that cannot be read; the message names it and the field."""


@dataclass(frozen=True, slots=True)
class SentenceCase:
    """One case: what it says, the rule and thing it asks, the journey, and what is to be answered."""

    says: str
    rule: str
    what: str | None
    case: RightsCase
    expect: Mapping[str, Any]

    def faults(self, regime: Judge) -> list[str]:
        """Every way in which the regime's answer differs from what is expected."""
        answer = regime.judge(self.case)
        if self.rule == "scope":
            wrong = [] if answer.scope.applies == self.expect["applies"] else [f"applies is {answer.scope.applies}"]
            if "liable" in self.expect and answer.scope.liable != self.expect["liable"]:
                wrong.append(f"liable is {answer.scope.liable!r}")
            return [f"{self.says}: {one} ({answer.scope.detail})" for one in wrong]
        found = [one for one in answer.entitlements if one.rule == self.rule and self.what in (None, one.what)]
        if self.expect.get("silent"):
            return [f"{self.says}: {one.verdict} {one.detail}" for one in found]
        if not answer.scope.applies:
            return [f"{self.says}: out of scope, {answer.scope.detail}"]
        if not found:
            return [f"{self.says}: {self.rule} says nothing"]
        misses = [list(self._misses(one)) for one in found]
        return [] if any(not one for one in misses) else [f"{self.says}: {miss}" for miss in min(misses, key=len)]

    def _misses(self, one: Entitlement) -> Iterator[str]:
        start = self.case.hit.scheduled_departure
        if one.verdict != self.expect["verdict"]:
            yield f"is {one.verdict} ({one.detail}), not {self.expect['verdict']}"
        if "amount" in self.expect and one.amount != _amount(self.expect["amount"]):
            yield f"amount is {one.amount}, not {self.expect['amount']}"
        for name in ("due_by", "from_at"):
            if name in self.expect:
                wanted = None if self.expect[name] is None else start + span(self.expect[name])
                if getattr(one, name) != wanted:
                    yield f"{name} is {getattr(one, name)}, not {wanted}"
        for name in ("at_most", "doubtful"):
            if name in self.expect and getattr(one, name) is not self.expect[name]:
                yield f"{name} is {getattr(one, name)}"
        if "citation" in self.expect and not one.citation.startswith(self.expect["citation"]):
            yield f"cites {one.citation!r}"
        if "says" in self.expect and self.expect["says"] not in one.detail:
            yield f"says {one.detail!r}"
        if "missing" in self.expect and self.expect["missing"] not in "; ".join(one.missing):
            yield f"misses {one.missing}"


def read_cases(folder: Path) -> tuple[SentenceCase, ...]:
    """Every case of a regime's folder; BadCase names one that cannot be read."""
    found: list[SentenceCase] = []
    for sheet in sorted(folder.glob("cases*.yaml")):
        body = read_sheet(sheet)
        for row in body["cases"]:
            try:
                case = case_of({**(body.get("given") or {}), **(row.get("given") or {})})
            except (KeyError, TypeError, ValueError, LookupError) as error:
                raise BadCase(f"{sheet.name}: {row.get('says')!r}: {error!r}") from error
            found.append(SentenceCase(row["says"], row["rule"], row.get("what"), case, row["expect"]))
    return tuple(found)


def case_of(given: Mapping[str, Any]) -> RightsCase:
    """The journey that `given` describes."""
    unknown = set(given) - _GIVEN
    if unknown:
        raise BadCase(f"unknown words {sorted(unknown)}")
    segments = _segments(given)
    at = given.get("at", 0)
    start, end = segments[at].scheduled_departure, segments[-1].scheduled_arrival
    late = given.get("late", "0:00")
    left = given.get("left_late", late)
    kind = given.get("incident", "delay")
    rerouted = _rerouting(given.get("reroute"), start, end)
    known = {one.name for one in fields(Incident)} - {"kind", "segment", "cause", "departure", "rerouting", "told_at"}
    extra = {key: value for key, value in given.items() if key in known}
    if "denied" in given:
        extra["denied_reason"] = given["denied"]
    incident = Incident(
        kind=kind,
        segment=at,
        told_at=None if given.get("told", "0:00") is None else start - span(given.get("told", "0:00")),
        cause=_cause(given),
        departure=None if left is None else start + span(left),
        rerouting=rerouted,
        **extra,
    )
    arrival = None if late is None else end + span(late)
    if rerouted is not None and "late" not in given:
        arrival = rerouted.arrival
    case = RightsCase(
        segments=segments,
        incident=incident,
        now=start + span(given.get("now", "+5d")),
        arrival=arrival,
        arrived=arrival is not None,
        passenger=Passenger(**given.get("passenger", {})),
        fare=_fare(given.get("fare")),
        distance_m=None if "distance_km" not in given else int(Decimal(str(given["distance_km"])) * 1000),
        carrier_large=given.get("large"),
        benefits_received=frozenset(given.get("benefits", ())),
        tarmac=_moments(Tarmac, given.get("tarmac"), start),
        baggage=_moments(Baggage, given.get("baggage"), start),
        damage=_moments(Damage, given.get("damage"), start),
        claimed_at=None if given.get("claimed") is None else start + span(given["claimed"]),
    )
    faults = faults_of(case)
    if faults:
        raise BadCase("; ".join(f"{name}: {said}" for name, said in faults))
    return case


def _segments(given: Mapping[str, Any]) -> tuple[Segment, ...]:
    stops = str(given.get("route", "CDG-FRA")).split("-")
    count = len(stops) - 1
    day = given.get("day", _DAY)
    first = datetime.combine(day, datetime.min.time(), tzinfo=place(stops[0]).clock) + span(given.get("leaves", "10:00"))
    leaves = first.astimezone(UTC)
    found = []
    for index in range(count):
        lands = leaves + span(_each(given.get("flies", "2:00"), index))
        carrier = _each(given.get("carrier", "AF"), index)
        price = _each(given.get("price"), index)
        found.append(
            Segment(
                origin=stops[index],
                destination=stops[index + 1],
                scheduled_departure=leaves,
                scheduled_arrival=lands,
                operating_carrier=carrier,
                operating_country=_each(given.get("licence", "FR"), index),
                marketing_carrier=_each(given.get("marketed_by"), index) or carrier,
                cabin_booked=_each(given.get("cabin", "economy"), index),
                cabin_flown=_each(given.get("flown_in"), index),
                price_cents=None if price is None else _cents(price),
                seats=_each(given.get("seats"), index),
            )
        )
        leaves = lands + span(given.get("connects", "1:30"))
    return tuple(found)


def _cause(given: Mapping[str, Any]) -> Cause:
    named = given.get("cause", "technical_defect")
    code = str(named) if named is not None and re.fullmatch(r"\d\d", str(named)) else None
    return Cause(
        circumstance=None if code else named,
        iata_code=code,
        reasonable_measures=given.get("measures"),
        caused_this=given.get("caused_this"),
    )


def _rerouting(given: Mapping[str, Any] | None, start: datetime, end: datetime) -> Rerouting | None:
    if given is None:
        return None
    rest = {key: value for key, value in given.items() if key not in ("leaves", "arrives", "offered")}
    if "connection_airports" in rest:
        rest["connection_airports"] = tuple(rest["connection_airports"])
    offered = given.get("offered")
    return Rerouting(
        departure=start + span(given["leaves"]),
        arrival=end + span(given["arrives"]),
        offered_at=None if offered is None else start + span(offered),
        **rest,
    )


def _fare(given: Mapping[str, Any] | None) -> Fare | None:
    if given is None:
        return None
    sums = {f"{key}_cents": _cents(value) for key, value in given.items() if key not in ("currency", "paid_by_card")}
    return Fare(currency=given["currency"], paid_by_card=given.get("paid_by_card"), **sums)


def _moments(kind: type[Any], given: Mapping[str, Any] | None, start: datetime) -> Any:
    """The fields of a record: those that end in `_at` are spans after the scheduled departure, sums are in major units."""
    if given is None:
        return None
    names = {one.name for one in fields(kind)}
    values: dict[str, Any] = {}
    for key, value in given.items():
        if key.endswith("_at"):
            values[key] = None if value is None else start + span(value)
        elif f"{key}_cents" in names:
            values[f"{key}_cents"] = None if value is None else _cents(value)
        else:
            values[key] = value
    return kind(**values)


def _each(value: Any, index: int) -> Any:
    return value[index] if isinstance(value, Sequence) and not isinstance(value, str) else value


def span(text: Any) -> timedelta:
    """`"3:00"`, `"-0:30"`, `"+7d"`, `"13d 23:59"` as a duration."""
    match = _SPAN.fullmatch(str(text).strip())
    if match is None or not str(text).strip(" +-"):
        raise BadCase(f"{text!r} is not a span such as '3:00' or '13d 23:59'")
    sign, days, hours, mins = match.groups()
    found = timedelta(days=int(days or 0), hours=int(hours or 0), minutes=int(mins or 0))
    return -found if sign == "-" else found


def _cents(major: Any) -> int:
    return int((Decimal(str(major)) * 100).to_integral_value())


def _amount(text: str | None) -> Amount | None:
    if text is None:
        return None
    figure, currency = text.split()
    return Amount(_cents(figure), currency)
