"""The adapter for the bundled simulator."""

from typing import TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ValidationError

from domain.units import Frozen
from gateways.reservations.port import (
    OPERATIONS,
    BadAnswer,
    Booking,
    Cancel,
    Cancelled,
    Capabilities,
    Change,
    Hold,
    Issue,
    Offer,
    Parted,
    Refund,
    Refunded,
    Search,
    Split,
)
from gateways.reservations.reading import Said, read_as
from gateways.reservations.simulator_app import PROBLEMS, HoldOffer, Offers
from gateways.reservations.wire import Wire

_Answer = TypeVar("_Answer", bound=BaseModel)

CAPABILITIES = Capabilities(
    system="simulator",
    supports=OPERATIONS,
    refuses={},
    keys="by the system: the Idempotency-Key header",
    versions="by the system, as it writes",
    never_run_against_the_real_system=False,
    written_on=None,
    written_from=("our own",),
)


class _Problem(Said):
    type: str
    detail: str = ""


class SimulatedReservations:
    """The reservation system at an address of `simulator_app.running`. Repeats every call: each is read-only or has a key."""

    capabilities = CAPABILITIES

    def __init__(self, base_url: str, *, wire: Wire | None = None) -> None:
        self._wire = wire or Wire("simulator", base_url)

    def search(self, ask: Search) -> tuple[Offer, ...]:
        """Ways to travel with enough seats, earliest arrival first."""
        return self._post("/v1/search", ask, Offers).offers

    def hold(self, key: str, offer_id: str) -> Hold:
        """Keep the seats of an offer for a while."""
        return self._post("/v1/holds", HoldOffer(offer_id=offer_id), Hold, key)

    def read(self, locator: str) -> Booking:
        """The booking as it is now."""
        return _answer(self._wire.call("GET", f"/v1/bookings/{quote(locator, safe='')}", repeatable=True), Booking)

    def change(self, key: str, ask: Change) -> Booking:
        """Replace segments, all of them or none."""
        return self._post("/v1/changes", ask, Booking, key)

    def split(self, key: str, ask: Split) -> Parted:
        """Move passengers to a new record locator."""
        return self._post("/v1/splits", ask, Parted, key)

    def issue(self, key: str, ask: Issue) -> Booking:
        """Issue documents, or exchange them."""
        return self._post("/v1/documents", ask, Booking, key)

    def refund(self, key: str, ask: Refund) -> Refunded:
        """Pay back."""
        return self._post("/v1/refunds", ask, Refunded, key)

    def cancel(self, key: str, ask: Cancel) -> Cancelled:
        """Give up the booking and its seats."""
        return self._post("/v1/cancellations", ask, Cancelled, key)

    def _post(self, path: str, ask: Frozen, kind: type[_Answer], key: str | None = None) -> _Answer:
        headers = {"Idempotency-Key": key} if key else {}
        body = ask.model_dump(mode="json")
        return _answer(self._wire.call("POST", path, repeatable=True, writes=key is not None, body=body, headers=headers), kind)


def _answer(response: httpx.Response, kind: type[_Answer]) -> _Answer:
    if response.status_code == 200:
        try:
            return kind.model_validate_json(response.content)
        except ValidationError:
            pass
        raise BadAnswer(f"not a {kind.__name__}")
    problem = read_as(_Problem, response)
    if problem.type not in PROBLEMS:
        raise BadAnswer(f"answered {response.status_code} {problem.type!r}")
    raise PROBLEMS[problem.type][1](problem.detail)
