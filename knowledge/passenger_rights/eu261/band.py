"""What the articles share: how a paragraph is quoted, which distance band a journey is in, and what counts as a cancellation."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache

from domain.units import minutes_between
from knowledge.dated_law import Law
from knowledge.passenger_rights import entitlement
from knowledge.passenger_rights.journey import RightsCase
from knowledge.passenger_rights.places import place

SHORT, MIDDLE, LONG = range(3)
DELAYS = ("delay", "missed_connection", "schedule_change")

owed = lru_cache(maxsize=20_000)(entitlement.owed)
not_owed = lru_cache(maxsize=20_000)(entitlement.not_owed)
"""Passengers of one flight get the same answers, and finding one costs a third of building it."""


def quote(law: Law, article: str, paragraph: str = "") -> str:
    """The citation of an article of Regulation 261 in this law; its paragraphs where the law has the same."""
    values = law.values
    return _quoted(values["text"], values["articles"][article], paragraph if values["same_paragraphs"] else "")


@cache
def _quoted(text: str, article: str, paragraph: str) -> str:
    return f"{text} Art. {article}{paragraph}"


def in_union(country: str, law: Law) -> bool:
    """Whether a country's airports are in the territory: members with outermost regions, EEA and Switzerland, on the day."""
    return country in law["member_states"] or country in law["associated_states"] or country in law["outermost_regions"]


def band_of(distance_m: int, origin: str, destination: str, law: Law) -> int:
    """The distance band 0, 1 or 2; a journey within the Union is never in the third, where the law has that exception."""
    near, far = law["band_limits"]
    if distance_m <= near:
        return SHORT
    if distance_m <= far:
        return MIDDLE
    if law["union_is_middle_band"] and in_union(place(origin).country, law) and in_union(place(destination).country, law):
        return MIDDLE
    return LONG


def journey_band(case: RightsCase, law: Law) -> int:
    """The band of the journey: great circle from the first origin to the final destination (CJEU C-559/16)."""
    return band_of(case.journey_m, case.first.origin, case.last.destination, law)


def advanced(case: RightsCase, law: Law) -> bool:
    """Whether the flight was brought forward by so much that it counts as cancelled (CJEU C-188/20 and joined)."""
    leaves, scheduled = case.incident.departure, case.hit.scheduled_departure
    if leaves is None or leaves >= scheduled or case.incident.kind == "denied_boarding":
        return False
    return bool(minutes_between(leaves, scheduled) > law["advance_that_cancels"])


def cancelled(case: RightsCase, law: Law) -> bool:
    """Whether the flight counts as cancelled: it did not go, it turned back to its origin (CJEU C-83/10), or it was advanced."""
    incident = case.incident
    return incident.kind == "cancellation" or incident.returned_to_origin or advanced(case, law)


def denied_unduly(case: RightsCase, law: Law) -> bool | None:
    """Whether boarding was denied without reasonable grounds (Art. 2(j)); None: not known why, or the grounds are in doubt."""
    reason = case.incident.denied_reason
    if reason in law["denied_with_reason"]:
        return False
    return None if not reason or reason in law["denied_in_doubt"] else True


def wait_min(case: RightsCase) -> int | None:
    """Minutes that the passenger waits beyond the scheduled departure of the flight it happened to; None: not known."""
    rerouting = case.incident.rerouting
    if rerouting is not None and case.incident.kind == "missed_connection":
        return minutes_between(case.hit.scheduled_departure, rerouting.departure)
    return case.left_late_min


def after_departure(case: RightsCase, minutes: int) -> datetime:
    """So many minutes after the scheduled departure of the flight it happened to."""
    return case.hit.scheduled_departure + timedelta(minutes=minutes)


@lru_cache(maxsize=5_000)
def clock(minutes: int) -> str:
    """Minutes as hours and minutes: 3:05."""
    return f"{minutes // 60}:{minutes % 60:02d}" if minutes >= 0 else f"-{-minutes // 60}:{-minutes % 60:02d}"


@dataclass(frozen=True, slots=True)
class Offer:
    """What takes the place of the flight: when it leaves and arrives, and by how much that differs from what was booked."""

    leaves_early_min: int
    late_min: int | None


def offer_of(case: RightsCase, law: Law) -> Offer | None:
    """The re-routing offered, or the flight itself where it was brought forward; None: nothing was offered.

    An accepted re-routing that arrives later than offered counts as it arrived.
    """
    left = case.left_late_min
    if advanced(case, law) and left is not None:
        return Offer(-left, case.late_min)
    rerouting = case.incident.rerouting
    if rerouting is None:
        return None
    arrival = rerouting.arrival
    if rerouting.accepted and case.arrival is not None and case.arrival > arrival:
        arrival = case.arrival
    return Offer(
        minutes_between(rerouting.departure, case.hit.scheduled_departure),
        minutes_between(case.last.scheduled_arrival, arrival),
    )
