"""Duties of the network as the law sees them: who times out and when, who is elsewhere, how late a crew can still go."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import events as e
from domain.apply import fold
from domain.network import NetworkState
from tests.crew.network import DAY, NOW, crew, late, leg, network, reserve
from tests.domain.paper_network import at
from tools.legality.crew_board import CrewBoard, CrewOutlook
from tools.legality.duty_cases import DutyReader
from tools.legality.lateness import later, latest_departures
from tools.spec import ToolContext, ToolRetry, all_tools

ALL_DAY = (1, 2, 3, 4)
# Report 07:00, four segments: Table B allows 13:00, so the duty must be over at 20:00; as planned it ends at 19:00.


def board(state: NetworkState) -> dict[str, CrewOutlook]:
    return {str(crew_id): outlook for crew_id, outlook in CrewBoard().update(state, NOW).items()}


def risks(outlook: CrewOutlook) -> list[str]:
    return [str(one.flight_id) for one in outlook.at_risk]


def test_a_duty_as_planned_is_legal_and_says_when_it_must_be_over() -> None:
    outlook = board(network(crew("C1", legs=ALL_DAY)))["C1"]

    assert (outlook.verdict, outlook.phase, outlook.next_flight_id) == ("pass", "to_report", leg(1))
    assert outlook.left_min == 60
    assert outlook.times_out_at == at(20)
    assert outlook.binding is not None
    assert "117.13" in outlook.binding.citation


@pytest.mark.parametrize(("delay_min", "lost"), [(60, []), (61, [leg(4)])])
def test_the_last_flight_is_lost_from_the_first_minute_beyond_the_limit(delay_min: int, lost: list[str]) -> None:
    outlook = board(late(network(crew("C1", legs=ALL_DAY)), 2, delay_min))["C1"]

    assert risks(outlook) == lost
    if lost:
        assert outlook.at_risk[0].latest == at(18)
        assert outlook.at_risk[0].by_law
        assert "117.13" in outlook.at_risk[0].citation


def test_a_delay_known_in_time_moves_the_report_and_one_known_too_late_does_not() -> None:
    state = late(network(crew("C1", legs=ALL_DAY)), 1, 120)

    told = DutyReader(state, NOW).duties(state.crew["C1"])[0].case.duty
    too_late = DutyReader(state, at(5, 1)).duties(state.crew["C1"])[0].case.duty

    assert told.report_at == at(9)
    assert told.delayed_reporting is not None
    assert too_late.report_at == at(7)


def test_whoever_was_to_come_with_a_cancelled_flight_is_elsewhere() -> None:
    state = fold(network(crew("C1", legs=ALL_DAY)), [e.FlightCancelled(at=NOW, flight_id=leg(1), delay_code="71")])

    outlook = board(state)["C1"]

    assert risks(outlook) == [leg(2), leg(3), leg(4)]  # from there on the duty no longer hangs together
    assert "is at BBB, not at CCC" in outlook.at_risk[0].reason
    assert not outlook.at_risk[0].by_law


def test_whoever_is_absent_loses_only_the_flights_of_that_time() -> None:
    sick = e.CrewReportedUnavailable(at=NOW, crew_id="C1", start=at(13, 30), end=at(15))

    outlook = board(fold(network(crew("C1", legs=ALL_DAY)), [sick]))["C1"]

    assert risks(outlook) == [leg(3)]


def test_the_board_reads_again_only_whom_something_changed() -> None:
    state = network(crew("C1", legs=(1, 2)), crew("C2", legs=(3, 4)), reserve("R1"))
    one = CrewBoard()
    before = one.update(state, NOW)

    after = one.update(late(state, 3, 30), NOW + timedelta(minutes=1))

    assert after["C1"] is before["C1"]
    assert after["R1"] is before["R1"]
    assert after["C2"] is not before["C2"]


@given(st.integers(0, 400), st.integers(0, 3))
def test_the_latest_departure_is_legal_and_a_minute_later_is_not(delay_min: int, sector: int) -> None:
    state = late(network(crew("C1", legs=ALL_DAY)), 1, 0)
    reader = DutyReader(state, at(6))
    member = state.crew["C1"]
    read = reader.duties(member)[0]
    law = reader.law_of(member)

    for found in latest_departures(law, read.case, sector):
        assert found.latest is not None
        assert found.binding is None or found.binding.margin is None or found.binding.margin < 0
    plain = latest_departures(law, read.case, 3)[0]
    assert plain.latest is not None
    slipped = later(read.case, delay_min)
    legal = not any(one.verdict == "fail" for one in law.check(slipped))
    assert legal == (slipped.duty.sectors[-1].off_block <= plain.latest)


def test_extensions_are_offered_with_whose_consent_they_need() -> None:
    state = network(crew("C1", legs=ALL_DAY), crew("F1", "first_officer", legs=ALL_DAY))
    context = ToolContext(state=state, now=at(6))

    report = all_tools()["crew_lateness"].run(context, {"flight_id": leg(4)})

    assert report.latest == at(18)
    captain = next(one for one in report.crew if one.crew_id == "C1")
    assert [one.latest for one in captain.latest_departures] == [at(18), at(18, 30), at(20)]
    assert captain.latest_departures[0].consents == ()
    assert captain.latest_departures[2].consents == ("pilot_in_command", "certificate_holder")
    assert any("10 days" in need for need in captain.latest_departures[2].needs)


def test_flights_must_leave_in_time_only_where_no_reserve_waits_and_the_clock_runs() -> None:
    people = (crew("C1", legs=ALL_DAY), reserve("R1"))
    limits = all_tools()["crew_time_limits"].run(ToolContext(state=network(*people), now=at(6)), {}).limits
    before = all_tools()["crew_time_limits"].run(ToolContext(state=network(*people), now=NOW), {}).limits

    assert {str(one.flight_id): one.latest_departure for one in limits} == {leg(2): at(19), leg(4): at(18)}
    assert all(one.crew_id == "C1" and "117.13" in one.reason for one in limits)
    assert before == ()


def test_an_assignment_is_judged_before_anybody_is_called() -> None:
    state = network(crew("C1", legs=(1, 2)), crew("C2", legs=(3, 4)), reserve("R1"))
    context = ToolContext(state=state, now=NOW)
    tool = all_tools()["check_crew_assignment"]

    fresh = tool.run(context, {"crew_id": "R1", "flight_ids": [leg(number) for number in ALL_DAY]})
    twice = tool.run(context, {"crew_id": "C1", "flight_ids": [leg(3), leg(4)]})

    assert fresh.verdict in ("pass", "not_checked")
    assert {one.citation.split(",")[0] for one in twice.rulings if one.verdict == "fail"} >= {"14 CFR 117.25(e)"}


def test_a_duty_that_cannot_be_is_refused_with_every_fault() -> None:
    tool = all_tools()["check_duty"]
    departs, arrives = DAY[0][3:]
    backwards = {
        "report_at": at(9).isoformat(),
        "release_at": at(8).isoformat(),
        "sectors": [{"off_block": arrives.isoformat(), "on_block": departs.isoformat()}],
    }

    with pytest.raises(ToolRetry) as refusal:
        tool.run(ToolContext(state=network(), now=NOW), {"regime": "us_121_467", "case": {"duty": backwards}})

    assert [field for field, _ in refusal.value.faults] == ["crew", "duty.release_at", "duty.sectors[0]"]


def test_an_unknown_regime_or_crew_member_is_named_with_the_next_step() -> None:
    context = ToolContext(state=network(crew("C1")), now=NOW)
    with pytest.raises(ToolRetry, match="us_part_117"):
        all_tools()["check_duty"].run(context, {"regime": "nowhere", "case": {"duty": {"report_at": NOW, "release_at": NOW}}})
    with pytest.raises(ToolRetry, match="'C9' is not in scenario"):
        all_tools()["crew_status"].run(context, {"crew_ids": ["C9"]})


def test_a_flight_with_fewer_people_than_planned_is_named() -> None:
    state = network(crew("C1", legs=(1, 2)), crew("F1", "first_officer", legs=(1, 2)))
    gone = {"type": "AssignCrew", "crew_id": "F1", "flight_ids": [], "replaces": "F1:1"}

    report = all_tools()["crew_status"].run(ToolContext(state=state, now=NOW), {"operations": [gone]})

    assert [(one.flight_id, one.missing) for one in report.short] == [
        (leg(1), {"first_officer": 1}),
        (leg(2), {"first_officer": 1}),
    ]


def test_every_regime_says_what_it_covers_and_what_it_does_not() -> None:
    report = all_tools()["flight_time_law"].run(ToolContext(state=network(), now=NOW), {"with_parameters": True})

    assert {"us_part_117", "us_121_467", "easa_oro_ftl", "uk_oro_ftl"} <= {one.regime for one in report.regimes}
    for one in report.regimes:
        assert one.covers
        assert one.does_not_cover
        assert one.rules
        assert all(parameter["citation"] for parameter in one.parameters.values())


def test_somebody_put_elsewhere_since_the_last_flight_is_there() -> None:
    state = network(crew("C1", legs=(1, 2)))
    flown = fold(
        state,
        [
            e.FlightDeparted(at=at(8), flight_id=leg(1), tail="N1"),
            e.FlightArrived(at=at(10), flight_id=leg(1)),
            e.CrewPositioned(at=at(10, 30), crew_id="C1", airport="DDD"),
        ],
    )

    outlook = CrewBoard().update(flown, at(10, 40))["C1"]

    assert outlook.station == "DDD"
    assert [one.flight_id for one in outlook.at_risk] == [leg(2)]
