"""`cases/{id}/record.html`: the decision record as a page to print."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.control_room import Room
from api.keys import Viewer
from api.record_page import content_security_policy, read_record, render

router = APIRouter(prefix="/cases", tags=["cases"])


@router.get("/{case_id}/record.html", operation_id="get_record_page", response_class=HTMLResponse)
def get_record_page(room: Room, _: Viewer, case_id: str) -> HTMLResponse:
    """The decision record as one self-contained page for A4: what happened, what was on the table, who decided and why."""
    page = render(read_record(room.engine, case_id))
    return HTMLResponse(page, headers={"Content-Security-Policy": content_security_policy(), "Cache-Control": "no-store"})
