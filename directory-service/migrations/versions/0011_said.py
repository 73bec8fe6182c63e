"""What free words of an offer come to: yes, no, or nothing said

Revision ID: 0011
Revises: 0010
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# As `rules.words_after_yes` reads a cell: only what stands before the first comma says no.
SAID_YES = """
CREATE FUNCTION public.said_yes(said text) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE lower(btrim(regexp_replace(said, '[,;.:].*$', '')))
        WHEN '' THEN NULL
        WHEN 'nicht nötig' THEN NULL
        WHEN 'nein' THEN false WHEN 'no' THEN false WHEN 'none' THEN false
        WHEN 'kein' THEN false WHEN 'keine' THEN false WHEN 'keiner' THEN false WHEN 'nicht' THEN false
        ELSE true
    END
$$
"""
ANSWERS = {
    "has_training": "training",
    "is_insured": "insurance",
    "pays_expenses": "expense_allowance",
    "needs_knowledge": "previous_knowledge",
    "has_transport": "public_transport",
}


def upgrade() -> None:
    op.execute(SAID_YES)
    # One statement for all five, since each would write the whole table anew.
    columns = ", ".join(
        f"ADD COLUMN {name} boolean GENERATED ALWAYS AS (public.said_yes({words})) STORED"
        for name, words in ANSWERS.items()
    )
    op.execute(f"ALTER TABLE offers {columns}")


def downgrade() -> None:
    op.execute(f"ALTER TABLE offers {', '.join(f'DROP COLUMN {name}' for name in ANSWERS)}")
    op.execute("DROP FUNCTION public.said_yes")
