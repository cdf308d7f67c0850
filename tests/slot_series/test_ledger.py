"""The season ledger: at the limit and one either side of it, and today's flights on their slots."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import events as e
from domain.apply import fold
from domain.ids import AirportCode
from tests.evaluation.paper_day import DAY, at
from tests.slot_series.held import NOW, closed, only, out_of, series
from tools.slot_series.ledger import ledger
from tools.slot_series.tool import slot_ledger
from tools.spec import ToolContext, ToolRetry


@pytest.mark.parametrize(("not_operated", "spare", "verdict"), [(3, 1, "pass"), (4, 0, "pass"), (5, -1, "fail")])
@pytest.mark.parametrize("airport", ["JFK", "LHR", "AMS", "HKG"])
def test_of_22_slots_four_may_be_lost_and_the_fifth_ends_precedence(
    airport: str, not_operated: int, spare: int, verdict: str
) -> None:
    state, _ = out_of(airport, series(airport, operated=10, not_operated=not_operated))
    found = only(state)

    assert (found.needed, found.spare, found.ruling.verdict) == (18, spare, verdict)
    assert found.to_come == 12 - not_operated


@given(
    held=st.integers(0, 40),
    parts=st.tuples(st.integers(0, 15), st.integers(0, 10), st.integers(0, 15)),
    airport=st.sampled_from(("JFK", "LHR", "AMS", "HKG")),
)
@settings(max_examples=40)
def test_spare_is_negative_exactly_when_precedence_is_lost(held: int, parts: tuple[int, int, int], airport: str) -> None:
    operated, justified, not_operated = parts
    state, _ = out_of(airport, series(airport, held=held, operated=operated, justified=justified, not_operated=not_operated))
    report = slot_ledger.run(ToolContext(state, NOW), {})
    (row,) = report.rows

    if sum(parts) > held:
        assert (row.verdict, row.spare, row.lost) == ("not_checked", None, False)
    else:
        assert row.spare is not None
        assert row.lost == (row.spare < 0) == (row.verdict == "fail")
        assert row.spare <= row.to_come


@pytest.mark.parametrize(
    ("airport", "season", "why"),
    [
        ("BOS", "W25", "level of BOS"),
        ("SFO", "W25", "level 2"),
        ("LGA", "W25", "counted over two months"),
        ("JFK", "winter", "names no period"),
    ],
)
def test_what_is_not_known_is_not_checked_and_says_why(airport: str, season: str, why: str) -> None:
    state, _ = out_of("JFK", series(airport, season=season))
    found = only(state)

    assert (found.ruling.verdict, found.spare, found.spare_today) == ("not_checked", None, None)
    assert why in found.ruling.detail


def test_a_flight_is_on_the_series_of_its_number_airport_movement_and_weekday() -> None:
    state, flown = out_of("JFK", series("JFK"), series("JFK", number=2), series("JFK", movement="arrival"))
    on_slots = {one.series.series_id: [use.flight.flight_id for use in one.uses] for one in ledger(state)}

    assert on_slots == {"XX1/JFK/departure": [flown], "XX2/JFK/departure": [], "XX1/JFK/arrival": []}
    assert only(out_of("JFK", series("JFK", weekday=2))[0]).uses == ()
    assert len(only(out_of("LGA", series("LGA", weekday=0, season="2026-03/04", held=61))[0]).uses) == 1


def test_a_slot_just_after_midnight_is_found_for_a_flight_just_before_it() -> None:
    (use,) = only(out_of("JFK", series("JFK", clock="00:10", weekday=2), clock="22:50")[0]).uses

    assert use.slot_at == at("00:10", 1)
    assert use.minutes_off == -80


def test_a_cancelled_flight_spends_a_slot_and_a_delayed_one_does_not() -> None:
    state, flown = out_of("JFK", series("JFK", operated=10, not_operated=4))
    cancelled = only(fold(state, [e.FlightCancelled(at=NOW, flight_id=flown, delay_code="71")]))
    delayed = only(fold(state, [e.FlightDelayed(at=NOW, flight_id=flown, etd=at("15:00"), eta=at("16:00"), delay_code="71")]))

    assert (cancelled.spare, cancelled.spare_today, cancelled.uses[0].state) == (0, -1, "cancelled")
    assert (delayed.spare_today, delayed.uses[0].state, delayed.uses[0].minutes_off) == (0, "planned", 180)


@pytest.mark.parametrize(("start", "end", "state"), [("11:00", "12:00", "planned"), ("12:00", "12:01", "at_risk")])
def test_a_flight_that_would_leave_while_the_airport_is_closed_is_at_risk(start: str, end: str, state: str) -> None:
    network, _ = out_of("JFK", series("JFK"), closed("JFK", start, end))

    assert only(network).uses[0].state == state


def test_the_series_with_the_least_spare_come_first_and_the_unknown_last() -> None:
    state, _ = out_of(
        "JFK",
        series("JFK", 1, not_operated=2),
        series("JFK", 2, not_operated=5),
        series("JFK", 3, not_operated=4),
        series("BOS", 4),
    )
    report = slot_ledger.run(ToolContext(state, NOW), {"at_most": 3})

    assert [row.flight_number for row in report.rows] == ["XX2", "XX3", "XX1"]
    assert (report.series, report.lost, report.without_spare, report.not_checked) == (4, 1, 1, 1)
    assert any("waivers" in one for one in report.does_not_cover)


def test_an_airport_that_the_network_does_not_have_is_refused() -> None:
    state, _ = out_of("JFK", series("JFK"))

    with pytest.raises(ToolRetry, match="'XXX' is not in scenario"):
        slot_ledger.run(ToolContext(state, NOW), {"airports": ["XXX"]})


def test_series_of_other_carriers_are_not_ours_to_count() -> None:
    others = series("JFK").model_copy(update={"carrier": "YY", "airport": AirportCode("JFK"), "at": DAY})

    assert ledger(out_of("JFK", others)[0]) == ()
