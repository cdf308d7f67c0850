"""Tools `read_message` and `plan_messages`."""

from typing import Annotated, Any, Literal

from pydantic import Field

from domain.commands import Operation
from domain.faults import Refused
from domain.units import Frozen
from knowledge.operational_messages.message import NotUnderstood
from knowledge.operational_messages.reading import read
from tools.operational_messages.meaning import Contradiction, meaning_of
from tools.operational_messages.outgoing import MessagesOfPlan, messages_of
from tools.spec import ToolContext, ToolRetry, tool


class ReadMessageRequest(Frozen):
    """One operational message as text."""

    text: Annotated[str, Field(min_length=1, max_length=100_000)]


class ReadMessageReport(Frozen):
    """What a message would mean. `understood`: read; `contradicts`: read, but it cannot be so, with the reason.

    `not_understood`: line, column and reason. `events`: what it would record if it were taken in.
    """

    outcome: Literal["understood", "contradicts", "not_understood"]
    kind: str
    reason: str = ""
    line: int | None = None
    column: int | None = None
    message: dict[str, Any] = Field(default_factory=dict)
    said: tuple[str, ...] = ()
    events: tuple[dict[str, Any], ...] = ()


@tool(name="read_message")
def read_message(context: ToolContext, request: ReadMessageRequest) -> ReadMessageReport:
    """Read an operational message (MVT, LDM, ASM, SSM, SSIM, ADEXP, METAR, NOTAM, ...) and say what it means; record nothing."""
    message = read(request.text, context.now)
    if isinstance(message, NotUnderstood):
        return ReadMessageReport(
            outcome="not_understood", kind=message.kind, reason=message.reason, line=message.line, column=message.column
        )
    fields = message.model_dump(mode="json", exclude_none=True)
    try:
        meaning = meaning_of(message, context.state, context.now)
    except Contradiction as contradiction:
        return ReadMessageReport(outcome="contradicts", kind=message.kind, reason=str(contradiction), message=fields)
    events = tuple(event.model_dump(mode="json") for event in meaning.events)
    return ReadMessageReport(outcome="understood", kind=message.kind, message=fields, said=meaning.said, events=events)


class PlanMessagesRequest(Frozen):
    """The operations of a plan."""

    operations: tuple[Operation, ...]


@tool(name="plan_messages")
def plan_messages(context: ToolContext, request: PlanMessagesRequest) -> MessagesOfPlan:
    """The operational messages (MVT, ASM, flight plan changes) that these operations need, word for word; sends nothing."""
    try:
        return messages_of(context.state, request.operations, context.now)
    except Refused as refused:
        raise ToolRetry(
            "These operations cannot be carried out on the network as it is.",
            tuple((fault.field, fault.message) for fault in refused.faults),
        ) from refused
