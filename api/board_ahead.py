"""The board ahead: how flights go if nobody intervenes, and how they stand under a plan."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from api.board import changed_flights, gone_flights
from api.board_rows import BoardFlight, flight_row
from api.outlook import Outlook
from domain.decide import decide_all
from domain.ids import CrewId, FlightId
from domain.network import FlightStatus, NetworkState
from domain.plans import KnockOn, ProjectedFlight, ScoredPlan
from domain.units import Frozen, UtcDatetime, minutes
from tools.legality.crew_board import CrewOutlook
from tools.plan_evaluation.journeys import BrokenJourney


class OutlookFlight(Frozen):
    """How one flight goes if nobody intervenes. `crew_at_risk`: those it loses by law, or who will not be there."""

    flight_id: str
    etd: UtcDatetime
    eta: UtcDatetime
    cancelled: bool
    causes: tuple[KnockOn, ...]
    misconnecting_passengers: int
    """Passengers on it who arrive too late for their next flight."""
    crew_at_risk: tuple[str, ...]


class BoardOutlook(Frozen):
    """Flights that go otherwise than they stand, whose passengers misconnect or that lose crew, by expected departure."""

    network_id: str
    version: int
    now: UtcDatetime
    flights: tuple[OutlookFlight, ...]


class PlanBoard(Frozen):
    """Rows that a plan or its knock-on changes, as they would then stand, times projected; added flights among them.

    A row whose `changed_by` is the plan's id is one that the plan itself moves, cancels, re-assigns or adds.
    """

    plan_id: str
    revision: int
    base_version: int
    flights: tuple[BoardFlight, ...]
    gone: tuple[str, ...]


def board_outlook(network_id: str, outlook: Outlook, crew: Mapping[CrewId, CrewOutlook]) -> BoardOutlook:
    """The flights about which the outlook and the crew board have something to say."""
    missing: dict[FlightId, list[str]] = defaultdict(list)
    for crew_id, one in crew.items():
        for risk in one.at_risk:
            missing[risk.flight_id].append(crew_id)
    late = _misconnecting(outlook)
    projected = outlook.projection.flights
    told = {one.flight_id for one in projected.values() if _goes_otherwise(outlook.state, one)} | late.keys() | missing.keys()
    rows = []
    for flight_id in told:
        flight, future = outlook.state.flights[flight_id], projected.get(flight_id)
        rows.append(
            OutlookFlight(
                flight_id=flight_id,
                etd=future.etd if future else flight.atd or flight.etd,
                eta=future.eta if future else flight.ata or flight.eta,
                cancelled=future.cancelled if future else flight.status is FlightStatus.CANCELLED,
                causes=future.causes if future else (),
                misconnecting_passengers=late[flight_id],
                crew_at_risk=tuple(sorted(missing.get(flight_id, ()))),
            )
        )
    return BoardOutlook(
        network_id=network_id,
        version=outlook.state.version,
        now=outlook.now,
        flights=tuple(sorted(rows, key=lambda row: (row.etd, row.flight_id))),
    )


def plan_board(base: NetworkState, scored: ScoredPlan, *, plan_id: str, revision: int) -> PlanBoard:
    """The plan's operations on the network it was made for, and over them the times that were projected for it.

    Refused when an operation cannot be carried out on `base`.
    """
    # The plan was made at or after the latest event of its base; a later clock would refuse what was then still to come.
    now = base.as_of
    after = base if now is None else decide_all(base, scored.plan.operations, now=now, by=plan_id)[1]
    rows = {row.flight_id: row for row in changed_flights(base, after)}
    for future in scored.affected:
        flight = after.flights.get(future.flight_id)
        if flight is not None and after.is_own(flight):
            rows[future.flight_id] = _as_projected(rows.get(future.flight_id) or flight_row(after, flight), future)
    return PlanBoard(
        plan_id=plan_id,
        revision=revision,
        base_version=scored.plan.base_version,
        flights=tuple(sorted(rows.values(), key=lambda row: (row.std, row.flight_id))),
        gone=gone_flights(base, after),
    )


def _as_projected(row: BoardFlight, future: ProjectedFlight) -> BoardFlight:
    if future.cancelled:
        return row.model_copy(update={"status": FlightStatus.CANCELLED.value})
    return row.model_copy(update={"etd": future.etd, "eta": future.eta, "tail": future.tail})


def _goes_otherwise(state: NetworkState, future: ProjectedFlight) -> bool:
    flight = state.flights[future.flight_id]
    if flight.status is FlightStatus.CANCELLED:
        return False
    return future.cancelled or bool(future.causes) or (flight.atd or flight.etd, flight.eta) != (future.etd, future.eta)


def _misconnecting(outlook: Outlook) -> Counter[FlightId]:
    """Passengers by the flight that brings them too late."""
    found: Counter[FlightId] = Counter()
    for broken in outlook.journeys.broken:
        if 0 < broken.lost_from < len(broken.booking.flight_ids) and _is_missed(outlook, broken):
            found[broken.booking.flight_ids[broken.lost_from - 1]] += broken.booking.passengers
    return found


def _is_missed(outlook: Outlook, broken: BrokenJourney) -> bool:
    """Whether the lost leg operates and leaves before its passengers can reach it: not one that is cancelled."""
    state, projected = outlook.state, outlook.projection.flights
    inbound_id, outbound_id = broken.booking.flight_ids[broken.lost_from - 1 : broken.lost_from + 1]
    leaves = projected.get(outbound_id)
    if leaves is None or leaves.cancelled or inbound_id not in state.flights:
        return False
    comes, inbound = projected.get(inbound_id), state.flights[inbound_id]
    lands = comes.eta if comes else inbound.ata or inbound.eta
    return leaves.etd - lands < minutes(state.airports[state.flights[outbound_id].origin].min_connection_min)
