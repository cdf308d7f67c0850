"""Personal data apart from the event log: people, the log of access to them, and proofs of erasure."""

import sqlalchemy as sa
from alembic import op

from domain.hash_chain import FIRST
from twin.append_only import only_forward, protect, release

revision = "0005_people"
down_revision = "0004_audit"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
KEYS = {"personal_data_access": ("seq",), "erasures": ("person_sha256",)}


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("person_id", sa.String, primary_key=True),
        sa.Column("scenario_id", sa.String, nullable=False),
        sa.Column("booking_id", sa.String, nullable=False, index=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("timezone", sa.String, nullable=False),
        sa.Column("contacts", sa.JSON, nullable=False),
        sa.Column("preferences", sa.JSON, nullable=False),
        sa.Column("quiet_start_min", sa.Integer, nullable=True),
        sa.Column("quiet_end_min", sa.Integer, nullable=True),
        sa.Column("assistance", sa.String, nullable=False),
        sa.Column("retain_until", MOMENT, nullable=False, index=True),
        sa.Column("holds", sa.JSON, nullable=False),
        sa.Column("assumed", sa.JSON, nullable=False),
    )
    op.create_table(
        "personal_data_access",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("purpose", sa.String, nullable=False),
        sa.Column("person_id", sa.String, nullable=False, index=True),
        sa.Column("booking_id", sa.String, nullable=False, index=True),
        sa.Column("fields", sa.JSON, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("proof", sa.String, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("previous_hash", sa.String, nullable=False),
        sa.Column("hash", sa.String, nullable=False),
    )
    head = op.create_table(
        "personal_data_head",
        sa.Column("chain", sa.String, primary_key=True),
        sa.Column("length", sa.Integer, nullable=False),
        sa.Column("hash", sa.String, nullable=False),
    )
    op.create_table(
        "erasures",
        sa.Column("person_sha256", sa.String, primary_key=True),
        sa.Column("categories", sa.JSON, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
    )
    op.bulk_insert(head, [{"chain": "people", "length": 0, "hash": FIRST}])
    for table, key in KEYS.items():
        protect(op.get_bind(), table, key)
    only_forward(op.get_bind(), "personal_data_head", "length")


def downgrade() -> None:
    for table in (*KEYS, "personal_data_head"):
        release(op.get_bind(), table)
    for table in ("erasures", "personal_data_head", "personal_data_access", "people"):
        op.drop_table(table)
