"""A house for each test: on SQLite, or on each kind of database in turn."""

import pytest

from tests.passengers.aboard import House


@pytest.fixture
def house(sqlite_url: str) -> House:
    return House(sqlite_url)


@pytest.fixture
def house_on_each(database_url: str) -> House:
    return House(database_url)
