"""What lists are counted by: a number for each event and date, and the transaction that touched an event last.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

NOW = "pg_current_xact_id()::text::bigint"
TOUCH = f"""
CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.touched := {NOW};
    RETURN NEW;
END
$$
"""
# Whoever changes dates has mostly changed their event already, and nothing is to do here.
TOUCH_EVENTS = f"""
CREATE FUNCTION public.touch_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE public.events SET touched = {NOW}
    WHERE id IN (SELECT event_id FROM changed) AND touched <> {NOW};
    RETURN NULL;
END
$$
"""
# Nobody deletes events; whoever does it by hand leaves no row behind that could tell.
COUNT_ANEW = """
CREATE FUNCTION public.count_anew() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE public.catalogue SET emptied = emptied + 1, version = gen_random_uuid();
    RETURN NULL;
END
$$
"""


def upgrade() -> None:
    op.add_column("catalogue", sa.Column("emptied", sa.BigInteger(), nullable=False, server_default="0"))
    for table in ("events", "event_dates"):
        op.add_column(table, sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False))
        op.create_unique_constraint(f"uq_{table}_number", table, ["number"])
    op.add_column("events", sa.Column("touched", sa.BigInteger(), nullable=False, server_default=sa.text(NOW)))
    op.create_index("ix_events_touched", "events", ["touched"])
    for function in (TOUCH, TOUCH_EVENTS, COUNT_ANEW):
        op.execute(function)
    op.execute("CREATE TRIGGER touch BEFORE UPDATE ON events FOR EACH ROW EXECUTE FUNCTION public.touch()")
    for deed, rows in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
        op.execute(
            f"CREATE TRIGGER touch_events_{deed.lower()} AFTER {deed} ON event_dates "
            f"REFERENCING {rows} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.touch_events()"
        )
    for deed in ("DELETE", "TRUNCATE"):
        op.execute(
            f"CREATE TRIGGER count_anew_{deed.lower()} AFTER {deed} ON events "
            "FOR EACH STATEMENT EXECUTE FUNCTION public.count_anew()"
        )


def downgrade() -> None:
    for trigger in ("count_anew_truncate", "count_anew_delete", "touch"):
        op.execute(f"DROP TRIGGER {trigger} ON events")
    for trigger in ("touch_events_delete", "touch_events_update", "touch_events_insert"):
        op.execute(f"DROP TRIGGER {trigger} ON event_dates")
    for function in ("count_anew", "touch_events", "touch"):
        op.execute(f"DROP FUNCTION public.{function}")
    op.drop_column("events", "touched")
    for table in ("event_dates", "events"):
        op.drop_column(table, "number")
    op.drop_column("catalogue", "emptied")
