"""The append-only event log with optimistic versions, idempotent appends and snapshots."""

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, Row, Text, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, SQLModel, col

from domain.apply import fold
from domain.events import Event, event_from_record
from domain.network import NetworkState, UnknownEntity
from twin.database import UtcTimestamp, for_writing, open_database
from twin.projector import STATE_FORM, decode_state, encode_state

__all__ = ["Appended", "EventStore", "Network", "Recorded", "VersionConflict", "open_database"]

_PAGE = 5_000  # events read or inserted at once; bounds memory and how long a connection is held


class NetworkRow(SQLModel, table=True):
    """A loaded scenario. The one with the highest `sequence` is current."""

    __tablename__ = "network"
    sequence: int | None = Field(default=None, primary_key=True)
    network_id: str = Field(unique=True)
    scenario_id: str
    loaded_at: datetime = Field(sa_type=UtcTimestamp)
    simulated_to: datetime = Field(sa_type=UtcTimestamp)
    speed: float


class EventRow(SQLModel, table=True):
    """One event of one network; `version` counts from 1 without gaps."""

    __tablename__ = "event"
    network_id: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    type: str
    at: datetime = Field(sa_type=UtcTimestamp)
    recorded_at: datetime = Field(sa_type=UtcTimestamp)
    actor: str
    payload: str = Field(sa_type=Text)


class AppendedRow(SQLModel, table=True):
    """What an idempotency key was used for: the versions it appended, none when `version` is before `first_version`."""

    __tablename__ = "appended"
    network_id: str = Field(primary_key=True)
    idempotency_key: str = Field(primary_key=True)
    first_version: int
    version: int


class SnapshotRow(SQLModel, table=True):
    """A compressed state, so that reading one does not fold the whole log. `form` says which fields it consists of."""

    __tablename__ = "snapshot"
    network_id: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    form: str = Field(primary_key=True)
    state: bytes


class VersionConflict(Exception):
    """The network was not at the expected version: somebody else wrote first. Nothing was appended."""


@dataclass(frozen=True, slots=True)
class Appended:
    """The versions an append wrote, or wrote earlier when `replayed`; empty when `version < first_version`."""

    first_version: int
    version: int
    replayed: bool


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event in the log: its version, and who wrote it when (wall clock)."""

    version: int
    event: Event
    recorded_at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class Network:
    """A loaded scenario and its simulation clock."""

    network_id: str
    scenario_id: str
    simulated_to: datetime
    speed: float


def _wall_clock() -> datetime:
    return datetime.now(UTC)


class EventStore:
    """The log of every network in one database. Safe to share between threads, and with other processes."""

    def __init__(self, engine: Engine, wall_clock: Callable[[], datetime] = _wall_clock) -> None:
        self._reading = engine
        self._writing = for_writing(engine)
        self._wall_clock = wall_clock

    # --- writing ----------------------------------------------------------------------------------------------------

    def append(
        self,
        network_id: str,
        expected_version: int,
        events: Sequence[Event],
        *,
        actor: str,
        idempotency_key: str | None = None,
        simulated_to: datetime | None = None,
    ) -> Appended:
        """Append the events after `expected_version`, all or none, durably; `simulated_to` moves the network's clock with them.

        A key that was used before on this network appends nothing and returns what it appended then.
        Raises VersionConflict when the network is at another version.
        """
        try:
            with self._writing.begin() as connection:
                # The version first: on PostgreSQL a writer with the same key may commit between the two reads.
                current = _version(connection, network_id)
                earlier = _appended_under(connection, network_id, idempotency_key)
                if earlier is not None:
                    return earlier
                if current != expected_version:
                    raise VersionConflict(
                        f"network {network_id!r} is at version {current}, not {expected_version}; read it again and decide anew"
                    )
                self._insert(connection, network_id, expected_version, events, actor)
                version = expected_version + len(events)
                if idempotency_key is not None:
                    connection.execute(
                        insert(AppendedRow).values(
                            network_id=network_id,
                            idempotency_key=idempotency_key,
                            first_version=expected_version + 1,
                            version=version,
                        )
                    )
                if simulated_to is not None:
                    _move_clock(connection, network_id, simulated_to=simulated_to)
        except IntegrityError as error:
            # PostgreSQL lets two writers see the same version; the primary keys let one of them commit.
            with self._reading.connect() as connection:
                earlier = _appended_under(connection, network_id, idempotency_key)
            if earlier is not None:
                return earlier
            raise VersionConflict(
                f"somebody else wrote version {expected_version + 1} of network {network_id!r} first; "
                "read it again and decide anew"
            ) from error
        return Appended(expected_version + 1, version, replayed=False)

    def open_network(self, scenario_id: str, opening: Sequence[Event], *, actor: str, simulated_to: datetime) -> Network:
        """A new network `{scenario_id}#{n}` with these events and a stopped clock; it is the current one from now on."""
        with self._writing.begin() as connection:
            if connection.dialect.name == "postgresql":  # SQLite's writers are one after another as they are
                connection.execute(text("LOCK TABLE network IN EXCLUSIVE MODE"))
            loads = select(func.count()).select_from(NetworkRow).where(col(NetworkRow.scenario_id) == scenario_id)
            network_id = f"{scenario_id}#{connection.execute(loads).scalar_one() + 1}"
            self._insert(connection, network_id, 0, opening, actor)
            connection.execute(
                insert(NetworkRow).values(
                    network_id=network_id,
                    scenario_id=scenario_id,
                    loaded_at=self._wall_clock(),
                    simulated_to=simulated_to,
                    speed=0.0,
                )
            )
        return Network(network_id, scenario_id, simulated_to, 0.0)

    def move_clock(self, network_id: str, *, simulated_to: datetime | None = None, speed: float | None = None) -> None:
        """Remember the network's simulation time and speed."""
        with self._writing.begin() as connection:
            _move_clock(connection, network_id, simulated_to=simulated_to, speed=speed)

    def snapshot(self, state: NetworkState, network_id: str) -> None:
        """Keep the state, which must be the fold of the network's events up to its version."""
        row = {
            "network_id": network_id,
            "version": state.version,
            "form": STATE_FORM,
            "state": zlib.compress(encode_state(state), 1),
        }
        with self._writing.begin() as connection:
            if _snapshot_version(connection, network_id, state.version) != state.version:
                connection.execute(insert(SnapshotRow).values(row))

    def _insert(self, connection: Connection, network_id: str, after: int, events: Sequence[Event], actor: str) -> None:
        recorded_at = self._wall_clock()
        for start in range(0, len(events), _PAGE):
            connection.execute(
                insert(EventRow),
                [
                    {
                        "network_id": network_id,
                        "version": version,
                        "type": event.type,
                        "at": event.at,
                        "recorded_at": recorded_at,
                        "actor": actor,
                        "payload": event.model_dump_json(),
                    }
                    for version, event in enumerate(events[start : start + _PAGE], after + start + 1)
                ],
            )

    # --- reading ----------------------------------------------------------------------------------------------------

    def current_network(self) -> Network | None:
        """The network that was loaded last, by any process."""
        newest = select(NetworkRow).order_by(col(NetworkRow.sequence).desc()).limit(1)
        with self._reading.connect() as connection:
            row = connection.execute(newest).first()
        return None if row is None else Network(row.network_id, row.scenario_id, row.simulated_to, row.speed)

    def read(self, network_id: str, after: int = 0, until: int | None = None) -> Iterator[Recorded]:
        """The network's events with after < version <= until, in order, page by page as they are consumed."""
        while until is None or after < until:
            page = self.read_page(network_id, after, until, limit=_PAGE)
            yield from page
            if len(page) < _PAGE:
                return
            after = page[-1].version

    def read_page(self, network_id: str, after: int, until: int | None, *, limit: int) -> tuple[Recorded, ...]:
        """The first `limit` events with after < version <= until."""
        wanted = (
            select(EventRow)
            .where(col(EventRow.network_id) == network_id, col(EventRow.version) > after)
            .order_by(col(EventRow.version))
            .limit(limit)
        )
        if until is not None:
            wanted = wanted.where(col(EventRow.version) <= until)
        with self._reading.connect() as connection:
            return tuple(_recorded(row) for row in connection.execute(wanted))

    def version(self, network_id: str) -> int:
        """The network's latest version; 0 for one that has no events."""
        with self._reading.connect() as connection:
            return _version(connection, network_id)

    def version_at(self, network_id: str, moment: datetime) -> int:
        """The last version whose event happened or became known at or before `moment`; 0 when there is none."""
        last = select(func.max(EventRow.version)).where(col(EventRow.network_id) == network_id, col(EventRow.at) <= moment)
        with self._reading.connect() as connection:
            return connection.execute(last).scalar_one() or 0

    def appended_under(self, network_id: str, idempotency_key: str | None) -> Appended | None:
        """What was appended under this key; None when it was not used yet (or is None)."""
        if idempotency_key is None:
            return None
        with self._reading.connect() as connection:
            return _appended_under(connection, network_id, idempotency_key)

    def state_at(self, network_id: str, version: int | None = None) -> NetworkState:
        """The network at `version` (the latest by default): the newest snapshot before it, and the events since.

        Raises UnknownEntity for a network without events or a version that it has not reached.
        """
        latest = self.version(network_id)
        if latest == 0:
            raise UnknownEntity(f"Network {network_id!r} has no events. Load a scenario with POST /api/v1/scenarios/{{id}}/load.")
        if version is None:
            version = latest
        if not 0 <= version <= latest:
            raise UnknownEntity(f"Network {network_id!r} has no version {version}; its latest is {latest}.")
        state = self._snapshot_before(network_id, version)
        return fold(state, (one.event for one in self.read(network_id, state.version, version)))

    def snapshot_version(self, network_id: str) -> int:
        """The version of the network's newest snapshot; 0 when it has none."""
        with self._reading.connect() as connection:
            return _snapshot_version(connection, network_id, None)

    def _snapshot_before(self, network_id: str, version: int) -> NetworkState:
        with self._reading.connect() as connection:
            newest = _snapshot_version(connection, network_id, version)
            if newest == 0:
                return NetworkState()
            kept = select(col(SnapshotRow.state)).where(
                col(SnapshotRow.network_id) == network_id,
                col(SnapshotRow.version) == newest,
                col(SnapshotRow.form) == STATE_FORM,
            )
            compressed = connection.execute(kept).scalar_one()
        return decode_state(zlib.decompress(compressed))


def _version(connection: Connection, network_id: str) -> int:
    newest = select(func.max(EventRow.version)).where(col(EventRow.network_id) == network_id)
    return connection.execute(newest).scalar_one() or 0


def _snapshot_version(connection: Connection, network_id: str, until: int | None) -> int:
    newest = select(func.max(SnapshotRow.version)).where(
        col(SnapshotRow.network_id) == network_id, col(SnapshotRow.form) == STATE_FORM
    )
    if until is not None:
        newest = newest.where(col(SnapshotRow.version) <= until)
    return connection.execute(newest).scalar_one() or 0


def _appended_under(connection: Connection, network_id: str, idempotency_key: str | None) -> Appended | None:
    if idempotency_key is None:
        return None
    used = select(AppendedRow).where(
        col(AppendedRow.network_id) == network_id, col(AppendedRow.idempotency_key) == idempotency_key
    )
    row = connection.execute(used).first()
    return None if row is None else Appended(row.first_version, row.version, replayed=True)


def _move_clock(
    connection: Connection, network_id: str, *, simulated_to: datetime | None = None, speed: float | None = None
) -> None:
    values = {name: value for name, value in (("simulated_to", simulated_to), ("speed", speed)) if value is not None}
    if values:
        connection.execute(update(NetworkRow).where(col(NetworkRow.network_id) == network_id).values(**values))


def _recorded(row: Row[EventRow]) -> Recorded:
    return Recorded(row.version, event_from_record(row.payload), row.recorded_at, row.actor)
