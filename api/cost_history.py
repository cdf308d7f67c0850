"""What the day has cost so far and what was to be expected at past moments, priced by the same rules as every plan."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from api.outlook import Outlook, look_ahead
from domain.apply import fold
from domain.network import NetworkState
from domain.plans import CostBreakdown
from domain.units import Frozen, Money, UtcDatetime
from tools.plan_evaluation.evaluation import as_flown_outcome
from tools.plan_evaluation.pricing import price
from twin.store import EventStore
from twin.twin import Twin

MOST_SAMPLES = 24
ONLY_AHEAD = ("out_of_position", "maintenance_deferral")
"""Components about where the day will end; nothing of them is incurred before."""
NOT_COUNTED = (
    "compensation that the law gives passengers",
    "penalties on late cargo",
    "fuel burnt to fly faster",
    "revenue of seats and extras won or lost",
    "care that stations gave without booking it here",
)


class CostSample(Frozen):
    """The projection (from then on, if nobody intervenes) and what had been incurred, at a past moment or now."""

    at: UtcDatetime
    version: int
    projected_total_cents: int
    running_total_cents: int
    decided: int
    """Plans approved by then."""


@dataclass(frozen=True, slots=True)
class _Past:
    """One network at one version and moment: the whole of what a sample depends on."""

    network_id: str
    at: datetime
    version: int


class CostHistory:
    """Prices past moments when somebody asks, a little at a time, and keeps them: the past of a network does not change."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._opening: tuple[str, NetworkState] | None = None
        self._priced: dict[_Past, tuple[int, int]] = {}

    def opening(self, twin: Twin) -> NetworkState:
        """The network as its scenario opened it."""
        with self._lock:
            if self._opening is None or self._opening[0] != twin.network_id:
                self._opening = twin.network_id, twin.state_at(len(twin.scenario.opening))
                self._priced.clear()
            return self._opening[1]

    def running(self, twin: Twin, outlook: Outlook) -> CostBreakdown:
        """What has been incurred since the scenario opened."""
        return incurred(self.opening(twin), outlook)

    def samples(
        self, twin: Twin, store: EventStore, now: Outlook, *, within_s: float
    ) -> tuple[tuple[datetime, int, int, int], ...]:
        """Time, version, projected and incurred cents of the moments priced so far, now among them, oldest first.

        Prices those still missing for about `within_s` seconds; see `moments`.
        """
        opening, network_id = self.opening(twin), twin.network_id
        started, state = time.monotonic(), opening
        found = []
        for at in moments(twin.scenario.start_at, now.now):
            past = _Past(network_id, at, max(opening.version, store.version_at(network_id, at)))
            with self._lock:
                cents = self._priced.get(past)
            if cents is None and time.monotonic() - started < within_s:
                state = fold(state, (one.event for one in store.read(network_id, state.version, past.version)))
                outlook = look_ahead(state, at)
                cents = outlook.cost.total.cents, incurred(opening, outlook).total.cents
                with self._lock:
                    self._priced[past] = cents
            if cents is not None:
                found.append((at, past.version, *cents))
        return (*found, (now.now, now.state.version, now.cost.total.cents, incurred(opening, now).total.cents))


def moments(start: datetime, now: datetime) -> list[datetime]:
    """Past moments worth a sample, at most 23: every whole number of hours from the start that is enough, before `now`."""
    hours = max(0, int((now - start).total_seconds() // 3600))
    step = hours // MOST_SAMPLES + 1
    return [at for hour in range(0, hours + 1, step) if (at := start + timedelta(hours=hour)) < now]


def incurred(opening: NetworkState, outlook: Outlook) -> CostBreakdown:
    """The price of the whole day as flown and as projected, less the price of what is still ahead.

    Flights that are over with their late passengers, refunds, new seats, care and changes that were carried out. What a cancelled
    flight costs is in the projection until its passengers are answered.
    """
    state = outlook.state
    outcome = {**as_flown_outcome(opening, state), **outlook.projection.flights}
    whole, _ = price(opening, outcome, now=outlook.now, after=state, crew_connections=outlook.crew_links)
    cents: Mapping[str, int] = {
        name: money.cents - outlook.cost.components[name].cents
        for name, money in whole.components.items()
        if name not in ONLY_AHEAD
    }
    currency = whole.total.currency
    return CostBreakdown(
        total=Money(cents=sum(cents.values()), currency=currency),
        components={name: Money(cents=one, currency=currency) for name, one in cents.items()},
    )
