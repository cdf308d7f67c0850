"""Each specialist on the paper network, with the real tools: what it finds, and what it says about a plan."""

from collections.abc import Iterable

from agents.specialist import Consultation, discover
from domain.apply import fold
from domain.commands import AssignGate, CancelFlight, DelayFlight, InjectDisruption, Operation
from domain.constraints import CrewConnection, EarliestDeparture, StationCapacity, StationClosed, TailMustBeAt, TailUnavailable
from domain.decide import decide_all
from domain.disruptions import (
    AircraftUnserviceableReport,
    AirportClosedReport,
    CrewUnavailableReport,
    Disruption,
    GateClosedReport,
)
from domain.events import AircraftAssigned, GateAssigned, MaintenancePlanned
from domain.network import NetworkState
from domain.plans import Brief, CostBreakdown, Finding, Kpis, Plan, ProjectedFlight, Review, ScoredPlan
from domain.units import Money
from graphs.supervisor import TRIAGE
from tests.domain.paper_network import at, paper_network
from tests.graphs.room import NOW, XX1, XX2, XX3
from tools.spec import ToolContext, all_tools

STAFF = discover()
CLOSURE = AirportClosedReport(reported_at=NOW, airport="BBB", start=at(9), end=at(11))


def after(disruption: Disruption, state: NetworkState | None = None) -> NetworkState:
    """The paper network once the disruption is reported."""
    _, known = decide_all(state or paper_network(), [InjectDisruption(disruption=disruption)], now=NOW)
    return known


def bench(name: str, state: NetworkState) -> Consultation:
    return Consultation(name, ToolContext(state=state, now=NOW), all_tools())


def consult(name: str, disruption: Disruption, state: NetworkState) -> Finding:
    brief = Brief(case_id="C1", disruption=disruption, version=state.version, now=NOW, question="?")
    return STAFF[name].consult(brief, bench(name, state))


def values(finding: Finding) -> dict[str, float | int | str | None]:
    return {fact.fact_id: fact.value for fact in finding.facts}


def as_written(state: NetworkState, *operations: Operation) -> ScoredPlan:
    """A plan taken at its word, knock-on and all, so that reviewers see its faults and not what propagation makes of them."""
    _, fork = decide_all(state, operations, now=NOW)
    affected = tuple(
        ProjectedFlight(
            flight_id=one.flight_id, tail=one.tail, etd=one.etd, eta=one.eta, cancelled=one.status.value == "cancelled"
        )
        for one in sorted(fork.own_flights(), key=lambda one: one.flight_id)
        if one != state.flights[one.flight_id]
    )
    return ScoredPlan(
        plan=Plan(label="x", kind="alternative", base_version=state.version, operations=operations),
        cost=CostBreakdown(total=Money(cents=0), components={}),
        kpis=Kpis(),
        affected=affected,
    )


def review(name: str, state: NetworkState, *operations: Operation) -> Review:
    brief = Brief(case_id="C1", disruption=CLOSURE, version=state.version, now=NOW, question="?")
    return STAFF[name].review(brief, as_written(state, *operations), bench(name, state))


def failing(answer: Review) -> list[tuple[str, str]]:
    return [(check.rule, check.subject) for check in answer.checks if check.verdict == "fail"]


def kinds(constraints: Iterable[object]) -> set[type]:
    return {type(one) for one in constraints}


def test_the_six_are_found_by_walking_the_folder_and_the_triage_table_knows_no_other() -> None:
    assert set(STAFF) == {"slot", "crew", "ground", "network", "revenue", "compliance"}
    assert {name for asked in TRIAGE.values() for name in asked} == set(STAFF)
    assert all(set(specialist.tools) <= set(all_tools()) for specialist in STAFF.values())


def test_slot_gives_closures_and_hourly_capacity_and_counts_what_falls_into_the_closure() -> None:
    finding = consult("slot", CLOSURE, after(CLOSURE))

    assert kinds(finding.constraints) == {StationClosed, StationCapacity}
    assert values(finding) == {"slot.BBB.scheduled": 2, "slot.BBB.over": 0, "slot.BBB.closed": 2}


def test_slot_fails_a_plan_that_lands_in_the_closure_and_passes_one_that_waits() -> None:
    state = after(CLOSURE)

    early = review("slot", state, DelayFlight(flight_id=XX1, etd=at(8, 30)))
    late = review("slot", state, DelayFlight(flight_id=XX1, etd=at(10)), DelayFlight(flight_id=XX2, etd=at(11, 30)))

    assert failing(early) == [("slot.closure", XX1)]
    assert kinds(early.constraints) == {StationClosed}
    assert failing(late) == []


def test_crew_gives_connections_and_names_who_is_missing() -> None:
    sick = CrewUnavailableReport(reported_at=NOW, crew_id="C1", start=at(7), end=at(20))

    finding = consult("crew", sick, after(sick))

    assert [(one.first, one.then, one.crew_count) for one in finding.constraints if isinstance(one, CrewConnection)] == [
        (XX1, XX2, 1)
    ]
    assert values(finding)["crew.unavailable"] == 1
    assert XX1 in finding.warnings[0]


def test_ground_tells_turn_rounds_and_what_nobody_knows() -> None:
    finding = consult("ground", CLOSURE, after(CLOSURE))

    found = values(finding)
    assert (found["ground.shortest_turn"], found["ground.longest_turn"]) == (30, 30)
    assert any("no teams or vehicles are known" in warning for warning in finding.warnings)
    assert any("nothing is known of its stands" in warning for warning in finding.warnings)


def test_ground_fails_a_turn_round_that_is_too_short_with_the_earliest_departure_that_would_do() -> None:
    answer = review("ground", paper_network(), DelayFlight(flight_id=XX1, etd=at(8, 45)))

    assert failing(answer) == [("ground.turnaround", XX2)]
    (asked,) = answer.constraints
    assert isinstance(asked, EarliestDeparture)
    assert (asked.flight_id, asked.at) == (XX2, at(10, 15))


def test_ground_finds_another_gate_for_a_flight_whose_gate_is_closed() -> None:
    shut = GateClosedReport(reported_at=NOW, airport="AAA", gate="1", start=at(7), end=at(23))
    state = after(shut, fold(paper_network(), [GateAssigned(at=NOW, flight_id=XX3, gate="1")]))

    finding = consult("ground", shut, state)
    answer = review("ground", state, CancelFlight(flight_id=XX1))

    assert values(finding)["ground.AAA.closed_gates"] == 1
    assert AssignGate(flight_id=XX3, gate="2") in answer.operations


def test_network_gives_grounded_aircraft_and_what_happens_if_nobody_intervenes_with_its_causes() -> None:
    broken = AircraftUnserviceableReport(reported_at=NOW, tail="N1", airport="AAA", start=at(7), end=at(9))
    planned = MaintenancePlanned(at=NOW, tail="N2", airport="AAA", start=at(16), end=at(20), reason="A check")

    finding = consult("network", broken, after(broken, fold(paper_network(), [planned])))

    assert kinds(finding.constraints) == {TailUnavailable, TailMustBeAt}
    found = values(finding)
    assert (found["network.moved"], found["network.cancelled"]) == (2, 0)
    assert found["network.delay"] == 60 + 30
    assert found["network.cause.unserviceable"] == 1
    assert XX1 in next(fact.text for fact in finding.facts if fact.fact_id.startswith("network.worst"))


def test_network_fails_a_plan_that_breaks_a_rotation_or_flies_a_grounded_tail() -> None:
    three_legs = fold(paper_network(), [AircraftAssigned(at=NOW, flight_id=XX3, tail="N1")])
    broken = AircraftUnserviceableReport(reported_at=NOW, tail="N1", airport="AAA", start=at(7), end=at(9))

    cut = review("network", three_legs, CancelFlight(flight_id=XX2), DelayFlight(flight_id=XX1, etd=at(8, 5)))
    grounded = review("network", after(broken), DelayFlight(flight_id=XX1, etd=at(8, 30)))

    assert failing(cut) == [("network.continuity", XX3)]
    assert failing(grounded) == [("network.grounded", XX1)]


def test_revenue_says_that_no_demand_is_known_instead_of_guessing() -> None:
    finding = consult("revenue", CLOSURE, paper_network())
    checks = {one.rule: one.verdict for one in review("revenue", paper_network(), CancelFlight(flight_id=XX1)).checks}

    assert any("No demand still to come is known" in warning for warning in finding.warnings)
    assert not any(one.kind == "SeatPrice" for one in finding.constraints)
    assert checks["revenue.displaced_sales"] == "not_checked"


def test_compliance_tells_who_must_approve_and_what_the_law_gives_passengers() -> None:
    finding = consult("compliance", CLOSURE, after(CLOSURE))
    answer = review("compliance", paper_network(), CancelFlight(flight_id=XX1))

    facts = values(finding)
    assert facts["compliance.approval.routine"] == "controller"
    assert facts["compliance.cause"] == "airport_closure"
    assert facts["compliance.rights"] == 70
    by_rule = {check.rule: check for check in answer.checks}
    assert by_rule["compliance.approval"].verdict == "pass"
    assert "'routine'" in by_rule["compliance.approval"].detail
    assert by_rule["passenger_rights"].citation


def test_every_answer_is_in_the_specialists_own_name_and_its_facts_are_its_own() -> None:
    state = after(CLOSURE)
    for name in sorted(set(STAFF) - {"revenue"}):
        finding = consult(name, CLOSURE, state)
        assert finding.specialist == name
        assert len({fact.fact_id for fact in finding.facts}) == len(finding.facts)
        assert all(fact.fact_id.startswith(f"{name}.") for fact in finding.facts)
