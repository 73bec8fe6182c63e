"""By what people are found who want to be forgotten, and which notifications say no longer who got them.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "forgotten_links",
        sa.Column("checksum", sa.LargeBinary(), nullable=False),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("checksum", name=op.f("pk_forgotten_links")),
    )
    op.create_index("ix_forgotten_links_forgotten_at", "forgotten_links", ["forgotten_at"])
    op.add_column("notifications", sa.Column("people_forgotten_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_notifications_with_people",
        "notifications",
        ["created_at"],
        postgresql_where=sa.text("people_forgotten_at IS NULL AND settled_at IS NOT NULL"),
    )
    op.create_index(
        "ix_notifications_letters_to",
        "notifications",
        [sa.text("lower(content ->> 'email')")],
        postgresql_where=sa.text("topic = 8 AND content -> 'email' IS NOT NULL"),
    )
    op.create_index("ix_attendances_email_key", "attendances", [sa.text("lower(email)")])
    op.create_index("ix_attendances_recipient_id", "attendances", ["recipient_id"])
    op.create_index(
        "ix_bounce_events_recipient_id",
        "bounce_events",
        ["recipient_id"],
        postgresql_where=sa.text("recipient_id IS NOT NULL"),
    )
    op.create_index(
        "ix_recipients_strangers",
        "recipients",
        ["updated_at"],
        postgresql_where=sa.text("email IS NULL AND NOT subscribed"),
    )


def downgrade() -> None:
    op.drop_index("ix_recipients_strangers", "recipients")
    op.drop_index("ix_bounce_events_recipient_id", "bounce_events")
    op.drop_index("ix_attendances_recipient_id", "attendances")
    op.drop_index("ix_attendances_email_key", "attendances")
    op.drop_index("ix_notifications_letters_to", "notifications")
    op.drop_index("ix_notifications_with_people", "notifications")
    op.drop_column("notifications", "people_forgotten_at")
    op.drop_table("forgotten_links")
