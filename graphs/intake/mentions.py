"""What a text names: entities of the network, options, moments, durations and figures, each as it was said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.ids import AirportCode, BookingId, CrewId, FlightId, TailNumber
from domain.network import NetworkState
from graphs.intake.clock import Lead
from graphs.intake.named import Named, named_in, words_in


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment that was said, and how: `until 20:00` leads with `until`. `place` is where in the text it stands."""

    at: datetime
    lead: Lead
    place: int


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something that looks like a flight, tail, airport, crew member, case or plan and is none of this network."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Mentions:
    """Everything a text names, in the order in which it was said, each once.

    `words` are the words in lower case, without the names. `options` are ranks as spoken ("option 2"); `plans` and `cases`
    are ids. `durations_min`: "90 min", "an hour and a half". `ambiguous`: a flight number that several of our flights have,
    with their ids.
    """

    text: str
    words: tuple[str, ...] = ()
    flights: tuple[FlightId, ...] = ()
    airports: tuple[AirportCode, ...] = ()
    tails: tuple[TailNumber, ...] = ()
    crew: tuple[CrewId, ...] = ()
    bookings: tuple[BookingId, ...] = ()
    gates: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    options: tuple[int, ...] = ()
    moments: tuple[Moment, ...] = ()
    durations_min: tuple[int, ...] = ()
    delay_codes: tuple[str, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    ambiguous: tuple[tuple[str, tuple[FlightId, ...]], ...] = ()

    def has(self, *stems: str) -> bool:
        """Whether some word begins with one of these stems, e.g. `has("cancel")` for cancelled and cancellation."""
        return any(word.startswith(stems) for word in self.words)


def mentions_in(text: str, state: NetworkState, now: datetime) -> Mentions:
    """What the text names on this network. Times of day are UTC on the simulation's day unless the text says otherwise."""
    return of_named(text, named_in(text, state, now))


def of_named(text: str, named: Sequence[Named]) -> Mentions:
    """The same, of names that were found already."""

    def each(kind: str) -> tuple[Any, ...]:
        return tuple(dict.fromkeys(one.value for one in named if one.kind == kind))

    return Mentions(
        text=text,
        words=words_in(text, named),
        flights=each("flight"),
        airports=each("airport"),
        tails=each("tail"),
        crew=each("crew"),
        bookings=each("booking"),
        gates=each("gate"),
        cases=each("case"),
        plans=each("plan"),
        options=each("option"),
        moments=tuple(Moment(one.value.at, one.value.lead, one.start) for one in named if one.kind == "moment"),
        durations_min=each("duration"),
        delay_codes=each("delay_code"),
        unknown=tuple(dict.fromkeys(Unknown(*one.value) for one in named if one.kind == "unknown")),
        ambiguous=each("ambiguous"),
    )
