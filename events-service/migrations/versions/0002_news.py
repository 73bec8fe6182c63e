"""Events know whether they are news, so that a change which overtakes the first fact does not hide them.

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
    """Take what was public once for no news."""
    op.add_column("events", sa.Column("is_news", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.alter_column("events", "is_news", server_default=None)
    op.execute("UPDATE events SET is_news = false WHERE first_published_at IS NOT NULL")


def downgrade() -> None:
    op.drop_column("events", "is_news")
