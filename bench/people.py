"""Made-up people for the measurements, written by SQL and the same each time."""

from collections.abc import Sequence

import psycopg

Connection = psycopg.Connection[tuple[object, ...]]
TOKEN = 43
"""As long as the tokens in real links."""

_RECIPIENTS = f"""
    INSERT INTO recipients (person_id, email, name, language, subscribed, newsletter,
                            manage_token, leave_token, updated_at)
    SELECT md5('person' || n)::uuid, 'person' || n || '@example.org', 'Ada ' || n, 'de', true, true,
           rpad(md5('manage' || n), {TOKEN}, md5(n::text)), rpad(md5('leave' || n), {TOKEN}, md5(n::text)), now()
    FROM generate_series(1, %s) AS n
"""
_ONE_INTEREST = """
    INSERT INTO interests (recipient_id, interest_id, kind, category, district, cadence, needs, language, since)
    SELECT id, md5('interest' || id)::uuid, 1, %s, 0, 0, 0, 0, now() - interval '1 day' FROM recipients
"""
# Three lines each: a category, a kind (half any), a district (most any), now and then a digest or a need.
_INTERESTS = """
    INSERT INTO interests (recipient_id, interest_id, kind, category, district, cadence, needs, language, since)
    SELECT r.id, md5(r.id || '-' || line)::uuid,
           CASE WHEN random() < 0.5 THEN 0 ELSE 1 + floor(random() * 5) END,
           (%(categories)s::smallint[])[1 + floor(power(random(), 2) * cardinality(%(categories)s::smallint[]))],
           CASE WHEN random() < 0.7 THEN 0
                ELSE (%(districts)s::smallint[])[1 + floor(random() * cardinality(%(districts)s::smallint[]))] END,
           CASE WHEN random() < 0.8 THEN 0 ELSE 1 END,
           CASE WHEN random() < 0.9 THEN 0 ELSE 1 END,
           0, now() - interval '1 day'
    FROM recipients r CROSS JOIN generate_series(1, 3) AS line
"""


def fill_recipients(connection: Connection, count: int) -> None:
    """Make people who have confirmed."""
    connection.execute(_RECIPIENTS, [count])


def everyone_wants(connection: Connection, category: int) -> None:
    """Let everyone want short offers of one category."""
    connection.execute(_ONE_INTEREST, [category])
    connection.execute("ANALYZE")


def fill_interests(connection: Connection, categories: Sequence[int], districts: Sequence[int]) -> None:
    """Let everyone want about three things, the first categories far more often than the last."""
    connection.execute("SELECT setseed(0.42)")
    connection.execute(_INTERESTS, {"categories": list(categories), "districts": list(districts)})
    connection.execute("VACUUM ANALYZE")
