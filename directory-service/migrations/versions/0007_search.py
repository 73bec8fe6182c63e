"""One search over all kinds: what is found, the words there are, and the city's synonyms

Entries and words are kept by triggers, so that no deed can forget them and both are kept or lost with the change.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

LEXEME = """
CREATE FUNCTION public.lexeme(word text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (tsvector_to_array(to_tsvector('public.mosaik', public.folded(word))))[1]
$$
"""
# Letters and numbers alone: of "Repair-Café" the two halves.
WORDS_OF = """
CREATE FUNCTION public.words_of(said text) RETURNS SETOF text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT token FROM ts_parse('pg_catalog.default', said) WHERE tokid IN (1, 2, 3, 9, 10, 11, 22)
$$
"""
# Stop words stay as they are: "im Freien" is more than "frei".
STEMS = """
CREATE FUNCTION public.stems(said text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(coalesce(public.lexeme(word), lower(word)) ORDER BY n), '{}')
    FROM public.words_of(said) WITH ORDINALITY AS each(word, n)
$$
"""
LEXEMES = """
CREATE FUNCTION public.lexemes(said text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT tsvector_to_array(to_tsvector('public.mosaik', public.folded(said)))
$$
"""
SAID_OF_LANGUAGES = """
CREATE FUNCTION public.said_of_languages(keys text[]) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT string_agg(name, ' ') FROM (VALUES
        ('en', 'Englisch English'), ('uk', 'Ukrainisch'), ('ru', 'Russisch'), ('ar', 'Arabisch'),
        ('fa', 'Persisch Farsi'), ('fr', 'Französisch'),
        ('pl', 'Polnisch'), ('ro', 'Rumänisch'), ('es', 'Spanisch'), ('tr', 'Türkisch'),
        ('vi', 'Vietnamesisch'), ('ku', 'Kurdisch'), ('ls', 'Leichte Sprache'), ('dgs', 'Gebärdensprache')
    ) AS language (key, name) WHERE key = ANY (keys)
$$
"""
# A summary weighs less than a title, and whose it is or where it is as little as a description.
SEARCHABLE = """
CREATE VIEW public.searchable AS
SELECT 'offer' AS kind, o.id AS thing_id, o.organisation_id, o.external_id, o.slug, o.title, o.summary, o.categories,
    o.district, o.lat, o.lon, NULL::timestamptz AS starts_at, NULL::timestamptz AS until,
    NULL AS status, o.published_at, owner.name AS organisation_name, owner.slug AS organisation_slug,
    o.search || setweight(to_tsvector('public.mosaik', public.folded(concat_ws(' ',
        array_to_string(o.alone_or_group, ' '), CASE WHEN o.remote THEN 'ortsunabhängig online zuhause Hause' END,
        public.said_of_languages(o.languages)))), 'B')
    || setweight(to_tsvector('public.mosaik', public.folded(concat_ws(' ', owner.name, o.target_groups,
        o.effort, o.previous_knowledge, o.training, o.street,
        CASE o.commitment WHEN 'short_term' THEN 'kurzfristig' ELSE 'langfristig regelmäßig' END,
        CASE WHEN o.with_children THEN 'Kinder Familien' END,
        CASE WHEN o.wheelchair = 'yes' THEN 'rollstuhlgerecht barrierefrei' END))), 'D') AS words,
    concat_ws(' ', o.title, array_to_string(o.keywords, ' '), o.topics, o.summary, o.description, owner.name,
        o.target_groups, o.effort, array_to_string(o.alone_or_group, ' '), o.previous_knowledge, o.training,
        CASE WHEN o.remote THEN 'ortsunabhängig online zuhause' END, public.said_of_languages(o.languages)) AS said
FROM public.offers o JOIN public.organisations owner ON owner.id = o.organisation_id WHERE o.state = 'published'
UNION ALL
SELECT 'project', p.id, p.organisation_id, p.external_id, p.slug, p.title, p.summary, p.categories,
    p.district, p.lat, p.lon, NULL, NULL, p.status, p.published_at, owner.name, owner.slug,
    p.search || setweight(to_tsvector('public.mosaik', public.folded(concat_ws(' ', owner.name, p.goals, p.results,
        p.target_groups, p.street))), 'D'),
    concat_ws(' ', p.title, array_to_string(p.keywords, ' '), p.topics, p.summary, p.description, owner.name, p.goals,
        p.results, p.target_groups)
FROM public.projects p JOIN public.organisations owner ON owner.id = p.organisation_id WHERE p.state = 'published'
UNION ALL
SELECT 'organisation', g.id, g.id, g.external_id, g.slug, g.name, g.summary, g.categories,
    g.district, g.lat, g.lon, NULL, NULL, NULL, g.published_at, g.name, g.slug,
    g.search || setweight(to_tsvector('public.mosaik', public.folded(concat_ws(' ', g.street, g.accessibility,
        public.said_of_languages(g.languages)))), 'D'),
    concat_ws(' ', g.name, array_to_string(g.keywords, ' '), g.topics, g.summary, g.description)
FROM public.organisations g WHERE g.state = 'published'
UNION ALL
SELECT 'event', e.event_id, e.organisation_id, e.external_id, e.slug, e.title, e.summary, e.categories,
    e.district, e.lat, e.lon, e.starts_at, e.until, e.status, e.published_at, e.organisation_name, owner.slug,
    public.search_words(e.title, '{}', '', e.summary, NULL)
        || setweight(to_tsvector('public.mosaik', public.folded(concat_ws(' ', e.words, e.organisation_name, e.venue,
            CASE WHEN e.mode <> 'in_person' THEN 'ortsunabhängig online' END,
            CASE WHEN e.with_children THEN 'Kinder Familien' END, public.said_of_languages(e.languages)))), 'D'),
    concat_ws(' ', e.title, e.summary, e.words, e.organisation_name, e.venue)
FROM public.events e LEFT JOIN public.organisations owner ON owner.id = e.organisation_id
"""
PUT_ENTRIES = """
CREATE FUNCTION public.put_entries(of_kind text, ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM public.search_entries e WHERE e.kind = of_kind AND e.thing_id = ANY (ids)
        AND NOT EXISTS (SELECT FROM public.searchable s WHERE s.kind = of_kind AND s.thing_id = e.thing_id);
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
        words = excluded.words, heads = excluded.heads;
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
END
$$
"""
# The kind and its key are arguments of the trigger.
FOLLOW = """
CREATE FUNCTION public.follow_changes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids uuid[];
BEGIN
    EXECUTE format('SELECT array_agg(%I) FROM changed', TG_ARGV[1]) INTO ids;
    IF ids IS NOT NULL THEN
        PERFORM public.put_entries(TG_ARGV[0], ids);
    END IF;
    RETURN NULL;
END
$$
"""
# A new name of an organisation stands beside all that it offers and does.
FOLLOW_NAMES = """
CREATE FUNCTION public.follow_names() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE renamed uuid[];
BEGIN
    SELECT array_agg(n.id) INTO renamed FROM changed n JOIN before b ON b.id = n.id
    WHERE (n.name, n.slug) IS DISTINCT FROM (b.name, b.slug);
    IF renamed IS NOT NULL THEN
        PERFORM public.put_entries(
            'offer', ARRAY(SELECT id FROM public.offers WHERE organisation_id = ANY (renamed))
        );
        PERFORM public.put_entries(
            'project', ARRAY(SELECT id FROM public.projects WHERE organisation_id = ANY (renamed))
        );
        PERFORM public.put_entries(
            'event', ARRAY(SELECT event_id FROM public.events WHERE organisation_id = ANY (renamed))
        );
    END IF;
    RETURN NULL;
END
$$
"""
# "One or two typing errors" in a short word share few trigrams.
NEAR_WORDS = """
CREATE FUNCTION public.near_words(asked text, most integer) RETURNS TABLE (lexeme text, shown text, entries integer)
LANGUAGE sql STABLE SET pg_trgm.similarity_threshold = 0.24 AS $$
    SELECT v.lexeme, v.shown, v.entries FROM public.search_vocabulary v
    WHERE v.lexeme % asked AND length(v.lexeme) BETWEEN length(asked) - 2 AND length(asked) + 2
    ORDER BY similarity(v.lexeme, asked) DESC, v.entries DESC LIMIT most
$$
"""
FUNCTIONS = (LEXEME, WORDS_OF, STEMS, LEXEMES, SAID_OF_LANGUAGES)
KINDS = {"offers": ("offer", "id"), "projects": ("project", "id"), "organisations": ("organisation", "id")}
FOLLOWED = {**KINDS, "events": ("event", "event_id")}


def upgrade() -> None:
    for statement in FUNCTIONS:
        op.execute(statement)
    _widen_events()
    _make_tables()
    for statement in (SEARCHABLE, PUT_ENTRIES, FOLLOW, FOLLOW_NAMES, NEAR_WORDS):
        op.execute(statement)
    _follow()
    for table, (kind, key) in FOLLOWED.items():
        op.execute(f"SELECT public.put_entries('{kind}', (SELECT array_agg({key}) FROM {table}))")
    # Found by the entries' own index from now on.
    for table in KINDS:
        op.drop_index(f"ix_{table}_search", table)


def _widen_events() -> None:
    """Let events be found by what is told of them; what was told before is found by its title."""
    op.add_column("events", sa.Column("external_id", sa.Text()))
    op.add_column("events", sa.Column("summary", sa.Text(), nullable=False, server_default=""))
    op.add_column("events", sa.Column("words", sa.Text(), nullable=False, server_default=""))
    op.add_column("events", sa.Column("organisation_name", sa.Text()))
    op.add_column("events", sa.Column("categories", postgresql.ARRAY(sa.Text()), nullable=False, server_default="{}"))
    op.add_column("events", sa.Column("languages", postgresql.ARRAY(sa.Text()), nullable=False, server_default="{}"))
    op.add_column("events", sa.Column("with_children", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("events", sa.Column("lat", sa.Double()))
    op.add_column("events", sa.Column("lon", sa.Double()))
    op.add_column("events", sa.Column("published_at", sa.DateTime(timezone=True)))
    op.add_column("events", sa.Column("until", sa.DateTime(timezone=True)))
    op.execute("UPDATE events SET until = coalesce(ends_at, starts_at)")


def _make_tables() -> None:
    op.create_table(
        "search_entries",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("thing_id", sa.Uuid(), nullable=False),
        sa.Column("external_id", sa.Text()),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text()),
        sa.Column("categories", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("district", sa.Text()),
        sa.Column("lat", sa.Double()),
        sa.Column("lon", sa.Double()),
        sa.Column("starts_at", sa.DateTime(timezone=True)),
        sa.Column("until", sa.DateTime(timezone=True)),
        sa.Column("status", sa.Text()),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("organisation_name", sa.Text()),
        sa.Column("organisation_slug", sa.Text()),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.Column("heads", postgresql.TSVECTOR(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "thing_id", name="pk_search_entries"),
    )
    op.create_index("ix_search_entries_words", "search_entries", ["words"], postgresql_using="gin")
    op.create_index("ix_search_entries_heads", "search_entries", ["heads"], postgresql_using="gin")
    op.create_table(
        "search_vocabulary",
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("lexeme", sa.Text(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("word", name="pk_search_vocabulary"),
    )
    op.create_index("ix_search_vocabulary_lexeme", "search_vocabulary", ["lexeme"])
    op.create_index(
        "ix_search_vocabulary_parts",
        "search_vocabulary",
        ["lexeme"],
        postgresql_using="gin",
        postgresql_ops={"lexeme": "gin_trgm_ops"},
    )
    op.create_table(
        "search_synonyms",
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("meant", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("stems", postgresql.ARRAY(sa.Text()), sa.Computed("public.stems(said)", persisted=True)),
        sa.Column("lexemes", postgresql.ARRAY(sa.Text()), sa.Computed("public.lexemes(meant)", persisted=True)),
        sa.PrimaryKeyConstraint("said", "meant", name="pk_search_synonyms"),
    )


def _follow() -> None:
    for table, (kind, key) in FOLLOWED.items():
        for deed, rows in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
            op.execute(f"""
                CREATE TRIGGER found_after_{deed.lower()} AFTER {deed} ON {table} REFERENCING {rows} TABLE AS changed
                FOR EACH STATEMENT EXECUTE FUNCTION public.follow_changes('{kind}', '{key}')
            """)
    op.execute("""
        CREATE TRIGGER found_under_new_names AFTER UPDATE ON organisations
        REFERENCING NEW TABLE AS changed OLD TABLE AS before
        FOR EACH STATEMENT EXECUTE FUNCTION public.follow_names()
    """)


def downgrade() -> None:
    for table in KINDS:
        op.create_index(f"ix_{table}_search", table, ["search"], postgresql_using="gin")
    op.execute("DROP TRIGGER found_under_new_names ON organisations")
    for table in FOLLOWED:
        for deed in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER found_after_{deed} ON {table}")
    op.execute("DROP FUNCTION public.follow_changes, public.follow_names, public.put_entries, public.near_words")
    op.execute("DROP VIEW public.searchable")
    for table in ("search_entries", "search_vocabulary", "search_synonyms"):
        op.drop_table(table)
    for name in (
        "external_id", "summary", "words", "organisation_name", "categories", "languages", "with_children",
        "lat", "lon", "published_at", "until",
    ):  # fmt: skip
        op.drop_column("events", name)
    op.execute("DROP FUNCTION public.stems, public.lexemes, public.lexeme, public.words_of, public.said_of_languages")
