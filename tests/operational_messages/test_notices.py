"""NOTAM, SNOWTAM and warnings of areas."""

from datetime import UTC, datetime

import pytest

from knowledge.operational_messages.grammars.advisories import AreaWarning
from knowledge.operational_messages.grammars.notices import Notam, Snowtam
from knowledge.operational_messages.message import NotUnderstood
from knowledge.operational_messages.reading import read, write

RECEIVED = datetime(2026, 11, 21, 12, tzinfo=UTC)
RUNWAY = """A1234/26 NOTAMN
Q) EGTT/QMRLC/IV/NBO/A/000/999/5129N00028W005
A) EGLL B) 2611212300 C) 2611220500
E) RWY 09L/27R CLSD DUE WIP
F) GND G) UNL"""


def notam(text: str) -> Notam:
    found = read(text, RECEIVED)
    assert isinstance(found, Notam), found
    return found


def test_a_notice_gives_code_place_time_and_runway() -> None:
    found = notam(RUNWAY)
    assert (found.notam_id, found.code, found.places, found.runways) == ("A1234/26", "QMRLC", ("EGLL",), ("09L/27R",))
    assert (found.start, found.end) == (datetime(2026, 11, 21, 23, tzinfo=UTC), datetime(2026, 11, 22, 5, tzinfo=UTC))
    assert found.qualifier is not None
    assert (round(found.qualifier.latitude, 2), round(found.qualifier.longitude, 2)) == (51.48, -0.47)
    assert notam(write(found)) == found


def test_permanent_estimated_and_scheduled_notices_say_so() -> None:
    assert notam(RUNWAY.replace("2611220500", "PERM")).permanent
    estimated = notam(RUNWAY.replace("2611220500", "2611220500 EST"))
    assert estimated.estimated
    assert estimated.end is not None
    daily = notam(RUNWAY.replace("E) RWY", "D) DAILY 2300-0500\nE) RWY"))
    assert daily.schedule == "DAILY 2300-0500"


def test_letters_with_parentheses_in_the_text_are_text() -> None:
    found = notam(RUNWAY.replace("DUE WIP", "DUE WIP: A) TWY B) APRON"))
    assert found.text == "RWY 09L/27R CLSD DUE WIP: A) TWY B) APRON"


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        (RUNWAY.replace("NOTAMN", "NOTAMR"), (1, 15)),
        (RUNWAY.replace("NOTAMN", "NOTAMN A1233/26"), (1, 15)),
        (RUNWAY.replace("2611212300", "2613212300"), (3, 12)),
        (RUNWAY.replace("2611220500", "2611212300"), (3, 26)),
        (RUNWAY.replace("A) EGLL ", ""), (5, 14)),
        (RUNWAY.replace("5129N", "5169N"), (2, 4)),
        (RUNWAY.replace("A) EGLL", "A) EGL"), (3, 4)),
        (RUNWAY.replace(" C) 2611220500", ""), (3, 12)),
    ],
)
def test_a_wrong_item_is_refused_at_its_place(wrong: str, place: tuple[int, int]) -> None:
    found = read(wrong, RECEIVED)
    assert isinstance(found, NotUnderstood)
    assert (found.line, found.column) == place


def test_a_snowtam_gives_the_codes_of_each_third() -> None:
    text = (
        "SWEA0152 EADD 02170345\n(SNOWTAM 0152\nEADD\n02170134 09R 5/2/2 100/50/75 NR/06/06 WET/SLUSH/WET SNOW 35\n\nTWY B POOR.)"
    )
    found = read(text, RECEIVED)
    assert isinstance(found, Snowtam)
    (runway,) = found.runways
    assert (runway.codes, runway.depth_mm, runway.width_m) == ((5, 2, 2), (None, 6, 6), 35)
    assert runway.contaminants == ("WET", "SLUSH", "WET SNOW")
    assert found.remarks == "TWY B POOR."


def test_a_sigmet_gives_region_and_validity() -> None:
    found = read("EGTT SIGMET A01 VALID 212300/220300 EGRR- LONDON FIR VA CLD OBS WI 60NM OF N5530 W00200 SFC/FL150=", RECEIVED)
    assert isinstance(found, AreaWarning)
    assert (found.fir, found.number, found.start.day, found.end.day) == ("EGTT", "A01", 21, 22)
