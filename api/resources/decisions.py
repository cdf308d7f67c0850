"""`decisions` and `audit`: everything that people decided, over all cases, and whether the trail is as it was written."""

from typing import Annotated

from fastapi import APIRouter, Query
from sqlmodel import Session, col, select

from api.audit import verify
from api.control_room import Room
from api.keys import DutyManager, Viewer
from api.pages import Cursor, Limit, Page, page_of
from domain.units import Frozen
from graphs.casebook import CaseRow, DecisionRow, PlanRevision
from graphs.views import DecisionView

router = APIRouter(tags=["decisions"])


class DecisionLine(DecisionView):
    """A decision with the case it belongs to and what the plan was called. `network_id`: the network it was decided on.

    Title, label, kind and network are empty when somebody took their row away: the decision is shown all the same.
    """

    case_id: str
    case_title: str
    plan_label: str
    plan_kind: str
    network_id: str


class DecisionList(Page[DecisionLine]):
    """Decisions, the newest first."""


class AuditBreak(Frozen):
    """The first row that is not as it was written. `seq` is its place in its table, 0 where it has none."""

    table: str
    case_id: str
    seq: int
    reason: str


class AuditView(Frozen):
    """What was walked, and whether all of it is as it was written. `head`: to be noted outside the database."""

    intact: bool
    cases: int
    entries: int
    head: str
    personal_data_accesses: int
    erasures: int
    broken: AuditBreak | None


@router.get("/decisions", operation_id="list_decisions")
def list_decisions(
    room: Room,
    _: Viewer,
    actor: Annotated[str | None, Query(description="only this person's")] = None,
    case_id: Annotated[str | None, Query(description="only this case's")] = None,
    limit: Limit = 100,
    cursor: Cursor = "",
) -> DecisionList:
    """Decisions over all cases and networks, the newest first: who, in which role, what, about which revision, and why."""
    query = select(DecisionRow, CaseRow.title, CaseRow.network_id).join(
        CaseRow, col(CaseRow.case_id) == col(DecisionRow.case_id), isouter=True
    )
    if actor is not None:
        query = query.where(DecisionRow.actor == actor)
    if case_id is not None:
        query = query.where(DecisionRow.case_id == case_id)
    with Session(room.engine) as session:
        found = session.exec(query).all()
        decided = {row.plan_id for row, _, _ in found}
        plans = select(PlanRevision.plan_id, PlanRevision.revision, PlanRevision.label, PlanRevision.kind)
        named = {
            (plan_id, revision): {"plan_label": label, "plan_kind": kind}
            for plan_id, revision, label, kind in session.exec(plans.where(col(PlanRevision.plan_id).in_(decided)))
        }
    lines = [
        DecisionLine.model_validate(
            row.model_dump()
            | {"case_title": title or "", "network_id": network_id or ""}
            | named.get((row.plan_id, row.revision), {"plan_label": "", "plan_kind": ""})
        )
        for row, title, network_id in found
    ]
    newest_first = sorted(lines, key=_place)
    page = page_of(newest_first, key=_place, cursor=cursor, limit=limit, view=lambda one: one)
    return DecisionList(items=page.items, next_cursor=page.next_cursor, total=page.total)


def _place(line: DecisionLine) -> str:
    """Sorts the newest first, as a cursor does that only goes up."""
    return f"{10**17 - round(line.recorded_at.timestamp() * 1e6):018d} {line.decision_id}"


@router.get("/audit", operation_id="get_audit_verdict")
def get_audit_verdict(
    room: Room,
    _: DutyManager,
    noted: Annotated[str, Query(pattern=r"^(\d+:[0-9a-f]{64})?$", description="an earlier head, which must still be there")] = "",
) -> AuditView:
    """Walk the whole trail now: every record of every case, and the log of who read personal data. It reads everything."""
    return AuditView.model_validate(verify(room.engine, noted=noted).document())
