"""The envelope of a telex (Type B): addresses before the text, marks after it, and where in the text a word stands."""

import re
from dataclasses import dataclass

from knowledge.operational_messages.message import Unreadable

CARRIER = r"(?:[A-Z]{3}|[A-Z][A-Z0-9]|[0-9][A-Z])"
FLIGHT = rf"(?P<carrier>{CARRIER})(?P<number>[0-9]{{1,4}})(?P<suffix>[A-Z]?)"
"""A flight designator: two or three characters of the airline, up to four digits, and perhaps the letter of an extra flight."""
_ENVELOPE = re.compile(
    r"""(?P<addresses>[A-Z]{2}(\s+[A-Z0-9]{7,8})+ | [A-Z0-9]{7}(\s+[A-Z0-9]{7})*)   # QU LHRXXBA JFKOPBA, and more of them
    | (?P<origin>\.[A-Z]{3}[A-Z0-9]{4}(\s.*)?)                                       # .JFKOPBA 211200
    | (?P<mark>COR|PDM|ZCZC.*)                                                       # a correction, a copy, a start""",
    re.VERBOSE,
)
_CONTROL = "\x01\x02\x03\x0b\x07"
_FREE = "SI"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text without the spaces around it. `number` and `column`: where it begins, from 1."""

    number: int
    column: int
    text: str

    def refusal(self, reason: str, index: int = 0, found: str | None = None) -> Unreadable:
        """The refusal of what stands `index` characters into this line."""
        rest = self.text[index:].split()
        word = found if found is not None else rest[0] if rest else ""
        return Unreadable(reason, line=self.number, column=self.column + index, found=word)

    def words(self) -> list[tuple[int, str]]:
        """The words of the line with how far into it each begins."""
        return [(one.start(), one.group()) for one in re.finditer(r"\S+", self.text)]

    def part(self, start: int, end: int | None = None) -> "Line":
        """A piece of the line that still knows where it stands."""
        cut = self.text[start:end]
        return Line(self.number, self.column + start + len(cut) - len(cut.lstrip()), cut.strip())


@dataclass(frozen=True, slots=True)
class Telex:
    """What is in the envelope: the lines after the identifier, none of them empty; `corrected`: it replaces one sent before."""

    lines: tuple[Line, ...]
    corrected: bool
    last: Line

    def end(self, reason: str) -> Unreadable:
        """The refusal of a text that ends too early."""
        return Unreadable(reason, line=self.last.number, column=self.last.column + len(self.last.text))


def claims(text: str, identifier: str) -> bool:
    """Whether the text, after what a telex has before it, begins with the identifier of a kind of message."""
    return _begins(text, identifier) is not None


def opened(text: str, identifier: str) -> Telex:
    """The telex without its envelope: addresses, empty lines, the identifier, and `=`, `.` or `NNNN` at the end are gone."""
    lines, begins = _lines(text), _begins(text, identifier)
    assert begins is not None, "only a text that claims the identifier is opened"
    corrected = any(line.text == "COR" for line in lines[:begins])
    first = lines[begins]
    inside = [first.part(len(identifier)), *lines[begins + 1 :]]
    inside = [line for line in inside if line.text]
    while inside and inside[-1].text in ("=", ".", "NNNN"):
        inside.pop()
    free = any(line.text.split()[0].rstrip(":") == _FREE for line in inside)
    if inside:
        tail = inside.pop()
        # A full stop may belong to free text; an equals sign is no character of it.
        inside.append(Line(tail.number, tail.column, tail.text.rstrip("= " if free else "=. ")))
    return Telex(tuple(line for line in inside if line.text), corrected, inside[-1] if inside else first)


def free_text(lines: tuple[Line, ...]) -> tuple[str, ...]:
    """Supplementary information: the lines from `SI` to the end, without the `SI`."""
    words = [re.sub(r"^SI:?(\s+|$)", "", line.text) for line in lines]
    return tuple(word for word in words if word)


def is_free(line: Line) -> bool:
    """Whether supplementary information begins with this line."""
    return re.match(r"SI(:|\s|$)", line.text) is not None


def _lines(text: str) -> list[Line]:
    found = []
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.translate(dict.fromkeys(map(ord, _CONTROL), " "))
        found.append(Line(number, len(line) - len(line.lstrip()) + 1, line.strip()))
    return [line for line in found if line.text]


def _begins(text: str, identifier: str) -> int | None:
    for index, line in enumerate(_lines(text[:4000])):
        if line.text == identifier or line.text.startswith(identifier + " "):
            return index
        if not _ENVELOPE.fullmatch(line.text):
            return None
    return None
