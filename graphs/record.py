"""The decision record: entries of a case chained by SHA-256, so that a changed, missing or added row shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from domain.hash_chain import FIRST, chained, fault_of_link


class Entry(Protocol):
    """What is hashed of one row of the record."""

    case_id: str
    seq: int
    kind: str
    actor: str
    at: datetime
    recorded_at: datetime
    body: str
    previous_hash: str
    entry_hash: str


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether the chain holds; `broken_seq` is the first row that does not and `reason` why."""

    intact: bool
    entries: int
    broken_seq: int | None = None
    reason: str = ""


def content_of(entry: Entry) -> dict[str, Any]:
    """Everything in the row but its hashes."""
    return {
        "case_id": entry.case_id,
        "seq": entry.seq,
        "kind": entry.kind,
        "actor": entry.actor,
        "at": entry.at.astimezone(UTC).isoformat(),
        "recorded_at": entry.recorded_at.astimezone(UTC).isoformat(),
        "body": entry.body,
    }


def entry_hash(entry: Entry) -> str:
    """SHA-256 over the previous hash and everything else in the row."""
    return chained(entry.previous_hash, content_of(entry))


def fault_of_entry(entry: Entry, place: int, previous: str) -> str | None:
    """What is wrong with the entry that should be the case's `place`-th, after the one hashed `previous`; None when intact."""
    return fault_of_link(
        place,
        previous,
        seq=entry.seq,
        previous_hash=entry.previous_hash,
        stored_hash=entry.entry_hash,
        content=content_of(entry),
    )


def verify_record(entries: Sequence[Entry], *, head: str | None = None) -> Verification:
    """Walk a case's entries in order of `seq`; `head` (the case row's last hash) also shows a record cut short."""
    previous = FIRST
    for place, entry in enumerate(entries, start=1):
        fault = fault_of_entry(entry, place, previous)
        if fault is not None:
            return Verification(False, len(entries), place, fault)
        previous = entry.entry_hash
    if head is not None and head != previous:
        return Verification(False, len(entries), len(entries) + 1, f"entries after {len(entries)} are missing")
    return Verification(True, len(entries))
