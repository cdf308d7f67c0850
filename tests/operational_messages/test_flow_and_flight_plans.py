"""ADEXP flow messages and ICAO flight plan messages."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.operational_messages.designators import aerodrome_of, airport_of, arcid_of, flight_of
from knowledge.operational_messages.grammars.flight_plan import FlightPlanMessage, PlanItem
from knowledge.operational_messages.grammars.flow import FlowMessage, RegulationCause
from knowledge.operational_messages.message import NotUnderstood
from knowledge.operational_messages.reading import read, write

RECEIVED = datetime(2026, 11, 21, 12, tzinfo=UTC)
SAM = """-TITLE SAM
-ARCID BAW117
-IFPLID AA12345678
-ADEP EGLL
-ADES KJFK
-EOBD 261121
-EOBT 2350
-CTOT 0020
-REGUL RMZ21M
-REGUL EGTT21
-TTO -PTID VEULE -TO 1050 -FL F300
-TAXITIME 0020
-REGCAUSE WA 84"""


def flow(text: str) -> FlowMessage:
    found = read(text, RECEIVED)
    assert isinstance(found, FlowMessage), found
    return found


def test_a_slot_allocation_has_its_time_on_the_night_after_and_the_most_penalising_regulation_first() -> None:
    found = flow(SAM)
    assert found.eobt == datetime(2026, 11, 21, 23, 50, tzinfo=UTC)
    assert found.ctot == datetime(2026, 11, 22, 0, 20, tzinfo=UTC)
    assert found.regulations == ("RMZ21M", "EGTT21")
    assert found.taxi_min == 20
    assert found.cause == RegulationCause(letter="W", phase="A", iata_code="84")


def test_a_revision_gives_the_new_time_and_a_proposal_keeps_the_old_one() -> None:
    revised = SAM.replace("-TITLE SAM", "-TITLE SRM").replace("-CTOT 0020", "-NEWCTOT 0010")
    assert flow(revised).ctot == datetime(2026, 11, 22, 0, 10, tzinfo=UTC)
    offered = flow(SAM.replace("-TITLE SAM", "-TITLE SIP") + "\n-NEWCTOT 0005\n-RESPBY 2340")
    assert (offered.ctot, offered.proposed_ctot) == (
        datetime(2026, 11, 22, 0, 20, tzinfo=UTC),
        datetime(2026, 11, 22, 0, 5, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        (("-EOBD 261121", "-EOBD 261321"), 6, "yymmdd"),
        (("-EOBD 261121", "-EOBD 26112"), 6, "yymmdd"),
        (("-CTOT 0020", "-CTOT 2561"), 8, "hhmm"),
        (("-ADEP EGLL", "-ADEP EGL"), 4, "four letters"),
        (("-REGCAUSE WA 84", "-REGCAUSE W 84"), 13, "cause"),
        (("-CTOT 0020\n", ""), 12, "needs -CTOT"),
        (("-ADES KJFK", "-ADES KJFK\n-ADES KBOS"), 6, "twice"),
        (("-ADES KJFK", "-ADES KJFK\n-BEGIN X"), 6, "not closed"),
        (("-ADES KJFK", "-ades KJFK"), 5, "capitals"),
    ],
)
def test_a_wrong_or_missing_field_is_named_with_its_line(change: tuple[str, str], line: int, said: str) -> None:
    found = read(SAM.replace(*change), RECEIVED)
    assert isinstance(found, NotUnderstood)
    assert found.kind == "SAM"
    assert said in found.reason
    assert found.line == line


@given(
    kind=st.sampled_from(("SAM", "SRM", "SLC", "FLS", "SMM", "RFI")),
    number=st.integers(1, 9999),
    at=st.integers(0, 1439),
    wait=st.integers(1, 600),
    regulations=st.lists(st.sampled_from(("LFEE21A", "EGTT21", "EDYY21M")), min_size=1, max_size=3, unique=True),
    taxi=st.integers(0, 59),
)
@settings(max_examples=40, deadline=None)
def test_a_flow_message_that_is_written_reads_back_the_same(
    kind: str, number: int, at: int, wait: int, regulations: list[str], taxi: int
) -> None:
    eobt = datetime(2026, 11, 21, tzinfo=UTC) + timedelta(minutes=at)
    slot = {"ctot": eobt + timedelta(minutes=wait), "regulations": tuple(regulations)} if kind in ("SAM", "SRM") else {}
    message = FlowMessage(kind=kind, arcid=f"BAW{number}", adep="EGLL", ades="LFPG", eobt=eobt, taxi_min=taxi, **slot)
    found = flow(write(message))
    assert found.model_copy(update={"fields": ()}) == message


FPL = """(FPL-BAW117-IS
-B772/H-SDE2FGHIJ4J5RWY/SD1
-EGLL0800
-N0480F340 DCT MALOT NATB LIMRI
-KJFK0710 KBOS KEWR
-DOF/261121 RMK/TCAS EQUIPPED)"""


def plan(text: str) -> FlightPlanMessage:
    found = read(text, RECEIVED)
    assert isinstance(found, FlightPlanMessage), found
    return found


def test_a_flight_plan_is_read_field_by_field() -> None:
    found = plan(FPL)
    assert (found.arcid, found.rules, found.flight_type, found.aircraft_type, found.wake) == ("BAW117", "I", "S", "B772", "H")
    assert (found.adep, found.ades, found.elapsed_min, found.alternates) == ("EGLL", "KJFK", 430, ("KBOS", "KEWR"))
    assert found.eobt == datetime(2026, 11, 21, 8, tzinfo=UTC)
    assert plan(write(found)) == found


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        (FPL.replace("EGLL0800", "EGLL0861"), 3),
        (FPL.replace("EGLL0800", "EGL0800"), 3),
        (FPL.replace("FPL-BAW117-IS", "FPL-BAW117-XS"), 1),
        (FPL.replace("DOF/261121", "DOF/261331"), 6),
        (FPL.replace("B772/H", "B772/X"), 2),
        (FPL.removesuffix(")"), 6),
    ],
)
def test_a_wrong_field_of_a_flight_plan_is_refused_at_its_line(wrong: str, line: int) -> None:
    found = read(wrong, RECEIVED)
    assert isinstance(found, NotUnderstood)
    assert found.line == line


@given(kind=st.sampled_from(("DLA", "CNL", "DEP")), number=st.integers(1, 9999), at=st.integers(0, 1439))
@settings(max_examples=30, deadline=None)
def test_a_change_of_a_flight_plan_that_is_written_reads_back_the_same(kind: str, number: int, at: int) -> None:
    moment = datetime(2026, 11, 21, tzinfo=UTC) + timedelta(minutes=at)
    message = FlightPlanMessage(
        kind=kind,
        arcid=f"JBU{number}",
        adep="KJFK",
        departure_hhmm=f"{moment:%H%M}",
        ades="KBOS",
        other=(PlanItem(name="DOF", value="261121"),),
        eobt=moment,
    )
    assert plan(write(message)) == message


def test_callsigns_and_aerodromes_are_those_of_the_network_or_not_known() -> None:
    assert flight_of("BAW117") == ("BA", "117")
    assert flight_of("JBU0012") == ("B6", "12")
    assert flight_of("BAW5KT") is None
    assert flight_of("XYZ100") is None
    assert arcid_of("B6", "117") == "JBU117"
    assert (airport_of("EGLL"), aerodrome_of("JFK"), airport_of("ZZZZ")) == ("LHR", "KJFK", None)
