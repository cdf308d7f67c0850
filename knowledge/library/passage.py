"""A passage: the smallest piece of a source that can be cited, and what a search gives back."""

from datetime import date
from typing import Literal

from domain.units import Frozen

Kind = Literal["law", "playbook", "station_note", "policy", "tool", "decision", "glossary"]


class Passage(Frozen):
    """One paragraph of one source.

    `passage_id` is `source#paragraph`, stable as long as the source keeps its headings. `source`: a path in the repository,
    or `case/C1` for a decision record. `citation`: how a person would cite it, down to the paragraph. `stations` and
    `regimes`: what it is about; empty means not bound to any. It holds in [`valid_from`, `valid_to`), open where None.
    """

    passage_id: str
    source: str
    title: str
    paragraph: str
    text: str
    kind: Kind
    citation: str
    stations: tuple[str, ...] = ()
    regimes: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None


class Hit(Frozen):
    """A passage that was found, at its place in the answer (from 1), by which retriever, with that retriever's own score."""

    passage: Passage
    rank: int
    retriever: Literal["vectors", "words"]
    score: float


class Found(Frozen):
    """What a search found, best first. `degraded_because`: why only words were searched, empty when vectors were there."""

    query: str
    hits: tuple[Hit, ...]
    searched: int
    degraded_because: str = ""
