"""What is never done with flights that carry people from disrupted ones."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.network import Booking, Flight, NetworkState
from knowledge.airline.volunteer_policy import VolunteerPolicy


@dataclass(frozen=True, slots=True)
class Guard:
    """A rule, whether it binds this flight now, and why or why not."""

    name: str
    binds: bool
    why: str


def moved_here(flight: Flight, bookings: Iterable[Booking]) -> tuple[Booking, ...]:
    """Bookings that were moved to the flight because their own went wrong."""
    return tuple(one for one in bookings if one.status == "rebooked" or (one.sold_as and flight.flight_id not in one.sold_as))


def bookings_on(state: NetworkState, flight: Flight) -> tuple[Booking, ...]:
    """The flight's bookings in order of id."""
    return tuple(state.bookings[one] for one in sorted(state.flight_bookings.get(flight.flight_id, ())))


def recovery_flight(state: NetworkState, flight: Flight) -> str:
    """Why the flight is one that recovery counts on; empty: it is not."""
    moved = moved_here(flight, bookings_on(state, flight))
    if moved:
        return f"carries {sum(one.passengers for one in moved)} people from disrupted flights"
    return "its inventory is frozen for recovery" if flight.freeze is not None else ""


def overbooking_pad(state: NetworkState, flight: Flight, policy: VolunteerPolicy) -> int | None:
    """Seats that may be sold beyond the aircraft's on a recovery flight; None: not one, revenue management decides."""
    return policy.overbooking_pad_seats if recovery_flight(state, flight) else None


def guards(state: NetworkState, flight: Flight, policy: VolunteerPolicy, *, last: bool) -> tuple[Guard, Guard]:
    """The two guards. `last`: no later way with enough seats is left for some of the people moved here."""
    why = recovery_flight(state, flight)
    pad = overbooking_pad(state, flight, policy)
    protected = bool(moved_here(flight, bookings_on(state, flight)))
    return (
        Guard(
            "overbooking_pad",
            pad is not None,
            f"{why}: sell at most {pad} seats beyond the aircraft's" if pad is not None else "not a recovery flight",
        ),
        Guard(
            "never_sell_up_on_last_protected_flight",
            protected and last,
            f"{why}, some with no later way to their destination: no seat is sold to anybody else"
            if protected and last
            else "people moved here have a later way"
            if protected
            else "nobody was moved here",
        ),
    )
