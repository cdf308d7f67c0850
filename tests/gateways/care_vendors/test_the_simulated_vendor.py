"""The bundled vendor keeps the contract, over real HTTP on the loopback address."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta

import httpx
import pytest

from domain.ids import BookingId
from gateways.care_vendors.port import NotAllowed, SoldOut, Unavailable
from gateways.care_vendors.simulated import SimulatedVendor
from gateways.care_vendors.simulator import QUOTE_LASTS_MIN, Simulator, Trouble
from gateways.care_vendors.simulator_app import running
from tests.gateways.care_vendors.city import B1, B2, NOW, city, oversold, rooms, vendor_of
from tests.gateways.care_vendors.contract import CareVendorContract, Stage


@dataclass
class Served:
    """One server for all tests, whose vendor is a fresh one in each."""

    vendor: Simulator = field(default_factory=lambda: vendor_of(city()))

    def __getattr__(self, name: str) -> object:
        return getattr(self.vendor, name)


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Served, str]]:
    stand_in = Served()
    with running(stand_in) as address:  # type: ignore[arg-type]
        yield stand_in, address


@pytest.fixture
def stage(served: tuple[Served, str]) -> Stage:
    stand_in, address = served
    vendor = stand_in.vendor = vendor_of(city())

    def trouble(**told: float) -> None:
        httpx.put(f"{address}/control/trouble", json=told).raise_for_status()

    return Stage(
        vendor=SimulatedVendor(address, deadline_s=1.2, attempt_s=0.5),
        bookings_made=lambda: len(vendor.reservations()),
        be_busy=lambda times: trouble(busy=times),
        talk_rubbish=lambda: trouble(rubbish=1),
        lose_an_answer=lambda: trouble(lost_answers=1),
        sell_out_meanwhile=lambda: trouble(vanishing=1.0),
        be_well=trouble,
    )


class TestTheSimulatedVendor(CareVendorContract):
    """The contract, and what only the simulator promises."""


def test_an_answer_that_never_comes_may_have_been_done_and_the_key_finds_it(stage: Stage, served: tuple[Served, str]) -> None:
    (quote,) = stage.vendor.quote(rooms(hotel_id="H1"))
    httpx.put(f"{served[1]}/control/trouble", json={"lost_answers": 10_000}).raise_for_status()
    with pytest.raises(Unavailable) as error:
        stage.vendor.book("plan-1:1:B1", quote.quote_id, B1)
    assert error.value.maybe_done
    stage.be_well()
    assert stage.vendor.find("plan-1:1:B1") is not None
    assert stage.bookings_made() == 1


def test_a_vendor_that_asks_for_more_time_than_there_is_is_not_waited_for(served: tuple[Served, str], stage: Stage) -> None:
    httpx.put(f"{served[1]}/control/trouble", json={"busy": 1, "retry_after_s": 3600}).raise_for_status()
    with pytest.raises(Unavailable) as error:
        stage.vendor.quote(rooms())
    assert error.value.retry_after_s == 3600


def test_a_vendor_that_is_not_there_is_unavailable() -> None:
    nobody = SimulatedVendor("http://127.0.0.1:9", deadline_s=0.2)
    with pytest.raises(Unavailable) as error:
        nobody.book("plan-1:1:B1", "Q000001", B1)
    assert not error.value.maybe_done


def test_an_expired_quote_is_not_booked() -> None:
    now = [NOW]
    vendor = Simulator(city().hotels.values(), clock=lambda: now[0])
    early, late = vendor.quote(rooms(hotel_id="H1"))[0], vendor.quote(rooms(hotel_id="H1"))[0]
    now[0] = NOW + timedelta(minutes=QUOTE_LASTS_MIN) - timedelta(seconds=1)
    assert vendor.book("plan-1:1:B1", early.quote_id, B1).status == "confirmed"
    now[0] = NOW + timedelta(minutes=QUOTE_LASTS_MIN)
    with pytest.raises(NotAllowed, match="expired"):
        vendor.book("plan-1:1:B2", late.quote_id, B2)


def test_the_same_seed_loses_the_same_rooms_whoever_asks_first() -> None:
    def sold_out(seed: int, order: list[int]) -> set[int]:
        vendor = vendor_of(city(), seed)
        vendor.be_troubled(Trouble(vanishing=0.5))
        quotes = {number: vendor.quote(rooms(hotel_id=f"H{number}"))[0] for number in order}
        gone = set()
        for number in order:
            try:
                vendor.book(f"plan-1:1:B{number}", quotes[number].quote_id, BookingId(f"B{number}"))
            except SoldOut:
                gone.add(number)
        return gone

    assert sold_out(1, [1, 2, 3, 4]) == sold_out(1, [4, 3, 2, 1])
    assert len({frozenset(sold_out(seed, [1, 2, 3, 4])) for seed in range(8)}) > 1


def test_twenty_at_once_do_not_oversell_a_hotel(stage: Stage, served: tuple[Served, str]) -> None:
    start = threading.Barrier(20)

    def try_to_book(number: int) -> bool:
        (quote,) = stage.vendor.quote(rooms(hotel_id="H1"))
        start.wait(timeout=10)
        try:
            stage.vendor.book(f"plan-1:1:B{number}", quote.quote_id, B1)
        except SoldOut:
            return False
        return True

    with ThreadPoolExecutor(20) as pool:
        booked = sum(pool.map(try_to_book, range(20)))
    assert booked == 4
    assert oversold(served[0].vendor) == []
