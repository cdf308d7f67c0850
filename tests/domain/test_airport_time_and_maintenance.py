"""Slots, stands, notices, teams and deferred work on the paper network: what commands allow, and what events leave behind."""

from datetime import timedelta

import pytest

from domain import commands as c
from domain import events as e
from domain.apply import apply, fold
from domain.decide import decide, decide_all
from domain.faults import Refused
from domain.ids import AirportCode, DefectId, NoticeId, SlotId, TailNumber
from domain.network import DeferredDefect, NetworkState, UnknownEntity
from tests.domain.paper_network import at, leg, paper_network

NOW = at(7)
XX1, XX2, XX3, XX4 = leg(1, "AAA"), leg(2, "BBB"), leg(3, "AAA"), leg(4, "CCC")


def slot(flight_id: str, name: str = "GDP/BBB/1", hour: int = 9) -> c.AssignSlot:
    return c.AssignSlot(slot_id=name, flight_id=flight_id, airport="BBB", movement="arrival", time=at(hour))


def refusal(state: NetworkState, command: c.Command) -> str:
    with pytest.raises(Refused) as refused:
        decide(state, command, now=NOW)
    return str(refused.value)


def test_a_slot_is_used_by_one_flight_and_a_flight_uses_one_slot() -> None:
    _, state = decide_all(paper_network(), [slot(XX1)], now=NOW)
    assert state.slots[SlotId("GDP/BBB/1")].flight_id == XX1
    _, moved = decide_all(state, [slot(XX1, "GDP/BBB/2", 10)], now=NOW)
    assert moved.slots[SlotId("GDP/BBB/1")].flight_id is None
    _, other = decide_all(state, [c.CancelFlight(flight_id=XX1)], now=NOW)
    assert "arrival of" in refusal(other, slot(XX2))  # XX2 lands at AAA


def test_a_slot_that_is_taken_or_at_another_time_is_refused() -> None:
    state = apply(paper_network(), e.FlightScheduled(
        at=NOW, flight_id="XX9/2026-03-02/AAA", carrier="XX", number="9", origin="AAA", destination="BBB", std=at(8), sta=at(9)
    ))  # fmt: skip
    _, state = decide_all(state, [slot(XX1)], now=NOW)
    assert "is used by" in refusal(state, slot("XX9/2026-03-02/AAA"))
    assert "slot of BBB at" in refusal(state, slot(XX1, hour=10))
    _, freed = decide_all(state, [c.CancelFlight(flight_id=XX1), slot("XX9/2026-03-02/AAA")], now=NOW)
    assert freed.slots[SlotId("GDP/BBB/1")].flight_id == "XX9/2026-03-02/AAA"


def regulated(*regulations: str) -> NetworkState:
    return fold(
        paper_network(),
        [
            e.FlowSlotIssued(at=NOW, flight_id=one, ctot=ctot, regulations=(regulation,))
            for one, ctot, regulation in zip((XX1, XX3), (at(8, 30), at(12, 30)), regulations, strict=True)
        ],
    )


def test_take_off_slots_are_swapped_under_one_regulation_only() -> None:
    swap = c.SwapFlowSlots(flight_id=XX1, with_flight_id=XX3)
    _, state = decide_all(regulated("R1", "R1"), [swap], now=NOW)
    first, second = state.flights[XX1].flow, state.flights[XX3].flow
    assert first is not None
    assert second is not None
    assert (first.ctot, second.ctot, first.swaps, first.regulations) == (at(12, 30), at(8, 30), 1, ("R1",))
    assert "same most penalising regulation" in refusal(regulated("R1", "R2"), swap)
    assert "no calculated take-off time" in refusal(paper_network(), swap)
    held = apply(regulated("R1", "R1"), e.FlowSlotIssued(at=NOW, flight_id=XX3, ctot=None, suspended=True))
    assert "no calculated take-off time" in refusal(held, swap)


def test_work_is_planned_for_what_is_due_on_the_tail_and_not_in_the_past() -> None:
    defect = DeferredDefect(DefectId("D1"), "21-31-01", "C", at(6), AirportCode("AAA"))
    state = apply(paper_network(), e.DefectDeferred(at=NOW, tail=TailNumber("N1"), defect=defect))
    visit = c.PlanMaintenance(tail="N1", airport="AAA", start=at(16), end=at(18), work=("D1",))
    _, planned = decide_all(state, [visit], now=NOW)
    assert planned.aircraft[TailNumber("N1")].maintenance[-1].work == ("D1",)
    assert "has no A12" in refusal(state, visit.model_copy(update={"work": ("A12",)}))
    assert "before now" in refusal(state, visit.model_copy(update={"start": at(6)}))
    cleared = apply(state, e.DefectCleared(at=at(18), tail=TailNumber("N1"), defect_id=DefectId("D1")))
    assert cleared.aircraft[TailNumber("N1")].defects == ()


def test_a_flight_in_the_air_can_still_be_sent_to_another_stand_and_not_leave_from_one() -> None:
    flying = apply(paper_network(), e.FlightDeparted(at=at(8), flight_id=XX1))
    arriving = c.AssignGate(flight_id=XX1, gate="2", movement="arrival")
    _, state = decide_all(flying, [arriving], now=at(8, 10))
    assert (state.flights[XX1].arrival_gate, state.flights[XX1].gate) == ("2", "")
    assert "departed" in refusal(flying, c.AssignGate(flight_id=XX1, gate="2"))


def test_a_new_schedule_moves_a_flight_that_was_on_time_and_shortens_the_delay_of_a_late_one() -> None:
    on_time = apply(paper_network(), e.ScheduleChanged(at=NOW, flight_id=XX3, std=at(12, 30), sta=at(13, 40)))
    assert (on_time.flights[XX3].etd, on_time.flights[XX3].eta) == (at(12, 30), at(13, 40))
    late = apply(paper_network(), e.FlightDelayed(at=NOW, flight_id=XX3, etd=at(13), eta=at(14), delay_code="41"))
    moved = apply(late, e.ScheduleChanged(at=NOW, flight_id=XX3, std=at(12, 30), sta=at(13, 30)))
    assert moved.flights[XX3].departure_delay_min == 30


def test_a_notice_takes_the_place_of_the_one_it_replaces_and_teams_of_those_before() -> None:
    def notice(name: str, replaces: str | None = None) -> e.NoticePublished:
        return e.NoticePublished(
            at=NOW, notice_id=name, airport="AAA", start=at(8), end=None, code="QMRLC", text="RWY CLSD", replaces=replaces
        )

    events: list[e.Event] = [notice("A1/26"), notice("A2/26", "A1/26")]
    events += [e.GroundUnitsDeclared(at=NOW, airport="AAA", handler="H", kind="tug", count=count) for count in (3, 2)]
    airport = fold(paper_network(), events).airports[AirportCode("AAA")]
    assert [one.notice_id for one in airport.notices] == [NoticeId("A2/26")]
    assert [(one.kind, one.count) for one in airport.ground_units] == [("tug", 2)]


def test_curfew_terms_belong_to_a_curfew_that_is_declared() -> None:
    terms = e.CurfewTermsDeclared(at=NOW, airport="AAA", start_min=1380, quota_per_night=2)
    with pytest.raises(UnknownEntity, match="curfew"):
        apply(paper_network(), terms)


def test_the_moment_of_a_command_changes_nothing_about_a_slot() -> None:
    events = decide(paper_network(), slot(XX1), now=NOW + timedelta(minutes=1))
    assert [one.type for one in events] == ["SlotAllocated"]
