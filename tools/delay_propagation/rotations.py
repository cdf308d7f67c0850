"""Where each of our tails is, when it can leave, and in what order it flies what is left of its rotation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.ids import AirportCode, FlightId, TailNumber
from domain.network import Flight, FlightStatus, NetworkState
from domain.units import minutes


@dataclass(frozen=True, slots=True)
class TailStart:
    """A tail before its next departure: where it stands or lands next, when it can leave, after which flight."""

    airport: AirportCode
    ready_at: datetime
    after: Flight | None


def tail_start(state: NetworkState, tail: TailNumber, landing: Mapping[FlightId, datetime]) -> TailStart:
    """Place and readiness of the tail; `landing` gives the on-block time of flights in the air."""
    aircraft = state.aircraft[tail]
    turn = minutes(aircraft.min_turn_min)
    airborne: tuple[datetime, Flight] | None = None
    landed: tuple[datetime, Flight] | None = None
    for flight in state.rotation(tail):
        if flight.status is FlightStatus.DEPARTED:
            on_block = landing.get(flight.flight_id, flight.eta)
            if airborne is None or on_block > airborne[0]:
                airborne = on_block, flight
        elif flight.ata is not None and (landed is None or flight.ata > landed[0]):
            landed = flight.ata, flight
    if airborne is not None:
        return TailStart(airborne[1].destination, airborne[0] + turn, airborne[1])
    if landed is not None:
        return TailStart(aircraft.location, max(landed[0] + turn, aircraft.ready_at), landed[1])
    return TailStart(aircraft.location, aircraft.ready_at, None)


def flying_order(legs: Sequence[Flight], start: AirportCode) -> list[Flight]:
    """The tail's remaining legs by expected departure, or by schedule where that breaks the chain of airports fewer times.

    A leg reported late enough to pass its own return leg is still flown before it.
    """
    expected = sorted(legs, key=lambda leg: (leg.etd, leg.flight_id))
    scheduled = sorted(legs, key=lambda leg: (leg.std, leg.flight_id))
    if expected == scheduled or _breaks(expected, start) <= _breaks(scheduled, start):
        return expected
    return scheduled


def _breaks(legs: Sequence[Flight], start: AirportCode) -> int:
    broken, here = 0, start
    for leg in legs:
        broken += leg.origin != here
        here = leg.destination
    return broken
