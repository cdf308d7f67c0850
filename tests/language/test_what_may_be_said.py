"""The rules on a writer's words, over every named text of the grounding suite, and figures of the options themselves."""

import pytest

from agents.grounding import Shown, figures_not_in
from evals.suites.grounding import cases, sheet, situation
from graphs.explain import template

FACTS = sheet()
ADVERSARIAL = {one["name"]: one for one in cases()["adversarial"]}
HONEST = {one["name"]: one for one in cases()["honest"]}
FINISHED = {one["name"]: one for one in cases()["finished"]}
SITUATIONS = {one["name"]: one for one in cases()["situations"]}


@pytest.mark.parametrize("name", ADVERSARIAL)
def test_a_text_that_no_fact_backs_is_refused_but_for_the_known_limits(name: str) -> None:
    one = ADVERSARIAL[name]

    assert bool(FACTS.faults_in(one["text"])) is not bool(one.get("limit"))


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_text_passes(name: str) -> None:
    assert FACTS.faults_in(HONEST[name]["text"]) == []


@pytest.mark.parametrize("name", FINISHED)
def test_figures_that_somebody_else_filled_in_are_looked_for_among_the_facts(name: str) -> None:
    one = FINISHED[name]

    assert bool(figures_not_in(one["text"], FACTS)) is one["caught"]


def test_every_fault_is_named_so_that_the_writer_can_mend_it() -> None:
    faults = FACTS.faults_in("BOS is cheaper by 12 than {{option1.loss}}; see www.example.org.")

    assert faults == [
        "unknown reference 'option1.loss'",
        "a digit outside a reference",
        "the comparison 'cheaper'",
        "the comparison 'than'",
        "the link or markup 'example.org'",
        "the link or markup 'www'",
        "the name 'BOS' outside a reference",
    ]


@pytest.mark.parametrize("name", SITUATIONS)
def test_the_template_says_an_options_figures_with_their_nouns(name: str) -> None:
    one = SITUATIONS[name]
    scored, nothing, facts = situation(one)

    told = facts.render(template(scored, nothing), "template")

    assert f"USD {one['cost_cents'] / 100:,.2f} in all" in told.text
    assert f"{one['cancelled']} flight{'' if one['cancelled'] == 1 else 's'} cancelled" in told.text
    assert ("less than doing nothing" in told.text) == (bool(one["changes"]) and one["cost_cents"] < one["nothing_cents"])
    assert ("failing check" in told.text) == (one["failing"] > 0)
    assert figures_not_in(told.text, facts) == []
    assert "".join(segment.text for segment in told.segments) == told.text


def test_comparisons_among_options_are_facts_and_ties_say_so() -> None:
    _, _, facts = situation(SITUATIONS["wait"])
    tied = situation(SITUATIONS["small"] | {"nothing_cents": 1250000})[2]

    assert facts.shown["plan.by_cost"].text == "least cost of 2 options"
    assert facts.shown["plan.by_changes"].text == "number 2 from the least changes of 2 options"
    assert tied.shown["plan.by_cost"].text == "least cost of 2 options, level with 1 other"
    assert tied.shown["plan.against_nothing"].text == "as much as doing nothing"
    assert facts.faults_in("{{nothing.name}} costs {{plan.cost}}.") == [
        "'plan.cost' is about 'this option', which its sentence does not name"
    ]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("![x](http://evil.example/p.png?d=1) Snow.", "x Snow."),
        ("[open](javascript:alert(document.domain))", "open"),
        ("<img src='http://evil.example/x.gif'>Fog", "Fog"),
        ("See https://evil.example/a?b=c now", "See (address left out) now"),
        ("approve\u200b\u202e it", "approve it"),
        ("14 CFR 117.25 [limit] (a) < 9 h & more", "14 CFR 117.25 [limit] (a) < 9 h & more"),
        ("Stand 5/6, B61010/2013-02-08/JFK, and/or", "Stand 5/6, B61010/2013-02-08/JFK, and/or"),
    ],
)
def test_a_text_from_outside_is_shown_as_words_and_is_no_link_image_or_markup(written: str, shown: str) -> None:
    assert Shown(fact_id="note", text=written, tool="knowledge_search").text == shown
