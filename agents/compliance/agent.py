"""Compliance: what passengers are owed, who must approve a plan, which limits it breaks, and what nobody could check."""

from collections.abc import Iterator
from pathlib import Path

import knowledge
from agents.outcome import airports_in
from agents.specialist import Consultation, Specialist, check, fact, listed, money
from domain.disruptions import parts_of
from domain.network import NetworkState
from domain.plans import Brief, Check, Fact, Finding, Review, ScoredPlan, Verdict
from knowledge.airline.approval import POLICY_FILE, approval_policy
from knowledge.dated_law import read_sheet
from knowledge.passenger_rights.regime import regime
from tools.passenger_rights.from_network import circumstance_of
from tools.passenger_rights.tool import CostCurve, DelayCauseReport, ExposureReport

NAME = "compliance"
POLICY = f"knowledge/airline/{POLICY_FILE.name}"
STATION_RULES = ("airport_closure", "curfew", "airport_capacity", "airport_windows")
NOTICES = Path(knowledge.__file__).parent / "passenger_messages" / "notices.yaml"
RIGHTS = "passenger_rights"
TARMAC = "14 CFR 259.4; SOR/2019-150 s. 8"
NO_LAW = "the passenger-rights law of each journey"


def consult(brief: Brief, at_work: Consultation) -> Finding:
    """Who may approve; curfews; what is owed if nobody intervenes, whether the cause excuses it; a flight's cost curve."""
    policy = approval_policy()
    facts = [
        fact(
            NAME,
            f"approval.{rule.name}",
            _need(rule.approver, rule.approvals),
            tool=POLICY,
            value=rule.approver,
            assumed=policy.assumed,
        )
        for rule in policy.approval
    ]
    for airport in airports_in(brief.disruption, at_work.state):
        limits = at_work.call("station_limits", {"airports": [airport]})
        # Where late arrivals are exempt a night is two closures with one end.
        nights = len({one.end for one in limits.closures if one.reason.startswith("curfew")})
        said = f"{airport}: curfew nights before the end of the horizon"
        facts.append(fact(NAME, f"{airport}.curfews", said, tool="station_limits", value=nights, unit="nights"))
    facts += _cause(brief, at_work)
    owed: ExposureReport = at_work.call("rights_exposure", {})
    assumed = any(one.assumed for one in at_work.state.bookings.values())
    facts += [one.model_copy(update={"assumed": assumed}) for one in _owed(owed)]
    facts += _curves(brief, at_work)
    laws = [one.regime for one in owed.regimes]
    return Finding(
        specialist=NAME,
        facts=tuple(facts),
        warnings=tuple(_open(owed)),
        summary=(
            f"{owed.passengers} passengers have rights if nobody intervenes, under {listed(laws) or 'no law known here'}; "
            f"compensation {money(owed.cash)}"
        ),
    )


def _need(approver: str, approvals: int) -> str:
    return f"approval by {'two people, each at least' if approvals == 2 else 'one'} {approver}"


def _cause(brief: Brief, at_work: Consultation) -> Iterator[Fact]:
    """What the law makes of the reported disruption, where it is one circumstance."""
    circumstance = circumstance_of(brief.disruption)
    if circumstance is None:
        return
    cause: DelayCauseReport = at_work.call("delay_cause", {"circumstance": circumstance})
    excused = {True: "extraordinary", False: "not extraordinary", None: "extraordinary or not: more must be known"}
    said = f"{cause.says}: {excused[cause.extraordinary]} ({cause.authority})"
    yield fact(NAME, "cause", said, tool="delay_cause", value=circumstance)


def _owed(owed: ExposureReport) -> Iterator[Fact]:
    tool = "rights_exposure"
    yield fact(NAME, "rights", "passengers with rights if nobody intervenes", tool=tool, value=owed.passengers, unit="passengers")
    said = f"compensation owed if nobody intervenes, {owed.cash.currency}"
    yield fact(NAME, "compensation", said, tool=tool, value=owed.cash.cents // 100, unit=owed.cash.currency)
    for one in owed.regimes:
        given = ", ".join(f"{what} to {count}" for what, count in one.owed_to.items()) or "nothing owed yet"
        yield fact(NAME, f"rights.{one.regime}", f"{regime(one.regime).title}: {given}", tool=tool, value=one.passengers)


def _open(owed: ExposureReport) -> Iterator[str]:
    if owed.open_passengers:
        yield f"Compensation of {owed.open_passengers} passengers could not be checked wholly."
    for one in owed.regimes:
        if one.not_checked:
            worst = max(one.not_checked.items(), key=lambda item: (item[1], item[0]))
            yield f"Not checked under {regime(one.regime).title}: {worst[0]} ({worst[1]} passengers)."
    for amount in owed.no_rate:
        yield f"{amount.cents / 100:,.0f} {amount.currency} of compensation are not in the price: no published rate is given."
    yield from owed.unknown_places


def _curves(brief: Brief, at_work: Consultation) -> Iterator[Fact]:
    """For flights that the disruption names: when the law next makes a delay dearer."""
    circumstance = circumstance_of(brief.disruption)
    for part in parts_of(brief.disruption):
        flight_id = getattr(part, "flight_id", None)
        if flight_id is None or flight_id not in at_work.state.flights:
            continue
        curve: CostCurve = at_work.call("rights_cost_curve", {"flight_id": flight_id, "circumstance": circumstance})
        if curve.next_step_min is None:
            said = f"{flight_id}: no delay within eight hours makes compensation grow"
        else:
            step = next(one for one in curve.steps if one.late_min == curve.next_step_min)
            said = f"{flight_id}: from {step.late_min} min late on, {money(step.added)} more are owed"
        yield fact(NAME, f"{flight_id}.curve", said, tool="rights_cost_curve", value=curve.next_step_min, unit="min")


def review(brief: Brief, scored: ScoredPlan, at_work: Consultation) -> Review:
    """Whether anybody may approve the plan, whether everybody is given what the law says, and the limits it breaks."""
    checks: list[Check] = []
    rule = approval_policy().rule_for(scored)
    if rule is None:
        said = "a check fails, and no rule lets anybody approve that"
        checks.append(check("compliance.approval", "fail", "plan", said, citation=POLICY))
    else:
        said = f"rule {rule.name!r}: {_need(rule.approver, rule.approvals)} ({rule.reason})"
        checks.append(check("compliance.approval", "pass", "plan", said, citation=POLICY))
    broken = [one for one in scored.checks if one.rule in STATION_RULES and one.verdict == "fail"]
    if broken:
        said = f"{len(broken)} breaches of closures, curfews or capacity, each listed by its rule"
        checks.append(check("compliance.station_limits", "fail", "plan", said, citation=broken[0].citation))
    elif {one.rule for one in scored.checks} >= set(STATION_RULES):
        said = "closures, curfews and capacity are kept"
        checks.append(check("compliance.station_limits", "pass", "plan", said, citation="plan_evaluation"))
    operations = [one.model_dump(mode="json") for one in scored.plan.operations]
    owed: ExposureReport = at_work.call("rights_exposure", {"operations": operations})
    checks += _rights(at_work.state, scored, owed)
    return Review(specialist=NAME, checks=tuple(checks))


def _rights(state: NetworkState, scored: ScoredPlan, owed: ExposureReport) -> Iterator[Check]:
    """The veto of the law: nobody whose journey is broken is left without a seat and without the money back."""
    titles = "; ".join(regime(one.regime).title for one in owed.regimes) or NO_LAW
    left = scored.kpis.disrupted_passengers - scored.kpis.refunded_passengers
    by_law = [one for one in owed.regimes if {"choice", "refund", "rerouting"} & one.owed_to.keys()]
    if left > 0 and by_law and scored.plan.kind != "hand_made":
        cited = "; ".join(regime(one.regime).title for one in by_law)
        said = f"{left} passengers have neither another seat nor their money back, and the law gives them both to choose from"
        yield check(RIGHTS, "fail", "passengers", said, citation=cited)
    elif left > 0:
        said = f"{left} passengers have neither another seat nor their money back; nobody has settled them yet"
        yield check(RIGHTS, "not_checked", "passengers", said, citation=titles)
    elif not owed.regimes and owed.passengers:
        said = f"no law that is known here could be applied to {owed.passengers} passengers"
        yield check(RIGHTS, "not_checked", "passengers", said, citation=titles)
    elif owed.open_passengers:
        said = f"compensation of {owed.open_passengers} of {owed.passengers} passengers could not be checked wholly"
        yield check(RIGHTS, "not_checked", "passengers", said, citation=titles)
    else:
        said = f"{owed.passengers} passengers have rights; compensation of {money(owed.cash)} is priced"
        yield check(RIGHTS, "pass", "passengers", said, citation=titles)
    yield from _notices(scored, owed)
    if any(state.flights[one.flight_id].status.value == "departed" for one in scored.affected if one.flight_id in state.flights):
        said = "when doors closed and opened is not in the network, so nobody watches the clocks of aircraft that wait"
        yield check("compliance.tarmac", "not_checked", "aircraft on the ground", said, citation=TARMAC)


def _notices(scored: ScoredPlan, owed: ExposureReport) -> Iterator[Check]:
    """Whether all to whom a law owes a notice get it with this plan: whom it moves or refunds, where a notice is written."""
    written = read_sheet(NOTICES)
    told = scored.kpis.rebooked_passengers + scored.kpis.refunded_passengers
    for one in owed.regimes:
        due = one.owed_to.get("notice", 0)
        if not due:
            continue
        cited = regime(one.regime).title
        if one.regime not in written:
            verdict: Verdict = "not_checked"
            said = f"{due} passengers are owed a notice of their rights, and none is written for this law"
        elif due > told:
            verdict = "not_checked"
            said = f"{due} passengers are owed a notice of their rights; messages go to the {told} moved or refunded"
        else:
            verdict = "pass"
            said = f"{due} passengers are sent the notice of their rights once the plan is approved, not before"
        yield check("compliance.notices", verdict, "passengers", said, citation=cited)


def conclude(scored: ScoredPlan) -> tuple[Check, ...]:
    """Everybody's verdicts in one: a veto with the citations of what fails, else a pass that says how much nobody checked."""
    failing = [one for one in scored.checks if one.verdict == "fail" and one.rule != "compliance.approval"]
    open_ends = [one for one in scored.checks if one.verdict == "not_checked"]
    if failing:
        rules = listed(dict.fromkeys(f"{one.rule} ({one.specialist or 'evaluation'})" for one in failing))
        cited = "; ".join(list(dict.fromkeys(one.citation for one in failing))[:4])
        said = f"vetoed: {len(failing)} checks fail, of {rules}"
        return (check("compliance.verdict", "fail", "plan", said, citation=cited),)
    passed = len(scored.checks) - len(open_ends)
    said = f"{passed} checks pass, none fails; {len(open_ends)} could not be made, each listed with its reason"
    return (check("compliance.verdict", "pass", "plan", said, citation=POLICY),)


SPECIALIST = Specialist(
    name=NAME,
    remit="passengers' rights, approval policy, curfews, and rules of law",
    tools=("station_limits", "rights_exposure", "rights_cost_curve", "delay_cause"),
    consult=consult,
    review=review,
    volunteers_for=frozenset(),
    conclude=conclude,
    further=("station_limits", "delay_cause"),
)
