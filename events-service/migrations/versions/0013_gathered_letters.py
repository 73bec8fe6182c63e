"""Co-organisers are asked by mail, and organisations hear what of their calendars was refused.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "co_organiser_letters",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", "organisation_id"),
    )
    op.create_index(
        "ix_co_organiser_letters_organisation_id", "co_organiser_letters", ["organisation_id", "written_at"]
    )
    op.add_column("revisions", sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
    # What was refused before is no news.
    op.execute("UPDATE revisions SET told_at = decided_at WHERE state = 'refused' AND origin = 'feed'")
    op.create_index(
        "ix_revisions_untold",
        "revisions",
        ["decided_at"],
        postgresql_where=sa.text("state = 'refused' AND origin = 'feed' AND told_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_revisions_untold", "revisions")
    op.drop_column("revisions", "told_at")
    op.drop_table("co_organiser_letters")
