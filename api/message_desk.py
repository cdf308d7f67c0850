"""Operational messages that come in: every text is kept, read, and what it says is put on the network, once.

A text that cannot be read, or that contradicts the network, changes nothing and stays on the list with its reason. Messages come
over HTTP, or as files in a watched folder, whose files go to `done` or `refused` beside it once they are kept.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import structlog
from pydantic import Field as PydanticField
from sqlalchemy import JSON, Column, Engine, Text
from sqlmodel import Field, Session, SQLModel, col, select

from domain.events import Event
from domain.network import NetworkState
from domain.units import Frozen, UtcDatetime
from graphs.casebook import Moment
from knowledge.operational_messages.message import NotUnderstood
from knowledge.operational_messages.reading import read
from tools.operational_messages.meaning import Contradiction, meaning_of
from twin.database import for_writing
from twin.twin import Twin

_log = structlog.get_logger("downline.messages")
MessageStatus = Literal["applied", "noted", "refused", "not_understood", "corrected"]
"""`noted`: understood, and nothing on the network changes; `refused`: understood, and it contradicts the network;
`corrected`: it was one of the last two, and another message stands for it now."""
NEEDS_A_PERSON: frozenset[MessageStatus] = frozenset({"refused", "not_understood"})
_SETTLED_S = 1.0
_ENDS = ("NNNN", "\x03")


class OperationalMessageRow(SQLModel, table=True):
    """A text as it came, and what became of it. The same text on the same network is one row, however often it comes."""

    __tablename__ = "operational_messages"

    message_id: str = Field(primary_key=True)
    network_id: str = Field(index=True)
    source: str
    received_at: datetime = Field(sa_type=Moment)
    recorded_at: datetime = Field(sa_type=Moment)
    text: str = Field(sa_column=Column(Text, nullable=False))
    kind: str = Field(index=True)
    status: str = Field(index=True)
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))
    line: int = 0
    column: int = 0
    found: str = ""
    read_as: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    said: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    version: int | None = None
    corrected_by: str = ""


class CannotCorrect(ValueError):
    """The message that should be corrected is not one that needs a person."""


class OperationalMessage(Frozen):
    """A message that came in. `line`, `column` (from 1) and `found` say where a text that was not understood stops making sense;
    `read_as` is what was read, `said` what it says about the network, `version` the network's version once that was recorded;
    `corrected_by` is the message that was sent in its place."""

    message_id: str
    source: str
    received_at: UtcDatetime
    text: str
    kind: str
    status: MessageStatus
    reason: str = ""
    line: int | None = None
    column: int | None = None
    found: str = ""
    read_as: dict[str, Any] = PydanticField(default_factory=dict)
    said: tuple[str, ...] = ()
    version: int | None = None
    corrected_by: str = ""


@dataclass(slots=True)
class MessageDesk:
    """Takes texts in. `wall_clock` stamps the record; dates that a message leaves out are read by simulation time."""

    engine: Engine
    twin: Twin
    folder: Path | None = None
    wall_clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    _one_at_a_time: Lock = field(default_factory=Lock)

    def take(self, text: str, *, source: str, corrects: str = "") -> OperationalMessage:
        """Keep the text, read it, and record what follows from it; what became of it. A text that was applied is not again.

        `corrects`: the message that needs a person and that this one stands for from now on, whatever becomes of this one;
        CannotCorrect, and nothing is kept, when there is no such message.
        """
        with self._one_at_a_time:
            network_id, now = self.twin.network_id, self.twin.now
            message_id = "M" + sha256(f"{network_id}\0{' '.join(text.split())}".encode()).hexdigest()[:15]
            with Session(self.engine) as session:
                known = session.get(OperationalMessageRow, message_id)
                wrong = session.get(OperationalMessageRow, corrects) if corrects else None
            if corrects:
                _may_be_corrected(wrong, corrects, network_id, message_id)
            if known is not None and not _to_be_read_again(known, correcting=wrong is not None):
                return self._keep(known, wrong)
            row = OperationalMessageRow(
                message_id=message_id,
                network_id=network_id,
                source=source,
                received_at=known.received_at if known is not None else now,
                recorded_at=self.wall_clock(),
                text=text,
                kind="UNKNOWN",
                status="not_understood",
            )
            self._work_out(row, now)
            return self._keep(row, wrong)

    def messages(self, *, status: str = "", kind: str = "", limit: int = 200) -> tuple[OperationalMessage, ...]:
        """The latest messages of the current network, newest first."""
        query = select(OperationalMessageRow).where(OperationalMessageRow.network_id == self.twin.network_id)
        if status:
            query = query.where(OperationalMessageRow.status == status)
        if kind:
            query = query.where(OperationalMessageRow.kind == kind)
        query = query.order_by(col(OperationalMessageRow.recorded_at).desc(), col(OperationalMessageRow.message_id)).limit(limit)
        with Session(self.engine) as session:
            return tuple(_view(row) for row in session.exec(query))

    def message(self, message_id: str) -> OperationalMessage | None:
        """One message, or None."""
        with Session(self.engine) as session:
            row = session.get(OperationalMessageRow, message_id)
            return None if row is None else _view(row)

    def look_into_folder(self) -> int:
        """Take every file of the watched folder that has not changed for a second; how many. Nothing without a folder."""
        if self.folder is None or not self.folder.is_dir():
            return 0
        taken = 0
        for path in sorted(self.folder.iterdir()):
            if not path.is_file() or path.name.startswith(".") or time.time() - path.stat().st_mtime < _SETTLED_S:
                continue
            came = [self.take(one, source=f"folder:{path.name}") for one in split_messages(_decoded(path))]
            clean = bool(came) and all(one.status in ("applied", "noted") for one in came)
            target = self.folder / ("done" if clean else "refused")
            target.mkdir(exist_ok=True)
            path.replace(target / path.name)
            taken += 1
        return taken

    # --- inside -----------------------------------------------------------------------------------------------------

    def _keep(self, row: OperationalMessageRow, wrong: OperationalMessageRow | None) -> OperationalMessage:
        with Session(for_writing(self.engine)) as session:
            kept = session.merge(row)
            if wrong is not None:
                wrong.status, wrong.corrected_by = "corrected", row.message_id
                session.merge(wrong)
            session.commit()
            return _view(kept)

    def _work_out(self, row: OperationalMessageRow, now: datetime) -> None:
        message = read(row.text, now)
        row.kind = message.kind
        if isinstance(message, NotUnderstood):
            row.line, row.column, row.found, row.reason = message.line, message.column, message.found, message.reason
            return
        row.read_as = message.model_dump(mode="json", exclude_none=True)
        said: Sequence[str] = ()

        def facts(state: NetworkState, at: datetime) -> Sequence[Event]:
            nonlocal said
            meaning = meaning_of(message, state, at)
            said = meaning.said
            return meaning.events

        try:
            done = self.twin.receive(facts, actor=f"message {row.kind}", idempotency_key=f"message:{row.message_id}")
        except Contradiction as contradiction:
            row.status, row.reason = "refused", str(contradiction)
            return
        row.said = list(said)
        row.status = "applied" if done.events else "noted"
        row.version = done.version if done.events else None


def _may_be_corrected(wrong: OperationalMessageRow | None, asked: str, network_id: str, message_id: str) -> None:
    if wrong is None or wrong.network_id != network_id:
        raise CannotCorrect(f"message {asked!r} is not kept on this network")
    if wrong.status not in NEEDS_A_PERSON:
        by = f" by {wrong.corrected_by}" if wrong.corrected_by else ""
        raise CannotCorrect(f"message {asked!r} does not need a person; it was {wrong.status}{by}")
    if asked == message_id:
        raise CannotCorrect(f"this is the text of message {asked!r} itself; change what is wrong in it")


def _to_be_read_again(known: OperationalMessageRow, *, correcting: bool) -> bool:
    """The network that refused a text may have changed; a text once corrected counts again when it is sent as a correction."""
    return known.status == "refused" or (known.status == "corrected" and correcting)


def split_messages(text: str) -> list[str]:
    """The messages of a file: parted by lines that hold nothing but NNNN, or by end-of-text characters."""
    parts: list[list[str]] = [[]]
    for line in text.replace("\x03", "\nNNNN\n").splitlines():
        if line.strip() in _ENDS:
            parts.append([])
        else:
            parts[-1].append(line.lstrip("\x01\x02"))
    return ["\n".join(lines).strip("\n") for lines in parts if any(line.strip() for line in lines)]


async def watch_folder(desk: MessageDesk, *, every_s: float = 1.0) -> None:
    """Look into the desk's folder again and again until cancelled; a file that cannot be handled now is tried again."""
    while True:
        try:
            await asyncio.to_thread(desk.look_into_folder)
        except Exception:  # a full disk or a locked database passes; the files are still there
            _log.exception("message_folder_failed", folder=str(desk.folder))
        await asyncio.sleep(every_s)


def _decoded(path: Path) -> str:
    content = path.read_bytes()
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("latin-1")  # never fails; a message of the trade is ASCII in either


def _view(row: OperationalMessageRow) -> OperationalMessage:
    return OperationalMessage(
        message_id=row.message_id,
        source=row.source,
        received_at=row.received_at,
        text=row.text,
        kind=row.kind,
        status=row.status,
        reason=row.reason,
        line=row.line or None,
        column=row.column or None,
        found=row.found,
        read_as=row.read_as,
        said=tuple(row.said),
        version=row.version,
        corrected_by=row.corrected_by,
    )
