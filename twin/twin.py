"""The twin: the current network in memory, in step with its log. Everything that changes the network goes through here."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from threading import RLock

from domain.apply import apply, fold
from domain.commands import Command
from domain.decide import decide_all
from domain.events import Event
from domain.network import NetworkState, UnknownEntity
from twin.clock import SimulationClock, checked_speed, run_clock
from twin.feeds.playback import Playback
from twin.scenarios import Scenario, load_scenario
from twin.store import Appended, EventStore, Network, VersionConflict
from twin.subscription import NoticeBoard, Subscription

_BATCH = 1_000  # simulated events in one transaction
_ATTEMPTS = 20  # against others who write at the same time; each try reads what they wrote
_RECENT = 64  # states kept for state_at; they share their maps, so each costs only what changed
SIMULATION = "simulation"
"""The actor of events that the scenario brings."""


@dataclass(frozen=True, slots=True)
class Execution:
    """What commands came to: the events and the version after them. `replayed`: carried out earlier, under the same key."""

    version: int
    events: tuple[Event, ...]
    replayed: bool


@dataclass(frozen=True, slots=True)
class _View:
    """What readers see: replaced whole, so that a reader without the lock never sees half a change."""

    network: Network
    state: NetworkState
    recent: tuple[NetworkState, ...]

    def moved_to(self, state: NetworkState) -> "_View":
        return replace(self, state=state, recent=(*self.recent[-_RECENT:], state))


class Twin:
    """The current network and its clock; the only writer. Safe to share between threads, and with other processes' twins."""

    def __init__(
        self,
        store: EventStore,
        load_scenario: Callable[[str], Scenario] = load_scenario,
        *,
        snapshot_every: int = 5_000,
    ) -> None:
        """`snapshot_every`: reading a past state back folds at most so many events."""
        self._store = store
        self._snapshot_every = snapshot_every
        self._load_scenario = lru_cache(maxsize=1)(load_scenario)
        self._long_past = lru_cache(maxsize=2)(store.state_at)
        self._writing = RLock()
        self._board = NoticeBoard()
        self._view: _View | None = None
        self._playback: Playback | None = None
        self._snapshot_version = 0
        self.refresh()

    # --- reading ----------------------------------------------------------------------------------------------------

    @property
    def loaded(self) -> bool:
        """Whether there is a current network; without one, what follows raises UnknownEntity."""
        return self._view is not None

    @property
    def network_id(self) -> str:
        """The current network's id, `{scenario_id}#{n}`."""
        return self._current().network.network_id

    @property
    def state(self) -> NetworkState:
        """The network as it is now."""
        return self._current().state

    @property
    def clock(self) -> SimulationClock:
        """Scenario time and its speed."""
        network = self._current().network
        return SimulationClock(network.simulated_to, network.speed)

    @property
    def now(self) -> datetime:
        """Scenario time."""
        return self._current().network.simulated_to

    @property
    def scenario(self) -> Scenario:
        """Where the current network came from."""
        return self._load_scenario(self._current().network.scenario_id)

    def state_at(self, version: int) -> NetworkState:
        """The current network as it was at `version`; UnknownEntity when it has not reached it."""
        view = self._current()
        base = max((one for one in view.recent if one.version <= version), key=lambda one: one.version, default=None)
        if base is None or version > view.state.version:
            return self._long_past(view.network.network_id, version)
        if base.version == version:
            return base
        return fold(base, (one.event for one in self._store.read(view.network.network_id, base.version, version)))

    def version_at(self, moment: datetime) -> int:
        """The last version whose event happened or became known at or before `moment`; 0 when there is none."""
        return self._store.version_at(self.network_id, moment)

    def subscribe(self, after: int | None = None) -> Subscription:
        """The current network's events after a version (by default the present one), past ones first, then as they come."""
        view = self._current()
        return Subscription(self._store, self._board, view.network.network_id, view.state.version if after is None else after)

    def refresh(self) -> None:
        """Catch up with what other processes have written or loaded."""
        with self._writing:
            network = self._store.current_network()
            if network is None:
                return
            view = self._view
            if view is None or view.network.network_id != network.network_id:
                state = self._store.state_at(network.network_id)
                self._snapshot_version = self._store.snapshot_version(network.network_id)
                self._playback = None
                self._show(_View(network, state, (state,)))
                return
            view = replace(view, network=network)
            missed = tuple(one.event for one in self._store.read(network.network_id, view.state.version))
            if missed:
                # The playback knows its place by version; these versions are not those it counted on.
                self._playback = None
                view = view.moved_to(fold(view.state, missed))
            self._show(view)

    # --- writing ----------------------------------------------------------------------------------------------------

    def load(self, scenario_id: str, *, actor: str) -> NetworkState:
        """Start the scenario afresh as the current network, the clock stopped at its start; UnknownEntity when there is none."""
        scenario = self._load_scenario(scenario_id)
        state = fold(NetworkState(), scenario.opening)
        with self._writing:
            network = self._store.open_network(
                scenario.scenario_id, scenario.opening, actor=actor, simulated_to=scenario.start_at
            )
            self._playback = None
            self._show(_View(network, state, (state,)))
            self._snapshot()
        return state

    def execute(
        self,
        commands: Sequence[Command],
        *,
        actor: str,
        by: str = "",
        idempotency_key: str | None = None,
        expected_version: int | None = None,
    ) -> Execution:
        """Carry out the commands, all or none, and record them as decided by `by` (a plan; the actor by default).

        A key that was used before changes nothing and returns what it did then. Raises Refused with every fault, and
        VersionConflict when the network is not at `expected_version`, or others keep writing in between.
        """

        def decided(state: NetworkState) -> tuple[Sequence[Event], NetworkState]:
            return decide_all(state, commands, now=self.now, by=by or actor)

        return self._append(decided, actor=actor, idempotency_key=idempotency_key, expected_version=expected_version)

    def receive(
        self,
        facts: Callable[[NetworkState, datetime], Sequence[Event]],
        *,
        actor: str,
        idempotency_key: str | None = None,
    ) -> Execution:
        """Append what is reported from outside: `facts` says which events follow from it on the network as it is now.

        A key that was used before changes nothing and returns what it did then. What `facts` raises passes through, and nothing
        is appended then; UnknownEntity when an event names what the network does not have.
        """

        def reported(state: NetworkState) -> tuple[Sequence[Event], NetworkState]:
            events = tuple(facts(state, self.now))
            return events, fold(state, events)

        return self._append(reported, actor=actor, idempotency_key=idempotency_key)

    def advance_to(self, moment: datetime) -> tuple[Event, ...]:
        """Let scenario time pass until `moment` and append what happens until then; the same events in however many steps.

        ValueError when `moment` is before now.
        """
        happened: list[Event] = []
        with self._writing:
            self.refresh()
            if moment < self.now:
                raise ValueError(f"{moment.isoformat()} is before now, {self.now.isoformat()}; scenario time runs forwards only")
            complete = False
            while not complete:
                view = self._current()
                batch, fork = self._due(view, moment)
                complete = len(batch) < _BATCH
                reached = moment if complete else max(view.network.simulated_to, batch[-1].at)
                try:
                    self._store.append(view.network.network_id, view.state.version, batch, actor=SIMULATION, simulated_to=reached)
                except VersionConflict:
                    complete = False
                    self.refresh()
                    continue
                happened += batch
                moved = view.moved_to(fork) if batch else view
                self._show(replace(moved, network=replace(view.network, simulated_to=reached)))
                self._snapshot_when_due()
        return tuple(happened)

    def set_speed(self, multiplier: float) -> None:
        """Run scenario time at this multiple of real time: 0 stops it; ValueError outside what the clock can do."""
        speed = checked_speed(multiplier)
        with self._writing:
            self.refresh()
            view = self._current()
            self._store.move_clock(view.network.network_id, speed=speed)
            self._show(replace(view, network=replace(view.network, speed=speed)))

    def tick(self, elapsed_s: float) -> tuple[Event, ...]:
        """Let `elapsed_s` seconds of wall time pass at the clock's speed; at the end of the horizon the clock stops."""
        with self._writing:
            self.refresh()
            if self._view is None or self.clock.speed == 0:
                return ()
            end = self.state.horizon_end
            happened = self.advance_to(self.clock.after(elapsed_s, end))
            if end is not None and self.now >= end:
                self.set_speed(0)
            return happened

    async def run_clock(self, *, tick_s: float = 0.25) -> None:
        """Drive scenario time until cancelled; one process of several does this."""
        await run_clock(self, tick_s=tick_s)

    # --- inside -----------------------------------------------------------------------------------------------------

    def _current(self) -> _View:
        if self._view is None:
            raise UnknownEntity("No scenario is loaded. Load one with POST /api/v1/scenarios/{id}/load.")
        return self._view

    def _append(
        self,
        work_out: Callable[[NetworkState], tuple[Sequence[Event], NetworkState]],
        *,
        actor: str,
        idempotency_key: str | None,
        expected_version: int | None = None,
    ) -> Execution:
        """Append the events that are worked out on the network as it is, again when others wrote in between."""
        with self._writing:
            self.refresh()
            attempt = 1
            while True:
                view = self._current()
                network_id = view.network.network_id
                earlier = self._store.appended_under(network_id, idempotency_key)
                if earlier is not None:
                    return self._replayed(earlier)
                if expected_version not in (None, view.state.version):
                    raise VersionConflict(
                        f"network {network_id!r} is at version {view.state.version}, not {expected_version}; look at it again"
                    )
                events, fork = work_out(view.state)
                try:
                    appended = self._store.append(
                        network_id, view.state.version, events, actor=actor, idempotency_key=idempotency_key
                    )
                except VersionConflict:
                    if expected_version is not None or attempt == _ATTEMPTS:
                        raise
                    attempt += 1
                    self.refresh()
                    continue
                if appended.replayed:
                    self.refresh()
                    return self._replayed(appended)
                self._show(view.moved_to(fork))
                self._snapshot_when_due()
                return Execution(appended.version, tuple(events), replayed=False)

    def _show(self, view: _View) -> None:
        self._view = view
        self._board.post(view.network.network_id, view.state.version)

    def _due(self, view: _View, until: datetime) -> tuple[list[Event], NetworkState]:
        """What happens until then, at most one batch, each event seen by the next; and the network after it."""
        if self._playback is None:
            self._playback = Playback(self.scenario.recording)
        batch: list[Event] = []
        fork = view.state
        while len(batch) < _BATCH and (event := self._playback.next_event(fork, until)) is not None:
            batch.append(event)
            fork = apply(fork, event)
        return batch, fork

    def _replayed(self, earlier: Appended) -> Execution:
        recorded: Iterator[Event] = (
            one.event for one in self._store.read(self.network_id, earlier.first_version - 1, earlier.version)
        )
        return Execution(earlier.version, tuple(recorded), replayed=True)

    def _snapshot_when_due(self) -> None:
        if self.state.version - self._snapshot_version >= self._snapshot_every:
            self._snapshot()

    def _snapshot(self) -> None:
        view = self._current()
        self._store.snapshot(view.state, view.network.network_id)
        self._snapshot_version = view.state.version
