"""Cases: which there are, and one of them with what its specialists found, its clocks, and what people decided."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from agents.grounding import FactBook
from domain.disruptions import describe
from domain.network import FlightStatus, NetworkState
from domain.plans import Degraded, Finding
from domain.units import Frozen
from graphs.conversation.fork import passengers_are_assumed
from graphs.conversation.question import Focus, Inquiry, Question, Reading
from graphs.conversation.reply import Card, Reply, Table
from graphs.conversation.wording import ROWS_SHOWN, both, case_view, put_count, put_money, put_name, put_time, reply, weight
from graphs.intake.mentions import Mentions
from graphs.staleness import touched_by
from graphs.views import CaseView, PlanView
from tools.spec import ToolRetry

Part = Literal["summary", "findings", "clocks", "decisions"]

_PARTS: dict[Part, tuple[str, ...]] = {
    "findings": ("find", "found", "specialist", "fact", "warning", "answered", "trouble", "silent", "report"),
    "clocks": ("clock", "decide-by", "deadline", "until", "urgent", "long", "expire", "time"),
    "decisions": ("decision", "decided", "approved", "rejected", "returned", "executed", "who"),
}
_CASE = ("case", "situation", "incident", "disruption")
_LIST = ("open", "all", "many", "running", "overview", "pending", "there")


class AskedCases(Frozen):
    """Which cases there are, with their stage, their options and what was decided."""

    only_open: bool = False


class AskedCase(Frozen):
    """What one case is about: what happened, how far it is, what each specialist found, its clocks, and the decisions made."""

    case_id: str = ""
    part: Part = "summary"


def fact_name(text: str) -> str:
    """Text as part of a fact id."""
    return re.sub(r"[^A-Za-z0-9_.\-/]+", "-", text).strip("-") or "x"


def case_meant(inquiry: Inquiry, case_id: str = "") -> CaseView:
    """The case named, else the one in focus, else the newest; ToolRetry when there is none."""
    named = case_id or inquiry.focus.case_id
    if not named and inquiry.focus.plan_id:
        named = inquiry.cases.plan(inquiry.focus.plan_id).case_id
    if named:
        return inquiry.cases.case_view(named)
    every = inquiry.cases.cases()
    if not every:
        raise ToolRetry(
            "There is no case yet. Report a disruption and open its case first, e.g. 'JFK closed from 16:00 to 20:00Z'."
        )
    return every[-1]


def _read_cases(mentions: Mentions, focus: Focus) -> Reading[AskedCases] | None:
    if mentions.cases or not mentions.has("cases", "situations", "incidents"):
        return None
    if mentions.has("page", "screen", "view"):
        return None
    only_open = mentions.has("open", "running", "pending", "undecided")
    return Reading(AskedCases(only_open=only_open), weight(mentions, (*_CASE, *_LIST)))


def _read_case(mentions: Mentions, focus: Focus) -> Reading[AskedCase] | None:
    named = mentions.cases[0] if mentions.cases else ""
    if mentions.has("cases", "situations", "options", "plans", "alternatives"):
        return None
    if mentions.options or mentions.plans or not (named or (focus.case_id and mentions.has(*_CASE, "specialist", "deadline"))):
        part = _part_of(mentions)
        decided = part == "decisions" and mentions.has("who") and mentions.has("decided", "approved", "rejected", "returned")
        asks_specialists = part == "findings" and mentions.has("specialist")
        if not (decided or asks_specialists):
            return None
        return Reading(AskedCase(part=part), weight(mentions, ("who", *_PARTS[part], *_CASE), len(mentions.plans)))
    part = _part_of(mentions)
    stems = (*_CASE, *_PARTS.get(part, ()), "happen", "about", "status", "stage", "far", "summar", "state")
    return Reading(AskedCase(case_id=named, part=part), weight(mentions, stems, len(mentions.cases)))


def _part_of(mentions: Mentions) -> Part:
    return next((part for part, stems in _PARTS.items() if mentions.has(*stems)), "summary")


def _tell_cases(inquiry: Inquiry, asked: AskedCases) -> Reply:
    every = [one for one in inquiry.cases.cases() if not asked.only_open or one.status not in ("decided", "closed")]
    book = FactBook()
    what = "Which cases are open" if asked.only_open else "Which cases there are"
    if not every:
        none = put_name(book, "cases.none", "0 open cases" if asked.only_open else "0 cases", subject="cases")
        return reply(what, book, (f"There are {none}. Report a disruption in words, and I draft a case for you to open.",))
    count = put_count(book, "cases.count", len(every), "case", "open" if asked.only_open else "")
    shown = every[-ROWS_SHOWN:]
    rows = []
    for case in shown:
        key = fact_name(case.case_id)
        rows.append(
            (
                put_name(book, f"{key}.id", case.case_id),
                put_name(book, f"{key}.what", case.title or describe(case.disruption), subject=case.case_id),
                put_name(book, f"{key}.stage", f"{case.status}: {case.stage}", subject=case.case_id),
                put_count(book, f"{key}.options", len(case.plan_ids), "option", subject=case.case_id),
                put_count(book, f"{key}.decided", len(case.decisions), "decision", subject=case.case_id),
                put_time(book, f"{key}.opened", case.opened_at, now=inquiry.now, subject=case.case_id),
            )
        )
    newest = shown[-1]
    table = Table(title="Cases", columns=("case", "what happened", "stage", "options", "decided", "opened"), rows=tuple(rows))
    more = len(every) - len(shown)
    said = [f"There {'is' if len(every) == 1 else 'are'} {count}, the newest last."]
    if more:
        said.append(f"{put_count(book, 'cases.more', more, 'older case')} are behind the page of situations.")
    return reply(
        what,
        book,
        said,
        cards=(table, case_view(newest.case_id, f"Case {newest.case_id}")),
        suggestions=(f"What did the specialists find in case {newest.case_id}?", f"Show the options of case {newest.case_id}"),
    )


def _tell_case(inquiry: Inquiry, asked: AskedCase) -> Reply:
    case = case_meant(inquiry, asked.case_id)
    book = FactBook()
    name = put_name(book, "case.id", case.case_id)
    happened = put_name(book, "case.what", describe(case.disruption), subject=case.case_id)
    stage = put_name(book, "case.stage", f"{case.status}, stage {case.stage}", subject=case.case_id)
    opened = put_time(book, "case.opened", case.opened_at, now=inquiry.now, subject=case.case_id)
    said = [f"Case {name}: {happened}. Opened {opened}; it is {stage}."]
    cards: list[Card] = []
    if case.trouble:
        said.append(f"Trouble: {put_name(book, 'case.trouble', case.trouble, subject=case.case_id)}.")
    if asked.part in ("summary", "findings"):
        said += _answers(book, case)
        if asked.part == "findings" and (table := _findings(book, case)) is not None:
            cards.append(table)
    plans = inquiry.cases.plans(case.case_id)
    if asked.part == "summary" and plans:
        best = plans[0]
        cost = put_money(
            book,
            f"option{best.rank}.cost",
            best.cost.total,
            "in all",
            tool="plan_evaluation",
            subject=f"option {best.rank}",
            assumed=passengers_are_assumed(inquiry.state),
        )
        label = put_name(book, f"option{best.rank}.name", f"option {best.rank} ({best.label})", tool="plan_evaluation")
        said.append(f"It has {put_count(book, 'case.options', len(plans), 'option')}; first in rank is {label}, at {cost}.")
    if asked.part in ("summary", "clocks"):
        said += _clocks(book, inquiry, plans)
    if asked.part in ("summary", "decisions"):
        said += _decisions(book, inquiry, case)
    cards.append(case_view(case.case_id, f"Case {case.case_id}"))
    what = {
        "summary": "what happened and how far it is",
        "findings": "what the specialists found",
        "clocks": "by when it must be decided",
        "decisions": "what was decided",
    }[asked.part]
    suggestions = ("Compare all options", "What did the specialists find?", "Who decided what?")
    return reply(f"Case {case.case_id}: {what}", book, said, cards=cards, suggestions=suggestions)


def _answers(book: FactBook, case: CaseView) -> list[str]:
    """Who answered, who did not and why, and who is still awaited."""
    answered = [name for name, answer in case.findings.items() if isinstance(answer, Finding)]
    silent = [answer for answer in case.findings.values() if isinstance(answer, Degraded)]
    awaited = [name for name in case.specialists if name not in case.findings]
    said = []
    if answered:
        count = put_count(book, "case.answered", len(answered), "specialist", "answered", subject=case.case_id)
        said.append(f"{count}: {both(answered)}.")
    for one in silent:
        reason = put_name(book, f"case.{fact_name(one.specialist)}.silent", one.reason, subject=one.specialist)
        said.append(f"The {one.specialist} specialist could not answer: {reason}. What it would have said is missing here.")
    if awaited:
        said.append(f"Not heard yet: {both(awaited)}.")
    if not case.findings and not awaited:
        said.append("No specialist has been asked yet.")
    return said


def _findings(book: FactBook, case: CaseView) -> Table | None:
    """What each specialist found, with the tool that said so; the first of each, as many as fit."""
    found = [one for one in case.findings.values() if isinstance(one, Finding)]
    if not found:
        return None
    each = max(2, ROWS_SHOWN // len(found))
    rows = []
    for finding in found:
        for fact in finding.facts[:each]:
            said = put_name(book, f"case.{fact_name(fact.fact_id)}", fact.text, tool=fact.tool, subject=finding.specialist,
                            assumed=fact.assumed)  # fmt: skip
            rows.append((finding.specialist, said, fact.tool))
        for number, warning in enumerate(finding.warnings[:2], start=1):
            said = put_name(book, f"case.{fact_name(finding.specialist)}.warning{number}", warning, subject=finding.specialist)
            rows.append((finding.specialist, said, "warning"))
    return Table(title="What the specialists found", columns=("specialist", "finding", "said by"), rows=tuple(rows))


def _clocks(book: FactBook, inquiry: Inquiry, plans: Sequence[PlanView]) -> list[str]:
    """By when each option must have been decided: the first departure that it changes."""
    said = []
    for plan in plans:
        first = first_departure(plan, inquiry.state)
        if first is not None:
            leaves = put_time(book, f"option{plan.rank}.first", first, now=inquiry.now, subject=f"option {plan.rank}")
            name = put_name(book, f"option{plan.rank}.rank", f"option {plan.rank}", subject=f"option {plan.rank}")
            said.append(f"The first flight that {name} changes leaves at {leaves}: by then it must be decided, or it is stale.")
    return said


def first_departure(plan: PlanView, state: NetworkState) -> datetime | None:
    """When the first flight that the plan changes, and that has not left, leaves; None when it changes none."""
    flights = [state.flights[one] for one in touched_by(plan.operations, state).flights if one in state.flights]
    return min((one.etd for one in flights if one.status is FlightStatus.SCHEDULED), default=None)


def _decisions(book: FactBook, inquiry: Inquiry, case: CaseView) -> list[str]:
    if not case.decisions:
        return ["Nobody has decided yet; a person does, on the page of the case."]
    said = []
    for number, made in enumerate(case.decisions, start=1):
        key = f"case.decision{number}"
        plan = put_name(book, f"{key}.plan", f"{made.plan_id} revision {made.revision}", subject=case.case_id)
        at = put_time(book, f"{key}.at", made.at, now=inquiry.now, subject=case.case_id)
        reason = put_name(book, f"{key}.reason", made.reason, subject=case.case_id)
        said.append(f"At {at} a {made.role.replace('_', ' ')} decided to {made.decision} {plan}, because: {reason}.")
    if case.execution is not None:
        state = put_name(
            book, "case.execution", f"{case.execution.status}, attempt {case.execution.attempts}", subject=case.case_id
        )
        said.append(f"Carrying it out: {state}.")
    return said


CASES = Question(
    name="cases",
    asked=AskedCases,
    read=_read_cases,
    answer=_tell_cases,
    examples=(
        "Which cases are open?",
        "List all cases",
        "Are there any open situations?",
        "How many cases are there?",
        "What cases are running?",
    ),
)

CASE = Question(
    name="case",
    asked=AskedCase,
    read=_read_case,
    answer=_tell_case,
    examples=(
        "What is case C1 about?",
        "Tell me about case C1",
        "What did the specialists find in case C1?",
        "Who decided what in case C1?",
        "What is the deadline of case C1?",
        "Which specialists answered in C1?",
    ),
)
