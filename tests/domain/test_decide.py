"""A command becomes events, or is refused with every fault and no change."""

from typing import Any, get_args

import pytest

from domain import commands as c
from domain import disruptions as d
from domain import events as e
from domain.apply import apply, fold
from domain.decide import COMMAND_HANDLERS, decide, decide_all
from domain.faults import Refused
from domain.network import NetworkState
from tests.domain.paper_network import at, leg, paper_network

NOW = at(7)


def faults_of(state: NetworkState, *commands: c.Command) -> dict[str, str]:
    """The faults of commands that must be refused, by field."""
    with pytest.raises(Refused) as refusal:
        decide_all(state, commands, now=NOW)
    return {fault.field: fault.message for fault in refusal.value.faults}


def test_every_command_type_has_a_handler() -> None:
    union, _ = get_args(c.Command)
    assert set(get_args(union)) == set(COMMAND_HANDLERS)


def test_delaying_a_flight_keeps_its_block_time() -> None:
    (delayed,) = decide(paper_network(), c.DelayFlight(flight_id=leg(1, "AAA"), etd=at(8, 45)), now=NOW, by="plan-1")
    assert isinstance(delayed, e.FlightDelayed)
    assert (delayed.etd, delayed.eta, delayed.by) == (at(8, 45), at(9, 45), "plan-1")


@pytest.mark.parametrize(("etd", "accepted"), [(at(8), True), (at(7, 59), False)])
def test_a_flight_never_leaves_before_its_schedule(etd: Any, accepted: bool) -> None:
    command = c.DelayFlight(flight_id=leg(1, "AAA"), etd=etd)
    if accepted:
        assert decide(paper_network(), command, now=NOW)
    else:
        assert "never leaves early" in faults_of(paper_network(), command)["etd"]


def test_an_unknown_flight_is_named_with_the_next_step() -> None:
    faults = faults_of(paper_network(), c.CancelFlight(flight_id="XX77/2026-03-02/AAA"))
    assert "'XX77/2026-03-02/AAA'" in faults["flight_id"]
    assert "GET /api/v1/flights" in faults["flight_id"]


def test_another_carriers_flight_cannot_be_changed() -> None:
    faults = faults_of(paper_network(), c.CancelFlight(flight_id="YY9/2026-03-02/AAA"))
    assert "another carrier's" in faults["flight_id"]


def test_a_flight_that_has_left_cannot_be_cancelled() -> None:
    state = apply(paper_network(), e.FlightDeparted(at=at(8), flight_id=leg(1, "AAA")))
    assert "already departed" in faults_of(state, c.CancelFlight(flight_id=leg(1, "AAA")))["flight_id"]


def test_a_swap_to_a_tail_elsewhere_is_refused_as_a_teleport() -> None:
    faults = faults_of(paper_network(), c.SwapAircraft(flight_id=leg(2, "BBB"), tail="N2"))
    assert "stands at AAA" in faults["tail"] or "land at" in faults["tail"]


def test_two_flights_at_once_on_one_tail_are_refused() -> None:
    state = paper_network()
    second = c.ScheduleFlight(carrier="XX", number="8", origin="AAA", destination="BBB", std=at(8, 30), sta=at(9, 30), tail="N1")
    assert set(faults_of(state, second)) == {"tail"}


def test_a_full_exchange_of_two_rotations_is_accepted_as_a_whole() -> None:
    exchange = [
        c.SwapAircraft(flight_id=leg(1, "AAA"), tail="N2"),
        c.SwapAircraft(flight_id=leg(2, "BBB"), tail="N2"),
        c.SwapAircraft(flight_id=leg(3, "AAA"), tail="N1"),
        c.SwapAircraft(flight_id=leg(4, "CCC"), tail="N1"),
    ]
    _, fork = decide_all(paper_network(), exchange, now=NOW)
    assert fork.rotations["N1"] == (leg(3, "AAA"), leg(4, "CCC"))
    assert fork.rotations["N2"] == (leg(1, "AAA"), leg(2, "BBB"))


def test_a_swap_to_another_family_is_refused_and_says_what_to_do_instead() -> None:
    assert (
        "schedule a flight on the other family"
        in faults_of(paper_network(), c.SwapAircraft(flight_id=leg(4, "CCC"), tail="N3"))["tail"]
    )


def test_a_tail_too_small_for_the_booked_passengers_is_refused() -> None:
    crowded = apply(
        paper_network(),
        e.BookingCreated(at=at(1), booking_id="B3", passengers=95, flight_ids=(leg(3, "AAA"),), fare_cents=100),
    )
    assert "105 passengers" in faults_of(crowded, c.SwapAircraft(flight_id=leg(3, "AAA"), tail="N1"))["tail"]


def test_all_faults_of_all_operations_are_named_and_nothing_is_half_applied() -> None:
    faults = faults_of(
        paper_network(),
        c.CancelFlight(flight_id=leg(1, "AAA")),
        c.DelayFlight(flight_id=leg(3, "AAA"), etd=at(6)),
        c.SwapAircraft(flight_id=leg(77, "AAA"), tail="N99"),
    )
    assert set(faults) == {"operations[1].etd", "operations[2].flight_id", "operations[2].tail"}


def test_a_schedule_that_arrives_before_it_departs_is_refused_with_its_other_faults() -> None:
    command = c.ScheduleFlight(carrier="ZZ", number="8", origin="AAA", destination="QQQ", std=at(10), sta=at(9))
    assert set(faults_of(paper_network(), command)) == {"carrier", "destination", "sta"}


def test_rebooking_needs_the_minimum_connection_time_and_equal_is_enough() -> None:
    state = fold(
        paper_network(),
        [
            e.FlightDelayed(at=NOW, flight_id=leg(2, "BBB"), etd=at(10, 20), eta=at(11, 20), delay_code="41"),
            e.ItineraryDisrupted(at=NOW, booking_id="B2", flight_id=leg(2, "BBB")),
        ],
    )
    rebook = c.RebookPassenger(booking_id="B2", flight_ids=(leg(2, "BBB"), leg(3, "AAA")))
    assert decide(state, rebook, now=NOW)

    one_minute_later = apply(
        state, e.FlightDelayed(at=NOW, flight_id=leg(2, "BBB"), etd=at(10, 21), eta=at(11, 21), delay_code="41")
    )
    assert "minimum connection time of 40 min" in faults_of(one_minute_later, rebook)["flight_ids"]


def test_ending_a_duty_starts_the_rest() -> None:
    started = fold(paper_network(), decide(paper_network(), c.StartDutyPeriod(crew_id="C1"), now=NOW))
    ended = fold(started, decide(started, c.EndDutyPeriod(crew_id="C1"), now=at(12)))
    assert (ended.crew["C1"].status, ended.crew["C1"].status_since) == ("resting", at(12))
    assert "not on duty" in faults_of(ended, c.EndDutyPeriod(crew_id="C1"))["crew_id"]


def test_a_compound_report_with_one_fault_records_none_of_its_facts() -> None:
    report = d.CompoundReport(
        reported_at=NOW,
        parts=(
            d.AirportClosedReport(reported_at=NOW, airport="AAA", start=at(8), end=at(12)),
            d.AircraftUnserviceableReport(reported_at=NOW, tail="N99", airport="AAA", start=at(8), end=at(12)),
        ),
    )
    assert set(faults_of(paper_network(), c.InjectDisruption(disruption=report))) == {"parts[1].tail"}


def test_a_closure_that_ends_before_it_starts_is_not_a_report() -> None:
    with pytest.raises(ValueError, match="is not after start"):
        d.AirportClosedReport(reported_at=NOW, airport="AAA", start=at(12), end=at(8))


def test_a_closure_that_is_over_is_refused() -> None:
    report = d.AirportClosedReport(reported_at=NOW, airport="AAA", start=at(5), end=at(7))
    assert "before now" in faults_of(paper_network(), c.InjectDisruption(disruption=report))["end"]


def test_a_reported_delay_never_brings_a_later_estimate_forward() -> None:
    state = apply(paper_network(), e.FlightDelayed(at=NOW, flight_id=leg(1, "AAA"), etd=at(9), eta=at(10), delay_code="41"))
    report = d.FlightDelayedReport(reported_at=NOW, flight_id=leg(1, "AAA"), delay_min=20, reason_code="71")
    (delayed,) = decide(state, c.InjectDisruption(disruption=report), now=NOW)
    assert isinstance(delayed, e.FlightDelayed)
    assert delayed.etd == at(9)


def test_of_several_times_and_stands_for_one_flight_the_last_holds_in_the_place_of_the_first() -> None:
    first, second = leg(1, "AAA"), leg(2, "BBB")
    operations = (
        c.DelayFlight(flight_id=first, etd=at(9)),
        c.AssignGate(flight_id=first, gate="1"),
        c.CancelFlight(flight_id=second),
        c.DelayFlight(flight_id=first, etd=at(9, 30)),
        c.AssignGate(flight_id=first, gate="2"),
        c.AssignGate(flight_id=first, gate="1", movement="arrival"),
    )
    assert c.with_last_word(operations) == (operations[3], operations[4], operations[2], operations[5])
