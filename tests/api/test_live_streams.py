"""Server-sent events that go on where they broke off, and WebSockets."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.api.callers import DAY, Caller
from tests.api.conftest import Server
from tests.api.test_bad_input_is_refused_whole import problem


def messages(controller: Caller, **headers: str) -> Iterator[dict[str, Any]]:
    """The stream's messages, with `id` and `event` as they came; heartbeats as `{}`."""
    headers |= {"Authorization": f"Bearer {controller.key}"}
    with httpx.stream("GET", f"{controller.address}/api/v1/events", headers=headers, timeout=30) as stream:
        assert stream.status_code == 200
        assert stream.headers["content-type"].startswith("text/event-stream")
        frame: dict[str, Any] = {}
        for line in stream.iter_lines():
            name, _, value = line.partition(": ")
            if line == ": heartbeat":
                yield {}
            elif name in ("id", "event"):
                frame[name] = value
            elif name == "data":
                frame |= json.loads(value)
            elif not line and frame:
                yield frame
                frame = {}


@pytest.fixture(scope="module")
def evening(server: Server) -> list[str]:
    """Flights of ours that leave late in the day, for these tests to retime."""
    items = server.caller("controller").ok(f"flights?own=true&origin=JFK&from={DAY}T23:00:00Z")["items"]
    return [one["flight_id"] for one in items if one["status"] == "scheduled"]


def retime(controller: Caller, flight_id: str, minutes: int) -> int:
    """Retime a flight to 05:00 UTC the next morning and so many minutes; the version after it."""
    body = {"flight_id": flight_id, "etd": f"2013-02-09T{5 + minutes // 60:02d}:{minutes % 60:02d}:00Z"}
    done = controller.post("commands/delay_flight", body)
    assert done.status_code == 200, done.text
    version: int = done.json()["version"]
    return version


def test_a_stream_broken_off_goes_on_without_gap_or_repetition(controller: Caller, evening: list[str]) -> None:
    # given a reader who has seen one event
    before = controller.ok("simulation")["version"]
    retime(controller, evening[0], 1)
    first = next(one for one in messages(controller, **{"Last-Event-ID": str(before)}) if one)
    assert (first["event"], first["data"]["version"]) == ("FlightDelayed", before + 1)
    assert first["subject"] == evening[0]
    assert first["seq"] == first["id"]

    # when two more happen while nobody listens
    last = [retime(controller, evening[0], 2), retime(controller, evening[1], 3)][-1]

    # then taking up after the first gives these two, in order, once
    seen = []
    for one in messages(controller, **{"Last-Event-ID": first["id"]}):
        if one.get("event") == "FlightDelayed":
            seen.append(one["data"]["version"])
        if not one:
            break
    assert seen == list(range(before + 2, last + 1))


def test_who_comes_without_a_place_hears_what_happens_from_now_on(controller: Caller, evening: list[str]) -> None:
    stream = messages(controller)
    assert next(stream) == {}  # a heartbeat: connected, nothing yet
    version = retime(controller, evening[0], 4)
    assert next(one for one in stream if one)["data"]["version"] == version


@pytest.mark.parametrize("place", ["another-day#1:5:5", "nonsense", "999999999"])
def test_a_place_that_is_not_in_this_network_asks_the_reader_to_look_afresh(controller: Caller, place: str) -> None:
    first = next(one for one in messages(controller, **{"Last-Event-ID": place}) if one)
    assert first["event"] == "resync"
    assert first["data"]["version"] == controller.ok("simulation")["version"]


def test_a_stream_needs_a_key(server: Server) -> None:
    problem(httpx.get(f"{server.address}/api/v1/events"), 401)


def test_a_web_socket_shows_the_network_and_then_its_events(server: Server, controller: Caller, evening: list[str]) -> None:
    address = server.address.replace("http", "ws")
    with connect(f"{address}/ws/network?key=demo-viewer") as socket:
        opening = json.loads(socket.recv(timeout=10))
        assert opening["type"] == "network"
        assert opening["version"] == controller.ok("simulation")["version"]
        version = retime(controller, evening[1], 5)
        while (message := json.loads(socket.recv(timeout=10)))["type"] == "heartbeat":
            pass
        assert message["data"]["version"] == version


def test_a_web_socket_takes_its_key_as_the_first_message(server: Server, controller: Caller, evening: list[str]) -> None:
    address = server.address.replace("http", "ws")
    with connect(f"{address}/ws/costs") as socket:
        socket.send(json.dumps({"key": "demo-viewer"}))
        first = json.loads(socket.recv(timeout=20))
        assert first["data"]["projected"] == controller.ok("costs/summary")["projected"]
        version = retime(controller, evening[2], 6)
        while (message := json.loads(socket.recv(timeout=20)))["type"] == "heartbeat":
            pass
        assert message["data"]["version"] == version


@pytest.mark.parametrize("key", ["wrong", ""])
def test_a_web_socket_without_a_known_key_is_closed(server: Server, key: str) -> None:
    address = server.address.replace("http", "ws")
    with connect(f"{address}/ws/alerts" + (f"?key={key}" if key else "")) as socket:
        if not key:
            socket.send("hello")
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=10)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4401
