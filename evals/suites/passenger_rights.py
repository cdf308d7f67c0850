"""How fast passenger-rights law is: a hundred thousand different journeys, each regime alone, a full flight, a whole network.

The journeys are generated from a seed; nothing in them is a passenger's.
"""

import gc
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from multiprocessing import get_context
from multiprocessing.connection import Connection
from random import Random
from typing import Any

from domain.apply import fold
from domain.commands import InjectDisruption
from domain.decide import decide
from domain.disruptions import AirportClosedReport
from domain.network import NetworkState
from evals.suite import Progress, Suite
from knowledge.passenger_rights.carriers import appr_large, licensing_country
from knowledge.passenger_rights.journey import (
    Cause,
    Choice,
    Fare,
    Incident,
    IncidentKind,
    Passenger,
    Rerouting,
    RightsCase,
    Segment,
)
from knowledge.passenger_rights.judgment import judge
from knowledge.passenger_rights.places import distance_m
from knowledge.passenger_rights.regime import regimes
from tools.spec import ToolContext, all_tools
from twin.scenarios import load_scenario

JOURNEYS = 100_000
PROCESSES = 2
ROUTES = (
    *("CDG-JFK AF", "FRA-PMI LH", "MAD-DUB FR", "LIS-ATH TP", "ORY-RUN AF", "JFK-CDG AF", "JFK-FRA DL", "AMS-FRA-GRU KL"),
    *("LHR-JFK BA", "LHR-CDG AF", "CDG-LHR BA", "EDI-LGW U2", "DXB-LHR EK", "MAN-LHR-HKG BA", "JFK-LHR BA"),
    *("JFK-LAX B6", "ORD-DEN UA", "ATL-MIA DL", "LAX-NRT AA", "SJU-JFK B6", "BOS-ORD-SFO UA", "MIA-GRU AA"),
    *("YYZ-YVR AC", "YUL-CDG AC", "YYZ-JFK AC", "YVR-YYC WS", "YHZ-YYZ-LHR AC", "LHR-YYZ BA"),
    *("IST-ESB TK", "IST-JFK TK", "SAW-FRA PC", "FRA-IST LH", "ADB-IST-LHR TK"),
    *("GRU-GIG LA", "GRU-LIS TP", "BSB-GRU-MIA LA", "MIA-GRU AA"),
    *("DEL-BOM AI", "BLR-DEL 6E", "DEL-LHR AI", "BOM-DXB EK", "LHR-DEL BA"),
    *("TLV-JFK LY", "TLV-ATH LY", "CDG-TLV AF", "JFK-TLV DL"),
    *("RUH-JED SV", "JED-LHR SV", "DXB-RUH EK"),
    *("NRT-SYD QF", "SIN-HKG SQ", "MEX-BOG AV"),
)
"""Airports in order and the carrier that operates."""
FIRST_DAY = datetime(2023, 1, 1, tzinfo=UTC)
DAYS = 1_300
KINDS: tuple[IncidentKind, ...] = ("delay",) * 11 + ("cancellation",) * 5 + ("missed_connection", "denied_boarding") * 2
CAUSES = (
    *(Cause(circumstance=one) for one in ("technical_defect", "crew_shortage", "operations_error", "routine_maintenance")),
    *(Cause(circumstance="weather_severe", reasonable_measures=one) for one in (True, False, None)),
    Cause(circumstance="atc_restriction", reasonable_measures=True, caused_this=True),
    *(Cause(iata_code=one) for one in ("41", "72", "81", "93", "96", "99", "63")),
    Cause(),
)
NOTICES_H = (-1, 0, 2, 11, 30, 150, 200, 330, 340, 500)
CHOICES: tuple[Choice, ...] = ("none_yet", "reroute", "refund", "reroute_later")


def journeys(seed: int, count: int) -> list[RightsCase]:
    """So many different journeys: routes of every regime, day, hour, delay, cause, notice, re-routing, fare and passenger."""
    rng = Random(seed)
    return [_journey(rng) for _ in range(count)]


def _journey(rng: Random) -> RightsCase:
    route, carrier = rng.choice(ROUTES).split()
    stops = route.split("-")
    leaves = FIRST_DAY + timedelta(days=rng.randrange(DAYS), minutes=rng.randrange(24 * 60))
    segments = _segments(rng, stops, carrier, leaves)
    kind = rng.choice(KINDS)
    at = rng.randrange(len(segments))
    hit, last = segments[at], segments[-1]
    late = rng.randrange(0, 900)
    departure = hit.scheduled_departure + timedelta(minutes=max(0, late - rng.randrange(60)))
    arrival = last.scheduled_arrival + timedelta(minutes=late)
    rerouting = None
    if kind != "delay" and rng.random() < 0.7:
        early = rng.randrange(-600, 180)
        rerouting = Rerouting(
            hit.scheduled_departure - timedelta(minutes=early), arrival, accepted=rng.choice((True, False, None))
        )
    known = rerouting is not None or kind == "delay"
    incident = Incident(
        kind=kind,
        segment=at,
        told_at=hit.scheduled_departure - timedelta(minutes=60 * rng.choice(NOTICES_H) + rng.randrange(60)),
        cause=rng.choice(CAUSES),
        departure=departure if kind == "delay" else None,
        rerouting=rerouting,
        choice=rng.choice(CHOICES),
        volunteered=False if kind == "denied_boarding" else None,
        denied_reason="oversold" if kind == "denied_boarding" else "",
        overnight=rng.choice((True, False, None)),
    )
    paid = rng.randrange(5_000, 90_000)
    return RightsCase(
        segments=segments,
        incident=incident,
        now=departure + timedelta(minutes=rng.randrange(3_000)),
        arrival=arrival if known and rng.random() < 0.95 else None,
        arrived=known and rng.random() < 0.5,
        passenger=Passenger(
            checked_in_on_time=rng.choice((True, True, True, True, None)),
            reduced_mobility=rng.random() < 0.02,
            age=rng.randrange(90),
        ),
        fare=Fare(currency="EUR", total_cents=paid, one_way_cents=paid, basic_cents=paid // 2, fuel_cents=paid // 10),
        carrier_large=appr_large(carrier),
    )


def _segments(rng: Random, stops: list[str], carrier: str, leaves: datetime) -> tuple[Segment, ...]:
    found = []
    for origin, destination in pairwise(stops):
        lands = leaves + timedelta(minutes=35 + distance_m(origin, destination) // 13_000)
        found.append(
            Segment(
                origin, destination, leaves, lands, carrier, licensing_country(carrier), seats=rng.choice((None, 28, 76, 180))
            )
        )
        leaves = lands + timedelta(minutes=rng.randrange(45, 240))
    return tuple(found)


def run(progress: Progress) -> dict[str, Any]:
    """Seconds for the whole crowd on two processes, microseconds a journey by regime, milliseconds for a flight and a network."""
    apart = _two_processes()
    progress("two processes measured")
    crowd = journeys(1, 10_000)
    alone = _seconds_to_judge(crowd)
    progress("one process measured")
    by_regime = _by_regime_us(crowd)
    progress("single regimes measured")
    return {
        **apart,
        "one_core_journeys_per_s": round(len(crowd) / alone),
        "regime_us": by_regime,
        "flight_180_ms": _flight_ms(crowd),
        "network": _network(progress),
    }


def _two_processes() -> dict[str, Any]:
    context = get_context("forkserver")
    context.set_forkserver_preload(["evals.suites.passenger_rights"])
    pipes, running = [], []
    for number in range(PROCESSES):
        pipe, theirs = context.Pipe()
        process = context.Process(target=_judge_when_told, args=(theirs, number, JOURNEYS // PROCESSES), daemon=True)
        process.start()
        theirs.close()
        pipes.append(pipe)
        running.append(process)
    for pipe in pipes:
        pipe.recv()
    started = time.perf_counter()
    for pipe in pipes:
        pipe.send("go")
    answers = [pipe.recv() for pipe in pipes]
    took = time.perf_counter() - started
    for process in running:
        process.join()
    return {
        "journeys": JOURNEYS,
        "processes": PROCESSES,
        "whole_s": round(took, 2),
        "cpu_s_each": round(max(one[3] for one in answers), 2),
        "regime_answers": sum(one[0] for one in answers),
        "compensated": sum(one[1] for one in answers),
        "open": sum(one[2] for one in answers),
    }


def _judge_when_told(pipe: "Connection[Any, Any]", seed: int, count: int) -> None:
    """Make the journeys, wait for the start, judge each of them, and send how many answers, sums and open sums there were."""
    crowd = journeys(seed, count)
    regimes()
    gc.freeze()  # The journeys are there before the start and are no garbage of the judging.
    pipe.send("ready")
    pipe.recv()
    answers = compensated = unsure = 0
    started = time.process_time()
    for case in crowd:
        judgment = judge(case)
        answers += len(judgment.answers)
        compensated += judgment.cash.amount is not None
        unsure += bool(judgment.cash.open)
    pipe.send((answers, compensated, unsure, time.process_time() - started))


def _seconds_to_judge(crowd: Iterable[RightsCase]) -> float:
    started = time.perf_counter()
    for case in crowd:
        judge(case)
    return time.perf_counter() - started


def _by_regime_us(crowd: list[RightsCase]) -> dict[str, dict[str, float | int]]:
    """Per regime: microseconds for a journey it speaks of, how many those are of the crowd, and for one it does not."""
    found = {}
    for name, law in regimes().items():
        took: dict[bool, float] = defaultdict(float)
        count: dict[bool, int] = defaultdict(int)
        for case in crowd:
            started = time.perf_counter()
            applies = law.judge(case).scope.applies is not False
            took[applies] += time.perf_counter() - started
            count[applies] += 1
        found[name] = {
            "journeys": count[True],
            "applies_us": round(took[True] * 1e6 / max(1, count[True]), 1),
            "does_not_us": round(took[False] * 1e6 / max(1, count[False]), 1),
        }
    return found


def _flight_ms(crowd: list[RightsCase]) -> float:
    """180 passengers of one late flight from Paris to New York, each with a fare and an age of their own."""
    one = next(
        case for case in crowd if case.first.origin == "CDG" and case.last.destination == "JFK" and case.incident.kind == "delay"
    )
    aboard = [
        replace(one, passenger=replace(one.passenger, age=20 + seat % 60), fare=Fare("EUR", 10_000 + seat)) for seat in range(180)
    ]
    return round(_seconds_to_judge(aboard) * 1000, 1)


def _network(progress: Progress) -> dict[str, Any]:
    """The tool `rights_exposure` on the embedded day with its airports closed by the storm, asked for the first time."""
    scenario = load_scenario("nyc-2013-02-08")
    state = fold(NetworkState(), scenario.opening)
    for one in scenario.disruptions:
        if isinstance(one, AirportClosedReport):
            state = fold(state, decide(state, InjectDisruption(disruption=one), now=scenario.start_at))
    context, tool = ToolContext(state=state, now=scenario.start_at), all_tools()["rights_exposure"]
    started = time.perf_counter()
    report = tool.run(context, {})
    took = time.perf_counter() - started
    progress("network measured")
    return {"bookings": len(state.bookings), "passengers": report.passengers, "ms": round(took * 1000)}


def table(figures: dict[str, Any]) -> str:
    """The figures, a line each."""
    network = figures["network"]
    single = "\n".join(
        f"  {name}: {one['applies_us']} us a journey it speaks of ({one['journeys']:,} of 10,000), "
        f"{one['does_not_us']} us one it does not"
        for name, one in figures["regime_us"].items()
    )
    return (
        f"  {figures['journeys']:,} different journeys on {figures['processes']} processes: {figures['whole_s']} s "
        f"({figures['cpu_s_each']} s of processor each), "
        f"{figures['regime_answers']:,} answers of regimes, {figures['compensated']:,} compensated, {figures['open']:,} open\n"
        f"  one process: {figures['one_core_journeys_per_s']:,} journeys a second\n"
        f"{single}\n"
        f"  a flight of 180 different passengers: {figures['flight_180_ms']} ms\n"
        f"  network of {network['bookings']:,} bookings, {network['passengers']:,} passengers disrupted: {network['ms']} ms"
    )


SUITE = Suite("passenger-rights", "Passenger-rights law: 100,000 journeys, each regime, a full flight, a network", run, table)
