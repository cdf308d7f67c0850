"""The outbox of messages to passengers."""

import sqlalchemy as sa
from alembic import op

revision = "0006_passenger_messages"
down_revision = "0005_people"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "passenger_messages",
        sa.Column("message_id", sa.String, primary_key=True),
        sa.Column("key", sa.String, nullable=False, unique=True),
        sa.Column("case_id", sa.String, nullable=False, index=True),
        sa.Column("plan_id", sa.String, nullable=False, index=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("booking_id", sa.String, nullable=False, index=True),
        sa.Column("person_id", sa.String, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("fallback", sa.String, nullable=False),
        sa.Column("passed_on_to", sa.String, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("template", sa.String, nullable=False),
        sa.Column("template_version", sa.String, nullable=False),
        sa.Column("text_sha256", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False, index=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_attempt_at", MOMENT, nullable=False, index=True),
        sa.Column("claimed_until", MOMENT),
        sa.Column("provider_id", sa.String, index=True),
        sa.Column("approved_by", sa.String, nullable=False),
        sa.Column("approved_at", MOMENT, nullable=False),
        sa.Column("queued_at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT),
        sa.Column("delivered_at", MOMENT),
        sa.Column("closed_at", MOMENT),
    )


def downgrade() -> None:
    op.drop_table("passenger_messages")
