"""Where webhooks may go: the hosts that the operator named, over HTTPS, and never to an address inside our own network.

A name is checked when an endpoint is registered and again at every connection, and the connection goes to the very address
that was checked: a name that points inwards later (DNS rebinding) gets nothing.
"""

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpx

from gateways.webhooks.port import NotDelivered

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""The addresses of a host name; OSError when it has none."""

_ENTRY = re.compile(r"(?P<host>\[[0-9a-f:.]+\]|(?:\*\.)?[a-z0-9_.-]+)(?::(?P<port>\d{1,5}))?")
_TRANSLATED = IPv6Network("64:ff9b::/96")
"""Where IPv6-only networks put the IPv4 internet (RFC 6052)."""
_LONGEST_URL = 500


async def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses that this machine's resolver knows, each once."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(one[4][0]) for one in found))


@dataclass(frozen=True, slots=True)
class AllowedHost:
    """One entry of the allow-list: a host, or `*.` and everything below a domain, on one port."""

    host: str
    port: int = 443

    def covers(self, host: str, port: int) -> bool:
        """Whether a URL with this host and port may be sent to."""
        if port != self.port:
            return False
        return host.endswith(self.host[1:]) if self.host.startswith("*.") else host == self.host


def allowed_hosts(text: str) -> tuple[AllowedHost, ...]:
    """The entries of DOWNLINE_WEBHOOK_HOSTS, separated by commas; ValueError names every one that cannot be read."""
    entries = [one.strip().lower() for one in text.split(",") if one.strip()]
    read = [(one, _entry(one)) for one in entries]
    faulty = [one for one, found in read if found is None]
    if faulty:
        raise ValueError(
            f"DOWNLINE_WEBHOOK_HOSTS has {', '.join(map(repr, faulty))}; write HOST or *.DOMAIN.TLD, with :PORT where it is "
            "not 443, and an IPv6 address in brackets, e.g. hooks.example.com,*.partner.example,127.0.0.1:9000"
        )
    return tuple(found for _, found in read if found is not None)


def _entry(text: str) -> AllowedHost | None:
    match = _ENTRY.fullmatch(text)
    if match is None:
        return None
    host, port = match["host"].strip("[]").rstrip("."), int(match["port"] or 443)
    whole_domains = host.startswith("*.") and "." not in host[2:]
    bracketed_wrongly = match["host"].startswith("[") and literal(host) is None
    if not host or whole_domains or bracketed_wrongly or not 1 <= port <= 65535:
        return None
    return AllowedHost(host, port)


def literal(host: str) -> IPv4Address | IPv6Address | None:
    """The address that a host is, when it is one and not a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is out on the internet: not ours, not this machine, not a cloud's metadata service."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _TRANSLATED:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.teredo is not None:
            return False
    return address.is_global and not address.is_multicast


@dataclass(frozen=True, slots=True)
class Egress:
    """The allow-list in force. Empty: nothing may be registered, and nothing is sent."""

    allowed: tuple[AllowedHost, ...] = ()
    resolve: Resolve = resolve

    def faults(self, url: str) -> tuple[str, ...]:
        """Everything about a URL that forbids sending to it, before any name is looked up."""
        if not self.allowed:
            return ("no host is allowed; the operator names them in DOWNLINE_WEBHOOK_HOSTS",)
        try:
            target = httpx.URL(url)
            host, port = host_and_port(target)
        except (httpx.InvalidURL, ValueError):
            return (f"{url!r} is not a URL; write https://HOST/PATH",)
        found = []
        address = literal(host)
        on_this_machine = address is not None and address.is_loopback
        if target.scheme not in ("https", "http") or not host:
            return (f"{url!r} is not an http(s) URL with a host; write https://HOST/PATH",)
        if target.scheme == "http" and not on_this_machine:
            found.append("http is for a loopback address alone; use https")
        if target.userinfo:
            found.append("a URL with a user or password is refused: messages are signed, see the docs on verifying")
        if target.fragment:
            found.append("a URL with a fragment is refused; leave out what follows #")
        if len(url) > _LONGEST_URL:
            found.append(f"longer than {_LONGEST_URL} characters")
        if not any(one.covers(host, port) for one in self.allowed):
            found.append(f"{host}:{port} is not among the hosts that the operator allows in DOWNLINE_WEBHOOK_HOSTS")
        return tuple(found)

    async def addresses(self, host: str, port: int) -> tuple[str, ...]:
        """The addresses to connect to. NotDelivered when there is none, or any of them is not a public one.

        An address that the allow-list itself names is taken as it is.
        """
        address = literal(host)
        if address is not None and any(one.host == host for one in self.allowed):
            return (host,)
        try:
            found = (host,) if address is not None else tuple(await self.resolve(host, port))
        except OSError as error:
            raise NotDelivered(f"{host} cannot be resolved ({error.strerror or type(error).__name__})") from error
        inward = [one for one in found if not is_public(ip_address(one.partition("%")[0]))]
        if inward or not found:
            raise NotDelivered(
                f"{host} leads to {', '.join(inward) or 'no address'}, which is not on the public internet; only an address that "
                "DOWNLINE_WEBHOOK_HOSTS names itself may be private"
            )
        return found


def host_and_port(url: httpx.URL) -> tuple[str, int]:
    """Host as it goes over the wire, without brackets and a closing dot, and the port."""
    host = url.raw_host.decode("ascii").lower().strip("[]").rstrip(".")
    return host, url.port or (80 if url.scheme == "http" else 443)
