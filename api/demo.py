"""`python -m api demo`: a disruption from report to priced options, told as it happens. It approves nothing."""

import json
import logging
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.control_room import ControlRoom, open_room
from api.meters import Meters
from api.problems import Problem, unprocessable
from api.settings import DEFAULT_SCENARIO, Settings
from domain.disruptions import DISRUPTION, AirportCapacityReport, AirportClosedReport, Disruption, describe
from domain.network import NetworkState
from domain.plans import Fact, Finding
from domain.units import Money
from graphs.operations_in_words import ABOUT_PASSENGERS, FIRST_OF_A_KIND, alike, in_words, passengers_in_words
from graphs.views import CaseView, EventView, PlanView
from twin.scenarios import Scenario

_ACTOR = "demo"


def play(scenario_id: str, disruption_file: Path | None, budget_s: float, *, as_json: bool) -> int:
    """Run the demo on a database of its own; 0 when at least one option besides doing nothing is legal, else 1."""
    started = time.monotonic()
    logging.getLogger().setLevel(logging.WARNING)
    tell = Console(file=sys.stderr if as_json else sys.stdout, highlight=False, width=None if sys.stdout.isatty() else 120)
    reported = None if disruption_file is None else _read(disruption_file)
    with tempfile.TemporaryDirectory(prefix="downline-demo-") as folder:
        settings = Settings(
            database_url=f"sqlite:///{folder}/demo.db", scenario_id=scenario_id or DEFAULT_SCENARIO, budget_s=budget_s
        )
        room = open_room(settings, Meters())
        try:
            return _play(room, tell, reported, started, as_json=as_json)
        finally:
            room.close()


def _read(file: Path) -> Disruption:
    try:
        return DISRUPTION.validate_json(file.read_bytes())
    except ValidationError as error:
        raise unprocessable(error, f"{str(file)!r} does not hold a disruption; every fault is in errors[].") from error
    except OSError as error:
        raise Problem(422, "invalid-request", f"cannot read {str(file)!r}: {error.strerror}") from error


def _play(room: ControlRoom, tell: Console, reported: Disruption | None, started: float, *, as_json: bool) -> int:
    scenario = room.twin.scenario
    _tell_network(tell, room, scenario, started)
    disruption = reported or _foretold(scenario, room.twin.state)
    if disruption.reported_at > room.twin.now:
        happened = room.twin.advance_to(disruption.reported_at)
        tell.print(f"[dim]Clock to {room.twin.now:%d %b %H:%MZ}: {len(happened)} events of the day have happened.[/]")
    tell.print(
        f"\n[bold]Disruption[/]  {escape(describe(disruption))}  (reported {disruption.reported_at:%d %b %H:%MZ}"
        f"{'' if reported else '; as the scenario recorded it, known ahead as by forecast'})"
    )
    leave = room.desk.listen(lambda event: _tell_progress(tell, event))
    case_id = room.desk.open_case(disruption, actor=_ACTOR)
    case = room.desk.wait(case_id)
    leave()
    plans = room.desk.plans(case_id)
    options = [plan for plan in plans if plan.kind != "do_nothing"]
    recommended = next((plan for plan in options if plan.legal), None)
    _tell_findings(tell, case)
    _tell_options(tell, plans)
    if recommended is not None:
        _tell_changes(tell, recommended)
    _tell_assumptions(tell, scenario, plans)
    runtime_s = round(time.monotonic() - started, 2)
    if recommended is None:
        tell.print(
            f"\n[bold]No legal option was found.[/] {escape(case.trouble) or 'Only doing nothing is left.'}  ({runtime_s} s)"
        )
    else:
        tell.print(
            f"\n[bold]Case {case_id} waits for a human.[/] Nothing has been changed, and nothing will be until somebody with the "
            f"authority approves a plan.  ({runtime_s} s in all)"
        )
    if as_json:
        print(json.dumps(_document(room, scenario, disruption, case, plans, recommended, runtime_s), indent=2))
    return 0 if recommended is not None else 1


def _foretold(scenario: Scenario, state: NetworkState) -> Disruption:
    """The recorded closure or loss of capacity that meets most of our flights; without either, the first disruption.

    It is reported when the scenario opens, as a forecast would: on the day itself it became known an hour before, when
    there is little left to decide.
    """
    if not scenario.disruptions:
        raise Problem(
            422, "no-disruption", f"Scenario {scenario.scenario_id!r} recorded no disruption; give one with --disruption FILE."
        )
    airports = [one for one in scenario.disruptions if isinstance(one, AirportClosedReport | AirportCapacityReport)]
    found = max(airports, key=lambda one: _flights_met(one, state), default=scenario.disruptions[0])
    return found.model_copy(update={"reported_at": scenario.start_at})


def _flights_met(limit: AirportClosedReport | AirportCapacityReport, state: NetworkState) -> int:
    return sum(
        (flight.origin == limit.airport and limit.start <= flight.std < limit.end)
        or (flight.destination == limit.airport and limit.start <= flight.sta < limit.end)
        for flight in state.own_flights()
    )


def _tell_network(tell: Console, room: ControlRoom, scenario: Scenario, started: float) -> None:
    state = room.twin.state
    own = sum(1 for _ in state.own_flights())
    tell.print(f"[bold]{scenario.title}[/]  ({scenario.scenario_id})")
    tell.print(
        f"{own} own flights of {', '.join(sorted(state.own_carriers))}, {len(state.flights) - own} of other carriers, "
        f"{len(state.aircraft)} aircraft, {len(state.crew)} crew, "
        f"{sum(one.passengers for one in state.bookings.values())} passengers in {len(state.bookings)} bookings; "
        f"network version {state.version}, {room.twin.now:%d %b %Y %H:%MZ}.  [dim]{time.monotonic() - started:.1f} s[/]"
    )


def _tell_progress(tell: Console, event: EventView) -> None:
    who = f" {event.specialist}" if event.specialist else ""
    tell.print(f"[dim]{event.elapsed_s:7.2f} s  {event.stage}{who}:[/] {escape(event.text)}", markup=True)


def _tell_findings(tell: Console, case: CaseView) -> None:
    tell.print("\n[bold]What the specialists found[/]")
    for name in sorted(case.findings):
        answer = case.findings[name]
        if not isinstance(answer, Finding):
            tell.print(f"  {name} ({answer.runtime_s:.2f} s) could not answer: {escape(answer.reason)}")
            continue
        tell.print(
            f"  [bold]{name}[/] ({answer.runtime_s:.2f} s, {len(answer.constraints)} constraints): {escape(answer.summary)}"
        )
        for fact in answer.facts[:4]:
            tell.print(f"    - {escape(_said(fact))}")
        for warning in answer.warnings[:3]:
            tell.print(f"    ! {escape(warning)}")


def _said(fact: Fact) -> str:
    value = "" if fact.value is None else f"{fact.value}{' ' + fact.unit if fact.unit else ''}: "
    return f"{value}{fact.text}{' (assumed)' if fact.assumed else ''}"


def _tell_options(tell: Console, plans: tuple[PlanView, ...]) -> None:
    table = Table(title="Options", title_justify="left", show_lines=False, expand=False)
    table.add_column("", no_wrap=True)
    for plan in plans:
        table.add_column(f"{plan.plan_id}\n{plan.label}", justify="right")
    rows: list[tuple[str, list[str]]] = [("kind", [plan.kind for plan in plans])]
    rows.append(("total cost", [money(plan.cost.total) for plan in plans]))
    # A plan has no component for what it does not do, such as fuel for speed.
    for component in dict.fromkeys(name for plan in plans for name in plan.cost.components):
        nothing = Money(cents=0, currency=plans[0].cost.total.currency)
        rows.append((f"  {component.replace('_', ' ')}", [money(plan.cost.components.get(component, nothing)) for plan in plans]))
    for name, label in (
        ("cancelled_flights", "cancelled flights"),
        ("delayed_flights_15", "delayed 15 min or more"),
        ("delay_min_total", "delay, minutes in all"),
        ("aircraft_swaps", "aircraft swaps"),
        ("disrupted_passengers", "disrupted passengers"),
        ("misconnected_passengers", "misconnected"),
        ("stranded_passengers", "stranded"),
        ("rebooked_passengers", "passengers moved"),
        ("refunded_passengers", "passengers refunded"),
    ):
        rows.append((label, [f"{getattr(plan.kpis, name):,}" for plan in plans]))
    for name, label in (("fuel_kg", "fuel, tonnes"), ("co2_kg", "CO2, tonnes")):
        rows.append((label, [f"{getattr(plan.kpis, name) / 1000:,.0f}" for plan in plans]))
    rows.append(("checks pass/fail/not checked", [_checks(plan) for plan in plans]))
    rows.append(("solver", [f"{plan.solver.name} {plan.solver.status}" for plan in plans]))
    rows.append(("gap", ["—" if plan.solver.gap is None else f"{plan.solver.gap:.2%}" for plan in plans]))
    rows.append(("solver runtime", [f"{plan.solver.runtime_s:.1f} s" for plan in plans]))
    for label, cells in rows:
        table.add_row(label, *cells)
    tell.print()
    tell.print(table)


def _checks(plan: PlanView) -> str:
    verdicts = [check.verdict for check in plan.checks]
    return f"{verdicts.count('pass')}/{verdicts.count('fail')}/{verdicts.count('not_checked')}"


def _tell_changes(tell: Console, plan: PlanView) -> None:
    tell.print(f"\n[bold]{plan.plan_id} {plan.label}[/]: {len(plan.operations)} changes")
    kinds = alike((one for one in plan.operations if not isinstance(one, ABOUT_PASSENGERS)), lambda one: one.type)
    for kind in sorted(kinds, key=len):
        for operation in kind[:FIRST_OF_A_KIND]:
            tell.print(f"  {escape(in_words(operation))}")
        if len(kind) > FIRST_OF_A_KIND:
            tell.print(f"  [dim]and {len(kind) - FIRST_OF_A_KIND} more of this kind[/]")
    for line in passengers_in_words(plan.operations, plan.cost.total.currency):
        tell.print(f"  {escape(line)}")
    for check in plan.checks:
        if check.verdict != "pass":
            tell.print(
                f"  [dim]{check.verdict.replace('_', ' ')}: {check.rule} ({escape(check.citation)}): {escape(check.detail)}[/]"
            )


def _tell_assumptions(tell: Console, scenario: Scenario, plans: tuple[PlanView, ...]) -> None:
    tell.print("\n[bold]What is assumed[/]")
    for text in dict.fromkeys((*scenario.assumptions, *(one for plan in plans for one in plan.assumptions))):
        tell.print(f"  - {escape(text)}")


def money(amount: Money) -> str:
    """Whole units with thousands separators, e.g. `1,234,567 USD`."""
    return f"{amount.cents / 100:,.0f} {amount.currency}"


def _document(
    room: ControlRoom,
    scenario: Scenario,
    disruption: Disruption,
    case: CaseView,
    plans: tuple[PlanView, ...],
    recommended: PlanView | None,
    runtime_s: float,
) -> dict[str, Any]:
    return {
        "scenario": {"scenario_id": scenario.scenario_id, "title": scenario.title, "assumptions": scenario.assumptions},
        "network": {"network_id": room.twin.network_id, "version": room.twin.state.version, "now": room.twin.now.isoformat()},
        "disruption": disruption.model_dump(mode="json"),
        "case": case.model_dump(mode="json"),
        "plans": [plan.model_dump(mode="json") for plan in plans],
        "recommended": None if recommended is None else recommended.plan_id,
        "waits_for": "a human's decision; nothing has been changed",
        "runtime_s": runtime_s,
    }
