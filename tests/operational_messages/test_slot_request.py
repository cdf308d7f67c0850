from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.operational_messages.grammars.schedule import FlightName
from knowledge.operational_messages.grammars.slot_request import ACTIONS, SlotEnd, SlotLine, SlotRequest, season_dates
from knowledge.operational_messages.message import NotUnderstood
from knowledge.operational_messages.reading import read, write
from tests.operational_messages.corruption import one_character_changed

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
HEAD = "SCR\n/REF1\nS27\n21NOV\nLHR\n"
TURN = "BA117 BA118 28MAR30OCT 1234500 180320 BOSJFK0930 1130JFKBOS JJ"
BOTH = HEAD + "N" + TURN + "\nGI BRGDS"


def asked(text: str) -> SlotRequest:
    found = read(text, NOON)
    assert isinstance(found, SlotRequest), found
    return found


def test_a_turn_round_asks_for_an_arrival_and_a_departure_over_a_season() -> None:
    message = asked(BOTH)
    assert (message.reference, message.season, message.sent_on, message.airport) == ("REF1", "S27", date(2026, 11, 21), "LHR")
    (line,) = message.lines
    assert (line.action, line.first, line.last, line.days) == ("N", date(2027, 3, 28), date(2027, 10, 30), (1, 2, 3, 4, 5))
    assert line.arrival == SlotEnd(
        flight=FlightName(carrier="BA", number="117"), time_min=570, next_airport="JFK", far_airport="BOS", service_type="J"
    )
    assert line.departure is not None
    assert (line.departure.time_min, line.departure.next_airport, line.departure.far_airport) == (690, "JFK", "BOS")
    assert (line.seats, line.aircraft_type, line.nights, message.answer) == (180, "320", 0, False)
    assert line.dates()[0] == date(2027, 3, 29)
    assert message.remarks == ("GI BRGDS",)


def test_an_arrival_alone_a_departure_alone_and_a_night_stop_are_told_apart() -> None:
    arrival, departure, night = asked(
        HEAD
        + "NBA117 28MAR30OCT 1234567 180320 JFK0930 J\n"
        + "N BA118 28MAR30OCT 1234567 180320 1130JFK J2\n"
        + "NBA119 BA120 28MAR30OCT 1234567 180320 JFKJFK2130 06301JFKJFK JP"
    ).lines
    assert (arrival.departure, departure.arrival) == (None, None)
    assert arrival.arrival is not None
    assert (arrival.arrival.next_airport, arrival.arrival.far_airport) == ("JFK", "JFK")
    assert departure.every_weeks == 2
    assert night.nights == 1
    assert night.departure is not None
    assert (night.departure.time_min, night.departure.service_type) == (390, "P")


def test_a_slot_is_given_back_on_one_date_or_changed_into_another() -> None:
    (back,) = asked(HEAD + "DBA117 23JUN 180320 JFKJFK0930 J").lines
    assert (back.action, back.single, back.dates()) == ("D", True, (date(2027, 6, 23),))
    assert [one.action for one in asked(HEAD + f"C{TURN}\nR{TURN}\nN{TURN}").lines] == ["C", "R", "N"]


@pytest.mark.parametrize(("code", "answer"), [("K", True), ("U", True), ("O", True), ("X", True), ("N", False), ("Z", False)])
def test_the_code_says_whether_the_coordinator_answers(code: str, answer: bool) -> None:
    message = asked(HEAD.replace("LHR\n", "LHR\nREYT/REF1\n") + code + TURN)
    assert (message.answer, message.their_reference) == (answer, "REF1")
    assert code in ACTIONS


@pytest.mark.parametrize(
    ("season", "first", "last"),
    [
        ("S27", date(2027, 3, 28), date(2027, 10, 30)),
        ("W27", date(2027, 10, 31), date(2028, 3, 25)),
        ("S24", date(2024, 3, 31), date(2024, 10, 26)),
        ("W26", date(2026, 10, 25), date(2027, 3, 27)),
    ],
)
def test_a_season_runs_from_the_last_sunday_of_march_or_october(season: str, first: date, last: date) -> None:
    assert season_dates(season) == (first, last)


def test_a_winter_has_both_its_years() -> None:
    (line,) = asked(HEAD.replace("S27", "W27") + "NBA117 31OCT29FEB 1234567 180320 JFKJFK0930 J").lines
    assert (line.first, line.last) == (date(2027, 10, 31), date(2028, 2, 29))


@pytest.mark.parametrize(
    "text",
    [
        "QU LHRXXBA\n.JFKOPBA 211200\n" + BOTH + "\n=",
        BOTH.replace("\n", "\n\n"),
        BOTH.replace("BOSJFK", "BOSJFK").replace(" 1234500 ", "  1234500  "),
    ],
)
def test_the_envelope_and_the_layout_change_nothing(text: str) -> None:
    assert asked(text) == asked(BOTH)


@pytest.mark.parametrize(
    ("text", "line", "column", "found", "reason"),
    [
        ("SCR\nX27\n21NOV\nLHR\nN" + TURN, 2, 1, "X27", "a season"),
        ("SCR\nS27\n31NOV\nLHR\nN" + TURN, 3, 1, "31NOV", "the month has"),
        ("SCR\nS27\n21NOV\nN" + TURN, 4, 1, "NBA117", "three letters of an airport"),
        ("SCR\nS27", 2, 4, "", "date of the message"),
        (HEAD, 5, 4, "", "asks for nothing"),
        (HEAD + "H" + TURN, 6, 1, "H", "one of N B C R"),
        (HEAD + "C" + TURN, 6, 64, "", "what the slot becomes"),
        (HEAD + f"C{TURN}\nN{TURN}", 7, 1, "N", "what the slot becomes"),
        (HEAD + "R" + TURN, 6, 1, "R", "the slot to be changed"),
        (HEAD + f"N{TURN}\nK{TURN}", 7, 1, "K", "expected one of them"),
        (HEAD + "NBA117 23NOV 180320 JFK0930 J", 6, 8, "23NOV", "28 Mar 2027 to 30 Oct 2027"),
        (HEAD + "NBA117 31JUN 180320 JFK0930 J", 6, 8, "31JUN", "28 Mar 2027 to 30 Oct 2027"),
        (HEAD + "NBA117 30OCT28MAR 1234567 180320 JFK0930 J", 6, 13, "28MAR", "ends before it begins"),
        (HEAD + "NBA117 23JUN23JUN 1000000 180320 JFK0930 J", 6, 19, "1000000", "none of these days"),
        (HEAD + "NBA117 28MAR30OCT 2134567 180320 JFK0930 J", 6, 19, "2134567", "each in its place"),
        (HEAD + "NBA117 28MAR30OCT 180320 JFK0930 J", 6, 18, "", "days of operation"),
        (HEAD + "NBA117 23JUN 180320 JFK2561 J", 6, 24, "2561", "0000 to 2400"),
        (HEAD + "NBA117 23JUN 180320 1130JFK J", 6, 21, "1130JFK", "arrival as JFKJFK0930"),
        (HEAD + "N BA118 23JUN 180320 JFK0930 J", 6, 22, "JFK0930", "destination as 1130JFKJFK"),
        (HEAD + "NBA117 BA118 23JUN 180320 JFK0930 JJ", 6, 27, "JFK0930", "expected JFKJFK0930 1130JFKJFK JJ"),
        (HEAD + "NBA117 BA118 23JUN 180320 JFK0930 0900JFK JJ", 6, 35, "0900JFK", "leaves before it arrives"),
        (HEAD + "N BA118 23JUN 180320 11301JFK J", 6, 22, "11301JFK", "without an arrival"),
        (HEAD + "NBA117 23JUN 180320 JFK0930 JJ", 6, 29, "JJ", "one service type for each flight"),
        (HEAD + "N117 23JUN 180320 JFK0930 J", 6, 2, "117", "a flight as BA117"),
    ],
)
def test_what_is_wrong_is_refused_at_its_place(text: str, line: int, column: int, found: str, reason: str) -> None:
    stop = read(text, NOON)
    assert isinstance(stop, NotUnderstood), stop
    assert (stop.kind, stop.line, stop.column, stop.found) == ("SCR", line, column, found), stop
    assert reason in stop.reason


def test_one_changed_character_is_refused_or_read_as_something_else() -> None:
    message = asked(BOTH)
    wrong = [one for one in one_character_changed(BOTH, "2Z", BOTH.index("\nGI")) if read(one, NOON) == message]
    assert wrong == []


@st.composite
def ends(draw: st.DrawFn, earliest: int) -> SlotEnd:
    return SlotEnd(
        flight=FlightName(carrier=draw(st.sampled_from(["BA", "U2", "EZY"])), number=draw(st.sampled_from(["7", "0117"]))),
        time_min=draw(st.integers(earliest, 1440)),
        next_airport=draw(st.sampled_from(["JFK", "BOS"])),
        far_airport=draw(st.sampled_from(["JFK", "LAX"])),
        service_type=draw(st.sampled_from("JFP")),
    )


@st.composite
def lines(draw: st.DrawFn) -> SlotLine:
    which = draw(st.sampled_from(["arrival", "departure", "both", "night"]))
    fields: dict[str, Any] = {}
    if which != "departure":
        fields["arrival"] = draw(ends(0))
    if which != "arrival":
        earliest = fields["arrival"].time_min + 1 if which == "both" else 0
        if earliest > 1440:
            which, earliest = "night", 0
        fields["departure"] = draw(ends(earliest))
    if which == "night":
        fields["nights"] = draw(st.integers(2, 9))
    first = draw(st.dates(*season_dates("S27")))
    single = draw(st.booleans())
    days = {first.isoweekday()} if single else {first.isoweekday(), *draw(st.lists(st.integers(1, 7), max_size=3))}
    last = first if single else min(first + timedelta(days=draw(st.integers(0, 90))), season_dates("S27")[1])
    return SlotLine(
        action=draw(st.sampled_from("NBDAPZ")),
        first=first,
        last=last,
        single=single,
        days=tuple(sorted(days)),
        every_weeks=draw(st.sampled_from([1, 2])),
        seats=draw(st.integers(0, 999)),
        aircraft_type="320",
        **fields,
    )


@settings(max_examples=25)
@given(st.lists(lines(), min_size=1, max_size=3), st.sampled_from(["", "REF1"]))
def test_what_is_written_is_read_as_the_same(found: list[SlotLine], reference: str) -> None:
    message = SlotRequest(
        season="S27",
        date_given="21NOV",
        sent_on=date(2026, 11, 21),
        airport="LHR",
        reference=reference,
        their_reference=reference,
        lines=tuple(found),
        remarks=("SI NEAREST TIME PLEASE",),
    )
    assert read(write(message), NOON) == message
