"""METAR and TAF: what the groups mean, and where a wrong one stands."""

from datetime import UTC, datetime

import pytest

from knowledge.operational_messages.grammars.weather import Cloud, MetarReport, TafForecast
from knowledge.operational_messages.message import NotUnderstood
from knowledge.operational_messages.reading import read

RECEIVED = datetime(2026, 11, 21, 12, tzinfo=UTC)


def metar(text: str) -> MetarReport:
    found = read(text, RECEIVED)
    assert isinstance(found, MetarReport), found
    return found


def taf(text: str) -> TafForecast:
    found = read(text, RECEIVED)
    assert isinstance(found, TafForecast), found
    return found


def test_a_metar_gives_wind_visibility_weather_ceiling_and_trend() -> None:
    found = metar("EGLL 211020Z 24018G32KT 9999 -RA SCT012 BKN020 09/07 Q0994 TEMPO 4000 RADZ BKN008=")
    assert found.observed_at == datetime(2026, 11, 21, 10, 20, tzinfo=UTC)
    assert (found.conditions.wind_from_deg, found.conditions.wind_kt, found.conditions.gust_kt) == (240, 18, 32)
    assert (found.conditions.visibility_m, found.conditions.weather, found.conditions.ceiling_ft) == (10000, ("-RA",), 2000)
    assert (found.temperature_c, found.dew_point_c, found.pressure_hpa) == (9, 7, 994)
    assert found.trend == "TEMPO 4000 RADZ BKN008"


def test_vertical_visibility_is_a_ceiling_and_an_american_report_is_read_in_its_units() -> None:
    found = metar("METAR KJFK 211151Z 05028G38KT 1/4SM R04R/1600FT +SN FZFG VV003 M01/M02 A2953 RMK AO2")
    assert found.conditions.clouds == (Cloud(cover="VV", height_ft=300),)
    assert found.conditions.ceiling_ft == 300
    assert found.conditions.visibility_m == 402
    assert found.runway_ranges[0].value_m == 488
    assert found.pressure_hpa == 1000
    assert found.remarks == "AO2"


def test_a_day_that_is_to_come_was_last_month() -> None:
    assert metar("EGLL 221020Z 24018KT 9999 09/07 Q0994").observed_at.month == 11
    assert metar("EGLL 231020Z 24018KT 9999 09/07 Q0994").observed_at.month == 10


@pytest.mark.parametrize(
    ("text", "column", "word"),
    [
        ("METAR EGLL 212460Z 24018KT 9999 09/07 Q0994", 12, "212460Z"),
        ("METAR EGLL 211020Z 37018KT 9999 09/07 Q0994", 20, "37018KT"),
        ("METAR EGLL 211020Z 24018KT 9999 RASCT012 Q0994", 33, "RASCT012"),
        ("METAR EG 211020Z 24018KT", 7, "EG"),
        ("METAR EGLL 211020", 12, "211020"),
        ("METAR EGLL 211020Z", 19, ""),
    ],
)
def test_a_wrong_group_is_named_with_its_place(text: str, column: int, word: str) -> None:
    found = read(text, RECEIVED)
    assert isinstance(found, NotUnderstood)
    assert (found.line, found.column, found.found) == (1, column, word)


def test_a_taf_gives_its_parts_with_their_times() -> None:
    found = taf(
        "TAF EGLL 210500Z 2106/2212 24014KT 9999 BKN020\n"
        "  BECMG 2109/2112 27018G30KT\n"
        "  PROB40 TEMPO 2112/2115 3000 +SHRA BKN010CB"
    )
    base, becoming, maybe = found.groups
    assert (base.change, base.start.hour, base.end) == ("BASE", 6, datetime(2026, 11, 22, 12, tzinfo=UTC))
    assert (becoming.change, becoming.conditions.gust_kt) == ("BECMG", 30)
    assert (maybe.change, maybe.probability_percent, maybe.conditions.weather) == ("TEMPO", 40, ("+SHRA",))


def test_a_group_from_a_time_on_ends_the_one_before_and_2400_is_the_end_of_the_day() -> None:
    found = taf("TAF KJFK 211730Z 2118/2224 27015G25KT P6SM FEW040 FM220300 30010KT P6SM SKC")
    assert found.end == datetime(2026, 11, 23, tzinfo=UTC)
    assert found.groups[0].end == found.groups[1].start == datetime(2026, 11, 22, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("TAF EGLL 210500Z 2106/2512 24014KT", (1, 18)),
        ("TAF EGLL 210500Z 2125/2212 24014KT", (1, 18)),
        ("TAF EGLL 210500Z 2106/2212 24014KT 9999\nBECMG 2212/2215 27018KT", (2, 7)),
        ("TAF EGLL 210500Z 2106/2212 24014KT 9999\nTEMPO", (2, 6)),
        ("TAF EGLL 210500Z 2106/2212 24014KT 99X9", (1, 36)),
    ],
)
def test_a_forecast_outside_its_time_or_with_a_wrong_group_is_refused(text: str, place: tuple[int, int]) -> None:
    found = read(text, RECEIVED)
    assert isinstance(found, NotUnderstood)
    assert (found.line, found.column) == place


def test_cancelled_and_missing_forecasts_say_so() -> None:
    assert taf("TAF AMD EGLL 210500Z 2106/2212 CNL").cancelled
    assert taf("TAF EGLL 210500Z NIL").missing
    assert metar("METAR EGLL 211020Z NIL").missing
