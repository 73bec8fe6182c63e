"""The calendar says which pictures its drafts and hidden events show; all of today's wait for its first word.

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pictures", sa.Column("held_at", sa.DateTime(timezone=True)))
    op.execute("UPDATE pictures SET held_at = now()")


def downgrade() -> None:
    op.drop_column("pictures", "held_at")
