"""What passengers of a plan are told and given: a look before approval, and how far it has come afterwards. Names nobody."""

from fastapi import APIRouter

from api.control_room import Room
from api.keys import Viewer
from api.passenger_services import PassengerService
from domain.decide import decide_all
from gateways.messages.compose import Preview

router = APIRouter(tags=["passengers"])


@router.get("/plans/{plan_id}/messages", operation_id="preview_messages")
def preview_messages(room: Room, _: Viewer, plan_id: str) -> Preview:
    """What would be sent to whom if the plan were executed now: counts by template and language, one sample each. Sends nothing.

    409 when the network has moved on so far that the plan cannot be carried out.
    """
    plan = room.desk.plan(plan_id)
    case = room.desk.case_view(plan.case_id)
    operations = plan.operations
    after = decide_all(room.twin.state, operations, now=room.twin.now, by=plan_id)[1]
    return room.passengers.preview(operations, after, case.disruption)


@router.get("/cases/{case_id}/passengers", operation_id="get_passenger_service")
def passenger_service(room: Room, _: Viewer, case_id: str) -> tuple[PassengerService, ...]:
    """Care that was booked, what the reservation system has, and messages that went out, for each executed plan of a case."""
    room.desk.case_view(case_id)
    return room.passengers.services(case_id)
