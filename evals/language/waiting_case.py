"""The running system with a real case whose options wait for a decision: what assistants are judged in."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from dataclasses import replace as replaced

from agents.models import ModelProvider
from api.control_room import ControlRoom, open_room
from api.meters import Meters
from api.settings import Settings
from domain.disruptions import Disruption, FlightCancelledReport
from graphs.case_desk import CaseDesk
from graphs.conversation.question import Focus
from graphs.conversation.turn import CardShown, Done, Suggestions, Text, TurnEvent, Understood, take_turn
from knowledge.library.library import Library

FLIGHT = "B61010/2013-02-08/JFK"
_BUDGET_S = 1.0
_WAIT_S = 300.0


@dataclass(slots=True)
class Answer:
    """One turn as a person saw it: everything shown, and its end."""

    shown: str
    question: str
    done: Done
    understood_by: str = "rule"
    texts: list[Text] = field(default_factory=list)


def said_in(event: TurnEvent) -> str:
    """Everything of an event that a person sees."""
    match event:
        case Text() | Understood():
            return event.text
        case CardShown():
            return event.card.model_dump_json()
        case Suggestions():
            return "\n".join(event.items)
        case _:
            return ""


@contextmanager
def room_of_models(models: ModelProvider | None = None) -> Iterator[ControlRoom]:
    """The system on the embedded scenario in a database of its own, no server around it; `models` are the case desk's."""
    with tempfile.TemporaryDirectory(prefix="downline-evals-") as folder:
        room = open_room(Settings(database_url=f"sqlite:///{folder}/evals.db", budget_s=_BUDGET_S), Meters(), models=models)
        try:
            yield room
        finally:
            room.close()


def cancelled(room: ControlRoom) -> Disruption:
    """An afternoon flight that cannot be flown."""
    return FlightCancelledReport(reported_at=room.twin.now, flight_id=FLIGHT, reason_code="41")


@contextmanager
def room_with_case() -> Iterator[ControlRoom]:
    """The same with case C1 about a cancelled flight, its options proposed; it takes 15 to 30 s."""
    with room_of_models(ModelProvider(mode="off")) as room:
        desk: CaseDesk = room.desk
        desk.wait(desk.open_case(cancelled(room), actor="evals"), timeout_s=_WAIT_S)
        yield room


async def ask(
    room: ControlRoom,
    words: str,
    models: ModelProvider,
    *,
    library: Library | None = None,
    focus: Focus | None = None,
    limit_s: float = 20.0,
) -> Answer:
    """One turn of conversation about the waiting case."""
    context = room.tool_context("evals")
    if library is not None:
        context = replaced(context, library=library)
    answer = Answer("", "", Done(outcome="failed", focus=Focus(), network_version=0, elapsed_s=0.0))
    shown: list[str] = []
    looking_at = focus or Focus(case_id="C1")
    async for event in take_turn(words, context=context, cases=room.desk, focus=looking_at, models=models, limit_s=limit_s):
        shown.append(said_in(event))
        if isinstance(event, Understood):
            answer.question, answer.understood_by = event.question, event.by
        elif isinstance(event, Text):
            answer.texts.append(event)
        elif isinstance(event, Done):
            answer.done = event
    answer.shown = "\n".join(one for one in shown if one)
    return answer
