"""The rules of the simulated reservation system, and what no sequence of requests can do to it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.units import Money
from gateways.reservations.port import (
    Booking,
    Cancel,
    Change,
    Hold,
    Issue,
    NoSeats,
    NotAllowed,
    NotFound,
    Refund,
    ReservationError,
    Split,
    StaleBooking,
    Unavailable,
)
from gateways.reservations.simulated import SimulatedReservations
from gateways.reservations.simulator import BookingOnFile, FlightOnSale, Simulator, Trouble
from gateways.reservations.simulator_app import running
from gateways.reservations.wire import Wire
from tests.gateways.reservations.world import (
    BOOKINGS,
    EARLY,
    FLIGHTS,
    LATE,
    MORNING,
    TO_BOSTON,
    new_simulator,
    on,
    oversold,
    segment,
)

PEOPLE = sorted(one for booking in BOOKINGS for one in booking.passengers)
PAID = sum(booking.paid.cents for booking in BOOKINGS)


def people_of(simulator: Simulator) -> list[str]:
    return sorted(one for booking in simulator.bookings() for one in booking.passengers)


@pytest.fixture
def simulator() -> Simulator:
    return new_simulator()


# --- filling ----------------------------------------------------------------------------------------------------------


def test_what_does_not_fit_is_refused_whole_and_every_fault_is_named() -> None:
    simulator = Simulator(now=MORNING)
    crowd = tuple(f"pax-{n}" for n in range(7))
    ghost = on(EARLY).model_copy(update={"number": "99"})
    with pytest.raises(ValueError, match=r"no flight B699.*7 booked in economy, 6 on sale") as refused:
        simulator.fill(
            FLIGHTS,
            [
                BookingOnFile(locator="X1", passengers=("pax-9",), flights=(ghost,), paid=Money(cents=1)),
                BookingOnFile(locator="X2", passengers=crowd, flights=(on(EARLY),), paid=Money(cents=1)),
                BookingOnFile(locator="X2", passengers=("pax-8",), flights=(on(LATE),), paid=Money(cents=1)),
            ],
        )
    assert "'X2' is there twice" in str(refused.value)
    assert simulator.flights() == ()
    assert simulator.bookings() == ()


# --- searching and holding --------------------------------------------------------------------------------------------


def test_direct_flights_and_connections_are_offered_with_the_seats_that_are_left(simulator: Simulator) -> None:
    offers = simulator.search(TO_BOSTON)
    found = [("+".join(one.number for one in offer.segments), offer.seats_left, offer.fare.cents) for offer in offers]
    # The early flight has one seat left for two people; through Philadelphia it is two flights and two fares.
    assert found == [("20+22", 2, 48_000), ("12", 2, 24_000)]


def test_a_flight_that_has_left_is_neither_offered_nor_taken(simulator: Simulator) -> None:
    simulator.set_clock(LATE.departs_at)
    assert simulator.search(TO_BOSTON) == ()
    with pytest.raises(NotAllowed, match="has left"):
        simulator.change("key-1", Change(locator="AAA111", version="1", drop=("s-1",), take=(segment(LATE),)))


def test_nobody_gets_on_a_flight_that_is_closed_and_who_is_on_it_can_be_moved_off(simulator: Simulator) -> None:
    simulator.close_flight("B6", "10", "JFK", EARLY.departs_at)
    simulator.change("key-1", Change(locator="AAA111", version="1", drop=("s-1",), take=(segment(LATE),)))

    alone = TO_BOSTON.model_copy(update={"passengers": 1})
    assert "10" not in [one.segments[0].number for one in simulator.search(alone)]
    with pytest.raises(NoSeats):
        simulator.change("key-2", Change(locator="CCC333", version="1", take=(segment(EARLY),)))
    assert [one.number for one in simulator.read("BBB222").segments] == ["10"]
    with pytest.raises(NotFound):
        simulator.close_flight("B6", "99", "JFK", EARLY.departs_at)


def test_held_seats_are_nobody_elses_until_the_hold_expires(simulator: Simulator) -> None:
    offer = next(one for one in simulator.search(TO_BOSTON) if one.segments[0].number == "12")
    hold = simulator.hold("key-1", offer.offer_id)
    take_late = Change(locator="AAA111", version="1", drop=("s-1",), take=(segment(LATE),))
    with pytest.raises(NoSeats):
        simulator.change("key-2", take_late)

    simulator.set_clock(hold.expires_at)
    with pytest.raises(NoSeats, match="expired"):
        simulator.change("key-3", take_late.model_copy(update={"hold_id": hold.hold_id}))
    assert simulator.change("key-4", take_late).segments[0].number == "12"


def test_an_offer_that_has_expired_cannot_be_held(simulator: Simulator) -> None:
    offer = simulator.search(TO_BOSTON)[0]
    simulator.set_clock(MORNING + timedelta(minutes=simulator.offer_life_min))
    with pytest.raises(NoSeats, match="expired"):
        simulator.hold("key-1", offer.offer_id)


def test_a_hold_is_used_once_and_for_its_own_seats(simulator: Simulator) -> None:
    offer = next(one for one in simulator.search(TO_BOSTON) if one.segments[0].number == "12")
    hold = simulator.hold("key-1", offer.offer_id)
    with pytest.raises(NotAllowed, match="other seats"):
        simulator.change(
            "key-2", Change(locator="AAA111", version="1", drop=("s-1",), take=(segment(EARLY),), hold_id=hold.hold_id)
        )
    simulator.change("key-3", Change(locator="AAA111", version="1", take=(segment(LATE),), drop=("s-1",), hold_id=hold.hold_id))
    with pytest.raises(NotFound, match="no hold"):
        simulator.change("key-4", Change(locator="CCC333", version="1", take=(segment(LATE),), hold_id=hold.hold_id))


# --- writing ----------------------------------------------------------------------------------------------------------


def test_a_change_is_all_or_nothing(simulator: Simulator) -> None:
    before = simulator.bookings()
    full = Change(locator="BBB222", version="1", drop=("s-1",), take=(segment(LATE),))
    with pytest.raises(NoSeats, match="2 left in economy, 3 asked for"):
        simulator.change("key-1", full)
    assert simulator.bookings() == before
    # The seats that were to be given up are still theirs: one seat is left on the early flight, not four.
    assert [one.seats_left for one in simulator.search(TO_BOSTON.model_copy(update={"passengers": 1}))] == [1, 2, 2]


def test_a_split_takes_people_their_tickets_and_their_share_of_the_money(simulator: Simulator) -> None:
    parted = simulator.split("key-1", Split(locator="AAA111", version="1", passengers=("pax-2",)))

    assert parted.stays.passengers == ("pax-1",)
    assert parted.new.passengers == ("pax-2",)
    assert parted.new.split_from == "AAA111"
    assert [one.passenger for one in parted.new.documents] == ["pax-2"]
    assert parted.new.segments == parted.stays.segments
    assert (parted.stays.paid, parted.new.paid) == (Money(cents=12_001), Money(cents=12_000))
    with pytest.raises(NotAllowed, match="leaves someone behind"):
        simulator.split("key-2", Split(locator="AAA111", version="2", passengers=("pax-1",)))


def test_a_ticket_is_exchanged_and_not_issued_twice(simulator: Simulator) -> None:
    booking = simulator.read("AAA111")
    issue = Issue(locator="AAA111", version="1", kind="ticket", passengers=("pax-1",))
    with pytest.raises(NotAllowed, match="exchange it"):
        simulator.issue("key-1", issue)
    old = next(one.number for one in booking.documents if one.passenger == "pax-1")
    after = simulator.issue("key-2", issue.model_copy(update={"exchange": (old,)}))

    assert [(one.status, one.passenger) for one in after.documents] == [
        ("exchanged", "pax-1"),
        ("open", "pax-2"),
        ("open", "pax-1"),
    ]


def test_no_more_is_paid_back_than_was_paid_even_after_cancelling(simulator: Simulator) -> None:
    cancelled = simulator.cancel("key-1", Cancel(locator="AAA111", version="1")).booking
    refund = Refund(locator="AAA111", version=cancelled.version, amount=Money(cents=24_000), form="original", reference="weather")
    first = simulator.refund("key-2", refund)
    assert first.booking.refunded == Money(cents=24_000)
    with pytest.raises(NotAllowed, match="1 cents"):
        simulator.refund("key-3", refund.model_copy(update={"version": first.booking.version, "amount": Money(cents=2)}))
    with pytest.raises(StaleBooking):
        simulator.refund("key-4", refund)


# --- whatever is asked, in whatever order -----------------------------------------------------------------------------

LOCATORS = st.sampled_from([one.locator for one in BOOKINGS])


class AnySequence(RuleBasedStateMachine):
    """Searches, holds, changes, splits, documents, refunds, cancellations, replays and trouble in any order."""

    @initialize(seed=st.integers(0, 5))
    def open(self, seed: int) -> None:
        self.simulator = new_simulator(seed)
        self.written: dict[str, tuple[Callable[[], object], object]] = {}
        self.offers: list[str] = []
        self.holds: list[str] = []
        self.keys = 0

    def write(self, call: Callable[[str], object]) -> object:
        self.keys += 1
        key, before, done = f"key-{self.keys}", self.simulator.bookings(), self.simulator.writes_done
        stale = self.simulator.trouble.stale_next
        try:
            answer = call(key)
        except ReservationError:
            assert stale or self.simulator.bookings() == before
            assert self.simulator.writes_done == done
            return None
        self.written[key] = (lambda: call(key), answer)
        assert self.simulator.writes_done == done + 1
        return answer

    def some_booking(self, data: st.DataObject) -> Booking:
        booking = data.draw(st.sampled_from(self.simulator.bookings()))
        old = data.draw(st.integers(0, 9)) == 0
        return booking.model_copy(update={"version": "0"}) if old else booking

    @rule(passengers=st.integers(1, 3))
    def search(self, passengers: int) -> None:
        offers = self.simulator.search(TO_BOSTON.model_copy(update={"passengers": passengers}))
        self.offers += [one.offer_id for one in offers]

    @rule(data=st.data())
    def hold(self, data: st.DataObject) -> None:
        if self.offers:
            offer = data.draw(st.sampled_from(self.offers))
            held = self.write(lambda key: self.simulator.hold(key, offer))
            self.holds += [held.hold_id] if isinstance(held, Hold) else []

    @rule(data=st.data(), flights=st.lists(st.sampled_from(FLIGHTS), max_size=2), keep=st.booleans(), held=st.booleans())
    def change(self, data: st.DataObject, flights: list[FlightOnSale], keep: bool, held: bool) -> None:
        booking = self.some_booking(data)
        ask = Change(
            locator=booking.locator,
            version=booking.version,
            drop=() if keep else tuple(one.segment_id or "" for one in booking.segments),
            take=tuple(segment(one) for one in flights),
            hold_id=data.draw(st.sampled_from(self.holds)) if held and self.holds else None,
        )
        self.write(lambda key: self.simulator.change(key, ask))

    @rule(data=st.data())
    def split(self, data: st.DataObject) -> None:
        booking = self.some_booking(data)
        going = data.draw(st.sets(st.sampled_from(booking.passengers), min_size=1))
        ask = Split(locator=booking.locator, version=booking.version, passengers=tuple(sorted(going)))
        self.write(lambda key: self.simulator.split(key, ask))

    @rule(data=st.data(), cents=st.integers(1, 40_000))
    def refund(self, data: st.DataObject, cents: int) -> None:
        booking = self.some_booking(data)
        ask = Refund(
            locator=booking.locator, version=booking.version, amount=Money(cents=cents), form="voucher", reference="weather"
        )
        self.write(lambda key: self.simulator.refund(key, ask))

    @rule(data=st.data(), emd=st.booleans())
    def issue(self, data: st.DataObject, emd: bool) -> None:
        booking = self.some_booking(data)
        ask = Issue(
            locator=booking.locator,
            version=booking.version,
            kind="emd" if emd else "ticket",
            passengers=booking.passengers,
            amount=Money(cents=5_000) if emd else None,
        )
        self.write(lambda key: self.simulator.issue(key, ask))

    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        booking = self.some_booking(data)
        self.write(lambda key: self.simulator.cancel(key, Cancel(locator=booking.locator, version=booking.version)))

    @rule(minutes=st.integers(0, 30))
    def wait(self, minutes: int) -> None:
        self.simulator.set_clock(self.simulator.now + timedelta(minutes=minutes))

    @rule(vanish=st.integers(0, 1), stale=st.integers(0, 1))
    def trouble(self, vanish: int, stale: int) -> None:
        self.simulator.set_trouble(Trouble(vanish_next=vanish, stale_next=stale))

    @rule(data=st.data())
    def ask_again_with_an_old_key(self, data: st.DataObject) -> None:
        if self.written:
            again, answer = self.written[data.draw(st.sampled_from(sorted(self.written)))]
            before, done = self.simulator.bookings(), self.simulator.writes_done
            assert again() == answer
            assert self.simulator.bookings() == before
            assert self.simulator.writes_done == done

    @invariant()
    def no_flight_is_oversold(self) -> None:
        assert oversold(self.simulator) == []

    @invariant()
    def nobody_is_lost_or_doubled(self) -> None:
        assert people_of(self.simulator) == PEOPLE

    @invariant()
    def no_money_is_made_and_no_more_paid_back_than_paid(self) -> None:
        bookings = self.simulator.bookings()
        assert sum(one.paid.cents for one in bookings if one.paid) == PAID
        assert all(0 <= one.refunded.cents <= one.paid.cents for one in bookings if one.paid and one.refunded)

    @invariant()
    def nobody_has_two_open_tickets(self) -> None:
        for booking in self.simulator.bookings():
            tickets = [one.passenger for one in booking.documents if one.kind == "ticket" and one.status == "open"]
            assert len(tickets) == len(set(tickets))


TestAnySequence = AnySequence.TestCase
TestAnySequence.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(lost=st.lists(st.booleans(), min_size=4, max_size=4), going=st.sampled_from([("pax-1",), ("pax-2",)]))
def test_a_client_that_crashes_and_asks_again_never_changes_twice(lost: list[bool], going: tuple[str, ...]) -> None:
    simulator = new_simulator()

    def until_answered(address: str, lose: bool, call: Callable[[SimulatedReservations], object]) -> None:
        simulator.set_trouble(Trouble(answer_lost_next=int(lose), lost_after_ms=250))
        for _ in range(20):
            fresh = SimulatedReservations(address, wire=Wire("simulator", address, deadline_s=0.15, attempt_s=0.15))
            try:
                call(fresh)
                return
            except Unavailable:
                continue
        raise AssertionError("no answer in twenty tries")

    with running(simulator) as address:
        split = Split(locator="AAA111", version="1", passengers=going)
        until_answered(address, lost[0], lambda system: system.split("key-1", split))
        change = Change(locator="AAA111", version="2", drop=("s-1",), take=(segment(LATE),))
        until_answered(address, lost[1], lambda system: system.change("key-2", change))
        refund = Refund(locator="AAA111", version="3", amount=Money(cents=5_000), form="voucher", reference="weather")
        until_answered(address, lost[2], lambda system: system.refund("key-3", refund))
        until_answered(address, lost[3], lambda system: system.cancel("key-4", Cancel(locator="AAA111", version="4")))

    assert simulator.writes_done == 4
    assert len(simulator.bookings()) == len(BOOKINGS) + 1
    assert simulator.read("AAA111").refunded == Money(cents=5_000)
    assert people_of(simulator) == PEOPLE
    assert oversold(simulator) == []
