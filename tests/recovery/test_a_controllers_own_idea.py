"""Check my idea: a controller's operations stand and the rest is repaired; and an option that looks after given flights."""

import pytest

from domain.commands import CancelFlight, DelayFlight, ScheduleFlight, SwapAircraft
from domain.faults import Refused
from domain.ids import FlightId, TailNumber
from domain.network import NetworkState
from domain.plans import Plan
from tests.recovery.networks import NetworkUnderTest, at, hub_and_spokes
from tests.recovery.small_networks import NOW
from tools.plan_evaluation.evaluation import evaluate
from tools.recovery.options import recover


def two_rotations() -> tuple[NetworkUnderTest, list[FlightId]]:
    """T1 and T2 fly from AAA and back, T2 an hour after T1."""
    net = NetworkUnderTest(["AAA", "BBB", "CCC"])
    flights = []
    for tail, std, away in (("T1", 600, "BBB"), ("T2", 660, "CCC")):
        net.tail(tail, "AAA")
        flights.append(net.flight("AAA", away, std, 60, tail, passengers=80))
        flights.append(net.flight(away, "AAA", std + 120, 60, tail, passengers=80))
    return net, flights


def cheapest(state: NetworkState, *fixed: object, **more: object) -> Plan:
    return recover(state, now=NOW, budget_s=20, rounds=4, fixed=fixed, **more)[0]  # type: ignore[arg-type]


def flown(state: NetworkState, plan: Plan) -> dict[str, str | None]:
    """Tail per operating flight after the plan."""
    scored = evaluate(state, plan, now=NOW)
    assert scored.cost.total.cents == plan.solver.objective
    assert {one.rule for one in scored.checks if one.verdict == "fail"} == set()
    swaps = {one.flight_id: one.tail for one in plan.operations if isinstance(one, SwapAircraft)}
    cancelled = {one.flight_id for one in plan.operations if isinstance(one, CancelFlight)}
    flights = {flight.flight_id: swaps.get(flight.flight_id, flight.tail) for flight in state.own_flights()}
    return {flight: tail for flight, tail in flights.items() if flight not in cancelled}


def test_a_swap_stands_and_the_other_aircraft_flies_what_is_left() -> None:
    net, (out, back, *others) = two_rotations()
    state = net.state()

    plan = cheapest(state, SwapAircraft(flight_id=out, tail=TailNumber("T2")))

    tails = flown(state, plan)
    assert (tails[out], tails[back]) == ("T2", "T2")
    assert {tails[one] for one in others} == {"T1"}


def test_a_retiming_stands_and_what_follows_gives_way() -> None:
    net, (out, back, *_) = two_rotations()
    state = net.state()

    plan = cheapest(state, DelayFlight(flight_id=out, etd=at(700), reason_code="96"))

    times = {one.flight_id: one.etd for one in plan.operations if isinstance(one, DelayFlight)}
    assert times[out] == at(700)
    assert flown(state, plan)[back] is not None
    assert times.get(back, at(720)) >= at(720)


def test_a_cancellation_stands_and_nothing_flies_from_where_no_aircraft_is() -> None:
    net, (out, back, *others) = two_rotations()
    state = net.state()

    plan = cheapest(state, CancelFlight(flight_id=out, reason_code="96"))

    tails = flown(state, plan)
    assert out not in tails
    assert back not in tails
    assert set(others) <= set(tails)


def test_every_operation_that_cannot_be_kept_is_named_at_once() -> None:
    net, (out, *_) = two_rotations()
    unknown = SwapAircraft(flight_id=out, tail=TailNumber("T9"))
    added = ScheduleFlight(carrier="ZZ", number="99", origin="AAA", destination="BBB", std=at(700), sta=at(760))

    with pytest.raises(Refused) as refused:
        cheapest(net.state(), unknown, added, CancelFlight(flight_id=FlightId("ZZ0/2024-03-05/AAA"), reason_code="96"))

    assert [one.field.split(".")[0] for one in refused.value.faults] == ["operations[0]", "operations[1]", "operations[2]"]


def test_protected_flights_fare_better_than_in_the_cheapest_plan() -> None:
    state, now = hub_and_spokes(60, closed=(600, 840)), at(540)
    without = recover(state, now=now, budget_s=30, rounds=10)
    gone = {one.flight_id for one in without[0].operations if isinstance(one, CancelFlight)}
    assert gone
    dear = sorted(gone)[:2]

    plans = recover(state, now=now, budget_s=30, rounds=10, protect=dear)

    protecting = next(plan for plan in plans if plan.label == "Protects your flights")
    still_gone = {one.flight_id for one in protecting.operations if isinstance(one, CancelFlight)}
    assert len(still_gone & set(dear)) < len(dear)
    assert evaluate(state, protecting, now=now).cost.total.cents == protecting.solver.objective
