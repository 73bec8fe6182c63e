"""Who has signed in may ask people, too, who show themselves to those alone.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contact_requests", sa.Column("asked_as", sa.Text(), nullable=False, server_default="public"))
    op.alter_column("contact_requests", "asked_as", server_default=None)
    op.create_check_constraint("asked_as", "contact_requests", "asked_as IN ('public', 'signed_in')")


def downgrade() -> None:
    op.drop_constraint("asked_as", "contact_requests")
    op.drop_column("contact_requests", "asked_as")
