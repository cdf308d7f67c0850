"""What a tail may not fly with its deferred defects: each limit at its value and one either side."""

from typing import Any, Literal

import pytest

from domain import commands as c
from domain import events as e
from domain.ids import AirportCode, FlightId, TailNumber
from domain.network import FlightRestriction, Observation
from domain.units import great_circle_km
from tests.evaluation.paper_day import DAY, PaperDay, at, flight
from tests.maintenance.hangar import checked, context, defect, failed, visit
from tools.maintenance.diversion import far_min
from tools.maintenance.tool import maintenance_limits

Kind = Literal["etops", "icing", "range", "passengers", "night"]
KM = great_circle_km(40, 0, 50, 0)  # 1111.9


def a_day(kind: Kind, limit: int = 0, *, leaves: str = "08:00", lands: str = "11:00", **given: Any) -> PaperDay:
    """N1 is restricted; N2, of its fleet, flies 1,112 km from AAA to BBB; N3 is of another fleet."""
    day = PaperDay().airport("AAA", latitude=40).airport("BBB", latitude=50)
    day.tail("N1", "AAA").tail("N2", "AAA").tail("N3", "AAA", family="E190")
    day.fly(1, "AAA", "BBB", leaves, lands, "N2")
    day.fly(2, "AAA", "BBB", leaves, lands, "N3")
    return day.happen(defect("N1", category="C", restrictions=(FlightRestriction(kind, limit),), **given))


def barred(day: PaperDay) -> list[FlightId]:
    found = maintenance_limits.run(context(day), {}).not_flown_by
    assert all(one.tail == "N1" and "36-11-05" in one.reason and one.source == "network" for one in found)
    return [one.flight_id for one in found]


FIRST = [flight(1, "AAA")]


@pytest.mark.parametrize(("limit", "flights"), [(int(KM) - 1, FIRST), (int(KM), FIRST), (int(KM) + 1, []), (0, [])])
def test_no_flight_further_than_the_range_left_or_without_one_the_range_of_the_type(limit: int, flights: list[str]) -> None:
    assert barred(a_day("range", limit)) == flights


@pytest.mark.parametrize(("limit", "flights"), [(99, FIRST), (100, []), (101, [])])
def test_no_more_passengers_than_the_limit(limit: int, flights: list[str]) -> None:
    assert barred(a_day("passengers", limit).book("B1", 100, flight(1, "AAA"))) == flights


@pytest.mark.parametrize(("leaves", "lands", "flights"), [
    ("06:59", "12:00", FIRST), ("07:00", "12:00", []), ("07:01", "12:00", []),
    ("14:00", "17:59", []), ("14:00", "18:00", FIRST), ("14:00", "18:01", FIRST),
])  # fmt: skip
def test_no_flight_that_leaves_or_lands_by_night(leaves: str, lands: str, flights: list[str]) -> None:
    assert barred(a_day("night", leaves=leaves, lands=lands)) == flights


@pytest.mark.parametrize(("airport", "icing", "flights"), [("AAA", True, FIRST), ("BBB", True, FIRST), ("BBB", False, [])])
def test_no_flight_from_or_to_an_airport_where_icing_is_reported(airport: str, icing: bool, flights: list[str]) -> None:
    seen = Observation(at=DAY, text="METAR", icing=icing)
    day = a_day("icing").happen(e.WeatherReported(at=DAY, airport=AirportCode(airport), condition="snow", observed=seen))

    assert barred(day) == flights


def test_a_restricted_aircraft_on_a_flight_of_which_the_weather_is_not_known_is_not_checked() -> None:
    day = a_day("icing")
    day.fly(3, "AAA", "BBB", "08:00", "11:00", "N1")

    assert [one.subject for one in failed(checked(day), "not_checked")] == ["N1"]


def test_flights_after_the_visit_in_which_the_defect_is_mended_are_free() -> None:
    assert barred(a_day("range", 500).happen(visit("N1", "AAA", "06:00", "08:00", "N1-D1"))) == []
    assert barred(a_day("range", 500).happen(visit("N1", "AAA", "06:00", "08:01", "N1-D1"))) == FIRST
    assert barred(a_day("range", 500).happen(visit("N1", "BBB", "06:00", "08:00", "N1-D1"))) == FIRST  # it is not there


def test_the_flight_that_a_restricted_aircraft_makes_all_the_same_fails_the_check() -> None:
    day = a_day("range", 500)
    day.fly(3, "AAA", "BBB", "08:00", "11:00", "N1")

    (found,) = failed(checked(day))

    assert (found.rule, found.subject) == ("maintenance.restriction", flight(3, "AAA"))
    assert "1112 km, at most 500" in found.detail


def test_a_tail_without_etops_stays_off_a_flight_that_is_far_from_every_airport() -> None:
    day = PaperDay()
    for code, latitude, longitude in (("SFO", 37.6, -122.4), ("HNL", 21.3, -157.9), ("LAX", 33.9, -118.4)):
        day.events.append(
            e.AirportDeclared(
                at=DAY, airport=AirportCode(code), name=code, timezone="UTC", latitude=latitude, longitude=longitude,
                arrivals_per_hour=20, departures_per_hour=20, min_connection_min=40,
            )
        )  # fmt: skip
        day.airports.add(code)
    day.tail("N1", "SFO", seats=300, family="B777").tail("N2", "SFO", seats=300, family="B777")
    ocean = day.fly(1, "SFO", "HNL", "08:00", "13:00", "N2")
    day.fly(2, "SFO", "LAX", at("08:00"), at("09:00"), "N2")
    day.happen(defect("N1", category="C", restrictions=(FlightRestriction("etops"),), place="JFK"))

    assert barred(day) == [ocean]


def test_a_plan_that_gives_a_flight_to_an_aircraft_without_the_approval_fails() -> None:
    day = PaperDay().airport("AAA", latitude=0).airport("BBB", latitude=-60)  # 6,672 km, most of it over the southern ocean
    day.tail("N1", "AAA").tail("N2", "AAA")
    far = day.fly(1, "AAA", "BBB", "08:00", "16:00", "N1")

    report = checked(day, c.SwapAircraft(flight_id=far, tail=TailNumber("N2")))

    assert [(one.rule, one.subject) for one in failed(report)] == [("maintenance.etops", far)]
    assert "121.161" in failed(report)[0].citation or "App. P" in failed(report)[0].citation
    assert not failed(checked(day))  # who flies it already is not this check's business


def test_how_far_a_route_gets_is_bounded_from_both_sides() -> None:
    ends = ((40.0, 0.0), (50.0, 0.0))
    half_way_min = 60 * KM / 2 / 600  # 55.6

    least, most = far_min(*ends, ends, 600, 0)
    assert least <= most
    assert half_way_min <= most <= half_way_min + 2
    assert far_min(*ends, ends, 600, 60) == (0, most)  # near enough: the world's airports are not asked
    assert far_min(ends[0], ends[0], ends, 600, 60)[1] <= 2  # half a step of the route
