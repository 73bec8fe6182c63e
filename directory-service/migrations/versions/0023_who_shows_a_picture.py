"""Pictures are shown to citizens where something public shows them, which is found by an index.

Revision ID: 0023
Revises: 0022
"""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_TABLES = ("organisations", "projects", "offers")


def upgrade() -> None:
    for table in _TABLES:
        ops = {"pictures": "jsonb_path_ops"}
        op.create_index(f"ix_{table}_pictures", table, ["pictures"], postgresql_using="gin", postgresql_ops=ops)
    op.create_index("ix_events_pictures", "events", ["pictures"], postgresql_using="gin")


def downgrade() -> None:
    for table in (*_TABLES, "events"):
        op.drop_index(f"ix_{table}_pictures", table)
