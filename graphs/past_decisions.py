"""A decided case as passages of the library: what happened, what was on the table at which price, what was decided and why."""

from collections.abc import Iterator, Sequence
from typing import Any

from domain.plans import Finding
from graphs.explain import counted, money
from graphs.views import CaseView, DecisionView, PlanView
from knowledge.library.passage import Passage

_SETTLED = ("decided", "closed")


def passages_of(case: CaseView, plans: Sequence[PlanView]) -> tuple[Passage, ...]:
    """The case's passages, none as long as nobody has decided it. Roles decide here: no name of a user is in any of them."""
    if case.status not in _SETTLED or not case.decisions:
        return ()
    source = f"case/{case.case_id}"
    stations = tuple(sorted(_airports_in(case.disruption.model_dump(mode="json"))))
    decided_on = case.decisions[-1].at.date()

    def passage(paragraph: str, text: str) -> Passage:
        return Passage(
            passage_id=f"{source}#{paragraph}",
            source=source,
            title=f"Case {case.case_id}: {case.title}",
            paragraph=paragraph,
            text=text,
            kind="decision",
            citation=f"Decision record of case {case.case_id}, {decided_on}, {paragraph}",
            stations=stations,
            valid_from=decided_on,
        )

    made = {decision.plan_id: decision for decision in case.decisions}
    found = " ".join(_findings(case))
    return (
        passage("what-happened", f"{case.title}. Reported {case.opened_at:%Y-%m-%d %H:%M} UTC. {found}".strip()),
        *(passage(f"option.{plan.plan_id}", _option(plan, made.get(plan.plan_id))) for plan in plans),
        *(passage(f"decision.{place}", _decision(one, plans)) for place, one in enumerate(case.decisions, start=1)),
    )


def _findings(case: CaseView) -> Iterator[str]:
    for name, answer in sorted(case.findings.items()):
        if isinstance(answer, Finding) and answer.summary:
            yield f"{name.capitalize()}: {answer.summary.rstrip('.')}."


def _option(plan: PlanView, decision: DecisionView | None) -> str:
    kpis = plan.kpis
    failing = sorted({check.rule for check in plan.checks if check.verdict == "fail"})
    said = (
        f"Option {plan.rank}, {plan.label}: {money(plan.cost.total)}, {counted(len(plan.operations), 'change')}, "
        f"{counted(kpis.cancelled_flights, 'flight')} cancelled, {counted(kpis.delayed_flights_15, 'flight')} late, "
        f"{counted(kpis.disrupted_passengers, 'passenger')} disrupted."
    )
    said += f" It failed {', '.join(failing)}." if failing else " Every check that was made passed."
    if decision is None:
        return f"{said} It was not chosen."
    return f"{said} It was {decision.effect} by a {decision.role.replace('_', ' ')}."


def _decision(decision: DecisionView, plans: Sequence[PlanView]) -> str:
    label = next((plan.label for plan in plans if plan.plan_id == decision.plan_id), decision.plan_id)
    return (
        f"A {decision.role.replace('_', ' ')} {decision.effect} {label!r} on {decision.at:%Y-%m-%d %H:%M} UTC under rule "
        f"{decision.rule!r}. Reason given: {decision.reason.strip() or 'none'}"
    )


def _airports_in(report: Any) -> set[str]:
    """Airports that a disruption names, itself or in its flights (`CARRIERNUMBER/DATE/ORIGIN`)."""
    if isinstance(report, dict):
        named = {str(report["airport"])} if report.get("airport") else set()
        named |= {str(report["flight_id"]).rsplit("/", 1)[-1]} if report.get("flight_id") else set()
        return named.union(*(_airports_in(one) for one in report.values()))
    return set().union(*(_airports_in(one) for one in report)) if isinstance(report, list) else set()
