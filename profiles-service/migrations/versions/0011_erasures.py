"""Erasures with what each service said of them, links of people who are no longer here, and who left long ago.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_OF_REQUESTS = (
    ("ix_contact_subjects_email_key", "contact_subjects", "lower(email)", "email IS NOT NULL"),
    ("ix_contact_recipients_person_id", "contact_recipients", "person_id", "person_id IS NOT NULL"),
    ("ix_contact_recipients_email_key", "contact_recipients", "lower(email)", "email IS NOT NULL"),
    ("ix_contact_requests_answered_by", "contact_requests", "lower(answer_email)", "answer_email IS NOT NULL"),
)


def upgrade() -> None:
    op.create_table(
        "erasures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
    )
    op.create_index("ix_erasures_open", "erasures", ["asked_at"], postgresql_where=sa.text("done_at IS NULL"))
    op.create_table(
        "erasure_parts",
        sa.Column("erasure_id", sa.Uuid(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("erased", postgresql.JSONB(), nullable=False),
        sa.Column("stays", postgresql.JSONB(), nullable=False),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["erasure_id"], ["erasures.id"], name=op.f("fk_erasure_parts_erasure_id_erasures")),
        sa.PrimaryKeyConstraint("erasure_id", "service", name=op.f("pk_erasure_parts")),
    )
    op.create_table(
        "forgotten_links",
        sa.Column("checksum", sa.LargeBinary(), nullable=False),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("checksum", name=op.f("pk_forgotten_links")),
    )
    op.create_index("ix_forgotten_links_forgotten_at", "forgotten_links", ["forgotten_at"])
    left = sa.text("state = 'left'")
    op.create_index("ix_subscriptions_left_at", "subscriptions", ["left_at"], postgresql_where=left)
    op.create_index("ix_link_requests_email_key", "link_requests", ["email_key"])
    for name, table, column, where in _OF_REQUESTS:
        op.create_index(name, table, [sa.text(column)], postgresql_where=sa.text(where))


def downgrade() -> None:
    for name, table, _, _ in reversed(_OF_REQUESTS):
        op.drop_index(name, table)
    op.drop_index("ix_link_requests_email_key", "link_requests")
    op.drop_index("ix_subscriptions_left_at", "subscriptions")
    op.drop_table("forgotten_links")
    op.drop_table("erasure_parts")
    op.drop_table("erasures")
