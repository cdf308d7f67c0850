"""A small day whose flights are on sale, and sources that do not answer."""

from datetime import datetime, timedelta
from typing import Any, NoReturn

from domain import events as e
from domain.ids import BookingId, FlightId
from domain.network import FareClass, NetworkState
from knowledge.airline.ancillary_policy import TripFacts
from tests.evaluation.paper_day import DAY, EARLY, PaperDay, at
from tools.offers.offer import OfferRequest

NOW = EARLY
CLASSES = (("Y", 60_000, 8.0), ("B", 40_000, 12.0), ("M", 25_000, 20.0), ("Q", 15_000, 30.0))


class DayOnSale:
    """JFK to BOS and on to MCO, an evening flight direct; 150 seats each."""

    def __init__(self) -> None:
        self.day = PaperDay(horizon_end=at("23:59"))
        for tail, where in (("N1", "JFK"), ("N2", "BOS"), ("N3", "JFK")):
            self.day.tail(tail, where)
        self.first = self.day.fly(1, "JFK", "BOS", "09:00", "10:00", "N1")
        self.second = self.day.fly(2, "BOS", "MCO", "12:00", "15:00", "N2")
        self.evening = self.day.fly(3, "JFK", "MCO", "18:00", "21:00", "N3")
        for flight_id in (self.first, self.second, self.evening):
            classes = tuple(FareClass(name, "economy", cents, mean, mean**0.5) for name, cents, mean in CLASSES)
            self.day.happen(e.DemandForecast(at=DAY, flight_id=flight_id, fare_classes=classes))

    def sold(self, name: str, passengers: int, *flights: FlightId) -> "DayOnSale":
        """A booking at 100.00 each."""
        self.day.book(name, passengers, *flights)
        return self

    def disrupted(self, name: str, flight_id: FlightId) -> "DayOnSale":
        """The booking's itinerary is broken."""
        self.day.happen(e.ItineraryDisrupted(at=EARLY, booking_id=BookingId(name), flight_id=flight_id))
        return self

    def frozen(self, flight_id: FlightId, *classes: str) -> "DayOnSale":
        """These classes are not sold until the evening."""
        until = at("20:00")
        self.day.happen(
            e.InventoryFrozen(at=EARLY, flight_id=flight_id, closed_classes=classes, until=until, reason="recovery", by="tests")
        )
        return self

    def network(self) -> NetworkState:
        """The network after all of it."""
        return self.day.network()


def asked(*flights: FlightId, **more: Any) -> OfferRequest:
    """Two adults for a week, over these flights."""
    facts = TripFacts(**({"adults": 2, "nights": 7} | more.pop("facts", {})))
    return OfferRequest(flight_ids=flights, facts=facts, **more)


class Silent:
    """A source of any kind that never answers."""

    def _fail(self, *given: object) -> NoReturn:
        raise TimeoutError("no answer within 2 s")

    outlook = bundles = fare = _fail


def later(hours: float) -> datetime:
    """So many hours from now."""
    return NOW + timedelta(hours=hours)
