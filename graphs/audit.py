"""The audit trail over all cases: every entry of every record is one link of the house's chain, in the order of writing.

A case's own chain shows what was changed inside the case; this one shows a whole case that is gone, and the last one too.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, and_, col, func, select

from domain.hash_chain import FIRST, canonical, chained, fault_of_link
from graphs.casebook import AuditHead, AuditLink, CaseRow, DecisionRow, ExecutionRow, PlanRevision, RecordEntry
from graphs.record import fault_of_entry

HOUSE = "cases"
"""The chain's name in `audit_head`."""


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """The first row that is not as it was written. `seq` is the row's place in its own table, 0 where it has none."""

    table: str
    case_id: str
    seq: int
    reason: str


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What a walk over the whole trail found; `head` is the last link's `SEQ:HASH`, to be noted outside this database."""

    cases: int
    entries: int
    head: str
    broken: BrokenRow | None

    @property
    def intact(self) -> bool:
        """Whether every row is as it was written."""
        return self.broken is None


def link_content(link: AuditLink) -> dict[str, Any]:
    """Everything in a link but its hashes."""
    return {"seq": link.seq, "case_id": link.case_id, "case_seq": link.case_seq, "entry_hash": link.entry_hash}


def link_hash(link: AuditLink) -> str:
    """SHA-256 over the previous link's hash and everything else in the link."""
    return chained(link.previous_hash, link_content(link))


def audit(engine: Engine, *, noted: str = "") -> AuditReport:
    """Walk the house's chain with every case's record beside it, and compare decisions, plans and executions with it.

    `noted` is a head that was written down earlier, `SEQ:HASH`: it must still be in the chain, which also shows a database
    that somebody rebuilt from the start. ValueError when it has another form.
    """
    place, _, digest = noted.partition(":")
    if noted and not (place.isdigit() and len(digest) == 64):
        raise ValueError(f"{noted!r} is not the head of an audit trail; write SEQ:HASH as `audit verify` printed it")
    with Session(engine) as session:
        walk = _Walk(session, {int(place): digest} if noted else {})
        broken = next(walk.faults(), None)
        return AuditReport(
            cases=session.exec(select(func.count()).select_from(CaseRow)).one(),
            entries=session.exec(select(func.count()).select_from(RecordEntry)).one(),
            head=f"{walk.length}:{walk.previous}",
            broken=broken,
        )


class _Walk:
    """One pass over the trail, oldest link first."""

    def __init__(self, session: Session, noted: Mapping[int, str]) -> None:
        self.session = session
        self.noted = noted
        self.length, self.previous = 0, FIRST
        self.records: dict[str, tuple[int, str]] = {}
        """Of each case: how many entries were seen, and the hash of the last."""

    def faults(self) -> Iterator[BrokenRow]:
        """What is broken, the oldest first; what follows the first fault may only follow from it."""
        both = and_(col(RecordEntry.case_id) == col(AuditLink.case_id), col(RecordEntry.seq) == col(AuditLink.case_seq))
        query = select(AuditLink, RecordEntry).join(RecordEntry, both, isouter=True).order_by(col(AuditLink.seq))
        for link, entry in self.session.exec(query.execution_options(yield_per=200)):
            yield from self._link_faults(link)
            yield from self._entry_faults(link, entry)
            self.length, self.previous = link.seq, link.hash
        yield from self._end_of_chain()
        yield from self._unchained_entries()
        yield from self._case_faults()
        yield from self._unrecorded_decisions()

    def _link_faults(self, link: AuditLink) -> Iterator[BrokenRow]:
        fault = fault_of_link(
            self.length + 1,
            self.previous,
            seq=link.seq,
            previous_hash=link.previous_hash,
            stored_hash=link.hash,
            content=link_content(link),
        )
        if fault is None and self.noted.get(link.seq, link.hash) != link.hash:
            fault = f"entry {link.seq} is not the one that was noted; the trail was written anew"
        if fault is not None:
            yield BrokenRow("audit_log", link.case_id, link.seq, fault)

    # A joined row that is not there is None, whatever the type of the query says.
    def _entry_faults(self, link: AuditLink, entry: RecordEntry | None) -> Iterator[BrokenRow]:
        known, previous = self.records.get(link.case_id, (0, FIRST))
        if entry is None:
            gone = self.session.get(CaseRow, link.case_id) is None
            why = "the whole case was removed" if gone else f"entry {link.case_seq} was removed"
            yield BrokenRow("record_entries", link.case_id, link.case_seq, why)
            return
        fault = fault_of_entry(entry, known + 1, previous)
        if fault is None and entry.entry_hash != link.entry_hash:
            fault = f"entry {entry.seq} was written anew: the house's chain knows another hash"
        if fault is not None:
            yield BrokenRow("record_entries", entry.case_id, entry.seq, fault)
        self.records[link.case_id] = (entry.seq, entry.entry_hash)
        yield from self._row_faults(entry)

    def _row_faults(self, entry: RecordEntry) -> Iterator[BrokenRow]:
        """The tables that people read from, against what was recorded when their rows were written."""
        match entry.kind:
            case "option" | "revision":
                yield from _plan_faults(self.session, entry)
            case "decision":
                yield from _decision_faults(self.session, entry)
            case "execution":
                yield from _execution_faults(self.session, entry)

    def _end_of_chain(self) -> Iterator[BrokenRow]:
        head = self.session.get(AuditHead, HOUSE)
        if head is None:
            yield BrokenRow("audit_head", "", 0, "the head of the chain was removed")
        elif head.length > self.length:
            yield BrokenRow(
                "audit_log", "", self.length + 1, f"entries after {self.length} were removed; there were {head.length}"
            )
        elif (head.length, head.hash) != (self.length, self.previous):
            yield BrokenRow("audit_head", "", head.length, "the head is not the end of the chain")
        if self.noted and max(self.noted) > self.length:
            yield BrokenRow("audit_log", "", self.length + 1, f"entry {max(self.noted)} was noted and is not there")

    def _unchained_entries(self) -> Iterator[BrokenRow]:
        both = and_(col(RecordEntry.case_id) == col(AuditLink.case_id), col(RecordEntry.seq) == col(AuditLink.case_seq))
        query = select(RecordEntry.case_id, RecordEntry.seq).join(AuditLink, both, isouter=True)
        query = query.where(col(AuditLink.seq).is_(None)).order_by(col(RecordEntry.case_id), col(RecordEntry.seq))
        for case_id, seq in self.session.exec(query):
            yield BrokenRow("record_entries", case_id, seq, f"entry {seq} was added past the house's chain")

    def _case_faults(self) -> Iterator[BrokenRow]:
        cases = {case.case_id: case for case in self.session.exec(select(CaseRow).order_by(col(CaseRow.number)))}
        for case in cases.values():
            if (case.record_length, case.record_head) != self.records.get(case.case_id, (0, "")):
                yield BrokenRow("cases", case.case_id, case.record_length, "the case's head is not the end of its record")
        for case_id in self.records.keys() - cases.keys():
            yield BrokenRow("cases", case_id, 0, "the case's row was removed")

    def _unrecorded_decisions(self) -> Iterator[BrokenRow]:
        query = select(RecordEntry.body).where(RecordEntry.kind == "decision")
        recorded = {_body(text)["decision_id"] for text in self.session.exec(query)}
        for row in self.session.exec(select(DecisionRow).order_by(col(DecisionRow.recorded_at))):
            if row.decision_id not in recorded:
                yield BrokenRow("decisions", row.case_id, 0, f"decision {row.decision_id!r} by {row.actor!r} is in no record")


def _body(text: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(text)
    return body


def _plan_faults(session: Session, entry: RecordEntry) -> Iterator[BrokenRow]:
    body = _body(entry.body)
    plan_id, revision = body["plan_id"], body["revision"]
    row = session.get(PlanRevision, (plan_id, revision))
    if row is None:
        yield BrokenRow("plan_revisions", entry.case_id, revision, f"plan {plan_id!r} revision {revision} was removed")
    elif canonical(row.scored) != canonical(body["plan"]):
        why = f"plan {plan_id!r} revision {revision} is not as it was recorded in entry {entry.seq}"
        yield BrokenRow("plan_revisions", entry.case_id, revision, why)


def _decision_faults(session: Session, entry: RecordEntry) -> Iterator[BrokenRow]:
    body = _body(entry.body)
    row = session.get(DecisionRow, body["decision_id"])
    if row is None:
        yield BrokenRow("decisions", entry.case_id, entry.seq, f"decision {body['decision_id']!r} was removed")
        return
    shown = row.model_dump(mode="json")
    changed = sorted(name for name, value in body.items() if name in shown and shown[name] != value)
    changed += [name for name in ("actor", "at") if getattr(row, name) != getattr(entry, name)]
    if changed:
        why = f"{', '.join(changed)} of decision {row.decision_id!r} is not as recorded in entry {entry.seq}"
        yield BrokenRow("decisions", entry.case_id, entry.seq, why)


def _execution_faults(session: Session, entry: RecordEntry) -> Iterator[BrokenRow]:
    body = _body(entry.body)
    row = session.get(ExecutionRow, (body["plan_id"], body["revision"]))
    if row is None or (row.status, row.resulting_version) != (body["status"], body["resulting_version"]):
        why = f"the execution of {body['plan_id']!r} is not as recorded in entry {entry.seq}"
        yield BrokenRow("executions", entry.case_id, entry.seq, why)
