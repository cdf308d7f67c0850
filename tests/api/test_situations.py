"""Situations on the paper network: one for each root cause, who looks after it, and what brings it back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from threading import Thread
from typing import Any, cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.app import create_app
from api.control_room import ControlRoom
from api.outlook import OutlookDesk
from api.settings import Settings
from api.situations.desk import SituationDesk
from api.situations.views import Situation
from domain.commands import DelayFlight, InjectDisruption
from domain.disruptions import (
    AircraftUnserviceableReport,
    AirportCapacityReport,
    CrewUnavailableReport,
    Disruption,
    FlightDelayedReport,
)
from domain.faults import Refused
from domain.network import NetworkState
from graphs.attention import Attention, AttentionRow, Owned, fold
from graphs.attention_desk import AttentionDesk
from graphs.case_desk import CaseDesk
from graphs.network import CaseError
from graphs.views import EventView
from knowledge.airline.alerting_policy import alerting_policy
from tests.domain.paper_network import at
from tests.graphs.room import NOW, TOOLS, XX1, PaperNetwork, closure, staff
from twin.database import open_database
from twin.twin import Twin

BBB = "W-airport-BBB"
_networks = count(1)


@dataclass(frozen=True)
class PaperTwin:
    """The paper network as the outlook reads the twin."""

    network: PaperNetwork

    @property
    def network_id(self) -> str:
        return self.network.network_id

    @property
    def state(self) -> NetworkState:
        return self.network.state()

    @property
    def now(self) -> datetime:
        return self.network.now()


@dataclass
class Desk:
    """Case desk and situations over one database."""

    engine: Engine
    network: PaperNetwork
    cases: CaseDesk
    situations: SituationDesk

    @property
    def attention(self) -> AttentionDesk:
        return self.cases.attention

    def report(self, disruption: Disruption) -> None:
        """Somebody reports a fact, and nobody opens a case."""
        self.network.execute([InjectDisruption(disruption=disruption)], actor="feed", by="", idempotency_key=repr(disruption))

    def passes(self, hour: int, minute: int = 0) -> None:
        self.network._now = at(hour, minute)

    def ids(self) -> list[str]:
        return [one.situation_id for one in self.situations.situations().items]

    def one(self, situation_id: str = BBB) -> Situation:
        return self.situations.situation(situation_id)

    def act(self, action: str, actor: str = "ann", role: str = "controller", situation_id: str = BBB, **given: Any) -> Situation:
        getattr(self.attention, action)(situation_id, actor=actor, role=role, **given)
        return self.one(situation_id)

    def again(self) -> "Desk":
        """Another process on the same database."""
        return open_desk(self.engine, self.network)


def open_desk(engine: Engine, network: PaperNetwork) -> Desk:
    cases = CaseDesk(engine, network, specialists=staff(), tools=TOOLS, budget_s=1.0)
    outlook = OutlookDesk(cast(Twin, PaperTwin(network)))
    return Desk(engine, network, cases, SituationDesk(engine, cases, network, outlook))


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    made = open_database(f"sqlite:///{tmp_path_factory.mktemp('situations')}/downline.db")
    yield made
    made.dispose()


@pytest.fixture
def desk(engine: Engine) -> Iterator[Desk]:
    """One database for all; every test has a network of its own in it."""
    network = PaperNetwork()
    network.network_id = f"paper#{next(_networks)}"
    made = open_desk(engine, network)
    yield made
    made.cases.close()


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return create_app(Settings())


# --- one situation for each root cause --------------------------------------------------------------------------------


def test_on_a_quiet_network_there_is_no_situation(desk: Desk) -> None:
    found = desk.situations.situations()
    assert (found.items, found.counts.by_level, found.last_closed_at) == ((), {"info": 0, "caution": 0, "warning": 0}, None)


def test_a_closure_and_all_that_follows_from_it_is_one_situation(desk: Desk) -> None:
    desk.report(closure(9, 11))

    (one,) = desk.situations.situations().items

    assert (one.situation_id, one.case_id, one.title, one.level) == (BBB, None, "BBB closed 09:00Z to 11:00Z", "caution")
    assert [alert.kind for alert in one.alerts] == ["airport_closed", "misconnection", "late"]
    assert one.alerts[2].text == "Retime XX1 and XX2, up to 120 min late, 70 passengers"
    assert (one.flight_count, one.passengers, one.tails, one.airports) == (3, 70, ("N1", "N2"), ("AAA", "BBB"))
    assert (one.decide_by, one.decide_by_because) == (at(12), "XX3 is to leave AAA")
    assert one.suggested_disruption == closure(9, 11)


def test_what_an_aircraft_a_person_or_a_late_rotation_causes_is_told_of_them(desk: Desk) -> None:
    desk.report(AircraftUnserviceableReport(reported_at=NOW, tail="N2", airport="AAA", start=at(11), end=at(23)))
    desk.report(CrewUnavailableReport(reported_at=NOW, crew_id="C1", start=at(7), end=at(12)))
    desk.report(FlightDelayedReport(reported_at=NOW, flight_id=XX1, delay_min=50, reason_code="41"))

    found = {one.situation_id: one for one in desk.situations.situations().items}

    assert set(found) == {"W-aircraft-N2", "W-crew-C1", "W-rotation-N1"}
    assert found["W-aircraft-N2"].title == "N2 out of service at AAA 11:00Z to 23:00Z"
    assert "cannot be flown" in found["W-aircraft-N2"].alerts[1].text
    crew = found["W-crew-C1"]
    assert (crew.level, crew.alerts[0].crew_id) == ("warning", "C1")
    assert crew.alerts[0].text == "Replace 1 crew member on XX1 and XX2 by 08:50Z: C1 is unavailable then"
    late = found["W-rotation-N1"]
    assert late.alerts[0].text == "Retime XX1 and XX2, up to 50 min late, 70 passengers"
    assert late.suggested_disruption == FlightDelayedReport(reported_at=NOW, flight_id=XX1, delay_min=50, reason_code="41")


def test_a_flight_that_somebody_retimed_is_no_alert(desk: Desk) -> None:
    desk.network.execute([DelayFlight(flight_id=XX1, etd=at(9))], actor="ann", by="C9-P1", idempotency_key="x")
    assert all(XX1 not in alert.flight_ids for one in desk.situations.situations().items for alert in one.alerts)


def test_a_case_takes_in_the_watch_about_the_same_thing_and_only_that(desk: Desk) -> None:
    desk.report(closure(9, 11))
    desk.report(closure(9, 11, "CCC"))
    assert desk.ids() == [BBB, "W-airport-CCC"]
    desk.cases.start()

    case_id = desk.cases.open_case(closure(9, 11), actor="ann")
    desk.cases.wait(case_id, timeout_s=30)

    found = {one.situation_id: one for one in desk.situations.situations(include_closed=True).items}
    case = found[case_id]
    assert [alert.kind for alert in case.alerts] == ["airport_closed", "misconnection", "late"]
    assert (case.status, case.case_status, case.waiting_plans, case.needs_decision_of) == ("open", "proposed", 3, "controller")
    assert (case.decide_by, case.decide_by_because) == (at(8), "XX1 leaves AAA, and 'Cancel' changes it")
    assert found["W-airport-CCC"].status == "open"
    assert (found[BBB].status, found[BBB].title, found[BBB].closed_at) == ("closed", "BBB closed 09:00Z to 11:00Z", NOW)


def test_a_decided_case_is_no_alert_and_is_shown_as_closed(desk: Desk) -> None:
    desk.cases.start()
    case_id = desk.cases.open_case(closure(9, 11), actor="ann")
    desk.cases.wait(case_id, timeout_s=30)
    plan = next(one for one in desk.cases.plans(case_id) if one.label == "Cancel")
    desk.cases.decide_plan(plan.plan_id, revision=1, decision="approve", reason="go", actor="dora", role="duty_manager")

    one = desk.one(case_id)

    assert (one.level, one.status, one.waiting_plans, one.repeats) == ("info", "closed", 0, 0)
    assert case_id not in desk.ids()
    with pytest.raises(CaseError, match=f"{case_id} is closed"):
        desk.situations.must_be_open(case_id)


# --- who looks after it -----------------------------------------------------------------------------------------------


def test_who_takes_it_owns_it_until_it_is_given_up_or_handed_over(desk: Desk) -> None:
    desk.report(closure())
    desk.ids()
    one = desk.act("take", note="mine")
    assert (one.owner, one.owned_since, one.acknowledged_by, one.status) == ("ann", NOW, "ann", "acknowledged")
    with pytest.raises(Owned, match="ann has taken W-airport-BBB at 06:00Z") as refused:
        desk.act("take", "bob")
    assert refused.value.owner == "ann"
    with pytest.raises(Owned, match="say why in a note"):
        desk.act("take", "dora", "duty_manager")
    assert desk.act("take", "dora", "duty_manager", note="ann is at lunch").owner == "dora"
    assert desk.act("hand_over", "dora", "duty_manager", to="bob", note="yours").owner == "bob"
    with pytest.raises(Owned):
        desk.act("release", "ann")
    assert desk.act("release", "bob").owner is None
    said = [(line.action, line.actor, line.given_to, line.reason) for line in desk.one().history if line.actor != "downline"]
    assert said == [
        ("take", "ann", "", "mine"),
        ("take", "dora", "", "ann is at lunch"),
        ("hand_over", "dora", "bob", "yours"),
        ("release", "bob", "", ""),
    ]


def test_of_two_who_take_it_at_once_one_owns_it_and_the_other_is_told_who(desk: Desk) -> None:
    desk.report(closure())
    desk.ids()
    told: list[str] = []

    def take(name: str) -> None:
        try:
            desk.attention.take(BBB, actor=name, role="controller")
        except Owned as refused:
            told.append(refused.owner)

    people = [Thread(target=take, args=(f"p{number}",)) for number in range(6)]
    for one in people:
        one.start()
    for one in people:
        one.join()

    assert told == [desk.one().owner] * 5
    assert sum(line.action == "take" for line in desk.one().history) == 1


def test_the_same_said_twice_is_kept_once(desk: Desk) -> None:
    desk.report(closure())
    desk.ids()
    for _ in range(2):
        desk.act("take")
        desk.act("acknowledge", "bob")
        desk.act("wake")
    assert [line.action for line in desk.one().history] == ["raised", "take"]


def test_everybody_who_watches_hears_of_it_for_a_watch_and_for_a_case(desk: Desk) -> None:
    heard: list[EventView] = []
    desk.cases.listen(heard.append)
    desk.report(closure())
    desk.ids()
    desk.act("take", note="mine")

    assert [(one.case_id, one.stage, one.text) for one in heard] == [(BBB, "attention", f"ann took {BBB}: mine")]
    assert heard[0].detail["action"] == "take"


def test_an_owner_and_what_stands_since_when_outlive_the_process(desk: Desk) -> None:
    desk.report(closure())
    desk.act("take") if desk.ids() else None
    desk.passes(6, 40)

    after = desk.again().one()

    assert (after.owner, after.since, {alert.since for alert in after.alerts}) == ("ann", NOW, {NOW})


# --- what brings it back ----------------------------------------------------------------------------------------------


def test_an_acknowledgement_does_not_hold_over_a_new_alert_and_says_which_is_new(desk: Desk) -> None:
    desk.report(closure())
    desk.ids()
    assert desk.act("acknowledge").status == "acknowledged"
    desk.report(
        AirportCapacityReport(
            reported_at=NOW, airport="BBB", start=at(12), end=at(14), arrivals_per_hour=2, departures_per_hour=2
        )
    )

    one = desk.one()

    assert (one.status, one.new_alerts) == ("open", (f"{BBB}:airport_reduced:BBB/021200",))
    assert one.history[-1].reason.startswith("new: Meter flights: BBB reduced to 2 arrivals and 2 departures an hour")


def test_putting_away_needs_a_reason_and_ends_by_itself(desk: Desk) -> None:
    desk.report(closure())
    desk.ids()
    with pytest.raises(Refused, match=r"480 min at most.*say why"):
        desk.act("snooze", until=at(15), reason=" ")
    with pytest.raises(Refused, match="not after now"):
        desk.act("snooze", until=at(5), reason="later")
    one = desk.act("snooze", until=at(7), reason="the tower calls back")
    assert (one.status, one.snoozed_until, one.snoozed_by, one.snooze_reason) == ("snoozed", at(7), "ann", "the tower calls back")
    desk.passes(7)
    assert (desk.one().status, desk.one().snoozed_until) == ("open", None)


def test_a_cause_that_is_gone_closes_its_watch(desk: Desk) -> None:
    desk.report(closure(6, 7, "CCC"))
    assert desk.ids() == ["W-airport-CCC"]
    desk.passes(7)
    assert desk.ids() == []
    found = desk.situations.situations(include_closed=True)
    assert (found.items[0].status, found.last_closed_at) == ("closed", at(7))


def rows(*said: tuple[str, datetime, dict[str, Any]]) -> list[AttentionRow]:
    return [
        AttentionRow(
            network_id="n", situation_id="W", number=number, action=action, actor="ann", at=moment, recorded_at=moment, **more
        )
        for number, (action, moment, more) in enumerate(said, start=1)
    ]


def stands(level: str, **alerts: str) -> dict[str, Any]:
    return {"standing": {"level": level, "title": "t", "alerts": alerts or {"a": level}}}


def folded(*said: tuple[str, datetime, dict[str, Any]], now: datetime, decide_by: datetime | None = None) -> Attention:
    return fold(rows(*said), now=now, decide_by=decide_by, policy=alerting_policy())


def test_a_warning_that_nobody_acknowledges_comes_again_every_half_hour() -> None:
    raised = ("raised", at(6), stands("caution")), ("raised", at(7), stands("warning"))
    assert [folded(*raised, now=at(7, minute)).repeats for minute in (0, 29, 30, 59)] == [0, 0, 1, 1]
    assert folded(*raised, now=at(8, 5)).repeats == 2
    assert folded(*raised, ("acknowledge", at(7, 10), {}), now=at(9)).repeats == 0
    assert folded(*raised[:1], now=at(9)).repeats == 0


def test_a_snoozed_one_wakes_when_its_level_rises_and_a_quarter_of_an_hour_before_the_time_to_decide() -> None:
    put_away = ("raised", at(6), stands("caution")), ("snooze", at(6, 5), {"reason": "r", "until": at(10)})
    assert folded(*put_away, now=at(7)).status == "snoozed"
    assert folded(*put_away, ("raised", at(7), stands("caution", a="caution", b="caution")), now=at(8)).status == "snoozed"
    assert folded(*put_away, ("raised", at(7), stands("warning")), now=at(7)).status == "open"
    assert [folded(*put_away, now=at(7, minute), decide_by=at(7, 30)).status for minute in (14, 15)] == ["snoozed", "open"]
    assert folded(*put_away, now=at(7), decide_by=at(6, 4)).status == "snoozed"
    woken = folded(*put_away, ("acknowledge", at(10, 5), {}), now=at(11))
    assert (woken.status, woken.acknowledged_at) == ("acknowledged", at(10, 5))


def test_what_was_taken_before_it_was_ever_raised_stays_acknowledged() -> None:
    found = folded(("take", at(6), {}), ("raised", at(6, 1), stands("warning")), now=at(8))
    assert (found.owner, found.status, found.repeats) == ("ann", "acknowledged", 0)


def test_what_comes_back_after_it_was_over_has_no_owner_and_calls_again() -> None:
    over = ("raised", at(6), stands("warning")), ("take", at(6), {}), ("cleared", at(7), {})
    assert folded(*over, now=at(8)).over_at == at(7)
    back = folded(*over, ("raised", at(8), stands("warning")), now=at(8, 30))
    assert (back.owner, back.since, back.status, back.repeats, back.over_at) == ("", at(8), "open", 1, None)


# --- over HTTP --------------------------------------------------------------------------------------------------------


def test_over_http_roles_are_checked_and_every_fault_is_named(desk: Desk, app: FastAPI) -> None:
    desk.report(closure())
    given = {"settings": Settings(), "engine": desk.engine, "desk": desk.cases, "situations": desk.situations}
    app.state.room = ControlRoom(**dict.fromkeys(ControlRoom.__dataclass_fields__) | given | {"twin": PaperTwin(desk.network)})
    client = TestClient(app, base_url="http://127.0.0.1")

    def ask(path: str, body: Any = None, who: str = "controller") -> Any:
        headers = {"Authorization": f"Bearer demo-{who}"}
        path = f"/api/v1/situations{path}"
        return client.get(path, headers=headers) if body is None else client.post(path, json=body, headers=headers)

    listed = ask("", who="viewer").json()
    assert (listed["network_id"], listed["as_of"], [one["situation_id"] for one in listed["items"]]) == (
        desk.network.network_id,
        "2026-03-02T06:00:00Z",
        [BBB],
    )
    assert ask(f"/{BBB}/take", {}, "viewer").status_code == 403
    assert ask("/W-airport-ZZZ/acknowledge", {}).status_code == 404
    assert ask(f"/{BBB}/take", {"note": ""}).json()["owner"] == "demo-controller"
    taken = ask(f"/{BBB}/take", {"note": ""}, "duty-manager")
    assert (taken.status_code, taken.json()["owner"]) == (409, "demo-controller")
    faults = {one["field"] for one in ask(f"/{BBB}/snooze", {"minutes": 0, "reason": " ", "extra": 1}).json()["errors"]}
    assert faults == {"minutes", "reason", "extra"}
    assert ask(f"/{BBB}/snooze", {"minutes": 5, "until": "2026-03-02T07:00:00Z", "reason": "x"}).status_code == 422
    nobody = ask(f"/{BBB}/hand-over", {"to": "nobody", "note": "n"})
    assert (nobody.status_code, nobody.json()["errors"]) == (422, [{"field": "to", "message": "nobody has a key of this name"}])
    assert "is a viewer" in ask(f"/{BBB}/hand-over", {"to": "demo-viewer", "note": "n"}).json()["detail"]
    given_to = ask(f"/{BBB}/hand-over", {"to": "demo-duty-manager", "note": "the night is yours"}).json()
    assert (given_to["owner"], given_to["history"][-1]["given_to"]) == ("demo-duty-manager", "demo-duty-manager")
    snoozed = ask(f"/{BBB}/snooze", {"minutes": 30, "reason": "crew called"}, "duty-manager").json()
    assert (snoozed["status"], snoozed["snoozed_until"]) == ("snoozed", "2026-03-02T06:30:00Z")
    assert ask(f"/{BBB}/wake", {}).json()["status"] == "open"
    assert ask(f"/{BBB}/release", {}, "duty-manager").json()["owner"] is None
