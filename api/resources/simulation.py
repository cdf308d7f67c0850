"""`simulation`: the clock, and disruptions put in by hand."""

from datetime import timedelta
from typing import Annotated, NoReturn, Self

from fastapi import APIRouter, Response
from pydantic import AliasChoices, ConfigDict, Field, model_validator

from api.control_room import ControlRoom, Once, Room
from api.keys import Controller, Viewer
from api.problems import FaultView, Problem
from api.resources.cases import CaseOpened, open_for
from domain.disruptions import Disruption, describe
from domain.units import Frozen, UtcDatetime

router = APIRouter(prefix="/simulation", tags=["simulation"])


class ForeseenView(Frozen):
    """A disruption that the scenario's own recording shows; nobody has reported it yet."""

    title: str
    disruption: Disruption


class SimulationView(Frozen):
    """The clock: scenario time, how many times real time it runs (0: stopped), and between what it can run."""

    scenario_id: str
    title: str
    network_id: str
    version: int
    now: UtcDatetime
    speed: float
    start_at: UtcDatetime
    horizon_end: UtcDatetime | None
    own_carriers: tuple[str, ...]
    foreseen: tuple[ForeseenView, ...]
    assumptions: tuple[str, ...]


class SpeedRequest(Frozen):
    """How many times real time scenario time runs: 0 stops it, at most 3600."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    speed: Annotated[float, Field(ge=0, le=3600, allow_inf_nan=False, validation_alias=AliasChoices("speed", "multiplier"))]


class StepRequest(Frozen):
    """Let scenario time pass to a moment, or by some minutes; exactly one of the two."""

    to: UtcDatetime | None = None
    minutes: Annotated[int, Field(ge=1, le=14 * 24 * 60)] | None = None

    @model_validator(mode="after")
    def _says_how_far(self) -> Self:
        if (self.to is None) == (self.minutes is None):
            raise ValueError("give exactly one of to and minutes")
        return self


class StepView(Frozen):
    """What happened on the way."""

    now: UtcDatetime
    version: int
    events: int
    by_type: dict[str, int]


@router.get("", operation_id="get_simulation")
def get_simulation(room: Room, _: Viewer) -> SimulationView:
    """The clock and where it is in the scenario."""
    return _view(room)


@router.post("/speed", operation_id="set_simulation_speed")
def set_speed(room: Room, _: Controller, request: SpeedRequest) -> SimulationView:
    """Start, stop or hurry the clock."""
    room.twin.set_speed(request.speed)
    return _view(room)


@router.post("/step", operation_id="step_simulation")
def step(room: Room, _: Controller, request: StepRequest) -> StepView:
    """Let time pass at once; everything the scenario recorded in between happens, in order."""
    now, end = room.twin.now, room.twin.state.horizon_end
    moment = request.to if request.to is not None else now + timedelta(minutes=request.minutes or 0)
    field = "to" if request.to is not None else "minutes"
    if end is not None and moment > end:
        _refuse(field, f"{moment.isoformat()} is after the end of the scenario, {end.isoformat()}; step no further than that.")
    try:
        happened = room.twin.advance_to(moment)
    except ValueError as error:
        _refuse(field, str(error))
    types = sorted(event.type for event in happened)
    return StepView(
        now=room.twin.now,
        version=room.twin.state.version,
        events=len(happened),
        by_type={name: types.count(name) for name in dict.fromkeys(types)},
    )


@router.post("/inject", operation_id="inject_disruption", status_code=202)
def inject(room: Room, caller: Controller, once: Once, disruption: Disruption, response: Response) -> CaseOpened:
    """Put a disruption into the network and open a case for it."""
    return open_for(room, disruption, caller.name, once, response)


def _refuse(field: str, message: str) -> NoReturn:
    raise Problem(422, "invalid-request", message, faults=[FaultView(field=field, message=message)])


def _view(room: ControlRoom) -> SimulationView:
    twin = room.twin
    state, scenario, clock = twin.state, twin.scenario, twin.clock
    return SimulationView(
        scenario_id=state.scenario_id,
        title=scenario.title,
        network_id=twin.network_id,
        version=state.version,
        now=clock.now,
        speed=clock.speed,
        start_at=scenario.start_at,
        horizon_end=state.horizon_end,
        own_carriers=tuple(sorted(state.own_carriers)),
        foreseen=tuple(ForeseenView(title=describe(one), disruption=one) for one in scenario.disruptions),
        assumptions=scenario.assumptions,
    )
