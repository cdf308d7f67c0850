"""The simulated vendor over HTTP on the loopback address: the port's types as JSON, problem+json for its errors, and controls."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import uvicorn
from fastapi import Depends, FastAPI, Header, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from domain.ids import BookingId
from domain.units import Frozen
from gateways.care_vendors.port import Ask, Key, NotAllowed, Quote, Reservation, SoldOut, VendorError
from gateways.care_vendors.simulator import Simulator, Trouble

PROBLEMS: dict[str, tuple[int, type[VendorError]]] = {"sold-out": (409, SoldOut), "not-allowed": (403, NotAllowed)}

_Key = Annotated[Key, Header(alias="Idempotency-Key")]


class AskQuotes(Frozen):
    """What is wanted."""

    ask: Ask


class Quotes(Frozen):
    """What can be had."""

    quotes: tuple[Quote, ...]


class Book(Frozen):
    """Book this quote for a booking of ours."""

    quote_id: str
    booking_id: BookingId


class GiveUp(Frozen):
    """Give this reservation up."""

    confirmation: str


class Found(Frozen):
    """What was booked under a key."""

    reservation: Reservation | None


class _Instead(Exception):
    """An answer other than the one asked for."""

    def __init__(self, response: Response) -> None:
        self.response = response


def create_app(simulator: Simulator) -> FastAPI:
    """The HTTP face of a simulator: `/v1` is what a client sees, `/control` is for tests and demonstrations."""
    app = FastAPI(title="Simulated care vendor", version="1", docs_url=None, redoc_url=None)

    def suffer(request: Request) -> Trouble:
        trouble = simulator.next_trouble(writing="idempotency-key" in request.headers)
        if trouble.busy:
            raise _Instead(_problem("busy", 503, "", {"Retry-After": str(trouble.retry_after_s)}))
        if trouble.rubbish:
            raise _Instead(PlainTextResponse("<html>maintenance</html>"))
        return trouble

    suffers = Annotated[Trouble, Depends(suffer)]

    def answered(trouble: Trouble, reservation: Reservation) -> Reservation:
        if trouble.lost_answers:
            raise _Instead(_problem("gateway-timeout", 504, ""))  # done behind the gateway, which did not wait for it
        return reservation

    @app.exception_handler(VendorError)
    def _refuse(_: Request, error: VendorError) -> Response:
        name, (status, _kind) = next(one for one in PROBLEMS.items() if isinstance(error, one[1][1]))
        return _problem(name, status, str(error))

    @app.exception_handler(_Instead)
    def _instead(_: Request, instead: _Instead) -> Response:
        return instead.response

    @app.post("/v1/quotes")
    def quote(wanted: AskQuotes, trouble: suffers) -> Quotes:
        return Quotes(quotes=simulator.quote(wanted.ask))

    @app.post("/v1/reservations")
    def book(wanted: Book, key: _Key, trouble: suffers) -> Reservation:
        return answered(trouble, simulator.book(key, wanted.quote_id, wanted.booking_id))

    @app.post("/v1/cancellations")
    def cancel(wanted: GiveUp, key: _Key, trouble: suffers) -> Reservation:
        return answered(trouble, simulator.cancel(key, wanted.confirmation))

    @app.get("/v1/reservations/{confirmation}")
    def read(confirmation: str, trouble: suffers) -> Reservation:
        return simulator.read(confirmation)

    @app.get("/v1/reservations")
    def find(key: str, trouble: suffers) -> Found:
        return Found(reservation=simulator.find(key))

    @app.put("/control/trouble")
    def set_trouble(trouble: Trouble) -> Trouble:
        simulator.be_troubled(trouble)
        return trouble

    return app


@contextmanager
def running(simulator: Simulator) -> Iterator[str]:
    """The simulator served on a free port of the loopback address; gives its address, and stops it at the end."""
    config = uvicorn.Config(create_app(simulator), host="127.0.0.1", port=0, log_config=None, timeout_graceful_shutdown=5)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="care vendor simulator", daemon=True)
    thread.start()
    while not server.started:
        if not thread.is_alive():
            raise RuntimeError("the care vendor simulator did not start")
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=30)


def _problem(name: str, status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    problem = {"type": name, "title": name.replace("-", " "), "status": status, "detail": detail}
    return JSONResponse(problem, status, headers, media_type="application/problem+json")
