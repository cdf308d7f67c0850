"""The steps of a case. Each writes what it found to the casebook before it passes on, so that a crash loses one step at most."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from langgraph.runtime import Runtime
from langgraph.types import Command, Send, interrupt

from agents.further_calls import Further, ask_further
from agents.models import ModelBudget, ModelCall, ModelProvider
from agents.specialist import Consultation, Specialist
from domain.disruptions import describe
from domain.network import NetworkState
from domain.plans import Degraded, Fact, Finding, Plan, Review, ScoredPlan
from graphs import supervisor
from graphs.casebook import CaseRow
from graphs.clerk import Clerk
from graphs.completion import as_it_goes, completed
from graphs.deadline import OutOfTime, finish_in_time
from graphs.explain import OptionFacts, explain, in_words, template
from graphs.solving import Options, do_nothing, evaluate, new_constraints, search
from graphs.state import GRAPH_VERSION, CaseState, ConsultInput, ReviewInput
from graphs.supervisor import Workplace, checks_of
from tools.spec import Tool


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how often: seconds beyond the solver's budget before it is left behind, rounds of repair, how many of
    them may solve again, and seconds for a language model's words once the options are on the table."""

    evaluation_s: float = 60.0
    solver_grace_s: float = 30.0
    repair_rounds: int = 3
    further_solves: int = 1
    stop_grace_s: float = 5.0
    words_s: float = 90.0


@dataclass(frozen=True, slots=True)
class Bench:
    """What the steps of one run work with."""

    case: CaseRow
    state: NetworkState
    now: datetime
    clerk: Clerk
    staff: Mapping[str, Specialist]
    tools: Mapping[str, Tool[Any, Any]]
    models: ModelProvider
    settle: Callable[[str], object]
    stopped: Callable[[], bool]
    limits: Limits
    seed: int
    started: float
    budget: ModelBudget = field(default_factory=ModelBudget)
    proposed: Callable[[], object] = lambda: None
    """Told that the options are on the table, when something is still to come before the run waits for a human."""

    def note(
        self, stage: str, text: str, *, specialist: str = "", status: str = "done", detail: dict[str, Any] | None = None
    ) -> None:
        """Tell who watches the case."""
        self.clerk.note(
            self.case,
            stage,
            text,
            at=self.now,
            elapsed_s=time.monotonic() - self.started,
            specialist=specialist,
            status=status,
            detail=detail,
        )

    def workplace(self) -> Workplace:
        """Where specialists and the solver work in this run."""
        return Workplace(
            case_id=self.case.case_id,
            state=self.state,
            now=self.now,
            tools=self.tools,
            seed=self.seed,
            stopped=self.stopped,
            progress=Progress(self),
            disruption=self.case.reported,
        )

    def record_call(self, call: ModelCall) -> None:
        """Keep the audit of a model call."""
        self.clerk.keep_model_call(self.case, call)


class Progress:
    """Tool progress as case events, at most one a second for each stage: a solver may report every improvement."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._last: dict[str, float] = {}

    def __call__(self, stage: str, detail: dict[str, Any]) -> None:
        """Note it, unless the stage was noted within the last second."""
        moment = time.monotonic()
        if moment - self._last.get(stage, float("-inf")) >= 1.0:
            self._last[stage] = moment
            told = {key: value if isinstance(value, int | float | bool) else str(value) for key, value in detail.items()}
            self._bench.note("solve", str(detail.get("text", stage)), status="progress", detail=told)


def _reviews(bench: Bench, plan_ids: Sequence[str], round_no: int) -> list[Send]:
    """Every specialist is asked about the drafts that it has not judged yet."""
    judged = {plan_id: {row.specialist for row in bench.clerk.reviews(plan_id, 1)} for plan_id in plan_ids}
    sends = []
    for name in bench.case.specialists:
        unseen = [plan_id for plan_id in plan_ids if name not in judged[plan_id]]
        if unseen:
            sends.append(Send("review", ReviewInput(specialist=name, plan_ids=unseen, round=round_no)))
    return sends


def _keep_standing_verdicts(bench: Bench, before: Plan, after: Plan, verdicts: Sequence[Review], plan_id: str) -> None:
    """Verdicts that the amendment does not concern and nothing of which is left out hold for the amended draft too."""
    changed = {one.type for one in {*before.operations} ^ {*after.operations}}
    for verdict in verdicts:
        looks_at = bench.staff[verdict.specialist].looks_at
        if looks_at is not None and not changed & looks_at and set(verdict.operations) <= set(after.operations):
            bench.clerk.keep_review(plan_id, 1, verdict.model_copy(update={"operations": ()}))


async def triage(state: CaseState, runtime: Runtime[Bench]) -> Command[Literal["consult", "join"]]:
    """Choose who is asked: the table, volunteers, and whom a model adds."""
    bench = runtime.context
    disruption = bench.case.reported
    choice = supervisor.choose(disruption, bench.staff)
    added = await supervisor.advise(disruption, choice, bench.staff, bench.models, bench.record_call, bench.budget)
    chosen = sorted({*choice.specialists, *added})
    bench.case.specialists = chosen
    bench.clerk.set_stage(bench.case.case_id, "consult", specialists=chosen)
    said = f"asking {', '.join(chosen) or 'nobody'}"
    if choice.absent:
        said += f"; not there: {', '.join(choice.absent)}"
    bench.note("triage", said, detail={"chosen": chosen, "added_by_model": list(added), "absent": list(choice.absent)})
    sends = [Send("consult", ConsultInput(specialist=name)) for name in chosen]
    return Command(update={"chosen": chosen, "graph_version": GRAPH_VERSION}, goto=sends or "join")


async def consult(state: ConsultInput, runtime: Runtime[Bench]) -> CaseState:
    """One specialist's finding, kept as it arrives."""
    bench = runtime.context
    specialist = bench.staff[state["specialist"]]
    workplace = bench.workplace()
    bench.note("consult", "asked", specialist=specialist.name, status="started")
    answer, runs = await supervisor.consult(specialist, workplace.brief(bench.case.reported), workplace)
    bench.clerk.keep_answer(bench.case, answer, runs, at=bench.now)
    if isinstance(answer, Degraded):
        bench.note("consult", answer.reason, specialist=specialist.name, status="degraded")
    else:
        counts = {"facts": len(answer.facts), "constraints": len(answer.constraints), "warnings": len(answer.warnings)}
        bench.note("consult", answer.summary or "answered", specialist=specialist.name, detail=counts)
    return {"answers": [answer.model_dump(mode="json")]}


async def join(state: CaseState, runtime: Runtime[Bench]) -> CaseState:
    """Every specialist has answered or is given up: the union of their constraints."""
    bench = runtime.context
    constraints: list[dict[str, Any]] = []
    silent: list[str] = []
    for body in sorted(state.get("answers", []), key=lambda one: str(one["specialist"])):
        if body["status"] == "degraded":
            silent.append(body["specialist"])
        else:
            constraints += new_constraints(constraints, Finding.model_validate(body).constraints)
    missing = f"; without {', '.join(silent)}" if silent else ""
    bench.note("join", f"{len(constraints)} constraints{missing}", detail={"constraints": len(constraints), "silent": silent})
    bench.clerk.set_stage(bench.case.case_id, "solve")
    return {"constraints": constraints, "round": 0, "plan_ids": [], "to_review": []}


async def solve(state: CaseState, runtime: Runtime[Bench]) -> Command[Literal["review", "repair"]]:
    """Price doing nothing, ask the solver for options, draft each. Without a solver there is still doing nothing."""
    bench = runtime.context
    round_no, constraints, plan_ids = state["round"], state["constraints"], state["plan_ids"]
    bench.note("solve", f"round {round_no + 1}", status="started")
    drafted: list[str] = []
    missing: list[str] = []
    if round_no == 0:
        scored = await _work(bench, "solve", _evaluation(do_nothing(bench.state.version)), missing)
        if scored is not None:
            drafted.append(bench.clerk.draft(bench.case, scored, at=bench.now))
    kept = list(plan_ids)
    if bench.stopped():  # its user's wish, so no trouble
        bench.note("solve", "The search was stopped before it began.")
    else:
        budget_s = bench.case.budget_s if round_no == 0 else max(1.0, bench.case.budget_s / 2)
        workplace = bench.workplace()
        options: Options | None = await _work(
            bench,
            "solve",
            lambda consultation: search(workplace, consultation, constraints, budget_s),
            missing,
            limit_s=budget_s + bench.limits.solver_grace_s,
        )
        if options is not None:
            missing += options.missing
            known = [bench.clerk.latest(plan_id).scored_plan.plan.operations for plan_id in plan_ids]
            for one in options.scored:
                if one.plan.operations not in known:
                    drafted.append(bench.clerk.draft(bench.case, one, at=bench.now))
        if round_no and drafted:
            broken = [plan_id for plan_id in plan_ids if not _is_sound(bench, plan_id)]
            bench.clerk.drop_drafts(broken)
            kept = [plan_id for plan_id in plan_ids if plan_id not in broken]
    for reason in missing:
        bench.note("solve", reason, status="degraded")
    bench.note("solve", f"{len(drafted)} options drafted", detail={"plan_ids": drafted})
    unseen = [*state["to_review"], *drafted]
    update: CaseState = {"plan_ids": [*kept, *drafted], "to_review": unseen}
    bench.clerk.set_stage(bench.case.case_id, "review", trouble="; ".join(missing))
    sends = [] if bench.stopped() or not unseen else _reviews(bench, unseen, round_no)
    return Command(update=update, goto=sends or "repair")


def _evaluation(plan: Plan) -> Callable[[Consultation], ScoredPlan]:
    return lambda consultation: evaluate(consultation, plan)


async def _work(bench: Bench, stage: str, work: Callable[[Any], Any], missing: list[str], *, limit_s: float | None = None) -> Any:
    """Blocking tool work under a limit; None with the reason in `missing` when it fails. Its tool runs are kept either way."""
    consultation = bench.workplace().consultation("supervisor")
    try:
        return await finish_in_time(
            lambda: work(consultation),
            limit_s=limit_s or bench.limits.evaluation_s,
            stopped=bench.stopped,
            grace_s=bench.limits.stop_grace_s,
        )
    except (OutOfTime, Exception) as error:
        missing.append(supervisor.because(error))
        return None
    finally:
        bench.clerk.keep_tool_runs(bench.case, stage, list(consultation.runs), at=bench.now)


async def review(state: ReviewInput, runtime: Runtime[Bench]) -> CaseState:
    """One specialist's verdict on every new draft."""
    bench = runtime.context
    specialist = bench.staff[state["specialist"]]
    workplace = bench.workplace()
    drafts = [(plan_id, bench.clerk.latest(plan_id).scored_plan) for plan_id in state["plan_ids"]]
    verdicts, runs = await supervisor.review(specialist, workplace.brief(bench.case.reported), drafts, workplace)
    for plan_id, verdict in verdicts.items():
        bench.clerk.keep_review(plan_id, 1, verdict)
    bench.clerk.keep_tool_runs(bench.case, "review", runs, at=bench.now)
    failing = sum(check.verdict == "fail" for verdict in verdicts.values() for check in checks_of(verdict))
    silent = [verdict.reason for verdict in verdicts.values() if isinstance(verdict, Degraded)]
    bench.note(
        "review",
        silent[0] if silent else f"{len(verdicts)} options reviewed, {failing} checks fail",
        specialist=specialist.name,
        status="degraded" if silent else "done",
    )
    return {"reviewed": [specialist.name]}


def _verdicts(bench: Bench, plan_id: str) -> list[Review | Degraded]:
    rows = bench.clerk.reviews(plan_id, 1)
    return [
        Degraded.model_validate(row.review) if row.status == "degraded" else Review.model_validate(row.review) for row in rows
    ]


def _with_reviews(bench: Bench, plan_id: str) -> ScoredPlan:
    """The draft with the specialists' checks beside the evaluation's, each once; what one of them judged is checked."""
    scored = bench.clerk.latest(plan_id).scored_plan
    reviewed = _verdicts(bench, plan_id)
    judged = {check.rule for verdict in reviewed for check in checks_of(verdict) if check.verdict != "not_checked"}
    checks = [check for check in scored.checks if check.verdict != "not_checked" or check.rule not in judged]
    for verdict in reviewed:
        checks += [check for check in checks_of(verdict) if check not in checks]
    for name in sorted(set(bench.case.specialists) - {verdict.specialist for verdict in reviewed}):
        checks += checks_of(Degraded(specialist=name, reason="the case was stopped before the review"))
    whole = scored.model_copy(update={"checks": tuple(checks)})
    concluding = (bench.staff[name] for name in bench.case.specialists)
    concluded = [
        one.model_copy(update={"specialist": specialist.name})
        for specialist in concluding
        if specialist.conclude is not None
        for one in specialist.conclude(whole)
    ]
    return whole.model_copy(update={"checks": (*checks, *concluded)})


def _is_sound(bench: Bench, plan_id: str) -> bool:
    scored = _with_reviews(bench, plan_id)
    return scored.plan.kind == "do_nothing" or scored.legal


async def repair(state: CaseState, runtime: Runtime[Bench]) -> Command[Literal["solve", "review", "present"]]:
    """Add what reviewers say a plan needs; send a breach that comes with a constraint back to the solver; else go on."""
    bench = runtime.context
    round_no = state["round"]
    if bench.stopped() or round_no >= bench.limits.repair_rounds:
        return Command(goto="present")
    worth_solving = _cheaper_than_the_sound(bench, state["to_review"]) if round_no < bench.limits.further_solves else frozenset()
    amended: dict[str, str] = {}
    asked: list[dict[str, Any]] = []
    missing: list[str] = []
    for plan_id in state["to_review"]:
        row = bench.clerk.latest(plan_id)
        if row.kind == "do_nothing":
            continue
        verdicts = [verdict for verdict in _verdicts(bench, plan_id) if isinstance(verdict, Review)]
        plan = row.scored_plan.plan
        another_look = round_no + 1 < bench.limits.repair_rounds
        fuller = completed(bench.state, plan, verdicts, now=bench.now, may_unseat=another_look)
        if fuller != plan:
            scored = await _work(bench, "repair", _evaluation(fuller), missing)
            followed = fuller if scored is None else as_it_goes(bench.state, scored, now=bench.now)
            if followed != fuller and scored is not None:
                scored = await _work(bench, "repair", _evaluation(followed), missing) or scored
            if scored is not None:
                amended[plan_id] = bench.clerk.draft(bench.case, scored, at=bench.now)
                _keep_standing_verdicts(bench, plan, scored.plan, verdicts, amended[plan_id])
        # What its reviewers can mend is looked at again first; a new search is for what they cannot.
        for verdict in verdicts if plan_id in worth_solving and plan_id not in amended else ():
            if any(check.verdict == "fail" for check in verdict.checks):
                asked += new_constraints([*state["constraints"], *asked], verdict.constraints)
    bench.clerk.drop_drafts(list(amended))
    for reason in missing:
        bench.note("repair", reason, status="degraded")
    plan_ids = [amended.get(plan_id, plan_id) for plan_id in state["plan_ids"]]
    if asked:
        bench.note("repair", f"{len(asked)} further constraints; solving again", detail={"constraints": asked})
        update: CaseState = {
            "constraints": [*state["constraints"], *asked],
            "round": round_no + 1,
            "plan_ids": plan_ids,
            "to_review": list(amended.values()),
        }
        return Command(update=update, goto="solve")
    if amended:
        bench.note("repair", f"{len(amended)} options completed by their reviewers", detail={"plan_ids": amended})
        update = {"round": round_no + 1, "plan_ids": plan_ids, "to_review": list(amended.values())}
        return Command(update=update, goto=_reviews(bench, list(amended.values()), round_no + 1) or "present")
    return Command(goto="present")


def _cheaper_than_the_sound(bench: Bench, plan_ids: Sequence[str]) -> frozenset[str]:
    """Options that cost less than every sound one: only a breach of theirs is worth another search."""
    costs = {plan_id: bench.clerk.latest(plan_id).scored_plan.cost.total.cents for plan_id in plan_ids}
    sound = [
        costs[plan_id]
        for plan_id in plan_ids
        if bench.clerk.latest(plan_id).kind != "do_nothing" and _with_reviews(bench, plan_id).legal
    ]
    return frozenset(plan_id for plan_id in plan_ids if not sound or costs[plan_id] < min(sound))


async def present(state: CaseState, runtime: Runtime[Bench]) -> CaseState:
    """Rank the options, explain them by template, put them before a human: doing nothing always among them."""
    bench = runtime.context
    scored = {plan_id: _with_reviews(bench, plan_id) for plan_id in state["plan_ids"]}
    nothing = next((one for one in scored.values() if one.plan.kind == "do_nothing"), None)
    order = sorted(scored, key=lambda plan_id: rank_key(scored[plan_id], plan_id))
    best = next((plan_id for plan_id in order if scored[plan_id].plan.kind != "do_nothing" and scored[plan_id].legal), None)
    ranked: list[tuple[str, ScoredPlan, dict[str, Any]]] = []
    stopped = ("The case was stopped before the search ended; a better plan may exist.",) if bench.stopped() else ()
    for plan_id in order:
        plan = scored[plan_id].plan
        if plan.kind != "do_nothing":
            kind = "recommended" if plan_id == best else "alternative"
            plan = plan.model_copy(update={"kind": kind, "assumptions": (*plan.assumptions, *stopped)})
        scored[plan_id] = scored[plan_id].model_copy(update={"plan": plan})
    sheets = _sheets(state, order, scored)
    for plan_id in order:
        text = sheets[plan_id].render(template(scored[plan_id], nothing), "template")
        ranked.append((plan_id, scored[plan_id], text.model_dump(mode="json")))
    bench.clerk.propose(bench.case, ranked, at=bench.now)
    bench.note("present", f"{len(ranked)} options wait for a decision", detail={"plan_ids": order})
    return {"plan_ids": order, "outcome": "proposed"}


def _sheets(
    state: CaseState, order: Sequence[str], scored: Mapping[str, ScoredPlan], further: Sequence[Fact] = ()
) -> dict[str, OptionFacts]:
    """What may be said about each option, in rank order."""
    found = {fact.fact_id: fact for fact in (*_facts(state), *further)}
    nothing = next((one for one in scored.values() if one.plan.kind == "do_nothing"), None)
    others = [scored[plan_id] for plan_id in order]
    return {
        plan_id: OptionFacts.of(scored[plan_id], nothing, rank, len(order), found, others)
        for rank, plan_id in enumerate(order, start=1)
    }


def rank_key(scored: ScoredPlan, plan_id: str) -> tuple[bool, bool, int, int]:
    """Options that pass every check first, doing nothing after them, then by cost, then in the order they were found."""
    nothing = scored.plan.kind == "do_nothing"
    return (not nothing and not scored.legal, nothing, scored.cost.total.cents, int(plan_id.rpartition("P")[2]))


def _facts(state: CaseState) -> list[Fact]:
    return [Fact.model_validate(fact) for body in state.get("answers", []) for fact in body.get("facts", ())]


async def word(state: CaseState, runtime: Runtime[Bench]) -> CaseState:
    """With a language model: specialists' further calls, then its explanations in place of the templates.

    The options are on the table and can be decided meanwhile: a stop, a decision, the limit or an error ends this step early,
    and what has no better words keeps its template. Without a model nothing happens.
    """
    bench = runtime.context
    if not bench.models.writes_prose or bench.stopped():
        return {}
    bench.proposed()
    give_up = time.monotonic() + bench.limits.words_s
    work = asyncio.create_task(_word(bench, state))
    try:
        while not work.done() and not bench.stopped() and time.monotonic() < give_up:
            await asyncio.wait({work}, timeout=0.05)
        if work.done():
            work.result()
        else:
            why = "the case went on" if bench.stopped() else f"no answer within {bench.limits.words_s:g} s"
            bench.note("word", f"the language model's words were left behind: {why}", status="degraded")
    except Exception as error:  # words are a courtesy: the options and their templates stand
        bench.note("word", supervisor.because(error), status="degraded")
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
    return {}


async def _word(bench: Bench, state: CaseState) -> None:
    order = state["plan_ids"]
    scored = {plan_id: bench.clerk.latest(plan_id).scored_plan for plan_id in order}
    nothing = next((one for one in scored.values() if one.plan.kind == "do_nothing"), None)
    known = {fact.fact_id: in_words(fact) for fact in _facts(state) if fact.value is not None}
    asked = await asyncio.gather(*(_further(bench, bench.staff[name], known) for name in bench.case.specialists))
    further = [fact for one in asked if one is not None for fact in one.facts]
    sheets = _sheets(state, order, scored, further)

    async def reword(plan_id: str) -> bool:
        text = await explain(scored[plan_id], nothing, sheets[plan_id], bench.models, bench.record_call, bench.budget)
        return text.source == "model" and bench.clerk.keep_words(bench.case, plan_id, text.model_dump(mode="json"), at=bench.now)

    worded = sum(await asyncio.gather(*map(reword, order)))
    told = {"worded": worded, "options": len(order), "further_facts": len(further)}
    bench.note("word", f"{worded} of {len(order)} options explained by the language model", detail=told)


async def _further(bench: Bench, specialist: Specialist, known: Mapping[str, str]) -> Further | None:
    """What a model asks with the specialist's tools; its runs and how it ended are in the record."""
    consultation = bench.workplace().consultation(specialist.name)
    mine = {name: text for name, text in known.items() if name.startswith(f"{specialist.name}.")}
    data = {"disruption": describe(bench.case.reported), "report": bench.case.disruption, "facts": mine}

    async def blocking(work: Callable[[], Any], limit_s: float) -> Any:
        return await finish_in_time(work, limit_s=limit_s, stopped=bench.stopped, grace_s=0.5)

    try:
        found = await ask_further(specialist, consultation, data, bench.models, bench.record_call, bench.budget, blocking)
    finally:
        bench.clerk.keep_tool_runs(bench.case, "further", list(consultation.runs), at=bench.now)
    if found is not None:
        body = {
            "run": bench.case.run,
            "prompt": found.prompt,
            "calls": found.calls,
            "facts": [fact.model_dump(mode="json") for fact in found.facts],
            "ended": found.ended,
        }
        bench.clerk.enter_record(bench.case.case_id, kind="further", actor=specialist.name, at=bench.now, body=body)
        bench.note("word", f"{found.calls} further calls; {found.ended}", specialist=specialist.name)
    return found


async def approve(state: CaseState, runtime: Runtime[Bench]) -> Command[Literal["execute", "__end__"]]:
    """Wait for a human. What comes back only wakes us: whether anything was approved is read from the casebook."""
    bench = runtime.context
    if bench.clerk.case(bench.case.case_id).status in ("decided", "closed"):  # while words were being written, or now
        return Command(update={"outcome": "decided"}, goto="execute")
    rows = bench.clerk.plans(bench.case.case_id)
    interrupt(
        {
            "action_requests": [
                {
                    "name": "decide_plan",
                    "args": {"case_id": row.case_id, "plan_id": row.plan_id, "revision": row.revision, "etag": row.etag},
                    "description": row.label,
                }
                for row in rows
            ],
            "review_configs": [{"action_name": "decide_plan", "allowed_decisions": ["approve", "reject", "respond"]}],
        }
    )
    return Command(update={"outcome": "decided"}, goto="__end__")


async def execute(state: CaseState, runtime: Runtime[Bench]) -> CaseState:
    """Carry out what is approved and not yet done; the desk has usually been faster, and then nothing is left."""
    bench = runtime.context
    await asyncio.to_thread(bench.settle, bench.case.case_id)
    return {"outcome": "executed"}
