"""The law's own rules: an agreement changes figures, and what it does not speak of stays as the law has it."""

from knowledge.flight_time.us_part_117.rules import EXTENSIONS, RULES, body_clock, rest_required

__all__ = ["EXTENSIONS", "RULES", "body_clock", "rest_required"]
