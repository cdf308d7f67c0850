"""What an operation of care costs, from the network and the price of a meal alone."""

from domain.commands import CareForPassengers
from domain.network import CareGiven, NetworkState, UnknownEntity
from knowledge.airline.care_policy import CarePolicy
from tools.care.waits import Line


def price_of(state: NetworkState, operation: CareForPassengers, policy: CarePolicy) -> dict[Line, int]:
    """Cents by line: passengers x meals x meal price, rooms x nights x rate, passengers x transfer, the allowance.

    The passengers are those of the booking in `state`: price an operation on the network it applies to. UnknownEntity for
    a booking or hotel that is not there.
    """
    booking = state.bookings.get(operation.booking_id)
    if booking is None:
        raise UnknownEntity(f"Booking {operation.booking_id!r} is not in scenario {state.scenario_id!r}.")
    return _lines(state, booking.passengers, operation, policy)


def price_given(state: NetworkState, passengers: int, given: CareGiven, policy: CarePolicy) -> int:
    """Cents of care that so many passengers were given already."""
    return sum(_lines(state, passengers, given, policy).values())


def _lines(state: NetworkState, passengers: int, care: CareForPassengers | CareGiven, policy: CarePolicy) -> dict[Line, int]:
    lines: dict[Line, int] = {
        "meals": passengers * care.meals * policy.meal_cents,
        "hotel": 0,
        "transfer": 0,
        "cash_allowance": care.allowance_cents,
    }
    if care.hotel is not None:
        hotel = state.hotels.get(care.hotel)
        if hotel is None:
            raise UnknownEntity(f"Hotel {care.hotel!r} is not contracted; ask the tool 'care_offers' which are.")
        lines["hotel"] = care.rooms * care.nights * hotel.rate_cents
        lines["transfer"] = passengers * hotel.transfer_cents
    return lines
