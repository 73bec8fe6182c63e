"""Organisations show events of others in their own calendars, once those agree.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "showings",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("answered_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("event_id", "organisation_id", name=op.f("pk_showings")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_showings_event_id_events"), ondelete="CASCADE"
        ),
    )
    shown, waits = sa.text("wanted AND agreed"), sa.text("wanted AND agreed IS NULL")
    op.create_index("ix_showings_organisation_id", "showings", ["organisation_id"], postgresql_where=shown)
    op.create_index("ix_showings_open", "showings", ["event_id"], postgresql_where=waits)


def downgrade() -> None:
    op.drop_table("showings")
