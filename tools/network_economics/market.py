"""Shares of a market by a quality-of-service index: frequency, fare, time and stops, each with an exponent that is assumed."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from pydantic import Field

from domain.ids import CarrierCode
from domain.network import Flight, FlightStatus, NetworkState
from domain.units import Frozen, minutes_between
from knowledge.airline.costs import CostParameters
from knowledge.airline.network_economics import NetworkEconomics
from tools.network_economics.allocation import split, whole
from tools.network_economics.routes import NetworkMoney, leg_km, seats_of

WHOLE_MARKET = 10_000
"""Shares are whole hundredths of a percent."""


class Offer(Frozen):
    """What one carrier offers in a market in a day. `fare_cents`: average one way; `elapsed_min`: with all stops."""

    carrier: CarrierCode
    departures: int = Field(gt=0)
    seats: int = Field(ge=0)
    fare_cents: int = Field(gt=0)
    elapsed_min: int = Field(gt=0)
    stops: int = Field(default=0, ge=0, le=3)
    assumed: tuple[str, ...] = ()


class ShareModel(Frozen):
    """Exponents of frequency, fare and time, and the part of its attraction that an itinerary keeps with each stop."""

    frequency_exponent: float = Field(gt=0, le=3)
    fare_elasticity: float = Field(ge=-10, le=0)
    time_elasticity: float = Field(ge=-10, le=0)
    stop_factor: float = Field(gt=0, le=1)

    @classmethod
    def of(cls, policy: NetworkEconomics) -> "ShareModel":
        """The assumed figures of the airline."""
        return cls(**{name: getattr(policy, name) for name in cls.model_fields})


class CarrierShare(Frozen):
    """Shares in hundredths of a percent, each column adding up to 10,000 over the carriers of the market.

    `one_more_departure`: what another departure of its first offer would add to `share`. `passengers`: its part of the market,
    where the size of the market is told.
    """

    carrier: CarrierCode
    departures: int
    seats: int
    share: int
    frequency_share: int
    seat_share: int
    one_more_departure: int
    passengers: int | None = None


def attraction(offer: Offer, model: ShareModel) -> float:
    r"""$n^{\alpha} p^{\varepsilon} t^{\tau} \sigma^{s}$: departures, fare in hundreds, hours and stops."""
    served: float = offer.departures**model.frequency_exponent
    paid: float = (offer.fare_cents / 10_000) ** model.fare_elasticity
    waited: float = (offer.elapsed_min / 60) ** model.time_elasticity
    kept: float = model.stop_factor**offer.stops
    return served * paid * waited * kept


def market_shares(offers: Sequence[Offer], model: ShareModel, passengers: int | None = None) -> tuple[CarrierShare, ...]:
    """Every carrier's part of the attraction of all offers, the largest first; ValueError without offers."""
    if not offers:
        raise ValueError("a market without offers has no shares")
    carriers = sorted({one.carrier for one in offers})
    share = _shares(_attractions(offers, model), carriers)
    departures = Counter[CarrierCode]()
    seats = Counter[CarrierCode]()
    for one in offers:
        departures[one.carrier] += one.departures
        seats[one.carrier] += one.seats
    frequency = split(WHOLE_MARKET, [departures[one] for one in carriers])
    capacity = split(WHOLE_MARKET, [seats[one] for one in carriers])
    people = [None] * len(carriers) if passengers is None else split(passengers, share)
    found = [
        CarrierShare(
            carrier=carrier,
            departures=departures[carrier],
            seats=seats[carrier],
            share=share[index],
            frequency_share=frequency[index],
            seat_share=capacity[index],
            one_more_departure=_shares(_attractions(_one_more(offers, carrier), model), carriers)[index] - share[index],
            passengers=people[index],
        )
        for index, carrier in enumerate(carriers)
    ]
    return tuple(sorted(found, key=lambda one: (-one.share, one.carrier)))


def _one_more(offers: Sequence[Offer], carrier: CarrierCode) -> list[Offer]:
    first = next(index for index, one in enumerate(offers) if one.carrier == carrier)
    more = offers[first].model_copy(update={"departures": offers[first].departures + 1})
    return [*offers[:first], more, *offers[first + 1 :]]


def _attractions(offers: Iterable[Offer], model: ShareModel) -> Mapping[CarrierCode, float]:
    found: dict[CarrierCode, float] = defaultdict(float)
    for one in offers:
        found[one.carrier] += attraction(one, model)
    return found


def _shares(attractions: Mapping[CarrierCode, float], carriers: Sequence[CarrierCode]) -> tuple[int, ...]:
    exact = [Fraction(attractions[one]) for one in carriers]  # a float is a fraction; dividing fractions loses nothing
    together = sum(exact, Fraction(0))
    return whole([WHOLE_MARKET * one / together for one in exact])


def markets_served(state: NetworkState, policy: NetworkEconomics) -> dict[tuple[str, str], tuple[Flight, ...]]:
    """Pairs of cities that a flight of ours connects, with all carriers' non-stop flights either way that are not cancelled."""
    found: dict[tuple[str, str], list[Flight]] = defaultdict(list)
    ours: set[tuple[str, str]] = set()
    for flight in sorted(state.flights.values(), key=lambda one: one.flight_id):
        if flight.status is FlightStatus.CANCELLED or flight.service != "passenger":
            continue
        first, second = sorted((policy.city(flight.origin), policy.city(flight.destination)))
        found[first, second].append(flight)
        if state.is_own(flight):
            ours.add((first, second))
    return {pair: tuple(found[pair]) for pair in sorted(ours)}


def offers_of(
    state: NetworkState, flights: Iterable[Flight], money: NetworkMoney, policy: NetworkEconomics, costs: CostParameters
) -> tuple[Offer, ...]:
    """One offer per carrier of a market's flights: ours at what our passengers paid, others' at the assumed percent of it."""
    flights = tuple(flights)
    by_carrier: dict[CarrierCode, list[Flight]] = defaultdict(list)
    for flight in flights:
        by_carrier[flight.carrier].append(flight)
    here = {one.flight_id for one in flights}
    sold = [one for one in money.flights if one.flight.flight_id in here and one.passengers]
    carried = sum(one.passengers for one in sold)
    if carried:
        ours_cents = max(1, round(sum(one.fare_cents for one in sold) / carried))
    else:
        km = sum(leg_km(state, one) for one in flights) // len(flights)
        ours_cents = policy.fare_cents_fixed + km * policy.fare_cents_per_km
    offers: list[Offer] = []
    for carrier in sorted(by_carrier):
        own = carrier in state.own_carriers
        flown = by_carrier[carrier]
        notes = [] if own else ["fare"]
        if any(one.tail not in state.aircraft for one in flown):
            notes.append("seats of flights without a known aircraft")
        offers.append(
            Offer(
                carrier=carrier,
                departures=len(flown),
                seats=sum(seats_of(state, one, costs) for one in flown),
                fare_cents=ours_cents if own else max(1, ours_cents * policy.fare_percent(carrier) // 100),
                elapsed_min=max(1, sum(minutes_between(one.std, one.sta) for one in flown) // len(flown)),
                assumed=tuple(notes),
            )
        )
    return tuple(offers)
