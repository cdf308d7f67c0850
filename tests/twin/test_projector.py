"""A state and its canonical bytes say the same."""

import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import msgspec
import pytest
from hypothesis import given

from domain.apply import apply, fold
from domain.events import Event
from domain.network import NetworkState
from tests.twin.small_network import logs, opening
from twin.projector import decode_state, encode_state, state_hash


@given(log=logs)
def test_a_state_comes_back_from_its_bytes_as_it_was(log: tuple[Event, ...]) -> None:
    state = fold(NetworkState(), log)

    encoded = encode_state(state)

    assert decode_state(encoded) == state
    assert encode_state(decode_state(encoded)) == encoded


@given(log=logs)
def test_folding_a_log_at_once_or_event_by_event_gives_the_same_state_and_hash(log: tuple[Event, ...]) -> None:
    at_once = fold(NetworkState(), log)

    step_by_step = NetworkState()
    for event in log:
        step_by_step = apply(step_by_step, event)

    assert step_by_step == at_once
    assert state_hash(step_by_step) == state_hash(at_once)


def test_every_field_of_the_state_reaches_the_bytes() -> None:
    state = fold(NetworkState(), opening())
    whole = state_hash(state)

    blank = NetworkState()
    for one in fields(NetworkState):
        if getattr(state, one.name) != getattr(blank, one.name):
            changed = {other.name: getattr(state, other.name) for other in fields(state)} | {one.name: getattr(blank, one.name)}
            assert state_hash(NetworkState(**changed)) != whole, one.name


def test_the_hash_is_the_same_in_another_process(root: Path) -> None:
    program = (
        "from domain.apply import fold; from domain.network import NetworkState;"
        "from tests.twin.small_network import opening; from twin.projector import state_hash;"
        "print(state_hash(fold(NetworkState(), opening())))"
    )
    hashes = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }

    assert hashes == {state_hash(fold(NetworkState(), opening()))}


def test_bytes_of_another_form_are_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        decode_state(msgspec.msgpack.encode({"version": "one"}))
