"""Stand-ins for real systems, answering in the shapes of their public documents. Written by hand: none of it was recorded."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs

import httpx
import respx

NAMES = ("Amelia", "Earhart", "Lindbergh", "amelia@example.org")


class OnPaper:
    """A system on paper: what every one of them does besides answering."""

    host = ""
    busy_s = 0
    rubbish = False
    answers_to_lose = 0
    refuses_with: httpx.Response | None = None
    writes = 0

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        asked = f"{request.method} {request.url.path}"
        if asked.endswith("token"):
            return self.token(request)
        self.asked.append(asked)
        if self.busy_s:
            return httpx.Response(503, headers={"Retry-After": str(self.busy_s)})
        if self.rubbish:
            return httpx.Response(200, json={"data": {"id": 7, "given_name": "Amelia"}, "flights": "Earhart"})
        try:
            body = json.loads(request.content) if request.content else {}
            return self.answer(asked, body, dict(request.url.params), request)
        except KeyError:
            return self.unknown()

    def token(self, request: httpx.Request) -> httpx.Response:
        raise NotImplementedError

    def unknown(self) -> httpx.Response:
        raise NotImplementedError

    def answer(self, asked: str, body: Any, params: dict[str, str], request: httpx.Request) -> httpx.Response:
        raise NotImplementedError

    def written(self, response: httpx.Response, request: httpx.Request) -> httpx.Response:
        """The answer to a change that is carried out; lost on its way when it is to be lost."""
        self.writes += 1
        if self.answers_to_lose:
            self.answers_to_lose -= 1
            raise httpx.ReadTimeout("lost", request=request)
        return response

    @contextmanager
    def open(self) -> Iterator[None]:
        """Everything sent to the system's host comes here, and nothing leaves the machine."""
        with respx.mock(assert_all_called=False) as router:
            router.route(host=self.host).mock(side_effect=self)
            yield

    def be_busy(self, seconds: int) -> None:
        self.busy_s = seconds

    def talk_rubbish(self) -> None:
        self.rubbish = True

    def lose_an_answer(self) -> None:
        self.answers_to_lose = 1

    def be_well(self) -> None:
        self.busy_s, self.rubbish, self.answers_to_lose = 0, False, 0


# --- Duffel -----------------------------------------------------------------------------------------------------------


def _place(code: str, zone: str) -> dict[str, str]:
    return {"iata_code": code, "time_zone": zone, "type": "airport"}


LONDON, NEW_YORK = _place("LHR", "Europe/London"), _place("JFK", "America/New_York")


def duffel_slice(name: str, number: str, departs: str, arrives: str, **more: Any) -> dict[str, Any]:
    segment = {
        "id": f"seg_{name}",
        "origin": LONDON,
        "destination": NEW_YORK,
        "departing_at": departs,
        "arriving_at": arrives,
        "marketing_carrier": {"iata_code": "BA", "name": "British Airways"},
        "marketing_carrier_flight_number": number,
        "passengers": [{"cabin_class": "economy", "passenger_id": "pas_1"}, {"cabin_class": "economy", "passenger_id": "pas_2"}],
    }
    return {"id": f"sli_{name}", "segments": [segment], **more}


def duffel_order(name: str, **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "booking_reference": "RZPNX8",
        "slices": [duffel_slice("was", "0117", "2026-01-10T08:20:00", "2026-01-10T11:10:00", changeable=True)],
        "passengers": [
            {"id": "pas_1", "given_name": "Amelia", "family_name": "Earhart", "email": "amelia@example.org"},
            {"id": "pas_2", "given_name": "Charles", "family_name": "Lindbergh"},
        ],
        "documents": [{"unique_identifier": f"125-{n}", "type": "electronic_ticket"} for n in (1, 2)],
        "payment_status": {"awaiting_payment": False},
        "total_amount": "930.40",
        "total_currency": "GBP",
        "cancelled_at": None,
        "live_mode": False,
        **more,
    }


class DuffelOnPaper(OnPaper):
    """Orders, offer requests, order changes, order cancellations and payments as Duffel's documents describe them."""

    host = "api.duffel.com"
    change_costs = "0.00"
    refund = "930.40"

    def __init__(self) -> None:
        super().__init__()
        waiting = {"documents": [], "payment_status": {"awaiting_payment": True}}
        self.orders = {"ord_1": duffel_order("ord_1"), "ord_2": duffel_order("ord_2", **waiting)}
        self.changes: dict[str, dict[str, Any]] = {}
        self.cancellations: dict[str, dict[str, Any]] = {}
        self.sent: list[Any] = []

    def unknown(self) -> httpx.Response:
        return httpx.Response(404, json={"errors": [{"type": "invalid_request_error", "code": "not_found"}]})

    def answer(self, asked: str, body: Any, params: dict[str, str], request: httpx.Request) -> httpx.Response:
        assert request.headers["Duffel-Version"] == "v2"
        assert request.headers["Authorization"] == "Bearer duffel_test_token"
        data = (body or {}).get("data") or {}
        self.sent.append(data)
        moved = duffel_slice("now", "0177", "2026-01-10T13:05:00", "2026-01-10T16:00:00", changeable=True)
        match asked.split("/air/")[1].split("/"):
            case ["orders", name]:
                return _data(self.orders[name])
            case ["offer_requests"]:
                offer = {"total_amount": "465.20", "total_currency": "GBP", "expires_at": "2026-01-09T12:00:00.000000Z"}
                late = duffel_slice("late", "0183", "2026-01-10T18:25:00", "2026-01-10T21:20:00")
                offers = [{"id": "off_2", "slices": [late], **offer}, {"id": "off_1", "slices": [moved], **offer}]
                return _data({"id": "orq_1", "offers": offers}, 201)
            case ["order_change_requests"]:
                assert data["slices"]["remove"] == [{"slice_id": "sli_was"}]
                return _data({"id": "ocr_1", "order_change_offers": [{"id": "oco_1", "slices": {"add": [moved]}}]}, 201)
            case ["order_changes"]:
                name = f"oce_{len(self.changes) + 1}"
                amount = {"change_total_amount": self.change_costs, "change_total_currency": "GBP"}
                self.changes[name] = {"id": name, "confirmed_at": None, **amount}
                return _data(self.changes[name], 201)
            case ["order_changes", name]:
                return _data(self.changes[name])
            case ["order_changes", name, "actions", "confirm"]:
                self.changes[name]["confirmed_at"] = "2026-01-09T10:00:00Z"
                self.orders["ord_1"]["slices"] = [moved]
                return self.written(_data(self.changes[name]), request)
            case ["order_cancellations"]:
                name = f"ore_{len(self.cancellations) + 1}"
                refund = {"refund_amount": self.refund, "refund_currency": "GBP", "refund_to": "balance"}
                self.cancellations[name] = {"id": name, "order_id": data["order_id"], "confirmed_at": None, **refund}
                return _data(self.cancellations[name], 201)
            case ["order_cancellations", name]:
                return _data(self.cancellations[name])
            case ["order_cancellations", name, "actions", "confirm"]:
                pending = self.cancellations[name]
                pending["confirmed_at"] = self.orders[pending["order_id"]]["cancelled_at"] = "2026-01-09T10:00:00Z"
                return self.written(_data(pending), request)
            case ["payments"]:
                assert data["payment"] == {"type": "balance", "amount": "930.40", "currency": "GBP"}
                self.orders[data["order_id"]] = duffel_order(data["order_id"])
                return self.written(_data({"id": "pay_1"}, 201), request)
        raise AssertionError(asked)


def _data(data: Any, status: int = 200) -> httpx.Response:
    return httpx.Response(status, json={"data": data})


# --- Amadeus ----------------------------------------------------------------------------------------------------------


def amadeus_offer(name: str, number: str, departs: str, arrives: str) -> dict[str, Any]:
    segment = {
        "id": "4",
        "departure": {"iataCode": "LHR", "terminal": "5", "at": departs},
        "arrival": {"iataCode": "JFK", "at": arrives},
        "carrierCode": "BA",
        "number": number,
    }
    return {
        "type": "flight-offer",
        "id": name,
        "numberOfBookableSeats": 9,
        "itineraries": [{"duration": "PT7H50M", "segments": [segment]}],
        "price": {"currency": "EUR", "total": "540.10", "grandTotal": "540.10"},
        "travelerPricings": [{"travelerId": "1", "fareDetailsBySegment": [{"segmentId": "4", "cabin": "ECONOMY"}]}],
    }


class AmadeusOnPaper(OnPaper):
    """Flight Offers Search and Flight Order Management as their specifications describe them."""

    host = "test.api.amadeus.com"

    def __init__(self) -> None:
        super().__init__()
        travelers = [
            {"id": "1", "name": {"firstName": "AMELIA", "lastName": "EARHART"}},
            {"id": "2", "name": {"firstName": "CHARLES", "lastName": "LINDBERGH"}},
        ]
        offer = amadeus_offer("1", "117", "2026-01-10T08:20:00", "2026-01-10T11:10:00")
        order = {"type": "flight-order", "id": "eJzTd9c3=", "flightOffers": [offer], "travelers": travelers}
        self.orders: dict[str, Any] = {"eJzTd9c3=": order}
        self.tokens = 0

    def token(self, request: httpx.Request) -> httpx.Response:
        form = parse_qs(request.content.decode())
        assert form == {"grant_type": ["client_credentials"], "client_id": ["id"], "client_secret": ["secret"]}
        self.tokens += 1
        return httpx.Response(200, json={"access_token": f"token-{self.tokens}", "expires_in": 1799, "token_type": "Bearer"})

    def unknown(self) -> httpx.Response:
        return httpx.Response(404, json={"errors": [{"status": 404, "code": 1797, "title": "NOT FOUND"}]})

    def answer(self, asked: str, body: Any, params: dict[str, str], request: httpx.Request) -> httpx.Response:
        if request.headers["Authorization"] != f"Bearer token-{self.tokens}":
            return httpx.Response(401, json={"errors": [{"code": 38192, "title": "Invalid access token"}]})
        match asked.split("/"):
            case ["GET ", "v2", "shopping", "flight-offers"]:
                assert params["travelClass"] == "ECONOMY"
                assert params["adults"] == "2"
                late = amadeus_offer("1", "183", "2026-01-10T18:25:00", "2026-01-10T21:20:00")
                return _data([late, amadeus_offer("2", "177", "2026-01-10T13:05:00", "2026-01-10T16:00:00")])
            case ["GET ", "v1", "booking", "flight-orders", name]:
                return _data(self.orders[name])
            case ["DELETE ", "v1", "booking", "flight-orders", name]:
                del self.orders[name]
                return self.written(httpx.Response(204), request)
        raise AssertionError(asked)


# --- Sabre ------------------------------------------------------------------------------------------------------------


class SabreOnPaper(OnPaper):
    """Get Booking and Cancel Booking as developer.sabre.com describes them."""

    host = "api.cert.platform.sabre.com"

    def __init__(self) -> None:
        super().__init__()
        flight = {
            "itemId": "12",
            "flightNumber": 117,
            "airlineCode": "BA",
            "fromAirportCode": "LHR",
            "toAirportCode": "JFK",
            "departureDate": "2026-01-10",
            "departureTime": "08:20",
            "arrivalDate": "2026-01-10",
            "arrivalTime": "11:10",
            "cabinTypeCode": "Y",
        }
        self.bookings: dict[str, Any] = {
            "GLEBNY": {
                "bookingSignature": "76c2817b",
                "isCancelable": True,
                "travelers": [
                    {"givenName": "AMELIA", "surname": "EARHART", "type": "ADULT"},
                    {"givenName": "CHARLES", "surname": "LINDBERGH", "type": "ADULT"},
                ],
                "flights": [flight],
                "flightTickets": [{"number": "1251234567890", "travelerIndex": 1}],
            }
        }

    def token(self, request: httpx.Request) -> httpx.Response:
        # base64(base64("V1:1:ABCD:AA") + ":" + base64("secret"))
        assert request.headers["Authorization"] == "Basic VmpFNk1UcEJRa05FT2tGQjpjMlZqY21WMA=="
        return httpx.Response(200, json={"access_token": "T1RL", "token_type": "bearer", "expires_in": 604800})

    def unknown(self) -> httpx.Response:
        return httpx.Response(200, json={"errors": [{"category": "BUSINESS_ERROR", "type": "BOOKING_NOT_FOUND"}]})

    def answer(self, asked: str, body: Any, params: dict[str, str], request: httpx.Request) -> httpx.Response:
        booking = self.bookings[body["confirmationId"]]
        match asked.split("/trip/orders/")[1]:
            case "getBooking":
                return httpx.Response(200, json=booking)
            case "cancelBooking":
                assert body["cancelAll"] is True
                booking |= {"flights": [], "bookingSignature": "aa5edc09", "isCancelable": False}
                return self.written(httpx.Response(200, json={"request": body}), request)
        raise AssertionError(asked)
