"""The running outlook: what happens, what it costs and whose duty ends, if nobody intervenes; once per version and minute."""

from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from domain.constraints import CrewConnection
from domain.ids import CrewId
from domain.network import NetworkState
from domain.plans import CostBreakdown, Kpis
from knowledge.airline.costs import cost_parameters
from tools.delay_propagation.propagation import Projection, propagate
from tools.delay_propagation.standing import standing_constraints
from tools.legality.crew_board import CrewBoard, CrewOutlook
from tools.legality.duty_cases import as_projected
from tools.plan_evaluation.journeys import Journeys, follow_journeys
from tools.plan_evaluation.pricing import considered_flights, price
from twin.twin import Twin


@dataclass(frozen=True, slots=True)
class Outlook:
    """The network at one moment and what becomes of it."""

    state: NetworkState
    now: datetime
    projection: Projection
    cost: CostBreakdown
    kpis: Kpis
    journeys: Journeys
    crew_links: tuple[CrewConnection, ...]


class OutlookDesk:
    """Keeps the latest outlook, and the crew board beside it; whoever asks while one is being worked out waits for it."""

    def __init__(self, twin: Twin) -> None:
        self._twin = twin
        self._lock = Lock()
        self._latest: tuple[tuple[str, int, datetime], Outlook] | None = None
        self._crew_lock = Lock()
        self._board = CrewBoard()
        self._crew: tuple[Outlook, dict[CrewId, CrewOutlook]] | None = None

    def outlook(self) -> Outlook:
        """What becomes of the network as it is now."""
        with self._lock:
            state, now = self._twin.state, self._twin.now
            mark = (self._twin.network_id, state.version, now.replace(second=0, microsecond=0))
            if self._latest is None or self._latest[0] != mark:
                self._latest = (mark, look_ahead(state, now))
            return self._latest[1]

    def crew(self) -> dict[CrewId, CrewOutlook]:
        """Everybody's duty and time left with the delays to come; only what changed since the last time is judged again."""
        outlook = self.outlook()
        with self._crew_lock:
            if self._crew is None or self._crew[0] is not outlook:
                times = as_projected(outlook.projection.flights)
                self._crew = (outlook, self._board.update(outlook.state, outlook.now, times))
            return self._crew[1]


def look_ahead(state: NetworkState, now: datetime) -> Outlook:
    """What becomes of a network from `now` on if nobody intervenes."""
    standing = standing_constraints(state, now)
    links = tuple(one for one in standing if isinstance(one, CrewConnection))
    projection = propagate(state, now=now, constraints=standing)
    cost, kpis = price(state, projection.flights, crew_connections=links)
    journeys = follow_journeys(state, state, considered_flights(state, state), projection.flights, cost_parameters())
    return Outlook(state, now, projection, cost, kpis, journeys, links)
