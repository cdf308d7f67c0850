"""The simulator over HTTP on the loopback address: the types of the port as JSON, problem+json for its errors, and controls."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import uvicorn
from fastapi import Depends, FastAPI, Header, Request, Response
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp

from domain.units import Frozen, UtcDatetime
from gateways.reservations.port import (
    Airport,
    Booking,
    Cancel,
    Cancelled,
    Carrier,
    Change,
    FlightNumber,
    Hold,
    Issue,
    Key,
    NoSeats,
    NotAllowed,
    NotFound,
    Offer,
    Parted,
    Refund,
    Refunded,
    ReservationError,
    Search,
    Split,
    StaleBooking,
)
from gateways.reservations.simulator import BookingOnFile, FlightOnSale, Simulator, Trouble

PROBLEMS: dict[str, tuple[int, type[ReservationError]]] = {
    "not-found": (404, NotFound),
    "no-seats": (409, NoSeats),
    "stale-booking": (412, StaleBooking),
    "not-allowed": (403, NotAllowed),
}

_Key = Annotated[Key, Header(alias="Idempotency-Key")]


class Offers(Frozen):
    """The answer to a search."""

    offers: tuple[Offer, ...]


class HoldOffer(Frozen):
    """Keep the seats of this offer."""

    offer_id: str


class Clock(Frozen):
    """What time it is in the simulator."""

    now: UtcDatetime


class Closed(Frozen):
    """A flight to take off sale."""

    carrier: Carrier
    number: FlightNumber
    origin: Airport
    departs_at: UtcDatetime


class Filling(Frozen):
    """Flights and bookings to add."""

    flights: tuple[FlightOnSale, ...] = ()
    bookings: tuple[BookingOnFile, ...] = ()


class _Busy(Exception):
    def __init__(self, retry_after_s: float) -> None:
        self.retry_after_s = retry_after_s


def create_app(simulator: Simulator) -> FastAPI:
    """The HTTP face of a simulator: `/v1` is what a client sees, `/control` is for tests and demonstrations."""
    app = FastAPI(title="Simulated reservation system", version="1", docs_url=None, redoc_url=None)

    def suffer() -> None:
        time.sleep(simulator.trouble.latency_ms / 1000)
        retry_after_s = simulator.refuses_now()
        if retry_after_s is not None:
            raise _Busy(retry_after_s)

    def late() -> None:
        time.sleep(simulator.loses_the_answer())

    @app.exception_handler(ReservationError)
    def _refuse(_: Request, error: ReservationError) -> Response:
        name, (status, _kind) = next(one for one in PROBLEMS.items() if isinstance(error, one[1][1]))
        problem = {"type": name, "title": name.replace("-", " "), "status": status, "detail": str(error)}
        return JSONResponse(problem, status, media_type="application/problem+json")

    @app.exception_handler(_Busy)
    def _later(_: Request, busy: _Busy) -> Response:
        problem = {"type": "busy", "title": "busy", "status": 503}
        headers = {"Retry-After": f"{busy.retry_after_s:.0f}"}
        return JSONResponse(problem, 503, headers, media_type="application/problem+json")

    suffers = [Depends(suffer)]

    @app.post("/v1/search", dependencies=suffers)
    def search(ask: Search) -> Offers:
        return Offers(offers=simulator.search(ask))

    @app.get("/v1/bookings/{locator}", dependencies=suffers)
    def read(locator: str) -> Booking:
        return simulator.read(locator)

    @app.post("/v1/holds", dependencies=suffers)
    def hold(ask: HoldOffer, key: _Key) -> Hold:
        answer = simulator.hold(key, ask.offer_id)
        late()
        return answer

    @app.post("/v1/changes", dependencies=suffers)
    def change(ask: Change, key: _Key) -> Booking:
        answer = simulator.change(key, ask)
        late()
        return answer

    @app.post("/v1/splits", dependencies=suffers)
    def split(ask: Split, key: _Key) -> Parted:
        answer = simulator.split(key, ask)
        late()
        return answer

    @app.post("/v1/documents", dependencies=suffers)
    def issue(ask: Issue, key: _Key) -> Booking:
        answer = simulator.issue(key, ask)
        late()
        return answer

    @app.post("/v1/refunds", dependencies=suffers)
    def refund(ask: Refund, key: _Key) -> Refunded:
        answer = simulator.refund(key, ask)
        late()
        return answer

    @app.post("/v1/cancellations", dependencies=suffers)
    def cancel(ask: Cancel, key: _Key) -> Cancelled:
        answer = simulator.cancel(key, ask)
        late()
        return answer

    @app.put("/control/trouble")
    def set_trouble(trouble: Trouble) -> Trouble:
        simulator.set_trouble(trouble)
        return trouble

    @app.put("/control/clock")
    def set_clock(clock: Clock) -> Clock:
        simulator.set_clock(clock.now)
        return clock

    @app.post("/control/closed-flights")
    def close_flight(flight: Closed) -> Closed:
        simulator.close_flight(flight.carrier, flight.number, flight.origin, flight.departs_at)
        return flight

    @app.post("/control/fill")
    def fill(filling: Filling) -> dict[str, int]:
        simulator.fill(filling.flights, filling.bookings)
        return {"flights": len(simulator.flights()), "bookings": len(simulator.bookings())}

    return app


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """An application served on a free port of the loopback address; gives its address, and stops it at the end."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, timeout_graceful_shutdown=5)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="reservation simulator", daemon=True)
    thread.start()
    while not server.started:
        if not thread.is_alive():
            raise RuntimeError("the reservation simulator did not start")
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=30)


@contextmanager
def running(simulator: Simulator) -> Iterator[str]:
    """The simulator served on a free port of the loopback address; gives its address, and stops it at the end."""
    with serving(create_app(simulator)) as address:
        yield address
