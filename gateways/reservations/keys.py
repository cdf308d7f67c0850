"""Idempotency for systems that have none: our own record of keys, written before the one call that changes something."""

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Protocol, TypeVar

from domain.units import Frozen
from gateways.reservations.port import BadAnswer, NotAllowed, ReservationError, Unavailable

_Answer = TypeVar("_Answer", bound=Frozen)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a key: the request it is for, what to ask the system about it, and the answer once there is one."""

    request: str
    reference: str
    answer: str | None = None


class KeyRecord(Protocol):
    """Where keys are kept. To hold over a crash, keep them where a crash does not reach."""

    def get(self, key: str) -> Entry | None:
        """The entry of a key."""

    def put(self, key: str, entry: Entry) -> None:
        """Keep an entry, in place of one that is there."""

    def drop(self, key: str) -> None:
        """Forget a key: nothing was changed under it."""


@dataclass(slots=True)
class KeysInMemory:
    """Keys for as long as the process lives."""

    _entries: dict[str, Entry] = field(default_factory=dict)

    def get(self, key: str) -> Entry | None:
        """The entry of a key."""
        return self._entries.get(key)

    def put(self, key: str, entry: Entry) -> None:
        """Keep an entry."""
        self._entries[key] = entry

    def drop(self, key: str) -> None:
        """Forget a key."""
        self._entries.pop(key, None)


def once(
    keys: KeyRecord,
    key: str,
    ask: Frozen,
    kind: type[_Answer],
    work: Callable[[str | None, Callable[[str], None]], _Answer],
) -> _Answer:
    """Do the work once for a key. `work(in_doubt, about_to_write)` calls `about_to_write(reference)` just before the call that
    changes something; `in_doubt` is that reference when an earlier try may have been carried out: ask the system first."""
    request = sha256(f"{type(ask).__name__} {ask.model_dump_json()}".encode()).hexdigest()
    entry = keys.get(key)
    if entry is not None and entry.request != request:
        raise NotAllowed("this idempotency key was used for another request")
    if entry is not None and entry.answer is not None:
        return kind.model_validate_json(entry.answer)
    in_doubt = entry.reference if entry else None
    last_reference = in_doubt or ""

    def about_to_write(reference: str) -> None:
        nonlocal last_reference
        last_reference = reference
        keys.put(key, Entry(request, reference))

    try:
        answer = work(in_doubt, about_to_write)
    except (Unavailable, BadAnswer):
        raise  # what is recorded stays: when a write was begun, the next try asks about it first
    except ReservationError:
        keys.drop(key)
        raise
    keys.put(key, Entry(request, last_reference, answer.model_dump_json()))
    return answer
