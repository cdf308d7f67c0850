"""`situations`: what needs a controller, who looks after it, and taking, acknowledging, putting away and handing over."""

from datetime import timedelta
from typing import Annotated, Self

from fastapi import APIRouter, Query, Request
from pydantic import Field, model_validator

from api.control_room import Room
from api.keys import Controller, KeyRing, Role, Viewer
from api.problems import FaultView, Problem
from api.situations.views import Situation, SituationList
from domain.units import Frozen, UtcDatetime

router = APIRouter(prefix="/situations", tags=["situations"])

Words = Annotated[str, Field(max_length=500)]


class NoteRequest(Frozen):
    """Something said about it; a duty manager who acts on what another owns must say something."""

    note: Words = ""


class SnoozeRequest(Frozen):
    """Until when, as a moment or in minutes of scenario time from now, exactly one of the two; and why it can wait."""

    reason: Annotated[str, Field(max_length=500, pattern=r"\S")]
    minutes: Annotated[int, Field(ge=1, le=480)] | None = None
    until: UtcDatetime | None = None

    @model_validator(mode="after")
    def _says_how_long(self) -> Self:
        if (self.minutes is None) == (self.until is None):
            raise ValueError("give exactly one of minutes and until")
        return self


class HandOverRequest(Frozen):
    """Who is to look after it, by the name of a key, and what that person must know."""

    to: Annotated[str, Field(min_length=1, max_length=100)]
    note: Annotated[str, Field(max_length=500, pattern=r"\S")]


@router.get("", operation_id="list_situations")
def list_situations(
    room: Room, _: Viewer, include_closed: Annotated[bool, Query(description="those that are over as well")] = False
) -> SituationList:
    """Cases, and watches that nobody has opened a case for, one for each root cause; those to be decided first in front."""
    return room.situations.situations(include_closed=include_closed)


@router.get("/{situation_id}", operation_id="get_situation")
def get_situation(room: Room, _: Viewer, situation_id: str) -> Situation:
    """One situation with its alerts and what people did about it."""
    return room.situations.situation(situation_id)


@router.post("/{situation_id}/take", operation_id="take_situation")
def take(room: Room, caller: Controller, situation_id: str, request: NoteRequest) -> Situation:
    """Look after it oneself, which acknowledges it; 409 names the owner when it has one."""
    room.situations.must_be_open(situation_id)
    room.desk.attention.take(situation_id, actor=caller.name, role=caller.role.word, note=request.note)
    return room.situations.situation(situation_id)


@router.post("/{situation_id}/release", operation_id="release_situation")
def release(room: Room, caller: Controller, situation_id: str, request: NoteRequest) -> Situation:
    """Give it up; it has no owner then."""
    room.situations.must_be_open(situation_id)
    room.desk.attention.release(situation_id, actor=caller.name, role=caller.role.word, note=request.note)
    return room.situations.situation(situation_id)


@router.post("/{situation_id}/hand-over", operation_id="hand_over_situation")
def hand_over(room: Room, caller: Controller, situation_id: str, body: HandOverRequest, request: Request) -> Situation:
    """Give it to another controller."""
    keyring: KeyRing = request.app.state.keyring
    role = keyring.role_of(body.to)
    if role is None or role < Role.CONTROLLER:
        why = "nobody has a key of this name" if role is None else f"{body.to!r} is a viewer; a controller or above is needed"
        raise Problem(422, "invalid-request", f"Not handed over: {why}.", faults=[FaultView(field="to", message=why)])
    room.situations.must_be_open(situation_id)
    room.desk.attention.hand_over(situation_id, to=body.to, actor=caller.name, role=caller.role.word, note=body.note)
    return room.situations.situation(situation_id)


@router.post("/{situation_id}/acknowledge", operation_id="acknowledge_situation")
def acknowledge(room: Room, caller: Controller, situation_id: str) -> Situation:
    """Say that what stands now is seen; a rise of level or a new alert calls again."""
    room.situations.must_be_open(situation_id)
    room.desk.attention.acknowledge(situation_id, actor=caller.name, role=caller.role.word)
    return room.situations.situation(situation_id)


@router.post("/{situation_id}/snooze", operation_id="snooze_situation")
def snooze(room: Room, caller: Controller, situation_id: str, request: SnoozeRequest) -> Situation:
    """Put it away; it comes back when the time is over, when its level rises, and 15 min before the time to decide by."""
    found = room.situations.must_be_open(situation_id)
    until = request.until or room.twin.now + timedelta(minutes=request.minutes or 0)
    room.desk.attention.snooze(
        situation_id,
        until=until,
        reason=request.reason,
        actor=caller.name,
        role=caller.role.word,
        decide_by=found.decide_by,
    )
    return room.situations.situation(situation_id)


@router.post("/{situation_id}/wake", operation_id="wake_situation")
def wake(room: Room, caller: Controller, situation_id: str) -> Situation:
    """Bring it back before its time."""
    room.situations.must_be_open(situation_id)
    room.desk.attention.wake(situation_id, actor=caller.name, role=caller.role.word)
    return room.situations.situation(situation_id)
