"""What the sender keeps about receiving domains, and whether a notification's sums were found right.

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
    op.create_table(
        "domain_rests",
        sa.Column("lane", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("lane", "domain", name=op.f("pk_domain_rests")),
    )
    op.add_column("notifications", sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("notifications", sa.Column("missing", sa.Integer(), server_default="0", nullable=False))
    op.create_index(
        "ix_notifications_unsettled", "notifications", ["id"], postgresql_where=sa.text("settled_at IS NULL")
    )


def downgrade() -> None:
    op.drop_index("ix_notifications_unsettled", table_name="notifications")
    op.drop_column("notifications", "missing")
    op.drop_column("notifications", "settled_at")
    op.drop_table("domain_rests")
