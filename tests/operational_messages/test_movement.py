import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.operational_messages.grammars.movement import Clock, Delay, ExtraDelay, MovementMessage
from knowledge.operational_messages.message import NotUnderstood
from knowledge.operational_messages.reading import read, write
from knowledge.passenger_rights.causes import delay_codes
from tests.operational_messages.corruption import one_character_changed

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
DEPARTURE = "MVT\nBA0117/21.GSTBA.LHR\nAD0825/0841 EA1552 JFK\nDL89/0025\nPX214+2\nSI DEICING"
ARRIVAL = "MVT\nBA0117/21.GSTBA.JFK\nAA1548/1557"


def moved(text: str, received_at: datetime = NOON) -> MovementMessage:
    found = read(text, received_at)
    assert isinstance(found, MovementMessage), found
    return found


def refused(text: str, received_at: datetime = NOON) -> NotUnderstood:
    found = read(text, received_at)
    assert isinstance(found, NotUnderstood), found
    return found


def when(clock: Clock | None) -> datetime | None:
    return clock and clock.at


def at(day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def test_a_departure_says_when_it_left_why_it_was_late_and_when_it_will_arrive() -> None:
    message = moved(DEPARTURE)
    assert (message.carrier, message.number, message.flight_date, message.tail) == ("BA", "0117", date(2026, 11, 21), "GSTBA")
    assert when(message.off_block) == at(21, 8, 25)
    assert when(message.airborne) == at(21, 8, 41)
    assert when(message.estimated_arrival) == at(21, 15, 52)
    assert message.estimated_arrival_airport == "JFK"
    assert message.delays == (Delay(code="89", digits="89", delay_min=25),)
    assert (message.delay_min, message.passengers, message.infants) == (25, (214,), 2)
    assert message.supplementary == ("DEICING",)


def test_an_arrival_says_when_it_landed_and_when_it_was_on_stand() -> None:
    message = moved(ARRIVAL)
    assert when(message.touchdown) == at(21, 15, 48)
    assert when(message.on_block) == at(21, 15, 57)
    assert message.off_block is None


def test_a_delay_says_the_new_time_the_causes_and_when_more_is_known() -> None:
    message = moved("MVT\nBA117A/21.GSTBA.LHR\nED211230\nNI211100\nDLWI/AT/0040/0035\nEDLRDA/0005")
    assert when(message.estimated_departure) == at(21, 12, 30)
    assert when(message.next_information) == at(21, 11, 0)
    assert [one.digits for one in message.delays] == ["75", "81"]
    assert message.extra_delays == (ExtraDelay(code="RDA", delay_min=5),)
    assert (message.delay_min, message.suffix) == (80, "A")


def test_a_return_and_a_diversion_are_told_apart() -> None:
    back = moved("MVT\nBA0117/21.GSTBA.LHR\nFR0910/0918\nNI211100\nDL41")
    assert when(back.returned_touchdown) == at(21, 9, 10)
    assert (back.delays[0].delay_min, back.delay_min) == (None, None)
    ramp = moved("MVT\nBA0117/21.GSTBA.LHR\nRR0910")
    assert when(ramp.returned_to_ramp) == at(21, 9, 10)
    away = moved("DIV\nBA0117/21.GSTBA.JFK\nEA1610 BOS\nDR72\nPX214")
    assert (away.kind, away.estimated_arrival_airport) == ("DIV", "BOS")
    assert away.diversion_reason == Delay(code="72", digits="72")


@pytest.mark.parametrize(
    "text",
    [
        "QU LHRXXBA\n.JFKOPBA 211200\n" + ARRIVAL,
        "\n\nQU LHRXXBA LHROWBA\nJFKXXBA\n.JFKOPBA 211200\n\n" + ARRIVAL + "=",
        ARRIVAL + "\n=\n",
        ARRIVAL + ".\n",
        ARRIVAL.replace("\n", "\r\n") + "\r\n\r\nNNNN",
        "\x01QU LHRXXBA\r\n.JFKOPBA 211200\r\n\x02" + ARRIVAL.replace("\n", "\r\n") + "\r\n\x03",
        "  MVT  \n  BA0117/21.GSTBA.JFK \n\n AA1548/1557 ",
        "MVT BA0117/21.GSTBA.JFK\nAA1548/1557",
        "PDM\n" + ARRIVAL,
    ],
)
def test_the_envelope_and_the_layout_change_nothing(text: str) -> None:
    assert moved(text) == moved(ARRIVAL)


def test_a_correction_is_known_as_one() -> None:
    assert moved("COR\n" + ARRIVAL).corrected
    assert not moved(ARRIVAL).corrected


@pytest.mark.parametrize(
    ("element", "received_at", "told", "dated_by"),
    [
        ("AD2350/0005", at(21, 23, 55), (at(21, 23, 50), at(22, 0, 5)), "receipt"),
        ("AD0010/0025", at(22, 0, 30), (at(22, 0, 10), at(22, 0, 25)), "receipt"),
        ("AD2355/0010", at(21, 0, 12), (at(20, 23, 55), at(21, 0, 10)), "receipt"),
        ("AD2350/2400", at(21, 23, 55), (at(21, 23, 50), at(22, 0, 0)), "receipt"),
        ("AD220010/220025", at(21, 12, 0), (at(22, 0, 10), at(22, 0, 25)), "message"),
        ("AD0825/0841", at(27, 12, 0), (at(21, 8, 25), at(21, 8, 41)), "flight"),
    ],
)
def test_a_time_without_a_day_says_what_told_its_day(
    element: str, received_at: datetime, told: tuple[datetime, datetime], dated_by: str
) -> None:
    message = moved(f"MVT\nBA0117/21.GSTBA.LHR\n{element}", received_at)
    assert (when(message.off_block), when(message.airborne)) == told
    assert message.off_block is not None
    assert message.off_block.dated_by == dated_by


@pytest.mark.parametrize(
    ("body", "line", "column", "found", "reason"),
    [
        ("BA0117/21.GSTBA.LHR\nAD2561/0841", 3, 3, "2561", "0000 to 2400"),
        ("BA0117/21.GSTBA.LHR\nAD0825/0860", 3, 8, "0860", "0000 to 2400"),
        ("BA0117/21.GSTBA.LHR\nAD2401", 3, 3, "2401", "0000 to 2400"),
        ("BA0117/21.GSTBA.LHR\nAD825/0841", 3, 3, "825", "hhmm or ddhhmm"),
        ("BA0117/21.GSTBA.LHR\nAD0825/", 3, 8, "", "hhmm or ddhhmm"),
        ("BA0117/21.GSTBA.LHR\nAD0825/0820", 3, 8, "0820", "time after it"),
        ("BA0117/21.GSTBA.LHR\nAD0825/0841/0900", 3, 12, "/0900", "at most 2 times"),
        ("BA0117/32.GSTBA.LHR\nAD0825/0841", 2, 8, "32", "day of the month"),
        ("BA0117/21XXX.GSTBA.LHR\nAD0825", 2, 8, "21XXX", "a month"),
        ("BA0117/21.GSTBA\nAD0825/0841", 2, 1, "BA0117/21.GSTBA", "registration and station"),
        ("BA0117/21.GSTBA.LHR\nXY0825", 3, 1, "XY0825", "expected one of"),
        ("BA0117/21.GSTBA.LHR\nAD0825 0841", 3, 8, "0841", "expected one of"),
        ("BA0117/21.GSTBA.LHR\nAD0825\nAD0826", 4, 1, "AD0826", "once"),
        ("BA0117/21.GSTBA.LHR\nAD0825\nDL89/93/0025", 4, 1, "DL89/93/0025", "a time for each of 2 delay codes"),
        ("BA0117/21.GSTBA.LHR\nAD0825\nDL89/0025/0010", 4, 1, "DL89/0025/0010", "a time for each of 1"),
        ("BA0117/21.GSTBA.LHR\nAD0825\nDL74/0025", 4, 3, "74", "AHM 730"),
        ("BA0117/21.GSTBA.LHR\nAD0825\nDLQQ/0025", 4, 3, "QQ", "AHM 730"),
        ("BA0117/21.GSTBA.LHR\nAD0825\nDL89/0075", 4, 6, "0075", "minutes up to 59"),
        ("BA0117/21.GSTBA.LHR\nAD0825\nDL89/93/81/0010/0010/0010", 4, 1, "DL89/93/81/0010/0010/0010", "at most 2"),
        ("BA0117/21.GSTBA.LHR\nAD0825\nPXMANY", 4, 1, "PXMANY", "passengers"),
        ("BA0117/21.GSTBA.LHR\nED281200", 3, 3, "281200", None),
        ("BA0117/21.GSTBA.LHR\nED291200", 3, 3, "291200", "7 days after"),
        ("BA0117/21.GSTBA.LHR\nEA1552JF", 3, 7, "JF", "airport"),
        ("BA0117/21.GSTBA.LHR\nPX214", 3, 6, "", "no movement"),
    ],
)
def test_what_is_wrong_is_refused_at_its_place(body: str, line: int, column: int, found: str, reason: str | None) -> None:
    if reason is None:  # the last day that is accepted
        assert moved("MVT\n" + body).estimated_departure
        return
    stop = refused("MVT\n" + body)
    assert (stop.kind, stop.line, stop.column, stop.found) == ("MVT", line, column, found)
    assert reason in stop.reason


def test_a_diversion_without_its_airport_and_an_empty_message_are_refused() -> None:
    assert "airport it goes to" in refused("DIV\nBA0117/21.GSTBA.JFK\nEA1610").reason
    assert "BA0117/21" in refused("MVT").reason


def test_places_count_the_lines_and_spaces_before() -> None:
    stop = refused("QU LHRXXBA\n\nMVT\n\n  BA0117/21.GSTBA.LHR\n  AD0825 EA2561 JFK")
    assert (stop.line, stop.column) == (6, 12)


def test_every_code_of_the_list_is_read_in_digits_and_in_letters() -> None:
    for digits, row in delay_codes().items():
        for code in (digits, row.alpha) if row.alpha else (digits,):
            assert moved(f"MVT\nBA0117/21.GSTBA.LHR\nAD0825\nDL{code}/0005").delays[0].digits == digits


@pytest.mark.parametrize(
    "text",
    [DEPARTURE, ARRIVAL + "\nSI X", "MVT\nBA117/21.GSTBA.LHR\nED211230\nDLWI/AT/0040/0035\nSI X"],
)
def test_one_changed_character_is_refused_or_read_as_something_else(text: str) -> None:
    message = moved(text)
    wrong = [one for one in one_character_changed(text, "05 9AEZ/", text.index("\nSI")) if read(one, NOON) == message]
    assert wrong == []


def test_the_collected_example_is_read(shared: Path) -> None:
    rows = [json.loads(line) for line in (shared / "data/messages/messages.jsonl").read_text().splitlines()]
    texts = [row["text"] for row in rows if row["kind"] == "MVT"]
    assert texts
    for text in texts:
        message = moved(text, datetime(2026, 11, 27, 12, tzinfo=UTC))
        assert message.delay_min == 15
        assert moved(write(message), datetime(2026, 11, 27, 12, tzinfo=UTC)) == message


clocks = st.integers(0, 60).map(lambda quarter: Clock.of(at(21, 6, 0) + timedelta(minutes=15 * quarter)))
codes = st.sampled_from([code for digits, row in delay_codes().items() for code in (digits, row.alpha) if code])


@st.composite
def messages(draw: st.DrawFn) -> MovementMessage:
    first, second, third = sorted((draw(clocks), draw(clocks), draw(clocks)), key=lambda one: one.at)
    fields: dict[str, object] = draw(
        st.sampled_from(
            [
                {"off_block": first, "airborne": None, "estimated_arrival": third, "estimated_arrival_airport": "JFK"},
                {"off_block": first, "airborne": Clock.of(first.at + timedelta(minutes=20))},
                {"touchdown": first, "on_block": Clock.of(first.at + timedelta(minutes=7))},
                {"estimated_departure": first, "next_information": second},
                {"estimated_take_off": first},
                {"estimated_on_block": first},
                {"returned_touchdown": first, "returned_on_block": Clock.of(first.at)},
                {"returned_to_ramp": first, "estimated_departure": third},
            ]
        )
    )
    named = draw(st.lists(codes, max_size=2, unique=True))
    timed = draw(st.booleans())
    digits = {row.alpha: one for one, row in delay_codes().items()}
    delays = tuple(
        Delay(code=code, digits=digits.get(code, code), delay_min=draw(st.integers(0, 600)) if timed else None) for code in named
    )
    return MovementMessage(
        kind=draw(st.sampled_from(["MVT", "MVA"])),
        carrier=draw(st.sampled_from(["BA", "U2", "9W", "EZY"])),
        number=draw(st.from_regex("[0-9]{3,4}", fullmatch=True)),
        suffix=draw(st.sampled_from(["", "A", "D"])),
        day_given=draw(st.sampled_from(["21", "21NOV"])),
        flight_date=date(2026, 11, 21),
        tail=draw(st.sampled_from(["GSTBA", "N123JB", "D-AIZA"])),
        station="LHR",
        delays=delays,
        passengers=tuple(draw(st.lists(st.integers(0, 400), max_size=3))),
        supplementary=tuple(draw(st.lists(st.sampled_from(["DEICING", "GATE A1", "CREW 2/6."]), max_size=2))),
        corrected=draw(st.booleans()),
        **fields,
    )


@settings(max_examples=50)
@given(messages())
def test_what_is_written_is_read_as_the_same(message: MovementMessage) -> None:
    assert read(write(message), NOON) == message


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    found = read("MVT\nBA0117/21.GSTBA.LHR\n" + text, NOON)
    assert isinstance(found, (MovementMessage, NotUnderstood))
