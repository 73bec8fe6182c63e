"""Organisations and projects know whether they are news, as offers do.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take what is public already for no news."""
    for table in ("organisations", "projects"):
        op.add_column(table, sa.Column("is_news", sa.Boolean(), nullable=False, server_default=sa.true()))
        op.alter_column(table, "is_news", server_default=None)
        op.execute(f"UPDATE {table} SET is_news = false WHERE state <> 'draft'")


def downgrade() -> None:
    for table in ("organisations", "projects"):
        op.drop_column(table, "is_news")
