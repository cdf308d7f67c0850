"""`python -m evals list | run SUITE [--json] | bench | roadef check|solve|generate|keep`."""

import json
import sys
from typing import Annotated, Any

import typer

from evals.roadef.command import app as roadef
from evals.suite import Skipped, Suite, all_suites

app = typer.Typer(help="Evaluation suites: figures on real days.", no_args_is_help=True, add_completion=False)
app.add_typer(roadef, name="roadef")
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout; progress goes to stderr.")]


def _progress(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _measure(suite: Suite) -> dict[str, Any]:
    try:
        return {"suite": suite.name, "status": "measured", "figures": suite.run(_progress)}
    except Skipped as reason:
        return {"suite": suite.name, "status": "skipped", "reason": str(reason)}


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
def run(suite: str, as_json: AsJson = False) -> None:
    """Run one suite. Exit 1 when something in it failed, 2 when there is none of that name."""
    suites = all_suites()
    if suite not in suites:
        print(f"There is no suite {suite!r}; the suites are {', '.join(suites)}.", file=sys.stderr)
        raise typer.Exit(2)
    result = _measure(suites[suite])
    if as_json:
        print(json.dumps(result, indent=2))
    else:
        _print(suites[suite], result)
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
