"""Operational messages that a plan needs, shown before anything would be sent."""

from fastapi import APIRouter

from api.control_room import Room
from api.keys import Viewer
from tools.operational_messages.outgoing import MessagesOfPlan, messages_of

router = APIRouter(prefix="/plans", tags=["messages"])


@router.get("/{plan_id}/operational-messages", operation_id="preview_operational_messages")
def preview_operational_messages(room: Room, _: Viewer, plan_id: str) -> MessagesOfPlan:
    """The MVT, ASM and flight plan changes that a plan needs, word for word as they would be sent; sends nothing.

    They are written for the network at the plan's base version, so they stay what they were after it is executed.
    """
    plan = room.desk.plan(plan_id)
    state = room.twin.state_at(plan.base_version)
    return messages_of(state, plan.operations, state.as_of or room.twin.now)
