"""The decision record for people: one printable page, made from the hashed entries alone, with nothing to load and no script.

It reads the entries as the JSON they are, not as today's types: a record must print the same after the types have changed.
"""

import json
import re
from base64 import b64encode
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from domain.network import UnknownEntity
from graphs.casebook import AuditLink, CaseRow, RecordEntry
from graphs.record import verify_record
from graphs.views import RecordLine, RecordView

OPTIONS_ABREAST = 4
"""So many options side by side can be read on A4; more follow below."""
BREACHES_SHOWN = 15
"""Of an option that nobody approved; the rest are in the record's JSON."""

_FIGURES = {
    "delayed_flights_15": "flights delayed 15 min or more",
    "delay_min_total": "arrival delay in all, min",
    "passenger_delay_min_total": "passenger delay in all, min",
}


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """A case's record as it is in the database, with its links in the chain over all cases by `seq` of the entry."""

    case: CaseRow
    view: RecordView
    links: Mapping[int, AuditLink]


@dataclass(slots=True)
class _Option:
    """A revision of a plan, with the number of the entry that recorded it."""

    entry: RecordLine
    plan_id: str
    revision: int
    scored: dict[str, Any]
    status: str = "proposed"
    decided: bool = False

    @property
    def legal(self) -> bool:
        return not self.failing

    @property
    def failing(self) -> list[dict[str, Any]]:
        return [check for check in self.scored["checks"] if check["verdict"] == "fail"]

    def verdict(self, rule: str) -> str:
        """What the option's checks of a rule came to."""
        found = Counter(check["verdict"] for check in self.scored["checks"] if check["rule"] == rule)
        if found["fail"]:
            return f"fails ({found['fail']})"
        return "not checked" if found["not_checked"] else "passes" if found["pass"] else "–"


@dataclass(slots=True)
class _Page:
    """The record sorted into the sections of the page."""

    opened: dict[str, Any] = field(default_factory=dict)
    findings: list[tuple[RecordLine, dict[str, Any], list[dict[str, Any]]]] = field(default_factory=list)
    options: dict[tuple[str, int], _Option] = field(default_factory=dict)
    events: list[tuple[RecordLine, dict[str, Any]]] = field(default_factory=list)
    executions: list[tuple[RecordLine, dict[str, Any]]] = field(default_factory=list)
    tool_runs: list[tuple[RecordLine, dict[str, Any]]] = field(default_factory=list)


def read_record(engine: Engine, case_id: str) -> CaseRecord:
    """The record with the verdict on its chain; UnknownEntity when there is no such case."""
    with Session(engine, expire_on_commit=False) as session:
        case = session.get(CaseRow, case_id)
        if case is None:
            raise UnknownEntity(f"Case {case_id!r} is not in the casebook. List cases with GET /api/v1/cases.")
        query = select(RecordEntry).where(RecordEntry.case_id == case_id).order_by(col(RecordEntry.seq))
        entries = list(session.exec(query))
        links = {link.case_seq: link for link in session.exec(select(AuditLink).where(AuditLink.case_id == case_id))}
    return CaseRecord(case, RecordView.of(case, entries, verify_record(entries, head=case.record_head)), links)


def render(record: CaseRecord) -> str:
    """The page as HTML; everything that came from outside is escaped."""
    page = _sorted(record.view.entries)
    options = list(page.options.values())
    rendered: str = _template().render(
        case=record.case,
        record=record.view,
        links=record.links,
        unlinked=_unlinked(record),
        page=page,
        groups=[options[start : start + OPTIONS_ABREAST] for start in range(0, len(options), OPTIONS_ABREAST)],
        components=_in_order(
            name for option in options for name, amount in option.scored["cost"]["components"].items() if amount["cents"]
        ),
        kpis=_in_order(name for option in options for name, value in option.scored["kpis"].items() if value),
        rules=_rules(options),
        unchecked=_unchecked(options),
        assumptions=_assumptions(page),
        breaches_shown=BREACHES_SHOWN,
        style=_style(),
    )
    return rendered


def content_security_policy() -> str:
    """What the page needs of a browser: its own style, and nothing else."""
    digest = b64encode(sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def _sorted(entries: Sequence[RecordLine]) -> _Page:
    page = _Page()
    for entry in entries:
        body = json.loads(entry.body)
        match entry.kind:
            case "case_opened":
                page.opened = body
            case "finding":
                page.findings.append((entry, body["answer"], body["tool_runs"]))
            case "option" | "revision":
                key = body["plan_id"], body["revision"]
                page.options[key] = _Option(entry, *key, scored=body["plan"])
            case "tool_runs":
                page.tool_runs.append((entry, body))
            case "execution":
                page.executions.append((entry, body))
                _mark(page, body, "carried out" if body["status"] == "done" else "refused by the network")
            case "decision":
                page.events.append((entry, body))
                _mark(page, body, body["effect"].replace("_", " "), decided=body["decision"] == "approve")
            case _:
                page.events.append((entry, body))
                if entry.kind == "stale":
                    _mark(page, body, "stale")
    return page


def _mark(page: _Page, body: dict[str, Any], status: str, *, decided: bool = False) -> None:
    option = page.options.get((body["plan_id"], body["revision"]))
    if option is not None:
        option.status = status
        option.decided |= decided


def _unlinked(record: CaseRecord) -> list[int]:
    """Entries that the chain over all cases does not know, or knows with another hash."""
    known = {seq: link.entry_hash for seq, link in record.links.items()}
    return [entry.seq for entry in record.view.entries if known.get(entry.seq) != entry.entry_hash]


def _in_order(names: Any) -> list[str]:
    return list(dict.fromkeys(names))


def _rules(options: Sequence[_Option]) -> dict[str, str]:
    """Every rule that was applied, with the citations it was applied under."""
    cited: dict[str, list[str]] = {}
    for option in options:
        for check in option.scored["checks"]:
            known = cited.setdefault(check["rule"], [])
            if check["citation"] and check["citation"] not in known:
                known.append(check["citation"])
    return {rule: "; ".join(citations) for rule, citations in sorted(cited.items())}


def _unchecked(options: Sequence[_Option]) -> list[dict[str, Any]]:
    """What no check was made of, once each."""
    found = {
        (check["rule"], check["detail"]): check
        for option in options
        for check in option.scored["checks"]
        if check["verdict"] == "not_checked"
    }
    return [found[key] for key in sorted(found)]


def _assumptions(page: _Page) -> list[str]:
    plans = (text for option in page.options.values() for text in option.scored["plan"]["assumptions"])
    facts = (
        f"{answer['specialist']}: {fact['text']}"
        for _, answer, _ in page.findings
        for fact in answer.get("facts", ())
        if fact["assumed"]
    )
    return _in_order([*plans, *facts])


@cache
def _template() -> Any:
    # HTML alone is rendered here, so everything is escaped, whatever the template's name.
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "moment": _moment,
        "money": _money,
        "words": _words,
        "value": _value,
        "operation": _operation,
        "reported": _reported,
    }
    return environment.get_template("record.html")


@cache
def _style() -> str:
    return Path(__file__).with_name("templates").joinpath("record.css").read_text(encoding="utf-8")


def _moment(value: datetime | str | None) -> str:
    """To the minute, in UTC."""
    if value is None:
        return "–"
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return f"{moment:%d %b %Y %H:%MZ}"


def _money(amount: Mapping[str, Any]) -> str:
    cents = int(amount["cents"])
    sign = "−" if cents < 0 else ""
    return f"{amount['currency']} {sign}{abs(cents) // 100:,}.{abs(cents) % 100:02}"


def _words(name: str) -> str:
    """A name of ours as words: `out_of_position` is "out of position", `SwapAircraft` is "swap aircraft"."""
    if name in _FIGURES:
        return _FIGURES[name]
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).replace("_", " ").replace(".", " · ").lower()


_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")


def _value(value: Any) -> str:
    """A field of a report or an operation, in words."""
    if isinstance(value, str):
        return _moment(value) if _TIMESTAMP.fullmatch(value) else value
    if isinstance(value, list):
        return "; ".join(_value(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{_words(name)} {_value(one)}" for name, one in value.items() if one not in (None, "", []))
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _operation(operation: Mapping[str, Any]) -> str:
    fields = {name: operation[name] for name in sorted(operation, key=_told) if name != "type"}
    return f"{_words(str(operation['type']))}: {_value(fields)}"


_TOLD = ("kind", "reported_at", "airport", "flow", "flight_id", "booking_id", "tail", "crew_id", "gate", "start", "etd", "end")


def _told(name: str) -> tuple[int, str]:
    """The order in which one tells the fields of a report or an operation."""
    return (_TOLD.index(name) if name in _TOLD else len(_TOLD), name)


def _reported(disruption: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The fields of a report in the order in which one tells them; the parts of a compound one come after."""
    ordered = sorted(disruption, key=_told)
    return [(name, disruption[name]) for name in ordered if name != "parts" and disruption[name] not in (None, "")]
