"""The tools of passenger rights, asked in JSON as another program asks them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.network import NetworkState
from knowledge.passenger_rights.causes import delay_codes
from tests.passenger_rights.asked import CONTEXT, DEPARTURE, Json, ask, due, journey, money
from tools.spec import ToolContext, ToolRetry, all_tools

OLD_MONTREAL = datetime(2024, 12, 27, 9, tzinfo=UTC)
NEW_MONTREAL = datetime(2024, 12, 28, 9, tzinfo=UTC)
FARE = {"currency": "USD", "total_cents": 100_000, "one_way_cents": 100_000}
RATES = [{"base": "GBP", "to": "EUR", "rate": "1.17", "day": "2026-06-09", "source": "a bank's published rate"}]


def denied(route: str, carrier: str, **others: Any) -> Json:
    """Boarding denied for want of seats, against the passenger's will."""
    refused = {"volunteered": False, "denied_reason": "oversold", **others.pop("incident", {})}
    return journey(route, carrier, "denied_boarding", cause=None, incident=refused, **others)


# --- journeys whose answer the law itself gives -----------------------------------------------------------------------

KNOWN = {
    "Paris to New York 4:01 late": (journey("CDG-JFK", "AF", late="4:01"), "600.00 EUR"),
    "Paris to New York 3:59 late is half": (journey("CDG-JFK", "AF", late="3:59"), "300.00 EUR"),
    "Paris to New York 2:59 late": (journey("CDG-JFK", "AF", late="2:59"), "nothing"),
    "Paris to Frankfurt 3:00 late": (journey("CDG-FRA", "AF", late="3:00"), "250.00 EUR"),
    "Paris to Réunion is within the Union": (journey("CDG-RUN", "AF", late="9:00"), "400.00 EUR"),
    "London to New York 4:01 late": (journey("LHR-JFK", "BA", late="4:01"), "520.00 GBP"),
    "London to New York 3:59 late is half": (journey("LHR-JFK", "BA", late="3:59"), "260.00 GBP"),
    "New York to London on an American carrier": (journey("JFK-LHR", "AA", late="9:00"), "nothing"),
    "New York to London on a British carrier": (journey("JFK-LHR", "BA", late="9:00"), "520.00 GBP"),
    "New York to Paris on an American carrier": (journey("JFK-CDG", "DL", late="9:00"), "nothing"),
    "New York to Paris on a French carrier": (journey("JFK-CDG", "AF", late="9:00"), "600.00 EUR"),
    "told 6 days before, arriving 1:59 later": (
        journey("MAD-DUB", "FR", "cancellation", told="6d 0:00", reroute=("-0:30", "1:59")),
        "nothing",
    ),
    "told 6 days before, arriving 2:00 later": (
        journey("MAD-DUB", "FR", "cancellation", told="6d 0:00", reroute=("-0:30", "2:00")),
        "125.00 EUR",
    ),
    "told 6 days before, arriving 2:01 later": (
        journey("MAD-DUB", "FR", "cancellation", told="6d 0:00", reroute=("-0:30", "2:01")),
        "250.00 EUR",
    ),
    "told 6 days before, leaving 1:01 earlier": (
        journey("MAD-DUB", "FR", "cancellation", told="6d 0:00", reroute=("-1:01", "0:30")),
        "125.00 EUR",
    ),
    "told 14 days before": (journey("MAD-DUB", "FR", "cancellation", told="14d 0:00"), "nothing"),
    "told 13 days before": (journey("MAD-DUB", "FR", "cancellation", told="13d 23:59"), "250.00 EUR"),
    "Toronto to Vancouver 2:59 late": (
        journey("YYZ-YVR", "AC", late="2:59", told="-1:00", cause="routine_maintenance"),
        "nothing",
    ),
    "Toronto to Vancouver 3:00 late": (
        journey("YYZ-YVR", "AC", late="3:00", told="-1:00", cause="routine_maintenance"),
        "400.00 CAD",
    ),
    "Toronto to Vancouver 6:00 late": (
        journey("YYZ-YVR", "AC", late="6:00", told="-1:00", cause="routine_maintenance"),
        "700.00 CAD",
    ),
    "Toronto to Vancouver 9:00 late": (
        journey("YYZ-YVR", "AC", late="9:00", told="-1:00", cause="routine_maintenance"),
        "1000.00 CAD",
    ),
    "a small Canadian carrier 9:00 late": (
        journey("YYZ-YVR", "XX", late="9:00", told="-1:00", cause="routine_maintenance", carrier_large=False),
        "500.00 CAD",
    ),
    "oversold to Los Angeles in 2024, 1:59 later": (
        denied(
            "JFK-LAX",
            "B6",
            leaves=datetime(2024, 12, 1, 15, tzinfo=UTC),
            reroute=("1:00", "1:59"),
            fare=FARE,
            segment={"seats": 180},
        ),
        "775.00 USD",
    ),
    "oversold to Los Angeles in 2024, 2:00 later": (
        denied(
            "JFK-LAX",
            "B6",
            leaves=datetime(2024, 12, 1, 15, tzinfo=UTC),
            reroute=("1:00", "2:00"),
            fare=FARE,
            segment={"seats": 180},
        ),
        "1550.00 USD",
    ),
    "oversold to Los Angeles, 1:00 later": (
        denied("JFK-LAX", "B6", reroute=("1:00", "1:00"), fare=FARE, segment={"seats": 180}),
        "nothing",
    ),
    "oversold to Los Angeles, 1:59 later": (
        denied("JFK-LAX", "B6", reroute=("1:00", "1:59"), fare=FARE, segment={"seats": 180}),
        "1075.00 USD",
    ),
    "oversold to Los Angeles, 2:00 later": (
        denied("JFK-LAX", "B6", reroute=("1:00", "2:00"), fare=FARE, segment={"seats": 180}),
        "2150.00 USD",
    ),
    "oversold to Tokyo, 3:59 later": (
        denied("LAX-NRT", "AA", reroute=("1:00", "3:59"), fare=FARE, segment={"seats": 280}),
        "1075.00 USD",
    ),
    "a domestic flight of the United States, ten hours late": (
        journey("JFK-LAX", "B6", late="10:00", fare=FARE, segment={"seats": 180}),
        "nothing",
    ),
    "denied boarding in Brazil": (denied("GRU-GIG", "LA", reroute=("2:00", "2:00")), "250.00 XDR"),
    "denied boarding from Brazil abroad": (denied("GRU-EZE", "LA", reroute=("2:00", "2:00")), "500.00 XDR"),
    "Delhi to Mumbai cancelled an hour before": (
        journey(
            "DEL-BOM",
            "AI",
            "cancellation",
            told="1:00",
            flies="2:10",
            cause="operations_error",
            fare={"currency": "INR", "basic_cents": 1_500_000, "fuel_cents": 100_000},
        ),
        "10000.00 INR",
    ),
    "Delhi to Mumbai cancelled, the fare being less": (
        journey(
            "DEL-BOM",
            "AI",
            "cancellation",
            told="1:00",
            flies="2:10",
            cause="operations_error",
            fare={"currency": "INR", "basic_cents": 500_000, "fuel_cents": 100_000},
        ),
        "6000.00 INR",
    ),
    "Delhi to Mumbai nine hours late": (journey("DEL-BOM", "AI", late="9:00"), "nothing"),
    "Tel Aviv to New York 7:59 late": (
        journey("TLV-JFK", "LY", late="7:59", leaves=datetime(2025, 5, 1, 9, tzinfo=UTC)),
        "nothing",
    ),
    "Tel Aviv to New York 8:00 late": (
        journey("TLV-JFK", "LY", late="8:00", leaves=datetime(2025, 5, 1, 9, tzinfo=UTC)),
        "3580.00 ILS",
    ),
    "Istanbul to Dubai 3:00 late on the day before the change": (
        journey("IST-DXB", "TK", late="3:00", leaves=datetime(2024, 12, 9, 9, tzinfo=UTC)),
        "nothing",
    ),
    "Istanbul to Dubai 3:00 late on the day of the change": (
        journey("IST-DXB", "TK", late="3:00", leaves=datetime(2024, 12, 10, 9, tzinfo=UTC)),
        "400.00 EUR",
    ),
    "a domestic flight of Türkiye 3:00 late": (journey("IST-ESB", "TK", late="3:00"), "100.00 EUR"),
    "Riyadh to Jeddah 6:01 late": (journey("RUH-JED", "SV", late="6:01"), "750.00 SAR"),
    "Riyadh to Jeddah 6:00 late": (journey("RUH-JED", "SV", late="6:00"), "nothing"),
    "Tokyo to Sydney, where no recorded law gives money": (journey("NRT-SYD", "QF", late="9:00"), "nothing"),
}


@pytest.mark.parametrize("name", list(KNOWN))
def test_a_journey_told_in_json_gets_the_money_that_the_law_gives(name: str) -> None:
    asked, answer = KNOWN[name]

    report = ask(asked)

    assert money(report) == answer
    if report.cash.owed is not None:
        (giver,) = (one for one in report.regimes if one.regime == report.cash.by)
        given = [one for one in giver.entitlements if one.what == "compensation" and one.verdict == "owed"]
        assert given
        assert all(one.citation and one.detail for one in given)


@pytest.mark.parametrize(
    ("leaves", "limit", "bag"), [(OLD_MONTREAL, 534_600, 128_800), (NEW_MONTREAL, 630_300, 151_900)], ids=["before", "since"]
)
def test_the_montreal_limits_are_those_of_the_day(leaves: datetime, limit: int, bag: int) -> None:
    damage = {
        "kind": "passenger_delay",
        "currency": "XDR",
        "proven_cents": 9_000_000,
        "all_measures_taken": False,
        "reckless": False,
    }
    lost = {
        "kind": "lost",
        "flight_arrived_at": (leaves + timedelta(hours=9)).isoformat(),
        "proven_cents": 9_000_000,
        "reckless": False,
    }

    late = ask(journey("NRT-SYD", "QF", late="5:00", leaves=leaves, damage=damage))
    gone = ask(journey("NRT-SYD", "QF", "baggage", leaves=leaves, baggage=lost, fare={"currency": "XDR"}))

    for report, cents in ((late, limit), (gone, bag)):
        one = due(report, "montreal_1999", "liability_limit")
        assert one.verdict == "owed"
        assert one.amount is not None
        assert (one.amount.cents, one.amount.currency) == (cents, "XDR")
        assert report.cash.owed is None, "a ceiling of liability is no compensation"


def test_american_law_gives_the_fare_back_and_a_way_off_the_aircraft_but_no_money_for_time() -> None:
    fare = {**FARE, "unused_cents": 100_000, "paid_by_card": True}
    tarmac = {
        "movement": "departure",
        "began_at": DEPARTURE.isoformat(),
        "ended_at": (DEPARTURE + timedelta(hours=3, minutes=1)).isoformat(),
    }
    asked = journey("JFK-LAX", "B6", late="3:00", fare=fare, segment={"seats": 180}, incident={"choice": "refund"}, tarmac=tarmac)

    report = ask(asked)

    refund = due(report, "us_part_260", "refund")
    assert (refund.verdict, refund.amount and refund.amount.cents) == ("owed", 100_000)
    assert due(report, "us_part_259", "deplaning").verdict == "owed"
    assert report.cash.owed is None


# --- laws together ----------------------------------------------------------------------------------------------------


def test_london_to_paris_on_a_french_carrier_is_paid_by_the_greater_of_two_laws_by_a_rate_that_is_given() -> None:
    asked = journey("LHR-CDG", "AF", late="3:30")

    with_rate, without = ask(asked, rates=RATES), ask(asked)

    assert money(with_rate) == "220.00 GBP", "GBP 220 at 1.17 are EUR 257.40, more than EUR 250"
    assert {name: one.cents for name, one in with_rate.cash.set_off.items()} == {"eu261": 25_000}
    assert "not paid twice" in with_rate.cash.note
    assert money(without) == "250.00 EUR?"
    assert without.cash.open == ("uk261",)
    assert "no published rate from GBP to EUR" in without.cash.note


def test_what_was_received_in_a_third_country_takes_the_journey_out_of_european_law_on_the_way_in() -> None:
    assert money(ask(journey("YYZ-CDG", "AF", late="9:00", told="-1:00", carrier_large=True))) != "nothing"
    report = ask(journey("YYZ-CDG", "AF", late="9:00", told="-1:00", carrier_large=True, benefits_received=["canada_appr"]))
    assert {one.regime: one.applies for one in report.regimes}["eu261"] is False


@pytest.mark.parametrize(("operating", "applies"), [("DL", False), ("AF", True)])
def test_of_a_codeshare_the_carrier_that_operates_is_liable_and_decides_whether_the_law_applies(
    operating: str, applies: bool
) -> None:
    marketing = "AF" if operating == "DL" else "DL"

    into = {
        one.regime: one
        for one in ask(journey("JFK-CDG", operating, late="5:00", segment={"marketing_carrier": marketing})).regimes
    }
    out_of = {
        one.regime: one
        for one in ask(journey("CDG-JFK", operating, late="5:00", segment={"marketing_carrier": marketing})).regimes
    }

    assert into["eu261"].applies is applies
    assert out_of["eu261"].applies is True
    assert out_of["eu261"].liable == operating


def test_a_reform_that_is_not_in_force_answers_only_when_it_is_named_and_says_that_it_is_not_law() -> None:
    asked = journey("CDG-JFK", "AF", late="4:01", leaves=datetime(2026, 9, 1, 9, tzinfo=UTC))

    unnamed, named = ask(asked), ask(asked, regimes=["eu261_reform_2026"])

    assert "eu261_reform_2026" not in {one.regime for one in unnamed.regimes}
    (reform,) = named.regimes
    assert reform.in_force is False
    assert reform.entitlements
    assert all("not law" in one.detail for one in reform.entitlements)
    assert named.cash.owed is None
    assert "not in force" in named.cash.note


def test_the_order_in_which_regimes_are_named_changes_nothing() -> None:
    asked = journey("LHR-CDG", "AF", late="3:30")

    one, other = ask(asked, regimes=["eu261", "uk261"]), ask(asked, regimes=["uk261", "eu261"])

    assert one.cash == other.cash
    assert sorted(one.regimes, key=lambda says: says.regime) == sorted(other.regimes, key=lambda says: says.regime)


def test_a_flight_of_before_a_law_began_is_outside_it() -> None:
    report = ask(journey("LHR-JFK", "BA", late="9:00", leaves=datetime(2020, 12, 31, 9, tzinfo=UTC)), regimes=["uk261"])

    (says,) = report.regimes
    assert says.applies is False
    assert "2021-01-01" in says.why
    assert money(report) == "nothing"


def test_the_next_moment_at_which_more_becomes_owed_is_said() -> None:
    asked = journey("CDG-JFK", "AF", late="1:00", now=DEPARTURE.isoformat())

    report = ask(asked)

    assert report.next_change_at is not None
    assert DEPARTURE < report.next_change_at <= DEPARTURE + timedelta(hours=5)


# --- what is not known, and what cannot be ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        (journey("CDG-JFK", "AF", late=None, incident={"departure": None}), "arrives"),
        (journey("CDG-JFK", "AF", late="5:00", cause=None), "cause"),
        (journey("CDG-JFK", "AF", late="5:00", cause="weather_severe"), "measures"),
        (journey("CDG-JFK", "AF", "cancellation", told=None), "told"),
        (journey("JFK-CDG", "AF", late="5:00", segment={"operating_country": None}), "licensed"),
        (journey("CDG-JFK", "AF", late="5:00", passenger={"checked_in_on_time": None}), "check-in"),
        (journey("CDG-JFK", "AF", late="5:00", cause="gremlins"), "gremlins"),
        (journey("YYZ-YVR", "AC", late="5:00", carrier_large=None), "size"),
    ],
    ids=["arrival", "cause", "measures", "notice", "licence", "check-in", "circumstance", "size"],
)
def test_what_is_not_known_is_asked_for_and_never_comes_to_nothing(asked: Json, word: str) -> None:
    report = ask(asked)

    assert report.cash.open
    missing = [item for says in report.regimes for item in says.missing]
    missing += [
        item for says in report.regimes for one in says.entitlements if one.what == "compensation" for item in one.missing
    ]
    assert any(word in item for item in missing), missing


def test_a_currency_that_no_rate_converts_is_said_and_not_counted_as_zero() -> None:
    report = ask(journey("CDG-JFK", "AF", late="5:00"), currency="JPY")

    assert report.cash.converted is None
    assert "no published rate from EUR to JPY" in report.cash.note
    assert money(report) == "600.00 EUR"


def test_a_rate_that_is_given_converts_to_the_nearest_cent() -> None:
    rate = {"base": "EUR", "to": "JPY", "rate": "161.255", "day": "2026-06-09", "source": "a bank's published rate"}

    report = ask(journey("CDG-FRA", "AF", late="5:00"), currency="JPY", rates=[rate])

    assert report.cash.converted is not None
    assert report.cash.converted.cents == 4_031_375


def refused(asked: Json, **request: Any) -> dict[str, str]:
    """Every fault that the tool names."""
    with pytest.raises(ToolRetry) as retry:
        ask(asked, **request)
    return dict(retry.value.faults)


def test_an_itinerary_that_cannot_be_is_refused_with_every_fault_named() -> None:
    asked = journey("CDG-JFK-LAX", "AF", late="1:00", fare={"currency": "euro", "total_cents": -1}, distance_m=0)
    first, second = asked["segments"]
    first["scheduled_arrival"] = first["scheduled_departure"]
    first["destination"] = "QQQ"
    second["scheduled_departure"] = (DEPARTURE - timedelta(hours=1)).isoformat()
    asked["incident"]["segment"] = 7

    faults = refused(asked)

    assert set(faults) >= {
        "journey.segments[0]",
        "journey.segments[0].destination",
        "journey.segments[1]",
        "journey.incident.segment",
        "journey.distance_m",
        "journey.fare.currency",
        "journey.fare.total_cents",
    }
    assert "'QQQ'" in faults["journey.segments[0].destination"]


def test_an_airport_that_there_is_not_is_named_wherever_it_stands() -> None:
    offer = {
        "departure": "2026-06-10T10:00Z",
        "arrival": "2026-06-10T13:00Z",
        "arrival_airport": "QQA",
        "connection_airports": ["QQB"],
    }
    tarmac = {"movement": "arrival", "began_at": "2026-06-10T11:00Z", "airport": "QQC"}

    faults = refused(journey("CDG-FRA", "AF", "cancellation", incident={"rerouting": offer}, tarmac=tarmac))

    assert set(faults) == {
        "journey.incident.rerouting.arrival_airport",
        "journey.incident.rerouting.connection_airports",
        "journey.tarmac.airport",
    }


def test_a_rerouting_that_arrives_before_it_leaves_is_refused() -> None:
    assert "journey.incident.rerouting" in refused(journey("CDG-FRA", "AF", "cancellation", reroute=("4:00", "1:00")))


def test_a_journey_without_flights_is_refused() -> None:
    assert "journey.segments" in refused({**journey("CDG-FRA", "AF", late="1:00"), "segments": []})


def test_a_regime_that_there_is_not_is_refused_with_those_there_are() -> None:
    faults = refused(journey("CDG-FRA", "AF", late="5:00"), regimes=["eu262"])

    assert "'eu262'" in faults["regimes"]
    assert "eu261" in faults["regimes"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"now": "2026-06-10T12:00:00"}, "journey.now"),
        ({"arrival": "2026-06-10T12:00:00"}, "journey.arrival"),
        ({"weather": "bad"}, "journey.weather"),
        ({"passenger": {"name": "A"}}, "journey.passenger.name"),
        ({"fare": {"total_cents": 1}}, "journey.fare.currency"),
        ({"fare": {"currency": "EUR", "total_cents": 1.5}}, "journey.fare.total_cents"),
    ],
)
def test_times_without_zone_unknown_fields_and_broken_cents_are_refused(change: Json, field: str) -> None:
    faults = refused({**journey("CDG-FRA", "AF", late="5:00"), **change})

    assert any(name.startswith(field) for name in faults), faults


def test_a_time_in_another_zone_is_the_same_moment() -> None:
    asked = journey("CDG-JFK", "AF", late="4:01")
    moved = journey("CDG-JFK", "AF", late="4:01")
    for one in moved["segments"]:
        for name in ("scheduled_departure", "scheduled_arrival"):
            one[name] = datetime.fromisoformat(one[name]).astimezone(datetime.strptime("-0930", "%z").tzinfo).isoformat()

    assert ask(moved) == ask(asked)


def test_seconds_do_not_count() -> None:
    three_hours = journey("CDG-FRA", "AF", late="3:00")
    three_hours["segments"][0]["scheduled_arrival"] = (DEPARTURE + timedelta(hours=2, seconds=30)).isoformat()
    a_minute_less = journey("CDG-FRA", "AF", late="2:59")
    a_minute_less["arrival"] = (DEPARTURE + timedelta(hours=4, minutes=59, seconds=59)).isoformat()

    assert money(ask(three_hours)) == "250.00 EUR"
    assert money(ask(a_minute_less)) == "nothing"


# --- why it happened --------------------------------------------------------------------------------------------------


def cause(**asked: str) -> Any:
    return all_tools()["delay_cause"].run(CONTEXT, asked)


def test_a_technical_defect_is_not_extraordinary_and_says_on_what_authority() -> None:
    found = cause(iata_code="41")

    assert (found.circumstance, found.extraordinary) == ("technical_defect", False)
    assert "C-549/07" in found.authority


@pytest.mark.parametrize("code", ["93", "94", "95", "96", "99"])
def test_a_code_that_says_that_something_came_late_or_who_decided_leaves_open_why(code: str) -> None:
    found = cause(iata_code=code)

    assert found.extraordinary is None
    assert found.control is None
    assert found.missing


@pytest.mark.parametrize("code", ["74", "78", "79", "80", "90"])
def test_a_code_that_is_not_assigned_is_said_to_be_none(code: str) -> None:
    assert code not in delay_codes()
    found = cause(iata_code=code)

    assert found.extraordinary is None
    assert "not assigned" in found.says
    assert found.missing


@pytest.mark.parametrize(
    "asked", [{}, {"iata_code": "41", "circumstance": "bird_strike"}, {"circumstance": "gremlins"}, {"iata_code": "4"}]
)
def test_a_cause_that_is_not_one_is_refused(asked: dict[str, str]) -> None:
    with pytest.raises(ToolRetry):
        cause(**asked)


def test_every_assigned_code_is_explained() -> None:
    for code, row in delay_codes().items():
        found = cause(iata_code=code)
        assert found.says == row.says
        assert found.can_be == row.circumstances
        assert found.extraordinary is not None or found.missing, code


def test_every_tool_of_passenger_rights_has_a_schema_that_names_its_fields() -> None:
    names = ("passenger_rights", "rights_cost_curve", "rights_exposure", "delay_cause", "assess_claim")
    for name in names:
        schema = all_tools()[name].schema()
        assert schema["description"]
        assert schema["input_schema"]["properties"]
    assert "RightsCase" in all_tools()["passenger_rights"].schema()["input_schema"]["$defs"]


# --- letters ----------------------------------------------------------------------------------------------------------

FOUR_LATE = journey("CDG-JFK", "AF", late="4:01")
STORM = journey("CDG-JFK", "AF", late="4:01", incident={"cause": {"circumstance": "weather_severe", "reasonable_measures": True}})
UNCLEAR = journey("CDG-JFK", "AF", late="4:01", cause=None)
LETTERS = {
    "asks for what is owed": (
        "My flight AF 22 on 10 June 2026 came four hours late. I claim EUR 600 under EU261.",
        FOUR_LATE,
        "accept",
    ),
    "asks for less": (
        "AF022, 2026-06-10, delayed. 300 EUR please.",
        FOUR_LATE,
        "accept",
    ),
    "names no sum": (
        "Flight AF22 of 10.06.2026 was late. What do I get?",
        FOUR_LATE,
        "accept",
    ),
    "asks for more": (
        "Flight AF22 on June 10th, 2026 was late. You owe me €1,200.00!",
        FOUR_LATE,
        "accept_in_part",
    ),
    "asks for a sum in figures without a point": (
        "AF22 10 June 2026 delayed: €1200",
        FOUR_LATE,
        "accept_in_part",
    ),
    "a storm": ("AF22 on 10 June 2026 was delayed. Regulation (EC) No 261/2004: 600 EUR.", STORM, "refuse"),
    "nobody knows why": ("AF22 on 10 June 2026 was delayed, I claim EUR 600", UNCLEAR, "ask"),
    "another currency": ("AF22 on 10 June 2026 was delayed, I claim GBP 500", FOUR_LATE, "ask"),
    "another day than the records": ("AF22 on 11 June 2026 was delayed, I claim EUR 600", FOUR_LATE, "ask"),
    "another carrier than the records": ("LH400 on 10 June 2026 was delayed, I claim EUR 600", FOUR_LATE, "ask"),
    "no record": ("AF22 on 10 June 2026 was delayed, I claim EUR 600", None, "ask"),
    "an American domestic flight": (
        "B6 123 on 10 June 2026 was 10 hours late. I want EUR 600.",
        journey("JFK-LAX", "B6", late="10:00"),
        "refuse",
    ),
    "where no recorded law gives money": (
        "QF 22, 10 June 2026, nine hours late, EUR 600",
        journey("NRT-SYD", "QF", late="9:00"),
        "refuse",
    ),
}


def answered(text: str, asked: Json | None, **request: Any) -> Any:
    return all_tools()["assess_claim"].run(CONTEXT, {"text": text, "journey": asked, **request})


@pytest.mark.parametrize("name", list(LETTERS))
def test_a_letter_is_answered_by_what_the_law_gives(name: str) -> None:
    text, asked, answer = LETTERS[name]

    found = answered(text, asked).assessment

    assert found.answer == answer
    assert (answer == "ask") <= bool(found.ask_for)
    assert (answer in ("accept", "accept_in_part")) <= (found.owed is not None)
    assert (answer == "refuse") <= bool(found.reasons)


def test_a_letter_is_understood_as_far_as_it_says_each_thing_once() -> None:
    said = answered("Our flight BA0117 on 3rd of March 2026 was cancelled, we arrived late. £520", None).understood
    assert (said.flight, str(said.day), said.kind, said.claimed.cents, said.claimed.currency) == (
        "BA117",
        "2026-03-03",
        "cancellation",
        52_000,
        "GBP",
    )

    vague = answered("AF1 and AF2 on 2026-03-03 or 2026-03-04: EUR 250 each, EUR 500 together", None)
    assert vague.understood.model_dump() == {"flight": None, "day": None, "kind": None, "claimed": None}
    assert {"the flight number", "the day of the flight", "what went wrong"} <= set(vague.assessment.ask_for)


@pytest.mark.parametrize(
    ("text", "day", "kind", "cents"),
    [
        (
            "UK261 claim: we were denied boarding on 13/06/2026 and arrived late, 1.200,50 EUR",
            "2026-06-13",
            "denied_boarding",
            120_050,
        ),
        ("the flight of 06/13/2026 was not cancelled but delayed: 600 euros", "2026-06-13", "delay", 60_000),
        ("10/06/2026: the delay made us miss our connection, $600", "None", "missed_connection", None),
        ("31 February 2026, overbooked, 600 pounds", "None", "denied_boarding", None),
        ("cancelled flight, missed our connection, INR 10,000", "None", None, 1_000_000),
        ("", "None", None, None),
    ],
)
def test_days_events_and_sums_are_read_in_several_wordings(text: str, day: str, kind: str | None, cents: int | None) -> None:
    said = answered(text, None).understood

    assert (str(said.day), said.kind) == (day, kind)
    assert (said.claimed.cents if said.claimed else None) == cents


def test_a_claim_above_what_is_sure_is_not_refused_while_another_law_is_open() -> None:
    asked = journey("LHR-CDG", "AF", late="3:30")

    without = answered("AF 1681 on 10 June 2026 was late, EUR 255", asked).assessment
    with_rate = answered("AF 1681 on 10 June 2026 was late, EUR 255", asked, rates=RATES).assessment

    assert without.answer == "ask"
    assert any("rate from GBP to EUR" in one for one in without.ask_for)
    assert with_rate.answer == "accept"


def test_a_sum_given_beside_the_letter_comes_first() -> None:
    found = answered("AF22 of 10 June 2026 was late, EUR 900", FOUR_LATE, claimed={"cents": 60_000, "currency": "EUR"})

    assert found.assessment.answer == "accept"
    assert found.rights is not None


def test_tools_that_need_a_flight_name_one_that_is_not_there() -> None:
    context = ToolContext(state=NetworkState(), now=DEPARTURE)
    with pytest.raises(ToolRetry, match="AF1"):
        all_tools()["rights_cost_curve"].run(context, {"flight_id": "AF1/2026-06-10/CDG"})
