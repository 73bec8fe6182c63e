"""All changes are read in their order, without sorting the whole directory at every question.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None
TABLES = ("organisations", "projects", "offers")


def upgrade() -> None:
    told = sa.text("published_at IS NOT NULL AND state <> 'draft'")
    for table in TABLES:
        op.create_index(f"ix_{table}_changes", table, ["changed_at", "id"], postgresql_where=told)


def downgrade() -> None:
    for table in TABLES:
        op.drop_index(f"ix_{table}_changes", table)
