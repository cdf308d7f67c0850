"""The embedded storm day as its user meets it: from the report of the closure to options on the table, by the demo itself."""

import json
import os
import subprocess
import sys
from typing import Any

from evals.suite import Progress, Suite

_LIMIT_S = 600


def run(progress: Progress) -> dict[str, Any]:
    """`python -m api demo --json` in a process of its own; its document's times, options and what is wrong with them."""
    progress("embedded-day: JFK closes for the storm; about a minute and a half")
    ended = subprocess.run(
        [sys.executable, "-m", "api", "demo", "--json"], capture_output=True, text=True, timeout=_LIMIT_S, env=dict(os.environ)
    )
    if ended.returncode not in (0, 1):
        return {"failures": [f"the demo ended with {ended.returncode}: {ended.stderr[-300:]}"]}
    document = json.loads(ended.stdout)
    options = [
        {
            "label": plan["label"],
            "legal": plan["legal"],
            "total_usd": plan["cost"]["total"]["cents"] // 100,
            "cancelled_flights": plan["kpis"]["cancelled_flights"],
            "failing": sum(check["verdict"] == "fail" for check in plan["checks"]),
            "not_checked": sum(check["verdict"] == "not_checked" for check in plan["checks"]),
        }
        for plan in document["plans"]
    ]
    failures = [] if document["recommended"] else ["no option but doing nothing is legal"]
    if document["case"]["decisions"]:
        failures.append("the demo decided something")
    if "JFK closed" not in ended.stderr:
        failures.append("the demo is no longer about the closure of JFK")
    return {"to_options_s": document["runtime_s"], "options": options, "failures": failures}


def table(figures: dict[str, Any]) -> str:
    """A line per option."""
    if "options" not in figures:
        return f"  {figures['failures'][0]}"
    lines = [f"  {figures['to_options_s']} s from nothing loaded to options on the table"]
    for one in figures["options"]:
        lines.append(
            f"  {one['label']:<24} {one['total_usd']:>10,} USD  {one['cancelled_flights']:>3} cancelled  "
            f"{one['failing']:>2} fail  {one['not_checked']:>2} not checked"
        )
    return "\n".join(lines)


SUITE = Suite("embedded-day", "The storm day from report to options on the table, beside doing nothing.", run, table)
