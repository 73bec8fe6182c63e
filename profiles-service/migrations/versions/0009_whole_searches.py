"""Interests hold all that a list may be narrowed by, and each may pause.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("wanted", "unwanted"):
        marks = sa.Column(name, postgresql.ARRAY(sa.Text()), nullable=False, server_default=sa.text("'{}'"))
        op.add_column("interests", marks)
    op.add_column("interests", sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for name in ("paused_until", "unwanted", "wanted"):
        op.drop_column("interests", name)
