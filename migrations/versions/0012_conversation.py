"""Turns of conversation: what was said, how it was understood, what was answered and from which tools."""

import sqlalchemy as sa
from alembic import op

revision = "0012_conversation"
down_revision = "0011_language"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chat_turns",
        sa.Column("conversation_id", sa.String, primary_key=True),
        sa.Column("turn", sa.Integer, primary_key=True),
        sa.Column("network_id", sa.String, nullable=False),
        sa.Column("network_version", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, index=True),
        sa.Column("actor", sa.String, nullable=False, index=True),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("understood", sa.Text, nullable=False),
        sa.Column("question", sa.String, nullable=False),
        sa.Column("asked", sa.JSON, nullable=False),
        sa.Column("understood_by", sa.String, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("sentences", sa.JSON, nullable=False),
        sa.Column("cards", sa.JSON, nullable=False),
        sa.Column("suggestions", sa.JSON, nullable=False),
        sa.Column("missing", sa.JSON, nullable=False),
        sa.Column("focus", sa.JSON, nullable=False),
        sa.Column("runs", sa.JSON, nullable=False),
        sa.Column("model_calls", sa.JSON, nullable=False),
        sa.Column("refused_calls", sa.JSON, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("elapsed_s", sa.Float, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("chat_turns")
