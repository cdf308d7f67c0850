"""What the operations of a plan do to our series: spare that is spent, precedence that is lost, movements off their slots."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from domain.commands import AssignSlot, CancelFlight, DelayFlight, Operation, ScheduleFlight
from domain.ids import AirportCode, FlightId, SeriesId
from domain.network import FlightStatus, Movement, NetworkState
from domain.units import minutes_between
from knowledge.flight_time.ruling import Ruling
from knowledge.slots.levels import AirportLevel, airport_level
from knowledge.slots.regime import regime
from knowledge.slots.season import season_of
from knowledge.slots.slot_case import OffSlot, SlotCase
from tools.slot_series.grounds import Claimable, claimable
from tools.slot_series.ledger import COORDINATED, SlotUse, Standing, counts_as_used, ledger, level_of, period_of

Effect = Literal["spends_spare", "precedence_lost", "rests_on_claim", "already_lost", "counts_as_used", "not_checked"]


@dataclass(frozen=True, slots=True)
class LostSlot:
    """A slot that a cancellation leaves unused. `spare_after` negative: the series has lost its precedence, for good unless
    a claim is accepted. Both spares are None where nothing could be checked.
    """

    standing: Standing
    use: SlotUse
    effect: Effect
    spare_before: int | None
    spare_after: int | None
    claim: Claimable | None


@dataclass(frozen=True, slots=True)
class OffItsSlot:
    """A movement that a plan puts more than the tolerance off its slot. `other_day`: on another local day than its slot."""

    standing: Standing
    use: SlotUse
    slot_at: datetime
    moved_to: datetime
    other_day: bool
    ruling: Ruling

    @property
    def minutes_off(self) -> int:
        """Minutes after the slot (negative: before)."""
        return minutes_between(self.slot_at, self.moved_to)


@dataclass(frozen=True, slots=True)
class WithoutSlot:
    """A flight that a plan adds at a coordinated airport without a slot there."""

    carrier: str
    number: str
    airport: AirportCode
    movement: Movement
    at: datetime
    level: AirportLevel
    ruling: Ruling


@dataclass(frozen=True, slots=True)
class Consequences:
    """Lost slots with the worst first; movements off their slots in order of time; flights without a slot."""

    lost: tuple[LostSlot, ...]
    off: tuple[OffItsSlot, ...]
    without: tuple[WithoutSlot, ...]


_WORST: tuple[Effect, ...] = (
    "precedence_lost",
    "rests_on_claim",
    "spends_spare",
    "already_lost",
    "not_checked",
    "counts_as_used",
)


def consequences(state: NetworkState, operations: Sequence[Operation], tolerance_min: int) -> Consequences:
    """What the operations do to our series, on top of what the network has already lost today. UnknownEntity for a flight."""
    standings = ledger(state)
    on_flight: dict[FlightId, list[tuple[Standing, SlotUse]]] = {}
    for standing in standings:
        for use in standing.uses:
            on_flight.setdefault(use.flight.flight_id, []).append((standing, use))
    lost = tuple(_lost_slots(state, operations, on_flight))
    return Consequences(
        lost=tuple(sorted(lost, key=_weight)),
        off=tuple(sorted(_off_slots(state, operations, on_flight, tolerance_min), key=lambda one: (one.slot_at, one.moved_to))),
        without=tuple(_without_slots(operations)),
    )


def lost_slots_of_today(state: NetworkState) -> tuple[LostSlot, ...]:
    """The slots that flights already cancelled or diverted leave unused, with the worst first."""
    found = []
    for standing in ledger(state):
        spare = standing.spare
        for use in standing.uses:
            if use.state in ("cancelled", "diverted"):
                one = _lost(state, standing, use, spare)
                spare = one.spare_after
                found.append(one)
    return tuple(sorted(found, key=_weight))


def _lost_slots(
    state: NetworkState, operations: Sequence[Operation], on_flight: dict[FlightId, list[tuple[Standing, SlotUse]]]
) -> Iterator[LostSlot]:
    spent: Counter[SeriesId] = Counter()
    cancelled = dict.fromkeys(one.flight_id for one in operations if isinstance(one, CancelFlight))
    for flight_id in cancelled:
        if state.flight(flight_id).status is not FlightStatus.SCHEDULED:
            continue
        for standing, use in on_flight.get(flight_id, ()):
            key, before = standing.series.series_id, standing.spare_today
            one = _lost(state, standing, use, None if before is None else before - spent[key])
            spent[key] += one.effect != "counts_as_used"
            yield one


def _weight(one: LostSlot) -> tuple[int, int, str]:
    return _WORST.index(one.effect), one.spare_after or 0, one.standing.series.series_id


def _lost(state: NetworkState, standing: Standing, use: SlotUse, before: int | None) -> LostSlot:
    series = standing.series
    claim = claimable(state, series, use.flight)
    if counts_as_used(series, standing.level, use.slot_at.date()):
        return LostSlot(standing, use, "counts_as_used", before, before, claim)
    after = None if before is None else before - 1
    effect: Effect = "spends_spare"
    if before is None:
        effect = "not_checked"
    elif before < 0:
        effect = "already_lost"
    elif before == 0:
        effect = "rests_on_claim" if claim is not None and claim.open else "precedence_lost"
    return LostSlot(standing, use, effect, before, after, claim)


def _off_slots(
    state: NetworkState,
    operations: Sequence[Operation],
    on_flight: dict[FlightId, list[tuple[Standing, SlotUse]]],
    tolerance_min: int,
) -> Iterator[OffItsSlot]:
    given = {(one.flight_id, one.airport, one.movement): one.time for one in operations if isinstance(one, AssignSlot)}
    moved = {one.flight_id: one.etd for one in operations if isinstance(one, DelayFlight)}
    for flight_id, etd in moved.items():
        flight = state.flight(flight_id)
        for standing, use in on_flight.get(flight_id, ()):
            series = standing.series
            at = etd if use.movement == "departure" else etd + (flight.eta - flight.etd)
            slot_at = given.get((flight_id, series.airport, series.movement), use.slot_at)
            ruling = _off_ruling(standing, minutes_between(slot_at, at))
            if abs(minutes_between(slot_at, at)) > tolerance_min and ruling is not None:
                zone = ZoneInfo(state.airport(series.airport).timezone)
                other_day = at.astimezone(zone).date() != slot_at.astimezone(zone).date()
                yield OffItsSlot(standing, use, slot_at, at, other_day, ruling)


def _off_ruling(standing: Standing, minutes_off: int) -> Ruling | None:
    level, counted = level_of(standing.series), period_of(standing.series)
    if level is None or counted is None:
        return None
    # A recovery moves a flight once: it is meant, but not repeated, and only both together are misuse.
    case = SlotCase(standing.series.airport, counted, off_slot=OffSlot(minutes_off, intended=True, repeated=False))
    return regime(level.regime).ruling("off_slot", case)


def _without_slots(operations: Sequence[Operation]) -> Iterator[WithoutSlot]:
    given = [one for one in operations if isinstance(one, AssignSlot)]
    for one in operations:
        if not isinstance(one, ScheduleFlight) or one.service != "passenger":
            continue
        ends: tuple[tuple[str, Movement, datetime], ...] = (
            (one.origin, "departure", one.std),
            (one.destination, "arrival", one.sta),
        )
        for airport, movement, at in ends:
            level = airport_level(airport, at.date())
            has_slot = any(
                slot.flight_id.startswith(f"{one.carrier}{one.number}/") and (slot.airport, slot.movement) == (airport, movement)
                for slot in given
            )
            if level is not None and level.level == COORDINATED and not has_slot:
                case = SlotCase(airport, season_of(at.date()), off_slot=OffSlot(0, has_slot=False))
                ruling = regime(level.regime).ruling("off_slot", case)
                if ruling is not None:
                    yield WithoutSlot(one.carrier, one.number, AirportCode(airport), movement, at, level, ruling)
