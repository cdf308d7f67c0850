"""Closures, curfews and hourly capacity, worked out again from the airports and everybody's schedule."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from domain.ids import AirportCode
from domain.network import Airport, Curfew, FlightStatus, NetworkState
from domain.plans import Check
from tools.plan_evaluation.written import WrittenFlight, WrittenPlan, breach

_Side = Literal["departures", "arrivals"]
_Hour = tuple[AirportCode, _Side, int]
"""Airport, kind of movement, clock hours since 1970."""


def airport_closure(plan: WrittenPlan) -> Iterator[Check]:
    """Nothing leaves or lands while an airport is closed."""
    for leg, airport, side, at in _movements(plan):
        for closure in airport.closures:
            if closure.start <= at < closure.end:
                citation = f"AirportClosed reported{': ' + closure.reason if closure.reason else ''}"
                span = f"{closure.start:%d %b %H:%M} to {closure.end:%d %b %H:%MZ}"
                detail = f"{leg.flight_id} {_verb(side)} at {at:%H:%MZ}, {airport.code} is closed {span}"
                yield breach("airport_closure", citation, leg.flight_id, detail)


def curfew(plan: WrittenPlan) -> Iterator[Check]:
    """Nothing of the kind named leaves or lands between two local times of day."""
    for leg, airport, side, at in _movements(plan):
        for night in airport.curfews:
            if night.applies_to in (side, "both") and _in_curfew(airport, night, at):
                local = at.astimezone(ZoneInfo(airport.timezone))
                detail = f"{leg.flight_id} {_verb(side)} at {airport.code} at {local:%H:%M} local time, in the curfew"
                yield breach("curfew", night.source or f"curfew of {airport.code} as declared", leg.flight_id, detail)


def airport_capacity(plan: WrittenPlan) -> Iterator[Check]:
    """Our movements of every clock hour fit our part of the rate."""
    until = plan.after.horizon_end
    planned: dict[_Hour, list[WrittenFlight]] = {}
    for leg in plan.flights.values():
        for code, side, at in ((leg.flight.origin, "departures", leg.etd), (leg.flight.destination, "arrivals", leg.eta)):
            if at >= plan.now and (leg.open or side == "arrivals"):
                planned.setdefault((code, side, _clock_hour(at)), []).append(leg)  # type: ignore[arg-type]
    wanted = {hour for hour, legs in planned.items() if any(leg.open and leg.answered_for for leg in legs)}
    schedule = _Schedule(plan.base, wanted)  # flights that the plan adds do not add to our part
    for hour in sorted(wanted):
        code, side, number = hour
        start = datetime.fromtimestamp(number * 3600, UTC)
        if until is not None and start >= until:
            continue
        airport = plan.after.airports[code]
        rate, declared = _rate(airport, side, start), _declared(airport, side)
        most = schedule.ours(hour, rate, declared)
        made = _made(plan, hour) if start < plan.now else 0
        legs = planned[hour]
        if len(legs) > max(0, most - made):
            kind = "reduced rate" if rate < declared else "declared rate"
            detail = (
                f"{len(legs)} {side} of ours at {code} from {start:%d %b %H:%MZ} besides {made} already made; {most} are ours "
                f"of {rate} an hour, other carriers schedule {schedule.others[hour]}"
            )
            assumed = " (assumed)" if any("capacity" in one for one in airport.assumed) else ""
            yield breach("airport_capacity", f"{kind} of {code}, {rate} {side} an hour{assumed}", code, detail)


class _Schedule:
    """Scheduled passenger movements of the hours asked for: ours, others', and others' that are not cancelled."""

    def __init__(self, state: NetworkState, wanted: set[_Hour]) -> None:
        self.own: Counter[_Hour] = Counter()
        self.others: Counter[_Hour] = Counter()
        self.others_flying: Counter[_Hour] = Counter()
        airports = {code for code, _, _ in wanted}
        for flight in state.flights.values():
            if flight.service == "ferry" or not (flight.origin in airports or flight.destination in airports):
                continue
            leaving: _Hour = (flight.origin, "departures", _clock_hour(flight.std))
            landing: _Hour = (flight.destination, "arrivals", _clock_hour(flight.sta))
            for hour in (leaving, landing):
                if flight.carrier in state.own_carriers:
                    self.own[hour] += 1
                else:
                    self.others[hour] += 1
                    self.others_flying[hour] += flight.status is not FlightStatus.CANCELLED

    def ours(self, hour: _Hour, rate: int, declared: int) -> int:
        """How many movements of the hour may be ours."""
        everybody = self.own[hour] + self.others[hour]
        share = (rate * self.own[hour]) // everybody if everybody else rate
        if rate < declared:
            return share
        return max(rate - self.others_flying[hour], share, self.own[hour])


def _movements(plan: WrittenPlan) -> Iterator[tuple[WrittenFlight, Airport, _Side, datetime]]:
    """Departures and arrivals, before the end of the horizon, of flights that the plan answers for and that have not left."""
    until = plan.after.horizon_end
    for leg in plan.answered_for:
        if until is None or leg.etd < until:
            yield leg, plan.after.airports[leg.flight.origin], "departures", leg.etd
        if until is None or leg.eta < until:
            yield leg, plan.after.airports[leg.flight.destination], "arrivals", leg.eta


def _in_curfew(airport: Airport, night: Curfew, at: datetime) -> bool:
    local = at.astimezone(ZoneInfo(airport.timezone))
    minute = local.hour * 60 + local.minute
    if night.start_min < night.end_min:
        return night.start_min <= minute < night.end_min
    return minute >= night.start_min or minute < night.end_min


def _rate(airport: Airport, side: _Side, start: datetime) -> int:
    end = start + timedelta(hours=1)
    declared = _declared(airport, side)
    least = declared
    for reduction in airport.reductions:
        inside = (min(end, reduction.end) - max(start, reduction.start)) // timedelta(minutes=1)
        if inside > 0:
            reduced = reduction.arrivals_per_hour if side == "arrivals" else reduction.departures_per_hour
            least = min(least, (declared * (60 - inside) + reduced * inside) // 60)
    return least


def _declared(airport: Airport, side: _Side) -> int:
    return airport.arrivals_per_hour if side == "arrivals" else airport.departures_per_hour


def _made(plan: WrittenPlan, hour: _Hour) -> int:
    """Our movements of the current hour that have been made."""
    code, side, number = hour
    start = datetime.fromtimestamp(number * 3600, UTC)
    count = 0
    for flight in plan.after.own_flights():
        at, where = (flight.atd, flight.origin) if side == "departures" else (flight.ata, flight.lands_at)
        count += where == code and at is not None and start <= at <= plan.now
    return count


def _clock_hour(at: datetime) -> int:
    return int(at.timestamp()) // 3600


def _verb(side: _Side) -> str:
    return "leaves" if side == "departures" else "lands"
