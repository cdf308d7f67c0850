"""Figures of the public instances: what others published, what a naive repair reaches, what this program was measured at."""

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BASELINES = Path(__file__).resolve().parents[1] / "baselines"
BENCHMARK = Path(__file__).resolve().parents[3] / "shared" / "benchmarks" / "roadef2009"
"""Public research data beside the repository; never part of it."""
MEASURED = BASELINES / "roadef_2009_measured.json"
LAST_RUN = Path(tempfile.gettempdir()) / f"downline-roadef-2009-{os.getuid()}.json"
"""What the last measurement found, also one that was broken off."""
REGRESSION = 0.05
"""Dearer than the kept plan by more than this share of what the naive repair costs."""

Run = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Published:
    """The lowest total without the cost of swaps that a team published, in euros."""

    team: str
    euros: float


def published() -> dict[str, Published]:
    """The best of the published values, by instance."""
    teams = json.loads((BASELINES / "roadef_2009_published.json").read_text())["teams"]
    return {
        name: min((Published(one["team"], one["total_without_swap_eur"][name]) for one in teams), key=lambda one: one.euros)
        for name in teams[0]["total_without_swap_eur"]
    }


def naive_eur() -> dict[str, float]:
    """What keeping the planned rotations costs, by instance."""
    found: dict[str, float] = json.loads((BASELINES / "roadef_2009_naive.json").read_text())["total_eur"]
    return found


def measured(path: Path) -> dict[tuple[str, float], Run]:
    """The kept runs by instance and seconds; none when none were kept. ValueError for a file that is something else."""
    if not path.exists():
        return {}
    try:
        document = json.loads(path.read_text())
        runs = document["figures"]["runs"] if "figures" in document else document["runs"]
        return {(run["instance"], run["limit_s"]): run for run in runs}
    except (KeyError, TypeError, ValueError):
        raise ValueError(f"{path} holds no figures of the suite roadef-2009") from None


def keep(path: Path) -> int:
    """Make the feasible runs in a file the baseline, in place of those of the same instance and seconds; how many there were."""
    if not path.exists():
        raise ValueError(f"{path} is not there: first run the suite, python -m evals run roadef-2009")
    new = {key: run for key, run in measured(path).items() if run["feasible"]}
    write(MEASURED, [run for _, run in sorted((measured(MEASURED) | new).items())])
    return len(new)


def write(path: Path, runs: list[Run]) -> None:
    """A file of runs, one a line."""
    lines = ",\n".join(f"  {json.dumps(run)}" for run in runs)
    path.write_text(f'{{"runs": [\n{lines}\n]}}\n')


def compared(run: Run, kept: Run | None) -> Run:
    """The run beside what was published, the naive repair and the kept run; ratios only of what cost something."""
    best, naive = published().get(run["instance"]), naive_eur().get(run["instance"])
    without, total = run["total_without_swap"], run["total"]
    result = dict(run)
    if best is not None:
        result |= {"published": best.euros, "published_team": best.team, "published_difference": round(without - best.euros, 2)}
        result["published_ratio"] = _ratio(without, best.euros)
    if naive is not None:
        result |= {"naive": naive, "naive_ratio": _ratio(total, naive)}
    if kept is not None:
        change = total - kept["total"]
        result |= {"kept_total": kept["total"], "kept_date": kept["date"], "change": round(change, 2)}
        result["regression"] = naive is not None and change > REGRESSION * naive
    return result


def _ratio(euros: float, of: float) -> float | None:
    return round(euros / of, 4) if euros >= 0 < of else None
