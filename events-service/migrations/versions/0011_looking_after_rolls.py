"""Rolls are looked after one after the other, and dates that pass are no new version of an event.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("events", sa.Column("dates_passed", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.add_column("rolls", sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_registrations_hoping",
        "registrations",
        ["roll_id"],
        postgresql_where=sa.text("state IN ('waiting', 'offered')"),
    )


def downgrade() -> None:
    op.drop_index("ix_registrations_hoping", "registrations")
    op.drop_column("rolls", "looked_at")
    op.drop_column("events", "dates_passed")
