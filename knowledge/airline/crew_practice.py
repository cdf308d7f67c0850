"""How the airline works with its crews: whose law governs, when they report, until when they can be told to come later."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from domain.units import Frozen
from knowledge.flight_time.duty import CrewKind

_SHEET = Path(__file__).with_name("crew.yaml")


class CrewPractice(Frozen):
    """Minutes and degrees as crew.yaml words them; `law` names a regime for each kind of crew."""

    version: str
    law: Mapping[CrewKind, str]
    law_as_of: date
    report_before_min: int
    release_after_min: int
    report_change_notice_min: int
    theater_longitude_deg: float


@cache
def crew_practice() -> CrewPractice:
    """The airline's practice, read once from crew.yaml."""
    sheet: dict[str, Any] = yaml.safe_load(_SHEET.read_text(encoding="utf-8"))
    return CrewPractice(
        version=sheet["version"],
        law=sheet["law"],
        law_as_of=sheet["law_as_of"],
        **{name: figure["value"] for name, figure in sheet["practice"].items()},
    )
