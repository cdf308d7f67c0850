"""The articles of ORO.FTL in the order of the law, and the way past a limit on the day."""

from dataclasses import replace

from knowledge.flight_time.duty import DutyPeriod
from knowledge.flight_time.easa_oro_ftl.acclimatisation import acclimatisation, body_clock
from knowledge.flight_time.easa_oro_ftl.cumulative import CUMULATIVE_RULES
from knowledge.flight_time.easa_oro_ftl.discretion import flight_duty_period_limit
from knowledge.flight_time.easa_oro_ftl.extensions import (
    cabin_in_flight_rest,
    in_flight_rest_each,
    in_flight_rest_landing,
    split_duty,
)
from knowledge.flight_time.easa_oro_ftl.flight_duty import cabin_crew_report, night_duty_sectors
from knowledge.flight_time.easa_oro_ftl.planned_extension import (
    planned_extension,
    planned_extension_sectors,
    planned_extensions_in_7_days,
    rest_after_planned_extension,
)
from knowledge.flight_time.easa_oro_ftl.recovery import RECOVERY_RULES
from knowledge.flight_time.easa_oro_ftl.reserve import RESERVE_RULES
from knowledge.flight_time.easa_oro_ftl.rest import REST_RULES, rest_required
from knowledge.flight_time.easa_oro_ftl.standby import STANDBY_RULES
from knowledge.flight_time.regime import Extension

RULES = (
    acclimatisation,
    night_duty_sectors,
    flight_duty_period_limit,
    cabin_crew_report,
    planned_extension,
    planned_extensions_in_7_days,
    planned_extension_sectors,
    rest_after_planned_extension,
    in_flight_rest_each,
    in_flight_rest_landing,
    cabin_in_flight_rest,
    *CUMULATIVE_RULES,
    split_duty,
    *STANDBY_RULES,
    *RESERVE_RULES,
    *REST_RULES,
    *RECOVERY_RULES,
)


def _unforeseen(duty: DutyPeriod) -> DutyPeriod:
    return replace(duty, unforeseen=True)


# A planned extension is a matter of planning, not a way past a limit on the day.
EXTENSIONS = (
    Extension("commander's discretion", "ORO.FTL.205(f)(1)", ("commander",), 120, _unforeseen),
    Extension("commander's discretion, augmented flight crew", "ORO.FTL.205(f)(1)", ("commander",), 180, _unforeseen),
)
__all__ = ["EXTENSIONS", "RULES", "body_clock", "rest_required"]
