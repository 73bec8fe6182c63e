"""What lists are counted by: a number of its own for each record, and the transaction that touched it last

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

KINDS = ("offers", "projects", "organisations")
NOW = "pg_current_xact_id()::text::bigint"
TOUCH = f"""
CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.touched := {NOW};
    RETURN NEW;
END
$$
"""
# Nobody deletes records; whoever does it by hand leaves no row behind that could tell.
COUNT_ANEW = """
CREATE FUNCTION public.count_anew() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE public.catalogue SET emptied = emptied + 1, version = version + 1;
    RETURN NULL;
END
$$
"""


def upgrade() -> None:
    op.add_column("catalogue", sa.Column("emptied", sa.BigInteger(), nullable=False, server_default="0"))
    op.execute(TOUCH)
    op.execute(COUNT_ANEW)
    for table in KINDS:
        op.add_column(table, sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False))
        op.add_column(table, sa.Column("touched", sa.BigInteger(), nullable=False, server_default=sa.text(NOW)))
        op.create_unique_constraint(f"uq_{table}_number", table, ["number"])
        op.create_index(f"ix_{table}_touched", table, ["touched"])
        op.execute(f"CREATE TRIGGER touch BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION public.touch()")
        for deed in ("DELETE", "TRUNCATE"):
            op.execute(
                f"CREATE TRIGGER count_anew_{deed.lower()} AFTER {deed} ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION public.count_anew()"
            )


def downgrade() -> None:
    for table in KINDS:
        for trigger in ("touch", "count_anew_delete", "count_anew_truncate"):
            op.execute(f"DROP TRIGGER {trigger} ON {table}")
        op.drop_column(table, "touched")
        op.drop_column(table, "number")
    op.execute("DROP FUNCTION public.touch")
    op.execute("DROP FUNCTION public.count_anew")
    op.drop_column("catalogue", "emptied")
