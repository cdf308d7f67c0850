"""A morning flight to the west with more people than seats: what to offer, whom to leave behind, and what is never done."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain import events as e
from domain.apply import fold
from domain.ids import BookingId, FlightId
from domain.network import NetworkState
from knowledge.passenger_rights.exchange import Rate
from tests.evaluation.paper_day import DAY, PaperDay, at
from tests.passenger_rights import european_day
from tools.denied_boarding.tool import VolunteerAuctionReport, volunteer_auction
from tools.spec import ToolContext, ToolRetry

NOW = at("07:00")
EUROS = Rate(base="EUR", to="USD", rate=Decimal("1.1"), day=date(2026, 6, 1), source="of the test")


class West(PaperDay):
    """JFK to LAX at 08:00 with forty seats, at 12:00 with two free ones, at 17:00 with many; from LAX on to SFO at 18:50."""

    def __init__(self, *, noon_free: int = 2, evening: bool = True) -> None:
        super().__init__(horizon_end=at("23:59"))
        for code in ("JFK", "LAX", "SFO"):
            self.airport(code)
        self.tail("N1", "JFK", seats=40).tail("N2", "JFK", seats=40).tail("N3", "JFK", seats=100).tail("N4", "LAX", seats=100)
        self.morning = self.fly(1, "JFK", "LAX", "08:00", "14:00", "N1")
        self.noon = self.fly(2, "JFK", "LAX", "12:00", "18:00", "N2")
        self.evening = self.fly(3, "JFK", "LAX", "17:00", "23:00", "N3" if evening else None)
        self.onward = self.fly(4, "LAX", "SFO", "18:50", "20:10", "N4")
        self.sold("NOON", 40 - noon_free, self.noon)

    def sold(self, name: str, passengers: int, *flights: FlightId, fare_cents: int = 20_000, **who: Any) -> "West":
        self.events.append(
            e.BookingCreated(
                at=DAY, booking_id=BookingId(name), passengers=passengers, flight_ids=flights, fare_cents=fare_cents, **who
            )
        )
        return self

    def full(self) -> "West":
        """42 people for the forty seats of the morning."""
        self.sold("CHEAP", 1, self.morning, fare_cents=10_000).sold("MINOR", 1, self.morning, unaccompanied_minor=True)
        self.sold("CHAIR", 1, self.morning, reduced_mobility=True).sold("FAMILY", 4, self.morning)
        self.sold("ONWARD", 1, self.morning, self.onward).sold("PAIR", 2, self.morning, fare_cents=30_000)
        return self.sold("CROWD", 32, self.morning, party="individuals")


def asked(state: NetworkState, flight: FlightId, **request: Any) -> VolunteerAuctionReport:
    return volunteer_auction.run(ToolContext(state, NOW), {"flight_id": flight, **request})


def test_the_offer_begins_at_the_bottom_and_the_law_prices_the_other_end() -> None:
    day = West().full()
    report = asked(day.network(), day.morning)
    assert (report.seats, report.booked, report.shortfall, report.still_needed) == (40, 42, 2, 2)
    assert report.offer_now is not None
    assert report.offer_now.cents == 15_000
    # Who connects at 18:50 still does by the noon flight; the others land four hours later: 400 % of the fare, the lowest first.
    assert [(one.booking_id, one.compensation.cents, one.late_min) for one in report.left_behind] == [
        ("ONWARD", 0, 0),
        ("CHEAP", 40_000, 240),
    ]
    onward, cheap = report.left_behind
    assert onward.flight_ids == (day.noon, day.onward)
    assert cheap.flight_ids == (day.noon,)
    assert cheap.law == "14 CFR 250.5(a)(3)"
    assert report.denial_cost.cents == sum(one.passengers * one.cost.cents for one in report.left_behind)
    assert report.expected_cost.cents < report.denial_cost.cents
    offers = [one.offer.cents for one in report.steps]
    assert offers == sorted(offers)
    assert [one.expected_volunteers for one in report.steps] == sorted(one.expected_volunteers for one in report.steps)
    assert [one.expected_short for one in report.steps] == sorted((one.expected_short for one in report.steps), reverse=True)
    assert any("half_accept_cents" in text for text in report.assumed)


def test_minors_alone_and_people_with_reduced_mobility_are_never_asked_and_last_of_all() -> None:
    day = West().full()
    state = day.network()
    assert [one.booking_id for one in asked(state, day.morning).not_asked] == ["CHAIR", "MINOR"]
    nearly_all = asked(state, day.morning, shortfall=40).left_behind
    assert {"MINOR", "CHAIR"}.isdisjoint(one.booking_id for one in nearly_all)
    assert sum(one.passengers for one in nearly_all) == 40
    everybody = asked(state, day.morning, shortfall=42).left_behind
    assert [one.booking_id for one in everybody[-2:]] == ["CHAIR", "MINOR"]
    assert "reduced mobility" in everybody[-2].why


def test_families_are_parted_only_if_nothing_else_fits() -> None:
    day = West()
    day.sold("FAMILY", 4, day.morning, fare_cents=100).sold("SINGLES", 38, day.morning, party="individuals")
    left = asked(day.network(), day.morning).left_behind
    assert [(one.booking_id, one.passengers) for one in left] == [("SINGLES", 2)]
    only = West().sold("A", 20, day.morning).sold("B", 22, day.morning)
    assert [(one.booking_id, one.passengers, one.of_party) for one in asked(only.network(), day.morning).left_behind] == [
        ("A", 2, 20)
    ]


def test_after_an_offer_the_next_is_made_until_enough_have_said_yes() -> None:
    day = West().full()
    state = day.network()
    first = asked(state, day.morning)
    more = asked(state, day.morning, offered_cents=15_000, volunteers=["ONWARD"])
    assert (more.given_up, more.still_needed) == (1, 1)
    assert more.offer_now is not None
    assert more.offer_now.cents == 20_000
    # Who refused 150 is less likely to take 200 than somebody who was never asked, by the share that said yes.
    assert more.steps[0].expected_volunteers < first.steps[1].expected_volunteers
    done = asked(state, day.morning, offered_cents=20_000, volunteers=["CHEAP", "ONWARD", "PAIR"])
    assert (done.still_needed, done.offer_now, done.left_behind) == (0, None, ())
    assert done.expected_cost.cents == 4 * 20_000


def test_a_cap_ends_the_ladder_and_no_offer_is_made_beyond_it() -> None:
    day = West().full()
    state = day.network()
    capped = asked(state, day.morning, cap_cents=30_000)
    assert [one.offer.cents for one in capped.steps] == [15_000, 20_000, 30_000]
    assert capped.steps == asked(state, day.morning).steps[:3]
    assert asked(state, day.morning, cap_cents=30_000, offered_cents=30_000).offer_now is None


def test_who_misses_an_onward_flight_is_late_at_the_destination_and_costs_more() -> None:
    day = West(noon_free=0).full()
    by_id = {str(one.booking_id): one for one in asked(day.network(), day.morning, shortfall=42).left_behind}
    assert by_id["ONWARD"].late_min is None  # the evening flight lands after the last one to SFO
    assert by_id["ONWARD"].cost.cents > by_id["CROWD"].cost.cents


def test_an_aircraft_large_enough_needs_no_offer() -> None:
    day = West().sold("FEW", 3, West().morning)
    report = asked(day.network(), day.morning)
    assert (report.shortfall, report.offer_now, report.steps, report.left_behind) == (0, None, (), ())
    assert report.overbooking_pad is None
    assert not any(guard.binds for guard in report.guards)


def moved(day: West) -> NetworkState:
    """The people of NOON are moved to the morning flight because theirs is cancelled."""
    return fold(
        day.network(),
        [
            e.FlightCancelled(at=at("05:00"), flight_id=day.noon, delay_code="41"),
            e.ItineraryDisrupted(at=at("05:00"), booking_id=BookingId("NOON"), flight_id=day.noon),
            e.PassengerRebooked(at=at("05:30"), booking_id=BookingId("NOON"), flight_ids=(day.morning,)),
        ],
    )


def test_on_a_recovery_flight_nothing_is_overbooked_and_who_was_moved_stays_on_board_before_others() -> None:
    day = West()
    day.sold("DEAR", 4, day.morning, fare_cents=90_000)
    report = asked(moved(day), day.morning)
    assert (report.shortfall, report.overbooking_pad) == (2, 0)
    assert [one.booking_id for one in report.left_behind] == ["DEAR"]
    assert {guard.name: guard.binds for guard in report.guards} == {
        "overbooking_pad": True,
        "never_sell_up_on_last_protected_flight": False,
    }


def test_the_last_flight_that_people_were_moved_to_is_sold_to_nobody_else() -> None:
    report = asked(moved(West(evening=False)), West().morning)
    (guard,) = (one for one in report.guards if one.name == "never_sell_up_on_last_protected_flight")
    assert guard.binds
    assert "no seat is sold" in guard.why


def test_in_europe_the_fixed_sum_is_owed() -> None:
    state = fold(NetworkState(), european_day.opening())
    asked_for = {"flight_id": european_day.LONDON, "shortfall": 3, "rates": [EUROS.model_dump()]}
    (left,) = volunteer_auction.run(ToolContext(state, european_day.MORNING), asked_for).left_behind
    assert left.compensation.cents == 27_500  # 250 euro
    assert "261/2004" in left.law


def test_a_smaller_aircraft_for_safety_excuses_in_america_and_an_unknown_reason_is_not_judged() -> None:
    day = West().full()
    state = day.network()
    unknown = asked(state, day.morning, reason="smaller_aircraft")
    assert any("smaller aircraft" in text for text in unknown.not_checked)
    excused = asked(state, day.morning, reason="smaller_aircraft", circumstance="technical_defect")
    assert {one.compensation.cents for one in excused.left_behind} == {0}
    assert excused.not_checked == ()


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        ({"shortfall": 43}, "shortfall"),
        ({"volunteers": ["NOON"], "offered_cents": 15_000}, "volunteers"),
        ({"volunteers": ["CHEAP"]}, "offered_cents"),
        ({"volunteers": ["CHEAP", "CHEAP"], "offered_cents": 1}, "volunteers"),
        ({"circumstance": "dragons"}, "circumstance"),
    ],
)
def test_what_cannot_be_is_refused(request_: dict[str, Any], field: str) -> None:
    day = West().full()
    with pytest.raises(ToolRetry) as refused:
        asked(day.network(), day.morning, **request_)
    assert field in {where for where, _ in refused.value.faults}
    with pytest.raises(ToolRetry, match="is not in scenario"):
        asked(day.network(), FlightId("XX9/2026-03-02/JFK"))
