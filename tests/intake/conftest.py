"""The embedded day, folded once for all tests here."""

from dataclasses import dataclass
from datetime import datetime

import pytest

from domain.network import NetworkState
from evals.suites.routing import the_day
from graphs.intake.grammar import Clarification, Understood, understand
from graphs.intake.mentions import Mentions, mentions_in


@dataclass(frozen=True)
class Day:
    """The network in the morning."""

    state: NetworkState
    now: datetime

    def mentions(self, text: str) -> Mentions:
        return mentions_in(text, self.state, self.now)

    def heard(self, text: str) -> Understood | Clarification:
        return understand(text, self.state, self.now)


@pytest.fixture(scope="session")
def day() -> Day:
    return Day(*the_day())
