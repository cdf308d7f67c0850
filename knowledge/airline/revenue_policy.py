"""What the airline assumes about sales in a disruption: recapture, freezes, and from which value on a journey is protected."""

from functools import cache
from pathlib import Path

import yaml
from pydantic import Field

from knowledge.airline.policy import Policy

_SHEET = Path(__file__).with_name("revenue.yaml")


class RevenuePolicy(Policy):
    """The figures of revenue.yaml in percent, minutes and cents of `currency`, as they are worded there."""

    recapture_percent: int = Field(ge=0, le=100)
    freeze_horizon_min: int = Field(ge=0)
    freeze_lasts_min: int = Field(gt=0)
    spare_needed_percent: int = Field(ge=0, le=100)
    protect_at_least_cents: int = Field(ge=0)


@cache
def revenue_policy() -> RevenuePolicy:
    """The policy, read once from revenue.yaml."""
    return RevenuePolicy.from_sheet(yaml.safe_load(_SHEET.read_text(encoding="utf-8")))
