"""How fast the twin's core is on a whole US domestic day: loading, folding, forking."""

import tempfile
import time
from pathlib import Path
from typing import Any

from domain import events as e
from domain.apply import apply, fold
from domain.network import NetworkState
from evals.suite import Progress, Suite, data_file
from twin.scenarios.bts import import_bts


def run(progress: Progress) -> dict[str, Any]:
    """1 January 2015, all carriers: seconds to load, events folded per second, microseconds to fork and change one flight."""
    path = data_file("bts/us_2015-01-01.parquet")
    with tempfile.TemporaryDirectory() as directory:
        started = time.perf_counter()
        scenario = import_bts([path], "bench-whole-day", own_carriers=("AA", "MQ"), directory=Path(directory))
        loaded_s = time.perf_counter() - started
    progress(f"loaded in {loaded_s:.1f} s")
    events = [*scenario.opening, *scenario.recording]
    fold_s = []
    for _ in range(3):
        started = time.perf_counter()
        state = fold(NetworkState(), events)
        fold_s.append(time.perf_counter() - started)
    progress(f"folded {len(events)} events three times")
    flight = next(iter(state.own_flights()))
    delayed = e.FlightDelayed(at=scenario.start_at, flight_id=flight.flight_id, etd=flight.eta, eta=flight.eta, delay_code="93")
    started = time.perf_counter()
    for _ in range(1000):
        apply(state, delayed)
    fork_us = (time.perf_counter() - started) * 1000
    return {
        "flights": len(state.flights),
        "events": len(events),
        "load_s": round(loaded_s, 2),
        "fold_s": round(min(fold_s), 3),
        "events_per_s": round(len(events) / min(fold_s)),
        "fork_and_change_us": round(fork_us, 1),
    }


def table(figures: dict[str, Any]) -> str:
    """The figures, a line each."""
    return (
        f"  {figures['flights']:,} flights loaded in {figures['load_s']} s\n"
        f"  {figures['events']:,} events folded in {figures['fold_s']} s: {figures['events_per_s']:,} events/s (best of three)\n"
        f"  fork and change one flight: {figures['fork_and_change_us']} us"
    )


SUITE = Suite("whole-day", "BTS 1 January 2015, the whole US domestic day: load, fold, fork", run, table)
