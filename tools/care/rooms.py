"""Gives out contracted rooms: whoever comes first takes the cheapest suitable hotel that has all the rooms of the booking."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from domain.ids import AirportCode, HotelId
from domain.network import Hotel, NetworkState


@dataclass(frozen=True, slots=True)
class RoomsWanted:
    """Rooms for one booking, all in one hotel. `stays_at` is where it sleeps already."""

    rooms: int
    nights: int
    people: int
    least_stars: int = 0
    step_free: bool = False
    stays_at: HotelId | None = None

    def price_cents(self, hotel: Hotel) -> int:
        """Rooms and nights at the hotel's rate, and everybody's way there and back."""
        return self.rooms * self.nights * hotel.rate_cents + self.people * hotel.transfer_cents


class RoomsLeft:
    """The contracted rooms of a network that are not taken, counted down as they are given out."""

    def __init__(self, hotels: Iterable[Hotel], step_free_taken: Counter[HotelId]) -> None:
        self._rooms: dict[HotelId, int] = {}
        self._step_free: dict[HotelId, int] = {}
        self._at: dict[AirportCode, list[Hotel]] = {}
        for hotel in sorted(hotels, key=lambda one: one.hotel_id):
            left = max(0, hotel.rooms - hotel.taken)
            self._rooms[hotel.hotel_id] = left
            self._step_free[hotel.hotel_id] = max(0, min(left, hotel.step_free_rooms - step_free_taken[hotel.hotel_id]))
            self._at.setdefault(hotel.airport, []).append(hotel)

    def hotels(self, airport: AirportCode) -> tuple[Hotel, ...]:
        """The hotels of an airport, by id."""
        return tuple(self._at.get(airport, ()))

    def rooms(self, hotel_id: HotelId, *, step_free: bool = False) -> int:
        """Rooms left at the hotel, or step-free rooms left among them."""
        return self._step_free[hotel_id] if step_free else self._rooms[hotel_id]

    def best(self, airport: AirportCode, wanted: RoomsWanted) -> Hotel | None:
        """Where it sleeps already, else enough stars before too few, then the lowest price; None where none has all the rooms."""
        enough = [one for one in self.hotels(airport) if self.rooms(one.hotel_id, step_free=wanted.step_free) >= wanted.rooms]
        return min(
            enough,
            key=lambda one: (
                one.hotel_id != wanted.stays_at,
                one.stars < wanted.least_stars,
                wanted.price_cents(one),
                one.hotel_id,
            ),
            default=None,
        )

    def take(self, hotel: Hotel, wanted: RoomsWanted) -> None:
        """Count the rooms down. ValueError when there are not that many."""
        left, step_free = self._rooms[hotel.hotel_id], self._step_free[hotel.hotel_id]
        if wanted.rooms > (step_free if wanted.step_free else left):
            raise ValueError(f"{hotel.hotel_id!r} has {left} rooms left, {step_free} of them step-free; not {wanted.rooms}")
        self._rooms[hotel.hotel_id] = left - wanted.rooms
        # Whoever does not need a step-free room is given another one as long as there is one.
        self._step_free[hotel.hotel_id] = step_free - wanted.rooms if wanted.step_free else min(step_free, left - wanted.rooms)


def rooms_left(state: NetworkState) -> RoomsLeft:
    """What is left of every contract of the network; step-free rooms less those that bookings with reduced mobility have."""
    step_free: Counter[HotelId] = Counter()
    for booking in state.bookings.values():
        for given in booking.care if booking.reduced_mobility else ():
            if given.hotel is not None:
                step_free[given.hotel] += given.rooms
    return RoomsLeft(state.hotels.values(), step_free)
