"""The tools as a caller meets them: an answer for a request of plain figures."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from domain.network import NetworkState
from tools.inventory_control import tool as declared
from tools.spec import Tool, ToolContext

CONTEXT = ToolContext(state=NetworkState(), now=datetime(2026, 1, 15, tzinfo=UTC))
TOOLS = {one.name: one for one in vars(declared).values() if isinstance(one, Tool)}


def ask(tool: str, **request: Any) -> Any:
    """The tool's report."""
    return TOOLS[tool].run(CONTEXT, request)


def classes(fares: Sequence[float], means: Sequence[float], sds: Sequence[float] = ()) -> list[dict[str, Any]]:
    """Classes A, B, ... with fares in whole units of currency."""
    spread = sds or [0.0] * len(fares)
    return [
        {"name": chr(ord("A") + place), "fare_cents": round(100 * fare), "mean": mean, "sd": sd}
        for place, (fare, mean, sd) in enumerate(zip(fares, means, spread, strict=True))
    ]
