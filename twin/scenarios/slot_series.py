"""Assumed series of slots for our flights at coordinated airports, with how they were used in the season so far."""

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from domain import events as e
from domain.ids import AirportCode, CarrierCode, SeriesId
from domain.network import Movement
from twin.scenarios.legs import Leg
from twin.scenarios.parameters import assumed_parameters

ASSUMED = ("that the flight has a slot, its series, and how that was used so far are assumed",)


def slot_series(legs: Sequence[Leg], own: Collection[str], at: datetime, seed: str) -> list[e.Event]:
    """One series for each movement of our passenger legs at airports that are coordinated that day, in order of their ids."""
    rules: dict[str, Any] = assumed_parameters()["slot_series"]
    found: dict[SeriesId, e.Event] = {}
    for leg in sorted(legs, key=lambda one: (one.std, one.flight_id)):
        if leg.carrier in own and leg.service == "passenger":
            for airport, movement, moment in _coordinated_ends(leg, rules):
                declared = _declared(leg, airport, movement, moment, rules, at, seed)
                found.setdefault(declared.series_id, declared)
    return [event for _, event in sorted(found.items())]


def _coordinated_ends(leg: Leg, rules: dict[str, Any]) -> Iterator[tuple[str, Movement, datetime]]:
    ends: tuple[tuple[str, Movement, datetime], ...] = (
        (leg.origin, "departure", leg.std),
        (leg.destination, "arrival", leg.sta),
    )
    for airport, movement, moment in ends:
        terms = rules["coordinated"].get(airport)
        if terms is not None and moment.date() <= terms.get("until", moment.date()):
            yield airport, movement, moment


def _declared(
    leg: Leg, airport: str, movement: Movement, moment: datetime, rules: dict[str, Any], at: datetime, seed: str
) -> e.SlotSeriesDeclared:
    moment = moment.astimezone(UTC)
    day, time_min = moment.date(), moment.hour * 60 + moment.minute
    over_season = rules["coordinated"][airport]["counted_over"] == "season"
    name, first, last = _season(day, rules["season_begins_month"]) if over_season else _two_months(day)
    every = 7 if over_season else 1
    past, still = (day - first).days // every, (last - day).days // every
    weekday = day.isoweekday() if over_season else 0
    series_id = SeriesId(f"{leg.carrier}{leg.number}/{airport}/{movement}/{weekday}/{time_min:04d}/{name}")
    dice = Random(f"slots {seed} {series_id}")
    not_used = round(past * (1 - dice.uniform(*rules["used_share"])))
    justified = sum(dice.random() < rules["justified_chance"] for _ in range(not_used))
    return e.SlotSeriesDeclared(
        at=at,
        series_id=series_id,
        carrier=CarrierCode(leg.carrier),
        flight_number=f"{leg.carrier}{leg.number}",
        airport=AirportCode(airport),
        movement=movement,
        weekday=weekday,
        time_min=time_min,
        season=name,
        held=past + 1 + still,
        operated=past - not_used,
        justified=justified,
        not_operated=not_used - justified,
        assumed=ASSUMED,
    )


def _season(day: date, begins: dict[str, int]) -> tuple[str, date, date]:
    """Name, first and last day of the season of a day, such as S26 or W26."""
    starts = sorted(
        (_last_sunday(year, month), f"{kind[0].upper()}{year % 100:02d}")
        for year in (day.year - 1, day.year, day.year + 1)
        for kind, month in begins.items()
    )
    index = max(number for number, (start, _) in enumerate(starts) if start <= day)
    return starts[index][1], starts[index][0], starts[index + 1][0] - timedelta(days=1)


def _two_months(day: date) -> tuple[str, date, date]:
    """Name, first and last day of the pair of months of a day, such as 2013-01/02."""
    month = day.month - (day.month - 1) % 2
    after = date(day.year + month // 11, (month + 2) % 12, 1)
    return f"{day.year}-{month:02d}/{month + 1:02d}", date(day.year, month, 1), after - timedelta(days=1)


def _last_sunday(year: int, month: int) -> date:
    last = (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return last - timedelta(days=last.isoweekday() % 7)
