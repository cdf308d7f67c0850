from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.operational_messages.grammars.schedule import (
    PARTS,
    ChangedFlight,
    Element,
    Equipment,
    LegEnd,
    Period,
    ScheduleChange,
    ScheduledLeg,
    ScheduleMessage,
    Segment,
)
from knowledge.operational_messages.message import NotUnderstood
from knowledge.operational_messages.partial_dates import as_date
from knowledge.operational_messages.reading import read, write
from tests.operational_messages.corruption import one_character_changed

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
RETIMED = "ASM\nUTC\n21NOV00012E001/REF\nTIM\nBA0117/21NOV26\nLHR1010/0 JFK1825"
EXTRA = (
    "ASM\nUTC\nNEW OPER\nBA9117/22NOV\nJ 744 FCY.F12C60Y250 GSTBA\n"
    "LHR2210/0 KEF0115/1/0125 7/HH\nKEF0215/1 JFK0825/1\nLHRJFK 10/AA6117"
)
WINTER = "SSM\nLT\nTIM\nBA0117\n01NOV26 27MAR27 1357/W2\nLHR2200/0 JFK0100/1"


def changed(text: str) -> ScheduleMessage:
    found = read(text, NOON)
    assert isinstance(found, ScheduleMessage), found
    return found


def test_a_new_time_is_for_one_flight_on_one_date() -> None:
    message = changed(RETIMED)
    assert (message.kind, message.time_mode, message.reference) == ("ASM", "UTC", "21NOV00012E001/REF")
    (change,) = message.changes
    (flight,) = change.flights
    assert (change.action, flight.carrier, flight.number, flight.flight_date) == ("TIM", "BA", "0117", date(2026, 11, 21))
    departure, arrival = change.legs[0].utc(date(2026, 11, 21))
    assert (departure, arrival) == (datetime(2026, 11, 21, 10, 10, tzinfo=UTC), datetime(2026, 11, 21, 18, 25, tzinfo=UTC))


def test_a_new_flight_has_equipment_legs_on_their_days_and_elements() -> None:
    (change,) = changed(EXTRA).changes
    assert change.reasons == ("OPER",)
    assert change.equipment == Equipment(
        service_type="J", aircraft_type="744", booking_classes="FCY", version="F12C60Y250", tail="GSTBA"
    )
    flight_date = change.flights[0].flight_date
    assert flight_date == date(2026, 11, 22)
    times = [leg.utc(flight_date) for leg in change.legs]
    assert times[0] == (datetime(2026, 11, 22, 22, 10, tzinfo=UTC), datetime(2026, 11, 23, 1, 15, tzinfo=UTC))
    assert times[1] == (datetime(2026, 11, 23, 2, 15, tzinfo=UTC), datetime(2026, 11, 23, 8, 25, tzinfo=UTC))
    assert change.legs[0].arrival.passenger_min == 85
    assert change.segments[0].elements == (Element(number=10, text="AA6117"),)


def test_several_changes_stand_in_one_message_and_several_flights_in_one_change() -> None:
    message = changed(
        "ASM\nUTC\nCNL WEAT/CREW\nBA1/22NOV26\nBA2/22 LHR/JFK\n//\nRIN\nBA3/22NOV26\n//\nFLT\nBA4/22NOV26 BA9004/22NOV26"
    )
    cancelled, reinstated, renamed = message.changes
    assert [flight.number for flight in cancelled.flights] == ["1", "2"]
    assert cancelled.flights[1].changed_route == ("LHR", "JFK")
    assert cancelled.reasons == ("WEAT", "CREW")
    assert reinstated.action == "RIN"
    assert renamed.renamed is not None
    assert renamed.renamed.number == "9004"


def test_a_period_has_its_dates_and_every_second_week_only_those() -> None:
    (change,) = changed(WINTER).changes
    (period,) = change.periods
    assert (period.first, period.last, period.days, period.every_weeks) == (date(2026, 11, 1), date(2027, 3, 27), (1, 3, 5, 7), 2)
    first = [one for one in period.dates() if one < date(2026, 11, 20)]
    assert first == [date(2026, 11, day) for day in (1, 2, 4, 6, 15, 16, 18)]


def test_a_period_without_years_ends_after_it_begins() -> None:
    (change,) = changed("SSM\nCNL XASM\nBA0117\n29NOV 27MAR 135\n01APR 30APR 1").changes
    assert change.from_asm
    assert [(one.first, one.last) for one in change.periods] == [
        (date(2026, 11, 29), date(2027, 3, 27)),
        (date(2027, 4, 1), date(2027, 4, 30)),
    ]


def test_a_leg_with_days_of_the_month_crosses_the_month() -> None:
    (change,) = changed("ASM\nUTC\nTIM\nBA0117/30NOV26\nLHR302300 JFK010700").changes
    departure, arrival = change.legs[0].utc(date(2026, 11, 30))
    assert (departure.date(), arrival.date()) == (date(2026, 11, 30), date(2026, 12, 1))


def test_the_day_before_and_the_end_of_the_day_are_read() -> None:
    (change,) = changed("SSM\nLT\nTIM\nBA0117\n01NOV26 27MAR27 1\nSYD0030 HNL1500/A\nHNL1600/A LAX2400/A").changes
    assert [leg.arrival.day_offset for leg in change.legs] == [-1, -1]
    assert change.legs[1].arrival.time_min == 1440


@pytest.mark.parametrize(
    "text",
    [
        "QU LHRXXBA\n.JFKOPBA 211200\n" + RETIMED + "\n//\n=",
        "\n" + RETIMED.replace("\n", "\n\n") + ".",
        RETIMED.replace("JFK1825", "JFK1825/0"),
    ],
)
def test_the_envelope_and_the_layout_change_nothing(text: str) -> None:
    assert changed(text) == changed(RETIMED)


def test_seats_without_their_full_stop_are_still_seats() -> None:
    for seats in ("Y189", ".Y189"):
        (change,) = changed(f"ASM\nEQT\nBA1/21NOV26\nJ 738 {seats}").changes
        assert change.equipment == Equipment(service_type="J", aircraft_type="738", version="Y189")


@pytest.mark.parametrize(
    ("text", "line", "column", "found", "reason"),
    [
        ("ASM\nUTC", 2, 4, "", "expected an action"),
        ("ASM\nUTC\nSKD\nBA1/21NOV26", 3, 1, "SKD", "expected one of NEW"),
        ("SSM\nRIN\nBA1\n01NOV26 27MAR27 1", 2, 1, "RIN", "ASM only"),
        ("ASM\nCNL XASM\nBA1/21NOV26", 2, 5, "XASM", "SSM only"),
        ("ASM\nCNL WET\nBA1/21NOV26", 2, 5, "WET", "four letters"),
        ("ASM\nCNL", 2, 4, "", "a flight with its date"),
        ("ASM\nCNL\nBA1", 3, 1, "BA1", "BA0117/21NOV26"),
        ("ASM\nCNL\nBA1/31NOV26", 3, 5, "31NOV26", "date of the calendar"),
        ("ASM\nCNL\nBA1/21NOV26\nLHR1010 JFK1825", 4, 1, "LHR1010", "SI or //"),
        ("ASM\nUTC\nTIM\nBA1/21NOV26", 4, 12, "", "TIM without legs"),
        ("ASM\nUTC\nTIM\nBA1/21NOV26\nLHR2561 JFK1825", 5, 4, "2561", "0000 to 2400"),
        ("ASM\nUTC\nTIM\nBA1/21NOV26\nLHR1010/B JFK1825", 5, 1, "LHR1010/B", "LHR1010/0"),
        ("ASM\nUTC\nTIM\nBA1/21NOV26\nLHR321010 JFK1825", 5, 4, "321010", "day of the month"),
        ("ASM\nUTC\nTIM\nBA1/21NOV26\nLHR211010/0 JFK1825", 5, 1, "LHR211010/0", "one of them"),
        ("ASM\nUTC\nTIM\nBA1/21NOV26\nLHR1010", 5, 8, "", "a departure and an arrival"),
        ("ASM\nUTC\nTIM\nBA1/21NOV26\nLHR2200 JFK0100", 5, 1, "LHR2200", "date variation"),
        ("ASM\nUTC\nRRT\nBA1/21NOV26\nLHR0800 KEF1000\nBOS1100 JFK1200", 6, 1, "BOS1100", "leave from KEF"),
        ("ASM\nUTC\nRRT\nBA1/21NOV26\nLHR0800 KEF1000\nKEF0959 JFK1200", 6, 1, "KEF0959", "before the leg before"),
        ("ASM\nUTC\nEQT\nBA1/21NOV26\nJ 744 12C60", 5, 7, "12C60", "FCY.F12C60Y250"),
        ("ASM\nUTC\nNEW\nBA1/21NOV26\nLHR1010 JFK1825", 5, 16, "", "NEW without equipment"),
        ("ASM\nFLT\nBA1/21NOV26", 3, 12, "", "new flight"),
        ("ASM\nADM\nBA1/21NOV26", 3, 12, "", "ADM without segments"),
        ("SSM\nCNL\nBA1", 3, 4, "", "a period"),
        ("SSM\nCNL\nBA1\n27MAR27 01NOV26 1", 4, 9, "01NOV26", "ends before it begins"),
        ("SSM\nCNL\nBA1\n01NOV26 27MAR27 8", 4, 17, "8", "1 Monday to 7"),
        ("SSM\nCNL\nBA1\n01NOV26 27MAR27 21", 4, 17, "21", "in order"),
        ("SSM\nCNL\nBA1\n01NOV26 01NOV26 1", 4, 17, "1", "none of these days"),
        ("SSM\nCNL\nBA1\n01NOV26 27MAR27 1/W3", 4, 18, "/W3", "every second week"),
        ("ASM\nCNL\nBA1/21NOV26\n//\n//\nCNL\nBA2/21NOV26", 5, 1, "//", "an action"),
    ],
)
def test_what_is_wrong_is_refused_at_its_place(text: str, line: int, column: int, found: str, reason: str) -> None:
    stop = read(text, NOON)
    assert isinstance(stop, NotUnderstood), stop
    assert (stop.kind, stop.line, stop.column, stop.found) == (text[:3], line, column, found), stop
    assert reason in stop.reason


@pytest.mark.parametrize("text", [RETIMED.replace("/0 ", " "), EXTRA.replace("/0 ", " "), WINTER.replace("/0 ", " ")])
def test_one_changed_character_is_refused_or_read_as_something_else(text: str) -> None:
    message = changed(text)
    wrong = [one for one in one_character_changed(text, "25AZ/") if read(one, NOON) == message]
    assert wrong == []


# --- what is written is read as the same ----------------------------------------------------------------------------

names = st.sampled_from([("BA", "0117", ""), ("U2", "8001", "D"), ("EZY", "12", "")])
elements = st.lists(st.sampled_from([Element(number=10, text="AA6117"), Element(number=7, text="YS")]), max_size=2).map(tuple)
days = st.dates(date(2026, 11, 1), date(2027, 3, 1))


@st.composite
def legs(draw: st.DrawFn) -> tuple[ScheduledLeg, ...]:
    route = ["LHR", "KEF", "JFK", "BOS"][: draw(st.integers(2, 4))]
    minute, found = draw(st.integers(0, 1200)), []
    for origin, destination in pairwise(route):
        ends = []
        for airport, later in ((origin, 60), (destination, 180)):
            minute += draw(st.integers(1, later))
            ends.append(LegEnd(airport=airport, time_min=minute % 1440, day_offset=minute // 1440))
        found.append(ScheduledLeg(departure=ends[0], arrival=ends[1], elements=draw(elements)))
    return tuple(found)


@st.composite
def flights(draw: st.DrawFn, kind: str) -> ChangedFlight:
    carrier, number, suffix = draw(names)
    on = draw(days)
    dated: dict[str, Any] = {"flight_date": on, "date_given": as_date(on)} if kind == "ASM" else {}
    return ChangedFlight(carrier=carrier, number=number, suffix=suffix, **dated)


@st.composite
def changes(draw: st.DrawFn, kind: str) -> ScheduleChange:
    action = draw(st.sampled_from([one for one in PARTS if kind == "ASM" or one != "RIN"]))
    parts = PARTS[action]
    fields: dict[str, Any] = {"flights": (draw(flights(kind)),)}
    if kind == "SSM":
        first = draw(days)
        every = draw(st.sampled_from([1, 2]))
        chosen = tuple(sorted({first.isoweekday(), *draw(st.lists(st.integers(1, 7), max_size=3))}))
        fields["periods"] = (
            Period(first=first, last=first + timedelta(days=draw(st.integers(0, 90))), days=chosen, every_weeks=every),
        )
        fields["from_asm"] = draw(st.booleans())
    if parts.renamed:
        fields["renamed"] = draw(flights(kind))
    if parts.equipment != "no":
        cabin = draw(st.sampled_from([("FCY", "F12C60Y250"), ("", "Y189"), ("Y", ""), ("", "")]))
        tail = draw(st.sampled_from([None, "GSTBA"])) if cabin[1] else None
        fields["equipment"] = Equipment(
            service_type="J", aircraft_type="744", booking_classes=cabin[0], version=cabin[1], tail=tail, elements=draw(elements)
        )
    if parts.legs != "no":
        fields["legs"] = draw(legs())
    if parts.segments == "must":
        fields["segments"] = (Segment(origin="LHR", destination="JFK", elements=(Element(number=10, text="AA6117"),)),)
    reasons = draw(st.sampled_from([(), ("WEAT",), ("CREW", "OPER")]))
    return ScheduleChange(
        action=action, reasons=reasons, supplementary=draw(st.sampled_from([(), ("TEXT", "MORE TEXT")])), **fields
    )


@st.composite
def messages(draw: st.DrawFn) -> ScheduleMessage:
    kind: Any = draw(st.sampled_from(["ASM", "SSM"]))
    found = tuple(draw(st.lists(changes(kind), min_size=1, max_size=3)))
    mode = draw(st.sampled_from([None, "UTC", "LT"]))
    return ScheduleMessage(kind=kind, time_mode=mode, reference=draw(st.sampled_from(["", "21NOV00012E001/REF"])), changes=found)


@settings(max_examples=40)
@given(messages())
def test_what_is_written_is_read_as_the_same(message: ScheduleMessage) -> None:
    assert read(write(message), NOON) == message


@given(st.text(alphabet=st.sampled_from("ABJ0129/ \nN"), max_size=40))
def test_no_text_breaks_the_reading(text: str) -> None:
    for start in ("ASM\nNEW\n", "SSM\nTIM\n", "ASM\nUTC\nTIM\nBA1/21NOV26\n"):
        assert isinstance(read(start + text, NOON), (ScheduleMessage, NotUnderstood))
