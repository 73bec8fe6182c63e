"""How much there was for somebody's digest, also when not all of it is shown; and what the city no longer has.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("portions", sa.Column("total", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "things_gone",
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("object_id", name=op.f("pk_things_gone")),
    )


def downgrade() -> None:
    op.drop_table("things_gone")
    op.drop_column("portions", "total")
