"""Tools `slot_ledger` and `slot_consequences`."""

from collections import Counter

from pydantic import Field

from domain.commands import Operation
from domain.disruptions import Iata
from domain.ids import FlightId, SeriesId
from domain.network import Movement
from domain.plans import Verdict
from domain.units import Frozen, UtcDatetime
from knowledge.slots.levels import off_slot_tolerance_min
from knowledge.slots.regime import regime
from tools.slot_series.consequences import Consequences, Effect, LostSlot, OffItsSlot, consequences, lost_slots_of_today
from tools.slot_series.grounds import Claimable
from tools.slot_series.ledger import FlightState, SlotUse, Standing, ledger
from tools.spec import ToolContext, tool


class SlotLedgerRequest(Frozen):
    """Which airports to report, all where we hold series when left out; and how many series at most, least spare first."""

    airports: tuple[Iata, ...] = ()
    at_most: int = Field(default=50, ge=1, le=1000)


class SlotFlight(Frozen):
    """A flight of the network on a slot of the series; `minutes_off` is after its slot, negative before."""

    flight_id: FlightId
    state: FlightState
    slot_at: UtcDatetime
    minutes_off: int
    lost: bool


class SeriesRow(Frozen):
    """One series. `spare`: how many more slots may be lost today's losses not counted, `spare_today` with them; negative: lost.

    `weekday` 1 Monday to 7, 0: every day of the period. `level`, `needed` and spares are None where they are not known.
    """

    series_id: SeriesId
    flight_number: str
    airport: Iata
    movement: Movement
    weekday: int
    period: str
    level: int | None
    regime: str
    held: int
    needed: int | None
    operated: int
    justified: int
    not_operated: int
    to_come: int
    spare: int | None
    spare_today: int | None
    lost: bool
    verdict: Verdict
    detail: str
    citation: str
    flights: tuple[SlotFlight, ...]
    assumed: tuple[str, ...]


class SlotLedgerReport(Frozen):
    """Series by least spare. Counts are over all that were asked for, `rows` may hold fewer.

    `without_spare`: the next loss ends their precedence; `lost`: it is gone; both with today's losses. `does_not_cover`: what
    the regimes behind the rows leave out.
    """

    series: int
    lost: int
    without_spare: int
    not_checked: int
    flights: dict[FlightState, int]
    rows: tuple[SeriesRow, ...]
    does_not_cover: tuple[str, ...]


@tool(name="slot_ledger")
def slot_ledger(context: ToolContext, request: SlotLedgerRequest) -> SlotLedgerReport:
    """Our slot series: held, needed for historic precedence, used, to come, how many more may be lost, and today's flights."""
    for code in request.airports:
        context.state.airport(code)
    standings = [one for one in ledger(context.state) if not request.airports or one.series.airport in request.airports]
    spares = [one.spare_today for one in standings]
    names = sorted({one.level.regime for one in standings if one.level is not None})
    return SlotLedgerReport(
        series=len(standings),
        lost=sum(spare is not None and spare < 0 for spare in spares),
        without_spare=sum(spare == 0 for spare in spares),
        not_checked=sum(spare is None for spare in spares),
        flights=dict(sorted(Counter(use.state for one in standings for use in one.uses).items())),
        rows=tuple(_row(one) for one in standings[: request.at_most]),
        does_not_cover=tuple(f"{name}: {said}" for name in names for said in regime(name).does_not_cover),
    )


class SlotConsequencesRequest(Frozen):
    """The operations of a plan. `tolerance_min`: from how many minutes off its slot a movement is told of; assumed when left out.

    `already_cancelled`: tell also of slots that flights cancelled or diverted before the plan leave unused.
    """

    operations: tuple[Operation, ...] = ()
    tolerance_min: int | None = Field(default=None, ge=0, le=720)
    already_cancelled: bool = False


class ClaimReading(Frozen):
    """A ground in the network. `open`: it can be claimed, and counts once what `needs` says is there; no deadline is known."""

    ground: str
    why: str
    days_in_a_row: int
    open: bool
    detail: str
    citation: str
    needs: tuple[str, ...]


class SlotLoss(Frozen):
    """A slot that is not used, what that does to its series, and whether it can be claimed.

    `rests_on_claim`: precedence is lost unless the claim is accepted; `precedence_lost`: for good.
    """

    series_id: SeriesId
    flight_id: FlightId
    airport: Iata
    movement: Movement
    effect: Effect
    held: int
    needed: int | None
    spare_before: int | None
    spare_after: int | None
    claim: ClaimReading | None
    citation: str
    detail: str
    assumed: tuple[str, ...]


class SlotMove(Frozen):
    """A movement off its slot by more than the tolerance; `other_day`: it may be counted as not operated."""

    series_id: SeriesId
    flight_id: FlightId
    airport: Iata
    movement: Movement
    slot_at: UtcDatetime
    moved_to: UtcDatetime
    minutes_off: int
    other_day: bool
    verdict: Verdict
    detail: str
    citation: str


class SlotNeeded(Frozen):
    """An added flight at a coordinated airport without a slot there."""

    flight: str
    airport: Iata
    movement: Movement
    at: UtcDatetime
    verdict: Verdict
    detail: str
    citation: str


class SlotConsequencesReport(Frozen):
    """What a plan does to our series, the worst first. `already`: slots lost before it. `counts`: lost slots by effect."""

    counts: dict[Effect, int]
    losses: tuple[SlotLoss, ...]
    already: tuple[SlotLoss, ...]
    moves: tuple[SlotMove, ...]
    slots_needed: tuple[SlotNeeded, ...]
    tolerance_min: int
    tolerance_assumed: bool


@tool(name="slot_consequences")
def slot_consequences(context: ToolContext, request: SlotConsequencesRequest) -> SlotConsequencesReport:
    """What a plan's operations do to slot series: precedence spent or lost, what can be claimed, movements off their slots."""
    assumed = request.tolerance_min is None
    tolerance = off_slot_tolerance_min() if request.tolerance_min is None else request.tolerance_min
    found: Consequences = consequences(context.state, request.operations, tolerance)
    return SlotConsequencesReport(
        counts=dict(sorted(Counter(one.effect for one in found.lost).items())),
        losses=tuple(map(_loss, found.lost)),
        already=tuple(map(_loss, lost_slots_of_today(context.state))) if request.already_cancelled else (),
        moves=tuple(map(_move, found.off)),
        slots_needed=tuple(
            SlotNeeded(
                flight=f"{one.carrier}{one.number}",
                airport=one.airport,
                movement=one.movement,
                at=one.at,
                verdict=one.ruling.verdict,
                detail=one.ruling.detail,
                citation=one.ruling.citation,
            )
            for one in found.without
        ),
        tolerance_min=tolerance,
        tolerance_assumed=assumed,
    )


def _row(one: Standing) -> SeriesRow:
    series, spare = one.series, one.spare_today
    return SeriesRow(
        series_id=series.series_id,
        flight_number=series.flight_number,
        airport=series.airport,
        movement=series.movement,
        weekday=series.weekday,
        period=series.season,
        level=None if one.level is None else one.level.level,
        regime="" if one.level is None else one.level.regime,
        held=series.held,
        needed=one.needed,
        operated=series.operated,
        justified=series.justified,
        not_operated=series.not_operated,
        to_come=one.to_come,
        spare=one.spare,
        spare_today=spare,
        lost=spare is not None and spare < 0,
        verdict=one.ruling.verdict,
        detail=one.ruling.detail,
        citation=one.ruling.citation,
        flights=tuple(map(_flight, one.uses)),
        assumed=series.assumed,
    )


def _flight(use: SlotUse) -> SlotFlight:
    return SlotFlight(
        flight_id=use.flight.flight_id, state=use.state, slot_at=use.slot_at, minutes_off=use.minutes_off, lost=use.lost
    )


def _loss(one: LostSlot) -> SlotLoss:
    series = one.standing.series
    return SlotLoss(
        series_id=series.series_id,
        flight_id=one.use.flight.flight_id,
        airport=series.airport,
        movement=series.movement,
        effect=one.effect,
        held=series.held,
        needed=one.standing.needed,
        spare_before=one.spare_before,
        spare_after=one.spare_after,
        claim=None if one.claim is None else _claim(one.claim),
        citation=one.standing.ruling.citation,
        detail=one.standing.ruling.detail,
        assumed=series.assumed,
    )


def _claim(one: Claimable) -> ClaimReading:
    return ClaimReading(
        ground=one.ground,
        why=one.why,
        days_in_a_row=one.days,
        open=one.open,
        detail=one.ruling.detail,
        citation=one.ruling.citation,
        needs=one.ruling.needs,
    )


def _move(one: OffItsSlot) -> SlotMove:
    series = one.standing.series
    return SlotMove(
        series_id=series.series_id,
        flight_id=one.use.flight.flight_id,
        airport=series.airport,
        movement=series.movement,
        slot_at=one.slot_at,
        moved_to=one.moved_to,
        minutes_off=one.minutes_off,
        other_day=one.other_day,
        verdict=one.ruling.verdict,
        detail=one.ruling.detail,
        citation=one.ruling.citation,
    )
