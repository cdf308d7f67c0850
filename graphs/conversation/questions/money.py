"""Questions about money: what the day costs if nobody intervenes, what a flight's delay costs, fuel and CO2 of a flight."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from agents.grounding import FactBook
from domain.network import Flight, FlightStatus
from domain.plans import ScoredPlan
from domain.units import Frozen, Money
from graphs.conversation.question import Focus, Inquiry, Question, Reading
from graphs.conversation.questions.flights import assumed, find_flight, flight_meant, name_of
from graphs.conversation.reply import OpenView, Reply, Table
from graphs.conversation.wording import put_count, put_duration, put_flight, put_money, reply, weight
from graphs.intake.mentions import Mentions


class CostOfTheDay(Frozen):
    """What the day costs from now on if nobody intervenes, and what the money goes into."""


class CostOfDelay(Frozen):
    """What a flight's delay costs with everything that follows from it: so many minutes more, or the delay it has now."""

    flight: str
    delay_min: int | None = None


class FuelAsked(Frozen):
    """Fuel, its cost and CO2 of one flight from gate to gate."""

    flight: str


# --- the day ----------------------------------------------------------------------------------------------------------

_DAY: tuple[str, ...] = ("cost", "expens", "money", "price", "much", "day", "today", "nobody", "nothing", "intervene")
_DAY += ("dollar", "damage", "bill", "what", "how", "total", "loss", "losing")


def _read_day(mentions: Mentions, focus: Focus) -> Reading[CostOfTheDay] | None:
    about = mentions.has("cost", "expens", "money", "bill", "damage") or (mentions.has("losing", "loss") and mentions.has("much"))
    specific = mentions.flights or mentions.ambiguous or mentions.options or mentions.plans or mentions.cases or mentions.tails
    if (
        not about
        or specific
        or (mentions.has("option", "plan", "compare", "index", "if") and not mentions.has("nobody", "nothing", "no-one"))
    ):
        return None
    return Reading(CostOfTheDay(), weight(mentions, _DAY))


def _answer_day(inquiry: Inquiry, asked: CostOfTheDay) -> Reply:
    inquiry.consultation.context.progress("pricing the day as it stands", {})
    scored: ScoredPlan = inquiry.consultation.call("plan_evaluation")
    book = FactBook()
    told = [
        f"If nobody intervenes the day costs {_money(book, 'day.cost', scored.cost.total, 'in all')} from now on.",
        f"That is with {cancelled_and_late(book, inquiry, scored)}.",
    ]
    parts = sorted(
        ((name, one) for name, one in scored.cost.components.items() if one.cents), key=lambda each: -abs(each[1].cents)
    )
    rows = tuple((name.replace("_", " "), _money(book, f"day.{name}", one)) for name, one in parts)
    told.append("Money saved counts against it; what is already spent is not in it.")
    return reply(
        "What the day costs from now on if nobody intervenes",
        book,
        told,
        cards=(
            Table(title="What the day's cost consists of", columns=("component", "cost"), rows=rows),
            OpenView(view="costs", path="/costs", title="Costs"),
        ),
        suggestions=("What happens if nobody intervenes?", "How many passengers are disrupted?", "Which flights are cancelled?"),
    )


def _money(book: FactBook, key: str, amount: Money, what: str = "", about: str = "the day") -> str:
    # Part of the price list is assumed, so every amount that follows from it is, on real bookings too.
    return put_money(book, key, amount, what, tool="plan_evaluation", subject=about, assumed=True)


def cancelled_and_late(book: FactBook, inquiry: Inquiry, scored: ScoredPlan) -> str:
    """Flights cancelled and late, passengers disrupted and misconnecting, of doing nothing."""
    given: dict[str, Any] = {"tool": "plan_evaluation", "subject": "the day"}
    kpis, people = scored.kpis, assumed(inquiry.state.bookings.values())
    said = (
        put_count(book, "day.cancelled", kpis.cancelled_flights, "flight", "cancelled", **given),
        put_count(book, "day.late", kpis.delayed_flights_15, "flight", "15 min late or more", **given),
        put_count(book, "day.disrupted", kpis.disrupted_passengers, "passenger", "disrupted", assumed=people, **given),
    )
    return f"{said[0]}, {said[1]} and {said[2]}"


DAY = Question(
    name="cost_of_the_day",
    asked=CostOfTheDay,
    read=_read_day,
    answer=_answer_day,
    examples=(
        "What does the day cost?",
        "What does it cost if nobody intervenes?",
        "How much does doing nothing cost?",
        "How expensive is today?",
        "What is the total cost of the day?",
        "How much money are we losing?",
    ),
)


# --- one flight's delay -----------------------------------------------------------------------------------------------


def _read_delay(mentions: Mentions, focus: Focus) -> Reading[CostOfDelay] | None:
    flight, named = flight_meant(mentions, focus)
    if not flight or not mentions.has("cost", "expens", "price", "much") or mentions.options or mentions.plans:
        return None
    if not (mentions.has("delay", "late", "later", "minute", "hold", "wait") or mentions.durations_min):
        return None
    minutes = mentions.durations_min[0] if mentions.durations_min else None
    stems = ("cost", "expens", "price", "much", "delay", "late", "minute", "hold", "wait", "what", "how", "of", "flight")
    return Reading(CostOfDelay(flight=flight, delay_min=minutes), weight(mentions, stems, named + bool(minutes)))


def _answer_delay(inquiry: Inquiry, asked: CostOfDelay) -> Reply:
    flight = find_flight(inquiry, asked.flight, f"What a delay of {asked.flight} costs")
    if isinstance(flight, Reply):
        return flight
    what, number = f"What the delay of {name_of(flight)} costs", f"{flight.carrier}{flight.number}"
    if not inquiry.state.is_own(flight) or flight.status is not FlightStatus.SCHEDULED:
        book = FactBook()
        told = [f"{put_flight(book, flight)} is not a flight of ours that is yet to leave, so a delay cannot be priced ahead."]
        return reply(what, book, told, suggestions=("What does the day cost?", f"How is {number}?"))
    late = asked.delay_min
    if late is None and flight.departure_delay_min <= 0:
        return Reply(
            understood=f"{what}; it is on time now",
            missing=("by how many minutes it is delayed",),
            suggestions=tuple(f"What does a delay of {minutes} min of {number} cost?" for minutes in (30, 60, 120)),
        )
    inquiry.consultation.context.progress("pricing the day with and without the delay", {"flight_id": flight.flight_id})
    if late is None:
        late = flight.departure_delay_min
        without, delayed = _priced(inquiry, flight, -late), _priced(inquiry, flight, 0)
        what = f"What the delay that {name_of(flight)} has now costs"
    else:
        without, delayed = _priced(inquiry, flight, 0), _priced(inquiry, flight, late)
        what = f"What {late} min more delay of {name_of(flight)} cost"
    book, currency = FactBook(), delayed.cost.total.currency
    name = put_flight(book, flight)
    more = delayed.cost.total.cents - without.cost.total.cents
    delay = put_duration(book, "delay", late, "of delay", subject=number)
    amount = _money(book, "delay.cost", Money(cents=abs(more), currency=currency), "more" if more >= 0 else "less", number)
    told = [f"With {delay} of {name} the day costs {amount} than without it, with all that follows: aircraft, crew, passengers."]
    rows = []
    for part, cost in delayed.cost.components.items():
        change = cost.cents - without.cost.components.get(part, Money(cents=0, currency=currency)).cents
        if change:
            rows.append(
                (part.replace("_", " "), _money(book, f"delay.{part}", Money(cents=change, currency=currency), about=number))
            )
    lost = delayed.kpis.misconnected_passengers - without.kpis.misconnected_passengers
    if lost:
        people = put_count(
            book,
            "delay.misconnected",
            abs(lost),
            "passenger",
            tool="plan_evaluation",
            subject=number,
            assumed=assumed(inquiry.state.bookings.values()),
        )
        told.append(f"{people} {'more' if lost > 0 else 'fewer'} miss a connection.")
    if more < 0:
        told.append("It costs less because something else in the day goes better with it; the table says what.")
    return reply(
        what,
        book,
        told,
        cards=(Table(title="What the difference consists of", columns=("component", "difference"), rows=tuple(rows)),)
        if rows
        else (),
        suggestions=(f"What are the passengers of {number} owed?", f"Why is {number} late?", "What does the day cost?"),
    )


def _priced(inquiry: Inquiry, flight: Flight, later_min: int) -> ScoredPlan:
    """The day if nobody intervenes, were the flight expected so many minutes later than now; on a fork of the network."""
    if not later_min:
        scored: ScoredPlan = inquiry.consultation.call("plan_evaluation")
        return scored
    shift = timedelta(minutes=later_min)
    moved = replace(flight, etd=flight.etd + shift, eta=flight.eta + shift)
    fork = replace(inquiry.state, flights=inquiry.state.flights.set(flight.flight_id, moved))
    on_fork: ScoredPlan = inquiry.on(fork).consultation.call("plan_evaluation")
    return on_fork


DELAY = Question(
    name="cost_of_delay",
    asked=CostOfDelay,
    read=_read_delay,
    answer=_answer_delay,
    examples=(
        "What does a delay of 120 min of B6217 cost?",
        "How much does it cost to hold B6217 for 15 minutes?",
        "What does the delay of B6217 cost?",
        "How expensive is a 2 hour delay of B6217?",
        "Cost of delaying B6217 by 90 min",
    ),
)


# --- fuel -------------------------------------------------------------------------------------------------------------


def _read_fuel(mentions: Mentions, focus: Focus) -> Reading[FuelAsked] | None:
    flight, named = flight_meant(mentions, focus)
    carbon = "co2" in mentions.text.lower()
    if not flight or not (carbon or mentions.has("fuel", "carbon", "emission", "burn", "kerosene")):
        return None
    stems = ("fuel", "carbon", "emission", "burn", "kerosene", "much", "how", "what", "need", "cost", "trip", "emit")
    return Reading(FuelAsked(flight=flight), weight(mentions, stems, named + carbon))


def _answer_fuel(inquiry: Inquiry, asked: FuelAsked) -> Reply:
    flight = find_flight(inquiry, asked.flight, f"Fuel and carbon dioxide of {asked.flight}")
    if isinstance(flight, Reply):
        return flight
    row = inquiry.consultation.call("trip_fuel", {"flight_ids": [flight.flight_id]}).flights[0]
    book, number = FactBook(), f"{flight.carrier}{flight.number}"
    given: dict[str, Any] = {"tool": "trip_fuel", "subject": number, "assumed": True}
    fuel = book.put("fuel", f"{row.fuel_kg:,} kg of fuel", **given)
    carbon = book.put("co2", f"{row.co2_kg:,} kg of CO2", **given)
    price = put_money(book, "fuel.cost", row.fuel, **given)
    model = book.put("fuel.model", row.note, **given)
    spread = book.put("fuel.spread", f"{row.spread_percent:.1f} percent", **given)
    told = [
        f"{put_flight(book, flight)} burns {fuel} from gate to gate, for {price}, and emits {carbon}.",
        f"By {model}; models differ by {spread}.",
    ]
    if not row.within_limits:
        told.append("The model is used outside its limits here.")
    return reply(
        f"Fuel and carbon dioxide of {name_of(flight)}",
        book,
        told,
        suggestions=(f"How is {number}?", f"What does the delay of {number} cost?"),
    )


FUEL = Question(
    name="flight_fuel",
    asked=FuelAsked,
    read=_read_fuel,
    answer=_answer_fuel,
    examples=(
        "How much fuel does B6217 need?",
        "CO2 of B6217",
        "What does B6217 burn?",
        "What are the emissions of B6217?",
        "Fuel cost of B6217",
    ),
)
