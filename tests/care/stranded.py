"""A paper airport in New York time with a few hotels, bookings that are stranded there, and care for them."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from domain import events as e
from domain.apply import fold
from domain.network import NetworkState
from domain.units import minutes
from knowledge.airline.care_policy import CarePolicy, care_policy
from tools.care.care import plan_care
from tools.care.waits import CareAnswer, CarePlan, Wait

EVENING = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)  # 18:00 in New York
MORNING = datetime(2026, 3, 3, 13, 0, tzinfo=UTC)  # 08:00 in New York


def policy(**changed: Any) -> CarePolicy:
    """The airline's policy with some figures of our own."""
    return care_policy().model_copy(update=changed)


def hotel(name: str, rooms: int, **changed: Any) -> e.HotelContracted:
    """A hotel at AAA: 100.00 a room, 5.00 a head, three stars, no step-free room."""
    told = {"rate_cents": 10_000, "transfer_cents": 500, "distance_km": 4, "stars": 3} | changed
    return e.HotelContracted(at=EVENING, hotel_id=name, airport="AAA", name=name, rooms=rooms, **told)


def stranded(hotels: Iterable[e.HotelContracted], waits: Sequence[Wait] = ()) -> NetworkState:
    """The network with these hotels, and a booking for each of those who wait."""
    return fold(
        NetworkState(),
        [
            e.ScenarioOpened(at=EVENING, scenario_id="stranded", own_carriers=("XX",), currency="USD", horizon_end=MORNING),
            e.AirportDeclared(
                at=EVENING,
                airport="AAA",
                name="AAA",
                timezone="America/New_York",
                latitude=40.0,
                longitude=-74.0,
                arrivals_per_hour=10,
                departures_per_hour=10,
                min_connection_min=40,
            ),
            *hotels,
            *(
                e.BookingCreated(
                    at=EVENING,
                    booking_id=one.booking_id,
                    passengers=one.passengers,
                    flight_ids=(),
                    fare_cents=10_000,
                    tier=one.tier,
                    party=one.party,
                    reduced_mobility=one.reduced_mobility,
                    unaccompanied_minor=one.unaccompanied_minor,
                )
                for one in waits
            ),
        ],
    )


def wait(name: str, passengers: int = 2, minutes_waited: int | None = None, **changed: Any) -> Wait:
    """A booking that waits at AAA from 18:00 to 08:00 local, unless told."""
    start = changed.pop("from_", EVENING)
    until = start + minutes(minutes_waited) if minutes_waited is not None else changed.pop("until", MORNING)
    return Wait(name, "AAA", start, until, passengers, **changed)  # type: ignore[arg-type]


def care(hotels: Iterable[e.HotelContracted], waits: Sequence[Wait], **changed: Any) -> CarePlan:
    """The plan for everybody at 18:00."""
    return plan_care(stranded(hotels, waits), waits, policy(**changed), now=EVENING)


def answer_for(one: Wait, *hotels: e.HotelContracted, **changed: Any) -> CareAnswer:
    """What a single waiting booking is given."""
    (answer,) = care(hotels, [one], **changed).answers
    return answer


def sent_to(plan: CarePlan) -> dict[str, str | None]:
    """Each booking's hotel."""
    return {one.wait.booking_id: next((op.hotel for op in one.operations if op.hotel), None) for one in plan.answers}
