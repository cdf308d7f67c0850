"""Sick calls and delays put into the reference rosters, recovered and checked."""

from dataclasses import replace

from evals.kasirzadeh.disruptions import crew_problem, draw, recover
from evals.kasirzadeh.pairing_building import Assumed
from evals.kasirzadeh.pricing import PayRules
from tests.crew_months.months import month, needs_months
from tools.crew_recovery.solve import solve

PAY, ASSUMED = PayRules(), Assumed()


@needs_months
def test_a_seed_draws_the_same_disruption_and_another_seed_another() -> None:
    one, again, other = (draw(month(1), seed=seed, pay=PAY, assumed=ASSUMED) for seed in (1, 1, 2))
    assert one == again
    assert one != other
    assert (len(one.sick), len(one.late_min), len(one.reserves)) == (2, 4, 3)
    assert set(one.sick).isdisjoint(one.reserves)


@needs_months
def test_an_undisturbed_day_needs_no_change_though_the_reference_breaks_part_117() -> None:
    calm = replace(draw(month(1), seed=0, pay=PAY, assumed=ASSUMED), sick=(), late_min={})
    solution = solve(crew_problem(month(1), calm, PAY, ASSUMED), stop=lambda: False, seed=0, budget_s=10.0)
    assert (solution.objective, solution.lines, solution.uncovered) == (0, (), ())


@needs_months
def test_a_recovery_covers_most_of_what_the_sick_leave_and_the_check_agrees() -> None:
    drawn = draw(month(1), seed=0, pay=PAY, assumed=ASSUMED)
    found = recover(month(1), drawn, seed=0, budget_s=20.0, pay=PAY, assumed=ASSUMED)
    assert found.faults == ()
    assert found.uncovered_before > found.uncovered
