"""Organisations that have become one with others

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mergers",
        sa.Column("old_id", sa.Uuid(), nullable=False),
        sa.Column("old_slug", sa.Text(), nullable=False),
        sa.Column("into_id", sa.Uuid(), nullable=False),
        sa.Column("merged_by", sa.Text(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["into_id"], ["organisations.id"], name=op.f("fk_mergers_into_id_organisations")),
        sa.PrimaryKeyConstraint("old_id", name=op.f("pk_mergers")),
        sa.UniqueConstraint("old_slug", name=op.f("uq_mergers_old_slug")),
    )
    op.create_index("ix_mergers_into_id", "mergers", ["into_id"])


def downgrade() -> None:
    op.drop_table("mergers")
