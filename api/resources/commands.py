"""`commands`: a controller's own action, checked like any other before it becomes events."""

import re
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Body, Response
from pydantic import ValidationError

from api.control_room import Once, Room
from api.keys import Controller
from api.problems import Problem, unprocessable
from api.resources.cases import CaseOpened, open_for
from domain.commands import COMMAND, Command, OptimizeRecovery, SimulateRecovery
from domain.events import Event
from domain.plans import Plan, ScoredPlan
from domain.units import Frozen
from tools.plan_evaluation.evaluation import evaluate

router = APIRouter(prefix="/commands", tags=["commands"])

COMMAND_TYPES: dict[str, str] = {
    spelling: name
    for name in (command.model_fields["type"].default for command in get_args(get_args(Command)[0]))
    for spelling in (name, re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower())
}
"""Every command under both spellings, e.g. `DelayFlight` and `delay_flight`."""


class Carried(Frozen):
    """A command that was carried out: its events and the network's version after them."""

    type: str
    version: int
    replayed: bool
    events: tuple[Event, ...]


@router.post("/{type}", operation_id="execute_command", responses={202: {"model": CaseOpened}})
def execute(
    room: Room,
    caller: Controller,
    once: Once,
    type: str,
    response: Response,
    body: Annotated[dict[str, Any], Body(description="the command's fields, without `type`")],
) -> Carried | CaseOpened | ScoredPlan:
    """Carry a command out, or name every reason why not.

    `optimize_recovery` opens a case (202), `simulate_recovery` prices and checks operations and changes nothing.
    """
    command = _command(type, body)
    if isinstance(command, OptimizeRecovery):
        response.status_code = 202
        return open_for(room, command.disruption, caller.name, once, response)
    if isinstance(command, SimulateRecovery):
        plan = Plan(label="What if", kind="hand_made", base_version=room.twin.state.version, operations=command.operations)
        return evaluate(room.twin.state, plan, now=room.twin.now)
    done = room.twin.execute([command], actor=caller.name, idempotency_key=None if once is None else once.effect_key)
    return Carried(type=command.type, version=done.version, replayed=done.replayed, events=done.events)


def _command(spelling: str, body: dict[str, Any]) -> Command:
    name = COMMAND_TYPES.get(spelling)
    if name is None:
        known = ", ".join(sorted(one for one in COMMAND_TYPES if one.islower()))
        raise Problem(404, "not-found", f"{spelling!r} is not a command. Commands: {known}.")
    try:
        return COMMAND.validate_python({"type": name} | body)
    except ValidationError as error:
        raise unprocessable(error, f"{name} cannot be read; nothing was changed. Every fault is in errors[].") from error
