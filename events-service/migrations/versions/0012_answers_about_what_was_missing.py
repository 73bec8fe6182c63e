"""An answer about events that a calendar lacks holds for those events alone; one not yet followed is asked again.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("feeds", "may_shrink")


def downgrade() -> None:
    op.add_column("feeds", sa.Column("may_shrink", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("feeds", "may_shrink", server_default=None)
