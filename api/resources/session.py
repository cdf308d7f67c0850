"""`session`: who the caller is, so that a page can show it."""

from fastapi import APIRouter

from api.keys import Viewer
from domain.units import Frozen

router = APIRouter(prefix="/session", tags=["session"])


class SessionView(Frozen):
    """The caller's name in every record, and what the role allows."""

    name: str
    role: str
    demo: bool


@router.get("", operation_id="get_session")
def get_session(caller: Viewer) -> SessionView:
    """The name and role of the key in use."""
    return SessionView(name=caller.name, role=caller.role.word, demo=caller.demo)
