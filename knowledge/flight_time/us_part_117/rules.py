"""The rules of 14 CFR Part 117 in the order of the law, and its extensions."""

from dataclasses import replace

from knowledge.flight_time.duty import DutyPeriod
from knowledge.flight_time.regime import Extension
from knowledge.flight_time.us_part_117.acclimation import acclimation, body_clock
from knowledge.flight_time.us_part_117.cumulative import fdp_cumulative, flight_time_cumulative
from knowledge.flight_time.us_part_117.duty_limits import (
    augmented_segments,
    fdp_augmented,
    fdp_extension,
    fdp_unaugmented,
    flight_time,
    in_flight_rest,
    split_duty,
)
from knowledge.flight_time.us_part_117.nights import consecutive_nights
from knowledge.flight_time.us_part_117.reserve import long_call, short_call
from knowledge.flight_time.us_part_117.rest import (
    emergency,
    rest,
    rest_after_deadhead,
    rest_at_home_base,
    rest_required,
    weekly_rest,
)

RULES = (
    acclimation,
    flight_time,
    fdp_unaugmented,
    split_duty,
    fdp_augmented,
    in_flight_rest,
    augmented_segments,
    fdp_extension,
    short_call,
    long_call,
    flight_time_cumulative,
    fdp_cumulative,
    weekly_rest,
    rest_at_home_base,
    rest,
    rest_after_deadhead,
    consecutive_nights,
    emergency,
)


def _unforeseen(duty: DutyPeriod) -> DutyPeriod:
    return replace(duty, unforeseen=True)


EXTENSIONS = (
    Extension("up to 30 minutes", "14 CFR 117.19(a)(1), (2)", ("pilot_in_command", "certificate_holder"), 30, _unforeseen),
    Extension("up to 2 hours", "14 CFR 117.19(a)(1)", ("pilot_in_command", "certificate_holder"), 120, _unforeseen),
)

__all__ = ["EXTENSIONS", "RULES", "body_clock", "rest_required"]
