"""What a flight costs by law with every further quarter of an hour that it is late: compensation and care, step by step."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from domain.ids import FlightId
from domain.network import Flight, NetworkState
from domain.units import minutes
from knowledge.passenger_rights.entitlement import What
from knowledge.passenger_rights.exchange import Rates
from knowledge.passenger_rights.journey import RightsCase
from knowledge.passenger_rights.places import UnknownPlace
from tools.passenger_rights.exposure import judged
from tools.passenger_rights.from_network import Fate, case_of

CARE: tuple[What, ...] = ("meals", "communication", "hotel", "transport", "refund", "choice")


@dataclass(frozen=True, slots=True)
class Step:
    """Everybody on the flight, if it is so late: compensation in the network's currency, and passengers to whom care is owed.

    `beyond`: passengers whose connection is missed by then, so that their arrival is not known; `open`: not judged wholly.
    """

    late_min: int
    cash_cents: int
    no_rate: tuple[tuple[str, int], ...]
    owed: tuple[tuple[What, int], ...]
    beyond: int
    open: int


def cost_curve(
    state: NetworkState, flight: Flight, *, now: datetime, circumstance: str | None, until_min: int, step_min: int, rates: Rates
) -> tuple[Step, ...]:
    """Steps from no delay to `until_min`. The delay is that of departure and arrival alike; connections at their minimum time."""
    return tuple(
        _step(state, flight, late, now=now, circumstance=circumstance, rates=rates) for late in range(0, until_min + 1, step_min)
    )


def _step(state: NetworkState, flight: Flight, late: int, *, now: datetime, circumstance: str | None, rates: Rates) -> Step:
    leaves, lands = flight.std + minutes(late), flight.sta + minutes(late)
    cash = beyond = unsure = 0
    no_rate: Counter[str] = Counter()
    owed: Counter[What] = Counter()
    for booking_id in state.flight_bookings.get(flight.flight_id, ()):
        booking = state.bookings[booking_id]
        place_in = booking.flight_ids.index(flight.flight_id)
        connects = _connects(state, booking.flight_ids, place_in, lands)
        last = state.departure(booking.flight_ids[-1])
        arrival = (lands if last.flight_id == flight.flight_id else last.eta) if connects else None
        beyond += 0 if connects else booking.passengers
        kind = "delay" if connects else "missed_connection"
        asked_at = max(now, leaves) if late else now
        fate = Fate(kind, place_in, leaves, arrival)  # type: ignore[arg-type]
        case = case_of(state, booking, fate, now=asked_at, told_at=now, circumstance=circumstance)
        try:
            judgment = judged(_without_fare_unless_needed(case), rates)
        except UnknownPlace:
            unsure += booking.passengers
            continue
        unsure += booking.passengers if judgment.cash.open else 0
        for what in {
            one.what for answer in judgment.answers for one in answer.entitlements if one.verdict == "owed" and one.what in CARE
        }:
            owed[what] += booking.passengers
        if judgment.cash.amount is not None:
            ours = rates.convert(judgment.cash.amount, state.currency)
            if ours is None:
                no_rate[judgment.cash.amount.currency] += judgment.cash.amount.cents * booking.passengers
            else:
                cash += ours.cents * booking.passengers
    return Step(late, cash, tuple(sorted(no_rate.items())), tuple(sorted(owed.items())), beyond, unsure)


def _connects(state: NetworkState, flight_ids: tuple[FlightId, ...], index: int, lands: datetime) -> bool:
    if index + 1 == len(flight_ids):
        return True
    onward = state.departure(flight_ids[index + 1])
    return onward.etd - lands >= minutes(state.airports[onward.origin].min_connection_min)


def _without_fare_unless_needed(case: RightsCase) -> RightsCase:
    """Delay is compensated by distance and time: fares only keep passengers apart who are alike."""
    return replace(case, fare=None) if case.incident.kind in ("delay", "missed_connection") else case
