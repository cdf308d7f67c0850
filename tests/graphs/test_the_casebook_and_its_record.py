"""The casebook's tables, the hash chain of its record, and what a restart finds in it."""

from collections.abc import Callable

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, MetaData, delete, update
from sqlmodel import Session, SQLModel, col, select

from domain.network import FlightStatus
from graphs.case_desk import CaseDesk
from graphs.casebook import CaseRow, PlanRevision, RecordEntry
from graphs.checkpoints import checkpoint_url
from tests.graphs.room import TOOLS, XX1, PaperNetwork, closure, staff
from twin.append_only import release
from twin.database import open_database

Desk = Callable[..., CaseDesk]


def test_the_migrations_make_exactly_the_tables_that_the_rows_declare(database_url: str) -> None:
    engine = open_database(database_url)

    ours = {table.name for table in SQLModel.metadata.sorted_tables if table.name.startswith(("case", "plan_", "record_"))}
    ours |= {"decisions", "executions"}

    def is_ours(name: str | None, kind: str, parents: object) -> bool:
        return kind != "table" or name in ours

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_ours})
        mine = MetaData()
        for name in sorted(ours):
            SQLModel.metadata.tables[name].to_metadata(mine)
        found = compare_metadata(context, mine)

    assert len(ours) == 10
    assert found == []


def _decided(desk: CaseDesk) -> str:
    case_id = desk.open_case(closure(), actor="ann")
    desk.wait(case_id, timeout_s=30)
    plan_id = desk.plans(case_id)[0].plan_id
    desk.decide_plan(plan_id, revision=1, decision="approve", reason="cheapest", actor="dora", role="duty_manager")
    return str(case_id)


def _take_the_triggers_off(engine: Engine) -> None:
    """What somebody with the rights of the database's owner can do; the chain is there for that."""
    with engine.begin() as connection:
        release(connection, "record_entries")


@pytest.mark.parametrize(
    ("tamper", "broken"),
    [
        (lambda c, seq: update(RecordEntry).where(c, col(RecordEntry.seq) == seq).values(actor="mallory"), "changed after"),
        (lambda c, seq: update(RecordEntry).where(c, col(RecordEntry.seq) == seq).values(body="{}"), "changed after"),
        (lambda c, seq: delete(RecordEntry).where(c, col(RecordEntry.seq) == seq), "is missing"),
    ],
)
def test_a_changed_or_removed_entry_is_named(open_desk: Desk, engine: Engine, tamper: Callable, broken: str) -> None:  # type: ignore[type-arg]
    desk = open_desk()
    case_id = _decided(desk)
    assert desk.record(case_id).intact
    seq = next(entry.seq for entry in desk.record(case_id).entries if entry.kind == "decision")

    _take_the_triggers_off(engine)
    with Session(engine) as session:
        session.execute(tamper(col(RecordEntry.case_id) == case_id, seq))
        session.commit()

    record = desk.record(case_id)
    assert (record.intact, record.broken_seq) == (False, seq)
    assert broken in record.reason


def test_a_record_cut_short_shows_because_the_case_keeps_its_head(open_desk: Desk, engine: Engine) -> None:
    desk = open_desk()
    case_id = _decided(desk)
    last = desk.record(case_id).entries[-1].seq

    _take_the_triggers_off(engine)
    with Session(engine) as session:
        session.execute(delete(RecordEntry).where(col(RecordEntry.case_id) == case_id, col(RecordEntry.seq) == last))
        session.commit()

    assert desk.record(case_id).intact is False
    assert f"after {last - 1}" in desk.record(case_id).reason


def test_a_pending_approval_survives_a_restart_and_can_be_decided_without_the_old_checkpoint(
    engine: Engine, network: PaperNetwork
) -> None:
    def desk() -> CaseDesk:
        return CaseDesk(engine, network, specialists=staff(), tools=TOOLS, budget_s=1.0)  # checkpoints in memory: lost

    with desk() as before:
        case_id = before.open_case(closure(), actor="ann")
        before.wait(case_id, timeout_s=30)
        plans = before.plans(case_id)

    with desk() as after:
        assert after.case_view(case_id).status == "proposed"
        assert after.plans(case_id) == plans
        after.decide_plan(plans[0].plan_id, revision=1, decision="approve", reason="go", actor="dora", role="duty_manager")
        assert after.case_view(case_id).status == "closed"

    assert network.state().flights[XX1].status is FlightStatus.CANCELLED


def test_a_graph_that_waits_in_a_stored_checkpoint_is_ended_by_the_decision_and_leaves_nothing_behind(
    engine: Engine, network: PaperNetwork, database_url: str
) -> None:
    where = checkpoint_url(database_url)
    options = {"specialists": staff(), "tools": TOOLS, "budget_s": 1.0, "checkpoints": where}
    with CaseDesk(engine, network, **options) as before:  # type: ignore[arg-type]
        case_id = before.open_case(closure(), actor="ann")
        before.wait(case_id, timeout_s=30)

    with CaseDesk(engine, network, **options) as after:  # type: ignore[arg-type]
        waiting = after.waiting_for_approval(case_id)
        assert waiting is not None
        assert [one["args"]["plan_id"] for one in waiting["action_requests"]] == list(after.case_view(case_id).plan_ids)
        assert waiting["review_configs"][0]["action_name"] == "decide_plan"
        plan_id = after.plans(case_id)[0].plan_id
        after.decide_plan(plan_id, revision=1, decision="approve", reason="go", actor="dora", role="duty_manager")
        after.wait(case_id, timeout_s=30)
        assert after.waiting_for_approval(case_id) is None


def test_a_case_that_a_crash_interrupted_is_run_again_at_the_next_start(engine: Engine, network: PaperNetwork) -> None:
    with CaseDesk(engine, network, specialists=staff(), tools=TOOLS, budget_s=1.0) as before:
        case_id = before.open_case(closure(), actor="ann")
        before.wait(case_id, timeout_s=30)
    with Session(engine) as session:  # what a crash in the middle of the search leaves
        session.execute(update(CaseRow).values(status="working", stage="solve"))
        session.execute(update(PlanRevision).values(status="draft", rank=0))
        session.commit()

    with CaseDesk(engine, network, specialists=staff(), tools=TOOLS, budget_s=1.0) as after:
        case = after.wait(case_id, timeout_s=30)

    assert (case.status, case.run, len(case.plan_ids)) == ("proposed", 2, 3)
    assert [by for by, _ in network.executed] == [case_id]
    with Session(engine) as session:
        first_run = session.exec(select(PlanRevision.status).where(PlanRevision.run == 1)).all()
    assert set(first_run) == {"superseded"}
