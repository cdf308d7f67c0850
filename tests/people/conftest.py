"""A vault over the small network, whose bookings are assumed but for one."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

import pytest
from sqlalchemy import Engine

from domain.apply import fold
from domain.ids import BookingId
from domain.network import NetworkState
from tests.twin.small_network import at, opening
from twin.database import open_database
from twin.people.store import PeopleStore

ADA, REAL = "small.PNR1.1", "PNR3"
"""The assumed contact person of PNR1; and a booking that is not assumed."""


def small_network() -> NetworkState:
    """PNR1 and PNR2 are assumed, PNR2 needs assistance; PNR3 came from a reservation system."""
    state = fold(NetworkState(), opening())
    changed = state.bookings.mutate()
    changed[BookingId("PNR1")] = replace(state.bookings[BookingId("PNR1")], assumed=("itinerary",))
    changed[BookingId("PNR2")] = replace(state.bookings[BookingId("PNR2")], assumed=("itinerary",), reduced_mobility=True)
    changed[BookingId(REAL)] = replace(state.bookings[BookingId(REAL)], assumed=())
    return replace(state, bookings=changed.finish())


@dataclass
class Clocked:
    """Scenario time that a test moves."""

    now: datetime = field(default_factory=lambda: at(9))


@pytest.fixture
def clocked() -> Clocked:
    return Clocked()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_database(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def vault(engine: Engine, clocked: Clocked) -> PeopleStore:
    state = small_network()
    return PeopleStore(engine, state=lambda: state, now=lambda: clocked.now, wall_clock=lambda: at(30))


@pytest.fixture
def vault_on_sqlite(sqlite_url: str, clocked: Clocked) -> Iterator[PeopleStore]:
    """The same on SQLite alone."""
    state = small_network()
    engine = open_database(sqlite_url)
    yield PeopleStore(engine, state=lambda: state, now=lambda: clocked.now, wall_clock=lambda: at(30))
    engine.dispose()
