"""The case desk: the one way into cases, plans and decisions. Thread-safe; its graph runs on an event loop of its own."""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.types import Command
from sqlalchemy import Engine
from sqlmodel import col, select

from agents.models import ModelCall, ModelProvider
from agents.specialist import Specialist, discover
from domain.commands import InjectDisruption, Operation
from domain.decide import decide
from domain.disruptions import Disruption
from domain.faults import Refused
from domain.ids import CaseId
from domain.network import NetworkState, UnknownEntity
from domain.plans import Degraded, Plan, Review, ScoredPlan
from graphs import supervisor
from graphs.approval import Approval, Choice
from graphs.attention_desk import AttentionDesk
from graphs.casebook import CaseEventRow, CaseRow, DecisionRow, ExecutionRow, FindingRow, PlanRevision, RecordEntry
from graphs.checkpoints import open_checkpoints
from graphs.clerk import Clerk
from graphs.disruption_graph import disruption_graph
from graphs.executor import Executor, no_crash
from graphs.network import Network
from graphs.record import verify_record
from graphs.solving import evaluate
from graphs.state import GRAPH_VERSION
from graphs.steps import Bench, Limits
from graphs.supervisor import Workplace, checks_of
from graphs.views import CaseView, DecisionView, EventView, PlanView, RecordView
from knowledge.airline.approval import ApprovalPolicy, approval_policy
from tools.spec import Tool, all_tools


def wall_clock() -> datetime:
    """When a row is written; no rule looks at it."""
    return datetime.now(UTC)


class CaseDesk:
    """Opens cases, runs them, takes decisions and carries them out.

    `engine` is a migrated database; `network` the live network. Specialists and tools are found by walking their folders
    unless given. `start()` carries out what was approved before a crash and runs again what a crash interrupted.
    """

    def __init__(
        self,
        engine: Engine,
        network: Network,
        *,
        budget_s: float,
        specialists: Mapping[str, Specialist] | None = None,
        tools: Mapping[str, Tool[Any, Any]] | None = None,
        models: ModelProvider | None = None,
        policy: ApprovalPolicy | None = None,
        checkpoints: str = "memory",
        limits: Limits | None = None,
        seed: int = 0,
        settle_every_s: float = 5.0,
        clock: Callable[[], datetime] = wall_clock,
        crash_point: Callable[[str], None] = no_crash,
    ) -> None:
        self._network = network
        self._staff = discover() if specialists is None else dict(specialists)
        self._tools = all_tools() if tools is None else dict(tools)
        self._models = models or ModelProvider()
        self._limits = limits or Limits()
        self._budget_s = budget_s
        self._seed = seed
        self._settle_every_s = settle_every_s
        self._checkpoints = checkpoints
        self._clerk = Clerk(engine, clock)
        self._executor = Executor(self._clerk, network, crash_point)
        self._approval = Approval(self._clerk, network, self._price, policy or approval_policy(), crash_point)
        self.attention = AttentionDesk(engine, network, self._tell_attention, clock)
        """Who looks after which situation; every channel asks and tells it here."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True, name="case-desk")
        self._closing: asyncio.Event | None = None
        self._saver: BaseCheckpointSaver[str] | None = None
        self._saver_held: Future[None] | None = None
        self._lock = threading.Lock()
        self._runs: dict[str, Future[None]] = {}
        self._proposed: dict[str, Future[None]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self._stops: dict[str, threading.Event] = {}

    # --- life of the desk -------------------------------------------------------------------------------------------

    def start(self) -> "CaseDesk":
        """Open the checkpoints, carry out what is approved and pending, run again the cases a crash interrupted."""
        self._thread.start()
        if self._models.writes_prose:  # a second of imports, not within the first case's time for triage
            threading.Thread(target=self._models.chat, args=("triage",), daemon=True, name="model-warm-up").start()
        ready: Future[None] = Future()
        self._saver_held = self._submit(self._hold_checkpoints(ready))
        ready.result(timeout=60)
        self._settle(None)
        for case in self._clerk.cases(("open", "working")):
            interrupted = case.status == "working" or (case.status == "open" and case.run == 0)
            if interrupted and case.network_id == self._network.network_id:
                self._begin_again(case.case_id)
        return self

    def close(self) -> None:
        """Stop running cases where they are (they run again at the next start) and let go of the checkpoints."""
        if not self._thread.is_alive():
            return
        if self._closing is not None:
            self._loop.call_soon_threadsafe(self._closing.set)
        self._submit(self._end_every_run()).result(timeout=30)
        if self._saver_held is not None:
            self._saver_held.result(timeout=30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)
        self._loop.close()

    async def _end_every_run(self) -> None:
        """Cancel what runs on the loop, and let it unwind there: it cannot once the loop has stopped."""
        with self._lock:
            runs = list(self._tasks)
        for run in runs:
            run.cancel()
        await asyncio.gather(*runs, return_exceptions=True)

    def __enter__(self) -> "CaseDesk":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()

    async def _hold_checkpoints(self, ready: Future[None]) -> None:
        self._closing = asyncio.Event()
        try:
            async with open_checkpoints(self._checkpoints) as saver:
                self._saver = saver
                ready.set_result(None)
                await self._keep_settling(self._closing)
        except Exception as error:
            if not ready.done():
                ready.set_exception(error)
                return
            raise

    async def _keep_settling(self, closing: asyncio.Event) -> None:
        """Try again what could not be carried out, until the desk closes."""
        while not closing.is_set():
            try:
                await asyncio.wait_for(closing.wait(), timeout=self._settle_every_s)
            except TimeoutError:
                await asyncio.to_thread(self._settle, None)

    def _submit(self, work: Coroutine[Any, Any, None]) -> Future[None]:
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    async def _tracked(self, work: Coroutine[Any, Any, None]) -> None:
        """Work that `close()` ends."""
        task = asyncio.current_task()
        assert task is not None
        with self._lock:
            self._tasks.add(task)
        try:
            await work
        finally:
            with self._lock:
                self._tasks.discard(task)

    # --- cases ------------------------------------------------------------------------------------------------------

    def open_case(self, disruption: Disruption, *, actor: str, budget_s: float | None = None) -> CaseId:
        """Report the disruption to the network, open a case and start working on it; returns at once.

        domain.faults.Refused names every fault of the disruption; then there is no case. `budget_s` is the solver's time.
        """
        state = self._network.state()
        decide(state, InjectDisruption(disruption=disruption), now=self._network.now())
        case = self._clerk.open_case(
            disruption,
            network_id=self._network.network_id,
            scenario_id=state.scenario_id,
            actor=actor,
            now=self._network.now(),
            budget_s=self._budget_s if budget_s is None else budget_s,
        )
        try:
            self._report(case)
        except Refused as refused:
            self._clerk.set_stage(case.case_id, "refused", status="closed", trouble=str(refused), closed_at=self._network.now())
            raise
        self._begin(case.case_id)
        return CaseId(case.case_id)

    def _report(self, case: CaseRow) -> int:
        """The disruption's facts in the network, once; the version that has them."""
        return self._network.execute(
            [InjectDisruption(disruption=case.reported)],
            actor=case.opened_by,
            by=case.case_id,
            idempotency_key=f"report/{case.network_id}/{case.case_id}",
        )

    def replan(self, case_id: str, *, budget_s: float | None = None) -> None:
        """Run an undecided case again on the network as it is now; what it proposed before is superseded.

        `budget_s` is the solver's time from now on; None leaves it as it was.
        """
        case = self._clerk.case(case_id)
        self._approval.must_be_undecided(case)
        self.stop(case_id, actor="replan")
        self.wait_for_words(case_id)
        if budget_s is not None:
            self._clerk.set_budget(case_id, budget_s)
        self._begin_again(case_id)

    def _begin_again(self, case_id: str) -> None:
        """Another run of a case: who stopped the one before did not stop this one."""
        self._clerk.set_stage(case_id, self._clerk.case(case_id).stage, stopped_by="")
        self._begin(case_id)

    def _begin(self, case_id: str) -> None:
        stop = threading.Event()
        proposed: Future[None] = Future()
        with self._lock:
            self._stops[case_id] = stop
            self._proposed[case_id] = proposed
            self._runs[case_id] = run = self._submit(self._tracked(self._run(case_id, stop, lambda: _done(proposed))))
        run.add_done_callback(lambda _: _done(proposed))

    async def _run(self, case_id: str, stop: threading.Event, proposed: Callable[[], None]) -> None:
        started = time.monotonic()
        case: CaseRow | None = None
        try:
            first = await asyncio.to_thread(self._clerk.case, case_id)
            version = await asyncio.to_thread(self._report, first)
            state = self._network.state()
            if first.run == 0 and state.version != version:
                state = await asyncio.to_thread(self._network.state_at, version)
            case = await asyncio.to_thread(self._clerk.start_run, case_id, base_version=state.version)
            bench = self._bench(case, state, stop, started, proposed)
            bench.note("open", case.title, status="started", detail={"version": state.version})
            saver = self._held_saver()
            ended = await disruption_graph(saver).ainvoke(
                {"case_id": case_id, "graph_version": GRAPH_VERSION},
                _thread_of(case),
                context=bench,
                durability="sync",
                version="v2",
            )
            if not ended.interrupts:  # decided while words were being written: nobody will resume it
                await saver.adelete_thread(_thread_id(case))
        except Exception as error:
            why = f"{type(error).__name__}: {error}"
            await asyncio.to_thread(self._clerk.fail_run, case_id, why)
            if case is not None:
                self._note(case, "failed", why, status="degraded", started=started)

    def _note(
        self,
        case: CaseRow,
        stage: str,
        text: str,
        *,
        status: str = "done",
        started: float | None = None,
        detail: dict[str, Any] | None = None,
    ) -> None:
        elapsed_s = 0.0 if started is None else time.monotonic() - started
        self._clerk.note(case, stage, text, at=self._network.now(), elapsed_s=elapsed_s, status=status, detail=detail)

    def _held_saver(self) -> BaseCheckpointSaver[str]:
        if self._saver is None:
            raise RuntimeError("The case desk is not open; call start(), or use it in a with statement.")
        return self._saver

    def _bench(
        self,
        case: CaseRow,
        state: NetworkState,
        stop: threading.Event,
        started: float,
        proposed: Callable[[], None] = lambda: None,
    ) -> Bench:
        return Bench(
            case=case,
            state=state,
            now=self._network.now(),
            clerk=self._clerk,
            staff=self._staff,
            tools=self._tools,
            models=self._models,
            settle=self._settle,
            stopped=stop.is_set,
            limits=self._limits,
            seed=self._seed,
            started=started,
            budget=self._models.budget(),
            proposed=proposed,
        )

    def wait(self, case_id: str, timeout_s: float | None = None) -> CaseView:
        """Wait until the case's run has proposed, failed or been stopped; TimeoutError when that takes longer.

        A language model's words about the options may still be on their way: `wait_for_words`. After a decision it waits for
        the run to end.
        """
        return self._wait(self._proposed, case_id, timeout_s)

    def wait_for_words(self, case_id: str, timeout_s: float | None = None) -> CaseView:
        """Wait until the case's run has nothing more to say about its options; TimeoutError when that takes longer."""
        return self._wait(self._runs, case_id, timeout_s)

    def _wait(self, futures: Mapping[str, Future[None]], case_id: str, timeout_s: float | None) -> CaseView:
        with self._lock:
            awaited = futures.get(case_id)
        if awaited is not None:
            awaited.result(timeout=timeout_s)
        return self.case_view(case_id)

    def stop(self, case_id: str, *, actor: str) -> None:
        """Stop searching and propose what there is by now; nothing happens to a case that is not running.

        Where the options are proposed already, only the language model's words about them are given up.
        """
        self._clerk.case(case_id)
        with self._lock:
            run, stop, proposed = self._runs.get(case_id), self._stops.get(case_id), self._proposed.get(case_id)
        if run is None or stop is None or proposed is None or run.done() or stop.is_set():
            return
        searching = not proposed.done()
        stop.set()
        if not searching:
            return
        with self._clerk.holding(case_id) as (session, case):
            case.stopped_by = actor
            session.add(case)
        self._clerk.enter_record(case_id, kind="stopped", actor=actor, at=self._network.now(), body={"run": case.run})

    def keep_model_call(self, call: ModelCall, *, turn_id: str, case_id: str = "") -> None:
        """Keep the audit of a model call that was made in a turn of conversation, about a case or none."""
        self._clerk.keep_model_call(self._clerk.case(case_id) if case_id else None, call, turn_id=turn_id)

    def waiting_for_approval(self, case_id: str) -> dict[str, Any] | None:
        """What the case's graph waits for, in the shape that approval screens know; None when it does not wait.

        For display: the decision itself is `decide_plan`, whether a graph waits or not.
        """
        case = self._clerk.case(case_id)
        return asyncio.run_coroutine_threadsafe(self._interrupt_of(case), self._loop).result(timeout=30)

    async def _interrupt_of(self, case: CaseRow) -> dict[str, Any] | None:
        place = await disruption_graph(self._held_saver()).aget_state(_thread_of(case))
        return dict(place.interrupts[0].value) if place.interrupts else None

    def case_view(self, case_id: str) -> CaseView:
        """The case as it is now; UnknownEntity when there is none."""
        case = self._clerk.case(case_id)
        with self._clerk.session() as session:
            findings = session.exec(
                select(FindingRow)
                .where(FindingRow.case_id == case_id, FindingRow.run == case.run)
                .order_by(col(FindingRow.specialist))
            ).all()
            decisions = session.exec(
                select(DecisionRow).where(DecisionRow.case_id == case_id).order_by(col(DecisionRow.recorded_at))
            ).all()
            execution = session.exec(
                select(ExecutionRow).where(ExecutionRow.case_id == case_id).order_by(col(ExecutionRow.approved_at).desc())
            ).first()
        return CaseView.of(case, list(findings), self._clerk.plans(case_id), list(decisions), execution)

    def cases(self) -> tuple[CaseView, ...]:
        """Every case, oldest first."""
        return tuple(self.case_view(case.case_id) for case in self._clerk.cases())

    def events(self, case_id: str, after: int = 0) -> tuple[EventView, ...]:
        """The case's progress with `seq` above `after`, in order."""
        self._clerk.case(case_id)
        query = select(CaseEventRow).where(CaseEventRow.case_id == case_id, col(CaseEventRow.seq) > after)
        with self._clerk.session() as session:
            return tuple(EventView.of(row) for row in session.exec(query.order_by(col(CaseEventRow.seq))))

    def owner_of(self, case_id: str) -> str:
        """Who has taken the case, in whichever channel; empty when nobody has."""
        return self.attention.of(case_id).owner

    def _tell_attention(self, situation_id: str, text: str, detail: dict[str, Any]) -> None:
        """What a person did about a situation, in the progress that everybody watches; a watch has a row of run 0."""
        try:
            run = self._clerk.case(situation_id).run
        except UnknownEntity:
            run = 0
        now = self._network.now()
        self._clerk.tell(
            CaseEventRow(case_id=situation_id, run=run, at=now, stage="attention", status="done", text=text, detail=detail)
        )

    def listen(self, hear: Callable[[EventView], None]) -> Callable[[], None]:
        """Call `hear` with the progress of every case, from the desk's threads; call what is returned to stop."""
        return self._clerk.listen(lambda row: hear(EventView.of(row)))

    def record(self, case_id: str) -> RecordView:
        """The decision record, with the verdict on its chain."""
        case = self._clerk.case(case_id)
        with self._clerk.session() as session:
            query = select(RecordEntry).where(RecordEntry.case_id == case_id).order_by(col(RecordEntry.seq))
            entries = list(session.exec(query))
        return RecordView.of(case, entries, verify_record(entries, head=case.record_head))

    # --- plans and decisions ----------------------------------------------------------------------------------------

    def plans(self, case_id: str) -> tuple[PlanView, ...]:
        """The options of the case's latest run in rank order, each at its newest revision."""
        self._clerk.case(case_id)
        return tuple(self._view(row) for row in self._clerk.plans(case_id))

    def plan(self, plan_id: str) -> PlanView:
        """A plan at its newest revision; UnknownEntity when there is none."""
        return self._view(self._clerk.latest(plan_id))

    def _view(self, row: PlanRevision) -> PlanView:
        with self._clerk.session() as session:
            query = select(DecisionRow).where(DecisionRow.plan_id == row.plan_id).order_by(col(DecisionRow.recorded_at))
            return PlanView.of(row, list(session.exec(query)))

    def revise_plan(
        self,
        plan_id: str,
        operations: Sequence[Operation],
        *,
        actor: str,
        role: str = "controller",
        revision: int | None = None,
        repair: bool = False,
    ) -> PlanView:
        """A hand edit as the plan's next revision; see Approval.revise for what it refuses.

        With `repair` the operations stand, and the solver plans everything else around them within the case's budget.
        """
        row = self._approval.revise(
            plan_id, operations, actor=actor, role=role, revision=revision, repair=self._repair if repair else None
        )
        about = {"plan_id": plan_id, "revision": row.revision}
        self._note(self._clerk.case(row.case_id), "revise", f"{actor} edited {plan_id}", detail=about)
        return self._view(row)

    def offer_plan(
        self, case_id: str, operations: Sequence[Operation], *, actor: str, role: str = "controller", repair: bool = False
    ) -> PlanView:
        """A person's own idea as one more option; see Approval.offer for what it refuses.

        With `repair` the operations stand, and the solver plans everything else around them within the case's budget.
        """
        row = self._approval.offer(case_id, operations, actor=actor, role=role, repair=self._repair if repair else None)
        about = {"plan_id": row.plan_id, "revision": row.revision}
        self._note(self._clerk.case(case_id), "revise", f"{actor} offered {row.plan_id}", detail=about)
        return self._view(row)

    def decide_plan(
        self,
        plan_id: str,
        *,
        revision: int,
        decision: Choice,
        reason: str,
        actor: str,
        role: str,
        decision_id: str | None = None,
    ) -> DecisionView:
        """Decide about a revision and, when that approves it, carry it out; see Approval.decide for what it refuses."""
        made = self._approval.decide(
            plan_id, revision=revision, decision=decision, reason=reason, actor=actor, role=role, decision_id=decision_id
        )
        about = {"plan_id": plan_id, "revision": revision, "decision_id": made.decision_id}
        case = self._clerk.case(made.case_id)
        self._note(case, "decide", f"{made.actor} {made.effect} {plan_id}: {made.reason}", detail=about)
        if made.effect == "approved":
            self._settle(made.case_id)
        self._wake(made.case_id)
        return DecisionView.of(made)

    def _settle(self, case_id: str | None) -> None:
        """Carry out what is pending; what fails stays pending, with the error in its row, and is tried again."""
        try:
            settled = self._executor.settle(case_id)
        except Exception:  # kept in the execution's row by the executor; the decision itself stands
            return
        for row in settled:
            about = {"plan_id": row.plan_id, "revision": row.revision, "version": row.resulting_version}
            said = f"{row.plan_id} carried out" if row.status == "done" else f"{row.plan_id} refused: {row.last_error}"
            done = "done" if row.status == "done" else "degraded"
            self._note(self._clerk.case(row.case_id), "execute", said, status=done, detail=about)

    def _wake(self, case_id: str) -> None:
        """Let the waiting graph run to its end, and give up words still being written. Best effort: nothing depends on it."""
        case = self._clerk.case(case_id)
        if case.status in ("decided", "closed") and self._thread.is_alive():
            with self._lock:
                run, stop = self._runs.get(case_id), self._stops.get(case_id)
                if stop is not None:
                    stop.set()
                self._runs[case_id] = self._proposed[case_id] = self._submit(self._tracked(self._resume(case, run)))

    async def _resume(self, case: CaseRow, run: Future[None] | None) -> None:
        started = time.monotonic()
        try:
            if run is not None:
                await asyncio.wait({asyncio.wrap_future(run)})
            saver = self._held_saver()
            graph = disruption_graph(saver)
            place = await graph.aget_state(_thread_of(case))
            if not place.interrupts or place.values.get("graph_version") != GRAPH_VERSION:
                await saver.adelete_thread(_thread_id(case))  # never got so far, or nobody can go on from there
                return
            answer = {place.interrupts[0].id: {"decisions": [{"type": "approve"}]}}
            bench = self._bench(case, self._network.state(), threading.Event(), started)
            await graph.ainvoke(
                Command(resume=answer),
                _thread_of(case),
                context=bench,
                durability="sync",
                version="v2",
            )
            await saver.adelete_thread(_thread_id(case))
        except Exception as error:
            why = f"the finished run could not be ended tidily: {error}"
            self._note(case, "resume", why, status="degraded", started=started)

    def _repair(self, case: CaseRow, state: NetworkState, operations: Sequence[Operation]) -> Sequence[Operation]:
        """The operations, and the cheapest way found to carry on around them; ToolRetry names those that cannot be kept."""
        consultation = self._workplace(case, state).consultation("approval")
        asked = {"fixed": [one.model_dump(mode="json") for one in operations], "budget_s": case.budget_s}
        try:
            answer = consultation.call("recovery", asked)
        finally:
            self._clerk.keep_tool_runs(case, "repair", consultation.runs, at=self._network.now())
        best: Sequence[Operation] = answer.plans[0].operations
        return best

    def _workplace(self, case: CaseRow, state: NetworkState) -> Workplace:
        return Workplace(
            case_id=case.case_id,
            state=state,
            now=self._network.now(),
            tools=self._tools,
            seed=self._seed,
            stopped=lambda: False,
            progress=lambda stage, detail: None,
        )

    def _price(self, case: CaseRow, state: NetworkState, plan: Plan) -> ScoredPlan:
        """The plan evaluated on a state, with the checks of the specialists of its case; ToolRetry, ToolFailed."""
        workplace = self._workplace(case, state)
        consultation = workplace.consultation("approval")
        try:
            scored = evaluate(consultation, plan)
        finally:
            self._clerk.keep_tool_runs(case, "evaluate", consultation.runs, at=self._network.now())
        verdicts = asyncio.run_coroutine_threadsafe(self._reviewed(case, scored, workplace), self._loop).result()
        checks = list(scored.checks)
        for verdict in verdicts:
            checks += [check for check in checks_of(verdict) if check not in checks]
        return scored.model_copy(update={"checks": tuple(checks)})

    async def _reviewed(self, case: CaseRow, scored: ScoredPlan, workplace: Workplace) -> list[Review | Degraded]:
        brief = workplace.brief(case.reported)
        asked = [self._staff[name] for name in case.specialists if name in self._staff]
        answers = await asyncio.gather(
            *(supervisor.review(specialist, brief, [("plan", scored)], workplace) for specialist in asked)
        )
        return [verdicts["plan"] for verdicts, _ in answers]


def _done(future: Future[None]) -> None:
    if not future.done():
        future.set_result(None)


def _thread_id(case: CaseRow) -> str:
    return f"{case.case_id}/{case.run}"


def _thread_of(case: CaseRow) -> RunnableConfig:
    """One LangGraph thread per run of a case: new input would drop a pending interrupt of an old one."""
    return RunnableConfig(configurable={"thread_id": _thread_id(case)})
