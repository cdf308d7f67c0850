"""What is never done with flights that carry people from disrupted ones."""

from dataclasses import dataclass
from datetime import datetime

from domain.network import Flight, NetworkState
from knowledge.airline.volunteer_policy import VolunteerPolicy
from tools.seat_value.recovery_flights import moved_here, why_recovery_flight


@dataclass(frozen=True, slots=True)
class Guard:
    """A rule, whether it binds this flight now, and why or why not."""

    name: str
    binds: bool
    why: str


def overbooking_pad(state: NetworkState, flight: Flight, policy: VolunteerPolicy, *, now: datetime) -> int | None:
    """Seats that may be sold beyond the aircraft's on a recovery flight; None: not one, revenue management decides."""
    return policy.overbooking_pad_seats if why_recovery_flight(state, flight, now=now) else None


def guards(state: NetworkState, flight: Flight, policy: VolunteerPolicy, *, now: datetime, last: bool) -> tuple[Guard, Guard]:
    """The two guards. `last`: no later way with enough seats is left for some of the people moved here."""
    why = why_recovery_flight(state, flight, now=now)
    pad = overbooking_pad(state, flight, policy, now=now)
    protected = bool(moved_here(state, flight))
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
