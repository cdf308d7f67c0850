"""The price list: what one minute, one passenger, one swap costs, in whole cents. README.md says how it prices a plan."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from domain.units import Frozen

LAST_DELAY_MIN = 1440
_PRICE_LIST = Path(__file__).with_name("costs.yaml")


class Figure(Frozen):
    """One figure of the price list as it is written there, for showing with its source."""

    name: str
    value: Any
    unit: str
    source: str
    assumed: bool


class SizeBand(Frozen):
    """Cost of a delayed minute for aircraft with at most `seats_up_to` seats."""

    seats_up_to: int
    cents: int


class CostParameters(Frozen):
    """Prices in cents of `currency`; `passenger_delay_cents[m]` is one passenger arriving m whole minutes late, m = 0..1440.

    `passenger_goodwill_cents[m]` is the part of it that is no care and no refund: what later sales lose.
    """

    version: str
    effective_from: date
    currency: str
    figures: tuple[Figure, ...]
    passenger_delay_cents: tuple[int, ...]
    passenger_goodwill_cents: tuple[int, ...]
    short_haul_below_km: int
    medium_haul_below_km: int
    disrupted_short_cents: int
    disrupted_medium_cents: int
    disrupted_long_cents: int
    delay_minute_bands: tuple[SizeBand, ...]
    saved_block_minute_cents: int
    ferry_minute_cents: int
    block_minute_seats: int
    aircraft_swap_cents: int
    out_of_position_cents: int
    crew_replacement_cents: int
    crew_call_cents: int
    crew_deadhead_cents: int
    crew_hotel_cents: int
    crew_overtime_minute_cents: int
    crew_away_from_base_cents: int
    maintenance_deferral_cents: int
    protected_connection_cents: int
    longest_delay_min: int
    crew_connection_min: int
    ferry_speed_kmh: int
    ferry_fixed_min: int
    seats_when_no_tail: int

    def passenger_delay(self, late_min: int) -> int:
        """Cents for one passenger who arrives `late_min` minutes late; early is free, beyond a day costs what a day costs."""
        return self.passenger_delay_cents[min(LAST_DELAY_MIN, max(0, late_min))]

    def passenger_goodwill(self, late_min: int) -> int:
        """Cents of goodwill lost with one passenger who arrives so late; a day's stand for never."""
        return self.passenger_goodwill_cents[min(LAST_DELAY_MIN, max(0, late_min))]

    def lost_trip(self, distance_km: float, refund_cents: int) -> int:
        """Cents of goodwill for one passenger who is refunded so much in place of a journey of `distance_km`.

        With the refund never less than a disrupted passenger costs on average: giving the money back must not look cheap.
        """
        return max(self.passenger_goodwill(LAST_DELAY_MIN), self.disrupted_passenger_cents(distance_km) - refund_cents)

    def disrupted_passenger_cents(self, distance_km: float) -> int:
        """Cents for one passenger whose journey of `distance_km` cannot be made as booked."""
        if distance_km < self.short_haul_below_km:
            return self.disrupted_short_cents
        if distance_km < self.medium_haul_below_km:
            return self.disrupted_medium_cents
        return self.disrupted_long_cents

    def delay_minute_cents(self, seats: int) -> int:
        """Crew and maintenance cents for one minute at the gate after the scheduled departure."""
        return next(band.cents for band in self.delay_minute_bands if seats <= band.seats_up_to)

    def block_minute_saved_cents(self, seats: int) -> int:
        """Fuel and maintenance cents not spent when one block minute is not flown; the crew is paid all the same."""
        return _share(self.saved_block_minute_cents, seats, self.block_minute_seats)

    def ferry_block_minute_cents(self, seats: int) -> int:
        """Crew, fuel and maintenance cents of one block minute of an empty flight."""
        return _share(self.ferry_minute_cents, seats, self.block_minute_seats)


@cache
def cost_parameters() -> CostParameters:
    """The airline's price list, read once from costs.yaml."""
    return read_costs(yaml.safe_load(_PRICE_LIST.read_text(encoding="utf-8")))


def read_costs(sheet: Mapping[str, Any]) -> CostParameters:
    """Turn the sheet (as in costs.yaml) into prices in cents; KeyError or pydantic.ValidationError when a figure is missing."""
    rate = _decimal(sheet["eur_in_usd"]["value"]) * 100  # EUR to cents
    late, lost, aircraft = sheet["passenger_delay"], sheet["disrupted_passenger"], sheet["aircraft_minutes"]
    changes, limits = sheet["changes"], sheet["limits"]
    longest = int(limits["longest_delay_min"]["value"])
    rebooking = {haul: _decimal(eur) for haul, eur in lost["rebooking_eur"]["value"].items()}
    night = _decimal(lost["hotel_eur"]["value"]) * _percent(lost["hotel_share_percent"]["value"])
    waiting = [_soft_eur(late, minute) + _care_eur(late, minute) for minute in range(LAST_DELAY_MIN + 1)]
    refund = rebooking["short"] * _percent(late["refund_share_percent"]["value"])
    refund_from = int(late["refund_from_min"]["value"])
    minute = {part: _decimal(usd) * 100 for part, usd in aircraft["block_minute_usd"]["value"].items()}
    return CostParameters(
        version=sheet["version"],
        effective_from=sheet["effective_from"],
        currency=sheet["currency"],
        figures=_figures(sheet),
        passenger_delay_cents=tuple(
            _whole((eur + (refund if late_min >= refund_from else 0)) * rate) for late_min, eur in enumerate(waiting)
        ),
        passenger_goodwill_cents=tuple(_whole(_soft_eur(late, minute) * rate) for minute in range(LAST_DELAY_MIN + 1)),
        short_haul_below_km=lost["short_haul_below_km"]["value"],
        medium_haul_below_km=lost["medium_haul_below_km"]["value"],
        disrupted_short_cents=_whole((rebooking["short"] + night + waiting[longest]) * rate),
        disrupted_medium_cents=_whole((rebooking["medium"] + night + waiting[longest]) * rate),
        disrupted_long_cents=_whole((rebooking["long"] + night + waiting[longest]) * rate),
        delay_minute_bands=tuple(
            SizeBand(
                seats_up_to=band["seats_up_to"], cents=_whole((_decimal(band["crew"]) + _decimal(band["maintenance"])) * rate)
            )
            for band in aircraft["delay_eur_per_minute"]["value"]
        ),
        saved_block_minute_cents=_whole(minute["fuel"] + minute["maintenance"]),
        ferry_minute_cents=_whole(minute["crew"] + minute["fuel"] + minute["maintenance"]),
        block_minute_seats=aircraft["block_minute_seats"]["value"],
        aircraft_swap_cents=_whole(_decimal(changes["aircraft_swap_usd"]["value"]) * 100),
        out_of_position_cents=_whole(_decimal(changes["out_of_position_usd"]["value"]) * 100),
        crew_replacement_cents=_whole(_decimal(changes["crew_replacement_usd"]["value"]) * 100),
        crew_call_cents=_whole(_decimal(changes["crew_call_usd"]["value"]) * 100),
        crew_deadhead_cents=_whole(_decimal(changes["crew_deadhead_usd"]["value"]) * 100),
        crew_hotel_cents=_whole(_decimal(changes["crew_hotel_usd"]["value"]) * 100),
        crew_overtime_minute_cents=_whole(_decimal(changes["crew_overtime_usd"]["value"]) * 100),
        crew_away_from_base_cents=_whole(_decimal(changes["crew_away_from_base_usd"]["value"]) * 100),
        maintenance_deferral_cents=_whole(_decimal(changes["maintenance_deferral_usd"]["value"]) * 100),
        protected_connection_cents=_whole(_decimal(changes["protected_connection_usd"]["value"]) * 100),
        longest_delay_min=longest,
        crew_connection_min=limits["crew_connection_min"]["value"],
        ferry_speed_kmh=limits["ferry_speed_kmh"]["value"],
        ferry_fixed_min=limits["ferry_fixed_min"]["value"],
        seats_when_no_tail=limits["seats_when_no_tail"]["value"],
    )


def _soft_eur(late: Mapping[str, Any], minute: int) -> Decimal:
    """EUR of goodwill and future sales lost with one passenger `minute` minutes late: straight lines between the points."""
    points: Mapping[int, Any] = late["soft_eur_per_flight"]["value"]
    at = sorted(points)
    left = min(max(bisect_right(at, minute) - 1, 0), len(at) - 2)
    start, end = at[left], at[left + 1]
    slope = (_decimal(points[end]) - _decimal(points[start])) / (end - start)
    per_flight = _decimal(points[start]) + slope * (minute - start)
    return per_flight / _decimal(late["soft_passengers_per_flight"]["value"])


def _care_eur(late: Mapping[str, Any], minute: int) -> Decimal:
    """EUR of meals for one passenger `minute` minutes late: the step last reached."""
    steps: Mapping[int, Any] = late["care_eur"]["value"]
    return max((_decimal(eur) for start, eur in steps.items() if minute >= start), default=Decimal(0))


def _figures(sheet: Mapping[str, Any], path: Sequence[str] = ()) -> tuple[Figure, ...]:
    if "unit" in sheet:
        return (Figure(name=".".join(path), **sheet),)
    return tuple(figure for key, part in sheet.items() if isinstance(part, Mapping) for figure in _figures(part, (*path, key)))


def _decimal(number: float | int | str) -> Decimal:
    return Decimal(str(number))  # through text, so that 0.1 in the sheet is one tenth


def _percent(number: int) -> Decimal:
    return _decimal(number) / 100


def _whole(cents: Decimal) -> int:
    return int(cents.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _share(cents: int, seats: int, reference_seats: int) -> int:
    return (2 * cents * seats + reference_seats) // (2 * reference_seats)  # rounded half up in whole numbers
