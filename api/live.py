"""The live feed: the network's events and the cases' progress in one stream that can be taken up again after a break.

A place in the stream is `NETWORK:VERSION:SEQ`: the network, its version, and the last step of progress seen.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from api.meters import Meters
from domain.events import Event
from domain.network import UnknownEntity
from graphs.case_desk import CaseDesk
from graphs.casebook import CaseEventRow
from graphs.views import EventView
from twin.clock import SimulationClock
from twin.store import EventStore, Recorded
from twin.twin import Twin

FORM = 1
"""Version of the messages' form."""
PAGE = 500
"""A batch of fewer messages holds all that there were."""
_LOOK_EVERY_S = 0.25
_SUBJECTS = ("flight_id", "tail", "crew_id", "booking_id", "shipment_id", "slot_id", "airport", "scenario_id")


@dataclass(frozen=True, slots=True)
class Place:
    """How far a reader has come."""

    network_id: str
    version: int
    case_seq: int

    def __str__(self) -> str:
        return f"{self.network_id}:{self.version}:{self.case_seq}"


@dataclass(frozen=True, slots=True)
class Message:
    """One thing that happened. `type` is the event's name, `case.progress`, or `resync` when a reader must look afresh."""

    place: Place
    type: str
    subject: str
    at: str
    data: dict[str, Any]

    def document(self) -> dict[str, Any]:
        """The message as it goes over the wire."""
        return {
            "v": FORM,
            "seq": str(self.place),
            "ts": self.at,
            "type": self.type,
            "subject": self.subject,
            "data": self.data,
        }


class LiveFeed:
    """Reads the log and the casebook on behalf of every open stream, and wakes them when there is something new."""

    def __init__(self, store: EventStore, twin: Twin, desk: CaseDesk, meters: Meters, *, engine: Engine) -> None:
        self._store = store
        self._twin = twin
        self._desk = desk
        self._meters = meters
        self._engine = engine
        self._loop: asyncio.AbstractEventLoop | None = None
        self._readers: set[asyncio.Event] = set()
        self._closed = False
        self._leave_desk: Callable[[], None] = desk.listen(self._progress)

    # --- waking -----------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Watch the network until cancelled; started once, on the event loop that serves the streams."""
        self._loop = asyncio.get_running_loop()
        subscription, clock = self._twin.subscribe(), self._twin.clock
        while not self._closed:
            recorded = await subscription.wait_async(_LOOK_EVERY_S)
            for one in recorded:
                self._meters.events.labels(one.event.type).inc()
            if recorded:
                self._meters.network_version.set(recorded[-1].version)
                self._wake()
            elif subscription.superseded:
                subscription = self._twin.subscribe(after=0)
                self._wake()
            elif self._clock_was_set(clock):
                self._wake()
            clock = self._twin.clock

    def _clock_was_set(self, before: SimulationClock) -> bool:
        """Its speed changed, or it stands at another time; that it runs on is no news."""
        now = self._twin.clock
        return now.speed != before.speed or (now.speed == 0 and now.now != before.now)

    def _progress(self, event: EventView) -> None:
        """From the case desk's threads."""
        if event.stage == "present":
            spent = [plan.solver.runtime_s for plan in self._desk.plans(event.case_id) if plan.solver.status != "not_run"]
            if spent:
                self._meters.solver_seconds.observe(max(spent))
        loop = self._loop
        if loop is not None and not loop.is_closed():
            with suppress(RuntimeError):  # the loop ended between the two looks
                loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        for reader in self._readers:
            reader.set()

    def close(self) -> None:
        """End every stream; safe from any thread and more than once."""
        self._closed = True
        self._leave_desk()
        loop = self._loop
        if loop is not None and not loop.is_closed():
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self._wake)

    # --- reading ----------------------------------------------------------------------------------------------------

    def here(self) -> Place:
        """The end of the stream."""
        with Session(self._engine) as session:
            seq = session.exec(select(func.max(CaseEventRow.seq))).one() or 0
        return Place(self._twin.network_id, self._twin.state.version, seq)

    def place(self, text: str) -> Place | None:
        """The place a reader names, or None when it is not one of the current network's: the reader must look afresh.

        A whole number is taken as a version of the current network.
        """
        if text.isdigit():
            text = f"{self._twin.network_id}:{text}:0"
        parts = text.rsplit(":", 2)
        if len(parts) != 3 or not parts[1].isdigit() or not parts[2].isdigit() or parts[0] != self._twin.network_id:
            return None
        named = Place(parts[0], int(parts[1]), int(parts[2]))
        return named if named.version <= self._twin.state.version else None

    async def follow(self, after: str | None, *, heartbeat_s: float) -> AsyncIterator[Message | None]:
        """Messages after a place, past ones first, then as they come; None when `heartbeat_s` pass without one."""
        async with aclosing(self.batches(after, heartbeat_s=heartbeat_s)) as batches:
            async for _, messages in batches:
                if messages is None:
                    yield None
                else:
                    for message in messages:
                        yield message

    async def batches(self, after: str | None, *, heartbeat_s: float) -> AsyncGenerator[tuple[Place, list[Message] | None]]:
        """The messages after a place in batches, each with the place that it reaches: first where the reader begins.

        A batch is empty where there is no more yet: after the last one, and when something else than a message woke the readers,
        e.g. the clock's speed. None when `heartbeat_s` pass.
        """
        woken = asyncio.Event()
        self._readers.add(woken)
        try:
            place = await asyncio.to_thread(self.here)
            opening: list[Message] = []
            if after is not None:
                named = await asyncio.to_thread(self.place, after)
                if named is None:
                    opening = [self._resync(place)]
                else:
                    place = named
            yield place, opening
            while not self._closed:
                woken.clear()
                batch = await asyncio.to_thread(self._after, place)
                place = batch[-1].place if batch else place
                yield place, batch
                if not batch:
                    try:
                        await asyncio.wait_for(woken.wait(), heartbeat_s)
                    except TimeoutError:
                        yield place, None
        finally:
            self._readers.discard(woken)

    def _resync(self, place: Place) -> Message:
        return Message(
            place,
            "resync",
            place.network_id,
            zulu(self._twin.now),
            {"network_id": place.network_id, "version": place.version, "reason": "another network, or a place not in this one"},
        )

    def _after(self, place: Place) -> list[Message]:
        """The next messages, at most a page of each kind; the network's first."""
        try:
            if self._twin.network_id != place.network_id:
                return [self._resync(replace(place, network_id=self._twin.network_id, version=self._twin.state.version))]
        except UnknownEntity:
            return []
        found: list[Message] = []
        for recorded in self._store.read_page(place.network_id, place.version, None, limit=PAGE):
            place = replace(place, version=recorded.version)
            found.append(_of_event(place, recorded))
        query = select(CaseEventRow).where(col(CaseEventRow.seq) > place.case_seq).order_by(col(CaseEventRow.seq)).limit(PAGE)
        with Session(self._engine) as session:
            for row in session.exec(query):
                progress = EventView.of(row)
                place = replace(place, case_seq=progress.seq)
                found.append(_of_progress(place, progress))
        return found


def zulu(moment: datetime) -> str:
    """A UTC moment with the letter that all our JSON uses."""
    return moment.isoformat().replace("+00:00", "Z")


def subject_of(event: Event) -> str:
    """The flight, tail, crew, booking or airport the event is about."""
    return next((str(getattr(event, name)) for name in _SUBJECTS if hasattr(event, name)), "")


def _of_event(place: Place, recorded: Recorded) -> Message:
    event = recorded.event
    data = event.model_dump(mode="json") | {"version": recorded.version, "actor": recorded.actor}
    return Message(place, event.type, subject_of(event), zulu(event.at), data)


def _of_progress(place: Place, progress: EventView) -> Message:
    return Message(place, "case.progress", progress.case_id, zulu(progress.at), progress.model_dump(mode="json"))
