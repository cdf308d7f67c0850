"""What a scenario is: a network as scheduled, and the recording of what then happened to it."""

from dataclasses import dataclass
from datetime import datetime

from domain.disruptions import Disruption
from domain.events import Event


@dataclass(frozen=True)
class Scenario:
    """A network and its day.

    `opening` builds the network as scheduled, all at `start_at`; `recording` is what happened, sorted by time and all after
    `start_at`; `disruptions` were inferred from it. `assumptions` say in words what the record does not.
    """

    scenario_id: str
    title: str
    start_at: datetime
    opening: tuple[Event, ...]
    recording: tuple[Event, ...]
    disruptions: tuple[Disruption, ...]
    assumptions: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class ScenarioSummary:
    """One line of the list of what can be loaded."""

    scenario_id: str
    title: str
    source: str
