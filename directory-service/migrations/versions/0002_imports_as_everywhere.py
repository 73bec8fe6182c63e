"""Imports are kept as in every service

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
    op.alter_column("imports", "made_by", new_column_name="sent_by")
    op.alter_column("imports", "made_at", new_column_name="sent_at")
    op.drop_column("imports", "state")


def downgrade() -> None:
    op.add_column("imports", sa.Column("state", sa.Text(), nullable=True))
    op.execute("UPDATE imports SET state = CASE WHEN applied_at IS NULL THEN 'waiting' ELSE 'applied' END")
    op.alter_column("imports", "state", nullable=False)
    op.alter_column("imports", "sent_at", new_column_name="made_at")
    op.alter_column("imports", "sent_by", new_column_name="made_by")
