"""Drafts out of words: a disruption that is reported becomes a case to open, a command a plan to revise. A person posts them."""

import re
from typing import Any

from pydantic import Field, ValidationError

from agents.grounding import FactBook
from domain.commands import Operation, with_last_word
from domain.disruptions import DISRUPTION, describe
from domain.ids import FlightId
from domain.units import Frozen
from graphs.conversation.fork import Outcome, outcome, passengers_are_assumed
from graphs.conversation.question import Focus, Inquiry, Question, Reading
from graphs.conversation.questions.options import called, option_meant, option_view
from graphs.conversation.questions.what_if import (
    AskedWhatIf,
    as_operations,
    difference,
    event_in,
    event_stems,
    names_of_event,
    not_of_this_network,
)
from graphs.conversation.reply import Card, DraftCase, DraftPlan, Reply
from graphs.conversation.wording import flights_in_gantt, put_count, put_name, reply, weight, which_flight
from graphs.intake.grammar import Clarification, understand
from graphs.intake.mentions import Mentions, mentions_in
from graphs.operations_in_words import in_words
from graphs.views import PlanView
from tools.spec import ToolRetry

REPORTED, COMMANDED = 1.0, 2.0
"""What a report and a command weigh beside their words and names."""

_VERBS = "cancel|cnl|cnx|delay|retime|postpone|push|swap|exchange|switch|hold|put|move|assign|scrap|drop|replace"
_COMMAND = re.compile(
    r"^\W*(please |pls |can you |could you |let'?s |we should |i want to |i would like to |go and |just |now |then |draft |and )*"
    rf"({_VERBS})\b",
    re.I,
)
_ANOTHER = re.compile(rf"\s*(?:[,;]|\band\b|\bthen\b)+(?:\s*(?:and|then)\b)*\s*(?=(?:{_VERBS})\b)", re.I)
"""Between one command and the next."""
_ASKS = re.compile(
    r"\?|^\W*(what|which|how|why|who|whose|when|where|is|are|can|may|does|do|did|will|any|has|have|list|tell)\b", re.I
)
_OPENS = re.compile(r"\b(open|draft|start|create|make|raise|log|report)\b.{0,20}\b(case|situation|disruption|incident)\b", re.I)
_LESS = ("reduc", "restrict", "limit", "cut", "drop", "down", "only", "regulat", "halv", "half")
_RATE = re.compile(r"\b\d{1,3} ?(an|per|/) ?h|\b\d{1,3} (arrivals|departures|landings|movements)", re.I)
_REPORTS = ("weather", "snow", "wind", "storm", "fog", "thunder")


class AskedDraft(Frozen):
    """Draft a case from a disruption that somebody reports in words, for a person to open."""

    text: str = Field(description="the report in the person's own words, whole")


class AskedChange(Frozen):
    """Draft a plan from commands in words: cancel, delay, hold or swap flights; priced and checked, for a person to keep."""

    change: AskedWhatIf | None = None
    clauses: tuple[str, ...] = Field(
        default=(), description="several changes, one each in the person's own words; then no change"
    )
    for_connections: bool = Field(default=False, description="a flight is held for connecting passengers")
    option: int | None = Field(default=None, ge=1)
    plan_id: str = ""
    case_id: str = ""


# --- a report -------------------------------------------------------------------------------------------------------


def _read_report(mentions: Mentions, focus: Focus) -> Reading[AskedDraft] | None:
    opens = _OPENS.search(mentions.text) is not None
    if mentions.options or mentions.plans or (not opens and (_ASKS.search(mentions.text) or _COMMAND.match(mentions.text))):
        return None
    if re.search(r"\b(what if|if|suppose|imagine|simulate|why|show|compare)\b", mentions.text, re.I):
        return None
    event = event_in(mentions, Focus())
    if (
        event is not None
        and event["event"] == "airport_capacity_reduced"
        and not (mentions.has(*_LESS) or _RATE.search(mentions.text))
    ):
        event = None  # "capacity at JFK" and "arrivals before noon" ask; nobody said that there is less of it
    weather = mentions.has(*_REPORTS) and bool(mentions.airports) and bool(mentions.moments or mentions.durations_min)
    if event is None and not weather:
        return None
    stems = (*event_stems(), *_REPORTS, "open", "case", "report", "until", "from", "due", "at")
    return Reading(AskedDraft(text=mentions.text), REPORTED + weight(mentions, stems, names_of_event(mentions)))


def _draft_case(inquiry: Inquiry, asked: AskedDraft) -> Reply:
    words = re.sub(rf"^\W*(please\s+)?{_OPENS.pattern}\s*(for|about|because of|on|:|,|that|with)*\s*", "", asked.text, flags=re.I)
    understood = "A disruption is reported; draft its case"
    told = understand(words or asked.text, inquiry.state, inquiry.now)
    doubted = isinstance(told, Clarification) and told.missing == ("confirmation",)
    if isinstance(told, Clarification) and not doubted:
        known = ", ".join(f"{name} {value}" for name, value in told.understood.items() if value not in (None, "", [], {}))
        return Reply(
            understood=f"{understood}; understood so far: {known or 'nothing certain'}",
            missing=_asked_back(told),
        )
    try:
        disruption = DISRUPTION.validate_python(told.understood if isinstance(told, Clarification) else told.disruption)
    except ValidationError as error:
        raise ToolRetry("This report cannot be right: " + "; ".join(one["msg"] for one in error.errors())) from error
    title = describe(disruption)
    book = FactBook()
    name = put_name(book, "draft.what", title, subject="draft")
    return reply(
        f"{understood}: {title}",
        book,
        (
            f"Understood: {name}. No case has been opened." + (" The words leave it in doubt." if doubted else ""),
            "Open it with the card, if that is what happened; then the specialists look at it and options are worked out.",
        ),
        cards=(DraftCase(disruption=disruption, title=title, understood_by="rule"),),
        suggestions=(f"What if {title}?", "Which cases are open?"),
    )


def _asked_back(told: Clarification) -> tuple[str, ...]:
    """What must still be said, field by field, with what it may be and what cannot be."""
    if "kind" in told.missing:
        return ("what happened, where, and from when until when",)
    asked = []
    for name in dict.fromkeys((*told.missing, *told.wrong, *told.choices)):
        may_be = f" ({', '.join(told.choices[name])})" if name in told.choices else ""
        fault = f": {told.wrong[name]}" if name in told.wrong else ""
        asked.append(name.replace("_", " ").replace(".", " ") + may_be + fault)
    return tuple(asked)


# --- a command ------------------------------------------------------------------------------------------------------


def _read_change(mentions: Mentions, focus: Focus) -> Reading[AskedChange] | None:
    if _COMMAND.match(mentions.text) is None:
        return None
    event = _commanded(mentions, event_in(mentions, focus), focus)
    if event is None or event["event"] not in ("flight_cancelled", "flight_delayed", "aircraft_swapped"):
        return None
    clauses = tuple(one for one in _ANOTHER.split(mentions.text) if one.strip())
    try:
        asked = AskedChange.model_validate(
            ({"clauses": clauses} if len(clauses) > 1 else {"change": event})
            | {
                "for_connections": mentions.has("connect", "transfer"),
                "option": mentions.options[0] if mentions.options else None,
                "plan_id": mentions.plans[0] if mentions.plans else "",
                "case_id": mentions.cases[0] if mentions.cases else "",
            }
        )
    except ValidationError:
        return None
    stems = (*event_stems(), "cancel", "delay", "retim", "push", "put", "move", "assign", "replac", "connect", "by", "for", "on")
    named = names_of_event(mentions) + len(mentions.options) + len(mentions.plans) + len(mentions.cases)
    return Reading(asked, COMMANDED + weight(mentions, stems, named))


def _commanded(mentions: Mentions, event: dict[str, Any] | None, focus: Focus) -> dict[str, Any] | None:
    """The event of a command; `put N643JB on B61010` names no event, and needs none."""
    flights = mentions.flights or tuple(candidates[0] for _, candidates in mentions.ambiguous)
    if not flights and focus.flight_id and mentions.has("it", "that", "this"):
        flights = (FlightId(focus.flight_id),)
    if mentions.has("put", "assign", "replace", "move") and mentions.tails and flights:
        return {"event": "aircraft_swapped", "flights": flights, "tails": mentions.tails}
    if mentions.has("retime", "push", "postpone", "move") and flights and event is None:
        until = next((one.at for one in mentions.moments), None)
        delay = mentions.durations_min[0] if mentions.durations_min else None
        return {"event": "flight_delayed", "flights": flights, "delay_min": delay, "end": until}
    return event


def _draft_plan(inquiry: Inquiry, asked: AskedChange) -> Reply:
    changes, missing = _changes(inquiry, asked)
    operations: tuple[Operation, ...] = ()
    for change in changes:
        commanded, lacking = as_operations(inquiry, change)
        operations, missing = (*operations, *commanded), [*missing, *lacking]
    ambiguous = which_flight(inquiry.mentions, inquiry.state, inquiry.now)
    ambiguous += not_of_this_network(inquiry.mentions)
    said = "; ".join(in_words(one) for one in operations)
    understood = f"Draft a plan: {said}" if said else "Draft a plan"
    if ambiguous or missing:
        return Reply(understood=understood, missing=(*ambiguous, *missing))
    plan = _revised(inquiry, asked)
    whole = operations if plan is None else with_last_word((*plan.operations, *operations))
    book = FactBook()
    before = outcome(inquiry, () if plan is None else plan.operations)
    after = outcome(inquiry, whole, label="Drafted in conversation")
    for number, one in enumerate(operations, start=1):
        put_name(book, f"draft.operation{number}", in_words(one), subject="draft")
    told = "; ".join(f"{{{{draft.operation{number}}}}}" for number in range(1, len(operations) + 1))
    paragraphs = [f"Drafted, and nothing is kept: {told}."]
    if any(change.delay_min is not None for change in changes):
        paragraphs.append("A delay counts from the flight's present estimate.")
    paragraphs += _legality(book, after)
    if asked.for_connections:
        paragraphs.append(_connections_kept(book, inquiry, before, after))
    paragraphs.append(_where_it_goes(book, plan))
    flights = [one for change in changes for one in change.flights]
    cards: list[Card] = [
        DraftPlan(
            plan_id="" if plan is None else plan.plan_id,
            operations=whole,
            cost=after.scored.cost,
            kpis=after.scored.kpis,
            legal=after.scored.legal,
        ),
        difference(book, inquiry, before, after),
        flights_in_gantt(flights, "The flights concerned") if plan is None else option_view(plan),
    ]
    first = inquiry.state.flight(flights[0])
    name = f"{first.carrier}{first.number}"
    return reply(
        understood, book, paragraphs, cards=cards, suggestions=(f"Who connects from {name}?", f"What if {name} is 30 min later?")
    )


def _changes(inquiry: Inquiry, asked: AskedChange) -> tuple[list[AskedWhatIf], list[str]]:
    """Each change as it was typed, or as its own clause says it; what no clause says."""
    if not asked.clauses:
        return ([asked.change], []) if asked.change is not None else ([], ["what is to be changed"])
    changes, missing = [], []
    for clause in asked.clauses:
        named = mentions_in(clause, inquiry.state, inquiry.now)
        event = _commanded(named, event_in(named, inquiry.focus), inquiry.focus)
        try:
            changes.append(AskedWhatIf.model_validate(event))
        except ValidationError:
            missing.append(f"what exactly is to be done by “{clause.strip()}”")
    return changes, missing


def _revised(inquiry: Inquiry, asked: AskedChange) -> PlanView | None:
    """The plan whose revision it would be: the one named, else the one in focus; None without a case."""
    if asked.plan_id or asked.option is not None or asked.case_id or inquiry.focus.plan_id or inquiry.focus.case_id:
        return option_meant(inquiry, option=asked.option, plan_id=asked.plan_id, case_id=asked.case_id)
    return None


def _legality(book: FactBook, after: Outcome) -> list[str]:
    failing = [check for check in after.scored.checks if check.verdict == "fail"]
    unchecked = put_count(
        book, "draft.unchecked", after.not_checked, "check", "not made", tool="plan_evaluation", subject="draft"
    )
    if not failing:
        return [f"No check that was made fails; {unchecked}, those are the specialists' in a case."]
    count = put_count(book, "draft.failing", len(failing), "check", tool="plan_evaluation", subject="draft")
    said = [f"It fails {count}; {unchecked}."]
    for number, check in enumerate(failing[:4], start=1):
        words = f"{check.rule} ({check.subject}): {check.detail} [{check.citation}]"
        said.append(put_name(book, f"draft.fails{number}", words, tool="plan_evaluation", subject="draft") + ".")
    return said


def _connections_kept(book: FactBook, inquiry: Inquiry, before: Outcome, after: Outcome) -> str:
    missed = [one.scored.kpis.misconnected_passengers for one in (before, after)]
    assumed = passengers_are_assumed(inquiry.state)
    was, is_ = (
        put_count(book, f"draft.{when}.missed", count, "passenger", "missing a connection", tool="plan_evaluation", subject=when,
                  assumed=assumed)
        for when, count in zip(("before", "after"), missed, strict=True)
    )  # fmt: skip
    verdict = "the hold saves connections" if missed[1] < missed[0] else "the hold saves no connection"
    return f"Without it: {was}; with it: {is_}. So {verdict}, over the whole network."


def _where_it_goes(book: FactBook, plan: PlanView | None) -> str:
    if plan is None:
        return (
            "There is no case in focus, so there is no plan to revise. Open a case for what it answers, or carry it out yourself "
            "on the page of the day, where it is checked and recorded."
        )
    name = put_name(book, "draft.plan", f"{called(plan)} ({plan.plan_id}, revision {plan.revision})", subject=called(plan))
    return (
        f"With a case in focus it would be the next revision of {name}: keep it with the card; a person still decides about it."
    )


REPORT = Question(
    name="report",
    asked=AskedDraft,
    read=_read_report,
    answer=_draft_case,
    examples=(
        "JFK closed from 22:00 to 23:30 due to snow",
        "N643JB AOG at BOS until 23:30",
        "B61010 is delayed 90 minutes, code 93",
        "Open a case for EWR closed until 23:00",
        "JFK CLSD 2200-2330Z SNOW",
    ),
)

CHANGE = Question(
    name="change",
    asked=AskedChange,
    read=_read_change,
    answer=_draft_plan,
    examples=(
        "Cancel B61010",
        "Delay B61010 by 30 minutes",
        "Hold B61010 15 min for connections",
        "Swap N643JB and N274JB on B61010",
        "Put N643JB on B61010",
        "Please cancel B61010 and B61011",
    ),
)
