"""The crew specialist on a small day: what it warns of, what it mends with whom, and what it says nobody can mend."""

from collections.abc import Sequence

from agents.specialist import Consultation, discover
from domain.apply import fold
from domain.commands import AssignCrew, CancelFlight, DelayFlight, Operation
from domain.constraints import CrewTimesOut
from domain.decide import decide_all
from domain.disruptions import FlightDelayedReport
from domain.events import CrewReportedUnavailable
from domain.network import NetworkState
from domain.plans import Brief, Plan, PlanKind, Review, ScoredPlan
from knowledge.airline.costs import cost_parameters
from tests.crew.network import DAY, NOW, crew, late, leg, network, reserve
from tests.domain.paper_network import at
from tools.plan_evaluation.evaluation import evaluate
from tools.spec import ToolContext, all_tools

CREW = discover()["crew"]
ALL_DAY = (1, 2, 3, 4)
REPORT = FlightDelayedReport(reported_at=NOW, flight_id=leg(2), delay_min=120, reason_code="93")


def delays(first: int, delay_min: int) -> tuple[Operation, ...]:
    """Retime a flight and all after it."""
    return tuple(
        DelayFlight(flight_id=leg(row[0]), etd=row[3].replace(hour=row[3].hour + delay_min // 60))
        for row in DAY
        if row[0] >= first
    )


def at_work(state: NetworkState) -> Consultation:
    return Consultation("crew", ToolContext(state=state, now=NOW), all_tools())


def scored(state: NetworkState, operations: Sequence[Operation], kind: PlanKind = "alternative") -> ScoredPlan:
    return evaluate(state, Plan(label="x", kind=kind, base_version=state.version, operations=tuple(operations)), now=NOW)


def review(state: NetworkState, operations: Sequence[Operation], kind: PlanKind = "alternative") -> Review:
    brief = Brief(case_id="C1", disruption=REPORT, version=state.version, now=NOW, question="?")
    return CREW.review(brief, scored(state, operations, kind), at_work(state))


def failing(answer: Review) -> list[tuple[str, str]]:
    return [(one.rule, one.subject) for one in answer.checks if one.verdict == "fail"]


def consult_warnings(state: NetworkState) -> str:
    brief = Brief(case_id="C1", disruption=REPORT, version=state.version, now=NOW, question="?")
    return " ".join(CREW.consult(brief, at_work(state)).warnings)


def test_it_says_which_flight_loses_its_crew_when_and_by_which_paragraph() -> None:
    said = consult_warnings(late(network(crew("C1", legs=ALL_DAY)), 2, 120))

    assert f"{leg(4)} leaving 02 Mar 19:00Z loses its crew" in said
    assert "117.13" in said
    assert "captain could leave until 18:00Z" in said


def test_doing_nothing_is_shown_to_lose_the_flight() -> None:
    state = late(network(crew("C1", legs=ALL_DAY)), 2, 120)

    answer = review(state, (), "do_nothing")

    assert failing(answer) == [("flight_time_limits", leg(4))]
    assert "117.13" in answer.checks[0].citation
    assert answer.operations == ()


def test_a_plan_that_times_a_crew_out_is_mended_with_a_reserve_from_the_base() -> None:
    state = network(crew("C1", legs=ALL_DAY), reserve("R1", from_hour=9))
    plan = delays(2, 120)

    answer = review(state, plan)

    assert failing(answer) == []
    assigned = {str(one.crew_id): one.flight_ids for one in answer.operations if isinstance(one, AssignCrew)}
    assert assigned == {"C1": (leg(1), leg(2)), "R1": (leg(3), leg(4))}
    mended = review(state, (*plan, *answer.operations))
    assert mended.operations == ()
    assert {(one.rule, one.verdict) for one in mended.checks} == {("crew.cover", "pass"), ("flight_time_limits", "pass")}


def test_a_plan_that_nobody_can_crew_fails_with_the_reason_and_says_until_when_it_could_leave() -> None:
    state = network(crew("C1", legs=ALL_DAY))

    answer = review(state, delays(2, 120))

    assert ("crew.cover", leg(4)) in failing(answer) or ("flight_time_limits", leg(4)) in failing(answer)
    limits = [one for one in answer.constraints if isinstance(one, CrewTimesOut)]
    assert [(one.flight_id, one.latest_departure) for one in limits] == [(leg(4), at(18))]


def test_somebody_sick_is_replaced_from_reserve() -> None:
    sick = CrewReportedUnavailable(at=NOW, crew_id="C1", start=at(6), end=at(23))
    state = fold(network(crew("C1", legs=ALL_DAY), reserve("R1")), [sick])

    answer = review(state, ())

    assigned = {str(one.crew_id): one.flight_ids for one in answer.operations if isinstance(one, AssignCrew)}
    assert assigned == {"C1": (), "R1": tuple(leg(number) for number in ALL_DAY)}


def test_what_the_changes_cost_is_in_the_price_of_the_plan() -> None:
    sick = CrewReportedUnavailable(at=NOW, crew_id="C1", start=at(6), end=at(23))
    state = fold(network(crew("C1", legs=ALL_DAY), reserve("R1")), [sick])
    costs = cost_parameters()

    before, after = scored(state, ()), scored(state, review(state, ()).operations)

    assert before.cost.components["crew_replacement"].cents == 4 * costs.crew_replacement_cents
    assert after.cost.components["crew_replacement"].cents == 0
    assert after.cost.components["crew_changes"].cents == 2 * costs.crew_call_cents + costs.crew_replacement_cents
    assert after.kpis.crew_changes == 2


def test_crew_who_are_only_told_that_flights_are_off_cost_nothing() -> None:
    state = network(crew("C1", legs=ALL_DAY))
    off = tuple(CancelFlight(flight_id=leg(number)) for number in (1, 2))

    answer = review(state, off)
    plan = scored(state, (*off, *answer.operations))

    assert failing(answer) == []
    assert plan.cost.components["crew_changes"].cents == 0
    assert plan.cost.components["crew_replacement"].cents == 0


def test_operations_of_a_recovery_leave_every_flight_with_its_crew() -> None:
    state = network(
        crew("C1", legs=ALL_DAY), crew("F1", "first_officer", legs=ALL_DAY), reserve("R1"), reserve("R2", "first_officer")
    )
    plan = delays(2, 120)

    _, after = decide_all(state, (*plan, *review(state, plan).operations), now=NOW)

    for number in ALL_DAY:
        assert sorted(after.crew[one].role for one in after.flight_crew[leg(number)]) == ["captain", "first_officer"]
