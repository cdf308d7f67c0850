"""Every rule that a plan can break: a plan that keeps it, and one that does not."""

from typing import Any

import pytest

from domain import commands as c
from domain import constraints as k
from domain import events as e
from domain.faults import Refused
from domain.ids import FlightId
from domain.network import NetworkState
from domain.plans import Check, Plan, PlanKind, ScoredPlan
from tests.evaluation.paper_day import DAY, EARLY, PaperDay, at, flight
from tools.plan_evaluation.checks import NOT_CHECKED, RULES
from tools.plan_evaluation.evaluation import do_nothing_plan, evaluate
from tools.plan_evaluation.tool import plan_evaluation
from tools.spec import ToolContext, ToolRetry


def checked(
    day: PaperDay | NetworkState,
    *operations: c.Operation,
    kind: PlanKind = "hand_made",
    constraints: tuple[k.Constraint, ...] = (),
    now: str = "05:00",
) -> ScoredPlan:
    state = day.network() if isinstance(day, PaperDay) else day
    plan = Plan(label="under test", kind=kind, base_version=state.version, operations=operations)
    return evaluate(state, plan, now=at(now), constraints=constraints)


def failed(scored: ScoredPlan, rule: str | None = None) -> list[Check]:
    return [one for one in scored.checks if one.verdict == "fail" and rule in (None, one.rule)]


def out_and_back() -> tuple[PaperDay, FlightId, FlightId]:
    day = PaperDay().tail("N1", "AAA", turn=30)
    return day, day.fly(1, "AAA", "BBB", "08:00", "09:00", "N1"), day.fly(2, "BBB", "AAA", "10:00", "11:00", "N1")


def test_a_plan_that_keeps_everything_passes_every_rule_and_says_what_nobody_checked() -> None:
    day, out, back = out_and_back()
    scored = checked(day, c.DelayFlight(flight_id=out, etd=at("08:30")), c.DelayFlight(flight_id=back, etd=at("10:30")))
    assert scored.legal
    verdicts = {one.rule: (one.verdict, one.subject) for one in scored.checks}
    passed = {*RULES, "specialists_constraints", "knock_on"}
    assert {rule for rule, (verdict, _) in verdicts.items() if verdict == "pass"} == passed
    assert all(verdicts[rule] == ("pass", "plan") for rule in passed)
    assert {rule for rule, (verdict, _) in verdicts.items() if verdict == "not_checked"} == {rule for rule, *_ in NOT_CHECKED}
    assert verdicts["flight_time_limits"] == ("not_checked", "crew")
    assert all(one.citation and one.detail for one in scored.checks)


def test_delaying_a_flight_beyond_its_aircraft_s_next_departure_breaks_the_turn_round() -> None:
    day, out, back = out_and_back()
    (breach,) = failed(checked(day, c.DelayFlight(flight_id=out, etd=at("08:31"))))
    assert (breach.rule, breach.subject) == ("turnaround", back)
    assert breach.citation.startswith("carrier's minimum turn-round (assumed)")
    assert "needs 30 min" in breach.detail


def test_cancelling_a_leg_without_its_return_leg_breaks_continuity() -> None:
    day, out, back = out_and_back()
    scored = checked(day, c.CancelFlight(flight_id=out))
    assert [(one.rule, one.subject) for one in failed(scored)] == [("aircraft_continuity", back)]
    assert checked(day, c.CancelFlight(flight_id=out), c.CancelFlight(flight_id=back)).legal


def test_a_plan_that_flies_a_broken_aircraft_fails() -> None:
    day, out, _ = out_and_back()
    day.happen(e.AircraftUnserviceable(at=EARLY, tail="N1", airport="AAA", start=EARLY, end=at("08:30")))
    (breach,) = failed(checked(day, c.DelayFlight(flight_id=out, etd=at("08:29"))), "aircraft_outage")
    assert breach.citation == "AircraftUnserviceable reported"
    assert failed(checked(day, c.DelayFlight(flight_id=out, etd=at("08:30"))), "aircraft_outage") == []


def test_an_aircraft_that_is_not_where_its_maintenance_is_fails() -> None:
    day, _, back = out_and_back()
    day.happen(e.MaintenancePlanned(at=DAY, tail="N1", airport="AAA", start=at("14:00"), end=at("20:00"), reason="A check"))
    assert failed(checked(day, c.DelayFlight(flight_id=back, etd=at("11:00")))) == []
    (breach,) = failed(checked(day, c.CancelFlight(flight_id=back)), "maintenance")
    assert breach.subject == "N1"
    assert "A check is at AAA" in breach.detail
    flies_in_it = checked(day, c.DelayFlight(flight_id=back, etd=at("13:30")))
    assert {one.subject for one in failed(flies_in_it, "maintenance")} == {back}


def test_a_plan_may_use_the_minute_an_airport_reopens_and_no_earlier_one() -> None:
    day, out, _ = out_and_back()
    day.closed("BBB", "08:30", "09:30", "snow")
    (breach,) = failed(checked(day, c.DelayFlight(flight_id=out, etd=at("08:29"))), "airport_closure")
    assert (breach.subject, breach.citation) == (out, "AirportClosed reported: snow")
    assert failed(checked(day, c.DelayFlight(flight_id=out, etd=at("08:30"))), "airport_closure") == []


def test_a_landing_in_the_curfew_fails_with_the_curfew_s_own_source() -> None:
    day = PaperDay(horizon_end=at("06:00", 1)).airport(
        "BBB", timezone="America/New_York", curfews=((22 * 60, 6 * 60, "arrivals", "by-law 12"),)
    )
    late = day.fly(1, "AAA", "BBB", "19:00", "20:00")
    # 22:00 in New York is 03:00 UTC, seven hours after the schedule.
    assert failed(checked(day, c.DelayFlight(flight_id=late, etd=at("01:59", 1)))) == []
    (breach,) = failed(checked(day, c.DelayFlight(flight_id=late, etd=at("02:00", 1))), "curfew")
    assert breach.citation == "by-law 12"
    assert "22:00 local time" in breach.detail


def test_58_of_others_and_one_of_ours_leave_one_more_place_of_sixty_and_not_two() -> None:
    day = PaperDay().airport("AAA", rate=60)
    for number in range(1, 59):
        day.fly(number, "BBB", "AAA", "09:00", "10:30", carrier="YY")
    day.fly(1, "CCC", "AAA", "09:00", "10:30")
    state = day.network()
    one, another = (
        c.ScheduleFlight(carrier="XX", number=number, origin="CCC", destination="AAA", std=at("09:15"), sta=at("10:45"))
        for number in ("901", "902")
    )
    assert checked(state, one).legal
    (breach,) = failed(checked(state, one, another), "airport_capacity")
    assert breach.subject == "AAA"
    assert breach.citation == "declared rate of AAA, 60 arrivals an hour"
    assert "3 arrivals of ours" in breach.detail


def test_a_reduced_hour_cites_the_reduced_rate() -> None:
    day = PaperDay().airport("AAA", rate=10)
    legs = [day.fly(number, "AAA", "BBB", "10:15", "11:00") for number in (1, 2, 3)]
    day.reduced("AAA", "10:00", "11:00", arrivals=10, departures=2)
    (breach,) = failed(checked(day, c.DelayFlight(flight_id=legs[0], etd=at("10:30"))), "airport_capacity")
    assert breach.citation == "reduced rate of AAA, 2 departures an hour"
    assert failed(checked(day, c.DelayFlight(flight_id=legs[0], etd=at("11:00"))), "airport_capacity") == []


def test_a_swap_to_a_smaller_aircraft_than_is_booked_is_refused_before_it_is_checked() -> None:
    day = PaperDay().tail("N1", "AAA", seats=150).tail("N2", "AAA", seats=100)
    first = day.fly(1, "AAA", "BBB", "08:00", "09:00", "N1")
    day.book("B1", 101, first)
    with pytest.raises(Refused, match="100 seats"):
        checked(day, c.SwapAircraft(flight_id=first, tail="N2"))


def test_a_swap_that_somebody_books_full_afterwards_fails_on_seats() -> None:
    day = PaperDay().tail("N1", "AAA", seats=150).tail("N2", "AAA", seats=100).tail("N3", "AAA", seats=150)
    first, second = day.fly(1, "AAA", "BBB", "08:00", "09:00", "N1"), day.fly(2, "AAA", "BBB", "08:30", "09:30", "N3")
    day.book("B1", 100, first).book("B2", 1, second)
    state = day.network()
    assert checked(state, c.SwapAircraft(flight_id=first, tail="N2")).legal
    with pytest.raises(Refused, match="0 free seats"):
        checked(state, c.SwapAircraft(flight_id=first, tail="N2"), c.RebookPassenger(booking_id="B2", flight_ids=(first,)))


def test_a_plan_that_leaves_crew_too_little_time_fails_and_names_them() -> None:
    day = PaperDay().tail("N1", "AAA").tail("N2", "BBB")
    first, then = day.fly(1, "AAA", "BBB", "09:00", "11:00", "N1"), day.fly(2, "BBB", "CCC", "12:00", "13:00", "N2")
    day.crew("C1", first, then)
    (breach,) = failed(checked(day, c.DelayFlight(flight_id=first, etd=at("09:31"))))
    assert (breach.rule, breach.subject) == ("crew_connection", then)
    assert "C1 arrive" in breach.detail
    assert checked(day, c.DelayFlight(flight_id=first, etd=at("09:30"))).legal


def test_a_plan_that_propagation_would_move_fails_where_it_is_moved() -> None:
    day, out, _ = out_and_back()
    day.closed("AAA", "07:00", "09:00")
    scored = checked(day, c.DelayFlight(flight_id=out, etd=at("08:15")))
    (breach,) = failed(scored, "knock_on")
    assert breach.subject == out
    assert "leaves 02 Mar 09:00Z" in breach.detail


def test_a_plan_by_hand_answers_for_the_flights_it_names_and_a_plan_of_the_solver_for_all() -> None:
    day, _, _ = out_and_back()
    other = day.fly(7, "CCC", "DDD", "08:00", "09:00")
    day.closed("AAA", "07:00", "09:00")
    named = c.DelayFlight(flight_id=other, etd=at("08:10"))
    assert checked(day, named).legal
    (breach,) = failed(checked(day, named, kind="alternative"), "airport_closure")
    assert breach.subject == flight(1, "AAA")


def test_doing_nothing_is_judged_by_what_will_happen() -> None:
    day, out, back = out_and_back()
    state = day.closed("AAA", "07:00", "09:00").network()
    scored = evaluate(state, do_nothing_plan(state, EARLY), now=EARLY)
    assert scored.legal
    assert [one.flight_id for one in scored.affected] == [out, back]
    assert "knock_on" not in {one.rule for one in scored.checks}


FIRST, AIRPORT, TAIL = {"flight_id": flight(1, "AAA")}, {"airport": "AAA"}, {"tail": "N1", "airport": "AAA"}
FIVE_TO_TEN = {"start": at("08:05"), "end": at("08:10")}


@pytest.mark.parametrize(
    ("kind", "terms", "kept", "broken"),
    [
        (k.SlotWindow, FIRST | {"earliest": at("08:10"), "latest": at("08:20")}, "08:20", "08:21"),
        (k.EarliestDeparture, FIRST | {"at": at("08:10")}, "08:10", "08:09"),
        (k.LatestArrival, FIRST | {"at": at("09:10")}, "08:10", "08:11"),
        (k.CrewTimesOut, FIRST | {"crew_id": "C1", "latest_departure": at("08:10")}, "08:10", "08:11"),
        (k.StationClosed, AIRPORT | FIVE_TO_TEN | {"movement": "departures"}, "08:10", "08:09"),
        (k.StationCapacity, AIRPORT | FIVE_TO_TEN | {"arrivals": 9, "departures": 0}, "08:10", "08:09"),
        (k.TailUnavailable, TAIL | FIVE_TO_TEN, "08:10", "08:09"),
        (k.TailMustBeAt, TAIL | FIVE_TO_TEN, "08:10", "08:09"),
        (k.GateLimit, AIRPORT | {"start": at("08:05"), "end": at("08:30"), "aircraft": 0}, "08:05", "08:06"),
    ],
)
def test_a_constraint_that_a_specialist_gives_is_kept_to_the_minute(
    kind: type[k.Constraint], terms: dict[str, Any], kept: str, broken: str
) -> None:
    constraint = kind(source="slot", reason="r", **terms)
    day, out, _ = out_and_back()
    state = day.network()
    rule = "specialists_constraints"
    assert failed(checked(state, c.DelayFlight(flight_id=out, etd=at(kept)), constraints=(constraint,)), rule) == []
    (breach,) = failed(checked(state, c.DelayFlight(flight_id=out, etd=at(broken)), constraints=(constraint,)), rule)
    assert breach.citation == "slot: r"


def test_prohibitions_of_specialists_are_checked() -> None:
    day, out, back = out_and_back()
    state = day.network()
    must_fly = k.MustNotCancel(source="revenue", reason="group on board", flight_id=out)
    grounded = k.CannotOperate(source="crew", reason="nobody to fly it", flight_id=out)
    cancelled = (c.CancelFlight(flight_id=out), c.CancelFlight(flight_id=back))
    flown = (c.DelayFlight(flight_id=out, etd=at("08:05")),)
    assert failed(checked(state, *cancelled, constraints=(must_fly,)), "specialists_constraints")[0].subject == out
    assert failed(checked(state, *flown, constraints=(must_fly,))) == []
    assert failed(checked(state, *flown, constraints=(grounded,)), "specialists_constraints")[0].subject == out
    assert failed(checked(state, *cancelled, constraints=(grounded,)), "specialists_constraints") == []
    barred = k.NotFlownBy(source="network", reason="icing", flight_id=out, tail=state.flights[out].tail)
    assert failed(checked(state, *flown, constraints=(barred,)), "specialists_constraints")[0].subject == out
    assert failed(checked(state, *cancelled, constraints=(barred,)), "specialists_constraints") == []


def test_a_crew_connection_that_a_specialist_gives_is_checked_and_priced() -> None:
    day = PaperDay().tail("N1", "AAA").tail("N2", "BBB")
    first, then = day.fly(1, "AAA", "BBB", "09:00", "11:00", "N1"), day.fly(2, "BBB", "CCC", "12:00", "13:00", "N2")
    state = day.network()
    link = k.CrewConnection(source="crew", reason="r", first=first, then=then, gap_min=45, crew_count=4)
    late = checked(state, c.DelayFlight(flight_id=first, etd=at("09:16")), constraints=(link,))
    assert [one.subject for one in failed(late, "specialists_constraints")] == [then]
    gone = checked(state, c.CancelFlight(flight_id=first), constraints=(link, link))
    assert gone.kpis.crew_changes == 4


def test_the_tool_prices_doing_nothing_when_it_is_given_nothing_to_do() -> None:
    day, out, _ = out_and_back()
    context = ToolContext(state=day.late(out, 60).network(), now=EARLY)
    scored = plan_evaluation.run(context, {})
    assert (scored.plan.kind, scored.kpis.delayed_flights_15) == ("do_nothing", 2)


def test_the_tool_says_what_is_wrong_with_an_operation() -> None:
    day, out, _ = out_and_back()
    context = ToolContext(state=day.network(), now=EARLY)
    with pytest.raises(ToolRetry) as refusal:
        plan_evaluation.run(context, {"operations": [{"type": "SwapAircraft", "flight_id": out, "tail": "N404"}]})
    assert any("'N404'" in message for _, message in refusal.value.faults)
