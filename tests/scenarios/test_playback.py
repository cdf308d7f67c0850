"""The recording as a feed: exact while nobody intervenes, honest simulation where somebody did, the same at every step size."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from domain import commands as c
from domain.apply import apply, fold
from domain.decide import decide
from domain.disruptions import AircraftUnserviceableReport, AirportClosedReport
from domain.events import Event, FlightArrived, FlightCancelled, FlightDelayed, FlightDeparted
from domain.ids import AirportCode, FlightId, TailNumber
from domain.network import FlightStatus, NetworkState
from domain.units import minutes
from twin.feeds.playback import Playback
from twin.scenarios import DEFAULT_SCENARIO, Scenario, load_scenario

Intervention = tuple[datetime, c.Command]
END = datetime(2013, 2, 9, 14, tzinfo=UTC)


@pytest.fixture(scope="module")
def nemo() -> Scenario:
    return load_scenario(DEFAULT_SCENARIO)


@pytest.fixture(scope="module")
def network(nemo: Scenario) -> NetworkState:
    return fold(NetworkState(), nemo.opening)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2013, 2, 8, hour, minute, tzinfo=UTC)


def flight(name: str) -> FlightId:
    return FlightId(name)


def play(
    network: NetworkState,
    recording: Sequence[Event],
    interventions: Sequence[Intervention] = (),
    *,
    step: timedelta = timedelta(days=2),
    restart: bool = False,
) -> tuple[list[Event], NetworkState]:
    """Run to the end in steps, executing each command at its moment; `restart` forgets the feed at every step."""
    playback, state, events = Playback(recording), network, []
    clock = network.as_of
    assert clock is not None
    stops = sorted({moment for moment, _ in interventions} | {END})
    while clock < END:
        clock = min(clock + step, next(stop for stop in stops if stop > clock))
        if restart:
            playback = Playback(recording)
        while (event := playback.next_event(state, clock)) is not None:
            assert event.at <= clock
            events.append(event)
            state = apply(state, event)
        for moment, command in interventions:
            if moment == clock:
                for decided in decide(state, command, now=clock, by="controller"):
                    events.append(decided)
                    state = apply(state, decided)
    return events, state


def test_left_alone_the_playback_is_the_recording(nemo: Scenario, network: NetworkState) -> None:
    events, _ = play(network, nemo.recording)
    assert tuple(events) == tuple(event for event in nemo.recording if event.at <= END)


DELAYED = (at(12), c.DelayFlight(flight_id=flight("B61051/2013-02-08/JFK"), etd=at(18)))  # N206JB to Pittsburgh, recorded 13:18Z
CANCELLED = (at(12), c.CancelFlight(flight_id=flight("B6611/2013-02-08/JFK")))
SNOW_IN_FLORIDA = (
    at(13),
    c.InjectDisruption(
        disruption=AirportClosedReport(reported_at=at(13), airport=AirportCode("FLL"), start=at(16), end=at(20, 10))
    ),
)
BROKEN = (
    at(11),
    c.InjectDisruption(
        disruption=AircraftUnserviceableReport(
            reported_at=at(11), tail=TailNumber("N351JB"), airport=AirportCode("EWR"), start=at(11), end=at(17)
        )
    ),
)
FERRY = (at(14), c.ScheduleFlight(carrier="B6", number="9900", origin="JFK", destination="BUF", std=at(15), sta=at(16, 20)))  # type: ignore[arg-type]
ALL = (BROKEN, DELAYED, CANCELLED, SNOW_IN_FLORIDA, FERRY)


def test_a_delayed_flight_leaves_at_its_new_time_and_lands_after_its_block(nemo: Scenario, network: NetworkState) -> None:
    # given a flight that the recording has leaving at 13:18Z, which a controller delays to 18:00Z
    events, state = play(network, nemo.recording, [DELAYED])
    # then it leaves at 18:00Z, simulated, and the recording's word on it is dropped
    moved = state.flight("B61051/2013-02-08/JFK")
    assert (moved.status, moved.atd) == (FlightStatus.ARRIVED, at(18))
    assert moved.ata == at(18) + (moved.sta - moved.std)
    told = [event for event in events if getattr(event, "flight_id", None) == moved.flight_id]
    assert [type(event) for event in told] == [FlightDelayed, FlightDeparted, FlightArrived]
    assert all(event.simulated for event in told if isinstance(event, FlightDeparted | FlightArrived))


def test_the_flights_that_wait_for_its_aircraft_leave_after_its_turn(nemo: Scenario, network: NetworkState) -> None:
    _, undisturbed = play(network, nemo.recording)
    _, state = play(network, nemo.recording, [DELAYED])
    tail = state.flight("B61051/2013-02-08/JFK").tail
    assert tail is not None
    rotation = [leg for leg in state.rotation(tail) if leg.atd is not None]
    late = [leg for leg in rotation if leg.std > at(14) and leg.atd != undisturbed.flights[leg.flight_id].atd]
    assert late, "the aircraft's next flights must have been held up"
    for before, after in pairwise(rotation):
        assert before.ata is not None
        assert after.atd is not None
        assert after.origin == before.destination
        assert after.atd >= before.ata + minutes(state.aircraft[tail].min_turn_min)


def test_a_cancelled_flight_stays_cancelled_and_strands_what_follows(nemo: Scenario, network: NetworkState) -> None:
    events, state = play(network, nemo.recording, [CANCELLED])
    cancelled = state.flight("B6611/2013-02-08/JFK")
    assert cancelled.status is FlightStatus.CANCELLED
    told = [event for event in events if getattr(event, "flight_id", None) == cancelled.flight_id]
    assert [type(event) for event in told] == [FlightCancelled]
    # its aircraft never comes to Jacksonville: the flight from there is put off again and again, half an hour at a time
    assert cancelled.tail is not None
    back = next(leg for leg in state.rotation(cancelled.tail) if leg.origin == "JAX")
    assert back.status is FlightStatus.SCHEDULED
    steps = [event.at for event in events if isinstance(event, FlightDelayed) and event.flight_id == back.flight_id]
    assert len(steps) > 10
    assert {later - sooner for sooner, later in pairwise(steps[-10:])} == {minutes(30)}


def test_nothing_lands_at_an_airport_that_a_controller_reports_closed(nemo: Scenario, network: NetworkState) -> None:
    events, state = play(network, nemo.recording, [SNOW_IN_FLORIDA])
    for event in events:
        if isinstance(event, FlightArrived | FlightDeparted):
            moved = state.flights[event.flight_id]
            place = moved.destination if isinstance(event, FlightArrived) else moved.origin
            assert place != "FLL" or not at(16) <= event.at < at(20, 10), event
    waited = [leg for leg in state.flights.values() if leg.destination == "FLL" and leg.ata == at(20, 10)]
    assert waited, "those in the air land when it reopens"


def test_an_unserviceable_aircraft_stays_until_it_is_repaired(nemo: Scenario, network: NetworkState) -> None:
    _, state = play(network, nemo.recording, [BROKEN])
    departures = [leg.atd for leg in state.rotation(TailNumber("N351JB")) if leg.atd is not None]
    assert departures
    assert min(moment for moment in departures if moment > at(11)) >= at(17)


def test_no_tail_is_ever_in_two_places(nemo: Scenario, network: NetworkState) -> None:
    state = network
    events, _ = play(network, nemo.recording, ALL)
    for event in events:
        if isinstance(event, FlightDeparted) and event.simulated:
            tail = state.flights[event.flight_id].tail
            assert tail is not None
            aircraft = state.aircraft[tail]
            assert aircraft.location == state.flights[event.flight_id].origin, event
            assert not [leg for leg in state.rotation(tail) if leg.status is FlightStatus.DEPARTED], event
            assert event.at >= max(state.flights[event.flight_id].std, state.flights[event.flight_id].etd)
        state = apply(state, event)


@pytest.mark.parametrize("step", [timedelta(minutes=7), timedelta(minutes=61), timedelta(hours=5)])
@pytest.mark.parametrize("restart", [False, True])
def test_the_events_depend_neither_on_the_size_of_the_steps_nor_on_restarts(
    nemo: Scenario, network: NetworkState, step: timedelta, restart: bool
) -> None:
    whole, _ = play(network, nemo.recording, ALL)
    in_steps, _ = play(network, nemo.recording, ALL, step=step, restart=restart)
    assert in_steps == whole


def test_a_restart_between_two_events_of_one_moment_loses_neither(nemo: Scenario, network: NetworkState) -> None:
    # given a feed that is forgotten after every single event
    state, events = network, []
    limit = at(13)
    while (event := Playback(nemo.recording).next_event(state, limit)) is not None:
        events.append(event)
        state = apply(state, event)
    # then
    assert tuple(events) == tuple(event for event in nemo.recording if event.at <= limit)
