"""What a specialist is, and how they are found: one folder in `agents/`, one `SPECIALIST` in its `agent.py`."""

import importlib
import json
import pkgutil
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from types import ModuleType
from typing import Any, Literal, get_args

from pydantic import BaseModel

import agents
from domain.disruptions import SingleDisruption
from domain.network import NetworkState
from domain.plans import Brief, Check, Fact, Finding, Review, ScoredPlan, Verdict
from domain.units import Frozen, Money
from tools.spec import Tool, ToolContext, ToolFailed, ToolRetry

ALL_KINDS: frozenset[str] = frozenset(report.model_fields["kind"].default for report in get_args(get_args(SingleDisruption)[0]))
"""Every kind of single disruption."""


class ToolRun(Frozen):
    """One call of a tool: what was asked, by whom, what came back (`output`, and its digest), and how long it took."""

    tool: str
    asked_by: str
    arguments: dict[str, Any]
    outcome: Literal["answered", "retry", "failed"]
    message: str = ""
    output: Any = None
    output_sha256: str = ""
    runtime_s: float = 0.0


@dataclass(slots=True)
class Consultation:
    """What a specialist works with: the network at one version, the tools, and a list of the runs it made."""

    asked_by: str
    context: ToolContext
    tools: Mapping[str, Tool[Any, Any]]
    runs: list[ToolRun] = field(default_factory=list)

    @property
    def state(self) -> NetworkState:
        """The network at the version asked about."""
        return self.context.state

    def call(self, name: str, arguments: dict[str, Any] | None = None) -> Any:
        """Run a tool and keep the run; ToolRetry and ToolFailed pass through, an absent tool is ToolFailed."""
        given = arguments or {}
        started = time.perf_counter()
        tool = self.tools.get(name)
        if tool is None:
            raise ToolFailed(f"Tool {name!r} is not installed; add tools/{name}/tool.py or ask without it.")
        try:
            answer = tool.run(self.context, given)
        except (ToolRetry, ToolFailed) as error:
            outcome: Literal["retry", "failed"] = "retry" if isinstance(error, ToolRetry) else "failed"
            self._keep(name, given, outcome, time.perf_counter() - started, message=str(error))
            raise
        self._keep(name, given, "answered", time.perf_counter() - started, output=answer)
        return answer

    def _keep(
        self,
        name: str,
        given: dict[str, Any],
        outcome: Literal["answered", "retry", "failed"],
        runtime_s: float,
        *,
        message: str = "",
        output: BaseModel | None = None,
    ) -> None:
        shown = None if output is None else output.model_dump(mode="json")
        digest = "" if shown is None else sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()
        self.runs.append(
            ToolRun(
                tool=name,
                asked_by=self.asked_by,
                arguments=json.loads(json.dumps(given, default=_as_json)),
                outcome=outcome,
                message=message,
                output=shown,
                output_sha256=digest,
                runtime_s=round(runtime_s, 4),
            )
        )


def _as_json(value: Any) -> Any:
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else str(value)


FLIGHTS = frozenset({"CancelFlight", "DelayFlight", "SwapAircraft", "ScheduleFlight", "FlyFaster"})
"""Operations that change which flights go, when, and with which aircraft."""
CREWS = frozenset({"AssignCrew", "ReassignCrew", "PositionCrew", "BookCrewHotel"})
PASSENGERS = frozenset({"RebookPassenger", "SplitBooking", "RefundPassenger", "CareForPassengers", "ProtectConnection"})
REVENUE = frozenset({"FreezeInventory", "ReleaseInventory", "MoveAncillaries", "RefundAncillaries"})


@dataclass(frozen=True, slots=True)
class Specialist:
    """One specialist. `consult` answers a brief; `review` checks a priced plan; both may raise, hang or be slow.

    `volunteers_for`: kinds of disruption it wants to hear of beside what the triage table asks of it; a specialist that
    the table does not know says here when it is needed (every kind, unless it says otherwise).
    `looks_at`: kinds of operations that its verdict depends on; when a plan is amended by others alone, the verdict stands.
    None: it is always asked again.
    `further`: tools that a language model may call beside the rules, with the folder's `prompt.md`, once options are proposed.
    `conclude`: what it makes of everybody's checks together, once all reviews of a plan are in; quick, and without tools.
    """

    name: str
    remit: str
    tools: tuple[str, ...]
    consult: Callable[[Brief, Consultation], Finding]
    review: Callable[[Brief, ScoredPlan, Consultation], Review]
    volunteers_for: frozenset[str] = ALL_KINDS
    conclude: Callable[[ScoredPlan], tuple[Check, ...]] | None = None
    looks_at: frozenset[str] | None = None
    consult_limit_s: float = 30.0
    review_limit_s: float = 30.0
    further: tuple[str, ...] = ()


def discover(package: ModuleType = agents) -> dict[str, Specialist]:
    """Every specialist in a folder of `package`, by name; ValueError when a folder's `SPECIALIST` is missing or misnamed."""
    found: dict[str, Specialist] = {}
    for folder in sorted(pkgutil.iter_modules(package.__path__), key=lambda one: one.name):
        if not folder.ispkg:
            continue
        module = importlib.import_module(f"{package.__name__}.{folder.name}.agent")
        specialist = getattr(module, "SPECIALIST", None)
        if not isinstance(specialist, Specialist) or specialist.name != folder.name:
            raise ValueError(
                f"{module.__name__!r} has no SPECIALIST named {folder.name!r}; "
                "see docs/adding-a-specialist.md for the shape of an agent.py"
            )
        found[specialist.name] = specialist
    return found


def fact(
    specialist: str,
    key: str,
    text: str,
    *,
    tool: str,
    value: float | int | str | None = None,
    unit: str = "",
    assumed: bool = False,
) -> Fact:
    """A fact whose id is `specialist.key`."""
    return Fact(fact_id=f"{specialist}.{key}", text=text, value=value, unit=unit, tool=tool, assumed=assumed)


def check(rule: str, verdict: Verdict, subject: str, detail: str, *, citation: str) -> Check:
    """One verdict of a specialist; who gave it is added where the review is taken."""
    return Check(rule=rule, verdict=verdict, citation=citation, subject=subject, detail=detail)


def money(amount: Money) -> str:
    """An amount in whole units of its currency, e.g. `1,234 USD`."""
    return f"{amount.cents / 100:,.0f} {amount.currency}"


def listed(names: Iterable[str], limit: int = 6) -> str:
    """The first `limit` names with commas, and how many more there are."""
    every = list(names)
    more = f" and {len(every) - limit} more" if len(every) > limit else ""
    return ", ".join(every[:limit]) + more
