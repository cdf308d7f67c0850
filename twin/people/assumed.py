"""Assumed people for assumed bookings: one contact a booking, clearly made up, and the same ones every time."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from domain.ids import BookingId
from domain.network import Booking, NetworkState
from twin.people.purposes import purposes

ASSUMED = ("the person, the name and every address are made up",)


def person_id(scenario_id: str, booking_id: str) -> str:
    """The id of a booking's contact person."""
    return f"{scenario_id}.{booking_id}.1"


def booking_of(person: str, scenario_id: str) -> BookingId | None:
    """The booking that such an id belongs to; None for an id of another kind or scenario."""
    inside = person.removeprefix(f"{scenario_id}.").removesuffix(".1")
    return BookingId(inside) if person_id(scenario_id, inside) == person else None


def assumed_people(state: NetworkState, bookings: Iterable[Booking]) -> Iterator[dict[str, Any]]:
    """Columns of `people` for those of the bookings that are assumed; nobody is made up for a real booking.

    One person a booking: the others of a party are counted in the network and not named here. Names, addresses and wishes
    follow from the scenario's and the booking's id alone. Addresses are at example.invalid and in the fictitious range 555-01xx.
    """
    rules = _rules()
    airport_zone = {code: airport.timezone for code, airport in state.airports.items()}
    kept_until: dict[datetime, datetime] = {}
    languages, areas = _wheel(rules["languages"]), rules["area_codes"]
    channels = list(rules["channel_percent"].items())
    for booking in bookings:
        if not booking.assumed or booking.part_of is not None:  # a part's people are those of the booking it was split from
            continue
        # As it was sold: wherever a plan has moved them since, they are the same people.
        legs = [state.departure(leg) for leg in booking.sold_as or booking.flight_ids]
        name = person_id(state.scenario_id, booking.booking_id)
        home_at, speaks, area, line, sleeps, *wishes = (byte * 100 // 256 for byte in sha256(name.encode()).digest()[:13])
        ends = legs[-1].sta
        until = kept_until.get(ends) or kept_until.setdefault(ends, purposes().kept_until(ends))
        home = legs[0].origin if home_at < rules["at_home_at_origin_percent"] else legs[-1].destination
        phone = f"+1{areas[area % len(areas)]}55501{line:02}"
        mailbox = f"{booking.booking_id.lower()}-1"
        address = {"email": f"{mailbox}@example.invalid", "push": f"device-{mailbox}.example.invalid"}
        contacts = [
            {"kind": kind, "address": address.get(kind, phone)}
            for has, (kind, percent) in zip(wishes[:4], channels, strict=True)
            if has < percent
        ]
        quiet = sleeps < rules["quiet_percent"]
        yield {
            "person_id": name,
            "scenario_id": state.scenario_id,
            "booking_id": booking.booking_id,
            "name": f"Passenger {booking.booking_id}/1",
            "language": languages[speaks],
            "timezone": airport_zone.get(home, "UTC"),
            "contacts": contacts,
            "preferences": [
                {"kind": one["kind"], "wanted": False}
                for wish, one in zip(wishes[4:], contacts, strict=False)
                if wish < rules["unwanted_percent"]
            ],
            "quiet_start_min": rules["quiet_start_min"] if quiet else None,
            "quiet_end_min": rules["quiet_end_min"] if quiet else None,
            "assistance": _assistance(booking),
            "retain_until": until,
            "holds": [],
            "assumed": list(ASSUMED),
        }


def _assistance(booking: Booking) -> str:
    notes = [
        note
        for note, needed in (
            ("needs assistance with reduced mobility", booking.reduced_mobility),
            ("unaccompanied minor", booking.unaccompanied_minor),
        )
        if needed
    ]
    return "; ".join(notes)


def _wheel(shares: Mapping[str, int]) -> list[str]:
    """A hundred places, each outcome as often as its share."""
    places = [name for name, share in shares.items() for _ in range(share)]
    if len(places) != 100:
        raise ValueError(f"shares add up to {len(places)}, not 100: {dict(shares)}")
    return places


@cache
def _rules() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("assumed.yaml").read_text(encoding="utf-8"))
    return loaded
