"""`offers`: one priced offer for a journey, made now and kept as it was."""

from fastapi import APIRouter, Response

from api.control_room import Room
from api.keys import Controller, Viewer
from api.offer_desk import KeptOffer
from api.problems import Problem
from tools.offers.offer import OfferRequest

router = APIRouter(prefix="/offers", tags=["offers"])


@router.post("", operation_id="make_offer", status_code=201)
def post_offer(room: Room, caller: Controller, request: OfferRequest, response: Response) -> KeptOffer:
    """Make an offer: fare, ancillaries, reasons, guards and expiry. The audit row of its price is kept.

    422 where nothing is sold, with the reason and the `price_id` of the row that is kept all the same.
    """
    answer, kept = room.offers.make(request, actor=caller.name)
    if kept is None:
        detail = f"No offer was made: {answer.reason}. Ask for another flight, or for fewer people."
        raise Problem(422, "no-offer", detail, outcome=answer.outcome, price_id=answer.audit.price_id)
    response.headers["Location"] = f"/api/v1/offers/{kept.offer.offer_id}"
    return kept


@router.get("/{offer_id}", operation_id="get_offer")
def get_offer(room: Room, _: Viewer, offer_id: str) -> KeptOffer:
    """One offer as it was made, expired or not."""
    kept = room.offers.offer(offer_id)
    if kept is None:
        raise Problem(404, "not-found", f"Offer {offer_id!r} was not made on this network. Make one with POST /api/v1/offers.")
    return kept
