"""People are asked as well as organisations: whose card it is stands in the request, and her name nowhere but there.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_WHOM = "organisation_id IS NULL OR person_id IS NULL"


def upgrade() -> None:
    op.alter_column("contact_subjects", "organisation_id", nullable=True)
    op.alter_column("contact_requests", "organisation_id", nullable=True)
    op.add_column("contact_requests", sa.Column("person_id", sa.Uuid(), nullable=True))
    op.create_check_constraint(op.f("ck_contact_requests_whom"), "contact_requests", _WHOM)
    op.create_index(
        "ix_contact_requests_person_id",
        "contact_requests",
        ["person_id", "requested_at"],
        postgresql_where=sa.text("person_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_contact_requests_person_id", "contact_requests")
    op.execute("DELETE FROM contact_requests WHERE person_id IS NOT NULL")
    op.execute("DELETE FROM contact_subjects WHERE organisation_id IS NULL")
    op.drop_constraint(op.f("ck_contact_requests_whom"), "contact_requests")
    op.drop_column("contact_requests", "person_id")
    op.alter_column("contact_requests", "organisation_id", nullable=False)
    op.alter_column("contact_subjects", "organisation_id", nullable=False)
