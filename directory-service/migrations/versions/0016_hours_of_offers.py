"""Offers keep at what time they begin and end, on the city's clocks.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("offers", sa.Column("start_time", sa.Time(), nullable=True))
    op.add_column("offers", sa.Column("end_time", sa.Time(), nullable=True))


def downgrade() -> None:
    op.drop_column("offers", "end_time")
    op.drop_column("offers", "start_time")
