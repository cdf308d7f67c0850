"""The real client over real sockets, against an endpoint on this machine that answers as told or misbehaves."""

import asyncio
import time
from datetime import date
from typing import Any

import pytest
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from agents.models import ModelCall, ModelProvider
from agents.spending import BudgetSpent, Circuit, CircuitOpen, DaySpending, ModelBudget, ModelFault
from evals.language.scripted import MISBEHAVIOURS, Misbehave, Say, ScriptedEndpoint, data_in, in_turn, tools_in
from evals.suites.misbehaving_models import FAULTS

LOOK: dict[str, Any] = {
    "type": "function",
    "function": {
        "name": "look",
        "description": "looks at an airport",
        "parameters": {"type": "object", "properties": {"airport": {"type": "string"}}, "required": ["airport"]},
    },
}
WORDS: list[BaseMessage] = [SystemMessage("Be brief."), HumanMessage('{"data": {"airport": "JFK"}}')]


def ask(models: ModelProvider, role: str = "explain", **options: Any) -> tuple[Any, list[ModelCall]]:
    """The answer or the error, and what was recorded."""
    calls: list[ModelCall] = []
    try:
        return asyncio.run(models.ask(role, WORDS, record=calls.append, **options)), calls
    except Exception as error:
        return error, calls


def test_words_and_calls_of_tools_stream_through_ask() -> None:
    script = in_turn(Say("It costs {{plan.cost}}."), Say(calls=(("look", {"airport": "JFK"}), ("look", {"airport": "BOS"}))))
    with ScriptedEndpoint(script) as endpoint:
        models = endpoint.provider(price_in=2.0, price_out=10.0)
        words, kept = ask(models)
        calls, _ = ask(models, tools=[LOOK])

    assert words.content == "It costs {{plan.cost}}."
    assert [(call["name"], call["args"]) for call in calls.tool_calls] == [
        ("look", {"airport": "JFK"}),
        ("look", {"airport": "BOS"}),
    ]
    assert [(one.outcome, one.tokens_in, one.tokens_out, one.cost_micro_usd) for one in kept] == [("answered", 11, 7, 92)]
    first, second = endpoint.requests
    assert (first["stream"], first["max_completion_tokens"], first["temperature"]) == (True, 500, 0)
    assert (data_in(first), tools_in(second)) == ({"airport": "JFK"}, ("look",))
    assert endpoint.keys == ["Bearer sk-scripted"] * 2


def test_the_client_itself_streams_words_and_calls_from_the_endpoint() -> None:
    async def streamed(models: ModelProvider) -> Any:
        whole: Any = None
        async for chunk in models.chat("converse").bind_tools([LOOK]).astream(WORDS):
            whole = chunk if whole is None else whole + chunk
        return whole

    with ScriptedEndpoint(Say("Looking.", calls=(("look", {"airport": "JFK"}),))) as endpoint:
        whole = asyncio.run(streamed(endpoint.provider()))

    assert (whole.text, whole.tool_calls[0]["args"]) == ("Looking.", {"airport": "JFK"})
    assert whole.usage_metadata["total_tokens"] == 18


def test_an_azure_deployment_is_asked_by_its_dated_api() -> None:
    with ScriptedEndpoint("Hello.") as endpoint:
        answer, _ = ask(endpoint.provider(api_version="2024-10-21"))

    assert answer.content == "Hello."
    assert endpoint.paths == ["/v1/openai/deployments/scripted/chat/completions?api-version=2024-10-21"]


@pytest.mark.parametrize("way", MISBEHAVIOURS)
def test_each_way_of_misbehaving_ends_in_time_and_has_its_name_in_the_record(way: str) -> None:
    started = time.monotonic()
    with ScriptedEndpoint(way) as endpoint:
        outcome, calls = ask(endpoint.provider(deadline_s=1.0), tools=[LOOK])

    assert time.monotonic() - started < 4.0
    if way == "tool_loop":  # one call is like any other; the loop is the caller's to end
        assert outcome.tool_calls
    else:
        assert isinstance(outcome, Exception)
        assert all(FAULTS[way] in call.outcome for call in calls)
    assert 1 <= len(calls) <= 3


def test_calls_that_were_not_offered_are_left_out_and_the_rest_stands() -> None:
    said = Say("Here.", calls=(("approve_plan", {}), ("look", {"airport": "JFK"}), ("look", '{"airport": ')))
    with ScriptedEndpoint(said) as endpoint:
        answer, calls = ask(endpoint.provider(), tools=[LOOK])

    assert [call["args"] for call in answer.tool_calls] == [{"airport": "JFK"}]
    assert calls[0].outcome == "answered; unknown tool 'approve_plan'; invalid tool JSON for 'look'"


def test_a_busy_endpoint_is_asked_again_when_it_says_so_and_not_when_that_is_too_late() -> None:
    with ScriptedEndpoint(in_turn(Misbehave("rate_limit"), Say("Here."))) as endpoint:
        answer, calls = ask(endpoint.provider())
    with ScriptedEndpoint(Misbehave("rate_limit"), retry_after="60") as patient:
        started = time.monotonic()
        refusal, refused = ask(patient.provider())

    assert (answer.content, [call.outcome for call in calls]) == ("Here.", ["rate_limited", "answered"])
    assert getattr(refusal, "status_code", None) == 429
    assert len(refused) == 1
    assert time.monotonic() - started < 2.0


def test_an_answer_that_does_not_fit_is_not_taken_for_a_whole_one() -> None:
    with ScriptedEndpoint(Say("It costs {{plan.cost}} and", finish="length")) as endpoint:
        fault, calls = ask(endpoint.provider())

    assert isinstance(fault, ModelFault)
    assert calls[0].outcome == "too_long"


def test_after_three_failures_nobody_asks_for_a_minute_then_one_call_tries() -> None:
    now = [0.0]
    circuit = Circuit(clock=lambda: now[0])
    with ScriptedEndpoint(in_turn(*[Misbehave("garbage")] * 4, Say("Back."))) as endpoint:
        models = endpoint.provider(circuit=circuit)
        for _ in range(3):
            ask(models)
        at_once, refused = ask(models)
        now[0] = 61.0
        still_bad, _ = ask(models)
        refused_again, _ = ask(models)
        now[0] = 122.0
        back, _ = ask(models)
        closed, _ = ask(models)

    assert isinstance(at_once, CircuitOpen)
    assert [call.outcome for call in refused] == ["circuit_open"]
    assert isinstance(still_bad, ValueError)
    assert isinstance(refused_again, CircuitOpen)
    assert back.content == closed.content == "Back."
    assert len(endpoint.requests) == 6


def test_a_budget_is_never_overdrawn_by_calls_made_at_the_same_time() -> None:
    async def all_at_once(models: ModelProvider, budget: ModelBudget, calls: list[ModelCall]) -> list[Any]:
        asked = [models.ask("explain", WORDS, record=calls.append, budget=budget) for _ in range(6)]
        return await asyncio.gather(*asked, return_exceptions=True)

    calls: list[ModelCall] = []
    budget = ModelBudget(calls=2)
    with ScriptedEndpoint("Hello.") as endpoint:
        answers = asyncio.run(all_at_once(endpoint.provider(), budget, calls))

    assert sum(isinstance(one, BudgetSpent) for one in answers) == 4
    assert len(endpoint.requests) == budget.spent_calls == 2
    assert budget.spent_tokens == 2 * 18
    assert sorted(call.outcome for call in calls) == ["answered"] * 2 + ["budget_spent"] * 4


def test_money_is_set_aside_at_its_worst_and_a_new_day_starts_at_nothing() -> None:
    today = [date(2026, 11, 1)]
    with ScriptedEndpoint("Hello.") as endpoint:
        day = DaySpending(micro_usd=10_100, today=lambda: today[0])
        models = endpoint.provider(price_in=1.0, price_out=20.0, day=day)  # an answer of 500 tokens would cost 10,000
        first, _ = ask(models)
        spent = day.spent_micro_usd
        second, refused = ask(models)
        today[0] = date(2026, 11, 2)
        third, _ = ask(models)

    assert (first.content, spent) == ("Hello.", 11 + 7 * 20)
    assert isinstance(second, BudgetSpent)
    assert [call.outcome for call in refused] == ["budget_spent"]
    assert third.content == "Hello."


def test_settings_that_cannot_be_kept_are_refused_by_the_name_of_their_variable() -> None:
    whole = {"DOWNLINE_MODEL_URL": "http://127.0.0.1:1/v1", "DOWNLINE_MODEL": "m"}
    priced = whole | {"DOWNLINE_MODEL_PRICE_IN": "2.5", "DOWNLINE_MODEL_PRICE_OUT": "10"}

    models = ModelProvider.from_environment(priced | {"DOWNLINE_MODEL_SPEND_USD": "0.25", "DOWNLINE_MODEL_DEADLINE_S": "7"})
    assert (models.spend_micro_usd, models.deadline_s, models.price_out) == (250_000, 7.0, 10.0)
    for wrong, name in (
        (whole | {"DOWNLINE_MODEL_SPEND_USD": "1"}, "DOWNLINE_MODEL_PRICE_IN"),
        (whole | {"DOWNLINE_MODEL_PRICE_IN": "cheap"}, "DOWNLINE_MODEL_PRICE_IN"),
        (whole | {"DOWNLINE_MODEL_DEADLINE_S": "0"}, "DOWNLINE_MODEL_DEADLINE_S"),
        (whole | {"DOWNLINE_MODEL_URL": "localhost"}, "DOWNLINE_MODEL_URL"),
        (priced | {"DOWNLINE_MODEL_SPEND_DAY_USD": "-1"}, "DOWNLINE_MODEL_SPEND_DAY_USD"),
    ):
        with pytest.raises(ValueError, match=name):
            ModelProvider.from_environment(wrong)
