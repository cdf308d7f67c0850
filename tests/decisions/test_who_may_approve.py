"""The approval policy as data, and the two-person rule."""

import pytest
from pydantic import ValidationError

from domain.commands import CancelFlight
from domain.ids import FlightId
from domain.plans import Check, CostBreakdown, Kpis, Plan, ScoredPlan
from domain.units import Money
from graphs.network import AlreadyDecided, NotAllowed, Stale
from knowledge.airline.approval import ApprovalPolicy, approval_policy
from tests.decisions.on_a_twin import open_room, propose
from tests.domain.paper_network import at
from tests.graphs.room import closure

TWO_PEOPLE = approval_policy().model_copy(
    update={"approval": tuple(rule.model_copy(update={"approvals": 2}) for rule in approval_policy().approval)}
)


def scored(cancellations: int, *, cost_cents: int = 1_000, failing: bool = False) -> ScoredPlan:
    """A plan that cancels so many flights."""
    operations = tuple(CancelFlight(flight_id=FlightId(f"XX{number}/2026-03-02/AAA")) for number in range(1, cancellations + 1))
    checks = (Check(rule="curfew", verdict="fail", citation="", subject="XX1", detail="late"),) if failing else ()
    return ScoredPlan(
        plan=Plan(label="x", kind="recommended" if cancellations else "do_nothing", base_version=1, operations=operations),
        cost=CostBreakdown(total=Money(cents=cost_cents), components={}),
        kpis=Kpis(),
        checks=checks,
    )


@pytest.mark.parametrize(
    ("plan", "rule", "approver", "approvals"),
    [
        (scored(0), "do_nothing", "controller", 1),
        (scored(2), "routine", "controller", 1),
        (scored(3), "major", "duty_manager", 1),
        (scored(2, cost_cents=25_000_001), "major", "duty_manager", 1),
        (scored(300), "major", "duty_manager", 1),
        (scored(301), "network_shutdown", "duty_manager", 2),
    ],
)
def test_the_first_rule_that_fits_a_plan_counts_on_both_sides_of_each_limit(
    plan: ScoredPlan, rule: str, approver: str, approvals: int
) -> None:
    found = approval_policy().rule_for(plan)

    assert found is not None
    assert (found.name, found.approver, found.approvals) == (rule, approver, approvals)


def test_a_plan_with_a_failing_check_has_no_rule_unless_the_policy_gives_one_and_doing_nothing_always_has() -> None:
    policy = approval_policy()
    lenient = policy.model_copy(update={"with_failing_checks": policy.approval[-1]})

    assert policy.rule_for(scored(1, failing=True)) is None
    assert lenient.rule_for(scored(1, failing=True)) == policy.approval[-1]
    assert policy.rule_for(scored(0, failing=True)) is not None


def test_a_policy_that_leaves_some_plan_without_a_rule_or_names_an_unknown_role_is_refused() -> None:
    whole = approval_policy().model_dump()

    with pytest.raises(ValidationError, match="'major'"):
        ApprovalPolicy.model_validate(whole | {"approval": whole["approval"][:3]})
    with pytest.raises(ValidationError, match="steward"):
        ApprovalPolicy.model_validate(whole | {"edit_from": "steward"})


def test_two_people_must_approve_and_the_second_must_be_another_person(sqlite_url: str) -> None:
    case_id, (plan_id, *_) = propose(sqlite_url)
    desk, network = open_room(sqlite_url, policy=TWO_PEOPLE)
    wish = {"revision": 1, "decision": "approve", "reason": "go", "role": "duty_manager"}

    with desk:
        before = network.state().version
        first = desk.decide_plan(plan_id, actor="ann", **wish)  # type: ignore[arg-type]
        assert (first.effect, desk.plan(plan_id).status) == ("approved_once", "approved_once")
        assert network.state().version == before
        with pytest.raises(NotAllowed, match="'ann' has approved"):
            desk.decide_plan(plan_id, actor="ann", **wish)  # type: ignore[arg-type]
        second = desk.decide_plan(plan_id, actor="bob", **wish)  # type: ignore[arg-type]
        assert (second.effect, desk.plan(plan_id).status) == ("approved", "executed")
        assert network.state().version > before
        with pytest.raises(AlreadyDecided, match="'bob' was first"):
            desk.decide_plan(plan_id, actor="cyd", **wish)  # type: ignore[arg-type]
        assert [one.effect for one in desk.case_view(case_id).decisions] == ["approved_once", "approved"]


def test_half_an_approval_is_worth_nothing_once_the_network_moved_on(sqlite_url: str) -> None:
    _, (plan_id, *_) = propose(sqlite_url)
    desk, network = open_room(sqlite_url, policy=TWO_PEOPLE)
    wish = {"decision": "approve", "reason": "go", "role": "duty_manager"}

    with desk:
        desk.decide_plan(plan_id, revision=1, actor="ann", **wish)  # type: ignore[arg-type]
        other = desk.open_case(closure(20, 22, airport="AAA"), actor="eve")
        desk.wait(other, timeout_s=60)
        with pytest.raises(Stale, match="'AAA' has other limits") as stale:
            desk.decide_plan(plan_id, revision=1, actor="bob", **wish)  # type: ignore[arg-type]
        offered = stale.value.next_revision
        assert offered == 2
        again = desk.decide_plan(plan_id, revision=offered, actor="bob", **wish)  # type: ignore[arg-type]
        assert again.effect == "approved_once"
    assert all(not flight.changed_by for flight in network.state().own_flights())


def test_the_clock_running_as_expected_does_not_make_a_plan_stale(sqlite_url: str) -> None:
    _, (plan_id, *_) = propose(sqlite_url)
    desk, network = open_room(sqlite_url)

    with desk:
        network.twin.advance_to(at(7, 30))
        made = desk.decide_plan(plan_id, revision=1, decision="approve", reason="go", actor="ann", role="duty_manager")

    assert made.effect == "approved"
    assert made.at == at(7, 30)
