"""Executed care is booked with the vendor exactly once, elsewhere when a hotel is sold out, and never over budget unseen."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from domain.commands import CareForPassengers
from domain.ids import BookingId
from gateways.care_vendors.budget import BudgetLedger
from gateways.care_vendors.executor import BookedCare, CareOffice, book_care
from gateways.care_vendors.port import Ask, CareVendor, Quote, Reservation, RoomsAsk, Unavailable
from gateways.care_vendors.simulated import SimulatedVendor
from gateways.care_vendors.simulator import Simulator, Trouble
from gateways.care_vendors.simulator_app import running
from gateways.care_vendors.vouchers import VoucherStore
from tests.gateways.care_vendors.city import HOTELS, NOW, care, city, executed, oversold, vendor_of

NIGHT = date(2026, 3, 2)
PLENTY = 10_000_000


def office(vendor: CareVendor, budget_cents: int = PLENTY) -> CareOffice:
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    return CareOffice(vendor, BudgetLedger(engine), VoucherStore(engine, b"sixteen bytes or more"), lambda _: budget_cents)


def booked(
    at: CareOffice, *operations: CareForPassengers, owed: tuple[str, ...] = (), revision: int = 1
) -> tuple[BookedCare, ...]:
    return book_care(
        operations,
        at,
        state=executed(city(), *operations),
        plan_id="plan-1",
        revision=revision,
        now=NOW,
        owed=owed,  # type: ignore[arg-type]
    )


def test_rooms_the_way_there_and_meals_are_booked_and_reported_with_their_price() -> None:
    vendor = vendor_of(city())
    at = office(vendor)
    (row,) = booked(at, care("B1", "H1", 2, meals=2))

    assert row.complete
    assert [(one.kind, one.cents, one.hotel_id) for one in row.lines] == [
        ("rooms", 20_000, "H1"),
        ("transport", 2_500, "H1"),
        ("meals", 15_000, None),
    ]
    assert row.cost_cents == sum(one.cents for one in row.lines) == 37_500
    assert at.ledger.spent_cents("AAA", NIGHT) == 37_500
    assert [one.confirmation for one in row.lines] == [one.confirmation for one in vendor.reservations()]
    assert [at.vouchers.read(code).worth.cents for code in row.vouchers] == [3_000] * 5


def test_executing_the_same_revision_again_books_nothing_and_reports_the_same() -> None:
    vendor = vendor_of(city())
    at = office(vendor)
    operations = (care("B1", "H1", 2, meals=2), care("B2", meals=1), care("B2", meals=3))
    first = booked(at, *operations)
    assert booked(at, *operations) == first
    assert len(vendor.reservations()) == 5
    assert at.ledger.spent_cents("AAA", NIGHT) == sum(one.cost_cents for one in first)
    assert [len(one.vouchers) for one in first] == [5, 4]

    booked(at, *operations, revision=2)
    assert len(vendor.reservations()) == 10


def test_a_hotel_that_is_sold_out_is_replaced_by_the_cheapest_with_as_many_stars() -> None:
    vendor = vendor_of(city())
    (taken,) = vendor.quote(RoomsAsk(airport="AAA", rooms=3, nights=1, people=3, hotel_id="H1"))
    vendor.book("somebody else", taken.quote_id, BookingId("X1"))
    (row,) = booked(office(vendor), care("B1", "H1", 2))

    rooms, ride = row.lines
    assert (rooms.hotel_id, rooms.instead_of, rooms.cents) == ("H2", "H1", 24_000)  # H4 is cheaper and has two stars
    assert "'H1' is sold out" in rooms.reason
    assert (ride.hotel_id, ride.cents) == ("H2", 0)


def test_rooms_that_vanish_everywhere_are_reported_and_cost_nothing() -> None:
    vendor = vendor_of(city())
    vendor.be_troubled(Trouble(vanishing=1.0))
    at = office(vendor)
    (row,) = booked(at, care("B1", "H1", 2, meals=1))
    assert [(one.kind, one.outcome, one.cents) for one in row.lines] == [("rooms", "sold_out", 0), ("meals", "booked", 7_500)]
    assert not row.complete
    assert at.ledger.spent_cents("AAA", NIGHT) == 7_500


def test_someone_with_reduced_mobility_is_moved_to_step_free_rooms_only() -> None:
    vendor = vendor_of(city())
    (row,) = booked(office(vendor), care("B3", "H2"))
    assert (row.lines[0].hotel_id, row.lines[0].instead_of) == ("H1", "H2")


def test_what_no_law_owes_is_not_bought_over_the_budget() -> None:
    vendor = vendor_of(city())
    at = office(vendor, budget_cents=20_000)
    first, second = booked(at, care("B1", "H1", 2), care("B2", "H1", 1))
    assert [one.outcome for one in first.lines] == ["booked", "over_budget"]
    assert [one.outcome for one in second.lines] == ["over_budget"]
    assert at.ledger.spent_cents("AAA", NIGHT) == 20_000
    assert len(vendor.reservations()) == 1


def test_what_the_law_owes_is_bought_over_the_budget_and_the_excess_is_reported() -> None:
    at = office(vendor_of(city()), budget_cents=15_000)
    (row,) = booked(at, care("B1", "H1", 2), owed=("B1",))
    assert [(one.outcome, one.over_budget_cents) for one in row.lines] == [("booked", 5_000), ("booked", 2_500)]


def test_a_vendor_that_does_not_answer_stops_nothing_else_and_is_asked_again_next_time() -> None:
    vendor = vendor_of(city())
    at = office(_LosesTheFirst(vendor))
    operations = (care("B1", "H1", 2), care("B2", "H1", 1))
    first, second = booked(at, *operations)
    assert [one.outcome for one in first.lines] == ["no_answer"]
    assert second.complete

    again, _ = booked(at, *operations)
    assert again.complete
    assert len([one for one in vendor.reservations() if one.booking_id == "B1" and one.ask.kind == "rooms"]) == 1
    assert at.ledger.spent_cents("AAA", NIGHT) == again.cost_cents + second.cost_cents


class _LosesTheFirst:
    """A vendor whose first booking is made, and whose answer to it and to the question after it never comes."""

    def __init__(self, vendor: Simulator) -> None:
        self._vendor = vendor
        self._lost = 0
        self.quote: Callable[[Ask], tuple[Quote, ...]] = vendor.quote
        self.cancel: Callable[[str, str], Reservation] = vendor.cancel
        self.read: Callable[[str], Reservation] = vendor.read

    def book(self, key: str, quote_id: str, booking_id: str) -> Reservation:
        reservation = self._vendor.book(key, quote_id, booking_id)  # type: ignore[arg-type]
        if self._lost == 0:
            self._lost = 1
            raise Unavailable("lost", maybe_done=True)
        return reservation

    def find(self, key: str) -> Reservation | None:
        if self._lost == 1:
            self._lost = 2
            raise Unavailable("lost")
        return self._vendor.find(key)


def test_over_http_with_lost_answers_every_line_is_booked_once() -> None:
    vendor = vendor_of(city())
    with running(vendor) as address:
        at = office(SimulatedVendor(address, sleep=lambda _: None))
        vendor.be_troubled(Trouble(busy=2, lost_answers=2))
        rows = booked(at, care("B1", "H1", 2, meals=1), care("B2", "H2", 1))
    assert all(one.complete for one in rows)
    assert len(vendor.reservations()) == 5


OPERATIONS = st.lists(
    st.tuples(st.sampled_from(["B1", "B2", "B3", "B4"]), st.sampled_from([None, *(one[0] for one in HOTELS)]), st.integers(1, 4)),
    max_size=6,
    unique_by=lambda row: row[0],
)


@settings(max_examples=25)
@given(OPERATIONS, st.integers(0, 3), st.floats(0, 1), st.sampled_from([0, 20_000, 60_000, PLENTY]))
def test_whatever_goes_wrong_nothing_is_booked_twice_oversold_or_lost_from_the_books(
    rows: list[tuple[str, str | None, int]], seed: int, vanishing: float, budget: int
) -> None:
    vendor = vendor_of(city(), seed)
    vendor.be_troubled(Trouble(vanishing=vanishing))
    at = office(vendor, budget)
    plan = [care(name, hotel, number, meals=number) for name, hotel, number in rows]
    network = city()  # the rooms of a plan may be more than there are: the vendor has sold some meanwhile

    def run() -> tuple[BookedCare, ...]:
        return book_care(plan, at, state=network, plan_id="plan-1", revision=1, now=NOW)

    report = run()
    vendor.be_troubled(Trouble())
    run()

    held = [one for one in vendor.reservations() if one.status == "confirmed"]
    assert len({one.key for one in held}) == len(held)
    assert oversold(vendor) == []
    hotels_of: dict[str, set[str | None]] = {}
    for one in held:
        if one.ask.kind != "meals":
            hotels_of.setdefault(one.booking_id, set()).add(one.hotel_id)
    assert all(len(hotels) == 1 for hotels in hotels_of.values())
    assert at.ledger.spent_cents("AAA", NIGHT) == sum(one.price.cents for one in held) <= budget
    assert all(one.over_budget_cents == 0 for row in report for one in row.lines)
    assert at.ledger.spent_cents("AAA", NIGHT) == sum(one.cents for one in at.ledger.lines("AAA", NIGHT))


def test_two_processes_that_execute_the_same_plan_book_it_once(tmp_path: Path) -> None:
    vendor = vendor_of(city())
    plan = [care("B1", "H1", 2, meals=1)]
    offices = [
        CareOffice(
            _QuotesFirst(vendor),
            BudgetLedger(create_engine(f"sqlite:///{tmp_path}/books.db")),
            VoucherStore(create_engine(f"sqlite:///{tmp_path}/books.db"), b"sixteen bytes or more"),
            lambda _: PLENTY,
        )
        for _ in range(2)
    ]
    reports = [book_care(plan, one, state=city(), plan_id="plan-1", revision=1, now=NOW) for one in offices]
    assert reports[0] == reports[1]
    assert len(vendor.reservations()) == 3
    assert offices[0].ledger.spent_cents("AAA", NIGHT) == reports[0][0].cost_cents


class _QuotesFirst:
    """A vendor that finds nothing under a key until it was asked to book with it: the other process was that quick."""

    def __init__(self, vendor: Simulator) -> None:
        self._vendor = vendor
        self._asked: set[str] = set()
        self.quote: Callable[[Ask], tuple[Quote, ...]] = vendor.quote
        self.cancel: Callable[[str, str], Reservation] = vendor.cancel
        self.read: Callable[[str], Reservation] = vendor.read

    def book(self, key: str, quote_id: str, booking_id: str) -> Reservation:
        self._asked.add(key)
        return self._vendor.book(key, quote_id, booking_id)  # type: ignore[arg-type]

    def find(self, key: str) -> Reservation | None:
        return self._vendor.find(key) if key in self._asked else None


@pytest.mark.parametrize("people", [1, 2, 5, 8])
def test_vouchers_add_up_to_what_the_meals_cost(people: int) -> None:
    at = office(vendor_of(city()))
    booking = {5: "B1", 2: "B2", 8: "B4"}.get(people, "B3")
    (row,) = booked(at, care(booking, meals=2))
    assert sum(at.vouchers.read(code).worth.cents for code in row.vouchers) == row.cost_cents
