"""Finding the people: one statement per range of recipient ids, the cursor saved with it, safe to repeat."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from notifier.models import Notification
from notifier.queries.audiences import AUDIENCES
from notifier.queries.matching import UNMARKED
from notifier.rules import NotificationState, Topic

BATCH = 500
# The first range is small, so that the first mail leaves at once; then fewer, larger statements cost less.
_RANGES = (10_000, 100_000, 1_000_000)

# One sorted array, cut into batches: numbering and grouping rows would sort everybody a second time.
_FAN_OUT = """
    WITH matched AS (
        SELECT array_agg(DISTINCT found.recipient_id ORDER BY found.recipient_id) AS ids FROM ({find}) AS found
    )
    INSERT INTO batches (notification_id, first_id, last_id, recipients, lane, state, next_at, fence)
    SELECT :n, part[1], part[cardinality(part)], part, :lane, 0, :now, 0
    FROM matched CROSS JOIN generate_series(1, cardinality(ids), :batch) AS start
    CROSS JOIN LATERAL (SELECT ids[start : start + :batch - 1] AS part) AS cut
    ON CONFLICT (notification_id, first_id) DO NOTHING
    RETURNING cardinality(recipients)
"""


def expand(session: Session, notification_id: int, *, now: datetime) -> bool:
    """Find the people of the next range; returns whether there are more ranges.

    The notification's row is locked, so that two processes can't find the same people.
    """
    row = session.get(Notification, notification_id, with_for_update=True)
    if row is None or row.state != NotificationState.EXPANDING:
        return False
    audience = AUDIENCES[Topic(row.topic)]
    upto = min(row.fanout_cursor + min(_length(row.fanout_cursor), audience.most), row.fanout_until)
    asked = {**UNMARKED, **row.facets, "since": row.since, "n": row.id, "now": now}
    question = {**asked, "after": row.fanout_cursor, "upto": upto}
    if audience.prepare:
        session.execute(text(audience.prepare), question)
    fan_out = text(_FAN_OUT.format(find=audience.find))
    counts = session.scalars(fan_out, {**question, "lane": row.lane, "batch": BATCH})
    row.fanned_out += sum(counts)
    row.fanout_cursor = upto
    if upto >= row.fanout_until:
        row.state = NotificationState.EXPANDED
    return row.state == NotificationState.EXPANDING


def _length(cursor: int) -> int:
    return next((length for length in _RANGES if cursor < length), _RANGES[-1])
