"""What a case costs in time and money when its language model misbehaves: the options must come as without a model, and soon.

One real case on the embedded scenario for each way of misbehaving, by an endpoint on this machine; no language model is judged.
"""

import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, select

from agents.models import ModelProvider
from api.control_room import TwinNetwork
from api.settings import DEFAULT_SCENARIO
from domain.disruptions import Disruption, GateClosedReport
from evals.language.scripted import MISBEHAVIOURS, ScriptedEndpoint
from evals.suite import Progress, Suite
from graphs.case_desk import CaseDesk
from graphs.casebook import ModelCallRow
from twin.database import open_database
from twin.store import EventStore
from twin.twin import Twin

LATER_AT_MOST_S = 5.0
BUDGET_S = 1.0
SPEND_MICRO_USD = 100_000
"""Ten cents for a case, at a dollar a million tokens in and four a million out."""
FAULTS = {
    "timeout": "timeout",
    "rate_limit": "rate_limited",
    "server_error": "server_error",
    "garbage": "garbage",
    "broken_stream": "garbage",
    "truncated": "truncated",
    "wrong_content_type": "garbage",
    "empty": "empty",
    "flood": "flood",
    "tool_loop": "unknown tool",
    "unknown_tools": "unknown tool",
    "bad_tool_json": "invalid tool JSON",
}
"""Way of misbehaving -> what the record of model calls says about it."""


def observe(desk: CaseDesk, engine: Engine, disruption: Disruption) -> dict[str, Any]:
    """Run one case: seconds to the options and to the end of all words, and what was kept of the model's calls.

    `triage_s` is all that a model can take before the options: the only call that is waited for.
    """
    started = time.monotonic()
    case_id = desk.open_case(disruption, actor="suite")
    desk.wait(case_id, timeout_s=180)
    options_s = time.monotonic() - started
    desk.wait_for_words(case_id, timeout_s=180)
    words_s = time.monotonic() - started
    with Session(engine) as session:
        calls = session.exec(select(ModelCallRow).where(ModelCallRow.case_id == case_id)).all()
    plans = desk.plans(case_id)
    return {
        "options": len(plans),
        "options_s": round(options_s, 2),
        "triage_s": round(sum(call.latency_s for call in calls if call.purpose == "triage"), 2),
        "words_s": round(words_s, 2),
        "calls": len(calls),
        "tokens": sum(call.tokens_in + call.tokens_out for call in calls),
        "cost_micro_usd": sum(call.cost_micro_usd for call in calls),
        "outcomes": dict(sorted(Counter(call.outcome for call in calls).items())),
        "explained_by": dict(Counter(plan.explanation.source for plan in plans if plan.explanation)),
        "record_intact": desk.record(case_id).intact,
    }


def faults_of(way: str, seen: dict[str, Any], plain_s: float) -> list[str]:
    """What is wrong with a case whose model misbehaved so."""
    faults = []
    if seen["triage_s"] > LATER_AT_MOST_S or seen["options_s"] > plain_s + LATER_AT_MOST_S:
        faults.append(f"{way}: options after {seen['options_s']} s, without a model {plain_s} s")
    if seen["cost_micro_usd"] > SPEND_MICRO_USD:
        faults.append(f"{way}: {seen['cost_micro_usd']} millionths of a dollar were spent")
    if not any(FAULTS[way] in outcome for outcome in seen["outcomes"]):
        faults.append(f"{way}: the record says {seen['outcomes']}")
    if set(seen["explained_by"]) != {"template"} or not seen["record_intact"]:
        faults.append(f"{way}: explained by {seen['explained_by']}, record intact: {seen['record_intact']}")
    return faults


def run(progress: Progress) -> dict[str, Any]:
    """The case once for each misbehaviour, and without a model before every fourth."""
    rows: dict[str, dict[str, Any]] = {}
    failures: list[str] = []
    ModelProvider("openai", "http://127.0.0.1:9/v1", "none").chat("triage")  # its imports, as the desk does at its start
    plain = played("")  # with the solver's and the client's first second in it
    for place, way in enumerate(MISBEHAVIOURS):
        progress(f"misbehaving-models: {way}")
        if place % 4 == 0:  # every so often a case without a model: a busy machine is slow for both
            plain = played("")
        rows[way] = played(way) | {"no_model_options_s": plain["options_s"]}
        failures += faults_of(way, rows[way], plain["options_s"])
    later = [one["options_s"] - one["no_model_options_s"] for one in rows.values()]
    return {
        "judged": "scripted",
        "scenario": DEFAULT_SCENARIO,
        "solver_budget_s": BUDGET_S,
        "options_later_at_most_s": round(max(later), 2),
        "triage_at_most_s": max(one["triage_s"] for one in rows.values()),
        "ways": rows,
        "failures": failures,
    }


def played(way: str) -> dict[str, Any]:
    """One case on a network and a database of its own, with a model that misbehaves so; without one where `way` is empty."""
    told = {"deadline_s": 8.0, "price_in": 1.0, "price_out": 4.0, "spend_micro_usd": SPEND_MICRO_USD}
    with tempfile.TemporaryDirectory(prefix="downline-suite-") as folder, ScriptedEndpoint(way) as endpoint:
        engine = open_database(f"sqlite:///{Path(folder) / 'suite.db'}")
        twin = Twin(EventStore(engine))
        twin.load(DEFAULT_SCENARIO, actor="suite")
        models = endpoint.provider(**told) if way else ModelProvider()
        with CaseDesk(engine, TwinNetwork(twin), models=models, budget_s=BUDGET_S) as desk:
            seen = observe(desk, engine, gate_closed(twin))
        engine.dispose()
    return seen


def gate_closed(twin: Twin) -> Disruption:
    """A gate of the busiest airport, closed for the first hours: of all kinds the one that asks fewest by rule."""
    flights = list(twin.state.own_flights())
    airport = max({one.origin for one in flights}, key=lambda code: (sum(one.origin == code for one in flights), code))
    gate = twin.state.airports[airport].gates[0]
    start = min(one.std for one in flights if one.origin == airport)
    end = max(one.std for one in flights if one.origin == airport)
    return GateClosedReport(reported_at=twin.now, airport=airport, gate=gate, start=start, end=end)


def table(figures: dict[str, Any]) -> str:
    """A line for each way of misbehaving."""
    rows = [f"{'':<20}{'no model s':>11}{'options s':>10}{'triage s':>9}{'words s':>9}{'calls':>6}{'micro-USD':>10}  outcomes"]
    for way, one in figures["ways"].items():
        said = ", ".join(f"{count} {outcome}" for outcome, count in one["outcomes"].items())
        seconds = f"{one['no_model_options_s']:>11}{one['options_s']:>10}{one['triage_s']:>9}{one['words_s']:>9}"
        rows.append(f"{way:<20}{seconds}{one['calls']:>6}{one['cost_micro_usd']:>10}  {said}")
    rows.append(f"options at most {figures['options_later_at_most_s']} s later than without a model; judged: scripted")
    return "\n".join([*rows, *figures["failures"]])


SUITE = Suite(
    name="misbehaving-models",
    description="a language model's server times out, floods, breaks off, loops: the options come all the same, within budget",
    run=run,
    table=table,
)
