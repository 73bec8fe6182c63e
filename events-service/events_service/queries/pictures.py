"""Which pictures are in use."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

_HELD = text("""
    WITH used AS (
        SELECT pictures FROM events
        UNION ALL SELECT words -> 'pictures' FROM revisions WHERE state NOT IN ('approved', 'unconfirmed')
        -- What a sample may be put back to.
        UNION ALL SELECT base -> 'pictures' FROM revisions WHERE sampled AND looked_at IS NULL
    )
    SELECT DISTINCT CAST(each ->> 'id' AS uuid) FROM used CROSS JOIN LATERAL jsonb_array_elements(
        CASE WHEN jsonb_typeof(used.pictures) = 'array' THEN used.pictures ELSE '[]' END
    ) AS each
    WHERE each ->> 'id' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
""")


def held(session: Session) -> Sequence[UUID]:
    """Return the pictures that events show, public or not, and that drafts are about to."""
    return session.scalars(_HELD).all()
