"""What a webhook delivery is: a signed message to one address, and the answer's status."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol


class NotDelivered(Exception):
    """No answer came, or the address is not one we may send to; the message says why, in words to show to an operator."""


class Sender(Protocol):
    """Whoever takes a message to its address."""

    async def send(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """POST the body once; the answer's HTTP status. NotDelivered when there is none."""
        ...


@dataclass(frozen=True, slots=True)
class DeliveryPolicy:
    """How often and how long a message is tried.

    `retry_after_s`: the pause after each failed attempt, in seconds, as Standard Webhooks recommends; none left, it is given
    up. `claim`: how long an attempt holds its message, longer than any attempt lasts. `failing_for`: an endpoint that has
    failed for so long without one success is disabled. `overlap`: how long an old secret signs beside a new one.
    """

    retry_after_s: tuple[int, ...] = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
    claim: timedelta = timedelta(minutes=1)
    failing_for: timedelta = timedelta(days=5)
    overlap: timedelta = timedelta(hours=24)
