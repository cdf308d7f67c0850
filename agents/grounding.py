"""Words whose every figure is a reference to a fact: a writer says `{{plan.cost}}`, we fill in the value and its unit."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.units import Frozen

REFERENCE = re.compile(r"\{\{\s*([A-Za-z0-9_.\-/]+)\s*\}\}")


class Shown(Frozen):
    """A fact as a reader sees it: value, unit and what it measures; the tool that said so; what it is about.

    `tool` is a name of `tools/`, or `network` for what the network itself holds. `subject`: the option, flight or crew
    member the figure belongs to, empty where it is the day's. `assumed`: it rests on generated data.
    """

    fact_id: str
    text: str
    tool: str
    subject: str = ""
    assumed: bool = False


class Segment(Frozen):
    """A piece of rendered text; `fact_id` is set where it is a fact, and empty where it is somebody's words."""

    text: str
    fact_id: str = ""


class Grounded(Frozen):
    """Text with every reference filled in; `references` are the facts behind it, `source` who wrote the words around them."""

    text: str
    source: str
    references: tuple[Shown, ...] = ()
    segments: tuple[Segment, ...] = ()


@dataclass(frozen=True, slots=True)
class FactSheet:
    """What may be said, by fact id."""

    shown: Mapping[str, Shown] = field(default_factory=dict)

    def render(self, text: str, source: str) -> Grounded:
        """The text with every reference filled in; KeyError for an unknown one."""
        segments: list[Segment] = []
        place = 0
        for match in REFERENCE.finditer(text):
            if match.start() > place:
                segments.append(Segment(text=text[place : match.start()]))
            segments.append(Segment(text=self.shown[match.group(1)].text, fact_id=match.group(1)))
            place = match.end()
        if place < len(text):
            segments.append(Segment(text=text[place:]))
        used = tuple(dict.fromkeys(REFERENCE.findall(text)))
        whole = "".join(segment.text for segment in segments)
        return Grounded(text=whole, source=source, references=tuple(self.shown[name] for name in used), segments=tuple(segments))


class FactBook:
    """Collects facts while an answer is being written; `put` gives the reference to write."""

    def __init__(self) -> None:
        self._shown: dict[str, Shown] = {}

    def put(self, fact_id: str, text: str, *, tool: str, subject: str = "", assumed: bool = False) -> str:
        """Keep a fact and give its reference, e.g. `{{option1.cost}}`; ValueError when the id says something else already."""
        fact = Shown(fact_id=fact_id, text=text, tool=tool, subject=subject, assumed=assumed)
        if self._shown.setdefault(fact_id, fact) != fact:
            raise ValueError(f"fact {fact_id!r} is {self._shown[fact_id].text!r} already, not {text!r}; give it another id")
        return "{{" + fact_id + "}}"

    def sheet(self) -> FactSheet:
        """Everything put so far."""
        return FactSheet(dict(self._shown))


def digits_outside_references(text: str) -> bool:
    """Whether a template holds a digit that no reference stands for."""
    return re.search(r"\d", REFERENCE.sub("", text)) is not None
