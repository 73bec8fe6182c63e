"""Who is named as a partner of a project is asked; those who are named already stay.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    now = sa.func.now()
    op.add_column("project_partners", sa.Column("confirmed_at", sa.DateTime(timezone=True), server_default=now))
    op.add_column("project_partners", sa.Column("refused_at", sa.DateTime(timezone=True)))
    op.add_column("project_partners", sa.Column("asked_at", sa.DateTime(timezone=True)))
    unanswered = sa.text("confirmed_at IS NULL AND refused_at IS NULL")
    op.create_index("ix_project_partners_asked", "project_partners", ["asked_at"], postgresql_where=unanswered)


def downgrade() -> None:
    # Nobody is shown who has not agreed.
    op.execute("DELETE FROM project_partners WHERE confirmed_at IS NULL")
    op.drop_index("ix_project_partners_asked", "project_partners")
    for name in ("asked_at", "refused_at", "confirmed_at"):
        op.drop_column("project_partners", name)
