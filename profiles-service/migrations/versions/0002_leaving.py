"""Pauses, reminders, and mails that do not arrive.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("subscriptions", sa.Column("reminders", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("subscriptions", sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("subscriptions", sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("subscriptions", sa.Column("failing_reason", sa.Text(), nullable=True))
    op.drop_constraint("ck_consents_step", "consents")
    op.create_check_constraint(
        op.f("ck_consents_step"),
        "consents",
        "step IN ('requested', 'mailed', 'confirmed', 'changed', 'paused', 'resumed', 'withdrawn')",
    )


def downgrade() -> None:
    for name in ("failing_reason", "failing_since", "paused_until", "reminders"):
        op.drop_column("subscriptions", name)
