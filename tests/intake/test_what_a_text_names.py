"""Names, times and figures are found as they are said, and nothing that was not said."""

import re
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.suites.routing import the_day
from graphs.intake.mentions import mentions_in
from tests.intake.conftest import Day

OURS = "B61010/2013-02-08/JFK"


@pytest.mark.parametrize(
    "said",
    ["B61010", "B6 1010", "B6-1010", "b61010", "JBU1010", "JetBlue 1010", "flight 1010", "flt 1010", "B6 flight 1010", OURS],
)
def test_a_flight_is_named_in_every_way_it_is_written(day: Day, said: str) -> None:
    assert day.mentions(f"what about {said} tonight?").flights == (OURS,)


def test_a_number_flown_twice_is_ambiguous_unless_an_airport_decides_it(day: Day) -> None:
    both = ("B666/2013-02-08/JFK", "B666/2013-02-08/TPA")
    assert day.mentions("B6 66 is late").ambiguous == (("B6 66", both),)
    assert day.mentions("B6 66 from Tampa is late").flights == (both[1],)
    assert day.mentions("B6 66 from Tampa is late").ambiguous == ()


def test_a_list_of_numbers_names_each_flight_and_what_is_none(day: Day) -> None:
    found = day.mentions("B6 1010, 1012 and 917 are cancelled")
    assert found.flights == (OURS, "B6917/2013-02-08/JFK")
    assert [(one.kind, one.text) for one in found.unknown] == [("flight", "1012")]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        *[("JFK", "JFK"), ("jfk", "JFK"), ("KJFK", "JFK"), ("Kennedy", "JFK"), ("Newark", "EWR"), ("La Guardia", "LGA")],
        *[("Logan", "BOS"), ("boston", "BOS"), ("Orlando", "MCO"), ("Orlndo", "MCO"), ("Fort Lauderdale", "FLL")],
    ],
)
def test_an_airport_is_named_by_its_codes_and_by_what_people_call_it(day: Day, said: str, code: str) -> None:
    assert day.mentions(f"snow at {said} all day").airports == (code,)


def test_common_words_are_no_airports(day: Day) -> None:
    assert day.mentions("one day we sat in the den by the sea, and las notes san serif").airports == ()
    assert day.mentions("ALL DAY SNOW AT DAY").airports == ("DAY",)


def test_tails_people_bookings_and_places_to_park_are_named(day: Day) -> None:
    assert {day.mentions(one).tails for one in ("N643JB", "n643jb", "643JB", "N 643 JB", "ship 643")} == {("N643JB",)}
    assert {day.mentions(one).crew for one in ("B6-FO0032", "fo0032", "F/O B6 FO0032")} == {("B6-FO0032",)}
    assert day.mentions("booking B6-000092 and PNR 3136").bookings == ("B6-000092", "B6-003136")
    assert day.mentions("gates 5 and 6, stand B22").gates == ("5", "6", "B22")
    unknown = [(one.kind, one.text) for one in day.mentions("N999ZZ with B6-CP9999 on LH400 to LHR").unknown]
    assert unknown == [("tail", "N999ZZ"), ("crew", "B6-CP9999"), ("flight", "LH400"), ("airport", "LHR")]


def test_cases_plans_and_options_are_named(day: Day) -> None:
    found = day.mentions("compare options 1 and 3 with the second option, C1-P11 and P12 of case 4; what of C2?")
    assert (found.options, found.plans, found.cases) == ((1, 3, 2), ("C1-P11", "P12"), ("C4", "C2"))
    assert day.mentions("gate C1").cases == ()


@pytest.mark.parametrize(
    ("said", "lead", "at"),
    [
        *[("at 20:00", "at", "08T20:00"), ("until 2000Z", "until", "08T20:00"), ("by 8pm", "before", "08T20:00")],
        *[("from half past nine", "from", "08T09:30"), ("before noon", "before", "08T12:00")],
        *[("till midnight", "until", "09T00:00")],
        *[("after 9 Feb 04:30Z", "after", "09T04:30"), ("until tomorrow 0600", "until", "09T06:00")],
        *[("since 0600 tomorrow", "from", "09T06:00"), ("until 09FEB 0430Z", "until", "09T04:30")],
        *[("from 090430Z", "from", "09T04:30")],
        *[("until 2013-02-09T04:30Z", "until", "09T04:30"), ("at JFK from 16:00 local", "from", "08T21:00")],
        *[("at 1600 EST", "at", "08T21:00"), ("at LAX until 0800LT", "until", "08T16:00"), ("in 2 hours", "at", "08T11:00")],
        *[("this afternoon", "", ""), ("tonight", "", ""), ("from now", "now", "08T09:00")],
        *[("ETR 1800Z", "until", "08T18:00")],
    ],
)  # fmt: skip
def test_a_moment_is_said_in_many_ways(day: Day, said: str, lead: str, at: str) -> None:
    moments = [(one.lead, f"{one.at:%dT%H:%M}") for one in day.mentions(f"closed {said}").moments]
    assert moments == ([(lead, at)] if at else [])


@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        *[("1600-2000Z", "08T16:00", "08T20:00"), ("16 to 20Z", "08T16:00", "08T20:00"), ("14-18Z", "08T14:00", "08T18:00")],
        *[("from 20:00 until 02:00", "08T20:00", "09T02:00"), ("16-20Z tomorrow", "09T16:00", "09T20:00")],
        *[("from 1600Z until 0200Z tomorrow", "08T16:00", "09T02:00"), ("081800Z-090600Z", "08T18:00", "09T06:00")],
        *[("8 Feb 2200Z to 9 Feb 0600Z", "08T22:00", "09T06:00"), ("between 4 and 8 pm", "08T16:00", "08T20:00")],
        *[("from 4 until 8 in the evening", "08T16:00", "08T20:00"), ("2/9 4pm-8pm", "09T16:00", "09T20:00")],
    ],
)  # fmt: skip
def test_a_stretch_of_time_has_a_beginning_and_an_end(day: Day, said: str, start: str, end: str) -> None:
    first, last = day.mentions(f"JFK closed {said}").moments
    assert (first.lead, f"{first.at:%dT%H:%M}", last.lead, f"{last.at:%dT%H:%M}") == ("from", start, "until", end)


def test_heights_pressures_and_rates_are_no_times(day: Day) -> None:
    assert day.mentions("RVR 1200, QNH 1013, at 1500 ft, 4000 pax, to 16-20 arrivals, 0816/0920").moments == ()


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        *[("90 min", 90), ("1h30", 90), ("an hour and a half", 90), ("three quarters of an hour", 45), ("2.5 hours", 150)],
        *[("for the next 3 hours", 180), ("half an hour", 30), ("1+30", 90), ("1 hour 15 minutes", 75)],
        *[("forty-five minutes", 45)],
    ],
)  # fmt: skip
def test_how_long_is_said_in_figures_and_in_words(day: Day, said: str, minutes: int) -> None:
    assert day.mentions(f"B6 1010 delayed {said}").durations_min == (minutes,)


def test_twelve_an_hour_is_a_rate_and_no_hour(day: Day) -> None:
    assert day.mentions("12 arrivals and 10 departures an hour, 20 an hour").durations_min == ()


def test_delay_codes_are_named(day: Day) -> None:
    assert day.mentions("code 93, DC41, reason 71 and (75)").delay_codes == ("93", "41", "71", "75")


def test_the_words_are_what_is_left_without_the_names(day: Day) -> None:
    found = day.mentions("Is B6 1010 to Logan CANCELLED, or won't it fly until 20:00Z?")
    assert found.words == ("is", "to", "cancelled", "or", "won't", "it", "fly", "until")
    assert found.has("cancel")
    assert not found.has("delay")


_PIECES = st.sampled_from(
    [
        "B6", "1010", "B61010", "JFK", "jfk", "Kennedy", "N643JB", "B6-FO0032", "gate", "5", "option", "2", "until", "20:00",
        "2000Z", "16-20Z", "9", "Feb", "tomorrow", "90", "min", "an", "hour", "code", "93", "closed", "and", ",", ".", ";",
        "-", "/", "(", ")", "?", "+", "Z", "h", "1h30", "99999", "0000", "2400Z", "the", "second", "C1-P11", "@", "'", "’",
        "–", "é", "ß", "İ", "\n", "\x00", "１２", "٣",
    ]
)  # fmt: skip


@given(st.one_of(st.lists(_PIECES, max_size=25).map(" ".join), st.lists(_PIECES, max_size=12).map("".join), st.text(max_size=80)))
def test_any_text_is_read_without_a_fault_and_names_only_what_is_in_it(text: str) -> None:
    state, now = the_day()
    found = mentions_in(text, state, now)
    digits = re.sub("[^0-9]", "", text)
    for flight in found.flights:
        assert re.sub("[^0-9]", "", flight.split("/")[0][2:]) in digits
    for name in (*found.tails, *found.crew, *found.gates, *found.delay_codes, *found.plans):
        assert all(number.lstrip("0") in digits for number in re.findall("[0-9]+", name.removeprefix("B6-")))
    assert all(0 <= one.place < len(text) for one in found.moments)
    assert not found.airports or re.search("jfk|kennedy|[a-z]{3}", text, re.I)


def test_reading_takes_milliseconds_however_long_and_odd_the_text(day: Day) -> None:
    day.mentions("warm")
    usual = "B6 1010 and N643JB at Kennedy, closed from 16:00 until 20:00Z tomorrow, code 93, delayed 90 min, option 2"
    started = time.perf_counter()
    for _ in range(50):
        day.mentions(usual)
    assert (time.perf_counter() - started) / 50 < 0.02
    for odd in (
        "0" * 4000,
        "a " * 2000,
        "B6 1010, " * 440,
        "16-" * 1300,
        "an hour and " * 330,
        " " * 4000,
        "until at the " * 300,
    ):
        started = time.perf_counter()
        mentions_in(odd, day.state, datetime(2013, 2, 8, 9, tzinfo=UTC))
        assert time.perf_counter() - started < 3
