"""HTTP to a system of someone else: a deadline, retries where they are safe, a circuit breaker, and no contents in logs."""

import logging
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from ssl import SSLContext
from typing import Any

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_before_delay

from gateways.reservations.port import BadAnswer, NotAllowed, Unavailable

log = logging.getLogger(__name__)


def setting(name: str, given: str | None) -> str:
    """What was given, or the environment variable; raises ValueError naming it when there is neither."""
    value = given or os.environ.get(name, "")
    if not value:
        raise ValueError(f"set {name}")
    return value


@cache
def _tls() -> SSLContext:
    return httpx.create_ssl_context()  # reading the certificates costs more than many a call: once for all clients


# The request may have been carried out: it was sent, and the answer did not come.
_SENT = (httpx.ReadTimeout, httpx.WriteTimeout, httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError)
# A gateway answered for the system, which may have gone on.
_BEHIND_A_GATEWAY = (502, 504)


@dataclass(slots=True)
class Breaker:
    """Stops asking a system that has not answered `failures` times in a row, for `rest_s` seconds."""

    failures: int = 5
    rest_s: float = 30.0
    clock: Callable[[], float] = time.monotonic
    _in_a_row: int = 0
    _rests_until: float = float("-inf")

    def check(self, system: str) -> None:
        """Raise Unavailable while resting."""
        left = self._rests_until - self.clock()
        if left > 0:
            raise Unavailable(f"{system} has not answered {self.failures} times in a row; not asked again yet", left)

    def answered(self) -> None:
        """The system answered, whatever it said."""
        self._in_a_row = 0

    def failed(self) -> None:
        """The system did not answer."""
        self._in_a_row += 1
        if self._in_a_row >= self.failures:
            self._rests_until = self.clock() + self.rest_s
            self._in_a_row = self.failures - 1  # one more failure after the rest opens it again


@dataclass(slots=True)
class Token:
    """An OAuth2 client-credentials token, fetched when there is none and before it runs out."""

    fetch: Callable[[], httpx.Response]
    clock: Callable[[], float] = time.monotonic
    _value: str = field(default="", repr=False)
    _good_until: float = float("-inf")

    def headers(self) -> dict[str, str]:
        """The Authorization header."""
        if self.clock() >= self._good_until:
            response = self.fetch()
            if response.status_code == 429 or response.status_code >= 500:
                raise Unavailable(f"no token: answered {response.status_code}", _retry_after_s(response))
            if response.status_code != 200:
                raise NotAllowed(f"no token: answered {response.status_code}")
            try:
                said = response.json()
                self._value, lasts_s = str(said["access_token"]), float(said["expires_in"])
            except (ValueError, KeyError, TypeError):
                raise BadAnswer("the token answer lacks access_token or expires_in") from None
            self._good_until = self.clock() + lasts_s - min(60.0, lasts_s / 10)
        return {"Authorization": f"Bearer {self._value}"}

    def forget(self) -> None:
        """The system no longer takes this token."""
        self._good_until = float("-inf")


@dataclass(slots=True)
class Wire:
    """Calls to one system. Repeats a call only when the caller says that twice is the same as once.

    `busy` are the statuses that mean "later", with Retry-After when the system says how much later.
    """

    system: str
    base_url: str
    deadline_s: float = 20.0
    attempt_s: float = 10.0
    busy: frozenset[int] = frozenset({429, 502, 503, 504})
    token: Token | None = None
    breaker: Breaker = field(default_factory=Breaker)
    sleep: Callable[[float], None] = time.sleep
    client: httpx.Client = field(default_factory=lambda: httpx.Client(verify=_tls()))

    def call(
        self,
        method: str,
        path: str,
        *,
        repeatable: bool,
        writes: bool = False,
        body: Any = None,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """The answer, whatever its status below 500; raises Unavailable when there is none within the deadline."""
        started = time.monotonic()
        maybe_done = False

        def once() -> httpx.Response:
            nonlocal maybe_done
            left = self.deadline_s - (time.monotonic() - started)
            try:
                response = self._authorised(method, path, body, params, headers, max(0.05, min(self.attempt_s, left)))
            except httpx.TransportError as error:
                maybe_done = maybe_done or (writes and isinstance(error, _SENT))
                raise Unavailable(f"{self.system} did not answer: {type(error).__name__}") from None
            if response.status_code in self.busy:
                maybe_done = maybe_done or (writes and response.status_code in _BEHIND_A_GATEWAY)
                raise Unavailable(f"{self.system} answered {response.status_code}", _retry_after_s(response))
            return response

        attempts = Retrying(
            sleep=self.sleep,
            stop=stop_before_delay(self.deadline_s),
            wait=_wait,
            retry=retry_if_exception(lambda error: repeatable and isinstance(error, Unavailable)),
            reraise=True,
        )
        self.breaker.check(self.system)
        try:
            response = attempts(once)
        except Unavailable as error:
            self.breaker.failed()
            raise Unavailable(str(error), error.retry_after_s, maybe_done=maybe_done) from None
        self.breaker.answered()
        log.info("%s %s: %s in %d ms", self.system, method, response.status_code, (time.monotonic() - started) * 1000)
        if response.status_code >= 500:
            # A write that ended in an error of the system itself may have been carried out.
            raise Unavailable(f"{self.system} answered {response.status_code}", maybe_done=writes)
        return response

    def _authorised(
        self,
        method: str,
        path: str,
        body: Any,
        params: Mapping[str, str | int] | None,
        headers: Mapping[str, str] | None,
        timeout_s: float,
    ) -> httpx.Response:
        for last in (False, True):
            sent = dict(headers or {}) | (self.token.headers() if self.token else {})
            response = self.client.request(
                method, f"{self.base_url}{path}", json=body, params=params, headers=sent, timeout=timeout_s
            )
            if response.status_code != 401 or self.token is None or last:
                break
            self.token.forget()  # a 401 did nothing: asking once more with a new token is safe
        return response


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after_s if isinstance(error, Unavailable) and error.retry_after_s is not None else 0.0
    return max(asked, min(4.0, 0.05 * float(2**state.attempt_number)))


def _retry_after_s(response: httpx.Response) -> float | None:
    # Seconds only: a date would need the clock of the system.
    text = response.headers.get("Retry-After", "")
    return float(text) if text.isdigit() else None
