"""What was said is taken, what was not said is asked for, and words that report nothing open nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.disruptions import DISRUPTION, describe
from evals.suites import routing
from graphs.intake.grammar import Clarification, Understood, understand
from graphs.intake.kinds import KINDS, NEEDS
from tests.intake.conftest import Day

SHEET = routing.labelled()


def test_the_table_of_kinds_is_that_of_the_disruptions() -> None:
    assert NEEDS.keys() == SHEET["specialists"].keys()
    assert all(one.before for one in KINDS)


def test_every_labelled_input_that_the_grammar_was_written_with_is_read_exactly() -> None:
    figures = routing.figures_of((*SHEET["words"], *SHEET["second"]))
    assert [one["text"] for one in figures["wrong"]] == []
    assert figures["inputs"] >= 220


def test_nothing_is_opened_falsely_among_words_that_it_was_not_written_with() -> None:
    assert routing.figures_of(SHEET["held_out"])["opened_falsely"] == []


def test_triage_asks_at_least_everybody_that_a_report_needs() -> None:
    assert routing.triage_figures(SHEET)["missed"] == []


def test_what_cannot_be_is_named_and_not_taken(day: Day) -> None:
    heard = day.heard("JFK closed 2013-02-08 16:00 to 2013-02-08 14:00")
    assert isinstance(heard, Clarification)
    assert heard.missing == ("end",)
    assert "end" not in heard.understood
    assert "not after start" in heard.wrong["end"]

    heard = day.heard("JFK reduced to 500 arrivals and 20 departures 14-18Z")
    assert isinstance(heard, Clarification)
    assert "500" in heard.wrong["arrivals_per_hour"]

    heard = day.heard("gate 999 at JFK closed 10-12Z")
    assert isinstance(heard, Clarification)
    assert "JFK has no gate '999'" in heard.wrong["gate"]

    heard = day.heard("B6 9999 cancelled code 71")
    assert isinstance(heard, Clarification)
    assert "'B6 9999'" in heard.wrong["flight_id"]


def test_what_may_be_several_things_is_asked_with_the_candidates(day: Day) -> None:
    heard = day.heard("B6 66 cancelled code 71")
    assert isinstance(heard, Clarification)
    assert heard.choices == {"flight_id": ("B666/2013-02-08/JFK", "B666/2013-02-08/TPA")}
    heard = day.heard("New York closed 16-20Z")
    assert isinstance(heard, Clarification)
    assert heard.choices == {"airport": ("JFK", "LGA")}
    heard = day.heard("B6 1010 delayed 45 to 60 min code 93")
    assert isinstance(heard, Clarification)
    assert heard.missing == ("delay_min",)


@pytest.mark.parametrize(
    "text",
    [
        *["JFK closed 16-20Z was yesterday", "JFK was closed 16-20Z but has reopened", "nobody said JFK is closed 16-20Z"],
        *["lounge at JFK closed 16-20Z", "runway 22L closed at JFK 16-20Z", "JFK closed 16-20Z?", "JFK closed 0816/0920"],
        *["at 1545Z the tower told us that JFK is closed until 2000Z", "JFK closed 25:00-27:00", "JFK geschlossen 16-20Z"],
        *["can you tell me if JFK is closed 16-20Z", "JFK closed 16-20Z. Is EWR open?", "JFK closed from 16Z or 17Z to 20"],
    ],
)  # fmt: skip
def test_words_that_do_not_say_all_of_it_for_certain_open_nothing(day: Day, text: str) -> None:
    assert isinstance(day.heard(text), Clarification)


def test_a_request_to_log_a_report_is_no_question(day: Day) -> None:
    heard = day.heard("Could you open a case for JFK closed 16-20Z?")
    assert isinstance(heard, Understood)
    assert heard.disruption["kind"] == "airport_closed"


_WORDS = st.sampled_from(
    [
        "JFK", "EWR", "B6", "1010", "B61010", "N643JB", "B6-CP0153", "closed", "cancelled", "delayed", "diverted", "AOG",
        "sick", "regulation", "gate", "5", "snow", "reduced", "from", "until", "16:00", "2000Z", "16-20Z", "45", "min",
        "code", "93", "20", "arrivals", "18", "departures", "an", "hour", "and", ",", ".", ";", "?", "not", "no", "longer",
        "reopens", "if", "may", "because", "of", "to", "at",
    ]
)  # fmt: skip


@given(st.one_of(st.lists(_WORDS, max_size=18).map(" ".join), st.text(max_size=60)))
def test_any_words_are_heard_without_a_fault_and_what_is_understood_is_a_disruption(text: str) -> None:
    state, now = routing.the_day()
    heard = understand(text, state, now)
    if isinstance(heard, Understood):
        assert describe(DISRUPTION.validate_python(heard.disruption))
    else:
        assert heard.missing
        assert not set(heard.missing) & heard.understood.keys()
