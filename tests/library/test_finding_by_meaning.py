"""Vectors beside words: built in the background, kept, brought up to date, and left out with a reason when they cannot be had."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from knowledge.library.embedding import TOKENIZER, Embedding, EmbeddingFailed, EndpointEmbedding, MiniLm
from knowledge.library.library import Library
from knowledge.library.passage import Passage
from knowledge.library.vectors import VectorIndex
from tests.library.shelf import SHELF, CountingEmbedding, passage


@contextmanager
def opened(folder: Path, embedding: Embedding, passages: tuple[Passage, ...] = SHELF) -> Iterator[Library]:
    library = Library.open(folder, embedding=embedding, passages=passages)
    library.keep_up_to_date()
    try:
        yield library
    finally:
        library.close()


def test_words_answer_until_the_vectors_are_there_and_the_answer_says_so(tmp_path: Path) -> None:
    library = Library.open(tmp_path, embedding=CountingEmbedding(), passages=SHELF)
    found = library.search("de-icing pad")

    assert found.hits[0].retriever == "words"
    assert found.degraded_because == f"vectors are being built: 0 of {len(SHELF)} passages"
    library.keep_up_to_date()
    assert library.wait_until_ready(30)
    assert library.progress().up_to_date
    assert library.search("de-icing pad").degraded_because == ""
    library.close()


def test_the_bundled_model_finds_what_is_said_in_other_words(tmp_path: Path) -> None:
    with opened(tmp_path, MiniLm()) as library:
        assert library.wait_until_ready(60)

        kid = library.search("kid flying solo").hits[0]
        nothing = library.search("how do I bake sourdough bread")
        number = library.search("117.25(b)").hits[0]

    assert (kid.passage.paragraph, kid.retriever) == ("minor", "vectors")
    assert nothing.hits == ()
    assert (number.passage.paragraph, number.retriever) == ("rest", "words")


def test_filters_hold_for_vectors_as_for_words(tmp_path: Path) -> None:
    with opened(tmp_path, CountingEmbedding()) as library:
        assert library.wait_until_ready(30)

        def found(**filters: object) -> set[str]:
            return {hit.passage.paragraph for hit in library.search("crew rest", **filters).hits}  # type: ignore[arg-type]

        assert found(stations=["JFK"]) == {one.paragraph for one in SHELF} - {"bos"}
        assert found(regimes=["us_121_467"]) == {"old-rest", "new-rest"}
        assert found(regimes=["us_121_467", "us_part_117"], on=date(2022, 11, 14)) == {"new-rest", "rest", "rest-rules"}
        assert found(kinds=["station_note"], stations=["BOS"]) == {"bos"}
        assert found(kinds=["glossary"]) == set()


def test_what_was_embedded_is_kept_and_only_what_is_new_or_changed_is_embedded_again(tmp_path: Path) -> None:
    first = CountingEmbedding()
    with opened(tmp_path, first) as library:
        assert library.wait_until_ready(30)
    assert len(first.texts) == len(SHELF)

    second = CountingEmbedding()
    changed = passage("snow", "Snow: ploughs clear two runways first.")
    with opened(tmp_path, second, (changed, *SHELF[2:])) as library:
        assert library.wait_until_ready(30)
        assert second.texts == ["snow. Snow: ploughs clear two runways first."]
        library.add([passage("case", "Volcano closed San Juan.")])
        assert library.wait_until_ready(30)
        assert second.texts[1:] == ["case. Volcano closed San Juan."]

    stored = VectorIndex(tmp_path, CountingEmbedding()).stored()
    assert set(stored) == {one.passage_id for one in (changed, *SHELF[2:])} | {"shelf.md#case"}


def test_another_model_has_vectors_of_its_own_and_a_mixture_is_refused(tmp_path: Path) -> None:
    index = VectorIndex(tmp_path, CountingEmbedding())
    index.put(SHELF)
    assert VectorIndex(tmp_path, CountingEmbedding("another")).stored() == {}
    assert VectorIndex(tmp_path, CountingEmbedding(dimension=32)).stored() == {}
    assert len(VectorIndex(tmp_path, CountingEmbedding()).stored()) == len(SHELF)

    index._collection.modify(metadata={"model_id": "somebody else's", "dimension": 64})
    with pytest.raises(EmbeddingFailed, match="somebody else's"):
        VectorIndex(tmp_path, CountingEmbedding())


def test_a_folder_that_cannot_be_opened_leaves_the_words(tmp_path: Path) -> None:
    (tmp_path / "library").write_text("a file, not a folder")
    with opened(tmp_path / "library", CountingEmbedding()) as library:
        assert not library.wait_until_ready(30)
        found = library.search("de-icing pad")

    assert found.hits[0].passage.paragraph == "jfk"
    assert "Chroma cannot be opened in 'library'" in found.degraded_because


def test_an_embedding_that_goes_away_leaves_the_words_for_as_long(tmp_path: Path) -> None:
    embedding = CountingEmbedding()
    with opened(tmp_path, embedding) as library:
        assert library.wait_until_ready(30)
        embedding.away = True
        found = library.search("de-icing pad")
        assert (found.hits[0].retriever, found.degraded_because) == ("words", "the endpoint is away")
        embedding.away = False
        assert library.search("de-icing pad").degraded_because == ""


def test_a_tokenizer_or_a_model_that_was_changed_is_not_used(tmp_path: Path) -> None:
    tokenizer, model = tmp_path / "tokenizer.json", tmp_path / "model.onnx"
    shutil.copy(TOKENIZER, tokenizer)
    with tokenizer.open("a") as file:
        file.write(" ")
    model.write_bytes(b"not a model")

    with pytest.raises(EmbeddingFailed, match=r"'tokenizer\.json' has SHA-256"):
        MiniLm(tokenizer=tokenizer).vectors(["text"])
    with pytest.raises(EmbeddingFailed, match=r"'model\.onnx' has SHA-256"):
        MiniLm(model=model).vectors(["text"])


class Endpoint(BaseHTTPRequestHandler):
    """`/v1/embeddings` as OpenAI has it, answering out of order; refuses a wrong key."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.headers["Authorization"] != "Bearer secret":
            self._answer(401, {"error": {"message": "wrong key"}})
            return
        rows = CountingEmbedding().vectors(body["input"])
        said = [{"object": "embedding", "index": place, "embedding": row} for place, row in enumerate(rows)]
        self._answer(
            200, {"object": "list", "model": body["model"], "data": said[::-1], "usage": {"prompt_tokens": 1, "total_tokens": 1}}
        )

    def _answer(self, status: int, body: object) -> None:
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def endpoint() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()


def test_an_endpoint_that_speaks_openais_api_gives_the_vectors_in_the_order_asked(endpoint: str) -> None:
    texts = ["snow on the runway", "a child alone"]

    assert EndpointEmbedding(endpoint, "letters", "secret").vectors(texts) == CountingEmbedding().vectors(texts)


def test_a_refused_key_is_said_and_the_key_is_not(endpoint: str) -> None:
    embedding = EndpointEmbedding(endpoint, "letters", "hunter2")

    with pytest.raises(EmbeddingFailed, match="'letters' cannot be had") as failed:
        embedding.vectors(["text"])
    assert "hunter2" not in str(failed.value) + repr(embedding)
