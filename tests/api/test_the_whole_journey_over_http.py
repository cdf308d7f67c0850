"""From a report to a changed network, over HTTP alone."""

import re

import httpx

from domain.disruptions import DISRUPTION, describe
from graphs.intake.grammar import Understood, understand
from tests.api.callers import DAY, Caller, cancelled, grounded
from tests.api.conftest import Server


def test_a_disruption_becomes_options_and_an_approved_one_changes_the_network(controller: Caller, duty_manager: Caller) -> None:
    # given a flight that cannot be flown this afternoon
    before = controller.ok("simulation")["version"]
    report = cancelled(controller)

    # when it is reported
    opened = controller.post("cases", report)

    # then a case is open at once, and the network knows of it
    assert opened.status_code == 202
    case_id = opened.json()["case_id"]
    assert opened.headers["Location"] == f"/api/v1/cases/{case_id}"
    assert controller.ok("simulation")["version"] == before + 1

    # then every specialist says something, and progress is kept
    case = controller.until_proposed(case_id)
    assert set(case["findings"]) == set(case["specialists"]) >= {"slot", "crew", "ground", "network", "revenue", "compliance"}
    assert controller.ok(f"cases/{case_id}/events")["items"][-1]["stage"] == "present"

    # then the options stand beside doing nothing, each with a price that is the sum of its parts
    plans = controller.ok(f"cases/{case_id}/plans")["items"]
    assert [plan["kind"] for plan in plans].count("do_nothing") == 1
    assert any(plan["kind"] != "do_nothing" for plan in plans)
    for plan in plans:
        assert plan["cost"]["total"]["cents"] == sum(part["cents"] for part in plan["cost"]["components"].values())
        assert {check["verdict"] for check in plan["checks"]} <= {"pass", "fail", "not_checked"}
    chosen = next(plan for plan in plans if plan["kind"] != "do_nothing" and plan["legal"])
    assert chosen["operations"]

    # then the board shows how flights would stand under it
    shown = {row["flight_id"]: row for row in controller.ok(f"plans/{chosen['plan_id']}/board?revision=1")["flights"]}
    assert shown[report["flight_id"]]["status"] == "cancelled"
    assert controller.get(f"plans/{chosen['plan_id']}/board?revision=9").status_code == 404

    # when the duty manager approves one
    read = duty_manager.get(f"plans/{chosen['plan_id']}")
    assert read.headers["ETag"] == '"1"'
    answer = duty_manager.decide(chosen, "approve")

    # then it is carried out at once, as it was written
    assert answer.status_code == 200, answer.text
    assert answer.json()["execution"]["status"] == "done"
    assert controller.ok(f"cases/{case_id}")["status"] == "closed"
    assert controller.ok("simulation")["version"] > case["base_version"]
    for operation in chosen["operations"]:
        if operation["type"] not in ("DelayFlight", "CancelFlight", "SwapAircraft"):
            continue
        flight = controller.ok(f"flights/{operation['flight_id']}")["flight"]
        assert flight["changed_by"] == chosen["plan_id"]
        if operation["type"] == "DelayFlight":
            assert flight["etd"] == operation["etd"]
        if operation["type"] == "CancelFlight":
            assert flight["status"] == "cancelled"
        if operation["type"] == "SwapAircraft":
            assert flight["tail"] == operation["tail"]
    rebooked = {operation["booking_id"] for operation in chosen["operations"] if operation["type"] == "RebookPassenger"}
    assert rebooked
    assert rebooked.isdisjoint(one["booking_id"] for one in controller.ok("passengers/disrupted?limit=500")["items"])

    # then the record says who decided, and its chain holds
    record = controller.ok(f"cases/{case_id}/record")
    assert record["intact"]
    kinds = [entry["kind"] for entry in record["entries"]]
    assert kinds[0] == "case_opened"
    assert {"finding", "option", "decision", "execution"} <= set(kinds)
    decision = next(entry for entry in record["entries"] if entry["kind"] == "decision")
    assert decision["actor"] == "demo-duty-manager"

    # then the plan is among what was decided
    summary = controller.ok("costs/summary")
    assert chosen["plan_id"] in [plan["plan_id"] for plan in summary["decided"]]
    (cost,) = [one for one in summary["disruptions"] if one["case_id"] == chosen["case_id"]]
    assert cost["plan_cents"] == chosen["cost"]["total"]["cents"]
    assert cost["avoided_cents"] == cost["do_nothing_cents"] - cost["plan_cents"]
    assert summary["projected"]["total"]["cents"] == sum(part["cents"] for part in summary["projected"]["components"].values())

    # then the solver's time is among the server's figures
    figures = httpx.get(f"{controller.address}/metrics").text
    counted = re.search(r"^downline_solver_seconds_count (\d+)", figures, re.M)
    assert counted is not None
    assert int(counted[1]) >= 1


def test_an_injected_disruption_answers_with_its_case_which_can_be_stopped(controller: Caller) -> None:
    answer = controller.post("simulation/inject", grounded(controller, 7))
    assert answer.status_code == 202
    case_id = answer.json()["case_id"]
    assert controller.post(f"cases/{case_id}/stop").status_code == 202
    assert controller.until_proposed(case_id)["stopped_by"] == "demo-controller"


def test_words_that_say_everything_are_the_disruption_they_describe(server: Server) -> None:
    twin = server.room.twin
    said = {
        "JFK closed from 20:00Z until 02:00Z": "JFK closed 08 Feb 20:00Z to 09 Feb 02:00Z",
        "LGA reduced to 12 arrivals and 10 departures an hour, 1500 to 1830": (
            "LGA reduced to 12 arrivals and 10 departures an hour 08 Feb 15:00Z to 08 Feb 18:30Z"
        ),
        "B6 1010 is delayed 45 min, code 41": f"B61010/{DAY}/JFK delayed 45 min (code 41)",
        f"B61010/{DAY}/JFK cancelled, reason 71": f"B61010/{DAY}/JFK cancelled (code 71)",
        "heavy snow at EWR 2013-02-08 18:00 - 2013-02-09 04:00": "heavy snow at EWR 08 Feb 18:00Z to 09 Feb 04:00Z",
        "gate 21 at JFK closed 14:00-16:00": "gate 21 at JFK closed 08 Feb 14:00Z to 08 Feb 16:00Z",
    }
    for words, meant in said.items():
        heard = understand(words, twin.state, twin.now)
        assert isinstance(heard, Understood)
        assert describe(DISRUPTION.validate_python(heard.disruption)) == meant


def test_a_controllers_own_idea_is_repaired_into_one_more_option_that_keeps_it(controller: Caller) -> None:
    nothing = controller.options_without_a_search(grounded(controller, 5))[0]
    options = f"cases/{nothing['case_id']}/plans"
    flights = controller.ok("flights?limit=400")["items"]
    ours = next(one["flight_id"] for one in flights if one["carrier"] == "B6" and one["status"] == "scheduled")
    idea = {"type": "CancelFlight", "flight_id": ours}

    answer = controller.post(options, {"operations": [idea], "repair": True})

    assert answer.status_code == 201, answer.text
    own = answer.json()
    assert answer.headers["Location"] == f"/api/v1/plans/{own['plan_id']}"
    assert idea["flight_id"] in {one.get("flight_id") for one in own["operations"] if one["type"] == "CancelFlight"}
    assert (own["kind"], own["revision"]) == ("hand_made", 1)
    assert "operations of demo-controller stand" in own["reasons"][0]
    assert [one["plan_id"] for one in controller.ok(options)["items"]] == [nothing["plan_id"], own["plan_id"]]

    unknown = {"type": "SwapAircraft", "flight_id": idea["flight_id"], "tail": "N0NE"}
    refused = controller.post(options, {"operations": [unknown], "repair": True})
    assert refused.status_code == 422, refused.text
    assert "fixed.operations[0].tail" in {one["field"] for one in refused.json()["errors"]}
