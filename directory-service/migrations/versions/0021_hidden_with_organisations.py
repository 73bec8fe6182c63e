"""What is hidden with its organisation is shown again with it; what was hidden before this stays as it is.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("offers", "projects"):
        words = sa.Column("withdrawn_with_organisation", sa.Boolean(), nullable=False, server_default=sa.false())
        op.add_column(table, words)


def downgrade() -> None:
    for table in ("offers", "projects"):
        op.drop_column(table, "withdrawn_with_organisation")
