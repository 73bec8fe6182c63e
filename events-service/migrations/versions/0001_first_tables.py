"""The first tables, and how German is searched

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


# People write Gruen and Grün, Baeume and Bäume. "ue" after a vowel is none (Bauer, neue), nor after a q.
FOLDED = r"""
CREATE FUNCTION public.folded(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT replace(replace(regexp_replace(lower(words), '(?<![aeiouyäöüq])ue', 'ü', 'g'), 'ae', 'ä'), 'oe', 'ö')
$$
"""
# Stop words first (they are spelt with their umlauts), then accents away, then the stem.
CONFIGURATION = """
CREATE TEXT SEARCH DICTIONARY public.german_stop (TEMPLATE = pg_catalog.simple, STOPWORDS = german, ACCEPT = false);
CREATE TEXT SEARCH CONFIGURATION public.mosaik (COPY = pg_catalog.german);
ALTER TEXT SEARCH CONFIGURATION public.mosaik
    ALTER MAPPING FOR asciihword, asciiword, hword, hword_asciipart, hword_part, word
    WITH public.german_stop, unaccent, german_stem
"""
# Names are qualified: a dump is restored with an empty search path, and these stand behind columns.
SEARCH_WORDS = """
CREATE FUNCTION public.search_words(title text, words text, description text)
RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT setweight(to_tsvector('public.mosaik', public.folded(title)), 'A')
        || setweight(to_tsvector('public.mosaik', public.folded(words)), 'B')
        || setweight(to_tsvector('public.mosaik', public.folded(coalesce(description, ''))), 'C')
$$
"""
SEARCH_QUERY = """
CREATE FUNCTION public.search_query(words text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT websearch_to_tsquery('public.mosaik', public.folded(words))
$$
"""


def upgrade() -> None:
    for statement in (FOLDED, *CONFIGURATION.split(";"), SEARCH_WORDS, SEARCH_QUERY):
        op.execute(statement)
    op.create_table(
        "idempotency_keys",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_hash", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_idempotency_keys")),
    )
    op.create_table(
        "inbox",
        sa.Column("fact_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("fact_id", name=op.f("pk_inbox")),
    )
    op.create_index("ix_inbox_heard_at", "inbox", ["heard_at"], unique=False)
    op.create_table(
        "known_versions",
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("about", "object_id", name=op.f("pk_known_versions")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("object_id", sa.Text(), nullable=True),
        sa.Column("object_version", sa.Integer(), nullable=True),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hearers", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("waiting_for", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index("ix_outbox_name_told_at", "outbox", ["name", "told_at"], unique=False)
    op.create_index(
        "ix_outbox_unheard", "outbox", ["told_at"], unique=False, postgresql_where=sa.text("waiting_for <> '{}'")
    )
    op.create_index(
        "ix_outbox_unsent", "outbox", ["told_at"], unique=False, postgresql_where=sa.text("sent_at IS NULL")
    )
    op.create_table(
        "unheard",
        sa.Column("fact_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("message", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("traceback", sa.Text(), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("fact_id", name=op.f("pk_unheard")),
    )
    op.create_table(
        "catalogue",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue")),
    )
    op.execute("INSERT INTO catalogue (id, version) VALUES (1, gen_random_uuid())")
    op.create_table(
        "imports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("announce", sa.Boolean(), nullable=False),
        sa.Column("sent_by", sa.Text(), nullable=False),
        sa.Column("rows", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("counts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_table(
        "organisations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
    )
    op.create_index("ix_organisations_slug", "organisations", ["slug"], unique=False)
    op.create_table(
        "stewardships",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stewardships")),
    )
    op.create_index(
        "ix_stewardships_person_id_organisation_id", "stewardships", ["person_id", "organisation_id"], unique=False
    )
    op.create_table(
        "events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("categories", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("venue", sa.Text(), nullable=True),
        sa.Column("street", sa.Text(), nullable=True),
        sa.Column("post_code", sa.Text(), nullable=True),
        sa.Column("town", sa.Text(), nullable=True),
        sa.Column("district", sa.Text(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("online_link", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("status_note", sa.Text(), nullable=True),
        sa.Column("previous_start", sa.DateTime(timezone=True), nullable=True),
        sa.Column("registration", sa.Text(), nullable=False),
        sa.Column("registration_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("waiting_list", sa.Boolean(), nullable=False),
        sa.Column("cost", sa.Text(), nullable=True),
        sa.Column("with_children", sa.Boolean(), nullable=True),
        sa.Column("wheelchair", sa.Text(), nullable=True),
        sa.Column("accessibility", sa.Text(), nullable=True),
        sa.Column("languages", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("contact_person", sa.Text(), nullable=True),
        sa.Column("keywords", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("all_day", sa.Boolean(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=True),
        sa.Column("further_starts", postgresql.ARRAY(sa.DateTime(timezone=True)), nullable=False),
        sa.Column("left_out", postgresql.ARRAY(sa.DateTime(timezone=True)), nullable=False),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("is_free", sa.Boolean(), nullable=True),
        sa.Column("search_words", sa.Text(), nullable=False),
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed("public.search_words(title, search_words, description)", persisted=True),
            nullable=False,
        ),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_with_organisation", sa.Boolean(), nullable=False),
        sa.Column("laid_out_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_events_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("external_id", name=op.f("uq_events_external_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_events_slug")),
    )
    op.create_index(
        "ix_events_laid_out_until",
        "events",
        ["laid_out_until"],
        unique=False,
        postgresql_where=sa.text("laid_out_until IS NOT NULL"),
    )
    op.create_index("ix_events_organisation_id", "events", ["organisation_id"], unique=False)
    op.create_index(
        "ix_events_facets",
        "events",
        ["id"],
        unique=False,
        postgresql_include=[
            "categories",
            "district",
            "mode",
            "organisation_id",
            "with_children",
            "wheelchair",
            "is_free",
        ],
        postgresql_where=sa.text("state = 'published'"),
    )
    op.create_index("ix_events_search", "events", ["search"], unique=False, postgresql_using="gin")
    op.create_index(
        "ix_events_told_until",
        "events",
        ["told_until"],
        unique=False,
        postgresql_where=sa.text("told_until IS NOT NULL"),
    )
    op.create_table(
        "event_dates",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_event_dates_event_id_events"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_dates")),
    )
    op.create_index("ix_event_dates_starts_at", "event_dates", ["starts_at", "id"], unique=False)
    op.create_index("ix_event_dates_until", "event_dates", ["until", "event_id"], unique=False)
    op.create_index(
        "ix_event_dates_span",
        "event_dates",
        [sa.literal_column("tstzrange(starts_at, until)")],
        unique=False,
        postgresql_using="gist",
    )
    op.create_index("uq_event_dates_event_id_starts_at", "event_dates", ["event_id", "starts_at"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_event_dates_event_id_starts_at", table_name="event_dates")
    op.drop_index("ix_event_dates_span", table_name="event_dates", postgresql_using="gist")
    op.drop_index("ix_event_dates_until", table_name="event_dates")
    op.drop_index("ix_event_dates_starts_at", table_name="event_dates")
    op.drop_table("event_dates")
    op.drop_index("ix_events_told_until", table_name="events", postgresql_where=sa.text("told_until IS NOT NULL"))
    op.drop_index("ix_events_search", table_name="events", postgresql_using="gin")
    op.drop_index("ix_events_facets", table_name="events", postgresql_where=sa.text("state = 'published'"))
    op.drop_index("ix_events_organisation_id", table_name="events")
    op.drop_index(
        "ix_events_laid_out_until", table_name="events", postgresql_where=sa.text("laid_out_until IS NOT NULL")
    )
    op.drop_table("events")
    op.drop_index("ix_stewardships_person_id_organisation_id", table_name="stewardships")
    op.drop_table("stewardships")
    op.drop_index("ix_organisations_slug", table_name="organisations")
    op.drop_table("organisations")
    op.drop_table("imports")
    op.drop_table("catalogue")
    op.drop_table("unheard")
    op.drop_index("ix_outbox_unsent", table_name="outbox", postgresql_where=sa.text("sent_at IS NULL"))
    op.drop_index("ix_outbox_unheard", table_name="outbox", postgresql_where=sa.text("waiting_for <> '{}'"))
    op.drop_index("ix_outbox_name_told_at", table_name="outbox")
    op.drop_table("outbox")
    op.drop_table("known_versions")
    op.drop_index("ix_inbox_heard_at", table_name="inbox")
    op.drop_table("inbox")
    op.drop_table("idempotency_keys")
    op.execute("DROP FUNCTION public.search_query(text)")
    op.execute("DROP FUNCTION public.search_words(text, text, text)")
    op.execute("DROP TEXT SEARCH CONFIGURATION public.mosaik")
    op.execute("DROP TEXT SEARCH DICTIONARY public.german_stop")
    op.execute("DROP FUNCTION public.folded(text)")
