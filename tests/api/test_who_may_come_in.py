"""Keys, roles, and what a server that others can reach must have."""

from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from api.keys import KeyRing, Role
from api.settings import Settings
from tests.api.callers import Caller
from tests.api.conftest import Server
from tests.api.test_bad_input_is_refused_whole import problem

HASH = sha256(b"secret").hexdigest()


def test_without_a_known_key_the_answer_is_401_and_says_how_to_present_one(server: Server) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic ZGVtbw=="}, {"Authorization": "Bearer"}):
        answer = httpx.get(f"{server.address}/api/v1/flights", headers=headers)
        assert "Authorization: Bearer KEY" in problem(answer, 401)["detail"]
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    problem(httpx.get(f"{server.address}/api/v1/nothing"), 401)


def test_a_viewer_reads_and_runs_tools_but_changes_nothing(viewer: Caller) -> None:
    assert viewer.ok("session") == {"name": "demo-viewer", "role": "viewer", "demo": True}
    assert viewer.post("tools/crew_links", {}).status_code == 200
    for path in (
        "cases",
        "commands/cancel_flight",
        "simulation/speed",
        "simulation/step",
        "simulation/inject",
        "scenarios/x/load",
    ):
        assert "controller" in problem(viewer.post(path, {}), 403)["detail"]


def test_a_demo_key_counts_only_under_this_machines_own_name(server: Server) -> None:
    headers = {"Authorization": "Bearer demo-admin", "Host": "rebound.example"}
    problem(httpx.get(f"{server.address}/api/v1/session", headers=headers), 401)
    assert httpx.get(f"{server.address}/api/v1/session", headers=headers | {"Host": "localhost:1"}).status_code == 200


def test_no_other_origin_is_invited(server: Server) -> None:
    answer = httpx.get(f"{server.address}/healthz", headers={"Origin": "https://elsewhere.example"})
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_a_server_that_others_can_reach_needs_keys_of_its_own() -> None:
    with pytest.raises(ValueError, match="DOWNLINE_KEYS"):
        KeyRing.from_settings(Settings(host="0.0.0.0"))


@pytest.mark.parametrize("in_a_file", [False, True])
def test_own_keys_replace_the_demo_keys(tmp_path: Path, in_a_file: bool) -> None:
    text = f"# who\nann:duty_manager:{HASH}\n" if in_a_file else f"ann:duty_manager:{HASH}"
    if in_a_file:
        file = tmp_path / "keys"
        file.write_text(text)
        text = str(file)
    keyring = KeyRing.from_settings(Settings(host="0.0.0.0", keys=text))

    found = keyring.principal("secret", host="downline.example")
    assert found is not None
    assert (found.name, found.role) == ("ann", Role.DUTY_MANAGER)
    assert keyring.principal("demo-admin", host="127.0.0.1") is None
    assert not keyring.demo


@pytest.mark.parametrize("entry", ["ann:king:" + HASH, "ann:viewer", f":viewer:{HASH}", "ann:viewer:abc"])
def test_a_key_that_cannot_be_read_is_named_without_being_shown(entry: str) -> None:
    with pytest.raises(ValueError, match="DOWNLINE_KEYS has an entry") as refused:
        KeyRing.from_settings(Settings(keys=entry))
    assert HASH not in str(refused.value)
