"""`knowledge_search` as a tool, decided cases as passages, and how the operator sets the library up."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from api.control_room import open_library
from api.settings import Settings
from graphs.case_desk import CaseDesk
from graphs.past_decisions import passages_of
from knowledge.library.library import Library
from tests.graphs.room import NOW, TOOLS, PaperNetwork, closure, staff
from tests.library.shelf import SHELF
from tools.knowledge_search.tool import knowledge_search
from tools.spec import ToolContext, ToolRetry
from twin.database import open_database


@pytest.fixture
def engine(sqlite_url: str) -> Engine:
    return open_database(sqlite_url)


@pytest.fixture
def desk(engine: Engine) -> Iterator[CaseDesk]:
    with CaseDesk(engine, PaperNetwork(), specialists=staff(), tools=TOOLS, budget_s=1.0) as opened:
        yield opened


def context(library: Library | None) -> ToolContext:
    return ToolContext(state=PaperNetwork().state(), now=NOW, library=library)


def test_the_tool_searches_the_rooms_library_and_gives_text_with_its_citation() -> None:
    library = Library.open(None, embedding=None, passages=SHELF)
    found = knowledge_search.run(context(library), {"query": "117.25(b)", "regimes": ["us_part_117"], "limit": 1})

    (hit,) = found.hits
    assert (hit.passage.text, hit.passage.citation) == ("Weekly rest is 30 hours under 117.25(b).", "Shelf, rest")


def test_without_a_room_the_tool_searches_the_bundled_sources_by_words() -> None:
    found = knowledge_search.run(context(None), {"query": "117.25(b) weekly rest"})

    assert found.hits[0].passage.source.startswith("knowledge/flight_time/us_part_117/")
    assert found.degraded_because


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"query": "rest", "regimes": ["mars"]}, "'mars'.*us_121_467, us_part_117"),
        ({"query": ""}, "cannot use these arguments"),
        ({"query": "...."}, "cannot use these arguments"),
        ({"query": "rest", "stations": ["jfk"]}, "cannot use these arguments"),
        ({"query": "rest", "limit": 21}, "cannot use these arguments"),
    ],
)
def test_an_unknown_regime_or_an_argument_out_of_range_is_refused_by_name(arguments: dict[str, object], says: str) -> None:
    with pytest.raises(ToolRetry, match=says):
        knowledge_search.run(context(Library.open(None, embedding=None, passages=SHELF)), arguments)


def decided(desk: CaseDesk, reason: str = "cheapest, and the crews keep their hours") -> str:
    case_id = desk.open_case(closure(), actor="dora")
    desk.wait(case_id, timeout_s=30)
    chosen = desk.plans(case_id)[0]
    desk.decide_plan(chosen.plan_id, revision=1, decision="approve", reason=reason, actor="dora", role="duty_manager")
    return case_id


def test_a_decided_case_says_what_happened_what_each_option_cost_and_which_role_decided_why(desk: CaseDesk) -> None:
    case_id = decided(desk)
    case, plans = desk.case_view(case_id), desk.plans(case_id)
    found = {one.paragraph: one for one in passages_of(case, plans)}

    happened, decision = found["what-happened"], found["decision.1"]
    assert happened.text.startswith(case.title)
    assert happened.stations == ("BBB",)
    assert "A duty manager approved" in decision.text
    assert decision.text.endswith("Reason given: cheapest, and the crews keep their hours")
    assert len([name for name in found if name.startswith("option.")]) == len(plans)
    assert "USD 2,000.00" in found[f"option.{plans[0].plan_id}"].text
    assert {one.source for one in found.values()} == {f"case/{case_id}"}
    assert not any("dora" in one.model_dump_json() for one in found.values())


def test_a_case_that_nobody_has_decided_is_not_in_the_library(desk: CaseDesk) -> None:
    case_id = desk.open_case(closure(), actor="dora")
    desk.wait(case_id, timeout_s=30)

    assert passages_of(desk.case_view(case_id), desk.plans(case_id)) == ()


def test_a_rooms_library_knows_cases_decided_before_it_opened_and_those_decided_since(desk: CaseDesk, tmp_path: Path) -> None:
    decided(desk, reason="zephyr before lunch")
    library = open_library(Settings(database_url=f"sqlite:///{tmp_path}/room.db"), desk)
    second = decided(desk, reason="quokka after lunch")

    assert library.search("zephyr").hits[0].passage.source == "case/C1"
    assert library.search("quokka").hits[0].passage.source == f"case/{second}"
    library.close()


Environment = dict[str, str]


@pytest.mark.parametrize(
    ("environment", "chosen"),
    [
        ({}, "bundled"),
        ({"DOWNLINE_EMBEDDINGS": "off"}, "off"),
        ({"DOWNLINE_EMBEDDINGS_URL": "http://127.0.0.1:1/v1", "DOWNLINE_EMBEDDINGS_MODEL": "m"}, "endpoint"),
    ],
)
def test_the_operator_chooses_the_embedding_by_variables(environment: Environment, chosen: str) -> None:
    assert Settings.from_environment(environment).embeddings == chosen


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"DOWNLINE_EMBEDDINGS": "on"}, "DOWNLINE_EMBEDDINGS='on'"),
        ({"DOWNLINE_EMBEDDINGS_URL": "http://127.0.0.1:1/v1"}, "without DOWNLINE_EMBEDDINGS_MODEL"),
        ({"DOWNLINE_EMBEDDINGS_URL": "ftp://x", "DOWNLINE_EMBEDDINGS_MODEL": "m"}, "is not an address"),
    ],
)
def test_a_variable_that_cannot_be_read_is_named(environment: Environment, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Settings.from_environment(environment)


@pytest.mark.parametrize(
    ("url", "folder"),
    [
        ("sqlite:///var/downline.db", Path("var/downline.library")),
        ("sqlite:////data/a.db?timeout=5", Path("/data/a.library")),
        ("sqlite:///:memory:", None),
        ("sqlite://", None),
        ("postgresql+psycopg://u@h/db", Path("var/library")),
    ],
)
def test_vectors_are_kept_beside_the_database(url: str, folder: Path | None) -> None:
    assert Settings(database_url=url).library_folder == folder
