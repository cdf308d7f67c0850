"""Where and when work can be done, and what that asks of the search."""

import pytest

from domain import events as e
from domain.commands import PlanMaintenance
from domain.ids import AirportCode
from domain.units import minutes_between
from tests.evaluation.paper_day import DAY, PaperDay, at
from tests.maintenance.hangar import check, context, defect, only_due, places, visit
from tools.maintenance.tool import MaintenanceLimitsReport, maintenance_limits

BASE = "AAA"


def a_day(turn_end: str = "12:00") -> PaperDay:
    """N1 flies from the base to BBB and CCC; on the ground at BBB from 09:00 to `turn_end`."""
    day = PaperDay(horizon_end=at("23:59")).tail("N1", BASE).tail("N2", BASE)
    day.fly(1, BASE, "BBB", "08:00", "09:00", "N1")
    day.fly(2, "BBB", "CCC", turn_end, "18:00", "N1")
    for number in range(3, 15):  # so that only AAA is a base
        day.fly(number, BASE, BASE, f"{number + 3:02d}:00", f"{number + 3:02d}:30", "N2")
    return day


def asked(day: PaperDay) -> MaintenanceLimitsReport:
    return maintenance_limits.run(context(day), {})


@pytest.mark.parametrize(("work_min", "fits"), [(119, True), (120, True), (121, False)])
def test_work_fits_a_stay_with_access_before_and_release_after_it(work_min: int, fits: bool) -> None:
    day = a_day().happen(check("N1", due_at=at("17:00"), stations=("BBB",), work_min=work_min))

    chances = places(day).chances(only_due(day, "N1"))

    assert [one.start for one in chances] == ([at("09:30")] if fits else [])
    assert [minutes_between(one.start, one.end) for one in chances] == ([work_min] if fits else [])


def test_a_check_is_done_where_it_can_be_and_a_check_without_stations_anywhere() -> None:
    named = a_day().happen(check("N1", due_at=at("23:00"), stations=("CCC",)))
    anywhere = a_day().happen(check("N1", due_at=at("23:00")))

    assert [one.stay.airport for one in places(named).chances(only_due(named, "N1"))] == ["CCC"]
    assert [one.stay.airport for one in places(anywhere).chances(only_due(anywhere, "N1"))] == [BASE, "BBB", "CCC"]


def test_a_defect_is_mended_at_a_base_or_where_its_spare_is() -> None:
    day = a_day().happen(defect("N1", part="VALVE"))
    assert [(one.stay.airport, one.bring_part) for one in places(day).chances(only_due(day, "N1"))] == []  # 12 h for the part

    day.happen(e.SparesDeclared(at=DAY, airport=AirportCode("BBB"), part="VALVE", count=1))
    assert [(one.stay.airport, one.bring_part) for one in places(day).chances(only_due(day, "N1"))] == [("BBB", False)]

    day.happen(e.SparesDeclared(at=DAY, airport=AirportCode("BBB"), part="VALVE", count=0))
    assert places(day).chances(only_due(day, "N1")) == ()


def test_a_part_that_is_not_in_stock_is_brought_in_time_for_a_later_stay() -> None:
    day = PaperDay(horizon_end=at("23:59")).tail("N1", BASE).happen(defect("N1", part="VALVE"))
    day.fly(1, BASE, "BBB", "17:00", "17:30", "N1")
    day.fly(2, "BBB", BASE, "18:00", "18:30", "N1")

    (chance,) = places(day).chances(only_due(day, "N1"))

    assert (chance.stay.start, chance.bring_part) == (at("18:30"), True)


def test_an_item_with_one_chance_before_it_is_due_binds_the_search() -> None:
    found = asked(a_day().happen(check("N1", due_at=at("17:00"), stations=("BBB",))))

    (must,) = found.must_be_at
    assert (must.tail, must.airport, must.start, must.end, must.deferrable) == ("N1", "BBB", at("09:30"), at("10:30"), False)
    assert found.operations == (
        PlanMaintenance(tail="N1", airport="BBB", start=at("09:30"), end=at("10:30"), work=("A check",)),  # type: ignore[arg-type]
    )


def test_an_item_with_another_chance_before_it_is_due_may_wait() -> None:
    (must,) = asked(a_day().happen(check("N1", due_at=at("17:00"), stations=("BBB", BASE)))).must_be_at

    assert (must.airport, must.deferrable) == (BASE, True)  # stays of the same length: the earlier


def test_an_item_that_is_due_after_the_next_night_asks_for_nothing() -> None:
    almost, after = at("23:58", 1), at("23:59", 1)

    assert asked(a_day().happen(check("N1", due_at=almost))).must_be_at
    assert not asked(a_day().happen(check("N1", due_at=after))).must_be_at


def test_a_planned_visit_binds_when_its_work_is_due_before_another_chance() -> None:
    planned = visit("N1", "BBB", "09:30", "11:00", "A check", deferrable=True)
    day = a_day().happen(check("N1", due_at=at("17:00"), stations=("BBB",)), planned)
    (must,) = asked(day).must_be_at
    assert (must.start, must.end, must.deferrable) == (at("09:30"), at("11:00"), False)

    day = a_day().happen(check("N1", due_at=at("17:00"), stations=("BBB", BASE)), planned)
    assert asked(day).must_be_at == ()  # the visit is a wish with a price already


def test_an_aircraft_without_a_chance_stands_from_the_moment_it_is_due() -> None:
    found = asked(a_day().happen(check("N1", due_at=at("11:00"), stations=("DDD",))))

    (stands,) = found.unavailable
    assert (stands.airport, stands.start, stands.end) == ("BBB", at("11:00"), at("23:59"))
    assert found.must_be_at == ()


def test_two_items_in_one_stay_are_done_one_after_another_in_one_visit() -> None:
    day = a_day().happen(
        check("N1", due_at=at("17:00"), stations=("BBB",)),
        e.SparesDeclared(at=DAY, airport=AirportCode("BBB"), part="VALVE", count=1),
        defect("N1", part="VALVE"),
    )

    (order,) = asked(day).operations

    assert (order.start, order.end, order.work) == (at("09:30"), at("11:30"), ("A check", "N1-D1"))
