"""Records and people over HTTP, with the real specialists and tools: who may see what, and that no name gets out on the way."""

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, inspect, text
from starlette.testclient import TestClient

from api.app import create_app
from api.audit import verify
from api.control_room import ControlRoom, open_room
from api.meters import Meters
from api.resources.people import people_of
from api.settings import Settings
from domain.events import BookingCreated
from tests.twin.small_network import BOOKINGS, TAILS, at, opening
from twin.scenarios import Scenario
from twin.scenarios.saved import save

PERSONAL = re.compile(r"Passenger [\w-]+/\d|[\w.-]+@[\w.-]+|device-[\w.-]+|\+\d{11}")
"""What names and addresses of the vault look like; the first test makes sure that it finds every one."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("people")


def small_scenario() -> Scenario:
    """The small network with assumed bookings, which therefore have assumed people."""
    assumed = {"assumed": ("itinerary",)}
    events = (event.model_copy(update=assumed) if isinstance(event, BookingCreated) else event for event in opening())
    return Scenario("small", "two tails and three airports", at(6), tuple(events), (), (), (), ())


@pytest.fixture(scope="module")
def room(folder: Path) -> Iterator[ControlRoom]:
    save(folder / "scenarios", small_scenario())
    settings = Settings(database_url=f"sqlite:///{folder}/downline.db", scenario_id="small", budget_s=0.5)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DOWNLINE_SCENARIOS", str(folder / "scenarios"))
        room = open_room(settings, Meters())
        assert people_of(room).fill() == len(BOOKINGS)
        yield room
        room.close()


@pytest.fixture(scope="module")
def http(room: ControlRoom) -> TestClient:
    """Requests to the application; without its lifespan, which would start the clock and close the room."""
    app = create_app(room.settings, opened=room)
    app.state.room = room
    return TestClient(app, base_url="http://127.0.0.1")


def ask(http: TestClient, method: str, path: str, role: str, body: Any = None, **headers: str) -> Any:
    """A request with the demo key of a role."""
    key = {"Authorization": f"Bearer demo-{role}"}
    return http.request(
        method, f"/api/v1/{path}", json=body, headers=key | {name.replace("_", "-"): v for name, v in headers.items()}
    )


def personal_data(room: ControlRoom) -> set[str]:
    """Every name and address in the vault."""
    with room.engine.connect() as connection:
        rows = connection.execute(text("SELECT name, contacts FROM people")).all()
    return {name for name, _ in rows} | {one["address"] for _, contacts in rows for one in json.loads(contacts)}


def everything_but_people(engine: Engine) -> Iterator[tuple[str, str]]:
    """Each table of the database with its rows as text."""
    with engine.connect() as connection:
        for table in inspect(connection).get_table_names():
            if table != "people":
                rows = connection.execute(text(f"SELECT * FROM {table}"))
                yield table, "\n".join(_plain(value) for row in rows for value in row)


def _plain(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def first_person(room: ControlRoom, place: int) -> str:
    with room.engine.connect() as connection:
        found = connection.execute(text(f"SELECT person_id FROM people ORDER BY person_id LIMIT 1 OFFSET {place}"))
        return str(found.scalar_one())


def test_no_name_and_no_address_is_in_logs_case_events_tool_runs_prompts_or_records(
    room: ControlRoom, http: TestClient, folder: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    vault = personal_data(room)
    assert len(vault) >= 2 * len(BOOKINGS)
    assert all(PERSONAL.fullmatch(one) for one in vault)
    grounded = {
        "kind": "aircraft_unserviceable",
        "reported_at": at(6).isoformat(),
        "tail": TAILS[0],
        "airport": "JFK",
        "start": at(9).isoformat(),
        "end": at(13).isoformat(),
    }

    opened = ask(http, "POST", "cases", "controller", grounded, Idempotency_Key="one")
    assert opened.status_code == 202, opened.text
    case_id = opened.json()["case_id"]
    assert room.desk.wait(case_id, timeout_s=120).status == "proposed"
    options = ask(http, "GET", f"cases/{case_id}/plans", "viewer").json()["items"]
    best = next(one for one in options if one["legal"])
    decision = {"decision": "approve", "reason": "least cost"}
    decided = ask(http, "POST", f"plans/{best['plan_id']}/decisions", "admin", decision, If_Match='"1"')
    assert decided.status_code == 200, decided.text
    person = first_person(room, 0)
    assert ask(http, "GET", f"people/{person}?purpose=care", "controller").json()["held"]["name"] in vault
    assert ask(http, "GET", f"people/{person}/export", "duty-manager").status_code == 200
    page = ask(http, "GET", f"cases/{case_id}/record.html", "viewer").text

    shown = capfd.readouterr()
    kept = dict(everything_but_people(room.engine)) | {"logs": caplog.text + shown.out + shown.err, "page": page}
    kept |= {file.name: file.read_text(encoding="latin-1") for file in folder.glob("*.checkpoints*")}
    assert len(kept["case_tool_runs"]) > 1_000
    assert len(kept["record_entries"]) > 1_000
    assert len(kept["personal_data_access"]) > 100
    assert person in kept["logs"]
    assert {name: found for name, words in kept.items() if (found := vault.intersection(PERSONAL.findall(words)))} == {}
    assert verify(room.engine).intact


def test_the_printable_record_comes_as_html_that_may_load_nothing(room: ControlRoom, http: TestClient) -> None:
    case_id = room.desk.cases()[0].case_id

    answer = ask(http, "GET", f"cases/{case_id}/record.html", "viewer")

    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert answer.headers.get_list("content-security-policy")[0].startswith("default-src 'none'; style-src 'sha256-")
    assert "This record is complete and unchanged" in answer.text
    assert ask(http, "GET", "cases/C99/record.html", "viewer").json()["type"] == "urn:downline:problem:not-found"


def test_a_person_is_read_for_a_purpose_by_a_role_that_it_covers(room: ControlRoom, http: TestClient) -> None:
    person = first_person(room, 1)

    assert ask(http, "GET", f"people/{person}", "admin").status_code == 422
    refused = ask(http, "GET", f"people/{person}?purpose=care", "viewer")
    unknown = ask(http, "GET", f"people/{person}?purpose=marketing", "admin")
    given = ask(http, "GET", f"people/{person}?purpose=notify_disruption", "controller")

    assert (refused.status_code, refused.json()["type"]) == (403, "urn:downline:problem:forbidden")
    assert "Purposes: notify_disruption" in unknown.json()["detail"]
    assert given.headers["cache-control"] == "no-store"
    assert given.json()["held"].keys() == {"name", "language", "timezone", "contacts", "quiet"}
    log = ask(http, "GET", f"people/access-log?person_id={person}", "duty-manager").json()["items"]
    assert [(one["action"], one["role"]) for one in log] == [("refused", "viewer"), ("refused", "admin"), ("read", "controller")]
    assert ask(http, "GET", "people/access-log", "controller").status_code == 403


def test_an_erasure_answers_with_its_proof_and_then_nothing_is_held(room: ControlRoom, http: TestClient) -> None:
    person = first_person(room, 2)
    why = {"reason": "request 2013-15"}

    refused = ask(http, "POST", f"people/{person}/erasure", "controller", why)
    erased = ask(http, "POST", f"people/{person}/erasure", "duty-manager", why, Idempotency_Key="erase")
    again = ask(http, "POST", f"people/{person}/erasure", "duty-manager", why, Idempotency_Key="erase")

    assert refused.status_code == 403
    assert erased.status_code == 200, erased.text
    assert again.headers["idempotent-replayed"] == "true"
    assert again.json() == erased.json()
    for path in (f"people/{person}?purpose=care", f"people/{person}/export"):
        gone = ask(http, "GET", path, "duty-manager")
        assert (gone.status_code, gone.json()["type"]) == (410, "urn:downline:problem:erased")
    assert ask(http, "GET", "people/nobody/export", "duty-manager").status_code == 404


def test_a_legal_hold_refuses_an_erasure_and_says_until_when(room: ControlRoom, http: TestClient) -> None:
    person = first_person(room, 0)
    until = room.twin.now.replace(year=2017)
    people_of(room).place_hold(person, reason="claim 9 is open", until=until, actor="dora", role="duty_manager")

    refused = ask(http, "POST", f"people/{person}/erasure", "duty-manager", {"reason": "request"})

    assert (refused.status_code, refused.json()["until"]) == (409, until.isoformat())
    assert "claim 9 is open" in refused.json()["detail"]
