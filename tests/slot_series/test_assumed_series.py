"""Assumed series: one for each of our movements at an airport that is coordinated that day, some of them close to the limit."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from domain import events as e
from domain.apply import fold
from domain.ids import AirportCode, CarrierCode, flight_id
from domain.network import NetworkState
from tests.evaluation.paper_day import PaperDay
from tools.slot_series.ledger import ledger
from twin.scenarios.legs import Leg
from twin.scenarios.slot_series import slot_series

START = datetime(2013, 2, 8, 9, tzinfo=UTC)


def legs(day: datetime = START, *, count: int = 60, carrier: str = "B6", service: str = "passenger") -> list[Leg]:
    """Flights from JFK, LGA, DCA and EWR to Boston through a day."""
    found = []
    for index in range(count):
        origin = ("JFK", "LGA", "DCA", "EWR")[index % 4]
        std = day + timedelta(minutes=14 * index)
        number, local = str(100 + index), date(day.year, day.month, day.day)
        found.append(
            Leg(
                flight_id(carrier, number, local, origin),
                carrier,
                number,
                local,
                origin,
                "BOS",
                std,
                std + timedelta(minutes=70),
                service=service,  # type: ignore[arg-type]
            )
        )
    return found


def network(day: datetime, flown: list[Leg]) -> NetworkState:
    opened = e.ScenarioOpened(
        at=day,
        scenario_id="slots",
        own_carriers=(CarrierCode("B6"),),
        currency="USD",
        horizon_end=day + timedelta(days=1),
    )
    scheduled = [
        e.FlightScheduled(
            at=day,
            flight_id=one.flight_id,
            carrier=CarrierCode(one.carrier),
            number=one.number,
            origin=AirportCode(one.origin),
            destination=AirportCode(one.destination),
            std=one.std,
            sta=one.sta,
        )
        for one in flown
    ]
    airports = PaperDay()
    for code in ("BOS", "DCA", "EWR", "JFK", "LGA"):
        airports.airport(code)
    return fold(NetworkState(), [opened, *airports.events[1:], *scheduled, *slot_series(flown, {"B6"}, day, "slots")])


def test_every_movement_has_a_series_that_is_checked_and_carries_its_flight() -> None:
    standings = ledger(network(START, legs()))

    assert Counter(one.series.airport for one in standings) == {"JFK": 15, "LGA": 15, "DCA": 15, "EWR": 15}
    assert all(one.ruling.verdict == "pass" and len(one.uses) == 1 and one.series.assumed for one in standings)
    assert {one.uses[0].minutes_off for one in standings} == {0}


def test_what_is_held_and_past_is_what_the_calendar_gives() -> None:
    """Friday 8 February 2013: 14 of the season's 22 Fridays are past, or 38 of the 59 days of January and February."""
    for one in ledger(network(START, legs())):
        held = one.series
        past = held.operated + held.justified + held.not_operated

        over = {"JFK": (5, 22, 14), "EWR": (5, 22, 14), "LGA": (0, 59, 38), "DCA": (0, 59, 38)}
        assert (held.weekday, held.held, past) == over[held.airport]


def test_some_series_are_close_to_the_limit_and_most_are_not() -> None:
    spares = [one.spare or 0 for one in ledger(network(START, legs(count=400)))]

    assert 0 < sum(spare <= 1 for spare in spares) < len(spares) / 2
    assert min(spares) >= 0


@pytest.mark.parametrize(("day", "airports"), [(29, {"JFK", "LGA", "DCA", "EWR"}), (30, {"JFK", "LGA", "DCA"})])
def test_newark_has_slots_until_29_october_2016(day: int, airports: set[str]) -> None:
    flown = legs(datetime(2016, 10, day, 9, tzinfo=UTC), count=8)

    assert {
        one.airport for one in slot_series(flown, {"B6"}, flown[0].std, "x") if isinstance(one, e.SlotSeriesDeclared)
    } == airports


def test_the_same_seed_gives_the_same_series_and_another_seed_another_use() -> None:
    flown = legs()

    assert slot_series(flown, {"B6"}, START, "a") == slot_series(flown[::-1], {"B6"}, START, "a")
    assert slot_series(flown, {"B6"}, START, "a") != slot_series(flown, {"B6"}, START, "b")


@pytest.mark.parametrize(("day", "lost"), [(23, 8), (24, 0)])
def test_a_cancellation_on_christmas_eve_costs_no_slot_and_the_day_before_it_does(day: int, lost: int) -> None:
    start = datetime(2012, 12, day, 9, tzinfo=UTC)
    flown = legs(start, count=8)
    cancelled = [e.FlightCancelled(at=start, flight_id=one.flight_id, delay_code="71") for one in flown]

    assert sum(use.lost for one in ledger(fold(network(start, flown), cancelled)) for use in one.uses) == lost


def test_others_flights_and_ferries_have_none() -> None:
    assert slot_series(legs(), {"DL"}, START, "a") == []
    assert slot_series(legs(service="ferry"), {"B6"}, START, "a") == []
