"""The library: passages found by words at once, and by meaning as soon as their vectors are there."""

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from threading import Condition, Thread, get_native_id
from typing import Literal

from knowledge.library.embedding import Embedding, EmbeddingFailed
from knowledge.library.passage import Found, Hit, Kind, Passage
from knowledge.library.sources import bundled_passages
from knowledge.library.vectors import VectorIndex, digest_of
from knowledge.library.words import WordIndex, identifiers_in

LEAST_SIMILARITY = 0.30
"""Cosine below which a passage answers nothing: seven of eight queries that have no answer in the library then find none, and
every other query of `python -m evals run retrieval` keeps its best passage."""
_BATCH = 16

Retriever = Literal["routed", "vectors", "words"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the vectors are: passages in the library, those with a vector, and why there are no more to come."""

    passages: int
    embedded: int
    stopped_because: str = ""

    @property
    def up_to_date(self) -> bool:
        """Whether every passage has its vector."""
        return self.embedded >= self.passages


class Library:
    """What is written down, searchable. Thread-safe; `close` ends the background thread.

    The sources are read when they are first needed: a command that never searches does not wait for them.
    """

    def __init__(self, sources: Callable[[], Iterable[Passage]], folder: Path | None, embedding: Embedding | None) -> None:
        self._sources, self._folder, self._embedding = sources, folder, embedding
        self._changed = Condition()
        self._added: dict[str, Passage] = {}
        self._read: dict[str, Passage] | None = None
        self._words: WordIndex | None = None
        self._vectors: VectorIndex | None = None
        self._embedded = 0
        self._stopped = _no_vectors(folder, embedding)
        self._version = 0
        self._reached = -1
        self._closing = False
        self._thread: Thread | None = None

    @classmethod
    def open(cls, folder: Path | None, *, embedding: Embedding | None, passages: Sequence[Passage] | None = None) -> "Library":
        """A library of the bundled sources (or those given), searchable by words when this returns.

        `folder` keeps the vectors between runs. Without a folder or an embedding there are words only. Nothing is embedded
        before `keep_up_to_date`.
        """
        return cls(bundled_passages if passages is None else lambda: passages, folder, embedding)

    def add(self, passages: Iterable[Passage]) -> None:
        """Take passages in, or their new wording under an id that is there; by words they are found at once."""
        with self._changed:
            new = {one.passage_id: one for one in passages if self._added.get(one.passage_id) != one}
            if new:
                self._added = {**self._added, **new}
                self._words = None
                self._version += 1
                self._changed.notify_all()

    def regimes(self) -> tuple[str, ...]:
        """The regimes that some passage is bound to."""
        with self._changed:
            return tuple(sorted({regime for one in self._passages().values() for regime in one.regimes}))

    def _passages(self) -> dict[str, Passage]:
        """All passages by id; hold the lock."""
        if self._read is None:
            self._read = {one.passage_id: one for one in self._sources()}
        return {**self._read, **self._added}

    def _word_index(self) -> WordIndex:
        """The words of all passages; hold the lock."""
        if self._words is None:
            self._words = WordIndex(tuple(self._passages().values()))
        return self._words

    # --- vectors ----------------------------------------------------------------------------------------------------

    def keep_up_to_date(self) -> None:
        """Embed what is new, forget what is gone, and go on doing so in the background; returns at once."""
        with self._changed:
            if self._stopped or self._thread is not None:
                return
            self._thread = Thread(target=self._keep_up_to_date, name="library-vectors", daemon=True)
            self._thread.start()

    def wait_until_ready(self, timeout_s: float) -> bool:
        """Wait until every passage has its vector; False when it takes longer, or will not be."""
        with self._changed:
            self._changed.wait_for(lambda: self._ready() or bool(self._stopped), timeout_s)
            return self._ready()

    def progress(self) -> Progress:
        """How far the vectors are."""
        with self._changed:
            return Progress(len(self._passages()), self._embedded, self._stopped)

    def close(self) -> None:
        """End the background thread; words can still be searched."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join(timeout=10)

    def _ready(self) -> bool:
        return self._vectors is not None and self._reached == self._version

    def _keep_up_to_date(self) -> None:
        _give_way()
        try:
            assert self._folder is not None
            assert self._embedding is not None
            vectors = VectorIndex(self._folder, self._embedding)
            while not self._closing:
                self._bring_up_to_date(vectors)
                with self._changed:
                    self._changed.wait_for(lambda: self._closing or self._reached != self._version)
        except Exception as error:  # whatever Chroma or the model raise, words go on; `degraded_because` says it
            with self._changed:
                self._stopped = str(error) if isinstance(error, EmbeddingFailed) else f"{type(error).__name__}: {error}"
                self._changed.notify_all()

    def _bring_up_to_date(self, vectors: VectorIndex) -> None:
        with self._changed:
            version, passages = self._version, self._passages()
        stored = vectors.stored()
        vectors.remove([name for name in stored if name not in passages])
        missing = [one for name, one in passages.items() if stored.get(name) != digest_of(one)]
        missing.sort(key=lambda one: len(one.text))  # texts of one length in a batch: nothing is computed for padding
        with self._changed:
            self._vectors, self._embedded = vectors, len(passages) - len(missing)
        for start in range(0, len(missing), _BATCH):
            if self._closing:
                return
            vectors.put(missing[start : start + _BATCH])
            with self._changed:
                self._embedded += len(missing[start : start + _BATCH])
        with self._changed:
            self._reached = version
            self._changed.notify_all()

    # --- search -----------------------------------------------------------------------------------------------------

    def search(
        self,
        query: str,
        *,
        stations: Sequence[str] = (),
        regimes: Sequence[str] = (),
        kinds: Sequence[Kind] = (),
        on: date | None = None,
        limit: int = 8,
        retriever: Retriever = "routed",
    ) -> Found:
        """The best passages among those that the filters let pass.

        `stations`: bound to one of them, or to none. `regimes`: bound to one of them. `on`: in force that day. A query with an
        identifier that stands in the library is answered by words first, any other by vectors, with the best passage by words
        in third place. Without a filter, what is not near the query at all is left out. `retriever` is for measurements.
        """
        with self._changed:
            words, ready = self._word_index(), self._ready()
            vectors = self._vectors if ready else None
            building = f"vectors are being built: {self._embedded} of {len(words.passages)} passages"
            degraded = "" if ready else self._stopped or building
        passages = {one.passage_id: one for one in words.passages}
        allowed = [_lets_pass(one, stations, regimes, kinds, on) for one in words.passages]
        searched = sum(allowed)
        nearest: list[Hit] = []
        if vectors is not None and retriever != "words" and searched:
            try:
                found = vectors.best(query, stations=stations, regimes=regimes, kinds=kinds, on=on, limit=limit)
                least = -1.0 if stations or regimes or kinds else LEAST_SIMILARITY
                nearest = [
                    Hit(passage=passages[name], rank=1, retriever="vectors", score=score)
                    for name, score in found
                    if score >= least and name in passages
                ]
            except Exception as error:  # an endpoint that is away must not take the search with it
                degraded, vectors = str(error), None
        worded: list[Hit] = []
        if vectors is None or retriever != "vectors":
            best = words.best(query, allowed, limit)
            worded = [Hit(passage=one, rank=1, retriever="words", score=score) for one, score in best]
        if vectors is None or retriever == "words" or (retriever == "routed" and words.knows(identifiers_in(query))):
            ordered = [*worded, *nearest]
        else:
            ordered = [*nearest[:2], *worded[:1], *nearest[2:]] if nearest else []
        first: dict[str, Hit] = {}
        for hit in ordered:
            first.setdefault(hit.passage.passage_id, hit)
        hits = tuple(hit.model_copy(update={"rank": rank}) for rank, hit in enumerate(list(first.values())[:limit], start=1))
        return Found(query=query, hits=hits, searched=searched, degraded_because=degraded)


def _no_vectors(folder: Path | None, embedding: Embedding | None) -> str:
    if embedding is None:
        return "vectors are switched off (DOWNLINE_EMBEDDINGS=off)"
    return "there is no folder to keep vectors in" if folder is None else ""


def _lets_pass(passage: Passage, stations: Sequence[str], regimes: Sequence[str], kinds: Sequence[str], on: date | None) -> bool:
    """The filters as Chroma applies them, for words."""
    if stations and passage.stations and not set(stations) & set(passage.stations):
        return False
    if regimes and not set(regimes) & set(passage.regimes):
        return False
    if kinds and passage.kind not in kinds:
        return False
    if on is None:
        return True
    return (passage.valid_from is None or passage.valid_from <= on) and (passage.valid_to is None or on < passage.valid_to)


@cache
def bundled_library() -> Library:
    """The bundled sources, by words only: for tools that are called where no room is open."""
    return Library.open(None, embedding=None)


def _give_way() -> None:
    """This thread works when nobody else does, where the system knows threads' priorities (Linux): solvers need the cores."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, get_native_id(), 19)
