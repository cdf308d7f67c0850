"""428, 412, 409 and 403: a decision names the revision it is about, is made once, and by somebody with the authority."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.api.callers import Caller, grounded
from tests.api.conftest import Server
from tests.api.test_bad_input_is_refused_whole import problem

Options = Callable[[int], list[dict[str, Any]]]


def legal(options: list[dict[str, Any]]) -> dict[str, Any]:
    return next(plan for plan in options if plan["kind"] != "do_nothing" and plan["legal"])


@pytest.fixture(scope="module")
def waiting(server: Server) -> dict[str, Any]:
    """A legal option that waits for a decision; the first test leaves it waiting, the next one decides: another
    case in between would move the network on under it."""
    controller = server.caller("controller")
    return legal(controller.options_for(grounded(controller, 1)))


def test_who_decides_names_a_revision_has_the_authority_and_a_reason(
    waiting: dict[str, Any], viewer: Caller, controller: Caller, duty_manager: Caller
) -> None:
    plan = waiting
    path = f"plans/{plan['plan_id']}/decisions"
    wish = {"decision": "approve", "reason": "in a test"}

    missing = problem(duty_manager.post(path, wish), 428)
    assert 'If-Match: "1"' in missing["detail"]
    assert problem(duty_manager.decide(plan, "approve", revision=7), 412)["current_revision"] == 1
    problem(duty_manager.post(path, wish, {"If-Match": "*"}), 412)
    problem(viewer.decide(plan, "approve"), 403)
    unreasoned = duty_manager.post(path, {"decision": "approve", "reason": ""}, {"If-Match": '"1"'})
    assert problem(unreasoned, 422)["errors"][0]["field"] == "reason"
    problem(duty_manager.post(path, {"decision": "maybe", "reason": "x"}, {"If-Match": '"1"'}), 422)
    problem(duty_manager.post("plans/C9-P9/decisions", wish, {"If-Match": '"1"'}), 404)

    assert controller.ok(f"plans/{plan['plan_id']}")["status"] == "proposed"


def test_of_two_who_approve_at_once_one_succeeds_and_the_other_is_told_who_was_first(
    waiting: dict[str, Any], server: Server, controller: Caller
) -> None:
    plan = waiting
    approvers = [server.caller("duty-manager"), server.caller("admin")]
    before = controller.ok("simulation")["version"]

    with ThreadPoolExecutor(2) as together:
        answers = list(together.map(lambda who: who.decide(plan, "approve"), approvers))

    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [200, 409], [answer.text for answer in answers]
    lost = problem(next(answer for answer in answers if answer.status_code == 409), 409)
    won = next(answer for answer in answers if answer.status_code == 200).json()
    assert lost["winner"] == won["decision"]["actor"]
    assert controller.ok("simulation")["version"] > before
    problem(approvers[0].decide(plan, "reject"), 409)


def test_a_hand_edit_is_the_next_revision_and_the_old_one_can_no_longer_be_approved(
    controller: Caller, duty_manager: Caller
) -> None:
    plan = controller.options_without_a_search(grounded(controller, 2))[0]
    path = f"plans/{plan['plan_id']}/revisions"

    # an operation that cannot be carried out is refused, and there is no new revision
    impossible = {"type": "DelayFlight", "flight_id": "B69999/2013-02-08/JFK", "etd": "2013-02-08T20:00:00Z"}
    assert problem(controller.post(path, {"operations": [impossible]}), 422)["errors"]
    assert controller.ok(f"plans/{plan['plan_id']}")["revision"] == 1

    edited = controller.post(path, {"operations": plan["operations"][:0]}, {"If-Match": '"1"'})
    assert edited.status_code == 201, edited.text
    assert edited.headers["ETag"] == '"2"'
    assert (edited.json()["kind"], edited.json()["revision"], edited.json()["operations"]) == ("hand_made", 2, [])

    problem(controller.post(path, {"operations": []}, {"If-Match": '"1"'}), 412)
    old = duty_manager.decide(plan, "approve")
    assert problem(old, 412)["current_revision"] == 2
    assert old.headers["ETag"] == '"2"'
    assert duty_manager.decide(plan, "reject", revision=2).status_code == 200


def test_a_plan_whose_flights_have_changed_is_stale_and_offered_anew(
    open_case: Options, controller: Caller, duty_manager: Caller
) -> None:
    # given an option, and a controller who then cancels a flight that it changes
    plan = legal(open_case(4))
    touched = next(one["flight_id"] for one in plan["operations"] if one["type"] != "ScheduleFlight")
    done = controller.post("commands/cancel_flight", {"flight_id": touched})
    assert done.status_code == 200, done.text

    # when the option is approved as it was read
    document = problem(duty_manager.decide(plan, "approve"), 412)

    # then it is not carried out, and the answer says what has moved
    assert document["type"].endswith("plan-stale")
    assert touched in str(document["errors"])
    assert controller.ok(f"plans/{plan['plan_id']}")["status"] in ("stale", "proposed")
    assert controller.ok(f"cases/{plan['case_id']}")["execution"] is None
