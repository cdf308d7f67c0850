"""What if something happened, or were done: worked out on a fork of the network, beside the day as it stands. Nothing is kept."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Literal

from pydantic import Field, ValidationError

from agents.grounding import FactBook
from domain.commands import CancelFlight, DelayFlight, Operation, SwapAircraft
from domain.disruptions import DISRUPTION, Disruption, Rate, describe
from domain.ids import AirportCode, CrewId, FlightId, TailNumber
from domain.plans import Plan
from domain.units import Frozen, Money, UtcDatetime, minutes
from graphs.conversation.fork import Outcome, as_if_reported, outcome, passengers_are_assumed
from graphs.conversation.question import Focus, Inquiry, Question, Reading
from graphs.conversation.reply import Card, DraftCase, DraftPlan, Reply, Table
from graphs.conversation.wording import both, clock, points, put_count, put_money, put_name, reply, spell, weight, which_flight
from graphs.explain import counted, money
from graphs.intake.mentions import Mentions
from tools.spec import ToolFailed, ToolRetry

Event = Literal[
    "airport_closed",
    "airport_capacity_reduced",
    "slot_regulation",
    "gate_closed",
    "flight_cancelled",
    "flight_delayed",
    "flight_diverted",
    "aircraft_swapped",
    "aircraft_unserviceable",
    "crew_unavailable",
]

SUPPOSING = 3.0
"""What a supposition weighs beside its words and names: nothing else is said so."""
LONGEST_SUGGESTED = 90
BUDGET_S = 4.0
"""Seconds that the solver may search for plans in a what-if; a case is given more."""

_SUPPOSED = re.compile(
    r"\b(what (would |will )?happens? if|what would happen (if|when)|what if|and if|but if|suppose|supposing|imagine|assuming|"
    r"say (that )?|hypothetical\w*|simulate|if we|if you|if i|would it (cost|mean|help)|what would .{0,40}\b(cost|mean|do|cause)|"
    r"what does it (cost|mean) (if|to)|how bad .{0,30}\bif|in case|effect of|impact of|consequences? of|if)\b",
    re.I,
)
_EVENTS: tuple[tuple[Event, tuple[str, ...]], ...] = (
    ("aircraft_swapped", ("swap", "exchang", "switch")),
    ("flight_diverted", ("divert", "diversion")),
    ("flight_cancelled", ("cancel", "cnl", "cnx", "scrap", "drop")),
    ("crew_unavailable", ("sick", "ill", "unavailable", "times", "no-show", "missing", "fatigued")),
    (
        "aircraft_unserviceable",
        ("break", "broken", "aog", "unserviceable", "u/s", "ground", "fails", "tech", "out", "defect", "down"),
    ),
    ("slot_regulation", ("regulat", "ctot", "flow", "slots", "gdp")),
    ("airport_capacity_reduced", ("capacity", "arrivals", "departures", "reduced", "reduc", "acceptance", "rate")),
    ("airport_closed", ("clos", "shut", "clsd", "snow", "blocked")),
    ("flight_delayed", ("late", "delay", "slip", "hold", "held", "later", "wait", "postpon", "leaves")),
)
"""Which words stand for which event; of several the first that has what it is about counts."""
_ABOUT: dict[Event, str] = {
    "aircraft_swapped": "tails",
    "flight_diverted": "flights",
    "flight_cancelled": "flights",
    "flight_delayed": "flights",
    "crew_unavailable": "crew",
    "aircraft_unserviceable": "tails",
    "slot_regulation": "airports",
    "airport_capacity_reduced": "airports",
    "airport_closed": "airports",
    "gate_closed": "gates",
}
_FIGURES = re.compile(
    r"(?P<arrivals>\d{1,3})\s*arrivals|(?P<departures>\d{1,3})\s*departures|(?P<rate>\d{1,3})\s*(an|per|/)\s*h", re.I
)


class AskedWhatIf(Frozen):
    """What would become of the day if this happened or were done: a closure, a late or cancelled flight, a broken aircraft.

    `airports`, `flights`, `tails`, `crew`, `gate`: what it happens to. `end` and `delay_min` are asked for where missing.
    """

    event: Event
    airports: tuple[AirportCode, ...] = ()
    flights: tuple[FlightId, ...] = ()
    tails: tuple[TailNumber, ...] = ()
    crew: tuple[CrewId, ...] = ()
    gate: str = ""
    start: UtcDatetime | None = None
    end: UtcDatetime | None = None
    duration_min: int | None = Field(default=None, ge=1)
    delay_min: int | None = Field(default=None, ge=1, le=2880)
    reason_code: str = ""
    arrivals_per_hour: Rate | None = None
    departures_per_hour: Rate | None = None
    rate_per_hour: Rate | None = None
    with_options: bool = False


def event_in(mentions: Mentions, focus: Focus) -> dict[str, Any] | None:
    """The event that the words speak of, with what it is about and when, as arguments; None when they speak of none."""
    flights = mentions.flights or tuple(candidates[0] for _, candidates in mentions.ambiguous)
    about: dict[str, tuple[Any, ...]] = {
        "flights": flights,
        "airports": mentions.airports,
        "tails": mentions.tails,
        "crew": mentions.crew,
        "gates": mentions.gates,
    }
    if not any(about.values()) and points(mentions):
        about["flights"] = (FlightId(focus.flight_id),) if focus.flight_id else ()
        about["tails"] = (TailNumber(focus.tail),) if focus.tail else ()
        about["crew"] = (CrewId(focus.crew_id),) if focus.crew_id else ()
        about["airports"] = (AirportCode(focus.airport),) if focus.airport else ()
    if mentions.gates and mentions.has("clos", "shut", "blocked", "u/s", "unserviceable"):
        event: Event | None = "gate_closed"
    else:
        event = next((one for one, stems in _EVENTS if mentions.has(*stems) and _has_subject(one, about)), None)
    if event is None:
        return None
    durations = mentions.durations_min
    delays = event == "flight_delayed"
    moments = {"start": _moment(mentions, "from", "after", "at", ""), "end": _moment(mentions, "until", "before")}
    if delays and moments["end"] is None:
        moments = {"start": None, "end": moments["start"]}
    elif moments["end"] is None and len(mentions.moments) > 1 and moments["start"] == mentions.moments[0].at:
        moments["end"] = mentions.moments[1].at
    figures = {
        name: int(found.group(name))
        for found in _FIGURES.finditer(mentions.text)
        for name in found.groupdict()
        if found.group(name)
    }
    return {
        "event": event,
        "airports": about["airports"],
        "flights": about["flights"],
        "tails": about["tails"],
        "crew": about["crew"],
        "gate": mentions.gates[0] if mentions.gates else "",
        **moments,
        "duration_min": durations[0] if durations and not delays else None,
        "delay_min": durations[0] if durations and delays else None,
        "reason_code": mentions.delay_codes[0] if mentions.delay_codes else "",
        "arrivals_per_hour": figures.get("arrivals"),
        "departures_per_hour": figures.get("departures"),
        "rate_per_hour": figures.get("rate"),
    }


def _has_subject(event: Event, about: Mapping[str, tuple[Any, ...]]) -> bool:
    """Whether something was named that the event may happen to; a flight stands for its crew, and may change its aircraft."""
    by_flight = event in ("aircraft_swapped", "crew_unavailable") and bool(about["flights"])
    return bool(about[_ABOUT[event]]) or by_flight


def _moment(mentions: Mentions, *leads: str) -> datetime | None:
    return next((one.at for one in mentions.moments if one.lead in leads), None)


def names_of_event(mentions: Mentions) -> int:
    """How many names, moments and figures of the words an event accounts for."""
    named = (mentions.flights, mentions.airports, mentions.tails, mentions.crew, mentions.gates, mentions.moments)
    return sum(map(len, (*named, mentions.durations_min, mentions.delay_codes, mentions.ambiguous)))


def not_of_this_network(mentions: Mentions) -> tuple[str, ...]:
    """What to ask about names that are nobody's here."""
    return tuple(f"which {one.kind} is meant: {one.text} is not in this network" for one in mentions.unknown)


def event_stems() -> tuple[str, ...]:
    """Every word that stands for some event."""
    return tuple(stem for _, stems in _EVENTS for stem in stems)


def _read(mentions: Mentions, focus: Focus) -> Reading[AskedWhatIf] | None:
    if _SUPPOSED.search(mentions.text) is None or mentions.options or mentions.plans or mentions.has("owe", "compensat"):
        return None
    event = event_in(mentions, focus)
    if event is None:
        return None
    wants_options = mentions.has("option", "recover", "solution", "alternatives", "best", "fix", "solve")
    try:
        asked = AskedWhatIf.model_validate(event | {"with_options": wants_options})
    except ValidationError:  # a figure outside what a disruption may say; the question about it is answered without
        asked = AskedWhatIf.model_validate(
            {name: event[name] for name in ("event", "airports", "flights", "tails", "crew", "gate")}
        )
    stems = ("if", "what", "happen", "suppose", "imagin", "simulat", "option", "impact", "effect", *event_stems())
    return Reading(asked, SUPPOSING + weight(mentions, stems, names_of_event(mentions)))


# --- what it would be -----------------------------------------------------------------------------------------------


def as_disruption(inquiry: Inquiry, asked: AskedWhatIf) -> tuple[Disruption | None, list[str], list[str]]:
    """The report of it, what is missing to report it, and what was assumed: only that it starts now when nobody said when.

    None with nothing missing: it is something that we would do ourselves.
    """
    if asked.event in ("flight_cancelled", "flight_delayed", "aircraft_swapped"):
        return None, [], []
    missing: list[str] = []
    assumed: list[str] = []
    now = inquiry.now
    start, end = asked.start, asked.end
    if asked.event != "flight_diverted":
        if start is None:
            start = now
            assumed.append(f"it starts now, at {clock(now, now)}")
        if end is None and asked.duration_min is not None:
            end = start + minutes(asked.duration_min)
        if end is None:
            missing.append("until when it lasts")
    span = {"reported_at": now, "start": start, "end": end}
    parts: list[dict[str, Any]] = []
    match asked.event:
        case "airport_closed":
            parts = [{"kind": "airport_closed", "airport": one, **span} for one in asked.airports]
        case "airport_capacity_reduced":
            if asked.arrivals_per_hour is None or asked.departures_per_hour is None:
                missing.append("how many arrivals and how many departures an hour are left")
            rates = {"arrivals_per_hour": asked.arrivals_per_hour, "departures_per_hour": asked.departures_per_hour}
            parts = [{"kind": "airport_capacity_reduced", "airport": one, **rates, **span} for one in asked.airports]
        case "slot_regulation":
            rate = asked.rate_per_hour if asked.rate_per_hour is not None else asked.arrivals_per_hour
            if rate is None:
                missing.append("the rate an hour of the regulation")
            parts = [{"kind": "slot_regulation", "airport": one, "rate_per_hour": rate, **span} for one in asked.airports]
        case "gate_closed":
            if not asked.airports:
                missing.append("at which airport the gate is")
            parts = [{"kind": "gate_closed", "airport": one, "gate": asked.gate, **span} for one in asked.airports]
        case "flight_diverted":
            if not asked.airports:
                missing.append("to which airport it is diverted")
            parts = [
                {"kind": "flight_diverted", "flight_id": one, "airport": asked.airports[-1], "reported_at": now}
                for one in asked.flights
                if asked.airports
            ]
        case "aircraft_unserviceable":
            for tail in asked.tails:
                place = asked.airports[0] if asked.airports else inquiry.state.tail(tail).location
                if not asked.airports:
                    assumed.append(f"{tail} is at {place}, where the network has it")
                parts.append({"kind": "aircraft_unserviceable", "tail": tail, "airport": place, **span})
        case "crew_unavailable":
            parts = [{"kind": "crew_unavailable", "crew_id": one, **span} for one in asked.crew or _crew_of(inquiry, asked)]
    if missing:
        return None, missing, assumed
    whole = parts[0] if len(parts) == 1 else {"kind": "compound", "reported_at": now, "parts": parts}
    try:
        return DISRUPTION.validate_python(whole), [], assumed
    except ValidationError as error:
        faults = tuple((".".join(map(str, one["loc"])), one["msg"]) for one in error.errors())
        raise ToolRetry(
            "This cannot be understood as something that happens: " + "; ".join(text for _, text in faults), faults
        ) from error


def _crew_of(inquiry: Inquiry, asked: AskedWhatIf) -> list[CrewId]:
    """Everybody who works the flights named."""
    return sorted({one for flight_id in asked.flights for one in inquiry.state.flight_crew.get(flight_id, ())})


def as_operations(inquiry: Inquiry, asked: AskedWhatIf) -> tuple[tuple[Operation, ...], list[str]]:
    """What we would do, as operations, and what is missing to say it. A delay counts from the flight's estimate."""
    code = {"reason_code": asked.reason_code} if asked.reason_code else {}
    match asked.event:
        case "flight_cancelled":
            return tuple(CancelFlight(flight_id=one, **code) for one in asked.flights), []
        case "flight_delayed":
            if asked.delay_min is None and asked.end is None:
                return (), ["by how many minutes, or until when"]
            moved = []
            for one in asked.flights:
                flight = inquiry.state.flight(one)
                etd = flight.etd + minutes(asked.delay_min) if asked.delay_min is not None else asked.end
                moved.append(DelayFlight(flight_id=one, etd=etd, **code))
            return tuple(moved), []
        case "aircraft_swapped":
            return _swaps(inquiry, asked)
        case _:
            return (), []


def _swaps(inquiry: Inquiry, asked: AskedWhatIf) -> tuple[tuple[Operation, ...], list[str]]:
    """Flights and tails that change places: a tail takes each flight, two flights exchange theirs, two tails swap on flights."""
    flights = [inquiry.state.flight(one) for one in asked.flights]
    tails = asked.tails
    if not flights:
        return (), ["on which flights the aircraft change places"]
    if not tails and len(flights) == 2 and flights[0].tail and flights[1].tail:
        pair = ((flights[0], flights[1].tail), (flights[1], flights[0].tail))
        return tuple(SwapAircraft(flight_id=one.flight_id, tail=tail) for one, tail in pair), []
    if not tails:
        return (), ["which aircraft takes the flight"]
    swapped = []
    for one in flights:
        others = [tail for tail in tails if tail != one.tail]
        if not others or (len(tails) > 1 and one.tail not in tails):
            flown = one.tail or "no aircraft"
            return (), [f"which aircraft takes {one.carrier}{one.number}: {flown} has it now"]
        swapped.append(SwapAircraft(flight_id=one.flight_id, tail=others[0]))
    return tuple(swapped), []


# --- the answer -----------------------------------------------------------------------------------------------------

_MEASURES: tuple[tuple[str, str, Callable[[Outcome], int], str, str, bool], ...] = (
    ("cancelled", "flights cancelled", lambda one: one.scored.kpis.cancelled_flights, "flight", "cancelled", False),
    ("late", "flights late", lambda one: one.scored.kpis.delayed_flights_15, "flight", "late", False),
    ("disrupted", "passengers disrupted", lambda one: one.scored.kpis.disrupted_passengers, "passenger", "disrupted", True),
    (
        "misconnected",
        "connections missed",
        lambda one: one.scored.kpis.misconnected_passengers,
        "passenger",
        "misconnected",
        True,
    ),
    ("stranded", "passengers stranded", lambda one: one.scored.kpis.stranded_passengers, "passenger", "stranded", True),
    ("crews", "crews over a limit", lambda one: len(one.crew_lost), "crew member", "over a limit", True),
    ("failing", "checks failing", lambda one: one.failing, "check", "failing", False),
)


def _answer(inquiry: Inquiry, asked: AskedWhatIf) -> Reply:
    supposed, missing, assumed = as_disruption(inquiry, asked)
    operations: tuple[Operation, ...] = ()
    if supposed is None and not missing:
        operations, missing = as_operations(inquiry, asked)
    said = _in_words(inquiry, asked, supposed)
    understood = f"What if {said}?"
    ambiguous = which_flight(inquiry.mentions, inquiry.state, inquiry.now)
    missing = [*ambiguous, *not_of_this_network(inquiry.mentions), *missing]
    if missing:
        return Reply(understood=understood, missing=tuple(missing))
    book = FactBook()
    before = outcome(inquiry)
    if supposed is not None:
        fork = as_if_reported(inquiry, supposed)
        after = outcome(fork)
        card: Card = DraftCase(disruption=supposed, title=describe(supposed), understood_by="rule")
    else:
        fork = inquiry
        after = outcome(inquiry, operations)
        card = DraftPlan(operations=operations, cost=after.scored.cost, kpis=after.scored.kpis, legal=after.scored.legal)
    name = put_name(book, "whatif.what", said, subject="what if")
    paragraphs = [f"If this happened: {name}; and nobody intervened further, this is the day, beside the day as it stands."]
    paragraphs += [f"Assumed: {put_name(book, f'whatif.assumed{number}', text, subject='what if', assumed=True)}."
                   for number, text in enumerate(assumed, start=1)]  # fmt: skip
    table = difference(book, inquiry, before, after)
    paragraphs.append(_cost_gap(book, inquiry, before, after))
    paragraphs += list(_fails(book, before, after))
    cards: list[Card] = [table]
    if asked.with_options:
        said_options, options = _options(book, fork)
        paragraphs += said_options
        cards += [options] if options is not None else []
    what_next = "open the drafted case to have it worked on" if supposed is not None else "make it a revision of an option"
    paragraphs.append(
        f"This is a what-if on a copy of the network: nothing is kept and nothing has changed. To go on, {what_next}."
    )
    return reply(
        understood,
        book,
        paragraphs,
        cards=(*cards, card),
        suggestions=(
            *((f"What if {said}, with options?",) if len(said) < LONGEST_SUGGESTED else ()),
            "What happens if nobody intervenes?",
            "Which cases are open?",
        ),
    )


def _in_words(inquiry: Inquiry, asked: AskedWhatIf, supposed: Disruption | None) -> str:
    if supposed is not None:
        return describe(supposed)
    flights = [_called(inquiry, one) for one in asked.flights]
    who = both(flights or [str(one) for one in (*asked.airports, *asked.tails, *asked.crew)])
    match asked.event:
        case "flight_cancelled":
            return f"we cancel {who}"
        case "flight_delayed":
            by = spell(asked.delay_min) if asked.delay_min is not None else ""
            until = f"until {clock(asked.end, inquiry.now)}" if asked.end is not None and not by else ""
            return f"{who} leaves later, {by or until}".rstrip(", ")
        case "aircraft_swapped":
            return f"{who} changes aircraft" + (f" with {both([str(one) for one in asked.tails])}" if asked.tails else "")
        case _:
            return f"{who}: {asked.event.replace('_', ' ')}"


def _called(inquiry: Inquiry, flight_id: FlightId) -> str:
    flight = inquiry.state.flight(flight_id)
    return f"{flight.carrier}{flight.number} {flight.origin}-{flight.destination}"


def difference(book: FactBook, inquiry: Inquiry, before: Outcome, after: Outcome) -> Table:
    """The day as it stands and the day of the what-if, a row for each measure, with the difference."""
    assumed = passengers_are_assumed(inquiry.state)
    rows = []
    for key, words, measured, noun, rest, rests_on_people in _MEASURES:
        was, is_ = measured(before), measured(after)
        labelled = rests_on_people and assumed
        tool = "crew_status" if key == "crews" else "plan_evaluation"
        cells = [
            put_count(book, f"{when}.{key}", count, noun, rest, tool=tool, subject=when, assumed=labelled)
            for when, count in (("now", was), ("whatif", is_))
        ]
        change = put_name(book, f"change.{key}", f"{is_ - was:+,}", tool=tool, subject=words, assumed=labelled)
        rows.append((words, *cells, change))
    totals = [one.scored.cost.total for one in (before, after)]
    gap = Money(cents=totals[1].cents - totals[0].cents, currency=totals[0].currency)
    costs = [
        put_money(book, f"{when}.cost", amount, "in all", tool="plan_evaluation", subject=when, assumed=assumed)
        for when, amount in zip(("now", "whatif"), totals, strict=True)
    ]
    change = put_money(book, "change.cost", gap, tool="plan_evaluation", subject="cost", assumed=assumed)
    rows.append(("cost", *costs, change))
    return Table(title="What if", columns=("measure", "as it stands", "what if", "difference"), rows=tuple(rows))


def _cost_gap(book: FactBook, inquiry: Inquiry, before: Outcome, after: Outcome) -> str:
    cents = after.scored.cost.total.cents - before.scored.cost.total.cents
    assumed = passengers_are_assumed(inquiry.state)
    gap = Money(cents=abs(cents), currency=after.scored.cost.total.currency)
    if not cents:
        return "It would cost as much as the day as it stands."
    said = put_money(
        book, "gap.cost", gap, "more" if cents > 0 else "less", tool="plan_evaluation", subject="what if", assumed=assumed
    )
    lost = sorted(
        {one.flight_id for one in after.scored.affected if one.cancelled}
        - {one.flight_id for one in before.scored.affected if one.cancelled}
    )
    if not lost:
        return f"It would cost {said}; no further flight would be lost."
    names = [_called(inquiry, one) if one in inquiry.state.flights else str(one) for one in lost[:6]]
    told = put_name(book, "whatif.lost", both(names), tool="plan_evaluation", subject="what if")
    more = put_count(book, "whatif.lost.count", len(lost), "more flight", tool="plan_evaluation", subject="what if")
    return f"It would cost {said}; {more} would not be flown, among them {told}."


def _fails(book: FactBook, before: Outcome, after: Outcome) -> Iterator[str]:
    """What fails then that does not fail now."""
    known = {(check.rule, check.detail) for check in before.scored.checks if check.verdict == "fail"}
    fresh = [one for one in after.scored.checks if one.verdict == "fail" and (one.rule, one.detail) not in known]
    for number, check in enumerate(fresh[:3], start=1):
        words = f"{check.rule} ({check.subject}): {check.detail} [{check.citation}]"
        yield f"Then fails {put_name(book, f'whatif.fails{number}', words, tool='plan_evaluation', subject='what if')}."
    unchecked = put_count(
        book, "whatif.unchecked", after.not_checked, "check", "not made here", tool="plan_evaluation", subject="what if"
    )
    yield f"Left to the specialists of a case: {unchecked}."


def _options(book: FactBook, fork: Inquiry) -> tuple[list[str], Table | None]:
    """The best plans the solver finds on the fork in a short time."""
    context = fork.consultation.context
    context.progress("searching", {"budget_s": BUDGET_S})
    budget = put_name(book, "whatif.budget", f"{BUDGET_S:.0f} s of search", tool="recovery", subject="what if")
    try:
        plans: tuple[Plan, ...] = fork.consultation.call("recovery", {"budget_s": BUDGET_S}).plans
    except (ToolRetry, ToolFailed) as refusal:
        why = put_name(book, "whatif.no_options", str(refusal), tool="recovery", subject="what if")
        return [f"No options could be searched for: {why}"], None
    rows = []
    for number, plan in enumerate(plans[:4], start=1):
        if context.stop():
            break
        given = {"operations": plan.operations, "label": plan.label, "kind": "alternative"}
        scored = fork.consultation.call("plan_evaluation", given)
        subject = f"what-if option {number}"
        cells = (
            put_name(book, f"whatif.option{number}.name", f"{subject}, {plan.label}", tool="recovery", subject=subject),
            put_name(book, f"whatif.option{number}.cost", f"{money(scored.cost.total)} in all", tool="plan_evaluation",
                     subject=subject, assumed=passengers_are_assumed(fork.state)),
            put_name(book, f"whatif.option{number}.cancelled", counted(scored.kpis.cancelled_flights, "flight") + " cancelled",
                     tool="plan_evaluation", subject=subject),
            put_name(book, f"whatif.option{number}.failing",
                     counted(sum(one.verdict == "fail" for one in scored.checks), "check") + " failing",
                     tool="plan_evaluation", subject=subject),
        )  # fmt: skip
        rows.append(cells)
    if not rows:
        return ["The search was stopped before it found a plan."], None
    said = [f"With {budget} the solver finds these; no specialist has reviewed them, and none is kept."]
    columns = ("what-if option", "cost", "cancelled", "checks")
    return said, Table(title="What could be done, not kept", columns=columns, rows=tuple(rows))


WHAT_IF = Question(
    name="what_if",
    asked=AskedWhatIf,
    read=_read,
    answer=_answer,
    examples=(
        "What if JFK closes until 23:00?",
        "What if B61010 is 90 min late?",
        "What if we cancel B61010?",
        "And if N643JB breaks until 23:00?",
        "What happens if Boston is closed from 22:00 to 23:30, with options?",
        "Suppose JFK is down to 20 arrivals and 20 departures an hour until 23:00",
        "What would it cost to delay B61010 by 45 minutes?",
    ),
)
