"""Tools on flight-time law: one duty (`check_duty`, `duty_lateness`), the network's crews, and what the law is."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from domain.commands import Operation
from domain.constraints import CrewTimesOut
from domain.decide import decide_all
from domain.faults import Refused
from domain.ids import CrewId, FlightId
from domain.network import CrewMember, Flight, FlightStatus, NetworkState, UnknownEntity
from domain.plans import Verdict
from domain.units import Frozen, UtcDatetime, minutes
from knowledge.dated_law import BadRegime, UnknownRegime
from knowledge.flight_time.clocks import UnknownClock
from knowledge.flight_time.duty import DutyCase
from knowledge.flight_time.regime import Regime, regime, regimes
from knowledge.flight_time.ruling import BodyClock, RestRequired, Ruling, verdict_of
from tools.delay_propagation.propagation import propagate
from tools.delay_propagation.standing import standing_constraints
from tools.legality.crew_board import CrewBoard, CrewOutlook
from tools.legality.duty_cases import DutyReader, Times, as_it_stands, as_projected
from tools.legality.lateness import LatestDeparture, latest_departures
from tools.legality.time_limits import crew_time_limits
from tools.spec import ToolContext, ToolRetry, tool

RegimeName = Annotated[str, Field(description="A regime of GET tools/flight_time_law, such as 'us_part_117' or 'easa_oro_ftl'")]


class CheckDutyRequest(Frozen):
    """One duty with what came before it, and the law to judge it by."""

    regime: RegimeName
    case: DutyCase


class CheckDutyReport(Frozen):
    """`verdict`: fail when anything fails, else not_checked when anything could not be checked. All rulings, not the first."""

    regime: str
    title: str
    verdict: Verdict
    rulings: tuple[Ruling, ...]
    rest_required: tuple[RestRequired, ...]


@tool(name="check_duty")
def check_duty(context: ToolContext, request: CheckDutyRequest) -> CheckDutyReport:
    """Is this duty legal? Every rule that governs it: limit, actual, margin, citation; and the rest owed after it."""
    law = _regime(request.regime)
    rulings = _ruled(law, request.case)
    return CheckDutyReport(
        regime=law.name, title=law.title, verdict=verdict_of(rulings), rulings=rulings, rest_required=_rest(law, request.case)
    )


class DutyLatenessRequest(Frozen):
    """A duty, and which of its sectors (0 is the first) is to leave late; the duty is taken to end with it."""

    regime: RegimeName
    case: DutyCase
    sector: Annotated[int, Field(ge=0)] | None = None


class DutyLatenessReport(Frozen):
    """Without extension first, then under each extension the regime knows. `latest` null: not legal at any time."""

    regime: str
    off_block: UtcDatetime
    latest_departures: tuple[LatestDeparture, ...]


@tool(name="duty_lateness")
def duty_lateness(context: ToolContext, request: DutyLatenessRequest) -> DutyLatenessReport:
    """How late can this crew still go? The latest legal off-block, under which extension, and who must agree."""
    law = _regime(request.regime)
    sectors = request.case.duty.sectors
    index = len(sectors) - 1 if request.sector is None else request.sector
    if not sectors or index >= len(sectors):
        raise ToolRetry(f"The duty has {len(sectors)} sectors; name one from 0 to {len(sectors) - 1}.")
    _ruled(law, request.case)
    return DutyLatenessReport(
        regime=law.name,
        off_block=sectors[index].off_block,
        latest_departures=latest_departures(law, request.case, index),
    )


class BodyClockReport(Frozen):
    """Whether the crew member is acclimated when the duty begins, and to which clock."""

    regime: str
    body_clock: BodyClock


@tool(name="body_clock")
def body_clock(context: ToolContext, request: CheckDutyRequest) -> BodyClockReport:
    """Is this crew member acclimated when the duty begins, and to which clock? From the history, as the regime reads it."""
    law = _regime(request.regime)
    if law.body_clock is None:
        raise ToolRetry(f"{law.name!r} does not read limits by body clock; {', '.join(law.binds)} under it need none.")
    _ruled(law, request.case)
    found = law.body_clock(request.case, law.law(request.case.duty.report_at.date()))
    return BodyClockReport(regime=law.name, body_clock=found)


class CrewAssignmentRequest(Frozen):
    """Flights this person would work as one duty, in order, instead of the duty `replaces` where that is named."""

    crew_id: CrewId
    flight_ids: Annotated[tuple[FlightId, ...], Field(min_length=1, max_length=12)]
    deadheads: tuple[FlightId, ...] = ()
    replaces: str | None = None
    report_at: UtcDatetime | None = None


@tool(name="check_crew_assignment")
def check_crew_assignment(context: ToolContext, request: CrewAssignmentRequest) -> CheckDutyReport:
    """May this crew member work these flights as one duty? Judged on the network as it stands, by the law that governs them."""
    state = context.state
    member = _member(state, request.crew_id)
    flights = [state.flight(one) for one in request.flight_ids]
    reader = DutyReader(state, context.now)
    report = request.report_at or flights[0].etd - minutes(reader.practice.report_before_min)
    legs = [(flight, flight.atd or flight.etd, flight.eta, flight.flight_id in request.deadheads) for flight in flights]
    release = legs[-1][2] + minutes(reader.practice.release_after_min)
    period = reader.period(member, report, release, legs, standby=reader.standby(member, report))
    before = [one.case.duty for one in reader.duties(member) if one.duty.duty_id != request.replaces]
    case = reader.case(member, period, [one for one in before if one.report_at < report])
    law = reader.law_of(member)
    rulings = law.check(case)
    return CheckDutyReport(
        regime=law.name, title=law.title, verdict=verdict_of(rulings), rulings=rulings, rest_required=_rest(law, case)
    )


class CrewStatusRequest(Frozen):
    """Whose status; everybody's when left out. `operations`: as if this plan were carried out.

    `as_projected`: with the delays to come if nobody intervenes further.
    """

    crew_ids: tuple[CrewId, ...] = ()
    operations: tuple[Operation, ...] = ()
    only_at_risk: bool = False
    as_projected: bool = True


class ShortFlight(Frozen):
    """A flight that operates with fewer crew than it was planned with, or with nobody."""

    flight_id: FlightId
    missing: dict[str, int]


class CrewStatusReport(Frozen):
    """One outlook per crew member, by id; flights that lack crew whoever turns up.

    `not_wholly_checked`: people with work ahead whose limits could not all be checked, usually for want of history.
    """

    crew: tuple[CrewOutlook, ...]
    not_wholly_checked: int
    short: tuple[ShortFlight, ...]


@tool(name="crew_status")
def crew_status(context: ToolContext, request: CrewStatusRequest) -> CrewStatusReport:
    """Where each crew member is, what they do, when they time out, and which flights lose them if nobody intervenes."""
    state, now = context.state, context.now
    for crew_id in request.crew_ids:
        _member(state, crew_id)
    try:
        _, after = decide_all(state, request.operations, now=now, by="crew status")
    except Refused as refusal:
        raise ToolRetry(f"The plan cannot be carried out here: {refusal}") from refusal
    times: Times = as_it_stands
    if request.as_projected:
        times = as_projected(propagate(after, now=now, constraints=standing_constraints(after, now, schedule=state)).flights)
    outlooks = CrewBoard().update(after, now, times)
    wanted = frozenset(request.crew_ids)
    return CrewStatusReport(
        short=tuple(_short(state, after, times)),
        not_wholly_checked=sum(one.duty_id is not None and one.verdict == "not_checked" for one in outlooks.values()),
        crew=tuple(
            one
            for one in outlooks.values()
            if (not wanted or one.crew_id in wanted) and (one.at_risk or not request.only_at_risk)
        ),
    )


def _short(base: NetworkState, after: NetworkState, times: Times) -> Iterator[ShortFlight]:
    """Flights yet to go with fewer people of a role than at base; a ferry needs two pilots."""
    for flight in sorted(after.own_flights(), key=lambda one: one.flight_id):
        if flight.status is not FlightStatus.SCHEDULED or times(flight) is None:
            continue
        needed = Counter(base.crew[one].role for one in base.flight_crew.get(flight.flight_id, ()))
        if not needed and flight.service == "ferry" and base.crew:
            needed = Counter({"captain": 1, "first_officer": 1})
        there = Counter(after.crew[one].role for one in after.flight_crew.get(flight.flight_id, ()))
        if missing := needed - there:
            yield ShortFlight(flight_id=flight.flight_id, missing=dict(sorted(missing.items())))


class CrewLatenessRequest(Frozen):
    """A flight of ours, and one of its crew; all of them when left out."""

    flight_id: FlightId
    crew_id: CrewId | None = None


class MemberLateness(Frozen):
    """One crew member's latest legal off-block of the flight."""

    crew_id: CrewId
    role: str
    regime: str
    latest_departures: tuple[LatestDeparture, ...]


class CrewLatenessReport(Frozen):
    """`latest`: when the whole crew can still go without an extension; null when somebody cannot go at all."""

    flight_id: FlightId
    etd: UtcDatetime
    latest: UtcDatetime | None
    crew: tuple[MemberLateness, ...]


@tool(name="crew_lateness")
def crew_lateness(context: ToolContext, request: CrewLatenessRequest) -> CrewLatenessReport:
    """How late can this flight's crew still take it? Per crew member, as things are and with each extension and whose consent."""
    state = context.state
    flight = state.flight(request.flight_id)
    crew = state.flight_crew.get(flight.flight_id, ()) if request.crew_id is None else (request.crew_id,)
    reader = DutyReader(state, context.now)
    members = [_lateness(reader, _member(state, crew_id), flight) for crew_id in crew]
    plain = [one.latest_departures[0].latest for one in members]
    known = [one for one in plain if one is not None]
    return CrewLatenessReport(
        flight_id=flight.flight_id,
        etd=flight.etd,
        latest=min(known) if known and len(known) == len(plain) else None,
        crew=tuple(members),
    )


def _lateness(reader: DutyReader, member: CrewMember, flight: Flight) -> MemberLateness:
    for read in reader.duties(member):
        for index, leg in enumerate(read.legs):
            if leg.flight_id == flight.flight_id:
                law = reader.law_of(member)
                found = latest_departures(law, read.case, index)
                return MemberLateness(crew_id=member.crew_id, role=member.role, regime=law.name, latest_departures=found)
    raise ToolRetry(f"{member.crew_id!r} does not work {flight.flight_id!r}; a flight's crew is in GET /api/v1/flights/ID.")


class CrewTimeLimitsRequest(Frozen):
    """Nothing to say: every flight of ours yet to go."""


class CrewTimeLimitsReport(Frozen):
    """Latest departures as constraints, sorted by flight."""

    limits: tuple[CrewTimesOut, ...]


@tool(name="crew_time_limits")
def crew_time_limits_tool(context: ToolContext, request: CrewTimeLimitsRequest) -> CrewTimeLimitsReport:
    """Which flights must leave in time for their own crew, because its duty is running and no reserve waits where they leave."""
    return CrewTimeLimitsReport(limits=crew_time_limits(context.state, context.now))


class LawRequest(Frozen):
    """One regime, or all when left out; its parameters too when asked."""

    regime: RegimeName | None = None
    with_parameters: bool = False


class LawStatement(Frozen):
    """What a regime covers and what it does not; rules with their citations; parameters as they are dated."""

    regime: str
    title: str
    binds: tuple[str, ...]
    based_on: str
    stricter_than: str
    covers: tuple[str, ...]
    does_not_cover: tuple[str, ...]
    rules: tuple[tuple[str, str], ...]
    extensions: tuple[tuple[str, str], ...]
    parameters: dict[str, Any]


class LawReport(Frozen):
    """Regimes by name."""

    regimes: tuple[LawStatement, ...]


@tool(name="flight_time_law")
def flight_time_law(context: ToolContext, request: LawRequest) -> LawReport:
    """Which flight-time law is known: regimes, what each covers and does not, its rules and dated figures with citations."""
    chosen = regimes().values() if request.regime is None else (_regime(request.regime),)
    return LawReport(regimes=tuple(_statement(one, request.with_parameters) for one in chosen))


def _statement(law: Regime, with_parameters: bool) -> LawStatement:
    return LawStatement(
        regime=law.name,
        title=law.title,
        binds=law.binds,
        based_on=law.based_on,
        stricter_than=law.stricter_than,
        covers=law.covers,
        does_not_cover=law.does_not_cover,
        rules=tuple((one.name, one.citation) for one in law.rules),
        extensions=tuple((one.name, one.citation) for one in law.extensions),
        parameters={name: one.model_dump(mode="json") for name, one in law.parameters.items()} if with_parameters else {},
    )


def _regime(name: str) -> Regime:
    try:
        return regime(name)
    except UnknownRegime as error:
        raise ToolRetry(str(error), (("regime", str(error)),)) from error


def _ruled(law: Regime, case: DutyCase) -> tuple[Ruling, ...]:
    """The rulings; ToolRetry names every fault of a case that no law can read."""
    faults = list(_faults(law, case))
    if faults:
        raise ToolRetry("This duty cannot be judged: " + "; ".join(text for _, text in faults), tuple(faults))
    try:
        return law.check(case)
    except (UnknownClock, BadRegime) as error:
        raise ToolRetry(str(error)) from error


def _faults(law: Regime, case: DutyCase) -> list[tuple[str, str]]:
    duty = case.duty
    found: list[tuple[str, str]] = []
    if case.crew not in law.binds:
        found.append(("crew", f"{law.name} does not bind {case.crew}; it binds {', '.join(law.binds)}"))
    if duty.release_at < duty.report_at:
        found.append(("duty.release_at", "release is before report"))
    before: datetime = duty.report_at
    for index, one in enumerate(duty.sectors):
        if one.on_block < one.off_block:
            found.append((f"duty.sectors[{index}]", "on-block is before off-block"))
        if one.off_block < before:
            found.append((f"duty.sectors[{index}]", "leaves before the sector in front of it is over, or before report"))
        before = max(before, one.on_block)
    if duty.sectors and duty.release_at < duty.sectors[-1].on_block:
        found.append(("duty.release_at", "release is before the last on-block"))
    for index, earlier in enumerate(case.history):
        if earlier.release_at > duty.report_at:
            found.append((f"history[{index}]", "an earlier duty ends after this one reports"))
    return found


def _rest(law: Regime, case: DutyCase) -> tuple[RestRequired, ...]:
    return law.rest_required(case, law.law(case.duty.report_at.date()))


def _member(state: NetworkState, crew_id: CrewId) -> CrewMember:
    found = state.crew.get(crew_id)
    if found is None:
        raise UnknownEntity(
            f"Crew member {crew_id!r} is not in scenario {state.scenario_id!r}. A flight's crew is in GET /api/v1/flights/ID."
        )
    return found
