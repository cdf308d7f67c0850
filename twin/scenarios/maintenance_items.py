"""Assumed deferred defects and checks of our own tails, and the spares for them at bases: few, none overdue.

Deterministic for a scenario. Nothing is due before the horizon ends if every tail flies its own rotation; a tail that flies more
than its rotation may run out of flight minutes or cycles.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from random import Random
from typing import Any, Literal

from domain import events as e
from domain.ids import AirportCode, DefectId, TailNumber
from domain.network import CheckDue, DeferredDefect, FlightRestriction
from twin.scenarios.crews import bases_of
from twin.scenarios.fleet import TailType
from twin.scenarios.legs import Leg, distance_km
from twin.scenarios.parameters import assumed_parameters

ASSUMED_DEFECT = ("deferred defect, its part and its restriction are assumed",)
ASSUMED_CHECK = ("check, its interval and its stations are assumed",)
Category = Literal["A", "B", "C", "D", "CDL"]


def maintenance_items(
    own_rotations: Mapping[TailNumber, Sequence[Leg]],
    types: Mapping[TailNumber, TailType],
    at: datetime,
    horizon_end: datetime,
    seed: str,
) -> list[e.Event]:
    """One open defect on some own tails, one check due soon on some, and spares at bases. Needs the tails registered.

    `types` only to keep to tails of which the type is known.
    """
    rules = assumed_parameters()["maintenance_items"]
    dice = Random(f"maintenance items {seed}")
    bases = bases_of([leg for legs in own_rotations.values() for leg in legs])
    events: list[e.Event] = []
    stock: dict[str, set[str]] = {}
    is_tight = False
    for tail in sorted(own_rotations):
        legs = own_rotations[tail]
        has_defect, has_check = dice.random() < rules["defect_share"], dice.random() < rules["check_share"]
        if not legs or tail not in types:
            continue
        carrier_bases = bases[legs[0].carrier]
        if has_defect:
            defect = _defect(tail, legs, at, horizon_end, rules, dice)
            events.append(e.DefectDeferred(at=at, tail=tail, defect=defect))
            stock.setdefault(defect.part, set()).update(one for one in carrier_bases if dice.random() < rules["stock_share"])
        if has_check:
            check = _check(legs, at, horizon_end, carrier_bases, rules, dice, is_tight=not is_tight)
            is_tight = True
            events.append(e.CheckDeclared(at=at, tail=tail, check=check))
    for part, airports in sorted(stock.items()):
        for airport in sorted(airports):
            events.append(e.SparesDeclared(at=at, airport=AirportCode(airport), part=part, count=1))
    return events


def _defect(
    tail: str, legs: Sequence[Leg], at: datetime, horizon_end: datetime, rules: Mapping[str, Any], dice: Random
) -> DeferredDefect:
    """Recorded so many days ago that at least one calendar day is left when the horizon ends."""
    names: list[Category] = list(rules["categories"])
    (category,) = dice.choices(names, list(rules["categories"].values()))
    row = dice.choice(rules["missing_parts"] if category == "CDL" else rules["items"])
    days = rules["interval_days"].get(category, rules["interval_days"]["D"])
    ahead = (horizon_end.date() - at.date()).days
    oldest = max(1, days - ahead - rules["least_days_left"])
    recorded = datetime.combine(at.date() - timedelta(days=dice.randint(1, oldest)), time(hour=18), tzinfo=at.tzinfo)
    return DeferredDefect(
        defect_id=DefectId(f"{tail}-D01"),
        item=row["item"],
        category=category,
        recorded_at=recorded,
        place=AirportCode(legs[0].origin),
        text=f"{row['item'].partition(' ')[2]} (assumed)",
        days=rules["interval_days"]["A"] if category == "A" else None,
        part=row["part"],
        work_min=row["work_min"],
        restrictions=_restrictions(row.get("restriction"), legs, rules),
        assumed=ASSUMED_DEFECT,
    )


def _restrictions(kind: str | None, legs: Sequence[Leg], rules: Mapping[str, Any]) -> tuple[FlightRestriction, ...]:
    """What the tail's own flights of the day keep."""
    if kind == "range":
        longest = max(distance_km(leg.origin, leg.destination) for leg in legs)
        limit = (int(longest) + rules["range_above_longest_km"]) // 100 * 100 + 100
        return (FlightRestriction("range", limit),)
    if kind == "icing":
        return (FlightRestriction("icing"),)
    if kind == "etops" and max(distance_km(leg.origin, leg.destination) for leg in legs) <= rules["etops_longest_km"]:
        return (FlightRestriction("etops"),)
    return ()


def _check(
    legs: Sequence[Leg],
    at: datetime,
    horizon_end: datetime,
    bases: Sequence[str],
    rules: Mapping[str, Any],
    dice: Random,
    *,
    is_tight: bool,
) -> CheckDue:
    """Due some days after the horizon, or after more flying than the day's own; a tight one after hardly more."""
    least, most = rules["minutes_beyond"]
    beyond = dice.randint(least, most)
    (row,) = dice.choices(rules["checks"], [one["weight"] for one in rules["checks"]])
    due = horizon_end + timedelta(days=dice.randint(*rules["due_within_days"]))
    ahead = [leg for leg in legs if leg.std >= at]
    return CheckDue(
        name=row["name"],
        known_at=at,
        due_at=due.replace(hour=0, minute=0, second=0, microsecond=0),
        flight_min_left=sum(leg.block_min for leg in ahead) + (least if is_tight else beyond),
        cycles_left=len(ahead) + dice.randint(*rules["cycles_beyond"]),
        work_min=row["work_min"],
        stations=tuple(AirportCode(one) for one in bases[: rules["most_stations"]]),
        assumed=ASSUMED_CHECK,
    )
