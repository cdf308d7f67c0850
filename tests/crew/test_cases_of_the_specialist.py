"""The sentences of agents/crew/cases.yaml, each put to the specialist with the real tools."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

import agents.crew
from domain.apply import fold
from domain.commands import AssignCrew, DelayFlight
from domain.events import CrewReportedUnavailable
from domain.network import NetworkState
from domain.plans import Review
from tests.crew.network import DAY, NOW, crew, leg, network, reserve
from tests.crew.test_the_specialist_and_recovery import review
from tests.domain.paper_network import at

CASES = yaml.safe_load((Path(agents.crew.__file__).parent / "cases.yaml").read_text())


def given(case: dict[str, Any]) -> tuple[NetworkState, tuple[DelayFlight, ...]]:
    people = [crew(name, legs=legs) for name, legs in case["crew"].items()]
    state = network(*people, *(reserve(name, from_hour=hour) for name, hour in case.get("reserves", {}).items()))
    if "sick" in case:
        state = fold(state, [CrewReportedUnavailable(at=NOW, crew_id=case["sick"], start=at(6), end=at(23))])
    delay = case.get("delay", {"from": 99, "minutes": 0})
    by = timedelta(minutes=delay["minutes"])
    return state, tuple(DelayFlight(flight_id=leg(row[0]), etd=row[3] + by) for row in DAY if row[0] >= delay["from"])


def failing(answer: Review) -> dict[str, str]:
    return {one.subject: one.citation for one in answer.checks if one.verdict == "fail"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"])
def test_the_specialist_does_what_the_case_says(case: dict[str, Any]) -> None:
    state, plan = given(case)

    nothing_done = failing(review(state, plan, "hand_made"))
    answer = review(state, plan)

    assert set(nothing_done) == {leg(number) for number in case["loses"]}
    assert all(case["by"] in citation for citation in nothing_done.values())
    assigned = {str(one.crew_id): one.flight_ids for one in answer.operations if isinstance(one, AssignCrew)}
    if "mended" in case:
        assert assigned == {name: tuple(leg(number) for number in legs) for name, legs in case["mended"].items()}
        assert failing(answer) == {}
    else:
        assert set(failing(answer)) == {leg(number) for number in case.get("uncovered", case["loses"])}
