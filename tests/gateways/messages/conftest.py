"""One database of each kind for all tests of messages, emptied before each."""

from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import Engine, text

from gateways.messages.outbox import Outbox
from gateways.messages.simulated import Mailbox
from twin.database import open_database


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('messages') / 'downline.db'}"
    else:
        server: str = request.getfixturevalue("postgres_server")
        name = f"messages_{uuid4().hex}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        url = server.replace("/postgres?", f"/{name}?")
    engine = open_database(url)
    yield engine
    engine.dispose()


@pytest.fixture
def engine(opened: Engine) -> Engine:
    with opened.begin() as connection:
        connection.execute(text("DELETE FROM passenger_messages"))
    return opened


@pytest.fixture
def outbox(engine: Engine) -> Outbox:
    return Outbox(engine)


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()
