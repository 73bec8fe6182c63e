"""By whom and by which address people are found who ask what is known about them, or want to be forgotten.

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_OF_PEOPLE = (
    ("ix_revisions_person_id", "revisions", "person_id", "person_id IS NOT NULL"),
    ("ix_revisions_email_key", "revisions", "lower(email)", "email IS NOT NULL"),
    ("ix_revisions_made_by", "revisions", "made_by", None),
    ("ix_revisions_decided_by", "revisions", "decided_by", "decided_by IS NOT NULL"),
    ("ix_revisions_approved_by", "revisions", "first_approved_by", "first_approved_by IS NOT NULL"),
    ("ix_revisions_assigned_to", "revisions", "assigned_to", "assigned_to IS NOT NULL"),
    ("ix_reports_email_key", "reports", "lower(email)", "email IS NOT NULL"),
    ("ix_reports_settled_by", "reports", "settled_by", "settled_by IS NOT NULL"),
    ("ix_invitations_email_key", "invitations", "lower(email)", "email IS NOT NULL"),
    ("ix_invitations_invited_by", "invitations", "invited_by", None),
    ("ix_mergers_merged_by", "mergers", "merged_by", None),
    ("ix_pictures_sent_by", "pictures", "sent_by", None),
    ("ix_imports_sent_by", "imports", "sent_by", None),
    ("ix_organisations_email_key", "organisations", "lower(email)", "email IS NOT NULL"),
    ("ix_ideas_person_id", "ideas", "person_id", "person_id IS NOT NULL"),
    ("ix_ideas_email_key", "ideas", "lower(email)", "email IS NOT NULL"),
    ("ix_offers_email_key", "offers", "lower(contact_email)", "contact_email IS NOT NULL"),
)


def upgrade() -> None:
    op.create_table(
        "forgotten_links",
        sa.Column("checksum", sa.LargeBinary(), nullable=False),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("checksum", name=op.f("pk_forgotten_links")),
    )
    op.create_index("ix_forgotten_links_forgotten_at", "forgotten_links", ["forgotten_at"])
    for name, table, column, where in _OF_PEOPLE:
        op.create_index(name, table, [sa.text(column)], postgresql_where=sa.text(where) if where else None)
    op.create_index(
        "ix_revisions_notes", "revisions", ["notes"], postgresql_using="gin", postgresql_ops={"notes": "jsonb_path_ops"}
    )


def downgrade() -> None:
    op.drop_index("ix_revisions_notes", "revisions")
    for name, table, _, _ in reversed(_OF_PEOPLE):
        op.drop_index(name, table)
    op.drop_table("forgotten_links")
