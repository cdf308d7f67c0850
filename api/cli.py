"""The command line: `serve`, `demo`, `ask`, `tools` and others. Each command imports what it alone needs."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from api.settings import DEFAULT_BUDGET_S
from api.slack.commands import slack_app

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Downline: an airline operations-control assistant.",
)
tools_app = typer.Typer(no_args_is_help=True, help="The deterministic tools: list them, read a schema, call one.")
import_app = typer.Typer(no_args_is_help=True, help="Bring a day of your own into a scenario.")
audit_app = typer.Typer(no_args_is_help=True, help="The audit trail: verify all of it, export a case's record.")
app.add_typer(tools_app, name="tools")
app.add_typer(import_app, name="import")
app.add_typer(audit_app, name="audit")
app.add_typer(slack_app, name="slack")

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
ScenarioId = Annotated[str, typer.Option("--scenario", help="A scenario of `python -m api scenarios`.")]
DatabaseUrl = Annotated[str, typer.Option("--database", help="sqlite:///FILE or postgresql://HOST/NAME")]


def main() -> None:
    """Run a command; input that cannot be used becomes a problem document on standard error and exit status 2."""
    try:
        app(standalone_mode=True)
    except (LookupError, ValueError, OSError, ImportError) as error:
        _give_up(error)
    except Exception as error:
        from api.problems import problem_from

        if problem_from(error).slug == "internal-error":
            raise
        _give_up(error)


def _give_up(error: Exception) -> None:
    from api.problems import Problem, problem_from

    problem = problem_from(error)
    if problem.slug == "internal-error":
        problem = Problem(422, "invalid-request", str(error.args[0] if isinstance(error, LookupError) and error.args else error))
    print(json.dumps(problem.document(), indent=2), file=sys.stderr)
    raise SystemExit(2)


def _say(document: Any) -> None:
    print(json.dumps(document, indent=2))


@app.command()
def serve(
    scenario: ScenarioId = "",
    host: Annotated[str, typer.Option(help="Address to listen on; beyond this machine only with DOWNLINE_KEYS.")] = "",
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="By default PORT, else 8000; 0 takes a free one.")] = None,
    database: DatabaseUrl = "",
) -> None:
    """Run the server. The network goes on where it was, unless --scenario names another one."""
    from dataclasses import replace

    from api.serving import serve as run
    from api.settings import Settings

    settings = Settings.from_environment()
    settings = replace(
        settings,
        scenario_id=scenario,
        host=host or settings.host,
        port=settings.port if port is None else port,
        database_url=database or settings.database_url,
    )
    run(settings)


@app.command()
def mcp(
    scenario: ScenarioId = "",
    database: Annotated[str, typer.Option("--database", help="Read this database's current network and cases instead.")] = "",
) -> None:
    """The Model Context Protocol on standard input and output: every tool, to read and propose; logs go to standard error."""
    from api.mcp_stdio import serve as run

    if scenario and database:
        raise ValueError("give --scenario or --database, not both: a database has a network of its own")
    if database:
        _existing(database).dispose()
    run(scenario, database)


@app.command()
def openapi() -> None:
    """Print the OpenAPI document, from which the console's types are made; no server runs and nothing is opened."""
    from api.app import create_app
    from api.settings import Settings

    _say(create_app(Settings()).openapi())


@app.command()
def scenarios(as_json: AsJson = False) -> None:
    """List what can be loaded."""
    from twin.scenarios import list_scenarios

    found = list_scenarios()
    if as_json:
        _say({"items": [{"scenario_id": one.scenario_id, "title": one.title, "source": one.source} for one in found]})
        return
    for one in found:
        print(f"{one.scenario_id:<18}  {one.title}\n{'':<18}  {one.source}")


@app.command()
def demo(
    scenario: ScenarioId = "",
    disruption: Annotated[Path | None, typer.Option(help="A disruption as JSON; by default what the scenario recorded.")] = None,
    budget: Annotated[float, typer.Option(min=0.5, max=600, help="Seconds the solver may take.")] = DEFAULT_BUDGET_S,
    as_json: AsJson = False,
) -> None:
    """The whole flow without a server: disruption, specialists, options. It proposes and does not approve."""
    from api.demo import play

    raise SystemExit(play(scenario, disruption, budget, as_json=as_json))


@app.command()
def ask(
    words: Annotated[str, typer.Argument(help="A question, e.g. 'which flights to BOS are late?'")],
    scenario: ScenarioId = "",
    as_json: AsJson = False,
) -> None:
    """One question, answered without a server on a scenario as scheduled; exit status 1 when it is not understood."""
    from api.one_question import answer

    raise SystemExit(answer(words, scenario, as_json=as_json))


@import_app.command("bts")
def import_bts(
    files: Annotated[list[Path], typer.Argument(help="BTS on-time CSV or zip, or parquet with the same columns.")],
    name: Annotated[str, typer.Option(help="The new scenario's id.")],
    day: Annotated[str, typer.Option("--date", help="YYYY-MM-DD; by default the first day in the files.")] = "",
    carrier: Annotated[list[str] | None, typer.Option(help="IATA code of a carrier that is ours; may be repeated.")] = None,
    strict: Annotated[bool, typer.Option(help="Also refuse what real records contain and a schedule cannot.")] = False,
    as_json: AsJson = False,
) -> None:
    """Official BTS on-time performance data into a scenario; files with faults are refused whole, with every fault named."""
    from api.problems import FaultView, Problem
    from twin.scenarios.bts import import_bts as bring_in
    from twin.scenarios.bts_rows import ImportRefused

    try:
        made = bring_in(files, name, _date(day), tuple(carrier or ()), strict=strict)
    except ImportRefused as refused:
        faults = [FaultView(field=fault.column or fault.file, message=str(fault)) for fault in refused.faults]
        raise Problem(422, "import-refused", "Nothing was imported; every fault is in errors[].", faults=faults) from refused
    flights = sum(event.type == "FlightScheduled" for event in made.opening)
    if as_json:
        _say(
            {
                "scenario_id": made.scenario_id,
                "title": made.title,
                "flights": flights,
                "disruptions": [one.model_dump(mode="json") for one in made.disruptions],
                "assumptions": made.assumptions,
                "sources": made.sources,
            }
        )
        return
    print(f"{made.scenario_id}: {made.title}, {flights} flights, {len(made.disruptions)} disruptions seen in the record")
    print(f"Load it with: python -m api serve --scenario {made.scenario_id}")


def _date(text: str) -> date | None:
    from api.problems import FaultView, Problem

    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        message = f"{text!r} is not a date; write YYYY-MM-DD"
        raise Problem(422, "invalid-request", message, faults=[FaultView(field="--date", message=message)]) from error


@tools_app.command("list")
def list_tools(_as_json: AsJson = True) -> None:
    """Every tool and what it does; like its neighbours it speaks JSON, with or without --json."""
    from tools.spec import all_tools

    _say({"items": [{"name": one.name, "description": one.description} for one in all_tools().values()]})


@tools_app.command("schema")
def tool_schema(name: str) -> None:
    """A tool's input and output as JSON schemas."""
    _say(_tool(name).schema())


@tools_app.command("call")
def call_tool(
    name: str,
    scenario: ScenarioId = "",
    database: Annotated[str, typer.Option("--database", help="Work on this database's current network instead.")] = "",
) -> None:
    """Call a tool on a scenario as scheduled: its arguments as JSON on standard input, its answer on standard output."""
    from api.problems import FaultView, Problem

    tool = _tool(name)
    text = "" if sys.stdin.isatty() else sys.stdin.read()
    try:
        arguments = json.loads(text or "{}")
    except (json.JSONDecodeError, RecursionError) as error:
        raise Problem(422, "invalid-request", f"Standard input is not JSON: {error}") from error
    if not isinstance(arguments, dict):
        message = f"a {type(arguments).__name__} was given; give the tool's arguments as one JSON object"
        raise Problem(422, "invalid-request", message, faults=[FaultView(field="", message=message)])
    print(tool.run(_context(scenario, database), arguments).model_dump_json(indent=2))


@audit_app.command("verify")
def verify_audit(
    database: DatabaseUrl = "",
    noted: Annotated[str, typer.Option(help="A head that was noted earlier, SEQ:HASH; it must still be in the chain.")] = "",
    as_json: AsJson = False,
) -> None:
    """Walk every record and the log of access to personal data; exit status 1 names the first row that is broken."""
    from api.audit import verify

    found = verify(_existing(database), noted=noted)
    if as_json:
        _say(found.document())
    else:
        print(found.sentence())
    raise SystemExit(0 if found.intact else 1)


@audit_app.command("export")
def export_audit(
    case: Annotated[str, typer.Argument(help="The case's id, e.g. C1.")],
    out: Annotated[Path, typer.Option(help="The file to write.")],
    html: Annotated[bool, typer.Option("--html", help="A page to print instead of JSON.")] = False,
    database: DatabaseUrl = "",
) -> None:
    """Write a case's decision record to a file: JSON as the server gives it, or the page to print."""
    from api.record_page import read_record, render

    record = read_record(_existing(database), case)
    out.write_text(render(record) if html else record.view.model_dump_json(indent=2) + "\n", encoding="utf-8")
    print(f"{out}: {len(record.view.entries)} entries, {'intact' if record.view.intact else 'BROKEN: ' + record.view.reason}")


def _existing(database: str) -> Any:
    """The engine on a database that is there already: looking for one that is not must not make it."""
    from sqlalchemy.engine import make_url

    from api.settings import Settings
    from twin.database import open_database

    url = database or Settings.from_environment().database_url
    file = url.removeprefix("sqlite:///")
    if file != url and not Path(make_url(url).database or "").is_file():
        raise FileNotFoundError(f"there is no database file {file!r}; name one with --database sqlite:///FILE")
    return open_database(url)


def _tool(name: str) -> Any:
    from api.problems import Problem
    from tools.spec import all_tools

    found = all_tools().get(name)
    if found is None:
        raise Problem(404, "not-found", f"Tool {name!r} does not exist. List tools with: python -m api tools list")
    return found


def _context(scenario_id: str, database: str) -> Any:
    from domain.apply import fold
    from domain.network import NetworkState
    from tools.spec import ToolContext
    from twin.scenarios import DEFAULT_SCENARIO, load_scenario

    if database:
        from twin.store import EventStore, open_database
        from twin.twin import Twin

        twin = Twin(EventStore(open_database(database)))
        return ToolContext(state=twin.state, now=twin.now, user="command line")
    scenario = load_scenario(scenario_id or DEFAULT_SCENARIO)
    return ToolContext(state=fold(NetworkState(), scenario.opening), now=scenario.start_at, user="command line")
