"""A plan with what its reviewers add: who moves flights first, nothing that cannot be carried out, and written as it will go."""

from domain.commands import AssignGate, CancelFlight, DelayFlight, Operation, RebookPassenger
from domain.plans import Plan, Review
from graphs.completion import as_it_goes, completed
from tests.domain.paper_network import at, leg, paper_network
from tools.plan_evaluation.evaluation import evaluate

STATE = paper_network()
NOW = at(7)
XX1, XX2, XX3, XX4 = leg(1, "AAA"), leg(2, "BBB"), leg(3, "AAA"), leg(4, "CCC")
OTHER_WAY = RebookPassenger(booking_id="B2", flight_ids=(XX2, XX3))


def plan(*operations: Operation) -> Plan:
    return Plan(label="x", kind="alternative", base_version=STATE.version, operations=operations)


def adding(name: str, *operations: Operation) -> Review:
    return Review(specialist=name, operations=operations)


def test_what_moves_a_flight_is_added_before_what_counts_on_it() -> None:
    gate, delay = AssignGate(flight_id=XX1, gate="2"), DelayFlight(flight_id=XX1, etd=at(8, 30))
    found = completed(STATE, plan(), [adding("ground", gate), adding("slot", delay)], now=NOW, may_unseat=False)
    assert found.operations == (delay, gate)
    assert any("completed it with 2 changes" in one for one in found.reasons)


def test_a_plan_to_which_nobody_adds_anything_stays_as_it_is() -> None:
    alone = plan(CancelFlight(flight_id=XX1))
    assert completed(STATE, alone, [adding("slot"), adding("crew", *alone.operations)], now=NOW, may_unseat=True) is alone


def test_what_cannot_be_carried_out_with_the_rest_waits() -> None:
    cancelled = plan(CancelFlight(flight_id=XX1), CancelFlight(flight_id=XX2))
    late, gate = DelayFlight(flight_id=XX1, etd=at(9)), AssignGate(flight_id=XX3, gate="2")
    found = completed(STATE, cancelled, [adding("slot", late), adding("ground", gate)], now=NOW, may_unseat=True)
    assert found.operations == (*cancelled.operations, gate)


def test_people_whose_new_connection_breaks_lose_it_only_when_somebody_looks_again() -> None:
    short, long = DelayFlight(flight_id=XX2, etd=at(10, 5)), DelayFlight(flight_id=XX2, etd=at(11, 30))  # XX3 leaves at 12
    moved = plan(short, OTHER_WAY)
    assert completed(STATE, moved, [adding("slot", long)], now=NOW, may_unseat=True).operations == (long,)
    assert completed(STATE, moved, [adding("slot", long)], now=NOW, may_unseat=False) is moved


def test_a_flight_that_will_go_later_than_written_is_written_for_when_it_goes() -> None:
    scored = evaluate(STATE, plan(DelayFlight(flight_id=XX1, etd=at(9, 30), reason_code="41")), now=NOW)
    assert any(one.rule == "knock_on" for one in scored.checks)
    followed = as_it_goes(STATE, scored, now=NOW)
    late = next(one for one in followed.operations if one.type == "DelayFlight" and one.flight_id == XX2)
    assert (late.etd, late.reason_code) in ((at(11), "93"), (at(11), "95"))
    again = evaluate(STATE, followed, now=NOW)
    assert as_it_goes(STATE, again, now=NOW) == followed
