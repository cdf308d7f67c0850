"""What a plan's own answers to passengers cost: another seat, the money back, meals and rooms. By hand, to the cent."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from immutables import Map

from domain import commands as c
from domain import events as e
from domain.decide import decide_all
from domain.ids import FlightId
from domain.network import NetworkState
from domain.plans import Plan, ScoredPlan
from knowledge.airline.costs import LAST_DELAY_MIN, cost_parameters
from tests.evaluation.paper_day import DAY, EARLY, PaperDay, at, flight, generated_network
from tools.delay_propagation.propagation import propagate
from tools.delay_propagation.standing import standing_constraints
from tools.plan_evaluation.evaluation import evaluate
from tools.plan_evaluation.journeys import Journeys, follow_journeys, unused_fare_cents
from tools.plan_evaluation.pricing import considered_flights

COSTS = cost_parameters()
PASSENGERS = ("passenger_delay", "passenger_disruption", "passenger_rebooking", "passenger_refunds", "passenger_care")
FARE = 10_000


def by_hand(state: NetworkState, *operations: c.Operation, now: str = "05:00") -> ScoredPlan:
    plan = Plan(label="by hand", kind="hand_made", base_version=state.version, operations=operations)
    return evaluate(state, plan, now=at(now))


def of_passengers(scored: ScoredPlan) -> dict[str, int]:
    """Components about passengers that are not zero; compensation is the law's business."""
    return {name: scored.cost.components[name].cents for name in PASSENGERS if scored.cost.components[name].cents}


def answered(state: NetworkState, *operations: c.Operation) -> Journeys:
    after = decide_all(state, operations, now=EARLY)[1]
    projected = propagate(after, now=EARLY, constraints=standing_constraints(after, EARLY, schedule=state)).flights
    return follow_journeys(state, after, considered_flights(state, after), projected, COSTS)


def seats(day: PaperDay, number: int, carrier: str, departs: str, *, today: bool, ground: bool = False) -> FlightId:
    """Seats from AAA to BBB on somebody's departure, two hours long."""
    name = flight(number, "AAA", carrier)
    day.happen(
        e.FlightScheduled(
            at=DAY,
            flight_id=name,
            carrier=carrier,
            number=str(number),
            origin="AAA",
            destination="BBB",
            std=at(departs),
            sta=at(departs) + timedelta(hours=2),
            service="ground" if ground else "passenger",
            further=not today,
            seats_offered=9,
        )
    )
    return name


def cancelled() -> tuple[PaperDay, FlightId]:
    """Ten people from AAA to BBB, 111 km, at 08:00; the flight will be cancelled."""
    day = PaperDay().airport("AAA").airport("BBB").tail("N1", "AAA")
    lost = day.fly(1, "AAA", "BBB", "08:00", "10:00", "N1")
    day.happen(
        e.HotelContracted(
            at=DAY,
            hotel_id="AAA-H01",
            airport="AAA",
            name="Inn",
            rooms=5,
            rate_cents=9_000,
            transfer_cents=700,
            distance_km=4,
            stars=3,
        )
    )
    return day.book("B1", 6, lost), lost


@pytest.mark.parametrize(
    ("carrier", "today", "ground", "percent"),
    [("XX", False, False, 150), ("ZZ", True, False, 300), ("ZZ", False, False, 400), ("9B", False, True, 130)],
)
def test_another_seat_costs_the_part_of_the_fare_that_its_source_asks(
    carrier: str, today: bool, ground: bool, percent: int
) -> None:
    day, lost = cancelled()
    other = seats(day, 7, carrier, "09:00", today=today, ground=ground)
    scored = by_hand(day.network(), c.CancelFlight(flight_id=lost), c.RebookPassenger(booking_id="B1", flight_ids=(other,)))
    # An hour later than planned at 5.05 a head, and the seat.
    assert of_passengers(scored) == {"passenger_delay": 6 * 505, "passenger_rebooking": 6 * FARE * (percent - 100) // 100}
    assert (scored.kpis.rebooked_passengers, scored.kpis.disrupted_passengers) == (6, 0)


def test_a_seat_on_our_own_flight_of_the_day_costs_nothing_more() -> None:
    day, lost = cancelled()
    own = day.tail("N2", "AAA").fly(2, "AAA", "BBB", "09:00", "11:00", "N2")
    scored = by_hand(day.network(), c.CancelFlight(flight_id=lost), c.RebookPassenger(booking_id="B1", flight_ids=(own,)))
    assert of_passengers(scored) == {"passenger_delay": 6 * 505}


def test_the_dearest_of_several_new_seats_decides_and_a_flight_they_had_is_not_one() -> None:
    day = PaperDay().airport("AAA").airport("BBB").airport("CCC").tail("N1", "AAA").tail("N2", "BBB")
    kept, lost = day.fly(1, "AAA", "BBB", "06:00", "07:00", "N1"), day.fly(2, "BBB", "CCC", "08:00", "10:00", "N2")
    onward = flight(3, "BBB", "ZZ")
    day.happen(
        e.FlightScheduled(
            at=DAY,
            flight_id=onward,
            carrier="ZZ",
            number="3",
            origin="BBB",
            destination="CCC",
            std=at("09:00"),
            sta=at("11:00"),
            seats_offered=2,
        )
    )
    state = day.book("B1", 2, kept, lost).network()
    move = c.RebookPassenger(booking_id="B1", flight_ids=(kept, onward))
    assert of_passengers(by_hand(state, c.CancelFlight(flight_id=lost), move)) == {
        "passenger_delay": 2 * 505,
        "passenger_rebooking": 2 * FARE * 2,
    }


def test_the_money_back_is_the_whole_fare_before_the_journey_and_the_unflown_half_in_the_middle_of_it() -> None:
    for left, refund in ((False, FARE), (True, FARE // 2)):
        day = PaperDay().airport("AAA").airport("BBB").airport("CCC").tail("N1", "AAA").tail("N2", "BBB")
        first, lost = day.fly(1, "AAA", "BBB", "06:00", "07:00", "N1"), day.fly(2, "BBB", "CCC", "12:00", "14:00", "N2")
        if left:
            day.happen(e.FlightDeparted(at=at("06:00"), flight_id=first), e.FlightArrived(at=at("07:00"), flight_id=first))
        state = day.book("B1", 3, first, lost).network()
        scored = by_hand(state, c.CancelFlight(flight_id=lost), c.RefundPassenger(booking_id="B1"), now="08:00")
        goodwill = max(COSTS.passenger_goodwill(LAST_DELAY_MIN), COSTS.disrupted_short_cents - refund)
        assert of_passengers(scored) == {"passenger_refunds": 3 * refund, "passenger_disruption": 3 * goodwill}
        assert (scored.kpis.refunded_passengers, scored.kpis.disrupted_passengers) == (3, 3)


def test_meals_rooms_and_the_way_to_them_take_the_place_of_the_average_care_of_a_delay() -> None:
    day, lost = cancelled()
    later = seats(day, 7, "XX", "20:00", today=False)
    room = c.CareForPassengers(booking_id="B1", airport="AAA", meals=2, hotel="AAA-H01", rooms=2, nights=1)
    move = c.RebookPassenger(booking_id="B1", flight_ids=(later,))
    scored = by_hand(day.network(), c.CancelFlight(flight_id=lost), move, room)
    assert of_passengers(scored) == {
        "passenger_delay": 6 * COSTS.passenger_goodwill(12 * 60),
        "passenger_rebooking": 6 * FARE // 2,
        "passenger_care": 6 * 2 * 1_500 + 2 * 9_000 + 6 * 700,
    }
    assert COSTS.passenger_goodwill(12 * 60) < COSTS.passenger_delay(12 * 60)


def test_care_for_people_who_are_only_late_is_priced_beside_their_goodwill() -> None:
    day, lost = cancelled()
    state = day.late(lost, 240).network()
    scored = by_hand(state, c.CareForPassengers(booking_id="B1", airport="AAA", meals=1))
    assert of_passengers(scored) == {"passenger_delay": 6 * COSTS.passenger_goodwill(240), "passenger_care": 6 * 1_500}


def test_care_for_people_who_have_neither_a_seat_nor_their_money_comes_on_top_of_the_average() -> None:
    day, lost = cancelled()
    state = day.happen(e.ConnectionProtected(at=EARLY, booking_id="B1")).network()
    operations = c.CancelFlight(flight_id=lost), c.CareForPassengers(booking_id="B1", airport="AAA", meals=1)
    assert of_passengers(by_hand(state, *operations)) == {
        "passenger_disruption": 6 * (COSTS.disrupted_short_cents + COSTS.protected_connection_cents),
        "passenger_care": 6 * 1_500,
    }
    (one,) = answered(state, *operations).answered
    assert one.cents["passenger_disruption"] == 6 * (COSTS.disrupted_short_cents + COSTS.protected_connection_cents)


def test_the_care_of_a_part_is_its_own_and_that_of_the_whole_before_it_is_not_counted_again() -> None:
    day, lost = cancelled()
    day.happen(e.PassengerCareGiven(at=EARLY, booking_id="B1", airport="AAA", meals=3))
    state = day.late(lost, 240).network()
    split = c.SplitBooking(booking_id="B1", part_id="B1/2", passengers=2, agreed=True)
    feed = c.CareForPassengers(booking_id="B1/2", airport="AAA", meals=1)
    assert of_passengers(by_hand(state, split, feed)) == {
        "passenger_delay": 4 * COSTS.passenger_delay(240) + 2 * COSTS.passenger_goodwill(240),
        "passenger_care": 2 * 1_500,
    }


def test_parts_of_a_booking_are_measured_against_the_whole() -> None:
    day, lost = cancelled()
    own = day.tail("N2", "AAA").fly(2, "AAA", "BBB", "09:00", "11:00", "N2")
    operations = (
        c.CancelFlight(flight_id=lost),
        c.SplitBooking(booking_id="B1", part_id="B1/2", passengers=2, agreed=True),
        c.RebookPassenger(booking_id="B1", flight_ids=(own,)),
        c.RebookPassenger(booking_id="B1/2", flight_ids=(own,)),
    )
    assert of_passengers(by_hand(day.network(), *operations)) == {"passenger_delay": 6 * 505}


def test_people_whom_the_plan_first_moves_and_then_pays_back_are_priced_as_paid_back() -> None:
    day, lost = cancelled()
    own = day.tail("N2", "AAA").fly(2, "AAA", "BBB", "09:00", "11:00", "N2")
    move, repay = c.RebookPassenger(booking_id="B1", flight_ids=(own,)), c.RefundPassenger(booking_id="B1")
    state = day.network()
    once = by_hand(state, c.CancelFlight(flight_id=lost), repay)
    assert of_passengers(by_hand(state, c.CancelFlight(flight_id=lost), move, repay)) == of_passengers(once)
    assert answered(state, c.CancelFlight(flight_id=lost), move, repay).refunded == 6


@settings(max_examples=30)
@given(fare=st.integers(0, 300_000), degrees=st.integers(1, 60), people=st.integers(1, 9), protected=st.booleans())
def test_paying_people_back_never_makes_a_cancellation_cheaper(fare: int, degrees: int, people: int, protected: bool) -> None:
    day = PaperDay().airport("AAA", latitude=0.0).airport("BBB", latitude=float(degrees)).tail("N1", "AAA")
    lost = day.fly(1, "AAA", "BBB", "08:00", "10:00", "N1")
    day.happen(e.BookingCreated(at=DAY, booking_id="B1", passengers=people, flight_ids=(lost,), fare_cents=fare))
    state = day.happen(*[e.ConnectionProtected(at=DAY, booking_id="B1")] * protected).network()
    without, repaid = (
        answered(state, c.CancelFlight(flight_id=lost), *more) for more in ((), (c.RefundPassenger(booking_id="B1"),))
    )
    assert repaid.disruption_cents + repaid.refund_cents >= without.disruption_cents
    assert repaid.refund_cents == people * fare


@settings(max_examples=30)
@given(seed=st.integers(0, 100_000), lost=st.lists(st.integers(0, 19), min_size=1, max_size=4), late_min=st.integers(0, 300))
def test_what_the_passengers_of_a_plan_cost_is_the_sum_of_what_each_booking_costs(
    seed: int, lost: list[int], late_min: int
) -> None:
    state = generated_network(5, 4, seed=seed, stations=3)
    ours = sorted(state.own_flights(), key=lambda one: (one.std, one.flight_id))
    cancelled_flights = sorted({ours[number % len(ours)].flight_id for number in lost})
    last = ours[-1]
    operations: list[c.Operation] = [c.CancelFlight(flight_id=one) for one in cancelled_flights]
    if last.flight_id not in cancelled_flights:
        operations.append(c.DelayFlight(flight_id=last.flight_id, etd=last.std + timedelta(minutes=late_min)))
    hit = sorted({name for one in cancelled_flights for name in state.flight_bookings.get(one, ())})
    operations += [c.RefundPassenger(booking_id=name) for name in hit[::2]]
    operations += [c.CareForPassengers(booking_id=name, airport="HUB", meals=1) for name in hit[::3]]
    scored = by_hand(state, *operations)

    after = decide_all(state, operations, now=EARLY)[1]
    projected = propagate(after, now=EARLY, constraints=standing_constraints(after, EARLY, schedule=state)).flights
    flights = considered_flights(state, after)
    alone: Counter[str] = Counter()
    for name, booking in after.bookings.items():
        base, one = replace(state, bookings=Map({name: state.bookings[name]})), replace(after, bookings=Map({name: booking}))
        found = follow_journeys(base, one, flights, projected, COSTS)
        alone["passenger_delay"] += found.delay_cents
        alone["passenger_disruption"] += found.disruption_cents
        alone["passenger_refunds"] += found.refund_cents
        alone["passenger_care"] += found.care_cents
    assert of_passengers(scored) == {name: cents for name, cents in alone.items() if cents}
    assert scored == by_hand(state, *operations)


def test_a_fare_is_unused_by_the_kilometres_of_what_was_sold() -> None:
    day = PaperDay().airport("AAA", latitude=0.0).airport("BBB", latitude=1.0).airport("CCC", latitude=4.0).tail("N1", "AAA")
    first, second = day.fly(1, "AAA", "BBB", "06:00", "07:00", "N1"), day.fly(2, "BBB", "CCC", "08:00", "10:00", "N1")
    day.book("B1", 1, first, second)
    assert unused_fare_cents(day.network(), day.network().bookings["B1"]) == FARE
    gone = day.happen(e.FlightDeparted(at=at("06:00"), flight_id=first)).network()
    assert unused_fare_cents(gone, gone.bookings["B1"]) == FARE * 3 // 4
