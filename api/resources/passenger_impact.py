"""`passengers/impact`: whose journey breaks, by flight, tier, state and airport."""

from fastapi import APIRouter

from api.control_room import Room
from api.keys import Viewer
from api.passenger_impact import PassengerImpact
from api.passenger_impact import passenger_impact as impact_of

router = APIRouter(prefix="/passengers", tags=["passengers"])


@router.get("/impact", operation_id="get_passenger_impact")
def get_impact(room: Room, _: Viewer) -> PassengerImpact:
    """Passengers disrupted now or to be expected if nobody intervenes, and those already moved, refunded or cared for."""
    return impact_of(room.outlook.outlook())
