"""The constraints that hold whoever asks: stations, crew connections, aircraft availability."""

from datetime import datetime

from domain.constraints import Constraint
from domain.network import NetworkState
from domain.remembered import remembered
from tools.aircraft_availability.availability import aircraft_availability
from tools.crew_links.links import crew_links
from tools.station_limits.limits import station_limits


@remembered(16)
def standing_constraints(state: NetworkState, now: datetime, schedule: NetworkState | None = None) -> tuple[Constraint, ...]:
    """Everything the network itself says must or may not be, from `now` to the end of the horizon.

    `schedule` is the network before a plan, where `state` is one with it.
    """
    return (*station_limits(state, now, schedule), *crew_links(state, now), *aircraft_availability(state, now))
