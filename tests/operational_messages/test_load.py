from datetime import UTC, date, datetime

import pytest

from knowledge.operational_messages.grammars.load import Compartment, LoadMessage
from knowledge.operational_messages.message import NotUnderstood
from knowledge.operational_messages.reading import read, write
from tests.operational_messages.corruption import one_character_changed

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
FLIGHT = "LDM\nBA0117/21.GSTBA.C8W16F40Y210.3/14\n"
LOAD = FLIGHT + "-JFK.180/60/8/2.T18340.1/4200.2/6100.3/4300.4/3740\n.PAX/7/14/38/189.PAD/0/0/0/0\nSI NIL"


def loaded(text: str) -> LoadMessage:
    found = read(text, NOON)
    assert isinstance(found, LoadMessage), found
    return found


def test_a_load_says_who_and_what_is_on_board_for_each_destination() -> None:
    message = loaded(LOAD)
    assert (message.flight_date, message.tail, message.cockpit_crew, message.cabin_crew) == (date(2026, 11, 21), "GSTBA", 3, 14)
    assert message.cabins == (("C", 8), ("W", 16), ("F", 40), ("Y", 210))
    (load,) = message.stations
    assert (load.airport, load.persons, load.seated, load.infants) == ("JFK", (180, 60, 8, 2), 248, 2)
    assert load.total_kg == 18340
    assert load.compartments[0] == Compartment(number="1", kg=4200)
    assert (load.by_cabin, load.available) == ((7, 14, 38, 189), (0, 0, 0, 0))
    assert message.supplementary == ("NIL",)


def test_several_destinations_three_counts_and_nothing_on_board_are_read() -> None:
    message = loaded("QU LHRXXBA\n.JFKOPBA 211200\n" + FLIGHT + "-BOS.60/4/1.0.T900.AVI/1\n.PAX/0/64.PAD/0/0\n-JFK.NIL=")
    boston, york = message.stations
    assert (boston.seated, boston.infants, boston.cabin_baggage_kg, boston.other) == (64, 1, 0, ("AVI/1",))
    assert york.nil


def test_persons_who_can_be_made_to_leave_may_be_counted_besides_the_others() -> None:
    assert loaded(FLIGHT + "-JFK.60/4/1.T0.PAX/0/62.PAD/0/2").stations[0].seated == 64


def test_a_cabin_that_is_not_classes_and_seats_is_kept_as_given() -> None:
    message = loaded("LDM\nSK973/21.OYKBA.3433A.2/7\n-SIN.126/5/0.T0")
    assert (message.version, message.cabins) == ("3433A", ())


@pytest.mark.parametrize(
    ("body", "line", "column", "found", "reason"),
    [
        ("BA0117/21.GSTBA.C8\n-JFK.NIL", 2, 1, "BA0117/21.GSTBA.C8", "cabin and crew"),
        ("BA0117/36.GSTBA.Y1.2/4\n-JFK.NIL", 2, 8, "36", "day of the month"),
        ("BA0117/21.GSTBA.Y1.2/4", 2, 23, "", "no load"),
        ("BA0117/21.GSTBA.Y1.2/4\nJFK.1/0/0/0", 3, 1, "JFK.1/0/0/0", "a destination"),
        ("BA0117/21.GSTBA.Y1.2/4\n-JFKX.1/0/0/0", 3, 2, "JFKX", "three letters"),
        ("BA0117/21.GSTBA.Y1.2/4\n-JFK.1/0", 3, 6, "1/0", "expected persons"),
        ("BA0117/21.GSTBA.Y1.2/4\n-JFK.1/0/0/0.T5.1/2.1/3", 3, 21, "1/3", "once"),
        ("BA0117/21.GSTBA.Y1.2/4\n-JFK.1/0/0/0.T5.T5", 3, 17, "T5", "once"),
        ("BA0117/21.GSTBA.Y1.2/4\n-JFK.1/0/0/0.X5", 3, 14, "X5", "T18340"),
        ("BA0117/21.GSTBA.Y1.2/4\n-JFK.1/0/0/0.T5.1/2.2/4", 3, 1, "-JFK.1/0/0/0.T5.1/2.2/4", "hold 6 kg, the total says 5 kg"),
        ("BA0117/21.GSTBA.Y9.2/4\n-JFK.1/2/3/4.T0.PAX/7", 3, 1, "-JFK.1/2/3/4.T0.PAX/7", "6 persons without the infants, 7"),
    ],
)
def test_what_is_wrong_is_refused_at_its_place(body: str, line: int, column: int, found: str, reason: str) -> None:
    stop = read("LDM\n" + body, NOON)
    assert isinstance(stop, NotUnderstood)
    assert (stop.kind, stop.line, stop.column, stop.found) == ("LDM", line, column, found)
    assert reason in stop.reason


def test_one_changed_character_is_refused_or_read_as_something_else() -> None:
    message = loaded(LOAD)
    wrong = [one for one in one_character_changed(LOAD, "09AZ/", LOAD.index("\nSI")) if read(one, NOON) == message]
    assert wrong == []


def test_a_load_is_only_received() -> None:
    with pytest.raises(ValueError, match="'LDM' is not a kind of message that is written"):
        write(loaded(LOAD))
