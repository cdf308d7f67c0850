"""`python -m evals list | run SUITE [--json] [--base-url URL --model NAME] | bench | roadef check|solve|generate|keep`."""

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from agents.models import ModelProvider
from evals.roadef.command import app as roadef
from evals.suite import Skipped, Suite, all_suites

app = typer.Typer(help="Evaluation suites: figures on real days.", no_args_is_help=True, add_completion=False)
app.add_typer(roadef, name="roadef")
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout; progress goes to stderr.")]
BaseUrl = Annotated[
    str, typer.Option("--base-url", help="An OpenAI-compatible endpoint to judge; its key is DOWNLINE_MODEL_KEY.")
]
ModelName = Annotated[str, typer.Option("--model", help="The model at that endpoint.")]
Repeats = Annotated[int, typer.Option("--repeats", min=1, max=20, help="How often each case is asked: pass^k is all k right.")]
Report = Annotated[Path | None, typer.Option("--report", help="Also write the dated result of a judged model to this folder.")]


def _progress(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _measure(suite: Suite, judged: ModelProvider | None = None, repeats: int = 1) -> dict[str, Any]:
    try:
        if judged is None:
            return {"suite": suite.name, "status": "measured", "figures": suite.run(_progress)}
        if suite.of_model is None:
            raise Skipped("no language model takes part in it")
        figures = suite.of_model(_progress, judged, repeats)
    except Skipped as reason:
        return {"suite": suite.name, "status": "skipped", "reason": str(reason)}
    return {
        "suite": suite.name,
        "status": "measured",
        "model": judged.model,
        "base_url": judged.base_url,
        "repeats": repeats,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "figures": figures,
    }


def _judged(base_url: str, model: str) -> ModelProvider | None:
    """The model to judge; None when neither option was given."""
    if not base_url and not model:
        return None
    if not (base_url and model):
        print("Give both --base-url and --model to judge a model, or neither.", file=sys.stderr)
        raise typer.Exit(2)
    return ModelProvider.from_environment({**os.environ, "DOWNLINE_MODEL_URL": base_url, "DOWNLINE_MODEL": model})


def _print(suite: Suite, result: dict[str, Any]) -> None:
    print(f"\n{suite.name}: {suite.description}")
    print(suite.table(result["figures"]) if result["status"] == "measured" else f"  skipped: {result['reason']}")


def _end(results: list[dict[str, Any]]) -> None:
    """Exit 1 when a suite names failures among its figures."""
    failures = [f"{result['suite']}: {one}" for result in results for one in result.get("figures", {}).get("failures", ())]
    if failures:
        print(f"failed: {'; '.join(failures)}", file=sys.stderr)
        raise typer.Exit(1)


@app.command("list")
def list_suites() -> None:
    """The suites, a line each."""
    for suite in all_suites().values():
        print(f"{suite.name:<22} {suite.description}")


@app.command()
def run(
    suite: str,
    as_json: AsJson = False,
    base_url: BaseUrl = "",
    model: ModelName = "",
    repeats: Repeats = 1,
    report: Report = None,
) -> None:
    """Run one suite. Exit 1 when something in it failed, 2 when there is none of that name.

    With --base-url and --model the suite judges that language model; without, models in it are scripted or absent.
    """
    suites = all_suites()
    if suite not in suites:
        print(f"There is no suite {suite!r}; the suites are {', '.join(suites)}.", file=sys.stderr)
        raise typer.Exit(2)
    judged = _judged(base_url, model)
    result = _measure(suites[suite], judged, repeats)
    if as_json:
        print(json.dumps(result, indent=2))
    else:
        _print(suites[suite], result)
    if report is not None and judged is not None:
        report.mkdir(parents=True, exist_ok=True)
        file = report / f"{suite}-{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}.json"
        file.write_text(json.dumps(result, indent=2) + "\n")
        _progress(f"written to {file}")
    _end([result])


@app.command()
def bench(as_json: AsJson = False) -> None:
    """Run every suite and print its figures. Exit 1 when something in them failed."""
    results = []
    for suite in all_suites().values():
        results.append(_measure(suite))
        if not as_json:
            _print(suite, results[-1])
    if as_json:
        print(json.dumps(results, indent=2))
    _end(results)


if __name__ == "__main__":
    app()
