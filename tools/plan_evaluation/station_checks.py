"""Closures, curfews, hourly capacity and rolling windows, worked out again from the airports and everybody's schedule."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from domain.ids import AirportCode
from domain.network import Airport, Curfew, Flight, FlightStatus, NetworkState
from domain.plans import Check
from tools.plan_evaluation.written import WrittenFlight, WrittenPlan, breach

_Side = Literal["departures", "arrivals"]
_Hour = tuple[AirportCode, _Side, int]
"""Airport, kind of movement, clock hours since 1970."""
_Move = tuple[datetime, _Side, bool, bool]
"""When, what, whether it is ours, and whether the plan answers for it."""


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
    """Nothing of the kind named leaves or lands between two local times of day, but what is exempt and the night's quota."""
    wanted: dict[tuple[AirportCode, Curfew, date], list[tuple[datetime, WrittenFlight, _Side]]] = {}
    for leg, airport, side, at in _movements(plan):
        for rule in airport.curfews:
            if (
                rule.applies_to in (side, "both")
                and _in_curfew(airport, rule, at)
                and not _exempt(airport, rule, leg.flight, side, at)
            ):
                wanted.setdefault((airport.code, rule, _night(airport, rule, at)), []).append((at, leg, side))
    for (code, rule, night), moves in wanted.items():
        airport, quota = plan.after.airports[code], rule.quota_per_night
        before = _quota_used(plan, airport, rule, night) if quota else 0
        moves.sort(key=lambda move: (move[0], move[1].flight_id))
        for at, leg, side in moves[max(0, quota - before) :]:
            local = at.astimezone(ZoneInfo(airport.timezone))
            full = f", whose quota of {quota} a night is used" if quota else ""
            detail = f"{leg.flight_id} {_verb(side)} at {code} at {local:%H:%M} local time, in the curfew{full}"
            yield breach("curfew", rule.source or f"curfew of {code} as declared", leg.flight_id, detail)


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
        if side == "arrivals" and rate < declared:
            most = max(most, _slots_held(plan, code, start))
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


def airport_windows(plan: WrittenPlan) -> Iterator[Check]:
    """No declared rolling window has more of our movements than others leave, or than we have scheduled in the same minutes."""
    declared = {code for code, airport in plan.after.airports.items() if airport.capacity_windows}
    if not declared:
        return
    planned: dict[AirportCode, list[_Move]] = {code: [] for code in declared}
    scheduled: dict[AirportCode, list[_Move]] = {code: [] for code in declared}
    for flight in plan.after.flights.values():
        if flight.status is FlightStatus.CANCELLED or flight.service == "ground":
            continue
        leg = plan.flights.get(flight.flight_id)
        if leg is None and flight.status is FlightStatus.SCHEDULED and plan.after.is_own(flight):
            continue  # it will not fly
        ours, open_ = plan.after.is_own(flight), leg is not None and leg.open and leg.answered_for
        if flight.origin in declared:
            left = leg.etd if leg is not None else flight.atd or flight.etd
            planned[flight.origin].append((left, "departures", ours, open_))
        if flight.lands_at in declared:
            lands = leg.eta if leg is not None else flight.ata or flight.eta
            planned[flight.lands_at].append((lands, "arrivals", ours, open_))
    for flight in plan.base.own_flights():
        if flight.service == "passenger":
            for code, at, side in ((flight.origin, flight.std, "departures"), (flight.destination, flight.sta, "arrivals")):
                if code in declared:
                    scheduled[code].append((at, side, True, False))  # type: ignore[arg-type]
    for code in sorted(declared):
        airport = plan.after.airports[code]
        for window in airport.capacity_windows:
            for kind, most in (("arrivals", window.arrivals), ("departures", window.departures), ("total", window.total)):
                if most is not None:
                    moves = _of_kind(planned[code], kind)
                    length = timedelta(minutes=window.length_min)
                    yield from _over(plan, airport, kind, most, length, moves, _of_kind(scheduled[code], kind))


def _over(
    plan: WrittenPlan,
    airport: Airport,
    kind: str,
    most: int,
    length: timedelta,
    moves: Sequence[_Move],
    scheduled: Sequence[_Move],
) -> Iterator[Check]:
    """Windows of one length and kind that the plan fills above our part; of overlapping ones the first."""
    until, shown_until, last, ours, mine = plan.after.horizon_end, None, 0, 0, 0
    for first, (start, _, own, answered) in enumerate(moves):
        while last < len(moves) and moves[last][0] < start + length:
            ours += moves[last][2]
            mine += moves[last][3]
            last += 1
        count, of_us, by_plan = last - first, ours, mine
        ours -= own
        mine -= answered
        if count <= most or not by_plan or (shown_until is not None and start < shown_until):
            continue
        if until is not None and start >= until:
            break
        others = count - of_us
        kept = sum(start <= at < start + length for at, _, _, _ in scheduled)
        if of_us > max(most - others, kept):
            shown_until = start + length
            what = "movements" if kind == "total" else kind
            minutes_long = length // timedelta(minutes=1)
            detail = (
                f"{count} {what} at {airport.code} in {minutes_long} min from {start:%d %b %H:%MZ}, {of_us} of them ours; "
                f"{most} are allowed"
            )
            assumed = " (assumed)" if any("capacity" in one for one in airport.assumed) else ""
            citation = f"{most} {what} in any {minutes_long} min at {airport.code}{assumed}"
            yield breach("airport_windows", citation, airport.code, detail)


def _of_kind(moves: Sequence[_Move], kind: str) -> list[_Move]:
    return sorted(move for move in moves if kind in (move[1], "total"))


def _slots_held(plan: WrittenPlan, code: AirportCode, start: datetime) -> int:
    """Arrival slots of a programme in the hour that our flights use; whether they are ours the slot specialist checks."""
    end = start + timedelta(hours=1)
    return sum(
        slot.airport == code and slot.movement == "arrival" and start <= slot.time < end and slot.slot_id.startswith("GDP/")
        for slot in plan.after.slots.values()
        if slot.flight_id in plan.flights
    )


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
    minute = _local_minute(airport, at)
    if night.start_min < night.end_min:
        return night.start_min <= minute < night.end_min
    return minute >= night.start_min or minute < night.end_min


def _exempt(airport: Airport, rule: Curfew, flight: Flight, side: _Side, at: datetime) -> bool:
    """Whether the movement needs no quota: a ferry, a diversion, or one that lands late and soon enough."""
    if "ferry" in rule.exempt and flight.service == "ferry":
        return True
    if side == "departures":
        return False
    if "diverted" in rule.exempt and flight.destination != airport.code:
        return True
    if "late_arrival" not in rule.exempt or at <= flight.sta or _in_curfew(airport, rule, flight.sta):
        return False
    if rule.late_until_min is None:
        return True
    return (_local_minute(airport, at) - rule.start_min) % 1440 < (rule.late_until_min - rule.start_min) % 1440


def _night(airport: Airport, rule: Curfew, at: datetime) -> date:
    """The local date on which the night began that `at` is in."""
    local = at.astimezone(ZoneInfo(airport.timezone))
    began_yesterday = rule.end_min <= rule.start_min and _local_minute(airport, at) < rule.start_min
    return local.date() - timedelta(days=1) if began_yesterday else local.date()


def _quota_used(plan: WrittenPlan, airport: Airport, rule: Curfew, night: date) -> int:
    """Movements of ours in the night that need quota, made already or not the plan's to answer for."""
    answered = {leg.flight_id for leg in plan.answered_for}
    used = 0
    for flight in plan.after.own_flights():
        leg = plan.flights.get(flight.flight_id)
        if flight.status is FlightStatus.CANCELLED or flight.flight_id in answered or (leg is None and flight.ata is None):
            continue
        left, landed = (leg.etd, leg.eta) if leg is not None else (flight.atd or flight.etd, flight.ata or flight.eta)
        moves: tuple[tuple[AirportCode, _Side, datetime], ...] = (
            (flight.origin, "departures", left),
            (flight.lands_at, "arrivals", landed),
        )
        for code, side, at in moves:
            used += (
                code == airport.code
                and rule.applies_to in (side, "both")
                and _in_curfew(airport, rule, at)
                and _night(airport, rule, at) == night
                and not _exempt(airport, rule, flight, side, at)
            )
    return used


def _local_minute(airport: Airport, at: datetime) -> int:
    local = at.astimezone(ZoneInfo(airport.timezone))
    return local.hour * 60 + local.minute


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
