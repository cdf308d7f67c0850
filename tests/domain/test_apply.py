"""Events fold into a state, and nothing else changes one."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import events as e
from domain.apply import APPLIERS, apply, fold
from domain.network import FlightStatus, NetworkState, UnknownEntity
from tests.domain.paper_network import at, leg, opening, paper_network


def test_every_event_type_has_exactly_one_applier() -> None:
    union, _ = get_args(e.Event)
    assert set(get_args(union)) == set(APPLIERS)


def test_a_departed_flight_is_expected_after_its_block_time_and_takes_its_tail_along() -> None:
    state = apply(paper_network(), e.FlightDeparted(at=at(8, 20), flight_id=leg(1, "AAA")))

    flight = state.flight(leg(1, "AAA"))
    assert (flight.status, flight.atd, flight.eta) == (FlightStatus.DEPARTED, at(8, 20), at(9, 20))
    assert (state.tail("N1").location, state.tail("N1").ready_at) == ("BBB", at(9, 20))


def test_a_cancellation_disrupts_everybody_booked_on_the_flight_and_nobody_else() -> None:
    state = apply(paper_network(), e.FlightCancelled(at=at(7), flight_id=leg(1, "AAA"), delay_code="71"))

    assert state.bookings["B1"].status == "disrupted"
    assert state.bookings["B2"].status == "booked"


def test_a_diverted_flight_leaves_its_tail_where_it_landed() -> None:
    departed = apply(paper_network(), e.FlightDeparted(at=at(8), flight_id=leg(1, "AAA")))
    state = apply(departed, e.FlightDiverted(at=at(9), flight_id=leg(1, "AAA"), airport="CCC"))

    assert state.tail("N1").location == "CCC"
    assert state.flight(leg(1, "AAA")).lands_at == "CCC"
    assert state.bookings["B1"].status == "disrupted"


def test_a_swapped_flight_moves_from_one_rotation_to_the_other_in_order_of_departure() -> None:
    state = apply(paper_network(), e.AircraftSwapped(at=at(7), flight_id=leg(3, "AAA"), from_tail="N2", to_tail="N1", by="plan"))

    assert state.rotations["N1"] == (leg(1, "AAA"), leg(2, "BBB"), leg(3, "AAA"))
    assert state.rotations["N2"] == (leg(4, "CCC"),)
    assert state.flight(leg(3, "AAA")).changed_by == "plan"


def test_a_delay_beyond_the_next_leg_reorders_the_rotation() -> None:
    state = apply(paper_network(), e.FlightDelayed(at=at(7), flight_id=leg(3, "AAA"), etd=at(16), eta=at(17), delay_code="41"))
    assert state.rotations["N2"] == (leg(4, "CCC"), leg(3, "AAA"))


def test_a_late_departure_reorders_the_rotation_in_one_fold_as_in_many() -> None:
    late = [
        e.FlightDelayed(at=at(7), flight_id=leg(3, "AAA"), etd=at(13), eta=at(14), delay_code="41"),
        e.FlightDeparted(at=at(14, 30), flight_id=leg(3, "AAA")),
    ]
    stepwise = paper_network()
    for event in late:
        stepwise = apply(stepwise, event)

    assert fold(NetworkState(), [*opening(), *late]) == stepwise
    assert stepwise.rotations["N2"] == (leg(4, "CCC"), leg(3, "AAA"))


def test_rebooked_passengers_leave_the_old_flights_and_board_the_new() -> None:
    state = apply(paper_network(), e.PassengerRebooked(at=at(7), booking_id="B2", flight_ids=(leg(3, "AAA"),)))

    assert state.passengers_on(leg(2, "BBB")) == 0
    assert state.passengers_on(leg(3, "AAA")) == 10
    assert state.bookings["B2"].status == "rebooked"


def test_a_reopened_airport_keeps_only_what_its_closure_already_was() -> None:
    closed = apply(paper_network(), e.AirportClosed(at=at(7), airport="AAA", start=at(8), end=at(14)))
    later = apply(closed, e.AirportClosed(at=at(7), airport="AAA", start=at(18), end=at(20)))
    state = apply(later, e.AirportReopened(at=at(10), airport="AAA"))

    assert [(one.start, one.end) for one in state.airport("AAA").closures] == [(at(8), at(10))]


def test_cargo_penalties_add_up_and_delivery_ends_the_shipment() -> None:
    state = fold(
        paper_network(),
        [
            e.CargoLoaded(at=at(7), shipment_id="S1"),
            e.CargoPenaltyAccrued(at=at(15), shipment_id="S1", penalty_cents=50_000),
            e.CargoPenaltyAccrued(at=at(16), shipment_id="S1", penalty_cents=25_000),
            e.CargoDelivered(at=at(16, 30), shipment_id="S1"),
        ],
    )
    assert (state.shipments["S1"].penalty_cents, state.shipments["S1"].status) == (75_000, "delivered")


def test_crew_reassignment_moves_the_leg_to_the_other_member() -> None:
    state = apply(paper_network(), e.CrewReassigned(at=at(7), flight_id=leg(2, "BBB"), from_crew="C1", to_crew="C2", by="plan"))
    assert state.flight_crew[leg(2, "BBB")] == ("C2",)
    assert state.crew["C1"].duties[0].flight_ids == (leg(1, "AAA"),)


def test_an_event_about_something_unknown_names_it_and_leaves_the_state_alone() -> None:
    state = paper_network()
    with pytest.raises(UnknownEntity, match="XX77/2026-03-02/AAA"):
        fold(
            state,
            [
                e.FlightDelayed(at=at(7), flight_id=leg(1, "AAA"), etd=at(9), eta=at(10), delay_code="41"),
                e.FlightCancelled(at=at(7), flight_id="XX77/2026-03-02/AAA", delay_code="71"),
            ],
        )
    assert state == paper_network()


def test_forking_a_state_changes_only_the_fork() -> None:
    state = paper_network()
    fork = apply(state, e.FlightCancelled(at=at(7), flight_id=leg(1, "AAA"), delay_code="71"))
    assert fork.version == state.version + 1
    assert state == paper_network()
    assert fork != state


@given(st.data())
def test_a_log_folds_to_the_same_state_however_it_is_cut(data: st.DataObject) -> None:
    log = [
        *opening(),
        e.FlightDelayed(at=at(7), flight_id=leg(1, "AAA"), etd=at(8, 30), eta=at(9, 30), delay_code="41"),
        e.FlightDeparted(at=at(8, 35), flight_id=leg(1, "AAA")),
        e.FlightArrived(at=at(9, 40), flight_id=leg(1, "AAA")),
        e.AircraftSwapped(at=at(9, 50), flight_id=leg(3, "AAA"), from_tail="N2", to_tail="N1"),
        e.FlightCancelled(at=at(10), flight_id=leg(2, "BBB"), delay_code="71"),
        e.DutyPeriodStarted(at=at(10), crew_id="C1"),
    ]
    cuts = sorted(data.draw(st.sets(st.integers(0, len(log)))))
    state = NetworkState()
    for start, end in zip([0, *cuts], [*cuts, len(log)], strict=True):
        state = fold(state, log[start:end])
    assert state == fold(NetworkState(), log)
