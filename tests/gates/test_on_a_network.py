"""The tool on a paper airport, and the assumed stands of a recorded day."""

from dataclasses import replace
from datetime import datetime

import pytest

from domain import events as e
from domain.apply import fold
from domain.commands import AssignGate, CancelFlight, DelayFlight
from domain.decide import decide_all
from domain.ids import AirportCode, CarrierCode, FlightId, TailNumber
from domain.network import NetworkState, Stand
from domain.units import minutes
from knowledge.airline.gate_policy import gate_policy
from tests.gates.small_problems import NOON
from tools.gates.from_network import gate_limits, gate_problem
from tools.gates.published import conflicts
from tools.gates.tool import GatePlanReport, gate_load, gate_plan
from tools.spec import ToolContext, ToolRetry
from twin.scenarios import DEFAULT_SCENARIO, load_scenario
from twin.scenarios.fleet import tail_type
from twin.scenarios.legs import Leg
from twin.scenarios.stands import own_stands, published_gates, with_stands

HUB = AirportCode("JFK")
OUT = AirportCode("BOS")
STANDS = (Stand("1", walk_min=3), Stand("2", walk_min=4), Stand("3", walk_min=9))


def name(number: int) -> FlightId:
    return FlightId(f"XX{number}")


def day(stands: tuple[Stand, ...] = STANDS, rotations: int = 2) -> NetworkState:
    """Tails T1, T2, ... come to the hub every quarter of an hour from one o'clock, go an hour later, use stands 1, 2, 3 in turn.

    Tail n arrives with XX(10 n), a hundred people, and leaves with XX(10 n + 1).
    """
    events: list[e.Event] = [
        e.ScenarioOpened(
            at=NOON, scenario_id="paper", own_carriers=(CarrierCode("XX"),), currency="USD", horizon_end=NOON + minutes(720)
        )
    ]
    for code, known in ((HUB, stands), (OUT, ())):
        events.append(
            e.AirportDeclared(
                at=NOON,
                airport=code,
                name=code,
                timezone="America/New_York",
                latitude=40.0,
                longitude=-73.0,
                arrivals_per_hour=60,
                departures_per_hour=60,
                min_connection_min=30,
                gates=("1", "2", "3"),
                stands=known,
            )
        )
    for index in range(rotations):
        tail, lands = TailNumber(f"T{index + 1}"), NOON + minutes(60 + 15 * index)
        events.append(
            e.AircraftRegistered(
                at=NOON,
                tail=tail,
                carrier=CarrierCode("XX"),
                family="A320",
                model="A320",
                seats=150,
                min_turn_min=30,
                location=OUT,
                ready_at=NOON,
            )
        )
        inbound, outbound = name(10 * (index + 1)), name(10 * (index + 1) + 1)
        events += [
            _scheduled(inbound, OUT, HUB, lands - minutes(50), lands),
            _scheduled(outbound, HUB, OUT, lands + minutes(60), lands + minutes(110)),
        ]
        events += [e.AircraftAssigned(at=NOON, flight_id=one, tail=tail) for one in (inbound, outbound)]
        events += [
            e.GateAssigned(at=NOON, flight_id=inbound, gate=str(index % 3 + 1), movement="arrival"),
            e.GateAssigned(at=NOON, flight_id=outbound, gate=str(index % 3 + 1)),
        ]
    return fold(NetworkState(), events)


def _scheduled(
    flight_id: FlightId, origin: AirportCode, destination: AirportCode, std: datetime, sta: datetime
) -> e.FlightScheduled:
    return e.FlightScheduled(
        at=NOON,
        flight_id=flight_id,
        carrier=CarrierCode("XX"),
        number=flight_id[2:],
        origin=origin,
        destination=destination,
        std=std,
        sta=sta,
    )


def ask(state: NetworkState, **arguments: object) -> GatePlanReport:
    report = gate_plan.run(ToolContext(state=state, now=NOON), {"airport": HUB, **arguments})
    assert isinstance(report, GatePlanReport)
    assert report.solver.status in ("optimal", "not_run")
    return report


def test_nothing_moves_on_a_day_without_trouble() -> None:
    report = ask(day())
    assert (report.turns, report.stands) == (2, 3)
    assert not report.conflicts
    assert not report.moves
    assert not report.operations


def test_a_closed_gate_moves_its_flights_and_the_operations_can_be_carried_out() -> None:
    state = day()
    state = fold(state, [e.GateClosed(at=NOON, airport=HUB, gate="1", start=NOON, end=NOON + minutes(180))])
    report = ask(state)
    assert {(one.flight_id, one.from_stand, one.to, one.why) for one in report.moves} == {
        (name(10), "1", "3", "1 is closed"),
        (name(11), "1", "3", "1 is closed"),
    }
    assert all(one.walk_more_min == 6 for one in report.moves)
    assert report.operations == (
        AssignGate(flight_id=name(10), gate="3", movement="arrival"),
        AssignGate(flight_id=name(11), gate="3", movement="departure"),
    )
    _, after = decide_all(state, report.operations, now=NOON)
    assert not ask(after).moves


@pytest.mark.parametrize(("late_min", "in_the_way"), [(4, False), (5, False), (6, True)])
def test_a_late_departure_moves_whoever_comes_to_its_stand_within_the_buffer(late_min: int, in_the_way: bool) -> None:
    """T4, delayed by half an hour, comes to stand 1 at 14:15; T1 leaves it at 14:00 by schedule."""
    state = day((*STANDS,), rotations=4)
    moved = [DelayFlight(flight_id=name(40), etd=NOON + minutes(60 + 45 - 50 + 30))]  # lands at 14:15
    moved.append(DelayFlight(flight_id=name(11), etd=NOON + minutes(120 + late_min)))
    report = ask(state, operations=[one.model_dump() for one in moved])
    found = [one for one in report.conflicts if one.stand == "1"]
    assert bool(found) is in_the_way
    if in_the_way:
        assert {one.flight_id for one in found} == {name(40), name(41)}
        assert all(one.with_flight in (name(10), name(11)) for one in found)


def test_a_cancelled_departure_leaves_the_aircraft_on_the_ground() -> None:
    report = ask(day(), operations=[CancelFlight(flight_id=name(11)).model_dump()])
    assert report.turns == 2
    assert not report.without_stand


def test_stands_bind_where_more_aircraft_are_planned_than_there_are() -> None:
    assert gate_limits(day(rotations=3), NOON) == ()
    (limit,) = gate_limits(day(rotations=4), NOON)
    assert (limit.airport, limit.aircraft, limit.source) == (HUB, 3, "ground")
    assert (limit.start, limit.end) == (NOON + minutes(105), NOON + minutes(120))
    closed = e.GateClosed(at=NOON, airport=HUB, gate="3", start=NOON + minutes(100), end=NOON + minutes(110))
    (limit,) = gate_limits(fold(day(rotations=3), [closed]), NOON)
    assert (limit.start, limit.end, limit.aircraft) == (NOON + minutes(100), NOON + minutes(110), 2)
    report = gate_load.run(ToolContext(state=day(rotations=4), now=NOON), {"airport": OUT})
    assert report.limits == ()


def test_an_airport_of_which_only_names_are_known_is_planned_where_flights_are_published_on_them() -> None:
    state = day(stands=())
    assert ask(state).status == "planned"
    unpublished = state.flights
    for flight_id, flight in state.flights.items():
        unpublished = unpublished.set(flight_id, replace(flight, gate="", arrival_gate=""))
    assert ask(replace(state, flights=unpublished)).status == "no_stands_known"
    assert gate_limits(state, NOON) == ()


def test_operations_that_cannot_be_carried_out_are_refused() -> None:
    with pytest.raises(ToolRetry) as refused:
        ask(day(), operations=[DelayFlight(flight_id=FlightId("XX999"), etd=NOON).model_dump()])
    assert refused.value.faults


def test_the_assumed_stands_hold_the_published_plan_of_the_recorded_day() -> None:
    scenario = load_scenario(DEFAULT_SCENARIO)
    opened = scenario.opening[0]
    assert isinstance(opened, e.ScenarioOpened)
    tails = {one.flight_id: one.tail for one in scenario.opening if isinstance(one, e.AircraftAssigned)}
    legs = [
        Leg(
            one.flight_id,
            one.carrier,
            one.number,
            one.std.date(),
            one.origin,
            one.destination,
            one.std,
            one.sta,
            tails.get(one.flight_id),
        )
        for one in scenario.opening
        if isinstance(one, e.FlightScheduled) and not one.further
    ]
    types = {
        TailNumber(leg.tail): tail_type(leg.carrier, leg.tail) for leg in legs if leg.tail and leg.carrier in opened.own_carriers
    }
    declared = [one for one in scenario.opening if isinstance(one, e.AirportDeclared)]
    bare = [one.model_copy(update={"stands": ()}) for one in declared]
    own = own_stands(legs, types, opened.own_carriers, bare, scenario.scenario_id)
    assert own == own_stands(legs, types, opened.own_carriers, bare, scenario.scenario_id)
    gates = published_gates(own, scenario.start_at)
    assert HUB in own
    assert len(own) < len(declared) / 3
    assert len(gates) < 2 * sum(leg.carrier in opened.own_carriers for leg in legs)
    opening = [
        with_stands(one.model_copy(update={"stands": ()}), own) if isinstance(one, e.AirportDeclared) else one
        for one in scenario.opening
    ]
    state = fold(NetworkState(), [*(one for one in opening if not isinstance(one, e.GateAssigned)), *gates])
    for code in own:
        airport = state.airports[AirportCode(code)]
        assert {stand.name for stand in airport.stands} <= set(airport.gates)
        assert any("stands" in one for one in airport.assumed)
        found = gate_problem(state, airport, {}, scenario.start_at, gate_policy())
        assert found.turns
        assert all(one.published_arrival for one in found.turns if one.arrival is not None)
        assert all(one.published_departure for one in found.turns if one.departure is not None)
        assert conflicts(found) == []


def test_nothing_is_searched_where_every_published_stand_can_be_used() -> None:
    state = day()
    quiet = ask(state, only_if_needed=True)
    searched = ask(state)
    assert (quiet.solver.status, quiet.operations) == ("not_run", ())
    assert quiet.cost.cents >= searched.cost.cents
