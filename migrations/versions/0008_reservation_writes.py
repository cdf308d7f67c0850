"""What is written to a reservation system for an executed plan, and the keys it is written under."""

import sqlalchemy as sa
from alembic import op

revision = "0008_reservation_writes"
down_revision = "0007_passenger_services"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reservation_writes",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("network_id", sa.String, nullable=False, index=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("plan_id", sa.String, nullable=False, index=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("booking_id", sa.String, nullable=False),
        sa.Column("whole_id", sa.String, nullable=False),
        sa.Column("operation", sa.JSON, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("steps", sa.JSON, nullable=False),
        sa.Column("asked", sa.JSON),
        sa.Column("asked_key", sa.String, nullable=False),
        sa.Column("refusals", sa.Integer, nullable=False),
        sa.Column("stale", sa.Integer, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("holder", sa.String, nullable=False),
        sa.Column("locator", sa.String, nullable=False),
        sa.Column("part_locator", sa.String, nullable=False),
        sa.Column("flight_ids", sa.JSON, nullable=False),
    )
    op.create_table(
        "reservation_keys",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("request", sa.String, nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("answer", sa.Text),
    )


def downgrade() -> None:
    op.drop_table("reservation_keys")
    op.drop_table("reservation_writes")
