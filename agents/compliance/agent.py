"""Compliance: who must approve a plan, which limits it breaks, and which rules nobody has checked."""

from importlib.util import find_spec

from agents.outcome import airports_in
from agents.specialist import Consultation, Specialist, check, fact
from domain.plans import Brief, Check, Finding, Review, ScoredPlan
from knowledge.airline.approval import POLICY_FILE, approval_policy

NAME = "compliance"
POLICY = f"knowledge/airline/{POLICY_FILE.name}"
STATION_RULES = ("airport_closure", "curfew", "airport_capacity")

REGIMES: tuple[tuple[str, str, str], ...] = (
    ("flight_time.us_part_117", "14 CFR Part 117", "flight and duty time limits of US carriers"),
    ("flight_time.eu_ftl", "Regulation (EU) No 965/2012, ORO.FTL", "flight and duty time limits of EU carriers"),
    ("passenger_rights.us_dot", "14 CFR Parts 259 and 260", "refunds, tarmac delay and care of the United States"),
    ("passenger_rights.eu261", "Regulation (EC) No 261/2004", "compensation, care and re-routing of the European Union"),
    ("passenger_rights.uk261", "UK Regulation 261/2004 as retained", "compensation, care and re-routing of the United Kingdom"),
)
"""Rules a plan may fall under: folder in `knowledge/`, citation, what it is about. A folder that is there has its own tools."""


def consult(brief: Brief, at_work: Consultation) -> Finding:
    """Who may approve, curfews of the disrupted airports, and a warning for each body of law that is not there."""
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
        nights = sum(one.reason.startswith("curfew") for one in limits.closures)
        said = f"{airport}: curfew nights before the end of the horizon"
        facts.append(fact(NAME, f"{airport}.curfews", said, tool="station_limits", value=nights, unit="nights"))
    absent = _absent()
    return Finding(
        specialist=NAME,
        facts=tuple(facts),
        warnings=tuple(f"Not checked: {citation}, {about}." for _, citation, about in absent),
        summary=f"{len(policy.approval)} approval rules; {len(absent)} bodies of law are not checked",
    )


def _need(approver: str, approvals: int) -> str:
    return f"approval by {'two people, each at least' if approvals == 2 else 'one'} {approver}"


def _absent() -> list[tuple[str, str, str]]:
    return [one for one in REGIMES if not _is_there(f"knowledge.{one[0]}")]


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def review(brief: Brief, scored: ScoredPlan, at_work: Consultation) -> Review:
    """Whether anybody may approve the plan, a summary of the limits it breaks, and what was not checked."""
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
    for folder, citation, about in _absent():
        said = f"{about} are not in this installation; have somebody who knows them look"
        checks.append(check(f"compliance.{folder}", "not_checked", "plan", said, citation=citation))
    return Review(specialist=NAME, checks=tuple(checks))


SPECIALIST = Specialist(
    name=NAME,
    remit="approval policy, curfews, and rules of law",
    tools=("station_limits",),
    consult=consult,
    review=review,
    volunteers_for=frozenset(),
)
