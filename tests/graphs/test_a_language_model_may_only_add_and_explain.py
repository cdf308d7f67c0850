"""With an OpenAI-compatible endpoint: it can add a specialist and write prose without figures; it can do nothing else."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import httpcore2
import httpx
import pytest
import respx
from langchain_core.messages import HumanMessage, ToolMessage
from pydantic import SecretStr
from sqlalchemy import Engine
from sqlmodel import Session, select

from agents.models import ModelProvider
from agents.planner import DeterministicPlanner
from agents.spending import Circuit
from domain.disruptions import GateClosedReport
from evals.language.scripted import Say, events_of
from graphs.case_desk import CaseDesk
from graphs.casebook import ModelCallRow
from tests.domain.paper_network import at
from tests.graphs.room import NOW, closure

Desk = Callable[..., CaseDesk]
BASE = "http://model.test/v1"
MODEL = ModelProvider("openai", BASE, "test-model", SecretStr("sk-test"), deadline_s=5.0, price_in=2.0, price_out=8.0)


def answer(content: str = "", *calls: str) -> httpx.Response:
    """What the endpoint streams: words, or calls of tools without arguments."""
    stream = [f"data: {json.dumps(event)}\n\n" for event in events_of(Say(content, tuple((name, {}) for name in calls)))]
    return httpx.Response(200, headers={"content-type": "text/event-stream"}, text="".join(stream) + "data: [DONE]\n\n")


@pytest.fixture(scope="module", autouse=True)
def imported() -> None:
    """The desk imports the client while it starts; here the first case comes in the same second."""
    MODEL.chat("triage")


@pytest.fixture
def endpoint() -> Iterator[respx.Route]:
    with respx.mock(base_url=BASE, using="httpcore2", assert_all_called=False) as router:
        yield router.post("/chat/completions")


def asked(route: respx.Route) -> list[dict]:  # type: ignore[type-arg]
    return [json.loads(call.request.content) for call in route.calls]


def calls_kept(engine: Engine) -> list[ModelCallRow]:
    with Session(engine) as session:
        return list(session.exec(select(ModelCallRow).order_by(ModelCallRow.call_id)))  # type: ignore[arg-type]


def gate_closed() -> GateClosedReport:
    return GateClosedReport(reported_at=NOW, airport="AAA", gate="1", start=at(9), end=at(11))


def test_a_model_may_add_a_specialist_at_triage_and_cannot_remove_one(
    open_desk: Desk, endpoint: respx.Route, engine: Engine
) -> None:
    endpoint.side_effect = [answer("", "ask_crew", "ask_nobody_known"), *[answer("Costs {{plan.cost}}.")] * 3]
    desk = open_desk(models=MODEL)

    case_id = desk.open_case(gate_closed(), actor="ann")
    case = desk.wait_for_words(case_id, timeout_s=30)

    assert case.specialists == ("compliance", "crew", "ground", "network", "slot")
    triage = next(event for event in desk.events(case_id) if event.stage == "triage")
    assert triage.detail["added_by_model"] == ["crew"]
    body = asked(endpoint)[0]
    assert sorted(tool["function"]["name"] for tool in body["tools"]) == ["ask_crew", "ask_revenue"]
    kept = calls_kept(engine)
    assert (kept[0].purpose, kept[0].mode, kept[0].model, kept[0].outcome) == (
        "triage",
        "openai",
        "test-model",
        "answered; unknown tool 'ask_nobody_known'",
    )
    assert (kept[0].tokens_in, kept[0].tokens_out, len(kept[0].prompt_sha256)) == (11, 7, 64)
    assert kept[0].cost_micro_usd == 11 * 2 + 7 * 8


def test_a_models_words_are_shown_with_every_reference_filled_in_from_a_tool(open_desk: Desk, endpoint: respx.Route) -> None:
    endpoint.mock(return_value=answer("It costs {{plan.cost}}, with {{plan.cancelled}}."))
    desk = open_desk(models=MODEL)

    case_id = desk.open_case(closure(), actor="ann")
    desk.wait_for_words(case_id, timeout_s=30)

    told = desk.plans(case_id)[0].explanation
    assert told is not None
    assert (told.source, told.text) == ("model", "It costs USD 2,000.00 in all, with 2 flights cancelled.")
    assert [(one.fact_id, one.tool) for one in told.references] == [
        ("plan.cost", "plan_evaluation"),
        ("plan.cancelled", "plan_evaluation"),
    ]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("It costs 2000 dollars.", "a digit"),
        ("It cancels two flights.", "'two'"),
        ("It costs {{plan.profit}}.", "'plan.profit'"),
        ("It costs {{plan.cost", "broken reference"),
    ],
)
def test_a_model_that_writes_a_figure_is_told_once_and_then_replaced_by_the_template(
    open_desk: Desk, endpoint: respx.Route, text: str, complaint: str
) -> None:
    endpoint.mock(return_value=answer(text))
    desk = open_desk(models=MODEL)

    case_id = desk.open_case(closure(), actor="ann")
    desk.wait_for_words(case_id, timeout_s=30)

    for plan in desk.plans(case_id):
        assert plan.explanation is not None
        assert plan.explanation.source == "template"
        assert text not in plan.explanation.text
    retries = [body for body in asked(endpoint) if len(body["messages"]) == 4]
    assert len(retries) == len(desk.plans(case_id))
    assert complaint in retries[0]["messages"][-1]["content"]


def test_a_model_that_never_answers_costs_only_its_words_and_is_left_alone_after_three_failures(
    open_desk: Desk, endpoint: respx.Route, engine: Engine
) -> None:
    endpoint.side_effect = [answer(""), *[httpcore2.ReadTimeout("slow")] * 20]
    desk = open_desk(models=replace(MODEL, circuit=Circuit()))

    case_id = desk.open_case(gate_closed(), actor="ann")
    case = desk.wait_for_words(case_id, timeout_s=60)

    assert case.status == "proposed"
    assert all(plan.explanation and plan.explanation.source == "template" for plan in desk.plans(case_id))
    outcomes = [call.outcome for call in calls_kept(engine)]
    assert outcomes[0] == "answered"
    assert outcomes.count("timeout") == len(desk.plans(case_id)) == 3  # one each, together; then nobody asks any more
    assert set(outcomes[4:]) == {"circuit_open"}


def test_without_a_model_nothing_is_asked_and_the_template_speaks(open_desk: Desk, engine: Engine) -> None:
    desk = open_desk(models=ModelProvider(mode="off"))

    case_id = desk.open_case(closure(), actor="ann")
    desk.wait_for_words(case_id, timeout_s=30)

    assert calls_kept(engine) == []
    assert all(plan.explanation and plan.explanation.source == "template" for plan in desk.plans(case_id))


def test_the_environment_says_which_model_and_half_an_address_is_refused() -> None:
    whole = {"DOWNLINE_MODEL_URL": BASE, "DOWNLINE_MODEL": "m", "DOWNLINE_MODEL_KEY": "k"}

    assert ModelProvider.from_environment({}).mode == "deterministic"
    assert ModelProvider.from_environment({"DOWNLINE_MODEL": "off"}).mode == "off"
    assert ModelProvider.from_environment(whole).mode == "openai"
    assert "k" not in repr(ModelProvider.from_environment(whole)).replace("key", "")[-20:]
    with pytest.raises(ValueError, match="'DOWNLINE_MODEL'"):
        ModelProvider.from_environment({"DOWNLINE_MODEL_URL": BASE})


def test_the_deterministic_planner_calls_the_tools_it_has_arguments_for_then_writes_the_template() -> None:
    def tool_of(name: str, *required: str) -> dict[str, object]:
        parameters = {"type": "object", "properties": {one: {"type": "string"} for one in required}, "required": list(required)}
        return {"type": "function", "function": {"name": name, "description": name, "parameters": parameters}}

    planner = DeterministicPlanner().bind_tools([tool_of("load", "airport"), tool_of("crew", "crew_id")])
    task = HumanMessage(json.dumps({"airport": "JFK", "template": "JFK is full."}))

    first = planner.invoke([task])
    last = planner.invoke([task, first, ToolMessage("full", name="load", tool_call_id=first.tool_calls[0]["id"])])

    assert [(call["name"], call["args"]) for call in first.tool_calls] == [("load", {"airport": "JFK"})]
    assert planner.invoke([task]).tool_calls == first.tool_calls
    assert last.content == "JFK is full."
    streamed = "".join(str(chunk.content) for chunk in DeterministicPlanner().stream([task]))
    assert streamed.strip() == "JFK is full."


def test_an_unknown_role_is_refused() -> None:
    with pytest.raises(ValueError, match="'approve'"):
        ModelProvider().chat("approve")
