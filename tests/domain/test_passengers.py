"""Passengers: where they are, what they may be moved to, how they are parted, cared for and paid back."""

import json
from typing import Any

import pytest

from domain import commands as c
from domain import events as e
from domain.apply import apply, fold
from domain.decide import decide_all
from domain.events import EVENT
from domain.faults import Refused
from domain.network import Booking, NetworkState
from tests.domain.paper_network import MIDNIGHT, at, leg, opening, paper_network

NOW = at(7)
THEIRS = "YY9/2026-03-02/AAA"
TOMORROW = "XX1/2026-03-03/AAA"


def faults_of(state: NetworkState, *commands: c.Command) -> dict[str, str]:
    with pytest.raises(Refused) as refusal:
        decide_all(state, commands, now=NOW)
    return {fault.field: fault.message for fault in refusal.value.faults}


def after(state: NetworkState, *commands: c.Command) -> NetworkState:
    return decide_all(state, commands, now=NOW)[1]


def offering(seats: int) -> NetworkState:
    """XX1 is cancelled; YY9 goes where it went, at the same hour, and so does a flight of the next day with two seats."""
    return fold(
        paper_network(),
        [
            e.BookingCreated(at=MIDNIGHT, booking_id="B3", passengers=2, flight_ids=(leg(1, "AAA"),), fare_cents=12_000),
            e.FlightCancelled(at=NOW, flight_id=leg(1, "AAA"), delay_code="71"),
            e.SeatsOffered(at=NOW, flight_id=THEIRS, seats=seats),
            e.FlightScheduled(
                at=NOW,
                flight_id=TOMORROW,
                carrier="XX",
                number="1",
                origin="AAA",
                destination="BBB",
                std=at(8).replace(day=3),
                sta=at(9).replace(day=3),
                further=True,
                seats_offered=2,
            ),
        ],
    )


def hotel(state: NetworkState, rooms: int) -> NetworkState:
    return apply(
        state,
        e.HotelContracted(
            at=NOW,
            hotel_id="AAA-H01",
            airport="AAA",
            name="Inn",
            rooms=rooms,
            rate_cents=9_000,
            transfer_cents=500,
            distance_km=2,
            stars=3,
        ),
    )


def to(flight_id: str, booking_id: str = "B3") -> c.RebookPassenger:
    return c.RebookPassenger(booking_id=booking_id, flight_ids=(flight_id,))


def test_another_carriers_flight_takes_people_only_where_it_offers_seats() -> None:
    untold = apply(paper_network(), e.FlightCancelled(at=NOW, flight_id=leg(1, "AAA"), delay_code="71"))
    assert "offers no seats" in faults_of(untold, to(THEIRS, "B1"))["flight_ids[0]"]


def test_another_carriers_flight_takes_as_many_as_it_offers_and_not_one_more() -> None:
    assert after(offering(2), to(THEIRS)).bookings["B3"].flight_ids == (THEIRS,)
    assert faults_of(offering(1), to(THEIRS))["flight_ids"] == f"{THEIRS!r} has 1 free seats, 2 are needed."


def test_seats_taken_on_a_later_day_are_gone_for_the_next_who_ask() -> None:
    state = apply(offering(0), e.BookingCreated(at=NOW, booking_id="B4", passengers=1, flight_ids=(leg(1, "AAA"),), fare_cents=1))
    moved = after(state, to(TOMORROW))
    assert moved.bookings["B3"].status == "rebooked"
    assert moved.free_seats(moved.departure(TOMORROW)) == 0
    assert "operations[1].flight_ids" in faults_of(state, to(TOMORROW), to(TOMORROW, "B4"))


def test_nobody_is_put_on_a_departure_that_is_not_known() -> None:
    assert "is not known" in faults_of(offering(9), to("ZZ1/2026-03-02/AAA"))["flight_ids[0]"]


def booked_as(party: str) -> NetworkState:
    return apply(
        paper_network(),
        e.BookingCreated(at=NOW, booking_id="B9", passengers=4, flight_ids=(leg(1, "AAA"),), fare_cents=100, party=party),
    )


def test_a_family_is_parted_only_when_it_agrees() -> None:
    split = c.SplitBooking(booking_id="B9", part_id="B9/2", passengers=3)
    assert "is a family" in faults_of(booked_as("family"), split)["agreed"]
    agreed = after(booked_as("family"), split.model_copy(update={"agreed": True}))
    assert (agreed.bookings["B9"].passengers, agreed.bookings["B9/2"].passengers) == (1, 3)


@pytest.mark.parametrize("party", ["group", "individuals"])
def test_others_are_parted_without_being_asked_and_nobody_is_lost(party: str) -> None:
    state = booked_as(party)
    parted = after(state, c.SplitBooking(booking_id="B9", part_id="B9/2", passengers=1))
    assert parted.passengers_on(leg(1, "AAA")) == state.passengers_on(leg(1, "AAA"))
    assert (parted.bookings["B9"].passengers, parted.bookings["B9/2"].part_of) == (3, "B9")


def test_both_sides_of_a_split_have_somebody_and_a_name_of_their_own() -> None:
    whole = c.SplitBooking(booking_id="B9", part_id="B1", passengers=4)
    assert set(faults_of(booked_as("group"), whole)) == {"passengers", "part_id"}


def test_rooms_are_given_as_long_as_there_are_any() -> None:
    state = hotel(offering(0), rooms=1)
    room = c.CareForPassengers(booking_id="B3", airport="AAA", hotel="AAA-H01", rooms=1, nights=1)
    housed = after(state, room)
    assert housed.hotels["AAA-H01"].taken == 1
    assert "has 0 rooms left" in faults_of(housed, room)["rooms"]


def test_people_who_have_their_money_back_can_still_be_cared_for_and_nothing_else() -> None:
    refunded = after(offering(5), c.RefundPassenger(booking_id="B3"))
    fed = after(refunded, c.CareForPassengers(booking_id="B3", airport="AAA", meals=2))
    assert [given.meals for given in fed.bookings["B3"].care] == [2]
    for refused in (to(THEIRS), c.RefundPassenger(booking_id="B3")):
        assert "has been refunded" in faults_of(refunded, refused)["booking_id"]


def test_people_are_where_they_wait_in_the_air_where_they_will_land_and_after_a_diversion_where_they_did() -> None:
    state = paper_network()
    booking = state.bookings["B2"]  # BBB to AAA, and on to CCC
    assert state.whereabouts(booking) == "BBB"
    airborne = apply(state, e.FlightDeparted(at=at(10), flight_id=leg(2, "BBB")))
    assert airborne.whereabouts(booking) == "AAA"
    diverted = apply(airborne, e.FlightDiverted(at=at(11), flight_id=leg(2, "BBB"), airport="CCC"))
    assert diverted.whereabouts(booking) == "CCC"


def test_people_in_the_air_are_rebooked_from_where_they_will_land() -> None:
    state = fold(
        paper_network(),
        [
            e.FlightDeparted(at=at(10), flight_id=leg(2, "BBB")),
            e.FlightCancelled(at=at(10, 5), flight_id=leg(3, "AAA"), delay_code="71"),
            e.FlightScheduled(
                at=MIDNIGHT,
                flight_id=leg(5, "AAA"),
                carrier="XX",
                number="5",
                origin="AAA",
                destination="CCC",
                std=at(16),
                sta=at(17),
            ),
        ],
    )
    assert after(state, to(leg(5, "AAA"), "B2")).bookings["B2"].flight_ids == (leg(5, "AAA"),)
    assert "already departed" in " ".join(
        faults_of(state, c.RebookPassenger(booking_id="B2", flight_ids=(leg(2, "BBB"), leg(5, "AAA")))).values()
    )


def test_what_was_first_sold_is_kept_however_often_people_are_moved() -> None:
    once = after(offering(5), to(THEIRS))
    twice = after(once, to(TOMORROW))
    assert once.bookings["B3"].sold_as == twice.bookings["B3"].sold_as == (leg(1, "AAA"),)


def test_events_written_before_there_were_parties_offers_and_further_flights_still_load() -> None:
    new: dict[str, set[str]] = {
        "FlightScheduled": {"further", "seats_offered", "marketed_as", "service"},
        "BookingCreated": {"party", "preferences", "reduced_mobility", "unaccompanied_minor"},
    }
    written: list[dict[str, Any]] = [json.loads(event.model_dump_json()) for event in opening()]
    old = [{name: value for name, value in one.items() if name not in new.get(one["type"], ())} for one in written]
    assert old != written
    state = fold(NetworkState(), [EVENT.validate_python(one) for one in old])
    assert state == paper_network()
    assert state.bookings["B1"] == Booking("B1", 60, (leg(1, "AAA"),), 12_000, party="family")


def test_nobody_is_moved_onto_a_flight_that_has_left() -> None:
    gone = apply(offering(9), e.FlightDeparted(at=NOW, flight_id=THEIRS))
    assert "already departed" in faults_of(gone, to(THEIRS))["flight_ids[0]"]
