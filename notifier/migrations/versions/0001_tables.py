"""The first tables.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "idempotency_keys",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_hash", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_idempotency_keys")),
    )
    op.create_table(
        "inbox",
        sa.Column("fact_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("fact_id", name=op.f("pk_inbox")),
    )
    op.create_index("ix_inbox_heard_at", "inbox", ["heard_at"], unique=False)
    op.create_table(
        "known_versions",
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("about", "object_id", name=op.f("pk_known_versions")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("object_id", sa.Text(), nullable=True),
        sa.Column("object_version", sa.Integer(), nullable=True),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hearers", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("waiting_for", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index("ix_outbox_name_told_at", "outbox", ["name", "told_at"], unique=False)
    op.create_index(
        "ix_outbox_unheard", "outbox", ["told_at"], unique=False, postgresql_where=sa.text("waiting_for <> '{}'")
    )
    op.create_index(
        "ix_outbox_unsent", "outbox", ["told_at"], unique=False, postgresql_where=sa.text("sent_at IS NULL")
    )
    op.create_table(
        "unheard",
        sa.Column("fact_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("message", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("traceback", sa.Text(), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("fact_id", name=op.f("pk_unheard")),
    )
    op.create_table(
        "deliveries",
        sa.Column("notification_id", sa.BigInteger(), nullable=False),
        sa.Column("recipient_id", sa.BigInteger(), nullable=False),
        sa.Column("lane", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("attempt", sa.SmallInteger(), nullable=False),
        sa.Column("lease_owner", sa.Uuid(), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("smtp_code", sa.SmallInteger(), nullable=True),
        sa.Column("enhanced", sa.Text(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("notification_id", "recipient_id", name=op.f("pk_deliveries")),
    )
    op.create_index(
        "ix_deliveries_committed", "deliveries", ["lease_owner"], unique=False, postgresql_where=sa.text("state = 2")
    )
    op.create_index("ix_deliveries_recipient", "deliveries", ["recipient_id"], unique=False)
    op.create_index(
        "ix_deliveries_unknown", "deliveries", ["updated_at"], unique=False, postgresql_where=sa.text("state = 8")
    )
    op.create_table(
        "lane_rests",
        sa.Column("lane", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("lane", name=op.f("pk_lane_rests")),
    )
    op.create_table(
        "notifications",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("topic", sa.SmallInteger(), nullable=False),
        sa.Column("lane", sa.SmallInteger(), nullable=False),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("object_version", sa.Integer(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("facets", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("fanout_cursor", sa.BigInteger(), nullable=False),
        sa.Column("fanout_until", sa.BigInteger(), nullable=False),
        sa.Column("fanned_out", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_notifications_dedupe_key")),
    )
    op.create_index(
        "ix_notifications_expanding", "notifications", ["id"], unique=False, postgresql_where=sa.text("state = 0")
    )
    op.create_index("ix_notifications_object", "notifications", ["object_id"], unique=False)
    op.create_table(
        "recipients",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("subscribed", sa.Boolean(), nullable=False),
        sa.Column("newsletter", sa.Boolean(), nullable=False),
        sa.Column("manage_token", sa.Text(), nullable=True),
        sa.Column("leave_token", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recipients")),
        sa.UniqueConstraint("person_id", name=op.f("uq_recipients_person_id")),
    )
    op.create_table(
        "suppressions",
        sa.Column("address_hash", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("address_hash", name=op.f("pk_suppressions")),
    )
    op.create_table(
        "terms",
        sa.Column("id", sa.SmallInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms")),
        sa.UniqueConstraint("kind", "key", name=op.f("uq_terms_kind_key")),
    )
    op.create_table(
        "batches",
        sa.Column("notification_id", sa.BigInteger(), nullable=False),
        sa.Column("first_id", sa.BigInteger(), nullable=False),
        sa.Column("last_id", sa.BigInteger(), nullable=False),
        sa.Column("recipients", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("lane", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_owner", sa.Uuid(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["notification_id"], ["notifications.id"], name=op.f("fk_batches_notification_id_notifications")
        ),
        sa.PrimaryKeyConstraint("notification_id", "first_id", name=op.f("pk_batches")),
    )
    # Compressing the lists would take longer than finding the people; kept apart, they are not written anew either
    # each time a batch changes its state.
    op.execute("ALTER TABLE batches ALTER COLUMN recipients SET STORAGE EXTERNAL")
    op.create_index(
        "ix_batches_due", "batches", ["lane", "next_at"], unique=False, postgresql_where=sa.text("state = 0")
    )
    op.create_index(
        "ix_batches_leased", "batches", ["lease_until"], unique=False, postgresql_where=sa.text("state = 1")
    )
    op.create_index(
        "ix_batches_open", "batches", ["first_id", "last_id"], unique=False, postgresql_where=sa.text("state <> 2")
    )
    op.create_table(
        "interests",
        sa.Column("recipient_id", sa.BigInteger(), nullable=False),
        sa.Column("interest_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("category", sa.SmallInteger(), nullable=False),
        sa.Column("district", sa.SmallInteger(), nullable=False),
        sa.Column("cadence", sa.SmallInteger(), nullable=False),
        sa.Column("needs", sa.SmallInteger(), nullable=False),
        sa.Column("language", sa.SmallInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["recipients.id"], name=op.f("fk_interests_recipient_id_recipients"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(
            "recipient_id", "interest_id", "kind", "category", "district", name=op.f("pk_interests")
        ),
    )
    op.create_index(
        "ix_interests_match",
        "interests",
        ["category", "kind", "district", "recipient_id"],
        unique=False,
        postgresql_include=["cadence", "needs", "language", "since", "words"],
    )


def downgrade() -> None:
    op.drop_index(
        "ix_interests_match",
        table_name="interests",
        postgresql_include=["cadence", "needs", "language", "since", "words"],
    )
    op.drop_table("interests")
    op.drop_index("ix_batches_open", table_name="batches", postgresql_where=sa.text("state <> 2"))
    op.drop_index("ix_batches_leased", table_name="batches", postgresql_where=sa.text("state = 1"))
    op.drop_index("ix_batches_due", table_name="batches", postgresql_where=sa.text("state = 0"))
    op.drop_table("batches")
    op.drop_table("terms")
    op.drop_table("suppressions")
    op.drop_table("recipients")
    op.drop_index("ix_notifications_object", table_name="notifications")
    op.drop_index("ix_notifications_expanding", table_name="notifications", postgresql_where=sa.text("state = 0"))
    op.drop_table("notifications")
    op.drop_table("lane_rests")
    op.drop_index("ix_deliveries_unknown", table_name="deliveries", postgresql_where=sa.text("state = 8"))
    op.drop_index("ix_deliveries_recipient", table_name="deliveries")
    op.drop_index("ix_deliveries_committed", table_name="deliveries", postgresql_where=sa.text("state = 2"))
    op.drop_table("deliveries")
    op.drop_table("unheard")
    op.drop_index("ix_outbox_unsent", table_name="outbox", postgresql_where=sa.text("sent_at IS NULL"))
    op.drop_index("ix_outbox_unheard", table_name="outbox", postgresql_where=sa.text("waiting_for <> '{}'"))
    op.drop_index("ix_outbox_name_told_at", table_name="outbox")
    op.drop_table("outbox")
    op.drop_table("known_versions")
    op.drop_index("ix_inbox_heard_at", table_name="inbox")
    op.drop_table("inbox")
    op.drop_table("idempotency_keys")
