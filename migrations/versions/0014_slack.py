"""What was posted in Slack, which of our people a Slack user is, and which clicks and messages were taken already."""

import sqlalchemy as sa
from alembic import op

revision = "0014_slack"
down_revision = "0013_webhooks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "slack_messages",
        sa.Column("case_id", sa.String, primary_key=True),
        sa.Column("kind", sa.String, primary_key=True),
        sa.Column("about", sa.String, primary_key=True),
        sa.Column("team", sa.String, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("ts", sa.String, nullable=False),
        sa.Column("level", sa.String, nullable=False),
        sa.Column("owner", sa.String, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("shown", sa.String, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_slack_messages_place", "slack_messages", ["channel", "ts"])
    op.create_table(
        "slack_links",
        sa.Column("team", sa.String, primary_key=True),
        sa.Column("slack_user", sa.String, primary_key=True),
        sa.Column("principal", sa.String, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("made_by", sa.String, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code_hash", sa.String, nullable=False),
        sa.Column("code_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wrong_codes", sa.Integer, nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "slack_nonces",
        sa.Column("nonce", sa.String, primary_key=True),
        sa.Column("plan_id", sa.String, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("slack_user", sa.String, nullable=False),
        sa.Column("used_by", sa.String, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "slack_once",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    for table in ("slack_once", "slack_nonces", "slack_links", "slack_messages"):
        op.drop_table(table)
