"""Options of a case: what each does, costs and breaks, why it is ranked there, and why it does what it does to a flight."""

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from agents.grounding import FactBook
from domain.commands import CancelFlight, Operation
from domain.constraints import Constraint
from domain.ids import FlightId
from domain.network import Flight, FlightStatus, NetworkState
from domain.plans import Finding
from domain.units import Frozen, Money, minutes_between
from graphs.conversation.fork import outcome, passengers_are_assumed
from graphs.conversation.question import Focus, Inquiry, Question, Reading
from graphs.conversation.questions.cases import case_meant, fact_name
from graphs.conversation.reply import Card, OpenView, Reply, Table
from graphs.conversation.wording import (
    ROWS_SHOWN,
    both,
    case_view,
    put_count,
    put_duration,
    put_flight,
    put_money,
    put_name,
    put_time,
    reply,
    weight,
    which_flight,
)
from graphs.intake.mentions import Mentions
from graphs.operations_in_words import ABOUT_PASSENGERS, in_words, passengers_in_words
from graphs.staleness import touched_by
from graphs.views import PlanView
from tools.spec import ToolFailed, ToolRetry

Aspect = Literal["summary", "cost", "checks", "changes", "assumptions", "solver", "rank"]

_ASPECTS: dict[Aspect, tuple[str, ...]] = {
    "cost": ("cost", "price", "expens", "money", "dollar", "usd", "breakdown", "spend", "much"),
    "checks": ("check", "legal", "illegal", "rule", "break", "fail", "violat", "breach", "complian", "allowed", "wrong"),
    "assumptions": ("assum", "uncertain"),
    "solver": ("solver", "gap", "optimal", "optimum", "bound", "runtime", "found", "seed", "search"),
    "rank": ("rank", "recommend", "best", "better", "first", "prefer"),
    "changes": ("operation", "change", "do", "does", "step", "action", "cancel", "delay", "swap", "command"),
}
_OPTION = ("option", "plan", "proposal", "alternative", "recommend", "solution")
_ASKING = ("about", "much", "explain", "summar", "detail", "describe", "why")
_BECOMES = ("cancel", "delay", "late", "swap", "happen", "kept", "keep", "fl", "operat", "moved", "retim", "done", "treat")


class AskedOptions(Frozen):
    """Which options a case has, with what each costs and how many flights and people it touches."""

    case_id: str = ""


class AskedOption(Frozen):
    """What one option does, costs or breaks, how it was found, what it assumes, or why it is ranked where it is."""

    option: int | None = Field(default=None, ge=1, description="rank of the option as people say it: option 2")
    plan_id: str = ""
    case_id: str = ""
    aspect: Aspect = "summary"


class AskedWhy(Frozen):
    """Why an option cancels, delays or keeps one flight, and what keeping a cancelled one would change."""

    flight_id: FlightId
    option: int | None = Field(default=None, ge=1)
    plan_id: str = ""
    case_id: str = ""


def option_meant(inquiry: Inquiry, *, option: int | None = None, plan_id: str = "", case_id: str = "") -> PlanView:
    """The plan named, else the option of that rank in the case meant, else the plan in focus, else the first in rank.

    ToolRetry when the case has no such option.
    """
    if plan_id:
        return inquiry.cases.plan(plan_id)
    if option is None and inquiry.focus.plan_id and not case_id:
        return inquiry.cases.plan(inquiry.focus.plan_id)
    case = case_meant(inquiry, case_id)
    plans = inquiry.cases.plans(case.case_id)
    if not plans:
        raise ToolRetry(f"Case {case.case_id!r} has no options yet; it is {case.status}, stage {case.stage}.")
    if option is None:
        return plans[0]
    found = next((one for one in plans if one.rank == option), None)
    if found is None:
        raise ToolRetry(f"Case {case.case_id!r} has options 1 to {len(plans)}, and no option {option}.")
    return found


def named_option(mentions: Mentions) -> dict[str, object]:
    """The option, plan and case that the words name, as the arguments of `option_meant`."""
    return {
        "option": mentions.options[0] if mentions.options else None,
        "plan_id": mentions.plans[0] if mentions.plans else "",
        "case_id": mentions.cases[0] if mentions.cases else "",
    }


def names_in(mentions: Mentions) -> int:
    """How many options, plans and cases are named."""
    return len(mentions.options) + len(mentions.plans) + len(mentions.cases)


def called(plan: PlanView) -> str:
    """How people call it: `option 2`."""
    return f"option {plan.rank}"


def put_option(book: FactBook, plan: PlanView) -> str:
    """The option's name with its label: `option 2, Fewest cancellations`."""
    return put_name(
        book, f"option{plan.rank}.name", f"{called(plan)} ({plan.label})", tool="plan_evaluation", subject=called(plan)
    )


def put_figures(book: FactBook, plan: PlanView, *, assumed: bool) -> dict[str, str]:
    """The option's main figures as facts: references by name."""
    key, subject, kpis = f"option{plan.rank}", called(plan), plan.kpis
    said = {"cost": put_money(book, f"{key}.cost", plan.cost.total, "in all", tool="plan_evaluation", subject=subject,
                              assumed=assumed)}  # fmt: skip
    failing = sum(check.verdict == "fail" for check in plan.checks)
    unchecked = sum(check.verdict == "not_checked" for check in plan.checks)
    for name, count, noun, rest, rests_on_people in (
        ("cancelled", kpis.cancelled_flights, "flight", "cancelled", False),
        ("delayed", kpis.delayed_flights_15, "flight", "late by a quarter of an hour or more", False),
        ("disrupted", kpis.disrupted_passengers, "passenger", "disrupted", True),
        ("misconnected", kpis.misconnected_passengers, "passenger", "missing a connection", True),
        ("stranded", kpis.stranded_passengers, "passenger", "stranded", True),
        ("swaps", kpis.aircraft_swaps, "aircraft swap", "", False),
        ("operations", len(plan.operations), "change", "", False),
        ("failing", failing, "check", "failing", False),
        ("unchecked", unchecked, "check", "not made", False),
    ):
        said[name] = put_count(
            book, f"{key}.{name}", count, noun, rest, tool="plan_evaluation", subject=subject, assumed=rests_on_people and assumed
        )
    return said


def option_view(plan: PlanView) -> OpenView:
    """The option on the page of its case."""
    view = case_view(plan.case_id, f"{called(plan).capitalize()} of case {plan.case_id}")
    return view.model_copy(update={"path": f"{view.path}?plan={plan.plan_id}"})


# --- the list -------------------------------------------------------------------------------------------------------


def _read_options(mentions: Mentions, focus: Focus) -> Reading[AskedOptions] | None:
    if mentions.options or mentions.plans or not mentions.has("options", "plans", "alternatives", "choices", "proposals"):
        return None
    stems = (*_OPTION, "choice", "there", "all")
    case_id = mentions.cases[0] if mentions.cases else ""
    return Reading(AskedOptions(case_id=case_id), weight(mentions, stems, names_in(mentions)))


def _tell_options(inquiry: Inquiry, asked: AskedOptions) -> Reply:
    case = case_meant(inquiry, asked.case_id)
    plans = inquiry.cases.plans(case.case_id)
    book = FactBook()
    name = put_name(book, "case.id", case.case_id)
    understood = f"The options of case {case.case_id}"
    if not plans:
        stage = put_name(book, "case.stage", f"{case.status}, stage {case.stage}", subject=case.case_id)
        return reply(
            understood, book, (f"Case {name} has no options yet: it is {stage}.",), cards=(case_view(case.case_id, name),)
        )
    assumed = passengers_are_assumed(inquiry.state)
    rows = []
    for plan in plans:
        said = put_figures(book, plan, assumed=assumed)
        rows.append(
            (
                put_option(book, plan),
                *(said[one] for one in ("cost", "cancelled", "delayed", "disrupted", "failing", "unchecked")),
            )
        )
    columns = ("option", "cost", "cancelled", "late", "passengers", "failing", "not checked")
    count = put_count(book, "case.options", len(plans), "option", subject=case.case_id)
    legal = [plan for plan in plans if plan.operations and plan.legal]
    said_legal = put_count(book, "case.legal", len(legal), "option", "that pass every check that was made", subject=case.case_id)
    return reply(
        understood,
        book,
        (f"Case {name} has {count}, in order of rank; {said_legal}, beside doing nothing.",),
        cards=(Table(title="Options", columns=columns, rows=tuple(rows)), case_view(case.case_id, f"Case {case.case_id}")),
        suggestions=("Compare all options", "What does option 1 cost?", "What fails in option 1?"),
    )


# --- one option -----------------------------------------------------------------------------------------------------


def _read_option(mentions: Mentions, focus: Focus) -> Reading[AskedOption] | None:
    if len(mentions.options) + len(mentions.plans) > 1 or mentions.flights:
        return None
    named = bool(mentions.options or mentions.plans)
    recommended = mentions.has("recommend") and not named
    of_a_case = bool(focus.plan_id or focus.case_id) and mentions.has("gap", "solver", "optimal")
    if not (named or recommended or of_a_case or (focus.plan_id and mentions.has(*_OPTION))):
        return None
    aspect: Aspect = next((one for one, stems in _ASPECTS.items() if mentions.has(*stems)), "summary")
    if aspect in ("summary", "changes") and named and mentions.has("why"):
        aspect = "rank"
    stems = (*_OPTION, *_ASKING, *_ASPECTS.get(aspect, ()))
    asked = AskedOption.model_validate(named_option(mentions) | {"aspect": aspect})
    return Reading(asked, weight(mentions, stems, names_in(mentions)))


def _tell_option(inquiry: Inquiry, asked: AskedOption) -> Reply:
    plan = option_meant(inquiry, option=asked.option, plan_id=asked.plan_id, case_id=asked.case_id)
    book = FactBook()
    name = put_option(book, plan)
    assumed = passengers_are_assumed(inquiry.state)
    said = put_figures(book, plan, assumed=assumed)
    paragraphs: list[str] = []
    cards: list[Card] = []
    match asked.aspect:
        case "summary":
            paragraphs.append(
                f"{name}: {said['operations']}, {said['cancelled']}, {said['delayed']}, {said['swaps']}; {said['disrupted']}, "
                f"{said['misconnected']}. It costs {said['cost']}."
            )
            paragraphs += _against_nothing(book, inquiry, plan, assumed=assumed)
            paragraphs += _checks(book, plan, most=3)
            paragraphs += _staleness(book, plan)
        case "cost":
            paragraphs.append(f"{name} costs {said['cost']}.")
            paragraphs += _against_nothing(book, inquiry, plan, assumed=assumed)
            cards.append(_cost_table(book, plan, assumed=assumed))
        case "checks":
            paragraphs += [f"{name}: {said['failing']}, {said['unchecked']}.", *_checks(book, plan, most=ROWS_SHOWN)]
        case "changes":
            paragraphs.append(f"{name} makes {said['operations']}: {said['cancelled']}, {said['swaps']}.")
            if plan.operations:
                cards.append(_operations_table(book, inquiry, plan))
        case "assumptions":
            paragraphs.append(f"{name} assumes:" if plan.assumptions else f"{name} states no assumption of its own.")
            paragraphs += [
                put_name(
                    book,
                    f"option{plan.rank}.assumption{number}",
                    text,
                    tool="plan_evaluation",
                    subject=called(plan),
                    assumed=True,
                )
                for number, text in enumerate(plan.assumptions, start=1)
            ]
        case "solver":
            paragraphs.append(f"{name}: {_solver(book, plan)}.")
        case "rank":
            paragraphs += _rank(book, inquiry, plan, said)
    if asked.aspect in ("summary", "rank"):
        paragraphs += [
            put_name(book, f"option{plan.rank}.reason{number}", text, tool=plan.solver.name or "network", subject=called(plan))
            for number, text in enumerate(plan.reasons[:3], start=1)
        ]
    cards.append(option_view(plan))
    number = plan.rank
    return reply(
        f"{called(plan).capitalize()} of case {plan.case_id}: {asked.aspect}",
        book,
        paragraphs,
        cards=cards,
        suggestions=(
            f"What does option {number} cost?",
            f"What fails in option {number}?",
            f"Compare option {number} and doing nothing",
        ),
    )


def nothing_beside(inquiry: Inquiry, plan: PlanView) -> PlanView | None:
    """Doing nothing, as its case priced it."""
    return next((one for one in inquiry.cases.plans(plan.case_id) if one.kind == "do_nothing"), None)


def _against_nothing(book: FactBook, inquiry: Inquiry, plan: PlanView, *, assumed: bool) -> list[str]:
    nothing = nothing_beside(inquiry, plan)
    if nothing is None or nothing.plan_id == plan.plan_id:
        return []
    gap = nothing.cost.total.cents - plan.cost.total.cents
    if not gap:
        return ["That is as much as doing nothing."]
    amount = Money(cents=abs(gap), currency=plan.cost.total.currency)
    less = put_money(book, f"option{plan.rank}.against_nothing", amount, "less" if gap > 0 else "more", tool="plan_evaluation",
                     subject=called(plan), assumed=assumed)  # fmt: skip
    return [f"That is {less} than doing nothing."]


def _cost_table(book: FactBook, plan: PlanView, *, assumed: bool) -> Table:
    """What it costs by component, the dearest first; components of nothing are left out."""
    rows = []
    for component, amount in sorted(plan.cost.components.items(), key=lambda one: -abs(one[1].cents)):
        if amount.cents:
            cents = put_money(book, f"option{plan.rank}.cost.{fact_name(component)}", amount, tool="plan_evaluation",
                              subject=called(plan), assumed=assumed)  # fmt: skip
            rows.append((component.replace("_", " "), cents))
    return Table(title="Cost by component", columns=("component", "amount"), rows=tuple(rows))


def _checks(book: FactBook, plan: PlanView, *, most: int) -> list[str]:
    """What fails, then what nobody checked, each with its citation; how many more there are."""
    said = []
    for verdict, words in (("fail", "Fails"), ("not_checked", "Not checked")):
        found = [check for check in plan.checks if check.verdict == verdict]
        for number, check in enumerate(found[:most], start=1):
            key = f"option{plan.rank}.{verdict}{number}"
            rule = put_name(book, f"{key}.rule", f"{check.rule} ({check.subject})", tool="plan_evaluation", subject=called(plan))
            detail = put_name(book, f"{key}.detail", check.detail, tool="plan_evaluation", subject=called(plan))
            cited = put_name(book, f"{key}.citation", check.citation, tool="plan_evaluation", subject=called(plan))
            said.append(f"{words}: {rule}: {detail} [{cited}].")
        if len(found) > most:
            more = put_count(book, f"option{plan.rank}.{verdict}.more", len(found) - most, "check", tool="plan_evaluation",
                             subject=called(plan))  # fmt: skip
            said.append(f"{words} too: {more} more, on the page of the option.")
    return said or ["Every check passes."]


def _staleness(book: FactBook, plan: PlanView) -> list[str]:
    if not plan.stale_because:
        return []
    why = put_name(book, f"option{plan.rank}.stale", "; ".join(plan.stale_because[:3]), subject=called(plan))
    return [f"It is stale, the network has moved on: {why}."]


def _operations_table(book: FactBook, inquiry: Inquiry, plan: PlanView) -> Table:
    """How many operations of each kind, and the first of each in words."""
    kinds: dict[str, list[Operation]] = {}
    for one in plan.operations:
        kinds.setdefault(one.type, []).append(one)
    rows = []
    for kind, every in kinds.items():
        key = f"option{plan.rank}.{kind}"
        count = put_count(book, f"{key}.count", len(every), "operation", tool="plan_evaluation", subject=called(plan))
        first = put_name(book, f"{key}.first", in_words(every[0]), tool="plan_evaluation", subject=called(plan))
        rows.append((kind, count, first))
    return Table(title="Operations by kind", columns=("kind", "how many", "first"), rows=tuple(rows))


def _solver(book: FactBook, plan: PlanView) -> str:
    report, key = plan.solver, f"option{plan.rank}.solver"
    subject, tool = called(plan), "recovery"
    if report.status == "not_run":
        return "no solver was run for it"
    said = [
        f"found by {put_name(book, f'{key}.name', report.name, tool=tool, subject=subject)}, {report.status.replace('_', ' ')}"
    ]
    currency = plan.cost.total.currency
    if report.objective is not None:
        amount = Money(cents=report.objective, currency=currency)
        said.append("objective " + put_money(book, f"{key}.objective", amount, tool=tool, subject=subject))
    if report.bound is not None:
        bound = Money(cents=report.bound, currency=currency)
        said.append("no plan costs less than " + put_money(book, f"{key}.bound", bound, tool=tool, subject=subject))
    gap = "gap not known" if report.gap is None else f"gap {report.gap * 100:.2f} %"
    said.append(put_name(book, f"{key}.gap", gap, tool=tool, subject=subject))
    said.append(put_name(book, f"{key}.runtime", f"{report.runtime_s:.1f} s, seed {report.seed}", tool=tool, subject=subject))
    return ", ".join(said)


def _rank(book: FactBook, inquiry: Inquiry, plan: PlanView, said: dict[str, str]) -> list[str]:
    """The rule of ranking and where the plan stands by it."""
    plans = inquiry.cases.plans(plan.case_id)
    place = put_name(
        book, f"option{plan.rank}.rank", f"{plan.rank} of {len(plans)}", tool="plan_evaluation", subject=called(plan)
    )
    name = put_option(book, plan)
    paragraphs = [
        "Options that pass every check come first, doing nothing after them, then those that fail one; within each, the cheaper.",
        f"{name} is {place}: {said['failing']}, and it costs {said['cost']}.",
    ]
    for other in plans:
        if other.rank in (plan.rank - 1, plan.rank + 1):
            figures = put_figures(book, other, assumed=passengers_are_assumed(inquiry.state))
            where = "Before it" if other.rank < plan.rank else "After it"
            paragraphs.append(f"{where}: {put_option(book, other)}, {figures['failing']}, at {figures['cost']}.")
    return paragraphs


# --- one flight in an option ----------------------------------------------------------------------------------------


def _read_why(mentions: Mentions, focus: Focus) -> Reading[AskedWhy] | None:
    named = names_in(mentions) - len(mentions.cases)
    about_a_plan = named or mentions.has(*_OPTION)
    if named > 1 or not (about_a_plan or (focus.plan_id and mentions.has("why"))):
        return None
    flight_id = mentions.flights[0] if mentions.flights else FlightId(focus.flight_id)
    if mentions.ambiguous and not mentions.flights:
        flight_id = mentions.ambiguous[0][1][0]
    elif not mentions.flights and not (focus.flight_id and mentions.has("it", "that", "this")):
        return None
    stems = (*_BECOMES, *_OPTION, "why", "in", "reason")
    asked = AskedWhy.model_validate(named_option(mentions) | {"flight_id": flight_id})
    return Reading(asked, weight(mentions, stems, names_in(mentions) + 1))


def _tell_why(inquiry: Inquiry, asked: AskedWhy) -> Reply:
    plan = option_meant(inquiry, option=asked.option, plan_id=asked.plan_id, case_id=asked.case_id)
    flight = inquiry.state.flight(asked.flight_id)
    number = flight.carrier + flight.number
    understood = f"What {called(plan)} of case {plan.case_id} does to {number}, and why"
    if (
        missing := ()
        if asked.flight_id in inquiry.mentions.flights
        else which_flight(inquiry.mentions, inquiry.state, inquiry.now)
    ):
        return Reply(understood=understood, missing=missing)
    book = FactBook()
    option, name = put_option(book, plan), put_flight(book, flight)
    touching = [one for one in plan.operations if flight.flight_id in touched_by((one,), inquiry.state).flights]
    cancels = any(isinstance(one, CancelFlight) for one in touching)
    becomes = next((one for one in plan.affected if one.flight_id == flight.flight_id), None)
    lost = cancels or (becomes is not None and becomes.cancelled)
    paragraphs = []
    if flight.status is FlightStatus.CANCELLED and not cancels:
        code = put_name(book, f"{number}.code", f"IATA delay code {flight.delay_code}", subject=number)
        why = f", with {code}" if flight.delay_code else ""
        paragraphs.append(f"{name} was cancelled before: it is reported so{why}, and every option of the case starts from that.")
    elif cancels:
        paragraphs.append(f"{option} cancels {name}.")
    elif lost:
        paragraphs.append(f"{option} does not cancel {name}, but leaves it without what it needs, so it cannot be flown.")
    elif becomes is not None:
        late = minutes_between(flight.std, becomes.etd)
        leaves = put_time(book, f"{number}.etd", becomes.etd, now=inquiry.now, tool="plan_evaluation", subject=number)
        delay = put_duration(book, f"{number}.late", late, "after its schedule", tool="plan_evaluation", subject=number)
        tail = "no aircraft" if becomes.tail is None else put_name(book, f"{number}.tail", becomes.tail, tool="plan_evaluation")
        paragraphs.append(f"{option} does not cancel {name}: it leaves at {leaves}, {delay}, flown by {tail}.")
    else:
        paragraphs.append(f"{option} leaves {name} as it is: neither cancelled, nor moved, nor given another aircraft.")
    besides = [one for one in touching if not isinstance(one, (CancelFlight, *ABOUT_PASSENGERS))]
    for place, one in enumerate(besides[:4], start=1):
        words = put_name(book, f"{number}.operation{place}", in_words(one), tool="plan_evaluation", subject=number)
        paragraphs.append(f"It also has: {words}.")
    paragraphs += _people_of(book, inquiry, plan, flight)
    causes = () if cancels or becomes is None else becomes.causes
    for place, cause in enumerate(causes, start=1):
        words = put_name(book, f"{number}.cause{place}", cause.text, tool="delay_propagation", subject=number)
        minutes = put_duration(
            book, f"{number}.cause{place}.min", cause.delay_min, "added", tool="delay_propagation", subject=number
        )
        paragraphs.append(f"Because of the {cause.cause}: {words} ({minutes}).")
    paragraphs += _bounds(book, inquiry, plan, flight.flight_id)
    if cancels:
        paragraphs += _around(book, inquiry, plan, flight.flight_id)
        paragraphs += _if_kept(book, inquiry, plan, flight.flight_id)
    for place, reason in enumerate(plan.reasons[:2], start=1):
        words = put_name(
            book, f"option{plan.rank}.reason{place}", reason, tool=plan.solver.name or "network", subject=called(plan)
        )
        paragraphs.append(f"The plan's own reason: {words}")
    return reply(
        understood,
        book,
        paragraphs,
        cards=(option_view(plan),),
        suggestions=(f"What if we cancel {number}?", f"What does option {plan.rank} change?", f"Who connects from {number}?"),
    )


def _people_of(book: FactBook, inquiry: Inquiry, plan: PlanView, flight: Flight) -> list[str]:
    """What the plan does with those who are booked on the flight, by kind."""
    booked = {one.booking_id for one in inquiry.state.bookings.values() if flight.flight_id in one.flight_ids}
    theirs = [one for one in plan.operations if isinstance(one, ABOUT_PASSENGERS) and one.booking_id in booked]
    lines = [line for line in passengers_in_words(theirs, plan.cost.total.currency) if not line.startswith("  ")]
    if not lines:
        return []
    number, assumed = flight.carrier + flight.number, passengers_are_assumed(inquiry.state)
    told = {"tool": "plan_evaluation", "subject": number}
    said = [book.put(f"{number}.people{place}", line, assumed=assumed, **told) for place, line in enumerate(lines, start=1)]
    return [f"For those booked on it: {'; '.join(said)}."]


def _bounds(book: FactBook, inquiry: Inquiry, plan: PlanView, flight_id: FlightId) -> list[str]:
    """What specialists asked of the plan that concerns the flight, its tail, or its airports while it would be there."""
    case = inquiry.cases.case_view(plan.case_id)
    asked = [
        (finding.specialist, one)
        for finding in case.findings.values()
        if isinstance(finding, Finding)
        for one in finding.constraints
        if _concerns(one, flight_id, inquiry.state)
    ]
    said = []
    for number, (specialist, one) in enumerate(asked[:5], start=1):
        key = f"{fact_name(flight_id)}.bound{number}"
        words = put_name(book, key, f"{one.kind}: {one.reason}", subject=specialist)
        said.append(f"The {specialist} specialist asked for {words}.")
    return said


def _concerns(constraint: Constraint, flight_id: FlightId, state: NetworkState) -> bool:
    flight = state.flights[flight_id]
    said = constraint.model_dump()
    if {flight_id} & {said.get("flight_id"), said.get("first"), said.get("then")}:
        return constraint.kind != "SeatPrice"
    if said.get("tail") is not None and said["tail"] != flight.tail:
        return False
    if "start" not in said:
        return False
    there = (flight.origin, flight.etd), (flight.destination, flight.eta)
    if said.get("tail") is not None:
        return bool(said["start"] < flight.eta and flight.etd < said["end"])
    return any(said.get("airport") == place and said["start"] <= at < said["end"] for place, at in there)


def _around(book: FactBook, inquiry: Inquiry, plan: PlanView, flight_id: FlightId) -> list[str]:
    """The other flights of its tail that the option cancels: a rotation is cancelled in pairs."""
    state = inquiry.state
    flight = state.flights[flight_id]
    if flight.tail is None:
        return []
    cancelled = {one.flight_id for one in plan.operations if isinstance(one, CancelFlight)}
    together = [one for one in state.rotation(flight.tail) if one.flight_id in cancelled and one.flight_id != flight_id]
    tail = put_name(book, f"{fact_name(flight.tail)}.tail", flight.tail)
    if not together:
        return [f"No other flight of {tail}, which was to fly it, is cancelled."]
    return [f"Of the same aircraft, {tail}, it also cancels {both([put_flight(book, one) for one in together[:5]])}."]


def without(operations: Sequence[Operation], flight_id: FlightId, state: NetworkState) -> tuple[Operation, ...]:
    """The operations without the flight's cancellation and without what is done for its passengers because of it."""
    travellers = set(state.flight_bookings.get(flight_id, ()))
    return tuple(
        one
        for one in operations
        if not (isinstance(one, CancelFlight) and one.flight_id == flight_id)
        and getattr(one, "booking_id", None) not in travellers
    )


def _if_kept(book: FactBook, inquiry: Inquiry, plan: PlanView, flight_id: FlightId) -> list[str]:
    """What the option would cost and break if it kept the flight, evaluated on a fork beside the option itself."""
    try:
        as_is = outcome(inquiry, plan.operations, label=plan.label, kind="alternative")
        kept = outcome(
            inquiry, without(plan.operations, flight_id, inquiry.state), label=f"{plan.label}, flight kept", kind="alternative"
        )
    except (ToolRetry, ToolFailed) as refusal:
        why = put_name(book, f"{fact_name(flight_id)}.kept.refused", str(refusal), tool="plan_evaluation", subject=flight_id)
        return [f"What keeping it would cost cannot be worked out on the network as it is now: {why}"]
    gap = kept.scored.cost.total.cents - as_is.scored.cost.total.cents
    assumed = passengers_are_assumed(inquiry.state)
    key, subject = f"{fact_name(flight_id)}.kept", f"{called(plan)} with the flight kept"
    amount = Money(cents=abs(gap), currency=plan.cost.total.currency)
    more = put_money(
        book, f"{key}.cost", amount, "more" if gap >= 0 else "less", tool="plan_evaluation", subject=subject, assumed=assumed
    )
    known = {(check.rule, check.subject, check.detail) for check in as_is.scored.checks if check.verdict == "fail"}
    broken = [
        check
        for check in kept.scored.checks
        if check.verdict == "fail" and (check.rule, check.subject, check.detail) not in known
    ]
    said = [f"If the option kept it and changed nothing else, it would cost {more}."]
    still = next((one for one in kept.scored.affected if one.flight_id == flight_id and one.cancelled), None)
    if still is not None:
        causes = "; ".join(cause.text for cause in still.causes) or "nothing is left to fly it"
        lost = put_name(book, f"{key}.lost", causes, tool="delay_propagation", subject=subject)
        said.append(f"But it could not be flown even so: {lost}.")
    for number, check in enumerate(broken[:3], start=1):
        words = put_name(book, f"{key}.fails{number}", f"{check.rule}: {check.detail} [{check.citation}]", tool="plan_evaluation",
                         subject=subject)  # fmt: skip
        said.append(f"Then fails {words}.")
    if not broken:
        said.append("No check would fail that passes now; crews and stands are checked by their specialists in a case, not here.")
    return said


OPTIONS = Question(
    name="options",
    asked=AskedOptions,
    read=_read_options,
    answer=_tell_options,
    examples=(
        "What are the options?",
        "Show me the options",
        "List the plans of case C1",
        "Which alternatives do we have?",
        "What options are there for case C1?",
    ),
)

OPTION = Question(
    name="option",
    asked=AskedOption,
    read=_read_option,
    answer=_tell_option,
    examples=(
        "Tell me about option 2",
        "What does option 1 cost?",
        "What fails in option 2?",
        "Which operations are in option 1?",
        "How was option 1 found, and with which gap?",
        "Why is option 2 ranked there?",
        "What does option 1 assume?",
        "Is option 2 legal?",
    ),
)

WHY = Question(
    name="why_in_option",
    asked=AskedWhy,
    read=_read_why,
    answer=_tell_why,
    examples=(
        "Why is B61010 cancelled in option 2?",
        "What happens to B61010 in option 1?",
        "Why does option 1 delay B61010?",
        "What does option 2 do with B61010?",
        "Is B61010 cancelled in option 1?",
    ),
)
