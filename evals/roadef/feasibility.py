"""Whether a solution may be flown: every rule of OBJECTIVE.md section 3, one function for each of its paragraphs."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from evals.roadef.instance import (
    CABINS,
    LEAST_CONNECTION_MIN,
    Aircraft,
    Cabin,
    Flight,
    FlightKey,
    Instance,
    Itinerary,
    ItineraryLeg,
    Maintenance,
)
from evals.roadef.solution import ItineraryRow, RotationRow, Solution

MOST_DELAY_MIN = {"D": ("max_delay_18h", 18 * 60), "C": ("max_delay_18h", 18 * 60), "I": ("max_delay_36h", 36 * 60)}


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule broken by one flight, aircraft, airport or itinerary; an advisory does not make the solution infeasible."""

    kind: str
    subject: str
    detail: str
    advisory: bool = False


def violations(instance: Instance, solution: Solution) -> list[Violation]:
    """Everything wrong with a solution, in the order of OBJECTIVE.md section 3."""
    flown = _Flown(instance, solution)
    return [
        *_flights(flown),
        *_fixed_part(flown),
        *_aircraft(flown),
        *_maintenance(flown),
        *_airports(flown),
        *_cabins(flown),
        *_passengers(flown),
    ]


class _Flown:
    """A solution's rows by what the rules ask for."""

    def __init__(self, instance: Instance, solution: Solution) -> None:
        self.instance = instance
        self.solution = solution
        self.rows = {row.key: row for row in reversed(solution.rotations)}
        """The first row of every dated flight."""
        self.by_aircraft: dict[str, list[RotationRow]] = defaultdict(list)
        """Flown rows of known aircraft by departure."""
        for row in sorted((one for one in solution.rotations if one.aircraft), key=lambda one: one.departure):
            if row.aircraft in instance.aircraft:
                self.by_aircraft[row.aircraft].append(row)

    def created(self, row: RotationRow) -> bool:
        return row.number not in self.instance.templates

    def flight(self, row: RotationRow | Flight) -> str:
        return f"flight {row.number} on {self.instance.date_text(row.day)}"

    def key_text(self, key: FlightKey) -> str:
        return f"{key[0]} on {self.instance.date_text(key[1])}"


# --- flights --------------------------------------------------------------------------------------------------------


def _flights(flown: _Flown) -> Iterator[Violation]:
    """Section 3, "Flights"."""
    instance = flown.instance
    for key, planned in instance.flights.items():
        if key not in flown.rows and key not in instance.disruption.cancelled:
            yield Violation("flight_missing", flown.flight(planned), "is neither flown nor cancelled")
    seen: set[FlightKey] = set()
    for row in flown.solution.rotations:
        if row.key in seen:
            yield Violation("flight_duplicate", flown.flight(row), "is listed more than once")
        seen.add(row.key)
        if row.aircraft is not None and row.aircraft not in instance.aircraft:
            yield Violation("aircraft_unknown", flown.flight(row), f"is flown by {row.aircraft}, which is not in aircraft.csv")
        if flown.created(row):
            yield from _created_flight(flown, row)
        elif row.key not in instance.flights:
            yield Violation("flight_not_planned_that_day", flown.flight(row), "has a planned flight's number on another day")
        elif row.aircraft is not None:
            yield from _planned_flight(flown, row, instance.flights[row.key])


def _created_flight(flown: _Flown, row: RotationRow) -> Iterator[Violation]:
    instance, subject = flown.instance, flown.flight(row)
    if row.previous:
        yield Violation("created_flight_linked", subject, f"is new and linked to flight {row.previous}")
    if row.aircraft is None:
        yield Violation("created_flight_cancelled", subject, "is new and cancelled")
        return
    known = instance.distance.get((row.origin, row.destination))
    if known is None or known[0] != row.duration:
        told = "has no such pair" if known is None else f"says {known[0]}"
        yield Violation("created_flight_duration", subject, f"takes {row.duration} min, dist.csv {told}")
    if row.departure < instance.start:
        yield Violation("created_flight_in_past", subject, "is new and leaves before the recovery period", advisory=True)
    aircraft = instance.aircraft.get(row.aircraft)
    if aircraft is not None and aircraft.surface:
        yield Violation("surface_vehicle_created_trip", subject, f"is new and made by {row.aircraft}", advisory=True)


def _planned_flight(flown: _Flown, row: RotationRow, planned: Flight) -> Iterator[Violation]:
    """Of a planned flight that is flown; a cancelled row says nothing but that."""
    subject = flown.flight(row)
    if row.departure < planned.departure:
        yield Violation("flight_early", subject, f"leaves {planned.departure - row.departure} min before its planned departure")
    if row.duration != planned.duration:
        yield Violation("flight_duration_changed", subject, f"takes {row.duration} min, planned {planned.duration}")
    if (row.origin, row.destination) != (planned.origin, planned.destination):
        told = f"goes from {row.origin} to {row.destination}, planned {planned.origin} to {planned.destination}"
        yield Violation("flight_od_changed", subject, told)
    if row.previous != planned.previous:
        yield Violation("flight_link_changed", subject, f"is linked to {row.previous}, planned {planned.previous}")
    aircraft, original = flown.instance.aircraft.get(row.aircraft or ""), flown.instance.aircraft[planned.aircraft]
    if aircraft is not None and aircraft.family != original.family:
        told = f"changes from {original.name} ({original.family}) to {aircraft.name} ({aircraft.family})"
        yield Violation("swap_family", subject, told)


# --- fixed part -----------------------------------------------------------------------------------------------------


def _fixed_part(flown: _Flown) -> Iterator[Violation]:
    """Section 3, "Fixed part": what has happened, or is on the road, stays."""
    instance, disruption = flown.instance, flown.instance.disruption
    for row in flown.solution.rotations:
        planned = instance.flights.get(row.key)
        if planned is None:
            continue
        if row.key in disruption.cancelled:
            if row.aircraft is not None:
                yield Violation("cancelled_flight_operated", flown.flight(row), "was cancelled by the disruption and is flown")
        elif row.key in disruption.delays:
            yield from _kept("disrupted", flown, row, planned, disruption.delays[row.key])
        elif planned.departure < instance.start or instance.aircraft[planned.aircraft].surface:
            yield from _kept("fixed", flown, row, planned, 0)


def _kept(why: str, flown: _Flown, row: RotationRow, planned: Flight, delay_min: int) -> Iterator[Violation]:
    subject = flown.flight(row)
    if row.aircraft is None:
        yield Violation(f"{why}_flight_cancelled", subject, "may not be cancelled any more")
        return
    if row.aircraft != planned.aircraft:
        yield Violation(f"{why}_flight_aircraft", subject, f"is flown by {row.aircraft}, must stay with {planned.aircraft}")
    if (row.departure, row.arrival) != (planned.departure + delay_min, planned.arrival + delay_min):
        told = flown.instance.moment_text(planned.departure + delay_min)
        yield Violation(f"{why}_flight_time", subject, f"must leave at {told} and take {planned.duration} min")


# --- aircraft -------------------------------------------------------------------------------------------------------


def _aircraft(flown: _Flown) -> Iterator[Violation]:
    """Section 3, "Aircraft", and whether linked flights stay together."""
    instance = flown.instance
    breakdowns: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for one in instance.disruption.breakdowns:
        breakdowns[one.aircraft].append((one.start, one.end))
    for name, rows in flown.by_aircraft.items():
        aircraft = instance.aircraft[name]
        if rows[0].origin != aircraft.origin:
            told = f"{flown.flight(rows[0])} leaves {rows[0].origin}, the aircraft is at {aircraft.origin}"
            yield Violation("initial_position", f"aircraft {name}", told)
        for row in rows:
            yield from _one_flight(flown, row, aircraft, breakdowns.get(name, []))
        for before, row in pairwise(rows):
            yield from _sequence(flown, before, row, aircraft)
        for before_it, row in zip((None, *rows), rows, strict=False):
            if row.previous and (before_it is None or before_it.number != row.previous):
                told = f"is not flown directly after flight {row.previous} by {name}"
                yield Violation("linked_flight_split", flown.flight(row), told, advisory=True)


def _one_flight(flown: _Flown, row: RotationRow, aircraft: Aircraft, breakdowns: list[tuple[int, int]]) -> Iterator[Violation]:
    if row.duration > aircraft.range_min:
        told = f"takes {row.duration} min, {aircraft.name} can fly {aircraft.range_min}"
        yield Violation("range", flown.flight(row), told)
    for start, end in breakdowns:
        if row.departure < end and row.arrival > start:
            yield Violation("breakdown", flown.flight(row), f"is flown by {aircraft.name} while it is unavailable")
    if row.arrival > flown.instance.end:
        told = f"arrives {row.arrival - flown.instance.end} min after the end of the recovery period"
        yield Violation("arrival_after_recovery_end", flown.flight(row), told)


def _sequence(flown: _Flown, before: RotationRow, row: RotationRow, aircraft: Aircraft) -> Iterator[Violation]:
    if before.destination != row.origin:
        told = f"is at {before.destination} after {flown.flight(before)}, {flown.flight(row)} leaves {row.origin}"
        yield Violation("rotation_continuity", f"aircraft {aircraft.name}", told)
    linked = row.previous != 0 and row.previous == before.number
    kind, needed = ("transit_time", aircraft.transit_min) if linked else ("turn_round_time", aircraft.turn_min)
    gap = row.departure - before.arrival
    if gap < needed:
        yield Violation(kind, flown.flight(row), f"leaves {gap} min after {aircraft.name} arrived, needed {needed}")


# --- maintenance ----------------------------------------------------------------------------------------------------


def _maintenance(flown: _Flown) -> Iterator[Violation]:
    """Section 3, "Maintenance", also for aircraft that never fly."""
    for aircraft in flown.instance.aircraft.values():
        if aircraft.maintenance is not None:
            yield from _one_maintenance(aircraft, aircraft.maintenance, flown.by_aircraft.get(aircraft.name, []))


def _one_maintenance(aircraft: Aircraft, maintenance: Maintenance, rows: list[RotationRow]) -> Iterator[Violation]:
    subject = f"aircraft {aircraft.name}"
    before = [row for row in rows if row.departure < maintenance.start]
    at = before[-1].destination if before else aircraft.origin
    if at != maintenance.airport:
        yield Violation("maintenance_position", subject, f"is at {at}, its maintenance at {maintenance.airport}")
    elif before and before[-1].arrival > maintenance.start:
        late = before[-1].arrival - maintenance.start
        yield Violation("maintenance_late", subject, f"arrives {late} min after the start of its maintenance")
    if any(maintenance.start <= row.departure < maintenance.end for row in rows):
        yield Violation("maintenance_leaves_early", subject, "leaves before the end of its maintenance")
    flying = sum(row.duration for row in before)
    if flying > maintenance.flying_left_min:
        told = f"flies {flying} min before its maintenance, allowed {maintenance.flying_left_min}"
        yield Violation("maintenance_hours", subject, told)


# --- airports and cabins --------------------------------------------------------------------------------------------


def _airports(flown: _Flown) -> Iterator[Violation]:
    """Section 3, "Airports": movements by clock hour, vehicles on the road not counted."""
    instance = flown.instance
    departures, arrivals = Counter[tuple[str, int]](), Counter[tuple[str, int]]()
    for row in flown.solution.rotations:
        aircraft = instance.aircraft.get(row.aircraft or "")
        if row.aircraft is None or (aircraft is not None and aircraft.surface):
            continue
        departures[row.origin, row.departure // 60] += 1
        arrivals[row.destination, row.arrival // 60] += 1
    for kind, counted, of in (("airport_capacity_dep", departures, 0), ("airport_capacity_arr", arrivals, 1)):
        for (airport, hour), count in sorted(counted.items()):
            most = instance.capacity(airport, hour)[of] if airport in instance.daily_capacity else 0
            if count > most:
                told = f"{count} in the hour from {instance.moment_text(hour * 60)}, at most {most}"
                yield Violation(kind, f"airport {airport}", told)


def _cabins(flown: _Flown) -> Iterator[Violation]:
    """Section 3, "Cabins"."""
    aboard = Counter[tuple[FlightKey, Cabin]]()
    for trip in flown.solution.itineraries:
        for leg in trip.legs:
            aboard[leg.flight, leg.cabin] += trip.passengers
    for (key, cabin), passengers in aboard.items():
        row = flown.rows.get(key)
        aircraft = flown.instance.aircraft.get(row.aircraft) if row is not None and row.aircraft is not None else None
        if row is None or aircraft is None:
            continue
        seats = dict(zip(CABINS, aircraft.seats, strict=True))[cabin]
        if 0 <= seats < passengers:
            told = f"carries {passengers} passengers, {aircraft.name} has {seats} seats"
            yield Violation(f"cabin_capacity_{cabin}", flown.flight(row), told)


# --- passengers -----------------------------------------------------------------------------------------------------


def _passengers(flown: _Flown) -> Iterator[Violation]:
    """Section 3, "Passengers"."""
    itineraries = flown.instance.itineraries
    carried = Counter[int]()
    for row in flown.solution.itineraries:
        carried[row.number] += row.passengers
        original = itineraries.get(row.number)
        if original is None:
            yield Violation("itinerary_unknown", f"itinerary {row.number}", "is not in itineraries.csv")
        else:
            yield from _row(flown, original, row)
    for number, original in itineraries.items():
        if carried[number] != original.passengers:
            told = f"has {carried[number]} passengers, booked {original.passengers}"
            yield Violation("passenger_count", f"itinerary {number}", told)


def _row(flown: _Flown, original: Itinerary, row: ItineraryRow) -> Iterator[Violation]:
    subject = f"itinerary {row.number}"
    if row.kind != original.kind:
        yield Violation("itinerary_kind", subject, f"is {row.kind}, booked as {original.kind}")
    if row.price != original.price:
        yield Violation("itinerary_price", subject, f"costs {row.price}, booked at {original.price}", advisory=True)
    if row.legs_after_cancelled:
        yield Violation("leg_after_cancelled", subject, "has a leg after the word cancelled")
    if not row.legs and not row.cancelled:
        yield Violation("itinerary_empty", subject, "has no leg and is not cancelled")
    fixed = _fixed_legs(flown.instance, original)
    yield from _starts_with(flown, subject, fixed, row)
    if row.legs:
        yield from _legs(flown, subject, original, row)
        yield from _journey(flown, subject, original, row, fixed)


def _fixed_legs(instance: Instance, original: Itinerary) -> tuple[ItineraryLeg, ...]:
    """The legs passengers have begun or cannot give up: those that left before the period, while the connections held."""
    disruption = instance.disruption
    before: Flight | None = None
    count = 0
    for leg in original.legs:
        flight = instance.flights[leg.flight]
        departure = flight.departure + disruption.delays.get(leg.flight, 0)
        if leg.flight in disruption.cancelled or departure >= instance.start:
            break
        if before is not None and not (flight.previous == before.number and flight.aircraft == before.aircraft):
            arrival = before.arrival + disruption.delays.get(before.key, 0)
            if departure - arrival < LEAST_CONNECTION_MIN:
                break
        before = flight
        count += 1
    return original.legs[:count]


def _starts_with(flown: _Flown, subject: str, fixed: tuple[ItineraryLeg, ...], row: ItineraryRow) -> Iterator[Violation]:
    kept = row.legs[: len(fixed)]
    if [leg.flight for leg in kept] != [leg.flight for leg in fixed]:
        told = ", ".join(flown.key_text(leg.flight) for leg in fixed)
        yield Violation("itinerary_fixed_part", subject, f"does not begin with flight {told}")
    elif kept != fixed:
        yield Violation("itinerary_fixed_cabin", subject, "changes the cabin of a flight already taken", advisory=True)


def _legs(flown: _Flown, subject: str, original: Itinerary, row: ItineraryRow) -> Iterator[Violation]:
    """Whether each leg is flown, and not a new one of the past."""
    for leg in row.legs:
        operation = flown.rows.get(leg.flight)
        if operation is None and leg.flight not in flown.instance.disruption.cancelled:
            yield Violation("itinerary_unknown_flight", subject, f"takes flight {flown.key_text(leg.flight)}, which is not flown")
        elif operation is None or operation.aircraft is None:
            yield Violation(
                "itinerary_cancelled_flight", subject, f"takes flight {flown.key_text(leg.flight)}, which is cancelled"
            )
        elif operation.departure < flown.instance.start and leg.flight not in {one.flight for one in original.legs}:
            told = f"newly takes flight {flown.key_text(leg.flight)}, which left before the recovery period"
            yield Violation("itinerary_new_leg_in_past", subject, told, advisory=True)


def _journey(
    flown: _Flown, subject: str, original: Itinerary, row: ItineraryRow, fixed: tuple[ItineraryLeg, ...]
) -> Iterator[Violation]:
    """From where to where, when, and how the legs join; a flight that is not listed joins as planned, if it was."""
    path: list[RotationRow | Flight | None] = [
        flown.rows.get(leg.flight) or flown.instance.flights.get(leg.flight) for leg in row.legs
    ]
    for before, after in pairwise(path):
        if before is not None and after is not None:
            yield from _connection(flown, subject, before, after)
    first, last = path[0], path[-1]
    if first is not None and first.origin != original.origin:
        yield Violation("itinerary_origin", subject, f"begins at {first.origin}, booked from {original.origin}")
    if first is not None and first.departure < original.departure and _is_flown(first):
        told = f"leaves {original.departure - first.departure} min before its booked departure"
        yield Violation("itinerary_departs_early", subject, told)
    if last is None:
        return
    if last.destination != original.destination:
        if [leg.flight for leg in row.legs] != [leg.flight for leg in fixed]:
            # As "stranded" is not defined: marked cancelled, yet carried somewhere beyond what had already happened.
            kind = "itinerary_stranded" if row.cancelled else "itinerary_destination"
            told = f"ends at {last.destination}, booked to {original.destination}"
            yield Violation(kind, subject, told, advisory=row.cancelled)
    elif row.cancelled:
        yield Violation("format", subject, "reaches its destination but is marked cancelled")
    if last.destination == original.destination and _is_flown(last):
        yield from _lateness(flown, subject, original, first, last)


def _is_flown(operation: RotationRow | Flight) -> bool:
    return isinstance(operation, RotationRow) and operation.aircraft is not None


def _connection(flown: _Flown, subject: str, before: RotationRow | Flight, after: RotationRow | Flight) -> Iterator[Violation]:
    pair = f"{flown.flight(before)} and {flown.flight(after)}"
    if before.destination != after.origin:
        yield Violation("itinerary_discontinuous", subject, f"cannot join {pair}, {before.destination} is not {after.origin}")
    elif _is_flown(before) and _is_flown(after):
        linked = after.previous == before.number and after.aircraft == before.aircraft
        gap = after.departure - before.arrival
        if gap < LEAST_CONNECTION_MIN and not linked:
            yield Violation("connection_time", subject, f"has {gap} min between {pair}, needed {LEAST_CONNECTION_MIN}")


def _lateness(
    flown: _Flown, subject: str, original: Itinerary, first: RotationRow | Flight | None, last: RotationRow | Flight
) -> Iterator[Violation]:
    kind, most_min = MOST_DELAY_MIN[original.type]
    late_min = last.arrival - original.arrival
    if late_min > most_min:
        outbound_ahead = original.kind == "A" and first is not None and first.departure >= flown.instance.start
        yield Violation(kind, subject, f"arrives {late_min} min late, at most {most_min}", advisory=not outbound_ahead)
