"""`late_express.feature`, row by row, through the tool; and what the price of lateness is made of."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import events as e
from domain.apply import fold
from domain.ids import ShipmentId, TailNumber
from domain.network import CargoPriority, Shipment
from domain.units import minutes, minutes_between
from knowledge.airline.cargo_policy import Ceiling
from knowledge.passenger_rights.regime import regime
from tests.cargo.cargo_day import POLICY, Coast, booked
from tests.evaluation.paper_day import at
from tools.cargo.tool import CargoStatusRequest, cargo_status
from tools.spec import ToolContext

FEATURE = (Path(__file__).parent / "late_express.feature").read_text(encoding="utf-8")
EXAMPLES = [
    [cell.strip() for cell in line.strip().strip("|").split("|")]
    for line in FEATURE.split("Examples:")[1].split("\n")
    if "|" in line
]
FREE = Ceiling(None, "")
SHIPMENT = Shipment(ShipmentId("S1"), (), 100, at("14:00"), 50_000, "express")


@pytest.mark.parametrize(("rate", "delivered", "dollars"), EXAMPLES[1:])
def test_an_express_shipment_due_at_two_is_delivered_late(rate: str, delivered: str, dollars: str) -> None:
    coast = Coast()
    on_block = at(delivered) - minutes(POLICY.handling_min["express"])
    coast.day.late(coast.morning, minutes_between(at("13:00"), on_block))
    network = coast.cargo(booked("S1", coast.morning, due=at("14:00"), kg=100, covers=rate == "express"))

    (row,) = cargo_status.run(ToolContext(network, at("05:30")), {}).shipments

    assert row.delivery == at(delivered)
    assert row.projected.cents == Decimal(dollars) * 100
    assert row.accrued.cents == 0


def test_what_has_accrued_grows_with_the_clock_until_delivery() -> None:
    coast = Coast()
    coast.day.late(coast.morning, 180)
    network = coast.cargo(booked("S1", coast.morning, due=at("14:00"), kg=100))

    def accrued(now: datetime) -> int:
        (row,) = cargo_status.function(ToolContext(network, now), CargoStatusRequest()).shipments
        return row.accrued.cents

    assert [accrued(at(one)) for one in ("14:00", "14:01", "15:00")] == [0, 833, 50_000]


def test_what_has_accrued_stops_at_delivery_whenever_one_looks() -> None:
    coast = Coast()
    network = coast.cargo(booked("S1", coast.morning, due=at("14:00"), kg=100))
    network = fold(
        network,
        [
            e.FlightDeparted(at=at("11:00"), flight_id=coast.morning, tail=TailNumber("N1")),
            e.FlightArrived(at=at("16:00"), flight_id=coast.morning),
        ],
    )
    for clock in ("16:30", "16:31", "20:00"):
        (row,) = cargo_status.run(ToolContext(network, at(clock)), {}).shipments
        assert row.accrued.cents == row.projected.cents == 125_000


@pytest.mark.parametrize(("priority", "hour_cents"), [("standard", 10_000), ("priority", 25_000), ("express", 50_000)])
def test_the_multiple_of_the_priority_applies_unless_the_rate_covers_it(priority: CargoPriority, hour_cents: int) -> None:
    shipment = replace(SHIPMENT, penalty_cents_per_hour=10_000, priority=priority, rate_covers_priority=False)
    assert POLICY.penalty_cents(shipment, 60, FREE) == hour_cents
    assert POLICY.penalty_cents(replace(shipment, rate_covers_priority=True), 60, FREE) == 10_000


def test_half_a_cent_is_rounded_up_once_for_the_whole_time() -> None:
    shipment = replace(SHIPMENT, penalty_cents_per_hour=30)
    assert [POLICY.penalty_cents(shipment, late, FREE) for late in (0, 1, 2, 3)] == [0, 1, 1, 2]


def test_the_ceiling_of_the_convention_holds_between_two_states_and_not_within_one() -> None:
    day = date(2026, 3, 2)
    abroad, at_home = (POLICY.ceiling("JFK", there, day, 10, "USD") for there in ("LHR", "LAX"))
    per_kg = regime("montreal_1999").law(day)["cargo_limit"]
    assert abroad.cents == round(per_kg * 10 * POLICY.usd_per_sdr)
    assert abroad.assumed
    assert "Art. 22(3)" in abroad.why
    assert at_home.cents is None
    assert "contract" in at_home.why


def test_the_penalty_stops_at_the_ceiling_to_the_minute() -> None:
    ceiling = POLICY.ceiling("JFK", "LHR", date(2026, 3, 2), 10, "USD")  # 345.80 dollars, reached in the 42nd minute
    assert ceiling.cents == 34_580
    assert [POLICY.penalty_cents(SHIPMENT, late, ceiling) for late in (41, 42, 600)] == [34_167, 34_580, 34_580]


def test_earlier_days_have_the_ceiling_of_their_day() -> None:
    limits = [POLICY.ceiling("JFK", "LHR", day, 1, "USD").cents for day in (date(2024, 12, 27), date(2024, 12, 28))]
    assert limits == [2_926, 3_458]


def test_no_ceiling_is_claimed_where_it_is_not_known() -> None:
    unknown = POLICY.ceiling("JFK", "QQQ", date(2026, 3, 2), 10, "USD")
    no_rate = POLICY.ceiling("JFK", "LHR", date(2026, 3, 2), 10, "CHF")
    assert unknown.cents is None
    assert no_rate.cents is None
    assert "not checked" in unknown.why
    assert "no rate" in no_rate.why


def test_keeping_it_costs_nothing_for_a_day_and_is_counted_by_the_minute_from_then_on() -> None:
    free = POLICY.free_storage_min
    shipment = replace(SHIPMENT, weight_kg=1_440)  # so that a minute costs the day's cents of one kilogram
    assert [POLICY.storage_cents(shipment, late) for late in (0, free, free + 1, free + 2)] == [0, 0, 12, 24]


@settings(max_examples=40)
@given(
    rate=st.integers(0, 200_000),
    kg=st.integers(1, 5_000),
    late=st.integers(-100, 5_000),
    more=st.integers(0, 3_000),
    cap=st.none() | st.integers(0, 10**6),
)
def test_lateness_never_costs_less_when_the_delay_grows(rate: int, kg: int, late: int, more: int, cap: int | None) -> None:
    shipment = replace(SHIPMENT, penalty_cents_per_hour=rate, weight_kg=kg, rate_covers_priority=False)
    ceiling = Ceiling(cap, "")
    sooner, later = (POLICY.late_cents(shipment, shipment.due + timedelta(minutes=one), ceiling) for one in (late, late + more))
    assert 0 <= sooner <= later
