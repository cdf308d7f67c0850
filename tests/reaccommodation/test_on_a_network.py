"""Re-accommodation on paper networks: what is asked of the solver, what comes back, and what holds on every day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain import events as e
from domain.apply import fold
from domain.commands import CancelFlight, CareForPassengers, Operation, RebookPassenger, RefundPassenger, SplitBooking
from domain.decide import decide_all
from domain.ids import BookingId, CarrierCode, FlightId
from domain.network import Cabin, NetworkState
from domain.plans import Plan
from knowledge.airline.care_policy import care_policy
from knowledge.airline.costs import cost_parameters
from knowledge.airline.reaccommodation_policy import reaccommodation_policy
from tests.evaluation.paper_day import DAY, EARLY, PaperDay, at, flight, generated_network
from tools.delay_propagation.propagation import propagate
from tools.delay_propagation.standing import standing_constraints
from tools.plan_evaluation.evaluation import evaluate
from tools.plan_evaluation.journeys import follow_journeys
from tools.plan_evaluation.pricing import considered_flights
from tools.reaccommodation.from_network import NetworkProblem, Prices, network_problem
from tools.reaccommodation.tool import ReaccommodationReport, reaccommodation
from tools.spec import ToolContext, ToolRetry

PRICES = Prices(costs=cost_parameters(), policy=reaccommodation_policy(), care=care_policy(), seats={})
OPEN_LINES = ("passenger_rebooking", "passenger_refunds", "passenger_care")
"""Components that only answered bookings have."""


def book(day: PaperDay, name: str, people: int, *flights: FlightId, **about: Any) -> PaperDay:
    """A booking of 100.00 a head, with whatever else is to be said of its people."""
    booked = e.BookingCreated(
        at=DAY, booking_id=BookingId(name), passengers=people, flight_ids=flights, fare_cents=10_000, **about
    )
    return day.happen(booked)


def further(
    day: PaperDay,
    number: int,
    origin: str,
    destination: str,
    departs: datetime,
    seats: int,
    *,
    carrier: str = "XX",
    planned: bool = False,
) -> FlightId:
    """A departure an hour long that offers so many seats: one of another carrier's in the `planned` day, or beyond it."""
    name = flight(number, origin, carrier)
    day.happen(
        e.FlightScheduled(
            at=DAY,
            flight_id=name,
            carrier=CarrierCode(carrier),
            number=str(number),
            origin=origin,
            destination=destination,
            std=departs,
            sta=departs + timedelta(hours=1),
            further=not planned,
            seats_offered=seats,
        )
    )
    return name


def settled(state: NetworkState, *operations: Operation, now: datetime = EARLY, **asked: Any) -> ReaccommodationReport:
    """What the tool says of a plan."""
    return reaccommodation.run(
        ToolContext(state=state, now=now),
        {"operations": [one.model_dump(mode="json") for one in operations], "budget_s": 60, **asked},
    )


def ends(report: ReaccommodationReport) -> dict[str, tuple[str, ...] | str]:
    """The flights of each booking that is seated; of others the word."""
    return {str(one.booking_id): one.flight_ids or one.outcome for one in report.bookings}


def with_all(state: NetworkState, report: ReaccommodationReport, *plan: Operation, now: datetime = EARLY) -> NetworkState:
    """The network with the plan and everything that settles its passengers."""
    return decide_all(state, (*plan, *report.operations), now=now)[1]


def oversold(before: NetworkState, after: NetworkState) -> list[FlightId]:
    """Departures with fewer than no seats left that had some before."""
    departures = (*after.flights.values(), *after.further_flights.values())
    return [
        one.flight_id
        for one in departures
        if (one.tail is not None or one.seats_offered is not None) and after.free_seats(one) < min(0, before.free_seats(one))
    ]


def asked_of_the_solver(
    state: NetworkState, *plan: Operation, backwards: bool = False, seats: Mapping[FlightId, tuple[int, ...]] | None = None
) -> NetworkProblem:
    """The problem that the tool makes of a plan."""
    after = decide_all(state, plan, now=EARLY)[1]
    projected = propagate(after, now=EARLY, constraints=standing_constraints(after, EARLY, schedule=state)).flights
    broken = follow_journeys(state, after, considered_flights(state, after), projected, PRICES.costs).broken
    prices = replace(PRICES, seats=seats or {})
    return network_problem(state, after, projected, broken[::-1] if backwards else broken, prices, now=EARLY)


def hub() -> tuple[PaperDay, FlightId, FlightId]:
    """From AAA over HUB to CCC; the second flight leaves HUB at 12:00."""
    day = PaperDay().airport("AAA").airport("HUB").airport("CCC").tail("N1", "AAA").tail("N2", "HUB")
    return day, day.fly(1, "AAA", "HUB", "08:00", "10:00", "N1"), day.fly(2, "HUB", "CCC", "12:00", "13:00", "N2")


def test_a_connection_broken_at_a_hub_keeps_the_first_flight() -> None:
    day, first, onward = hub()
    later = further(day, 3, "HUB", "CCC", at("18:00"), 9)
    further(day, 4, "AAA", "CCC", at("06:00"), 9)
    report = settled(book(day, "B1", 2, first, onward).network(), CancelFlight(flight_id=onward))
    assert ends(report) == {"B1": (first, later)}
    assert (report.bookings[0].stuck_at, report.bookings[0].late_min) == ("HUB", 360)


def test_people_in_the_air_keep_their_flight_and_go_on_from_where_it_lands() -> None:
    day, first, onward = hub()
    day.happen(e.FlightDeparted(at=at("08:00"), flight_id=first))
    later = further(day, 3, "HUB", "CCC", at("18:00"), 9)
    state = book(day, "B1", 2, first, onward).network()
    report = settled(state, CancelFlight(flight_id=onward), now=at("09:00"))
    assert ends(report) == {"B1": (later,)}
    assert with_all(state, report, CancelFlight(flight_id=onward), now=at("09:00")).bookings["B1"].status == "rebooked"


def test_a_departure_sooner_than_people_can_be_told_of_it_is_not_offered() -> None:
    for minute, outcome in ((44, "refund"), (45, "seat")):
        day = PaperDay().airport("AAA").airport("BBB").tail("N1", "AAA")
        lost = day.fly(1, "AAA", "BBB", "05:10", "06:10", "N1")
        further(day, 2, "AAA", "BBB", EARLY + timedelta(minutes=minute), 9)
        report = settled(book(day, "B1", 1, lost).network(), CancelFlight(flight_id=lost))
        assert report.bookings[0].outcome == outcome


def test_a_family_without_seats_together_is_not_parted_and_individuals_are() -> None:
    for party, seated in (("family", 0), ("individuals", 3), ("group", 3)):
        day = PaperDay().airport("AAA").airport("BBB").tail("N1", "AAA")
        lost = day.fly(1, "AAA", "BBB", "08:00", "09:00", "N1")
        further(day, 2, "AAA", "BBB", at("12:00"), 3)
        state = book(day, "B1", 4, lost, party=party).network()
        report = settled(state, CancelFlight(flight_id=lost))
        assert (report.seated, report.refunded) == (seated, 4 - seated)
        assert any(isinstance(one, SplitBooking) for one in report.operations) == bool(seated)
        assert all(not one.agreed for one in report.operations if isinstance(one, SplitBooking))


def test_a_booking_that_was_split_before_is_split_again_under_a_new_name() -> None:
    day = PaperDay().airport("AAA").airport("BBB").tail("N1", "AAA")
    lost = day.fly(1, "AAA", "BBB", "08:00", "09:00", "N1")
    further(day, 2, "AAA", "BBB", at("12:00"), 3)
    book(day, "B1", 6, lost, party="individuals").happen(
        e.BookingSplit(at=DAY, booking_id=BookingId("B1"), part_id=BookingId("B1/2"), passengers=2)
    )
    state = day.network()
    report = settled(state, CancelFlight(flight_id=lost))
    assert (report.seated, report.refunded) == (3, 3)
    assert sum(one.passengers for one in with_all(state, report, CancelFlight(flight_id=lost)).bookings.values()) == 6


def test_whoever_was_to_come_back_to_where_they_are_has_the_money_back_and_no_tour() -> None:
    day = PaperDay().airport("AAA").airport("BBB").tail("N1", "AAA")
    out, back = day.fly(1, "AAA", "BBB", "08:00", "09:00", "N1"), day.fly(2, "BBB", "AAA", "12:00", "13:00", "N1")
    further(day, 3, "AAA", "BBB", at("14:00"), 9)
    further(day, 4, "BBB", "AAA", at("17:00"), 9)
    report = settled(book(day, "B1", 1, out, back).network(), CancelFlight(flight_id=out), CancelFlight(flight_id=back))
    assert ends(report) == {"B1": "refund"}


def test_nobody_has_the_money_back_because_the_only_seat_is_dear() -> None:
    day = PaperDay().airport("AAA").airport("BBB").tail("N1", "AAA")
    lost = day.fly(1, "AAA", "BBB", "08:00", "09:00", "N1")
    theirs = further(day, 2, "AAA", "BBB", at("09:00", day=1), 1, carrier="ZZ")
    day.happen(e.BookingCreated(at=DAY, booking_id=BookingId("B1"), passengers=1, flight_ids=(lost,), fare_cents=90_000_00))
    state = day.network()
    (group,) = asked_of_the_solver(state, CancelFlight(flight_id=lost)).problem.groups
    assert group.left_behind_cents > max(option.cost_cents for option in group.options)
    assert ends(settled(state, CancelFlight(flight_id=lost))) == {"B1": (theirs,)}


def test_a_journey_of_more_flights_than_an_itinerary_holds_is_not_offered() -> None:
    day = PaperDay()
    for code in ("AAA", "BBB", "CCC", "DDD", "EEE", "FFF"):
        day.airport(code)
    first = day.fly(1, "AAA", "BBB", "06:30", "07:30", "N1") if day.tail("N1", "AAA") else None
    second = day.fly(2, "BBB", "CCC", "09:00", "10:00", "N1")
    lost = day.fly(3, "CCC", "FFF", "11:00", "12:00", "N1")
    assert first is not None
    for number, (origin, destination, hour) in enumerate((("CCC", "DDD", 12), ("DDD", "EEE", 14), ("EEE", "FFF", 16)), start=4):
        further(day, number, origin, destination, at(f"{hour}:00"), 9)
    book(day, "B1", 1, first, second, lost)
    book(day, "B2", 1, second, lost)
    report = settled(day.network(), CancelFlight(flight_id=lost))
    assert ends(report) == {"B1": "refund", "B2": (second, flight(4, "CCC"), flight(5, "DDD"), flight(6, "EEE"))}


def test_a_connection_that_only_an_expected_delay_makes_possible_is_not_offered() -> None:
    # N3 is on the ground until 14:00, so its 09:30 is expected then; on record it leaves before people from AAA are there.
    day, first, onward = hub()
    day.tail("N3", "HUB", ready=at("14:00"))
    day.fly(3, "HUB", "CCC", "09:30", "10:30", "N3")
    later = further(day, 4, "HUB", "CCC", at("20:00"), 9)
    report = settled(book(day, "B1", 1, first, onward).network(), CancelFlight(flight_id=onward))
    assert ends(report) == {"B1": (first, later)}


@pytest.mark.parametrize(("first", "gives_way"), [("B1", "B2"), ("B2", "B1")])
def test_people_who_wait_for_one_anothers_seats_do_not_stop_everything_and_the_first_do_not_give_way(
    first: str, gives_way: str
) -> None:
    # B1 can only be at HUB for the 15:00, whose one seat B2 has; B2 is there for the 12:00, whose one seat B1 has.
    day = PaperDay().airport("AAA").airport("BBB").airport("HUB").airport("CCC")
    day.tail("N1", "AAA").tail("N2", "BBB").tail("N3", "HUB", seats=1).tail("N4", "HUB", seats=1)
    lost = day.fly(1, "AAA", "HUB", "08:00", "11:00", "N1"), day.fly(2, "BBB", "HUB", "09:00", "14:00", "N2")
    early, late = day.fly(3, "HUB", "CCC", "12:00", "13:00", "N3"), day.fly(4, "HUB", "CCC", "15:00", "16:00", "N4")
    further(day, 5, "AAA", "HUB", at("12:30"), 1)
    further(day, 6, "BBB", "HUB", at("09:30"), 1)
    book(day, "B1", 1, lost[0], early, reduced_mobility=first == "B1")
    book(day, "B2", 1, lost[1], late, reduced_mobility=first == "B2")
    state, plan = day.network(), tuple(CancelFlight(flight_id=one) for one in lost)
    report = settled(state, *plan)
    assert ends(report)[gives_way] == "refund"
    assert ends(report)[first] != "refund"
    assert oversold(state, with_all(state, report, *plan)) == []


def test_who_is_refunded_at_home_is_not_put_in_a_hotel_and_who_is_refunded_on_the_way_is() -> None:
    for left, hotels in ((False, 0), (True, 1)):
        day, first, onward = hub()
        day.happen(_hotel("HUB", 5))
        if left:
            day.happen(e.FlightDeparted(at=at("08:00"), flight_id=first), e.FlightArrived(at=at("10:00"), flight_id=first))
        late = day.fly(5, "HUB", "CCC", "20:00", "21:00", "N2")
        state = book(day, "B1", 2, first, late).network()
        now = at("17:00") if left else EARLY
        report = settled(state, CancelFlight(flight_id=late), now=now)
        assert ends(report) == {"B1": "refund"}
        rooms = [one for one in report.operations if isinstance(one, CareForPassengers) and one.hotel is not None]
        assert len(rooms) == hotels
        assert onward not in report.bookings[0].flight_ids


def _hotel(airport: str, rooms: int) -> e.HotelContracted:
    return e.HotelContracted(
        at=DAY,
        hotel_id=f"{airport}-H01",
        airport=airport,
        name="Inn",
        rooms=rooms,
        rate_cents=9_000,
        transfer_cents=500,
        distance_km=3,
        stars=3,
        step_free_rooms=1,
    )


def test_what_a_seat_is_worth_to_sale_and_what_passengers_wish_decide_between_equal_seats() -> None:
    day = PaperDay().airport("AAA").airport("BBB").airport("CCC").tail("N1", "AAA")
    lost = day.fly(1, "AAA", "BBB", "08:00", "09:00", "N1")
    one, other = further(day, 2, "AAA", "BBB", at("12:00"), 1), further(day, 3, "AAA", "BBB", at("12:00"), 1)
    state = book(day, "B1", 1, lost).network()
    for dear, taken in ((one, other), (other, one)):
        prices = [{"flight_id": dear, "cents_per_seat": 5_000, "source": "revenue", "reason": "sells late"}]
        assert ends(settled(state, CancelFlight(flight_id=lost), seat_prices=prices)) == {"B1": (taken,)}


def sold_at(name: FlightId, *cents: int) -> dict[str, Any]:
    """What sale loses by the first seat of a flight given away, the second, ..."""
    return {"flight_id": name, "cents_per_seat": cents[0], "rising_cents": cents[1:], "source": "revenue", "reason": "sells late"}


@pytest.mark.parametrize(("prices", "early", "displaced"), [((0,), 2, 0), ((0, 90_000), 1, 0), ((90_000,), 0, 0)])
def test_as_many_take_the_better_flight_as_its_seats_are_worth_less_to_sale_than_the_wait(
    prices: tuple[int, ...], early: int, displaced: int
) -> None:
    day = PaperDay().airport("AAA").airport("BBB").tail("N1", "AAA")
    lost = day.fly(1, "AAA", "BBB", "08:00", "09:00", "N1")
    soon, late = further(day, 2, "AAA", "BBB", at("12:00"), 2), further(day, 3, "AAA", "BBB", at("14:00"), 2)
    state = book(book(day, "B1", 1, lost), "B2", 1, lost).network()
    report = settled(state, CancelFlight(flight_id=lost), seat_prices=[sold_at(soon, *prices)])
    assert Counter(ends(report).values()) == Counter({(soon,): early, (late,): 2 - early})
    assert report.displaced.cents == displaced


def test_dear_seats_are_given_where_there_are_no_others_and_what_sale_loses_is_told_beside_the_totals() -> None:
    day = PaperDay().airport("AAA").airport("BBB").tail("N1", "AAA")
    lost = day.fly(1, "AAA", "BBB", "08:00", "09:00", "N1")
    soon = further(day, 2, "AAA", "BBB", at("12:00"), 3)
    state = book(book(day, "B1", 2, lost), "B2", 1, lost).network()
    report = settled(state, CancelFlight(flight_id=lost), seat_prices=[sold_at(soon, 30_000, 70_000, 2_000_000)])
    without = settled(state, CancelFlight(flight_id=lost), seat_prices=[])
    assert (report.seated, report.displaced.cents, without.displaced.cents) == (3, 2_100_000, 0)
    assert {str(one.booking_id): one.won_back.cents for one in report.bookings} == {"B1": 2_070_000, "B2": 2_000_000}
    assert report.totals == without.totals


def test_seats_that_disrupted_people_leave_or_keep_displace_nobody() -> None:
    day, first, onward = hub()
    earlier = further(day, 3, "AAA", "HUB", at("08:30"), 2)
    other = further(day, 4, "HUB", "CCC", at("09:00"), 9)
    book(day, "B1", 2, first, onward)
    state = book(day, "B2", 1, other).network()
    lost = CancelFlight(flight_id=first)
    report = settled(state, lost, seat_prices=[sold_at(onward, 10_000, 20_000)])
    assert (ends(report), report.displaced.cents) == ({"B1": (earlier, onward)}, 0)
    # The plan itself puts B2 on the flight: that took the first seat beyond those sold, the two of B1 are still theirs.
    moved = RebookPassenger(booking_id=BookingId("B2"), flight_ids=(onward,))
    found = asked_of_the_solver(state, lost, moved, seats={onward: (10_000, 20_000)})
    (leg,) = (one for one in found.problem.legs if one.leg_id == onward)
    assert leg.seat_cents == (0, 0, 20_000)


def test_the_plans_own_rebookings_took_the_cheap_seats_already() -> None:
    day = PaperDay().airport("AAA").airport("BBB").tail("N1", "AAA")
    lost = day.fly(1, "AAA", "BBB", "08:00", "09:00", "N1")
    soon = further(day, 2, "AAA", "BBB", at("12:00"), 3)
    state = book(book(day, "B1", 2, lost), "B2", 1, lost).network()
    plan = (CancelFlight(flight_id=lost), RebookPassenger(booking_id=BookingId("B1"), flight_ids=(soon,)))
    report = settled(state, *plan, seat_prices=[sold_at(soon, 100, 200, 300)])
    assert (ends(report), report.displaced.cents) == ({"B2": (soon,)}, 300)


def test_a_direct_flight_somewhat_later_suits_those_who_asked_for_one() -> None:
    for wished in (False, True):
        day = PaperDay().airport("AAA").airport("HUB").airport("BBB").tail("N1", "AAA")
        lost = day.fly(1, "AAA", "BBB", "08:00", "09:00", "N1")
        changing = further(day, 2, "AAA", "HUB", at("09:00"), 9), further(day, 3, "HUB", "BBB", at("10:50"), 9)
        direct = further(day, 4, "AAA", "BBB", at("11:10"), 9)
        state = book(day, "B1", 1, lost, preferences={"direct_only": wished}).network()
        assert ends(settled(state, CancelFlight(flight_id=lost))) == {"B1": (direct,) if wished else changing}


def day_with_cabins(first: int, economy: int) -> tuple[PaperDay, FlightId, FlightId, FlightId]:
    """AAA-BBB at eight and at noon on tails with so many seats in each cabin, and another carrier's at two in the afternoon."""
    day = PaperDay().airport("AAA").airport("BBB").tail("N1", "AAA", seats=10).tail("N2", "AAA", seats=10)
    lost, next_one = (
        day.fly(number, "AAA", "BBB", leaves, lands, tail)
        for number, leaves, lands, tail in ((1, "08:00", "09:00", "N1"), (2, "12:00", "13:00", "N2"))
    )
    cabins = (("first", first), ("economy", economy))
    day.events = [
        one.model_copy(update={"cabins": cabins}) if isinstance(one, e.AircraftRegistered) else one for one in day.events
    ]
    return day, lost, next_one, further(day, 3, "AAA", "BBB", at("14:00"), 9, carrier="ZZ", planned=True)


@pytest.mark.parametrize(
    ("cabin", "first", "economy", "given"),
    [("first", 2, 8, None), ("economy", 2, 8, None), ("economy", 10, 0, "first"), ("first", 0, 10, "economy")],
)
def test_people_travel_in_their_cabin_if_they_can_else_in_a_higher_or_a_lower_one(
    cabin: Cabin, first: int, economy: int, given: Cabin | None
) -> None:
    day, lost, next_one, _ = day_with_cabins(first, economy)
    state = book(day, "B1", 2, lost, cabin=cabin).network()
    report = settled(state, CancelFlight(flight_id=lost))
    (moved,) = (one for one in report.operations if isinstance(one, RebookPassenger))
    assert (moved.flight_ids, moved.cabin) == ((next_one,), given)
    back = state.bookings[BookingId("B1")].fare_cents * 2 // 2 if given == "economy" else 0
    assert report.totals["passenger_refunds"].cents == back


def test_another_carriers_seat_is_taken_before_a_full_cabin_is_oversold() -> None:
    day, lost, next_one, theirs = day_with_cabins(0, 2)
    book(day, "full", 2, next_one)
    state = book(day, "B1", 2, lost).network()
    assert ends(settled(state, CancelFlight(flight_id=lost))) == {"B1": (theirs,)}


def test_when_nobody_is_disrupted_nothing_is_done() -> None:
    day, first, onward = hub()
    report = settled(book(day, "B1", 2, first, onward).network())
    assert (report.operations, report.bookings, report.solver.status) == ((), (), "not_run")


def test_a_plan_that_cannot_be_carried_out_is_refused_by_name() -> None:
    day, _, _ = hub()
    with pytest.raises(ToolRetry) as refused:
        settled(day.network(), CancelFlight(flight_id=flight(77, "AAA")))
    assert "XX77" in str(refused.value.faults)


def test_the_order_in_which_the_network_names_people_changes_nothing() -> None:
    state, plan = _trouble(3)
    assert asked_of_the_solver(state, *plan).problem == asked_of_the_solver(state, *plan, backwards=True).problem


def test_a_booking_that_the_plan_moved_and_that_breaks_again_is_settled_once() -> None:
    day, first, onward = hub()
    direct = further(day, 9, "AAA", "CCC", at("15:00"), 9)
    lost = day.fly(3, "AAA", "CCC", "08:00", "09:00")
    state = book(day, "B1", 2, lost).network()
    plan: tuple[Operation, ...] = (
        CancelFlight(flight_id=lost),
        RebookPassenger(booking_id=BookingId("B1"), flight_ids=(first, onward)),
        CancelFlight(flight_id=onward),
    )
    assert ends(settled(state, *plan)) == {"B1": "refund"}  # AAA to HUB is kept, and nothing leads on from there
    assert direct in state.further_flights
    report = settled(state, *plan)
    assert {name: money.cents for name, money in report.totals.items() if money.cents} == {
        "passenger_disruption": 2 * PRICES.costs.lost_trip(222, 10_000),
        "passenger_refunds": 2 * 10_000,
    }


def test_whom_the_plan_itself_moved_is_not_among_the_settled_nor_in_their_totals() -> None:
    day = PaperDay().airport("AAA").airport("BBB").tail("N1", "AAA")
    lost = day.fly(1, "AAA", "BBB", "08:00", "09:00", "N1")
    theirs = further(day, 2, "AAA", "BBB", at("12:00"), 1, carrier="ZZ", planned=True)
    state = book(book(day, "B1", 1, lost), "B2", 1, lost).network()
    plan: tuple[Operation, ...] = (
        CancelFlight(flight_id=lost),
        RebookPassenger(booking_id=BookingId("B1"), flight_ids=(theirs,)),
    )
    report = settled(state, *plan)
    assert ends(report) == {"B2": "refund"}
    assert report.totals["passenger_rebooking"].cents == 0


# --- what holds on every day ----------------------------------------------------------------------------------------


def _trouble(seed: int) -> tuple[NetworkState, tuple[Operation, ...]]:
    """A generated day with some flights cancelled; people of every kind, few seats left elsewhere, few rooms."""
    chance = Random(seed)
    state = generated_network(5, 4, seed=seed, stations=3, bookings_per_flight=4)
    ours = sorted(state.own_flights(), key=lambda one: one.flight_id)
    happened: list[e.Event] = [_hotel(code, chance.randint(0, 12)) for code in sorted(state.airports)]
    for number, one in enumerate(ours):
        kinds: list[dict[str, Any]] = [
            {"party": "individuals", "tier": "platinum"},
            {"party": "group", "tier": "gold"},
            {"reduced_mobility": True},
            {"unaccompanied_minor": True},
        ]
        for kind in kinds[: chance.randint(0, 4)]:
            people = 1 if "unaccompanied_minor" in kind else chance.randint(1, 5)
            happened.append(
                e.BookingCreated(
                    at=DAY,
                    booking_id=BookingId(f"K{number}-{len(happened)}"),
                    passengers=people,
                    flight_ids=(one.flight_id,),
                    fare_cents=chance.randint(5_000, 40_000),
                    **kind,
                )
            )
        if chance.random() < 0.6:
            happened.append(
                e.FlightScheduled(
                    at=DAY,
                    flight_id=FlightId(f"ZZ{number}/further"),
                    carrier=CarrierCode(chance.choice(("XX", "ZZ"))),
                    number=str(number),
                    origin=one.origin,
                    destination=one.destination,
                    std=one.std + timedelta(hours=chance.choice((2, 9, 24))),
                    sta=one.sta + timedelta(hours=chance.choice((9, 24))) + timedelta(hours=2),
                    further=True,
                    seats_offered=chance.randint(0, 12),
                )
            )
    state = fold(state, happened)
    lost = chance.sample(ours, min(len(ours), chance.randint(1, 6)))
    return state, tuple(CancelFlight(flight_id=one.flight_id) for one in lost)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 100_000))
def test_everybody_ends_once_with_a_seat_or_the_money_and_no_seat_or_room_is_given_twice(seed: int) -> None:
    state, plan = _trouble(seed)
    report = settled(state, *plan)
    before = decide_all(state, plan, now=EARLY)[1]
    final = with_all(state, report, *plan)

    assert oversold(before, final) == []
    assert all(one.taken <= one.rooms for one in final.hotels.values())
    assert sum(one.passengers for one in final.bookings.values()) == sum(one.passengers for one in state.bookings.values())
    moved = {one.booking_id for one in report.operations if isinstance(one, RebookPassenger)}
    repaid = {one.booking_id for one in report.operations if isinstance(one, RefundPassenger)}
    assert not moved & repaid
    assert moved == {one.booking_id for one in report.bookings if one.outcome == "seat"}
    assert repaid == {one.booking_id for one in report.bookings if one.outcome == "refund"}
    assert {one.booking_id for one in final.bookings.values() if one.status == "disrupted"} == set()
    assert all(one.why for one in report.bookings)
    parts = Counter(one.part_of or one.booking_id for one in report.bookings)
    assert all(parts[one.booking_id] == 1 for one in report.bookings if one.party == "family")
    assert report == settled(state, *plan).model_copy(
        update={"solver": report.solver}  # of which the runtime differs
    )


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 100_000))
def test_the_lines_of_the_settled_are_what_their_part_of_the_plan_costs(seed: int) -> None:
    state, plan = _trouble(seed)
    report = settled(state, *plan)
    without, whole = (_costs(state, operations) for operations in (plan, (*plan, *report.operations)))
    lines: Counter[str] = Counter()
    for one in report.bookings:
        lines.update({name: money.cents for name, money in one.lines.items()})
    assert {name: money.cents for name, money in report.totals.items()} == dict(lines)
    assert {name: whole[name] for name in OPEN_LINES} == {name: lines[name] for name in OPEN_LINES}
    average = _average_of_the_broken(state, plan)
    assert whole["passenger_disruption"] - without["passenger_disruption"] == lines["passenger_disruption"] - average
    assert whole["passenger_delay"] - without["passenger_delay"] == lines["passenger_delay"]


def _costs(state: NetworkState, operations: tuple[Operation, ...]) -> dict[str, int]:
    plan = Plan(label="by hand", kind="hand_made", base_version=state.version, operations=operations)
    return {name: money.cents for name, money in evaluate(state, plan, now=EARLY).cost.components.items()}


def _average_of_the_broken(state: NetworkState, plan: tuple[Operation, ...]) -> int:
    """What the disrupted cost before they are settled, from the words of the price list."""
    problem = asked_of_the_solver(state, *plan)
    airports = state.airports
    total = 0
    for one in problem.stuck.values():
        booking = one.journey.booking
        start, end = (
            airports[state.departure(booking.flight_ids[0]).origin],
            airports[state.departure(booking.flight_ids[-1]).destination],
        )
        km = abs(start.latitude - end.latitude) * 111.195  # all on one meridian
        total += booking.passengers * PRICES.costs.disrupted_passenger_cents(km)
    return total
