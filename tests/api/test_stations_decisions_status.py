"""Stations with their state, decisions over all cases, the verdict on the audit trail, and what works."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlmodel import Session

from api.resources.decisions import get_audit_verdict, list_decisions
from api.resources.stations import StationView, list_airports
from domain.network import CapacityReduction, Curfew, Window
from graphs.casebook import CaseRow, DecisionRow
from tests.api.callers import Caller
from tests.api.conftest import Server
from twin.store import open_database

NOBODY: Any = None


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


class Elsewhere:
    """The room of the server, with another state of its network and another time."""

    def __init__(self, server: Server, now: datetime, **airport: Any) -> None:
        state = server.room.twin.state
        jfk = replace(state.airports["JFK"], **airport)  # type: ignore[index]
        changed = replace(state, airports=state.airports.set(jfk.code, jfk))
        self.twin = SimpleNamespace(state=changed, now=now)


def jfk_at(server: Server, now: str, **airport: Any) -> StationView:
    room: Any = Elsewhere(server, at(now), **airport)
    return next(one for one in list_airports(room, NOBODY).items if one.code == "JFK")


CLOSED = Window(start=at("2013-02-08T22:29:00Z"), end=at("2013-02-09T14:01:00Z"), reason="snow")
REDUCED = CapacityReduction(
    start=at("2013-02-08T19:00:00Z"), end=at("2013-02-08T23:00:00Z"), arrivals_per_hour=8, departures_per_hour=8
)


def test_every_station_that_our_flights_touch_is_listed_with_our_movements(viewer: Caller) -> None:
    listed = viewer.ok("airports")
    codes = [one["code"] for one in listed["items"]]
    assert codes == sorted(set(codes))
    flights = viewer.ok("flights?own=true&limit=500")["items"]
    assert {one["origin"] for one in flights} | {one["destination"] for one in flights} <= set(codes)
    jfk = next(one for one in listed["items"] if one["code"] == "JFK")
    leaving = [one for one in flights if one["origin"] == "JFK" and one["std"] < "2013-02-09T05:00:00Z"]
    assert jfk["today"]["day"] == "2013-02-08"
    assert jfk["today"]["departures"] == len(leaving)
    assert jfk["assumed"]


@pytest.mark.parametrize(
    ("now", "state", "next_state", "next_at"),
    [
        ("2013-02-08T18:00:00Z", "open", "reduced", "2013-02-08T19:00:00Z"),
        ("2013-02-08T19:00:00Z", "reduced", "closed", "2013-02-08T22:29:00Z"),
        ("2013-02-08T22:45:00Z", "closed", "open", "2013-02-09T14:01:00Z"),
    ],
)
def test_a_station_is_what_is_gravest_and_says_what_comes_next(
    server: Server, now: str, state: str, next_state: str, next_at: str
) -> None:
    jfk = jfk_at(server, now, closures=(CLOSED,), reductions=(REDUCED,), curfews=())
    assert jfk.state == state
    assert jfk.next_change is not None
    assert (jfk.next_change.state, jfk.next_change.at) == (next_state, at(next_at))


def test_a_restriction_that_is_over_is_not_listed_and_a_station_without_one_has_no_next_change(server: Server) -> None:
    jfk = jfk_at(server, "2013-02-09T15:00:00Z", closures=(CLOSED,), reductions=(REDUCED,), curfews=())
    assert (jfk.state, jfk.next_change, jfk.restrictions) == ("open", None, ())


def test_a_curfew_holds_by_local_time(server: Server) -> None:
    night = Curfew(start_min=0, end_min=6 * 60, source="in a test")
    jfk = jfk_at(server, "2013-02-09T06:00:00Z", closures=(), reductions=(), curfews=(night,))
    assert jfk.state == "curfew"
    assert jfk.next_change is not None
    assert jfk.next_change.at == at("2013-02-09T11:00:00Z")


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Any]:
    """A room with nothing but an empty database."""
    engine = open_database(f"sqlite:///{tmp_path}/books.db")
    yield SimpleNamespace(engine=engine)
    engine.dispose()


def decided(number: int) -> DecisionRow:
    now = at("2013-02-08T09:00:00Z")
    return DecisionRow(
        decision_id=f"listed-{number}",
        case_id="C9",
        plan_id=f"C9-P{number}",
        revision=1,
        decision="reject",
        effect="rejected",
        reason="in a test",
        actor="tester",
        role="controller",
        rule="minor",
        at=now,
        recorded_at=now + timedelta(minutes=number),
    )


def test_decisions_come_newest_first_page_by_page_even_when_their_case_is_gone(books: Any) -> None:
    with Session(books.engine) as session:
        session.add_all([decided(number) for number in range(5)])
        session.commit()
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = list_decisions(books, NOBODY, actor="tester", limit=2, cursor=cursor)
        assert page.total == 5
        seen += [one.decision_id for one in page.items]
        cursor = page.next_cursor
    assert seen == [f"listed-{number}" for number in (4, 3, 2, 1, 0)]
    only = list_decisions(books, NOBODY, case_id="C9", limit=100, cursor="").items
    assert {(one.case_title, one.plan_label) for one in only} == {("", "")}
    assert list_decisions(books, NOBODY, actor="nobody", limit=100, cursor="").items == ()


def test_the_trail_is_walked_for_a_duty_manager_and_for_nobody_below(controller: Caller, duty_manager: Caller) -> None:
    assert controller.get("audit").status_code == 403
    verdict = duty_manager.ok("audit")
    assert verdict["intact"]
    assert verdict["broken"] is None
    length, _, digest = verdict["head"].partition(":")
    assert length.isdigit()
    assert len(digest) == 64


def test_a_broken_trail_names_its_first_broken_row(books: Any) -> None:
    alien = CaseRow(
        case_id="C-alien",
        number=10_000_000,
        status="closed",
        stage="closed",
        title="written past the record",
        disruption={},
        network_id="none",
        scenario_id="none",
        budget_s=1.0,
        opened_by="somebody",
        opened_at=at("2013-02-08T09:00:00Z"),
        record_length=3,
        record_head="0" * 64,
    )
    with Session(books.engine) as session:
        session.add(alien)
        session.commit()
    verdict = get_audit_verdict(books, NOBODY, noted="")
    assert not verdict.intact
    assert verdict.broken is not None
    assert (verdict.broken.table, verdict.broken.case_id) == ("cases", "C-alien")


def test_everybody_reads_the_decisions(viewer: Caller) -> None:
    page = viewer.ok("decisions?limit=1")
    assert page["total"] >= len(page["items"])


def test_an_audit_head_of_another_form_is_refused(duty_manager: Caller) -> None:
    refused = duty_manager.get("audit?noted=yesterday")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "noted"


def test_the_status_says_what_works_without_a_model_or_vectors(viewer: Caller) -> None:
    status = viewer.ok("status")
    assert (status["model"], status["model_mode"]) == ("", "deterministic")
    assert status["library_state"] == "words_only"
    assert status["library_passages"] > 1000
    assert "words" in status["library"]
    assert status["version"] > 0
    feeds = {one["name"]: one["state"] for one in status["feeds"]}
    assert feeds["reservations"] == feeds["messages to passengers"] == "simulated"
    assert feeds["Slack"] == feeds["webhooks"] == "off"


def test_the_library_names_the_kinds_and_regimes_that_a_search_takes(viewer: Caller) -> None:
    library = viewer.ok("library")
    assert {"law", "playbook", "decision"} <= set(library["kinds"])
    assert {"us_part_117", "eu261"} <= set(library["regimes"])
    assert library["passages"] >= library["embedded"]


def test_delay_codes_are_two_digits_with_what_they_say(viewer: Caller) -> None:
    codes = {one["code"]: one["says"] for one in viewer.ok("delay-codes")["items"]}
    assert codes["41"] == "aircraft defect"
    assert all(len(code) == 2 and code.isdigit() and says for code, says in codes.items())
