"""Texts in Leichte Sprache, several addresses, and what offers ask for: time, know-how or things.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("organisations", "projects", "offers"):
        op.add_column(table, sa.Column("easy_read", sa.Text(), nullable=True))
    op.add_column("organisations", sa.Column("addresses", postgresql.JSONB(), nullable=False, server_default="[]"))
    op.add_column("offers", sa.Column("gives", sa.Text(), nullable=False, server_default="time"))


def downgrade() -> None:
    op.drop_column("offers", "gives")
    op.drop_column("organisations", "addresses")
    for table in ("organisations", "projects", "offers"):
        op.drop_column(table, "easy_read")
