"""The whole audit trail in one verdict: the decision records, and the log of who read personal data."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Engine

from graphs.audit import AuditReport, audit
from twin.people.access import AccessReport, verify_accesses


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was walked, and the first broken row of either trail."""

    records: AuditReport
    people: AccessReport

    @property
    def intact(self) -> bool:
        """Whether both trails are as they were written."""
        return self.records.intact and self.people.intact

    def document(self) -> dict[str, Any]:
        """As one JSON object."""
        broken: dict[str, Any] | None = None
        if self.records.broken is not None:
            broken = asdict(self.records.broken)
        elif self.people.broken_seq is not None:
            broken = {"table": self.people.table, "case_id": "", "seq": self.people.broken_seq, "reason": self.people.reason}
        return {
            "intact": self.intact,
            "cases": self.records.cases,
            "entries": self.records.entries,
            "head": self.records.head,
            "personal_data_accesses": self.people.accesses,
            "erasures": self.people.erasures,
            "broken": broken,
        }

    def sentence(self) -> str:
        """For people: intact with the head to note down, or where it breaks."""
        found = self.document()
        walked = (
            f"{found['cases']} cases with {found['entries']} entries, "
            f"{found['personal_data_accesses']} accesses to personal data, {found['erasures']} erasures"
        )
        if found["broken"] is None:
            return f"Intact: {walked}.\nNote this head outside the database: {found['head']}"
        broken = found["broken"]
        place = (
            f"table {broken['table']}" + (f", case {broken['case_id']}" if broken["case_id"] else "") + f", seq {broken['seq']}"
        )
        return f"BROKEN: {place}: {broken['reason']}.\nWalked {walked}."


def verify(engine: Engine, *, noted: str = "") -> Verdict:
    """Walk everything; `noted` is an earlier head of the decision records, see graphs.audit.audit."""
    return Verdict(audit(engine, noted=noted), verify_accesses(engine))
