"""Events as blocks that calendars are joined from.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_entries",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("block", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_calendar_entries")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_calendar_entries_event_id_events"), ondelete="CASCADE"
        ),
    )
    # They are read whole and by the thousand: unpacking would cost more than the space.
    op.execute("ALTER TABLE calendar_entries ALTER COLUMN block SET STORAGE EXTERNAL")


def downgrade() -> None:
    op.drop_table("calendar_entries")
