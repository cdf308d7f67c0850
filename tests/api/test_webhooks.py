"""Webhooks over HTTP: admins register endpoints where the operator allows them, and see how deliveries go."""

import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from standardwebhooks import Webhook

from gateways.webhooks.delivery import HttpSender
from gateways.webhooks.egress import Egress, allowed_hosts
from tests.api.callers import Caller
from tests.api.conftest import Server
from tests.webhooks.receiver import Receiver


@pytest.fixture
def admin(server: Server) -> Caller:
    return server.caller("admin")


@pytest.fixture
def receiver(server: Server) -> Iterator[Receiver]:
    """A receiver that the server may send to while the test runs."""
    one, desk = Receiver().open(), server.room.webhooks
    closed = desk.egress
    desk.egress = Egress(allowed_hosts(f"127.0.0.1:{one.port}"))
    desk.sender = HttpSender(desk.egress)
    yield one
    desk.egress, desk.sender = closed, HttpSender(closed)
    one.close()


def delete(caller: Caller, path: str) -> httpx.Response:
    return httpx.delete(f"{caller.address}/api/v1/{path}", headers={"Authorization": f"Bearer {caller.key}"})


def arrived(receiver: Receiver, count: int) -> list[Any]:
    give_up = time.monotonic() + 20
    while len(receiver.requests) < count and time.monotonic() < give_up:
        time.sleep(0.02)
    assert len(receiver.requests) == count
    return receiver.requests


def until_delivered(admin: Caller, path: str) -> None:
    give_up = time.monotonic() + 20
    while admin.ok(f"{path}/deliveries")["items"][0]["state"] != "delivered":
        assert time.monotonic() < give_up
        time.sleep(0.02)


def test_where_no_host_is_named_nothing_can_be_registered(admin: Caller) -> None:
    answer = admin.post("webhooks", {"url": "https://hooks.example.com/in"})
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:downline:problem:webhook-refused")
    assert "DOWNLINE_WEBHOOK_HOSTS" in answer.json()["errors"][0]["message"]
    assert admin.ok("webhooks") == {"items": []}


def test_only_admins_see_or_make_webhooks(duty_manager: Caller, receiver: Receiver) -> None:
    assert duty_manager.get("webhooks").status_code == 403
    assert duty_manager.post("webhooks", {"url": receiver.url}).status_code == 403


def test_every_fault_of_a_registration_is_named(admin: Caller, receiver: Receiver) -> None:
    url = f"http://user:word@localhost:{receiver.port}/#x"
    faults = [one["message"] for one in admin.post("webhooks", {"url": url}).json()["errors"]]
    assert [any(word in one for one in faults) for word in ("use https", "user or password", "fragment", "not among")] == [
        True
    ] * 4
    form = admin.post("webhooks", {"url": receiver.url, "types": ["case.exploded"], "secret": "mine"})
    assert {one["field"] for one in form.json()["errors"]} == {"types.0", "secret"}


def test_an_endpoint_from_registration_to_removal(admin: Caller, receiver: Receiver) -> None:
    made = admin.post("webhooks", {"url": receiver.url, "types": ["case.opened"], "description": "duty desk"})
    assert made.status_code == 201
    endpoint, secret = made.json()["endpoint"], made.json()["secret"]
    path = f"webhooks/{endpoint['endpoint_id']}"
    assert made.headers["location"] == f"/api/v1/{path}"
    assert secret.startswith("whsec_")
    assert secret not in admin.get(path).text + admin.get("webhooks").text

    ping = admin.post(f"{path}/ping").json()
    (first,) = arrived(receiver, 1)
    assert first.headers["webhook-id"] == ping["message_id"]
    assert Webhook(secret).verify(first.body, first.headers)["type"] == "webhook.ping"
    until_delivered(admin, path)
    new_secret = admin.post(f"{path}/rotate").json()["secret"]
    admin.post(f"{path}/deliveries/{ping['message_id']}/redeliver")
    again = arrived(receiver, 2)[1]
    assert again.headers["webhook-id"] == ping["message_id"]
    for one in (secret, new_secret):
        Webhook(one).verify(again.body, again.headers)

    off = admin.post(f"{path}/disable").json()
    assert (off["enabled"], off["disabled_because"]) == (False, "disabled by demo-admin")
    assert admin.post(f"{path}/enable").json()["enabled"]
    (delivery,) = admin.ok(f"{path}/deliveries")["items"]
    assert delivery["message_id"] == ping["message_id"]
    assert admin.post(f"{path}/deliveries/msg_unknown/redeliver").status_code == 404
    assert delete(admin, path).status_code == 204
    assert admin.get(path).status_code == 404
