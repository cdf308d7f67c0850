"""The adapter for the Duffel flights API, written from its public documents; never run against Duffel."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar
from urllib.parse import quote

import httpx

from domain.units import Money
from gateways.reservations.keys import KeyRecord, KeysInMemory, once
from gateways.reservations.port import (
    BadAnswer,
    Booking,
    Cabin,
    Cancel,
    Cancelled,
    Capabilities,
    Change,
    Document,
    Hold,
    Issue,
    NoSeats,
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
from gateways.reservations.reading import (
    Said,
    at_airport,
    decimal_text,
    in_zone,
    local_date,
    local_dates,
    made,
    money,
    read_as,
    versioned,
)
from gateways.reservations.wire import Wire, setting

CAPABILITIES = Capabilities(
    system="Duffel",
    supports=("search", "read", "change", "issue", "cancel"),
    refuses={
        "hold": "seats are kept only by creating a pay-later order, which needs names that do not pass here",
        "split": "no way to divide an order was found in its documents",
        "refund": "it gives back only by changing or cancelling the order; a cancellation says what comes back",
    },
    keys="by our record of keys, none being found in its documents; a pending change or cancellation is asked about first",
    versions="by us, just before writing: an order has no version; two writers within that moment are not noticed",
    left_out=(
        "seats left: an offer does not say",
        "cabin of a change offer where the answer does not repeat it: it is asked for",
        "which error code means that seats are gone: every 4xx but 404 and 429 comes as NotAllowed with its code",
        "whose ticket a document is, and whether it is open",
        "changing more than one slice at a time; passengers other than adults in a search",
    ),
    never_run_against_the_real_system=True,
    written_on=date(2026, 11, 21),
    written_from=(
        "duffel.com/docs/api, Duffel-Version v2: offer requests, orders, change requests, changes, cancellations, errors",
        "the field descriptions of github.com/duffelhq/duffel-api-javascript at 001812995abc and 008ce7815f75",
    ),
)

_DOCUMENT_KINDS = {
    "electronic_ticket": "ticket",
    "electronic_miscellaneous_document_associated": "emd",
    "electronic_miscellaneous_document_standalone": "emd",
}


class _Place(Said):
    iata_code: str
    time_zone: str | None = None


class _Carrier(Said):
    iata_code: str


class _Seated(Said):
    cabin_class: Cabin | None = None


class _Segment(Said):
    id: str
    origin: _Place
    destination: _Place
    departing_at: str
    arriving_at: str
    marketing_carrier: _Carrier
    marketing_carrier_flight_number: str
    passengers: tuple[_Seated, ...] = ()

    def ours(self) -> Segment:
        return made(
            Segment,
            carrier=self.marketing_carrier.iata_code,
            number=self.marketing_carrier_flight_number.lstrip("0") or "0",
            origin=self.origin.iata_code,
            destination=self.destination.iata_code,
            departs_at=_moment(self.departing_at, self.origin),
            arrives_at=_moment(self.arriving_at, self.destination),
            cabin=self.passengers[0].cabin_class if self.passengers else None,
            segment_id=self.id,
        )


class _Slice(Said):
    id: str
    segments: tuple[_Segment, ...]
    changeable: bool | None = None


class _Offer(Said):
    id: str
    slices: tuple[_Slice, ...]
    total_amount: str
    total_currency: str
    expires_at: str


class _OfferRequest(Said):
    offers: tuple[_Offer, ...]


class _Passenger(Said):
    id: str


class _Document(Said):
    unique_identifier: str
    type: str


class _PaymentStatus(Said):
    awaiting_payment: bool


class _Order(Said):
    id: str
    slices: tuple[_Slice, ...]
    passengers: tuple[_Passenger, ...]
    documents: tuple[_Document, ...] | None = None
    payment_status: _PaymentStatus
    total_amount: str
    total_currency: str
    cancelled_at: str | None = None


class _Slices(Said):
    add: tuple[_Slice, ...]


class _ChangeOffer(Said):
    id: str
    slices: _Slices


class _ChangeRequest(Said):
    order_change_offers: tuple[_ChangeOffer, ...]


class _OrderChange(Said):
    id: str
    change_total_amount: str | None
    change_total_currency: str | None
    confirmed_at: str | None = None

    def costs(self) -> Money:
        if self.change_total_amount is None or self.change_total_currency is None:
            raise NotAllowed("Duffel does not say what this change costs")
        return money(self.change_total_amount, self.change_total_currency)


class _Cancellation(Said):
    id: str
    refund_amount: str | None
    refund_currency: str | None
    refund_to: str | None = None
    confirmed_at: str | None = None

    def gives_back(self) -> Money | None:
        if self.refund_amount is None or self.refund_currency is None:
            return None
        return money(self.refund_amount, self.refund_currency)


class _OffersAnswer(Said):
    data: _OfferRequest


class _OrderAnswer(Said):
    data: _Order


class _ChangeRequestAnswer(Said):
    data: _ChangeRequest


class _ChangeAnswer(Said):
    data: _OrderChange


class _CancellationAnswer(Said):
    data: _Cancellation


class _Error(Said):
    type: str | None = None
    code: str | None = None


class _Errors(Said):
    errors: tuple[_Error, ...]


_Answer = TypeVar("_Answer", bound=Said)


class DuffelReservations:
    """Orders at Duffel; a locator is an order id (`ord_…`), a passenger is Duffel's own `pas_…`.

    The token is DOWNLINE_DUFFEL_TOKEN unless given. `keys` must survive a crash for a key to hold over one.
    """

    capabilities = CAPABILITIES

    def __init__(
        self, token: str | None = None, *, keys: KeyRecord | None = None, payment_type: str = "balance", wire: Wire | None = None
    ) -> None:
        self._headers = {
            "Authorization": f"Bearer {setting('DOWNLINE_DUFFEL_TOKEN', token)}",
            "Duffel-Version": "v2",
            "Accept": "application/json",
        }
        # Its documents ask not to repeat a 500 or a 502.
        self._wire = wire or Wire("Duffel", "https://api.duffel.com", deadline_s=60.0, attempt_s=30.0)
        self._wire.busy = frozenset({429, 503})
        self._keys: KeyRecord = KeysInMemory() if keys is None else keys
        self._payment_type = payment_type

    def search(self, ask: Search) -> tuple[Offer, ...]:
        """Ways to travel, earliest arrival first: one request for each cabin and local date of the window."""
        found: list[Offer] = []
        for cabin in ask.cabins:
            for day in local_dates(ask.departs_from, ask.departs_until, ask.origin):
                request = {
                    "slices": [{"origin": ask.origin, "destination": ask.destination, "departure_date": day}],
                    "passengers": [{"type": "adult"}] * ask.passengers,
                    "cabin_class": cabin,
                }
                answer = self._ask("POST", "/air/offer_requests?return_offers=true", _OffersAnswer, request)
                found += [_offer(one) for one in answer.data.offers]
        within = [one for one in found if ask.departs_from <= one.segments[0].departs_at <= ask.departs_until]
        within.sort(key=lambda one: (one.segments[-1].arrives_at, one.fare.cents, one.offer_id))
        return tuple(within[: ask.at_most])

    def hold(self, key: str, offer_id: str) -> Hold:
        """Refused."""
        raise CAPABILITIES.refusal("hold")

    def read(self, locator: str) -> Booking:
        """The order as it is now."""
        return _booking(self._order(locator))

    def change(self, key: str, ask: Change) -> Booking:
        """Replace one slice by the flights of one change offer, paying at most what the request allows."""

        def work(in_doubt: str | None, about_to_write: Callable[[str], None]) -> Booking:
            if in_doubt is None:
                pending = self._pending_change(ask)
            else:
                pending = self._ask("GET", f"/air/order_changes/{_in_path(in_doubt)}", _ChangeAnswer).data
            if pending.confirmed_at is None:
                cost = pending.costs()
                most = ask.collect_at_most or Money(cents=0, currency=cost.currency)
                if cost.cents > 0 and (cost.currency != most.currency or cost.cents > most.cents):
                    raise NotAllowed(f"the change costs {decimal_text(cost)} {cost.currency}")
                payment = {"payment": self._payment(cost)} if cost.cents > 0 else {}
                about_to_write(pending.id)
                self._write(f"/air/order_changes/{_in_path(pending.id)}/actions/confirm", _ChangeAnswer, payment)
            return self.read(ask.locator)

        return once(self._keys, key, ask, Booking, work)

    def split(self, key: str, ask: Split) -> Parted:
        """Refused."""
        raise CAPABILITIES.refusal("split")

    def issue(self, key: str, ask: Issue) -> Booking:
        """Pay for an order that is waiting for payment, upon which the airline issues its tickets."""

        def work(in_doubt: str | None, about_to_write: Callable[[str], None]) -> Booking:
            order = self._order(ask.locator)
            if in_doubt is not None and not order.payment_status.awaiting_payment:
                return _booking(order)
            booking = _current(order, ask.version)
            if ask.kind != "ticket" or ask.exchange:
                raise NotAllowed("Duffel issues tickets when an order is paid; it issues no EMD and exchanges only by a change")
            if set(ask.passengers) != set(booking.passengers):
                raise NotAllowed("Duffel pays for a whole order, not for some of its passengers")
            if not order.payment_status.awaiting_payment:
                raise NotAllowed("the order is paid")
            price = money(order.total_amount, order.total_currency)
            if ask.amount is not None and ask.amount != price:
                raise NotAllowed(f"the order costs {decimal_text(price)} {price.currency}")
            about_to_write(order.id)
            self._write("/air/payments", Said, {"order_id": order.id, "payment": self._payment(price)})
            return self.read(ask.locator)

        return once(self._keys, key, ask, Booking, work)

    def refund(self, key: str, ask: Refund) -> Refunded:
        """Refused."""
        raise CAPABILITIES.refusal("refund")

    def cancel(self, key: str, ask: Cancel) -> Cancelled:
        """Cancel the order for what Duffel offers to give back, if that is enough."""

        def work(in_doubt: str | None, about_to_write: Callable[[str], None]) -> Cancelled:
            if in_doubt is None:
                _current(self._order(ask.locator), ask.version)
                body = {"order_id": ask.locator}
                pending = self._ask("POST", "/air/order_cancellations", _CancellationAnswer, body, repeatable=False).data
            else:
                pending = self._ask("GET", f"/air/order_cancellations/{_in_path(in_doubt)}", _CancellationAnswer).data
            back, least = pending.gives_back(), ask.give_back_at_least
            if pending.confirmed_at is None:
                if least is not None and (back is None or back.currency != least.currency or back.cents < least.cents):
                    offered = f"{decimal_text(back)} {back.currency}" if back else "an amount that it does not say"
                    raise NotAllowed(f"Duffel gives back {offered}")
                about_to_write(pending.id)
                self._write(f"/air/order_cancellations/{_in_path(pending.id)}/actions/confirm", _CancellationAnswer, None)
            return Cancelled(booking=self.read(ask.locator), gives_back=back, gives_back_to=pending.refund_to)

        return once(self._keys, key, ask, Cancelled, work)

    def _pending_change(self, ask: Change) -> _OrderChange:
        order = self._order(ask.locator)
        _current(order, ask.version)
        dropped = [one for one in order.slices if {segment.id for segment in one.segments} & set(ask.drop)]
        if len(dropped) != 1 or {one.id for one in dropped[0].segments} != set(ask.drop) or not ask.take:
            raise NotAllowed("Duffel replaces one whole slice at a time: drop the segments of one slice, and take others")
        if not dropped[0].changeable:
            raise NotAllowed("Duffel says that this slice cannot be changed")
        first, last = ask.take[0], ask.take[-1]
        if first.cabin is None:
            raise NotAllowed("the cabin of a segment to take must be said")
        wanted = {
            "origin": first.origin,
            "destination": last.destination,
            "departure_date": local_date(first.departs_at, first.origin),
            "cabin_class": first.cabin,
        }
        request = {"order_id": order.id, "slices": {"remove": [{"slice_id": dropped[0].id}], "add": [wanted]}}
        answer = self._ask("POST", "/air/order_change_requests", _ChangeRequestAnswer, request)
        for offer in answer.data.order_change_offers:
            flights = [segment.ours() for one in offer.slices.add for segment in one.segments]
            if len(flights) == len(ask.take) and all(_is(a, b) for a, b in zip(flights, ask.take, strict=True)):
                chosen = {"selected_order_change_offer": offer.id}
                return self._ask("POST", "/air/order_changes", _ChangeAnswer, chosen, repeatable=False).data
        raise NoSeats("Duffel offers no change to these flights")

    def _order(self, locator: str) -> _Order:
        return self._ask("GET", f"/air/orders/{_in_path(locator)}", _OrderAnswer).data

    def _payment(self, amount: Money) -> Mapping[str, str]:
        return {"type": self._payment_type, "amount": decimal_text(amount), "currency": amount.currency}

    def _ask(self, method: str, path: str, kind: type[_Answer], data: Any = None, *, repeatable: bool = True) -> _Answer:
        body = None if data is None else {"data": data}
        return _read(self._wire.call(method, path, repeatable=repeatable, body=body, headers=self._headers), kind)

    def _write(self, path: str, kind: type[_Answer], data: Any) -> _Answer:
        body = None if data is None else {"data": data}
        response = self._wire.call("POST", path, repeatable=False, writes=True, body=body, headers=self._headers)
        return _read(response, kind)


def _read(response: httpx.Response, kind: type[_Answer]) -> _Answer:
    if response.status_code < 300:
        return read_as(kind, response)
    if response.status_code == 404:
        raise NotFound("Duffel does not know it")
    # The code and not the message, which may quote what a passenger gave.
    errors = read_as(_Errors, response).errors
    raise NotAllowed(f"Duffel answered {response.status_code}: " + ", ".join(one.code or one.type or "?" for one in errors))


def _booking(order: _Order) -> Booking:
    price = money(order.total_amount, order.total_currency)
    cancelled = order.cancelled_at is not None
    documents = []
    for one in order.documents or ():
        if one.type not in _DOCUMENT_KINDS:
            raise BadAnswer("a document is of a type that is not documented")
        documents.append(made(Document, number=one.unique_identifier, kind=_DOCUMENT_KINDS[one.type]))
    return versioned(
        made(
            Booking,
            locator=order.id,
            version="",
            status="cancelled" if cancelled else "confirmed",
            passengers=tuple(one.id for one in order.passengers),
            segments=() if cancelled else tuple(segment.ours() for one in order.slices for segment in one.segments),
            documents=tuple(documents),
            paid=price.model_copy(update={"cents": 0}) if order.payment_status.awaiting_payment else price,
        )
    )


def _current(order: _Order, version: str) -> Booking:
    booking = _booking(order)
    if booking.version != version:
        raise StaleBooking(f"order {order.id!r} is at version {booking.version}, not {version}")
    if booking.status == "cancelled":
        raise NotAllowed(f"order {order.id!r} is cancelled")
    return booking


def _offer(offer: _Offer) -> Offer:
    return made(
        Offer,
        offer_id=offer.id,
        segments=tuple(segment.ours() for one in offer.slices for segment in one.segments),
        seats_left=None,
        fare=money(offer.total_amount, offer.total_currency),
        expires_at=in_zone(offer.expires_at, "UTC"),
    )


def _is(offered: Segment, wanted: Segment) -> bool:
    return offered.same_flight(wanted) and offered.cabin in (None, wanted.cabin)


def _moment(local: str, place: _Place) -> datetime:
    return in_zone(local, place.time_zone) if place.time_zone else at_airport(local, place.iata_code)


def _in_path(name: str) -> str:
    return quote(name, safe="")
