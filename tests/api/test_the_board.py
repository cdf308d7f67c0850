"""The board: a snapshot, what changed since, the past, a plan as it would stand, and a stream that keeps a reader in step."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

import httpx
import pytest

from api.board import BoardDelta, BoardView, Moment, board_delta, board_view, moment_of
from api.board_ahead import plan_board
from domain.apply import apply
from domain.commands import CancelFlight, DelayFlight, ScheduleFlight, SwapAircraft
from domain.decide import decide_all
from domain.faults import Refused
from domain.ids import AirportCode, CarrierCode, FlightId, TailNumber
from domain.network import Flight, NetworkState
from domain.plans import CostBreakdown, Kpis, Plan, ProjectedFlight, ScoredPlan
from domain.units import Money
from tests.api.callers import DAY, Caller
from tests.api.conftest import Server
from tests.api.test_bad_input_is_refused_whole import problem
from tests.api.test_live_streams import retime
from twin.feeds.playback import Playback
from twin.projector import decode_state, encode_state

STORM_BEGINS = datetime.fromisoformat(f"{DAY}T14:00:00Z")


@pytest.fixture(scope="module")
def evening(server: Server) -> list[str]:
    """Flights of ours from JFK that leave late in the day, for these tests to change."""
    items = server.caller("controller").ok(f"flights?own=true&origin=JFK&from={DAY}T23:00:00Z")["items"]
    return [one["flight_id"] for one in items if one["status"] == "scheduled"]


@pytest.fixture(scope="module")
def morning(server: Server) -> list[NetworkState]:
    """The network at every version of a morning that is played on a fork."""
    playback, states = Playback(server.room.twin.scenario.recording), [server.room.twin.state]
    while (event := playback.next_event(states[-1], STORM_BEGINS)) is not None:
        states.append(apply(states[-1], event))
    return states


def followed(board: BoardView, delta: BoardDelta) -> BoardView:
    """The board with the delta's rows in place of its own."""
    assert board.version == delta.from_version
    flights = {row.flight_id: row for row in (*board.flights, *delta.flights) if row.flight_id not in delta.gone}
    aircraft = {row.tail: row for row in (*board.aircraft, *delta.aircraft)}
    airports = {row.code: row for row in (*board.airports, *delta.airports)}
    return board.model_copy(
        update={
            "version": delta.version,
            "now": delta.now,
            "speed": delta.speed,
            "flights": tuple(sorted(flights.values(), key=lambda row: (row.std, row.flight_id))),
            "aircraft": tuple(aircraft[one] for one in sorted(aircraft)),
            "airports": tuple(airports[one] for one in sorted(airports)),
        }
    )


def at_state(server: Server, state: NetworkState) -> Moment:
    return replace(moment_of(server.room.twin), state=state)


def test_the_board_holds_our_flights_our_aircraft_and_the_airports_they_touch(viewer: Caller) -> None:
    board = viewer.ok("board")
    assert {one["number"][:2] for one in board["flights"]} == {"B6"}
    assert len(board["flights"]) == viewer.ok("flights?own=true&limit=1")["total"]
    codes = {one["code"] for one in board["airports"]}
    assert codes >= {end for one in board["flights"] for end in (one["origin"], one["destination"])}
    assert {one["tail"] for one in board["aircraft"]} >= {one["tail"] for one in board["flights"] if one["tail"]}
    # a curfew of local time is shown as nights in UTC, 22:00 to 07:00 Pacific in winter
    night = next(one for one in board["airports"] if one["code"] == "LGB")["curfews"][-1]
    assert night["start"].endswith("07:00:00Z")
    assert all(one["passengers"] is not None for one in board["flights"])


def test_a_board_that_has_not_changed_is_not_sent_again(viewer: Caller) -> None:
    first = viewer.get("board")
    again = viewer.get("board", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_board_is_sent_packed_and_the_stream_is_not(server: Server, viewer: Caller) -> None:
    assert viewer.get("board").headers["content-encoding"] == "gzip"
    headers = {"Authorization": f"Bearer {viewer.key}"}
    with httpx.stream("GET", f"{server.address}/api/v1/events?board=true", headers=headers, timeout=10) as stream:
        assert "content-encoding" not in stream.headers


def test_snapshot_and_deltas_are_the_next_snapshot(server: Server, morning: list[NetworkState]) -> None:
    for first, then in ((0, 1), (0, len(morning) - 1), (40, 400), (200, 203)):
        before, after = at_state(server, morning[first]), at_state(server, morning[then])
        assert followed(board_view(before), board_delta(before.state, after)) == board_view(after)


def test_rows_that_are_equal_are_left_out_of_a_delta(server: Server, morning: list[NetworkState]) -> None:
    whole = board_delta(morning[0], at_state(server, morning[-1]))
    assert 0 < len(whole.flights) < 150
    # a state read from the database shares nothing with its successor, and gives the same rows
    stranger = decode_state(encode_state(morning[0]))
    assert board_delta(stranger, at_state(server, morning[-1])) == whole


def test_a_command_changes_the_rows_it_touches(controller: Caller, evening: list[str]) -> None:
    before = controller.ok("board")
    version = retime(controller, evening[0], 30)
    delta = controller.ok(f"board/changes?since={before['version']}")
    assert (delta["from_version"], delta["version"]) == (before["version"], version)
    assert [one["flight_id"] for one in delta["flights"]] == [evening[0]]
    assert delta["flights"][0]["etd"] == "2013-02-09T05:30:00Z"
    assert delta["flights"][0]["changed_by"]


def test_the_board_of_a_moment_shows_what_was_known_then(controller: Caller, evening: list[str]) -> None:
    def etd_of(board: dict[str, Any]) -> str:
        return str(next(one["etd"] for one in board["flights"] if one["flight_id"] == evening[1]))

    then = controller.ok("board")
    stepped = controller.post("simulation/step", {"minutes": 1})
    assert stepped.status_code == 200, stepped.text
    retime(controller, evening[1], 35)
    assert etd_of(controller.ok("board")) == "2013-02-09T05:35:00Z"
    past = controller.ok(f"board?at={then['now']}")
    assert etd_of(past) == etd_of(then)
    assert (past["now"], past["speed"]) == (then["now"], 0)
    assert controller.ok(f"board?version={then['version']}")["flights"] == then["flights"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("board?version=0", 422),
        ("board?version=99999999", 404),
        ("board?at=2013-02-07T00:00:00Z", 422),
        ("board?at=2014-01-01T00:00:00Z", 422),
        ("board?at=noon", 422),
        ("board?at=2013-02-08T09:00:00Z&version=3", 422),
        ("board/changes", 422),
        ("board/changes?since=99999999", 404),
        ("plans/P0/board", 404),
        ("events?board=true&have=-1", 422),
        ("events?board=perhaps", 422),
    ],
)
def test_what_cannot_be_shown_is_refused(viewer: Caller, query: str, status: int) -> None:
    problem(viewer.get(query), status)


def test_a_moment_outside_what_is_known_is_answered_with_the_range(viewer: Caller) -> None:
    detail = viewer.get("board?at=2014-01-01T00:00:00Z").json()["detail"]
    assert "2013-02-08T09:00:00+00:00" in detail


# --- what lies ahead ------------------------------------------------------------------------------------------------


def test_the_outlook_names_flights_that_go_otherwise_and_why(controller: Caller, evening: list[str]) -> None:
    retime(controller, evening[0], 40)
    ahead = {one["flight_id"]: one for one in controller.ok("board/outlook")["flights"]}
    assert ahead[evening[0]]["causes"]
    assert all(
        one["causes"] or one["cancelled"] or one["misconnecting_passengers"] or one["crew_at_risk"] for one in ahead.values()
    )
    assert len(ahead) < len(controller.ok("board")["flights"])


def may_exchange(state: NetworkState, now: datetime, one: Flight, other: Flight) -> bool:
    """Whether the two flights may exchange their aircraft."""
    if one.tail is None or other.tail is None or one.tail == other.tail:
        return False
    exchange = (SwapAircraft(flight_id=one.flight_id, tail=other.tail), SwapAircraft(flight_id=other.flight_id, tail=one.tail))
    try:
        decide_all(state, exchange, now=now)
    except Refused:
        return False
    return True


def test_a_plan_is_shown_as_the_network_would_stand(server: Server) -> None:
    # given a plan that retimes, cancels, exchanges two aircraft and adds a flight
    state, now = server.room.twin.state, server.room.twin.now
    late = sorted(
        (one for one in state.own_flights() if one.origin == "JFK" and one.std > STORM_BEGINS + timedelta(hours=9) and one.tail),
        key=lambda one: one.flight_id,
    )
    retimed, cancelled = late[0].flight_id, late[1].flight_id
    first, second = next((one, other) for one, other in combinations(late[2:], 2) if may_exchange(state, now, one, other))
    ferry = FlightId(f"B69901/{DAY}/JFK")
    operations = (
        DelayFlight(flight_id=retimed, etd=datetime.fromisoformat("2013-02-09T06:00:00Z")),
        CancelFlight(flight_id=cancelled),
        SwapAircraft(flight_id=first.flight_id, tail=TailNumber(second.tail or "")),
        SwapAircraft(flight_id=second.flight_id, tail=TailNumber(first.tail or "")),
        ScheduleFlight(
            carrier=CarrierCode("B6"),
            number="9901",
            origin=AirportCode("JFK"),
            destination=AirportCode("BOS"),
            std=datetime.fromisoformat(f"{DAY}T18:00:00Z"),
            sta=datetime.fromisoformat(f"{DAY}T19:10:00Z"),
            service="ferry",
        ),
    )
    # and a knock-on that was projected for it: one flight later, one that cannot go
    later, lost = [one for one in late if one.flight_id not in (retimed, cancelled, first.flight_id, second.flight_id)][:2]
    scored = ScoredPlan(
        plan=Plan(label="By hand", kind="hand_made", base_version=state.version, operations=operations),
        cost=CostBreakdown(total=Money(cents=0), components={}),
        kpis=Kpis(),
        affected=(
            ProjectedFlight(
                flight_id=later.flight_id,
                tail=later.tail,
                etd=later.etd + timedelta(minutes=50),
                eta=later.eta + timedelta(minutes=50),
                cancelled=False,
            ),
            ProjectedFlight(flight_id=lost.flight_id, tail=lost.tail, etd=lost.etd, eta=lost.eta, cancelled=True),
        ),
    )

    # when its board is made
    board = plan_board(state, scored, plan_id="P1", revision=2)
    rows = {row.flight_id: row for row in board.flights}

    # then every operation is on it, under the plan's name
    assert (board.plan_id, board.revision, board.base_version, board.gone) == ("P1", 2, state.version, ())
    assert rows[retimed].etd == datetime.fromisoformat("2013-02-09T06:00:00Z")
    assert rows[cancelled].status == "cancelled"
    assert (rows[first.flight_id].tail, rows[second.flight_id].tail) == (second.tail, first.tail)
    assert (rows[ferry].service, rows[ferry].passengers) == ("ferry", 0)
    touched = {retimed, cancelled, first.flight_id, second.flight_id}
    assert {rows[one].changed_by for one in touched} == {"P1"}
    assert (rows[later.flight_id].etd, rows[later.flight_id].eta) == (scored.affected[0].etd, scored.affected[0].eta)
    assert rows[lost.flight_id].status == "cancelled"
    assert {rows[one].changed_by for one in (later.flight_id, lost.flight_id)}.isdisjoint({"P1"})

    # and flights that neither the plan nor its knock-on touches are not
    assert rows.keys() == touched | {ferry, later.flight_id, lost.flight_id}


# --- the stream -----------------------------------------------------------------------------------------------------


def board_stream(caller: Caller, query: str = "", **headers: str) -> Iterator[dict[str, Any]]:
    """The messages of a board's stream as they come."""
    headers |= {"Authorization": f"Bearer {caller.key}"}
    with httpx.stream("GET", f"{caller.address}/api/v1/events?board=true{query}", headers=headers, timeout=30) as stream:
        assert stream.status_code == 200
        for line in stream.iter_lines():
            if line.startswith("data: "):
                yield json.loads(line.removeprefix("data: "))


def test_a_board_begins_with_everything_and_the_clock(viewer: Caller) -> None:
    stream = board_stream(viewer)
    first, second = next(stream), next(stream)
    assert first["type"] == "board"
    assert first["data"] == viewer.ok("board")
    assert (second["type"], second["data"]["running"], second["data"]["version"]) == ("clock", False, first["data"]["version"])
    assert next(one for one in stream if one["type"] == "clock")  # nothing happens, and the reader knows that it still hears


def test_after_every_batch_of_events_comes_what_changed(controller: Caller, evening: list[str]) -> None:
    stream = board_stream(controller)
    held = next(stream)["data"]["version"]
    version = retime(controller, evening[2], 41)
    told: dict[str, dict[str, Any]] = {}
    while told.keys() < {"FlightDelayed", "board.delta"}:
        one = next(stream)
        told |= {one["type"]: one["data"]} if one["type"] in ("FlightDelayed", "board.delta") else {}
    assert told["FlightDelayed"]["version"] == version
    delta = told["board.delta"]
    assert (delta["from_version"], delta["version"]) == (held, version)
    assert [one["flight_id"] for one in delta["flights"]] == [evening[2]]


def test_a_reader_cut_off_in_the_middle_hears_every_event_once_and_ends_with_the_same_board(
    controller: Caller, evening: list[str]
) -> None:
    # given a reader whom the connection leaves after an event and before its delta
    stream = board_stream(controller)
    board = BoardView.model_validate(next(stream)["data"])
    retime(controller, evening[0], 51)
    cut = next(one for one in stream if one["type"] == "FlightDelayed")
    del stream

    # when two more happen meanwhile and the reader resumes with what it holds
    last = [retime(controller, evening[1], 52), retime(controller, evening[0], 53)][-1]
    heard = [cut["data"]["version"]]
    for one in board_stream(controller, f"&have={board.version}", **{"Last-Event-ID": cut["seq"]}):
        assert one["type"] != "board"
        if one["type"] == "board.delta":
            board = followed(board, BoardDelta.model_validate(one["data"]))
        elif one["type"] == "FlightDelayed":
            heard.append(one["data"]["version"])
        if heard[-1] == last:
            break

    # then no event is missing or repeated, and the board is the one that a new reader gets
    assert heard == sorted(set(heard))
    assert heard[-1] - heard[0] == len(heard) - 1
    assert board == BoardView.model_validate(controller.ok("board"))


@pytest.mark.parametrize("place", ["another-day#1:5:5", "999999999"])
def test_a_reader_from_another_network_gets_a_new_board_at_once(controller: Caller, place: str) -> None:
    stream = board_stream(controller, "&have=3", **{"Last-Event-ID": place})
    assert [next(stream)["type"] for _ in range(2)] == ["resync", "board"]


def test_a_version_that_never_was_is_answered_with_the_whole_board(controller: Caller) -> None:
    place = next(board_stream(controller))["seq"]
    assert next(board_stream(controller, "&have=99999999", **{"Last-Event-ID": place}))["type"] == "board"


def test_the_clock_is_told_when_it_is_set_forward(controller: Caller) -> None:
    stream = board_stream(controller)
    before = next(one for one in stream if one["type"] == "clock")["data"]["now"]
    now = controller.post("simulation/step", {"minutes": 1}).json()["now"]
    assert now > before
    assert next(one["data"]["now"] for one in stream if one["data"].get("now", before) != before) == now
