"""The figures of flow management in force on a day."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from knowledge.dated_law import BadRegime, Parameter, read_sheet


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Minutes before and after a time, both inclusive."""

    before_min: int
    after_min: int


@dataclass(frozen=True, slots=True)
class FlowPractice:
    """Tolerances about take-off (`ctot`, `etot`, `edct`), off-block (`tobt`) and start-up (`tsat`), and other limits.

    `delay_message_over_min`: an EOBT that moves by more needs a message. `slots_issued_before_min`: before EOBT.
    `ctot_adherence_percent`: None before there was such a limit.
    """

    ctot: Tolerance
    etot: Tolerance
    edct: Tolerance
    tobt: Tolerance
    tsat: Tolerance
    delay_message_over_min: int
    slots_issued_before_min: int
    swaps_per_flight: int
    ctot_adherence_percent: int | None


@cache
def flow_parameters() -> dict[str, Parameter]:
    """Every parameter with its citation, by name; BadRegime where one has no value."""
    found = {name: Parameter(name=name, **body) for name, body in read_sheet(Path(__file__).with_name("parameters.yaml")).items()}
    for one in found.values():
        if not one.citation or not one.values:
            raise BadRegime(f"flow: parameter {one.name!r} has no citation or no value")
    return found


@cache
def flow_practice(day: date) -> FlowPractice:
    """The figures in force on a day; BadRegime before the first of them."""

    def whole(name: str) -> int:
        return int(flow_parameters()[name].on(day))

    def tolerance(name: str) -> Tolerance:
        value = flow_parameters()[name].on(day)
        return Tolerance(int(value["before"]), int(value["after"]))

    adherence = flow_parameters()["ctot_adherence_percent"]
    return FlowPractice(
        ctot=tolerance("ctot_window_min"),
        etot=tolerance("etot_window_min"),
        edct=tolerance("edct_window_min"),
        tobt=tolerance("tobt_window_min"),
        tsat=tolerance("tsat_window_min"),
        delay_message_over_min=whole("delay_message_over_min"),
        slots_issued_before_min=whole("slots_issued_before_eobt_min"),
        swaps_per_flight=whole("swaps_per_flight"),
        ctot_adherence_percent=whole("ctot_adherence_percent") if day >= adherence.values[0].since else None,
    )
