"""How well and how fast cargo of a generated storm day finds its way, beside the highest rate per kilogram first, with a bound.

The timetable, the shipments and the rates are generated from a seed; nothing in them is an airline's.
"""

import time
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from domain import events as e
from domain.apply import fold
from domain.ids import AirportCode, CarrierCode, FlightId, ShipmentId, TailNumber, flight_id
from domain.network import CargoPriority, NetworkState
from domain.units import minutes
from evals.suite import Progress, Suite
from knowledge.airline.cargo_policy import cargo_policy
from tools.cargo.recovery import look_ahead, recover
from tools.plan_evaluation.cargo import cargo_cents

DAY = datetime(2026, 1, 15, tzinfo=UTC)
NOW = DAY + timedelta(hours=6)
HUB = "ORD"
SPOKES = (
    "ATL",
    "AUS",
    "BNA",
    "BOS",
    "CLE",
    "CLT",
    "DEN",
    "DFW",
    "DTW",
    "IAH",
    "JFK",
    "LAX",
    "LGA",
    "MCO",
    "MIA",
    "MSP",
    "PDX",
    "SEA",
)


def generated(seed: int, *, tails: int, shipments: int) -> NetworkState:
    """A hub with spokes: five legs a tail, cargo on most, half of the hub's flights cancelled from nine to noon."""
    dice = Random(seed)
    events: list[e.Event] = [
        e.ScenarioOpened(
            at=DAY, scenario_id="storm", own_carriers=(CarrierCode("XX"),), currency="USD", horizon_end=DAY + timedelta(hours=32)
        )
    ]
    for index, code in enumerate((HUB, *SPOKES)):
        events.append(
            e.AirportDeclared(
                at=DAY,
                airport=AirportCode(code),
                name=code,
                timezone="UTC",
                latitude=30.0 + index,
                longitude=0.0,
                arrivals_per_hour=400,
                departures_per_hour=400,
                min_connection_min=40,
            )
        )
    legs: list[e.FlightScheduled] = []
    for number in range(tails):
        tail, here = TailNumber(f"N{number}"), HUB if number % 2 else dice.choice(SPOKES)
        leaves = DAY + minutes(300 + 5 * dice.randrange(36))
        events.append(
            e.AircraftRegistered(
                at=DAY,
                tail=tail,
                carrier=CarrierCode("XX"),
                family="A320",
                model="A320",
                seats=150,
                min_turn_min=30,
                location=AirportCode(here),
                ready_at=DAY,
            )
        )
        for index in range(5):
            there = dice.choice(SPOKES) if here == HUB else HUB
            lands = leaves + minutes(60 + 5 * dice.randrange(24))
            name = str(5 * number + index + 1)
            leg = e.FlightScheduled(
                at=DAY,
                flight_id=flight_id("XX", name, DAY.date(), here),
                carrier=CarrierCode("XX"),
                number=name,
                origin=AirportCode(here),
                destination=AirportCode(there),
                std=leaves,
                sta=lands,
            )
            legs.append(leg)
            events += [leg, e.AircraftAssigned(at=DAY, flight_id=leg.flight_id, tail=tail)]
            here, leaves = there, lands + minutes(40 + 5 * dice.randrange(8))
    events += [_shipment(index, dice.choice(legs), dice) for index in range(shipments)]
    lost = [leg for leg in legs if HUB in (leg.origin, leg.destination) and 9 <= leg.std.hour < 12 and dice.random() < 0.5]
    events += [e.FlightCancelled(at=NOW - minutes(30), flight_id=leg.flight_id, delay_code="71") for leg in lost]
    return fold(NetworkState(), events)


def _shipment(index: int, leg: e.FlightScheduled, dice: Random) -> e.CargoBooked:
    weight = dice.randint(300, 3_500)
    priorities: tuple[CargoPriority, ...] = ("standard", "priority", "express")
    flights: tuple[FlightId, ...] = (leg.flight_id,)
    return e.CargoBooked(
        at=DAY,
        shipment_id=ShipmentId(f"S{index:04d}"),
        flight_ids=flights,
        weight_kg=weight,
        due=leg.sta + minutes(dice.choice((120, 180, 240))),
        penalty_cents_per_hour=100 * dice.randint(20, 200),
        priority=dice.choices(priorities, (55, 30, 15))[0],
        volume_dm3=weight * 6,
        rate_covers_priority=dice.random() < 0.6,
    )


def measured(state: NetworkState) -> dict[str, Any]:
    """Money in cents, times in seconds; `agrees`: plan evaluation prices both ends the same, and the re-check passes."""
    started = time.perf_counter()
    outlook = look_ahead(state, (), NOW, cargo_policy())
    ahead_s = time.perf_counter() - started
    started = time.perf_counter()
    found = recover(outlook)
    recover_s = time.perf_counter() - started
    evaluated = cargo_cents(state, state, outlook.flights, now=NOW)
    return {
        "flights": len(state.flights),
        "shipments": len(state.shipments),
        "weighed": found.weighed,
        "operations": len(found.operations),
        "nothing_done_cents": found.before_cents,
        "highest_rate_per_kg_first_cents": found.baseline_cents,
        "optimum_cents": found.after_cents,
        "bound_cents": found.bound_cents,
        "status": found.assignment.status if found.assignment is not None else "not_run",
        "look_ahead_s": round(ahead_s, 2),
        "recover_s": round(recover_s, 2),
        "agrees": evaluated == found.before_cents and all(one.verdict == "pass" for one in found.checks),
    }


def run(progress: Progress) -> dict[str, Any]:
    """Two sizes of day, seed 0."""
    days = []
    for tails, shipments in ((60, 300), (480, 800)):
        progress(f"cargo: {5 * tails} flights, {shipments} shipments")
        days.append(measured(generated(0, tails=tails, shipments=shipments)))
    failures = [f"{day['flights']} flights: evaluation or re-check disagrees" for day in days if not day["agrees"]]
    return {"days": days, "failures": failures}


def table(figures: dict[str, Any]) -> str:
    """A line per day."""
    lines = [f"  {'flights':>7} {'ships':>6} {'nothing':>11} {'rate/kg first':>14} {'optimum':>11} {'bound':>11} {'s':>5}"]
    for day in figures["days"]:
        money = (
            day[one] / 100 for one in ("nothing_done_cents", "highest_rate_per_kg_first_cents", "optimum_cents", "bound_cents")
        )
        nothing, first, optimum, bound = money
        lines.append(
            f"  {day['flights']:>7} {day['shipments']:>6} {nothing:>11,.0f} {first:>14,.0f} {optimum:>11,.0f} {bound:>11,.0f}"
            f" {day['look_ahead_s'] + day['recover_s']:>5.1f}"
        )
    return "\n".join(lines)


SUITE = Suite(
    "cargo", "Cargo of generated storm days: penalties, bound, time, beside the highest rate per kilogram first.", run, table
)
