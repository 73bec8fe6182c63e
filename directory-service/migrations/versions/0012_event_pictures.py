"""Which pictures events show, so that they are not forgotten.

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
    op.add_column("events", sa.Column("pictures", sa.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False))


def downgrade() -> None:
    op.drop_column("events", "pictures")
