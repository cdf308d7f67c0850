"""What is drawn: golden messages, Slack's limits whatever the text, and no link, mention or format that somebody else wrote."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.slack.approval import Review, SlackApproval
from api.slack.asking import Answer
from api.slack.blocks import (
    Message,
    Modal,
    fit,
    render_answer,
    render_approval,
    render_approval_modal,
    render_ask_modal,
    render_checking_modal,
    render_details,
    render_digest,
    render_ephemeral,
    render_options,
    render_refusal_modal,
    render_result,
    render_situation,
)
from api.slack.book import SlackBook
from api.slack.links import SlackLinks
from api.slack.situation import Situation, situation_of
from domain.plans import Check, Fact, Finding
from graphs.case_desk import CaseDesk
from graphs.deciding import level_of, rule_for
from graphs.views import DecisionView, ExecutionView, PlanView
from knowledge.airline.approval import approval_policy
from tests.graphs.room import NOW, TOOLS
from tests.slack.conftest import Proposed, at_work
from twin.database import open_database

GOLDEN = Path(__file__).with_name("golden")
CONSOLE = "https://downline.example"
POLICY = approval_policy()


@pytest.fixture(scope="module")
def shown(proposed: Proposed) -> Iterator[tuple[Situation, Review]]:
    """The proposed case as the channel sees it, and its first option under review."""
    engine = open_database(f"sqlite:///{proposed.file}")
    desk = CaseDesk(engine, proposed.network, specialists=at_work(), tools=TOOLS, budget_s=1.0)
    situation = situation_of(desk.case_view("C1"), desk.plans("C1"), proposed.network.state(), NOW, owner="carl")
    approval = SlackApproval(desk, proposed.network, POLICY, SlackLinks(engine), SlackBook(engine), console_url=CONSOLE)
    yield situation, approval.review(situation.plans[0].plan_id)
    engine.dispose()


def executed(situation: Situation) -> tuple[Situation, PlanView]:
    """The same after its first option was approved and carried out."""
    plan = situation.plans[0]
    made = DecisionView(
        decision_id="slack/T0HOME/V1",
        plan_id=plan.plan_id,
        revision=1,
        decision="approve",
        effect="approved",
        reason="cheapest",
        actor="dora",
        role="duty_manager",
        rule="routine",
        at=NOW,
        recorded_at=NOW,
    )
    execution = ExecutionView(
        plan_id=plan.plan_id,
        revision=1,
        status="done",
        attempts=1,
        last_error="",
        resulting_version=43,
        approved_at=NOW,
        done_at=NOW,
    )
    done = plan.model_copy(update={"status": "executed", "decisions": (made,)})
    case = situation.case.model_copy(update={"status": "closed", "decisions": (made,), "execution": execution})
    return situation_of(case, (done, *situation.plans[1:]), _state(), NOW, owner="carl"), done


def _state() -> Any:
    from tests.domain.paper_network import paper_network

    return paper_network()


def drawn(situation: Situation, review: Review) -> dict[str, Message | Modal]:
    """Everything there is to draw."""
    plan, rule = review.plan, review.rule
    over, done = executed(situation)
    nonces = {one.plan_id: "nonce" for one in situation.plans}
    once = plan.model_copy(update={"status": "approved_once", "decisions": over.case.decisions})
    return {
        "situation": render_situation(situation, console_url=CONSOLE),
        "situation_closed": render_situation(over),
        "options": render_options(situation, POLICY, nonces, console_url=CONSOLE),
        "details": render_details(situation.plans[-1]),
        "approval": render_approval(situation, plan, rule, "nonce", asked_by="carl", console_url=CONSOLE),
        "approval_once": render_approval(situation, once, rule, "nonce"),
        "approval_modal": render_approval_modal(review, nonce="nonce", console_url=CONSOLE),
        "checking_modal": render_checking_modal(plan.plan_id),
        "refusal_modal": render_refusal_modal("Not possible", "You are a viewer; this needs controller or above."),
        "ask_modal": render_ask_modal("C1", "{}"),
        "result": render_result(over, done, console_url=CONSOLE),
        "digest": render_digest([situation, over], console_url=CONSOLE),
        "answer": render_answer(Answer(understood="the cost", paragraphs=("USD 2,000.00 in all",), tools=("plan_evaluation",))),
        "ephemeral": render_ephemeral("Revision 4 exists; this button is for revision 3."),
    }


def as_json(one: Message | Modal) -> dict[str, Any]:
    document = one.view() if isinstance(one, Modal) else {"text": one.text, "blocks": list(one.blocks)}
    return dict(json.loads(json.dumps(document)))


def test_every_message_and_modal_is_as_it_was_drawn_before(shown: tuple[Situation, Review]) -> None:
    """To change one on purpose delete its file: it is written anew, and the test fails that once."""
    missing = []
    for name, one in drawn(*shown).items():
        file = GOLDEN / f"{name}.json"
        if not file.exists():
            file.write_text(json.dumps(as_json(one), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
            missing.append(name)
            continue
        assert as_json(one) == json.loads(file.read_text(encoding="utf-8")), name
    assert not missing, f"written anew, look at them: {missing}"


def test_buttons_about_a_plan_carry_plan_revision_and_nonce_and_nothing_else(shown: tuple[Situation, Review]) -> None:
    for one in drawn(*shown).values():
        for element in _elements(as_json(one)):
            if element.get("action_id") in ("details", "send_for_approval", "review"):
                assert set(json.loads(element["value"])) == {"plan", "rev", "nonce"}
            else:
                assert element["type"] != "button" or "plan" not in element.get("value", "")


def test_a_plan_that_fails_a_check_cannot_be_sent_and_what_is_unchecked_is_said(shown: tuple[Situation, Review]) -> None:
    situation, _ = shown
    failing = Check(rule="slots.window", verdict="fail", citation="", subject="XX1", detail="no slot")
    broken = situation.plans[0].model_copy(update={"checks": (*situation.plans[0].checks, failing), "legal": False})

    options = as_json(render_options(situation_of(situation.case, (broken,), _state(), NOW), POLICY, {}))

    assert rule_for(broken, POLICY) is None
    assert [one["action_id"] for one in _elements(options) if one["type"] == "button"] == ["details"]
    assert "Fails: 1 rule: slots.window. Not checked: 1 rule: crew.rest." in json.dumps(options)


def test_a_situation_is_graver_when_nothing_legal_is_left_and_over_when_it_is_decided(shown: tuple[Situation, Review]) -> None:
    case, plans = shown[0].case, shown[0].plans
    calm = plans[-1].model_copy(update={"checks": (), "legal": True})

    assert level_of(case, plans) == "warning"
    assert level_of(case, (*plans[:-1], calm)) == "caution"
    assert level_of(case, (calm,)) == "warning"
    assert level_of(case, ()) == "caution"
    assert level_of(case.model_copy(update={"trouble": "solver away"}), ()) == "warning"
    assert level_of(case.model_copy(update={"status": "closed"}), plans) == "info"


HOSTILE = "<!channel> <@U0DORA> <https://evil.example/x|approve> http://evil.example/i.png *Approved* `x` & www\n> quoted"


def test_words_of_others_cannot_link_mention_or_format(shown: tuple[Situation, Review]) -> None:
    situation, review = _with_words(*shown, HOSTILE)

    for name, one in drawn(situation, review).items():
        text = json.dumps(as_json(one), ensure_ascii=False).replace(CONSOLE, "")
        assert "<" not in text, name
        assert "://" not in text, name
        formatted = [part for part in _texts(as_json(one)) if part["type"] == "mrkdwn"]
        assert not [part for part in formatted if "*Approved*" in part["text"] or not part["verbatim"]], name


def _with_words(situation: Situation, review: Review, words: str) -> tuple[Situation, Review]:
    """The same with somebody's words wherever words of others can come in."""
    check = Check(rule=words, verdict="not_checked", citation=words, subject=words, detail=words)
    plans = tuple(
        one.model_copy(update={"label": words, "checks": (*one.checks, *[check] * 12), "assumptions": (words,) * 12})
        for one in situation.plans
    )
    fact = Fact(fact_id="f", text=words, value=words, unit=words, tool="t")
    case = situation.case.model_copy(update={"title": words, "findings": {"crew": Finding(specialist="crew", facts=(fact,) * 9)}})
    fresh = situation_of(case, plans, _state(), NOW, owner=words)
    moved = Review(
        plan=plans[0],
        case=case,
        rule=review.rule,
        next_best=plans[1],
        nothing=plans[-1],
        failing=(words,) * 9,
        unchecked=(words,) * 9,
        diff=(words,) * 8,
        moved=(words,) * 9,
        now=NOW + timedelta(minutes=5),
        version=43,
        decide_by=NOW,
        above_limit_cents=1,
    )
    return fresh, moved


@settings(max_examples=8)
@given(words=st.text(alphabet=st.sampled_from("aé<>&*😀\n x"), min_size=0, max_size=60), times=st.integers(1, 120))
def test_whatever_the_words_slack_would_take_every_message_and_modal(
    shown: tuple[Situation, Review], words: str, times: int
) -> None:
    situation, review = _with_words(*shown, words * times)

    for name, one in drawn(situation, review).items():
        assert not faults_against_slack(as_json(one)), name
    many = render_digest([situation] * 70, console_url=CONSOLE)
    assert "30 more in the console" in json.dumps(many.blocks)
    assert not faults_against_slack(as_json(many))


def test_a_buttons_value_or_a_modals_metadata_is_never_cut() -> None:
    button = {"type": "button", "action_id": "a", "text": {"type": "plain_text", "text": "x"}, "value": "v" * 2001}

    with pytest.raises(ValueError, match="button 'a'"):
        fit(Message("t", ({"type": "actions", "elements": [button]},)))
    with pytest.raises(ValueError, match="metadata"):
        fit(Modal("t", (), metadata="m" * 3001))


def _texts(document: Any) -> list[dict[str, Any]]:
    if isinstance(document, list):
        return [text for one in document for text in _texts(one)]
    if not isinstance(document, dict):
        return []
    own = [document] if document.get("type") in ("mrkdwn", "plain_text") else []
    return own + [text for one in document.values() for text in _texts(one)]


def _elements(document: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for block in document["blocks"]:
        found += block.get("elements", []) if block["type"] == "actions" else []
        found += [block[name] for name in ("accessory", "element") if name in block]
    return found


def faults_against_slack(document: dict[str, Any]) -> list[str]:
    """What Slack would refuse, written from its reference and not from our code."""
    faults = []

    def most(what: str, text: str, limit: int) -> None:
        length = len(text.encode("utf-16-le")) // 2
        if not 1 <= length <= limit:
            faults.append(f"{what} has {length} characters, 1 to {limit} are taken")

    modal = document.get("type") == "modal"
    if len(document["blocks"]) > (100 if modal else 50):
        faults.append(f"{len(document['blocks'])} blocks")
    if modal:
        most("title", document["title"]["text"], 24)
        most("close", document["close"]["text"], 24)
        if "submit" in document:
            most("submit", document["submit"]["text"], 24)
    else:
        most("text", document["text"], 40_000)
    for block in document["blocks"]:
        match block["type"]:
            case "header":
                most("header", block["text"]["text"], 150)
            case "section":
                most("section", block["text"]["text"], 3000)
            case "context":
                if not 1 <= len(block["elements"]) <= 10:
                    faults.append("context elements")
                for one in block["elements"]:
                    most("context", one["text"], 3000)
            case "actions":
                if not 1 <= len(block["elements"]) <= 25:
                    faults.append("actions elements")
            case "input":
                most("label", block["label"]["text"], 2000)
    for element in _elements(document):
        match element["type"]:
            case "button":
                most("button", element["text"]["text"], 75)
                if "value" in element:
                    most("value", element["value"], 2000)
            case "checkboxes" | "radio_buttons":
                if not 1 <= len(element["options"]) <= 10:
                    faults.append("options")
                for option in element["options"]:
                    most("option", option["text"]["text"], 75)
    return faults
