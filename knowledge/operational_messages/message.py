"""What a message is once it is read, what a text is that cannot be read, and what a grammar does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.units import Frozen


class Message(Frozen):
    """Base of every message read: `kind` names its type in capitals, e.g. `MVT`."""

    kind: str


class NotUnderstood(Frozen):
    """Why a text was not read: the place (line and column from 1) and the reason, and the word it stopped at."""

    kind: str
    """What it looks like, or `UNKNOWN`."""
    line: int
    column: int
    reason: str
    found: str = ""


class Unreadable(ValueError):
    """Raised by a grammar at the place where it stops: line and column from 1."""

    def __init__(self, reason: str, *, line: int, column: int = 1, found: str = "") -> None:
        super().__init__(reason)
        self.reason, self.line, self.column, self.found = reason, line, column, found


@dataclass(frozen=True, slots=True)
class Grammar:
    """One kind of message.

    `recognises(text)`: whether the text claims to be of this kind, quickly and without reading it. `read(text, received_at)`:
    the message, or Unreadable; `received_at` (aware UTC) completes dates that a message gives in part. `write(message)`: the
    text, so that reading it gives the same message again; None where Downline never sends such a message.
    """

    kind: str
    recognises: Callable[[str], bool]
    read: Callable[[str, datetime], Message]
    write: Callable[[Any], str] | None = None
