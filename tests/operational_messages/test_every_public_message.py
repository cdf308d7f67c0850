"""The collected public messages: each is read as what it is, or refused at the place where it is wrong."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from knowledge.operational_messages.message import Message, NotUnderstood
from knowledge.operational_messages.reading import all_grammars, read, write

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "messages" / "messages.jsonl"
RECEIVED = datetime(2026, 11, 21, 12, tzinfo=UTC)
NAMES = {"ATFM-SAM": "SAM"}
WRONG = {  # text begins with: (line, column, word)
    "METAR EDDM 022150Z 26006KT CAVOK 201/16": (1, 34, "201/16"),
    "KUAO 320053Z": (1, 6, "320053Z"),
    "METAR KPIT 091955Z COR 22015G25KT 3/4SM R28L/2600FT {}": (1, 53, "{}"),
}


def _messages() -> list[dict[str, Any]]:
    if not SHARED.exists():
        pytest.skip("needs the public messages in ../shared/data/messages, which are not there")
    return [json.loads(line) for line in SHARED.read_text(encoding="utf-8").splitlines()]


def test_every_message_is_read_as_its_kind_or_refused_at_the_wrong_word() -> None:
    refused = {}
    for one in _messages():
        found = read(one["text"], RECEIVED)
        expected = "ASHTAM" if "ASHTAM" in one["text"] else NAMES.get(one["kind"], one["kind"])
        if isinstance(found, NotUnderstood):
            refused[one["text"]] = (found.line, found.column, found.found)
            continue
        assert found.kind == expected
    assert len(refused) == len(WRONG)
    for begins, place in WRONG.items():
        assert next(where for text, where in refused.items() if text.startswith(begins)) == place


def test_what_can_be_written_reads_back_the_same() -> None:
    written = 0
    for one in _messages():
        found = read(one["text"], RECEIVED)
        if isinstance(found, Message) and all_grammars()[found.kind].write is not None:
            assert read(write(found), RECEIVED) == found
            written += 1
    assert written > 50


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "UNKNOWN"),
        ("   \n ", "UNKNOWN"),
        ("HELLO WORLD", "UNKNOWN"),
        ("METAR", "METAR"),
        ("-TITLE SAM", "SAM"),
        ("(FPL-", "FPL"),
    ],
)
def test_what_is_no_message_is_not_guessed_at(text: str, kind: str) -> None:
    found = read(text, RECEIVED)
    assert isinstance(found, NotUnderstood)
    assert (found.kind, found.line) == (kind, 1)
    assert found.reason
