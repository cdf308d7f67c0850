"""Curfews with a quota and exemptions: across midnight, in nights when the clocks change, a minute either side of each limit."""

from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import pytest

from domain import events as e
from domain.commands import DelayFlight, ScheduleFlight
from domain.constraints import StationClosed
from domain.decide import decide_all
from domain.ids import AirportCode, CarrierCode, FlightId
from domain.network import NetworkState
from domain.plans import Plan
from tests.evaluation.paper_day import DAY, EARLY, PaperDay, at
from tools.delay_propagation.propagation import propagate
from tools.delay_propagation.standing import standing_constraints
from tools.plan_evaluation.station_checks import curfew
from tools.plan_evaluation.written import written_plan
from tools.spec import ToolContext
from tools.station_limits.curfews import curfew_nights
from tools.station_limits.limits import station_limits
from tools.station_limits.tool import airport_movement_room

NIGHT = 23 * 60
Applies = Literal["departures", "arrivals", "both"]


def night_at(*, applies_to: Applies = "both", timezone: str = "UTC", **terms: Any) -> PaperDay:
    """AAA is closed from 23:00 to 06:00 local time, with these terms."""
    day = PaperDay(horizon_end=at("12:00", day=8)).airport(
        "AAA", timezone=timezone, curfews=((NIGHT, 360, applies_to, "noise rule 7"),)
    )
    return day.happen(e.CurfewTermsDeclared(at=DAY, airport=AirportCode("AAA"), start_min=NIGHT, **terms))


def breaches(state: NetworkState, *operations: DelayFlight | ScheduleFlight, now: datetime = EARLY) -> list[str]:
    """Subjects of the evaluation's own curfew check of a plan."""
    _, after = decide_all(state, operations, now=now)
    plan = Plan(label="x", kind="hand_made", base_version=state.version, operations=operations)
    projected = propagate(after, now=now, constraints=standing_constraints(after, now, schedule=state)).flights
    return [one.subject for one in curfew(written_plan(state, after, plan, now=now, projected=projected))]


def landing_at(day: PaperDay, moment: datetime, number: int = 1, scheduled: str = "22:30") -> tuple[FlightId, DelayFlight]:
    """A flight from BBB of one hour, scheduled to land at `scheduled` and moved to land at `moment`."""
    name = day.fly(number, "BBB", "AAA", at(scheduled) - timedelta(hours=1), scheduled)
    return name, DelayFlight(flight_id=name, etd=moment - timedelta(hours=1))


def closures(day: PaperDay) -> list[tuple[datetime, datetime, str]]:
    found = [one for one in station_limits(day.network(), at("12:00")) if isinstance(one, StationClosed)]
    return [(one.start, one.end, one.movement) for one in found if one.airport == "AAA"]


@pytest.mark.parametrize(
    ("moment", "allowed"),
    [(at("22:59"), True), (at("23:00"), False), (at("05:59", 1), False), (at("06:00", 1), True)],
)
def test_without_terms_nothing_moves_from_the_first_minute_to_the_last(moment: datetime, allowed: bool) -> None:
    day = night_at()
    name, moved = landing_at(day, moment)
    assert breaches(day.network(), moved) == ([] if allowed else [name])


@pytest.mark.parametrize(
    ("late_until", "moment", "allowed"),
    [
        (1410, at("23:29"), True),
        (1410, at("23:30"), False),
        (0, at("23:59"), True),
        (0, at("00:00", 1), False),
        (30, at("00:29", 1), True),
        (30, at("00:30", 1), False),
        (None, at("05:59", 1), True),
    ],
)
def test_late_arrivals_land_until_their_own_limit_on_either_side_of_midnight(
    late_until: int | None, moment: datetime, allowed: bool
) -> None:
    day = night_at(exempt=("late_arrival",), late_until_min=late_until)
    name, moved = landing_at(day, moment)
    state = day.network()
    assert breaches(state, moved) == ([] if allowed else [name])
    asked = {"airport": "AAA", "movement": "arrival", "at": moment, "flight_id": name}
    assert airport_movement_room.run(ToolContext(state=state, now=EARLY), asked).allowed is allowed


def test_a_departure_and_a_flight_scheduled_in_the_curfew_are_not_late_arrivals() -> None:
    day = night_at(exempt=("late_arrival",))
    name, moved = landing_at(day, at("23:40"), scheduled="23:30")
    leaving = day.fly(2, "AAA", "CCC", "22:30", "23:30")
    late = DelayFlight(flight_id=leaving, etd=at("23:10"))
    assert breaches(day.network(), moved, late) == [leaving, name]  # in order of time


def test_the_solver_s_closure_begins_where_late_arrivals_end_and_departures_stay_closed() -> None:
    day = night_at(exempt=("late_arrival",), late_until_min=30)
    landing_at(day, at("22:30"))
    first = closures(day)[:2]
    assert first == [(at("23:00"), at("06:00", 1), "departures"), (at("00:30", 1), at("06:00", 1), "arrivals")]


def test_the_whole_night_is_closed_to_the_solver_when_a_flight_of_ours_is_scheduled_in_the_exempt_part() -> None:
    day = night_at(exempt=("late_arrival",), late_until_min=30)
    landing_at(day, at("23:10"), scheduled="23:00")
    assert closures(day)[0] == (at("23:00"), at("06:00", 1), "both")
    before = night_at(exempt=("late_arrival",), late_until_min=30)
    landing_at(before, at("22:59"), scheduled="22:59")
    assert closures(before)[0][2] == "departures"


def test_where_late_arrivals_may_land_all_night_only_departures_are_closed() -> None:
    day = night_at(exempt=("late_arrival",))
    landing_at(day, at("22:30"))
    assert {movement for _, _, movement in closures(day)} == {"departures"}


def test_ferries_move_all_night_where_they_are_exempt_and_nowhere_else() -> None:
    ferry = ScheduleFlight(
        carrier=CarrierCode("XX"),
        number="900",
        origin="AAA",
        destination="BBB",
        std=at("23:30"),
        sta=at("00:30", 1),
        service="ferry",
    )
    for exempt, found in ((("ferry",), 0), (("diverted",), 1)):
        day = night_at(exempt=exempt)
        day.fly(1, "AAA", "BBB", "10:00", "11:00")
        assert len(breaches(day.network(), ferry)) == found


def test_a_quota_of_two_lets_two_movements_in_a_night_the_third_fails_and_the_next_night_has_its_own() -> None:
    day = night_at(quota_per_night=2)
    moves = [landing_at(day, at(clock), number) for number, clock in enumerate(("23:10", "23:20", "23:30"), 1)]
    state = day.network()
    assert breaches(state, moves[0][1], moves[1][1]) == []
    assert breaches(state, *(moved for _, moved in moves)) == [moves[2][0]]
    assert closures(day)[0] == (at("23:00"), at("06:00", 1), "both")  # the solver is kept out
    next_night = [DelayFlight(flight_id=moves[2][0], etd=at("22:30", 1))]
    assert breaches(state, moves[0][1], moves[1][1], *next_night) == []


def test_before_and_after_midnight_is_one_night_with_one_quota() -> None:
    day = night_at(quota_per_night=1)
    moves = [landing_at(day, at("23:50"), 1), landing_at(day, at("00:10", 1), 2)]
    assert breaches(day.network(), *(moved for _, moved in moves)) == [moves[1][0]]


def test_movements_already_made_use_the_quota_and_exempt_ones_do_not() -> None:
    day = night_at(quota_per_night=1, exempt=("diverted",))
    first, later = day.fly(1, "BBB", "CCC", "22:00", "23:00"), day.fly(2, "BBB", "AAA", "21:45", "22:45")
    third = day.fly(3, "BBB", "AAA", "21:30", "22:30")
    day.happen(
        e.FlightDeparted(at=at("22:00"), flight_id=first),
        e.FlightDiverted(at=at("23:05"), flight_id=first, airport=AirportCode("AAA")),
    )
    moved = DelayFlight(flight_id=third, etd=at("22:40"))
    assert breaches(day.network(), moved, now=at("22:10")) == []
    day.happen(e.FlightDeparted(at=at("22:00"), flight_id=later), e.FlightArrived(at=at("23:06"), flight_id=later))
    state = day.network()
    assert breaches(state, moved, now=at("22:10")) == [third]
    asked = {"airport": "AAA", "movement": "arrival", "at": at("23:40"), "flight_id": third}
    report = airport_movement_room.run(ToolContext(state=state, now=at("23:10")), asked)
    assert [one.rule for one in report.in_the_way] == ["curfew"]
    assert report.first_at == at("06:00", 1)
    # One that is on its way elsewhere may divert here all the same.
    elsewhere = day.fly(4, "BBB", "CCC", "22:00", "23:00")
    diverting = {"airport": "AAA", "movement": "arrival", "at": at("23:40"), "flight_id": elsewhere}
    assert airport_movement_room.run(ToolContext(state=day.network(), now=at("23:10")), diverting).allowed


@pytest.mark.parametrize(
    ("moment", "allowed"),
    [
        # The night to Sunday 8 March 2026: New York goes from UTC-5 to UTC-4 at 02:00, so 23:00 is 04:00Z and 06:00 is 10:00Z.
        (datetime(2026, 3, 8, 3, 59, tzinfo=UTC), True),
        (datetime(2026, 3, 8, 4, 0, tzinfo=UTC), True),  # late arrivals until 03:30, which is 07:30Z
        (datetime(2026, 3, 8, 7, 29, tzinfo=UTC), True),
        (datetime(2026, 3, 8, 7, 30, tzinfo=UTC), False),
        (datetime(2026, 3, 8, 9, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 8, 10, 0, tzinfo=UTC), True),
    ],
)
def test_in_the_night_when_the_clocks_go_forward_every_limit_is_by_local_clocks(moment: datetime, allowed: bool) -> None:
    day = night_at(timezone="America/New_York", exempt=("late_arrival",), late_until_min=210)
    name = day.fly(1, "BBB", "AAA", datetime(2026, 3, 8, 1, 0, tzinfo=UTC), datetime(2026, 3, 8, 2, 0, tzinfo=UTC))
    moved = DelayFlight(flight_id=name, etd=moment - timedelta(hours=1))
    state = day.network()
    assert breaches(state, moved) == ([] if allowed else [name])
    asked = {"airport": "AAA", "movement": "arrival", "at": moment, "flight_id": name}
    assert airport_movement_room.run(ToolContext(state=state, now=EARLY), asked).allowed is allowed
    late_part = [one for one in station_limits(state, EARLY) if isinstance(one, StationClosed) and one.movement == "arrivals"]
    assert (datetime(2026, 3, 8, 7, 30, tzinfo=UTC), datetime(2026, 3, 8, 10, 0, tzinfo=UTC)) in [
        (one.start, one.end) for one in late_part
    ]


def test_the_night_when_the_clocks_go_back_is_an_hour_longer_and_its_late_part_too() -> None:
    airport = night_at(timezone="America/New_York", exempt=("late_arrival",), late_until_min=210).network().airport("AAA")
    (night,) = curfew_nights(airport, datetime(2026, 11, 1, 5, tzinfo=UTC), datetime(2026, 11, 1, 6, tzinfo=UTC))
    assert (night.start, night.late_until, night.end) == (
        datetime(2026, 11, 1, 3, 0, tzinfo=UTC),
        datetime(2026, 11, 1, 8, 30, tzinfo=UTC),
        datetime(2026, 11, 1, 11, 0, tzinfo=UTC),
    )


def test_a_flight_in_the_air_that_lands_in_the_curfew_uses_the_quota_before_a_plan_does() -> None:
    day = night_at(quota_per_night=1)
    airborne = day.fly(1, "BBB", "AAA", "22:20", "23:20")
    name, moved = landing_at(day, at("23:10"), 2)
    day.happen(e.FlightDeparted(at=at("22:20"), flight_id=airborne))
    assert breaches(day.network(), moved, now=at("22:10")) == [name]
