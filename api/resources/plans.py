"""`plans`: the options, their revisions, and a human's decision about one."""

import re
from typing import Annotated

from fastapi import APIRouter, Header, Response

from api.control_room import Once, Room, TwinNetwork
from api.keys import Controller, Viewer
from api.plan_review import PlanReview, RevisionLine, review_of, revisions_of
from api.problems import Problem
from domain.commands import Operation
from domain.plans import Decision
from domain.units import Frozen
from graphs.views import DecisionView, ExecutionView, PlanView
from knowledge.airline.approval import approval_policy

router = APIRouter(prefix="/plans", tags=["plans"])

IfMatch = Annotated[str | None, Header(alias="If-Match", description='the revision that was read: the ETag, e.g. `"1"`')]
_TAG = re.compile(r'"(\d{1,9})"')


class EditRequest(Frozen):
    """The operations that the next revision consists of, all of them and not only what is new.

    With `repair` they are the controller's own idea: they stand, and the solver adds what the rest of the network then needs.
    """

    operations: tuple[Operation, ...]
    repair: bool = False


class DecisionAnswer(Frozen):
    """The decision as it was recorded and what came of it."""

    decision: DecisionView
    case_id: str
    case_status: str
    plan_status: str
    execution: ExecutionView | None


def etag(plan: PlanView) -> str:
    """The revision as an entity tag."""
    return f'"{plan.revision}"'


@router.get("/{plan_id}", operation_id="get_plan")
def get_plan(room: Room, _: Viewer, plan_id: str, response: Response) -> PlanView:
    """The plan at its newest revision, which is its ETag."""
    plan = room.desk.plan(plan_id)
    response.headers["ETag"] = etag(plan)
    return plan


class RevisionList(Frozen):
    """A plan's revisions, oldest first."""

    items: tuple[RevisionLine, ...]


@router.get("/{plan_id}/review", operation_id="review_plan")
def review(room: Room, caller: Viewer, plan_id: str) -> PlanReview:
    """Before a decision: whose approval the plan needs, whether you may, what has moved under it, and until when it lasts."""
    plan = room.desk.plan(plan_id)
    return review_of(plan, room.desk.case_view(plan.case_id), TwinNetwork(room.twin), approval_policy(), caller)


@router.get("/{plan_id}/revisions", operation_id="list_plan_revisions")
def get_revisions(room: Room, _: Viewer, plan_id: str) -> RevisionList:
    """How the plan came to be what it is: every revision with its price, its checks and what was decided about it."""
    return RevisionList(items=revisions_of(room.engine, plan_id))


@router.post("/{plan_id}/revisions", operation_id="revise_plan", status_code=201)
def revise(
    room: Room, caller: Controller, plan_id: str, request: EditRequest, response: Response, if_match: IfMatch = None
) -> PlanView:
    """A hand edit: the plan with these operations instead, priced and checked like any other, as its next revision."""
    revision = None if if_match is None else _named_revision(if_match, room.desk.plan(plan_id))
    plan = room.desk.revise_plan(
        plan_id, request.operations, actor=caller.name, role=caller.role.word, revision=revision, repair=request.repair
    )
    response.headers["ETag"] = etag(plan)
    response.headers["Location"] = f"/api/v1/plans/{plan.plan_id}"
    return plan


@router.post("/{plan_id}/decisions", operation_id="decide_plan")
def decide(
    room: Room, caller: Controller, once: Once, plan_id: str, request: Decision, response: Response, if_match: IfMatch = None
) -> DecisionAnswer:
    """Approve, reject or return the revision named in If-Match; an approval is carried out at once.

    428 without If-Match, 412 when the plan has a newer revision or is stale, 409 when somebody has decided, 403 when the
    approval policy does not give this role the decision.
    """
    plan = room.desk.plan(plan_id)
    if if_match is None:
        raise Problem(
            428,
            "precondition-required",
            f"Say which revision you decide about: If-Match: {etag(plan)} is the newest of plan {plan_id!r}. Read it first.",
        )
    made = room.desk.decide_plan(
        plan_id,
        revision=_named_revision(if_match, plan),
        decision=request.decision,
        reason=request.reason,
        actor=caller.name,
        role=caller.role.word,
        decision_id=None if once is None else once.effect_key,
    )
    plan, case = room.desk.plan(plan_id), room.desk.case_view(plan.case_id)
    response.headers["ETag"] = etag(plan)
    return DecisionAnswer(
        decision=made, case_id=case.case_id, case_status=case.status, plan_status=plan.status, execution=case.execution
    )


def _named_revision(if_match: str, plan: PlanView) -> int:
    """The revision an If-Match header names; a header that names none matches nothing, and `*` is not enough to decide."""
    named = [int(tag) for tag in _TAG.findall(if_match)]
    if not named:
        raise Problem(
            412,
            "precondition-failed",
            f"If-Match {if_match!r} names no revision; send the ETag of the plan you read, now {etag(plan)}.",
            headers={"ETag": etag(plan)},
            current_revision=plan.revision,
        )
    return plan.revision if plan.revision in named else named[0]
