"""The legs back to New York, which the record does not hold: planned between a tail's consecutive New York departures.

By schedule: after a planned turn at the outstation when time is short, otherwise timed to be back a planned turn before the
next departure. With no departure left on the day or the morning after, the aircraft comes back in the evening when it can
land before 02:00, and otherwise stays out overnight. As flown: after the actual arrival outward, before the actual departure
that follows; cancelled when the outward leg was.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.ids import FlightId, flight_id
from domain.network import Window
from domain.units import minutes
from twin.scenarios.fleet import tail_type
from twin.scenarios.legs import Leg, airfield, clock_of, local_minute
from twin.scenarios.parameters import assumed_parameters, turn_min
from twin.scenarios.rotations import CANCELLED_WORTH, settle, tail_label, worth_flown_first

RECONSTRUCTED = "reconstructed return leg"
_ZONE = ZoneInfo("America/New_York")


@dataclass(frozen=True, slots=True)
class Reconstruction:
    """A day's outward and return legs with their aircraft, and how often the record had to be bent."""

    legs: tuple[Leg, ...]
    other_tail: int
    separate: int
    squeezed: int
    stayed_out: int
    cancelled_by_closure: int


def reconstruct(
    day: date, outward: Sequence[Leg], before: Sequence[Leg], after: Sequence[Leg], opens_at: datetime
) -> Reconstruction:
    """Rotations of the day's departures; `before` and `after` are the departures of the neighbouring days."""
    by_tail: dict[str, list[Leg]] = {}
    context = [leg for leg in before if not leg.cancelled] + list(after)
    for leg in [*outward, *context]:
        if leg.tail is not None:
            by_tail.setdefault(leg.tail, []).append(leg)
    today = {leg.flight_id for leg in outward}
    by_tail = {tail: flown for tail, flown in by_tail.items() if any(leg.flight_id in today for leg in flown)}

    def worth(leg: Leg) -> float:
        return worth_flown_first(leg) if leg.flight_id in today else CANCELLED_WORTH / 5

    def family(tail: str) -> str:
        carrier = by_tail[tail.partition("*")[0] if tail not in by_tail else tail][0].carrier
        return f"{carrier} {tail_type(carrier, tail).family}"

    maker = _ReturnMaker(day, opens_at, taken=set(today))
    settled = settle(by_tail, maker.link, maker.as_flown, family, worth, lambda leg: leg.flight_id in today)
    legs = [leg for leg in outward if leg.tail is None]
    for tail, chain in sorted(settled.rotations.items()):
        marked = [replace(leg, assumed=(*leg.assumed, *tail_label(leg, settled))) for leg in chain]
        legs.extend(maker.rotation(marked, tail, today))
    return Reconstruction(
        legs=tuple(sorted(legs, key=lambda leg: (leg.std, leg.flight_id))),
        other_tail=len(settled.other_tail),
        separate=len(settled.separate),
        squeezed=maker.squeezed,
        stayed_out=maker.stayed_out,
        cancelled_by_closure=0,
    )


class _ReturnMaker:
    """Plans return legs and counts what it had to bend."""

    def __init__(self, day: date, opens_at: datetime, taken: set[FlightId]) -> None:
        self.rules = assumed_parameters()["return_legs"]
        self.day = day
        self.opens_at = opens_at
        self.midnight = datetime.combine(day, time.min, tzinfo=_ZONE).astimezone(UTC)
        self.noon_after = datetime.combine(day + timedelta(days=1), time(12), tzinfo=_ZONE).astimezone(UTC)
        self.last_departure = self.opens_at + timedelta(days=1)
        self.taken = taken
        self.squeezed = 0
        self.stayed_out = 0

    def link(self, a: Leg, b: Leg) -> float | None:
        """Nothing when there is time to come back from `a` for `b`; otherwise it takes another aircraft."""
        least = block_back_min(a) + 2 * turn_min(a.carrier, "min")
        return 0.0 if b.std - a.sta >= minutes(least) else None

    def as_flown(self, a: Leg, b: Leg) -> float | None:
        """The same asked of the recorded times, with the shortest turns."""
        if a.atd is None or b.atd is None:
            return 0.0
        landed = a.ata or a.atd + (a.sta - a.std)
        least = minutes(block_back_min(a) + 2 * assumed_parameters()["turns"]["tightest_min"])
        return 0.0 if b.atd - landed >= least else None

    def rotation(self, chain: Sequence[Leg], tail: str, today: set[FlightId]) -> Iterable[Leg]:
        """The chain's legs of today under the aircraft's name, each followed by its leg back where there is one."""
        for index, leg in enumerate(chain):
            following = chain[index + 1] if index + 1 < len(chain) else None
            if leg.flight_id in today:
                yield replace(leg, tail=tail)
            if leg.flight_id in today or (following is not None and following.flight_id in today):
                back = self._back(leg, following, tail)
                if back is not None:
                    yield back
                elif leg.flight_id in today:
                    self.stayed_out += 1

    def _back(self, out: Leg, following: Leg | None, tail: str) -> Leg | None:
        planned = self._schedule(out, following)
        if planned is None or not self.opens_at + minutes(60) <= planned[0] < self.last_departure:
            return None
        std, sta = planned
        local_date = std.astimezone(clock_of(out.destination)).date()
        number = (int(out.number) % 9998) + 1
        while flight_id(out.carrier, number, local_date, out.destination) in self.taken:
            number = (number + 1) % 9998 + 1
        name = flight_id(out.carrier, number, local_date, out.destination)
        self.taken.add(name)
        back = Leg(
            flight_id=name,
            carrier=out.carrier,
            number=str(number),
            local_date=local_date,
            origin=out.destination,
            destination=following.origin if following is not None else out.origin,
            std=std,
            sta=sta,
            tail=tail,
            delay_code="93",
            assumed=(RECONSTRUCTED,),
        )
        return self._as_flown(back, out, following)

    def _schedule(self, out: Leg, following: Leg | None) -> tuple[datetime, datetime] | None:
        block = minutes(block_back_min(out))
        turn, least = minutes(turn_min(out.carrier, "planned")), minutes(turn_min(out.carrier, "min"))
        if following is None or following.std >= self.noon_after:
            std = out.sta + turn
            lands_by = self.midnight + minutes(self.rules["evening_return_lands_before_min"])
            return (std, std + block) if std + block < lands_by and self._awake(out, std) else None
        slack = following.std - out.sta - block - 2 * turn
        if slack <= timedelta(0):  # tight: share what there is over the minimum turns
            turn = max(least, (following.std - out.sta - block) / 2)
            std = out.sta + minutes(int(turn.total_seconds() // 60))
            return std, std + block
        soonest, latest = out.sta + turn, following.std - turn - block
        if slack <= minutes(self.rules["short_gap_slack_min"]):
            return soonest, soonest + block
        quiet_from, quiet_to = self.rules["quiet_arrivals_local_min"]
        for std in (latest, soonest):
            if self._awake(out, std) and not quiet_from <= local_minute(std + block, "JFK") < quiet_to:
                return std, std + block
        return latest, latest + block

    def _awake(self, out: Leg, std: datetime) -> bool:
        leaves = local_minute(std, out.destination)
        if not self.rules["earliest_local_departure_min"] <= leaves <= self.rules["latest_local_departure_min"]:
            return False
        curfews = assumed_parameters()["airports"]["curfews"].get(out.destination, ())
        return not any(
            curfew["applies_to"] != "arrivals" and (leaves >= curfew["start"] or leaves < curfew["end"]) for curfew in curfews
        )

    def _as_flown(self, back: Leg, out: Leg, following: Leg | None) -> Leg:
        """Actual times of the leg back, derived from the record before and after it."""
        if out.cancelled or out.atd is None:
            return replace(back, cancelled=True, cancelled_with=out.flight_id, delay_code=out.delay_code)
        block = back.sta - back.std
        arrived_out = out.ata or out.atd + (out.sta - out.std)
        atd = max(back.std, arrived_out + minutes(turn_min(back.carrier, "min")))
        ata = atd + block
        if following is not None and following.atd is not None:
            least_turn = minutes(assumed_parameters()["turns"]["tightest_min"])
            if ata + least_turn > following.atd:
                self.squeezed += 1
                ata = max(arrived_out + 2 * least_turn, following.atd - least_turn)
                atd = max(arrived_out + least_turn, min(atd, ata - block * self.rules["shortest_block_share"]))
                atd = min(atd, ata - minutes(20))
                atd = atd.replace(second=0, microsecond=0)
        return replace(back, atd=atd, ata=ata)


def block_back_min(out: Leg) -> int:
    """Scheduled minutes of the leg back: the leg out, corrected for the wind by the degrees of longitude between the ends."""
    east_deg = airfield(out.origin).longitude - airfield(out.destination).longitude
    saving: float = assumed_parameters()["blocks"]["eastward_saving_min_per_degree"]
    return max(30, round(out.block_min - east_deg * saving))


def cancel_into_closures(plan: Reconstruction, closures: Mapping[str, Sequence[Window]]) -> Reconstruction:
    """Nobody landed at a closed airport: a reconstructed leg that would have, and whose aircraft is not known to have flown on
    from there afterwards, did not operate."""
    flown_on: dict[tuple[str, str], datetime] = {}
    for leg in plan.legs:
        if leg.atd is not None and RECONSTRUCTED not in leg.assumed:
            key = (leg.tail or "", leg.origin)
            flown_on[key] = max(leg.atd, flown_on.get(key, leg.atd))
    legs: list[Leg] = []
    count = 0
    for leg in plan.legs:
        ata = leg.ata
        if (
            RECONSTRUCTED in leg.assumed
            and ata is not None
            and any(closure.contains(ata) for closure in closures.get(leg.destination, ()))
            and flown_on.get((leg.tail or "", leg.destination), ata) <= ata
        ):
            legs.append(replace(leg, cancelled=True, atd=None, ata=None, delay_code="99"))
            count += 1
        else:
            legs.append(leg)
    return replace(plan, legs=tuple(legs), cancelled_by_closure=count)
