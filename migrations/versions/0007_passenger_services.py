"""Executed plans on their way to their passengers."""

import sqlalchemy as sa
from alembic import op

revision = "0007_passenger_services"
down_revision = "0006_passenger_messages"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "passenger_services",
        sa.Column("plan_id", sa.String, primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.String, nullable=False, index=True),
        sa.Column("status", sa.String, nullable=False, index=True),
        sa.Column("changes", sa.JSON, nullable=False),
        sa.Column("care", sa.JSON, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("last_error", sa.Text, nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True)),
    )


def downgrade() -> None:
    op.drop_table("passenger_services")
