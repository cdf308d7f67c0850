"""Journeys as a program asks about them: plain JSON for the tools, built from a route and what happened."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from domain.network import NetworkState
from tools.passenger_rights.shown import Due, RightsReport
from tools.spec import ToolContext, all_tools

DEPARTURE = datetime(2026, 6, 10, 9, tzinfo=UTC)
CONTEXT = ToolContext(state=NetworkState(), now=DEPARTURE)
Json = dict[str, Any]


def span(text: str) -> timedelta:
    """`"4:01"` or `"-0:30"` or `"6d 0:00"` as a duration."""
    sign = -1 if text.startswith("-") else 1
    days, _, clock = text.lstrip("-").rpartition("d ")
    hours, mins = clock.split(":")
    return sign * timedelta(days=int(days or 0), hours=int(hours), minutes=int(mins))


def said(moment: datetime | None) -> str | None:
    """A moment as JSON."""
    return None if moment is None else moment.isoformat()


def journey(
    route: str,
    carrier: str,
    kind: str = "delay",
    *,
    late: str | None = None,
    leaves: datetime = DEPARTURE,
    flies: str = "2:00",
    told: str | None = "0:00",
    cause: str | None = "technical_defect",
    reroute: tuple[str, str] | None = None,
    segment: Json | None = None,
    incident: Json | None = None,
    **others: Any,
) -> Json:
    """One booking of flights an hour and a half apart, all of one carrier; `others`: fields of the journey itself.

    `late`: at the final destination and at the departure of the first flight. `reroute`: departure and arrival of the re-routing
    after those booked.
    """
    stops = route.split("-")
    flights: list[Json] = []
    start = leaves
    for origin, destination in pairwise(stops):
        lands = start + span(flies)
        flights.append(
            {
                "origin": origin,
                "destination": destination,
                "scheduled_departure": said(start),
                "scheduled_arrival": said(lands),
                "operating_carrier": carrier,
                **(segment or {}),
            }
        )
        start = lands + timedelta(minutes=90)
    end = datetime.fromisoformat(flights[-1]["scheduled_arrival"])
    what: Json = {"kind": kind, "cause": {"circumstance": cause}, "told_at": None if told is None else said(leaves - span(told))}
    arrival = None if late is None else end + span(late)
    if late is not None and kind == "delay":
        what["departure"] = said(leaves + span(late))
    if reroute is not None:
        what["rerouting"] = {"departure": said(leaves + span(reroute[0])), "arrival": said(end + span(reroute[1]))}
    return {
        "segments": flights,
        "incident": {**what, **(incident or {})},
        "now": said((arrival or end) + timedelta(hours=1)),
        "arrival": said(arrival),
        **others,
    }


def ask(asked: Json, **request: Any) -> RightsReport:
    """The tool's answer."""
    report: RightsReport = all_tools()["passenger_rights"].run(CONTEXT, {"journey": asked, **request})
    return report


def money(report: RightsReport) -> str:
    """What is owed in money, as `"600.00 EUR"`; `"nothing"`; with `?` where some regime is not settled."""
    owed = report.cash.owed
    sure = "?" if report.cash.open else ""
    return ("nothing" if owed is None else f"{owed.cents // 100}.{owed.cents % 100:02d} {owed.currency}") + sure


def due(report: RightsReport, regime: str, what: str) -> Due:
    """The one entitlement of a regime to a thing."""
    (found,) = (one for says in report.regimes if says.regime == regime for one in says.entitlements if one.what == what)
    return found
