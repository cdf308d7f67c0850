"""What a message means on a network, and which messages the operations of a plan need."""

from datetime import UTC, date, datetime

import pytest

from domain import commands as c
from domain import events as e
from domain.apply import fold
from domain.ids import AirportCode, CarrierCode, FlightId, TailNumber, flight_id
from domain.network import Flight, FlightStatus, NetworkState
from knowledge.operational_messages.message import Message
from knowledge.operational_messages.reading import read
from tools.operational_messages.meaning import Contradiction, Meaning, meaning_of
from tools.operational_messages.outgoing import messages_of
from tools.operational_messages.tool import read_message
from tools.spec import ToolContext

DAY = date(2026, 11, 21)


def at(hour: int, minute: int = 0, day: int = 21) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


NOW = at(12)
LHR_JFK = flight_id("BA", 117, DAY, "LHR")


def network() -> NetworkState:
    """BA117 LHR-JFK 10:00-18:00 with G-STBA; G-STBB stands at LHR; times of LHR are UTC in November."""
    events: list[e.Event] = [
        e.ScenarioOpened(at=at(0), scenario_id="one", own_carriers=(CarrierCode("BA"),), currency="USD", horizon_end=at(23))
    ]
    for code, zone in (("LHR", "Europe/London"), ("JFK", "America/New_York"), ("BOS", "America/New_York")):
        airport = e.AirportDeclared(
            at=at(0),
            airport=AirportCode(code),
            name=code,
            timezone=zone,
            latitude=40,
            longitude=0,
            arrivals_per_hour=10,
            departures_per_hour=10,
            min_connection_min=60,
        )
        events.append(airport)
    for tail, model, seats in (("G-STBA", "777-200", 250), ("G-STBB", "777-300", 300)):
        aircraft = e.AircraftRegistered(
            at=at(0),
            tail=TailNumber(tail),
            carrier=CarrierCode("BA"),
            family="B777",
            model=model,
            seats=seats,
            min_turn_min=60,
            location=AirportCode("LHR"),
            ready_at=at(0),
        )
        events.append(aircraft)
    flight = e.FlightScheduled(
        at=at(0),
        flight_id=LHR_JFK,
        carrier=CarrierCode("BA"),
        number="117",
        origin=AirportCode("LHR"),
        destination=AirportCode("JFK"),
        std=at(10),
        sta=at(18),
    )
    events += [flight, e.AircraftAssigned(at=at(0), flight_id=LHR_JFK, tail=TailNumber("G-STBA"))]
    return fold(NetworkState(), events)


def meant(text: str, state: NetworkState, now: datetime = NOW) -> Meaning:
    message = read(text, now)
    assert isinstance(message, Message), message
    return meaning_of(message, state, now)


def after(state: NetworkState, text: str, now: datetime = NOW) -> Flight:
    return fold(state, meant(text, state, now).events).flights[LHR_JFK]


DEPARTED = "MVT\nBA117/21.GSTBA.LHR\nAD1025/1041 EA1752 JFK\nDL89/0025"


def test_a_departure_message_sets_off_block_time_expected_arrival_and_delay_code() -> None:
    flight = after(network(), DEPARTED)
    assert (flight.status, flight.atd, flight.eta, flight.delay_code) == (FlightStatus.DEPARTED, at(10, 25), at(17, 52), "89")


def test_the_same_departure_twice_and_then_the_arrival() -> None:
    state = fold(network(), meant(DEPARTED, network()).events)
    assert all(isinstance(one, e.FlightDelayed) for one in meant(DEPARTED, state).events)  # it has left: nothing departs twice
    landed = after(state, "MVT\nBA117/21.GSTBA.JFK\nAA1748/1757", at(18, 30))
    assert (landed.status, landed.ata) == (FlightStatus.ARRIVED, at(17, 57))


def test_a_departure_with_another_aircraft_of_ours_changes_the_tail() -> None:
    assert after(network(), DEPARTED.replace("GSTBA", "GSTBB")).tail == "G-STBB"
    unknown = meant(DEPARTED.replace("GSTBA", "GXXXX"), network())
    assert any("not in this network" in one for one in unknown.said)


def test_an_estimate_delays_and_a_diversion_lands_elsewhere() -> None:
    assert after(network(), "MVT\nBA117/21.GSTBA.LHR\nED211330\nDL41/0330").etd == at(13, 30)
    state = fold(network(), meant(DEPARTED, network()).events)
    diverted = after(state, "MVT\nBA117/21.GSTBA.BOS\nAA1720/1730", at(18))
    assert (diverted.status, diverted.diverted_to) == (FlightStatus.DIVERTED, "BOS")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("MVT\nBA117/21.GSTBA.LHR\nAD1225/1241", "still to come"),
        ("MVT\nBA117/21.GSTBA.JFK\nAA1148/1157", "has not left"),
        ("MVT\nBA117/21.GSTBA.JFK\nAD1025/1041", "leaves from LHR"),
        ("MVT\nBA117/21.GSTBA.LHR\nED210930", "before the schedule"),
        ("ASM\nTIM\nBA117/21NOV26\nLHR1100 JFK1900", "UTC or local"),
        ("ASM\nUTC\nRIN\nBA117/21NOV26", "not carried out"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason_and_changes_nothing(text: str, why: str) -> None:
    with pytest.raises(Contradiction, match=why):
        meant(text, network())


def test_a_movement_at_this_minute_is_accepted_and_six_minutes_ahead_is_not() -> None:
    assert meant("MVT\nBA117/21.GSTBA.LHR\nAD1205/1210", network()).events
    with pytest.raises(Contradiction):
        meant("MVT\nBA117/21.GSTBA.LHR\nAD1206/1210", network())


def test_a_flight_of_nobody_here_is_noted_and_a_cancelled_one_does_not_move() -> None:
    noted = meant("MVT\nLH400/21.DABYA.FRA\nAD1025/1041", network())
    assert (noted.events, "not in this network" in noted.said[0]) == ((), True)
    cancelled = fold(network(), meant("ASM\nUTC\nCNL\nBA117/21NOV26", network()).events)
    assert cancelled.flights[LHR_JFK].status is FlightStatus.CANCELLED
    with pytest.raises(Contradiction, match="cancelled"):
        meant(DEPARTED, cancelled)


def test_a_schedule_message_changes_the_schedule_in_utc_and_in_local_time() -> None:
    utc = after(network(), "ASM\nUTC\nTIM\nBA117/21NOV26\nLHR1130 JFK1930")
    assert (utc.std, utc.etd, utc.sta) == (at(11, 30), at(11, 30), at(19, 30))
    local = after(network(), "ASM\nLT\nTIM\nBA117/21NOV26\nLHR1130 JFK1430")
    assert (local.std, local.sta) == (at(11, 30), at(19, 30))


def test_a_new_flight_is_scheduled_once() -> None:
    new = "ASM\nUTC\nNEW\nBA9117/21NOV26\nJ 777\nLHR1600 JFK2359"
    state = fold(network(), meant(new, network()).events)
    assert state.flights[flight_id("BA", 9117, DAY, "LHR")].sta == at(23, 59)
    with pytest.raises(Contradiction, match="exists already"):
        meant(new, state)


SAM = "-TITLE SAM\n-ARCID BAW117\n-ADEP EGLL\n-ADES KJFK\n-EOBD 261121\n-EOBT 1000\n-CTOT 1055\n-REGUL KJFKA21\n-REGCAUSE WA 84"


def test_a_take_off_time_is_issued_revised_suspended_and_cancelled() -> None:
    state = fold(network(), meant(SAM, network(), at(9)).events)
    flow = state.flights[LHR_JFK].flow
    assert flow is not None
    assert (flow.ctot, flow.regulations, flow.cause) == (at(10, 55), ("KJFKA21",), "84")
    revised = after(state, SAM.replace("SAM", "SRM").replace("-CTOT", "-NEWCTOT").replace("1055", "1040"), at(9, 5))
    assert revised.flow is not None
    assert revised.flow.ctot == at(10, 40)
    held = after(state, SAM.replace("SAM", "FLS"), at(9, 10))
    assert held.flow is not None
    assert held.flow.suspended
    assert after(state, SAM.replace("SAM", "SLC"), at(9, 20)).flow is None
    gone = fold(network(), meant(DEPARTED, network()).events)
    with pytest.raises(Contradiction, match="too late"):
        meant(SAM, gone)


def test_weather_with_freezing_rain_means_de_icing_and_drifting_snow_does_not() -> None:
    for weather, icing in (("-FZRA", True), ("SN", True), ("BLSN", False), ("RA", False)):
        state = fold(network(), meant(f"METAR KJFK 211151Z 05028KT 2SM {weather} BKN009 M01/M02 A2953", network()).events)
        observed = state.airports[AirportCode("JFK")].observed
        assert observed is not None
        assert (observed.icing, observed.ceiling_ft) == (icing, 900)


def test_an_older_weather_report_changes_nothing() -> None:
    state = fold(network(), meant("METAR KJFK 211151Z 05028KT 2SM SN BKN009 M01/M02 A2953", network()).events)
    assert meant("METAR KJFK 211051Z 05028KT 10SM M01/M02 A2953", state).events == ()


NOTAM = "A0001/26 NOTAMN\nQ) KZNY/QFALC/IV/NBO/A/000/999/4038N07346W005\nA) KJFK B) 2611211500 C) 2611211900\nE) AD CLSD DUE SNOW"


def test_a_notice_of_closure_closes_the_airport_and_its_cancellation_opens_it() -> None:
    state = fold(network(), meant(NOTAM, network()).events)
    airport = state.airports[AirportCode("JFK")]
    assert [(one.start, one.end) for one in airport.closures] == [(at(15), at(19))]
    assert airport.notices[0].code == "QFALC"
    cancel = "A0002/26 NOTAMC A0001/26\nA) KJFK B) 2611211600\nE) AD OPEN"
    opened = fold(state, meant(cancel, state, at(16)).events).airports[AirportCode("JFK")]
    assert [(one.start, one.end) for one in opened.closures] == [(at(15), at(16))]
    assert opened.notices == ()


def test_a_closed_runway_and_a_closure_at_times_are_shown_and_close_nothing() -> None:
    for notice in (NOTAM.replace("QFALC", "QMRLC"), NOTAM.replace("E) AD", "D) 1500-1600 1700-1800\nE) AD")):
        state = fold(network(), meant(notice, network()).events)
        airport = state.airports[AirportCode("JFK")]
        assert (airport.closures, len(airport.notices)) == ((), 1)


def test_the_operations_of_a_plan_are_written_as_messages_that_read_back() -> None:
    state = network()
    operations = (
        c.SwapAircraft(flight_id=LHR_JFK, tail=TailNumber("G-STBB")),
        c.DelayFlight(flight_id=LHR_JFK, etd=at(10, 40), reason_code="41"),
    )
    found = messages_of(state, operations, at(8))
    assert [one.kind for one in found.messages] == ["ASM", "MVT", "DLA"]
    assert found.messages[0].text == "ASM\nUTC\nEQT\nBA117/21NOV26\nJ 777 .Y300"
    assert found.messages[1].text == "MVT\nBA117/21.GSTBB.LHR\nED211040\nDL41/0040"
    assert found.messages[2].text == "(DLA-BAW117-EGLL1040-KJFK-DOF/261121)"
    assert after(state, found.messages[1].text, at(9)).etd == at(10, 40)


def test_a_quarter_of_an_hour_needs_no_new_filing_and_a_minute_more_does() -> None:
    for etd, kinds in ((at(10, 15), ["MVT"]), (at(10, 16), ["MVT", "DLA"])):
        found = messages_of(network(), (c.DelayFlight(flight_id=LHR_JFK, etd=etd, reason_code="41"),), at(8))
        assert [one.kind for one in found.messages] == kinds


def test_a_cancellation_is_told_to_partners_and_to_air_traffic_services() -> None:
    found = messages_of(network(), (c.CancelFlight(flight_id=LHR_JFK),), at(8))
    assert [one.text for one in found.messages] == [
        "ASM\nUTC\nCNL\nBA117/21NOV26",
        "(CNL-BAW117-EGLL1000-KJFK-DOF/261121)",
    ]


def test_the_tool_reads_without_recording_and_says_where_a_text_is_wrong() -> None:
    state = network()
    context = ToolContext(state=state, now=NOW)
    good = read_message.run(context, {"text": DEPARTED})
    assert (good.outcome, good.kind) == ("understood", "MVT")
    assert {one["type"] for one in good.events} == {"FlightDeparted", "FlightDelayed"}
    bad = read_message.run(context, {"text": DEPARTED.replace("1025", "2561")})
    assert (bad.outcome, bad.line) == ("not_understood", 3)
    assert read_message.run(context, {"text": DEPARTED.replace("1025/1041", "1425/1441")}).outcome == "contradicts"
    assert state.flights[FlightId(LHR_JFK)].status is FlightStatus.SCHEDULED
