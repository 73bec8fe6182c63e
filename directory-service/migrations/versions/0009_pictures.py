"""Pictures, and which records show them.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pictures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("sent_by", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_pictures_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pictures")),
    )
    op.create_index(op.f("ix_pictures_organisation_id"), "pictures", ["organisation_id"])
    op.create_table(
        "picture_files",
        sa.Column("picture_id", sa.Uuid(), nullable=False),
        sa.Column("size", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["picture_id"], ["pictures.id"], name=op.f("fk_picture_files_picture_id_pictures"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("picture_id", "size", name=op.f("pk_picture_files")),
    )
    # A WebP is as small as it gets; trying to compress it again costs time and gains nothing.
    op.execute("ALTER TABLE picture_files ALTER COLUMN body SET STORAGE EXTERNAL")
    for table in ("organisations", "projects", "offers"):
        op.add_column(table, sa.Column("pictures", postgresql.JSONB(), nullable=False, server_default="[]"))


def downgrade() -> None:
    for table in ("organisations", "projects", "offers"):
        op.drop_column(table, "pictures")
    op.drop_table("picture_files")
    op.drop_table("pictures")
