"""Where an event was found is said without the address of its calendar, which may be a secret one.

What an event says of its own page is its `website` too; any other source is an address, also one that its calendar had
earlier, or whose calendar is forgotten.

Revision ID: 0017
Revises: 0016
"""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_SITE = r"regexp_replace({0}, '^([^:/]+://[^/?#]*).*$', '\1')"
_KNOWN = "SELECT FROM feed_events JOIN feeds ON feeds.id = feed_events.feed_id WHERE starts_with({0}, feeds.address)"
_IN_EVENTS = f"""
    UPDATE events SET source = {_SITE.format("source")}
    WHERE source ~ '://[^/?#]*[/?#]' AND (
        source IS DISTINCT FROM website OR EXISTS ({_KNOWN.format("events.source")} AND event_id = events.id)
    )
"""
_IN_REVISIONS = f"""
    UPDATE revisions SET {{0}} = jsonb_set({{0}}, '{{{{source}}}}', to_jsonb({_SITE.format("({0} ->> 'source')")}))
    WHERE {{0}} ->> 'source' ~ '://[^/?#]*[/?#]' AND (
        {{0}} ->> 'source' IS DISTINCT FROM {{0}} ->> 'website'
        OR EXISTS ({_KNOWN.format("({0} ->> 'source')")} AND event_id = subject_id)
    )
"""


def upgrade() -> None:
    op.execute(_IN_EVENTS)
    for words in ("words", "base"):
        op.execute(_IN_REVISIONS.format(words))
    op.execute("UPDATE catalogue SET version = gen_random_uuid()")


def downgrade() -> None:
    """Leave it so: what was taken away is to be known to nobody."""
