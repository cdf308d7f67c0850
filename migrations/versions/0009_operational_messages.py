"""Operational messages as they came in, and what became of each."""

import sqlalchemy as sa
from alembic import op

revision = "0009_operational_messages"
down_revision = "0008_reservation_writes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "operational_messages",
        sa.Column("message_id", sa.String, primary_key=True),
        sa.Column("network_id", sa.String, nullable=False, index=True),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("kind", sa.String, nullable=False, index=True),
        sa.Column("status", sa.String, nullable=False, index=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("line", sa.Integer, nullable=False),
        sa.Column("column", sa.Integer, nullable=False),
        sa.Column("found", sa.String, nullable=False),
        sa.Column("read_as", sa.JSON, nullable=False),
        sa.Column("said", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer),
        sa.Column("corrected_by", sa.String, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("operational_messages")
