"""The embedded day, folded once for all tests here."""

import pytest

from domain.apply import fold
from domain.network import NetworkState
from tools.spec import ToolContext
from twin.scenarios import Scenario, load_scenario


@pytest.fixture(scope="session")
def new_york() -> Scenario:
    return load_scenario("nyc-2013-02-08")


@pytest.fixture(scope="session")
def new_york_network(new_york: Scenario) -> NetworkState:
    return fold(NetworkState(), new_york.opening)


@pytest.fixture(scope="session")
def on_the_day(new_york: Scenario, new_york_network: NetworkState) -> ToolContext:
    return ToolContext(state=new_york_network, now=new_york.start_at)
