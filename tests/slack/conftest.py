"""A case desk on the paper network, Slack on the loopback address, and people who click there."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from slack_sdk.signature import SignatureVerifier
from sqlalchemy import Engine

from agents.specialist import Specialist
from api.app import create_app
from api.control_room import ControlRoom
from api.settings import Settings
from api.slack.asking import Answer, Asked
from api.slack.desk import SlackDesk
from api.slack.links import LinkRequest, SlackLinks
from api.slack.settings import SlackSettings
from domain.plans import Check, Review
from graphs.case_desk import CaseDesk
from tests.graphs.room import TOOLS, PaperNetwork, closure, specialist, staff
from tests.slack.fake_slack import CHANNEL, TEAM, FakeSlack, buttons, until
from twin.database import open_database

SECRET = "signing-secret-of-a-test"
_numbers = count(1)


@pytest.fixture(scope="session")
def running_slack() -> Iterator[FakeSlack]:
    fake = FakeSlack().start()
    yield fake
    fake.stop()


@pytest.fixture
def slack(running_slack: FakeSlack, monkeypatch: pytest.MonkeyPatch) -> FakeSlack:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    running_slack.reset()
    return running_slack


@dataclass
class Stand:
    """A conversation of the test's own shape: repeats what it was asked."""

    heard: list[Asked] = field(default_factory=list)

    def ask(self, asked: Asked) -> Answer:
        self.heard.append(asked)
        return Answer(understood="what you said", paragraphs=(f"You asked: {asked.words}",), tools=("network",))


@dataclass
class Person:
    """Somebody in Slack, over HTTP or the socket."""

    room: "Room"
    slack_user: str

    def _who(self) -> dict[str, Any]:
        return {"user": {"id": self.slack_user, "team_id": TEAM}, "team": {"id": TEAM}}

    def click(self, message: dict[str, Any], button: str, *, nth: int = 0, **changed: Any) -> dict[str, Any]:
        """Press the nth button with this label; the payload that was sent."""
        pressed = [one for one in buttons(message) if one["text"]["text"] == button][nth]
        payload = {
            "type": "block_actions",
            **self._who(),
            "trigger_id": f"trigger-{next(_numbers)}",
            "channel": {"id": CHANNEL},
            "container": {"type": "message", "message_ts": message["ts"], "thread_ts": message.get("thread_ts", "")},
            "message": {"ts": message["ts"]},
            "actions": [{"action_id": pressed["action_id"], "type": "button", "value": pressed.get("value", "")}],
        } | changed
        self.room.interact(payload)
        return payload

    def review(self, message: dict[str, Any]) -> str:
        """Open the modal of an approval request; the view's id once it shows what is to be decided, or why it cannot be."""
        before = set(self.room.slack.views)
        self.click(message, "Review & approve")
        view_id = until(lambda: next(iter(set(self.room.slack.views) - before), ""))
        until(lambda: self.room.slack.views[view_id]["title"]["text"] != "Checking")
        return str(view_id)

    def submission(self, view_id: str, decision: str = "approve", reason: str = "go", *, seen: bool = True) -> dict[str, Any]:
        view = self.room.slack.views[view_id]
        values: dict[str, Any] = {
            "decision": {"decision": {"selected_option": {"value": decision} if decision else None}},
            "reason": {"reason": {"value": reason}},
            "seen": {"seen": {"selected_options": [{"value": "seen"}] if seen else []}},
        }
        return {"type": "view_submission", **self._who(), "view": {**view, "id": view_id, "state": {"values": values}}}

    def decide(self, view_id: str, decision: str = "approve", reason: str = "go", *, seen: bool = True) -> dict[str, Any]:
        """Send the modal; what Slack is answered."""
        return self.room.interact(self.submission(view_id, decision, reason, seen=seen))

    def say(self, words: str, thread_ts: str, **changed: Any) -> None:
        event = {"type": "message", "user": self.slack_user, "channel": CHANNEL, "text": words, "thread_ts": thread_ts}
        event |= {"ts": f"1800000000.{next(_numbers):06d}"} | changed
        self.room.event(event)


@dataclass
class Room:
    """The operations room in a test, with Slack connected."""

    engine: Engine
    network: PaperNetwork
    desk: CaseDesk
    slack: FakeSlack
    slack_desk: SlackDesk
    asker: Stand
    client: TestClient
    over_http: bool

    def case(self, start: int = 9, end: int = 11) -> str:
        """A case about BBB closed between two hours, proposed, its options in Slack."""
        case_id = self.desk.open_case(closure(start, end), actor="ann")
        self.desk.wait(case_id, timeout_s=30)
        until(lambda: self.options(case_id))
        return case_id

    def situation(self, case_id: str) -> dict[str, Any]:
        return next(one for one in self.slack.showing(f"· {case_id} ·") if "thread_ts" not in one)

    def options(self, case_id: str) -> dict[str, Any] | None:
        """Whatever their number."""
        return next(iter([one for many in ("options", "option") for one in self.slack.showing(f"{many} for {case_id}")]), None)

    def request(self, case_id: str, by: Person) -> dict[str, Any]:
        """The approval request of the first option, after somebody sent it."""
        known = len(self.slack.showing("Approval wanted"))
        by.click(self.options(case_id) or {}, "Send for approval")
        found: list[dict[str, Any]] = until(lambda: self.slack.showing("Approval wanted")[known:])
        return found[0]

    def person(self, slack_user: str) -> Person:
        return Person(self, slack_user)

    def interact(self, payload: dict[str, Any], *, retry: int = 0) -> dict[str, Any]:
        if not self.over_http:
            return self.slack.envelope("interactive", payload, retry=retry)
        return self.post("payload=" + _quoted(json.dumps(payload)), "application/x-www-form-urlencoded", retry=retry)

    def command(self, slack_user: str, text: str, response_url: str) -> None:
        payload = {
            "command": "/downline",
            "text": text,
            "team_id": TEAM,
            "user_id": slack_user,
            "channel_id": "D0PRIVATE",
            "trigger_id": f"trigger-{next(_numbers)}",
            "response_url": response_url,
        }
        if not self.over_http:
            self.slack.envelope("slash_commands", payload)
            return
        self.post("&".join(f"{name}={_quoted(value)}" for name, value in payload.items()), "application/x-www-form-urlencoded")

    def event(self, event: dict[str, Any], *, retry: int = 0, event_id: str = "") -> None:
        payload = {
            "type": "event_callback",
            "team_id": TEAM,
            "event_id": event_id or f"Ev{next(_numbers)}",
            "event": event,
            "authorizations": [{"team_id": TEAM, "user_id": "U0BOT", "is_bot": True}],
        }
        if not self.over_http:
            self.slack.envelope("events_api", payload, retry=retry)
            return
        self.post(json.dumps(payload), "application/json", retry=retry)

    def post(self, body: str, kind: str, *, secret: str = SECRET, retry: int = 0, expect: int = 200) -> dict[str, Any]:
        """A request as Slack signs it; the JSON it is answered."""
        stamp = str(int(time.time()))
        signed = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body)
        headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signed or "", "Content-Type": kind}
        headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"} if retry else {}
        answer = self.client.post("/slack/events", content=body, headers=headers)
        assert answer.status_code == expect, answer.text
        return dict(answer.json()) if answer.content and answer.headers["content-type"].startswith("application/json") else {}


def _quoted(text: str) -> str:
    from urllib.parse import quote

    return quote(text, safe="")


def _does_not_check(brief: Any, scored: Any, at_work: Any) -> Review:
    unknown = Check(rule="crew.rest", verdict="not_checked", citation="", subject="plan", detail="no roster <here>")
    return Review(specialist="crew", checks=(unknown,))


@dataclass(frozen=True)
class Proposed:
    """A database with case C1 about BBB closed from nine to eleven, proposed, and the network it was proposed on."""

    file: Path
    network: PaperNetwork


@pytest.fixture(scope="session")
def proposed(tmp_path_factory: pytest.TempPathFactory) -> Proposed:
    file, network = tmp_path_factory.mktemp("slack") / "proposed.db", PaperNetwork()
    engine = open_database(f"sqlite:///{file}")
    with CaseDesk(engine, network, specialists=at_work(), tools=TOOLS, budget_s=1.0) as desk:
        desk.wait(desk.open_case(closure(), actor="ann"), timeout_s=30)
    for principal, role in (("carl", "controller"), ("dora", "duty_manager"), ("eve", "duty_manager"), ("viv", "viewer")):
        asked = {"team": TEAM, "slack_user": f"U0{principal.upper()}", "principal": principal, "role": role}
        links = SlackLinks(engine)
        links.prove(TEAM, asked["slack_user"], links.make(LinkRequest.model_validate(asked), made_by="root").code)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return Proposed(file, network)


@pytest.fixture(scope="session")
def app() -> FastAPI:
    """The application, whose room each test puts in."""
    return create_app(Settings())


def at_work() -> dict[str, Specialist]:
    return staff(specialist("crew", review=_does_not_check))


@pytest.fixture
def open_room(tmp_path: Path, proposed: Proposed, slack: FakeSlack, app: FastAPI) -> Iterator[Callable[..., Room]]:
    """Operations rooms with Slack; `over_http`, else over the socket. `empty`: without the case that is proposed."""
    opened: list[Room] = []

    def make(
        *,
        over_http: bool = True,
        empty: bool = False,
        desk: dict[str, Any] | None = None,
        answer_within_s: float = 2.0,
        **settings: Any,
    ) -> Room:
        network = PaperNetwork()
        if not empty:
            copyfile(proposed.file, tmp_path / "downline.db")
            network._versions = list(proposed.network._versions)
        engine = open_database(f"sqlite:///{tmp_path / 'downline.db'}")
        case_desk = CaseDesk(engine, network, **({"specialists": at_work(), "tools": TOOLS, "budget_s": 1.0} | (desk or {})))
        ours = SlackSettings(
            bot_token="xoxb-test",
            channels=(CHANNEL,),
            api_url=slack.api,
            console_url="https://downline.example",
            **({"signing_secret": SECRET} if over_http else {"app_token": "xapp-test"}),
        )
        asker = Stand()
        slack_desk = SlackDesk(
            replace(ours, **settings), engine, case_desk.start(), network, asker, pause_s=0.0, answer_within_s=answer_within_s
        ).start()
        assert slack_desk.ready.wait(10)
        app.state.room = ControlRoom(
            **dict.fromkeys(ControlRoom.__dataclass_fields__)
            | {"settings": Settings(slack=slack_desk.settings), "engine": engine, "desk": case_desk, "slack": slack_desk}
        )
        client = TestClient(app, base_url="http://127.0.0.1")
        room = Room(engine, network, case_desk, slack, slack_desk, asker, client, over_http)
        opened.append(room)
        if not empty:
            until(lambda: room.options("C1"))
        return room

    yield make
    for room in opened:
        room.slack_desk.close()
        room.desk.close()
        room.engine.dispose()
