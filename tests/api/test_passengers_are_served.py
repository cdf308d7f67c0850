"""A case over HTTP until its passengers are served: what was looked at before approval is what is then done."""

import time
from collections import Counter
from typing import Any
from urllib.parse import quote

from tests.api.callers import Caller, cancelled
from tests.api.conftest import Server

FOR_RESERVATIONS = ("SplitBooking", "RebookPassenger", "RefundPassenger")


def until_served(caller: Caller, case_id: str, *, within_s: float = 60) -> dict[str, Any]:
    """The case's one service, once it is done and nothing waits to be sent."""
    give_up = time.monotonic() + within_s
    while time.monotonic() < give_up:
        services = caller.ok(f"cases/{case_id}/passengers")
        if services and services[0]["status"] == "done":
            states = {name.split("/")[2] for name in services[0]["messages"]}
            if "queued" not in states:
                return dict(services[0])
        time.sleep(0.2)
    raise TimeoutError(f"the passengers of {case_id} are not served after {within_s} s")


def test_what_was_shown_before_approval_is_what_passengers_get_after_it(
    server: Server, viewer: Caller, controller: Caller, duty_manager: Caller
) -> None:
    # given a flight that will not be flown, and a plan for its passengers
    plans = controller.options_for(cancelled(controller))
    chosen = next(one for one in plans if one["legal"] and any(op["type"] == "RebookPassenger" for op in one["operations"]))
    case_id, plan_id = chosen["case_id"], chosen["plan_id"]

    # when its messages are looked at, nothing is done
    shown = viewer.ok(f"plans/{quote(plan_id)}/messages")
    assert shown["messages"] == sum(line["count"] for line in shown["lines"]) > 0
    assert viewer.ok(f"cases/{case_id}/passengers") == []

    # when it is approved
    assert duty_manager.decide(chosen, "approve").status_code == 200
    service = until_served(viewer, case_id)

    # then every operation for a passenger was carried out, and every message that was shown was queued
    operations = Counter(one["type"] for one in chosen["operations"])
    assert service["reservations"] == {"outcomes": {"done": sum(operations[name] for name in FOR_RESERVATIONS)}, "problems": []}
    cared = {one["booking_id"] for one in chosen["operations"] if one["type"] == "CareForPassengers"}
    assert (service["care"]["bookings"], service["care"]["complete"]) == (len(cared), len(cared))
    queued = Counter[str]()
    for name, count in service["messages"].items():
        queued[name.split("/")[0]] += count
    promised = Counter[str]()
    for line in shown["lines"]:
        promised[line["template"]] += line["count"]
    assert queued == promised
    assert service["not_told"] == 0

    # then the record says so, in its chain and on paper
    record = viewer.ok(f"cases/{case_id}/record")
    assert record["intact"]
    assert record["entries"][-1]["kind"] == "passengers"
    page = viewer.get(f"cases/{case_id}/record.html")
    assert f"passengers {plan_id} revision {chosen['revision']}" in " ".join(page.text.split())

    # then no answer named anybody
    people = server.room.passengers.people
    booking = next(one["booking_id"] for one in chosen["operations"] if one["type"] == "RebookPassenger")
    known = people.contacts_for([booking], purpose="notify_disruption", actor="test", role="system")
    personal = [one for person in known[booking] for one in (person.name, *(contact.address for contact in person.contacts))]
    assert personal
    said = repr((service, shown, record)) + page.text
    assert not [one for one in personal if one in said]
