"""The adapter for the Amadeus Self-Service APIs, written from their published specifications; never run against Amadeus.

Amadeus closed the Self-Service portal on 17 July 2026. Who has no Enterprise access has nothing to point this at.
"""

from collections.abc import Callable
from datetime import date
from typing import Literal, TypeVar
from urllib.parse import quote

import httpx

from gateways.reservations.keys import KeyRecord, KeysInMemory, once
from gateways.reservations.port import (
    Booking,
    Cabin,
    Cancel,
    Cancelled,
    Capabilities,
    Change,
    Hold,
    Issue,
    NotAllowed,
    NotFound,
    Offer,
    Parted,
    Refund,
    Refunded,
    Search,
    Segment,
    Split,
    StaleBooking,
)
from gateways.reservations.reading import Said, at_airport, local_dates, made, money, read_as, versioned
from gateways.reservations.wire import Token, Wire, setting

CAPABILITIES = Capabilities(
    system="Amadeus Self-Service",
    supports=("search", "read", "cancel"),
    refuses={
        "hold": "an offer keeps no seats; Flight Offers Price confirms a price and holds nothing",
        "change": "Self-Service has no exchange; changing an order (PATCH) is marked as not available in Self-Service",
        "split": "no way to divide an order was found in its documents",
        "issue": "Self-Service leaves issuing to a consolidator, outside of the API",
        "refund": "no refund was found in its documents",
    },
    keys="by our record of keys, none being found in its documents; an order that is gone was cancelled",
    versions="by us, just before writing: an order has no version; two writers within that moment are not noticed",
    left_out=(
        "whether the service can still be reached: the portal was closed on 17 July 2026",
        "when an offer expires: lastTicketingDate is a day to issue by, not a moment until which the price holds",
        "tickets of an order; what a cancellation gives back",
        "Flight Offers Price and Flight Create Orders: nothing in the port asks for them",
        "passengers other than adults in a search",
    ),
    never_run_against_the_real_system=True,
    written_on=date(2026, 11, 21),
    written_from=(
        "amadeus4dev/amadeus-open-api-specification: Flight Order Management 1.5.0 at 187c9819beec, Flight Offers Search v2",
        "github.com/amadeus4dev, archived on 17 July 2026",
    ),
)

_CABINS: dict[str, Cabin] = {
    "ECONOMY": "economy",
    "PREMIUM_ECONOMY": "premium_economy",
    "BUSINESS": "business",
    "FIRST": "first",
}
_TravelClass = Literal["ECONOMY", "PREMIUM_ECONOMY", "BUSINESS", "FIRST"]


class _End(Said):
    iataCode: str
    at: str


class _Segment(Said):
    id: str
    departure: _End
    arrival: _End
    carrierCode: str
    number: str


class _Itinerary(Said):
    segments: tuple[_Segment, ...]


class _Price(Said):
    currency: str
    grandTotal: str


class _FareDetail(Said):
    segmentId: str
    cabin: _TravelClass | None = None


class _TravelerPricing(Said):
    fareDetailsBySegment: tuple[_FareDetail, ...]


class _Offer(Said):
    id: str
    itineraries: tuple[_Itinerary, ...]
    price: _Price
    numberOfBookableSeats: int | None = None
    travelerPricings: tuple[_TravelerPricing, ...] = ()

    def segments(self) -> tuple[Segment, ...]:
        cabins = {
            one.segmentId: _CABINS[one.cabin] for one in (self.travelerPricings or _NOBODY)[0].fareDetailsBySegment if one.cabin
        }
        return tuple(
            made(
                Segment,
                carrier=one.carrierCode,
                number=one.number,
                origin=one.departure.iataCode,
                destination=one.arrival.iataCode,
                departs_at=at_airport(one.departure.at, one.departure.iataCode),
                arrives_at=at_airport(one.arrival.at, one.arrival.iataCode),
                cabin=cabins.get(one.id),
                segment_id=one.id,
            )
            for itinerary in self.itineraries
            for one in itinerary.segments
        )


_NOBODY = (_TravelerPricing(fareDetailsBySegment=()),)


class _Offers(Said):
    data: tuple[_Offer, ...]


class _Traveler(Said):
    id: str


class _Order(Said):
    id: str
    flightOffers: tuple[_Offer, ...]
    travelers: tuple[_Traveler, ...]


class _OrderAnswer(Said):
    data: _Order


class _Issue(Said):
    code: int | None = None
    title: str | None = None


class _Issues(Said):
    errors: tuple[_Issue, ...]


_Answer = TypeVar("_Answer", bound=Said)


class AmadeusReservations:
    """Orders at Amadeus; a locator is the order's id, not the record locator of the airline; passengers are `pax-<traveler id>`.

    DOWNLINE_AMADEUS_CLIENT_ID and DOWNLINE_AMADEUS_CLIENT_SECRET unless given.
    """

    capabilities = CAPABILITIES

    def __init__(
        self,
        client_id: str | None = None,
        client_secret: str | None = None,
        *,
        base_url: str = "https://test.api.amadeus.com",
        keys: KeyRecord | None = None,
        wire: Wire | None = None,
    ) -> None:
        form = {
            "grant_type": "client_credentials",
            "client_id": setting("DOWNLINE_AMADEUS_CLIENT_ID", client_id),
            "client_secret": setting("DOWNLINE_AMADEUS_CLIENT_SECRET", client_secret),
        }
        self._wire = wire or Wire("Amadeus", base_url)
        client, token_url = self._wire.client, f"{self._wire.base_url}/v1/security/oauth2/token"
        self._wire.token = Token(lambda: client.post(token_url, data=form))
        self._keys: KeyRecord = KeysInMemory() if keys is None else keys

    def search(self, ask: Search) -> tuple[Offer, ...]:
        """Ways to travel, earliest arrival first: one request for each cabin and local date of the window."""
        found: list[Offer] = []
        for cabin in ask.cabins:
            for day in local_dates(ask.departs_from, ask.departs_until, ask.origin):
                params: dict[str, str | int] = {
                    "originLocationCode": ask.origin,
                    "destinationLocationCode": ask.destination,
                    "departureDate": day,
                    "adults": ask.passengers,
                    "travelClass": cabin.upper(),
                }
                response = self._wire.call("GET", "/v2/shopping/flight-offers", repeatable=True, params=params)
                # Ids are numbered from 1 in every answer.
                found += [_offer(one, f"{day}/{cabin}/{one.id}") for one in _read(response, _Offers).data]
        within = [one for one in found if ask.departs_from <= one.segments[0].departs_at <= ask.departs_until]
        within.sort(key=lambda one: (one.segments[-1].arrives_at, one.fare.cents, one.offer_id))
        return tuple(within[: ask.at_most])

    def hold(self, key: str, offer_id: str) -> Hold:
        """Refused."""
        raise CAPABILITIES.refusal("hold")

    def read(self, locator: str) -> Booking:
        """The order as it is now; an order that was cancelled is not found."""
        return _booking(_read(self._wire.call("GET", _order_path(locator), repeatable=True), _OrderAnswer).data)

    def change(self, key: str, ask: Change) -> Booking:
        """Refused."""
        raise CAPABILITIES.refusal("change")

    def split(self, key: str, ask: Split) -> Parted:
        """Refused."""
        raise CAPABILITIES.refusal("split")

    def issue(self, key: str, ask: Issue) -> Booking:
        """Refused."""
        raise CAPABILITIES.refusal("issue")

    def refund(self, key: str, ask: Refund) -> Refunded:
        """Refused."""
        raise CAPABILITIES.refusal("refund")

    def cancel(self, key: str, ask: Cancel) -> Cancelled:
        """Delete the order; what that gives back is not said."""
        if ask.give_back_at_least is not None:
            raise NotAllowed("Amadeus Self-Service does not say what a cancellation gives back")

        def work(in_doubt: str | None, about_to_write: Callable[[str], None]) -> Cancelled:
            try:
                booking = self.read(ask.locator)
            except NotFound:
                if in_doubt is None:
                    raise
                return Cancelled.model_validate_json(in_doubt)
            if booking.version != ask.version:
                raise StaleBooking(f"order {ask.locator!r} is at version {booking.version}, not {ask.version}")
            gone = versioned(booking.model_copy(update={"status": "cancelled", "segments": ()}))
            answer = Cancelled(booking=gone)
            about_to_write(answer.model_dump_json())
            response = self._wire.call("DELETE", _order_path(ask.locator), repeatable=False, writes=True)
            if response.status_code != 204:
                _refuse(response)
            return answer

        return once(self._keys, key, ask, Cancelled, work)


def _read(response: httpx.Response, kind: type[_Answer]) -> _Answer:
    if response.status_code >= 300:
        _refuse(response)
    return read_as(kind, response)


def _refuse(response: httpx.Response) -> None:
    if response.status_code == 404:
        raise NotFound("Amadeus does not know it")
    # Code and title, not the detail, which may quote what a passenger gave.
    issues = read_as(_Issues, response).errors
    raise NotAllowed(f"Amadeus answered {response.status_code}: " + ", ".join(f"{one.code} {one.title}" for one in issues))


def _offer(offer: _Offer, offer_id: str) -> Offer:
    return made(
        Offer,
        offer_id=offer_id,
        segments=offer.segments(),
        seats_left=offer.numberOfBookableSeats,
        fare=money(offer.price.grandTotal, offer.price.currency),
        expires_at=None,
    )


def _booking(order: _Order) -> Booking:
    return versioned(
        made(
            Booking,
            locator=order.id,
            version="",
            status="confirmed",
            passengers=tuple(f"pax-{one.id}" for one in order.travelers),
            segments=tuple(
                segment.model_copy(update={"segment_id": f"{offer.id}/{segment.segment_id}"})
                for offer in order.flightOffers
                for segment in offer.segments()
            ),
        )
    )


def _order_path(locator: str) -> str:
    return f"/v1/booking/flight-orders/{quote(locator, safe='')}"
