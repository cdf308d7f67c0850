"""From the alert to the approved plan in Slack, over signed HTTP and over the socket, and everything that must not approve."""

import json
import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from domain.commands import CancelFlight, DelayFlight
from domain.network import FlightStatus
from tests.domain.paper_network import at
from tests.graphs.room import TOOLS, XX1, XX2, closure
from tests.slack.conftest import Room
from tests.slack.fake_slack import CHANNEL, TEAM, buttons, until

Open = Callable[..., Room]
CASE = "C1"


@pytest.mark.parametrize("over_http", [True, False], ids=["http", "socket"])
def test_an_alert_becomes_options_a_request_a_decision_and_one_edited_message(open_room: Open, over_http: bool) -> None:
    room = open_room(over_http=over_http)
    carl, dora = room.person("U0CARL"), room.person("U0DORA")
    case_id = CASE

    carl.click(room.situation(case_id), "Take")
    request = room.request(case_id, by=carl)
    view_id = dora.review(request)
    answered = dora.decide(view_id, reason="cheapest & safe")

    assert answered == {"response_action": "clear"}
    case = room.desk.case_view(case_id)
    assert (case.status, case.decisions[0].actor, case.decisions[0].role) == ("closed", "dora", "duty_manager")
    assert case.decisions[0].decision_id == f"slack/{TEAM}/{view_id}"
    assert room.network.state().flights[XX1].status is FlightStatus.CANCELLED
    result = until(lambda: room.slack.showing("✓ carried out"))[0]
    assert result["ts"] == request["ts"]
    assert [button["text"]["text"] for button in buttons(result)] == ["Open console"]
    assert "Approved by dora 06:00Z" in json.dumps(result)
    assert "cheapest &amp; safe" in json.dumps(result)
    situation = until(lambda: room.slack.showing(f"Info · {case_id}"))
    assert len([one for one in room.slack.messages.values() if "thread_ts" not in one]) == len(situation) == 1
    assert "Owner: carl" in json.dumps(situation)


def test_the_channel_is_told_again_only_when_the_level_rises_and_nothing_unfurls(open_room: Open) -> None:
    seen, recovery = threading.Event(), TOOLS["recovery"]

    def once_seen(context: object, request: object) -> object:
        assert seen.wait(20)
        return recovery.function(context, request)  # type: ignore[arg-type]

    room = open_room(empty=True, desk={"tools": TOOLS | {"recovery": replace(recovery, function=once_seen)}})
    case_id = room.desk.open_case(closure(), actor="ann")
    thread = until(lambda: room.slack.showing(f"Caution · {case_id}"))[0]["ts"]
    seen.set()
    until(lambda: room.options(case_id))

    posted = room.slack.methods("chat.postMessage")
    assert [(one.get("thread_ts"), one.get("reply_broadcast")) for one in posted] == [(None, None), (thread, True)]
    until(lambda: room.slack.showing(f"Warning · {case_id}"))
    room.desk.replan(case_id)
    room.desk.wait(case_id, timeout_s=30)
    until(lambda: len(room.slack.methods("chat.postMessage")) == 3)

    assert room.slack.methods("chat.postMessage")[2].get("reply_broadcast") is None
    for one in room.slack.methods("chat.postMessage"):
        assert (one["unfurl_links"], one["unfurl_media"], one["parse"], bool(one["text"])) == (False, False, "none", True)


def test_a_request_that_is_not_signed_by_slack_is_refused(open_room: Open) -> None:
    room = open_room()
    body = json.dumps({"type": "event_callback", "team_id": TEAM, "event": {"type": "app_mention"}})

    room.post(body, "application/json", secret="somebody else's", expect=401)

    assert room.post(json.dumps({"type": "url_verification", "challenge": "c1"}), "application/json") == {"challenge": "c1"}


def test_who_is_not_linked_or_has_no_role_for_it_decides_nothing_and_reads_why(open_room: Open) -> None:
    room = open_room()
    carl, viv = room.person("U0CARL"), room.person("U0VIV")
    case_id = CASE
    request = room.request(case_id, by=carl)

    stranger = room.slack.views[room.person("U0NEW").review(request)]
    viewer = room.slack.views[viv.review(request)]

    assert "/downline link CODE" in json.dumps(stranger)
    assert "You are a viewer; this needs controller or above." in json.dumps(viewer)
    assert "submit" not in stranger | viewer
    opened = carl.review(request)
    forged = viv.submission(opened)
    errors = room.interact(forged)
    assert errors["response_action"] == "errors"
    assert "Role 'viewer' may not decide about plans" in errors["errors"]["decision"]
    assert "not opened by you" in errors["errors"]["decision"]
    assert room.desk.case_view(case_id).decisions == ()


def test_a_plan_beyond_the_role_is_refused_at_the_inputs_of_the_modal(open_room: Open) -> None:
    strict = open_room()
    carl = strict.person("U0CARL")
    case_id = CASE
    view_id = carl.review(strict.request(case_id, by=carl))

    errors = carl.decide(view_id, decision="", reason=" ", seen=False)

    assert errors == {
        "response_action": "errors",
        "errors": {"decision": "Choose approve, reject or return.", "reason": "Say why; the reason goes on record."},
    }
    unseen = carl.decide(view_id, seen=False)
    assert unseen["errors"] == {"seen": "Tick that you have seen what was not checked: crew.rest."}
    assert strict.desk.case_view(case_id).decisions == ()
    assert carl.decide(view_id) == {"response_action": "clear"}


def test_what_costs_more_than_the_limit_is_approved_in_the_console_only(open_room: Open) -> None:
    room = open_room(cost_limit_cents=199_999)
    dora = room.person("U0DORA")
    case_id = CASE
    view_id = dora.review(room.request(case_id, by=dora))

    errors = dora.decide(view_id)

    assert "approve it in the console. https://downline.example/situations/C1" in errors["errors"]["decision"]
    assert "costs more than may be approved from Slack" in json.dumps(room.slack.views[view_id])
    assert room.desk.case_view(case_id).decisions == ()
    assert dora.decide(view_id, decision="reject") == {"response_action": "clear"}


def test_an_older_revision_is_not_decided_about_and_its_button_says_which_one_there_is(open_room: Open) -> None:
    room = open_room()
    dora = room.person("U0DORA")
    case_id = CASE
    request = dict(room.request(case_id, by=dora))
    view_id = dora.review(request)
    plan_id = room.desk.plans(case_id)[0].plan_id
    room.desk.revise_plan(plan_id, [CancelFlight(flight_id=XX1), CancelFlight(flight_id=XX2)], actor="ann")

    errors = dora.decide(view_id)
    dora.click(request, "Review & approve")

    assert "Revision 2 exists; this form is for revision 1." in errors["errors"]["decision"]
    until(lambda: room.slack.whispers("Revision 2 exists; this button is for revision 1."))
    assert room.desk.case_view(case_id).decisions == ()
    until(lambda: "Review & approve" not in json.dumps(room.slack.messages[request["ts"]]))


def test_a_plan_whose_network_moved_is_refused_as_stale_and_the_next_revision_can_be_approved(open_room: Open) -> None:
    room = open_room()
    dora = room.person("U0DORA")
    case_id = CASE
    request = room.request(case_id, by=dora)
    view_id = dora.review(request)
    room.network.execute([DelayFlight(flight_id=XX1, etd=at(9))], actor="bob", by="bob", idempotency_key="k1")

    errors = dora.decide(view_id)

    assert "is stale" in errors["errors"]["decision"]
    assert "Revision 2 exists now" in errors["errors"]["decision"]
    until(lambda: "Review & approve" not in json.dumps(room.slack.messages[request["ts"]]))
    until(lambda: "revision 2" in json.dumps(room.options(case_id)))
    again = dora.review(room.request(case_id, by=dora))
    assert dora.decide(again) == {"response_action": "clear"}
    assert room.desk.case_view(case_id).decisions[-1].revision == 2


def test_the_modal_shows_what_moved_before_anybody_decides(open_room: Open) -> None:
    room = open_room()
    dora = room.person("U0DORA")
    request = room.request(CASE, by=dora)
    room.network.execute([DelayFlight(flight_id=XX1, etd=at(9))], actor="bob", by="bob", idempotency_key="k1")

    shown = json.dumps(room.slack.views[dora.review(request)])

    assert "The network has moved" in shown
    assert XX1 in shown


def test_a_submission_that_slack_sends_again_decides_once(open_room: Open) -> None:
    room = open_room(over_http=False)
    dora = room.person("U0DORA")
    case_id = CASE
    sent = dora.submission(dora.review(room.request(case_id, by=dora)))

    answers = [room.interact(sent), room.interact(sent, retry=1), room.interact(sent, retry=2)]

    assert answers == [{"response_action": "clear"}] * 3
    assert len(room.desk.case_view(case_id).decisions) == 1
    assert [by for by, _ in room.network.executed].count(room.desk.plans(case_id)[0].plan_id) == 1


def test_of_two_who_approve_one_wins_and_the_other_reads_who(open_room: Open) -> None:
    room = open_room()
    dora, eve = room.person("U0DORA"), room.person("U0EVE")
    case_id = CASE
    request = room.request(case_id, by=dora)
    views = [(dora, dora.review(request)), (eve, eve.review(request))]
    answers: list[dict[str, object]] = []

    both = [threading.Thread(target=lambda one=one, view=view: answers.append(one.decide(view))) for one, view in views]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()

    won = room.desk.case_view(case_id).decisions
    assert len(won) == 1
    lost = next(answer for answer in answers if answer != {"response_action": "clear"})
    assert f"{won[0].actor!r} was first" in str(lost["errors"])


def test_a_form_is_used_once_and_by_the_person_it_was_opened_for(open_room: Open) -> None:
    room = open_room()
    dora = room.person("U0DORA")
    case_id = CASE
    view_id = dora.review(room.request(case_id, by=dora))
    first = dora.submission(view_id, decision="return")
    copied = json.loads(json.dumps(first)) | {"view": first["view"] | {"id": "V999"}}

    assert room.interact(first) == {"response_action": "clear"}
    assert "used already" in room.interact(copied)["errors"]["decision"]
    assert [made.effect for made in room.desk.case_view(case_id).decisions] == ["returned"]


def test_words_and_reactions_approve_nothing_and_words_are_questions(open_room: Open) -> None:
    room = open_room()
    dora = room.person("U0DORA")
    case_id = CASE
    thread = room.situation(case_id)["ts"]

    room.person("U0VIV").say("yes, approve option 1", thread)
    until(lambda: room.slack.showing("You asked: yes, approve option 1"))
    dora.say("approve", thread)
    until(lambda: room.slack.showing("You asked: approve"))
    room.event({"type": "reaction_added", "user": "U0DORA", "reaction": "thumbsup", "item": {"channel": CHANNEL, "ts": thread}})

    assert [(asked.actor, asked.role, asked.case_id) for asked in room.asker.heard] == [
        ("viv", "viewer", case_id),
        ("dora", "duty_manager", case_id),
    ]
    assert room.desk.case_view(case_id).decisions == ()
    assert room.slack.showing("You asked: approve")[-1]["thread_ts"] == thread


def test_a_decision_that_takes_longer_than_slack_waits_is_told_in_the_modal(open_room: Open) -> None:
    release = threading.Event()
    release.set()
    evaluation = TOOLS["plan_evaluation"]

    def wait(context: object, request: object) -> object:
        assert release.wait(20)
        return evaluation.function(context, request)  # type: ignore[arg-type]

    room = open_room(answer_within_s=0.2, desk={"tools": TOOLS | {"plan_evaluation": replace(evaluation, function=wait)}})
    dora = room.person("U0DORA")
    case_id = CASE
    view_id = dora.review(room.request(case_id, by=dora))
    # A retiming of another tail: the plan is priced again, and holds.
    room.network.execute([DelayFlight(flight_id="XX3/2026-03-02/AAA", etd=at(20))], actor="bob", by="bob", idempotency_key="k1")
    release.clear()

    answered = dora.decide(view_id)

    assert answered["response_action"] == "update"
    assert answered["view"]["title"]["text"] == "Deciding"
    release.set()
    until(lambda: "Approved: C1-P" in json.dumps(room.slack.views[view_id]))
    assert len(room.desk.case_view(case_id).decisions) == 1
