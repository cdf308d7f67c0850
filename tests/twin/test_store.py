"""The event log, on both kinds of database."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, insert

from domain.apply import fold
from domain.events import AirportReopened, Event, WeatherReported
from domain.network import NetworkState, UnknownEntity
from tests.twin.small_network import DAY, at, logs, opening
from twin.store import Appended, EventStore, SnapshotRow, VersionConflict, open_database

SNOW = WeatherReported(at=at(9), airport="JFK", condition="snow")


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_database(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def store(engine: Engine) -> EventStore:
    return EventStore(engine)


def test_what_was_appended_is_read_back_in_order_with_its_author(store: EventStore) -> None:
    store.append("n", 0, opening(), actor="loader")
    store.append("n", len(opening()), [SNOW], actor="duty.manager")

    recorded = list(store.read("n"))

    assert [one.event for one in recorded] == [*opening(), SNOW]
    assert [one.version for one in recorded] == list(range(1, len(opening()) + 2))
    assert recorded[-1].actor == "duty.manager"
    assert store.version("n") == len(opening()) + 1


def test_part_of_the_log_can_be_read(store: EventStore) -> None:
    store.append("n", 0, opening(), actor="loader")

    assert [one.version for one in store.read("n", after=3, until=6)] == [4, 5, 6]
    assert [one.version for one in store.read_page("n", 3, None, limit=2)] == [4, 5]
    assert list(store.read("n", after=len(opening()))) == []
    assert list(store.read("another")) == []


def test_an_append_on_an_old_version_is_refused_and_leaves_no_trace(store: EventStore) -> None:
    store.append("n", 0, opening(), actor="loader")

    with pytest.raises(VersionConflict, match=f"is at version {len(opening())}, not 3"):
        store.append("n", 3, [SNOW], actor="late", idempotency_key="k")

    assert store.version("n") == len(opening())
    assert store.appended_under("n", "k") is None


def test_a_repeated_key_appends_nothing_and_returns_the_first_result(store: EventStore) -> None:
    first = store.append("n", 0, [SNOW, SNOW], actor="a", idempotency_key="k")
    store.append("n", 2, [SNOW], actor="b")

    again = store.append("n", 3, [SNOW], actor="a", idempotency_key="k")
    elsewhere = store.append("another", 0, [SNOW], actor="a", idempotency_key="k")

    assert first == Appended(1, 2, replayed=False)
    assert again == Appended(1, 2, replayed=True)
    assert elsewhere == Appended(1, 1, replayed=False)
    assert store.version("n") == 3


def test_a_key_is_remembered_even_when_nothing_had_to_be_written(store: EventStore) -> None:
    store.append("n", 0, [], actor="a", idempotency_key="k")

    assert store.append("n", 0, [SNOW], actor="a", idempotency_key="k") == Appended(1, 0, replayed=True)


def test_of_two_writers_at_one_version_exactly_one_wins_every_time(store: EventStore) -> None:
    rounds = 25
    together = Barrier(2)

    def writer(name: str) -> int:
        wins = 0
        for version in range(rounds):
            together.wait(timeout=60)
            try:
                store.append("n", version, [SNOW], actor=name)
                wins += 1
            except VersionConflict:
                pass
        return wins

    with ThreadPoolExecutor(2) as pool:
        wins = list(pool.map(writer, ("left", "right")))

    assert sum(wins) == rounds
    assert [one.version for one in store.read("n")] == list(range(1, rounds + 1))


def test_of_two_writers_with_one_key_one_writes_and_both_get_the_same_versions(store: EventStore) -> None:
    rounds = 25
    together = Barrier(2)

    def writer(name: str) -> list[Appended]:
        results = []
        for version in range(rounds):
            together.wait(timeout=60)
            results.append(store.append("n", version, [SNOW], actor=name, idempotency_key=f"k{version}"))
        return results

    with ThreadPoolExecutor(2) as pool:
        left, right = pool.map(writer, ("left", "right"))

    assert [one.version for one in left] == [one.version for one in right] == list(range(1, rounds + 1))
    assert all(one.replayed != other.replayed for one, other in zip(left, right, strict=True))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(log=logs, snapshots=st.sets(st.integers(1, 20)), cut=st.integers(0, 40))
def test_every_past_version_is_the_fold_of_its_events_wherever_snapshots_were_taken(
    store: EventStore, log: tuple[Event, ...], snapshots: set[int], cut: int
) -> None:
    network = store.open_network("small", log, actor="loader", simulated_to=DAY).network_id
    for version in snapshots:
        store.snapshot(fold(NetworkState(), log[:version]), network)

    assert store.state_at(network) == fold(NetworkState(), log)
    assert store.state_at(network, min(cut, len(log))) == fold(NetworkState(), log[: min(cut, len(log))])


def test_a_snapshot_of_another_form_is_not_read(store: EventStore, engine: Engine) -> None:
    store.append("n", 0, opening(), actor="loader")
    with engine.begin() as connection:
        connection.execute(insert(SnapshotRow).values(network_id="n", version=5, form="of an older release", state=b"?"))

    assert store.state_at("n") == fold(NetworkState(), opening())


def test_taking_the_same_snapshot_twice_is_harmless(store: EventStore) -> None:
    store.append("n", 0, opening(), actor="loader")
    state = store.state_at("n")

    store.snapshot(state, "n")
    store.snapshot(state, "n")

    assert store.snapshot_version("n") == state.version


@pytest.mark.parametrize("version", [-1, 1_000])
def test_a_version_that_was_never_reached_is_named(store: EventStore, version: int) -> None:
    store.append("n", 0, opening(), actor="loader")

    with pytest.raises(UnknownEntity, match=f"'n' has no version {version}"):
        store.state_at("n", version)
    with pytest.raises(UnknownEntity, match="'nowhere' has no events"):
        store.state_at("nowhere")


def test_the_version_at_a_moment_is_the_last_event_known_by_then(store: EventStore) -> None:
    hours = (1, 2, 2, 5)
    store.append("n", 0, [AirportReopened(at=at(hour), airport="JFK") for hour in hours], actor="a")

    versions = [store.version_at("n", at(hour)) for hour in (0, 1, 2, 4.99, 5, 9)]

    assert versions == [0, 1, 3, 3, 4, 4]
    elsewhere = at(2).astimezone(tz=None) + timedelta(0)
    assert store.version_at("n", elsewhere) == 3


def test_networks_are_numbered_and_the_last_one_loaded_is_current(store: EventStore) -> None:
    assert store.current_network() is None

    first = store.open_network("small", opening(), actor="a", simulated_to=DAY)
    other = store.open_network("other", opening(), actor="a", simulated_to=DAY)
    second = store.open_network("small", opening(), actor="a", simulated_to=DAY)

    assert [one.network_id for one in (first, other, second)] == ["small#1", "other#1", "small#2"]
    assert store.current_network() == second


def test_the_clock_is_remembered_and_moves_with_the_events(store: EventStore) -> None:
    network = store.open_network("small", opening(), actor="a", simulated_to=DAY).network_id

    store.append(network, len(opening()), [SNOW], actor="simulation", simulated_to=at(9))
    store.move_clock(network, speed=60)

    current = store.current_network()
    assert current is not None
    assert (current.simulated_to, current.speed) == (at(9), 60)
