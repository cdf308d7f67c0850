"""Who looks after a situation: taken, acknowledged, put away, handed over, and what stood when."""

import sqlalchemy as sa
from alembic import op

revision = "0015_situations"
down_revision = "0014_slack"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "attention",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("network_id", sa.String, nullable=False),
        sa.Column("situation_id", sa.String, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("given_to", sa.String, nullable=False),
        sa.Column("until", MOMENT, nullable=True),
        sa.Column("standing", sa.JSON, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.UniqueConstraint("network_id", "situation_id", "number"),
    )
    # Who took a case in Slack was kept on Slack's own message; the time of the message is the nearest that is known.
    op.execute(
        "INSERT INTO attention "
        "(network_id, situation_id, number, action, actor, role, reason, given_to, standing, at, recorded_at) "
        "SELECT cases.network_id, cases.case_id, 1, 'take', slack_messages.owner, 'controller', 'taken in Slack', '', '{}', "
        "slack_messages.made_at, slack_messages.made_at FROM slack_messages JOIN cases ON cases.case_id = slack_messages.case_id "
        "WHERE slack_messages.kind = 'situation' AND slack_messages.owner <> ''"
    )


def downgrade() -> None:
    op.drop_table("attention")
