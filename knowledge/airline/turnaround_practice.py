"""How aircraft are turned round: tasks and minutes, shortcuts, bags, fuel and catering, and what handlers promised."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from domain.network import Aircraft, Cabin, GroundUnitKind, Observation
from domain.units import Frozen
from knowledge.airline.aircraft_types import aircraft_type
from knowledge.airline.costs import Figure
from knowledge.dated_law import read_sheet

_SHEET = Path(__file__).with_name("turnaround.yaml")

TaskName = Literal[
    "chocks",
    "deboard",
    "unload",
    "clean",
    "cater",
    "fuel",
    "water",
    "toilet",
    "load",
    "board",
    "doors",
    "deice",
    "push",
]
Row = Literal["regional", "narrow", "narrow_bulk", "wide"]
Style = Literal["full_service", "low_cost"]
Percent = Annotated[int, Field(gt=0)]
Count = Annotated[int, Field(ge=0)]


def _in_order(three: tuple[int, int, int]) -> tuple[int, int, int]:
    if not 0 < three[0] <= three[1] <= three[2]:
        raise ValueError(f"{three} is not lowest, likely and highest minutes")
    return three


ThreeMinutes = Annotated[tuple[int, int, int], AfterValidator(_in_order)]


class TaskRule(Frozen):
    """What must be done before a task begins, and how many teams or vehicles of which kind it takes."""

    after: tuple[TaskName, ...] = ()
    needs: Mapping[GroundUnitKind, Annotated[int, Field(ge=1)]] = {}


class FamilyRow(Frozen):
    """Which row of minutes an aircraft family takes, and percent of them."""

    row: Row
    percent: Percent = 100


class StairsRule(Frozen):
    """What changes away from a bridge."""

    tasks: tuple[TaskName, ...]
    units: Annotated[int, Field(ge=1)]
    percent: Mapping[TaskName, Percent]


class Shortcut(Frozen):
    """What a shortcut changes, on which aircraft and in which style it is allowed, what it costs.

    `together`: pairs of tasks of which the second need not wait for the first. `needs` are units beyond the usual ones.
    """

    percent: Mapping[TaskName, Annotated[int, Field(gt=0, le=100)]] = {}
    skips: tuple[TaskName, ...] = ()
    together: tuple[tuple[TaskName, TaskName], ...] = ()
    needs: Mapping[GroundUnitKind, int] = {}
    rows: tuple[Row, ...]
    styles: tuple[Style, ...]
    longest_block_min: int | None = None
    cents: Count = 0
    cents_per_passenger: Count = 0
    bags_left_percent: Annotated[int, Field(ge=0, le=100)] = 0
    condition: str


class TransferMinutes(Frozen):
    """Minutes a bag needs between two flights."""

    same_terminal: int
    other_terminal: int


class FlowSlotMinutes(Frozen):
    """Minutes before and after a calculated take-off time, both included."""

    before: Count
    after: Count


class Clock(Frozen):
    """A promise of a handler: `moment` of `task` at most `within_min` after `since`; `after_min` more passes to the moment."""

    name: str
    unit: GroundUnitKind
    task: TaskName
    moment: Literal["there", "start", "end"]
    since: Literal["on_block", "ready", "off_block"]
    within_min: int
    after_min: int = 0
    wide_within_min: int | None = None


class Turns(Frozen):
    """Tasks, minutes by row of aircraft, and what aircraft and stand change."""

    tasks: Mapping[TaskName, TaskRule]
    rows: Mapping[Row, Mapping[TaskName, ThreeMinutes]]
    families: Mapping[str, FamilyRow]
    more_units: Mapping[Row, Mapping[GroundUnitKind, int]]
    panels_apart: tuple[Row, ...]
    stairs: StairsRule
    pace_in_common_percent: Annotated[int, Field(ge=0, le=100)]


class Styles(Frozen):
    """How carriers differ, and what is left out before short legs and after a night."""

    of_carrier: Mapping[str, Style]
    low_cost_percent: Mapping[TaskName, Percent]
    low_cost_fuels_with_passengers: bool
    short_leg_up_to_min: Count
    short_leg_rows: tuple[Row, ...]
    short_leg_skips: tuple[TaskName, ...]
    crew_clean: ThreeMinutes
    overnight_from_min: Count
    overnight_skips: tuple[TaskName, ...]
    overnight_lead_min: Mapping[Row, int]


class Weather(Frozen):
    """When aircraft are de-iced."""

    freezing_at_c: int
    frost_spread_c: Count
    observation_valid_min: Count


class Shortcuts(Frozen):
    """What may be done to turn an aircraft faster, by name."""

    allowed: Mapping[str, Shortcut]


class Bags(Frozen):
    """Connecting bags: how many, how long they need, what saves them, what one that is left costs."""

    per_100_passengers: Mapping[Cabin, Count]
    transfer_min: TransferMinutes
    airport_transfer_min: Mapping[str, int]
    ramp_transfer_min: Count
    ramp_cents: Count
    delivery_cents: Count
    longest_hold_min: Count


class Fuel(Frozen):
    """Fuelling and defuelling."""

    reserve_min: Count
    fuelled_before_min: Count
    kg_per_min: Mapping[Row, Annotated[int, Field(gt=0)]]
    setup_min: Count
    defuel_kg_per_min: Annotated[int, Field(gt=0)]
    defuel_setup_min: Count
    defuel_cents: Count
    carried_percent: Count
    cents_per_kg: Count


class Catering(Frozen):
    """One more visit of the catering truck."""

    loaded_before_min: Count
    setup_min: Count
    meals_per_min: Annotated[int, Field(gt=0)]
    visit_cents: Count
    meal_cents: Mapping[Cabin, Count]


class Handling(Frozen):
    """What handlers promised, codes of delays they cause, the flow slot's window, and how far ahead a plan looks."""

    clocks: tuple[Clock, ...]
    delay_codes: Mapping[GroundUnitKind, str]
    short_ground_time_code: str
    flow_slot_min: FlowSlotMinutes
    coming_hours: Annotated[int, Field(gt=0)]


class TurnaroundPractice(Frozen):
    """The figures of turnaround.yaml in minutes, kilograms, percent and cents of `currency`, as they are worded there."""

    version: str
    effective_from: date
    currency: str
    figures: tuple[Figure, ...]
    turns: Turns
    styles: Styles
    weather: Weather
    shortcuts: Shortcuts
    bags: Bags
    fuel: Fuel
    catering: Catering
    handling: Handling

    @model_validator(mode="after")
    def _every_row_has_every_task(self) -> "TurnaroundPractice":
        for row, minutes in self.turns.rows.items():
            if missing := sorted(set(self.turns.tasks) - set(minutes)):
                raise ValueError(f"row {row!r} has no minutes for {', '.join(missing)}")
        return self

    def row_of(self, aircraft: Aircraft) -> FamilyRow:
        """The row of minutes for an aircraft, by family or else by body."""
        kind = aircraft_type(aircraft)
        found = self.turns.families.get(kind.family)
        return found if found is not None else FamilyRow(row=kind.body)

    def style_of(self, carrier: str) -> Style:
        """How the carrier turns its aircraft."""
        return self.styles.of_carrier.get(carrier, self.styles.of_carrier["default"])

    def deiced(self, observed: Observation | None, leaves_after_min: int) -> bool:
        """Whether an aircraft that leaves so many minutes after the observation is de-iced: icing reported, or frost."""
        if observed is None or leaves_after_min > self.weather.observation_valid_min:
            return False
        cold, dew = observed.temperature_c, observed.dew_point_c
        frost = cold is not None and cold <= self.weather.freezing_at_c
        return observed.icing or (frost and (dew is None or cold is None or cold - dew <= self.weather.frost_spread_c))


@cache
def turnaround_practice() -> TurnaroundPractice:
    """The practice, read once from turnaround.yaml."""
    return read_turnaround_practice(read_sheet(_SHEET))


def read_turnaround_practice(sheet: Mapping[str, Any]) -> TurnaroundPractice:
    """Turn the sheet into a practice; pydantic.ValidationError names the figures that are missing or unknown."""
    blocks = {name: block for name, block in sheet.items() if isinstance(block, Mapping)}
    return TurnaroundPractice(
        version=sheet["version"],
        effective_from=sheet["effective_from"],
        currency=sheet["currency"],
        figures=tuple(Figure(name=f"{name}.{key}", **figure) for name, block in blocks.items() for key, figure in block.items()),
        **{name: {key: figure["value"] for key, figure in block.items()} for name, block in blocks.items()},
    )
