"""`prices`: the audit row of every price, in the order written."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.control_room import Room
from api.keys import Viewer
from api.offer_desk import PriceEntry
from api.pages import Limit, Page

router = APIRouter(prefix="/prices", tags=["offers"])
After = Annotated[str, Query(pattern=r"^\d{0,18}$", description="`next_cursor` of the page before")]


class PricePage(Page[PriceEntry]):
    """One page of audit rows, oldest first."""


@router.get("", operation_id="list_prices")
def list_prices(room: Room, _: Viewer, limit: Limit = 100, cursor: After = "") -> PricePage:
    """What was asked, what the fare started from, what changed it and what came out: a row for every price on this network."""
    rows, total = room.offers.prices(after=int(cursor or 0), limit=limit + 1)
    shown = rows[:limit]
    return PricePage(items=shown, next_cursor=str(shown[-1].seq) if len(rows) > limit else None, total=total)
