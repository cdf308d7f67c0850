"""Tool `make_offer`."""

from typing import Any

from domain.units import Frozen
from tools.offers.make import make_offer
from tools.offers.ndc import as_ndc
from tools.offers.offer import OfferAnswer, OfferRequest
from tools.offers.sources import Sources
from tools.spec import ToolContext, tool


class OfferReport(Frozen):
    """The answer, and the offer in NDC-shaped JSON where there is one."""

    answer: OfferAnswer
    ndc: dict[str, Any] | None


@tool(name="make_offer")
def make_one_offer(context: ToolContext, request: OfferRequest) -> OfferReport:
    """One priced offer for a journey on our flights: fare and the ancillary bundle that suits the trip, item by item, with
    expiry, reasons, guards and the audit row of the price. Says which of forecast, pricing and ancillaries answered."""
    answer = make_offer(context.state, request, Sources(), now=context.now)
    return OfferReport(answer=answer, ndc=None if answer.offer is None else as_ndc(answer.offer, context.state))
