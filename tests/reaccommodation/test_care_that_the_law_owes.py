"""Where a law owes meals and a room, no policy and no budget takes them away; where none does, the policy decides alone."""

from dataclasses import replace

from domain import events as e
from domain.apply import fold
from domain.commands import CancelFlight, CareForPassengers
from domain.ids import AirportCode, CarrierCode, FlightId, HotelId
from domain.network import NetworkState
from knowledge.airline.care_policy import care_policy
from knowledge.airline.costs import cost_parameters
from knowledge.airline.reaccommodation_policy import reaccommodation_policy
from tests.passenger_rights.european_day import ATHENS, MORNING, at, european_day
from tools.reaccommodation.from_network import Prices
from tools.reaccommodation.settle import Settlement, settle

TOMORROW = FlightId("AF1532/2026-06-11/CDG")


def stranded() -> NetworkState:
    """AF1532 to Athens has 150 people; the next seats are tomorrow's, and a hotel at Paris has a hundred rooms."""
    day = at(8, 30)
    return fold(
        european_day(),
        [
            e.FlightScheduled(
                at=MORNING,
                flight_id=TOMORROW,
                carrier=CarrierCode("AF"),
                number="1532",
                origin=AirportCode("CDG"),
                destination=AirportCode("ATH"),
                std=day.replace(day=11),
                sta=day.replace(day=11, hour=11),
                further=True,
                seats_offered=200,
            ),
            e.HotelContracted(
                at=MORNING,
                hotel_id=HotelId("CDG-H1"),
                airport=AirportCode("CDG"),
                name="Paris",
                rooms=100,
                rate_cents=10_000,
                transfer_cents=500,
                distance_km=3,
                stars=3,
            ),
        ],
    )


def given_nothing_beyond_the_law(state: NetworkState) -> Settlement:
    """AF1532 is cancelled by a carrier whose policy gives nothing and whose budget is nothing."""
    nothing = {"hotel_beyond_law": False, "meals_beyond_law": False, "airport_night_cents": {"default": 0}, "case_cents": 0}
    prices = Prices(cost_parameters(), reaccommodation_policy(), care_policy().model_copy(update=nothing), {})
    cancelled = CancelFlight(flight_id=ATHENS, reason_code="41")
    return settle(
        state,
        [cancelled],
        prices,
        now=MORNING,
        budget_s=10,
        stop=lambda: False,
        seed=0,
        circumstance="technical_defect",
    )


def test_under_european_law_everybody_who_waits_overnight_has_a_room_and_meals_whatever_the_policy() -> None:
    settled = given_nothing_beyond_the_law(stranded())
    (answer,) = settled.care.values()
    (given,) = (one for one in answer.operations if one.hotel)
    assert (given.nights, given.rooms) == (1, care_policy().rooms_for(answer.wait.passengers, answer.wait.party))
    assert sum(one.meals for one in answer.operations) >= 1
    assert "Art. 9" in answer.citation


def test_on_a_domestic_american_journey_the_same_carrier_gives_nothing() -> None:
    state = stranded()
    moved = {
        name: replace(flight, origin=AirportCode("JFK"), destination=AirportCode("LAX"))
        for name, flight in (*state.flights.items(), *state.further_flights.items())
        if name in (ATHENS, TOMORROW)
    }
    jfk = state.airports[AirportCode("JFK")]
    lax = replace(jfk, code=AirportCode("LAX"), latitude=33.94, longitude=-118.4, timezone="America/Los_Angeles")
    american = replace(
        state,
        flights=state.flights.set(ATHENS, moved[ATHENS]),
        further_flights=state.further_flights.set(TOMORROW, moved[TOMORROW]),
        airports=state.airports.set(lax.code, lax),
    )
    settled = given_nothing_beyond_the_law(american)
    assert [one.journey is not None for one in settled.answers] == [True]
    assert not [one for one in settled.operations if isinstance(one, CareForPassengers)]
