"""Duties are given, replaced and taken away as wholes; what is behind somebody stays."""

import pytest

from domain import events as e
from domain.apply import fold
from domain.commands import AssignCrew, BookCrewHotel, ReassignCrew
from domain.decide import decide_all
from domain.faults import Refused
from domain.network import HotelStay, NetworkState
from tests.crew.network import NOW, crew, leg, network, reserve
from tests.domain.paper_network import at


def done(state: NetworkState, *commands: AssignCrew | BookCrewHotel | ReassignCrew) -> NetworkState:
    return decide_all(state, commands, now=NOW, by="plan")[1]


def test_a_duty_is_replaced_as_a_whole_and_the_flights_know_their_crew() -> None:
    state = network(crew("C1", legs=(1, 2, 3, 4)), reserve("R1"))

    after = done(
        state,
        AssignCrew(crew_id="C1", flight_ids=(leg(1), leg(2)), replaces="C1:1"),
        AssignCrew(crew_id="R1", flight_ids=(leg(3), leg(4)), report_at=at(13), release_at=at(19, 15)),
    )

    assert [duty.flight_ids for duty in after.crew["C1"].duties] == [(leg(1), leg(2))]
    assert after.crew["C1"].duties[0].release_at == at(13, 15)
    assert (after.crew["R1"].duties[0].report_at, after.crew["R1"].duties[0].changed_by) == (at(13), "plan")
    assert [after.flight_crew[leg(number)] for number in (1, 2, 3, 4)] == [("C1",), ("C1",), ("R1",), ("R1",)]


def test_a_duty_without_flights_is_taken_away() -> None:
    after = done(network(crew("C1", legs=(1, 2))), AssignCrew(crew_id="C1", flight_ids=(), replaces="C1:1"))

    assert after.crew["C1"].duties == ()
    assert after.flight_crew[leg(1)] == ()


def test_a_deadhead_travels_and_is_not_crew_of_the_flight() -> None:
    state = network(crew("C1", legs=(1, 2)), crew("C2", legs=(3, 4)))

    after = done(state, AssignCrew(crew_id="C2", flight_ids=(leg(1), leg(2)), deadheads=(leg(1),), replaces="C2:1"))

    assert after.crew["C2"].duties[0].worked == (leg(2),)
    assert after.flight_crew[leg(1)] == ("C1",)
    assert after.flight_crew[leg(2)] == ("C1", "C2")


def test_what_has_left_stays_in_front_of_a_replaced_duty() -> None:
    state = fold(network(crew("C1", legs=(1, 2, 3, 4))), [e.FlightDeparted(at=at(8), flight_id=leg(1), tail="N1")])

    after = done(state, AssignCrew(crew_id="C1", flight_ids=(leg(1), leg(2)), replaces="C1:1"))

    assert after.crew["C1"].duties[0].flight_ids == (leg(1), leg(2))
    assert after.crew["C1"].duties[0].report_at == at(7)


def test_whoever_takes_a_single_leg_reports_and_is_released_as_its_giver_would_have() -> None:
    state = network(crew("C1", legs=(1, 2)), reserve("R1"))

    after = done(state, ReassignCrew(flight_id=leg(1), from_crew="C1", to_crew="R1"))

    (taken,) = after.crew["R1"].duties
    assert (taken.report_at, taken.release_at) == (at(7), at(10, 15))


def test_a_room_is_kept_with_the_person() -> None:
    after = done(network(crew("C1")), BookCrewHotel(crew_id="C1", airport="CCC", start=at(10), end=at(20)))

    assert after.crew["C1"].hotels == (HotelStay("CCC", at(10), at(20)),)


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (AssignCrew(crew_id="C1", flight_ids=(leg(1),), replaces="C9:1"), "replaces"),
        (AssignCrew(crew_id="C1", flight_ids=()), "flight_ids"),
        (AssignCrew(crew_id="C1", flight_ids=(leg(1), leg(4))), "flight_ids"),
        (AssignCrew(crew_id="C1", flight_ids=(leg(1),), deadheads=(leg(2),)), "deadheads"),
        (BookCrewHotel(crew_id="C1", airport="CCC", start=at(10), end=at(10)), "end"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(command: AssignCrew | BookCrewHotel, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        done(network(crew("C1", legs=(1, 2))), command)
    assert field in {fault.field for fault in refusal.value.faults}
