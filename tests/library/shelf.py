"""A few passages and an embedding of our own that counts what it is asked, so that a test can say what was embedded."""

import hashlib
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from knowledge.library.embedding import EmbeddingFailed
from knowledge.library.passage import Kind, Passage


def passage(name: str, text: str, **about: object) -> Passage:
    """A passage `shelf.md#name` that says `text`."""
    kind: Kind = about.pop("kind", "playbook")  # type: ignore[assignment]
    return Passage.model_validate(
        {
            "passage_id": f"shelf.md#{name}",
            "source": "shelf.md",
            "title": name,
            "paragraph": name,
            "text": text,
            "kind": kind,
            "citation": f"Shelf, {name}",
            **about,
        }
    )


SHELF = (
    passage("snow", "Snow closes the airport; ploughs clear one runway first."),
    passage("minor", "Children who travel alone are rebooked by a person, on a nonstop flight by day."),
    passage("rest", "Weekly rest is 30 hours under 117.25(b).", kind="law", regimes=("us_part_117",)),
    passage("rest-rules", "Rest before a duty is ten hours under 117.25(e).", kind="law", regimes=("us_part_117",)),
    passage("old-rest", "Cabin crew rest: nine hours.", kind="law", regimes=("us_121_467",), valid_to=date(2022, 11, 14)),
    passage("new-rest", "Cabin crew rest: ten hours.", kind="law", regimes=("us_121_467",), valid_from=date(2022, 11, 14)),
    passage("jfk", "De-icing happens on the pad.", kind="station_note", stations=("JFK",)),
    passage("bos", "De-icing happens at the stand.", kind="station_note", stations=("BOS",)),
)


class CountingEmbedding:
    """Vectors of letter pairs: equal words are near. Keeps every text it was given; `away` makes it fail."""

    def __init__(self, model_id: str = "letter-pairs", dimension: int = 64) -> None:
        self.model_id, self._dimension = model_id, dimension
        self.texts: list[str] = []
        self.away = False

    def vectors(self, texts: Sequence[str]) -> list[list[float]]:
        if self.away:
            raise EmbeddingFailed("the endpoint is away")
        self.texts += [text for text in texts if text != "dimension"]
        return [self._vector(text.lower()) for text in texts]

    def _vector(self, text: str) -> list[float]:
        row = [0.001] * self._dimension
        for pair in pairwise(text):
            row[hashlib.sha256("".join(pair).encode()).digest()[0] % self._dimension] += 1.0
        return row
