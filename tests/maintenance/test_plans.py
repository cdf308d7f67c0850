"""A plan held against maintenance: flights after an item is due, visits that are missed, and what would mend it."""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from domain import commands as c
from domain.apply import fold
from domain.decide import decide_all
from domain.ids import TailNumber
from domain.network import FlightStatus, NetworkState
from tests.evaluation.paper_day import PaperDay, at, flight, generated_network
from tests.maintenance.hangar import NOW, check, checked, context, failed, visit
from tools.maintenance.tool import maintenance_check
from tools.spec import ToolRetry

N1, N2 = TailNumber("N1"), TailNumber("N2")
SECOND = flight(2, "BBB")


def a_day() -> PaperDay:
    """N1 flies out at 08:00 and back at 12:00, N2 stands at BBB all day."""
    day = PaperDay(horizon_end=at("23:59")).tail("N1", "AAA").tail("N2", "BBB")
    day.fly(1, "AAA", "BBB", "08:00", "09:00", "N1")
    day.fly(2, "BBB", "AAA", "12:00", "13:00", "N1")
    return day


def test_an_aircraft_that_flies_after_its_check_is_due_fails_and_is_to_be_kept_off_the_flight() -> None:
    report = checked(a_day().happen(check("N1", due_at=at("11:00"))))

    (found,) = failed(report)
    assert (found.rule, found.subject, found.specialist) == ("maintenance.due", SECOND, "network")
    assert found.citation == "the airline's approved maintenance programme"
    assert [(one.flight_id, one.tail) for one in report.constraints] == [(SECOND, N1)]


@pytest.mark.parametrize("work", [
    c.PlanMaintenance(tail=N1, airport="BBB", start=at("09:30"), end=at("11:30"), work=("A check",)),
    c.SwapAircraft(flight_id=SECOND, tail=N2),
    c.CancelFlight(flight_id=SECOND),
])  # fmt: skip
def test_the_work_another_aircraft_or_no_flight_mends_it(work: c.Operation) -> None:
    assert not failed(checked(a_day().happen(check("N1", due_at=at("11:00"))), work))


def test_work_that_is_planned_where_the_aircraft_is_not_mends_nothing() -> None:
    elsewhere = c.PlanMaintenance(tail=N1, airport="AAA", start=at("09:30"), end=at("11:30"), work=("A check",))

    report = checked(a_day().happen(check("N1", due_at=at("11:00"))), elsewhere)

    assert {one.rule for one in failed(report)} == {"maintenance.due", "maintenance.visit"}


def test_more_flying_than_a_check_has_minutes_for_fails() -> None:
    day = a_day().happen(check("N2", flight_min_left=59))

    (found,) = failed(checked(day, c.SwapAircraft(flight_id=SECOND, tail=N2)))

    assert "59 min of flight left" in found.detail
    assert not failed(checked(a_day().happen(check("N2", flight_min_left=60)), c.SwapAircraft(flight_id=SECOND, tail=N2)))


def missed(*, deferrable: bool, **due: object) -> PaperDay:
    """N1 has a visit at BBB that the delay of its first flight makes it miss."""
    day = a_day().happen(check("N1", work_min=50, **due)) if due else a_day()  # type: ignore[arg-type]
    return day.happen(visit("N1", "BBB", "10:00", "11:00", *(["A check"] if due else []), deferrable=deferrable))


LATER = c.DelayFlight(flight_id=flight(1, "AAA"), etd=at("09:01"), reason_code="41")


@pytest.mark.parametrize(("day", "verdict", "said"), [
    (missed(deferrable=False, due_at=at("23:00")), "fail", "is not at BBB"),
    (missed(deferrable=True, due_at=at("23:00")), "pass", "deferred"),
    (missed(deferrable=True, due_at=at("10:30"), stations=("BBB",)), "pass", "deferred"),
    (missed(deferrable=True, due_at=at("10:30"), stations=("DDD",)), "fail", "no other chance"),
    (missed(deferrable=True, due_at=at("10:00", 5), stations=("DDD",)), "pass", "deferred"),
    (missed(deferrable=True), "not_checked", "not told"),
])  # fmt: skip
def test_a_visit_that_is_missed_is_lawful_only_while_its_work_can_be_done_before_it_is_due(
    day: PaperDay, verdict: str, said: str
) -> None:
    assert not [one for one in failed(checked(day)) if one.rule == "maintenance.visit"]

    found = [one for one in checked(day, LATER).checks if one.rule == "maintenance.visit" and one.subject == "N1"]

    assert [one.verdict for one in found] == [verdict]
    assert said in found[0].detail


def test_a_flight_that_lands_when_the_visit_begins_keeps_it_and_a_minute_later_misses_it() -> None:
    day = missed(deferrable=False, due_at=at("23:00"))
    in_time = c.DelayFlight(flight_id=flight(1, "AAA"), etd=at("09:00"), reason_code="41")

    assert not failed(checked(day, in_time))
    assert failed(checked(day, LATER))


def test_pressing_work_is_planned_into_the_rotation_that_the_plan_leaves() -> None:
    day = a_day().happen(check("N1", due_at=at("20:00"), stations=("BBB",), work_min=50))

    assert checked(day).operations[0].start == at("09:30")
    assert checked(day, LATER).operations[0].start == at("10:31")


def test_operations_that_cannot_be_carried_out_are_refused() -> None:
    with pytest.raises(ToolRetry, match="cannot be carried out"):
        checked(a_day(), c.PlanMaintenance(tail=N1, airport="BBB", start=at("09:30"), end=at("11:30"), work=("C check",)))


def with_items(seed: int) -> tuple[NetworkState, dict[str, int]]:
    """A small airline with checks due in the day or after so many flight minutes; the minutes by tail."""
    chance = Random(seed)
    state = generated_network(5, 4, seed=seed)
    minutes: dict[str, int] = {}
    for tail in sorted(state.aircraft):
        if chance.random() < 0.5:
            state = fold(state, [check(tail, due_at=at("08:00") + timedelta(minutes=chance.randrange(900)))])
        else:
            minutes[tail] = chance.randrange(60, 500)
            state = fold(state, [check(tail, flight_min_left=minutes[tail])])
    return state, minutes


def some_plan(state: NetworkState, chance: Random) -> list[c.Operation]:
    """Cancellations, delays and visits, at random."""
    plan: list[c.Operation] = []
    for one in sorted(state.own_flights(), key=lambda flight: flight.flight_id):
        drawn = chance.random()
        if drawn < 0.4:
            plan.append(c.CancelFlight(flight_id=one.flight_id))
    for tail in sorted(state.aircraft):
        if chance.random() < 0.5:
            start = at("05:30") + timedelta(minutes=chance.randrange(600))
            airport = chance.choice(sorted(state.airports))
            end = start + timedelta(minutes=60)
            plan.append(c.PlanMaintenance(tail=tail, airport=airport, start=start, end=end, work=("A check",)))
    return plan


@settings(max_examples=25)
@given(seed=some.integers(min_value=0, max_value=10_000))
def test_a_plan_that_passes_flies_nothing_after_an_item_is_due(seed: int) -> None:
    state, minutes = with_items(seed)
    plan = some_plan(state, Random(seed + 1))
    _, after = decide_all(state, plan, now=NOW)

    report = maintenance_check.run(context(state), {"operations": plan})

    late = set()
    for tail, aircraft in after.aircraft.items():
        legs = [one for one in after.rotation(tail) if one.status is not FlightStatus.CANCELLED]
        here, flown, since = aircraft.location, 0, NOW
        due_at = aircraft.checks[0].due_at
        done = False
        for leg in legs:
            for one in aircraft.maintenance:
                done = done or (one.airport == here and since <= one.start and one.end <= leg.etd)
            flown += (leg.eta - leg.etd) // timedelta(minutes=1)
            is_late = leg.eta > due_at if due_at is not None else flown > minutes[tail]
            if is_late and not done:
                late.add(str(leg.flight_id))
            here, since = leg.destination, leg.eta
    assert {one.subject for one in failed(report) if one.rule == "maintenance.due"} == late
    assert {str(one.flight_id) for one in report.constraints} == late
