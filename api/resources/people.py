"""`people`: passengers as persons, read for a purpose alone; their rights to a copy and to be forgotten; who read what."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.control_room import ControlRoom, Room
from api.keys import Role, Viewer
from api.pages import Limit
from api.problems import Problem
from domain.units import Frozen
from twin.people.store import AccessEntry, AccessRefused, Disclosure, Erased, Erasure, PeopleStore, UnderLegalHold

router = APIRouter(prefix="/people", tags=["people"])

# Every role may knock: the store refuses who may not come in, and puts the attempt on record.


class ErasureRequest(Frozen):
    """Why the person is to be erased, e.g. the reference of their request."""

    reason: Annotated[str, Field(min_length=1, max_length=2000)]


class AccessLog(Frozen):
    """A part of the log; ask again `after` the last `seq` for more."""

    items: tuple[AccessEntry, ...]


def people_of(room: ControlRoom) -> PeopleStore:
    """The people of the network that is loaded."""
    return PeopleStore(room.engine, state=lambda: room.twin.state, now=lambda: room.twin.now)


@router.get("/access-log", operation_id="list_personal_data_access")
def access_log(
    room: Room,
    caller: Viewer,
    after: Annotated[int, Query(ge=0)] = 0,
    person_id: Annotated[str, Query(max_length=200)] = "",
    limit: Limit = 100,
) -> AccessLog:
    """Who read whose personal data, for what and when, refused attempts among them; never the data. For duty managers."""
    if caller.role < Role.DUTY_MANAGER:
        raise Problem(
            403,
            "forbidden",
            f"{caller.name!r} is a {caller.role.word}; this needs the role {Role.DUTY_MANAGER.word} or higher. Use such a key.",
        )
    return AccessLog(items=people_of(room).accesses(after=after, person_id=person_id, limit=limit))


@router.get("/{person_id}", operation_id="get_person")
def get_person(
    room: Room,
    caller: Viewer,
    person_id: str,
    response: Response,
    purpose: Annotated[str, Query(min_length=1, max_length=100, description="what for: one of `twin/people/purposes.yaml`")],
) -> Disclosure:
    """What a purpose may see of a person. 403 when it does not cover the caller's role; every attempt is on record."""
    response.headers["Cache-Control"] = "no-store"
    try:
        return people_of(room).disclose(person_id, purpose=purpose, actor=caller.name, role=caller.role.word)
    except (AccessRefused, Erased) as error:
        raise _problem(error) from error


@router.get("/{person_id}/export", operation_id="export_person")
def export_person(room: Room, caller: Viewer, person_id: str, response: Response) -> dict[str, Any]:
    """Everything held about a person, with purposes, recipients, retention and accesses: GDPR articles 15 and 20."""
    response.headers["Cache-Control"] = "no-store"
    try:
        return people_of(room).export_person(person_id, actor=caller.name, role=caller.role.word)
    except (AccessRefused, Erased) as error:
        raise _problem(error) from error


@router.post("/{person_id}/erasure", operation_id="erase_person")
def erase_person(room: Room, caller: Viewer, person_id: str, request: ErasureRequest) -> Erasure:
    """Remove a person's data and keep the proof: GDPR article 17. 409 while a legal hold is in force; again is the same proof."""
    try:
        return people_of(room).erase_person(person_id, reason=request.reason, actor=caller.name, role=caller.role.word)
    except (AccessRefused, Erased, UnderLegalHold) as error:
        raise _problem(error) from error


def _problem(error: AccessRefused | Erased | UnderLegalHold) -> Problem:
    match error:
        case UnderLegalHold():
            return Problem(409, "legal-hold", str(error), until=error.until.isoformat())
        case Erased():
            return Problem(410, "erased", str(error))
        case _:
            return Problem(403, "forbidden", str(error))
