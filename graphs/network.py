"""What graphs need of the live network, and how a case can fail to do what was asked."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.commands import Command
from domain.network import NetworkState


class Network(Protocol):
    """The live network as the case desk sees it; the twin is behind it."""

    @property
    def network_id(self) -> str:
        """Which loaded scenario this is; versions of two networks do not compare."""
        ...

    def state(self) -> NetworkState:
        """The network now."""
        ...

    def now(self) -> datetime:
        """Simulation time."""
        ...

    def state_at(self, version: int) -> NetworkState:
        """The network as it was at a version."""
        ...

    def execute(self, operations: Sequence[Command], *, actor: str, by: str, idempotency_key: str) -> int:
        """Carry out, all or nothing, once per key; the version after. domain.faults.Refused names every fault."""
        ...


class CaseError(Exception):
    """Something asked of the case desk that it will not do; the message says why and what to do next."""


class NotAllowed(CaseError):
    """The policy does not give this role, or this person, the decision (HTTP 403)."""


class PreconditionFailed(CaseError):
    """The revision named is not the current one (HTTP 412)."""

    def __init__(self, message: str, *, current_revision: int) -> None:
        super().__init__(message)
        self.current_revision = current_revision


class AlreadyDecided(CaseError):
    """Somebody was first (HTTP 409); `winner` is who, `decision` what."""

    def __init__(self, message: str, *, winner: str, decision: str) -> None:
        super().__init__(message)
        self.winner = winner
        self.decision = decision


class Stale(CaseError):
    """The network has moved on under the plan (HTTP 412): `moved` says what, `next_revision` is offered when there is one."""

    def __init__(self, message: str, *, moved: tuple[str, ...], next_revision: int | None) -> None:
        super().__init__(message)
        self.moved = moved
        self.next_revision = next_revision
