"""Pauses, bounces, complaints and suppressions.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("recipients", sa.Column("reminders", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("recipients", sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE suppressions SET reason = 'no_such_address'")
    op.create_table(
        "bounce_events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("message_hash", sa.Text(), nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("notification_id", sa.BigInteger(), nullable=True),
        sa.Column("recipient_id", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bounce_events")),
        sa.UniqueConstraint("message_hash", name=op.f("uq_bounce_events_message_hash")),
    )
    op.create_index("ix_bounce_events_waiting", "bounce_events", ["id"], postgresql_where=sa.text("acted_at IS NULL"))
    op.create_index("ix_bounce_events_received_at", "bounce_events", ["received_at"])
    op.create_table(
        "address_scores",
        sa.Column("address_hash", sa.Text(), nullable=False),
        sa.Column("recipient_id", sa.BigInteger(), nullable=False),
        sa.Column("score", sa.SmallInteger(), nullable=False),
        sa.Column("scored_on", sa.Date(), nullable=False),
        sa.Column("decayed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("address_hash", name=op.f("pk_address_scores")),
    )
    op.create_table(
        "policy_refusals",
        sa.Column("lane", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("lane", "hour", name=op.f("pk_policy_refusals")),
    )


def downgrade() -> None:
    op.drop_table("policy_refusals")
    op.drop_table("address_scores")
    op.drop_table("bounce_events")
    op.drop_column("recipients", "paused_until")
    op.drop_column("recipients", "reminders")
