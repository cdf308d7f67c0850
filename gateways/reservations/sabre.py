"""The adapter for Sabre's Booking Management API, written from its public documents; never run against Sabre."""

from base64 import b64encode
from collections.abc import Callable
from datetime import date
from typing import TypeVar

import httpx

from gateways.reservations.keys import KeyRecord, KeysInMemory, once
from gateways.reservations.port import (
    Booking,
    Cancel,
    Cancelled,
    Capabilities,
    Change,
    Document,
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
from gateways.reservations.reading import Said, at_airport, made, read_as
from gateways.reservations.wire import Token, Wire, setting

CAPABILITIES = Capabilities(
    system="Sabre Booking Management",
    supports=("read", "cancel"),
    refuses={
        "search": "not built: the answer of Bargain Finder Max could not be read in full",
        "hold": "no way to keep seats apart from a booking was found in its documents",
        "change": "not built: the fields of Exchange Booking could not be read in full, nor what Modify Booking changes",
        "split": "the REST API has none; dividing a reservation is a SOAP service within a session",
        "issue": "not built: what Fulfill Flight Tickets takes as form of payment could not be read",
        "refund": "Refund Flight Tickets takes ticket numbers and no amount, so it cannot be asked for one",
    },
    keys="by our record of keys, none being found in its documents; a booking without flights was cancelled",
    versions="by us, just before writing: cancelling does not take the bookingSignature that a booking carries",
    left_out=(
        "cabin: the codes of cabinTypeCode are not listed where we read",
        "what was paid; whether a ticket is open; what a cancellation gives back",
        "voiding or refunding tickets when cancelling: they are left as they are",
        "schedule changes (updatedDepartureTime): the booked times are given",
        "travelers are numbered by their place in the booking, as Sabre's own travelerIndex is",
    ),
    never_run_against_the_real_system=True,
    written_on=date(2026, 11, 21),
    written_from=(
        "developer.sabre.com, Booking Management API 1.21: Get Booking, Cancel Booking, their examples and error lists",
        "a public copy of the sample answer of Get Booking, for the fields of flights and tickets",
        "developer.sabre.com, OAuth Token Create v2: REST API token credentials",
    ),
)


class _Traveler(Said):
    type: str | None = None


class _Flight(Said):
    itemId: str
    airlineCode: str
    flightNumber: int
    fromAirportCode: str
    toAirportCode: str
    departureDate: str
    departureTime: str
    arrivalDate: str
    arrivalTime: str


class _Ticket(Said):
    number: str
    travelerIndex: int | None = None


class _Error(Said):
    category: str | None = None
    type: str | None = None


class _Booking(Said):
    bookingSignature: str | None = None
    isCancelable: bool | None = None
    travelers: tuple[_Traveler, ...] = ()
    flights: tuple[_Flight, ...] = ()
    flightTickets: tuple[_Ticket, ...] = ()
    errors: tuple[_Error, ...] = ()


class _Outcome(Said):
    errors: tuple[_Error, ...] = ()


_Answer = TypeVar("_Answer", _Booking, _Outcome)


class SabreReservations:
    """Bookings at Sabre; a locator is its confirmationId, passengers are `pax-1`, `pax-2`, … in the order of the booking.

    DOWNLINE_SABRE_USER (`V1:user:group:domain`) and DOWNLINE_SABRE_SECRET unless given.
    """

    capabilities = CAPABILITIES

    def __init__(
        self,
        user: str | None = None,
        secret: str | None = None,
        *,
        base_url: str = "https://api.cert.platform.sabre.com",
        keys: KeyRecord | None = None,
        wire: Wire | None = None,
    ) -> None:
        parts = (setting("DOWNLINE_SABRE_USER", user), setting("DOWNLINE_SABRE_SECRET", secret))
        basic = _base64(":".join(_base64(part) for part in parts))
        self._wire = wire or Wire("Sabre", base_url)
        client, token_url = self._wire.client, f"{self._wire.base_url}/v2/auth/token"
        headers = {"Authorization": f"Basic {basic}"}
        self._wire.token = Token(lambda: client.post(token_url, data={"grant_type": "client_credentials"}, headers=headers))
        self._keys: KeyRecord = KeysInMemory() if keys is None else keys

    def search(self, ask: Search) -> tuple[Offer, ...]:
        """Refused."""
        raise CAPABILITIES.refusal("search")

    def hold(self, key: str, offer_id: str) -> Hold:
        """Refused."""
        raise CAPABILITIES.refusal("hold")

    def read(self, locator: str) -> Booking:
        """The booking as it is now; without flights it is cancelled."""
        return _ours(locator, self._booking(locator))

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
        """Cancel everything in the booking; its tickets stay as they are."""
        if ask.give_back_at_least is not None:
            raise NotAllowed("Sabre does not say what a cancellation gives back")

        def work(in_doubt: str | None, about_to_write: Callable[[str], None]) -> Cancelled:
            said = self._booking(ask.locator)
            booking = _ours(ask.locator, said)
            if in_doubt is not None and booking.status == "cancelled":
                return Cancelled(booking=booking)
            if booking.version != ask.version:
                raise StaleBooking(f"booking {ask.locator!r} is not at the version given")
            if booking.status == "cancelled" or said.isCancelable is False:
                raise NotAllowed("Sabre says that this booking cannot be cancelled")
            about_to_write(ask.locator)
            body = {"confirmationId": ask.locator, "cancelAll": True}
            response = self._wire.call("POST", "/v1/trip/orders/cancelBooking", repeatable=False, writes=True, body=body)
            _read(response, _Outcome)
            return Cancelled(booking=self.read(ask.locator))

        return once(self._keys, key, ask, Cancelled, work)

    def _booking(self, locator: str) -> _Booking:
        body = {"confirmationId": locator}
        said = _read(self._wire.call("POST", "/v1/trip/orders/getBooking", repeatable=True, body=body), _Booking)
        return said


def _read(response: httpx.Response, kind: type[_Answer]) -> _Answer:
    # An answer of 200 can carry errors beside its data; what part of the data they spoil is not said, so all of it is refused.
    said = read_as(kind, response)
    if any(one.type == "BOOKING_NOT_FOUND" for one in said.errors):
        raise NotFound("Sabre does not know it")
    if said.errors or response.status_code >= 300:
        # Type and category, not the description, which may quote what a passenger gave.
        raise NotAllowed(
            f"Sabre answered {response.status_code}: {', '.join(f'{one.category} {one.type}' for one in said.errors)}"
        )
    return said


def _ours(locator: str, said: _Booking) -> Booking:
    return made(
        Booking,
        locator=locator,
        version=said.bookingSignature,
        status="confirmed" if said.flights else "cancelled",
        passengers=tuple(f"pax-{index}" for index, _ in enumerate(said.travelers, start=1)),
        segments=tuple(
            made(
                Segment,
                carrier=one.airlineCode,
                number=str(one.flightNumber),
                origin=one.fromAirportCode,
                destination=one.toAirportCode,
                departs_at=at_airport(f"{one.departureDate}T{one.departureTime}", one.fromAirportCode),
                arrives_at=at_airport(f"{one.arrivalDate}T{one.arrivalTime}", one.toAirportCode),
                segment_id=one.itemId,
            )
            for one in said.flights
        ),
        documents=tuple(
            made(Document, number=one.number, kind="ticket", passenger=f"pax-{one.travelerIndex}" if one.travelerIndex else None)
            for one in said.flightTickets
        ),
    )


def _base64(text: str) -> str:
    return b64encode(text.encode()).decode()
