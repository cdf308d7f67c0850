"""The check or the flight: every way out is priced, and the cheapest lawful one wins."""

import pytest

from domain import commands as c
from domain.decide import decide_all
from domain.network import FlightRestriction
from tests.evaluation.paper_day import PaperDay, at, flight
from tests.maintenance.hangar import NOW, POLICY, check, checked, context, defect, failed, visit
from tools.maintenance.tool import CheckAgainstFlightReport, check_against_flight
from tools.plan_evaluation.evaluation import do_nothing_plan, evaluate
from tools.spec import ToolRetry

OUT, BACK = flight(1, "AAA"), flight(2, "BBB")


def a_day(*, booked: int = 100, stop_min: int = 60) -> PaperDay:
    """N1 flies out and back from the base, an hour each, and stands `stop_min` at BBB; nothing else."""
    day = PaperDay(horizon_end=at("23:59")).tail("N1", "AAA")
    day.fly(1, "AAA", "BBB", "08:00", "09:00", "N1")
    day.fly(2, "BBB", "AAA", f"{9 + stop_min // 60:02d}:{stop_min % 60:02d}", "12:00", "N1")
    return day.book("B1", booked, OUT).book("B2", booked, BACK)


def asked(day: PaperDay, item: str = "A check") -> CheckAgainstFlightReport:
    return check_against_flight.run(context(day), {"tail": "N1", "item": item})


def test_work_that_fits_between_two_flights_costs_nothing_and_both_win() -> None:
    found = asked(a_day(stop_min=120).happen(check("N1", due_at=at("11:30"), stations=("BBB",))))

    assert (found.winner, found.against) == ("both", BACK)  # as it stands, with nothing planned, the flight back is too late
    assert found.ways[0].way == "as_planned"
    assert found.ways[0].extra.cents == 0


def test_a_stay_that_is_too_short_delays_the_flight_after_it() -> None:
    day = a_day().happen(check("N1", due_at=at("11:30"), stations=("BBB",)))

    found = asked(day)

    best = found.ways[0]
    assert (found.winner, best.way) == ("both", "delay")
    # 09:00 + 30 access + 60 work + 30 release, flown at 11:00 in place of 10:00
    assert c.DelayFlight(flight_id=BACK, etd=at("11:00"), reason_code="41") in best.operations
    assert {one.way for one in found.ways} >= {"delay", "cancel"}
    assert [one.extra.cents for one in found.ways if not one.breaks and one.lawful] == sorted(
        one.extra.cents for one in found.ways if not one.breaks and one.lawful
    )


def test_what_a_way_out_costs_is_what_plan_evaluation_says_of_it_and_what_maintenance_adds() -> None:
    day = a_day().happen(check("N1", due_at=at("11:30"), stations=("BBB",)))
    state = day.network()
    nothing = evaluate(state, do_nothing_plan(state, NOW), now=NOW).cost.total.cents

    for way in asked(day).ways:
        _, fork = decide_all(state, way.operations, now=NOW)
        assert fork.version > state.version
        assert way.extra.cents == way.plan.cents + way.own.cents
        assert way.plan.cents + nothing >= 0


def test_a_b_item_is_extended_where_that_is_cheaper_than_a_flight() -> None:
    day = PaperDay(horizon_end=at("23:59", 1)).tail("N1", "AAA").happen(defect("N1", work_min=2000))
    late = day.fly(1, "AAA", "BBB", at("08:00", 1), at("09:00", 1), "N1")
    day.book("B1", 100, late)

    found = asked(day, "N1-D1")

    assert found.against == late
    assert (found.winner, found.ways[0].way) == ("flight", "extend")
    assert "D095" in found.ways[0].detail


@pytest.mark.parametrize(
    "given",
    [
        {"category": "D", "recorded": at("12:00", -121)},
        {"recorded": at("12:00", -7), "extended": True},
        {"recorded": at("12:00", -4)},
    ],
)
def test_an_item_that_cannot_be_extended_takes_the_place_of_flights(given: dict[str, object]) -> None:
    found = asked(a_day().happen(defect("N1", work_min=700, **given)), "N1-D1")  # type: ignore[arg-type]

    assert "extend" not in {one.way for one in found.ways}
    assert (found.winner, found.ways[0].way) == ("check", "cancel")
    assert {one.flight_id for one in found.ways[0].operations if isinstance(one, c.CancelFlight)} == {OUT, BACK}


def test_away_from_every_station_a_team_travels_to_the_aircraft() -> None:
    found = asked(a_day().happen(check("N1", due_at=at("10:00"), stations=("DDD",))))

    (team,) = [one for one in found.ways if one.way == "mobile_team"]
    assert team.own.cents >= 900_000
    assert found.winner == "check"


def test_another_aircraft_of_the_fleet_takes_the_flights_where_that_is_cheaper() -> None:
    day = a_day().tail("N2", "AAA").happen(check("N1", due_at=at("08:30"), stations=("AAA",), work_min=600))

    found = asked(day)

    assert (found.winner, found.ways[0].way) == ("both", "swap")
    assert {one.tail for one in found.ways[0].operations if isinstance(one, c.SwapAircraft)} == {"N2"}
    assert not failed(checked(day, *found.ways[0].operations))


def test_a_planned_visit_may_be_left_for_another_chance_at_the_price_of_a_deferral() -> None:
    planned = visit("N1", "BBB", "09:00", "10:00", "A check", deferrable=True)
    found = asked(a_day().happen(check("N1", due_at=at("23:00")), planned))

    assert [(one.way, one.extra.cents) for one in found.ways] == [("as_planned", 0), ("defer_visit", 400_000)]


def test_an_item_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(ToolRetry, match="due on it: A check"):
        asked(a_day().happen(check("N1", due_at=at("23:00"))), "C check")


def test_an_aircraft_that_may_not_fly_that_far_does_not_take_over() -> None:
    day = a_day().tail("N2", "AAA").happen(check("N1", due_at=at("08:30"), stations=("AAA",), work_min=600))
    day.happen(defect("N2", category="C", restrictions=(FlightRestriction("range", 50),)))

    assert "swap" not in {one.way for one in asked(day).ways}


def test_every_figure_of_the_policy_has_a_unit_and_a_source() -> None:
    for figure in POLICY.figures:
        assert figure.unit.strip(), figure.name
        assert figure.source.strip(), figure.name
