"""What the console shows beside an option: who may decide about it, what moved under it, its revisions, and doing nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

import pytest
from sqlalchemy import Engine

from api.keys import Principal, Role
from api.plan_review import PlanReview, nothing_of, review_of, revisions_of
from domain.network import UnknownEntity
from graphs.case_desk import CaseDesk
from knowledge.airline.approval import ApprovalPolicy, approval_policy
from tests.decisions.on_a_twin import TwinNetwork, open_room, propose
from tests.graphs.room import closure
from twin.database import open_database

TWO_PEOPLE = approval_policy().model_copy(
    update={
        "approval": tuple(
            rule.model_copy(update={"approvals": 2, "approver": "duty_manager"}) for rule in approval_policy().approval
        )
    }
)


@dataclass(frozen=True)
class Proposed:
    """A case with its options in rank order, on the paper network."""

    desk: CaseDesk
    network: TwinNetwork
    engine: Engine
    case_id: str
    best: str

    def review(self, asker: Principal, policy: ApprovalPolicy = TWO_PEOPLE) -> PlanReview:
        plan = self.desk.plan(self.best)
        return review_of(plan, self.desk.case_view(self.case_id), self.network, policy, asker)

    def approve(self, actor: str) -> str:
        made = self.desk.decide_plan(self.best, revision=1, decision="approve", reason="go", actor=actor, role="duty_manager")
        return made.effect


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """A database with one proposed case, made once; every test has a copy of it."""
    folder = tmp_path_factory.mktemp("searched")
    case_id, (best, *_) = propose(f"sqlite:///{folder}/downline.db")
    return folder, case_id, best


@pytest.fixture
def proposed(searched: tuple[Path, str, str], tmp_path: Path) -> Iterator[Proposed]:
    folder, case_id, best = searched
    copytree(folder, tmp_path, dirs_exist_ok=True)
    url = f"sqlite:///{tmp_path}/downline.db"
    desk, network = open_room(url, policy=TWO_PEOPLE)
    with desk:
        yield Proposed(desk, network, open_database(url), case_id, best)


ANN = Principal(name="ann", role=Role.DUTY_MANAGER)
BOB = Principal(name="bob", role=Role.DUTY_MANAGER)
CONTROLLER = Principal(name="cyd", role=Role.CONTROLLER)
VIEWER = Principal(name="vic", role=Role.VIEWER)


def test_before_a_decision_everybody_sees_whose_it_is_and_whether_they_may(proposed: Proposed) -> None:
    manager, controller, viewer = (proposed.review(one) for one in (ANN, CONTROLLER, VIEWER))

    assert (manager.approval.role, manager.approval.people, manager.approval.assumed) == ("duty_manager", 2, True)
    assert (manager.approve_refused, manager.decline_refused, manager.moved) == ("", "", ())
    assert manager.decide_by is not None
    assert manager.decide_by > manager.now
    assert "asks for a duty manager; you are a controller" in controller.approve_refused
    assert controller.decline_refused == ""
    assert "controller or above" in viewer.decline_refused


def test_after_the_first_of_two_approvals_only_another_person_may_give_the_second(proposed: Proposed) -> None:
    assert proposed.approve("ann") == "approved_once"

    assert proposed.review(ANN).approval.approved_once_by == ("ann",)
    assert "another person" in proposed.review(ANN).approve_refused
    assert proposed.review(BOB).approve_refused == ""

    assert proposed.approve("bob") == "approved"
    assert "waits for no decision" in proposed.review(BOB).approve_refused
    assert proposed.review(BOB).moved == ()


def test_what_moved_under_a_plan_is_named_without_deciding_about_it(proposed: Proposed) -> None:
    proposed.desk.wait(proposed.desk.open_case(closure(20, 22, airport="AAA"), actor="eve"), timeout_s=60)

    review = proposed.review(ANN)

    assert any("'AAA' has other limits" in line for line in review.moved)
    assert review.version > review.base_version
    assert proposed.desk.plan(proposed.best).status == "proposed"


def test_doing_nothing_stays_beside_the_options_when_somebody_builds_on_it(proposed: Proposed) -> None:
    plans = proposed.desk.plans(proposed.case_id)
    nothing = next(plan for plan in plans if plan.kind == "do_nothing")
    operations = next(plan for plan in plans if plan.operations).operations

    proposed.desk.revise_plan(nothing.plan_id, operations, actor="cyd")

    kept = nothing_of(proposed.engine, proposed.case_id)
    assert kept is not None
    assert (kept.plan_id, kept.revision, kept.cost) == (nothing.plan_id, 1, nothing.cost)
    assert all(plan.kind != "do_nothing" for plan in proposed.desk.plans(proposed.case_id))
    first, second = revisions_of(proposed.engine, nothing.plan_id)
    assert (first.kind, first.status, first.operations) == ("do_nothing", "superseded", 0)
    assert (second.kind, second.edited, second.made_by, second.operations) == ("hand_made", True, "cyd", len(operations))


def test_the_revisions_of_a_plan_carry_what_was_decided_about_each(proposed: Proposed) -> None:
    proposed.approve("ann")

    (only,) = revisions_of(proposed.engine, proposed.best)

    assert [(one.actor, one.effect) for one in only.decisions] == [("ann", "approved_once")]
    with pytest.raises(UnknownEntity, match="C9-P9"):
        revisions_of(proposed.engine, "C9-P9")
    assert nothing_of(proposed.engine, "C9") is None
