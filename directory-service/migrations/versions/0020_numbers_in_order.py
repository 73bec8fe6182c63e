"""The two orders of a list hold the numbers of their records, so that it is walked without a look at the rows.

Revision ID: 0020
Revises: 0019
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

KINDS = ("offers", "projects", "organisations")


def upgrade() -> None:
    _make_anew(postgresql_include=["number"])


def downgrade() -> None:
    _make_anew()


def _make_anew(**with_more: Any) -> None:
    public: dict[str, Any] = {"postgresql_where": sa.text("state = 'published'"), **with_more}
    for table in KINDS:
        for name in ("newest", "sorted"):
            op.drop_index(f"ix_{table}_{name}", table)
        op.create_index(f"ix_{table}_newest", table, [sa.text("published_at DESC"), "sorts_by", "id"], **public)
        op.create_index(f"ix_{table}_sorted", table, ["sorts_by", "id"], **public)
