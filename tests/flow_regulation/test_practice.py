"""Tolerances at their value and a minute either side, and the delay code of each regulation cause."""

from datetime import UTC, date, datetime, timedelta

import pytest

from knowledge.dated_law import BadRegime
from knowledge.flow.causes import regulation_cause
from knowledge.flow.practice import flow_parameters, flow_practice
from tools.flow_regulation.windows import about, delay_message_due, off_block_window, take_off_window

PRACTICE = flow_practice(date(2026, 3, 2))
TEN = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def after(minutes: int) -> datetime:
    """So many minutes after ten."""
    return TEN + timedelta(minutes=minutes)


@pytest.mark.parametrize(("minute", "inside"), [(-6, False), (-5, True), (0, True), (10, True), (11, False)])
def test_a_flight_takes_off_from_five_minutes_before_its_ctot_to_ten_after(minute: int, inside: bool) -> None:
    window = take_off_window(PRACTICE, off_block=after(-300), taxi_min=20, ctot=TEN)
    assert window.contains(after(minute)) is inside
    assert off_block_window(PRACTICE, TEN, 20).contains(after(minute - 20)) is inside


@pytest.mark.parametrize(("minute", "inside"), [(-16, False), (-15, True), (15, True), (16, False)])
def test_without_a_ctot_it_takes_off_within_a_quarter_of_an_hour_of_off_block_and_taxi(minute: int, inside: bool) -> None:
    window = take_off_window(PRACTICE, off_block=after(-20), taxi_min=20, ctot=None)
    assert window.contains(after(minute)) is inside


@pytest.mark.parametrize(("slip", "due"), [(15, False), (16, True), (-15, False), (-16, True)])
def test_an_off_block_time_that_moves_by_more_than_a_quarter_of_an_hour_needs_a_message(slip: int, due: bool) -> None:
    assert delay_message_due(PRACTICE, filed=TEN, off_block=after(slip), taxi_min=20, ctot=None) is due


@pytest.mark.parametrize(("slip", "due"), [(16, False), (50, False), (51, True)])
def test_no_message_is_due_while_the_ctot_is_still_met(slip: int, due: bool) -> None:
    # CTOT 11:00 and 20 minutes of taxi: off-block 10:35 to 10:50.
    ctot = after(60)
    assert delay_message_due(PRACTICE, filed=TEN, off_block=after(slip), taxi_min=20, ctot=ctot) is (due or slip < 35)


@pytest.mark.parametrize("name", ["edct", "tobt", "tsat"])
@pytest.mark.parametrize(("minute", "inside"), [(-6, False), (-5, True), (5, True), (6, False)])
def test_edct_tobt_and_tsat_are_kept_within_five_minutes(name: str, minute: int, inside: bool) -> None:
    assert about(TEN, getattr(PRACTICE, name)).contains(after(minute)) is inside


def test_other_figures_are_dated_and_cited() -> None:
    assert (PRACTICE.slots_issued_before_min, PRACTICE.swaps_per_flight, PRACTICE.ctot_adherence_percent) == (120, 3, 80)
    assert flow_practice(date(2011, 9, 25)).ctot_adherence_percent is None
    assert flow_practice(date(2011, 9, 26)).ctot_adherence_percent == 80
    assert all(one.citation for one in flow_parameters().values())
    assert flow_parameters()["swaps_per_flight"].confidence == "recalled_medium"
    with pytest.raises(BadRegime, match="begins 1996-01-01"):
        flow_practice(date(1995, 12, 31))


@pytest.mark.parametrize(
    ("phase", "codes"),
    [
        ("E", {"81": "CRWVO", "82": "ISTMP"}),
        ("A", {"84": "W", "98": "N", "99": "E", "83": "CIRSTAGMPVO"}),
        ("D", {"98": "N", "99": "E", "89": "CIRSTAGMPVWO"}),
    ],
)
def test_every_cause_and_phase_has_its_delay_code(phase: str, codes: dict[str, str]) -> None:
    for code, causes in codes.items():
        for cause in causes:
            found = regulation_cause(cause + phase)
            assert found is not None
            assert found.delay_code == code


@pytest.mark.parametrize(("written", "code", "said"), [("CE 81", "81", "81"), ("wa84", "84", "84"), ("GE 89", "", "89")])
def test_a_cause_is_read_as_messages_write_it(written: str, code: str, said: str) -> None:
    found = regulation_cause(written)
    assert found is not None
    assert (found.delay_code, found.said_code) == (code, said)


@pytest.mark.parametrize("written", ["", "81", "XE 81", "CX 81", "CE 8", "CE 811"])
def test_what_is_no_cause_is_not_read(written: str) -> None:
    assert regulation_cause(written) is None
