"""The public instances of ROADEF 2009 as anyone would solve them: by the command, in its wall time, judged from its files.

`DOWNLINE_ROADEF_SECONDS` (60,600) and `DOWNLINE_ROADEF_INSTANCES` (all) make a run shorter.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evals.roadef import figures
from evals.roadef.feasibility import violations
from evals.roadef.instance import read_instance
from evals.roadef.objective import cost
from evals.roadef.solution import read_solution
from evals.suite import Progress, Skipped, Suite

INSTANCES = ("A01", "A02", "A03", "A04", "A05", "A06", "A07", "A08", "A09", "A10", "B01", "B02", "B04")
SECONDS = "60,600"
SEED, THREADS = 0, 2
PHASES = ("read", "translate", "compile", "open", "search", "finish")


def run(progress: Progress) -> dict[str, Any]:
    """Every instance within each time limit; what breaks a rule is among the `failures`."""
    if not figures.BENCHMARK.exists():
        raise Skipped("needs the public instances in ../shared/benchmarks/roadef2009, which are not there")
    limits = [float(one) for one in os.environ.get("DOWNLINE_ROADEF_SECONDS", SECONDS).split(",")]
    names = os.environ.get("DOWNLINE_ROADEF_INSTANCES", ",".join(INSTANCES)).split(",")
    kept, runs = figures.measured(figures.MEASURED), []
    for limit_s in limits:
        for name in names:
            one = figures.compared(measure(name, limit_s), kept.get((name, limit_s)))
            runs.append(one)
            # What was measured is not lost when a run of hours is broken off.
            figures.write(figures.LAST_RUN, runs)
            progress(f"{len(runs)} of {len(limits) * len(names)}  {_line(one)}")
    return {"runs": runs, "failures": [f"{one['instance']} at {one['limit_s']:g} s" for one in runs if not one["feasible"]]}


def measure(name: str, limit_s: float) -> figures.Run:
    """One instance solved by the command and judged from its files."""
    directory = figures.BENCHMARK / "instances" / name
    with tempfile.TemporaryDirectory() as out:
        options = ["--out", out, "--time", f"{limit_s:g}", "--seed", str(SEED), "--threads", str(THREADS), "--json"]
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "evals", "roadef", "solve", str(directory), *options],
            capture_output=True,
            text=True,
            check=False,
        )
        wall_s = time.perf_counter() - began
        if done.returncode not in (0, 1) or not done.stdout:
            raise RuntimeError(f"solving {name} ended with exit code {done.returncode}: {done.stderr[-2000:]}")
        told = json.loads(done.stdout)
        instance = read_instance(directory)
        solution = read_solution(instance, Path(out))
    found, price = violations(instance, solution), cost(instance, solution)
    return {
        "instance": name,
        "limit_s": limit_s,
        "feasible": all(one.advisory for one in found),
        "violations": Counter(one.kind for one in found if not one.advisory),
        "advisories": Counter(one.kind for one in found if one.advisory),
        "total": round(price.total, 2),
        "total_without_swap": round(price.total_without_swap, 2),
        "first_feasible_s": told["first_feasible_s"],
        "wall_s": round(wall_s, 2),
        "seconds": told["seconds"],
        "moves": told["moves"],
        "moves_per_s": round(told["moves"] / max(0.001, told["seconds"]["search"])),
        "peak_memory_mb": told["peak_memory_mb"],
        "seed": SEED,
        "threads": THREADS,
        "date": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
    }


def machine() -> str:
    """The processor and how many of its cores this program may use."""
    described = Path("/proc/cpuinfo")
    lines = described.read_text().splitlines() if described.exists() else []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
    return f"{model}, {len(os.sched_getaffinity(0))} cores"


def table(found: dict[str, Any]) -> str:
    """A line for each run, and what the columns are."""
    lines = [_line(one) for one in found["runs"]]
    if found["failures"]:
        lines.append(f"INFEASIBLE: {', '.join(found['failures'])}")
    lines.append(
        "euros; published: best of four teams, against our total without swaps; naive: rotations kept, against our total"
    )
    lines.append(
        f"phases in s: {' / '.join(PHASES)}; first feasible plan since the start of the command, interpreter not counted"
    )
    lines.append(f"on {machine()}, seed {SEED}, {THREADS} threads; python -m evals roadef keep makes these the baseline")
    return "\n".join(f"  {line}" for line in lines)


def _line(one: figures.Run) -> str:
    beside = []
    if "published" in one:
        beside.append(f"published {one['published']:,.0f} {_ratio(one['published_ratio'])} ({one['published_difference']:+,.0f})")
    if "naive" in one:
        beside.append(f"naive {one['naive']:,.0f} {_ratio(one['naive_ratio'])}")
    if "change" in one:
        beside.append(f"kept {one['kept_date']} {one['change']:+,.0f}{' REGRESSION' if one['regression'] else ''}")
    first = "none" if one["first_feasible_s"] is None else f"{one['first_feasible_s']:.1f} s"
    phases = " / ".join(f"{one['seconds'][phase]:.1f}" for phase in PHASES)
    broken = "".join(f" {kind} {many}" for kind, many in (one["violations"] | one["advisories"]).items())
    return (
        f"{one['instance']} {one['limit_s']:4g} s {one['total']:>14,.2f} without swaps {one['total_without_swap']:>14,.2f}  "
        f"{'  '.join(beside)}  first {first}  {phases}  {one['moves_per_s']:,} moves/s{broken}"
    )


def _ratio(ratio: float | None) -> str:
    return "-" if ratio is None else f"x {ratio:.3f}"


SUITE = Suite(
    "roadef-2009", "ROADEF Challenge 2009, 13 public instances: cost, time, against published values and baseline", run, table
)
