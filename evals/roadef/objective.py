"""What a solution costs, by the rules of OBJECTIVE.md section 2 (the numbers in the comments)."""

from collections import Counter
from dataclasses import dataclass

from evals.roadef.instance import CABINS, Aircraft, Flight, FlightKey, Instance, Itinerary, ItineraryLeg
from evals.roadef.solution import ItineraryRow, RotationRow, Solution

COMPONENTS = (
    "pax_delay",
    "outbound_cancel",
    "inbound_cancel",
    "downgrade",
    "cancel_legal",
    "delay_legal",
    "op_decrease",
    "op_increase",
    "swap_op",
    "position",
)

MEAL_EUR = 15.0
HOTEL_EUR = 60.0
HOTEL_AFTER_MIN = 300


@dataclass(frozen=True, slots=True)
class Cost:
    """Components in euros, without their weights, and the weighted total with and without the cost of swaps."""

    components: dict[str, float]
    total: float
    total_without_swap: float


def cost(instance: Instance, solution: Solution) -> Cost:
    """What a solution costs in euros; without meaning for one that uses unknown itineraries or flights."""
    found = dict.fromkeys(COMPONENTS, 0.0)
    rows = {row.key: row for row in reversed(solution.rotations)}
    for itinerary_row in solution.itineraries:
        original = instance.itineraries.get(itinerary_row.number)
        if original is not None:
            _add_passengers(instance, rows, original, itinerary_row, found)
    _add_operations(instance, solution, found)
    found["position"] = _position(instance, solution)
    table = instance.costs
    legal = found["cancel_legal"] + found["delay_legal"]
    passengers = found["pax_delay"] + found["outbound_cancel"] + found["inbound_cancel"] + found["downgrade"]
    without_swap = (
        table.alpha * (legal - found["op_decrease"] + found["op_increase"])
        + table.beta * passengers
        + table.gamma * found["position"]
    )
    return Cost(found, without_swap + table.alpha * found["swap_op"], without_swap)


def cancellation_compensation_eur(duration_min: int) -> float:
    """Owed to each passenger of a cancelled trip beside its price (rule 3)."""
    return 250.0 if duration_min < 120 else 400.0 if duration_min < 270 else 600.0


def delay_compensation_eur(duration_min: int, late_min: int) -> float:
    """Owed to each passenger who arrives so late: a meal, a hotel, both (rule 5)."""
    meal_after_min = 120 if duration_min < 120 else 180 if duration_min < 270 else 240
    return (MEAL_EUR if late_min > meal_after_min else 0.0) + (HOTEL_EUR if late_min > HOTEL_AFTER_MIN else 0.0)


def operating_hours(minutes: int) -> int:
    """Whole hours, rounded up (rule 7)."""
    return -(-minutes // 60)


def _add_passengers(
    instance: Instance, rows: dict[FlightKey, RotationRow], original: Itinerary, row: ItineraryRow, found: dict[str, float]
) -> None:
    table, rate = instance.costs, (original.cabin, original.type)
    last = _operation(instance, rows, row.legs[-1].flight) if row.legs else None
    if last is not None and last.destination == original.destination:  # rule 1: carried
        late_min = max(0, last.arrival - original.arrival)
        found["pax_delay"] += row.passengers * late_min * table.delay[rate]  # rule 4
        found["delay_legal"] += row.passengers * delay_compensation_eur(original.duration, late_min)
    else:
        # Rule 2: those stranded half-way cost the inbound rate whatever their kind.
        if row.legs or original.kind == "R":
            found["inbound_cancel"] += row.passengers * table.cancel_inbound[rate]
        else:
            found["outbound_cancel"] += row.passengers * table.cancel_outbound[rate]
        found["cancel_legal"] += row.passengers * (original.price + cancellation_compensation_eur(original.duration))
    if row.legs != original.legs:
        found["downgrade"] += row.passengers * sum(_downgrade(instance, rows, original, leg) for leg in row.legs)


def _operation(instance: Instance, rows: dict[FlightKey, RotationRow], key: FlightKey) -> RotationRow | Flight | None:
    """A flight as in the solution, as planned when the solution does not list it."""
    return rows.get(key) or instance.flights.get(key)


def _downgrade(instance: Instance, rows: dict[FlightKey, RotationRow], original: Itinerary, leg: ItineraryLeg) -> float:
    """Euros for each passenger of one leg (rule 6)."""
    operation = _operation(instance, rows, leg.flight)
    if leg in original.legs or operation is None or CABINS.index(leg.cabin) <= CABINS.index(original.cabin):
        return 0.0
    haul = instance.distance.get((operation.origin, operation.destination))
    return 0.0 if haul is None else instance.costs.downgrade[original.cabin, leg.cabin, haul[1]]


def _add_operations(instance: Instance, solution: Solution, found: dict[str, float]) -> None:
    def hourly(name: str) -> float:
        one = instance.aircraft.get(name)
        return 0.0 if one is None else one.hourly_cost

    cancelled = {row.key for row in solution.rotations if row.aircraft is None and row.key in instance.flights}
    for key in cancelled | instance.disruption.cancelled:  # rule 8
        flight = instance.flights[key]
        found["op_decrease"] += operating_hours(flight.duration) * hourly(flight.aircraft)
    for row in solution.rotations:
        if row.aircraft is None:
            continue
        planned = instance.flights.get(row.key)
        if row.number not in instance.templates:  # rule 9
            found["op_increase"] += operating_hours(row.duration) * hourly(row.aircraft)
        elif planned is not None and planned.aircraft != row.aircraft:  # rule 10
            found["swap_op"] += operating_hours(planned.duration) * (hourly(row.aircraft) - hourly(planned.aircraft))


def _position(instance: Instance, solution: Solution) -> float:
    """Euros for aircraft wanted somewhere at the end of the period and not there (rule 11)."""
    present = _present(instance, solution)
    airports = {one.airport for one in instance.wanted}
    return sum(_position_at(instance, airport, present.get(airport, [])) for airport in sorted(airports))


def _present(instance: Instance, solution: Solution) -> dict[str, list[Aircraft]]:
    last: dict[str, RotationRow] = {}
    for row in solution.rotations:
        if row.aircraft is not None and (row.aircraft not in last or row.departure >= last[row.aircraft].departure):
            last[row.aircraft] = row
    present: dict[str, list[Aircraft]] = {}
    for name, aircraft in instance.aircraft.items():
        final = last.get(name)
        if final is None:
            present.setdefault(aircraft.origin, []).append(aircraft)
        elif final.arrival <= instance.end:
            present.setdefault(final.destination, []).append(aircraft)
    return present


def _position_at(instance: Instance, airport: str, present: list[Aircraft]) -> float:
    wanted = Counter[tuple[str, tuple[int, int, int]]]()
    for one in instance.wanted:
        if one.airport == airport:
            wanted[one.model, one.seats] += one.count
    here = Counter((one.model, one.seats) for one in present)
    exact = wanted & here
    wanted, here = wanted - exact, here - exact
    models_wanted, models_here = Counter[str](), Counter[str]()
    for (model, _), count in wanted.items():
        models_wanted[model] += count
    for (model, _), count in here.items():
        models_here[model] += count
    same_model = models_wanted & models_here
    families_wanted, families_here = Counter[str](), Counter[str]()
    for model, count in (models_wanted - same_model).items():
        families_wanted[instance.family_of_model[model]] += count
    for model, count in (models_here - same_model).items():
        families_here[instance.family_of_model[model]] += count
    same_family = families_wanted & families_here
    table = instance.costs
    return (
        same_model.total() * table.position_configuration
        + same_family.total() * table.position_model
        + (families_wanted - same_family).total() * table.position_family
    )
