"""What calls of language models cost, and in which turn of conversation they were made."""

import sqlalchemy as sa
from alembic import op

revision = "0011_language"
down_revision = "0010_offers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("case_model_calls") as calls:
        calls.add_column(sa.Column("turn_id", sa.String, nullable=False, server_default=""))
        calls.add_column(sa.Column("cost_micro_usd", sa.BigInteger, nullable=False, server_default="0"))
        calls.create_index("ix_case_model_calls_turn_id", ["turn_id"])


def downgrade() -> None:
    with op.batch_alter_table("case_model_calls") as calls:
        calls.drop_index("ix_case_model_calls_turn_id")
        calls.drop_column("cost_micro_usd")
        calls.drop_column("turn_id")
