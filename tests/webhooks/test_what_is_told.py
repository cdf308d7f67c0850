"""What the casebook records is told to those who asked, signed, once, and through every crash under the same id."""

import json
from datetime import timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from gateways.webhooks.port import DeliveryPolicy
from tests.graphs.room import closure
from tests.webhooks.conftest import Room, run


class Killed(BaseException):
    """The process is gone."""


def told(room: Room) -> list[str]:
    return [json.loads(one.body)["type"] for one in room.receiver.requests]


def ids(room: Room) -> list[str]:
    return [one.headers["webhook-id"] for one in room.receiver.requests]


def test_a_case_is_told_from_its_opening_to_its_end_and_every_message_verifies(either_room: Room) -> None:
    room, desk = either_room, either_room.desk()
    _, secret = room.register(desk)
    plan_id = room.decide_a_case()
    run(desk.step())
    assert told(room) == ["case.opened", "case.proposed", "case.decided", "plan.executed", "case.closed"]
    assert len(set(ids(room))) == 5
    for one in room.receiver.requests:
        assert Webhook(secret).verify(one.body, one.headers)["type"]
    decided = json.loads(room.receiver.requests[2].body)["data"]
    assert (decided["plan_id"], decided["decision"], decided["role"]) == (plan_id, "approve", "duty_manager")
    assert decided["cost"] == {"cents": room.cases.plan(plan_id).cost.total.cents, "currency": "USD"}
    assert decided["links"]["plan"] == f"https://downline.example/api/v1/plans/{plan_id}"


def test_nothing_told_names_a_person_or_says_what_one_wrote(room: Room) -> None:
    desk = room.desk()
    room.register(desk)
    room.decide_a_case()
    run(desk.step())
    assert room.receiver.requests
    for one in room.receiver.requests:
        assert not any(name in one.body for name in (b"Jones", b"ann", b"dan.manager"))


def test_a_stale_plan_is_told(room: Room) -> None:
    desk = room.desk()
    room.register(desk, "plan.stale")
    case_id = room.cases.open_case(closure(), actor="ann", budget_s=1.0)
    room.cases.wait(case_id, timeout_s=30)
    plan = next(one for one in room.cases.plans(case_id) if one.legal and one.operations)
    room.network.execute(plan.operations[:1], actor="ann", by="ann", idempotency_key="by hand")
    with pytest.raises(Exception, match="is stale"):
        room.cases.decide_plan(plan.plan_id, revision=1, decision="approve", reason="late", actor="dan", role="duty_manager")
    run(desk.step())
    assert told(room) == ["plan.stale"]


def test_only_what_an_endpoint_asked_for_and_what_happened_after_it_was_registered(room: Room) -> None:
    desk = room.desk()
    room.decide_a_case()
    room.register(desk, "case.opened")
    run(desk.step())
    assert told(room) == []
    room.cases.wait(room.cases.open_case(closure(14, 15), actor="ann", budget_s=1.0), timeout_s=30)
    run(desk.step())
    assert told(room) == ["case.opened"]


@pytest.mark.parametrize("where", ["before_queued", "after_send"])
def test_a_desk_that_is_killed_sends_the_same_message_under_the_same_id(either_room: Room, where: str) -> None:
    room = either_room

    def kill(place: str) -> None:
        if place == where:
            raise Killed

    room.crash = kill
    dying = room.desk()
    room.register(dying, "case.opened")
    room.cases.wait(room.cases.open_case(closure(), actor="ann", budget_s=1.0), timeout_s=30)
    with pytest.raises(Killed):
        run(dying.step())
    sent_before = room.receiver.requests[:]
    assert len(sent_before) == (1 if where == "after_send" else 0)
    room.crash = lambda place: None
    reborn = room.desk()
    run(reborn.step())
    if where == "after_send":
        assert len(room.receiver.requests) == 1, "the claim of the dead desk still holds"
        room.passed = timedelta(minutes=2)
        run(reborn.step())
        assert room.receiver.requests[1].body == sent_before[0].body
    assert told(room) == ["case.opened"] * (len(sent_before) + 1)
    assert len(set(ids(room))) == 1
    run(reborn.step())
    assert len(room.receiver.requests) == len(sent_before) + 1


def test_two_desks_on_one_database_send_a_message_once(either_room: Room) -> None:
    room = either_room
    one, other = room.desk(), room.desk()
    room.register(one)
    room.decide_a_case()

    async def both() -> None:
        import asyncio

        await asyncio.gather(one.step(), other.step())
        await asyncio.gather(one.step(), other.step())

    run(both())
    assert sorted(told(room)) == sorted(["case.opened", "case.proposed", "case.decided", "plan.executed", "case.closed"])


def test_a_message_that_does_not_arrive_is_tried_again_later_and_then_given_up(room: Room) -> None:
    desk = room.desk(policy=DeliveryPolicy(retry_after_s=(5, 300)))
    endpoint_id, secret = room.register(desk)
    desk.ping(endpoint_id)
    room.receiver.answers = [500, 302, 503]
    for after_s, state, sent in (
        (0, "pending", 1),
        (4, "pending", 1),
        (6, "pending", 2),
        (400, "given_up", 3),
        (9_999, "given_up", 3),
    ):
        room.passed = timedelta(seconds=after_s)
        run(desk.step())
        (delivery,) = desk.deliveries(endpoint_id)
        assert (delivery.state, delivery.attempts, len(room.receiver.requests)) == (state, sent, sent)
    assert {one.path for one in room.receiver.requests} == {"/hook"}, "a redirect was followed"
    assert len(set(ids(room))) == 1
    room.passed = timedelta()
    desk.redeliver(endpoint_id, delivery.message_id)
    run(desk.step())
    assert desk.deliveries(endpoint_id)[0].state == "delivered"
    assert len(set(ids(room))) == 1
    assert Webhook(secret).verify(room.receiver.requests[-1].body, room.receiver.requests[-1].headers)["type"] == "webhook.ping"


def test_an_endpoint_that_is_gone_or_fails_for_days_is_disabled_and_says_why(room: Room) -> None:
    desk = room.desk()
    gone, _ = room.register(desk)
    desk.ping(gone)
    room.receiver.answers = [410]
    run(desk.step())
    assert (desk.endpoint(gone).enabled, desk.endpoint(gone).disabled_because) == (False, "it answered 410 Gone")
    desk.remove(gone)
    failing, _ = room.register(desk)
    desk.ping(failing)
    room.receiver.answers = [500, 500]
    run(desk.step())
    assert desk.endpoint(failing).enabled
    room.passed = timedelta(days=5, minutes=1)
    run(desk.step())
    shown = desk.endpoint(failing)
    assert (shown.enabled, shown.disabled_because, shown.pending) == (False, "every attempt has failed for 5 days", 1)
    desk.switch(failing, on=True)
    room.passed = timedelta(days=6)
    run(desk.step())
    assert desk.endpoint(failing).pending == 0


def test_a_disabled_endpoint_is_sent_nothing(room: Room) -> None:
    desk = room.desk()
    endpoint_id, _ = room.register(desk)
    desk.switch(endpoint_id, on=False, because="disabled by admin")
    desk.ping(endpoint_id)
    room.decide_a_case()
    run(desk.step())
    assert told(room) == []
    desk.switch(endpoint_id, on=True)
    run(desk.step())
    assert told(room) == ["webhook.ping"]


def test_while_a_secret_is_rotated_both_verify_and_afterwards_only_the_new_one(room: Room) -> None:
    desk = room.desk(policy=DeliveryPolicy(overlap=timedelta(minutes=2)))
    endpoint_id, old = room.register(desk)
    _, new = desk.rotate(endpoint_id)
    desk.ping(endpoint_id)
    run(desk.step())
    during = room.receiver.requests[-1]
    assert Webhook(old).verify(during.body, during.headers) == Webhook(new).verify(during.body, during.headers)
    room.passed = timedelta(minutes=3)
    desk.ping(endpoint_id)
    run(desk.step())
    after = room.receiver.requests[-1]
    assert Webhook(new).verify(after.body, after.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(old).verify(after.body, after.headers)


def test_a_slow_answer_is_not_waited_for_and_an_endless_one_is_not_read(room: Room) -> None:
    desk = room.desk(timeout_s=0.3)
    endpoint_id, _ = room.register(desk)
    desk.ping(endpoint_id)
    room.receiver.wait_s = 1.0
    run(desk.step())
    assert desk.deliveries(endpoint_id)[0].last_error == "no answer within 0.3 s"
    room.receiver.wait_s, room.receiver.endless = 0.0, True
    room.receiver.answers = [200]
    room.passed = timedelta(seconds=10)
    run(desk.step())
    assert desk.deliveries(endpoint_id)[0].state == "delivered"
    assert room.receiver.sent_bytes < 20_000_000
