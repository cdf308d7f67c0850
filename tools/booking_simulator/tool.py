"""Tool `simulate_bookings`: what inventory policies would earn in a market that is described, by simulation."""

from collections.abc import Iterator, Sequence
from statistics import fmean
from typing import Annotated

from pydantic import Field

from domain.units import Frozen
from tools.booking_simulator.compare import Comparison, Interval, compare, gain, interval
from tools.booking_simulator.policies import BASELINE, POLICIES, PolicyName
from tools.booking_simulator.problem import Leg, Product, Scenario, Segment, faults_of
from tools.spec import ToolContext, ToolRetry, tool

USUAL_REVIEWS = (300, 200, 150, 120, 90, 60, 45, 30, 21, 14, 10, 7, 5, 3, 2, 1)
MOST_PLAYED = 3_000_000
PROGRESS_EVERY = 10
Name = Annotated[str, Field(min_length=1, max_length=60)]
Share = Annotated[float, Field(ge=0, le=1)]


class LegAsked(Frozen):
    """One departure. `authorised`: the most bookings held at once, its seats where left out; more is overbooking."""

    name: Name
    seats: Annotated[int, Field(ge=0, le=1_000)]
    authorised: Annotated[int, Field(ge=0, le=2_000)] | None = None
    distance_km: Annotated[int, Field(gt=0)] | None = None


class ProductAsked(Frozen):
    """One fare of one itinerary; `refund_percent` of it goes back to who does not fly."""

    name: Name
    legs: Annotated[tuple[str, ...], Field(min_length=1, max_length=4)]
    fare_cents: Annotated[int, Field(gt=0, le=10_000_000)]
    refund_percent: Annotated[int, Field(ge=0, le=100)] = 0


class ChoiceAsked(Frozen):
    """A product that a segment considers; `worth_cents`: what comfort is worth to them, restrictions negative."""

    product: str
    worth_cents: int = 0


class SegmentAsked(Frozen):
    """People who choose alike: how many ask on average, when, what they consider, and what they would pay.

    `booking_curve`: (days before departure, share of requests come by then), from 0 to 1.
    `willingness_cents` none: they travel at any fare. `spread_cents`: its logit scale. `cv`: how uncertain `mean` is.
    """

    name: Name
    mean: Annotated[float, Field(ge=0, le=50_000)]
    booking_curve: Annotated[tuple[tuple[float, Share], ...], Field(min_length=2, max_length=50)]
    choices: Annotated[tuple[ChoiceAsked, ...], Field(min_length=1, max_length=60)]
    willingness_cents: Annotated[int, Field(ge=0)] | None = None
    spread_cents: Annotated[int, Field(ge=0)] = 0
    cv: Annotated[float, Field(ge=0, le=2)] = 0.0
    cancels_per_day: Annotated[float, Field(ge=0, le=1)] = 0.0
    no_show: Share = 0.0


class SimulationRequest(Frozen):
    """A market and the policies to compare in it, all on the same simulated people. `reviews`: days before departure at which
    policies look again, the usual ones within the horizon where left out. `seed`: of the samples; the context's where left out.
    `denied_cents`: cost of each passenger with a reservation who is left behind."""

    legs: Annotated[tuple[LegAsked, ...], Field(min_length=1, max_length=60)]
    products: Annotated[tuple[ProductAsked, ...], Field(min_length=1, max_length=400)]
    segments: Annotated[tuple[SegmentAsked, ...], Field(min_length=1, max_length=200)]
    horizon_days: Annotated[float, Field(gt=0, le=400)]
    reviews: Annotated[tuple[float, ...], Field(max_length=60)] = ()
    denied_cents: Annotated[int, Field(ge=0)] = 0
    policies: Annotated[tuple[PolicyName, ...], Field(min_length=1)] = tuple(POLICIES)
    samples: Annotated[int, Field(ge=1, le=2_000)] = 100
    seed: Annotated[int, Field(ge=0)] | None = None


class SimulatedCents(Frozen):
    """A simulated mean in cents with its 95 % confidence interval; null for a single sample."""

    mean: int
    low: int | None
    high: int | None


class SimulatedPolicy(Frozen):
    """Averages of one policy over the samples. `over_baseline`: paired with first come first served.

    `load_factor`: passengers on legs per seat; `yield_cents_per_km`: null where a distance is not told; `spoiled_seats`: empty
    although somebody who wanted them was turned away; `of_hindsight_percent`: of the revenue that knowing everybody would bring.
    """

    policy: PolicyName
    simulated_revenue: SimulatedCents
    over_baseline: SimulatedCents
    over_baseline_percent: float | None
    of_hindsight_percent: float | None
    load_factor: float | None
    fare_per_passenger_cents: int | None
    yield_cents_per_km: float | None
    boarded: float
    cancelled: float
    denied_boardings: float
    turned_away: float
    spoiled_seats: float


class SimulationReport(Frozen):
    """Policies by falling simulated revenue. `samples` played, fewer than asked when it was stopped."""

    samples: int
    stopped: bool
    seed: int
    baseline: PolicyName
    mean_requests: float
    simulated_hindsight_cents: int
    policies: tuple[SimulatedPolicy, ...]
    note: str = "Simulated: what is said of people's demand and choice is assumed, and policies forecast with its true averages."


@tool(name="simulate_bookings")
def simulate_bookings(context: ToolContext, request: SimulationRequest) -> SimulationReport:
    """What inventory policies (first come first served, EMSR-b, EMSRb-MR, dynamic programme, bid prices) would earn in a
    described market, by simulation: revenue, load, yield, denied boardings, spoilage, beside first come first served."""
    scenario = scenario_asked(request)
    seed = context.seed if request.seed is None else request.seed

    def said(done: int) -> None:
        if done % PROGRESS_EVERY == 0 or done == request.samples:
            context.progress("simulation", {"text": f"{done} of {request.samples} departures simulated"})

    found = compare(scenario, request.policies, samples=request.samples, seed=seed, stop=context.stop, progress=said)
    results = [_result(scenario, found, name) for name in found.outcomes]
    return SimulationReport(
        samples=found.samples,
        stopped=found.samples < request.samples,
        seed=seed,
        baseline=BASELINE,
        mean_requests=round(fmean(found.requests), 1),
        simulated_hindsight_cents=round(fmean(found.hindsight_cents)),
        policies=tuple(sorted(results, key=lambda one: (-one.simulated_revenue.mean, one.policy))),
    )


def scenario_asked(request: SimulationRequest) -> Scenario:
    """The scenario of a request; ToolRetry names everything in it that cannot be simulated."""
    faults = list(_names_at_fault(request))
    if faults:
        raise ToolRetry("This market cannot be simulated: names are doubled or not known.", tuple(faults))
    legs = {leg.name: index for index, leg in enumerate(request.legs)}
    products = {one.name: index for index, one in enumerate(request.products)}
    reviews = request.reviews or (
        request.horizon_days,
        *(float(day) for day in USUAL_REVIEWS if day < request.horizon_days),
    )
    scenario = Scenario(
        legs=tuple(
            Leg(leg.name, leg.seats, leg.seats if leg.authorised is None else leg.authorised, leg.distance_km)
            for leg in request.legs
        ),
        products=tuple(
            Product(one.name, tuple(legs[leg] for leg in one.legs), one.fare_cents, one.refund_percent)
            for one in request.products
        ),
        segments=tuple(
            Segment(
                one.name,
                one.mean,
                one.booking_curve,
                tuple((products[choice.product], choice.worth_cents) for choice in one.choices),
                one.willingness_cents,
                one.spread_cents,
                one.cv,
                one.cancels_per_day,
                one.no_show,
            )
            for one in request.segments
        ),
        horizon_days=request.horizon_days,
        reviews=reviews,
        denied_cents=request.denied_cents,
    )
    faults += faults_of(scenario)
    played = scenario.mean_requests * request.samples * len(request.policies)
    if played > MOST_PLAYED:
        said = f"{played:,.0f} requests would be decided; keep samples x policies x requests within {MOST_PLAYED:,}."
        faults.append(("samples", said))
    if faults:
        raise ToolRetry("This market cannot be simulated as it is described.", tuple(faults))
    return scenario


def _names_at_fault(request: SimulationRequest) -> Iterator[tuple[str, str]]:
    for field, names in (
        ("legs", [one.name for one in request.legs]),
        ("products", [one.name for one in request.products]),
        ("segments", [one.name for one in request.segments]),
    ):
        for name in sorted({one for one in names if names.count(one) > 1}):
            yield field, f"{name!r} is named {names.count(name)} times; name each once."
    legs, products = {one.name for one in request.legs}, {one.name for one in request.products}
    for index, product in enumerate(request.products):
        for leg in sorted(set(product.legs) - legs):
            yield f"products.{index}.legs", f"{leg!r} is none of the legs {', '.join(sorted(legs))}."
    for index, segment in enumerate(request.segments):
        for name in sorted({one.product for one in segment.choices} - products):
            yield f"segments.{index}.choices", f"{name!r} is none of the products."


def _result(scenario: Scenario, found: Comparison, name: PolicyName) -> SimulatedPolicy:
    outcomes = found.outcomes[name]
    revenue = interval([one.revenue_cents for one in outcomes])
    over = gain(found, name)
    boarded, fares = sum(one.boarded for one in outcomes), sum(one.fares_cents for one in outcomes)
    seats = sum(leg.seats for leg in scenario.legs) * found.samples
    km = sum(one.flown_km for one in outcomes) if all(leg.distance_km is not None for leg in scenario.legs) else 0
    return SimulatedPolicy(
        policy=name,
        simulated_revenue=_cents(revenue),
        over_baseline=_cents(over),
        over_baseline_percent=_percent(over.mean, revenue.mean - over.mean),
        of_hindsight_percent=_percent(revenue.mean, fmean(found.hindsight_cents)),
        load_factor=round(sum(one.legs_flown for one in outcomes) / seats, 4) if seats else None,
        fare_per_passenger_cents=round(fares / boarded) if boarded else None,
        yield_cents_per_km=round(fares / km, 3) if km else None,
        boarded=_mean([one.boarded for one in outcomes]),
        cancelled=_mean([one.cancelled for one in outcomes]),
        denied_boardings=_mean([one.denied for one in outcomes]),
        turned_away=_mean([one.turned_away for one in outcomes]),
        spoiled_seats=_mean([one.spoiled for one in outcomes]),
    )


def _mean(counts: Sequence[int]) -> float:
    return round(fmean(counts), 3)


def _percent(part: float, whole: float) -> float | None:
    return round(100 * part / whole, 2) if whole > 0 else None


def _cents(one: Interval) -> SimulatedCents:
    return SimulatedCents(
        mean=round(one.mean),
        low=None if one.low is None else round(one.low),
        high=None if one.high is None else round(one.high),
    )
