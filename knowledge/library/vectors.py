"""Passages as vectors in Chroma, one collection per embedding model, brought up to date passage by passage."""

import hashlib
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from knowledge.library.embedding import Embedding, EmbeddingFailed
from knowledge.library.passage import Passage

_NAME = "downline-library"
_OPEN_END = date.max.toordinal()


def digest_of(passage: Passage) -> str:
    """SHA-256 of everything a passage says; another one is embedded anew."""
    return hashlib.sha256(passage.model_dump_json().encode()).hexdigest()


def embedded_text(passage: Passage) -> str:
    """What of a passage becomes a vector: its heading and its words."""
    return f"{passage.title}. {passage.text}"


@cache
def _function_class() -> Any:
    """Chroma's view of our embedding. Made late, because importing Chroma takes half a second and 85 MB."""
    from chromadb import Documents, EmbeddingFunction, Embeddings
    from chromadb.utils.embedding_functions import register_embedding_function

    @register_embedding_function
    class DownlineEmbedding(EmbeddingFunction[Documents]):
        def __init__(self, embedding: Embedding | None = None, model_id: str = "") -> None:
            self._embedding = embedding
            self._model_id = embedding.model_id if embedding else model_id

        def __call__(self, input: Documents) -> Embeddings:
            if self._embedding is None:
                raise EmbeddingFailed("the collection was opened without its embedding; open it with Library.open")
            return self._embedding.vectors(input)  # type: ignore[return-value]

        @staticmethod
        def name() -> str:
            return _NAME

        def default_space(self) -> Any:
            return "cosine"

        def supported_spaces(self) -> list[Any]:
            return ["cosine"]

        def get_config(self) -> dict[str, Any]:
            return {"model_id": self._model_id}

        @staticmethod
        def build_from_config(config: dict[str, Any]) -> "DownlineEmbedding":
            return DownlineEmbedding(model_id=str(config["model_id"]))

    return DownlineEmbedding


class VectorIndex:
    """The vectors of one embedding model in one folder.

    EmbeddingFailed when the folder cannot be opened, or holds vectors of another model or length under this model's name.
    """

    def __init__(self, folder: Path, embedding: Embedding) -> None:
        dimension = len(embedding.vectors(["dimension"])[0])
        name = f"passages-{hashlib.sha256(f'{embedding.model_id}/{dimension}'.encode()).hexdigest()[:16]}"
        about = {"model_id": embedding.model_id, "dimension": dimension}
        try:
            import chromadb
            from chromadb.config import Settings

            folder.mkdir(parents=True, exist_ok=True)
            self._client = chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
            self._collection = self._client.get_or_create_collection(
                name, embedding_function=_function_class()(embedding), metadata=about, configuration={"hnsw": {"space": "cosine"}}
            )
        except Exception as error:  # Chroma raises Rust panics, sqlite errors and its own; any of them means words only
            raise EmbeddingFailed(f"Chroma cannot be opened in {folder.name!r}: {type(error).__name__}: {error}") from error
        stored = self._collection.metadata or {}
        if {key: stored.get(key) for key in about} != about:
            raise EmbeddingFailed(
                f"collection {name!r} in {folder.name!r} holds vectors of {stored}, not of {about}; delete the folder"
            )
        self._embedding = embedding

    def stored(self) -> dict[str, str]:
        """The digest of each passage that has a vector, by passage id."""
        found = self._collection.get(include=["metadatas"])
        return {name: str(about["digest"]) for name, about in zip(found["ids"], found["metadatas"] or (), strict=True)}

    def put(self, passages: Sequence[Passage]) -> None:
        """Embed passages and keep their vectors."""
        self._collection.upsert(
            ids=[one.passage_id for one in passages],
            embeddings=self._embedding.vectors([embedded_text(one) for one in passages]),  # type: ignore[arg-type]
            metadatas=[_flags(one) for one in passages],
        )

    def remove(self, passage_ids: Sequence[str]) -> None:
        """Forget passages that are gone."""
        for start in range(0, len(passage_ids), 1000):
            self._collection.delete(ids=list(passage_ids[start : start + 1000]))

    def best(
        self,
        query: str,
        *,
        stations: Sequence[str],
        regimes: Sequence[str],
        kinds: Sequence[str],
        on: date | None,
        limit: int,
    ) -> list[tuple[str, float]]:
        """The ids nearest in meaning among those that the filters let pass, with their cosine similarity."""
        found = self._collection.query(
            query_embeddings=self._embedding.vectors([query]),  # type: ignore[arg-type]
            n_results=limit,
            where=_where(stations, regimes, kinds, on),
            include=["distances"],
        )
        distances = (found["distances"] or [[]])[0]
        return [(name, 1.0 - float(distance)) for name, distance in zip(found["ids"][0], distances, strict=True)]


def _flags(passage: Passage) -> dict[str, Any]:
    """What Chroma filters by. It compares no lists, so each station and regime is a flag of its own."""
    return {
        "digest": digest_of(passage),
        "kind": passage.kind,
        "any_station": not passage.stations,
        "from": passage.valid_from.toordinal() if passage.valid_from else 0,
        "to": passage.valid_to.toordinal() if passage.valid_to else _OPEN_END,
        **{f"station_{one}": True for one in passage.stations},
        **{f"regime_{one}": True for one in passage.regimes},
    }


def _where(stations: Sequence[str], regimes: Sequence[str], kinds: Sequence[str], on: date | None) -> Any:
    """The filters in Chroma's words; None when there are none."""
    asked: list[Any] = []
    if stations:
        asked.append({"$or": [{"any_station": True}, *({f"station_{one}": True} for one in stations)]})
    if regimes:
        flags = [{f"regime_{one}": True} for one in regimes]
        asked.append({"$or": flags} if len(flags) > 1 else flags[0])
    if kinds:
        asked.append({"kind": {"$in": list(kinds)}})
    if on is not None:
        asked += [{"from": {"$lte": on.toordinal()}}, {"to": {"$gt": on.toordinal()}}]
    return None if not asked else asked[0] if len(asked) == 1 else {"$and": asked}
