"""The casebook: cases, findings, tool runs, model calls, plan revisions, reviews, decisions, executions, the record."""

import sqlalchemy as sa
from alembic import op

revision = "0002_casebook"
down_revision = "0001_event_log"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("case_id", sa.String, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False, unique=True),
        sa.Column("network_id", sa.String, nullable=False),
        sa.Column("scenario_id", sa.String, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("disruption", sa.JSON, nullable=False),
        sa.Column("status", sa.String, nullable=False, index=True),
        sa.Column("stage", sa.String, nullable=False),
        sa.Column("base_version", sa.Integer, nullable=True),
        sa.Column("run", sa.Integer, nullable=False),
        sa.Column("plan_count", sa.Integer, nullable=False),
        sa.Column("budget_s", sa.Float, nullable=False),
        sa.Column("specialists", sa.JSON, nullable=False),
        sa.Column("opened_by", sa.String, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("stopped_by", sa.String, nullable=False),
        sa.Column("trouble", sa.Text, nullable=False),
        sa.Column("writes", sa.Integer, nullable=False),
        sa.Column("record_length", sa.Integer, nullable=False),
        sa.Column("record_head", sa.String, nullable=False),
    )
    op.create_table(
        "case_events",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("case_id", sa.String, nullable=False, index=True),
        sa.Column("run", sa.Integer, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("stage", sa.String, nullable=False),
        sa.Column("specialist", sa.String, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
        sa.Column("elapsed_s", sa.Float, nullable=False),
    )
    op.create_table(
        "case_findings",
        sa.Column("case_id", sa.String, primary_key=True),
        sa.Column("run", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("specialist", sa.String, primary_key=True),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("answer", sa.JSON, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_table(
        "case_tool_runs",
        sa.Column("run_id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("case_id", sa.String, nullable=False, index=True),
        sa.Column("run", sa.Integer, nullable=False),
        sa.Column("stage", sa.String, nullable=False),
        sa.Column("asked_by", sa.String, nullable=False),
        sa.Column("tool", sa.String, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("arguments", sa.JSON, nullable=False),
        sa.Column("output", sa.JSON, nullable=True),
        sa.Column("output_sha256", sa.String, nullable=False),
        sa.Column("runtime_s", sa.Float, nullable=False),
    )
    op.create_table(
        "case_model_calls",
        sa.Column("call_id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("case_id", sa.String, nullable=False, index=True),
        sa.Column("run", sa.Integer, nullable=False),
        sa.Column("purpose", sa.String, nullable=False),
        sa.Column("mode", sa.String, nullable=False),
        sa.Column("model", sa.String, nullable=False),
        sa.Column("prompt_sha256", sa.String, nullable=False),
        sa.Column("tokens_in", sa.Integer, nullable=False),
        sa.Column("tokens_out", sa.Integer, nullable=False),
        sa.Column("latency_s", sa.Float, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
    )
    op.create_table(
        "plan_revisions",
        sa.Column("plan_id", sa.String, primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("case_id", sa.String, nullable=False, index=True),
        sa.Column("run", sa.Integer, nullable=False),
        sa.Column("status", sa.String, nullable=False, index=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("label", sa.String, nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("edited", sa.Boolean, nullable=False),
        sa.Column("scored", sa.JSON, nullable=False),
        sa.Column("explanation", sa.JSON, nullable=False),
        sa.Column("etag", sa.String, nullable=False),
        sa.Column("made_by", sa.String, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("stale_because", sa.JSON, nullable=False),
    )
    op.create_table(
        "plan_reviews",
        sa.Column("plan_id", sa.String, primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("specialist", sa.String, primary_key=True),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("review", sa.JSON, nullable=False),
    )
    op.create_table(
        "decisions",
        sa.Column("decision_id", sa.String, primary_key=True),
        sa.Column("case_id", sa.String, nullable=False, index=True),
        sa.Column("plan_id", sa.String, nullable=False, index=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("decision", sa.String, nullable=False),
        sa.Column("effect", sa.String, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("rule", sa.String, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
    )
    op.create_table(
        "executions",
        sa.Column("plan_id", sa.String, primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("case_id", sa.String, nullable=False, index=True),
        sa.Column("network_id", sa.String, nullable=False),
        sa.Column("idempotency_key", sa.String, nullable=False, unique=True),
        sa.Column("operations", sa.JSON, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("status", sa.String, nullable=False, index=True),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("last_error", sa.Text, nullable=False),
        sa.Column("resulting_version", sa.Integer, nullable=True),
        sa.Column("approved_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
    )
    op.create_table(
        "record_entries",
        sa.Column("case_id", sa.String, primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("previous_hash", sa.String, nullable=False),
        sa.Column("entry_hash", sa.String, nullable=False),
    )


def downgrade() -> None:
    for table in (
        "record_entries",
        "executions",
        "decisions",
        "plan_reviews",
        "plan_revisions",
        "case_model_calls",
        "case_tool_runs",
        "case_findings",
        "case_events",
        "cases",
    ):
        op.drop_table(table)
