"""Who may come in: bearer keys with a name and a role. Only hashes are kept."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPBearer

from api.problems import Problem
from api.settings import Settings, is_loopback


class Role(IntEnum):
    """What a key may do; each role may do what the ones before it may."""

    VIEWER = 1
    CONTROLLER = 2
    DUTY_MANAGER = 3
    ADMIN = 4

    @property
    def word(self) -> str:
        """The role as the contract writes it, e.g. `duty_manager`."""
        return self.name.lower()


DEMO_KEYS = {f"demo-{role.word.replace('_', '-')}": role for role in Role}


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is asking. `name` is the actor in every record."""

    name: str
    role: Role
    demo: bool = False


@dataclass(frozen=True, slots=True)
class _Key:
    digest: str
    principal: Principal


class KeyRing:
    """The keys that open this server."""

    def __init__(self, keys: Iterable[_Key]) -> None:
        self._keys = tuple(keys)

    @classmethod
    def from_settings(cls, settings: Settings) -> "KeyRing":
        """Keys from DOWNLINE_KEYS, and the demo keys when only this machine can reach the server and none were given.

        ValueError when a key line cannot be read, or when the server would be open to others without any key.
        """
        if settings.keys:
            return cls(_read_keys(settings.keys))
        if not settings.on_loopback:
            raise ValueError(
                f"host {settings.host!r} is reachable by others and DOWNLINE_KEYS is empty; set DOWNLINE_KEYS to "
                "NAME:ROLE:SHA256 (several separated by commas, or a file with one a line), or bind to 127.0.0.1"
            )
        return cls(_Key(_digest(text), Principal(text, role, demo=True)) for text, role in DEMO_KEYS.items())

    @property
    def demo(self) -> bool:
        """Whether the well-known demo keys are in force."""
        return any(key.principal.demo for key in self._keys)

    def principal(self, key: str, *, host: str) -> Principal | None:
        """Whose key this is. A demo key counts only when the request names this machine as its host.

        Without that, a foreign page could reach the loopback address under a name of its own (DNS rebinding) with a key
        that everybody knows.
        """
        digest = _digest(key)
        found: Principal | None = None
        for known in self._keys:
            if hmac.compare_digest(known.digest, digest):
                found = known.principal
        if found is not None and found.demo and not is_loopback(without_port(host)):
            return None
        return found

    def role_of(self, name: str) -> Role | None:
        """The role of whoever has a key under this name; None when nobody has one any more."""
        return next((known.principal.role for known in self._keys if known.principal.name == name), None)


def _digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()


def without_port(host: str) -> str:
    """The host of a Host header."""
    return host[: host.rindex("]") + 1] if host.startswith("[") and "]" in host else host.split(":")[0]


def _read_keys(text: str) -> tuple[_Key, ...]:
    listed = text if ":" in text and not Path(text).is_file() else Path(text).read_text()
    entries = [line.strip() for line in listed.replace(",", "\n").splitlines()]
    return tuple(_read_key(entry) for entry in entries if entry and not entry.startswith("#"))


def _read_key(entry: str) -> _Key:
    parts = entry.split(":")
    roles = {role.word: role for role in Role}
    if len(parts) != 3 or not parts[0] or parts[1] not in roles or len(parts[2]) != 64:
        raise ValueError(
            f"DOWNLINE_KEYS has an entry for {parts[0]!r} that is not NAME:ROLE:SHA256; ROLE is one of {', '.join(roles)} "
            "and SHA256 the key's hash in 64 hexadecimal digits (printf %s KEY | sha256sum)"
        )
    return _Key(parts[2].lower(), Principal(parts[0], roles[parts[1]]))


def bearer_key(authorization: str) -> str:
    """The key in an Authorization header, empty when there is none."""
    scheme, _, key = authorization.partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


def unauthorized(keyring: KeyRing) -> Problem:
    """A 401 problem that says how to present a key."""
    hint = " This server runs with demo keys: " + ", ".join(DEMO_KEYS) + "." if keyring.demo else ""
    return Problem(
        401,
        "unauthorized",
        "Send a key that this server knows as 'Authorization: Bearer KEY'." + hint,
        headers={"WWW-Authenticate": 'Bearer realm="downline"'},
    )


_bearer = HTTPBearer(auto_error=False, description="A key of this server; on loopback one of the demo keys.")


def principal_of(request: Request, _: Annotated[object, Security(_bearer)] = None) -> Principal:
    """The caller, as the doorway found out before routing."""
    principal = request.scope["state"]["principal"]
    assert isinstance(principal, Principal)
    return principal


def _at_least(role: Role) -> object:
    def check(principal: Annotated[Principal, Depends(principal_of)]) -> Principal:
        if principal.role < role:
            raise Problem(
                403,
                "forbidden",
                f"{principal.name!r} is a {principal.role.word}; this needs the role {role.word} or higher. Use such a key.",
            )
        return principal

    return Depends(check)


Viewer = Annotated[Principal, _at_least(Role.VIEWER)]
Controller = Annotated[Principal, _at_least(Role.CONTROLLER)]
DutyManager = Annotated[Principal, _at_least(Role.DUTY_MANAGER)]
Admin = Annotated[Principal, _at_least(Role.ADMIN)]
