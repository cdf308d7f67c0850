"""What a turn of conversation answers: paragraphs of references and words, facts, cards to act on, and what to ask next."""

from typing import Annotated, Literal

from pydantic import Field

from agents.grounding import PlainText, Shown
from domain.commands import Operation
from domain.disruptions import Disruption
from domain.plans import CostBreakdown, Kpis
from domain.units import Frozen


class DraftCase(Frozen):
    """A disruption as it was understood, for a person to confirm: `POST /api/v1/cases` with it opens the case."""

    card: Literal["draft_case"] = "draft_case"
    disruption: Disruption
    title: PlainText
    understood_by: Literal["rule", "model"]


class DraftPlan(Frozen):
    """Operations put together in conversation. `plan_id`: the option whose next revision they would be, empty without a case.

    Nothing is kept: `POST /api/v1/plans/{plan_id}/revisions` with the operations makes the revision.
    """

    card: Literal["draft_plan"] = "draft_plan"
    plan_id: str = ""
    operations: tuple[Operation, ...]
    cost: CostBreakdown | None = None
    kpis: Kpis | None = None
    legal: bool | None = None


class OpenView(Frozen):
    """A view of the console to open, e.g. `gantt` with flights selected. `path` is relative to the console's root."""

    card: Literal["open_view"] = "open_view"
    view: str
    path: str
    title: PlainText


class Table(Frozen):
    """Rows of references and words under headings; cells are templates like paragraphs."""

    card: Literal["table"] = "table"
    title: PlainText
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Card = Annotated[DraftCase | DraftPlan | OpenView | Table, Field(discriminator="card")]


class Reply(Frozen):
    """An answer. `paragraphs` hold words and `{{fact.id}}` references and no digit outside one; `facts` are those behind them.

    `understood`: the question in our words. `missing`: what must be said before it can be answered, and then nothing else is.
    """

    understood: PlainText
    paragraphs: tuple[str, ...] = ()
    facts: dict[str, Shown] = Field(default_factory=dict)
    cards: tuple[Card, ...] = ()
    suggestions: tuple[PlainText, ...] = ()
    missing: tuple[str, ...] = ()
