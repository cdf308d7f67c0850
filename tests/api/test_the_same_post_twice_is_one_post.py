"""Idempotency-Key: repeated requests get the first answer, and a crash in between loses and doubles nothing."""

import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import Engine

from api.idempotency import LEASE_S, Answer, Claim, IdempotencyLedger, fingerprint
from api.problems import Problem
from tests.api.callers import DAY, Caller, grounded
from tests.api.conftest import Server
from tests.api.test_bad_input_is_refused_whole import problem
from twin.store import open_database

FLIGHT = "B61010/2013-02-08/JFK"


def test_a_repeated_command_is_answered_from_the_first_time_and_done_once(controller: Caller) -> None:
    headers = {"Idempotency-Key": uuid4().hex}
    body = {"flight_id": FLIGHT, "etd": f"{DAY}T20:00:00Z"}

    first = controller.post("commands/delay_flight", body, headers)
    version = controller.ok("simulation")["version"]
    again = controller.post("commands/delay_flight", body, headers)

    assert first.status_code == again.status_code == 200
    assert again.json() == first.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert controller.ok("simulation")["version"] == version


def test_a_key_used_for_another_request_is_refused(controller: Caller) -> None:
    headers = {"Idempotency-Key": uuid4().hex}
    assert controller.post("simulation/speed", {"speed": 0}, headers).status_code == 200
    problem(controller.post("simulation/speed", {"speed": 1}, headers), 422)
    problem(controller.post("simulation/step", {"speed": 0}, headers), 422)
    assert controller.ok("simulation")["speed"] == 0


def test_a_refused_request_leaves_its_key_free_for_the_corrected_one(controller: Caller) -> None:
    headers = {"Idempotency-Key": uuid4().hex}
    problem(controller.post("simulation/speed", {"speed": -1}, headers), 422)
    assert controller.post("simulation/speed", {"speed": 0}, headers).status_code == 200


def test_keys_belong_to_their_caller(controller: Caller, duty_manager: Caller) -> None:
    headers = {"Idempotency-Key": uuid4().hex}
    assert controller.post("simulation/speed", {"speed": 0}, headers).status_code == 200
    other = duty_manager.post("simulation/speed", {"speed": 0}, headers)
    assert "Idempotent-Replayed" not in other.headers


def test_of_many_at_once_with_one_key_one_is_carried_out(controller: Caller) -> None:
    headers = {"Idempotency-Key": uuid4().hex}
    body = {"flight_id": FLIGHT, "etd": f"{DAY}T21:00:00Z"}
    before = controller.ok("simulation")["version"]

    with ThreadPoolExecutor(6) as together:
        answers = list(together.map(lambda _: controller.post("commands/delay_flight", body, headers), range(6)))

    assert {answer.status_code for answer in answers} <= {200, 409}
    first_time = [answer for answer in answers if answer.status_code == 200 and "Idempotent-Replayed" not in answer.headers]
    assert len(first_time) == 1
    assert controller.ok("simulation")["version"] == before + len(first_time[0].json()["events"])


def test_a_key_that_is_no_key_is_refused(controller: Caller) -> None:
    problem(controller.post("simulation/speed", {"speed": 0}, {"Idempotency-Key": "x" * 300}), 422)


# --- the ledger itself ----------------------------------------------------------------------------------------------


class Seconds:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def engine(database_url: str) -> Engine:
    return open_database(database_url)


def test_an_unfinished_request_holds_its_key_until_its_lease_ends_and_then_is_taken_over(engine: Engine) -> None:
    seconds = Seconds()
    ledger = IdempotencyLedger(engine, seconds)
    first = ledger.claim("ann", "k", "print")
    assert isinstance(first, Claim)
    with pytest.raises(Problem) as busy:
        ledger.claim("ann", "k", "print")
    assert busy.value.status == 409

    seconds.now += LEASE_S + 1
    second = ledger.claim("ann", "k", "print")

    assert isinstance(second, Claim)
    assert second.taken_over
    assert second.effect_key == first.effect_key
    # the first holder comes back from the dead: its answer no longer counts, the second one's does
    ledger.keep(first, Answer(200, {}, b"late"))
    ledger.keep(second, Answer(201, {"etag": '"1"'}, b"kept"))
    assert ledger.claim("ann", "k", "print") == Answer(201, {"etag": '"1"'}, b"kept")


def test_answers_are_kept_for_a_day(engine: Engine) -> None:
    seconds = Seconds()
    ledger = IdempotencyLedger(engine, seconds)
    claim = ledger.claim("ann", "k", "print")
    assert isinstance(claim, Claim)
    ledger.keep(claim, Answer(200, {}, b"kept"))
    seconds.now += 23 * 3600
    assert isinstance(ledger.claim("ann", "k", "print"), Answer)
    seconds.now += 2 * 3600
    assert isinstance(ledger.claim("ann", "k", "another"), Claim)


def test_after_a_restart_on_sqlite_an_unfinished_request_may_be_repeated_at_once(sqlite_url: str) -> None:
    engine = open_database(sqlite_url)
    assert isinstance(IdempotencyLedger(engine, Seconds()).claim("ann", "k", "print"), Claim)

    again = IdempotencyLedger(engine, Seconds()).claim("ann", "k", "print")

    assert isinstance(again, Claim)
    assert again.taken_over


def test_a_report_whose_first_attempt_ended_without_an_answer_finds_the_case_it_opened(
    server: Server, controller: Caller
) -> None:
    # given a request that opened its case, and whose process then died before it could answer
    report = grounded(controller, 8)
    opened = controller.post("cases", report).json()
    request = httpx.Request("POST", "http://x/api/v1/cases", json=report)
    a_while_ago = IdempotencyLedger(server.room.engine, lambda: time.time() - LEASE_S - 1)
    a_while_ago.claim("demo-controller", "died", fingerprint("POST", "/api/v1/cases?", "", request.content))

    # when it is repeated
    again = controller.post("cases", report, {"Idempotency-Key": "died"})

    # then there is no second case
    assert again.status_code == 202
    assert again.json()["case_id"] == opened["case_id"]
    controller.post(f"cases/{opened['case_id']}/stop")
