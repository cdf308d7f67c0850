"""Paid ancillaries when a plan moves people: on the new flight where it can provide them, else paid back in full."""

from datetime import timedelta

import pytest

from domain import events as e
from domain.commands import (
    CancelFlight,
    DelayFlight,
    MoveAncillaries,
    Operation,
    RebookPassenger,
    RefundPassenger,
    SplitBooking,
)
from domain.decide import decide_all
from domain.ids import AirportCode, BookingId, CarrierCode, FlightId, TailNumber, flight_id
from domain.network import FlightStatus, NetworkState, PaidAncillary
from knowledge.airline.ancillary_policy import ancillary_policy
from tests.evaluation.paper_day import DAY, EARLY, PaperDay, at
from tools.ancillaries.settle import AncillarySettlement, settle_ancillaries
from tools.ancillaries.tool import settle_paid_ancillaries
from tools.spec import ToolContext, ToolRetry

POLICY = ancillary_policy()
BOOKING = BookingId("B1")


class Coast:
    """JFK to LAX: direct in the morning, at noon on a regional jet, over BUF, in the evening, and another carrier's."""

    def __init__(self) -> None:
        self.day = PaperDay(horizon_end=at("23:59") + timedelta(hours=8))
        for tail, family in (("N1", "A320"), ("N2", "E190"), ("N3", "A320"), ("N4", "A320"), ("N5", "A320")):
            self.day.tail(tail, "BUF" if tail == "N4" else "JFK", family=family)
        self.morning = self.day.fly(1, "JFK", "LAX", "08:00", "14:00", "N1")
        self.regional = self.day.fly(2, "JFK", "LAX", "12:00", "18:00", "N2")
        self.evening = self.day.fly(3, "JFK", "LAX", "17:00", "23:00", "N3")
        self.to_hub = self.day.fly(5, "JFK", "BUF", "09:00", "10:30", "N5")
        self.from_hub = self.day.fly(6, "BUF", "LAX", "12:00", "17:00", "N4")
        self.other = flight_id("YY", 9, DAY.date(), "JFK")
        self.day.happen(
            e.FlightScheduled(
                at=DAY,
                flight_id=self.other,
                carrier=CarrierCode("YY"),
                number="9",
                origin=AirportCode("JFK"),
                destination=AirportCode("LAX"),
                std=at("15:00"),
                sta=at("21:00"),
                seats_offered=9,
            )
        )

    def booked(self, *flights: FlightId, paid: tuple[tuple[str, FlightId, int], ...], passengers: int = 2) -> NetworkState:
        self.day.happen(
            e.BookingCreated(
                at=DAY,
                booking_id=BOOKING,
                passengers=passengers,
                flight_ids=flights,
                fare_cents=20_000,
                party="individuals",
                ancillaries=tuple(PaidAncillary(*one) for one in paid),
            )
        )
        return self.day.network()


def settle(state: NetworkState, *operations: Operation) -> AncillarySettlement:
    """Settled, and what is proposed can be carried out after the plan."""
    found = settle_ancillaries(state, operations, POLICY, now=EARLY)
    _, after = decide_all(state, (*operations, *found.operations), now=EARLY)
    held = [(one.code, one.flight_id) for booking in after.bookings.values() for one in booking.ancillaries]
    for booking in after.bookings.values():
        if booking.status == "rebooked":
            assert {one.flight_id for one in booking.ancillaries} <= set(booking.flight_ids)
    assert len(held) == len(set(held)) or len(after.bookings) > 1
    return found


def test_what_was_paid_for_moves_to_the_new_flight() -> None:
    coast = Coast()
    state = coast.booked(coast.morning, paid=(("bag_23", coast.morning, 8000),))
    found = settle(state, CancelFlight(flight_id=coast.morning), RebookPassenger(booking_id=BOOKING, flight_ids=(coast.evening,)))
    moved = MoveAncillaries(booking_id=BOOKING, codes=("bag_23",), flight_id=coast.morning, to_flight_id=coast.evening)
    assert found.operations == (moved,)
    assert found.waived_fee_cents == 2 * POLICY.change_fee_cents


@pytest.mark.parametrize(
    ("code", "to", "outcome"),
    [
        ("sport", "regional", "refunded"),
        ("sport", "evening", "moved"),
        ("wifi_stream", "regional", "refunded"),
        ("bag_23", "other", "moved"),
        ("lounge", "other", "refunded"),
        ("lounge", "evening", "moved"),
    ],
)
def test_what_the_new_flight_cannot_provide_is_paid_back_in_full(code: str, to: str, outcome: str) -> None:
    coast = Coast()
    state = coast.booked(coast.morning, paid=((code, coast.morning, 6000),))
    new: FlightId = getattr(coast, to)
    (one,) = settle(state, RebookPassenger(booking_id=BOOKING, flight_ids=(new,))).settled
    assert (one.outcome, one.paid_cents) == (outcome, 6000)
    assert one.to_flight_id == (new if outcome == "moved" else None)


def test_two_flights_become_one_and_the_second_bag_is_paid_back() -> None:
    coast = Coast()
    paid = (("bag_23", coast.to_hub, 3000), ("bag_23", coast.from_hub, 3000), ("lounge", coast.from_hub, 4900))
    state = coast.booked(coast.to_hub, coast.from_hub, paid=paid)
    found = settle(state, RebookPassenger(booking_id=BOOKING, flight_ids=(coast.evening,)))
    outcomes = {(one.code, one.flight_id): one.outcome for one in found.settled}
    assert outcomes == {
        ("bag_23", coast.to_hub): "moved",
        ("bag_23", coast.from_hub): "refunded",
        ("lounge", coast.from_hub): "refunded",  # paid for at the hub, which they no longer see
    }


def test_a_refunded_booking_gets_everything_ahead_back_and_what_stays_stays() -> None:
    coast = Coast()
    state = coast.booked(coast.morning, paid=(("bag_23", coast.morning, 8000), ("oddity", coast.morning, 500)))
    found = settle(state, RefundPassenger(booking_id=BOOKING))
    assert (found.operations, found.settled, found.with_fares_cents) == ((), (), 8500)
    assert settle(state).operations == ()


def test_a_cancelled_flight_without_an_answer_leaves_it_open() -> None:
    coast = Coast()
    state = coast.booked(coast.morning, paid=(("bag_23", coast.morning, 8000),))
    found = settle(state, CancelFlight(flight_id=coast.morning))
    assert [one.outcome for one in found.settled] == ["open"]
    assert found.operations == ()


def test_what_was_used_on_a_flight_that_has_left_is_not_paid_back() -> None:
    coast = Coast()
    coast.booked(coast.to_hub, coast.from_hub, paid=(("bag_23", coast.to_hub, 3000), ("bag_23", coast.from_hub, 3000)))
    coast.day.happen(e.FlightDeparted(at=at("09:00"), flight_id=coast.to_hub))
    coast.day.happen(e.FlightArrived(at=at("10:30"), flight_id=coast.to_hub))
    later = coast.day.fly(8, "BUF", "LAX", "18:00", "23:00")
    coast.day.happen(e.AircraftAssigned(at=DAY, flight_id=later, tail=TailNumber("N5")))
    state = coast.day.network()
    assert state.flights[coast.to_hub].status is FlightStatus.ARRIVED
    moves = (RebookPassenger(booking_id=BOOKING, flight_ids=(later,)),)
    found = settle_ancillaries(state, moves, POLICY, now=at("11:00"))
    assert [(one.flight_id, one.outcome) for one in found.settled] == [(coast.from_hub, "moved")]
    again = settle_ancillaries(decide_all(state, (*moves, *found.operations), now=at("11:00"))[1], (), POLICY, now=at("11:00"))
    assert again.settled == ()


def test_a_cabin_that_includes_it_pays_back_what_was_paid_on_a_flight_that_stays() -> None:
    coast = Coast()
    state = coast.booked(coast.morning, paid=(("seat_front", coast.morning, 4400), ("wifi_stream", coast.morning, 3200)))
    found = settle(state, RebookPassenger(booking_id=BOOKING, flight_ids=(coast.morning,), cabin="business"))
    assert [(one.code, one.outcome) for one in found.settled] == [("seat_front", "refunded")]


def test_a_part_of_a_booking_that_goes_elsewhere_has_its_share_settled() -> None:
    coast = Coast()
    state = coast.booked(coast.morning, paid=(("bag_23", coast.morning, 8001),))
    part = BookingId("B1-2")
    found = settle(
        state,
        SplitBooking(booking_id=BOOKING, part_id=part, passengers=1),
        RebookPassenger(booking_id=part, flight_ids=(coast.evening,)),
        RefundPassenger(booking_id=BOOKING),
    )
    assert [(one.booking_id, one.outcome, one.paid_cents) for one in found.settled] == [(part, "moved", 4000)]
    assert found.with_fares_cents == 4001


@pytest.mark.parametrize(("late_min", "cap"), [(119, 0), (120, 800), (241, 2000), (480, 3500)])
def test_goodwill_grows_with_lateness_and_never_passes_its_cap(late_min: int, cap: int) -> None:
    coast = Coast()
    state = coast.booked(coast.morning, paid=())
    found = settle(state, DelayFlight(flight_id=coast.morning, etd=at("08:00") + timedelta(minutes=late_min)))
    assert [one.cap_cents for one in found.goodwill] == ([2 * cap] if cap else [])
    for one in found.goodwill:
        assert one.codes
        assert 0 < one.cost_cents <= one.cap_cents


def test_the_tool_proposes_the_same_and_refuses_a_plan_that_cannot_be() -> None:
    coast = Coast()
    state = coast.booked(coast.morning, paid=(("bag_23", coast.morning, 8000),))
    context = ToolContext(state=state, now=EARLY)
    report = settle_paid_ancillaries.run(context, {"operations": [{"type": "RefundPassenger", "booking_id": BOOKING}]})
    assert report.refunded.cents == 8000
    with pytest.raises(ToolRetry) as refused:
        settle_paid_ancillaries.run(context, {"operations": [{"type": "RefundPassenger", "booking_id": "B0"}]})
    assert refused.value.faults[0][0] == "booking_id"
