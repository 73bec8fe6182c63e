"""By what records may be one, kept by PostgreSQL: of organisations their marks, of projects and offers their titles

The functions say in SQL what `services/kit/vocabulary.py` and `rules/duplicates.py` say in Python, for Latin letters;
whatever is written with others bears the mark `?` and is looked at always.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

PLAIN_WORDS = r"""
CREATE FUNCTION public.plain_words(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT btrim(regexp_replace(replace(replace(replace(replace(replace(lower(normalize(said, NFC)),
        '&', ' und '), 'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'ß', 'ss'), '[^[:alnum:]_]+', ' ', 'g'))
$$
"""
# Letters that lower() and casefold() treat alike, and signs that are none.
IS_LATIN = r"""
CREATE FUNCTION public.is_latin(said text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT normalize(said, NFC)
        ~ '^[\u0001-\u007f\u00a0§©«®°´·»À-ÖØ-öø-įĲ-ňŊ-ž–—‘’‚“”„…‹›€]*$'
$$
"""
PLAIN_NAME = r"""
CREATE FUNCTION public.plain_name(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT replace(regexp_replace(' ' || public.plain_words(said) || ' ',
        '(?<= )(e ?v|e ?g|g?gmbh|ug|ag|gbr|kg|verein)(?= )', ' ', 'g'), ' ', '')
$$
"""
PLAIN_PLACE = r"""
CREATE FUNCTION public.plain_place(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT replace(regexp_replace(public.plain_words(said), 'str(?= ?[0-9]|$)', 'strasse', 'g'), ' ', '')
$$
"""
MARKS = r"""
CREATE FUNCTION public.identity_marks(name text, street text, website text, email text)
RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_remove(ARRAY[
        'compact:' || nullif(public.plain_name(name), ''),
        'place:' || nullif(public.plain_place(street), ''),
        'page:' || nullif(rtrim(regexp_replace(lower(website), '^https?://(www\.)?', ''), '/'), ''),
        'mailbox:' || nullif(lower(email), ''),
        CASE WHEN NOT (public.is_latin(concat(name, ' ', street)) AND concat(website, email) ~ '^[\u0001-\u007f]*$')
            THEN '?' END
    ], NULL)
$$
"""
TITLED = ("projects", "offers")


def upgrade() -> None:
    for statement in (PLAIN_WORDS, IS_LATIN, PLAIN_NAME, PLAIN_PLACE, MARKS):
        op.execute(statement)
    marks = sa.Computed("public.identity_marks(name, street, website, email)", persisted=True)
    op.add_column("organisations", sa.Column("marks", postgresql.ARRAY(sa.Text()), marks, nullable=False))
    op.create_index("ix_organisations_marks", "organisations", ["marks"], postgresql_using="gin")
    op.create_index("ix_organisations_spot", "organisations", ["lat", "lon"])
    for table in TITLED:
        title = sa.Computed("public.plain_words(title)", persisted=True)
        op.add_column(table, sa.Column("title_words", sa.Text(), title, nullable=False))
        op.create_index(
            f"ix_{table}_title_words",
            table,
            ["title_words"],
            postgresql_using="gin",
            postgresql_ops={"title_words": "gin_trgm_ops"},
        )
        words = sa.text("string_to_array(title_words, ' ')")
        op.create_index(f"ix_{table}_each_word", table, [words], postgresql_using="gin")


def downgrade() -> None:
    for table in TITLED:
        op.drop_column(table, "title_words")
    op.drop_index("ix_organisations_spot", "organisations")
    op.drop_column("organisations", "marks")
    for function in ("identity_marks", "plain_place", "plain_name", "is_latin", "plain_words"):
        op.execute(f"DROP FUNCTION public.{function}")
