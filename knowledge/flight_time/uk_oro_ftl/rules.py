"""The articles of the UK's ORO.FTL, which are those of the European text."""

from knowledge.flight_time.easa_oro_ftl.rules import EXTENSIONS, RULES, body_clock, rest_required

__all__ = ["EXTENSIONS", "RULES", "body_clock", "rest_required"]
