"""Fuel and CO2 of a plan, what its faster flights cost, and that no flight is planned faster than its type may fly."""

from collections.abc import Iterator, Mapping

from domain.ids import FlightId
from domain.network import Flight, NetworkState
from domain.plans import Check, Kpis, ProjectedFlight
from knowledge.airline.fuel_policy import fuel_policy
from tools.fuel.burn import most_faster_min, trip_fuel
from tools.plan_evaluation.pricing import considered_flights
from tools.plan_evaluation.written import WrittenPlan, breach

LEAST_PERCENT = 95
"""Of the additional fuel that must be planned: the load may change a little after it was worked out."""
SPEED = "the type's maximum operating Mach number, and knowledge/airline/fuel.yaml: minutes won per 500 NM at most"


def with_fuel(kpis: Kpis, base: NetworkState, after: NetworkState, projected: Mapping[FlightId, ProjectedFlight]) -> Kpis:
    """The key figures with kilograms of fuel and CO2 of the considered flights that operate, gate to gate.

    By the best model that knows each aircraft (`tools/fuel`); what flying faster takes is as the plan says.
    """
    policy = fuel_policy()
    kilograms = sum(
        trip_fuel(after, flight, projected[flight_id].tail).fuel_kg + flight.extra_fuel_kg
        for flight_id, flight in _operating(base, after, projected)
    )
    return kpis.model_copy(update={"fuel_kg": kilograms, "co2_kg": policy.co2_kg(kilograms)})


def speed_up_cents(base: NetworkState, after: NetworkState, projected: Mapping[FlightId, ProjectedFlight]) -> int:
    """What the additional fuel of faster flights costs where they leave from, in cents."""
    policy = fuel_policy()
    return sum(
        flight.extra_fuel_kg * policy.price_cents_per_kg(flight.origin)
        for _, flight in _operating(base, after, projected)
        if flight.extra_fuel_kg
    )


def speed(plan: WrittenPlan) -> Iterator[Check]:
    """No flight is planned faster than its type and the bound on what speed can win allow, nor without the fuel it takes."""
    for leg in plan.answered_for:
        flight = plan.after.flights[leg.flight_id]
        if not flight.faster_min:
            continue
        most = most_faster_min(plan.after, flight, leg.tail)
        if flight.faster_min > most:
            said = f"{flight.flight_id} is to win {flight.faster_min} min in the air, {most} are possible"
            yield breach("speed", SPEED, flight.flight_id, said)
            continue
        slow, fast = (trip_fuel(plan.after, flight, leg.tail, one).fuel_kg for one in (0, flight.faster_min))
        if 100 * flight.extra_fuel_kg < LEAST_PERCENT * (fast - slow):
            said = f"{flight.flight_id} takes {fast - slow} kg more for {flight.faster_min} min, not {flight.extra_fuel_kg}"
            yield breach("speed", SPEED, flight.flight_id, said)


def _operating(
    base: NetworkState, after: NetworkState, projected: Mapping[FlightId, ProjectedFlight]
) -> Iterator[tuple[FlightId, Flight]]:
    for flight_id in considered_flights(base, after):
        if not projected[flight_id].cancelled:
            yield flight_id, after.flights[flight_id]
