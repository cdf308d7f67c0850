"""`status`: what works and what does not, in the words of a status bar."""

from typing import Literal

from fastapi import APIRouter, Request
from sqlmodel import Session, col, func, select

from api.casebook_index import cases_by_status
from api.control_room import ControlRoom, Room
from api.keys import Viewer
from api.message_desk import NEEDS_A_PERSON, OperationalMessageRow
from domain.units import Frozen
from knowledge.library.library import Progress

router = APIRouter(prefix="/status", tags=["status"])

LibraryState = Literal["ready", "embedding", "words_only"]
FeedState = Literal["on", "simulated", "off", "trouble"]


class FeedView(Frozen):
    """One way in or out of the system. `simulated`: nothing real is reached; `off`: not configured."""

    name: str
    state: FeedState
    says: str


class StatusView(Frozen):
    """The running system. `model` is empty when no language model is configured: nothing needs one.

    `library` says in words how things are found; `cases_working`: cases that specialists or the solver work on now.
    """

    build: str
    network_id: str
    version: int
    speed: float
    feed_clients: int
    cases_working: int
    solver_budget_s: float
    model: str
    model_mode: str
    library: str
    library_state: LibraryState
    library_passages: int
    library_embedded: int
    library_because: str
    feeds: tuple[FeedView, ...]


@router.get("", operation_id="get_status")
def get_status(request: Request, room: Room, _: Viewer) -> StatusView:
    """Build, readers of the stream, the solver's queue, the model, the library and the ways in and out."""
    models, progress = room.chat.models, room.library.progress()
    state, words = _library(progress)
    return StatusView(
        build=request.app.version,
        network_id=room.twin.network_id,
        version=room.twin.state.version,
        speed=room.twin.clock.speed,
        feed_clients=_readers(room),
        cases_working=cases_by_status(room.engine).get("working", 0),
        solver_budget_s=room.settings.budget_s,
        model=models.model,
        model_mode=models.mode,
        library=words,
        library_state=state,
        library_passages=progress.passages,
        library_embedded=progress.embedded,
        library_because=progress.stopped_because,
        feeds=_feeds(room),
    )


def _library(progress: Progress) -> tuple[LibraryState, str]:
    if progress.stopped_because:
        return "words_only", f"{progress.passages} passages, by words"
    if progress.up_to_date:
        return "ready", f"{progress.passages} passages, by meaning"
    return "embedding", f"{progress.embedded} of {progress.passages} passages embedded"


def _readers(room: ControlRoom) -> int:
    return sum(int(sample.value) for metric in room.meters.live_clients.collect() for sample in metric.samples)


def _feeds(room: ControlRoom) -> tuple[FeedView, ...]:
    return (_messages(room), _reservations(room), _passenger_messages(room), _webhooks(room), _slack(room))


def _messages(room: ControlRoom) -> FeedView:
    with Session(room.engine) as session:
        mine = OperationalMessageRow.network_id == room.twin.network_id
        waiting = session.exec(
            select(func.count()).where(mine, col(OperationalMessageRow.status).in_(sorted(NEEDS_A_PERSON)))
        ).one()
        received = session.exec(select(func.count()).where(mine)).one()
    source = f"from {room.messages.folder} and the API" if room.messages.folder is not None else "from the API"
    needs = f", {waiting} need a person" if waiting else ""
    return FeedView(
        name="operational messages", state="trouble" if waiting else "on", says=f"{received} received {source}{needs}"
    )


def _reservations(room: ControlRoom) -> FeedView:
    system = room.settings.reservations
    if not system:
        return FeedView(name="reservations", state="simulated", says="a simulated system in memory")
    return FeedView(name="reservations", state="on", says=system if "://" not in system else "a simulator at another address")


def _passenger_messages(room: ControlRoom) -> FeedView:
    count = len(room.settings.message_urls)
    if not count:
        return FeedView(name="messages to passengers", state="simulated", says="a mailbox in memory; nobody is written to")
    return FeedView(name="messages to passengers", state="on", says=f"{count} channels")


def _webhooks(room: ControlRoom) -> FeedView:
    endpoints = room.webhooks.endpoints()
    disabled = [one for one in endpoints if not one.enabled]
    if not endpoints:
        return FeedView(name="webhooks", state="off", says="no endpoint is registered")
    return FeedView(
        name="webhooks",
        state="trouble" if disabled else "on",
        says=f"{len(endpoints)} endpoints" + (f", {len(disabled)} switched off" if disabled else ""),
    )


def _slack(room: ControlRoom) -> FeedView:
    if room.slack is None:
        return FeedView(name="Slack", state="off", says="not configured")
    if room.slack.ready.is_set():
        return FeedView(name="Slack", state="on", says="connected")
    return FeedView(name="Slack", state="trouble", says="not connected yet; it tries again")
