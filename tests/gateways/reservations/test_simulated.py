"""The adapter of the simulator, over HTTP on the loopback address."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from gateways.reservations.port import BadAnswer, Change, NoSeats, Search, StaleBooking, Unavailable
from gateways.reservations.simulated import SimulatedReservations
from gateways.reservations.simulator import Simulator, Trouble
from gateways.reservations.simulator_app import create_app, serving
from gateways.reservations.wire import Wire
from tests.gateways.reservations.contract import ReservationContract, Stage
from tests.gateways.reservations.world import EARLY, LATE, MORNING, TO_BOSTON, new_simulator, oversold, segment


@pytest.fixture
def simulator() -> Simulator:
    return new_simulator()


class Current:
    """One server for all tests of this module; each puts its own simulator behind it."""

    def __init__(self) -> None:
        self.app: ASGIApp = FastAPI()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, Current]]:
    current = Current()
    with serving(current) as address:
        yield address, current


@pytest.fixture
def address(server: tuple[str, Current], simulator: Simulator) -> str:
    server[1].app = create_app(simulator)
    return server[0]


class TestSimulated(ReservationContract):
    @pytest.fixture
    def stage(self, simulator: Simulator, address: str) -> Stage:
        wire = Wire("simulator", address, deadline_s=0.4, attempt_s=0.3)

        def trouble(**what: int) -> None:
            httpx.put(f"{address}/control/trouble", json=what).raise_for_status()

        def talk_rubbish() -> None:
            wire.base_url = f"{address}/control"  # answers 404 with a body that is no problem of ours

        def be_well() -> None:
            trouble()
            wire.base_url = address

        return Stage(
            system=SimulatedReservations(address, wire=wire),
            locator="AAA111",
            search=TO_BOSTON,
            to=segment(LATE),
            names=("Earheart",),
            writes=lambda: simulator.writes_done,
            be_busy=lambda seconds: trouble(refuse_percent=100, retry_after_s=seconds),
            talk_rubbish=talk_rubbish,
            lose_an_answer=lambda: trouble(answer_lost_next=1, lost_after_ms=500),
            be_well=be_well,
            unissued="DDD444",
        )


@pytest.fixture
def system(address: str) -> SimulatedReservations:
    return SimulatedReservations(address, wire=Wire("simulator", address, deadline_s=5, attempt_s=0.3))


def test_a_client_that_hears_nothing_asks_again_by_itself_and_moves_them_once(
    system: SimulatedReservations, simulator: Simulator
) -> None:
    booking = system.read("AAA111")
    simulator.set_trouble(Trouble(answer_lost_next=2, lost_after_ms=500))
    moved = system.change("key-1", Change(locator="AAA111", version=booking.version, drop=("s-1",), take=(segment(LATE),)))

    assert [one.number for one in moved.segments] == ["12"]
    assert simulator.writes_done == 1
    assert simulator.trouble.answer_lost_next == 0


def test_a_client_waits_as_long_as_it_is_asked_and_then_gets_its_answer(address: str, simulator: Simulator) -> None:
    waited: list[float] = []
    system = SimulatedReservations(address, wire=Wire("simulator", address, deadline_s=60, sleep=waited.append))
    simulator.set_trouble(Trouble(refuse_next=2, retry_after_s=7))

    assert system.read("AAA111").locator == "AAA111"
    assert waited == [7, 7]


def test_a_slow_system_is_given_up_at_the_deadline(address: str, simulator: Simulator) -> None:
    simulator.set_trouble(Trouble(latency_ms=400))
    system = SimulatedReservations(address, wire=Wire("simulator", address, deadline_s=0.2, attempt_s=0.1))
    with pytest.raises(Unavailable) as late:
        system.read("AAA111")
    assert not late.value.maybe_done


def test_seats_that_vanish_after_the_search_are_said_and_nothing_is_changed(
    system: SimulatedReservations, simulator: Simulator
) -> None:
    offer = next(one for one in system.search(TO_BOSTON) if one.segments[0].number == "12")
    booking = system.read("AAA111")
    simulator.set_trouble(Trouble(vanish_next=1))
    with pytest.raises(NoSeats):
        system.change("key-1", Change(locator="AAA111", version=booking.version, drop=("s-1",), take=offer.segments))

    assert system.read("AAA111") == booking
    assert oversold(simulator) == []


def test_seats_that_are_held_do_not_vanish(system: SimulatedReservations, simulator: Simulator) -> None:
    offer = next(one for one in system.search(TO_BOSTON) if one.segments[0].number == "12")
    booking = system.read("AAA111")
    hold = system.hold("key-1", offer.offer_id)
    simulator.set_trouble(Trouble(vanish_next=1))
    moved = system.change(
        "key-2",
        Change(locator="AAA111", version=booking.version, drop=("s-1",), take=offer.segments, hold_id=hold.hold_id),
    )

    assert [one.number for one in moved.segments] == ["12"]
    assert oversold(simulator) == []


def test_many_who_want_the_last_seats_get_them_once(address: str, simulator: Simulator) -> None:
    # Two seats are left on the late flight; two, three and one person want them, and each asks twice with the same key.
    def move(locator: str) -> bool:
        drop = tuple(one.segment_id or "" for one in booked[locator].segments)
        ask = Change(locator=locator, version="1", drop=drop, take=(segment(LATE),))
        try:
            SimulatedReservations(address).change(f"key-of-{locator}", ask)
        except NoSeats:
            return False
        return True

    wanting = ("AAA111", "BBB222", "CCC333") * 2
    booked = {locator: simulator.read(locator) for locator in wanting}
    with ThreadPoolExecutor(max_workers=6) as pool:
        moved = dict(zip(wanting, pool.map(move, wanting), strict=True))
    assert not moved["BBB222"]
    assert moved["AAA111"] != moved["CCC333"]
    assert simulator.writes_done == 1
    assert oversold(simulator) == []


def test_someone_else_in_the_booking_makes_it_stale(system: SimulatedReservations, simulator: Simulator) -> None:
    booking = system.read("AAA111")
    ask = Change(locator="AAA111", version=booking.version, drop=("s-1",), take=(segment(LATE),))
    simulator.set_trouble(Trouble(stale_next=1))
    with pytest.raises(StaleBooking):
        system.change("key-1", ask)

    now = system.read("AAA111")
    assert now.segments == booking.segments
    moved = system.change("key-2", ask.model_copy(update={"version": now.version}))
    assert [one.number for one in moved.segments] == ["12"]


def test_the_same_seed_gives_the_same_trouble() -> None:
    def refusals(seed: int) -> list[bool]:
        simulator = new_simulator(seed)
        simulator.set_trouble(Trouble(refuse_percent=30))
        return [simulator.refuses_now() is not None for _ in range(100)]

    assert refusals(1) == refusals(1)
    assert refusals(1) != refusals(2)
    assert 15 <= sum(refusals(1)) <= 45


def test_a_request_that_is_not_of_the_dialect_is_a_bad_answer_and_not_a_crash(address: str) -> None:
    system = SimulatedReservations(address)
    nowhere = Search.model_construct(origin="nowhere")  # type: ignore[call-arg]
    with pytest.raises(BadAnswer):
        system.search(nowhere)


def test_flights_and_bookings_come_in_over_http_too(address: str, simulator: Simulator) -> None:
    more = {"flights": [EARLY.model_copy(update={"number": "14"}).model_dump(mode="json")], "bookings": []}
    assert httpx.post(f"{address}/control/fill", json=more).json() == {"flights": 5, "bookings": 4}
    closed = {"carrier": "B6", "number": "12", "origin": "JFK", "departs_at": LATE.departs_at.isoformat()}
    assert httpx.post(f"{address}/control/closed-flights", json=closed).status_code == 200
    assert "12" not in [one.segments[0].number for one in SimulatedReservations(address).search(TO_BOSTON)]
    assert httpx.put(f"{address}/control/clock", json={"now": "2026-01-10T07:00:00Z"}).status_code == 200
    assert simulator.now > MORNING
