"""Search entries follow a change without looking at all other records.

What nobody may find any more was told from what is shown by comparing an entry with all there is, so that changing one
of 20,000 offers took 600 ms. Now it is what a change did not put.

Revision ID: 0026
Revises: 0025
"""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_PUT = """
    INSERT INTO public.search_entries AS known (kind, thing_id, external_id, slug, title, summary, categories, district,
        lat, lon, starts_at, until, status, published_at, organisation_name, organisation_slug, words, heads)
    SELECT kind, thing_id, external_id, slug, title, summary, categories, district, lat, lon, starts_at, until,
        status, published_at, organisation_name, organisation_slug, words, ts_filter(words, '{a,b}')
    FROM public.searchable WHERE kind = of_kind AND thing_id = ANY (ids)
    ON CONFLICT (kind, thing_id) DO UPDATE SET external_id = excluded.external_id, slug = excluded.slug,
        title = excluded.title, summary = excluded.summary, categories = excluded.categories,
        district = excluded.district, lat = excluded.lat, lon = excluded.lon, starts_at = excluded.starts_at,
        until = excluded.until, status = excluded.status, published_at = excluded.published_at,
        organisation_name = excluded.organisation_name, organisation_slug = excluded.organisation_slug,
        words = excluded.words, heads = excluded.heads
"""
_VOCABULARY = """
    -- In one order, so that two who bring the same words do not wait for each other.
    INSERT INTO public.search_vocabulary (word, shown, lexeme, entries)
    SELECT word, shown, public.lexeme(word), entries FROM (
        SELECT lower(token) AS word, min(token) AS shown, count(DISTINCT thing_id) AS entries
        FROM public.searchable, LATERAL public.words_of(said) AS token
        WHERE kind = of_kind AND thing_id = ANY (ids) AND length(token) BETWEEN 3 AND 60
        GROUP BY 1
    ) AS counted
    WHERE NOT EXISTS (SELECT FROM public.search_vocabulary v WHERE v.word = counted.word)
        AND public.lexeme(word) ~ '[[:alpha:]]'
    ORDER BY word
    ON CONFLICT (word) DO NOTHING;
"""


def upgrade() -> None:
    op.execute(
        _follows(
            f"""
    WITH put AS ({_PUT} RETURNING known.thing_id) SELECT array_agg(thing_id) FROM put INTO shown_now;
    DELETE FROM public.search_entries
    WHERE kind = of_kind AND thing_id = ANY (ids) AND NOT thing_id = ANY (coalesce(shown_now, '{{}}'));"""
        )
    )


def downgrade() -> None:
    op.execute(
        _follows(
            f"""
    DELETE FROM public.search_entries e WHERE e.kind = of_kind AND e.thing_id = ANY (ids)
        AND NOT EXISTS (SELECT FROM public.searchable s WHERE s.kind = of_kind AND s.thing_id = e.thing_id);
    {_PUT};"""
        )
    )


def _follows(entries: str) -> str:
    return f"""
CREATE OR REPLACE FUNCTION public.put_entries(of_kind text, ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE shown_now uuid[];
BEGIN{entries}{_VOCABULARY}END
$$
"""
