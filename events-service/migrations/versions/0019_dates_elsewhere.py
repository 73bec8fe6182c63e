"""Dates that are elsewhere than their events, or online, are counted by numbers of their own, among those of events.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

NUMBER_ELSEWHERE = """
CREATE FUNCTION public.number_elsewhere() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status = 'moved_online' OR NEW.change ?| ARRAY['venue', 'mode'] THEN
        NEW.own_number := coalesce(NEW.own_number, nextval(pg_get_serial_sequence('public.events', 'number')));
    ELSE
        NEW.own_number := NULL;
    END IF;
    RETURN NEW;
END
$$
"""


def upgrade() -> None:
    op.add_column("event_dates", sa.Column("own_number", sa.BigInteger()))
    op.execute(NUMBER_ELSEWHERE)
    op.execute(
        "CREATE TRIGGER number_elsewhere BEFORE INSERT OR UPDATE OF status, change ON event_dates "
        "FOR EACH ROW EXECUTE FUNCTION public.number_elsewhere()"
    )
    op.execute("UPDATE event_dates SET change = change WHERE status = 'moved_online' OR change IS NOT NULL")
    op.execute("UPDATE catalogue SET version = gen_random_uuid()")


def downgrade() -> None:
    op.execute("DROP TRIGGER number_elsewhere ON event_dates")
    op.execute("DROP FUNCTION public.number_elsewhere()")
    op.drop_column("event_dates", "own_number")
