"""The log of access to personal data: append-only, chained like the decision records, and never the data itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Literal

from sqlalchemy import Engine, update
from sqlmodel import Session, col, func, select

from domain.hash_chain import FIRST, canonical, chained, fault_of_link
from twin.people.tables import AccessHead, AccessRow, ErasureRow

CHAIN = "people"
"""The chain's name in `personal_data_head`."""

Action = Literal["read", "refused", "exported", "corrected", "held", "erased", "expired"]


@dataclass(frozen=True, slots=True)
class Access:
    """What is to be recorded about one person's data; the person is unknown ("") when a whole booking was refused."""

    person_id: str
    booking_id: str
    fields: tuple[str, ...] = ()
    proof: str = ""


@dataclass(frozen=True, slots=True)
class AccessReport:
    """What a walk over the log found; `table` and `broken_seq` are the first row that is not as it was written."""

    accesses: int
    erasures: int
    table: str = ""
    broken_seq: int | None = None
    reason: str = ""

    @property
    def intact(self) -> bool:
        """Whether every row is as it was written."""
        return self.broken_seq is None


def hold_log(session: Session) -> AccessHead:
    """Hold the end of the log for this transaction; every writer to the vault does so first, so none waits in a circle."""
    session.execute(update(AccessHead).where(col(AccessHead.chain) == CHAIN).values(length=AccessHead.length))
    return session.exec(select(AccessHead).where(AccessHead.chain == CHAIN).execution_options(populate_existing=True)).one()


def log(
    session: Session,
    head: AccessHead,
    accesses: Sequence[Access],
    *,
    action: Action,
    actor: str,
    role: str,
    purpose: str,
    at: datetime,
    recorded_at: datetime,
    reason: str = "",
) -> None:
    """Add entries to the log; the caller holds it."""
    for access in accesses:
        row = AccessRow(
            seq=head.length + 1,
            action=action,
            actor=actor,
            role=role,
            purpose=purpose,
            person_id=access.person_id,
            booking_id=access.booking_id,
            fields=list(access.fields),
            reason=reason,
            proof=access.proof,
            at=at,
            recorded_at=recorded_at,
            previous_hash=head.hash,
            hash="",
        )
        row.hash = chained(row.previous_hash, _content(row))
        head.length, head.hash = row.seq, row.hash
        session.add(row)
    session.add(head)


def proof_of(erasure: ErasureRow) -> str:
    """SHA-256 over everything in the row; the log's entry of the erasure carries it."""
    return sha256(canonical(_written(erasure.model_dump())).encode()).hexdigest()


def verify_accesses(engine: Engine) -> AccessReport:
    """Walk the log and compare the erasures with it."""
    with Session(engine) as session:
        accesses = session.exec(select(func.count()).select_from(AccessRow)).one()
        erasures = session.exec(select(func.count()).select_from(ErasureRow)).one()
        broken = next(_faults(session), None)
    if broken is None:
        return AccessReport(accesses, erasures)
    table, seq, reason = broken
    return AccessReport(accesses, erasures, table, seq, reason)


def _faults(session: Session) -> Iterator[tuple[str, int, str]]:
    place, previous = 0, FIRST
    proofs: dict[str, int] = {}
    for row in session.exec(select(AccessRow).order_by(col(AccessRow.seq)).execution_options(yield_per=500)):
        fault = fault_of_link(
            place + 1, previous, seq=row.seq, previous_hash=row.previous_hash, stored_hash=row.hash, content=_content(row)
        )
        if fault is not None:
            yield "personal_data_access", row.seq, fault
        place, previous = row.seq, row.hash
        if row.proof:
            proofs[row.proof] = row.seq
    head = session.get(AccessHead, CHAIN)
    if head is None:
        yield "personal_data_head", 0, "the head of the log was removed"
    elif head.length > place:
        yield "personal_data_access", place + 1, f"entries after {place} were removed; there were {head.length}"
    elif (head.length, head.hash) != (place, previous):
        yield "personal_data_head", head.length, "the head is not the end of the log"
    for erasure in session.exec(select(ErasureRow).order_by(col(ErasureRow.recorded_at), col(ErasureRow.person_sha256))):
        if proofs.pop(proof_of(erasure), None) is None:
            yield "erasures", 0, f"the erasure of {erasure.at:%d %b %Y %H:%MZ} is not as the log has it"
    for seq in sorted(proofs.values()):
        yield "erasures", seq, f"the proof of the erasure in entry {seq} was removed"


def _content(row: AccessRow) -> dict[str, Any]:
    return _written(row.model_dump(exclude={"previous_hash", "hash"}))


def _written(fields: dict[str, Any]) -> dict[str, Any]:
    """Times as UTC text, so that every database gives the same."""
    return {name: value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value for name, value in fields.items()}
