"""The simulation clock: how fast scenario time runs, and the task that drives it. Wall time is read here and nowhere else."""

import asyncio
import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.exc import OperationalError

FASTEST = 3600.0
INSTANT = math.inf
"""To the end of the horizon at once."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SimulationClock:
    """Scenario time and its speed: 0 stands still, 1 is real time, 3600 an hour a second, INSTANT straight to the end."""

    now: datetime
    speed: float = 0.0

    def after(self, elapsed_s: float, end: datetime | None) -> datetime:
        """Scenario time after `elapsed_s` seconds of wall time. It does not run past `end`, and never backwards."""
        if self.speed == 0 or (end is not None and self.now >= end):
            return self.now
        if self.speed == INSTANT:
            return self.now if end is None else end
        reached = self.now + timedelta(seconds=elapsed_s * self.speed)
        return reached if end is None else min(reached, end)


def checked_speed(multiplier: float) -> float:
    """The multiplier, when the clock can run at it; ValueError otherwise."""
    if multiplier == INSTANT or 0 <= multiplier <= FASTEST:
        return float(multiplier)
    raise ValueError(f"speed {multiplier!r} is not possible; give 0 (stop) to {FASTEST:g} times real time")


class Ticking(Protocol):
    """What the clock drives."""

    def tick(self, elapsed_s: float) -> object:
        """Let `elapsed_s` seconds of wall time pass."""

    def set_speed(self, multiplier: float) -> None:
        """Run at this speed from now on."""


async def run_clock(twin: Ticking, *, tick_s: float = 0.25, seconds: Callable[[], float] = time.monotonic) -> None:
    """Let the twin's scenario time pass until the task is cancelled. One process of several runs this.

    A database that is away is waited for; anything else that fails stops the clock, so that it is not repeated every tick.
    """
    before = seconds()
    while True:
        await asyncio.sleep(tick_s)
        after = seconds()
        elapsed_s, before = after - before, after
        try:
            await asyncio.to_thread(twin.tick, elapsed_s)
        except OperationalError:
            _log.warning("the database is away; scenario time waits", exc_info=True)
        except Exception:
            _log.exception("scenario time cannot go on; the clock is stopped")
            await asyncio.to_thread(twin.set_speed, 0)
