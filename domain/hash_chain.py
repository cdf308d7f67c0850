"""Rows chained by SHA-256: each is hashed with the hash of the row before, so that a changed, missing or added row shows."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

FIRST = "0" * 64
"""What the first row of a chain has as its previous hash."""


def canonical(body: Any) -> str:
    """JSON with sorted keys and no spaces: one text per value. ValueError for NaN and infinities."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=str)


def chained(previous_hash: str, content: Mapping[str, Any]) -> str:
    """The hash of a row, in 64 hexadecimal digits: SHA-256 over the previous row's hash and the row's content."""
    return sha256((previous_hash + canonical(content)).encode()).hexdigest()


def fault_of_link(
    place: int, previous: str, *, seq: int, previous_hash: str, stored_hash: str, content: Mapping[str, Any]
) -> str | None:
    """What is wrong with the row that should stand at `place` after the row hashed `previous`; None when it is intact."""
    if seq != place:
        return f"entry {place} is missing; entry {seq} stands in its place"
    if previous_hash != previous:
        return f"entry {place} does not follow entry {place - 1}"
    if stored_hash != chained(previous_hash, content):
        return f"entry {place} was changed after it was written"
    return None
