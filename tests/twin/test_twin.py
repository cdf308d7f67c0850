"""The twin in its daily work: loading, commands, scenario time, subscribers, a restart and a second process beside it."""

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import Engine

from domain import commands as c
from domain import events as e
from domain.apply import fold
from domain.faults import Refused
from domain.network import FlightStatus, NetworkState, UnknownEntity
from tests.twin.small_network import FLIGHTS, HORIZON_END, LEGS, TRAFFIC, at, opening
from twin.clock import INSTANT, SimulationClock, run_clock
from twin.projector import state_hash
from twin.scenarios import Scenario
from twin.store import EventStore, VersionConflict, open_database
from twin.twin import Twin

DELAY = c.DelayFlight(flight_id=FLIGHTS[0], etd=at(11))


def small_scenario(scenario_id: str) -> Scenario:
    """What happened that day: every flight left on time and landed ten minutes early."""
    if scenario_id != "small":
        raise UnknownEntity(f"Scenario {scenario_id!r} is not here; there is 'small'.")
    movements: list[e.Event] = []
    for (_, _, _, hour, _), flight_id in zip(LEGS, FLIGHTS, strict=True):
        movements.append(e.FlightDeparted(at=at(hour), flight_id=flight_id))
        movements.append(e.FlightArrived(at=at(hour + 1) - timedelta(minutes=10), flight_id=flight_id))
    movements.append(e.FlightDeparted(at=at(10), flight_id=TRAFFIC))
    movements.append(e.FlightArrived(at=at(11), flight_id=TRAFFIC))
    weather = e.WeatherReported(at=at(9.5), airport="JFK", condition="snow")
    return Scenario(
        scenario_id="small",
        title="A small day",
        start_at=at(9),
        opening=opening(),
        recording=tuple(sorted((*movements, weather), key=lambda event: event.at)),
        disruptions=(),
        assumptions=(),
        sources=(),
    )


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_database(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def store(engine: Engine) -> EventStore:
    return EventStore(engine)


@pytest.fixture
def twin(store: EventStore) -> Twin:
    twin = Twin(store, small_scenario)
    twin.load("small", actor="admin")
    return twin


def restarted(store: EventStore) -> Twin:
    return Twin(store, small_scenario)


# --- loading --------------------------------------------------------------------------------------------------------


def test_without_a_scenario_the_twin_says_how_to_load_one(store: EventStore) -> None:
    twin = Twin(store, small_scenario)

    assert not twin.loaded
    with pytest.raises(UnknownEntity, match="No scenario is loaded"):
        _ = twin.state
    with pytest.raises(UnknownEntity, match="'other' is not here"):
        twin.load("other", actor="admin")


def test_a_loaded_scenario_stands_at_its_start(twin: Twin) -> None:
    assert twin.network_id == "small#1"
    assert twin.state == fold(NetworkState(), opening())
    assert twin.clock == SimulationClock(at(9), 0)


def test_loading_again_starts_afresh_and_ends_what_was(twin: Twin) -> None:
    subscription = twin.subscribe()
    twin.execute([DELAY], actor="controller")

    twin.load("small", actor="admin")

    assert twin.network_id == "small#2"
    assert twin.state.flights[FLIGHTS[0]].etd == at(10)
    assert [one.version for one in subscription.wait(5)] == [len(opening()) + 1]
    assert subscription.superseded
    assert subscription.wait(5) == ()


def test_a_restart_goes_on_where_the_twin_was(twin: Twin, store: EventStore) -> None:
    twin.execute([DELAY], actor="controller")
    twin.advance_to(at(12.25))
    twin.set_speed(60)

    again = restarted(store)

    assert again.network_id == twin.network_id
    assert again.state == twin.state
    assert again.clock == SimulationClock(at(12.25), 60)
    assert again.scenario.title == "A small day"


# --- commands -------------------------------------------------------------------------------------------------------


def test_a_command_becomes_events_in_the_log_and_a_new_state(twin: Twin, store: EventStore) -> None:
    before = twin.state

    execution = twin.execute([DELAY], actor="controller", by="plan-7")

    assert execution.version == before.version + 1 == twin.state.version
    assert twin.state.flights[FLIGHTS[0]].etd == at(11)
    assert twin.state.flights[FLIGHTS[0]].changed_by == "plan-7"
    (recorded,) = store.read(twin.network_id, before.version)
    assert (recorded.event, recorded.actor) == (execution.events[0], "controller")
    assert recorded.event.at == twin.now
    assert before.flights[FLIGHTS[0]].etd == at(10)


def test_commands_are_carried_out_all_or_none(twin: Twin) -> None:
    before = twin.state

    with pytest.raises(Refused) as refusal:
        twin.execute([DELAY, c.CancelFlight(flight_id="B6999/2013-02-08/JFK")], actor="controller")

    assert [fault.field for fault in refusal.value.faults] == ["operations[1].flight_id"]
    assert twin.state is before


def test_a_repeated_key_returns_the_earlier_execution_and_decides_nothing_again(twin: Twin) -> None:
    first = twin.execute([DELAY], actor="controller", idempotency_key="k")
    twin.advance_to(at(11.5))

    again = twin.execute([DELAY], actor="controller", idempotency_key="k")

    assert twin.state.flights[FLIGHTS[0]].status is FlightStatus.DEPARTED
    assert (again.version, again.events) == (first.version, first.events)
    assert again.replayed


def test_an_expected_version_that_is_past_is_refused(twin: Twin) -> None:
    seen = twin.state.version
    twin.execute([DELAY], actor="first")

    with pytest.raises(VersionConflict, match=f"not {seen}"):
        twin.execute([c.CancelFlight(flight_id=FLIGHTS[0])], actor="second", expected_version=seen)

    assert twin.state.flights[FLIGHTS[0]].status is FlightStatus.SCHEDULED


def test_two_processes_may_write_one_network(twin: Twin, store: EventStore) -> None:
    other = restarted(store)

    def protect(one: Twin, count: int) -> None:
        for index in range(count):
            one.execute([c.AssignGate(flight_id=FLIGHTS[index % 5], gate=str(index % 2 + 1))], actor="controller")

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(protect, one, 5) for one in (twin, twin, other, other)]:
            done.result()
    twin.refresh()
    other.refresh()

    assert twin.state.version == len(opening()) + 20
    assert twin.state == other.state == store.state_at(twin.network_id)


def test_another_process_loading_a_scenario_is_noticed(twin: Twin, store: EventStore) -> None:
    restarted(store).load("small", actor="admin")

    twin.execute([DELAY], actor="controller")

    assert twin.network_id == "small#2"


# --- scenario time --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step_min", [7, 60, 600])
def test_the_day_ends_the_same_whatever_the_steps(twin: Twin, step_min: int) -> None:
    twin.execute([DELAY, c.CancelFlight(flight_id=FLIGHTS[4])], actor="controller")
    expected = fold(twin.state, twin.advance_to(HORIZON_END))
    expected_hash = state_hash(expected)

    twin.load("small", actor="admin")
    twin.execute([DELAY, c.CancelFlight(flight_id=FLIGHTS[4])], actor="controller")
    while twin.now < HORIZON_END:
        twin.advance_to(min(HORIZON_END, twin.now + timedelta(minutes=step_min)))

    assert state_hash(twin.state) == expected_hash
    assert {twin.state.flights[one].status for one in FLIGHTS[:4]} == {FlightStatus.ARRIVED}
    assert twin.state.flights[FLIGHTS[4]].status is FlightStatus.CANCELLED


def test_what_the_recording_says_happens_when_its_time_has_come(twin: Twin) -> None:
    happened = twin.advance_to(at(10.5))

    assert [type(event) for event in happened] == [e.WeatherReported, e.FlightDeparted, e.FlightDeparted]
    assert twin.state.flights[FLIGHTS[0]].status is FlightStatus.DEPARTED
    assert twin.now == at(10.5)
    assert twin.advance_to(at(10.5)) == ()


def test_time_does_not_run_backwards(twin: Twin) -> None:
    twin.advance_to(at(10))

    with pytest.raises(ValueError, match="forwards only"):
        twin.advance_to(at(9))


def test_the_past_can_be_looked_up_by_version_and_by_moment(twin: Twin, store: EventStore) -> None:
    start = twin.state
    twin.advance_to(at(10.5))
    later = twin.state.version
    twin.advance_to(at(20))

    assert twin.state_at(start.version) is start
    assert twin.version_at(at(10.5)) == later
    for version in (0, 5, later, twin.state.version - 1):
        assert restarted(store).state_at(version) == twin.state_at(version) == store.state_at(twin.network_id, version)
    with pytest.raises(UnknownEntity, match="has no version 999"):
        twin.state_at(999)


@pytest.mark.parametrize("speed", [-1, 3601, float("nan"), float("-inf")])
def test_a_speed_the_clock_cannot_run_at_is_refused(twin: Twin, speed: float) -> None:
    with pytest.raises(ValueError, match="is not possible"):
        twin.set_speed(speed)


def test_ticks_move_time_at_the_clocks_speed_and_stop_at_the_end(twin: Twin) -> None:
    twin.tick(60)
    assert twin.now == at(9)

    twin.set_speed(3600)
    twin.tick(1.5)
    assert twin.now == at(10.5)

    twin.set_speed(INSTANT)
    twin.tick(0.001)
    assert twin.clock == SimulationClock(HORIZON_END, 0)


async def _run_for(twin: Twin, seconds: Iterator[float], ticks: int) -> None:
    task = asyncio.create_task(run_clock(twin, tick_s=0.001, seconds=lambda: next(seconds)))
    while not task.done() and twin.now < at(9) + timedelta(minutes=ticks):
        await asyncio.sleep(0.001)
    task.cancel()


def test_the_running_clock_follows_wall_time(twin: Twin) -> None:
    twin.set_speed(60)

    asyncio.run(asyncio.wait_for(_run_for(twin, iter(range(100_000)), ticks=70), timeout=60))

    assert twin.now >= at(10) + timedelta(minutes=10)
    assert twin.state.flights[FLIGHTS[0]].status is FlightStatus.DEPARTED


# --- subscribers ----------------------------------------------------------------------------------------------------


def test_a_subscriber_gets_what_it_missed_and_then_what_comes(twin: Twin) -> None:
    subscription = twin.subscribe(after=len(opening()) - 2)
    assert [one.version for one in subscription.wait(0)] == [len(opening()) - 1, len(opening())]

    writer = Thread(target=twin.execute, args=([DELAY],), kwargs={"actor": "controller"})
    writer.start()
    received = subscription.wait(30)
    writer.join()

    assert [one.event.type for one in received] == ["FlightDelayed"]


def test_waiting_for_nothing_ends_after_the_timeout(twin: Twin) -> None:
    started = time.monotonic()

    assert twin.subscribe().wait(0.05) == ()
    assert asyncio.run(twin.subscribe().wait_async(0.05)) == ()
    assert time.monotonic() - started < 10


def test_an_event_loop_is_woken_by_a_thread_that_writes(twin: Twin) -> None:
    async def receive() -> list[str]:
        subscription = twin.subscribe()
        waiting = asyncio.create_task(subscription.wait_async(30))
        await asyncio.sleep(0.01)
        await asyncio.to_thread(twin.execute, [DELAY], actor="controller")
        return [one.event.type for one in await waiting]

    assert asyncio.run(receive()) == ["FlightDelayed"]


def test_a_subscriber_of_another_process_is_told_at_the_next_refresh(twin: Twin, store: EventStore) -> None:
    elsewhere = restarted(store)
    subscription = elsewhere.subscribe()

    twin.execute([DELAY], actor="controller")
    elsewhere.refresh()

    assert [one.event.type for one in subscription.wait(0)] == ["FlightDelayed"]


def test_reading_back_a_long_log_starts_from_a_snapshot(store: EventStore) -> None:
    twin = Twin(store, small_scenario, snapshot_every=3)
    twin.load("small", actor="admin")
    assert store.snapshot_version(twin.network_id) == len(opening())

    for _ in range(4):
        twin.execute([c.AssignGate(flight_id=FLIGHTS[0], gate="1")], actor="controller")

    assert store.snapshot_version(twin.network_id) == len(opening()) + 3
    assert restarted(store).state == twin.state
