"""A turn of conversation: read, looked up off the event loop, said in facts, stopped when asked, and always ended."""

import asyncio
import threading
import time
from collections.abc import AsyncGenerator, Callable, Mapping
from datetime import datetime
from typing import Any

import pytest

from agents.grounding import FactBook
from agents.models import ModelProvider
from domain.network import NetworkState, UnknownEntity
from domain.units import Frozen
from graphs.conversation.choosing import PastTurn
from graphs.conversation.question import Focus, Inquiry, Question, Reading
from graphs.conversation.reply import Reply, Table
from graphs.conversation.turn import CardShown, Done, Stage, Suggestions, Text, TurnEvent, Understood, take_turn
from graphs.intake.mentions import Mentions
from tests.conversation.conftest import CasebookInMemory
from tools.spec import ToolContext, ToolFailed, ToolRetry

Take = Callable[..., list[TurnEvent]]


class Anything(Frozen):
    """Whatever was said."""

    option: int = 0


def question(
    name: str, answer: Callable[[Inquiry, Any], Reply], *, weight: float = 9.0, stem: str = "", asked: type[Frozen] = Anything
) -> dict[str, Question[Any]]:
    """A question of that name which reads every text, or one that has a word with this stem."""

    def read(mentions: Mentions, focus: Focus) -> Reading[Any] | None:
        said = {"option": mentions.options[0]} if mentions.options and "option" in asked.model_fields else {}
        return Reading(asked(**said), weight) if not stem or mentions.has(stem) else None

    return {name: Question(name, asked, read, answer, (f"A question about {name}?",))}


@pytest.fixture
def take(state: NetworkState, now: datetime) -> Take:
    """Takes a turn to its end and gives its events."""

    def one(words: str, questions: Mapping[str, Question[Any]] | None = None, **given: Any) -> list[TurnEvent]:
        return asyncio.run(heard(start(words, state, now, questions, **given)))

    return one


def start(
    words: str, state: NetworkState, now: datetime, questions: Mapping[str, Question[Any]] | None = None, **given: Any
) -> AsyncGenerator[TurnEvent, None]:
    usual: dict[str, Any] = {"focus": Focus(), "models": ModelProvider(mode="off"), "cases": CasebookInMemory()}
    context = ToolContext(state=state, now=now, user="ann")
    return take_turn(words, context=context, questions=questions, **usual | given)


async def heard(events: AsyncGenerator[TurnEvent, None]) -> list[TurnEvent]:
    return [event async for event in events]


def text_of(events: list[TurnEvent]) -> str:
    return " ".join(event.text for event in events if isinstance(event, Text))


def done(events: list[TurnEvent]) -> Done:
    """The end, which is the last event and the only one of its kind."""
    assert [isinstance(event, Done) for event in events] == [False] * (len(events) - 1) + [True]
    assert isinstance(events[-1], Done)
    return events[-1]


def test_a_question_is_understood_looked_up_and_answered_in_facts_with_their_tools(take: Take) -> None:
    events = take("Is JFK open?")

    assert [event.stage for event in events if isinstance(event, Stage)][:2] == ["understand", "look_up"]
    understood = next(event for event in events if isinstance(event, Understood))
    assert (understood.question, understood.by, understood.asked["airport"]) == ("airport", "rule", "JFK")
    end = done(events)
    assert end.outcome == "answered"
    assert {run.tool for run in end.runs} >= {"station_limits"}
    assert {event.tool for event in events if isinstance(event, Stage)} >= {run.tool for run in end.runs}
    for sentence in (event for event in events if isinstance(event, Text)):
        assert "".join(piece.text for piece in sentence.segments) == sentence.text
        facts = {fact.fact_id: fact for fact in sentence.references}
        for piece in sentence.segments:
            assert piece.fact_id == "" or facts[piece.fact_id].text == piece.text
            assert piece.fact_id or not any(letter.isdigit() for letter in piece.text)


def test_stages_say_how_long_it_has_taken_until_now(take: Take) -> None:
    elapsed = [event.elapsed_s for event in take("Is JFK open?") if isinstance(event, Stage | Done)]
    assert elapsed == sorted(elapsed)
    assert elapsed[-1] > 0


def test_the_next_turn_is_about_what_this_one_was(take: Take) -> None:
    focus = done(take("How is B61010?")).focus
    assert focus.flight_id == "B61010/2013-02-08/JFK"

    events = take("Why is it late?", focus=focus)

    understood = next(event for event in events if isinstance(event, Understood))
    assert understood.asked == {"flight": "B61010/2013-02-08/JFK"}


def test_a_flight_that_is_not_there_is_nothing_to_be_about(take: Take) -> None:
    assert done(take("How is B69876?")).focus == Focus()


def test_words_that_are_no_question_are_answered_with_what_was_recognised_and_what_could_be_asked(take: Take) -> None:
    questions = question("crew", lambda inquiry, asked: Reply(understood="?"), stem="crew")

    events = take("Xyzzy N643JB plugh B69876", questions)

    assert done(events).outcome == "not_understood"
    assert "N643JB" in text_of(events)
    assert "Not in this network" in text_of(events)
    assert any(isinstance(event, Suggestions) and event.items for event in events)
    assert not any(isinstance(event, Understood) for event in events)


def test_two_questions_of_the_same_weight_are_not_guessed_between(take: Take) -> None:
    asked: list[str] = []

    def answer(inquiry: Inquiry, _: Any) -> Reply:
        asked.append(inquiry.words)
        return Reply(understood="?")

    events = take("Anything", question("one", answer) | question("other", answer))

    assert done(events).outcome == "not_understood"
    (suggestions,) = (event for event in events if isinstance(event, Suggestions))
    assert suggestions.items == ("A question about one?", "A question about other?")
    assert asked == []


def test_a_reading_that_accounts_for_too_little_is_not_taken(take: Take) -> None:
    never = question("light", lambda inquiry, asked: pytest.fail("asked"), weight=0.5)
    assert done(take("Anything", never)).outcome == "not_understood"


def test_a_follow_up_asks_the_question_before_about_what_is_named_now(take: Take) -> None:
    options = question("cost", lambda inquiry, asked: Reply(understood=f"The cost of option {asked.option}"), stem="cost")
    before = PastTurn(words="What does option 1 cost?", question="cost", asked={"option": 1})

    events = take("And option 2?", options, history=[before])

    understood = next(event for event in events if isinstance(event, Understood))
    assert (understood.question, understood.asked) == ("cost", {"option": 2})


@pytest.mark.parametrize("words", ["And option 2 for Boston passengers?", "option 2", "And then?"])
def test_words_that_say_more_or_less_are_no_follow_up(take: Take, words: str) -> None:
    options = question("cost", lambda inquiry, asked: Reply(understood="?"), stem="cost")
    before = PastTurn(words="What does option 1 cost?", question="cost", asked={"option": 1})
    assert done(take(words, options, history=[before])).outcome == "not_understood"


def test_where_only_the_words_before_are_known_they_are_read_again(take: Take) -> None:
    events = take("Why is it late?", history=[PastTurn(words="How is B61010?")])
    understood = next(event for event in events if isinstance(event, Understood))
    assert understood.asked == {"flight": "B61010/2013-02-08/JFK"}


def test_a_tables_cells_are_filled_in_with_their_facts(take: Take) -> None:
    def answer(inquiry: Inquiry, _: Any) -> Reply:
        book = FactBook()
        card = Table(
            title="Delays", columns=("flight", "late"), rows=(("Boston", book.put("late", "15 min late", tool="clock")),)
        )
        return Reply(understood="?", facts=dict(book.sheet().shown), cards=(card,))

    (card,) = (event for event in take("Anything", question("table", answer)) if isinstance(event, CardShown))

    assert card.card.card == "table"
    assert [[cell.text for cell in row] for row in card.card.rows] == [["Boston", "15 min late"]]
    assert card.card.rows[0][1].segments[0].fact_id == "late"
    assert [fact.tool for fact in card.references] == ["clock"]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ToolRetry("Say an airport.", (("airport", "'XXQ' has 2 faults"), ("start", "missing"))), "airport: 'XXQ' has 2 faults"),
        (ToolFailed("The solver is not installed."), "The solver is not installed."),
        (UnknownEntity("Flight 'B61' is not in this network."), "Flight 'B61' is not in this network."),
    ],
)
def test_what_a_tool_refuses_is_said_in_a_sentence_with_every_fault(take: Take, error: Exception, said: str) -> None:
    def answer(inquiry: Inquiry, _: Any) -> Reply:
        raise error

    events = take("Anything", question("refusing", answer))

    assert done(events).outcome == "refused"
    assert said in text_of(events)


def test_a_fault_of_the_program_is_admitted_and_says_nothing_of_itself(take: Take) -> None:
    def answer(inquiry: Inquiry, _: Any) -> Reply:
        raise KeyError("secret of the works")

    events = take("Anything", question("broken", answer))

    assert done(events).outcome == "failed"
    assert "could not be worked out" in text_of(events)
    assert "secret" not in str([event.model_dump() for event in events])


def test_what_must_still_be_said_is_asked_for(take: Take) -> None:
    def answer(inquiry: Inquiry, _: Any) -> Reply:
        return Reply(understood="A closure of JFK", missing=("until when JFK is closed",))

    events = take("Anything", question("asking", answer))

    assert (done(events).outcome, done(events).missing) == ("clarify", ("until when JFK is closed",))
    assert "until when JFK is closed" in text_of(events)


def test_a_stop_reaches_the_tool_and_what_was_found_by_then_is_said_and_marked(state: NetworkState, now: datetime) -> None:
    stop = threading.Event()

    def answer(inquiry: Inquiry, _: Any) -> Reply:
        inquiry.consultation.context.progress("searching", {})
        while not inquiry.consultation.context.stop():
            time.sleep(0.005)
        return Reply(understood="?", paragraphs=("A first option.",))

    async def talk() -> list[TurnEvent]:
        events: list[TurnEvent] = []
        async for event in start("Anything", state, now, question("slow", answer), stop=stop.is_set):
            events.append(event)
            if isinstance(event, Stage) and event.text == "searching":
                stop.set()
        return events

    events = asyncio.run(talk())

    assert done(events).outcome == "stopped"
    assert text_of(events) == ("Stopped as asked. This is what was found by then; it may be incomplete. A first option.")


def test_a_turn_that_takes_too_long_is_stopped_in_the_same_way(take: Take) -> None:
    def answer(inquiry: Inquiry, _: Any) -> Reply:
        while not inquiry.consultation.context.stop():
            time.sleep(0.005)
        return Reply(understood="?")

    events = take("Anything", question("endless", answer), limit_s=0.05)

    assert done(events).outcome == "stopped"
    assert text_of(events) == "Stopped, because the time for a turn was up. Nothing had been found by then."


def test_a_stop_ends_the_solvers_processes_long_before_their_budget(state: NetworkState, now: datetime) -> None:
    stop, ended = threading.Event(), threading.Event()

    def answer(inquiry: Inquiry, _: Any) -> Reply:
        inquiry.consultation.call("recovery", {"budget_s": 120})
        ended.set()
        return Reply(understood="?", paragraphs=("Options.",))

    async def talk() -> list[TurnEvent]:
        events: list[TurnEvent] = []
        async for event in start("Anything", state, now, question("solving", answer), stop=stop.is_set):
            events.append(event)
            if isinstance(event, Stage) and event.tool == "recovery":
                asyncio.get_running_loop().call_later(0.8, stop.set)
        return events

    events = asyncio.run(talk())

    assert done(events).outcome == "stopped"
    assert done(events).elapsed_s < 20
    assert ended.wait(40)


def test_who_stops_listening_stops_the_turn(state: NetworkState, now: datetime) -> None:
    ended = threading.Event()

    def answer(inquiry: Inquiry, _: Any) -> Reply:
        while not inquiry.consultation.context.stop():
            time.sleep(0.005)
        ended.set()
        return Reply(understood="?")

    async def leave() -> None:
        events = start("Anything", state, now, question("slow", answer))
        async for event in events:
            if isinstance(event, Stage) and event.stage == "look_up":
                break
        await asyncio.sleep(0.05)
        await events.aclose()

    asyncio.run(leave())
    assert ended.wait(5)


def test_the_event_loop_goes_on_while_a_tool_is_at_work(state: NetworkState, now: datetime) -> None:
    release = threading.Event()

    def answer(inquiry: Inquiry, _: Any) -> Reply:
        assert release.wait(5)
        return Reply(understood="?")

    async def talk() -> list[TurnEvent]:
        turn = asyncio.create_task(heard(start("Anything", state, now, question("blocking", answer))))
        await asyncio.sleep(0.05)
        release.set()
        return await turn

    assert done(asyncio.run(talk())).outcome == "answered"
