"""Search by words: BM25 over stems, and identifiers kept whole so that 117.25(b), B61010 or stand A12 match exactly."""

import re
from collections.abc import Collection, Sequence
from functools import cache, lru_cache
from typing import Any, cast

from knowledge.library.passage import Passage

_ARTICLE = re.compile(r"\b(?:articles?|art\.?)\s*(\d+[a-z]?)((?:\s*\(\w{1,4}\))*)", re.IGNORECASE)
_FLIGHT = re.compile(r"\b([A-Z][A-Z0-9]|[0-9][A-Z])\s(\d{1,4})\b")
_PLACE = re.compile(r"\b(stand|gate|bay|runway|rwy|part)\s+([a-z]?0*(\d+)[a-z]?)\b", re.IGNORECASE)
_PARAGRAPH = re.compile(
    r"\b[a-z]{2,}(?:\.[a-z0-9]+)+(?:\s*\(\w{1,4}\))*|\b\w*\d\w*(?:[./]\w+)*(?:\s*\(\w{1,4}\))*", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_STOP = frozenset(
    """a an and are as at be been but by can could did do does for from had has have how i if in into is it its me must my no not
    of on or our shall should so than that the their them then there these they this those to up us was we were what when where
    which who why will with would you your""".split()  # noqa: SIM905
)


def identifiers_in(text: str) -> tuple[str, ...]:
    """The identifiers of a text in one spelling: paragraph numbers with every step above them, articles, flights, places.

    `117.25(b)` gives itself, `117.25` and `117`; `Art. 7(1)(b)` gives `article7(1)(b)` and what it is part of; `B6 1010` is
    `b61010`, `runway 04R` is `runway4r`. A plain number is an identifier too.
    """
    found: list[str] = []
    for article in _ARTICLE.finditer(text):
        found += _steps(f"article{article.group(1)}{article.group(2)}")
    for flight in _FLIGHT.finditer(text):
        found.append((flight.group(1) + flight.group(2)).lower())
    for place in _PLACE.finditer(text):
        found.append((place.group(1) + re.sub(r"(?<!\d)0+(?=\d)", "", place.group(2))).lower().replace("rwy", "runway"))
    for paragraph in _PARAGRAPH.finditer(text):
        if any(letter.isdigit() for letter in paragraph.group()) or paragraph.group().isupper():
            found += _steps(paragraph.group())
    return tuple(dict.fromkeys(found))


def _steps(identifier: str) -> list[str]:
    """An identifier and what it is part of: `117.25(b)(1)`, `117.25(b)`, `117.25`, `117`."""
    whole = re.sub(r"\s+", "", identifier).lower()
    steps = [whole]
    while (shorter := re.sub(r"(\(\w+\)|[./]\w+)$", "", steps[-1])) != steps[-1]:
        if not any(letter.isdigit() for letter in shorter) and "." not in shorter:
            break
        steps.append(shorter)
    return steps


@lru_cache(20_000)
def tokens_of(text: str) -> tuple[str, ...]:
    """Identifiers as they are, words as English stems, in no particular order."""
    words = [word for word in _WORD.findall(text.lower()) if word not in _STOP]
    return (*identifiers_in(text), *map(_stem, words))


@cache
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")


@lru_cache(50_000)
def _stem(word: str) -> str:
    # The stemmer is Python and slow; the sources use some thousand different words, over and over.
    return str(_stemmer().stemWord(word))


class WordIndex:
    """BM25 over a fixed set of passages, their titles included."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        import bm25s

        self.passages = tuple(passages)
        self._index = bm25s.BM25()
        texts = [tokens_of(f"{one.title} {one.citation} {one.text}") for one in self.passages]
        self._vocabulary = frozenset(token for text in texts for token in text)
        if self._vocabulary:
            self._index.index([list(text) for text in texts], show_progress=False)

    def knows(self, tokens: Collection[str]) -> bool:
        """Whether any of the tokens is written anywhere."""
        return not self._vocabulary.isdisjoint(tokens)

    def best(self, query: str, allowed: Sequence[bool], limit: int) -> list[tuple[Passage, float]]:
        """The best passages among those allowed (one flag each, in order) that share a token with the query, and their score."""
        asked = [token for token in tokens_of(query) if token in self._vocabulary]
        if not asked:
            return []
        scores = cast(Sequence[float], self._index.get_scores(asked))
        scored = [(float(score), place) for place, score in enumerate(scores) if score > 0 and allowed[place]]
        scored.sort(key=lambda one: (-one[0], self.passages[one[1]].passage_id))
        return [(self.passages[place], score) for score, place in scored[:limit]]
