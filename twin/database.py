"""One database for the event log and the casebook: SQLite in a file, or PostgreSQL, by URL."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, DateTime, Dialect, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.types import TypeDecorator

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
_BUSY_TIMEOUT_MS = 60_000
_MIGRATION_LOCK = 0x646F776E  # "down": the key of PostgreSQL's advisory lock around migrations


class UtcTimestamp(TypeDecorator[datetime]):
    """An aware moment, in UTC. SQLite keeps no zone: it is taken off on the way in and put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """In UTC; ValueError for a moment without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; give an aware moment")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def open_database(url: str) -> Engine:
    """An engine on the database at `url`, migrated to the newest schema; several processes may open it at once.

    `sqlite:///downline.db`, or `postgresql://user:password@host/name`. ValueError for any other kind of address.
    On SQLite a transaction that will write should come from `for_writing(engine)`.
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        assert address.database is not None
        Path(address.database).expanduser().resolve().parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(address, connect_args={"timeout": _BUSY_TIMEOUT_MS / 1000})
        event.listen(engine, "connect", _sqlite_connected)
        event.listen(engine, "begin", _sqlite_begin)
        _switch_to_wal(engine)
    else:
        engine = create_engine(address, pool_pre_ping=True)
    _migrate(engine)
    return engine


def for_writing(engine: Engine) -> Engine:
    """The same database, where each transaction takes SQLite's write lock at its start.

    A transaction that reads first and writes later fails at once when another one wrote in between; with the lock it waits.
    """
    return engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise ValueError(f"{url!r} is not a database URL; write sqlite:///downline.db or postgresql://host/name") from error
    backend = "postgresql" if address.get_backend_name() == "postgres" else address.get_backend_name()
    if backend == "postgresql":
        return address.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        raise ValueError(f"{backend!r} databases are not supported; use sqlite:///downline.db or postgresql://host/name")
    if address.database in (None, "", ":memory:"):
        raise ValueError(f"{url!r} is in memory and would be lost between connections; name a file: sqlite:///downline.db")
    return address


def _sqlite_connected(connection: Any, record: object) -> None:
    # The driver's own implicit BEGIN would come too late for BEGIN IMMEDIATE, and never before DDL.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))


def _switch_to_wal(engine: Engine) -> None:
    """Write-ahead logging, which the file remembers. SQLite does not wait for a lock here, so two that open it at once retry."""
    give_up = time.monotonic() + _BUSY_TIMEOUT_MS / 1000
    connection = engine.raw_connection()
    try:
        while True:
            try:
                connection.cursor().execute("PRAGMA journal_mode = WAL")
                return
            except Exception as error:
                if "locked" not in str(error) or time.monotonic() > give_up:
                    raise
                time.sleep(0.02)
    finally:
        connection.close()


def _migrate(engine: Engine) -> None:
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    settings.set_main_option("path_separator", "os")
    try:
        with for_writing(engine).begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
            settings.attributes["connection"] = connection
            command.upgrade(settings, "head")
    except OperationalError as error:
        shown = engine.url.render_as_string(hide_password=True)
        raise ConnectionError(
            f"cannot open the database {shown!r}: {error.orig}; check that it is there and can be written"
        ) from error
