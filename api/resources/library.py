"""`library`: what can be looked up, so that a search can be narrowed. The search itself is the tool `knowledge_search`."""

from typing import get_args

from fastapi import APIRouter

from api.control_room import Room
from api.keys import Viewer
from domain.units import Frozen
from knowledge.library.passage import Kind

router = APIRouter(prefix="/library", tags=["library"])


class LibraryView(Frozen):
    """Passages in all, those that are found by meaning as well, and what a search can be bound to."""

    passages: int
    embedded: int
    kinds: tuple[Kind, ...]
    regimes: tuple[str, ...]


@router.get("", operation_id="get_library")
def get_library(room: Room, _: Viewer) -> LibraryView:
    """How many passages there are, of which kinds, and the regimes that some passage belongs to."""
    progress = room.library.progress()
    return LibraryView(
        passages=progress.passages, embedded=progress.embedded, kinds=get_args(Kind), regimes=room.library.regimes()
    )
