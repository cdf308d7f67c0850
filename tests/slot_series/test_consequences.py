"""What a plan does to series: what it spends, what it loses for good, what can be claimed, and what it moves off its slot."""

import pytest

from domain import events as e
from domain.apply import fold
from domain.commands import AssignSlot, CancelFlight, DelayFlight, ScheduleFlight
from domain.ids import AirportCode, CarrierCode, SlotId
from tests.evaluation.paper_day import DAY, at
from tests.slot_series.held import NOW, closed, out_of, series
from tools.slot_series.grounds import days_in_a_row
from tools.slot_series.tool import SlotConsequencesReport, slot_consequences
from tools.spec import ToolContext, ToolRetry


def asked(airport: str, *events: e.Event, minutes_late: int | None = None, **request: object) -> SlotConsequencesReport:
    """The plan cancels XX1, or delays it by so many minutes."""
    state, flown = out_of(airport, *events)
    late = minutes_late is not None
    one = (
        DelayFlight(flight_id=flown, etd=at(f"{12 + (minutes_late or 0) // 60}:{(minutes_late or 0) % 60:02d}")) if late else None
    )
    operations = [(one or CancelFlight(flight_id=flown)).model_dump()]
    return slot_consequences.run(ToolContext(state, NOW), {"operations": operations, **request})


@pytest.mark.parametrize(
    ("not_operated", "effect", "after"), [(3, "spends_spare", 0), (4, "precedence_lost", -1), (5, "already_lost", -2)]
)
def test_a_cancellation_spends_the_last_spare_then_loses_precedence(not_operated: int, effect: str, after: int) -> None:
    (loss,) = asked("JFK", series("JFK", operated=10, not_operated=not_operated)).losses

    assert (loss.effect, loss.spare_after, loss.claim) == (effect, after, None)


def test_a_closure_of_an_afternoon_can_be_claimed_at_heathrow_and_not_at_kennedy() -> None:
    told = {}
    for airport in ("LHR", "JFK"):
        counts = series(airport, operated=10, not_operated=4)
        (told[airport],) = asked(airport, counts, closed(airport, "11:00", "18:00")).losses

    assert [told[one].effect for one in ("LHR", "JFK")] == ["rests_on_claim", "precedence_lost"]
    heathrow, kennedy = told["LHR"].claim, told["JFK"].claim
    assert heathrow is not None
    assert kennedy is not None
    assert heathrow.open
    assert "acceptance by the coordinator" in heathrow.needs[0]
    assert not kennedy.open
    assert "days in a row 1, a waiver asks for 5" in kennedy.detail


@pytest.mark.parametrize(("days", "effect"), [(3, "precedence_lost"), (4, "rests_on_claim")])
def test_a_closure_at_kennedy_needs_five_days_in_a_row_for_a_waiver(days: int, effect: str) -> None:
    (loss,) = asked("JFK", series("JFK", operated=10, not_operated=4), closed("JFK", "11:00", "18:00", days)).losses

    assert loss.effect == effect
    assert loss.claim is not None
    assert loss.claim.days_in_a_row == days + 1


@pytest.mark.parametrize(
    ("start", "end", "claims"), [("12:00", "12:01", True), ("11:00", "12:00", False), ("12:01", "13:00", False)]
)
def test_only_a_closure_at_the_time_of_the_slot_is_a_ground(start: str, end: str, claims: bool) -> None:
    (loss,) = asked("LHR", series("LHR"), closed("LHR", start, end)).losses

    assert (loss.claim is not None) == claims


def test_a_closure_where_the_flight_would_land_is_a_ground_for_its_departure_slot() -> None:
    (loss,) = asked("LHR", series("LHR", operated=10, not_operated=4), closed("BOS", "12:30", "14:00")).losses

    assert loss.effect == "rests_on_claim"
    assert loss.claim is not None
    assert loss.claim.why.startswith("BOS closed")


def test_a_reduced_rate_is_a_disturbance_of_which_the_regulation_asks_how_long_it_lasts() -> None:
    reduced = e.AirportCapacityReduced(
        at=DAY, airport=AirportCode("AMS"), start=at("10:00"), end=at("14:00"), arrivals_per_hour=4, departures_per_hour=4
    )
    (loss,) = asked("AMS", series("AMS", operated=10, not_operated=4), reduced).losses

    assert loss.claim is not None
    assert (loss.claim.ground, loss.claim.open) == ("serious_disturbance", True)
    assert "substantial part" in loss.claim.detail


def test_days_in_a_row_are_local_days_that_closures_and_reductions_touch() -> None:
    state, _ = out_of("JFK", closed("JFK", "11:00", "18:00", 1), closed("JFK", "20:00", "21:00", 3))
    airport = state.airports[AirportCode("JFK")]

    assert days_in_a_row(airport, at("12:00")) == 4
    assert days_in_a_row(airport, at("12:00", 5)) == 0


@pytest.mark.parametrize(("late", "told"), [(30, 0), (31, 1)])
def test_a_movement_more_than_the_tolerance_off_its_slot_is_told_of(late: int, told: int) -> None:
    report = asked("JFK", series("JFK"), minutes_late=late)

    assert len(report.moves) == told
    assert (report.losses, report.tolerance_min, report.tolerance_assumed) == ((), 30, True)
    assert all((move.minutes_off, move.verdict, move.other_day) == (31, "pass", False) for move in report.moves)


def test_the_tolerance_can_be_given_and_an_assigned_slot_takes_the_place_of_the_series() -> None:
    state, flown = out_of("JFK", series("JFK"))
    delay = DelayFlight(flight_id=flown, etd=at("14:00"))
    slot = AssignSlot(slot_id=SlotId("X"), flight_id=flown, airport="JFK", movement="departure", time=at("14:00"))
    context = ToolContext(state, NOW)

    assert not slot_consequences.run(context, {"operations": [delay], "tolerance_min": 120}).moves
    assert slot_consequences.run(context, {"operations": [delay], "tolerance_min": 119}).moves
    assert not slot_consequences.run(context, {"operations": [delay, slot]}).moves


def test_an_added_flight_needs_slots_at_coordinated_airports_unless_it_is_a_ferry_or_has_one() -> None:
    state, _ = out_of("JFK")
    added = ScheduleFlight(
        carrier=CarrierCode("XX"), number="9", origin="JFK", destination="BOS", std=at("15:00"), sta=at("16:00")
    )
    slot = AssignSlot(slot_id=SlotId("X"), flight_id="XX9/2026-03-02/JFK", airport="JFK", movement="departure", time=at("15:00"))
    ferry = added.model_copy(update={"service": "ferry"})
    needed = {
        name: [
            (one.airport, one.verdict)
            for one in slot_consequences.run(ToolContext(state, NOW), {"operations": plan}).slots_needed
        ]
        for name, plan in {"added": [added], "with a slot": [added, slot], "ferry": [ferry]}.items()
    }

    assert needed == {"added": [("JFK", "fail")], "with a slot": [], "ferry": []}


def test_what_is_already_cancelled_is_told_apart_and_not_counted_twice() -> None:
    state, flown = out_of("JFK", series("JFK", operated=10, not_operated=4))
    context = ToolContext(fold(state, [e.FlightCancelled(at=NOW, flight_id=flown, delay_code="71")]), NOW)
    report = slot_consequences.run(context, {"operations": [CancelFlight(flight_id=flown)], "already_cancelled": True})

    assert report.losses == ()
    assert [(one.effect, one.spare_before, one.spare_after) for one in report.already] == [("precedence_lost", 0, -1)]


def test_a_flight_that_there_is_not_is_refused() -> None:
    state, _ = out_of("JFK", series("JFK"))

    with pytest.raises(ToolRetry, match="is not in scenario"):
        slot_consequences.run(ToolContext(state, NOW), {"operations": [CancelFlight(flight_id="XX7/2026-03-02/JFK")]})
