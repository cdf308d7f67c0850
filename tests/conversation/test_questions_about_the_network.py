"""Every question about the network is read from many ways of asking it, and answered from tools and the network alone."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.network import FlightStatus, NetworkState
from graphs.conversation.question import Focus, all_questions
from graphs.conversation.questions import flights as flight_question
from graphs.conversation.questions import money as money_question
from graphs.conversation.reply import OpenView, Table
from graphs.explain import money
from tests.conversation.conftest import Answer, Ask, CasebookInMemory, Read, a_case, in_order, told

TOPICS = ("flights", "airports", "crew", "aircraft", "passengers", "money", "situation")
MODULES = {f"graphs.conversation.questions.{one}" for one in TOPICS}
OURS = {name: one for name, one in all_questions().items() if one.read.__module__ in MODULES}
EXAMPLES = [(name, words) for name, one in OURS.items() for words in one.examples]


@pytest.mark.parametrize(("name", "words"), EXAMPLES)
def test_an_example_is_read_as_its_own_question_by_the_whole_grammar(name: str, words: str, readings: Read) -> None:
    found = readings(words)

    assert [one for one, _ in found][:1] == [name], [(one, reading.weight) for one, reading in found[:3]]
    assert len(found) < 2 or found[0][1].weight > found[1][1].weight, f"{words!r} is read as {found[1][0]} just as well"


@pytest.mark.parametrize("name", OURS)
def test_a_question_has_five_examples_and_says_in_one_sentence_what_is_asked(name: str) -> None:
    assert len(OURS[name].examples) >= 5
    assert (OURS[name].asked.__doc__ or "").strip().endswith(".")
    assert OURS[name].asked.model_config["frozen"]


@pytest.mark.parametrize("name", OURS)
def test_the_first_example_is_answered_with_every_figure_a_fact_and_something_to_ask_next(name: str, answer: Answer) -> None:
    reply = answer(OURS[name].examples[0])

    assert reply.paragraphs
    assert 1 <= len(reply.suggestions) <= 3


OTHER_WORDS = (
    ("show me delayed departures out of JFK", "flights"),
    ("anything cancelled from Newark?", "flights"),
    ("what's inbound to JFK in the next hour", "flights"),
    ("N643JB flights", "flights"),
    ("what's the story with B6217", "flight"),
    ("is B6217 delayed", "flight"),
    ("how come B6917 is late", "why_late"),
    ("is there snow in Boston", "airport"),
    ("can we still land at LaGuardia", "airport"),
    ("where are we short of capacity", "limited_airports"),
    ("which stands are blocked at JFK", "gates"),
    ("which crews will go illegal before midnight", "crew_timing_out"),
    ("when must B6-CP0134 be on blocks", "crew_member"),
    ("who can we call out at JFK", "reserves"),
    ("is B6-CP0134 legal for B6675", "may_fly"),
    ("how long can B6675's crew hang on", "crew_lateness"),
    ("who's in command of B6675", "flight_crew"),
    ("what's wrong with N568JB", "aircraft"),
    ("any tails down", "grounded_aircraft"),
    ("MEL items", "maintenance_due"),
    ("how many will misconnect at JFK", "misconnections"),
    ("how many stranded customers do we have in Orlando", "disrupted_passengers"),
    ("how many kids travel alone on B6217", "people_on_flight"),
    ("what compensation is due on B6675 with a 5 hour delay", "rights_owed"),
    ("connecting passengers at BOS", "connections"),
    ("what's doing nothing going to cost", "cost_of_the_day"),
    ("price of holding B6217 20 min", "cost_of_delay"),
    ("how much kerosene does B6675 burn", "flight_fuel"),
    ("how bad is it", "situation"),
    ("and if we leave it alone?", "outlook"),
    ("what's new in the last 20 minutes", "changes"),
)


def test_a_question_is_read_however_it_is_put(readings: Read) -> None:
    read = {words: readings(words)[:2] for words, _ in OTHER_WORDS}
    wrong = {words: read[words] for words, name in OTHER_WORDS if [one for one, _ in read[words]][:1] != [name]}

    assert not wrong
    assert {name for _, name in OTHER_WORDS} == set(OURS)


def asked(readings: Read, words: str, focus: Focus | None = None) -> Any:
    return readings(words, focus)[0][1].asked


def test_a_list_keeps_to_route_state_and_time_as_they_were_said(readings: Read, state: NetworkState, now: datetime) -> None:
    to_boston = asked(readings, "Which flights to BOS are cancelled?")
    back = asked(readings, "flights to JFK from BOS")
    evening = asked(readings, "What leaves JFK between 21:30 and 23:00Z?")
    very_late = asked(readings, "Which flights are more than 60 minutes late?")
    soon = asked(readings, "Which flights arrive at JFK in the next 2 hours?")

    assert (to_boston.origin, to_boston.destination, to_boston.state) == ("", "BOS", "cancelled")
    assert (back.origin, back.destination) == ("BOS", "JFK")
    assert (evening.origin, evening.since, evening.until) == ("JFK", now + timedelta(minutes=30), now + timedelta(hours=2))
    assert (very_late.state, very_late.late_min) == ("late", 60)
    assert (soon.destination, soon.movement, soon.within_min) == ("JFK", "arrival", 120)


def test_a_list_says_how_many_there_are_shows_twelve_and_opens_all(answer: Answer, state: NetworkState) -> None:
    reply = answer("How many flights are cancelled?")

    cancelled = [one.flight_id for one in state.own_flights() if one.status is FlightStatus.CANCELLED]
    table = next(card for card in reply.cards if isinstance(card, Table))
    view = next(card for card in reply.cards if isinstance(card, OpenView))
    assert len(cancelled) > 12
    assert reply.facts["flights"].text == f"{len(cancelled)} flights"
    assert len(table.rows) == 12
    assert view.path.count("B6") == len(cancelled)


def test_what_is_in_focus_stands_for_it_that_flight_and_there(readings: Read) -> None:
    flight = Focus(flight_id="B6217/2013-02-08/JFK")

    assert asked(readings, "Why is it late?", flight).flight == flight.flight_id
    assert asked(readings, "Who flies that flight?", flight).flight == flight.flight_id
    assert asked(readings, "What is the weather there?", Focus(airport="BOS")).airport == "BOS"
    assert asked(readings, "Where is it?", Focus(tail="N643JB")).tail == "N643JB"
    assert asked(readings, "Can B6-FO0184 fly it?", flight).flight == flight.flight_id
    assert asked(readings, "Why is B6675 late?", flight).flight == "B6675/2013-02-08/JFK", "what is named comes before focus"


def test_a_number_flown_twice_is_asked_about_with_its_candidates(answer: Answer) -> None:
    reply = answer("How is B659?")

    assert not reply.paragraphs
    assert "BTV-JFK" in reply.missing[0]
    assert "JFK-TPA" in reply.missing[0]
    assert answer("How is B659 from BTV?").paragraphs


@pytest.mark.parametrize(
    ("words", "said", "near"),
    [("How is B6999?", "B6999", "B699"), ("Where is N999JB?", "N999JB", "JB"), ("Gate 999 at JFK", "999", "9")],
)
def test_what_is_not_in_the_network_is_named_with_the_nearest_that_is(words: str, said: str, near: str, answer: Answer) -> None:
    reply = answer(words)

    assert "There is no " in told(reply)
    assert said in told(reply)
    assert near in reply.facts["nearest.0"].text


def test_somebody_unknown_is_not_taken_for_a_question_about_the_flight(answer: Answer) -> None:
    assert answer("Can B6-XX9999 fly B6217?").missing == ("which crew member, by id",)


def test_what_rests_on_assumed_passengers_and_crew_is_marked_and_what_was_recorded_is_not(answer: Answer) -> None:
    flight = answer("How is B6217?").facts
    crew = answer("Who is on reserve at JFK?").facts
    load = answer("What limits JFK now?").facts

    key = "B6217/2013-02-08/JFK"
    assert flight[f"{key}.passengers"].assumed
    assert flight[f"{key}.crew_latest"].assumed
    assert not flight[f"{key}.std"].assumed
    assert crew["reserves"].assumed
    assert load["JFK.hour.0.arrivals"].assumed
    assert not load["JFK.reduced.0.start"].assumed


def test_the_day_costs_what_plan_evaluation_says_of_doing_nothing(ask: Ask, answer: Answer) -> None:
    scored = ask("").consultation.call("plan_evaluation")

    assert answer("What does the day cost?").facts["day.cost"].text == f"{money(scored.cost.total)} in all"


def test_the_delay_a_flight_has_is_priced_against_the_day_without_it_on_a_fork(
    ask: Ask, answer: Answer, state: NetworkState
) -> None:
    flight = state.flight("B6217/2013-02-08/JFK")
    late = replace(flight, etd=flight.etd + timedelta(hours=2), eta=flight.eta + timedelta(hours=2))
    delayed = replace(state, flights=state.flights.set(flight.flight_id, late))
    words = "What does the delay of B6217 cost?"

    has = money_question.DELAY.answer(ask(words, on=delayed), money_question.CostOfDelay(flight=flight.flight_id))
    would = answer("What does a delay of 120 min of B6217 cost?")
    on_time = money_question.DELAY.answer(ask(words), money_question.CostOfDelay(flight=flight.flight_id))

    assert has.facts["delay.cost"] == would.facts["delay.cost"]
    assert on_time.missing, "how late is not made up"
    assert delayed.flight(flight.flight_id).etd == late.etd


def test_a_chain_of_causes_goes_back_from_flight_to_flight(ask: Ask, state: NetworkState) -> None:
    first, then = state.flight("B61003/2013-02-08/BOS"), state.flight("B6677/2013-02-08/JFK")
    late = replace(first, etd=first.etd + timedelta(hours=3), eta=first.eta + timedelta(hours=3))
    delayed = replace(state, flights=state.flights.set(first.flight_id, late))

    reply = in_order(flight_question.WHY.answer(ask("why", on=delayed), flight_question.WhyLate(flight=then.flight_id)))

    assert f"{then.carrier}{then.number}" in told(reply)
    assert f"{first.carrier}{first.number}" in told(reply)
    assert any(fact.tool == "delay_propagation" for fact in reply.facts.values())


def test_a_time_of_day_that_is_past_is_tomorrows_for_crew_that_will_time_out(answer: Answer) -> None:
    assert "9 Feb 02:00Z" in answer("Which crews time out before 02:00Z?").understood


def test_what_is_going_on_names_open_cases_by_stage_and_nothing_is_open_without_one(answer: Answer) -> None:
    assert "No case is open." in told(answer("What is going on?"))

    reply = answer("What is going on?", cases=CasebookInMemory((a_case("C7", "EWR closed", stage="reviewing"),)))

    assert "C7 (EWR closed) is working, at stage reviewing" in told(reply)
    assert any(isinstance(card, OpenView) and card.path == "/situations/C7" for card in reply.cards)


def test_no_answer_names_a_booking(answer: Answer, state: NetworkState) -> None:
    for words in (
        "How many passengers are on B6217?",
        "Who misses a connection?",
        "Connections at JFK",
        "What are disrupted passengers owed?",
    ):
        said = answer(words).model_dump_json()
        assert not any(one in said for one in state.bookings), words
