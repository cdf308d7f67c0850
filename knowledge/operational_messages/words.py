"""The words of a text with their places, for grammars that read word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.operational_messages.message import Unreadable


@dataclass(frozen=True, slots=True)
class Word:
    """A word and where it stands, line and column from 1."""

    text: str
    line: int
    column: int

    def wrong(self, reason: str) -> Unreadable:
        """The error that points at this word."""
        return Unreadable(reason, line=self.line, column=self.column, found=self.text)


def words_of(text: str) -> Iterator[Word]:
    """Every word between blanks, in order."""
    for number, line in enumerate(text.split("\n"), start=1):
        for found in re.finditer(r"\S+", line):
            yield Word(found.group(), number, found.start() + 1)


def end_of(text: str) -> Word:
    """An empty word behind the last one: where something is missing."""
    lines = text.rstrip().split("\n")
    return Word("", len(lines), len(lines[-1]) + 1)
