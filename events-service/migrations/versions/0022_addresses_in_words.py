"""Which revisions name an address, so that whoever it belongs to is told.

Revision ID: 0022
Revises: 0021
"""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE INDEX ix_revisions_addresses ON revisions USING gin ((ARRAY[
            lower(words ->> 'email'), lower(words ->> 'contact_email'),
            lower(base ->> 'email'), lower(base ->> 'contact_email')
        ]))
    """)


def downgrade() -> None:
    op.drop_index("ix_revisions_addresses", "revisions")
