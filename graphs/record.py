"""The decision record: entries of a case chained by SHA-256, so that a changed, missing or added row shows."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Protocol

FIRST = "0" * 64
"""What the first entry of a case has as its previous hash."""


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


def canonical(body: Any) -> str:
    """JSON with sorted keys and no spaces: one text per value. ValueError for NaN and infinities."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=str)


def entry_hash(entry: Entry) -> str:
    """SHA-256 over the previous hash and everything else in the row."""
    content = canonical(
        {
            "case_id": entry.case_id,
            "seq": entry.seq,
            "kind": entry.kind,
            "actor": entry.actor,
            "at": entry.at.astimezone(UTC).isoformat(),
            "recorded_at": entry.recorded_at.astimezone(UTC).isoformat(),
            "body": entry.body,
        }
    )
    return sha256((entry.previous_hash + content).encode()).hexdigest()


def verify_record(entries: Sequence[Entry], *, head: str | None = None) -> Verification:
    """Walk a case's entries in order of `seq`; `head` (the case row's last hash) also shows a record cut short."""
    previous = FIRST
    for place, entry in enumerate(entries, start=1):
        if entry.seq != place:
            return Verification(False, len(entries), place, f"entry {place} is missing; entry {entry.seq} stands in its place")
        if entry.previous_hash != previous:
            return Verification(False, len(entries), place, f"entry {place} does not follow entry {place - 1}")
        if entry.entry_hash != entry_hash(entry):
            return Verification(False, len(entries), place, f"entry {place} ({entry.kind!r}) was changed after it was written")
        previous = entry.entry_hash
    if head is not None and head != previous:
        return Verification(False, len(entries), len(entries) + 1, f"entries after {len(entries)} are missing")
    return Verification(True, len(entries))
