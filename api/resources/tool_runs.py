"""`cases/{id}/tool-runs`: what the tools were asked for a case, and what they answered."""

from typing import Any

from fastapi import APIRouter
from sqlmodel import Session, col, select

from api.control_room import ControlRoom, Room
from api.keys import Viewer
from api.pages import Cursor, Limit, Page, page_of
from domain.network import UnknownEntity
from domain.units import Frozen
from graphs.casebook import ToolRunRow

router = APIRouter(prefix="/cases", tags=["cases"])


class ToolRunSummary(Frozen):
    """One call of a tool, without its output: `run` is the search it belongs to, `stage` the step of it, `asked_by` who asked.

    `message` says why a run was refused or failed. `output_sha256` is what the decision record holds of the output.
    """

    run_id: int
    case_id: str
    run: int
    stage: str
    asked_by: str
    tool: str
    outcome: str
    message: str
    arguments: dict[str, Any]
    output_sha256: str
    runtime_s: float


class ToolRunView(ToolRunSummary):
    """One call of a tool with its output; `output_kept` is false where that was too long to keep, and only the digest is."""

    output_kept: bool
    output: Any


class ToolRunList(Page[ToolRunSummary]):
    """Tool runs in the order in which they were kept."""


@router.get("/{case_id}/tool-runs", operation_id="list_tool_runs")
def list_tool_runs(
    room: Room, _: Viewer, case_id: str, tool: str = "", run: int | None = None, limit: Limit = 100, cursor: Cursor = ""
) -> ToolRunList:
    """What the tools were asked for the case, oldest first; `tool` and `run` narrow it down."""
    query = select(*(getattr(ToolRunRow, name) for name in ToolRunSummary.model_fields)).where(
        col(ToolRunRow.case_id) == _known(room, case_id)
    )
    if tool:
        query = query.where(col(ToolRunRow.tool) == tool)
    if run is not None:
        query = query.where(col(ToolRunRow.run) == run)
    with Session(room.engine) as session:
        rows = session.execute(query.order_by(col(ToolRunRow.run_id))).mappings()
        found = [ToolRunSummary.model_validate(dict(row)) for row in rows]
    page = page_of(found, key=lambda one: str(one.run_id).rjust(12, "0"), cursor=cursor, limit=limit, view=lambda one: one)
    return ToolRunList(items=page.items, next_cursor=page.next_cursor, total=page.total)


@router.get("/{case_id}/tool-runs/{run_id}", operation_id="get_tool_run")
def get_tool_run(room: Room, _: Viewer, case_id: str, run_id: int) -> ToolRunView:
    """One call of a tool, with what it answered."""
    with Session(room.engine) as session:
        row = session.get(ToolRunRow, run_id)
    if row is None or row.case_id != _known(room, case_id):
        raise UnknownEntity(f"Case {case_id!r} has no tool run {run_id}. List them with GET /api/v1/cases/{case_id}/tool-runs.")
    return ToolRunView(**row.model_dump(), output_kept=row.output is not None or row.outcome != "answered")


def _known(room: ControlRoom, case_id: str) -> str:
    """The case's id; UnknownEntity when there is no such case."""
    return room.desk.case_view(case_id).case_id
