"""Offers as they were made, and the audit row of every price; the database itself keeps both from being changed."""

import sqlalchemy as sa
from alembic import op

from twin.append_only import protect, release

revision = "0010_offers"
down_revision = "0009_operational_messages"
branch_labels = None
depends_on = None

KEYS = {"offers": ("network_id", "offer_id"), "price_records": ("network_id", "price_id", "offer_id")}


def upgrade() -> None:
    op.create_table(
        "offers",
        sa.Column("network_id", sa.String, primary_key=True),
        sa.Column("offer_id", sa.String, primary_key=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("request", sa.JSON, nullable=False),
        sa.Column("answer", sa.JSON, nullable=False),
        sa.Column("ndc", sa.JSON, nullable=False),
    )
    op.create_table(
        "price_records",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("network_id", sa.String, nullable=False, index=True),
        sa.Column("price_id", sa.String, nullable=False, index=True),
        sa.Column("offer_id", sa.String, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False, index=True),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("result_cents", sa.Integer),
        sa.Column("currency", sa.String, nullable=False),
        sa.Column("policy_version", sa.String, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("record", sa.JSON, nullable=False),
        sa.UniqueConstraint("network_id", "price_id", "offer_id"),
    )
    for table, key in KEYS.items():
        protect(op.get_bind(), table, key)


def downgrade() -> None:
    for table in KEYS:
        release(op.get_bind(), table)
    op.drop_table("price_records")
    op.drop_table("offers")
