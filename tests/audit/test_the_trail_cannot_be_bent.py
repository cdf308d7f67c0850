"""Rows that the database keeps, and the chain over all cases that shows what its owner could still do to them."""

import threading
from datetime import UTC, datetime

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from api.record_page import read_record
from domain.hash_chain import FIRST
from graphs.audit import BrokenRow, audit, link_hash
from graphs.casebook import AuditLink
from graphs.clerk import Clerk
from tests.graphs.room import NOW
from twin.append_only import release
from twin.database import MIGRATIONS, for_writing, open_database

TABLES = ("record_entries", "decisions", "audit_log", "audit_head")


def as_owner(engine: Engine, *statements: str) -> None:
    """What somebody with the rights of the database's owner can do: take the triggers away first."""
    with for_writing(engine).begin() as connection:
        for table in TABLES:
            release(connection, table)
        for statement in statements:
            connection.execute(text(statement))


def broken(engine: Engine, *, noted: str = "") -> BrokenRow:
    """The first broken row, which there must be."""
    found = audit(engine, noted=noted).broken
    assert found is not None
    return found


REFUSALS = [
    ("UPDATE record_entries SET actor = 'mallory'", "record_entries is append-only: a row is never changed"),
    ("DELETE FROM record_entries WHERE seq = 2", "record_entries is append-only: a row is never deleted"),
    ("UPDATE decisions SET reason = 'another'", "decisions is append-only: a row is never changed"),
    ("DELETE FROM decisions", "decisions is append-only: a row is never deleted"),
    ("UPDATE audit_log SET hash = ''", "audit_log is append-only: a row is never changed"),
    ("DELETE FROM audit_log", "audit_log is append-only: a row is never deleted"),
    ("UPDATE audit_head SET length = 1", "audit_head only goes forward: length cannot be less"),
    ("DELETE FROM audit_head", "audit_head only goes forward: a row is never deleted"),
]
REPLACE = {"sqlite": "INSERT OR REPLACE INTO {0} SELECT * FROM {0}", "postgresql": "TRUNCATE {0}"}
TAMPERING = [
    ("UPDATE record_entries SET actor = 'mallory' WHERE kind = 'decision'", "record_entries", "was changed after"),
    ("DELETE FROM record_entries WHERE kind = 'decision'", "record_entries", "was removed"),
    ("UPDATE decisions SET reason = 'safety'", "decisions", "reason of decision"),
    ("UPDATE decisions SET actor = 'mallory'", "decisions", "actor of decision"),
    ("DELETE FROM decisions", "decisions", "was removed"),
    ("UPDATE plan_revisions SET scored = '{}' WHERE rank = 1", "plan_revisions", "is not as it was recorded"),
    ("DELETE FROM plan_revisions WHERE rank = 2", "plan_revisions", "was removed"),
    ("UPDATE executions SET resulting_version = 99", "executions", "is not as recorded"),
    ("UPDATE audit_log SET entry_hash = 'x' WHERE seq = 3", "audit_log", "entry 3 was changed"),
    ("DELETE FROM audit_log WHERE seq = 3", "audit_log", "entry 3 is missing"),
    ("UPDATE cases SET record_length = 2", "cases", "not the end of its record"),
]
"""What was done, the table that shows it, and what is said of it."""


def test_the_database_refuses_to_change_or_delete_what_is_on_record(casebook: Engine) -> None:
    for statement, refusal in REFUSALS:
        with pytest.raises(DBAPIError, match=refusal), for_writing(casebook).begin() as connection:
            connection.execute(text(statement))

    assert audit(casebook).intact


def test_rows_cannot_be_replaced_or_emptied_either(casebook: Engine) -> None:
    for table in ("record_entries", "decisions", "audit_log"):
        with pytest.raises(DBAPIError, match=f"{table} is append-only"), for_writing(casebook).begin() as connection:
            connection.execute(text(REPLACE[casebook.dialect.name].format(table)))

    assert audit(casebook).intact


def test_a_trail_that_nobody_touched_is_intact_and_every_entry_of_every_case_is_in_it(casebook: Engine) -> None:
    found = audit(casebook)

    entries = sum(len(read_record(casebook, case_id).view.entries) for case_id in ("C1", "C2"))
    assert entries > 20
    assert (found.broken, found.cases, found.entries) == (None, 2, entries)
    assert found.head.startswith(f"{entries}:")


def test_a_case_that_was_removed_with_everything_it_had_is_named(casebook: Engine) -> None:
    tables = ("record_entries", "decisions", "plan_revisions", "executions", "cases")

    as_owner(casebook, *(f"DELETE FROM {table} WHERE case_id = 'C1'" for table in tables))

    assert read_record(casebook, "C2").view.intact
    assert broken(casebook) == BrokenRow("record_entries", "C1", 1, "the whole case was removed")


def test_the_last_case_removed_together_with_its_links_shows_at_the_head(casebook: Engine) -> None:
    kept = len(read_record(casebook, "C1").view.entries)
    tables = ("audit_log", "record_entries", "decisions", "plan_revisions", "executions", "cases")

    as_owner(casebook, *(f"DELETE FROM {table} WHERE case_id = 'C2'" for table in tables))

    found = broken(casebook)
    assert (found.table, found.seq) == ("audit_log", kept + 1)
    assert "were removed" in found.reason


def test_a_chain_that_was_written_anew_in_full_shows_against_a_head_that_was_noted(casebook: Engine) -> None:
    noted = next(f"{link.seq}:{link.hash}" for link in read_record(casebook, "C1").links.values() if link.seq == 3)
    assert audit(casebook, noted=noted).intact
    links, previous = [], FIRST
    for place, entry in enumerate(read_record(casebook, "C2").view.entries, start=1):
        link = AuditLink(
            seq=place, case_id="C2", case_seq=entry.seq, entry_hash=entry.entry_hash, previous_hash=previous, hash=""
        )
        previous = link.hash = link_hash(link)
        links.append(link)

    as_owner(
        casebook,
        "DELETE FROM audit_log",
        *(f"DELETE FROM {table} WHERE case_id = 'C1'" for table in ("record_entries", "decisions", "cases")),
        *(
            "INSERT INTO audit_log (seq, case_id, case_seq, entry_hash, previous_hash, hash) VALUES "
            f"({one.seq}, '{one.case_id}', {one.case_seq}, '{one.entry_hash}', '{one.previous_hash}', '{one.hash}')"
            for one in links
        ),
        f"UPDATE audit_head SET length = {len(links)}, hash = '{previous}'",
    )

    assert audit(casebook).intact
    assert broken(casebook, noted=noted).reason == "entry 3 is not the one that was noted; the trail was written anew"
    assert "was noted and is not there" in broken(casebook, noted=f"99:{FIRST}").reason


@pytest.mark.parametrize(("statement", "table", "reason"), TAMPERING)
def test_the_first_broken_row_is_named_with_its_table_and_what_is_wrong(
    on_sqlite: Engine, statement: str, table: str, reason: str
) -> None:
    as_owner(on_sqlite, statement)

    found = broken(on_sqlite)
    assert (found.table, found.case_id) == (table, "C1")
    assert reason in found.reason


def test_on_postgresql_too_a_changed_row_is_named(postgres_casebook: str) -> None:
    engine = open_database(postgres_casebook)

    as_owner(engine, "UPDATE record_entries SET actor = 'mallory' WHERE kind = 'decision' AND case_id = 'C2'")

    assert (broken(engine).table, broken(engine).case_id) == ("record_entries", "C2")
    engine.dispose()


def test_a_decision_that_no_record_knows_is_named(on_sqlite: Engine) -> None:
    as_owner(
        on_sqlite,
        "INSERT INTO decisions SELECT 'forged', case_id, plan_id, revision, decision, effect, reason, 'mallory', role, rule, at, "
        "recorded_at FROM decisions WHERE case_id = 'C1'",
    )

    assert broken(on_sqlite) == BrokenRow("decisions", "C1", 0, "decision 'forged' by 'mallory' is in no record")


def test_records_of_two_cases_that_are_written_at_once_make_one_unbroken_chain(casebook: Engine) -> None:
    clerk = Clerk(casebook, lambda: datetime.now(UTC))
    before = audit(casebook).entries

    def write(case_id: str) -> None:
        for number in range(10):
            clerk.enter_record(case_id, kind="note", actor="ann", at=NOW, body={"number": number})

    writers = [threading.Thread(target=write, args=(case_id,)) for case_id in ("C1", "C2", "C1", "C2")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(timeout=60)

    found = audit(casebook)
    assert (found.broken, found.entries) == (None, before + 40)


def test_records_from_before_there_was_a_chain_are_taken_into_it(casebook: Engine, casebook_url: str) -> None:
    entries = audit(casebook).entries
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    settings.set_main_option("path_separator", "os")
    with for_writing(casebook).begin() as connection:
        settings.attributes["connection"] = connection
        command.downgrade(settings, "0003_idempotency")
        assert not inspect(connection).has_table("audit_log")

    again = open_database(casebook_url)

    found = audit(again)
    assert (found.broken, found.entries) == (None, entries)
    again.dispose()


def test_a_noted_head_of_another_form_is_refused(on_sqlite: Engine) -> None:
    with pytest.raises(ValueError, match="write SEQ:HASH"):
        audit(on_sqlite, noted="yesterday")
