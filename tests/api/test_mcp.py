"""The Model Context Protocol: every tool can be called by a client of the protocol, and nothing there changes anything."""

import asyncio
import json
import os
import re
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import httpx2
import pytest
from mcp import Client, MCPError, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from api.mcp_server import Offered, ReadingRoom, mcp_server, offered
from domain.network import NetworkState
from domain.units import Frozen
from tests.api.callers import DAY, Caller, grounded
from tests.api.conftest import Server
from tools.spec import ToolContext, all_tools

OF_THE_ROOM = {"network_summary", "list_cases", "get_case", "list_plans", "get_plan", "get_record", "draft_case"}
CLEANLY_REFUSED = {"check_against_flight": "has no item", "duty_lateness": "has 0 sectors"}
"""Tools that have nothing to answer about on the embedded day as it is scheduled, and what they say."""


def arguments(state: NetworkState) -> dict[str, dict[str, Any]]:
    """The least that each tool needs; a tool that is not named here needs nothing."""
    later = [one for one in state.own_flights() if one.origin == "JFK" and one.std.hour >= 15]
    flight = min(later, key=lambda one: (one.std, one.flight_id))
    crew_id = min(state.crew)
    duty = {"duty": {"report_at": "2026-02-08T12:00:00Z", "release_at": "2026-02-08T20:00:00Z"}}
    cancel = {"operations": [{"type": "CancelFlight", "flight_id": flight.flight_id}]}
    programme = {"airport": "JFK", "start": f"{DAY}T18:00:00Z", "end": f"{DAY}T20:00:00Z", "rate": 30}
    classes = [{"name": "Y", "fare_cents": 40_000, "mean": 20.0}, {"name": "Q", "fare_cents": 15_000, "mean": 60.0}]
    series = {"name": "JFK", "level": "leg", "last": DAY, "values": [100.0 + day % 7 for day in range(126)]}
    months = series | {"level": "network", "values": series["values"][:60]}
    late = {"segments": [_segment()], "incident": {"kind": "delay"}, "now": f"{DAY}T20:00:00Z"}
    one_leg = [{"name": "A", "seats": 10}]
    product = {"name": "Y", "legs": ["A"], "fare_cents": 40_000}
    demand = {"name": "all", "mean": 5.0, "booking_curve": [[10, 0.0], [0, 1.0]], "choices": [{"product": "Y"}]}
    selling = {"legs": [{"flight_id": flight.flight_id, "seats_left": 20}], "days_to_departure": 3}
    return {
        "aircraft_availability": {"tails": [flight.tail]},
        "airport_load": {"airport": "JFK"},
        "airport_movement_room": {"airport": "JFK", "movement": "departure", "at": f"{DAY}T18:00:00Z"},
        "airport_windows": {"airports": ["JFK"]},
        "assess_claim": {"journey": late},
        "back_test": {"series": [series], "configurations": ["leg-near-seasonal_naive"]},
        "bid_prices": {"legs": one_leg, "products": [product | {"demand": 12.0}]},
        "body_clock": {"regime": "us_part_117", "case": duty},
        "bundles": {"flight_ids": [flight.flight_id]},
        "capacity_reallocation": {"days": 50, "judged_days": 100, "budget_s": 0.5},
        "care_offers": {"airport": "JFK"},
        "care_plan": {"waits": [_wait(min(state.bookings))]},
        "cargo_recovery": {"budget_s": 0.5},
        "cargo_status": {"flight_ids": [flight.flight_id]},
        "check_against_flight": {"tail": flight.tail, "item": "25-21-01"},
        "check_crew_assignment": {"crew_id": crew_id, "flight_ids": [flight.flight_id]},
        "check_duty": {"regime": "us_part_117", "case": duty},
        "cost_index": {"icao": "A320"},
        "cost_per_disruption": {"cases": [{"case_id": "C1", "plan_cents": {"delay": 100}, "do_nothing_cents": {"delay": 300}}]},
        "crew_lateness": {"flight_id": flight.flight_id},
        "crew_links": {"flight_ids": [flight.flight_id]},
        "crew_recovery": {"budget_s": 0.5},
        "crew_status": {"crew_ids": [crew_id]},
        "delay_cause": {"iata_code": "41"},
        "delay_propagation": {"flight_ids": [flight.flight_id]},
        "draft_case": {"text": "JFK closed from 15:00 to 18:00"},
        "drift_check": {"series": [{"name": "JFK", "values": [1.0, -1.0] * 20}]},
        "duty_lateness": {"regime": "us_part_117", "case": duty},
        "dynamic_value": {"classes": [{"name": "Y", "fare_cents": 40_000, "chance": 0.1}], "periods": 10, "seats": 3},
        "fare_family_revenue": {"classes": classes, "capacity": 100},
        "fatigue": {"case": duty},
        "forecast": {"series": months},
        "fuel_saving": {"icao": "A320", "mass_kg": 65_000, "baseline_mach": 0.78, "mach": 0.77},
        "gate_load": {"airport": "JFK"},
        "gate_plan": {"airport": "JFK", "budget_s": 0.5, "only_if_needed": True},
        "ground_delay_programme": programme,
        "group_quote": {"people": 10, "legs": [{"name": "A", "seats_left": 40, "bid_price_cents": 9_000}]},
        "knowledge_search": {"query": "closed by snow", "limit": 1},
        "make_offer": {"flight_ids": [flight.flight_id]},
        "market_share": {"airports": ["BOS", "JFK"], "most": 1},
        "misconnections": {"flight_ids": [flight.flight_id]},
        "overbooking_limit": {"capacity": 150, "show": 0.92, "denied_cents": 80_000, "empty_cents": 20_000},
        "passenger_rights": {"journey": late},
        "plan_evaluation": cancel,
        "plan_messages": cancel,
        "price_decision": {"state": selling | {"classes": [{"name": "Y", "fare_cents": 40_000}]}},
        "price_optimum": {"demand": {"kind": "linear", "at_zero": 100.0, "lost_per_100_cents": 0.2}},
        "pricing_scenarios": {"theme": "groups"},
        "protection_levels": {"classes": classes, "capacity": 100},
        "protection_value": {"flight_ids": [flight.flight_id], "most": 3},
        "read_message": {"text": "MVT\nB61010/08.N615JB.JFK\nAD1530/1542"},
        "reaccommodation": cancel | {"budget_s": 0.5},
        "recovery": {"budget_s": 0.5},
        "revenue_opportunity": {"capacity": 100, "classes": [_sold_class()]},
        "rights_cost_curve": {"flight_id": flight.flight_id, "until_min": 120, "step_min": 60},
        "seat_values": {"flight_ids": [flight.flight_id]},
        "simulate_bookings": {"legs": one_leg, "products": [product], "segments": [demand], "horizon_days": 10, "samples": 2},
        "slot_assignment": programme,
        "slot_ledger": {"airports": ["JFK"]},
        "speed_up": {"flight_ids": [flight.flight_id], "budget_s": 0.5},
        "spill": {"mean": 90.0, "capacity": 100},
        "station_limits": {"airports": ["JFK"]},
        "swap_effects": cancel,
        "tankering": {"flight_id": flight.flight_id},
        "transfer_bags": {"airport": "JFK"},
        "trip_fuel": {"flight_ids": [flight.flight_id]},
        "turnaround_plan": {"airport": "JFK"},
        "unconstrained_demand": {"departures": [{"bookings": 10, "closed": False}, {"bookings": 12, "closed": True}]},
        "volunteer_auction": {"flight_id": flight.flight_id},
    }


def _segment() -> dict[str, str]:
    times = {"scheduled_departure": f"{DAY}T18:00:00Z", "scheduled_arrival": "2013-02-09T01:00:00Z"}
    return {"origin": "JFK", "destination": "LHR", "operating_carrier": "B6"} | times


def _wait(booking_id: str) -> dict[str, str]:
    return {"booking_id": booking_id, "waits_from": f"{DAY}T18:00:00Z", "waits_until": f"{DAY}T23:00:00Z"}


def _sold_class() -> dict[str, Any]:
    return {"name": "Y", "fare_cents": 40_000, "demand": 20.0, "booking_limit": 100}


@asynccontextmanager
async def connected(server: Server, key: str = "demo-viewer", mode: str = "auto") -> Any:
    """A client of the protocol with a key, over HTTP on the loopback address."""
    carrier = httpx2.AsyncClient(headers={"Authorization": f"Bearer {key}"}, timeout=60)
    transport = streamable_http_client(f"{server.address}/mcp", http_client=carrier)
    async with carrier, Client(transport, mode=mode) as client:
        yield client


def asked(server: Server, ask: Callable[[Client], Awaitable[Any]], key: str = "demo-viewer", mode: str = "auto") -> Any:
    async def main() -> Any:
        async with connected(server, key, mode) as client:
            return await ask(client)

    return asyncio.run(main())


def test_every_tool_is_offered_with_its_schemas_and_none_of_them_writes(server: Server) -> None:
    tools = asked(server, lambda client: client.list_tools()).tools
    assert {one.name for one in tools} == OF_THE_ROOM | set(all_tools())
    writing = re.compile(
        r"approve|decide|decision_|execute|command|open_|inject|load_|revise|replan|set_|delete|post_|send", re.I
    )
    assert [one.name for one in tools if writing.search(one.name)] == []
    for one in tools:
        assert one.description
        assert one.input_schema["type"] == one.output_schema["type"] == "object"
        hints = one.annotations
        assert (hints.read_only_hint, hints.destructive_hint, hints.idempotent_hint, hints.open_world_hint) == (
            True,
            False,
            True,
            False,
        )


def test_every_tool_answers_to_its_schema_and_leaves_everything_as_it_was(server: Server) -> None:
    table = arguments(server.room.twin.state)
    before = (server.room.twin.state.version, server.room.desk.cases())

    async def call_all(client: Client) -> dict[str, Any]:
        await client.list_tools()  # so that the client checks each answer against the schema that was listed
        return {name: await client.call_tool(name, table.get(name, {})) for name in sorted(set(all_tools()) | {"draft_case"})}

    answers = asked(server, call_all)
    refused = {name: answer.content[0].text for name, answer in answers.items() if answer.is_error}
    assert refused.keys() == CLEANLY_REFUSED.keys(), refused
    for name, said in CLEANLY_REFUSED.items():
        assert said in refused[name]
    for name, answer in answers.items():
        if name not in refused:
            assert json.loads(answer.content[0].text) == answer.structured_content
    assert (server.room.twin.state.version, server.room.desk.cases()) == before


def test_a_refusal_names_every_fault_and_an_unknown_tool_is_an_error_of_the_protocol(server: Server) -> None:
    async def ask(client: Client) -> Any:
        with pytest.raises(MCPError, match="'approve_plan' does not exist; tools/list"):
            await client.call_tool("approve_plan", {"plan_id": "C1-P1"})
        return (
            await client.call_tool("spill", {"mean": "many", "capacity": -1}),
            await client.call_tool("get_plan", {"plan_id": "C404-P1"}),
            await client.call_tool("draft_case", {"text": "JFK closed", "disruption": None, "approve": True}),
        )

    arguments_refused, unknown, extra = asked(server, ask)
    assert all(one.is_error for one in (arguments_refused, unknown, extra))
    text = arguments_refused.content[0].text
    assert "- mean: " in text
    assert "- capacity: " in text
    assert "List a case's plans" in unknown.content[0].text
    assert "- approve: " in extra.content[0].text


def test_a_draft_is_checked_and_opens_nothing(server: Server) -> None:
    before = server.room.desk.cases()
    typed = {"kind": "airport_closed", "reported_at": f"{DAY}T09:00:00Z", "airport": "ZZZ", "start": f"{DAY}T15:00:00Z"}

    async def ask(client: Client) -> Any:
        return (
            await client.call_tool("draft_case", {"text": "JFK closed from 15:00 to 18:00"}),
            await client.call_tool("draft_case", {"text": "JFK closed"}),
            await client.call_tool("draft_case", {"disruption": typed | {"end": f"{DAY}T18:00:00Z"}}),
        )

    said, short, wrong = asked(server, ask)
    assert said.structured_content["disruption"]["airport"] == "JFK"
    assert said.structured_content["confirm"]["url"].endswith("/api/v1/cases")
    assert short.structured_content["disruption"] is None
    assert short.structured_content["clarify"]["missing"] == ["start", "end"]
    assert "ZZZ" in wrong.content[0].text
    assert server.room.desk.cases() == before


def test_a_case_and_its_plans_can_be_read_and_are_as_the_interface_has_them(
    server: Server, viewer: Caller, controller: Caller
) -> None:
    plans = controller.options_without_a_search(grounded(controller, 6))
    case_id, plan_id = plans[0]["case_id"], plans[0]["plan_id"]

    async def ask(client: Client) -> Any:
        about = {"case_id": case_id}
        calls = (("get_case", about), ("list_plans", about), ("get_plan", {"plan_id": plan_id}), ("get_record", about))
        read = [await client.call_tool(name, given) for name, given in calls]
        return [*read, await client.call_tool("list_cases", {"limit": 500}), await client.call_tool("network_summary", {})]

    case, listed, plan, record, cases, network = (one.structured_content for one in asked(server, ask))
    assert case == viewer.ok(f"cases/{case_id}")
    assert plan == viewer.ok(f"plans/{plan_id}")
    assert [one["plan_id"] for one in listed["items"]] == [one["plan_id"] for one in plans]
    assert record["intact"]
    assert case_id in [one["case_id"] for one in cases["items"]]
    assert sum(network["cases"].values()) == cases["total"]


def test_without_a_key_or_from_a_foreign_page_nobody_comes_in(server: Server) -> None:
    url, key = f"{server.address}/mcp", {"Authorization": "Bearer demo-viewer"}
    assert httpx.post(url, json={}).status_code == 401
    assert httpx.post(url, json={}, headers={"Authorization": "Bearer nobody"}).status_code == 401
    foreign = httpx.post(url, json={}, headers=key | {"Origin": "https://evil.example"})
    assert (foreign.status_code, foreign.json()["type"]) == (403, "urn:downline:problem:foreign-origin")
    assert httpx.post(url, json={}, headers=key | {"Host": "evil.example"}).status_code == 401, "a demo key, by another name"
    stream = httpx.get(url, headers=key | {"Accept": "text/event-stream"})
    assert (stream.status_code, stream.headers["allow"]) == (405, "POST, DELETE")


def test_a_session_of_the_older_protocol_is_open_to_its_own_key_alone(server: Server) -> None:
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}
    takes = {"Accept": "application/json, text/event-stream"}
    url, mine = f"{server.address}/mcp", takes | {"Authorization": "Bearer demo-viewer"}
    opened = httpx.post(url, headers=mine, json={"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello})
    session = {"mcp-session-id": opened.headers["mcp-session-id"], "mcp-protocol-version": "2025-06-18"}
    listing = {"jsonrpc": "2.0", "id": 2, "method": "tools/list"}
    httpx.post(url, headers=mine | session, json={"jsonrpc": "2.0", "method": "notifications/initialized"})
    assert httpx.post(url, headers=mine | session, json=listing).status_code == 200
    other = takes | session | {"Authorization": "Bearer demo-admin"}
    assert httpx.post(url, headers=other, json=listing).status_code == 404


def test_clients_of_the_older_protocol_are_served_too(server: Server) -> None:
    answer = asked(server, lambda client: client.call_tool("spill", {"mean": 90.0, "capacity": 100}), mode="legacy")
    assert not answer.is_error
    assert answer.structured_content


class Wait(Frozen):
    """Nothing to say."""


def test_progress_is_passed_on_and_a_client_that_leaves_stops_the_work(server: Server) -> None:
    stopped = threading.Event()

    def search(_: ReadingRoom, context: ToolContext, __: dict[str, Any]) -> Wait:
        context.progress("solve", {"text": "round 1"})
        give_up = time.monotonic() + 20
        while not context.stop() and time.monotonic() < give_up:
            time.sleep(0.005)
        if context.stop():
            stopped.set()
        return Wait()

    heard: list[tuple[float, str | None]] = []

    async def main() -> None:
        offers = {"search": Offered("search", "Searches until it is stopped.", Wait, Wait, search)}
        async with Client(mcp_server(ReadingRoom.of(server.room), version="test", offers=offers)) as client:
            told = asyncio.Event()

            async def hear(progress: float, total: float | None, message: str | None) -> None:
                heard.append((progress, message))
                told.set()

            call = asyncio.create_task(client.call_tool("search", {}, progress_callback=hear))
            await asyncio.wait_for(told.wait(), 10)
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call

    asyncio.run(main())
    assert heard == [(1.0, "round 1")]
    assert stopped.wait(5)


@pytest.mark.slow
def test_over_standard_input_and_output_the_same_is_offered() -> None:
    async def main() -> tuple[set[str], Any]:
        command = StdioServerParameters(command=sys.executable, args=["-m", "api", "mcp"], env=dict(os.environ))
        async with Client(command, read_timeout_seconds=120) as client:
            return {one.name for one in (await client.list_tools()).tools}, await client.call_tool("network_summary", {})

    names, summary = asyncio.run(main())
    assert names == set(offered())
    assert (summary.structured_content["scenario_id"], summary.structured_content["cases"]) == ("nyc-2013-02-08", {})
