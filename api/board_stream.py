"""The stream that a board keeps up with: the network's messages, and after each batch of them what changed on the board."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, suppress
from dataclasses import dataclass
from time import monotonic

from api.board import Moment, board_delta, board_view, moment_of
from api.live import PAGE, LiveFeed, Message, Place, zulu
from domain.network import NetworkState, UnknownEntity
from domain.units import Frozen, UtcDatetime
from twin.twin import Twin

BOARD, DELTA, CLOCK = "board", "board.delta", "clock"
BOARD_TYPES = frozenset({BOARD, DELTA, CLOCK})
CLOCK_EVERY_S = 5.0
"""A board hears at least this often, so that it knows when it hears nothing any more."""
_DELTAS_APART_S = 0.25


class ClockTick(Frozen):
    """Scenario time: `speed` times real time from `now` on while it is `running`."""

    network_id: str
    now: UtcDatetime
    speed: float
    version: int
    running: bool


@dataclass(slots=True)
class _Held:
    """What the reader has been given."""

    network_id: str = ""
    state: NetworkState | None = None
    clock: ClockTick | None = None
    told_at: float = 0.0


async def board_messages(
    feed: LiveFeed, twin: Twin, after: str | None, have: int | None, *, heartbeat_s: float
) -> AsyncIterator[Message]:
    """First the whole board, or what changed since version `have` when the reader resumes with it; then messages and deltas.

    A delta comes when a batch of messages is over, at most every quarter of a second, and may show already what the next batch
    tells; a clock at the start, when its speed or the time of a standing clock changes, and whenever nothing else told the time
    for `heartbeat_s` seconds, at most 5.
    """
    held, every_s, resumes = _Held(), min(heartbeat_s, CLOCK_EVERY_S), after is not None
    async with aclosing(feed.batches(after, heartbeat_s=every_s)) as batches:
        async for place, messages in batches:
            for message in messages or ():
                yield message
            if messages is not None and len(messages) >= PAGE:
                continue  # there is more of what was missed
            if resumes and have is not None and not messages:
                await asyncio.to_thread(_take_up, held, twin, have)
            resumes = False
            news = await asyncio.to_thread(_news, held, twin, place, every_s)
            for message in news:
                yield message
            if any(message.type == DELTA for message in news):
                await asyncio.sleep(_DELTAS_APART_S)


def _take_up(held: _Held, twin: Twin, have: int) -> None:
    """The reader still holds the current network's board at that version, unless it has none such."""
    with suppress(UnknownEntity):
        network_id = twin.network_id
        held.state = twin.state_at(have)
        held.network_id = network_id


def _news(held: _Held, twin: Twin, place: Place, every_s: float) -> list[Message]:
    if not twin.loaded:
        return []
    moment, told = moment_of(twin), list[Message]()
    if held.state is None or held.network_id != moment.network_id:
        told.append(_message(place, BOARD, moment, board_view(moment)))
    elif held.state is not moment.state:
        told.append(_message(place, DELTA, moment, board_delta(held.state, moment)))
    held.network_id, held.state = moment.network_id, moment.state
    tick = ClockTick(
        network_id=moment.network_id,
        now=moment.now,
        speed=moment.speed,
        version=moment.state.version,
        running=moment.running,
    )
    if _to_be_told(held, tick, silent=not told, every_s=every_s):
        told.append(_message(place, CLOCK, moment, tick))
    if told:
        held.clock, held.told_at = tick, monotonic()
    return told


def _to_be_told(held: _Held, tick: ClockTick, *, silent: bool, every_s: float) -> bool:
    last = held.clock
    if last is None or (last.speed, last.running) != (tick.speed, tick.running):
        return True
    return silent and (monotonic() - held.told_at >= every_s or (not tick.running and last.now != tick.now))


def _message(place: Place, kind: str, moment: Moment, view: Frozen) -> Message:
    return Message(place, kind, moment.network_id, zulu(moment.now), view.model_dump(mode="json"))
