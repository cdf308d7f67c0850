"""Faster flights, paid ancillaries and freezes: what commands do to the network, and what they refuse."""

from datetime import timedelta

import pytest

from domain.commands import (
    DelayFlight,
    FlyFaster,
    MoveAncillaries,
    RebookPassenger,
    RefundAncillaries,
    ReleaseInventory,
    SplitBooking,
)
from domain.decide import decide_all
from domain.faults import Refused
from domain.ids import BookingId
from domain.network import PaidAncillary
from tests.agents.airport_day import NOW, at, name, network
from tools.delay_propagation.propagation import propagate

XX11, XX12, XX14 = name("XX11"), name("XX12"), name("XX14")
PAID = {"passengers": {"XX12": 7}, "paid": {"XX12": 10_001}}


def test_a_faster_flight_lands_earlier_whatever_its_departure_and_the_next_one_profits() -> None:
    state = network({})
    late = DelayFlight(flight_id=XX12, etd=at("14:10"))

    _, slow = decide_all(state, [late], now=NOW)
    for order in ([late, FlyFaster(flight_id=XX12, faster_min=6)], [FlyFaster(flight_id=XX12, faster_min=6), late]):
        _, fast = decide_all(state, order, now=NOW)
        assert slow.flights[XX12].eta - fast.flights[XX12].eta == timedelta(minutes=6)
        projected = propagate(fast, now=NOW, constraints=()).flights[XX12]
        assert projected.eta == fast.flights[XX12].eta


def test_flying_as_scheduled_again_gives_the_minutes_back() -> None:
    state = network({})

    _, same = decide_all(state, [FlyFaster(flight_id=XX12, faster_min=6), FlyFaster(flight_id=XX12, faster_min=0)], now=NOW)

    assert same.flights[XX12].eta == state.flights[XX12].eta


@pytest.mark.parametrize(("faster_min", "refused"), [(12, False), (13, True)])
def test_no_more_than_a_fifth_of_a_flight_is_saved_in_the_air(faster_min: int, refused: bool) -> None:
    hour = FlyFaster(flight_id=XX11, faster_min=faster_min)
    if refused:
        with pytest.raises(Refused, match="no more than a fifth"):
            decide_all(network({}), [hour], now=NOW)
    else:
        decide_all(network({}), [hour], now=NOW)


def test_what_was_paid_for_moves_with_the_people_or_is_paid_back() -> None:
    state = network(PAID)
    booking = BookingId("PXX12")
    moved = RebookPassenger(booking_id=booking, flight_ids=(XX14,))
    to_new = MoveAncillaries(booking_id=booking, codes=("bag_23",), flight_id=XX12, to_flight_id=XX14)
    back = RefundAncillaries(booking_id=booking, codes=("bag_23",), flight_id=XX12)

    _, provided = decide_all(state, [moved, to_new], now=NOW)
    _, refunded = decide_all(state, [moved, back], now=NOW)

    assert provided.bookings[booking].ancillaries == (PaidAncillary("bag_23", XX14, 10_001),)
    assert (refunded.bookings[booking].ancillaries, refunded.bookings[booking].ancillary_refund_cents) == ((), 10_001)


def test_nothing_is_paid_back_twice_or_provided_on_a_flight_they_do_not_take() -> None:
    state = network(PAID)
    back = RefundAncillaries(booking_id=BookingId("PXX12"), codes=("bag_23",), flight_id=XX12)
    elsewhere = MoveAncillaries(booking_id=BookingId("PXX12"), codes=("bag_23",), flight_id=XX12, to_flight_id=XX11)

    with pytest.raises(Refused, match="has no bag_23 paid for"):
        decide_all(state, [back, back], now=NOW)
    with pytest.raises(Refused, match="does not travel on"):
        decide_all(state, [elsewhere], now=NOW)


def test_a_booking_that_is_split_shares_what_it_paid_by_heads_to_the_cent() -> None:
    state = network(PAID)

    _, split = decide_all(
        state, [SplitBooking(booking_id=BookingId("PXX12"), part_id=BookingId("PXX12/2"), passengers=3)], now=NOW
    )

    shares = [split.bookings[BookingId(one)].ancillaries[0].paid_cents for one in ("PXX12", "PXX12/2")]
    assert shares == [10_001 - 10_001 * 3 // 7, 10_001 * 3 // 7]


def test_only_a_freeze_in_force_can_be_released() -> None:
    frozen = network({"demand": {"XX11": 5}, "frozen": ["XX11"]})

    _, open_again = decide_all(frozen, [ReleaseInventory(flight_id=XX11)], now=at("11:59"))

    assert open_again.flights[XX11].frozen_classes(at("11:59")) == ()
    with pytest.raises(Refused, match="not frozen"):
        decide_all(frozen, [ReleaseInventory(flight_id=XX11)], now=at("12:00"))
