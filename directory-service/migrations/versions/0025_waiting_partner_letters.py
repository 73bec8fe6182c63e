"""Letters to partners wait for each other: one that waits has no day yet.

Revision ID: 0025
Revises: 0024
"""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("partner_letters", "written_at", nullable=True)
    op.create_index("ix_partner_letters_organisation_id", "partner_letters", ["organisation_id", "written_at"])


def downgrade() -> None:
    op.drop_index("ix_partner_letters_organisation_id", "partner_letters")
    op.execute("DELETE FROM partner_letters WHERE written_at IS NULL")
    op.alter_column("partner_letters", "written_at", nullable=False)
