"""When a partner was written to about a project outlasts its being named, so that nobody gets letters all the time.

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "partner_letters",
        sa.Column("project_id", sa.Uuid(), sa.ForeignKey("projects.id"), primary_key=True),
        sa.Column("organisation_id", sa.Uuid(), sa.ForeignKey("organisations.id"), primary_key=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.execute("""
        INSERT INTO partner_letters SELECT project_id, organisation_id, asked_at FROM project_partners
        WHERE asked_at IS NOT NULL
    """)


def downgrade() -> None:
    op.drop_table("partner_letters")
