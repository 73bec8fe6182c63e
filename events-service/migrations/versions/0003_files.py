"""Imports know their file, what was noticed about it, and what was said.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    empty = sa.text("'{}'")
    op.add_column("imports", sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("imports", sa.Column("file_name", sa.Text(), nullable=True))
    op.add_column("imports", sa.Column("noticed", postgresql.JSONB(), nullable=False, server_default=empty))
    op.add_column("imports", sa.Column("choices", postgresql.JSONB(), nullable=False, server_default=empty))


def downgrade() -> None:
    for name in ("choices", "noticed", "file_name", "begun_at"):
        op.drop_column("imports", name)
