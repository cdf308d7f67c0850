"""Tools `cost_index`, `trip_fuel`, `speed_up`, `tankering` and `fuel_saving`."""

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field

from domain.commands import Operation
from domain.disruptions import Iata
from domain.ids import FlightId, TailNumber
from domain.network import Flight, FlightStatus
from domain.units import Frozen, Money
from knowledge.airline.fuel_policy import fuel_policy
from tools.fuel import speed_up as speed
from tools.fuel.burn import compare_models
from tools.fuel.burn import trip_fuel as burn_of
from tools.fuel.performance import TypeLimits, best_mach, fastest, fuel_kg_per_nm, speed_kt, speeding_up, type_limits
from tools.fuel.saving import lever_saving
from tools.fuel.tankering import NoTankering
from tools.fuel.tankering import tankering as carry
from tools.spec import ToolContext, ToolRetry, tool

Icao = Annotated[str, Field(pattern="^[A-Z][A-Z0-9]{1,3}$")]
Mach = Annotated[float, Field(ge=0.4, le=0.95)]
Level = Annotated[int, Field(ge=5_000, le=45_000)]

ASSUMED = (
    "fuel prices, cost index, reserves and masses of people and bags",
    "standard atmosphere, no wind, the great circle and a few percent, one level",
    "the performance model and the static one differ; trip_fuel shows both",
)


class CostIndexRequest(Frozen):
    """A type in cruise over a distance. `mass_kg` in the middle of it; left out: halfway from empty to the most.

    Without `cost_index`: cents of a minute (of policy when left out) by the price of a kilogram, at `airport` if given.
    """

    icao: Icao
    distance_nm: Annotated[int, Field(ge=50, le=10_000)] = 1_000
    mass_kg: Annotated[int, Field(gt=0)] | None = None
    level_ft: Level = 36_000
    cost_index: Annotated[float, Field(ge=0, le=999)] | None = None
    time_cents_per_min: Annotated[int, Field(ge=0)] | None = None
    airport: Iata | None = None


class Speeding(Frozen):
    """Flying faster than the best speed over the distance asked for."""

    mach: float
    saved_min: float
    extra_kg: int
    kg_per_min: float


class CostIndexReport(Frozen):
    """The best Mach number, what it burns and takes over the distance, and what every hundredth above it saves and costs."""

    icao: str
    mass_kg: int
    cost_index: float
    cost_index_from: str
    mach: float
    max_mach: float
    fuel_kg: int
    minutes: float
    faster: tuple[Speeding, ...]
    assumed: tuple[str, ...]


@tool(name="cost_index")
def cost_index(context: ToolContext, request: CostIndexRequest) -> CostIndexReport:
    """The best cruise Mach number of a type at a cost index, with kilograms and minutes, and the price of flying faster."""
    policy, limits = fuel_policy(), _limits(request.icao)
    mass = request.mass_kg or round((limits.empty_kg + limits.max_take_off_kg) / 2)
    _within(limits, mass, request.level_ft)
    index, source = request.cost_index, "as asked"
    if index is None:
        cents = policy.time_cents_per_min if request.time_cents_per_min is None else request.time_cents_per_min
        price = policy.price_cents_per_kg(request.airport) if request.airport else policy.cents_per_kg
        index, source = cents / price, f"{cents} cents a minute at {price} cents a kilogram"
    mach = best_mach(request.icao, mass, index, request.level_ft)
    share = request.distance_nm / 1000
    return CostIndexReport(
        icao=request.icao,
        mass_kg=mass,
        cost_index=round(index, 1),
        cost_index_from=source,
        mach=mach,
        max_mach=round(float(fastest(request.icao, request.level_ft)), 3),
        fuel_kg=round(float(fuel_kg_per_nm(request.icao, mass, mach, request.level_ft)) * request.distance_nm),
        minutes=round(60 * request.distance_nm / float(speed_kt(mach, request.level_ft)), 1),
        faster=tuple(
            Speeding(
                mach=row.mach,
                saved_min=round(row.saved_min * share, 1),
                extra_kg=round(row.extra_kg * share),
                kg_per_min=round(row.kg_per_min, 1),
            )
            for row in speeding_up(request.icao, mass, mach, request.level_ft)
        ),
        assumed=ASSUMED,
    )


class TripFuelRequest(Frozen):
    """Flights; with another `tail` or planned `faster_min` minutes shorter where they are given."""

    flight_ids: Annotated[tuple[FlightId, ...], Field(min_length=1, max_length=100)]
    tail: TailNumber | None = None
    faster_min: Annotated[int, Field(ge=0, le=60)] | None = None


class TripFuelRow(Frozen):
    """Fuel of one flight from gate to gate. `model`: ps, of performance; static, by distance alone; block, by minutes.

    `static_kg` and `block_kg`: by the other models; `spread_percent` between the most and the least of all three.
    """

    flight_id: FlightId
    fuel_kg: int
    co2_kg: int
    fuel: Money
    model: Literal["ps", "static", "block"]
    icao: str | None
    distance_nm: int | None
    take_off_kg: int | None
    mach: float | None
    within_limits: bool
    note: str
    static_kg: int | None
    block_kg: int
    spread_percent: float


class TripFuelReport(Frozen):
    """Flights in the order asked for, and their sums."""

    flights: tuple[TripFuelRow, ...]
    fuel_kg: int
    co2_kg: int
    assumed: tuple[str, ...]


@tool(name="trip_fuel")
def trip_fuel(context: ToolContext, request: TripFuelRequest) -> TripFuelReport:
    """Fuel, CO2 and fuel cost of flights by the best model that knows the aircraft, beside the other models' figures."""
    state, policy = context.state, fuel_policy()
    if request.tail is not None:
        state.tail(request.tail)
    rows = []
    for flight_id in request.flight_ids:
        flight = state.flight(flight_id)
        faster_min = flight.faster_min if request.faster_min is None else request.faster_min
        found, models = burn_of(state, flight, request.tail, faster_min), compare_models(state, flight, request.tail)
        rows.append(
            TripFuelRow(
                flight_id=flight_id,
                fuel_kg=found.fuel_kg,
                co2_kg=found.co2_kg,
                fuel=Money(cents=found.fuel_kg * policy.price_cents_per_kg(flight.origin), currency=policy.currency),
                model=found.model,
                icao=found.icao,
                distance_nm=found.distance_nm,
                take_off_kg=found.take_off_kg,
                mach=found.mach,
                within_limits=found.within_limits,
                note=found.note,
                static_kg=models.static_kg,
                block_kg=models.block_kg,
                spread_percent=models.spread_percent,
            )
        )
    return TripFuelReport(
        flights=tuple(rows),
        fuel_kg=sum(one.fuel_kg for one in rows),
        co2_kg=sum(one.co2_kg for one in rows),
        assumed=ASSUMED,
    )


class SpeedUpRequest(Frozen):
    """The plan whose flights may fly faster; none: the network as it stands. `flight_ids`: only these; `budget_s`: seconds."""

    operations: tuple[Operation, ...] = ()
    flight_ids: tuple[FlightId, ...] = ()
    budget_s: Annotated[float, Field(gt=0, le=60)] = 15.0


class FasterRow(Frozen):
    """A flight to fly faster. `saving`: what the plan becomes cheaper by, its fuel paid, on top of the flights before it."""

    flight_id: FlightId
    faster_min: int
    mach: float | None
    extra_fuel_kg: int
    co2_kg: int
    fuel: Money
    saving: Money
    kg_per_min: float
    late_before_min: int
    late_after_min: int


class SpeedUpReport(Frozen):
    """Operations to append to the plan, flight by flight; the plan's cost without and with them, by plan evaluation.

    `complete` false: the budget ended or somebody stopped before all were judged.
    """

    operations: tuple[Operation, ...]
    flights: tuple[FasterRow, ...]
    before: Money
    after: Money
    weighed: int
    verified: int
    complete: bool
    assumed: tuple[str, ...]


@tool(name="speed_up")
def speed_up(context: ToolContext, request: SpeedUpRequest) -> SpeedUpReport:
    """Which flights of a plan should fly faster: minutes, kilograms, CO2 and money, each judged by evaluating the whole plan."""
    for flight_id in request.flight_ids:
        context.state.flight(flight_id)
    found = speed.speed_up(
        context.state,
        request.operations,
        now=context.now,
        disruption=context.disruption,
        flight_ids=request.flight_ids,
        stop=context.stop,
        progress=context.progress,
        budget_s=request.budget_s,
    )
    currency = found.before.cost.total.currency
    return SpeedUpReport(
        operations=found.operations,
        flights=tuple(
            FasterRow(
                flight_id=one.operation.flight_id,
                faster_min=one.operation.faster_min,
                mach=one.mach,
                extra_fuel_kg=one.operation.extra_fuel_kg,
                co2_kg=one.co2_kg,
                fuel=Money(cents=one.fuel_cents, currency=currency),
                saving=Money(cents=one.saving_cents, currency=currency),
                kg_per_min=round(one.operation.extra_fuel_kg / one.operation.faster_min, 1),
                late_before_min=one.late_before_min,
                late_after_min=one.late_after_min,
            )
            for one in found.flights
        ),
        before=found.before.cost.total,
        after=found.after.cost.total,
        weighed=found.weighed,
        verified=found.verified,
        complete=found.complete,
        assumed=ASSUMED,
    )


class TankeringRequest(Frozen):
    """A flight that may carry fuel for the next leg of its tail."""

    flight_id: FlightId


class TankeringReport(Frozen):
    """The most that may be carried for the next leg: taken on at the origin, burnt by carrying it, left on arrival.

    `break_even_ratio`: how many times dearer fuel must be at the destination. `limit`: what holds the amount.
    """

    flight_id: FlightId
    next_flight_id: FlightId
    taken_on_kg: int
    burnt_kg: int
    arriving_kg: int
    extra_co2_kg: int
    limit: Literal["next_leg", "landing_mass", "take_off_mass", "tank"]
    break_even_ratio: float
    price_ratio: float
    saving: Money
    worthwhile: bool
    assumed: tuple[str, ...]


@tool(name="tankering")
def tankering(context: ToolContext, request: TankeringRequest) -> TankeringReport:
    """Whether a flight should carry fuel for its tail's next leg because it is dearer there: limits, break-even, money, CO2."""
    state = context.state
    flight = state.flight(request.flight_id)
    following = _next_leg(flight, state.rotation(flight.tail) if flight.tail is not None else ())
    if following is None:
        raise ToolRetry(f"The tail of {request.flight_id!r} has no next leg to carry fuel for; name an earlier flight.")
    try:
        found = carry(state, flight, following)
    except NoTankering as refused:
        raise ToolRetry(str(refused)) from refused
    tanks = () if found.tank_known else ("the type's tanks are not known and not a limit here",)
    return TankeringReport(
        flight_id=flight.flight_id,
        next_flight_id=following.flight_id,
        taken_on_kg=found.taken_on_kg,
        burnt_kg=found.burnt_kg,
        arriving_kg=found.arriving_kg,
        extra_co2_kg=found.co2_kg,
        limit=found.limit,
        break_even_ratio=round(found.break_even_ratio, 4),
        price_ratio=round(found.price_b_cents / found.price_a_cents, 4),
        saving=Money(cents=found.saving_cents, currency=fuel_policy().currency),
        worthwhile=found.worthwhile,
        assumed=(*ASSUMED, *tanks, "laws against tankering are not checked"),
    )


def _next_leg(flight: Flight, rotation: tuple[Flight, ...]) -> Flight | None:
    flown = [one for one in rotation if one.status is not FlightStatus.CANCELLED]
    return next((after for before, after in pairwise(flown) if before.flight_id == flight.flight_id), None)


class FuelSavingRequest(Frozen):
    """A lever against a baseline in cruise: another Mach number, less mass, or both."""

    icao: Icao
    mass_kg: Annotated[int, Field(gt=0)]
    baseline_mach: Mach
    level_ft: Level = 36_000
    mach: Mach | None = None
    lighter_kg: Annotated[int, Field(ge=0)] = 0


class FuelSavingReport(Frozen):
    """Percent of the baseline's cruise fuel, its range over masses and levels, and how far models of a flight differ."""

    statement: str
    percent: float
    low_percent: float
    high_percent: float
    baseline_kg_per_nm: float
    kg_per_nm: float
    model_gap_percent: tuple[float, ...] | None
    assumed: tuple[str, ...]


@tool(name="fuel_saving")
def fuel_saving(context: ToolContext, request: FuelSavingRequest) -> FuelSavingReport:
    """What a slower cruise or less mass saves in percent against a stated baseline, with its range and the models' spread."""
    limits = _limits(request.icao)
    _within(limits, request.mass_kg, request.level_ft, request.baseline_mach, request.mach)
    if request.mach is None and not request.lighter_kg:
        raise ToolRetry("No lever is given; give `mach` or `lighter_kg`.", (("mach", "give it, or lighter_kg"),))
    if request.mass_kg - request.lighter_kg < limits.empty_kg:
        raise ToolRetry(f"{request.lighter_kg} kg less is below the empty mass of {limits.empty_kg:.0f} kg; give less.")
    found = lever_saving(
        request.icao,
        request.mass_kg,
        request.baseline_mach,
        level_ft=request.level_ft,
        mach=request.mach,
        lighter_kg=request.lighter_kg,
    )
    levers = [f"flying M{request.mach:.2f}"] if request.mach is not None else []
    levers += [f"{request.lighter_kg:,} kg less mass"] if request.lighter_kg else []
    gap = "the static model does not know the type"
    if found.model_gap_percent is not None:
        gap = f"of whole flights the static model says {' and '.join(f'{one:+.0f} %' for one in found.model_gap_percent)}"
    return FuelSavingReport(
        statement=(
            f"{found.percent:.1f} % of cruise fuel against {request.icao} at M{request.baseline_mach:.2f}, "
            f"{request.mass_kg:,} kg, {request.level_ft:,} ft by {' and '.join(levers)}; "
            f"{found.low_percent:.1f} to {found.high_percent:.1f} % over masses and levels around it; {gap} beside this one."
        ),
        percent=round(found.percent, 1),
        low_percent=round(found.low_percent, 1),
        high_percent=round(found.high_percent, 1),
        baseline_kg_per_nm=round(found.baseline_kg_per_nm, 3),
        kg_per_nm=round(found.kg_per_nm, 3),
        model_gap_percent=found.model_gap_percent,
        assumed=ASSUMED,
    )


def _limits(icao: str) -> TypeLimits:
    try:
        return type_limits(icao)
    except LookupError as unknown:
        raise ToolRetry(str(unknown.args[0]), (("icao", str(unknown.args[0])),)) from unknown


def _within(limits: TypeLimits, mass_kg: int, level_ft: int, *machs: float | None) -> None:
    faults = []
    if not limits.empty_kg <= mass_kg <= limits.max_take_off_kg:
        faults.append(("mass_kg", f"{limits.icao} weighs {limits.empty_kg:.0f} to {limits.max_take_off_kg:.0f} kg."))
    if level_ft > limits.ceiling_ft:
        faults.append(("level_ft", f"{limits.icao} climbs to {limits.ceiling_ft:.0f} ft."))
        raise ToolRetry(f"{limits.icao} cannot fly so; change what is named.", tuple(faults))
    top = float(fastest(limits.icao, level_ft))
    for name, mach in zip(("baseline_mach", "mach"), machs, strict=False):
        if mach is not None and mach > top + 1e-9:
            faults.append((name, f"{limits.icao} flies at most M{top:.3f} at {level_ft} ft."))
    if faults:
        raise ToolRetry(f"{limits.icao} cannot fly so; change what is named.", tuple(faults))
