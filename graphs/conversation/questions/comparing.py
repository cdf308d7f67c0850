"""Options side by side: a row for each measure, the best of each as a fact, and what becomes of connections at an airport."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from agents.grounding import FactBook
from domain.commands import RebookPassenger, RefundPassenger, SplitBooking
from domain.decide import decide_all
from domain.faults import Refused
from domain.ids import AirportCode, BookingId
from domain.network import Booking, NetworkState
from domain.units import Frozen, Money
from graphs.conversation.fork import passengers_are_assumed
from graphs.conversation.question import Focus, Inquiry, Question, Reading
from graphs.conversation.questions.cases import case_meant
from graphs.conversation.questions.options import called, nothing_beside, option_meant, option_view
from graphs.conversation.reply import Reply, Table
from graphs.conversation.wording import airport_view, both, put_count, put_money, put_name, reply, spell, weight
from graphs.explain import counted, money
from graphs.intake.mentions import Mentions
from graphs.views import PlanView
from tools.spec import ToolRetry

Aspect = Literal["all", "cost", "passengers", "crew", "connections", "delays", "checks", "co2", "changes"]

_ASPECTS: dict[Aspect, tuple[str, ...]] = {
    "connections": ("connect", "misconnect", "transfer"),
    "passengers": ("passenger", "pax", "people", "customer", "strand", "rebook"),
    "crew": ("crew",),
    "delays": ("delay", "late", "punctual", "otp"),
    "checks": ("check", "legal", "rule", "fail"),
    "co2": ("co2", "fuel", "carbon", "emission"),
    "changes": ("change", "operation", "cancel", "swap"),
    "cost": ("cost", "price", "money", "cheap", "expens"),
}
_COMPARING = (
    "compar",
    "versus",
    "vs",
    "difference",
    "differ",
    "against",
    "between",
    "better",
    "best",
    "cheapest",
    "fewest",
    "least",
)
_NOTHING = ("nothing",)


class AskedComparison(Frozen):
    """How options of a case differ in cost, passengers, crew, connections at an airport, delays, checks, CO2 or changes."""

    options: tuple[int, ...] = Field(default=(), description="ranks as people say them; empty: every option of the case")
    plan_ids: tuple[str, ...] = ()
    with_nothing: bool = Field(default=False, description="beside doing nothing")
    aspect: Aspect = "all"
    airport: AirportCode | None = None
    case_id: str = ""


@dataclass(frozen=True, slots=True)
class _Measure:
    """One row of a comparison; the least is best, or nothing is when `best_is_least` is false."""

    name: str
    aspect: Aspect
    value: Callable[[PlanView], int]
    shown: Callable[[int], str]
    about_people: bool = False
    best_is_least: bool = True


def _count(noun: str, rest: str = "") -> Callable[[int], str]:
    return lambda number: f"{counted(number, noun)} {rest}".strip()


def _checks(verdict: str) -> Callable[[PlanView], int]:
    return lambda plan: sum(check.verdict == verdict for check in plan.checks)


_MEASURES: tuple[_Measure, ...] = (
    _Measure("cost", "cost", lambda one: one.cost.total.cents, str, about_people=True),
    _Measure("cancelled", "changes", lambda one: one.kpis.cancelled_flights, _count("flight", "cancelled")),
    _Measure("late", "delays", lambda one: one.kpis.delayed_flights_15, _count("flight", "late")),
    _Measure("delay", "delays", lambda one: one.kpis.delay_min_total, lambda minutes: f"{spell(minutes)} of delay"),
    _Measure("disrupted", "passengers", lambda one: one.kpis.disrupted_passengers, _count("passenger", "disrupted"), True),
    _Measure("stranded", "passengers", lambda one: one.kpis.stranded_passengers, _count("passenger", "stranded"), True),
    _Measure(
        "misconnected", "connections", lambda one: one.kpis.misconnected_passengers, _count("passenger", "misconnected"), True
    ),
    _Measure("crew changes", "crew", lambda one: one.kpis.crew_changes, _count("crew change")),
    _Measure("aircraft swaps", "changes", lambda one: one.kpis.aircraft_swaps, _count("aircraft swap")),
    _Measure("operations", "changes", lambda one: len(one.operations), _count("change")),
    _Measure("carbon dioxide", "co2", lambda one: one.kpis.co2_kg, lambda kilograms: f"{kilograms:,} kg of CO2"),
    _Measure("checks failing", "checks", _checks("fail"), _count("check", "failing")),
    _Measure("not checked", "checks", _checks("not_checked"), _count("check", "not made")),
)


def _read(mentions: Mentions, focus: Focus) -> Reading[AskedComparison] | None:
    named = len(mentions.options) + len(mentions.plans)
    nothing = mentions.has(*_NOTHING)
    comparing = mentions.has(*_COMPARING) or (nothing and named)
    plural = mentions.has("options", "plans", "alternatives", "them") or (mentions.has("option", "plan") and not named)
    if mentions.flights or not comparing or not (named >= 2 or plural or nothing):
        return None
    if mentions.has("nothing") and not named and not plural and not mentions.has("compar", "difference", "versus", "vs"):
        return None
    by_co2 = re.search(r"\bCO2\b", mentions.text, re.I) is not None
    aspect: Aspect = "co2" if by_co2 else next((one for one, stems in _ASPECTS.items() if mentions.has(*stems)), "all")
    airport = mentions.airports[0] if mentions.airports else None
    asked = AskedComparison(
        options=mentions.options,
        plan_ids=mentions.plans,
        with_nothing=nothing,
        aspect="connections" if airport and aspect == "all" else aspect,
        airport=airport,
        case_id=mentions.cases[0] if mentions.cases else "",
    )
    stems = (*_COMPARING, *_NOTHING, *_ASPECTS.get(aspect, ()), "option", "plan", "alternative", "doing", "all", "them")
    return Reading(asked, weight(mentions, stems, named + len(mentions.airports) + len(mentions.cases)))


def _answer(inquiry: Inquiry, asked: AskedComparison) -> Reply:
    plans = _plans(inquiry, asked)
    assumed = passengers_are_assumed(inquiry.state)
    book = FactBook()
    names = [put_name(book, f"option{one.rank}.name", f"{called(one)} ({one.label})", tool="plan_evaluation", subject=called(one))
             for one in plans]  # fmt: skip
    for_what = "" if asked.aspect == "all" else f" for {'CO2' if asked.aspect == 'co2' else asked.aspect}"
    at_airport = f" at {asked.airport}" if asked.airport else ""
    understood = f"Compare {both([called(one) for one in plans])} of case {plans[0].case_id}{for_what}{at_airport}"
    measures = [one for one in _MEASURES if asked.aspect in ("all", one.aspect) or one.name in ("cost", "checks failing")]
    rows = [_row(book, one, plans, assumed=assumed) for one in measures]
    columns = ("measure", *names, "best")
    paragraphs = [f"{both(names)}, a row for each measure; the best is named with its figure where one alone is best."]
    paragraphs += _gap(book, plans, assumed=assumed)
    cards = [Table(title="Options side by side", columns=columns, rows=tuple(rows))]
    views = [option_view(plans[0])]
    if asked.airport is not None:
        said, table = _connections(book, inquiry, plans, asked.airport)
        paragraphs += said
        cards += [table] if table is not None else []
        views.append(airport_view(asked.airport, f"Connections at {asked.airport}"))
    if asked.aspect == "crew":
        paragraphs.append("Whether each crew stays within its limits is among the checks of each option, with its paragraph.")
    first = plans[0].rank
    return reply(
        understood,
        book,
        paragraphs,
        cards=(*cards, *views),
        suggestions=(
            f"What fails in option {first}?",
            f"Why is option {first} ranked there?",
            f"Which operations are in option {first}?",
        ),
    )


def _plans(inquiry: Inquiry, asked: AskedComparison) -> list[PlanView]:
    """The options to compare, each once, in rank order; ToolRetry when there are not two."""
    named = [option_meant(inquiry, plan_id=one) for one in asked.plan_ids]
    named += [option_meant(inquiry, option=one, case_id=asked.case_id) for one in asked.options]
    if asked.with_nothing and not named and inquiry.focus.plan_id:
        named = [inquiry.cases.plan(inquiry.focus.plan_id)]
    if not named or (len(named) == 1 and not asked.with_nothing):
        case = case_meant(inquiry, asked.case_id or (named[0].case_id if named else ""))
        named = [*named, *inquiry.cases.plans(case.case_id)]
    if asked.with_nothing and (nothing := nothing_beside(inquiry, named[0]) if named else None):
        named.append(nothing)
    once = sorted({one.plan_id: one for one in named}.values(), key=lambda one: (one.case_id, one.rank))
    if len({one.case_id for one in once}) > 1:
        raise ToolRetry(
            "These options belong to different cases, on different states of the network; compare options of one case."
        )
    if len(once) < 2:
        raise ToolRetry("There are no two options to compare; say which, e.g. 'compare options 1 and 2', or name the case.")
    return once


def _row(book: FactBook, measure: _Measure, plans: Sequence[PlanView], *, assumed: bool) -> tuple[str, ...]:
    values = [measure.value(one) for one in plans]
    rests_on_people = measure.about_people and assumed
    key = measure.name.replace(" ", "_")
    cells = [
        _shown(book, f"option{plan.rank}.{key}", measure, value, plan, assumed=rests_on_people)
        for plan, value in zip(plans, values, strict=True)
    ]
    best = [plan for plan, value in zip(plans, values, strict=True) if value == min(values)]
    if len(best) != 1 or not measure.best_is_least:
        return (measure.name, *cells, "alike" if len(best) == len(plans) else both(
            [put_name(book, f"option{one.rank}.rank", called(one), tool="plan_evaluation", subject=called(one)) for one in best]
        ))  # fmt: skip
    text = f"{called(best[0])}: {_text(measure, min(values), best[0])}"
    said = put_name(book, f"best.{key}", text, tool="plan_evaluation", subject=called(best[0]), assumed=rests_on_people)
    return (measure.name, *cells, said)


def _shown(book: FactBook, fact_id: str, measure: _Measure, value: int, plan: PlanView, *, assumed: bool) -> str:
    text = _text(measure, value, plan)
    return put_name(book, fact_id, text, tool="plan_evaluation", subject=called(plan), assumed=assumed)


def _text(measure: _Measure, value: int, plan: PlanView) -> str:
    return f"{money(plan.cost.total)} in all" if measure.name == "cost" else measure.shown(value)


def _gap(book: FactBook, plans: Sequence[PlanView], *, assumed: bool) -> list[str]:
    """How much the cheapest saves against the dearest, and where most of it comes from."""
    cheap, dear = (take(plans, key=lambda one: one.cost.total.cents) for take in (min, max))
    cents = dear.cost.total.cents - cheap.cost.total.cents
    if not cents:
        return ["They cost the same."]
    currency = cheap.cost.total.currency
    low, high = (
        put_name(book, f"option{one.rank}.rank", called(one), tool="plan_evaluation", subject=called(one))
        for one in (cheap, dear)
    )
    amount = Money(cents=cents, currency=currency)
    gap = put_money(book, "gap.cost", amount, "less", tool="plan_evaluation", subject=called(cheap), assumed=assumed)
    by_component = {
        name: dear.cost.components[name].cents - amount.cents
        for name, amount in cheap.cost.components.items()
        if name in dear.cost.components
    }
    component = max(by_component, key=lambda one: (by_component[one], one), default="")
    said = f"{low} costs {gap} than {high}"
    if component and by_component[component] > 0:
        amount = Money(cents=by_component[component], currency=currency)
        part = put_money(book, "gap.component", amount, tool="plan_evaluation", subject=called(cheap), assumed=assumed)
        said += f"; most of that is {component.replace('_', ' ')}, {part}"
    return [said + "."]


# --- connections at an airport --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Connections:
    """Passengers who change flights, by what becomes of them in an option."""

    kept: int
    missed: int
    rebooked: int
    refunded: int
    lost: int
    """A flight of theirs is cancelled and nothing has been arranged."""


def _connections(
    book: FactBook, inquiry: Inquiry, plans: Sequence[PlanView], airport: AirportCode
) -> tuple[list[str], Table | None]:
    """What becomes of bookings that connect at the airport; where none does, of those that begin or end there with a change."""
    state = inquiry.state
    place = put_name(book, "connections.airport", airport)
    changing = [one for one in state.bookings.values() if len(one.flight_ids) > 1]
    found = [one for one in changing if any(state.departure(leg).destination == airport for leg in one.flight_ids[:-1])]
    where = f"change flights at {place}"
    if not found:
        found = [one for one in changing if airport in (state.departure(one.flight_ids[0]).origin,
                                                        state.departure(one.flight_ids[-1]).destination)]  # fmt: skip
        where = f"travel from or to {place} with a change elsewhere (nobody changes at {place} itself)"
    if not found:
        return [f"Nobody on this network changes flights at {place}, or travels from or to it with a change."], None
    assumed = any(one.assumed for one in found)
    people = put_count(
        book, "connections.people", sum(one.passengers for one in found), "passenger", subject=airport, assumed=assumed
    )
    said = [f"{people} {where}."]
    rows = []
    for plan in plans:
        try:
            told = connections_in(inquiry, plan, found)
        except (Refused, ToolRetry) as refusal:
            why = put_name(book, f"option{plan.rank}.connections", str(refusal), subject=called(plan))
            said.append(f"For one option this cannot be worked out on the network as it is now: {why}")
            continue
        cells = [
            put_count(book, f"option{plan.rank}.connections.{name}", count, "passenger", word, tool="misconnections",
                      subject=called(plan), assumed=assumed)
            for name, count, word in (
                ("kept", told.kept, "keep it"),
                ("missed", told.missed, "miss it"),
                ("rebooked", told.rebooked, "rebooked"),
                ("refunded", told.refunded, "refunded"),
                ("lost", told.lost, "without a flight and nothing arranged"),
            )
        ]  # fmt: skip
        name = put_name(book, f"option{plan.rank}.rank", called(plan), tool="plan_evaluation", subject=called(plan))
        rows.append((name, *cells))
    columns = ("option", "kept", "missed", "rebooked", "refunded", "nothing arranged")
    return said, Table(title=f"Connections: {airport}", columns=columns, rows=tuple(rows)) if rows else None


def connections_in(inquiry: Inquiry, plan: PlanView, bookings: Sequence[Booking]) -> Connections:
    """What becomes of these bookings in the option, on a fork where it has been carried out and nobody intervenes further.

    domain.faults.Refused when its operations cannot be carried out on the network as it is now.
    """
    _, after = decide_all(inquiry.state, plan.operations, now=inquiry.now, by=plan.plan_id)
    fork = inquiry.on(after)
    missed = {one.booking_id for one in fork.consultation.call("misconnections").bookings}
    cancelled = {one.flight_id for one in plan.affected if one.cancelled}
    moved = {one.booking_id for one in plan.operations if isinstance(one, RebookPassenger)}
    paid_back = {one.booking_id for one in plan.operations if isinstance(one, RefundPassenger)}
    told = dict.fromkeys(("kept", "missed", "rebooked", "refunded", "lost"), 0)
    for booking in bookings:
        for part in _parts(booking, after, plan):
            if part.booking_id in moved:
                told["rebooked"] += part.passengers
            elif part.booking_id in paid_back:
                told["refunded"] += part.passengers
            elif cancelled & set(part.flight_ids):
                told["lost"] += part.passengers
            elif part.booking_id in missed:
                told["missed"] += part.passengers
            else:
                told["kept"] += part.passengers
    return Connections(**told)


def _parts(booking: Booking, after: NetworkState, plan: PlanView) -> list[Booking]:
    """The booking as it is after the option, with the parts that the option splits from it."""
    split: list[BookingId] = [booking.booking_id]
    for one in plan.operations:
        if isinstance(one, SplitBooking) and one.booking_id in split:
            split.append(one.part_id)
    return [after.bookings[one] for one in split if one in after.bookings]


COMPARING = Question(
    name="comparing",
    asked=AskedComparison,
    read=_read,
    answer=_answer,
    examples=(
        "Compare options 1 and 3 for the Boston connections",
        "Compare all options",
        "What is the difference between option 1 and doing nothing?",
        "Which option is best for passengers?",
        "Option 1 versus option 2 on CO2",
        "Compare the options on cost",
        "Which plan has the least delay?",
    ),
)
