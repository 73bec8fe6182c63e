"""Seats of people who have no link to leave with.

Revision ID: 0006
Revises: 0005
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("attendances", "leave_token", nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM attendances WHERE leave_token IS NULL")
    op.alter_column("attendances", "leave_token", nullable=False)
