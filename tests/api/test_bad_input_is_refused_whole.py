"""Whatever is wrong with a request, the answer is a problem document with every fault, and nothing has changed."""

from typing import Any

import httpx
import pytest

from tests.api.callers import DAY, Caller

CLOSURE = {
    "kind": "airport_closed",
    "airport": "JFK",
    "reported_at": f"{DAY}T12:00:00Z",
    "start": f"{DAY}T15:00:00Z",
    "end": f"{DAY}T19:00:00Z",
}


def problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    """The problem document in an answer, in the form every problem has."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert document["status"] == status
    assert {"type", "title", "detail", "instance", "trace_id", "errors"} <= document.keys()
    assert document["errors"]
    assert document["errors"] == [{"field": one["field"], "message": one["message"]} for one in document["errors"]]
    assert answer.headers["x-request-id"] == document["trace_id"]
    return document


def fields(document: dict[str, Any]) -> list[str]:
    return sorted(one["field"] for one in document["errors"])


@pytest.mark.parametrize(
    ("change", "faulty"),
    [
        ({"airport": "kennedy"}, ["airport"]),
        ({"start": "yesterday", "end": None}, ["end", "start"]),
        ({"reported_at": f"{DAY}T12:00:00"}, ["reported_at"]),
        ({"end": CLOSURE["start"]}, [""]),
        ({"because": "snow"}, ["because"]),
        ({"kind": "earthquake"}, ["kind"]),
        ({"airport": "ZZZ"}, ["airport"]),
    ],
)
def test_a_faulty_disruption_opens_no_case_and_every_fault_is_named(
    controller: Caller, change: dict[str, Any], faulty: list[str]
) -> None:
    before = controller.ok("cases")["total"], controller.ok("simulation")["version"]

    document = problem(controller.post("cases", CLOSURE | change), 422)

    assert fields(document) == faulty
    assert (controller.ok("cases")["total"], controller.ok("simulation")["version"]) == before


@pytest.mark.parametrize("budget_s", ["0.4", "601", "long"])
def test_a_search_time_that_is_out_of_range_opens_no_case(controller: Caller, budget_s: str) -> None:
    before = controller.ok("cases")["total"]

    document = problem(controller.post(f"cases?budget_s={budget_s}", CLOSURE), 422)

    assert fields(document) == ["budget_s"]
    assert controller.ok("cases")["total"] == before


def test_faults_in_the_parts_of_a_compound_are_named_by_part(controller: Caller) -> None:
    parts = [CLOSURE, CLOSURE | {"airport": 7}, {"kind": "weather", "airport": "JFK"}]

    document = problem(controller.post("cases", {"kind": "compound", "reported_at": f"{DAY}T12:00:00Z", "parts": parts}), 422)

    assert fields(document) == ["parts.1.airport", *(f"parts.2.{one}" for one in ("condition", "end", "reported_at", "start"))]


@pytest.mark.parametrize(
    "body", [b"{", b"", b"[1]", b"null", b'{"kind": "airport_closed", "end": NaN}', b"\xff\xfe", b"[" * 100_000]
)
def test_a_body_that_is_no_disruption_is_a_problem_and_not_a_crash(controller: Caller, body: bytes) -> None:
    headers = {"Authorization": f"Bearer {controller.key}", "Content-Type": "application/json"}
    answer = httpx.post(f"{controller.address}/api/v1/cases", content=body, headers=headers)
    assert answer.status_code in (400, 422)
    problem(answer, answer.status_code)


@pytest.mark.parametrize(
    ("text", "missing", "understood"),
    [
        ("JFK is closed", ["start", "end"], {"kind": "airport_closed", "airport": "JFK"}),
        ("closed from 20:00 until 02:00", ["airport"], {"start": f"{DAY}T20:00:00+00:00"}),
        ("JFK closed until 23:30", ["start"], {"end": f"{DAY}T23:30:00+00:00"}),
        ("B61010/2013-02-08/JFK is delayed", ["delay_min", "reason_code"], {"flight_id": "B61010/2013-02-08/JFK"}),
        ("something happened at JFK", ["kind"], {"airport": "JFK"}),
    ],
)
def test_words_that_leave_something_out_are_asked_back_and_open_nothing(
    controller: Caller, text: str, missing: list[str], understood: dict[str, str]
) -> None:
    before = controller.ok("cases")["total"]

    document = problem(controller.post("cases", {"text": text}), 422)

    assert document["clarify"]["missing"] == missing
    assert understood.items() <= document["clarify"]["understood"].items()
    assert not set(missing) & document["clarify"]["understood"].keys()
    assert controller.ok("cases")["total"] == before


def test_a_command_that_the_network_refuses_changes_nothing_and_names_each_reason(controller: Caller) -> None:
    before = controller.ok("simulation")["version"]

    refused = problem(
        controller.post("commands/DelayFlight", {"flight_id": "B69999/2013-02-08/JFK", "etd": f"{DAY}T20:00:00Z"}), 422
    )
    assert fields(refused) == ["flight_id"]
    assert "GET /api/v1/flights" in refused["detail"] + refused["errors"][0]["message"]

    unreadable = problem(controller.post("commands/delay_flight", {"etd": "soon", "gate": "4"}), 422)
    assert fields(unreadable) == ["etd", "flight_id", "gate"]

    problem(controller.post("commands/fly_higher", {}), 404)
    assert controller.ok("simulation")["version"] == before


def test_what_is_not_there_is_404_and_says_where_to_look(viewer: Caller) -> None:
    for path in (
        "flights/B69999/2013-02-08/JFK",
        "flights/%20",
        "airports/ZZZ/traffic",
        "crew/nobody/status",
        "cases/C999",
        "plans/C9-P9",
    ):
        document = problem(viewer.get(path), 404)
        assert document["instance"].startswith("/api/v1/")
    for path in ("cases/C999/plans", "cases/C999/record", "cases/C999/events", "nothing"):
        problem(viewer.get(path), 404)
    problem(viewer.post("tools/guess", {}), 404)


def test_a_method_that_is_not_offered_is_405(controller: Caller) -> None:
    answer = httpx.delete(f"{controller.address}/api/v1/flights", headers={"Authorization": f"Bearer {controller.key}"})
    problem(answer, 405)
    assert answer.headers["allow"] == "GET"


def test_queries_that_cannot_be_read_are_refused_with_every_fault(viewer: Caller) -> None:
    document = problem(viewer.get("flights?limit=0&origin=jfk&status=lost&from=now&cursor=x"), 422)
    assert fields(document) == ["from", "limit", "origin", "status"]
    assert fields(problem(viewer.get("flights?cursor=x"), 422)) == ["cursor"]


def test_more_than_two_megabytes_are_refused_before_they_are_read(controller: Caller) -> None:
    problem(controller.post("cases", {"text": "x" * 3_000_000}), 413)

    def endless() -> Any:
        for _ in range(60):
            yield b"x" * 50_000

    headers = {"Authorization": f"Bearer {controller.key}", "Content-Type": "application/json"}
    answer = httpx.post(f"{controller.address}/api/v1/cases", content=endless(), headers=headers)
    problem(answer, 413)


@pytest.mark.parametrize(
    ("path", "body", "faulty"),
    [
        ("simulation/speed", {"speed": -1}, ["speed"]),
        ("simulation/speed", {"speed": 1e9}, ["speed"]),
        ("simulation/step", {}, [""]),
        ("simulation/step", {"to": f"{DAY}T01:00:00Z"}, ["to"]),
        ("simulation/step", {"to": "2014-01-01T00:00:00Z"}, ["to"]),
        ("simulation/step", {"minutes": 0}, ["minutes"]),
    ],
)
def test_the_clock_refuses_what_it_cannot_do(controller: Caller, path: str, body: dict[str, Any], faulty: list[str]) -> None:
    before = controller.ok("simulation")["now"]
    assert fields(problem(controller.post(path, body), 422)) == faulty
    assert controller.ok("simulation")["now"] == before


def test_a_tool_names_every_fault_in_its_arguments(viewer: Caller) -> None:
    document = problem(viewer.post("tools/plan_evaluation", {"plan": {"label": 3}, "extra": 1}), 422)
    assert fields(document)[0] == "extra"
    assert fields(document)[1].startswith("plan")
