"""Text -> message, by the first grammar that recognises it; nothing is guessed."""

import importlib
import pkgutil
from datetime import datetime
from functools import cache

from knowledge.operational_messages import grammars
from knowledge.operational_messages.message import Grammar, Message, NotUnderstood, Unreadable

LONGEST_TEXT = 5_000_000
"""Characters; a season's schedule of a large airline in SSIM is some megabytes."""


@cache
def all_grammars() -> dict[str, Grammar]:
    """Every grammar declared as `GRAMMARS` in a file of `grammars/`, by kind, in the order in which they are asked."""
    found: dict[str, Grammar] = {}
    for one in sorted(pkgutil.iter_modules(grammars.__path__), key=lambda module: module.name):
        for grammar in importlib.import_module(f"{grammars.__name__}.{one.name}").GRAMMARS:
            if found.setdefault(grammar.kind, grammar) is not grammar:
                raise ValueError(f"two grammars read {grammar.kind!r}; rename the one in grammars/{one.name}.py")
    return found


def read(text: str, received_at: datetime) -> Message | NotUnderstood:
    """The message in the text, or where and why it could not be read."""
    if not text.strip():
        return NotUnderstood(kind="UNKNOWN", line=1, column=1, reason="the text is empty")
    if len(text) > LONGEST_TEXT:
        reason = f"the text has {len(text)} characters, {LONGEST_TEXT} are read at most; send it in parts"
        return NotUnderstood(kind="UNKNOWN", line=1, column=1, reason=reason)
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    claimed = [grammar for grammar in all_grammars().values() if grammar.recognises(plain)]
    if not claimed:
        known = ", ".join(all_grammars())
        first = plain.strip().split(None, 1)[0][:20]
        reason = f"no kind of message begins like this; known are {known}"
        return NotUnderstood(kind="UNKNOWN", line=1, column=1, reason=reason, found=first)
    try:
        return claimed[0].read(plain, received_at)
    except Unreadable as stop:
        return NotUnderstood(kind=claimed[0].kind, line=stop.line, column=stop.column, reason=stop.reason, found=stop.found)


def write(message: Message) -> str:
    """The text of a message; ValueError where its kind is only ever received."""
    grammar = all_grammars().get(message.kind)
    if grammar is None or grammar.write is None:
        raise ValueError(f"{message.kind!r} is not a kind of message that is written here")
    return grammar.write(message)
