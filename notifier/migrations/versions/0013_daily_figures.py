"""What was counted, day by day.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "daily_figures",
        sa.Column("figure", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("district", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("spread", postgresql.ARRAY(sa.Double()), nullable=True),
        sa.PrimaryKeyConstraint("figure", "category", "district", "day", name=op.f("pk_daily_figures")),
    )
    op.create_index("ix_daily_figures_day", "daily_figures", ["day"])
    op.create_index("ix_notifications_expires_at", "notifications", ["expires_at"])


def downgrade() -> None:
    op.drop_index("ix_notifications_expires_at", table_name="notifications")
    op.drop_table("daily_figures")
