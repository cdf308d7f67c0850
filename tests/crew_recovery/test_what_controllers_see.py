"""Crew recoveries on paper: who is called, what stays uncovered and why, and what a stopped or repeated search gives."""

from dataclasses import replace
from time import monotonic

import pytest

from evals.suites.crew_recovery import DutyLimits, generated
from tests.crew_recovery.small_problems import at, captain, duty, leg, problem, reserve
from tools.crew_recovery.check import check_solution
from tools.crew_recovery.problem import CrewProblem, CrewSolution, DutyPlan, Quality, Task
from tools.crew_recovery.solve import solve


def solved(case: CrewProblem, quality: Quality = "cheapest", budget_s: float = 10) -> CrewSolution:
    solution = solve(case, stop=lambda: False, seed=0, budget_s=budget_s, quality=quality)
    assert check_solution(case, solution) == []
    return solution


def test_crews_whose_duties_still_work_keep_them_and_nobody_pays() -> None:
    case = problem([leg("F1", "AAA-BBB", 120), leg("F2", "BBB-AAA", 240)], [captain("CP1", duty(60, 330, 0, 1))])

    solution = solved(case)

    assert (solution.status, solution.objective, solution.lines, solution.uncovered) == ("optimal", 0, (), ())


def test_a_reserve_takes_the_duty_of_a_sick_captain() -> None:
    sick = captain("CP1", duty(60, 330, 0, 1), unavailable=((at(0), at(600)),))
    case = problem([leg("F1", "AAA-BBB", 120), leg("F2", "BBB-AAA", 240)], [sick, reserve("CPR", 0, 480)])

    solution = solved(case)

    assert dict(solution.lines)["CPR"] == (DutyPlan(at(60), at(330), (Task(0), Task(1))),)
    assert dict(solution.components)["reserves"] == case.prices.reserve


def test_a_stranded_captain_travels_home_on_a_free_seat() -> None:
    stranded = captain("CP1", duty(60, 330, ends_at="AAA"), station="BBB", running=at(0))
    other = captain("CP2", duty(120, 330, 0), station="BBB", base="BBB")
    case = problem([leg("F2", "BBB-AAA", 240, seats=1)], [stranded, other])

    solution = solved(case)

    assert dict(solution.lines)["CP1"][0].tasks == (Task(0, deadhead=True),)
    assert dict(solution.components) == {
        "calls": 50,
        "reserves": 0,
        "deadheads": 80,
        "hotels": 0,
        "overtime": 0,
        "away_from_base": 0,
        "uncovered": 0,
    }


def test_whoever_loses_all_flights_is_told_without_a_call() -> None:
    case = problem([leg("F9", "AAA-BBB", 900)], [captain("CP1", duty(60, 330, ends_at="AAA")), captain("CP2", duty(840, 990, 0))])

    solution = solved(case)

    assert (solution.lines, solution.objective) == ((("CP1", ()),), 0)


def test_fewest_calls_prefers_one_dear_call_to_two_cheap_ones() -> None:
    legs = [leg("F1", "AAA-BBB", 120), leg("F2", "AAA-BBB", 180)]
    sick = captain("CP1", duty(60, 210, 0), unavailable=((at(0), at(2880)),))
    idle = captain("CP3", duty(60, 270, ends_at="BBB"), free=100)
    case = problem(legs, [sick, captain("CP2", duty(120, 270, 1)), idle, reserve("CPR", 0, 480)])

    cheap, few = solved(case), solved(case, "fewest_calls")

    assert {who for who, duties in cheap.lines if duties} == {"CP2", "CP3"}
    assert {who for who, duties in few.lines if duties} == {"CPR"}
    assert cheap.objective < few.objective


def test_two_processes_give_the_answer_of_one() -> None:
    case = generated(3, disrupted=12, others=12)

    alone = solved(case, budget_s=60)
    together = solve(case, stop=lambda: False, seed=0, budget_s=60, processes=2)

    assert (together.lines, together.objective, together.bound) == (alone.lines, alone.objective, alone.bound)


def test_an_uncovered_leg_names_the_rule_its_own_crew_would_break_and_when_it_would_not() -> None:
    own = captain("CP1", duty(60, 480, 0, 1))
    case = problem([leg("F1", "AAA-BBB", 120), leg("F2", "BBB-AAA", 500)], [own])

    solution = solved(case)

    gap = solution.uncovered[0]
    assert (gap.leg, gap.role, gap.count, gap.citation) == (1, "captain", 1, "generated law, 1")
    assert gap.reasons == (
        "CP1, planned on it: duty 8:20, limit 8:00, 20 min over (generated law, 1)",
        "there is no reserve captain for narrow",
    )
    assert gap.latest_departure == at(480)


def test_an_uncovered_leg_says_how_late_the_nearest_reserve_is() -> None:
    sick = captain("CP1", duty(60, 210, 0), unavailable=((at(0), at(600)),))
    case = problem([leg("F1", "AAA-BBB", 120)], [sick, reserve("CPR", 0, 480, notice=90)])

    (gap,) = solved(case).uncovered

    assert gap.reasons == ("CP1, planned on it: is not available then", "reserve CPR: can report at 07:30Z, 30 min too late")


def test_a_crew_may_be_split_between_two_people() -> None:
    own = captain("CP1", duty(60, 450, 0, 1, 2))
    legs = [leg("F1", "AAA-BBB", 120), leg("F2", "BBB-AAA", 240), leg("F3", "AAA-BBB", 540)]
    case = problem(legs, [own, reserve("CPR", 300, 780)])

    works = {who: [task.leg for one in duties for task in one.tasks] for who, duties in solved(case).lines}

    assert works == {"CP1": [0, 1], "CPR": [2]}


def test_the_same_seed_gives_the_same_answer() -> None:
    case = generated(3, disrupted=12, others=12)

    first, second = solved(case, budget_s=60), solved(case, budget_s=60)

    assert first.lines == second.lines
    assert (first.objective, first.bound) == (second.objective, second.bound)


@pytest.mark.parametrize("quality", ["cheapest", "fewest_calls"])
def test_a_search_that_is_stopped_gives_what_it_has_and_a_true_bound(quality: Quality) -> None:
    case = generated(4, disrupted=12, others=12)
    asked = 0

    def stop() -> bool:
        nonlocal asked
        asked += 1
        return asked > 40

    stopped = solve(case, stop=stop, seed=0, budget_s=60, quality=quality)
    best = solved(case, quality, budget_s=60)

    assert check_solution(case, stopped) == []
    assert stopped.status == "time_limit"
    assert stopped.bound <= best.objective <= stopped.objective


def test_the_budget_is_kept_with_a_whole_solution() -> None:
    case = generated(5, disrupted=60, others=60)
    started = monotonic()

    solution = solve(case, stop=lambda: False, seed=0, budget_s=3)

    assert monotonic() - started < 4.5
    assert check_solution(case, solution) == []
    assert solution.bound <= solution.objective


def test_the_check_notices_what_is_wrong() -> None:
    case = problem(
        [leg("F1", "AAA-BBB", 120), leg("F2", "BBB-AAA", 240)], [captain("CP1", duty(60, 330, 0, 1)), reserve("CPR", 0, 480)]
    )
    sound = solved(case)
    twice = replace(sound, lines=(("CPR", (DutyPlan(at(60), at(210), (Task(0),)),)),))
    strict = replace(case, judge=DutyLimits(case.legs, most_legs=1))

    assert any("2 there, 1 needed" in fault for fault in check_solution(case, twice))
    assert any("cents said" in fault for fault in check_solution(case, twice))
    assert any("generated law, 2" in fault for fault in check_solution(strict, sound))
