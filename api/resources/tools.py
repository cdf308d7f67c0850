"""`tools`: every deterministic tool with its schemas, and calling one on the network as it is now."""

from typing import Annotated, Any

from fastapi import APIRouter, Body

from api.control_room import Room
from api.keys import Viewer
from api.problems import Problem
from domain.units import Frozen
from tools.spec import all_tools

router = APIRouter(prefix="/tools", tags=["tools"])


class ToolView(Frozen):
    """A tool: what it does and the JSON schemas of what it takes and gives."""

    name: str
    description: str
    input_schema: dict[str, Any]
    output_schema: dict[str, Any]


class ToolList(Frozen):
    """Every tool, by name."""

    items: tuple[ToolView, ...]


@router.get("", operation_id="list_tools")
def list_tools(_: Viewer) -> ToolList:
    """Every tool that is installed."""
    return ToolList(items=tuple(ToolView.model_validate(tool.schema()) for tool in all_tools().values()))


@router.post("/{name}", operation_id="call_tool")
def call(room: Room, caller: Viewer, name: str, arguments: Annotated[dict[str, Any], Body()]) -> dict[str, Any]:
    """Run a tool on the network as it is now. Tools read and propose; none changes anything."""
    tool = all_tools().get(name)
    if tool is None:
        raise Problem(404, "not-found", f"Tool {name!r} does not exist. List tools with GET /api/v1/tools.")
    answer: dict[str, Any] = tool.run(room.tool_context(caller.name), arguments).model_dump(mode="json")
    return answer
