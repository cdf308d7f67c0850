"""`python -m evals roadef check INSTANCE_DIR SOLUTION_DIR`: the independent judge of a solution of the challenge."""

import json
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from evals.roadef.feasibility import Violation, violations
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
