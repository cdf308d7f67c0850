"""`delay-codes`: IATA delay codes that a report may name."""

from fastapi import APIRouter

from api.keys import Viewer
from domain.units import Frozen
from knowledge.passenger_rights.causes import delay_codes

router = APIRouter(prefix="/delay-codes", tags=["flights"])


class DelayCodeView(Frozen):
    """Two digits of AHM 730, their letters (empty: none) and what they say, in our words."""

    code: str
    letters: str
    says: str


class DelayCodeList(Frozen):
    """Every code that is assigned."""

    items: tuple[DelayCodeView, ...]


@router.get("", operation_id="list_delay_codes")
def list_delay_codes(_: Viewer) -> DelayCodeList:
    """Codes for the reason of a delay or a cancellation, in order."""
    return DelayCodeList(
        items=tuple(DelayCodeView(code=code, letters=one.alpha, says=one.says) for code, one in sorted(delay_codes().items()))
    )
