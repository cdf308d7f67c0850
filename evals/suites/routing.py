"""Whether reports in words and typed ones are read as what they are, and everybody concerned is asked."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from domain.apply import fold
from domain.disruptions import DISRUPTION
from domain.network import NetworkState
from evals.suite import Progress, Suite
from graphs.intake.grammar import Clarification, Understood, understand
from graphs.intake.kinds import NEEDS
from graphs.supervisor import TRIAGE, choose
from knowledge.dated_law import read_sheet
from twin.scenarios import DEFAULT_SCENARIO, load_scenario

SHEET = Path(__file__).resolve().parents[1] / "language" / "routing.yaml"
_NO_FIELDS = ("text", "missing", "parts", "reads_as")


@cache
def the_day() -> tuple[NetworkState, datetime]:
    """The embedded network as scheduled, and when it begins."""
    scenario = load_scenario(DEFAULT_SCENARIO)
    return fold(NetworkState(), scenario.opening), scenario.start_at


def labelled(sheet: Path = SHEET) -> Mapping[str, Any]:
    """The labelled inputs."""
    rows: Mapping[str, Any] = read_sheet(sheet)
    return rows


def expected_part(row: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """A row's fields as a disruption's JSON object has them."""
    part = {name: value for name, value in row.items() if name not in _NO_FIELDS}
    for name in ("start", "end"):
        if name in part:
            day, _, clock = str(part[name]).partition("T")
            part[name] = f"{now:%Y-%m}-{day}T{clock}:00+00:00"
    if "flight_id" in part and part["flight_id"].count("/") == 1:
        number, _, origin = part["flight_id"].partition("/")
        part["flight_id"] = f"B6{number}/{now:%Y-%m-%d}/{origin}"
    return part


def expected(row: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """What a row must be understood as."""
    if "parts" in row:
        return {"kind": "compound", "parts": [expected_part(one, now) for one in row["parts"]]}
    return expected_part(row, now)


def heard_as(row: Mapping[str, Any], heard: Understood | Clarification, now: datetime) -> dict[str, bool]:
    """Of one row: whether it opened, whether it should have, and whether everything about it is right."""
    should_open = not row.get("missing") and "reads_as" not in row
    opened = isinstance(heard, Understood)
    said = without_times_of_report(heard.disruption if isinstance(heard, Understood) else heard.understood)
    if "reads_as" in row:
        right = isinstance(heard, Clarification) and heard.understood.get("reads_as") == row["reads_as"]
    elif should_open:
        right = opened and said == expected(row, now)
    else:
        asked = isinstance(heard, Clarification) and set(heard.missing) == set(row["missing"])
        right = asked and (row["missing"] == ["kind"] or said == expected(row, now))
    return {"opened": opened, "should_open": should_open, "right": right}


def without_times_of_report(said: Mapping[str, Any]) -> dict[str, Any]:
    """A disruption without when it was reported."""
    plain = {name: value for name, value in said.items() if name != "reported_at"}
    if "parts" in plain:
        plain["parts"] = [without_times_of_report(one) for one in plain["parts"]]
    return plain


def figures_of(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """How the grammar reads these words."""
    state, now = the_day()
    by_kind: dict[str, Counter[str]] = defaultdict(Counter)
    wrong, false_openings = [], []
    for row in rows:
        heard = understand(row["text"], state, now)
        result = heard_as(row, heard, now)
        group = "no report" if "reads_as" in row or row.get("missing") == ["kind"] else row.get("kind", "compound")
        kind = "opens" if result["should_open"] else "asks"
        by_kind[group]["inputs"] += 1
        by_kind[group]["right"] += result["right"]
        by_kind[kind]["inputs"] += 1
        by_kind[kind]["right"] += result["right"]
        if result["opened"] and not (result["should_open"] and result["right"]):
            false_openings.append(row["text"])
        if not result["right"]:
            wrong.append({"text": row["text"], "heard": heard.model_dump(mode="json")})
    opens, asks = by_kind.pop("opens", Counter()), by_kind.pop("asks", Counter())
    return {
        "inputs": len(rows),
        "exact_pct": _percent(opens["right"] + asks["right"], len(rows)),
        "openings_exact_pct": _percent(opens["right"], opens["inputs"]),
        "clarifications_right_pct": _percent(asks["right"], asks["inputs"]),
        "false_openings": len(false_openings),
        "opened_falsely": false_openings,
        "by_kind": {kind: {"inputs": one["inputs"], "right": one["right"]} for kind, one in sorted(by_kind.items())},
        "wrong": wrong,
    }


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 100.0


def triage_figures(sheet: Mapping[str, Any]) -> dict[str, Any]:
    """For every report that is complete, typed or in words: whether at least the specialists it needs are asked."""
    _, now = the_day()
    staff: dict[str, Any] = {name: _Nobody() for names in TRIAGE.values() for name in names}
    reports = [expected(row, now) for row in sheet["typed"]]
    reports += [expected(row, now) for row in sheet["words"] if not row.get("missing") and "reads_as" not in row]
    missed = []
    for report in reports:
        whole = _stamped(report, now)
        parts = report.get("parts", [report])
        needed = {name for part in parts for name in sheet["specialists"][part["kind"]]}
        absent = needed - set(choose(DISRUPTION.validate_python(whole), staff).specialists)
        if absent:
            missed.append({"report": report, "not_asked": sorted(absent)})
    return {"reports": len(reports), "superset_pct": _percent(len(reports) - len(missed), len(reports)), "missed": missed}


class _Nobody:
    """A specialist that volunteers for nothing."""

    volunteers_for: frozenset[str] = frozenset()


def _stamped(report: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    at = {"reported_at": now.isoformat()}
    if "parts" in report:
        return {"kind": "compound", "parts": [one | at for one in report["parts"]]} | at
    return dict(report) | at


def run(progress: Progress) -> dict[str, Any]:
    """Figures of the rows that the grammar was written with, and of those that were written after it and never changed it."""
    sheet = labelled()
    known, unseen = (*sheet["words"], *sheet["second"]), sheet["held_out"]
    progress(f"{len(known)} inputs in words, {len(unseen)} held out, {len(sheet['typed'])} typed")
    triage = triage_figures(sheet)
    written_with, held_out = figures_of(known), figures_of(unseen)
    failures = [f"not everybody is asked about {one['report']}" for one in triage["missed"]]
    failures += [f"opened falsely: {text!r}" for text in (*written_with["opened_falsely"], *held_out["opened_falsely"])]
    failures += [f"kind {kind!r} has no typed report" for kind in NEEDS if not any(kind in str(one) for one in sheet["typed"])]
    return {
        "triage": triage,
        "written_with": written_with,
        "held_out": held_out,
        "held_out_at_first": sheet["first_run"],
        "failures": failures,
    }


def table(figures: dict[str, Any]) -> str:
    """One line for each set, one for each kind."""
    triage = figures["triage"]
    lines = [f"triage: {triage['reports']} reports, everybody needed is asked in {triage['superset_pct']} %"]
    for name in ("written_with", "held_out"):
        one = figures[name]
        lines.append(
            f"{name}: {one['inputs']} inputs, {one['exact_pct']} % exact (reports {one['openings_exact_pct']} %, questions back "
            f"{one['clarifications_right_pct']} %), {one['false_openings']} opened falsely"
        )
        lines += [f"  {kind:26} {of['right']:3} of {of['inputs']:3}" for kind, of in one["by_kind"].items()]
        lines += [f"  wrong: {miss['text']!r}" for miss in one["wrong"]]
    first = figures["held_out_at_first"]
    lines.append(
        f"held_out when it was first run: {first['exact']} of {first['inputs']} exact, {first['opened_falsely']} opened falsely"
    )
    return "\n".join([*lines, *(f"FAILED {one}" for one in figures["failures"])])


SUITE = Suite(
    name="routing",
    description="Disruptions typed and in words: what the grammar reads, what it asks back, whom triage asks; no model",
    run=run,
    table=table,
)
