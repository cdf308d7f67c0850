"""What was worked out about a network is given again, to whoever asks the same, and to nobody else."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from time import sleep

import pytest

from domain.commands import DelayFlight, Operation
from domain.decide import decide_all
from domain.faults import Refused
from domain.remembered import remembered
from tests.agents.airport_day import NOW, at, name, network

LATER: tuple[Operation, ...] = tuple(DelayFlight(flight_id=name(one), etd=at("15:00")) for one in ("XX11", "XX12"))


def test_the_same_plan_on_the_same_network_is_decided_once() -> None:
    state = network({})

    assert decide_all(state, LATER, now=NOW)[1] is decide_all(state, tuple(LATER), now=NOW)[1]


def test_another_network_moment_or_actor_gets_its_own_answer() -> None:
    state = network({})
    first = decide_all(state, LATER, now=NOW)

    for events, _ in (
        decide_all(replace(state), LATER, now=NOW),
        decide_all(state, LATER, now=NOW + timedelta(minutes=1)),
        decide_all(state, LATER, now=NOW, by="somebody"),
    ):
        assert events is not first[0]
    assert decide_all(state, LATER, now=NOW, by="somebody")[0][0].by == "somebody"  # type: ignore[union-attr]


def test_a_refusal_is_worked_out_anew_each_time() -> None:
    state = network({})
    wrong = (*LATER, DelayFlight(flight_id=name("XX11"), etd=NOW - timedelta(minutes=1)))

    for _ in range(2):
        with pytest.raises(Refused, match="before now"):
            decide_all(state, wrong, now=NOW)


def test_only_the_last_answers_are_kept_and_all_can_be_forgotten() -> None:
    asked = []

    @remembered(2)
    def double(number: int) -> int:
        asked.append(number)
        return 2 * number

    assert [double(one) for one in (1, 2, 1, 3, 1, 2)] == [2, 4, 2, 6, 2, 4]
    assert asked == [1, 2, 3, 2], "2 was the one not asked for longest when 3 came"
    double.forget()
    assert double(2) == 4
    assert asked == [1, 2, 3, 2, 2]


def test_of_several_who_ask_at_once_one_works_it_out_and_nobody_gets_another_ones_error() -> None:
    asked = []

    @remembered(2)
    def slow(number: int) -> int:
        asked.append(number)
        sleep(0.05)
        if number < 0:
            raise ValueError(number)
        return number

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(slow, [7, 7, 7, 7])) == [7, 7, 7, 7]
        refused = [one.exception() for one in [pool.submit(slow, -1) for _ in range(3)]]
    assert asked == [7, -1, -1, -1]
    assert [type(one) for one in refused] == [ValueError] * 3
