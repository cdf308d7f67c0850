"""Flights, airports, crew, passengers, costs, tools; health, figures, documentation and the page."""

import re
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.api.callers import DAY, Caller
from tests.api.conftest import Server

FLIGHT = "B61010/2013-02-08/JFK"


def test_a_flight_is_found_by_its_id_with_slashes_plain_or_encoded(viewer: Caller) -> None:
    plain = viewer.ok(f"flights/{FLIGHT}")
    assert viewer.ok(f"flights/{quote(FLIGHT, safe='')}")["flight"] == plain["flight"]
    flight = plain["flight"]
    assert (flight["flight_id"], flight["carrier"], flight["number"], flight["origin"]) == (FLIGHT, "B6", "1010", "JFK")
    assert flight["std"] == f"{DAY}T19:15:00Z"
    assert plain["aircraft"]["tail"] == flight["tail"]
    assert plain["crew_ids"]


def test_pages_of_flights_together_are_the_whole_list_once(viewer: Caller) -> None:
    seen: list[str] = []
    cursor, total = "", 0
    while True:
        page = viewer.ok(f"flights?limit=400&cursor={quote(cursor)}")
        seen += [one["flight_id"] for one in page["items"]]
        total = page["total"]
        if page["next_cursor"] is None:
            break
        cursor = page["next_cursor"]
    assert len(seen) == len(set(seen)) == total > 1000


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ("carrier=B6", lambda one: one["carrier"] == "B6" and one["own"]),
        ("own=false", lambda one: one["carrier"] != "B6" and one["passengers"] is None),
        ("origin=LGA&destination=FLL", lambda one: (one["origin"], one["destination"]) == ("LGA", "FLL")),
        (f"from={DAY}T15:00:00Z&to={DAY}T16:00:00Z", lambda one: f"{DAY}T15" <= one["std"] < f"{DAY}T16"),
        (f"from={DAY}T10:00:00-05:00&to={DAY}T16:00:00Z", lambda one: f"{DAY}T15" <= one["std"] < f"{DAY}T16"),
        ("delayed=false&status=scheduled", lambda one: one["departure_delay_min"] < 15 and one["status"] == "scheduled"),
    ],
)
def test_filters_leave_the_flights_they_say(viewer: Caller, query: str, holds: Any) -> None:
    items = viewer.ok(f"flights?{quote(query, safe='=&:')}&limit=500")["items"]
    assert items
    assert all(holds(one) for one in items)


def test_airport_traffic_counts_all_carriers_against_what_the_airport_takes(viewer: Caller) -> None:
    traffic = viewer.ok("airports/JFK/traffic")
    departures = viewer.ok("flights?origin=JFK&limit=500")
    assert len(traffic["departures"]) == departures["total"]
    scheduled = sum(hour["departures"]["scheduled_own"] + hour["departures"]["scheduled_others"] for hour in traffic["hours"])
    assert scheduled == departures["total"]
    operating = sum(one["status"] != "cancelled" for one in departures["items"])
    assert sum(hour["expected_departures"] for hour in traffic["hours"]) == operating
    assert sum(count["departures"] for hour in traffic["hours"] for count in hour["by_carrier"]) == operating
    assert {"B6", "DL", "AA"} <= {one["carrier"] for one in traffic["departures"]}
    assert traffic["assumed"]  # nobody published what the airport could take that day


def test_crew_status_shows_the_law_on_the_duty_and_when_it_must_be_over(viewer: Caller) -> None:
    pilot = viewer.ok("crew?limit=1")["items"][0]  # whoever times out first
    status = viewer.ok(f"crew/{pilot['crew_id']}/status")
    assert pilot["next_flight_id"] in [leg["flight_id"] for duty in status["duties"] for leg in duty["legs"]]
    by_rule = {limit["rule"]: limit for limit in status["law"]}
    fdp = by_rule["fdp_unaugmented"]
    assert fdp["limit"] - fdp["actual"] == fdp["margin"]
    assert "117.13" in fdp["citation"]
    assert {check["rule"] for check in status["checks"]} >= {"duty_can_be_worked", "flight_time", "rest"}
    assert status["left_min"] is not None
    assert status["assumed"]


def test_the_crew_list_puts_in_front_who_times_out_first(viewer: Caller) -> None:
    page = viewer.ok("crew?limit=50")
    left = [one["left_min"] for one in page["items"]]
    assert left == sorted(left)
    assert page["total"] > 500
    rest = viewer.ok(f"crew?limit=50&cursor={page['next_cursor']}")["items"]
    assert rest[0]["left_min"] >= left[-1]
    assert {one["phase"] for one in viewer.ok("crew?phase=on_reserve&limit=500")["items"]} <= {"on_reserve"}


def test_disrupted_passengers_are_those_of_cancelled_flights(controller: Caller, server: Server) -> None:
    # given a flight with passengers that is cancelled
    items = controller.ok(f"flights?own=true&origin=LGA&from={DAY}T23:00:00Z")["items"]
    flight = next(one for one in items if one["passengers"] and one["status"] == "scheduled")
    before = controller.ok("passengers/disrupted")["disrupted_passengers"]
    assert controller.post("commands/cancel_flight", {"flight_id": flight["flight_id"]}).status_code == 200

    # when the disrupted are listed
    listed = controller.ok("passengers/disrupted?limit=500")

    # then everybody booked on it is among them, as a fact and not a forecast, and marked as assumed
    mine = [one for one in listed["items"] if one["lost_flight_id"] == flight["flight_id"]]
    assert sum(one["passengers"] for one in mine) == flight["passengers"]
    assert all((one["why"], one["expected"]) == ("cancelled", False) and one["assumed"] for one in mine)
    assert listed["disrupted_passengers"] >= before + flight["passengers"]
    assert listed["disrupted_passengers"] == controller.ok("costs/summary")["kpis"]["disrupted_passengers"]


def test_a_what_if_is_priced_and_changes_nothing(controller: Caller) -> None:
    before = controller.ok("simulation")["version"]
    operations = [{"type": "CancelFlight", "flight_id": "B61018/2013-02-08/JFK"}]
    items = controller.ok(f"flights?own=true&origin=JFK&from={DAY}T22:00:00Z")["items"]
    operations = [{"type": "CancelFlight", "flight_id": next(one["flight_id"] for one in items if one["status"] == "scheduled")}]

    answer = controller.post("commands/SimulateRecovery", {"operations": operations})

    assert answer.status_code == 200, answer.text
    assert answer.json()["kpis"]["cancelled_flights"] >= 1
    assert controller.ok("simulation")["version"] == before


def test_every_tool_has_its_schemas_and_can_be_called(viewer: Caller) -> None:
    tools = {one["name"]: one for one in viewer.ok("tools")["items"]}
    assert {"delay_propagation", "plan_evaluation", "recovery", "station_limits"} <= tools.keys()
    assert all(one["input_schema"]["type"] == "object" and one["output_schema"] and one["description"] for one in tools.values())
    answer = viewer.post("tools/delay_propagation", {})
    assert answer.status_code == 200
    assert set(answer.json()) == set(tools["delay_propagation"]["output_schema"]["properties"])


def test_scenarios_are_listed_and_the_current_one_is_marked(viewer: Caller) -> None:
    items = viewer.ok("scenarios")["items"]
    assert [one["scenario_id"] for one in items if one["current"]] == ["nyc-2013-02-08"]


# --- for machines ---------------------------------------------------------------------------------------------------


def test_health_readiness_and_figures_need_no_key(server: Server) -> None:
    assert httpx.get(f"{server.address}/healthz").json()["status"] == "ok"
    assert httpx.get(f"{server.address}/readyz").json() == {"status": "ready", "checks": {"database": True, "network": True}}
    figures = httpx.get(f"{server.address}/metrics").text
    assert 'downline_request_seconds_count{method="GET",route="/readyz",status="200"}' in figures
    assert re.search(r"^downline_network_version \d+", figures, re.M)


def test_the_interface_describes_itself(server: Server) -> None:
    described = httpx.get(f"{server.address}/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    operations = [one for path in described["paths"].values() for one in path.values()]
    assert len({one["operationId"] for one in operations}) == len(operations)
    for path, methods in described["paths"].items():
        if path.startswith("/api/v1/"):
            assert all("4XX" in one["responses"] and "422" not in one["responses"] for one in methods.values()), path
    names = set(re.findall(r'"#/components/schemas/([^"]+)"', str(described).replace("'", '"')))
    assert names <= described["components"]["schemas"].keys()


@pytest.mark.parametrize("page", ["/docs", "/"])
def test_pages_bring_everything_from_this_server(server: Server, page: str) -> None:
    answer = httpx.get(server.address + page)
    assert answer.status_code == 200
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    links = re.findall(r'(?:src|href)="([^"#][^"]*)"', answer.text)
    assert links
    for link in links:
        assert not re.match(r"(https?:)?//", link)
        if not link.startswith("data:"):
            linked = httpx.get(server.address + link)
            assert linked.status_code == 200, link
            assert linked.content


def test_a_screen_of_the_console_can_be_opened_by_its_address(server: Server) -> None:
    asked_as_page = {"Accept": "text/html,application/xhtml+xml"}
    for path in ("/ops", "/situations/C1?plan=C1-P2", "/hub/JFK"):
        answer = httpx.get(server.address + path, headers=asked_as_page)
        assert answer.status_code == 200
        assert '<div id="console">' in answer.text
        assert answer.headers["cache-control"] == "no-cache"


def test_a_program_that_asks_for_what_is_not_there_gets_no_page(server: Server) -> None:
    assert httpx.get(f"{server.address}/ops").status_code == 404
    assert httpx.post(f"{server.address}/ops", headers={"Accept": "text/html"}).status_code == 404
    answer = httpx.get(f"{server.address}/api/v1/nothing", headers={"Accept": "text/html", "Authorization": "Bearer demo-viewer"})
    assert answer.status_code == 404


def test_the_consoles_files_may_be_kept_by_the_browser_and_name_no_other_origin(server: Server) -> None:
    page = httpx.get(server.address + "/").text
    scripts = re.findall(r'src="(/assets/[^"]+\.js)"', page)
    assert scripts
    for script in scripts:
        answer = httpx.get(server.address + script)
        assert "immutable" in answer.headers["cache-control"]
        assert not re.search(r"""fetch\(["'`]https?:""", answer.text)


def test_the_console_offers_the_demo_keys_of_a_server_that_has_them(server: Server) -> None:
    assert httpx.get(f"{server.address}/console/keys.json").json()["demo_keys"]["demo-duty-manager"] == "duty_manager"
