from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.operational_messages.grammars.ssim import (
    LEG,
    RECORD_LENGTH,
    TYPES,
    CarrierSchedule,
    LegRecord,
    ScheduledLegs,
    ScheduleFile,
    SegmentRecord,
    leg_dates,
    leg_times,
)
from knowledge.operational_messages.message import NotUnderstood
from knowledge.operational_messages.reading import read, write

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
YEAR = (date(2026, 1, 1), date(2027, 12, 31))


def record(**columns: str) -> str:
    """A record with each text at its column: `c15="01NOV26"`."""
    text = [" "] * RECORD_LENGTH
    for column, value in columns.items():
        first = int(column[1:]) - 1
        text[first : first + len(value)] = value
    return "".join(text)


HEADER = record(c1="1AIRLINE STANDARD SCHEDULE DATA SET", c192="001000001")
CARRIER = record(c1="2LBA ", c11="W26", c15="25OCT2627MAR2701OCT26", c72="P", c191="0914000002")
MORNING = record(
    c1="3 BA  1170101J01NOV2627MAR27123456  ",
    c37="LHR08250825+0000T5JFK15521552-05007 744FCY",
    c138="BA  178",
    c173="F12C60Y250",
    c193="00000003",
)
SHARED = record(c1="4 BA  1170101J", c29="AB010LHRJFKAA 6117", c195="000004")
NIGHT = record(c1="3ABA 01780202J01NOV2600XXX00  3 5  2JFK23002300-0500  LHR11001100+0000  744", c193="01000005")
TRAILER = record(c1="5 BA ", c6="01OCT26", c188="000005E000006")
ZEROS = "0" * RECORD_LENGTH
FILE = "\n".join([HEADER, ZEROS, ZEROS, CARRIER, ZEROS, MORNING, SHARED, NIGHT, TRAILER, ZEROS])


def schedule(text: str) -> ScheduleFile:
    found = read(text, NOW)
    assert isinstance(found, ScheduleFile), found
    return found


def legs(text: str = FILE) -> tuple[LegRecord, LegRecord]:
    first, second = schedule(text).carriers[0].legs
    return first.leg, second.leg


def test_a_file_has_carriers_with_legs_and_their_segments() -> None:
    message = schedule(FILE)
    (block,) = message.carriers
    assert (block.carrier, block.time_mode, block.season, block.valid_to) == ("BA", "L", "W26", date(2027, 3, 27))
    assert block.trailer_released_on == date(2026, 10, 1)
    morning, night = block.legs
    assert morning.segments == (
        SegmentRecord(element=10, board="LHR", off="JFK", text="AA 6117", board_indicator="A", off_indicator="B"),
    )
    leg = morning.leg
    assert (leg.number, leg.origin, leg.destination, leg.aircraft_type) == ("117", "LHR", "JFK", "744")
    assert (leg.departure_min, leg.arrival_min, leg.departure_utc_offset_min, leg.arrival_utc_offset_min) == (505, 952, 0, -300)
    assert (leg.departure_terminal, leg.arrival_terminal, leg.booking_classes) == ("T5", "7", "FCY")
    assert (leg.days, leg.onward_flight, leg.version) == ((1, 2, 3, 4, 5, 6), "BA  178", "F12C60Y250")
    assert (night.leg.suffix, night.leg.number, night.leg.variation, night.leg.leg_sequence) == ("A", "0178", 2, 2)
    assert (night.leg.last, night.leg.every_weeks, night.leg.arrival_day) == (None, 2, 1)


def test_local_times_become_utc_by_the_variation_of_each_place() -> None:
    morning, night = legs()
    assert leg_times(morning, date(2026, 11, 2), "L") == (
        datetime(2026, 11, 2, 8, 25, tzinfo=UTC),
        datetime(2026, 11, 2, 20, 52, tzinfo=UTC),
    )
    assert leg_times(night, date(2026, 11, 4), "L") == (
        datetime(2026, 11, 5, 4, 0, tzinfo=UTC),
        datetime(2026, 11, 5, 11, 0, tzinfo=UTC),
    )
    assert leg_times(night, date(2026, 11, 4), "U")[0] == datetime(2026, 11, 4, 23, 0, tzinfo=UTC)


def test_a_blank_day_of_arrival_is_the_first_such_time_after_the_departure() -> None:
    _, night = legs(FILE.replace("01000005", "  000005"))
    assert night.arrival_day is None
    assert leg_times(night, date(2026, 11, 4), "L")[1] == datetime(2026, 11, 5, 11, 0, tzinfo=UTC)


def test_the_day_before_is_a_and_the_end_of_the_day_is_2400() -> None:
    west = NIGHT.replace("JFK23002300-0500  LHR11001100+0000", "SYD00300030+1100  HNL23592400-1000").replace(
        "01000005", "0A000005"
    )
    _, leg = legs(FILE.replace(NIGHT, west))
    assert (leg.arrival_day, leg.arrival_min, leg.passenger_arrival_min) == (-1, 1439, 1440)
    assert leg_times(leg, date(2026, 11, 4), "L") == (
        datetime(2026, 11, 3, 13, 30, tzinfo=UTC),
        datetime(2026, 11, 4, 9, 59, tzinfo=UTC),
    )


def test_a_leg_is_flown_on_its_days_of_its_period_and_no_others() -> None:
    morning, night = legs()
    dates = leg_dates(morning, *YEAR)
    assert (dates[0], dates[-1], len(dates)) == (date(2026, 11, 2), date(2027, 3, 27), 126)
    assert all(one.isoweekday() != 7 for one in dates)
    assert leg_dates(morning, date(2027, 3, 26), date(2027, 4, 30)) == (date(2027, 3, 26), date(2027, 3, 27))
    fortnights = leg_dates(night, date(2026, 11, 1), date(2026, 12, 5))
    assert fortnights == tuple(date(2026, month, day) for month, day in [(11, 4), (11, 6), (11, 18), (11, 20), (12, 2), (12, 4)])


def test_two_carriers_stand_in_one_file() -> None:
    second = record(c1="2UKL ", c15="25OCT2627MAR2701OCT26", c195="000007")
    end = record(c1="5 KL ", c188="000007E000008")
    message = schedule("\n".join([*FILE.split("\n")[:-2], TRAILER.replace("000005E", "000005C"), second, end]))
    assert [(block.carrier, block.time_mode, len(block.legs)) for block in message.carriers] == [("BA", "L", 2), ("KL", "U", 0)]


def _with(old: str, column: int, new: str) -> str:
    return FILE.replace(old, old[: column - 1] + new + old[column - 1 + len(new) :])


@pytest.mark.parametrize(
    ("text", "line", "column", "reason"),
    [
        (FILE.replace(MORNING, MORNING[:-1]), 6, 200, "200 characters, this has 199"),
        (FILE.replace(MORNING, MORNING + " "), 6, 201, "200 characters, this has 201"),
        (FILE.replace(ZEROS, ZEROS[:-1], 1), 2, 200, "this has 199"),
        (_with(MORNING, 1, "6"), 6, 1, "record type from 1 to 5"),
        (_with(CARRIER, 2, "X"), 4, 2, "time mode, column 2: expected U"),
        (_with(CARRIER, 15, "28MAR27"), 4, 22, "not before the one"),
        (_with(MORNING, 3, "KL "), 6, 3, "BA as in"),
        (_with(MORNING, 6, " X17"), 6, 6, "flight number"),
        (_with(MORNING, 15, "31NOV26"), 6, 15, "date of the calendar"),
        (_with(MORNING, 22, "31OCT26"), 6, 22, "not before 01NOV26"),
        (_with(MORNING, 29, "2"), 6, 29, "each in its own column"),
        (_with(MORNING, 29, "       "), 6, 29, "each in its own column"),
        (_with(MORNING, 22, "01NOV26"), 6, 29, "a day that is in the period"),
        (_with(MORNING, 36, "3"), 6, 36, "every second week"),
        (_with(MORNING, 37, "LH1"), 6, 37, "three letters"),
        (_with(MORNING, 44, "2561"), 6, 44, "0000 to 2400"),
        (_with(MORNING, 48, "+1560"), 6, 48, "+0530"),
        (_with(MORNING, 73, "7 4"), 6, 73, "aircraft type"),
        (_with(MORNING, 193, "B"), 6, 193, "days after the flight"),
        (_with(NIGHT, 193, "00"), 8, 193, "it is -1020 minutes"),
        (_with(NIGHT, 193, "02"), 8, 193, "it is 1860 minutes"),
        (_with(MORNING, 195, "000004"), 6, 195, "000003, one more"),
        (_with(SHARED, 6, " 118"), 7, 6, "117 as in the leg before"),
        (_with(SHARED, 31, "ABC"), 7, 31, "number of a data element"),
        (_with(TRAILER, 3, "KL "), 9, 3, "BA as in"),
        (_with(TRAILER, 188, "000004"), 9, 188, "000005, the number of the record before"),
        (_with(TRAILER, 194, "X"), 9, 194, "E at the end"),
        (_with(TRAILER, 194, "C"), 9, 200, "the file ends here"),
        (FILE.replace(TRAILER, ZEROS), 8, 200, "expected a trailer"),
        (FILE.replace(CARRIER, CARRIER.replace("2L", "3L")), 4, 1, "type 2 here"),
        ("\n".join([HEADER, CARRIER, SHARED.replace("000004", "000003")]), 3, 1, "before the first segment"),
    ],
)
def test_what_is_wrong_is_refused_at_its_line_and_column(text: str, line: int, column: int, reason: str) -> None:
    stop = read(text, NOW)
    assert isinstance(stop, NotUnderstood), stop
    assert (stop.kind, stop.line, stop.column) == ("SSIM", line, column), stop
    assert reason in stop.reason


def test_fields_of_a_record_do_not_overlap_and_end_with_the_serial_number() -> None:
    for columns in TYPES.values():
        places = sorted(columns.values())
        assert all(before[1] < after[0] for before, after in pairwise(places))
        assert places[-1] == (195, RECORD_LENGTH)


def test_one_changed_character_in_a_leg_is_refused_or_read_as_something_else() -> None:
    message = schedule(FILE)
    kept = {column for first, last in LEG.values() for column in range(first, last + 1)}
    for column in sorted(kept):
        for other in "5X":
            if MORNING[column - 1] != other:
                assert read(_with(MORNING, column, other), NOW) != message, (column, other)


def test_written_records_are_those_that_were_read() -> None:
    assert write(schedule(FILE)).split("\n") == [line for line in FILE.split("\n") if line != ZEROS]


def test_a_field_that_does_not_fit_is_not_written() -> None:
    leg = legs()[0].model_copy(update={"version": "F12C60W100Y250VVCARGO"})
    block = schedule(FILE).carriers[0].model_copy(update={"legs": (ScheduledLegs(leg=leg),)})
    with pytest.raises(ValueError, match="version 'F12C60W100Y250VVCARGO' has 21 characters, the record has 20"):
        write(ScheduleFile(carriers=(block,)))


@st.composite
def leg_records(draw: st.DrawFn) -> LegRecord:
    first = draw(st.dates(date(2026, 10, 25), date(2027, 3, 27)))
    last = draw(st.one_of(st.none(), st.dates(first, date(2027, 3, 27))))
    departure, flown = draw(st.integers(0, 1439)), draw(st.integers(1, 900))
    offsets = draw(st.tuples(st.integers(-720, 840), st.integers(-720, 840)))
    landed = departure - offsets[0] + flown + offsets[1]
    texts: dict[str, Any] = draw(
        st.sampled_from([{}, {"meals": "BL  D"}, {"onward_flight": "BA  178", "version": "Y189"}, {"departure_terminal": "5"}])
    )
    return LegRecord(
        carrier="BA",
        number=draw(st.from_regex("[0-9]{1,4}", fullmatch=True)),
        suffix=draw(st.sampled_from(["", "A"])),
        variation=draw(st.integers(1, 999)),
        leg_sequence=draw(st.integers(1, 99)),
        service_type=draw(st.sampled_from("JFG")),
        first=first,
        last=last,
        days=tuple(sorted({first.isoweekday(), *draw(st.lists(st.integers(1, 7), max_size=4))})),
        every_weeks=draw(st.sampled_from([1, 2])),
        origin="LHR",
        destination=draw(st.sampled_from(["JFK", "SYD"])),
        departure_min=departure,
        passenger_departure_min=draw(st.integers(0, 1440)),
        arrival_min=landed % 1440,
        passenger_arrival_min=draw(st.integers(0, 1440)),
        departure_utc_offset_min=offsets[0],
        arrival_utc_offset_min=offsets[1],
        departure_day=0,
        arrival_day=landed // 1440,
        aircraft_type=draw(st.sampled_from(["744", "32N"])),
        **texts,
    )


@settings(max_examples=20)
@given(st.lists(leg_records(), max_size=4), st.booleans())
def test_what_is_written_is_read_as_the_same(found: list[LegRecord], segments: bool) -> None:
    extra = (SegmentRecord(element=10, board="LHR", off="JFK", text="AA 6117"),) if segments else ()
    block = CarrierSchedule(
        carrier="BA",
        time_mode="L",
        valid_from=date(2026, 10, 25),
        valid_to=None,
        created_on=date(2026, 10, 1),
        legs=tuple(ScheduledLegs(leg=leg, segments=extra) for leg in found if leg.arrival_day in range(-1, 10)),
    )
    message = ScheduleFile(carriers=(block,))
    assert read(write(message), NOW) == message
