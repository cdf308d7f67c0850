"""How fast flight-time law is: one duty under each regime, a thousand pairings, and the board of everybody at a large airline."""

import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from domain import events as e
from domain.apply import apply, fold
from domain.network import NetworkState
from domain.units import minutes
from evals.suite import Progress, Suite, data_file
from knowledge.flight_time.case_sheet import case_of
from knowledge.flight_time.duty import DutyCase, DutyPeriod
from knowledge.flight_time.regime import Regime, regimes
from tools.legality.crew_board import CrewBoard
from tools.legality.duty_cases import DutyReader
from twin.scenarios.bts import import_bts

CARRIERS = ("AA", "MQ", "US", "DL", "UA", "WN")
DAYS_OFF = {6, 7, 13, 14, 20, 21}


def run(progress: Progress) -> dict[str, Any]:
    """Milliseconds for one duty with four weeks of history, seconds for 1,000 pairings of four duties and for the board."""
    duty_ms = {name: _one_duty_ms(law) for name, law in regimes().items()}
    progress("single duties measured")
    pairings_s = _pairings_s(regimes()["us_part_117"])
    progress("pairings measured")
    return {"duty_ms": duty_ms, "pairings_1000_s": pairings_s, "board": _board(progress)}


def _four_weeks(crew: str) -> DutyCase:
    """A duty after twenty duties in four weeks, all of it ordinary."""
    history = [
        {"day": -day, "report": "07:00", "fdp": "8:00", "flight": "4:30", "sectors": 3, "duty": "8:30"}
        for day in range(1, 27)
        if day not in DAYS_OFF
    ]
    start = "-30d 00:00"
    return case_of(
        {"crew": crew, "report": "07:00", "fdp": "9:00", "sectors": 4, "duty": "9:30", "history": history, "history_from": start}
    )


def _one_duty_ms(law: Regime) -> float:
    case = _four_weeks(law.binds[0])
    law.check(case)
    took = []
    for _ in range(200):
        started = time.perf_counter()
        law.check(case)
        took.append(time.perf_counter() - started)
    return round(median(took) * 1000, 3)


def _pairings_s(law: Regime) -> float:
    """1,000 pairings of four duties each, every duty judged after those before it, each crew with four weeks of history."""
    whole = _four_weeks("flight_crew")
    started = time.perf_counter()
    for number in range(1000):
        before: list[DutyPeriod] = []
        for day in range(4):
            later = minutes(day * 1440 + number % 60)
            duty = DutyPeriod(
                report_at=whole.duty.report_at + later,
                release_at=whole.duty.release_at + later,
                sectors=tuple(
                    type(one)(one.off_block + later, one.on_block + later, one.from_clock, one.to_clock)
                    for one in whole.duty.sectors
                ),
            )
            law.check(DutyCase(duty=duty, history=(*whole.history, *before), history_from=whole.history_from))
            before.append(duty)
    return round(time.perf_counter() - started, 2)


def _board(progress: Progress) -> dict[str, Any]:
    path = data_file("bts/us_2015-01-01.parquet")
    with tempfile.TemporaryDirectory() as directory:
        scenario = import_bts([path], "bench-crew-board", own_carriers=CARRIERS, directory=Path(directory))
    state = fold(NetworkState(), scenario.opening)
    progress(f"{len(state.crew):,} crew")
    board, now = CrewBoard(), scenario.start_at
    started = time.perf_counter()
    board.update(state, now)
    whole_s = time.perf_counter() - started
    flight = next(flight for flight in state.own_flights() if state.flight_crew.get(flight.flight_id))
    moved = apply(
        state,
        e.FlightDelayed(
            at=now, flight_id=flight.flight_id, etd=flight.etd + minutes(60), eta=flight.eta + minutes(60), delay_code="93"
        ),
    )
    started = time.perf_counter()
    board.update(moved, now)
    changed_s = time.perf_counter() - started
    reader = DutyReader(state, now)
    duties = sum(len(reader.duties(member)) for member in state.crew.values())
    return {
        "crew": len(state.crew),
        "duties": duties,
        "whole_s": round(whole_s, 2),
        "one_flight_changed_ms": round(changed_s * 1000, 1),
    }


def table(figures: dict[str, Any]) -> str:
    """The figures, a line each."""
    board = figures["board"]
    single = "\n".join(
        f"  {name}: {took} ms a duty with 20 duties of history (median)" for name, took in figures["duty_ms"].items()
    )
    return (
        f"{single}\n"
        f"  1,000 pairings of four duties under us_part_117: {figures['pairings_1000_s']} s\n"
        f"  board of {board['crew']:,} crew ({board['duties']:,} duties): {board['whole_s']} s; "
        f"after one flight moved {board['one_flight_changed_ms']} ms"
    )


SUITE = Suite("crew-law", "Flight-time law: one duty, a thousand pairings, everybody at a large airline", run, table)
