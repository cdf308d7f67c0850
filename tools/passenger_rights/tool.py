"""Passenger rights as tools: one journey, a flight's cost curve, a plan's exposure, a delay code, a claim."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from domain.commands import Operation
from domain.decide import decide_all
from domain.ids import FlightId
from domain.network import Flight, NetworkState
from domain.units import Frozen, Money
from knowledge.dated_law import BadRegime, UnknownRegime
from knowledge.passenger_rights.causes import circumstances, delay_codes, found_cause
from knowledge.passenger_rights.exchange import Rate, Rates, published_rates
from knowledge.passenger_rights.journey import Cause, RightsCase
from knowledge.passenger_rights.judgment import Judgment, judge
from knowledge.passenger_rights.places import place
from tools.delay_propagation.propagation import propagate
from tools.delay_propagation.standing import standing_constraints
from tools.passenger_rights.asked import JourneyAsked, case_asked
from tools.passenger_rights.claims import Assessment, Understood, assess, understand
from tools.passenger_rights.cost_curve import cost_curve
from tools.passenger_rights.exposure import exposure
from tools.passenger_rights.from_network import circumstance_of
from tools.passenger_rights.shown import RightsReport, Sum, rights_report
from tools.spec import ToolContext, ToolRetry, tool

Code = Annotated[str, Field(pattern=r"^\d\d$")]


class PassengerRightsRequest(Frozen):
    """A journey with what happened to it. `regimes`: only these, also ones not in force; none: all that can apply.

    A carrier's licence (`operating_country`) and size (`carrier_large`) that are left out are those on record; null: not known.
    `currency`: also say the money in it, by a rate that is known or given in `rates`.
    """

    journey: JourneyAsked
    regimes: tuple[str, ...] = ()
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None
    rates: tuple[Rate, ...] = ()


@tool(name="passenger_rights")
def passenger_rights(context: ToolContext, request: PassengerRightsRequest) -> RightsReport:
    """What a passenger is owed by law at a moment: compensation, refund or re-routing, care, downgrade, tarmac, baggage;
    each with its paragraph, the facts it rests on, what is missing to check it, and when more becomes owed."""
    rates = published_rates().with_given(request.rates)
    case = case_asked(request.journey)
    judgment = _judged(case, request.regimes, rates)
    return rights_report(judgment, at=case.now, currency=request.currency, rates=rates)


def _judged(case: RightsCase, names: Iterable[str], rates: Rates) -> Judgment:
    try:
        return judge(case, names, rates)
    except UnknownRegime as unknown:
        raise ToolRetry(str(unknown), (("regimes", str(unknown)),)) from unknown
    except BadRegime as bad:
        raise ToolRetry(str(bad), (("journey", str(bad)),)) from bad


class CostCurveRequest(Frozen):
    """A flight of the network and why it is late, as a key of circumstances.yaml; every `step_min` up to `until_min`.

    `circumstance` none: what the case's disruption is in law. A delay code that the flight has and that decides comes first.
    """

    flight_id: FlightId
    circumstance: str | None = None
    until_min: Annotated[int, Field(ge=15, le=2880)] = 480
    step_min: Annotated[int, Field(ge=5, le=120)] = 15
    rates: tuple[Rate, ...] = ()


class CurveStep(Frozen):
    """If the flight is so late: compensation of everybody on it, what one more step adds, and to how many what is owed.

    `no_rate`: sums in currencies that no rate converts; `connections_missed`: passengers whose arrival nobody knows by then;
    `not_checked`: passengers of whom some compensation could not be judged.
    """

    late_min: int
    compensation: Money
    added: Money
    no_rate: tuple[Sum, ...]
    owed_to: dict[str, int]
    connections_missed: int
    not_checked: int


class CostCurve(Frozen):
    """What the flight costs by law with every further step of delay. `next_step_min`: the first delay at which money grows."""

    flight_id: FlightId
    passengers: int
    steps: tuple[CurveStep, ...]
    next_step_min: int | None


@tool(name="rights_cost_curve")
def rights_cost_curve(context: ToolContext, request: CostCurveRequest) -> CostCurve:
    """What each further quarter of an hour of a flight's delay costs by passenger-rights law, over everybody on board."""
    state = context.state
    flight = state.flight(request.flight_id)
    _known_circumstance(request.circumstance)
    steps = cost_curve(
        state,
        flight,
        now=context.now,
        circumstance=request.circumstance or circumstance_of(context.disruption),
        until_min=request.until_min,
        step_min=request.step_min,
        rates=published_rates().with_given(request.rates),
    )
    before = [0, *(one.cash_cents for one in steps)]
    rising = [one.late_min for one, less in zip(steps, before, strict=False) if one.cash_cents > less]
    currency = state.currency
    return CostCurve(
        flight_id=flight.flight_id,
        passengers=state.passengers_on(flight.flight_id),
        steps=tuple(
            CurveStep(
                late_min=one.late_min,
                compensation=Money(cents=one.cash_cents, currency=currency),
                added=Money(cents=one.cash_cents - less, currency=currency),
                no_rate=tuple(Sum(cents=cents, currency=name) for name, cents in one.no_rate),
                owed_to=dict(one.owed),
                connections_missed=one.beyond,
                not_checked=one.open,
            )
            for one, less in zip(steps, before, strict=False)
        ),
        next_step_min=next((one for one in rising if one > flight.arrival_delay_min), None),
    )


def _known_circumstance(key: str | None) -> None:
    if key is not None and key not in circumstances():
        said = f"{key!r} is not a circumstance; use one of {', '.join(sorted(circumstances()))}."
        raise ToolRetry(said, (("circumstance", said),))


class ExposureRequest(Frozen):
    """A plan's operations, none: the network as it stands. `circumstance`: why it is disrupted, as a key of circumstances.yaml;
    none: what the case's disruption is in law."""

    operations: tuple[Operation, ...] = ()
    circumstance: str | None = None
    rates: tuple[Rate, ...] = ()


class RegimeTotals(Frozen):
    """Passengers a regime speaks of, compensation in its currency, and passengers to whom each thing is owed or not checked."""

    regime: str
    passengers: int
    compensated: int
    compensation: tuple[Sum, ...]
    owed_to: dict[str, int]
    not_checked: dict[str, int]


class ExposureReport(Frozen):
    """What a plan owes by law. `cash`: each passenger once, in the network's currency; `no_rate` could not be converted.

    `open_passengers`: some of their compensation could not be checked; `unknown_places`: airports the law cannot place.
    """

    passengers: int
    regimes: tuple[RegimeTotals, ...]
    cash: Money
    no_rate: tuple[Sum, ...]
    open_passengers: int
    unknown_places: tuple[str, ...]


@tool(name="rights_exposure")
def rights_exposure(context: ToolContext, request: ExposureRequest) -> ExposureReport:
    """What a plan owes its late, moved, refunded and stranded passengers by law, regime by regime, and in money."""
    _known_circumstance(request.circumstance)
    state, now = context.state, context.now
    _, after = decide_all(state, request.operations, now=now)
    projected = propagate(after, now=now, constraints=standing_constraints(after, now, schedule=state)).flights
    rates = published_rates().with_given(request.rates)
    circumstance = request.circumstance or circumstance_of(context.disruption)
    found = exposure(state, after, projected, now=now, circumstance=circumstance, rates=rates)
    return ExposureReport(
        passengers=found.passengers,
        regimes=tuple(
            RegimeTotals(
                regime=name,
                passengers=one.passengers,
                compensated=one.compensated,
                compensation=tuple(Sum(cents=cents, currency=currency) for currency, cents in sorted(one.sums.items())),
                owed_to=dict(sorted(one.owed.items())),
                not_checked=dict(sorted(one.not_checked.items())),
            )
            for name, one in found.regimes.items()
        ),
        cash=Money(cents=found.cash_cents, currency=found.currency),
        no_rate=tuple(Sum(cents=cents, currency=name) for name, cents in sorted(found.no_rate.items())),
        open_passengers=found.open_passengers,
        unknown_places=found.unknown_places,
    )


class DelayCauseRequest(Frozen):
    """A two-digit AHM 730 delay code, or a key of circumstances.yaml."""

    iata_code: Code | None = None
    circumstance: str | None = None


class DelayCauseReport(Frozen):
    """What the law makes of a cause; null where the code alone does not decide. `known`: every circumstance that can be named."""

    says: str
    circumstance: str
    extraordinary: bool | None
    control: Literal["outside", "safety", "within"] | None
    operational: bool | None
    authority: str
    reasoning: str
    missing: tuple[str, ...]
    can_be: tuple[str, ...]


@tool(name="delay_cause")
def delay_cause(context: ToolContext, request: DelayCauseRequest) -> DelayCauseReport:
    """Whether a delay code or circumstance is extraordinary, whose control it lies in, and on what authority."""
    if (request.iata_code is None) == (request.circumstance is None):
        said = "give either a delay code or a circumstance."
        raise ToolRetry(said, (("iata_code", said),))
    _known_circumstance(request.circumstance)
    found = found_cause(Cause(iata_code=request.iata_code, circumstance=request.circumstance))
    row = delay_codes().get(request.iata_code or "")
    named = circumstances().get(found.circumstance)
    return DelayCauseReport(
        says=row.says if row is not None else named.says if named is not None else found.reasoning,
        circumstance=found.circumstance,
        extraordinary=found.extraordinary,
        control=found.control,
        operational=found.operational,
        authority=found.authority,
        reasoning=found.reasoning,
        missing=found.missing,
        can_be=row.circumstances if row is not None else (),
    )


class ClaimRequest(Frozen):
    """A claim as it came in: its text, and the journey as our records have it, where they do. Sums are of one passenger."""

    text: Annotated[str, Field(max_length=20_000)] = ""
    journey: JourneyAsked | None = None
    claimed: Sum | None = None
    rates: tuple[Rate, ...] = ()


class ClaimReport(Frozen):
    """What the claim says, what to answer, and the whole judgment it rests on. A person signs the answer."""

    understood: Understood
    assessment: Assessment
    rights: RightsReport | None
    flights: tuple[FlightId, ...]
    """Flights of the network that the letter may mean."""


@tool(name="assess_claim")
def assess_claim(context: ToolContext, request: ClaimRequest) -> ClaimReport:
    """What a passenger's claim says and what the law gives: accept, accept in part, refuse, or what to ask for first."""
    rates = published_rates().with_given(request.rates)
    said = understand(request.text)
    flights = tuple(one.flight_id for one in _meant(context.state, said))
    claimed = request.claimed or said.claimed
    if request.journey is None:
        missing = tuple(
            what
            for what, known in (
                ("the flight number", said.flight),
                ("the day of the flight", said.day),
                ("what went wrong", said.kind),
                ("the journey as booked and as it went, from our own records", None),
            )
            if known is None
        )
        return ClaimReport(understood=said, assessment=assess(None, claimed, missing, rates), rights=None, flights=flights)
    case = case_asked(request.journey)
    judgment = _judged(case, (), rates)
    report = rights_report(judgment, at=case.now, currency=claimed.currency if claimed else None, rates=rates)
    assessment = assess(judgment, claimed, (), rates, tuple(_contradictions(said, case)))
    return ClaimReport(understood=said, assessment=assessment, rights=report, flights=flights)


def _contradictions(said: Understood, case: RightsCase) -> Iterator[str]:
    """Where the letter speaks of another day, or another carrier, than the journey of our records."""
    days = {one.scheduled_departure.astimezone(place(one.origin).clock).date() for one in case.segments}
    if said.day is not None and said.day not in days:
        yield f"which flight is meant: the letter says {said.day}, our records {case.day}"
    carriers = {name for one in case.segments for name in (one.operating_carrier, one.marketing_carrier) if name}
    if said.flight is not None and said.flight[:2] not in carriers:
        yield f"which flight is meant: the letter says {said.flight}, our records a flight of {', '.join(sorted(carriers))}"


def _meant(state: NetworkState, said: Understood) -> list[Flight]:
    if said.flight is None:
        return []
    found = [one for one in state.own_flights() if f"{one.carrier}{one.number}" == said.flight]
    return sorted(
        (one for one in found if said.day is None or _local_day(state, one, one.std) == said.day), key=lambda one: one.flight_id
    )


def _local_day(state: NetworkState, flight: Flight, moment: datetime) -> object:
    return moment.astimezone(ZoneInfo(state.airports[flight.origin].timezone)).date()
