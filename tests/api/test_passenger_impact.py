"""Passengers, connections and costs as the console shows them: every split adds up, every filter is part of the whole."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

import pytest

from api.control_room import ControlRoom
from api.cost_history import incurred, moments
from api.hold_advice import hold_advice
from api.hub_connections import connection_matrix, hubs
from api.keys import Principal, Role
from api.outlook import Outlook, OutlookDesk, look_ahead
from api.passenger_impact import PassengerImpact, passenger_impact
from api.passenger_loyalty import loyalty_at_stake
from api.problems import Problem
from api.resources.passengers import DisruptedPage, list_disrupted
from domain import events as e
from domain.apply import fold
from domain.commands import DelayFlight
from domain.decide import decide_all
from domain.ids import AirportCode, FlightId
from domain.network import NetworkState
from tests.api.callers import Caller
from twin.scenarios import load_scenario

JFK = AirportCode("JFK")


@dataclass(frozen=True)
class Day:
    """The embedded day: as it opened, in the afternoon with late flights, in the evening with two airports closed."""

    opening: NetworkState
    afternoon: Outlook
    evening: Outlook
    answered: Outlook
    """The evening after one booking was moved, one refunded and one given a meal."""
    moved: str
    refunded: str
    fed: str


@pytest.fixture(scope="module")
def day() -> Day:
    scenario = load_scenario("nyc-2013-02-08")
    opening = fold(NetworkState(), scenario.opening)
    noon, night = scenario.start_at + timedelta(hours=6), scenario.start_at + timedelta(hours=12)
    at_noon = fold(opening, (one for one in scenario.recording if one.at <= noon))
    at_night = fold(at_noon, (one for one in scenario.recording if noon < one.at <= night))
    evening = look_ahead(at_night, night)
    alone = [one.booking for one in evening.journeys.broken if len(one.booking.flight_ids) == 1]
    moved, refunded, fed = alone[:3]
    origin = at_night.departure(moved.flight_ids[0])
    onward = next(
        flight.flight_id
        for flight in at_night.further_flights.values()
        if (flight.origin, flight.destination) == (origin.origin, origin.destination)
    )
    answered = fold(
        at_night,
        (
            e.PassengerRebooked(at=night, booking_id=moved.booking_id, flight_ids=(onward,)),
            e.PassengerRefunded(at=night, booking_id=refunded.booking_id),
            e.PassengerCareGiven(at=night, booking_id=fed.booking_id, airport=JFK, meals=1),
        ),
    )
    return Day(
        opening=opening,
        afternoon=look_ahead(at_noon, noon),
        evening=evening,
        answered=look_ahead(answered, night),
        moved=moved.booking_id,
        refunded=refunded.booking_id,
        fed=fed.booking_id,
    )


class Desk(OutlookDesk):
    """Answers from an outlook that is there already."""

    def __init__(self, outlook: Outlook) -> None:
        self._outlook = outlook

    def outlook(self) -> Outlook:
        return self._outlook


@dataclass(frozen=True)
class Room:
    outlook: Desk


def listed(outlook: Outlook, **filters: Any) -> DisruptedPage:
    room = cast(ControlRoom, Room(Desk(outlook)))
    return list_disrupted(room, Principal("ann", Role.VIEWER), **({"limit": 500} | filters))


def people(splits: Iterable[dict[str, int]]) -> int:
    return sum(sum(split.values()) for split in splits)


@pytest.mark.parametrize("when", ["afternoon", "evening", "answered"])
def test_every_split_of_the_impact_adds_up_to_its_total(day: Day, when: str) -> None:
    impact: PassengerImpact = passenger_impact(getattr(day, when))
    totals = impact.totals
    assert totals is not None
    assert totals.affected > 0
    assert totals.affected == sum(impact.by_state.values()) == totals.disrupted + totals.rebooked + totals.refunded
    assert totals.affected == people(one.by_tier for one in impact.by_flight) == people(one.by_state for one in impact.by_flight)
    assert totals.affected == people(one.by_state for one in impact.by_tier) == sum(one.affected for one in impact.by_airport)
    for parts in (impact.by_flight, impact.by_tier, impact.by_airport):
        assert sum(one.disrupted for one in parts) == totals.disrupted == totals.waiting + totals.cared
        assert all(one.disrupted <= one.affected for one in parts)
    assert sum(one.connections_missed for one in impact.by_flight) == totals.misconnected


def test_the_impact_counts_whom_the_outlook_counts(day: Day) -> None:
    for outlook in (day.afternoon, day.evening):
        totals = passenger_impact(outlook).totals
        assert totals is not None
        assert (totals.disrupted, totals.misconnected) == (
            outlook.kpis.disrupted_passengers,
            outlook.kpis.misconnected_passengers,
        )


def test_a_booking_that_is_moved_refunded_or_fed_changes_its_state_and_no_total(day: Day) -> None:
    before, after = passenger_impact(day.evening), passenger_impact(day.answered)
    states = {one: listed(day.answered, state=one) for one in ("rebooked", "refunded", "cared")}
    assert [[one.booking_id for one in page.items] for page in states.values()] == [[day.moved], [day.refunded], [day.fed]]
    assert states["rebooked"].items[0].lost_flight_id == states["rebooked"].items[0].sold_as[0]
    assert before.totals is not None
    assert after.totals is not None
    assert before.totals.affected == after.totals.affected
    assert {one: after.by_state[one] for one in states} == {one: page.matching_passengers for one, page in states.items()}


def test_filters_leave_what_the_impact_says_of_that_flight_tier_and_airport(day: Day) -> None:
    impact = passenger_impact(day.evening)
    worst, airport = impact.by_flight[0], impact.by_airport[0]
    assert listed(day.evening, flight_id=worst.flight_id).matching_passengers == worst.disrupted
    assert listed(day.evening, airport=airport.airport).matching_passengers == airport.disrupted
    tiers = {one.tier: listed(day.evening, tier=one.tier).matching_passengers for one in impact.by_tier}
    assert tiers == {one.tier: one.disrupted for one in impact.by_tier}
    both = listed(day.evening, flight_id=worst.flight_id, tier="gold")
    assert both.matching_passengers == worst.by_tier["gold"]
    assert listed(day.evening).disrupted_passengers == both.disrupted_passengers


def test_those_who_come_first_are_listed_first_page_after_page(day: Day) -> None:
    first = listed(day.evening, order="need", limit=40)
    second = listed(day.evening, order="need", limit=40, cursor=str(first.next_cursor))
    rows = [*first.items, *second.items]
    places = [(not one.unaccompanied_minor, not one.unaccompanied_minor and not one.reduced_mobility) for one in rows]
    assert places == sorted(places)
    assert rows[0].unaccompanied_minor
    assert len({one.booking_id for one in rows}) == 80


def test_where_nobody_is_booked_counts_are_unknown_and_not_zero(day: Day) -> None:
    empty = look_ahead(NetworkState(scenario_id="schedule-only"), day.evening.now)
    assert passenger_impact(empty).totals is None
    assert "no bookings" in passenger_impact(empty).unknown
    assert hubs(empty).items == ()
    assert "no bookings" in hubs(empty).unknown


def test_connection_cells_add_up_to_their_flights_and_totals(day: Day) -> None:
    matrix = connection_matrix(day.afternoon, JFK, start=None, end=None, tight_below_min=15)
    totals = matrix.totals
    states = (totals.missed, totals.cancelled, totals.tight, totals.ok)
    assert totals.passengers == sum(states) == sum(one.passengers for one in matrix.cells) > 0
    assert totals.missed == day.afternoon.kpis.misconnected_passengers > 0
    for side in (matrix.inbound, matrix.outbound):
        assert sum(one.passengers for one in side) == totals.passengers
        assert sum(one.missed for one in side) == totals.missed
    for cell in matrix.cells:
        assert sum(cell.by_tier.values()) == cell.passengers
        if cell.state in ("missed", "tight", "ok"):
            assert cell.slack_min is not None
            assert cell.connection_min == cell.slack_min + matrix.minimum_min
            assert cell.state == ("missed" if cell.slack_min < 0 else "tight" if cell.slack_min < 15 else "ok")
    assert next(one for one in hubs(day.afternoon).items if one.airport == JFK).passengers == totals.passengers


def test_a_window_leaves_the_connections_that_depart_in_it(day: Day) -> None:
    now = day.afternoon.now
    part = connection_matrix(day.afternoon, JFK, start=now, end=now + timedelta(hours=2), tight_below_min=15)
    assert part.outbound
    assert all(now <= one.expected < now + timedelta(hours=2) for one in part.outbound)


def test_holding_as_long_as_the_late_inbound_needs_saves_its_passengers_and_has_a_price(day: Day) -> None:
    now, flights = day.afternoon.now, day.afternoon.projection.flights
    matrix = connection_matrix(day.afternoon, JFK, start=now + timedelta(hours=2), end=None, tight_below_min=15)
    made = next(one for one in matrix.cells if one.state == "ok" and day.afternoon.state.flight(one.inbound).atd is None)
    assert made.slack_min is not None
    late = flights[FlightId(made.inbound)].etd + timedelta(minutes=made.slack_min + 7)
    events, state = decide_all(day.afternoon.state, (DelayFlight(flight_id=FlightId(made.inbound), etd=late),), now=now, by="ann")
    advice = hold_advice(look_ahead(state, now), JFK, FlightId(made.outbound), ())
    missed = next(one for one in advice.to_save if one.inbound == made.inbound)
    assert len(events) == 1
    assert (missed.passengers, missed.needed_min) == (made.passengers, 7)
    option = next(one for one in advice.options if one.hold_min == 7)
    assert option.saved >= made.passengers
    assert option.etd == advice.etd + timedelta(minutes=option.hold_min)
    assert option.cost_change_cents == sum(option.components.values())
    assert option.operations[0] == DelayFlight(flight_id=FlightId(made.outbound), etd=option.etd, reason_code="91")
    assert advice.cheapest_min in (0, *(one.hold_min for one in advice.options))


def test_a_flight_that_cannot_be_held_is_refused_with_every_reason(day: Day) -> None:
    gone = next(one for one in day.afternoon.state.own_flights() if one.atd is not None and one.origin != "JFK")
    with pytest.raises(Problem) as refused:
        hold_advice(day.afternoon, JFK, gone.flight_id, (10,))
    assert refused.value.status == 422
    assert len(refused.value.faults) == 2


def test_nothing_is_incurred_at_the_start_and_late_arrivals_are_later(day: Day) -> None:
    start = look_ahead(day.opening, day.evening.now - timedelta(hours=12))
    assert incurred(day.opening, start).total.cents == 0
    afternoon, evening = incurred(day.opening, day.afternoon), incurred(day.opening, day.evening)
    assert 0 < afternoon.total.cents < evening.total.cents
    assert evening.components["aircraft_and_crew_delay"].cents > 0
    assert incurred(day.opening, day.answered).components["passenger_refunds"].cents > 0


def test_loyalty_at_stake_is_assumed_and_adds_up(day: Day) -> None:
    loyalty = loyalty_at_stake(day.evening)
    assert loyalty.assumed
    assert loyalty.total_cents == sum(one.loyalty_cents for one in loyalty.by_tier) > 0


def test_past_moments_are_whole_hours_before_now_and_at_most_23(day: Day) -> None:
    start = day.evening.now
    assert moments(start, start) == []
    assert moments(start, start + timedelta(minutes=90)) == [start, start + timedelta(hours=1)]
    for hours in (23, 24, 48, 200):
        assert 8 < len(moments(start, start + timedelta(hours=hours))) <= 23


def test_the_server_answers_the_console(viewer: Caller) -> None:
    impact = viewer.ok("passengers/impact")
    assert impact["totals"]["affected"] == sum(impact["by_state"].values())
    hub = viewer.ok("hubs")["items"][0]
    assert viewer.ok(f"hubs/{hub['airport']}/connections")["totals"]["passengers"] == hub["passengers"]
    assert viewer.get("hubs/XXX/connections").status_code == 404
    history = viewer.ok("costs/history")
    assert history["pending"] >= 0
    assert history["samples"][-1]["projected_total_cents"] >= 0
    assert viewer.ok("costs/prices")["version"] == viewer.ok("costs/summary")["price_list"]
