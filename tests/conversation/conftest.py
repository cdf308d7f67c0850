"""The embedded day at 21:00Z, when two airports are closed, and inquiries into it over a casebook in memory."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from agents.grounding import REFERENCE, digits_outside_references
from agents.specialist import Consultation
from domain.apply import fold
from domain.disruptions import AirportClosedReport
from domain.network import NetworkState, UnknownEntity
from graphs.conversation.question import Focus, Inquiry, Question, Reading, all_questions
from graphs.conversation.reply import Reply, Table
from graphs.intake.mentions import mentions_in
from graphs.views import CaseView, PlanView
from tools.spec import ToolContext, all_tools
from twin.scenarios import DEFAULT_SCENARIO, load_scenario

Ask = Callable[..., Inquiry]
Read = Callable[..., list[tuple[str, Reading[Any]]]]
Answer = Callable[..., Reply]


@dataclass(frozen=True, slots=True)
class CasebookInMemory:
    """Cases and their options, as they were put in."""

    every: tuple[CaseView, ...] = ()
    options: dict[str, tuple[PlanView, ...]] = field(default_factory=dict)

    def cases(self) -> tuple[CaseView, ...]:
        return self.every

    def case_view(self, case_id: str) -> CaseView:
        for one in self.every:
            if one.case_id == case_id:
                return one
        raise UnknownEntity(f"Case {case_id!r} is not in the casebook. List cases with GET /api/v1/cases.")

    def owner_of(self, case_id: str) -> str:
        return ""

    def plans(self, case_id: str) -> tuple[PlanView, ...]:
        return self.options.get(case_id, ())

    def plan(self, plan_id: str) -> PlanView:
        for one in (plan for plans in self.options.values() for plan in plans):
            if one.plan_id == plan_id:
                return one
        raise UnknownEntity(f"Plan {plan_id!r} is not in the casebook. List a case's plans with GET /api/v1/cases/ID/plans.")


def a_case(case_id: str, title: str, *, stage: str = "", status: str = "working") -> CaseView:
    """A case about closed Newark, opened at 20:45Z, that nobody has answered yet."""
    opened = datetime(2013, 2, 8, 20, 45, tzinfo=UTC)
    closed = AirportClosedReport(reported_at=opened, airport="EWR", start=opened, end=opened + timedelta(hours=4))
    return CaseView(
        case_id=case_id,
        status=status,
        stage=stage,
        title=title,
        disruption=closed,
        network_id="embedded#1",
        scenario_id=DEFAULT_SCENARIO,
        base_version=None,
        run=1,
        specialists=(),
        findings={},
        plan_ids=(),
        decisions=(),
        execution=None,
        opened_by="ann",
        opened_at=opened,
        closed_at=None,
        stopped_by="",
        trouble="",
    )


@pytest.fixture(scope="session")
def embedded() -> tuple[NetworkState, datetime]:
    """The network twelve hours into the embedded day, and that moment."""
    scenario = load_scenario(DEFAULT_SCENARIO)
    now = scenario.start_at + timedelta(hours=12)
    return fold(NetworkState(), (*scenario.opening, *(one for one in scenario.recording if one.at <= now))), now


@pytest.fixture(scope="session")
def state(embedded: tuple[NetworkState, datetime]) -> NetworkState:
    return embedded[0]


@pytest.fixture(scope="session")
def now(embedded: tuple[NetworkState, datetime]) -> datetime:
    return embedded[1]


@pytest.fixture(scope="session")
def ask(state: NetworkState, now: datetime) -> Ask:
    """Makes an inquiry of words: `ask("Is JFK open?", focus=..., cases=...)`."""

    def make(
        words: str, focus: Focus | None = None, cases: CasebookInMemory | None = None, on: NetworkState | None = None
    ) -> Inquiry:
        network = state if on is None else on
        context = ToolContext(state=network, now=now, user="ann")
        return Inquiry(
            words=words,
            mentions=mentions_in(words, network, now),
            focus=focus or Focus(),
            state=network,
            now=now,
            cases=cases or CasebookInMemory(),
            consultation=Consultation("conversation", context, all_tools()),
        )

    return make


@pytest.fixture(scope="session")
def readings(ask: Ask) -> Read:
    """Every reading of words by the whole grammar, the heaviest first, with the question's name."""

    def read(words: str, focus: Focus | None = None) -> list[tuple[str, Reading[Any]]]:
        inquiry = ask(words, focus=focus)
        found = [(name, one.read(inquiry.mentions, inquiry.focus)) for name, one in all_questions().items()]
        return sorted(((name, one) for name, one in found if one is not None), key=lambda one: -one[1].weight)

    return read


@pytest.fixture(scope="session")
def answer(ask: Ask, readings: Read) -> Answer:
    """The reply to words by the heaviest reading, checked as every reply must be."""

    def reply_to(words: str, focus: Focus | None = None, cases: CasebookInMemory | None = None) -> Reply:
        name, reading = readings(words, focus=focus)[0]
        question: Question[Any] = all_questions()[name]
        return in_order(question.answer(ask(words, focus=focus, cases=cases), reading.asked))

    once = cache(reply_to)  # the network stands still, and so does its answer
    return lambda words, focus=None, cases=None: reply_to(words, focus, cases) if cases else once(words, focus)


def in_order(reply: Reply) -> Reply:
    """The reply, when every figure in it is a reference to one of its own facts."""
    cells = [cell for card in reply.cards if isinstance(card, Table) for row in card.rows for cell in row]
    for text in (*reply.paragraphs, *cells):
        assert not digits_outside_references(text), text
        assert set(REFERENCE.findall(text)) <= set(reply.facts), text
    assert reply.understood
    assert bool(reply.paragraphs) != bool(reply.missing), "either an answer or a question back"
    return reply


def told(reply: Reply) -> str:
    """The paragraphs as a reader sees them."""
    return " ".join(REFERENCE.sub(lambda found: reply.facts[found.group(1)].text, text) for text in reply.paragraphs)
