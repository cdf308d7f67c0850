"""Work that may hang, raise or take too long, kept away from the event loop."""

import asyncio
import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
_LOOK_EVERY_S = 0.05


class OutOfTime(Exception):
    """The work was not done in time, or not soon after it was asked to stop; it is left behind, its answer unread."""


async def finish_in_time(work: Callable[[], T], *, limit_s: float, stopped: Callable[[], bool], grace_s: float = 5.0) -> T:
    """Run blocking `work` in a thread of its own; OutOfTime after `limit_s`, or `grace_s` after a stop; its errors pass through.

    A thread cannot be ended from outside. It is a daemon, so one that hangs for ever does not keep the process alive,
    and no pool, so it takes nobody else's place.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def deliver(put: Callable[[], None]) -> None:
        if not done.done():
            put()

    def run() -> None:
        try:
            answer = work()
        except BaseException as error:  # a SystemExit in a specialist ends that specialist, not the desk
            failure = error if isinstance(error, Exception) else RuntimeError(f"{type(error).__name__}: {error}")
            _tell(loop, lambda: deliver(lambda: done.set_exception(failure)))
        else:
            _tell(loop, lambda: deliver(lambda: done.set_result(answer)))

    threading.Thread(target=run, daemon=True, name="case-work").start()
    give_up = time.monotonic() + limit_s
    asked_to_stop = False
    while not done.done():
        left = give_up - time.monotonic()
        if left <= 0:
            done.cancel()
            raise OutOfTime(
                f"stopped, and no answer within {grace_s:g} s" if asked_to_stop else f"no answer within {limit_s:g} s"
            )
        if not asked_to_stop and stopped():
            asked_to_stop = True
            give_up = min(give_up, time.monotonic() + grace_s)
        await asyncio.wait({done}, timeout=min(_LOOK_EVERY_S, left))
    return done.result()


def _tell(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
    try:
        loop.call_soon_threadsafe(call)
    except RuntimeError:  # the loop closed while the work was still running: nobody is left to tell
        return
