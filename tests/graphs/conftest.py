"""A case desk on the paper network, and the way to intercept the httpcore2 transport of openai 3."""

from collections.abc import Callable, Iterator

import pytest
from respx.mocks import HTTPCoreMocker
from sqlalchemy import Engine

from graphs.case_desk import CaseDesk
from tests.graphs.room import TOOLS, PaperNetwork, staff
from twin.database import open_database


class HTTPCore2Mocker(HTTPCoreMocker):
    """respx registers mockers by class; this one patches the transport that openai 3 brings."""

    name = "httpcore2"
    targets = [target.replace("httpcore.", "httpcore2.") for target in HTTPCoreMocker.targets]  # noqa: RUF012


@pytest.fixture
def engine(sqlite_url: str) -> Engine:
    return open_database(sqlite_url)


@pytest.fixture
def network() -> PaperNetwork:
    return PaperNetwork()


@pytest.fixture
def open_desk(engine: Engine, network: PaperNetwork) -> Iterator[Callable[..., CaseDesk]]:
    """Desks over one casebook and one network; closed at the end."""
    desks: list[CaseDesk] = []

    def make(**options: object) -> CaseDesk:
        given = {"specialists": staff(), "tools": TOOLS, "budget_s": 1.0} | options
        desk = CaseDesk(engine, network, **given)  # type: ignore[arg-type]
        desks.append(desk)
        return desk.start()

    yield make
    for desk in desks:
        desk.close()
