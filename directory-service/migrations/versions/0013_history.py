"""What became of a record stands among its revisions: tables, publications, answers and mergers too.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("revisions", sa.Column("deed", sa.Text(), nullable=False, server_default="written"))
    op.add_column("revisions", sa.Column("source", sa.Text(), nullable=True))
    # Of each record there are many revisions that nobody asks for but its history: what is looked for often is apart.
    decided = sa.text("deed = 'written' AND decided_at IS NOT NULL")
    op.create_index("ix_revisions_decided", "revisions", ["decided_at"], postgresql_where=decided)
    unsent = sa.text("state IN ('draft', 'refused', 'unconfirmed')")
    op.create_index("ix_revisions_unsent", "revisions", ["changed_at"], postgresql_where=unsent)
    sender = sa.text("email IS NOT NULL")
    op.create_index("ix_revisions_sender", "revisions", ["decided_at"], postgresql_where=sender)


def downgrade() -> None:
    for name in ("decided", "unsent", "sender"):
        op.drop_index(f"ix_revisions_{name}", "revisions")
    op.drop_column("revisions", "source")
    op.drop_column("revisions", "deed")
