"""Cards of contact persons, what each audience sees of them, and their pictures.

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

_TEXTS = postgresql.ARRAY(sa.Text())
_IDS = postgresql.ARRAY(sa.Uuid())


def upgrade() -> None:
    op.create_table(
        "cards",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("shown", postgresql.JSONB(), nullable=False),
        sa.Column("is_listed", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("pronoun", sa.Text(), nullable=True),
        sa.Column("portrait_id", sa.Uuid(), nullable=True),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("organisation_ids", _IDS, nullable=False),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("categories", _TEXTS, nullable=False),
        sa.Column("gives", _TEXTS, nullable=False),
        sa.Column("gives_text", sa.Text(), nullable=True),
        sa.Column("looks_for", _TEXTS, nullable=False),
        sa.Column("looks_for_text", sa.Text(), nullable=True),
        sa.Column("district", sa.Text(), nullable=True),
        sa.Column("languages", _TEXTS, nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_cards_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cards")),
        sa.UniqueConstraint("person_id", name=op.f("uq_cards_person_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_cards_slug")),
    )
    op.create_index(
        "ix_cards_withdrawn_at", "cards", ["withdrawn_at"], postgresql_where=sa.text("withdrawn_at IS NOT NULL")
    )
    op.create_table(
        "shown_cards",
        sa.Column("card_id", sa.Uuid(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("words", postgresql.JSONB(), nullable=False),
        sa.Column("sorts_by", sa.Text(), nullable=False),
        sa.Column("organisation_ids", _IDS, nullable=False),
        sa.Column("categories", _TEXTS, nullable=False),
        sa.Column("gives", _TEXTS, nullable=False),
        sa.Column("looks_for", _TEXTS, nullable=False),
        sa.Column("languages", _TEXTS, nullable=False),
        sa.Column("district", sa.Text(), nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed("to_tsvector('german', said)", persisted=True),
            nullable=False,
        ),
        sa.CheckConstraint("audience IN ('public', 'signed_in')", name=op.f("ck_shown_cards_audience")),
        sa.ForeignKeyConstraint(
            ["card_id"], ["cards.id"], name=op.f("fk_shown_cards_card_id_cards"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("card_id", "audience", name=op.f("pk_shown_cards")),
    )
    op.create_index("ix_shown_cards_sorted", "shown_cards", ["audience", "sorts_by", "card_id"])
    op.create_index("ix_shown_cards_district", "shown_cards", ["audience", "district"])
    for name in ("categories", "gives", "looks_for", "languages", "organisation_ids", "search"):
        op.create_index(f"ix_shown_cards_{name}", "shown_cards", [name], postgresql_using="gin")
    op.create_table(
        "portraits",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("size", sa.Text(), nullable=False),
        sa.Column("card_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name=op.f("fk_portraits_card_id_cards"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", "size", name=op.f("pk_portraits")),
    )
    op.create_index(op.f("ix_portraits_card_id"), "portraits", ["card_id"])
    # A WebP is as small as it gets; trying to compress it again costs time and gains nothing.
    op.execute("ALTER TABLE portraits ALTER COLUMN body SET STORAGE EXTERNAL")


def downgrade() -> None:
    op.drop_table("portraits")
    op.drop_table("shown_cards")
    op.drop_table("cards")
