"""What a plan owes its passengers by law: regime by regime, in money, and whom nobody could judge."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from domain.ids import BookingId, FlightId
from domain.network import Booking, NetworkState
from domain.plans import ProjectedFlight
from knowledge.airline.costs import cost_parameters
from knowledge.passenger_rights.entitlement import Entitlement, What
from knowledge.passenger_rights.exchange import Rates, published_rates
from knowledge.passenger_rights.journey import IncidentKind, RightsCase
from knowledge.passenger_rights.judgment import Judgment, answers_of, judgment_of
from knowledge.passenger_rights.places import UnknownPlace
from knowledge.passenger_rights.regime import RegimeAnswer
from tools.passenger_rights.from_network import Fate, case_of
from tools.plan_evaluation.journeys import BrokenJourney, follow_journeys
from tools.plan_evaluation.pricing import considered_flights

LEAST_MIN = 60
"""Nothing is owed for less; no regime begins earlier (Brazil's communication after more than an hour)."""
_NIGHT = 4
"""Local hour at which somebody who waits has waited overnight."""


@dataclass(slots=True)
class RegimeExposure:
    """Passengers to whom a regime speaks, and what it gives them; `cents` is compensation in the regime's currency."""

    passengers: int = 0
    compensated: int = 0
    sums: Counter[str] = field(default_factory=Counter)
    owed: Counter[What] = field(default_factory=Counter)
    not_checked: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Exposure:
    """Totals in passengers and minor units. `cash_cents`: in `currency`, each passenger once; `no_rate`: sums without a rate."""

    passengers: int
    regimes: Mapping[str, RegimeExposure]
    currency: str
    cash_cents: int
    no_rate: Mapping[str, int]
    open_passengers: int
    """Passengers of whom some compensation could not be checked."""
    unknown_places: tuple[str, ...]
    cash: Mapping[BookingId, int]
    """Per passenger of each booking to whom money is owed."""


def fates(
    base: NetworkState, after: NetworkState, projected: Mapping[FlightId, ProjectedFlight]
) -> dict[BookingId, tuple[Booking, Fate]]:
    """What becomes of every booking that arrives `LEAST_MIN` late or more, is moved, refunded or stuck; by booking."""
    flights = considered_flights(base, after)
    journeys = follow_journeys(base, after, flights, projected, cost_parameters())
    found: dict[BookingId, tuple[Booking, Fate]] = {}
    for broken in journeys.broken:
        found[broken.booking.booking_id] = broken.booking, _stuck(after, projected, broken)
    for booking_id, booking in after.bookings.items():
        if booking_id not in found:
            fate = _fate(base, after, projected, flights, booking)
            if fate is not None:
                found[booking_id] = booking, fate
    return found


def _stuck(after: NetworkState, projected: Mapping[FlightId, ProjectedFlight], broken: BrokenJourney) -> Fate:
    booking = broken.booking
    index = min(broken.lost_from, len(booking.flight_ids) - 1)
    lost = projected.get(booking.flight_ids[index])
    cancelled = lost is not None and lost.cancelled
    return Fate("cancellation" if cancelled or index == 0 else "missed_connection", index, None, None)


def _fate(
    base: NetworkState,
    after: NetworkState,
    projected: Mapping[FlightId, ProjectedFlight],
    flights: Mapping[FlightId, object],
    booking: Booking,
) -> Fate | None:
    before = base.bookings.get(booking.part_of or booking.booking_id, booking)
    if before.status == "refunded":
        return None
    sold = before.flight_ids
    lost = next((index for index, one in enumerate(sold) if one in projected and projected[one].cancelled), None)
    if booking.status == "refunded":
        return Fate("missed_connection" if lost is None else "cancellation", lost or 0, None, None, refunded=True)
    last = booking.flight_ids[-1]
    arrives = projected[last].eta if last in projected else after.departure(last).eta
    if booking.flight_ids != sold:
        index = next(i for i, one in enumerate(booking.flight_ids) if one not in sold)
        new = booking.flight_ids[index]
        leaves = projected[new].etd if new in projected else after.departure(new).etd
        hit = lost if lost is not None else min(index, len(sold) - 1)
        night = overnight(after, after.departure(sold[hit]).origin, after.departure(sold[hit]).std, leaves)
        kind: IncidentKind = "missed_connection" if lost is None else "cancellation"
        return Fate(kind, hit, None, arrives, new_departure=leaves, overnight=night)
    if last not in flights:
        return None
    late = arrives - after.departure(last).sta
    if late.total_seconds() < 60 * LEAST_MIN:
        return None
    # Of several late flights of a journey the last one is where the delay is felt; its departure decides on care.
    return Fate("delay", len(sold) - 1, projected[last].etd, arrives)


def overnight(state: NetworkState, airport: str, start: datetime, until: datetime) -> bool:
    """Whether somebody who waits from `start` until then waits through the small hours of the airport's clock."""
    zone = ZoneInfo(state.airports[airport].timezone)  # type: ignore[index]
    begins, ends = start.astimezone(zone), until.astimezone(zone)
    return ends.date() > begins.date() and (ends.hour >= _NIGHT or (ends.date() - begins.date()).days > 1)


def exposure(
    base: NetworkState,
    after: NetworkState,
    projected: Mapping[FlightId, ProjectedFlight],
    *,
    now: datetime,
    circumstance: str | None,
    rates: Rates | None = None,
    only_money: bool = False,
    currency: str = "",
) -> Exposure:
    """Judge every disrupted or late booking under the plan. People are told at `now` at the latest.

    `only_money`: ask for compensation alone. `currency`: of the sum; the network's where none is given.
    """
    count = _Count(currency or base.currency, rates or published_rates(), only_money)
    for booking_id, (booking, fate) in fates(base, after, projected).items():
        count.add(booking_id, booking.passengers, case_of(after, booking, fate, now=now, told_at=now, circumstance=circumstance))
    return count.total()


class _Count:
    def __init__(self, currency: str, rates: Rates, only_money: bool) -> None:
        self.currency, self.rates, self.only_money = currency, rates, only_money
        self.regimes: dict[str, RegimeExposure] = defaultdict(RegimeExposure)
        self.passengers = self.cash_cents = self.open_passengers = 0
        self.no_rate: Counter[str] = Counter()
        self.unknown: set[str] = set()
        self.cash: dict[BookingId, int] = {}

    def add(self, booking_id: BookingId, passengers: int, case: RightsCase) -> None:
        self.passengers += passengers
        try:
            judgment = judged(case, self.rates, only_money=self.only_money)
        except UnknownPlace as unknown:
            self.unknown.add(str(unknown))
            self.open_passengers += passengers
            return
        for answer in judgment.answers:
            if answer.scope.applies is False:
                continue
            said = self.regimes[answer.regime]
            said.passengers += passengers
            for what, verdict, missing in _summary(answer.entitlements):
                if verdict == "owed":
                    said.owed[what] += passengers
                elif verdict == "not_checked":
                    said.not_checked[f"{what}: {missing}"] += passengers
            given = [
                one.amount
                for one in answer.entitlements
                if one.what == "compensation" and one.verdict == "owed" and one.amount and not one.at_most
            ]
            if given:
                best = max(given, key=lambda one: one.cents)
                said.compensated += passengers
                said.sums[best.currency] += best.cents * passengers
        self._cash(booking_id, passengers, judgment)

    def _cash(self, booking_id: BookingId, passengers: int, judgment: Judgment) -> None:
        if judgment.cash.open:
            self.open_passengers += passengers
        amount = judgment.cash.amount
        if amount is None:
            return
        ours = self.rates.convert(amount, self.currency)
        if ours is None:
            self.no_rate[amount.currency] += amount.cents * passengers
            return
        self.cash_cents += ours.cents * passengers
        self.cash[booking_id] = ours.cents

    def total(self) -> Exposure:
        return Exposure(
            passengers=self.passengers,
            regimes=dict(sorted(self.regimes.items())),
            currency=self.currency,
            cash_cents=self.cash_cents,
            no_rate=dict(self.no_rate),
            open_passengers=self.open_passengers,
            unknown_places=tuple(sorted(self.unknown)),
            cash=self.cash,
        )


def _summary(entitlements: tuple[Entitlement, ...]) -> set[tuple[What, str, str]]:
    return {(one.what, one.verdict, "; ".join(one.missing)) for one in entitlements}


def judged(case: RightsCase, rates: Rates, *, only_money: bool = False) -> Judgment:
    """The judgment of a journey; passengers alike are judged once."""
    return judgment_of(_answers(case, only_money), case.incident.kind, rates)


@lru_cache(maxsize=200_000)
def _answers(case: RightsCase, only_money: bool) -> tuple[RegimeAnswer, ...]:
    return answers_of(case, only_money=only_money)
