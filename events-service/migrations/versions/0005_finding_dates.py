"""Lists find dates by more questions, and what lasts long stands apart.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_BEFORE = ["categories", "district", "mode", "organisation_id", "with_children", "wheelchair", "is_free"]
_NOW = [*_BEFORE, "kind", "languages", "access", "project_id", "age_from", "age_to", "lat", "lon"]
_PUBLIC = sa.text("state = 'published'")
_LONG = sa.text("until - starts_at > interval '30 days'")


def upgrade() -> None:
    op.drop_index("ix_events_facets", table_name="events")
    op.create_index("ix_events_facets", "events", ["id"], postgresql_include=_NOW, postgresql_where=_PUBLIC)
    op.create_index("ix_event_dates_long", "event_dates", ["until"], postgresql_where=_LONG)


def downgrade() -> None:
    op.drop_index("ix_event_dates_long", table_name="event_dates")
    op.drop_index("ix_events_facets", table_name="events")
    op.create_index("ix_events_facets", "events", ["id"], postgresql_include=_BEFORE, postgresql_where=_PUBLIC)
