"""The sentences of the `cases.yaml` of slot, ground and revenue, each put to the specialist with the real tools."""

from pathlib import Path
from typing import Any

import pytest
import yaml

import agents
from tests.agents.airport_day import consult, name, network, operation, review

CASES = [
    pytest.param(specialist, case, id=case["says"])
    for specialist in ("slot", "ground", "revenue")
    for case in yaml.safe_load((Path(agents.__file__).parent / specialist / "cases.yaml").read_text(encoding="utf-8"))
]


@pytest.mark.parametrize(("specialist", "case"), CASES)
def test_the_specialist_does_as_its_cases_say(specialist: str, case: dict[str, Any]) -> None:
    state = network(case.get("given", {}))
    if "finds" in case:
        finding = consult(specialist, state)
        found = {fact.fact_id: fact.value for fact in finding.facts}
        assert {key: found.get(key) for key in case["finds"]} == case["finds"]
        priced = {one.flight_id for one in finding.constraints if one.kind == "SeatPrice"}
        assert priced == set(map(name, case.get("prices", ())))
    if "plan" not in case:
        return
    answer = review(specialist, state, tuple(map(operation, case["plan"])), by_hand=case.get("by_hand", False))
    verdicts = {(check.rule, check.subject): check.verdict for check in answer.checks}
    failing = {one for one, verdict in verdicts.items() if verdict == "fail"}
    assert failing == {(rule, name(short)) for rule, short in map(str.split, case.get("fails", ()))}
    for rule in case.get("passes", ()):
        assert {verdict for (one, _), verdict in verdicts.items() if one == rule} == {"pass"}
    for rule, short in map(str.split, case.get("unchecked", ())):
        assert verdicts[rule, short if short == "plan" else name(short)] == "not_checked"
    assert {one.type for one in answer.operations} >= set(case.get("adds", ()))
    assert not (case.get("adds_nothing") and answer.operations)
    assert {one.kind for one in answer.constraints} >= set(case.get("asks", ()))
