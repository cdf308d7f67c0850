"""The embedded day, played through the twin with a controller's hand on it: however time passes, it ends the same."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain import commands as c
from domain.disruptions import AircraftUnserviceableReport, AirportClosedReport
from domain.network import FlightStatus, NetworkState
from twin.clock import INSTANT
from twin.projector import state_hash
from twin.scenarios import DEFAULT_SCENARIO
from twin.store import EventStore, open_database
from twin.twin import Twin


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EventStore]:
    engine = open_database(f"sqlite:///{tmp_path / 'day.db'}")
    yield EventStore(engine)
    engine.dispose()


@pytest.fixture
def twin(store: EventStore) -> Twin:
    twin = Twin(store)
    twin.load(DEFAULT_SCENARIO, actor="admin")
    return twin


def intervene(twin: Twin) -> None:
    """Three hours into the day: one flight cancelled, one delayed, an aircraft broken down, and an unrecorded closure."""
    twin.advance_to(twin.scenario.start_at + timedelta(hours=3))
    state, now = twin.state, twin.now
    to_go = sorted(
        (flight for flight in state.own_flights() if flight.status is FlightStatus.SCHEDULED and flight.std > now),
        key=lambda flight: (flight.std, flight.flight_id),
    )
    cancelled, delayed, grounded = to_go[5], to_go[10], to_go[15]
    assert grounded.tail is not None
    broken = AircraftUnserviceableReport(
        reported_at=now, tail=grounded.tail, airport=grounded.origin, start=now, end=now + timedelta(hours=4)
    )
    closed = AirportClosedReport(reported_at=now, airport="BUF", start=now + timedelta(hours=1), end=now + timedelta(hours=3))
    twin.execute(
        [
            c.CancelFlight(flight_id=cancelled.flight_id),
            c.DelayFlight(flight_id=delayed.flight_id, etd=delayed.etd + timedelta(minutes=95)),
            c.InjectDisruption(disruption=broken),
            c.InjectDisruption(disruption=closed),
        ],
        actor="controller",
    )


def end_of_day(twin: Twin) -> NetworkState:
    assert twin.state.horizon_end is not None
    twin.advance_to(twin.state.horizon_end)
    return twin.state


def test_the_day_ends_the_same_in_one_step_in_many_at_any_speed_and_over_restarts(twin: Twin, store: EventStore) -> None:
    intervene(twin)
    at_once = end_of_day(twin)

    twin.load(DEFAULT_SCENARIO, actor="admin")
    intervene(twin)
    end = at_once.horizon_end
    assert end is not None
    for minutes in (1, 2, 3, 5, 8, 13, 21, 34, 55):
        twin.advance_to(twin.now + timedelta(minutes=minutes))
    restarted = Twin(store)
    while restarted.now < end:
        restarted.advance_to(min(end, restarted.now + timedelta(minutes=10)))

    fast = Twin(store)
    fast.load(DEFAULT_SCENARIO, actor="admin")
    intervene(fast)
    fast.set_speed(3600)
    for _ in range(40):
        fast.tick(0.07)
    fast.set_speed(INSTANT)
    fast.tick(0.07)

    assert fast.clock.speed == 0
    assert state_hash(restarted.state) == state_hash(at_once)
    assert state_hash(fast.state) == state_hash(at_once)


def test_the_log_gives_back_the_day_and_every_moment_of_it(twin: Twin, store: EventStore) -> None:
    intervene(twin)
    seen = {twin.state.version: twin.state}
    for hours in (2, 5):
        twin.advance_to(twin.now + timedelta(hours=hours))
        seen[twin.version_at(twin.now)] = twin.state

    assert len(seen) == 3
    for version, state in seen.items():
        assert state_hash(store.state_at(twin.network_id, version)) == state_hash(state)


def test_with_nobodys_hand_on_it_the_day_goes_as_recorded(twin: Twin) -> None:
    recording = twin.scenario.recording
    happened = twin.advance_to(max(event.at for event in recording))

    recorded_departures = {(one.flight_id, one.at) for one in recording if one.type == "FlightDeparted"}
    departures = {(one.flight_id, one.at) for one in happened if one.type == "FlightDeparted"}
    assert departures == recorded_departures
