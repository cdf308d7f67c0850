"""A model may type what a rule cannot read; what was not said is refused, and a person confirms the rest."""

import asyncio
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest
from pydantic import SecretStr

from agents.models import ModelCall, ModelProvider
from evals.suites import free_text
from graphs.intake.by_model import REPORTS, clarified_by_model
from graphs.intake.grammar import Clarification
from graphs.intake.kinds import NEEDS
from tests.intake.conftest import Day

ROUNDABOUT = "Port Authority says nobody gets in or out of Kennedy between 1600Z and 2000Z"


class _Endpoint(BaseHTTPRequestHandler):
    """An OpenAI-compatible endpoint that calls the tool it was told to."""

    arguments: ClassVar[dict[str, Any]] = {}
    asked: ClassVar[list[dict[str, Any]]] = []

    def do_POST(self) -> None:
        self.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        function = {"name": "report_airport_closed", "arguments": json.dumps(self.arguments)}
        call = {"index": 0, "id": "1", "type": "function", "function": function}
        choice = {"index": 0, "delta": {"role": "assistant", "tool_calls": [call]}, "finish_reason": "tool_calls"}
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "stub", "choices": [choice]}
        body = f"data: {json.dumps(chunk)}\n\ndata: [DONE]\n\n".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing on stderr."""


@pytest.fixture
def endpoint() -> Iterator[ModelProvider]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Endpoint)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    _Endpoint.asked.clear()
    yield ModelProvider("openai", f"http://127.0.0.1:{server.server_port}/v1", "stub", SecretStr("none"))
    server.shutdown()
    server.server_close()


def _asked(day: Day, models: ModelProvider, text: str) -> tuple[Clarification, list[ModelCall]]:
    heard = day.heard(text)
    assert isinstance(heard, Clarification)
    calls: list[ModelCall] = []
    return asyncio.run(clarified_by_model(text, heard, day.state, day.now, models, calls.append)), calls


def test_what_a_model_types_over_the_wire_is_handed_back_for_confirmation(day: Day, endpoint: ModelProvider) -> None:
    _Endpoint.arguments = {"airport": "JFK", "start": "2013-02-08T16:00:00Z", "end": "2013-02-08T20:00:00Z"}

    answer, calls = _asked(day, endpoint, ROUNDABOUT)

    assert answer.missing == ("confirmation",)
    assert answer.understood["kind"] == "airport_closed"
    assert answer.understood["airport"] == "JFK"
    assert [call.purpose for call in calls] == ["intake"]
    system, user = _Endpoint.asked[0]["messages"]
    assert ROUNDABOUT not in system["content"]
    assert ROUNDABOUT in user["content"]


def test_a_time_that_a_model_made_up_is_asked_for(day: Day, endpoint: ModelProvider) -> None:
    _Endpoint.arguments = {"airport": "JFK", "start": "2013-02-08T16:00:00Z", "end": "2013-02-08T23:00:00Z"}
    answer, _ = _asked(day, endpoint, ROUNDABOUT)
    assert answer.missing == ("end",)


def test_a_question_is_never_put_to_the_model(day: Day, endpoint: ModelProvider) -> None:
    answer, calls = _asked(day, endpoint, "is Kennedy closed from 1600Z to 2000Z?")
    assert answer.understood["reads_as"] == "a question"
    assert calls == []
    assert _Endpoint.asked == []


def test_without_an_endpoint_the_rules_answer_stands(day: Day) -> None:
    gone = ModelProvider("openai", "http://127.0.0.1:9/v1", "stub", SecretStr("none"), deadline_s=1.0)
    for models in (ModelProvider(), ModelProvider(mode="off"), gone):
        answer, _ = _asked(day, models, ROUNDABOUT)
        assert answer == day.heard(ROUNDABOUT)


def test_every_kind_is_a_tool_that_requires_nothing() -> None:
    functions = [one["function"] for one in REPORTS]
    assert {one["name"].removeprefix("report_") for one in functions} == NEEDS.keys()
    assert all("required" not in one["parameters"] for one in functions)


def test_no_scripted_invention_is_kept() -> None:
    figures = free_text.run(lambda _: None)
    assert figures["failures"] == []
    assert figures["judged"] == "scripted"
