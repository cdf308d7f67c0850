"""Sends one signed message: its headers, one POST to a checked address, and nothing but the status of the answer."""

import asyncio
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import httpx

from gateways.webhooks.egress import Egress, host_and_port
from gateways.webhooks.port import NotDelivered

TIMEOUT_S = 15.0
"""For the whole delivery, from looking up the name to the answer's head."""
_AGENT = "Downline-Webhooks/1"


def signed_headers(message_id: str, body: bytes, secrets: Sequence[str], at: datetime) -> dict[str, str]:
    """The headers of one attempt, signed with every secret in force; `at` is the real time, which receivers check."""
    from standardwebhooks import Webhook

    signatures = [Webhook(secret).sign(message_id, at, body.decode()) for secret in secrets]
    return {
        "content-type": "application/json",
        "user-agent": _AGENT,
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


class CheckedTransport(httpx.AsyncBaseTransport):
    """HTTP to the addresses that `egress` lets through; the certificate is still checked against the name."""

    def __init__(self, egress: Egress, *, verify: ssl.SSLContext | bool = True) -> None:
        self._egress = egress
        self._inner = httpx.AsyncHTTPTransport(verify=verify, trust_env=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer of the first address that can be reached."""
        faults = self._egress.faults(str(request.url))
        if faults:
            raise NotDelivered("; ".join(faults))
        host, port = host_and_port(request.url)
        addresses = await self._egress.addresses(host, port)
        for place, address in enumerate(addresses, start=1):
            request.url = request.url.copy_with(host=address)
            request.extensions = {**request.extensions, "sni_hostname": host}
            try:
                return await self._inner.handle_async_request(request)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                if place == len(addresses):
                    raise
        raise AssertionError("egress gives at least one address")

    async def aclose(self) -> None:
        """Let go of open connections."""
        await self._inner.aclose()


@dataclass(frozen=True, slots=True)
class HttpSender:
    """Sends over HTTP(S): no redirect is followed, no proxy of the environment used, no byte of the answer's body asked for."""

    egress: Egress
    verify: ssl.SSLContext | bool = True
    timeout_s: float = TIMEOUT_S

    async def send(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """POST the body once; the answer's HTTP status. NotDelivered when there is none in time, or the address is refused."""
        transport = CheckedTransport(self.egress, verify=self.verify)
        client = httpx.AsyncClient(transport=transport, follow_redirects=False, trust_env=False, timeout=self.timeout_s)
        try:
            async with (
                asyncio.timeout(self.timeout_s),
                client,
                client.stream("POST", url, headers=headers, content=body) as answer,
            ):
                return answer.status_code
        except TimeoutError as error:
            raise NotDelivered(f"no answer within {self.timeout_s:g} s") from error
        except httpx.TimeoutException as error:
            raise NotDelivered(f"no answer within {self.timeout_s:g} s") from error
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            # The words may hold what the other side sent; the kind of failure says enough.
            raise NotDelivered(f"the connection failed ({type(error).__name__})") from error
