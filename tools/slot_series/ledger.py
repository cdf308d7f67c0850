"""The season ledger: for each of our series the slots needed, used and to come, what more may be lost, and today's flights."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal

from domain.ids import AirportCode, SeriesId
from domain.network import Flight, FlightStatus, Movement, NetworkState, SlotSeries
from domain.units import minutes, minutes_between
from knowledge.flight_time.ruling import Ruling, not_checked
from knowledge.slots.levels import AirportLevel, airport_level
from knowledge.slots.regime import regime
from knowledge.slots.season import Period, UnknownPeriod, period
from knowledge.slots.slot_case import SlotCase, Use
from knowledge.slots.use import RULE

FlightState = Literal["planned", "at_risk", "operated", "cancelled", "diverted"]
COORDINATED = 3
_HALF_A_DAY_MIN = 720


@dataclass(frozen=True, slots=True)
class SlotUse:
    """A flight of the network on a slot of the series. `lost`: the slot is not used, and the day does not count as used."""

    flight: Flight
    movement: Movement
    slot_at: datetime
    expected_at: datetime
    state: FlightState
    lost: bool

    @property
    def minutes_off(self) -> int:
        """Minutes the movement is after its slot (negative: before)."""
        return minutes_between(self.slot_at, self.expected_at)


@dataclass(frozen=True, slots=True)
class Standing:
    """A series with what the law says of it. `spare`: how many more slots may be lost, negative when precedence is lost.

    `spare` does not count what `uses` lose; `spare_today` does. Both are None where nothing could be checked.
    """

    series: SlotSeries
    level: AirportLevel | None
    ruling: Ruling
    uses: tuple[SlotUse, ...]

    @property
    def to_come(self) -> int:
        """Slots that are neither used nor lost yet, today's among them."""
        one = self.series
        return one.held - one.operated - one.justified - one.not_operated

    @property
    def needed(self) -> int | None:
        """The least number of slots to be used."""
        return self.ruling.limit

    @property
    def spare(self) -> int | None:
        """How many more slots may be lost before today."""
        return self.ruling.margin

    @property
    def spare_today(self) -> int | None:
        """How many more may be lost with what is lost today."""
        return None if self.spare is None else self.spare - sum(one.lost for one in self.uses)


def ledger(state: NetworkState) -> tuple[Standing, ...]:
    """Every series of ours, those with the least spare first and those that could not be checked last."""
    uses = slot_uses(state)
    found = [_standing(one, uses.get(one.series_id, ())) for one in own_series(state)]
    return tuple(sorted(found, key=_urgency))


def own_series(state: NetworkState) -> Iterator[SlotSeries]:
    """Our series, by their ids."""
    return (one for _, one in sorted(state.slot_series.items()) if one.carrier in state.own_carriers)


def slot_uses(state: NetworkState) -> Mapping[SeriesId, tuple[SlotUse, ...]]:
    """The flights of the network on each series, in order of their slots: number, airport, movement, weekday, nearest time."""
    by_movement: dict[tuple[str, str, str], list[SlotSeries]] = {}
    for series in own_series(state):
        by_movement.setdefault((series.flight_number, series.airport, series.movement), []).append(series)
    found: dict[SeriesId, list[SlotUse]] = {}
    if by_movement:
        for flight in state.own_flights():
            for airport, movement in ends_of(flight):
                held = by_movement.get((f"{flight.carrier}{flight.number}", airport, movement), ())
                nearest = min(_slots_near(held, scheduled_at(flight, movement)), default=None)
                if nearest is not None:
                    _, slot_at, series_id = nearest
                    use = _use(state, state.slot_series[series_id], flight, movement, slot_at)
                    found.setdefault(series_id, []).append(use)
    return {key: tuple(sorted(uses, key=lambda one: one.slot_at)) for key, uses in found.items()}


def ends_of(flight: Flight) -> tuple[tuple[AirportCode, Movement], tuple[AirportCode, Movement]]:
    """Where a flight needs slots."""
    return (flight.origin, "departure"), (flight.destination, "arrival")


def scheduled_at(flight: Flight, movement: Movement) -> datetime:
    """When a flight is scheduled to move there."""
    return flight.std if movement == "departure" else flight.sta


def period_of(series: SlotSeries) -> Period | None:
    """The period over which the series is counted; None where it names none."""
    try:
        return period(series.season)
    except UnknownPeriod:
        return None


def counts_as_used(series: SlotSeries, level: AirportLevel | None, day: date) -> bool:
    """Whether a slot that is not used on this day counts as used all the same."""
    counted = period_of(series)
    if level is None or counted is None:
        return False
    said = regime(level.regime).ruling("treated_as_used", SlotCase(series.airport, counted, unused_on=day))
    return said is not None and said.verdict == "pass"


def level_of(series: SlotSeries) -> AirportLevel | None:
    """The level of the series' airport on the first day of its period."""
    counted = period_of(series)
    return None if counted is None else airport_level(series.airport, counted.first)


@lru_cache(maxsize=4096)
def ruled(series: SlotSeries) -> Ruling:
    """Whether the series can still keep its historic precedence."""
    counted, level = period_of(series), level_of(series)
    if counted is None:
        return not_checked(RULE, "", f"{series.season!r} names no period over which slots are counted")
    if level is None:
        return not_checked(RULE, "", f"the level of {series.airport} on {counted.first} is not known")
    if level.level != COORDINATED:
        return not_checked(RULE, level.citation, f"{series.airport} is level {level.level}: there are no slots to lose")
    try:
        use = Use(series.held, series.operated, series.justified, series.not_operated)
    except ValueError:
        return not_checked(RULE, level.citation, "more slots are used and lost than held: the counts do not add up")
    said = regime(level.regime).ruling(RULE, SlotCase(series.airport, counted, use=use))
    return said or not_checked(RULE, level.citation, f"{level.regime} has no such rule")


def _standing(series: SlotSeries, uses: tuple[SlotUse, ...]) -> Standing:
    return Standing(series, level_of(series), ruled(series), uses)


def _urgency(one: Standing) -> tuple[int, str]:
    spare = one.spare_today
    return (spare if spare is not None else one.series.held, one.series.series_id)


def _slots_near(held: list[SlotSeries] | tuple[()], moment: datetime) -> Iterator[tuple[timedelta, datetime, SeriesId]]:
    """Slots within half a day of a moment, with how far off they are."""
    for series in held:
        for shift in (-1, 0, 1):
            day = moment.astimezone(UTC).date() + timedelta(days=shift)
            slot_at = datetime.combine(day, time(), tzinfo=UTC) + minutes(series.time_min)
            off = abs(slot_at - moment)
            if series.weekday in (0, day.isoweekday()) and off < minutes(_HALF_A_DAY_MIN):
                yield off, slot_at, series.series_id


def _use(state: NetworkState, series: SlotSeries, flight: Flight, movement: Movement, slot_at: datetime) -> SlotUse:
    expected = (flight.atd or flight.etd) if movement == "departure" else (flight.ata or flight.eta)
    stands = _flight_state(state, flight, movement)
    lost = stands in ("cancelled", "diverted") and not counts_as_used(series, level_of(series), slot_at.date())
    return SlotUse(flight, movement, slot_at, expected, stands, lost)


def _flight_state(state: NetworkState, flight: Flight, movement: Movement) -> FlightState:
    if flight.status is FlightStatus.CANCELLED:
        return "cancelled"
    if movement == "departure" and flight.atd is not None:
        return "operated"
    if movement == "arrival" and flight.lands_at != flight.destination:
        return "diverted"
    if movement == "arrival" and flight.ata is not None:
        return "operated"
    # A flight that would leave or land while either end is closed will be late or cancelled.
    leaves, lands = state.airports.get(flight.origin), state.airports.get(flight.destination)
    blocked = (leaves is not None and flight.atd is None and any(one.contains(flight.etd) for one in leaves.closures)) or (
        lands is not None and any(one.contains(flight.eta) for one in lands.closures)
    )
    return "at_risk" if blocked else "planned"
