"""Where stranded people can go: later days' flights, seats that other carriers offer, coaches. All of it assumed and labelled."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from domain import events as e
from domain.ids import AirportCode, CarrierCode, FlightId, flight_id
from domain.units import minutes
from twin.scenarios.legs import Leg, clock_of, distance_km
from twin.scenarios.parameters import assumed_parameters

LATER_DAY = "a later day: the day's own schedule again, seats left by load factor"
OFFERED = "seats offered by another carrier"
COACH = "coach between near airports"


def further_departures(
    legs: Sequence[Leg], seats: Mapping[FlightId, int], own: Collection[str], at: datetime, seed: str
) -> list[e.FlightScheduled | e.SeatsOffered]:
    """Later days of our schedule and, between the same airports, of other carriers'; seats others offer today; coaches.

    `seats` per own flight. Flights that offer nothing are left out.
    """
    dice = Random(f"further {seed}")
    rules = assumed_parameters()["further_departures"]
    passenger = sorted((leg for leg in legs if leg.service == "passenger"), key=lambda leg: (leg.std, leg.flight_id))
    markets = {(leg.origin, leg.destination) for leg in passenger if leg.carrier in own}
    found: dict[FlightId, e.FlightScheduled | e.SeatsOffered] = {}
    known = {leg.flight_id for leg in passenger}
    for leg in passenger:
        if leg.carrier not in own and (leg.origin, leg.destination) in markets:
            offered = dice.randint(*rules["seats_of_others"])
            if offered:
                found[leg.flight_id] = e.SeatsOffered(at=at, flight_id=leg.flight_id, seats=offered)
    for day in range(1, rules["own_days"] + 1):
        for leg in passenger:
            ours = leg.carrier in own
            if not ours and (day > rules["others_days"] or (leg.origin, leg.destination) not in markets):
                continue
            offered = _seats_left(seats[leg.flight_id], leg.carrier, dice) if ours else dice.randint(*rules["seats_of_others"])
            again = _again(leg, day, offered, at)
            if offered and again.flight_id not in known and again.flight_id not in found:
                found[again.flight_id] = again
    both_ways = markets | {(destination, origin) for origin, destination in markets}
    coaches = {coach.flight_id: coach for coach in _coaches(sorted(both_ways), at)}
    return [*found.values(), *coaches.values()]


def _seats_left(seats: int, carrier: str, dice: Random) -> int:
    sold = assumed_parameters()["passengers"]
    load: float = sold["load_factor"].get(carrier, sold["load_factor"]["default"])
    spread: float = sold["load_factor_spread"]
    return max(0, seats - round(seats * (load + dice.uniform(-1, 1) * spread)))


def _again(leg: Leg, day: int, offered: int, at: datetime) -> e.FlightScheduled:
    std, sta = (_days_later(moment, day, leg.origin) for moment in (leg.std, leg.sta))
    return e.FlightScheduled(
        at=at,
        flight_id=flight_id(leg.carrier, leg.number, std.astimezone(clock_of(leg.origin)).date(), leg.origin),
        carrier=CarrierCode(leg.carrier),
        number=leg.number,
        origin=AirportCode(leg.origin),
        destination=AirportCode(leg.destination),
        std=std,
        sta=sta,
        further=True,
        seats_offered=offered,
        assumed=(LATER_DAY,),
    )


def _days_later(moment: datetime, days: int, airport: str) -> datetime:
    """The same time on the airport's clock, days later."""
    local = moment.astimezone(clock_of(airport))
    return (local.replace(tzinfo=None) + timedelta(days=days)).replace(tzinfo=local.tzinfo).astimezone(moment.tzinfo)


def _coaches(markets: Iterable[tuple[str, str]], at: datetime) -> Iterable[e.FlightScheduled]:
    """Coaches in both directions between airports that are near each other, at even hours after the scenario opens."""
    rules = assumed_parameters()["further_departures"]["coaches"]
    numbers: Counter[str] = Counter()
    for origin, destination in markets:
        km = distance_km(origin, destination)
        if km > rules["longest_km"]:
            continue
        ride = minutes(round(60 * km * rules["road_per_air_km"] / rules["km_per_h"]))
        for hour in range(0, rules["hours"], rules["every_hours"]):
            leaves = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=hour + 1)
            numbers[origin] += 1
            number = str(numbers[origin])
            yield e.FlightScheduled(
                at=at,
                flight_id=flight_id(rules["carrier"], number, leaves.astimezone(clock_of(origin)).date(), origin),
                carrier=CarrierCode(rules["carrier"]),
                number=number,
                origin=AirportCode(origin),
                destination=AirportCode(destination),
                std=leaves,
                sta=leaves + ride,
                service="ground",
                further=True,
                seats_offered=rules["seats"],
                assumed=(COACH,),
            )
