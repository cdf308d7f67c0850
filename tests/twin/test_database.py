"""Opening a database, two at once, and what is left after a crash."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from twin.store import EventStore, SQLModel, open_database

APPEND_FOR_EVER = """
import sys
from tests.twin.test_store import SNOW
from twin.store import EventStore, open_database
store = EventStore(open_database(sys.argv[1]))
version = store.version("n")
while True:
    version = store.append("n", version, [SNOW, SNOW, SNOW], actor="doomed").version
    print(version, flush=True)
"""
OPEN = """
import sys
from twin.store import open_database
open_database(sys.argv[1]).dispose()
"""


def python(root: Path, program: str, url: str) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, "-c", program, url], cwd=root, stdout=subprocess.PIPE, text=True)


def test_the_tables_are_those_of_the_models(database_url: str) -> None:
    ours = {"network", "event", "appended", "snapshot"}
    engine = open_database(database_url)

    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_name": lambda name, kind, parents: kind != "table" or name in ours}
        )
        differences = [one for one in compare_metadata(context, SQLModel.metadata) if _table(one) in ours]

    assert differences == []
    assert ours <= set(inspect(engine).get_table_names())
    engine.dispose()


def test_opening_again_changes_nothing(database_url: str) -> None:
    first = open_database(database_url)
    EventStore(first).append("n", 0, [], actor="a", idempotency_key="k")
    first.dispose()

    second = open_database(database_url)

    assert EventStore(second).appended_under("n", "k") is not None
    second.dispose()


def test_several_processes_may_open_a_new_database_at_once(database_url: str, root: Path) -> None:
    starting = [python(root, OPEN, database_url) for _ in range(3)]

    assert [process.wait(timeout=60) for process in starting] == [0, 0, 0]


def test_a_kill_loses_nothing_that_was_acknowledged(database_url: str, root: Path) -> None:
    doomed = python(root, APPEND_FOR_EVER, database_url)
    assert doomed.stdout is not None
    acknowledged = [int(doomed.stdout.readline())]
    deadline = time.monotonic() + 1
    while time.monotonic() < deadline:
        acknowledged.append(int(doomed.stdout.readline()))
    doomed.send_signal(signal.SIGKILL)
    acknowledged += [int(line) for line in doomed.stdout.read().splitlines()]
    doomed.wait(timeout=60)

    engine = open_database(database_url)
    store = EventStore(engine)
    versions = [one.version for one in store.read("n")]

    assert len(acknowledged) > 10
    assert versions == list(range(1, len(versions) + 1))
    assert acknowledged[-1] <= len(versions) <= acknowledged[-1] + 3
    assert len(versions) % 3 == 0
    store.append("n", len(versions), [], actor="next")
    engine.dispose()


def test_sqlite_waits_for_locks_and_writes_through(sqlite_url: str) -> None:
    engine = open_database(sqlite_url)

    with engine.connect() as connection:
        settings = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }

    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 60_000}
    engine.dispose()


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("downline.db", "is not a database URL"),
        ("sqlite://", "is in memory"),
        ("sqlite:///:memory:", "is in memory"),
        ("mysql://localhost/downline", "'mysql' databases are not supported"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_with_what_to_write(url: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        open_database(url)


def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    with pytest.raises(ConnectionError, match="cannot open the database") as refusal:
        open_database("postgresql://downline:secret@127.0.0.1:1/downline")

    assert "secret" not in str(refusal.value)


def _table(difference: object) -> str:
    """The table that an entry of alembic's comparison is about."""
    entry = difference[0] if isinstance(difference, list) else difference
    assert isinstance(entry, tuple)
    subject = entry[1] if entry[0].endswith("_table") else entry[2] if entry[0].startswith("modify") else entry[-1]
    return getattr(subject, "name", str(subject)) if entry[0].endswith("_table") else str(getattr(subject, "table", subject))
