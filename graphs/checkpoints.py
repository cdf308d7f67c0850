"""Where the graph remembers its place: in memory, an SQLite file, or PostgreSQL. Losing it costs a re-plan, never a decision."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiosqlite
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
from sqlalchemy.engine import make_url


def checkpoint_url(database_url: str) -> str:
    """Where checkpoints go beside a database: a file next to an SQLite file, the same PostgreSQL database."""
    address = make_url(database_url)
    if address.get_backend_name() == "sqlite":
        return f"sqlite:///{address.database}.checkpoints"
    return address.set(drivername="postgresql").render_as_string(hide_password=False)


@asynccontextmanager
async def open_checkpoints(url: str) -> AsyncIterator[BaseCheckpointSaver[str]]:
    """A saver for `memory`, `sqlite:///file` or `postgresql://...`; ValueError for another address.

    The serializer is strict: classes that LangGraph does not know are not rebuilt from a checkpoint.
    """
    serde = JsonPlusSerializer(allowed_msgpack_modules=None)
    if url == "memory":
        yield InMemorySaver(serde=serde)
    elif url.startswith("sqlite:///"):
        async with aiosqlite.connect(url.removeprefix("sqlite:///"), timeout=30) as connection:
            saver = AsyncSqliteSaver(connection, serde=serde)
            await saver.setup()
            yield saver
    elif url.startswith(("postgresql://", "postgres://")):
        from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver  # 0.4 s to import; only who uses PostgreSQL pays
        from psycopg.rows import dict_row
        from psycopg_pool import AsyncConnectionPool

        # A pool: one lost connection must not end every case until the next start.
        settings = {"autocommit": True, "prepare_threshold": 0, "row_factory": dict_row}
        async with AsyncConnectionPool(url, min_size=1, max_size=4, kwargs=settings, open=False) as pool:
            postgres = AsyncPostgresSaver(pool, serde=serde)  # type: ignore[arg-type]
            await postgres.setup()
            yield postgres
    else:
        raise ValueError(f"{url!r} is no place for checkpoints; use 'memory', sqlite:///FILE or postgresql://HOST/NAME")
