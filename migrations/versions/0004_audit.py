"""The audit trail: a chain over the records of all cases, and rows that the database itself keeps from being changed."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from domain.hash_chain import FIRST, chained
from twin.append_only import only_forward, protect, release

revision = "0004_audit"
down_revision = "0003_idempotency"
branch_labels = None
depends_on = None

KEYS = {"record_entries": ("case_id", "seq"), "decisions": ("decision_id",), "audit_log": ("seq",)}


def upgrade() -> None:
    log = op.create_table(
        "audit_log",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("case_id", sa.String, nullable=False),
        sa.Column("case_seq", sa.Integer, nullable=False),
        sa.Column("entry_hash", sa.String, nullable=False),
        sa.Column("previous_hash", sa.String, nullable=False),
        sa.Column("hash", sa.String, nullable=False),
        sa.UniqueConstraint("case_id", "case_seq"),
    )
    head = op.create_table(
        "audit_head",
        sa.Column("chain", sa.String, primary_key=True),
        sa.Column("length", sa.Integer, nullable=False),
        sa.Column("hash", sa.String, nullable=False),
    )
    links = _links_of_what_is_there()
    op.bulk_insert(log, links)
    op.bulk_insert(head, [{"chain": "cases", "length": len(links), "hash": links[-1]["hash"] if links else FIRST}])
    for table, key in KEYS.items():
        protect(op.get_bind(), table, key)
    only_forward(op.get_bind(), "audit_head", "length")


def _links_of_what_is_there() -> list[dict[str, Any]]:
    """Records from before there was a chain over all cases: by time, but each case in its own order, whatever the clock did."""
    rows = op.get_bind().execute(
        sa.text("SELECT case_id, seq, entry_hash, recorded_at FROM record_entries ORDER BY case_id, seq")
    )
    latest: dict[str, Any] = {}
    entries = []
    for case_id, case_seq, entry_hash, recorded_at in rows:
        latest[case_id] = max(latest.get(case_id, recorded_at), recorded_at)
        entries.append((latest[case_id], case_id, case_seq, entry_hash))
    links: list[dict[str, Any]] = []
    previous = FIRST
    for place, (_, case_id, case_seq, entry_hash) in enumerate(sorted(entries), start=1):
        content = {"seq": place, "case_id": case_id, "case_seq": case_seq, "entry_hash": entry_hash}
        links.append(content | {"previous_hash": previous, "hash": chained(previous, content)})
        previous = links[-1]["hash"]
    return links


def downgrade() -> None:
    for table in (*KEYS, "audit_head"):
        release(op.get_bind(), table)
    op.drop_table("audit_head")
    op.drop_table("audit_log")
