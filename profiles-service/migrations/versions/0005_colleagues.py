"""Editors are found without a look at everybody."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.execute("CREATE INDEX ix_people_editors ON people (id) WHERE 'editor' = ANY (roles)")
