"""Reports that come before their mail is written down, and those laid aside.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("bounce_events", sa.Column("next_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("bounce_events", sa.Column("laid_aside", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("bounce_events", "laid_aside")
    op.drop_column("bounce_events", "next_at")
