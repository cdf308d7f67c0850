"""Crew duties and stands as timelines: everybody once, at risk first, the law's end where there is one."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest

from api.duty_lines import DutyLine, duty_line
from domain.network import CrewMember, FlightStatus, Window
from tests.api.callers import Caller
from tests.api.conftest import Server
from tools.legality.crew_board import outlook_of
from tools.legality.duty_cases import DutyReader


@pytest.fixture
def captain(server: Server) -> CrewMember:
    """A captain whose only duty is still to come whole, whatever else the tests on this server have done."""
    state, now = server.room.twin.state, server.room.twin.now
    return next(
        member
        for _, member in sorted(state.crew.items())
        if member.role == "captain"
        and len(member.duties) == 1
        and member.duties[0].report_at > now
        and not (member.unavailable or member.duties[0].changed_by or member.duties[0].deadheads)
        and all(state.flights[one].status is FlightStatus.SCHEDULED for one in member.duties[0].flight_ids)
    )


def test_pages_of_duties_together_are_everybody_once_at_risk_first_then_by_time_left(viewer: Caller) -> None:
    seen: list[dict[str, Any]] = []
    cursor, total = "", -1
    while total == -1 or cursor:
        page = viewer.ok(f"crew/duties?limit=500&cursor={quote(cursor)}")
        seen += page["items"]
        cursor, total = page["next_cursor"] or "", page["total"]
    assert len({one["crew_id"] for one in seen}) == len(seen) == total == page["counts"]["people"] > 900
    order = [(not one["at_risk"], one["left_min"] is None, one["left_min"] or 0, one["crew_id"]) for one in seen]
    assert order == sorted(order)
    assert sum(page["counts"]["by_phase"].values()) == total


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ("base=EWR", lambda one: one["base"] == "EWR"),
        ("role=first_officer", lambda one: one["role"] == "first_officer"),
        ("phase=on_reserve", lambda one: one["phase"] == "on_reserve" and one["reserves"]),
        ("station=MCO", lambda one: one["station"] == "MCO"),
        ("at_risk=false", lambda one: not one["at_risk"]),
        ("text=cp00", lambda one: one["crew_id"].startswith("B6-CP00")),
        ("text=B61010", lambda one: any("B61010/" in leg["flight_id"] for duty in one["duties"] for leg in duty["legs"])),
    ],
)
def test_filters_leave_the_people_they_say(viewer: Caller, query: str, holds: Any) -> None:
    items = viewer.ok(f"crew/duties?{query}&limit=500")["items"]
    assert items
    assert all(holds(one) for one in items)


def test_counts_are_over_the_other_filters_so_that_every_phase_keeps_its_number(viewer: Caller) -> None:
    everybody = viewer.ok("crew/duties?base=JFK&limit=1")["counts"]
    assert viewer.ok("crew/duties?base=JFK&phase=on_reserve&limit=1")["counts"] == everybody
    assert viewer.ok("crew/duties?limit=1")["counts"]["people"] > everybody["people"]


def test_a_question_with_two_faults_is_refused_naming_both(viewer: Caller) -> None:
    refused = viewer.get("crew/duties?role=steward&phase=asleep")
    assert refused.status_code == 422
    assert {one["field"] for one in refused.json()["errors"]} == {"role", "phase"}


def line_of(server: Server, member: CrewMember, late: timedelta = timedelta()) -> DutyLine:
    """The line of a person as the network stands before anything happens, with every flight later by so much."""
    reader = reader_of(server, late)
    return duty_line(reader, member, outlook_of(reader, member))


def reader_of(server: Server, late: timedelta) -> DutyReader:
    def times(flight: Any) -> tuple[datetime, datetime] | None:
        return None if flight.status is FlightStatus.CANCELLED else (flight.std + late, flight.sta + late)

    return DutyReader(server.room.twin.state, server.room.twin.now, times)


def test_the_legal_end_is_as_far_after_the_release_as_there_are_minutes_left(server: Server, captain: CrewMember) -> None:
    line = line_of(server, captain)
    (duty,) = line.duties
    assert line.left_min is not None
    assert duty.latest_release_at == duty.release_at + timedelta(minutes=line.left_min)
    assert duty.citation.startswith("14 CFR 117.")


def test_minutes_of_delay_are_minutes_off_the_legal_end_and_the_bars_move(server: Server, captain: CrewMember) -> None:
    on_time, late = line_of(server, captain), line_of(server, captain, timedelta(minutes=30))
    assert late.duties[0].legs[-1].end == on_time.duties[0].legs[-1].end + timedelta(minutes=30)
    assert late.duties[0].release_at == on_time.duties[0].release_at + timedelta(minutes=30)
    assert late.rests[0].end == on_time.rests[0].end + timedelta(minutes=30)


def test_rest_begins_at_the_release_and_names_its_paragraph(server: Server, captain: CrewMember) -> None:
    line = line_of(server, captain)
    (rest,) = line.rests
    assert rest.start == line.duties[0].release_at
    assert rest.end - rest.start >= timedelta(hours=10)
    assert rest.citation.startswith("14 CFR 117.25")


def test_whoever_cannot_come_loses_every_flight_and_the_absence_is_in_the_line(server: Server, captain: CrewMember) -> None:
    away = Window(captain.duties[0].report_at, captain.duties[0].release_at, "not said")
    line = line_of(server, replace(captain, unavailable=(away,)))
    assert [one.flight_id for one in line.at_risk] == list(captain.duties[0].flight_ids)
    assert [(one.start, one.end) for one in line.unavailable] == [(away.start, away.end)]
    assert "not said" not in line.model_dump_json()


def test_a_duty_without_any_flight_left_is_as_planned_and_nothing_is_said_of_its_law(server: Server, captain: CrewMember) -> None:
    reader = DutyReader(server.room.twin.state, server.room.twin.now, lambda flight: None)
    (duty,) = duty_line(reader, captain, outlook_of(reader, captain)).duties
    assert (duty.report_at, duty.release_at) == (captain.duties[0].report_at, captain.duties[0].release_at)
    assert (duty.verdict, duty.latest_release_at, duty.citation) == ("not_checked", None, "")
    assert all(leg.cancelled for leg in duty.legs)


def test_an_airport_whose_stands_are_known_shows_each_with_its_stays(viewer: Caller) -> None:
    (jfk,) = [one for one in viewer.ok("stands")["items"] if one["airport"] == "JFK"]
    view = viewer.ok("airports/jfk/stands")
    assert view["known"] == "stands"
    assert len(view["stands"]) == jfk["stands"]
    stays = [stay for stand in view["stands"] for stay in stand["occupations"]]
    assert all(stay["start"] < stay["end"] for stay in stays)
    troubled = {(one["flight_id"], one["movement"]) for stay in stays for one in stay["conflicts"]}
    assert len(troubled) == jfk["conflicts"]
    assert any(said.startswith("stands:") for said in view["assumed"])


def test_an_airport_whose_stands_nobody_knows_says_so_and_an_unknown_airport_is_refused(viewer: Caller) -> None:
    seattle = viewer.ok("airports/SEA/stands")
    assert (seattle["known"], seattle["stands"], seattle["without_stand"]) == ("nothing", [], [])
    assert viewer.get("airports/QQQ/stands").status_code == 404
