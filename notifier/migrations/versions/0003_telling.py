"""Digests, reminders, and what was told already.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _told()
    _digests()
    _calendar()
    # Digests ask for the news of a window.
    op.create_index(
        "ix_notifications_news", "notifications", ["created_at"], postgresql_where=sa.text("topic IN (3, 4, 5, 6)")
    )


def downgrade() -> None:
    op.drop_index("ix_notifications_news", table_name="notifications")
    for table in ("attendances", "reminders", "events", "portions", "digest_windows", "told"):
        op.drop_table(table)


def _told() -> None:
    op.create_table(
        "told",
        sa.Column("notification_id", sa.BigInteger(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["notification_id"], ["notifications.id"], name=op.f("fk_told_notification_id_notifications")
        ),
        sa.PrimaryKeyConstraint("notification_id", "object_id", name=op.f("pk_told")),
    )
    op.create_index("ix_told_object_id", "told", ["object_id"])


def _digests() -> None:
    op.create_table(
        "digest_windows",
        sa.Column("cadence", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("closes_at", _MOMENT, nullable=False),
        sa.Column("notification_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["notification_id"], ["notifications.id"], name=op.f("fk_digest_windows_notification_id_notifications")
        ),
        sa.PrimaryKeyConstraint("cadence", "closes_at", name=op.f("pk_digest_windows")),
    )
    op.create_table(
        "portions",
        sa.Column("notification_id", sa.BigInteger(), nullable=False),
        sa.Column("recipient_id", sa.BigInteger(), nullable=False),
        sa.Column("items", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.PrimaryKeyConstraint("notification_id", "recipient_id", name=op.f("pk_portions")),
    )
    op.create_index("ix_portions_recipient_id", "portions", ["recipient_id"])


def _calendar() -> None:
    op.create_table(
        "events",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("told", postgresql.JSONB(), nullable=True),
        sa.Column("change_due_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_events")),
    )
    op.create_index(
        "ix_events_change_due_at", "events", ["change_due_at"], postgresql_where=sa.text("change_due_at IS NOT NULL")
    )
    op.create_table(
        "reminders",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", _MOMENT, nullable=False),
        sa.Column("lead", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("date_id", sa.Uuid(), nullable=True),
        sa.Column("ends_at", _MOMENT, nullable=True),
        sa.Column("remind_at", _MOMENT, nullable=False),
        sa.Column("late_at", _MOMENT, nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.event_id"], name=op.f("fk_reminders_event_id_events"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "starts_at", "lead", name=op.f("pk_reminders")),
    )
    op.create_index("ix_reminders_due", "reminders", ["remind_at"], postgresql_where=sa.text("NOT is_done"))
    op.create_table(
        "attendances",
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("date_id", sa.Uuid(), nullable=True),
        sa.Column("recipient_id", sa.BigInteger(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("leave_token", sa.Text(), nullable=False),
        sa.Column("is_saved", sa.Boolean(), nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["recipients.id"], name=op.f("fk_attendances_recipient_id_recipients"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("seat_id", name=op.f("pk_attendances")),
    )
    op.create_index("ix_attendances_event_id_recipient_id", "attendances", ["event_id", "recipient_id"])
