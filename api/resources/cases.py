"""`cases`: disruptions being dealt with, what the specialists found, and the decision record."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import Discriminator, Field, Tag

from agents.models import ModelCall
from api.casebook_index import case_ids, like_case
from api.control_room import ControlRoom, Once, Room
from api.idempotency import Claim
from api.keys import Controller, Viewer
from api.pages import Cursor, Limit, Page, page_of
from api.plan_review import nothing_of
from api.problems import FaultView, Problem
from api.resources.plans import EditRequest, etag
from domain.disruptions import DISRUPTION, Disruption
from domain.units import Frozen, UtcDatetime
from graphs.casebook import CaseStatus
from graphs.intake.by_model import clarified_by_model
from graphs.intake.grammar import Clarification, Understood, understand
from graphs.views import CaseView, EventView, PlanView, RecordView

router = APIRouter(prefix="/cases", tags=["cases"])


class FreeText(Frozen):
    """A disruption in words. It opens a case only when nothing is missing; otherwise the answer asks for what is."""

    text: Annotated[str, Field(min_length=1, max_length=4000)]


def _form_of(body: Any) -> str:
    return (
        "text"
        if isinstance(body, FreeText) or (isinstance(body, dict) and "text" in body and "kind" not in body)
        else "disruption"
    )


CaseRequest = Annotated[Annotated[Disruption, Tag("disruption")] | Annotated[FreeText, Tag("text")], Discriminator(_form_of)]


class CaseOpened(Frozen):
    """A case was opened; its progress is at `location` and in the event stream."""

    case_id: str
    status: str
    location: str
    title: str
    network_id: str
    opened_at: UtcDatetime


class CaseSummary(Frozen):
    """A case in a list."""

    case_id: str
    status: str
    stage: str
    title: str
    kind: str
    network_id: str
    opened_by: str
    opened_at: UtcDatetime
    closed_at: UtcDatetime | None
    plan_ids: tuple[str, ...]
    trouble: str

    @classmethod
    def of(cls, case: CaseView) -> "CaseSummary":
        """The case without its findings."""
        fields = case.model_dump(include=set(cls.model_fields) - {"kind"})
        return cls.model_validate(fields | {"kind": case.disruption.kind})


class CaseList(Page[CaseSummary]):
    """Cases, oldest first."""


class PlanList(Frozen):
    """A case's options, best first. `nothing` is doing nothing as it was priced, also when that option has been edited since."""

    items: tuple[PlanView, ...]
    nothing: PlanView | None


class ProgressList(Frozen):
    """Steps of a case's progress, in order."""

    items: tuple[EventView, ...]


Budget = Annotated[
    float | None, Query(ge=0.5, le=600, description="Seconds the solver may search; by default what the server is set to.")
]


@router.post("", operation_id="open_case", status_code=202)
def open_case(
    room: Room, caller: Controller, once: Once, request: CaseRequest, response: Response, budget_s: Budget = None
) -> CaseOpened:
    """Report a disruption: its facts are recorded, a case is opened and the specialists start; the answer comes at once.

    Words that lack a required field open nothing: the answer's `clarify` says what was understood and what is missing.
    """
    disruption = _understood(room, request.text) if isinstance(request, FreeText) else request
    return open_for(room, disruption, caller.name, once, response, budget_s)


def open_for(
    room: ControlRoom,
    disruption: Disruption,
    actor: str,
    once: Claim | None,
    response: Response,
    budget_s: float | None = None,
) -> CaseOpened:
    """Open a case, or find the one that an interrupted attempt of the same request opened."""
    case_id = None
    if once is not None and once.taken_over:
        case_id = like_case(room.engine, room.twin.network_id, actor, disruption.model_dump(mode="json"))
    case = room.desk.case_view(case_id or room.desk.open_case(disruption, actor=actor, budget_s=budget_s))
    location = f"/api/v1/cases/{case.case_id}"
    response.headers["Location"] = location
    return CaseOpened(
        case_id=case.case_id,
        status=case.status,
        location=location,
        title=case.title,
        network_id=case.network_id,
        opened_at=case.opened_at,
    )


def _understood(room: ControlRoom, text: str) -> Disruption:
    """The disruption that the words say, by rule; a model may only help to ask back."""
    state, now = room.twin.state, room.twin.now
    heard = understand(text, state, now)
    if isinstance(heard, Understood):
        return DISRUPTION.validate_python(heard.disruption)
    models = room.chat.models
    if models.writes_prose:
        calls: list[ModelCall] = []
        heard = asyncio.run(clarified_by_model(text, heard, state, now, models, calls.append, models.budget()))
        for call in calls:
            room.desk.keep_model_call(call, turn_id="")
    raise Problem(
        422,
        "clarification-needed",
        f"Nothing was opened: {_asked_for(heard)}. Say it, or send the disruption as JSON.",
        faults=[FaultView(field=name, message=_fault(heard, name)) for name in dict.fromkeys((*heard.missing, *heard.wrong))],
        clarify=heard.model_dump(mode="json"),
    )


def _asked_for(heard: Clarification) -> str:
    if heard.missing == ("confirmation",):
        return "it is understood, and waits for somebody to send `understood` as the disruption"
    if "reads_as" in heard.understood:
        return f"the words read as {heard.understood['reads_as']}, not as a report"
    return "; ".join(_fault(heard, name) for name in dict.fromkeys((*heard.missing, *heard.wrong)))


def _fault(heard: Clarification, name: str) -> str:
    if name in heard.wrong:
        return heard.wrong[name]
    if name in heard.choices:
        return f"{name} may be {' or '.join(heard.choices[name])}"
    return f"{name} was not said"


@router.get("", operation_id="list_cases")
def list_cases(
    room: Room,
    _: Viewer,
    status: Annotated[CaseStatus | None, Query(description="only cases in this status")] = None,
    limit: Limit = 100,
    cursor: Cursor = "",
) -> CaseList:
    """Every case, oldest first."""
    found = case_ids(room.engine, status)
    page = page_of(found, key=_place, cursor=cursor, limit=limit, view=lambda one: CaseSummary.of(room.desk.case_view(one)))
    return CaseList(items=page.items, next_cursor=page.next_cursor, total=page.total)


def _place(case_id: str) -> str:
    return case_id.removeprefix("C").rjust(12, "0")


@router.get("/{case_id}", operation_id="get_case")
def get_case(room: Room, _: Viewer, case_id: str) -> CaseView:
    """The case with the findings of each specialist, its decisions and how far execution is."""
    return room.desk.case_view(case_id)


@router.get("/{case_id}/events", operation_id="list_case_progress")
def get_progress(room: Room, _: Viewer, case_id: str, after: Annotated[int, Query(ge=0)] = 0) -> ProgressList:
    """What has happened in the case so far, step by step; `after` is the `seq` already seen."""
    return ProgressList(items=room.desk.events(case_id, after))


@router.get("/{case_id}/plans", operation_id="list_plans")
def get_plans(room: Room, _: Viewer, case_id: str) -> PlanList:
    """The options of the latest search, best first, each at its newest revision."""
    return PlanList(items=room.desk.plans(case_id), nothing=nothing_of(room.engine, case_id))


@router.post("/{case_id}/plans", operation_id="offer_plan", status_code=201)
def offer_plan(room: Room, caller: Controller, case_id: str, request: EditRequest, response: Response) -> PlanView:
    """Your own idea as one more option, priced and checked like the others; with `repair` the rest is planned around it."""
    plan = room.desk.offer_plan(case_id, request.operations, actor=caller.name, role=caller.role.word, repair=request.repair)
    response.headers["ETag"] = etag(plan)
    response.headers["Location"] = f"/api/v1/plans/{plan.plan_id}"
    return plan


@router.get("/{case_id}/record", operation_id="get_record")
def get_record(room: Room, _: Viewer, case_id: str) -> RecordView:
    """The decision record: every fact, tool run, option, check and decision, each entry chained to the one before by its hash."""
    return room.desk.record(case_id)


@router.post("/{case_id}/stop", operation_id="stop_case", status_code=202)
def stop(room: Room, caller: Controller, case_id: str) -> CaseView:
    """Stop searching; what has been found by now is proposed."""
    room.desk.stop(case_id, actor=caller.name)
    return room.desk.case_view(case_id)


@router.post("/{case_id}/replan", operation_id="replan_case", status_code=202)
def replan(room: Room, _: Controller, case_id: str, budget_s: Budget = None) -> CaseView:
    """Search again on the network as it is now, for longer when asked to; options proposed before are superseded."""
    room.desk.replan(case_id, budget_s=budget_s)
    return room.desk.case_view(case_id)
