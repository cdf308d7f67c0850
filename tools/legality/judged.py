"""Rulings on duties, remembered: the plans of a case leave most duties as they are, and a team's people share theirs."""

from datetime import date
from functools import lru_cache

from knowledge.flight_time.duty import DutyCase
from knowledge.flight_time.regime import Regime, regime
from knowledge.flight_time.ruling import Ruling
from tools.legality.lateness import Slack, slack


def rulings_on(law: Regime, case: DutyCase) -> tuple[Ruling, ...]:
    """What the regime says of the case."""
    return _rulings(law.name, law.as_of, case)


def slack_of(law: Regime, case: DutyCase) -> Slack:
    """What is left before the first limit that a later last leg runs into."""
    return _slack(law.name, law.as_of, case)


@lru_cache(maxsize=20_000)
def _rulings(name: str, as_of: date | None, case: DutyCase) -> tuple[Ruling, ...]:
    return regime(name).applied_as_of(as_of).check(case)


@lru_cache(maxsize=20_000)
def _slack(name: str, as_of: date | None, case: DutyCase) -> Slack:
    law = regime(name).applied_as_of(as_of)
    return slack(law, case, _rulings(name, as_of, case))
