"""What one may ask about is of some topics, and in a district: requests are counted by both.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    topics = sa.Column("categories", postgresql.ARRAY(sa.Text()), nullable=False, server_default=sa.text("'{}'"))
    op.add_column("contact_subjects", topics)
    op.add_column("contact_subjects", sa.Column("district", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("contact_subjects", "district")
    op.drop_column("contact_subjects", "categories")
