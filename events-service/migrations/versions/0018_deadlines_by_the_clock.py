"""Deadlines of series lie as long before each date by the clock: lists follow their events once more.

Revision ID: 0018
Revises: 0017
"""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        UPDATE rolls SET event_version = 0 FROM events
        WHERE events.id = rolls.event_id AND registration_until IS NOT NULL AND rolls.starts_at <> events.starts_at
          AND erased_at IS NULL AND over_at > now()
    """)


def downgrade() -> None:
    """Leave it so: they follow their events in any case."""
