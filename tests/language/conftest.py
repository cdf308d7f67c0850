"""A case desk on the paper network, as the tests of the case graph have it."""

import pytest

from agents.models import ModelProvider
from tests.graphs.conftest import engine, network, open_desk

__all__ = ["engine", "network", "open_desk"]


@pytest.fixture(scope="session", autouse=True)
def imported() -> None:
    """The client's imports take a second or more; a desk makes them while it starts."""
    ModelProvider("openai", "http://127.0.0.1:9/v1", "none").chat("triage")
