"""Official BTS files, small ones written by hand: what is read, what is refused, and how odd records are bent."""

from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from domain.apply import fold
from domain.events import FlightArrived, FlightCancelled, FlightDiverted
from domain.network import FlightStatus, NetworkState
from tests.scenarios.official_file import COLUMNS, row, write
from twin.scenarios import list_scenarios, load_scenario
from twin.scenarios.bts import BY_CONTINUITY, FERRY, import_bts
from twin.scenarios.bts_rows import ImportRefused


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DOWNLINE_SCENARIOS", str(tmp_path / "scenarios"))
    return tmp_path / "scenarios"


def opened(path: Path, **how: object) -> NetworkState:
    return fold(NetworkState(), import_bts([path], "day", **how).opening)  # type: ignore[arg-type]


DAY = [
    row(1, "N1AA", "DFW-ORD", "0800", "1020", 140),
    row(2, "N1AA", "ORD-DFW", "1110", "1345", 155, DepDelay="50.00", ArrDelay="40.00", LateAircraftDelay="40.00"),
    row(3, "N2AA", "DFW-LAX", "2330", "0040", 190),
    row(4, "N3AA", "DFW-TUL", "0900", "1000", 60, Cancelled="1.00"),
]


@pytest.mark.parametrize("name", ["day.csv", "On_Time_2015_1.zip"])
def test_an_official_file_becomes_a_scenario_that_can_be_loaded_by_name(tmp_path: Path, name: str) -> None:
    # when
    scenario = import_bts([write(tmp_path / name, DAY)], "new-year")
    # then
    network = fold(NetworkState(), scenario.opening)
    assert sorted(network.flights) == ["AA1/2015-01-01/DFW", "AA2/2015-01-01/ORD", "AA3/2015-01-01/DFW", "AA4/2015-01-01/DFW"]
    overnight = network.flight("AA3/2015-01-01/DFW")  # 23:30 Dallas to 00:40 Los Angeles
    assert (overnight.std, overnight.sta) == (datetime(2015, 1, 2, 5, 30, tzinfo=UTC), datetime(2015, 1, 2, 8, 40, tzinfo=UTC))
    flown = fold(network, scenario.recording)
    late = flown.flight("AA2/2015-01-01/ORD")
    assert (late.departure_delay_min, late.arrival_delay_min, late.delay_code) == (50, 40, "93")
    assert flown.flight("AA4/2015-01-01/DFW").status is FlightStatus.CANCELLED
    assert flown.flight("AA4/2015-01-01/DFW").delay_code == "71"
    assert load_scenario("new-year") == scenario
    assert "new-year" in [summary.scenario_id for summary in list_scenarios()]


def test_every_fault_is_named_with_its_line_and_column_and_nothing_is_imported(tmp_path: Path, directory: Path) -> None:
    # given four broken rows between good ones
    rows = [
        row(1, "N1AA", "DFW-ORD", "0800", "1020", 140),
        row(2, "N1AA", "QQX-DFW", "1110", "1345", 155),
        row(3, "N2AA", "DFW-LAX", "2575", "0040", 190),
        row(4, "N3AA", "DFW-TUL", "0900", "1000", 60, Cancelled="maybe", FlightDate="2015-01-01"),
        row(5, "N3AA", "DFW-TUL", "0900", "1000", 60, FlightDate="New Year"),
        row(6, "N3AA", "DFW-TUL", "0900", "1000", 60, DepDelay="soon"),
    ]
    # when
    with pytest.raises(ImportRefused) as refusal:
        import_bts([write(tmp_path / "bad.csv", rows)], "bad")
    # then
    assert sorted((fault.line, fault.column, fault.value) for fault in refusal.value.faults) == [
        (3, "Origin", "QQX"),
        (4, "CRSDepTime", "2575"),
        (5, "Cancelled", "maybe"),
        (6, "FlightDate", "New Year"),
        (7, "DepDelay", "soon"),
    ]
    assert all(fault.file == "bad.csv" for fault in refusal.value.faults)
    assert "5 fault(s), nothing imported" in str(refusal.value)
    assert not directory.exists()


def test_the_message_shows_fifty_faults_and_how_many_more(tmp_path: Path) -> None:
    rows = [row(number, "N1AA", "QQX-DFW", "1110", "1345", 155) for number in range(1, 71)]
    with pytest.raises(ImportRefused) as refusal:
        import_bts([write(tmp_path / "bad.csv", rows)], "bad")
    assert len(refusal.value.faults) == 70
    assert str(refusal.value).count("bad.csv, line") == 50
    assert "... and 20 more" in str(refusal.value)


def test_a_missing_column_a_short_row_and_a_missing_file_are_named(tmp_path: Path) -> None:
    no_tail = write(tmp_path / "no_tail.csv", DAY, [column for column in COLUMNS if column != "Tail_Number"])
    short = write(tmp_path / "short.csv", DAY)
    short.write_text(short.read_text() + '"2015","1"\n')
    not_a_zip = tmp_path / "broken.zip"
    not_a_zip.write_bytes(b"not a zip")
    for path, says in (
        (no_tail, "has no column 'Tail_Number'"),
        (short, "line 6: has 2 columns, the header 110"),
        (tmp_path / "absent.csv", "absent.csv: cannot be read"),
        (not_a_zip, "broken.zip: cannot be read"),
    ):
        with pytest.raises(ImportRefused, match=says):
            import_bts([path], "bad")


def test_a_month_needs_a_day(tmp_path: Path) -> None:
    path = write(tmp_path / "month.csv", [*DAY, row(9, "N9AA", "DFW-ORD", "0800", "1020", 140, FlightDate="2015-01-02")])
    with pytest.raises(ImportRefused, match="2 days, 2015-01-01 to 2015-01-02"):
        import_bts([path], "month")
    assert sorted(opened(path, date=date(2015, 1, 2)).flights) == ["AA9/2015-01-02/DFW"]
    with pytest.raises(ImportRefused, match="hold no flights on 2015-01-03"):
        import_bts([path], "month", date=date(2015, 1, 3))


@pytest.mark.parametrize("name", ["../evil", "", "nyc-2013-02-08", "a b"])
def test_a_name_that_cannot_be_kept_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ImportRefused, match="Scenario name"):
        import_bts([write(tmp_path / "day.csv", DAY)], name)


def test_a_carrier_that_did_not_fly_cannot_be_ours(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="own carrier 'ZZ'"):
        import_bts([write(tmp_path / "day.csv", DAY)], "day", own_carriers=["AA", "ZZ"])


@pytest.mark.parametrize(
    ("odd", "column", "counted"),
    [
        (
            row(7, "N7AA", "DFW-TUL", "0900", "1000", -60),
            "CRSElapsedTime",
            "1 rows left out because they arrive",
        ),
        (
            row(1, "N7AA", "DFW-TUL", "0900", "1000", 60),
            "Flight_Number_Reporting_Airline",
            "1 rows left out because their",
        ),
        (row(7, "N1AA", "DFW-TUL", "0930", "1030", 60), "Tail_Number", "1 flights whose tail is still in the air by schedule"),
    ],
)
def test_what_no_schedule_can_contain_is_counted_or_refused_when_strict(
    tmp_path: Path, odd: dict[str, object], column: str, counted: str
) -> None:
    path = write(tmp_path / "odd.csv", [*DAY, odd])
    scenario = import_bts([path], "odd")
    assert any(text.startswith(counted) for text in scenario.assumptions), scenario.assumptions
    with pytest.raises(ImportRefused) as refusal:
        import_bts([path], "strict", strict=True)
    assert [(fault.line, fault.column) for fault in refusal.value.faults] == [(6, column)]


def test_a_tail_in_two_places_becomes_two_aircraft(tmp_path: Path) -> None:
    network = opened(write(tmp_path / "day.csv", [*DAY, row(7, "N1AA", "DFW-TUL", "0930", "1030", 60)]))
    # N2AA, N3AA and N1AA itself are elsewhere or of no use at 09:30 from Dallas, but N3AA's flight has not left: it has room
    flown_by = network.flight("AA7/2015-01-01/DFW").tail
    assert flown_by != "N1AA"
    assert network.flight("AA1/2015-01-01/DFW").tail == "N1AA"
    assert network.flight("AA7/2015-01-01/DFW").assumed
    for tail in network.aircraft:
        for first, then in pairwise(network.rotation(tail)):
            assert first.destination == then.origin
            assert first.sta < then.std


def test_a_ferry_labelled_as_assumed_closes_a_gap_when_there_is_time(tmp_path: Path) -> None:
    rows = [
        row(1, "N1AA", "DFW-ORD", "0800", "1020", 140),
        row(2, "N1AA", "MIA-DFW", "2000", "2210", 190),
    ]
    network = opened(write(tmp_path / "day.csv", rows))
    rotation = network.rotation(network.flight("AA1/2015-01-01/DFW").tail)  # type: ignore[arg-type]
    assert [(leg.origin, leg.destination, leg.service) for leg in rotation] == [
        ("DFW", "ORD", "passenger"),
        ("ORD", "MIA", "ferry"),
        ("MIA", "DFW", "passenger"),
    ]
    assert rotation[1].assumed == (FERRY,)
    assert network.passengers_on(rotation[1].flight_id) == 0


def test_a_cancelled_flight_without_a_tail_gets_the_only_one_that_misses_it(tmp_path: Path) -> None:
    rows = [
        row(1, "N1AA", "DFW-ORD", "0800", "1020", 140),
        row(2, "", "ORD-TUL", "1200", "1400", 120, Cancelled="1.00"),
        row(3, "N1AA", "TUL-DFW", "1600", "1700", 60),
        row(4, "", "LAX-SFO", "1200", "1310", 70, Cancelled="1.00"),
    ]
    network = opened(write(tmp_path / "day.csv", rows))
    found = network.flight("AA2/2015-01-01/ORD")
    assert (found.tail, found.assumed) == ("N1AA", (BY_CONTINUITY,))
    assert network.flight("AA4/2015-01-01/LAX").tail is None


def test_a_diversion_is_recorded_only_where_the_airport_is_known(tmp_path: Path) -> None:
    rows = [
        row(1, "N1AA", "ORD-DFW", "0800", "1045", 165, Diverted="1.00", ArrDelay="", ArrTime="", DivReachedDest="0.00",
            Div1Airport="OKC", Div1WheelsOn="1030"),
        row(2, "N2AA", "ORD-DFW", "0800", "1045", 165, Diverted="1.00", ArrDelay="", ArrTime="1400", DivReachedDest="1.00",
            DivArrDelay="195.00", Div1Airport="OKC", Div1WheelsOn="1030"),
        row(3, "N3AA", "ORD-DFW", "0800", "1045", 165, Diverted="1.00", ArrDelay="", ArrTime=""),
    ]  # fmt: skip
    recording = import_bts([write(tmp_path / "day.csv", rows)], "day").recording
    landings = {event.flight_id: event for event in recording if isinstance(event, FlightArrived | FlightDiverted)}
    ended = landings["AA1/2015-01-01/ORD"]  # type: ignore[index]
    assert isinstance(ended, FlightDiverted)
    assert (ended.airport, ended.at) == ("OKC", datetime(2015, 1, 1, 16, 35, tzinfo=UTC))
    assert landings["AA2/2015-01-01/ORD"].at == datetime(2015, 1, 1, 20, 0, tzinfo=UTC)  # type: ignore[index]
    assert landings["AA3/2015-01-01/ORD"].at == datetime(2015, 1, 1, 18, 15, tzinfo=UTC)  # type: ignore[index]


def test_the_download_forms_column_names_are_understood_too(tmp_path: Path) -> None:
    path = tmp_path / "form.csv"
    path.write_text(
        "FL_DATE,OP_UNIQUE_CARRIER,TAIL_NUM,OP_CARRIER_FL_NUM,ORIGIN,DEST,CRS_DEP_TIME,DEP_TIME,DEP_DELAY,CRS_ARR_TIME,ARR_TIME,"
        "ARR_DELAY,CANCELLED,CANCELLATION_CODE,DIVERTED,CRS_ELAPSED_TIME\n"
        '1/1/2015 12:00:00 AM,AA,N1AA,1,DFW,ORD,"0800","0810",10.00,"1020","1025",5.00,0.00,,0.00,140.00\n'
    )
    assert opened(path).flight("AA1/2015-01-01/DFW").std == datetime(2015, 1, 1, 14, 0, tzinfo=UTC)


def test_a_scenario_that_cannot_be_read_is_named_and_not_loaded(directory: Path) -> None:
    directory.mkdir()
    (directory / "torn.scenario").write_bytes(b'{"format": 1}\nnothing')
    assert "cannot be read" in next(one.title for one in list_scenarios() if one.scenario_id == "torn")
    with pytest.raises(LookupError, match="import it again"):
        load_scenario("torn")


def test_a_cancellation_is_known_an_hour_before(tmp_path: Path) -> None:
    scenario = import_bts([write(tmp_path / "day.csv", DAY)], "day")
    cancelled = [event for event in scenario.recording if isinstance(event, FlightCancelled)]
    assert [(event.flight_id, event.at) for event in cancelled] == [
        ("AA4/2015-01-01/DFW", datetime(2015, 1, 1, 14, 0, tzinfo=UTC))
    ]
