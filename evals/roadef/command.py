"""`python -m evals roadef check | solve | generate | keep`: instances of the challenge judged, solved, made; figures kept."""

import json
import math
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from typing import Annotated, Any

import typer

from evals.roadef.feasibility import Violation, violations
from evals.roadef.figures import LAST_RUN, MEASURED
from evals.roadef.figures import keep as keep_runs
from evals.roadef.generator import Size
from evals.roadef.generator import generate as write_instance
from evals.roadef.instance import InstanceFault, read_instance
from evals.roadef.objective import Cost, cost
from evals.roadef.solution import SolutionFault, read_solution

EXAMPLES_SHOWN = 5

app = typer.Typer(
    help="ROADEF Challenge 2009: public instances of disruption recovery.", no_args_is_help=True, add_completion=False
)
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]


@app.callback()
def _roadef() -> None:
    pass


@app.command()
def check(instance_dir: Path, solution_dir: Path, as_json: AsJson = False) -> None:
    """Judge a solution: rules broken and what it costs. Exit 1 when it is infeasible, 2 when something cannot be read."""
    try:
        instance = read_instance(instance_dir)
        solution = read_solution(instance, solution_dir)
    except (InstanceFault, SolutionFault) as fault:
        print(fault, file=sys.stderr)
        raise typer.Exit(2) from None
    found, price = violations(instance, solution), cost(instance, solution)
    verdict = _verdict(found, price)
    print(json.dumps(verdict, indent=2) if as_json else _text(found, verdict))
    if not verdict["feasible"]:
        raise typer.Exit(1)


@app.command()
def solve(
    instance_dir: Path,
    out: Annotated[Path, typer.Option(help="Folder for the two files of the solution.")],
    time: Annotated[float, typer.Option(help="Wall seconds for everything, reading and writing included.")] = 600.0,
    seed: Annotated[int, typer.Option(min=0)] = 0,
    threads: Annotated[int, typer.Option(min=1, max=64)] = 2,
    rounds: Annotated[int | None, typer.Option(min=1, help="End after so many rounds instead: the same plan every time.")] = None,
    as_json: AsJson = False,
) -> None:
    """Recover an instance. SIGINT and SIGTERM end the search early. Exit 1 when the plan is infeasible, 2 for bad input."""
    started = monotonic()
    if not 0 < time < math.inf:
        raise _refused(f"--time {time:g} is no number of seconds above 0.")
    # The compiler of the solver's kernels takes half a second to load, which the other commands do without.
    from evals.roadef.solving import Order, solve_instance

    try:
        solved = solve_instance(Order(instance_dir, out, time, seed, threads, rounds), _progress, started)
    except InstanceFault as fault:
        raise _refused(str(fault)) from None
    except OSError as why:
        raise _refused(f"The solution cannot be written to {out}: {why}") from None
    result = {
        "instance": instance_dir.resolve().name,
        **_verdict(solved.found, solved.price),
        "solver_total": round(solved.solver_total, 2),
        "first_feasible_s": None if solved.first_feasible_s is None else round(solved.first_feasible_s, 3),
        "moves": solved.moves,
        "seconds": solved.seconds,
        "ended": solved.ended,
        "peak_memory_mb": solved.peak_memory_mb,
        "time_limit_s": time if rounds is None else None,
        "rounds": rounds,
        "seed": seed,
        "threads": threads,
        "out": str(out),
    }
    print(json.dumps(result, indent=2) if as_json else _text(solved.found, result) + "\n" + _search_text(result))
    if not solved.feasible:
        thought = "did not find any other" if solved.breaches else "took it for feasible"
        print(f"The plan in {out} is infeasible, says the independent judge; the solver {thought}.", file=sys.stderr)
        raise typer.Exit(1)


@app.command()
def generate(
    directory: Path,
    airports: int = 168,
    aircraft: int = 618,
    flights: Annotated[int, typer.Option(help="Dated flights, over all days.")] = 6534,
    itineraries: int = 28308,
    passengers: int = 700_000,
    days: int = 3,
    seed: int = 0,
) -> None:
    """Write an instance of our own making: hubs and spokes, a bad morning. Exit 2 for a size that makes no network."""
    try:
        write_instance(directory, Size(airports, aircraft, flights, itineraries, passengers, days), seed)
    except (ValueError, OSError) as why:
        raise _refused(str(why)) from None


@app.command()
def keep(
    results: Annotated[Path, typer.Argument(help="What the suite printed with --json; the last run when left out.")] = LAST_RUN,
) -> None:
    """Make the figures of a run of the suite roadef-2009 the baseline in evals/baselines. Exit 2 when there are none."""
    try:
        print(f"{keep_runs(results)} runs kept in {MEASURED}")
    except (ValueError, OSError) as why:
        raise _refused(str(why)) from None


def _refused(why: str) -> typer.Exit:
    print(why, file=sys.stderr)
    return typer.Exit(2)


def _progress(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _search_text(result: dict[str, Any]) -> str:
    first = result["first_feasible_s"]
    told = "no plan that the solver took for feasible" if first is None else f"first feasible plan after {first:.1f} s"
    phases = ", ".join(f"{name} {spent:.1f}" for name, spent in result["seconds"].items())
    return f"{told}; {result['moves']:,} moves\nseconds: {phases}\nwritten to {result['out']}"


def _verdict(found: list[Violation], price: Cost) -> dict[str, Any]:
    """Counts by kind, every violation, and euros to the cent."""
    euros = {**price.components, "total": price.total, "total_without_swap": price.total_without_swap}
    return {
        "feasible": all(one.advisory for one in found),
        "violations": Counter(one.kind for one in found if not one.advisory),
        "advisories": Counter(one.kind for one in found if one.advisory),
        "details": [asdict(one) for one in found],
        "cost": {name: round(euro, 2) for name, euro in euros.items()},
    }


def _text(found: list[Violation], verdict: dict[str, Any]) -> str:
    lines = ["feasible" if verdict["feasible"] else f"infeasible: {sum(verdict['violations'].values())} violations"]
    for advisory, counts in ((False, verdict["violations"]), (True, verdict["advisories"])):
        for kind, count in counts.items():
            lines.append(f"  {kind}{' (advisory)' if advisory else ''}: {count}")
            examples = [one for one in found if one.kind == kind and one.advisory == advisory][:EXAMPLES_SHOWN]
            lines += [f"    {one.subject} {one.detail}" for one in examples]
            if count > len(examples):
                lines.append(f"    and {count - len(examples)} more")
    lines += ["cost in EUR", *(f"  {name:<20}{euro:>18,.2f}" for name, euro in verdict["cost"].items())]
    return "\n".join(lines)
