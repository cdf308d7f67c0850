"""Whether a slot that is not used can be claimed as justified: what was closed or reduced at either end, and what law asks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.network import Airport, CapacityReduction, Flight, NetworkState, SlotSeries, Window
from domain.units import minutes
from knowledge.flight_time.ruling import Ruling
from knowledge.slots.regime import regime
from knowledge.slots.slot_case import Claim, Ground, SlotCase
from tools.slot_series.ledger import level_of, period_of

_ORDER = ("pass", "not_checked", "fail")


@dataclass(frozen=True, slots=True)
class Claimable:
    """A ground in the network and what the regime says of it: `not_checked` with needs can be claimed, `fail` can not."""

    ground: Ground
    why: str
    days: int
    ruling: Ruling

    @property
    def open(self) -> bool:
        """Whether it can be claimed, or has been granted."""
        return self.ruling.verdict != "fail"


def claimable(state: NetworkState, series: SlotSeries, flight: Flight) -> Claimable | None:
    """The best ground on which the flight's slot could be claimed; None where nothing in the network gives one."""
    level, counted = level_of(series), period_of(series)
    if level is None or counted is None:
        return None
    found = []
    for ground, why, days in _conditions(state, flight):
        case = SlotCase(series.airport, counted, claim=Claim(ground, days=days))
        ruling = regime(level.regime).ruling("justified_non_use", case)
        if ruling is not None:
            found.append(Claimable(ground, why, days, ruling))
    return min(found, key=lambda one: _ORDER.index(one.ruling.verdict), default=None)


def _conditions(state: NetworkState, flight: Flight) -> Iterator[tuple[Ground, str, int]]:
    """Closures at either end at the flight's time there, then reduced rates."""
    ends = [(state.airports.get(flight.origin), flight.std), (state.airports.get(flight.destination), flight.sta)]
    for airport, moment in ends:
        if airport is not None:
            for closed in airport.closures:
                if closed.contains(moment):
                    yield "airport_closed", _said(airport, "closed", closed), days_in_a_row(airport, moment)
    for airport, moment in ends:
        if airport is not None:
            for reduced in airport.reductions:
                if reduced.start <= moment < reduced.end:
                    what = f"reduced to {reduced.arrivals_per_hour} arrivals and {reduced.departures_per_hour} departures an hour"
                    yield "serious_disturbance", _said(airport, what, reduced), days_in_a_row(airport, moment)


def days_in_a_row(airport: Airport, moment: datetime) -> int:
    """Local days in a row, that of `moment` among them, that closures or reduced rates of the airport touch."""
    zone = ZoneInfo(airport.timezone)
    touched: set[date] = set()
    windows: list[Window | CapacityReduction] = [*airport.closures, *airport.reductions]
    for window in windows:
        day, last = window.start.astimezone(zone).date(), (window.end - minutes(1)).astimezone(zone).date()
        while day <= last:
            touched.add(day)
            day += timedelta(days=1)
    today = moment.astimezone(zone).date()
    return _run(touched, today, 1) + _run(touched, today - timedelta(days=1), -1)


def _run(days: set[date], start: date, step: int) -> int:
    count = 0
    while start + timedelta(days=step * count) in days:
        count += 1
    return count


def _said(airport: Airport, what: str, window: Window | CapacityReduction) -> str:
    reason = f": {window.reason}" if window.reason else ""
    return f"{airport.code} {what} {window.start:%d %b %H:%MZ} to {window.end:%d %b %H:%MZ}{reason}"
