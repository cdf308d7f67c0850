"""Who may come in from Slack, how a link is proved, what storms, restarts and repeats do to the channel."""

import ast
import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from api.settings import Settings
from api.slack.book import SlackBook
from api.slack.desk import SlackDesk
from api.slack.links import LinkRequest, SlackLinks
from api.slack.people import why_refused
from api.slack.settings import SlackSettings
from tests.slack.conftest import Room, Stand
from tests.slack.fake_slack import CHANNEL, TEAM, FakeSlack, buttons, until
from twin.database import open_database

Open = Callable[..., Room]
CASE = "C1"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_guests_bots_and_people_of_other_workspaces_are_refused(open_room: Open) -> None:
    assert "Guests cannot" in why_refused({"team_id": TEAM, "is_restricted": True}, frozenset({TEAM}))
    assert "Guests cannot" in why_refused({"team_id": TEAM, "is_ultra_restricted": True}, frozenset({TEAM}))
    assert "people only" in why_refused({"team_id": TEAM, "is_bot": True}, frozenset({TEAM}))
    assert "your workspace" in why_refused({"team_id": "T0OTHER"}, frozenset({TEAM}))
    assert why_refused({"team_id": TEAM}, frozenset({TEAM})) == ""
    room = open_room()
    room.slack.users["U0CARL"] = {"is_restricted": True}

    room.person("U0CARL").click(room.situation(CASE), "Take")

    until(lambda: room.slack.whispers("Guests cannot use Downline"))
    assert room.slack.showing("Owner: carl") == []


def test_who_became_a_guest_while_the_modal_was_open_decides_nothing(open_room: Open) -> None:
    room = open_room()
    dora = room.person("U0DORA")
    view_id = dora.review(room.request(CASE, by=dora))
    room.slack.users["U0DORA"] = {"is_restricted": True}

    errors = dora.decide(view_id)

    assert errors["errors"] == {"decision": "Guests cannot use Downline from Slack."}
    assert room.desk.case_view(CASE).decisions == ()


def test_a_link_that_was_ended_while_the_modal_was_open_decides_nothing(open_room: Open) -> None:
    room = open_room()
    dora = room.person("U0DORA")
    view_id = dora.review(room.request(CASE, by=dora))
    assert SlackLinks(room.engine).end(TEAM, "U0DORA")

    assert "not linked" in dora.decide(view_id)["errors"]["decision"]
    assert room.desk.case_view(CASE).decisions == ()


def test_other_channels_and_workspaces_are_acknowledged_and_not_served(open_room: Open) -> None:
    room = open_room()
    carl, message = room.person("U0CARL"), room.situation(CASE)
    before = len(room.slack.calls)

    carl.click(message, "Take", channel={"id": "C0OTHER"})
    carl.click(message, "Take", team={"id": "T0OTHER"})
    carl.say("what does it cost?", message["ts"], channel="C0OTHER")

    assert [name for name, _ in room.slack.calls[before:] if name != "auth.test"] == []
    assert room.asker.heard == []


def test_a_button_that_somebody_made_up_is_refused(open_room: Open) -> None:
    room = open_room()
    plan_id = room.desk.plans(CASE)[0].plan_id
    forged = json.dumps({"plan": plan_id, "rev": 1, "nonce": "guessed"})
    actions = [{"action_id": "send_for_approval", "type": "button", "value": forged}]

    room.person("U0CARL").click(room.options(CASE) or {}, "Details", actions=actions)

    until(lambda: room.slack.whispers("none of ours"))
    assert room.slack.showing("Approval wanted") == []


def test_what_slack_sends_again_is_worked_on_once(open_room: Open) -> None:
    room = open_room()
    thread = room.situation(CASE)["ts"]
    said = {
        "type": "app_mention",
        "user": "U0VIV",
        "channel": CHANNEL,
        "text": "<@U0BOT> why?",
        "thread_ts": thread,
        "ts": "18.1",
    }

    room.event(said, event_id="Ev1")
    room.event(said, event_id="Ev1", retry=1)
    room.event(said | {"type": "message"}, event_id="Ev2")
    pressed = room.person("U0CARL").click(room.options(CASE) or {}, "Send for approval")
    room.interact(pressed, retry=1)

    until(lambda: room.slack.showing("You asked: why?"))
    until(lambda: room.slack.showing("Approval wanted"))
    assert [asked.words for asked in room.asker.heard] == ["why?"]
    assert len(room.slack.showing("Approval wanted")) == 1
    assert room.slack.whispers("asked for already") == []


def test_a_question_from_the_button_is_answered_in_the_thread(open_room: Open) -> None:
    room = open_room()
    viv = room.person("U0VIV")

    viv.click(room.situation(CASE), "Ask")
    view_id = until(lambda: next(iter(room.slack.views), ""))
    sent = viv.submission(view_id)
    sent["view"]["state"]["values"] = {"question": {"question": {"value": "which <flights> wait?"}}}
    room.interact(sent)

    answer = until(lambda: room.slack.showing("You asked: which &lt;flights&gt; wait?"))[0]
    assert answer["thread_ts"] == room.situation(CASE)["ts"]
    assert "Figures from network" in json.dumps(answer)
    assert (room.asker.heard[0].case_id, room.asker.heard[0].actor) == (CASE, "viv")


def test_people_talking_among_themselves_are_not_answered(open_room: Open) -> None:
    room = open_room()

    room.person("U0VIV").say("yes", "1600000000.000001")
    room.person("U0VIV").say("hello", room.situation(CASE)["ts"], bot_id="B0OTHER")
    room.person("U0VIV").say("edited", room.situation(CASE)["ts"], subtype="message_changed")
    room.person("U0VIV").say("what now?", room.situation(CASE)["ts"])

    until(lambda: room.slack.showing("You asked: what now?"))
    assert [asked.words for asked in room.asker.heard] == ["what now?"]


@pytest.fixture
def response_url() -> Iterator[tuple[str, list[str]]]:
    """Where Slack wants the answer to a command, and what came there."""
    heard: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/answer", heard
    server.shutdown()
    server.server_close()


def test_an_administrator_makes_a_link_and_the_user_proves_it_once(open_room: Open, response_url: tuple[str, list[str]]) -> None:
    room = open_room()
    url, heard = response_url
    asked = {"team": TEAM, "slack_user": "U0NEW", "principal": "nina", "role": "controller"}
    admin = {"Authorization": "Bearer demo-admin"}
    made = room.client.post("/api/v1/slack/links", json=asked, headers=admin)
    code = made.json()["code"]

    room.command("U0OTHER", f"link {code}", url)
    until(lambda: "not yours" in json.dumps(heard))
    room.command("U0NEW", f"link {code}", url)
    until(lambda: "You are nina, controller" in json.dumps(heard))
    room.command("U0NEW", f"link {code}", url)
    until(lambda: len(heard) == 3)
    room.person("U0NEW").click(room.situation(CASE), "Take")

    until(lambda: room.slack.showing("Owner: nina"))
    assert (made.status_code, made.json()["link"]["verified_at"]) == (201, None)
    assert "not yours" in heard[2]
    listed = room.client.get("/api/v1/slack/links", headers=admin)
    assert code not in listed.text
    assert room.client.delete(f"/api/v1/slack/links/{TEAM}/U0NEW", headers=admin).status_code == 204
    assert room.client.delete(f"/api/v1/slack/links/{TEAM}/U0NEW", headers=admin).status_code == 404


def test_only_an_administrator_says_who_a_slack_user_is(open_room: Open) -> None:
    room = open_room()
    duty_manager = {"Authorization": "Bearer demo-duty-manager"}
    wrong = {"team": "not a team", "slack_user": "", "principal": "", "role": "king"}

    assert room.client.get("/api/v1/slack/links", headers=duty_manager).status_code == 403
    asked = {"team": TEAM, "slack_user": "U0NEW", "principal": "nina", "role": "admin"}
    assert room.client.post("/api/v1/slack/links", json=asked, headers=duty_manager).status_code == 403
    refused = room.client.post("/api/v1/slack/links", json=wrong, headers={"Authorization": "Bearer demo-admin"})
    assert refused.status_code == 422
    assert sorted(fault["field"] for fault in refused.json()["errors"]) == ["principal", "role", "slack_user", "team"]


def test_a_code_is_tried_five_times_and_lasts_half_an_hour(sqlite_url: str) -> None:
    moment = [NOON]
    links = SlackLinks(open_database(sqlite_url), lambda: moment[0])
    asked = LinkRequest(team=TEAM, slack_user="U0NEW", principal="nina", role="viewer")
    late, tried, good = (links.make(asked.model_copy(update={"slack_user": f"U0{one}"}), made_by="root") for one in "ABC")

    assert links.of(TEAM, "U0C") is None
    assert [links.prove(TEAM, "U0B", "wrong") for _ in range(5)] == [None] * 5
    assert links.prove(TEAM, "U0B", tried.code) is None
    assert links.prove(TEAM, "U0C", f" {good.code.lower()} ") is not None
    moment[0] = NOON + timedelta(minutes=31)
    assert links.prove(TEAM, "U0A", late.code) is None
    known = links.of(TEAM, "U0C")
    assert known is not None
    assert (known.principal, known.verified_at) == ("nina", NOON)
    links.make(asked.model_copy(update={"slack_user": "U0C", "role": "admin"}), made_by="root")
    assert links.of(TEAM, "U0C") is None
    links.engine.dispose()


def test_a_link_gives_no_more_than_its_key_does_now(sqlite_url: str) -> None:
    roles: dict[str, str] = {"nina": "duty_manager"}
    links = SlackLinks(open_database(sqlite_url), role_of=roles.get)
    made = links.make(LinkRequest(team=TEAM, slack_user="U0N", principal="nina", role="duty_manager"), made_by="root")
    assert links.prove(TEAM, "U0N", made.code) is not None

    given = []
    for role in ("duty_manager", "viewer", "admin"):
        roles["nina"] = role
        known = links.of(TEAM, "U0N")
        given.append(known.role if known else None)
    del roles["nina"]

    assert given == ["duty_manager", "viewer", "duty_manager"]
    assert links.of(TEAM, "U0N") is None
    links.engine.dispose()


def test_a_nonce_is_one_views_and_what_was_seen_is_forgotten_after_two_days(database_url: str) -> None:
    moment = [NOON]
    book = SlackBook(open_database(database_url), lambda: moment[0])
    nonce = book.modal_nonce("C1-P1", 2, "U0DORA")

    assert book.knows(nonce, "C1-P1", 2, "U0DORA")
    assert not book.knows(nonce, "C1-P1", 2, "U0EVE")
    assert not book.knows(nonce, "C1-P1", 3, "U0DORA")
    assert [book.use(nonce, "V1"), book.use(nonce, "V1"), book.use(nonce, "V2"), book.use("made up", "V1")] == [
        True,
        True,
        False,
        False,
    ]
    assert book.button_nonce("C1-P1", 2) == book.button_nonce("C1-P1", 2) != book.button_nonce("C1-P1", 3)
    assert [book.first_time("event/1"), book.first_time("event/1")] == [True, False]
    moment[0] = NOON + timedelta(days=3)
    assert book.first_time("event/1")
    links = SlackLinks(book.engine, book.clock)
    made = links.make(LinkRequest(team=TEAM, slack_user="U0NEW", principal="nina", role="viewer"), made_by="root")
    proved = links.prove(TEAM, "U0NEW", made.code)
    assert proved == links.of(TEAM, "U0NEW") == links.every()[0]
    assert (links.end(TEAM, "U0NEW"), links.end(TEAM, "U0NEW")) == (True, False)
    book.engine.dispose()


def test_in_a_storm_situations_share_one_message_and_each_can_be_given_its_own(open_room: Open) -> None:
    room = open_room(digest_above=1)
    second, third = room.desk.open_case(_closed("CCC"), actor="ann"), room.desk.open_case(_closed("AAA"), actor="ann")
    for case_id in (second, third):
        room.desk.wait(case_id, timeout_s=30)
    digest = until(lambda: room.slack.showing("2 situations in a short time"))[0]

    assert len([one for one in room.slack.messages.values() if "thread_ts" not in one]) == 2
    assert room.options(third) is None
    room.person("U0CARL").click(digest, "Open here", nth=[third in json.dumps(one) for one in _lines(digest)].index(True))

    until(lambda: room.options(third))
    assert room.situation(third)["ts"] != digest["ts"]


def _lines(digest: dict[str, Any]) -> list[dict[str, Any]]:
    return [block for block in digest["blocks"] if "accessory" in block]


def _closed(airport: str) -> Any:
    from tests.graphs.room import closure

    return closure(20, 21, airport)


def test_after_a_restart_the_same_messages_are_edited(open_room: Open) -> None:
    room = open_room()
    dora, posted = room.person("U0DORA"), len(room.slack.messages)
    request = room.request(CASE, by=dora)
    room.slack_desk.close()
    plan_id = room.desk.plans(CASE)[0].plan_id
    room.desk.decide_plan(plan_id, revision=1, decision="approve", reason="in the console", actor="eve", role="duty_manager")

    again = SlackDesk(room.slack_desk.settings, room.engine, room.desk, room.network, Stand(), pause_s=0.0).start()

    until(lambda: "Approved by eve" in json.dumps(room.slack.messages[request["ts"]]))
    until(lambda: room.slack.showing(f"Info · {CASE}"))
    again.close()
    assert len(room.slack.messages) == posted + 1
    assert buttons(room.slack.messages[request["ts"]])[0]["text"]["text"] == "Open console"


def test_while_slack_is_away_cases_go_on_and_messages_follow_when_it_is_back(open_room: Open) -> None:
    room = open_room()
    assert room.slack_desk._board is not None
    room.slack_desk._board.retry_s = 0.05
    room.slack.away = True
    plan_id = room.desk.plans(CASE)[0].plan_id

    room.desk.decide_plan(plan_id, revision=1, decision="reject", reason="no", actor="eve", role="duty_manager")
    assert "revision 1" in json.dumps(room.options(CASE))
    room.slack.away = False

    until(lambda: "(rejected)" in json.dumps(room.options(CASE)))


def test_slack_is_off_without_a_token_and_every_fault_of_its_settings_is_named() -> None:
    assert not Settings.from_environment({}).slack.on
    with pytest.raises(ValueError, match=r"APP_TOKEN.*CHANNELS.*COST_LIMIT_CENTS='much'.*DOWNLINE_SLACK_API='ftp") as told:
        SlackSettings.from_environment(
            {
                "DOWNLINE_SLACK_BOT_TOKEN": "xoxb-secret",
                "DOWNLINE_SLACK_COST_LIMIT_CENTS": "much",
                "DOWNLINE_SLACK_API": "ftp://x",
            }
        )
    assert "xoxb-secret" not in str(told.value)
    with pytest.raises(ValueError, match="BOT_TOKEN is needed"):
        SlackSettings.from_environment({"DOWNLINE_SLACK_APP_TOKEN": "xapp"})
    made = SlackSettings.from_environment(
        {"DOWNLINE_SLACK_BOT_TOKEN": "xoxb-1", "DOWNLINE_SLACK_APP_TOKEN": "xapp-1", "DOWNLINE_SLACK_CHANNELS": "C1, C2"}
    )
    assert (made.channels, made.api_url, made.on) == (("C1", "C2"), "https://slack.com/api/", True)
    assert "xoxb" not in repr(made)
    assert "xapp" not in repr(made)


def test_slacks_libraries_are_loaded_only_where_something_is_done_with_them(root: Path) -> None:
    for file in (root / "api" / "slack").glob("*.py"):
        at_import = [node for node in ast.parse(file.read_text()).body if isinstance(node, ast.Import | ast.ImportFrom)]
        named = {alias.name for node in at_import for alias in node.names} | {
            node.module or "" for node in at_import if isinstance(node, ast.ImportFrom)
        }
        assert not [name for name in named if name.startswith(("slack_bolt", "slack_sdk"))], file.name


def test_without_a_signing_secret_there_is_nothing_at_the_http_address(open_room: Open, slack: FakeSlack) -> None:
    room = open_room(over_http=False)

    answer = room.client.post("/slack/events", json={})

    assert answer.status_code == 404
    assert "DOWNLINE_SLACK_SIGNING_SECRET" in answer.json()["detail"]


def test_who_took_it_in_another_channel_is_its_owner_here_and_nobody_here_takes_it_from_them(open_room: Open) -> None:
    room = open_room()
    before = deepcopy(room.situation(CASE))

    room.desk.attention.take(CASE, actor="nina", role="controller")

    until(lambda: room.slack.showing("Owner: nina"))
    room.person("U0CARL").click(before, "Take")
    until(lambda: room.slack.whispers("nina has taken C1"))
    assert room.desk.owner_of(CASE) == "nina"
