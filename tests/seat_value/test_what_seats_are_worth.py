"""Seats priced by the sales they would have served, and what plans do to these sales."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.commands import CancelFlight, FreezeInventory, RebookPassenger, RefundPassenger, SwapAircraft
from domain.decide import decide_all
from domain.ids import BookingId
from domain.network import FareClass, NetworkState
from knowledge.airline.revenue_policy import revenue_policy
from tests.agents.airport_day import NOW, at, name, network
from tools.delay_propagation.propagation import propagate
from tools.plan_evaluation.evaluation import do_nothing_plan, evaluate
from tools.seat_value.displaced import DisplacedSales, displaced_sales
from tools.seat_value.freezes import propose_freezes
from tools.seat_value.prices import sales_to_come, seat_price, seat_prices_of, seats_left, share_left
from tools.seat_value.protection import Stakes
from tools.seat_value.recovery_flights import why_recovery_flight
from tools.spec import ToolContext, all_tools

XX11, XX12 = name("XX11"), name("XX12")


def under(state: NetworkState, *operations: object) -> tuple[DisplacedSales, ...]:
    """What the operations do to sales, flights going as soon as they can."""
    _, after = decide_all(state, operations, now=NOW)  # type: ignore[arg-type]
    return displaced_sales(state, after, propagate(after, now=NOW, constraints=()).flights, now=NOW)


def test_a_flight_without_demand_to_come_has_no_seat_price() -> None:
    assert seat_prices_of(network({"passengers": {"XX11": 100}}), now=NOW) == ()


def test_the_last_seat_of_a_flight_that_many_still_want_is_worth_almost_the_highest_fare() -> None:
    state = network({"passengers": {"XX11": 149}, "demand": {"XX11": 40}})

    price = seat_price(state, state.flights[XX11], now=NOW)

    assert price is not None
    assert price.by_seat == (price.cents_per_seat,)
    assert 29_900 <= price.cents_per_seat <= 30_000


def test_a_seat_that_nobody_will_ask_for_is_free_to_give_and_the_last_is_not() -> None:
    state = network({"passengers": {"XX11": 130}, "demand": {"XX11": 6}})

    price = seat_price(state, state.flights[XX11], now=NOW)

    assert price is not None
    assert len(price.by_seat) == 20
    assert price.by_seat[0] == 0
    assert price.by_seat[-1] > 20_000


@given(
    means=st.lists(st.floats(0, 20), min_size=1, max_size=4),
    fares=st.lists(st.integers(1_000, 90_000), min_size=4, max_size=4),
    booked=st.integers(100, 150),
)
def test_seat_prices_never_fall_never_exceed_the_highest_fare_and_add_up_to_the_sales(
    means: list[float], fares: list[int], booked: int
) -> None:
    state = network({"passengers": {"XX11": booked}})
    classes = tuple(FareClass(f"C{k}", "economy", fares[k], mean, 1.0) for k, mean in enumerate(means))
    flight = replace(state.flights[XX11], fare_classes=classes, forecast_at=at("00:00"))
    seats = seats_left(state, flight)
    worth = sales_to_come(flight, seats, NOW)

    price = seat_price(state, flight, now=NOW)

    by_seat = price.by_seat if price is not None else (0,) * seats
    assert all(before <= then for before, then in pairwise(by_seat))
    assert max(by_seat, default=0) <= max(fares)
    assert sum(by_seat) == pytest.approx(worth[-1], abs=seats)


def test_demand_comes_evenly_until_the_scheduled_departure() -> None:
    flight = network({"demand": {"XX11": 10}}).flights[XX11]  # forecast at midnight, leaves 13:30

    assert share_left(flight, at("00:00")) == 1.0
    assert share_left(flight, at("06:45")) == 0.5
    assert share_left(flight, at("13:30")) == 0.0


def test_a_cancelled_departure_loses_what_is_not_recaptured() -> None:
    state = network({"passengers": {"XX11": 100}, "demand": {"XX11": 10}})

    (lost,) = under(state, CancelFlight(flight_id=XX11))

    assert lost.cancelled
    assert lost.lost_cents == lost.to_come_cents - lost.to_come_cents * revenue_policy().recapture_percent // 100 > 0


def test_people_moved_onto_a_departure_displace_exactly_the_prices_of_the_seats_they_take() -> None:
    state = network({"passengers": {"XX12": 5, "XX14": 140}, "demand": {"XX12": 8, "XX14": 8}})
    price = seat_price(state, state.flights[name("XX14")], now=NOW)
    moved = RebookPassenger(booking_id=BookingId("PXX12"), flight_ids=(name("XX14"),))

    found = {one.flight_id: one.lost_cents for one in under(state, moved)}

    assert price is not None
    assert found[name("XX14")] == pytest.approx(sum(price.by_seat[:5]), abs=5)
    assert found.get(XX12, 0) <= 0, "the seats they leave can be sold"


def test_a_larger_aircraft_has_more_to_sell_and_a_refund_frees_a_seat() -> None:
    state = network({"passengers": {"XX11": 148}, "demand": {"XX11": 20}})

    (freed,) = under(state, RefundPassenger(booking_id=BookingId("PXX11")))

    assert freed.lost_cents < 0
    with pytest.raises(Exception, match="family"):
        under(state, SwapAircraft(flight_id=XX11, tail="N5"))  # type: ignore[arg-type]


def test_a_freeze_costs_the_low_fares_for_as_long_as_it_lasts_and_nothing_once_it_has_expired() -> None:
    state = network({"passengers": {"XX11": 100}, "demand": {"XX11": 10}})

    def freeze(until: str) -> FreezeInventory:
        return FreezeInventory(flight_id=XX11, closed_classes=("Q",), until=at(until), reason="recovery flight")

    half = sum(one.lost_cents for one in under(state, freeze("10:45")))
    whole = sum(one.lost_cents for one in under(state, freeze("13:30")))
    _, frozen = decide_all(state, [freeze("10:45")], now=NOW)
    flight = frozen.flights[XX11]

    assert 0 < half < whole
    assert half == pytest.approx(whole / 2, rel=0.01)
    assert flight.frozen_classes(at("10:44")) == ("Q",)
    assert flight.frozen_classes(at("10:45")) == ()


def test_a_plan_is_priced_with_the_sales_it_displaces_and_what_people_paid_for_in_vain() -> None:
    state = network({"passengers": {"XX11": 10}, "paid": {"XX11": 12_000}, "demand": {"XX11": 10}})
    nothing = do_nothing_plan(state, NOW)
    cancelling = nothing.model_copy(update={"kind": "hand_made", "operations": (CancelFlight(flight_id=XX11),)})

    before, after = (evaluate(state, plan, now=NOW).cost.components for plan in (nothing, cancelling))

    assert (before["displaced_revenue"].cents, before["ancillary_refunds"].cents) == (0, 0)
    assert after["displaced_revenue"].cents > 0
    assert after["ancillary_refunds"].cents == 12_000


def test_a_network_that_knows_no_sales_has_no_such_components() -> None:
    state = network({"passengers": {"XX11": 10}})

    components = evaluate(state, do_nothing_plan(state, NOW), now=NOW).cost.components

    assert {"displaced_revenue", "ancillary_refunds"}.isdisjoint(components)


def test_recovery_flights_stop_selling_classes_that_earn_less_than_a_spare_seat_and_sell_again_when_nobody_needs_them() -> None:
    state = network({"passengers": {"XX12": 5}, "demand": {"XX12": 8, "XX14": 8}, "frozen": ["XX12"]})
    _, after = decide_all(state, [RebookPassenger(booking_id=BookingId("PXX12"), flight_ids=(name("XX14"),))], now=NOW)

    found = propose_freezes(state, after, now=NOW)

    assert [(one.flight_id, one.closed_classes) for one in found.freezes] == [(name("XX14"), ("Q",))]
    assert found.freezes[0].until == at("14:00"), "a freeze never outlasts the departure"
    assert [one.flight_id for one in found.releases] == [XX12]


def test_a_flight_is_worth_its_journeys_and_the_sales_to_come_and_every_part_counts() -> None:
    state = network({"passengers": {"XX11": 10}, "paid": {"XX11": 12_000}, "demand": {"XX11": 10, "XX13": 30}})
    bare = network({"passengers": {"XX11": 10}})

    valued, without = (Stakes(one, now=NOW).flight(one.flights[XX11]) for one in (state, bare))

    (journey,) = valued.journeys
    assert journey.ancillaries_cents == 12_000
    assert journey.cents == journey.disruption_cents + journey.beyond_average_cents
    assert valued.cents == journey.cents + valued.sales_to_come_cents
    assert valued.cents - without.cents == 12_000 + valued.sales_to_come_cents + journey.displaced_cents


def test_a_booking_that_is_not_there_is_refused_by_name() -> None:
    context = ToolContext(state=network({}), now=NOW)

    with pytest.raises(Exception, match="not known") as refused:
        all_tools()["protection_value"].run(context, {"booking_ids": ["nobody"]})

    assert refused.value.faults == (("booking_ids[0]", "Booking 'nobody' is not in scenario 'airport day'."),)  # type: ignore[attr-defined]


def test_a_freeze_that_ends_in_the_past_or_closes_what_is_not_sold_is_refused_with_both_reasons() -> None:
    state = network({"demand": {"XX11": 10}})
    wrong = FreezeInventory(flight_id=XX11, closed_classes=("Z",), until=NOW - timedelta(minutes=1), reason="x")

    with pytest.raises(Exception, match="not after now") as refused:
        decide_all(state, [wrong], now=NOW)

    assert {one.field for one in refused.value.faults} == {"until", "closed_classes"}  # type: ignore[attr-defined]


def test_a_flight_that_people_were_moved_to_is_a_recovery_flight_with_or_without_a_freeze() -> None:
    state = network({"passengers": {"XX12": 5}, "demand": {"XX14": 8}})
    _, after = decide_all(state, [RebookPassenger(booking_id=BookingId("PXX12"), flight_ids=(name("XX14"),))], now=NOW)

    assert why_recovery_flight(state, state.flights[name("XX14")], now=NOW) == ""
    assert why_recovery_flight(after, after.flights[name("XX14")], now=NOW) == "carries 5 people from disrupted flights"


def test_a_freeze_that_has_expired_makes_no_recovery_flight() -> None:
    state = network({"demand": {"XX11": 5}, "frozen": ["XX11"]})  # until 12:00

    assert why_recovery_flight(state, state.flights[XX11], now=at("11:59"))
    assert why_recovery_flight(state, state.flights[XX11], now=at("12:00")) == ""
