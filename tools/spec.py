"""A tool is declared once; the REST route, the command line, the LangChain tool and the tests come from that declaration."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Generic, TypeVar, get_type_hints

from pydantic import BaseModel, ValidationError

import tools
from domain.disruptions import Disruption
from domain.faults import Refused
from domain.network import NetworkState, UnknownEntity
from knowledge.dated_law import BadRegime
from knowledge.library.library import Library

In = TypeVar("In", bound=BaseModel)
Out = TypeVar("Out", bound=BaseModel)


class ToolRetry(Exception):
    """The request cannot be answered as put; the message says how to put it."""

    def __init__(self, message: str, faults: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(message)
        self.faults = faults or (("", message),)


class ToolFailed(Exception):
    """The tool cannot answer, whatever the request."""


def _never_stopped() -> bool:
    return False


def _unheard(stage: str, detail: dict[str, Any]) -> None:
    """Progress that nobody listens to."""


@dataclass(frozen=True, slots=True)
class ToolContext:
    """What a tool works on and a model may not fill: the network, the clock, the seed, the user, and how to stop.

    `disruption`: what a case is about, where the tool is asked in one. `library`: the room's; None: the bundled sources.
    """

    state: NetworkState
    now: datetime
    seed: int = 0
    user: str = ""
    stop: Callable[[], bool] = field(default=_never_stopped)
    progress: Callable[[str, dict[str, Any]], None] = field(default=_unheard)
    disruption: Disruption | None = None
    library: Library | None = None


@dataclass(frozen=True, slots=True)
class Tool(Generic[In, Out]):
    """One declared ability. `input_model` and `output_model` are pydantic types; `function` is deterministic."""

    name: str
    description: str
    input_model: type[In]
    output_model: type[Out]
    function: Callable[[ToolContext, In], Out]

    def run(self, context: ToolContext, arguments: dict[str, Any] | In) -> Out:
        """Validate the arguments and answer; ToolRetry names every fault in them, ToolFailed ends the attempt."""
        try:
            request = arguments if isinstance(arguments, self.input_model) else self.input_model.model_validate(arguments)
        except ValidationError as error:
            faults = tuple((".".join(str(part) for part in one["loc"]), one["msg"]) for one in error.errors())
            raise ToolRetry(
                f"Tool {self.name!r} cannot use these arguments; see GET /api/v1/tools for its schema.", faults
            ) from error
        try:
            return self.function(context, request)
        except (UnknownEntity, BadRegime) as error:
            raise ToolRetry(str(error)) from error
        except Refused as refused:
            faults = tuple((fault.field, fault.message) for fault in refused.faults)
            raise ToolRetry("The plan's operations cannot be carried out on this network.", faults) from refused

    def schema(self) -> dict[str, Any]:
        """Name, description and JSON schemas of input and output."""
        return {
            "name": self.name,
            "description": self.description,
            "input_schema": self.input_model.model_json_schema(),
            "output_schema": self.output_model.model_json_schema(),
        }


def tool(name: str) -> Callable[[Callable[[ToolContext, In], Out]], Tool[In, Out]]:
    """Declare a function `(ToolContext, Input) -> Output` as a tool; its docstring is the description people and models read."""

    def declare(function: Callable[[ToolContext, In], Out]) -> Tool[In, Out]:
        hints = get_type_hints(function)
        answer = hints.pop("return")
        (request,) = (hint for hint in hints.values() if hint is not ToolContext)
        return Tool(name, (function.__doc__ or "").strip(), request, answer, function)

    return declare


@cache
def all_tools() -> dict[str, Tool[Any, Any]]:
    """Every tool declared in a `tools/<folder>/tool.py`, by name."""
    found: dict[str, Tool[Any, Any]] = {}
    for folder in pkgutil.iter_modules(tools.__path__):
        if not folder.ispkg:
            continue
        module = importlib.import_module(f"tools.{folder.name}.tool")
        for declared in vars(module).values():
            if isinstance(declared, Tool) and found.setdefault(declared.name, declared) is not declared:
                raise ValueError(f"two tools are named {declared.name!r}; rename the one in tools/{folder.name}/tool.py")
    return dict(sorted(found.items()))
