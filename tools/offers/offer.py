"""What is asked of the offer service, and what it answers."""

from typing import Annotated, Literal

from pydantic import Field

from domain.ids import BookingId, FlightId
from domain.units import Frozen, UtcDatetime
from knowledge.airline.ancillary_policy import Code, Segment, TripFacts
from tools.pricing.record import PriceRecord
from tools.pricing.request import Channel

SourceName = Literal["forecast", "ancillaries", "pricing"]


class OfferRequest(Frozen):
    """A journey and its party. Nothing here says who somebody is; a field that is not here is refused by name.

    `codes`: the ancillaries wanted, none for the fare alone; left out, the bundle that suits the trip best. `family`: the fare
    family. `disrupted_booking`: the booking of ours whose passengers are to be carried; they never pay more than they have paid.
    `facts_as_of`: when the facts were told; now when left out.
    """

    flight_ids: Annotated[tuple[FlightId, ...], Field(min_length=1, max_length=4)]
    facts: TripFacts = TripFacts()
    facts_as_of: UtcDatetime | None = None
    codes: Annotated[tuple[Code, ...], Field(max_length=6)] | None = None
    family: str = "light"
    contract: str | None = None
    channel: Channel = "web"
    point_of_sale: Annotated[str, Field(pattern="^[A-Z]{2}$")] = "US"
    disrupted_booking: BookingId | None = None


class OfferItem(Frozen):
    """One line: `quantity` of something at `unit_cents`, on these flights."""

    item_id: str
    kind: Literal["fare", "ancillary"]
    code: str
    name: str
    quantity: Annotated[int, Field(gt=0)]
    unit_cents: int
    total_cents: int
    flight_ids: tuple[FlightId, ...]


class SourceAnswer(Frozen):
    """Whether a source answered; where it did not, why, and what stands in for it."""

    source: SourceName
    answered: bool
    fell_back_to: str = ""
    reason: str = ""


class Offer(Frozen):
    """A price that holds until `expires_at`, item by item, in cents of `currency`, with the reasons for it.

    `passengers` have a seat of their own, `children` among them; `infants` have none.
    """

    offer_id: str
    owner: str
    created_at: UtcDatetime
    expires_at: UtcDatetime
    currency: str
    flight_ids: tuple[FlightId, ...]
    passengers: int
    children: int
    infants: int
    cabin: str
    class_sold: str
    family: str
    segment: Segment
    items: tuple[OfferItem, ...]
    total_cents: int
    reasons: tuple[str, ...]
    guards: tuple[str, ...]
    price_id: str
    assumed: tuple[str, ...] = ("fares, demand, and prices and costs of ancillaries",)


class OfferAnswer(Frozen):
    """An offer, or why there is none: `declined`, or `referred` to a person. `audit` is the row to keep either way."""

    outcome: Literal["offered", "declined", "referred"]
    offer: Offer | None
    reason: str
    sources: tuple[SourceAnswer, ...]
    audit: PriceRecord
