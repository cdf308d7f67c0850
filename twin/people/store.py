"""The vault of personal data: read for a purpose, export, erase and forget, with every access on record."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Engine, delete, insert, text
from sqlmodel import Session, SQLModel, col, select

from domain.ids import BookingId
from domain.network import NetworkState, UnknownEntity
from domain.units import Frozen, UtcDatetime
from twin.database import for_writing
from twin.people.access import Access, Action, hold_log, log, proof_of
from twin.people.assumed import assumed_people, booking_of
from twin.people.person import Contact, Person, QuietHours
from twin.people.purposes import Purpose, purposes
from twin.people.tables import AccessHead, AccessRow, ErasureRow, PersonRow

SUBJECT_REQUEST = "subject_request"
_AT_ONCE = 500
"""Ids in one query: databases limit how many values a statement may carry."""


class AccessRefused(Exception):
    """Personal data were asked for outside a purpose, a role or a retention period; the attempt is on record."""


class UnderLegalHold(Exception):
    """A person cannot be erased yet; `until` is when the last hold ends."""

    def __init__(self, message: str, until: datetime) -> None:
        super().__init__(message)
        self.until = until


class Erased(Exception):
    """The person was erased; nothing is held any more."""


class Disclosure(Frozen):
    """What a purpose may see of a person: only the fields that it names are in `held`."""

    person_id: str
    booking_id: str
    purpose: str
    legal_basis: str
    held: dict[str, Any]
    assumed: tuple[str, ...] = ()


class Erasure(Frozen):
    """Proof that a person was erased: who, when, why and which categories of data; not the data."""

    person_sha256: str
    categories: tuple[str, ...]
    reason: str
    actor: str
    role: str
    at: UtcDatetime
    recorded_at: UtcDatetime


class AccessEntry(Frozen):
    """One entry of the log of access to personal data."""

    seq: int
    action: str
    actor: str
    role: str
    purpose: str
    person_id: str
    booking_id: str
    fields: tuple[str, ...]
    reason: str
    at: UtcDatetime
    recorded_at: UtcDatetime
    hash: str


@dataclass(frozen=True, slots=True)
class PeopleStore:
    """The people of the network's bookings. `state` and `now` are the twin's; `wall_clock` stamps the log, no rule looks at it.

    People are made up the first time somebody asks for an assumed booking, and never again once they were erased.
    Safe between threads and processes: every transaction that writes holds the end of the log.
    """

    engine: Engine
    state: Callable[[], NetworkState]
    now: Callable[[], datetime]
    wall_clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    # --- reading ----------------------------------------------------------------------------------------------------

    def contacts_for(self, booking_ids: Iterable[str], *, purpose: str, actor: str, role: str) -> dict[str, tuple[Person, ...]]:
        """The people to reach, by booking; bookings of which nobody is known, or for whom the purpose has ended, are left out.

        Fields that the purpose does not need are empty. Who does not want to be written to on a channel is marked, not left
        out: the sender decides what must be sent all the same. AccessRefused for a purpose or a role that does not cover it.
        """
        asked = list(dict.fromkeys(booking_ids))
        with self._writing() as session:
            head = hold_log(session)
            covered = self._covered(session, head, [Access("", booking) for booking in asked], purpose, actor, role)
            rows = self._of_bookings(session, asked)
            seen = [row for row in rows if self._in_time(row, covered)]
            late = [row for row in rows if not self._in_time(row, covered)]
            why = f"purpose {purpose!r} ended {covered.retention_days} days after the journey"
            self._log(session, head, "read", seen, covered.fields, actor, role, purpose)
            self._log(session, head, "refused", late, (), actor, role, purpose, why)
            found: dict[str, tuple[Person, ...]] = {}
            for row in seen:
                found[row.booking_id] = (*found.get(row.booking_id, ()), _person(row, covered.fields))
            session.commit()
        return found

    def disclose(self, person_id: str, *, purpose: str, actor: str, role: str) -> Disclosure:
        """What the purpose may see of one person. AccessRefused; UnknownEntity or Erased when nobody is held under the id."""
        with self._writing() as session:
            head = hold_log(session)
            covered = self._covered(session, head, self._about(person_id), purpose, actor, role)
            row = self._row(session, person_id)
            if not self._in_time(row, covered):
                why = f"purpose {purpose!r} ended {covered.retention_days} days after the journey; nothing was read"
                self._log(session, head, "refused", [row], (), actor, role, purpose, why)
                session.commit()
                raise AccessRefused(why)
            self._log(session, head, "read", [row], covered.fields, actor, role, purpose)
            held = {name: value for name, value in _everything(row).items() if name in covered.fields}
            made = Disclosure(
                person_id=row.person_id,
                booking_id=row.booking_id,
                purpose=purpose,
                legal_basis=covered.legal_basis,
                held=held,
                assumed=tuple(row.assumed),
            )
            session.commit()
        return made

    def accesses(self, *, after: int = 0, person_id: str = "", limit: int = 100) -> tuple[AccessEntry, ...]:
        """The log with `seq` above `after`, in order; of one person when named."""
        query = select(AccessRow).where(col(AccessRow.seq) > after).order_by(col(AccessRow.seq)).limit(limit)
        if person_id:
            query = query.where(AccessRow.person_id == person_id)
        with Session(self.engine) as session:
            return tuple(
                AccessEntry.model_validate(row.model_dump(include=set(AccessEntry.model_fields))) for row in session.exec(query)
            )

    # --- the rights of the person -----------------------------------------------------------------------------------

    def export_person(self, person_id: str, *, actor: str, role: str) -> dict[str, Any]:
        """Everything held about a person as one JSON document: GDPR articles 15 (access) and 20 (portability).

        It says in which role and for what the data were read, not by which employee: that is not the person's data
        (Court of Justice, C-579/21). AccessRefused, UnknownEntity, Erased.
        """
        with self._writing() as session:
            head = hold_log(session)
            covered = self._covered(session, head, self._about(person_id), SUBJECT_REQUEST, actor, role)
            row = self._row(session, person_id)
            self._log(session, head, "exported", [row], covered.fields, actor, role, SUBJECT_REQUEST)
            session.flush()
            query = select(AccessRow).where(AccessRow.person_id == person_id).order_by(col(AccessRow.seq))
            read = [
                {
                    "action": one.action,
                    "purpose": one.purpose,
                    "role": one.role,
                    "fields": one.fields,
                    "recorded_at": one.recorded_at.isoformat(),
                }
                for one in session.exec(query)
            ]
            document = {
                "format": "downline/person/1",
                "person_id": row.person_id,
                "person": _everything(row),
                "source": list(row.assumed) or ["the booking"],
                "booking": self._booking(row.booking_id),
                "purposes": [
                    {"purpose": name} | one.model_dump(mode="json", exclude={"roles"})
                    for name, one in purposes().purposes.items()
                ],
                "recipients": sorted({one for purpose in purposes().purposes.values() for one in purpose.recipients}),
                "retention": {"retain_until": row.retain_until.isoformat(), "legal_holds": row.holds},
                "accesses": read,
            }
            session.commit()
        return document

    def erase_person(self, person_id: str, *, reason: str, actor: str, role: str) -> Erasure:
        """Remove a person's data and keep the proof: GDPR article 17. Erasing again gives the same proof.

        UnderLegalHold while a hold is in force (article 17(3)); AccessRefused, UnknownEntity. On SQLite the bytes are
        overwritten; on PostgreSQL they are gone with the next vacuum. Backups are outside of this.
        """
        with self._writing() as session:
            head = hold_log(session)
            self._covered(session, head, self._about(person_id), SUBJECT_REQUEST, actor, role)
            earlier = session.get(ErasureRow, _digest(person_id))
            if earlier is not None:
                return _erasure(earlier)
            row = self._row(session, person_id)
            holds = self._holds(row, self.now())
            if holds:
                until = max(datetime.fromisoformat(one["until"]) for one in holds)
                said = "; ".join(one["reason"] for one in holds)
                why = f"Person {person_id!r} cannot be erased before {until:%d %b %Y %H:%MZ}: {said}. Ask again after that."
                self._log(session, head, "refused", [row], (), actor, role, SUBJECT_REQUEST, why)
                session.commit()
                raise UnderLegalHold(why, until)
            erased = self._remove(session, head, row, "erased", reason=reason, actor=actor, role=role)
            session.commit()
        self._overwrite()
        return erased

    def place_hold(self, person_id: str, *, reason: str, until: datetime, actor: str, role: str) -> None:
        """Keep a person's data for a legal reason, e.g. an open claim until its limitation date. AccessRefused, UnknownEntity."""
        with self._writing() as session:
            head = hold_log(session)
            self._covered(session, head, self._about(person_id), "claim", actor, role)
            row = self._row(session, person_id)
            row.holds = [*row.holds, {"reason": reason, "until": until.astimezone(UTC).isoformat()}]
            session.add(row)
            self._log(session, head, "held", [row], (), actor, role, "claim", reason)
            session.commit()

    def expire(self, now: datetime) -> int:
        """Remove everybody whose retention has ended at `now` and whom no hold keeps; how many that were."""
        with self._writing() as session:
            head = hold_log(session)
            query = select(PersonRow).where(col(PersonRow.retain_until) <= now).order_by(col(PersonRow.person_id))
            ended = [row for row in session.exec(query) if not self._holds(row, now)]
            for row in ended:
                self._remove(session, head, row, "expired", reason="retention ended", actor="retention", role="system")
            session.commit()
        if ended:
            self._overwrite()
        return len(ended)

    # --- what comes in ----------------------------------------------------------------------------------------------

    def keep(self, people: Iterable[Person], *, assistance: Mapping[str, str] | None = None) -> int:
        """Take in people, e.g. from a reservation system; `assistance` by person id. How many: who was erased stays away."""
        notes = assistance or {}
        rows = (
            _row_of(person, scenario_id=self.state().scenario_id, assistance=notes.get(person.person_id, "")) for person in people
        )
        with self._writing() as session:
            hold_log(session)
            kept = _insert(session, list(rows))
            session.commit()
        return kept

    def fill(self) -> int:
        """Make up the people of all assumed bookings at once; how many were not there yet."""
        with self._writing() as session:
            hold_log(session)
            state = self.state()
            held = set(session.exec(select(PersonRow.booking_id).where(PersonRow.scenario_id == state.scenario_id)))
            made = self._make_up(session, [booking for booking in state.bookings if booking not in held])
            session.commit()
        return made

    # --- inside -----------------------------------------------------------------------------------------------------

    def _writing(self) -> Session:
        return Session(for_writing(self.engine), expire_on_commit=False)

    def _about(self, person_id: str) -> list[Access]:
        return [Access(person_id, booking_of(person_id, self.state().scenario_id) or "")]

    def _covered(
        self, session: Session, head: AccessHead, about: Sequence[Access], purpose: str, actor: str, role: str
    ) -> Purpose:
        """The purpose when it is one and the role may act for it; else AccessRefused, after that is on record."""
        known = purposes().purposes
        found = known.get(purpose)
        if found is None:
            why = f"{purpose!r} is not a purpose for which personal data may be read. Purposes: {', '.join(known)}."
        elif role not in found.roles:
            why = f"Role {role!r} may not read personal data for {purpose!r}; {', '.join(found.roles)} may."
        else:
            return found
        now, written = self.now(), self.wall_clock()
        asked = purpose[:100]
        log(
            session, head, about, action="refused", actor=actor, role=role, purpose=asked, at=now, recorded_at=written, reason=why
        )
        session.commit()
        raise AccessRefused(why)

    def _log(
        self,
        session: Session,
        head: AccessHead,
        action: Action,
        rows: Sequence[PersonRow],
        fields: tuple[str, ...],
        actor: str,
        role: str,
        purpose: str,
        reason: str = "",
        proof: str = "",
    ) -> None:
        accesses = [Access(row.person_id, row.booking_id, fields, proof) for row in rows]
        at, written = self.now(), self.wall_clock()
        log(
            session,
            head,
            accesses,
            action=action,
            actor=actor,
            role=role,
            purpose=purpose,
            at=at,
            recorded_at=written,
            reason=reason,
        )

    def _in_time(self, row: PersonRow, purpose: Purpose) -> bool:
        ends = purposes().ends(purpose, row.retain_until)
        return ends is None or self.now() < ends

    def _holds(self, row: PersonRow, now: datetime) -> list[dict[str, Any]]:
        return [one for one in row.holds if datetime.fromisoformat(one["until"]) > now]

    def _of_bookings(self, session: Session, booking_ids: Sequence[str]) -> list[PersonRow]:
        """Who is held of these bookings, made up where nobody was asked for before."""
        state = self.state()
        rows = _select(session, state.scenario_id, booking_ids)
        known = {row.booking_id for row in rows}
        missing = [booking for booking in booking_ids if booking not in known]
        if missing and self._make_up(session, missing):
            rows += _select(session, state.scenario_id, missing)
        place = {booking: number for number, booking in enumerate(booking_ids)}
        return sorted(rows, key=lambda row: (place[row.booking_id], row.person_id))

    def _row(self, session: Session, person_id: str) -> PersonRow:
        found = session.get(PersonRow, person_id)
        if found is not None:
            return found
        erased = session.get(ErasureRow, _digest(person_id))
        if erased is not None:
            raise Erased(f"Person {person_id!r} was erased on {erased.at:%d %b %Y %H:%MZ}; nothing is held any more.")
        booking = booking_of(person_id, self.state().scenario_id)
        if booking is not None:
            self._make_up(session, [booking])
            found = session.get(PersonRow, person_id)
        if found is None:
            raise UnknownEntity(
                f"Person {person_id!r} is not held. People are SCENARIO.BOOKING.NUMBER; see passengers/disrupted."
            )
        return found

    def _make_up(self, session: Session, booking_ids: Iterable[str]) -> int:
        state = self.state()
        bookings = (state.bookings.get(BookingId(booking)) for booking in booking_ids)
        return _insert(session, list(assumed_people(state, (booking for booking in bookings if booking is not None))))

    def _booking(self, booking_id: str) -> dict[str, Any] | None:
        """What the network holds about the journey, by the pseudonymous id."""
        booking = self.state().bookings.get(BookingId(booking_id))
        if booking is None:
            return None
        return {
            "booking_id": booking.booking_id,
            "passengers": booking.passengers,
            "flight_ids": list(booking.flight_ids),
            "fare": {"cents": booking.fare_cents, "currency": self.state().currency},
            "cabin": booking.cabin,
            "tier": booking.tier,
            "status": booking.status,
        }

    def _remove(
        self, session: Session, head: AccessHead, row: PersonRow, action: Action, *, reason: str, actor: str, role: str
    ) -> Erasure:
        categories = [name for name, value in _everything(row).items() if value not in (None, "", [], ())]
        proof = ErasureRow(
            person_sha256=_digest(row.person_id),
            categories=categories,
            reason=reason,
            actor=actor,
            role=role,
            at=self.now(),
            recorded_at=self.wall_clock(),
        )
        session.add(proof)
        purpose = SUBJECT_REQUEST if action == "erased" else "retention"
        self._log(session, head, action, [row], tuple(categories), actor, role, purpose, reason, proof_of(proof))
        if self.engine.dialect.name == "sqlite":
            session.execute(text("PRAGMA secure_delete = ON"))
        session.execute(delete(PersonRow).where(col(PersonRow.person_id) == row.person_id))
        return _erasure(proof)

    def _overwrite(self) -> None:
        """Move SQLite's write-ahead log, which still has the old pages, into the file and empty it; readers may delay that."""
        if self.engine.dialect.name == "sqlite":
            connection = self.engine.raw_connection()  # a checkpoint is not possible inside a transaction
            try:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            finally:
                connection.close()


def _digest(person_id: str) -> str:
    return sha256(person_id.encode()).hexdigest()


def _select(session: Session, scenario_id: str, booking_ids: Sequence[str]) -> list[PersonRow]:
    rows: list[PersonRow] = []
    for start in range(0, len(booking_ids), _AT_ONCE):
        some = booking_ids[start : start + _AT_ONCE]
        rows += session.exec(
            select(PersonRow).where(PersonRow.scenario_id == scenario_id, col(PersonRow.booking_id).in_(some))
        ).all()
    return rows


def _insert(session: Session, rows: Sequence[Mapping[str, Any]]) -> int:
    """Add those who are neither held nor erased."""
    gone = set(session.exec(select(ErasureRow.person_sha256)))
    new = [row for row in rows if not gone or _digest(row["person_id"]) not in gone]
    held = (
        set(session.exec(select(PersonRow.person_id).where(PersonRow.scenario_id == rows[0]["scenario_id"]))) if rows else set()
    )
    new = [row for row in new if row["person_id"] not in held]
    if new:
        session.execute(insert(_table(PersonRow)), [dict(row) for row in new])
    return len(new)


def _table(row: type[SQLModel]) -> Any:
    return row.__table__  # type: ignore[attr-defined]


def _row_of(person: Person, *, scenario_id: str, assistance: str) -> dict[str, Any]:
    return {
        "person_id": person.person_id,
        "scenario_id": scenario_id,
        "booking_id": person.booking_id,
        "name": person.name,
        "language": person.language,
        "timezone": person.timezone,
        "contacts": [{"kind": one.kind, "address": one.address} for one in person.contacts],
        "preferences": [{"kind": one.kind, "wanted": False} for one in person.contacts if not one.wanted],
        "quiet_start_min": None if person.quiet is None else person.quiet.start_min,
        "quiet_end_min": None if person.quiet is None else person.quiet.end_min,
        "assistance": assistance,
        "retain_until": person.retain_until,
        "holds": [],
        "assumed": list(person.assumed),
    }


def _person(row: PersonRow, fields: Sequence[str]) -> Person:
    """The row as a person, with what the purpose does not need left empty."""
    unwanted = {one["kind"] for one in row.preferences if not one["wanted"]}
    contacts = tuple(
        Contact(kind=one["kind"], address=one["address"], wanted=one["kind"] not in unwanted) for one in row.contacts
    )
    quiet = (
        None
        if row.quiet_start_min is None or row.quiet_end_min is None
        else QuietHours(start_min=row.quiet_start_min, end_min=row.quiet_end_min)
    )
    return Person(
        person_id=row.person_id,
        booking_id=row.booking_id,
        name=row.name if "name" in fields else "",
        language=row.language if "language" in fields else "",
        timezone=row.timezone if "timezone" in fields else "",
        contacts=contacts if "contacts" in fields else (),
        quiet=quiet if "quiet" in fields else None,
        retain_until=row.retain_until,
        assumed=tuple(row.assumed),
    )


def _everything(row: PersonRow) -> dict[str, Any]:
    """All personal data of a row, by the names that purposes use."""
    fields = purposes().fields
    shown = _person(row, fields).model_dump(mode="json", include=set(fields))
    return {name: row.assistance if name == "assistance" else shown[name] for name in fields}


def _erasure(row: ErasureRow) -> Erasure:
    return Erasure.model_validate(row.model_dump())
