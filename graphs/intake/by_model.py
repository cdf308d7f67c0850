"""Words that the grammar cannot complete, read by a language model: what it types is kept only as far as it was said, and a
person posts it again before anything is opened."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

from agents.models import ModelBudget, ModelCall, ModelProvider
from agents.prompts import as_data, prompt_in
from domain.disruptions import SingleDisruption
from domain.network import NetworkState
from graphs.intake.grammar import Clarification, clarified
from graphs.intake.kinds import NEEDS
from graphs.intake.named import named_in
from graphs.intake.said import what_was_said

PROMPT = Path(__file__).resolve().parents[1] / "prompts" / "intake.md"
_PREFIX = "report_"
_MOST_PARTS = 20


def _schema(report: type[BaseModel]) -> dict[str, Any]:
    """The kind as a tool; nothing is required, so that a model can leave out what was not said."""
    kind = report.model_fields["kind"].default
    whole = report.model_json_schema()
    names = (*NEEDS[kind], *(("flow",) if kind == "slot_regulation" else ()))
    return {
        "type": "function",
        "function": {
            "name": f"{_PREFIX}{kind}",
            "description": " ".join((report.__doc__ or "").split()),
            "parameters": {
                "type": "object",
                "properties": {name: whole["properties"][name] for name in names},
                "additionalProperties": False,
            },
        },
    }


REPORTS: tuple[dict[str, Any], ...] = tuple(_schema(one) for one in get_args(get_args(SingleDisruption)[0]))
"""Each kind of disruption as a tool that a model may call; calling it opens nothing."""


async def clarified_by_model(
    text: str,
    heard: Clarification,
    state: NetworkState,
    now: datetime,
    models: ModelProvider,
    record: Callable[[ModelCall], None],
    budget: ModelBudget | None = None,
) -> Clarification:
    """What the grammar heard, or what a model makes of the same words when that leaves less to ask for.

    `missing` is `confirmation` when everything was said. Without a model, when it fails, and for words that report nothing, the
    grammar's answer stands.
    """
    if not models.writes_prose or "reads_as" in heard.understood or heard.missing == ("confirmation",):
        return heard
    messages = [prompt_in(PROMPT).system(), as_data({"words": text, "now": now.astimezone(UTC).isoformat()})]
    try:
        answer = await models.ask("intake", messages, record=record, tools=REPORTS, budget=budget)
    except Exception:  # recorded by ask(); the grammar's question stands
        return heard
    calls = [{"kind": call["name"].removeprefix(_PREFIX)} | call["args"] for call in answer.tool_calls[:_MOST_PARTS]]
    return better(heard, read_as(calls, text, state, now))


def read_as(typed: Sequence[dict[str, Any]], text: str, state: NetworkState, now: datetime) -> Clarification | None:
    """What of the typed disruptions was said, with what is missing; None when nothing is left of them."""
    named = named_in(text, state, now)
    kept = [what_was_said(one, text, named, state) for one in typed]
    parts = [one for place, one in enumerate(kept) if len(one) > 1 and one not in kept[:place]]
    return clarified(parts, now) if parts else None


def better(heard: Clarification, other: Clarification | None) -> Clarification:
    """The one that leaves less to ask for; the grammar's when both leave as much."""
    if other is None:
        return heard
    if any(name.split(".")[-1] == "kind" for name in heard.missing):
        return other
    same_or_more = _said(other.understood) >= _said(heard.understood)
    return other if same_or_more and len(other.missing) <= len(heard.missing) and other.missing != heard.missing else heard


def _said(understood: dict[str, Any]) -> int:
    parts = understood.get("parts")
    return sum(len(one) for one in parts) if isinstance(parts, list) else len(understood)
