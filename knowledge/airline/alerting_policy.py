"""When a controller is told, how gravely, and how long an alert may be put away."""

from functools import cache
from pathlib import Path

import yaml
from pydantic import Field

from knowledge.airline.policy import Policy

_SHEET = Path(__file__).with_name("alerting.yaml")


class AlertingPolicy(Policy):
    """The figures of alerting.yaml in minutes, metres and knots, as they are worded there."""

    late_min: int = Field(gt=0)
    late_caution_min: int = Field(gt=0)
    act_now_min: int = Field(ge=0)
    limit_reaches_min: int = Field(ge=0)
    crew_left_min: int = Field(ge=0)
    low_visibility_m: int = Field(ge=0)
    strong_gust_kt: int = Field(gt=0)
    repeat_after_min: int = Field(gt=0)
    longest_snooze_min: int = Field(gt=0)
    wake_before_min: int = Field(ge=0)


@cache
def alerting_policy() -> AlertingPolicy:
    """The policy in alerting.yaml; pydantic.ValidationError names what is wrong with it."""
    return AlertingPolicy.from_sheet(yaml.safe_load(_SHEET.read_text(encoding="utf-8")))
