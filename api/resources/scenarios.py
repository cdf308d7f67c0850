"""`scenarios`: what can be loaded, and loading it."""

from fastapi import APIRouter

from api.control_room import Room
from api.keys import Controller, Viewer
from domain.units import Frozen, UtcDatetime
from twin.scenarios import list_scenarios

router = APIRouter(prefix="/scenarios", tags=["scenarios"])


class ScenarioView(Frozen):
    """A scenario that can be loaded. `current`: the network now comes from it."""

    scenario_id: str
    title: str
    source: str
    current: bool


class ScenarioList(Frozen):
    """Every scenario."""

    items: tuple[ScenarioView, ...]


class LoadedView(Frozen):
    """The network as it stands after loading, clock stopped."""

    scenario_id: str
    network_id: str
    version: int
    now: UtcDatetime
    flights: int
    own_flights: int
    aircraft: int
    crew: int
    bookings: int
    passengers: int
    assumptions: tuple[str, ...]


@router.get("", operation_id="list_scenarios")
def get_scenarios(room: Room, _: Viewer) -> ScenarioList:
    """Scenarios that ship with Downline and those that were imported."""
    current = room.twin.state.scenario_id if room.twin.loaded else ""
    return ScenarioList(
        items=tuple(
            ScenarioView(scenario_id=one.scenario_id, title=one.title, source=one.source, current=one.scenario_id == current)
            for one in list_scenarios()
        )
    )


@router.post("/{scenario_id}/load", operation_id="load_scenario")
def load(room: Room, caller: Controller, scenario_id: str) -> LoadedView:
    """Start the scenario afresh as a new network; cases of the network before stay in the casebook but cannot be approved."""
    state = room.twin.load(scenario_id, actor=caller.name)
    return LoadedView(
        scenario_id=state.scenario_id,
        network_id=room.twin.network_id,
        version=state.version,
        now=room.twin.now,
        flights=len(state.flights),
        own_flights=sum(1 for _ in state.own_flights()),
        aircraft=len(state.aircraft),
        crew=len(state.crew),
        bookings=len(state.bookings),
        passengers=sum(one.passengers for one in state.bookings.values()),
        assumptions=room.twin.scenario.assumptions,
    )
