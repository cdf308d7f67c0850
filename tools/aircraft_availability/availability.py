"""Outages and maintenance visits of our tails, as constraints."""

from datetime import datetime

from domain.constraints import TailMustBeAt, TailUnavailable
from domain.network import NetworkState


def aircraft_availability(state: NetworkState, now: datetime) -> tuple[TailUnavailable | TailMustBeAt, ...]:
    """Every outage and every planned visit of our tails that has not ended by `now`, sorted by tail and start."""
    limits: list[TailUnavailable | TailMustBeAt] = []
    for tail in sorted(state.aircraft):
        aircraft = state.aircraft[tail]
        if aircraft.carrier not in state.own_carriers:
            continue
        for outage in sorted(aircraft.outages, key=lambda visit: (visit.start, visit.end)):
            if outage.end > now:
                limits.append(
                    TailUnavailable(
                        source="network",
                        reason=outage.reason or "unserviceable",
                        tail=tail,
                        airport=outage.airport,
                        start=outage.start,
                        end=outage.end,
                    )
                )
        for visit in sorted(aircraft.maintenance, key=lambda visit: (visit.start, visit.end)):
            if visit.end > now:
                limits.append(
                    TailMustBeAt(
                        source="network",
                        reason=visit.reason or "planned maintenance",
                        tail=tail,
                        airport=visit.airport,
                        start=visit.start,
                        end=visit.end,
                        deferrable=visit.deferrable,
                    )
                )
    return tuple(limits)
