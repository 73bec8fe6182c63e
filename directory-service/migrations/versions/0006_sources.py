"""Imports know their file, what was noticed and said about it; records know where they came from.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    empty = sa.text("'{}'")
    op.add_column("imports", sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("imports", sa.Column("file_name", sa.Text(), nullable=True))
    op.add_column("imports", sa.Column("noticed", postgresql.JSONB(), nullable=False, server_default=empty))
    op.add_column("imports", sa.Column("choices", postgresql.JSONB(), nullable=False, server_default=empty))
    op.add_column("imports", sa.Column("source", sa.Text(), nullable=True))
    op.add_column("imports", sa.Column("is_whole", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "import_progress",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("broken_off", sa.Boolean(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_import_progress")),
    )
    op.create_table(
        "provenances",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        sa.Column("is_hidden", sa.Boolean(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", "external_id", name=op.f("pk_provenances")),
    )
    op.create_index("ix_provenances_kind_source", "provenances", ["kind", "source"])
    op.create_index("ix_provenances_record_id", "provenances", ["record_id"])


def downgrade() -> None:
    op.drop_table("provenances")
    op.drop_table("import_progress")
    for name in ("is_whole", "source", "choices", "noticed", "file_name", "begun_at"):
        op.drop_column("imports", name)
