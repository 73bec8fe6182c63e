"""Projects and offers become one with others too, an address leads on within its kind; drafts are forgotten.

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
    op.add_column("revisions", sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("mergers", sa.Column("kind", sa.Text(), nullable=False, server_default="organisation"))
    op.drop_constraint("fk_mergers_into_id_organisations", "mergers")
    # Names in addresses are taken within a kind.
    op.drop_constraint("uq_mergers_old_slug", "mergers")
    op.create_unique_constraint("uq_mergers_kind_old_slug", "mergers", ["kind", "old_slug"])


def downgrade() -> None:
    op.execute("DELETE FROM mergers WHERE kind <> 'organisation'")
    op.drop_constraint("uq_mergers_kind_old_slug", "mergers")
    op.create_unique_constraint("uq_mergers_old_slug", "mergers", ["old_slug"])
    op.create_foreign_key("fk_mergers_into_id_organisations", "mergers", "organisations", ["into_id"], ["id"])
    op.drop_column("mergers", "kind")
    op.drop_column("revisions", "warned_at")
