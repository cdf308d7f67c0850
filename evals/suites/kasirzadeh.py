"""Three public months of crew work: the reference checked, the pairings built anew, sick calls and delays recovered.

`DOWNLINE_KASIRZADEH_INSTANCES` (1,2,3) makes a run shorter. The data have no disruptions of their own, these are injected;
crew is absent from ROADEF.
"""

import os
from collections import Counter
from dataclasses import asdict
from typing import Any

from evals.kasirzadeh import disruptions, legality
from evals.kasirzadeh.checking import check_pairings, check_rosters
from evals.kasirzadeh.duty_network import DutyLimits
from evals.kasirzadeh.instance import Month, read_month
from evals.kasirzadeh.pairing_building import Assumed, build, limits_of_part_117, limits_of_practice
from evals.kasirzadeh.pricing import PayRules, paid_in_all
from evals.suite import Progress, Suite, data_file

INSTANCES = "1,2,3"
REFERENCE_CPU_S = {"instance1": 150.0, "instance2": 260.4, "instance3": 548.4}
"""Published pairing time: 2.50, 4.34 and 9.14 CPU minutes of GENCOL 4.5 and CPLEX 10.1 on the authors' machine."""
CASES, BUDGET_S = 3, 20.0
BUILD_S, BOUND_S = 120.0, 240.0
PAY, ASSUMED = PayRules(), Assumed()
HEAD = (
    f"  {'pairings by':<18}{'pairings':>9}{'deadheads':>10}{'uncovered':>10}{'paid min':>10}{'':>8}{'gap':>7}{'CPU s':>8}"
    "  breaches of Part 117"
)


def run(progress: Progress) -> dict[str, Any]:
    """Each instance: what its reference keeps and breaks, our pairings beside its own, and the disruptions recovered."""
    folder = data_file("crew_kasirzadeh")
    found = []
    for number in os.environ.get("DOWNLINE_KASIRZADEH_INSTANCES", INSTANCES).split(","):
        month = read_month(folder / f"instance{number.strip()}")
        progress(f"{month.name}: {len(month.legs):,} legs")
        found.append({"instance": month.name, **_reference(month)})
        found[-1]["built"] = [_built(month, name, limits, progress) for name, limits in _limits(month)]
        found[-1]["recovered"] = [_recovered(month, seed, progress) for seed in range(CASES)] if legality.in_force() else []
    return {"instances": found}


def _reference(month: Month) -> dict[str, Any]:
    cost = paid_in_all(month.pairings, month.legs, PAY)
    law = legality.in_force()
    return {
        "legs": len(month.legs),
        "pilots": len(month.rosters),
        "pairings": len(month.pairings),
        "deadheads": sum(task.deadhead for one in month.pairings for task in one.tasks),
        "paid_min": cost.total,
        "paid_by_component_min": asdict(cost),
        "pairing_findings": Counter(one.kind for one in check_pairings(month, month.pairings)),
        "roster_findings": Counter(one.kind for one in check_rosters(month)),
        "breaches_by_rule_pairings": legality.breaches_of_pairings(month.pairings, month.legs, PAY, ASSUMED) if law else {},
        "breaches_by_rule_rosters": legality.breaches_of_rosters(month.rosters, month.legs, PAY, ASSUMED) if law else {},
        "cpu_s": REFERENCE_CPU_S.get(month.name),
    }


def _limits(month: Month) -> list[tuple[str, DutyLimits]]:
    practice = ("as the reference", limits_of_practice(month, PAY, ASSUMED))
    if not legality.in_force():
        return [practice]
    return [practice, ("part 117", limits_of_part_117(month, PAY, ASSUMED, legality.law()))]


def _built(month: Month, name: str, limits: DutyLimits, progress: Progress) -> dict[str, Any]:
    built = build(month, limits, PAY, seconds=BUILD_S, bound_seconds=BOUND_S)
    law = legality.in_force()
    wrong = Counter(one.kind for one in check_pairings(month, built.pairings, connection_min=limits.connection_min))
    progress(f"{month.name}, {name}: {built.cost.total:,} paid minutes in {built.cpu_s} CPU s, bound in {built.bound_cpu_s}")
    return {
        "rules": name,
        "pairings": len(built.pairings),
        "deadheads": sum(task.deadhead for one in built.pairings for task in one.tasks),
        "uncovered": list(built.uncovered),
        "out_of_reach": {
            leg_id: {"origin": month.legs[leg_id].origin, "departs": month.legs[leg_id].departs.isoformat(), **asdict(proof)}
            for leg_id, proof in built.out_of_reach.items()
        },
        "paid_min": built.cost.total,
        "bound_min": built.bound_min,
        "bound_cpu_s": built.bound_cpu_s,
        "paid_by_component_min": asdict(built.cost),
        "findings": wrong,
        "breaches_by_rule": legality.breaches_of_pairings(built.pairings, month.legs, PAY, ASSUMED) if law else {},
        "duties_known": built.duties_known,
        "columns": built.columns,
        "cpu_s": built.cpu_s,
        "wall_s": built.wall_s,
        "ended": built.ended,
    }


def _recovered(month: Month, seed: int, progress: Progress) -> dict[str, Any]:
    drawn = disruptions.draw(month, seed=seed, pay=PAY, assumed=ASSUMED)
    one = disruptions.recover(month, drawn, seed=0, budget_s=BUDGET_S, pay=PAY, assumed=ASSUMED)
    progress(f"{month.name}, seed {seed}: {one.uncovered} uncovered in {one.runtime_s} s")
    return {**asdict(one), "start": one.start.isoformat(), "seed": seed}


def table(figures: dict[str, Any]) -> str:
    """A block an instance: pairings, law, recovery."""
    lines = []
    for one in figures["instances"]:
        lines.append(f"{one['instance']}: {one['legs']:,} legs, {one['pilots']} pilots")
        lines.append(HEAD)
        missing = one["pairing_findings"].get("uncovered_leg", 0)
        lines.append(_row("the reference", one, missing, "", "", one["breaches_by_rule_pairings"]))
        for ours in one["built"]:
            ratio = f"{ours['paid_min'] / one['paid_min'] - 1:+.1%}"
            gap = "" if ours["bound_min"] is None else f"{ours['paid_min'] / ours['bound_min'] - 1:.1%}"
            lines.append(_row(ours["rules"], ours, len(ours["uncovered"]), ratio, gap, ours["breaches_by_rule"]))
            lines += [_proof(leg_id, why) for leg_id, why in ours["out_of_reach"].items()]
        lines.append(f"  rosters of the reference: {_counts(one['roster_findings'])}")
        lines.append(f"  and breaches of Part 117: {_counts(one['breaches_by_rule_rosters'])}")
        for case in one["recovered"]:
            lines.append(
                f"  recovery, seed {case['seed']}: {case['sick']} sick, {case['late_legs']} of {case['legs']} legs late: "
                f"{case['uncovered_before']} legs without crew, {case['uncovered']} uncovered after, "
                f"{case['changed_crew']} crew changed, {case['deadheads']} deadheads, {case['runtime_s']} s, {case['status']}"
                + "".join(f"\n    FAULT {fault}" for fault in case["faults"])
            )
    lines.append("gap: above the least that the linear programme of the whole month allows for as many legs uncovered")
    lines.append("paid min: one price for all (README of evals/kasirzadeh); reference CPU: GENCOL 4.5 and CPLEX 10.1, published")
    lines.append("the data have no disruptions, they are injected, and so are reserves; crew is absent from ROADEF")
    return "\n".join(f"  {line}" for line in lines)


def _row(name: str, one: dict[str, Any], uncovered: int, ratio: str, gap: str, breaches: dict[str, int]) -> str:
    return (
        f"  {name:<18}{one['pairings']:>9,}{one['deadheads']:>10}{uncovered:>10}{one['paid_min']:>10,}{ratio:>8}"
        f"{gap:>7}{one['cpu_s']:>8.1f}  {_counts(breaches)}"
    )


def _proof(leg_id: str, why: dict[str, Any]) -> str:
    """Why no legal pairing works a leg."""
    hours = f"{why['needed_min'] // 60}:{why['needed_min'] % 60:02} needed"
    rest = "no rest" if why["rest_min"] is None else f"{why['rest_min'] // 60}:{why['rest_min'] % 60:02} of rest"
    duty = f"no duty of {why['longest_duty_min'] // 60}:{why['longest_duty_min'] % 60:02} leads to it from elsewhere"
    home = "" if why["home"] else ", no base is reached after it"
    return f"    no legal pairing works {leg_id} from {why['origin']}: at most {rest}, {hours}, and {duty}{home}"


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{kind} {many}" for kind, many in sorted(counts.items())) or "none"


SUITE = Suite("kasirzadeh", "Public crew months: reference checked, pairings rebuilt, injected sick calls recovered", run, table)
