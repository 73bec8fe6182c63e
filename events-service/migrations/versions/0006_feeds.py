"""Organisations' own calendars are read.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_WORDS = postgresql.ARRAY(sa.Text())
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add what is known of calendars, and of the events that came from them."""
    op.add_column("events", sa.Column("source", sa.Text()))
    op.create_table(
        "feeds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("only_words", _WORDS, nullable=False),
        sa.Column("only_categories", _WORDS, nullable=False),
        sa.Column("categories", _WORDS, nullable=False),
        sa.Column("district", sa.Text()),
        sa.Column("ahead_days", sa.Integer(), nullable=False),
        sa.Column("publishes", sa.Boolean(), nullable=False),
        sa.Column("shows_source", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("preview", postgresql.JSONB(none_as_null=True)),
        sa.Column("question", postgresql.JSONB(none_as_null=True)),
        sa.Column("may_shrink", sa.Boolean(), nullable=False),
        sa.Column("etag", sa.Text()),
        sa.Column("last_modified", sa.Text()),
        sa.Column("next_read_at", _MOMENT, nullable=False),
        sa.Column("read_whole_at", _MOMENT),
        sa.Column("last_read_at", _MOMENT),
        sa.Column("last_kind", sa.Text()),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feeds")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_feeds_organisation_id_organisations")
        ),
    )
    op.create_index("ix_feeds_organisation_id", "feeds", ["organisation_id"])
    op.create_index(
        "ix_feeds_next_read_at", "feeds", ["next_read_at"], postgresql_where=sa.text("state IN ('trying', 'active')")
    )
    op.create_table(
        "feed_events",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("feed_id", sa.Uuid(), nullable=False),
        sa.Column("uid", sa.Text()),
        sa.Column("title_key", sa.Text(), nullable=False),
        sa.Column("place_key", sa.Text(), nullable=False),
        sa.Column("starts_at", _MOMENT, nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("is_gone", sa.Boolean(), nullable=False),
        sa.Column("is_detached", sa.Boolean(), nullable=False),
        sa.Column("detached_dates", postgresql.ARRAY(_MOMENT), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_feed_events")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_feed_events_event_id_events"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["feed_id"], ["feeds.id"], name=op.f("fk_feed_events_feed_id_feeds"), ondelete="CASCADE"
        ),
    )
    op.create_index("ix_feed_events_feed_id", "feed_events", ["feed_id"])
    op.create_table(
        "feed_readings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("feed_id", sa.Uuid(), nullable=False),
        sa.Column("read_at", _MOMENT, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("words", postgresql.JSONB(), nullable=False),
        sa.Column("counts", postgresql.JSONB(), nullable=False),
        sa.Column("left_out", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_readings")),
        sa.ForeignKeyConstraint(
            ["feed_id"], ["feeds.id"], name=op.f("fk_feed_readings_feed_id_feeds"), ondelete="CASCADE"
        ),
    )
    op.create_index("ix_feed_readings_feed_id_read_at", "feed_readings", ["feed_id", "read_at"])


def downgrade() -> None:
    """Forget all calendars."""
    for name in ("feed_readings", "feed_events", "feeds"):
        op.drop_table(name)
    op.drop_column("events", "source")
