"""A casebook with two decided cases on the paper network, made once for each kind of database and copied for every test."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import Engine

from graphs.case_desk import CaseDesk
from tests.graphs.room import TOOLS, PaperNetwork, closure, staff
from twin.database import open_database


def paper_desk(engine: Engine) -> CaseDesk:
    """A desk on the paper network."""
    return CaseDesk(engine, PaperNetwork(), specialists=staff(), tools=TOOLS, budget_s=1.0)


def decide(desk: CaseDesk, *, reason: str = "cheapest") -> str:
    """A case from report to execution; its id."""
    case_id = desk.open_case(closure(), actor="ann")
    desk.wait(case_id, timeout_s=30)
    plan_id = desk.plans(case_id)[0].plan_id
    desk.decide_plan(plan_id, revision=1, decision="approve", reason=reason, actor="dora", role="duty_manager")
    return str(case_id)


def _with_two_cases(url: str) -> None:
    engine = open_database(url)
    for _ in range(2):  # a network each: the paper network is closed once
        with paper_desk(engine) as desk:
            decide(desk)
    engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("audit") / "template.db"
    _with_two_cases(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    name = "audit_template"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    _with_two_cases(postgres_server.replace("/postgres?", f"/{name}?"))
    return name


@pytest.fixture
def sqlite_casebook(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of a SQLite casebook with the cases C1 and C2."""
    shutil.copy(sqlite_template, tmp_path / "casebook.db")
    return f"sqlite:///{tmp_path / 'casebook.db'}"


@pytest.fixture
def postgres_casebook(postgres_server: str, postgres_template: str) -> Iterator[str]:
    """The URL of a PostgreSQL casebook with the cases C1 and C2."""
    name = f"audit_{uuid4().hex}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{postgres_template}"')
    yield postgres_server.replace("/postgres?", f"/{name}?")
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", "postgresql"])
def casebook_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue("sqlite_casebook" if request.param == "sqlite" else "postgres_casebook")
    return url


@pytest.fixture
def casebook(casebook_url: str) -> Iterator[Engine]:
    """A casebook with the decided cases C1 and C2, on each kind of database in turn."""
    engine = open_database(casebook_url)
    yield engine
    engine.dispose()


@pytest.fixture
def on_sqlite(sqlite_casebook: str) -> Iterator[Engine]:
    """The same on SQLite alone."""
    engine = open_database(sqlite_casebook)
    yield engine
    engine.dispose()
