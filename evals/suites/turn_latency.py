"""How long a turn of conversation takes and what it costs: every example of every question, while a case waits for a decision."""

import asyncio
import statistics
from typing import Any

from agents.models import ModelProvider
from evals.language.waiting_case import ask, room_with_case
from evals.suite import Progress, Suite
from graphs.conversation.question import all_questions

_SOLVING_S = 60.0


def _judge(progress: Progress, models: ModelProvider, repeats: int) -> dict[str, Any]:
    rows: list[tuple[str, str, float, str]] = []
    calls = tokens = micro_usd = by_model = 0
    with room_with_case() as room:
        for name, question in all_questions().items():
            progress(f"turn-latency: {name}")
            for words in question.examples * repeats:
                answer = asyncio.run(ask(room, words, models, limit_s=_SOLVING_S))
                rows.append((name, words, answer.done.elapsed_s, answer.done.outcome))
                calls += len(answer.done.model_calls)
                tokens += sum(call.tokens_in + call.tokens_out for call in answer.done.model_calls)
                micro_usd += sum(call.cost_micro_usd for call in answer.done.model_calls)
                by_model += any(text.source == "model" for text in answer.texts)
    seconds = sorted(row[2] for row in rows)
    slowest = sorted(rows, key=lambda row: -row[2])[:6]
    return {
        "turns": len(rows),
        "questions": len(all_questions()),
        "median_s": round(statistics.median(seconds), 3),
        "p95_s": round(seconds[int(0.95 * len(seconds))], 3),
        "longest_s": round(seconds[-1], 2),
        "slowest": [{"question": name, "words": words, "s": round(spent, 2)} for name, words, spent, _ in slowest],
        "outcomes": {kind: sum(row[3] == kind for row in rows) for kind in sorted({row[3] for row in rows})},
        "model_calls": calls,
        "tokens": tokens,
        "cost_micro_usd": micro_usd,
        "worded_by_model": by_model,
        "failures": [f"{name}: {words!r} ended as {outcome}" for name, words, _, outcome in rows if outcome == "failed"],
    }


def run(progress: Progress) -> dict[str, Any]:
    """Without a language model."""
    return {"judged": "rules"} | _judge(progress, ModelProvider(mode="off"), 1)


def of_model(progress: Progress, models: ModelProvider, repeats: int) -> dict[str, Any]:
    """With one: its calls, tokens and what they cost, where DOWNLINE_MODEL_PRICE_IN and _OUT say so."""
    return {"judged": "model"} | _judge(progress, models, repeats)


def table(figures: dict[str, Any]) -> str:
    """The spread, then the slowest turns."""
    lines = [
        f"  {figures['turns']} turns of {figures['questions']} kinds of question: median {figures['median_s']} s, "
        f"95 % within {figures['p95_s']} s, longest {figures['longest_s']} s; {figures['outcomes']}",
        f"  {figures['model_calls']} model calls, {figures['tokens']} tokens, {figures['cost_micro_usd'] / 1e6:.4f} USD; "
        f"{figures['worded_by_model']} answers in a model's words",
    ]
    return "\n".join([*lines, *(f"    {one['s']:>7.2f} s  {one['question']}: {one['words']}" for one in figures["slowest"])])


SUITE = Suite(
    "turn-latency",
    "How long a turn of conversation takes, for every kind of question, and what models cost.",
    run,
    table,
    of_model,
)
