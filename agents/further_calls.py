"""What a language model asks for a specialist beside the rules: a few calls from an allow-list, once options are proposed."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import BaseMessage, ToolMessage

from agents.models import ModelBudget, ModelCall, ModelFault, ModelProvider
from agents.prompts import as_data, prompt_of_specialist
from agents.specialist import Consultation, Specialist
from domain.plans import Fact
from tools.spec import Tool, ToolFailed, ToolRetry

MOST_CALLS = 3
LIMIT_S = 10.0
MOST_FACTS = 40
"""Facts kept of one call; what is beyond them is in the record's tool run."""
_LONGEST_TEXT = 60

Blocking = Callable[[Callable[[], Any], float], Awaitable[Any]]
"""How blocking tool work is run, with a limit in seconds."""


@dataclass(frozen=True, slots=True)
class Further:
    """What came of it: facts by deterministic code, how many calls were made, and how it ended in words for the record."""

    specialist: str
    prompt: str
    calls: int = 0
    facts: tuple[Fact, ...] = ()
    ended: str = ""


async def ask_further(
    specialist: Specialist,
    at_work: Consultation,
    data: Mapping[str, Any],
    models: ModelProvider,
    record: Callable[[ModelCall], None],
    budget: ModelBudget | None,
    blocking: Blocking,
) -> Further | None:
    """Let the model ask with the specialist's prompt and tools; None for a specialist that has neither. It never raises.

    The tool runs are in `at_work`; each that answered gives facts `NAME.furtherN.PATH`.
    """
    offered = [name for name in specialist.further if name in at_work.tools]
    if not offered or not models.writes_prose:
        return None
    try:
        prompt = prompt_of_specialist(specialist.name)
    except (OSError, ValueError) as error:
        return Further(specialist.name, "", ended=f"no prompt: {error}")
    tools = [offer(at_work.tools[name]) for name in offered]
    plain = {tool["function"]["name"]: frozenset(tool["function"]["parameters"]["properties"]) for tool in tools}
    asking = _Asking(specialist.name, at_work, blocking, plain)
    messages: list[BaseMessage] = [prompt.system(), as_data(data)]
    ended = "asked nothing more"
    try:
        async with asyncio.timeout(LIMIT_S):
            while True:
                answer = await models.ask("further", messages, record=record, tools=tools, budget=budget)
                if not answer.tool_calls:
                    break
                messages.append(answer)
                for call in answer.tool_calls:
                    refusal = asking.refusal(call["name"], call["args"])
                    if refusal:
                        raise _Enough(refusal)
                    told = await asking.ask(call["name"], call["args"])
                    messages.append(ToolMessage(told, name=call["name"], tool_call_id=call["id"] or ""))
    except _Enough as enough:
        ended = str(enough)
    except TimeoutError:
        ended = f"out of time after {LIMIT_S:g} s"
    except ModelFault as fault:
        ended = f"the model: {fault.outcome}"
    except Exception as error:  # an endpoint's own error; the attempt is recorded by ask()
        ended = f"the model: {type(error).__name__}"
    return Further(specialist.name, f"{prompt.name} {prompt.version} {prompt.digest}", asking.made, tuple(asking.facts), ended)


class _Enough(Exception):
    """The model is not asked again, and why."""


class _Asking:
    """Calls made so far, and the facts they gave."""

    def __init__(self, specialist: str, at_work: Consultation, blocking: Blocking, plain: Mapping[str, frozenset[str]]) -> None:
        self._specialist, self._at_work, self._blocking, self._plain = specialist, at_work, blocking, plain
        self._seen: set[str] = set()
        self.made = 0
        self.facts: list[Fact] = []

    def refusal(self, name: str, arguments: Mapping[str, Any]) -> str:
        """Why this call is not made; empty when it is."""
        if json.dumps([name, arguments], sort_keys=True) in self._seen:
            return f"tool loop: {name} was asked twice with the same arguments"
        return f"the limit of {MOST_CALLS} calls" if self.made >= MOST_CALLS else ""

    async def ask(self, name: str, arguments: dict[str, Any]) -> str:
        """The answer as data for the model: ids and texts of facts, or why there is none."""
        self._seen.add(json.dumps([name, arguments], sort_keys=True))
        self.made += 1
        beyond = sorted(arguments.keys() - self._plain[name])
        if beyond:
            return json.dumps({"data": {"refused": f"{name} was not offered with {', '.join(beyond)[:80]}"}})
        try:
            answer = await self._blocking(lambda: self._at_work.call(name, arguments), LIMIT_S)
        except ToolRetry as retry:
            faults = [f"{field}: {message}" if field else message for field, message in retry.faults]
            return json.dumps({"data": {"refused": str(retry), "faults": faults[:8]}})
        except ToolFailed as failed:
            return json.dumps({"data": {"failed": str(failed)}})
        found = facts_of(
            f"{self._specialist}.further{self.made}", name, answer.model_dump(mode="json"), self._at_work.state.currency
        )
        self.facts += found
        return json.dumps({"data": {fact.fact_id: f"{fact.value} {fact.unit}".strip() for fact in found}})


def offer(tool: Tool[Any, Any]) -> dict[str, Any]:
    """The tool in OpenAI's schema, with its plain arguments: a list of operations alone would fill pages, and is for planners."""
    whole = tool.input_model.model_json_schema()
    required = whole.get("required", [])
    plain = {name: one for name, one in whole.get("properties", {}).items() if "$ref" not in json.dumps(one)}
    parameters = {"type": "object", "properties": plain, "required": required, "additionalProperties": False}
    return {"type": "function", "function": {"name": tool.name, "description": tool.description, "parameters": parameters}}


_UNITS: tuple[tuple[str, str], ...] = (
    ("_per_hour", "an hour"),
    ("_minutes", "min"),
    ("_min", "min"),
    ("_hours", "h"),
    ("_h", "h"),
    ("_s", "s"),
    ("_kg", "kg"),
    ("_km", "km"),
    ("_pct", "%"),
)
"""Endings of field names and the units they stand for; `_cents` is money."""


def facts_of(prefix: str, tool: str, output: Any, currency: str) -> list[Fact]:
    """Every scalar of a tool's output as a fact `PREFIX.PATH`, its unit from the field's name, up to `MOST_FACTS` of them.

    `currency`: of fields in cents that carry none.
    """
    facts: list[Fact] = []
    for path, value, unit in _scalars(output, (), currency):
        if len(facts) == MOST_FACTS:
            break
        said = " ".join(part.replace("_", " ") for part in path)
        key = ".".join("".join(c if c.isalnum() or c in "_-/" else "_" for c in part) for part in path)
        facts.append(Fact(fact_id=f"{prefix}.{key}" if key else prefix, text=said or tool, value=value, unit=unit, tool=tool))
    return facts


def _scalars(value: Any, path: tuple[str, ...], currency: str) -> Iterator[tuple[tuple[str, ...], float | int | str, str]]:
    if isinstance(value, dict):
        if value.keys() == {"cents", "currency"}:
            yield path, _units_of_money(value["cents"]), str(value["currency"])
            return
        for name, one in value.items():
            yield from _scalars(one, (*path, str(name)), currency)
    elif isinstance(value, list):
        for place, one in enumerate(value, start=1):
            yield from _scalars(one, (*path, str(place)), currency)
    elif isinstance(value, bool):
        yield path, "yes" if value else "no", ""
    elif isinstance(value, int | float):
        name = path[-1] if path else ""
        if name.endswith("_cents"):
            yield path, _units_of_money(value), currency
        else:
            yield path, value, next((unit for ending, unit in _UNITS if name.endswith(ending)), "")
    elif isinstance(value, str) and 0 < len(value) <= _LONGEST_TEXT and not set(value) & set("<>[]`|\\@#"):
        # Longer texts are remarks and notices: they stay in the tool run, where they are quoted and not said.
        yield path, value, ""


def _units_of_money(cents: float) -> str:
    whole, rest = divmod(abs(round(cents)), 100)
    return f"{'-' if cents < 0 else ''}{whole:,}.{rest:02d}"
