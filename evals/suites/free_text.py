"""Words that the grammar cannot complete: what a language model types of them, and that what was not said is refused.

Without a model to judge, answers are scripted; the figures then say that the wiring is safe, nothing about language.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from agents.models import ModelCall, ModelProvider
from evals.suite import Progress, Suite
from evals.suites.routing import expected_part, labelled, the_day, without_times_of_report
from graphs.intake.by_model import better, clarified_by_model, read_as
from graphs.intake.grammar import Clarification, understand

SHEET = Path(__file__).resolve().parents[1] / "language" / "free_text.yaml"
Read = Callable[[Mapping[str, Any], Clarification], Clarification]


def run(progress: Progress) -> dict[str, Any]:
    """The cases with scripted answers in the model's place."""
    state, now = the_day()

    def scripted(case: Mapping[str, Any], heard: Clarification) -> Clarification:
        return heard if "reads_as" in heard.understood else better(heard, read_as(case["calls"], case["text"], state, now))

    cases = labelled(SHEET)["cases"]
    progress(f"{len(cases)} cases with scripted answers")
    figures = _figures(cases, scripted)
    figures["failures"] = [f"{name}: an invented field was kept" for name in figures["kept_what_was_not_said"]]
    figures["failures"] += [f"{name}: not what it must be" for name in figures["wrong"]]
    figures["failures"] += [f"{name}: opened" for name in figures["opened"]]
    return {"judged": "scripted"} | figures


def of_model(progress: Progress, models: ModelProvider, repeats: int) -> dict[str, Any]:
    """The same cases put to a language model, each so many times."""
    state, now = the_day()
    calls: list[ModelCall] = []

    def live(case: Mapping[str, Any], heard: Clarification) -> Clarification:
        return asyncio.run(clarified_by_model(case["text"], heard, state, now, models, calls.append))

    cases = [case for case in labelled(SHEET)["cases"] if not case.get("invented")]
    rounds = []
    for repeat in range(repeats):
        progress(f"round {repeat + 1} of {repeats}: {len(cases)} cases")
        rounds.append(_figures(cases, live))
    failures = [f"{name}: what was not said was kept" for one in rounds for name in one["kept_what_was_not_said"]]
    failures += [f"{name}: opened" for one in rounds for name in one["opened"]]
    return {
        "judged": models.model,
        "cases": len(cases),
        "repeats": repeats,
        "exact_pct": [one["exact_pct"] for one in rounds],
        "wrong": sorted({name for one in rounds for name in one["wrong"]}),
        "attempts": len(calls),
        "answered": sum(call.outcome == "answered" for call in calls),
        "failures": failures,
    }


def _figures(cases: Sequence[Mapping[str, Any]], read: Read) -> dict[str, Any]:
    state, now = the_day()
    wrong, kept, opened = [], [], []
    for case in cases:
        heard = understand(case["text"], state, now)
        if not isinstance(heard, Clarification):
            opened.append(case["name"])
            continue
        answer = read(case, heard)
        said = without_times_of_report(answer.understood)
        if "parts" in case:
            right = said == {"kind": "compound", "parts": [expected_part(one, now) for one in case["parts"]]}
        elif "understood" in case:
            wanted = case["understood"]
            right = said == (wanted if "reads_as" in wanted else expected_part(wanted, now))
        else:
            right = "kind" not in said
        if not right or set(answer.missing) != set(case["missing"]):
            wrong.append(case["name"])
        if not answer.missing or set(case.get("invented", ())) & said.keys():
            kept.append(case["name"])
    return {
        "cases": len(cases),
        "exact_pct": round(100 * (len(cases) - len(wrong) - len(opened)) / len(cases), 1),
        "wrong": wrong,
        "kept_what_was_not_said": kept,
        "opened": opened,
    }


def table(figures: dict[str, Any]) -> str:
    """A line of rates, then what went wrong."""
    lines = [f"{figures['cases']} cases, judged: {figures['judged']}, exact {figures['exact_pct']} %"]
    return "\n".join(
        [*lines, *(f"wrong: {name}" for name in figures["wrong"]), *(f"FAILED {one}" for one in figures["failures"])]
    )


SUITE = Suite(
    name="free-text",
    description="Reports that no rule reads, typed by a model and kept as far as they were said; scripted unless one is given",
    run=run,
    table=table,
    of_model=of_model,
)
