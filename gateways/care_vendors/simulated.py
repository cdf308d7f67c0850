"""The client of the bundled vendor: repeats what did not get through, under the same key, until a deadline."""

import time
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote as quoted

import httpx
from pydantic import BaseModel, ValidationError
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_before_delay

from domain.ids import BookingId
from domain.units import Frozen
from gateways.care_vendors.port import Ask, BadAnswer, Quote, Reservation, Unavailable
from gateways.care_vendors.simulator_app import PROBLEMS, AskQuotes, Book, Found, GiveUp, Quotes

_Answer = TypeVar("_Answer", bound=BaseModel)

_LATER = frozenset({429, 502, 503, 504})
_BEHIND_A_GATEWAY = frozenset({502, 504})  # the vendor may have gone on after its gateway gave up
_SENT = (httpx.ReadTimeout, httpx.WriteTimeout, httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError)


class _Problem(BaseModel):
    type: str
    detail: str = ""


class SimulatedVendor:
    """The vendor at an address of `simulator_app.running`. Every call is read-only or has a key, so every call may be repeated.

    `deadline_s` is for a call with all its repetitions, `attempt_s` for one of them.
    """

    def __init__(
        self,
        base_url: str,
        *,
        deadline_s: float = 10.0,
        attempt_s: float = 5.0,
        client: httpx.Client | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._base_url = base_url
        self._deadline_s = deadline_s
        self._attempt_s = attempt_s
        self._client = client or httpx.Client()
        self._sleep = sleep

    def quote(self, ask: Ask) -> tuple[Quote, ...]:
        """What can be had, the cheapest first."""
        return self._call("POST", "/v1/quotes", Quotes, body=AskQuotes(ask=ask)).quotes

    def book(self, key: str, quote_id: str, booking_id: BookingId) -> Reservation:
        """Book a quote once."""
        return self._call("POST", "/v1/reservations", Reservation, body=Book(quote_id=quote_id, booking_id=booking_id), key=key)

    def cancel(self, key: str, confirmation: str) -> Reservation:
        """Give the reservation up."""
        return self._call("POST", "/v1/cancellations", Reservation, body=GiveUp(confirmation=confirmation), key=key)

    def read(self, confirmation: str) -> Reservation:
        """The reservation as it is now."""
        return self._call("GET", f"/v1/reservations/{quoted(confirmation, safe='')}", Reservation)

    def find(self, key: str) -> Reservation | None:
        """What was booked under a key."""
        return self._call("GET", f"/v1/reservations?key={quoted(key, safe='')}", Found).reservation

    def _call(self, method: str, path: str, kind: type[_Answer], *, body: Frozen | None = None, key: str = "") -> _Answer:
        started = time.monotonic()
        maybe_done = False
        headers = {"Idempotency-Key": key} if key else {}
        told: Any = body.model_dump(mode="json") if body is not None else None

        def once() -> httpx.Response:
            nonlocal maybe_done
            left_s = self._deadline_s - (time.monotonic() - started)
            timeout_s = max(0.05, min(self._attempt_s, left_s))
            try:
                answer = self._client.request(method, f"{self._base_url}{path}", json=told, headers=headers, timeout=timeout_s)
            except httpx.TransportError as error:
                maybe_done = maybe_done or (bool(key) and isinstance(error, _SENT))
                raise Unavailable(f"the vendor did not answer: {type(error).__name__}") from None
            if answer.status_code in _LATER:
                maybe_done = maybe_done or (bool(key) and answer.status_code in _BEHIND_A_GATEWAY)
                raise Unavailable(f"the vendor answered {answer.status_code}", _retry_after_s(answer))
            return answer

        attempts = Retrying(
            sleep=self._sleep,
            stop=stop_before_delay(self._deadline_s),
            wait=_wait_s,
            retry=retry_if_exception_type(Unavailable),
            reraise=True,
        )
        try:
            answer = attempts(once)
        except Unavailable as error:
            raise Unavailable(str(error), error.retry_after_s, maybe_done=maybe_done) from None
        return _read(answer, kind)


def _read(answer: httpx.Response, kind: type[_Answer]) -> _Answer:
    try:
        if answer.status_code == 200:
            return kind.model_validate_json(answer.content)
        problem = _Problem.model_validate_json(answer.content)
    except ValidationError:
        raise BadAnswer(f"the vendor answered {answer.status_code} with what is not a {kind.__name__}") from None
    if problem.type not in PROBLEMS:
        raise BadAnswer(f"the vendor answered {answer.status_code} {problem.type!r}")
    raise PROBLEMS[problem.type][1](problem.detail)


def _wait_s(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked_s = error.retry_after_s if isinstance(error, Unavailable) and error.retry_after_s is not None else 0.0
    return max(asked_s, min(2.0, 0.05 * float(2**state.attempt_number)))


def _retry_after_s(answer: httpx.Response) -> float | None:
    text = answer.headers.get("Retry-After", "")
    return float(text) if text.isdigit() else None
