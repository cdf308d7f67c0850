"""Long lists in pages: `limit` and an opaque `cursor` that says where the next page starts."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar

from fastapi import Query

from api.problems import FaultView, Problem
from domain.units import Frozen

Entry = TypeVar("Entry")
View = TypeVar("View")

Limit = Annotated[int, Query(ge=1, le=500, description="entries in a page")]
Cursor = Annotated[str, Query(max_length=400, description="`next_cursor` of the page before")]


class Page(Frozen, Generic[View]):
    """One page of a list; `next_cursor` is null on the last one, `total` counts every page's entries."""

    items: tuple[View, ...]
    next_cursor: str | None
    total: int


def page_of(
    entries: Sequence[Entry], *, key: Callable[[Entry], str], cursor: str, limit: int, view: Callable[[Entry], View]
) -> Page[View]:
    """The page after `cursor` of entries that are sorted by `key`, which differs for every entry."""
    after = _decoded(cursor)
    rest = [entry for entry in entries if key(entry) > after] if after else list(entries)
    shown = rest[:limit]
    more = len(rest) > limit
    return Page(
        items=tuple(view(entry) for entry in shown),
        next_cursor=urlsafe_b64encode(key(shown[-1]).encode()).decode() if more else None,
        total=len(entries),
    )


def _decoded(cursor: str) -> str:
    try:
        return urlsafe_b64decode(cursor.encode()).decode()
    except (NotBase64, UnicodeError, ValueError) as error:
        message = f"{cursor!r} is not a cursor of this list; use the next_cursor of the page before, or none."
        raise Problem(422, "invalid-request", message, faults=[FaultView(field="cursor", message=message)]) from error
