"""`crew/duties`: everybody's duties along time, those whose flights are at risk in front."""

from collections import Counter
from typing import Annotated, Literal

from fastapi import APIRouter, Query

from api.control_room import Room
from api.duty_lines import DutyLine, duty_line, names
from api.keys import Viewer
from api.pages import Cursor, Limit, page_of
from domain.disruptions import Iata
from domain.units import Frozen, UtcDatetime
from tools.legality.crew_board import CrewOutlook, Phase
from tools.legality.duty_cases import DutyReader, as_projected

router = APIRouter(prefix="/crew", tags=["crew"])

SOON_MIN = 60
_NOTHING_LIMITS = 10_000_000  # minutes; more than any law allows


class CrewCounts(Frozen):
    """People in the filters by phase, and of all of them: with flights at risk, with less than an hour left, not checked."""

    people: int
    by_phase: dict[Phase, int]
    at_risk: int
    less_than_an_hour: int
    not_checked: int


class CrewDuties(Frozen):
    """One page of lines. `counts` are over the filters other than phase and risk; `bases`: every base there is."""

    as_of: UtcDatetime
    network_id: str
    version: int
    counts: CrewCounts
    bases: tuple[str, ...]
    items: tuple[DutyLine, ...]
    next_cursor: str | None
    total: int


@router.get("/duties", operation_id="list_crew_duties")
def list_duties(
    room: Room,
    _: Viewer,
    cursor: Cursor = "",
    limit: Limit = 200,
    at_risk: Annotated[
        bool | None, Query(description="Only those whose flights are at risk, or only those whose are not")
    ] = None,
    phase: Phase | None = None,
    role: Literal["captain", "first_officer", "cabin"] | None = None,
    base: Iata | None = None,
    station: Annotated[Iata | None, Query(description="Where they are, or will land next")] = None,
    text: Annotated[str, Query(max_length=40, description="Part of a crew id, or of the number of a flight of theirs")] = "",
) -> CrewDuties:
    """Duties with their legs as they will go, the law's end, rest, reserve and absence; at risk first, then by time left."""
    outlook = room.outlook.outlook()
    board, state = room.outlook.crew(), outlook.state
    wanted = text.strip().upper()
    among = [
        one
        for one in board.values()
        if (role is None or one.role == role)
        and (base is None or one.base == base)
        and (station is None or one.station == station)
        and (not wanted or names(state.crew[one.crew_id], wanted))
    ]
    chosen = [one for one in among if (phase is None or one.phase == phase) and (at_risk is None or bool(one.at_risk) == at_risk)]
    chosen.sort(key=_urgency)
    reader = DutyReader(state, outlook.now, as_projected(outlook.projection.flights))
    page = page_of(
        chosen,
        key=_urgency,
        cursor=cursor,
        limit=limit,
        view=lambda one: duty_line(reader, state.crew[one.crew_id], one),
    )
    return CrewDuties(
        as_of=outlook.now,
        network_id=room.twin.network_id,
        version=state.version,
        counts=_counts(among),
        bases=tuple(sorted({one.base for one in board.values()})),
        items=page.items,
        next_cursor=page.next_cursor,
        total=page.total,
    )


def _counts(among: list[CrewOutlook]) -> CrewCounts:
    return CrewCounts(
        people=len(among),
        by_phase=dict(sorted(Counter(one.phase for one in among).items())),
        at_risk=sum(bool(one.at_risk) for one in among),
        less_than_an_hour=sum(one.left_min is not None and one.left_min < SOON_MIN for one in among),
        not_checked=sum(one.duty_id is not None and one.verdict == "not_checked" for one in among),
    )


def _urgency(one: CrewOutlook) -> str:
    """Those at risk, then by minutes left, those whom nothing limits last, then by id."""
    left = _NOTHING_LIMITS if one.left_min is None else one.left_min
    return f"{0 if one.at_risk else 1} {left + _NOTHING_LIMITS:09d} {one.crew_id}"
