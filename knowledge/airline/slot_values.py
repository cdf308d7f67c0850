"""How ground delay programmes are flown: the tolerance of a departure time, and who is exempt when nothing is said."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field

from domain.units import Frozen
from knowledge.airline.costs import Figure

_SHEET = Path(__file__).with_name("slot_values.yaml")


class SlotValues(Frozen):
    """The figures of slot_values.yaml; minutes around an expect departure clearance time, both limits included."""

    version: str
    effective_from: date
    figures: tuple[Figure, ...]
    edct_early_min: int = Field(ge=0)
    edct_late_min: int = Field(ge=0)
    from_abroad_exempt: bool


@cache
def slot_values() -> SlotValues:
    """The airline's slot practice, read once from slot_values.yaml."""
    return read_slot_values(yaml.safe_load(_SHEET.read_text(encoding="utf-8")))


def read_slot_values(sheet: Mapping[str, Any]) -> SlotValues:
    """Turn the sheet into figures; KeyError or pydantic.ValidationError when one is missing."""
    return SlotValues(
        version=sheet["version"],
        effective_from=sheet["effective_from"],
        figures=tuple(Figure(name=name, **part) for name, part in sheet.items() if isinstance(part, Mapping)),
        edct_early_min=sheet["edct_early"]["value"],
        edct_late_min=sheet["edct_late"]["value"],
        from_abroad_exempt=sheet["from_abroad_exempt"]["value"],
    )
