"""Each component of the price on a day where it can be worked out with a pencil."""

import pytest

from domain import commands as c
from domain import events as e
from domain.ids import FlightId
from domain.network import NetworkState
from domain.plans import Plan, ProjectedFlight, ScoredPlan
from knowledge.airline.costs import cost_parameters
from tests.evaluation.paper_day import EARLY, PaperDay, at, flight
from tools.plan_evaluation.evaluation import as_flown_outcome, do_nothing_plan, evaluate
from tools.plan_evaluation.pricing import COMPONENTS, price

COSTS = cost_parameters()


def do_nothing(day: PaperDay | NetworkState, now: str = "05:00") -> ScoredPlan:
    state = day.network() if isinstance(day, PaperDay) else day
    return evaluate(state, do_nothing_plan(state, at(now)), now=at(now))


def by_hand(day: PaperDay | NetworkState, *operations: c.Operation, now: str = "05:00") -> ScoredPlan:
    state = day.network() if isinstance(day, PaperDay) else day
    return evaluate(
        state, Plan(label="by hand", kind="hand_made", base_version=state.version, operations=operations), now=at(now)
    )


def cents(scored: ScoredPlan) -> dict[str, int]:
    """Components that are not zero."""
    return {name: money.cents for name, money in scored.cost.components.items() if money.cents}


def one_flight() -> tuple[PaperDay, FlightId]:
    day = PaperDay().tail("N1", "AAA", seats=150)
    return day, day.fly(1, "AAA", "BBB", "08:00", "10:00", "N1")


def test_a_day_on_which_nothing_is_wrong_costs_nothing() -> None:
    day, first = one_flight()
    scored = do_nothing(day.book("B1", 100, first))
    assert cents(scored) == {}
    assert scored.cost.total.cents == 0
    assert tuple(scored.cost.components) == (*COMPONENTS, "compensation")
    assert scored.affected == ()


def test_a_late_flight_costs_its_passengers_time_and_its_own_minutes() -> None:
    day, first = one_flight()
    scored = do_nothing(day.book("B1", 100, first).book("B2", 20, first).late(first, 60))
    # 505 cents for each of 120 passengers an hour late; 60 minutes of a 150-seat aircraft at 1030 cents.
    assert cents(scored) == {"passenger_delay": 120 * 505, "aircraft_and_crew_delay": 60 * 1030}
    assert (scored.kpis.delayed_flights_15, scored.kpis.delay_min_total) == (1, 60)
    assert scored.kpis.passenger_delay_min_total == 7200


def test_fourteen_minutes_late_is_not_yet_a_delayed_flight() -> None:
    day, first = one_flight()
    assert do_nothing(day.late(first, 14)).kpis.delayed_flights_15 == 0
    assert do_nothing(day.late(first, 15)).kpis.delayed_flights_15 == 1


def test_a_flight_without_a_tail_counts_as_one_of_150_seats() -> None:
    day = PaperDay()
    first = day.fly(1, "AAA", "BBB", "08:00", "10:00")
    assert cents(do_nothing(day.late(first, 10))) == {"aircraft_and_crew_delay": 10 * 1030}


def test_a_cancelled_flight_disrupts_its_passengers_saves_its_block_time_and_leaves_an_aircraft_out_of_position() -> None:
    day, first = one_flight()
    scored = by_hand(day.book("B1", 100, first), c.CancelFlight(flight_id=first))
    # AAA to BBB is one degree of latitude: short haul. 120 block minutes of 150 seats.
    assert cents(scored) == {
        "passenger_disruption": 100 * COSTS.disrupted_short_cents,
        "operating_cost_saved": -120 * COSTS.block_minute_saved_cents(150),
        "out_of_position": COSTS.out_of_position_cents,
    }
    assert (scored.kpis.cancelled_flights, scored.kpis.disrupted_passengers, scored.kpis.tails_out_of_position) == (1, 100, 1)


def test_the_haul_of_a_disrupted_journey_is_from_its_first_origin_to_its_last_destination() -> None:
    # One degree of latitude is 111.19 km: 20 degrees are 2224 km, 40 degrees 4448 km.
    for latitude, expected in ((20.0, COSTS.disrupted_medium_cents), (40.0, COSTS.disrupted_long_cents)):
        day = PaperDay().airport("AAA", latitude=0.0).airport("BBB", latitude=10.0).airport("CCC", latitude=latitude)
        first, onward = day.fly(1, "AAA", "BBB", "08:00", "10:00"), day.fly(2, "BBB", "CCC", "12:00", "14:00")
        scored = by_hand(day.book("B1", 1, first, onward), c.CancelFlight(flight_id=onward))
        assert cents(scored)["passenger_disruption"] == expected


def connecting(minutes_late: int) -> PaperDay:
    """Three passengers change at BBB, where 40 minutes are needed and 60 are planned."""
    day = PaperDay().airport("AAA").airport("BBB", min_connection_min=40).tail("N1", "AAA").tail("N2", "BBB")
    first = day.fly(1, "AAA", "BBB", "08:00", "09:00", "N1")
    onward = day.fly(2, "BBB", "CCC", "10:00", "11:00", "N2")
    day.book("B1", 3, first, onward)
    return day.late(first, minutes_late) if minutes_late else day


def test_a_connection_with_exactly_the_minimum_time_is_made_and_one_minute_less_is_missed() -> None:
    made, missed = do_nothing(connecting(20)), do_nothing(connecting(21))
    assert cents(made) == {"aircraft_and_crew_delay": 20 * 1030}  # on time at the last stop
    assert cents(missed)["passenger_disruption"] == 3 * COSTS.disrupted_short_cents
    assert (made.kpis.misconnected_passengers, missed.kpis.misconnected_passengers) == (0, 3)


def test_a_missed_connection_that_was_to_be_protected_costs_more() -> None:
    day = connecting(21).happen(e.ConnectionProtected(at=EARLY, booking_id="B1"))
    assert cents(do_nothing(day))["passenger_disruption"] == 3 * (COSTS.disrupted_short_cents + COSTS.protected_connection_cents)


def test_a_booking_with_a_cancelled_flight_and_a_missed_connection_is_priced_once_and_is_not_called_misconnected() -> None:
    day = connecting(21)
    third = day.fly(3, "CCC", "DDD", "12:00", "13:00")
    day.book("B2", 2, flight(1, "AAA"), flight(2, "BBB"), third)
    scored = by_hand(day, c.CancelFlight(flight_id=third))
    assert cents(scored)["passenger_disruption"] == 5 * COSTS.disrupted_short_cents
    assert (scored.kpis.disrupted_passengers, scored.kpis.misconnected_passengers) == (5, 3)


def test_a_connection_from_a_flight_that_landed_late_counts_with_its_actual_time() -> None:
    day = connecting(0)
    first = flight(1, "AAA")
    day.happen(e.FlightDeparted(at=at("08:30"), flight_id=first), e.FlightArrived(at=at("09:25"), flight_id=first))
    assert do_nothing(day, now="09:30").kpis.misconnected_passengers == 3


def test_passengers_who_were_refunded_before_cost_nothing_more() -> None:
    day, first = one_flight()
    day.book("B1", 100, first).happen(e.PassengerRefunded(at=EARLY, booking_id="B1")).late(first, 60)
    assert cents(do_nothing(day)) == {"aircraft_and_crew_delay": 60 * 1030}


def test_refunding_passengers_does_not_make_a_cancellation_cheaper() -> None:
    day, first = one_flight()
    state = day.book("B1", 100, first).network()
    cancelled = by_hand(state, c.CancelFlight(flight_id=first))
    refunded = by_hand(state, c.CancelFlight(flight_id=first), c.RefundPassenger(booking_id="B1"))
    assert cents(refunded)["passenger_refunds"] == 100 * state.bookings["B1"].fare_cents
    assert refunded.cost.total.cents >= cancelled.cost.total.cents


def test_rebooked_passengers_are_late_against_the_flight_they_had() -> None:
    day = PaperDay().tail("N1", "AAA").tail("N2", "AAA")
    first, second = day.fly(1, "AAA", "BBB", "08:00", "10:00", "N1"), day.fly(2, "AAA", "BBB", "09:00", "11:00", "N2")
    state = day.book("B1", 10, first).network()
    scored = by_hand(state, c.RebookPassenger(booking_id="B1", flight_ids=(second,)))
    assert cents(scored) == {"passenger_delay": 10 * 505}


def test_every_flight_given_another_tail_costs_one_swap() -> None:
    day = PaperDay().tail("N1", "AAA").tail("N2", "AAA")
    first, second = day.fly(1, "AAA", "BBB", "08:00", "10:00", "N1"), day.fly(2, "AAA", "BBB", "09:00", "11:00", "N2")
    scored = by_hand(day, c.SwapAircraft(flight_id=first, tail="N2"), c.SwapAircraft(flight_id=second, tail="N1"))
    assert cents(scored) == {"aircraft_swaps": 2 * COSTS.aircraft_swap_cents}
    assert scored.kpis.aircraft_swaps == 2


def test_giving_a_tail_to_a_flight_that_had_none_is_no_swap() -> None:
    day = PaperDay().tail("N1", "AAA")
    first = day.fly(1, "AAA", "BBB", "08:00", "10:00")
    assert "aircraft_swaps" not in cents(by_hand(day, c.SwapAircraft(flight_id=first, tail="N1")))


def test_a_ferry_costs_its_block_time_and_can_bring_an_aircraft_where_it_was_planned() -> None:
    day, first = one_flight()
    ferry = c.ScheduleFlight(
        carrier="XX", number="900", origin="AAA", destination="BBB", std=at("12:00"), sta=at("13:00"), tail="N1", service="ferry"
    )
    scored = by_hand(day, c.CancelFlight(flight_id=first), ferry)
    assert cents(scored) == {
        "operating_cost_saved": -120 * COSTS.block_minute_saved_cents(150),
        "ferry": 60 * COSTS.ferry_block_minute_cents(150),
    }
    assert scored.kpis.ferry_flights == 1


def test_aircraft_of_one_family_may_end_the_day_in_one_another_s_place_but_families_may_not() -> None:
    for family, missing in (("A320", 0), ("E190", 2)):
        day = PaperDay().tail("N1", "AAA").tail("N2", "AAA", family=family)
        first, second = day.fly(1, "AAA", "BBB", "08:00", "09:00", "N1"), day.fly(2, "AAA", "CCC", "08:00", "09:00", "N2")
        state = day.network()
        planned = evaluate(state, do_nothing_plan(state, EARLY), now=EARLY)
        flown = {
            first: planned_flight(state, first, "N2"),
            second: planned_flight(state, second, "N1"),
        }
        _, kpis = price(state, flown)
        assert planned.kpis.tails_out_of_position == 0
        assert kpis.tails_out_of_position == missing


def planned_flight(state: NetworkState, flight_id: FlightId, tail: str) -> ProjectedFlight:
    one = as_flown_outcome(state, state)[flight_id]
    return one.model_copy(update={"tail": tail, "cancelled": False})


def test_crew_of_a_cancelled_flight_must_be_replaced_on_their_next() -> None:
    day = PaperDay().tail("N1", "AAA").tail("N2", "BBB")
    first, then = day.fly(1, "AAA", "BBB", "08:00", "10:00", "N1"), day.fly(2, "BBB", "AAA", "12:00", "14:00", "N2")
    state = day.crew("C1", first, then).crew("C2", first, then).network()
    scored = by_hand(state, c.CancelFlight(flight_id=first))
    assert cents(scored)["crew_replacement"] == 2 * COSTS.crew_replacement_cents
    assert scored.kpis.crew_changes == 2
    both = by_hand(state, c.CancelFlight(flight_id=first), c.CancelFlight(flight_id=then))
    assert "crew_replacement" not in cents(both)


def test_crew_who_cannot_work_when_their_flight_leaves_must_be_replaced() -> None:
    for end, replaced in (("08:00", 0), ("08:01", 1)):
        day, first = one_flight()
        day.crew("C1", first).happen(e.CrewReportedUnavailable(at=EARLY, crew_id="C1", start=EARLY, end=at(end)))
        assert do_nothing(day).kpis.crew_changes == replaced


def test_stranded_passengers_are_those_for_whom_no_later_seat_is_left() -> None:
    day = PaperDay(horizon_end=at("20:00")).tail("N1", "AAA", seats=100).tail("N2", "AAA", seats=100).tail("N3", "AAA", seats=100)
    lost = day.fly(1, "AAA", "BBB", "10:00", "11:00", "N1")
    before = day.fly(2, "AAA", "BBB", "09:00", "10:00", "N2")
    later = day.fly(3, "AAA", "BBB", "15:00", "16:00", "N3")
    too_late = day.fly(4, "AAA", "BBB", "19:30", "20:30")
    day.book("B1", 90, lost).book("B2", 10, before).book("B3", 70, later).book("B4", 1, too_late)
    # Thirty of the ninety find a seat at 15:00; the 09:00 leaves before they could, the 19:30 lands after the horizon.
    assert by_hand(day, c.CancelFlight(flight_id=lost)).kpis.stranded_passengers == 60


def test_passengers_who_miss_a_connection_wait_where_it_was_and_their_seats_onward_are_free_for_others() -> None:
    day = connecting(21).tail("N3", "BBB")
    later = day.fly(3, "BBB", "CCC", "15:00", "16:00", "N3")
    day.book("B9", 149, later)
    assert do_nothing(day).kpis.stranded_passengers == 2  # three miss it, one seat is left at 15:00


def test_what_really_happened_is_priced_like_a_plan() -> None:
    day = PaperDay().tail("N1", "AAA", seats=150).tail("N2", "BBB", seats=150)
    first, second = day.fly(1, "AAA", "BBB", "08:00", "10:00", "N1"), day.fly(2, "BBB", "AAA", "12:00", "14:00", "N2")
    never = day.fly(3, "BBB", "CCC", "11:00", "12:00", "N1")
    base = day.book("B1", 10, first).book("B2", 20, second).book("B3", 30, never).network()
    day.happen(
        e.FlightDeparted(at=at("08:30"), flight_id=first),
        e.FlightArrived(at=at("11:00"), flight_id=first),
        e.FlightDeparted(at=at("12:00"), flight_id=second),
    )
    flown = day.network()
    outcome = as_flown_outcome(base, flown)
    cost, kpis = price(base, outcome, after=flown)
    assert {name: money.cents for name, money in cost.components.items() if money.cents} == {
        "passenger_delay": 10 * 505,  # landed an hour late
        "passenger_disruption": 30 * COSTS.disrupted_short_cents,
        "aircraft_and_crew_delay": 30 * 1030,  # left half an hour late
        "operating_cost_saved": -60 * COSTS.block_minute_saved_cents(150),
        "out_of_position": COSTS.out_of_position_cents,  # N1 was to end at CCC
    }
    assert (kpis.flights, kpis.cancelled_flights) == (3, 1)


def test_flights_that_have_arrived_are_not_in_the_price() -> None:
    day, first = one_flight()
    day.book("B1", 100, first)
    day.happen(e.FlightDeparted(at=at("09:00"), flight_id=first), e.FlightArrived(at=at("11:00"), flight_id=first))
    scored = do_nothing(day, now="11:00")
    assert scored.cost.total.cents == 0
    assert scored.kpis.flights == 0


def test_an_outcome_that_leaves_a_flight_out_is_refused_by_name() -> None:
    day, first = one_flight()
    with pytest.raises(ValueError, match=f"'{first}'"):
        price(day.network(), {})
