"""Who waits for new events, and how they are told: by condition for threads, by call-back for event loops."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Condition

from twin.store import EventStore, Recorded

_MOST_AT_ONCE = 500


class NoticeBoard:
    """The latest version, and everybody to wake when it changes."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._network_id = ""
        self._version = 0
        self._wakers: set[Callable[[], object]] = set()

    def post(self, network_id: str, version: int) -> None:
        """Say that the current network is now at this version."""
        with self._changed:
            if (network_id, version) == (self._network_id, self._version):
                return
            self._network_id, self._version = network_id, version
            self._changed.notify_all()
            wakers = tuple(self._wakers)
        for wake in wakers:
            # The subscriber's event loop has ended; there is nobody left to wake.
            with suppress(RuntimeError):
                wake()

    def news(self, network_id: str, after: int) -> bool:
        """Whether there is something after that version, or another network has taken its place."""
        return self._network_id != network_id or self._version > after

    def is_current(self, network_id: str) -> bool:
        """Whether this network is the one posted last."""
        return self._network_id == network_id

    def wait(self, network_id: str, after: int, timeout_s: float) -> None:
        """Wait for news, at most `timeout_s` seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self.news(network_id, after), timeout_s)

    async def wait_async(self, network_id: str, after: int, timeout_s: float) -> None:
        """Wait for news without holding a thread, at most `timeout_s` seconds."""
        woken = asyncio.Event()
        wake = partial(asyncio.get_running_loop().call_soon_threadsafe, woken.set)
        with self._changed:
            if self.news(network_id, after):
                return
            self._wakers.add(wake)
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(woken.wait(), timeout_s)
        finally:
            with self._changed:
                self._wakers.discard(wake)


class Subscription:
    """The events of one network after a version, as they are recorded. For one reader; nothing is lost between two waits."""

    def __init__(self, store: EventStore, board: NoticeBoard, network_id: str, after: int) -> None:
        self.network_id = network_id
        self.after = after
        """The version of the last event handed out."""
        self._store = store
        self._board = board

    @property
    def superseded(self) -> bool:
        """Whether another network was loaded since: once the rest is read, nothing more will come."""
        return not self._board.is_current(self.network_id)

    def wait(self, timeout_s: float) -> tuple[Recorded, ...]:
        """The next events, in order, up to 500; empty when none came within `timeout_s` seconds, or the network is superseded."""
        self._board.wait(self.network_id, self.after, timeout_s)
        return self._next()

    async def wait_async(self, timeout_s: float) -> tuple[Recorded, ...]:
        """As `wait`, for event loops."""
        await self._board.wait_async(self.network_id, self.after, timeout_s)
        return await asyncio.to_thread(self._next)

    def _next(self) -> tuple[Recorded, ...]:
        if not self._board.news(self.network_id, self.after):
            return ()
        page = self._store.read_page(self.network_id, self.after, None, limit=_MOST_AT_ONCE)
        if page:
            self.after = page[-1].version
        return page
