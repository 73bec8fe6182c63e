"""Every change is a revision, and waits for the editors if it has to.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_BLOCKS = (
    (
        "Angaben fehlen",
        "Es fehlen noch Angaben, ohne die niemand mitmachen kann. Bitte ergänzt, wann und wo etwas stattfindet und an "
        "wen man sich wendet.",
    ),
    (
        "Werbung",
        "Der Text wirbt für ein Produkt oder eine Dienstleistung. Wir zeigen nur, was dem Klima in der Stadt dient und "
        "wobei Menschen mitmachen können.",
    ),
    (
        "Wahlwerbung",
        "Der Text wirbt für eine Partei oder eine Kandidatur. Das dürfen wir als Plattform der Stadt nicht zeigen.",
    ),
    (
        "Bildrechte unklar",
        "Wir wissen nicht, ob das Bild gezeigt werden darf. Bitte schreibt dazu, wer es gemacht hat und unter welcher "
        "Lizenz es steht.",
    ),
)


def upgrade() -> None:
    op.create_table(
        "revisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("words", postgresql.JSONB(), nullable=False),
        sa.Column("base", postgresql.JSONB(), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("categories", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("district", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("token_hash", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("first_approved_by", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("notes", postgresql.JSONB(), nullable=False),
        sa.Column("checked", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("assigned_to", sa.Uuid(), nullable=True),
        sa.Column("corrected", sa.Boolean(), nullable=False),
        sa.Column("sampled", sa.Boolean(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_revisions_token_hash")),
    )
    waiting, sampled = sa.text("state = 'waiting'"), sa.text("sampled AND looked_at IS NULL")
    opened = sa.text("state IN ('draft', 'waiting') AND origin <> 'suggestion'")
    op.create_index("ix_revisions_waiting", "revisions", ["submitted_at", "id"], postgresql_where=waiting)
    op.create_index("ix_revisions_sampled", "revisions", ["decided_at"], postgresql_where=sampled)
    op.create_index("ix_revisions_subject_id", "revisions", ["subject_id"])
    op.create_index("ix_revisions_organisation_id", "revisions", ["organisation_id", "state"])
    op.create_index("uq_revisions_open", "revisions", ["subject_id"], unique=True, postgresql_where=opened)
    blocks = op.create_table(
        "text_blocks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_blocks")),
    )
    for position, (title, words) in enumerate(_BLOCKS):
        made = sa.func.gen_random_uuid()
        op.execute(blocks.insert().values(id=made, title=title, text=words, position=position, version=1))


def downgrade() -> None:
    op.drop_table("text_blocks")
    op.drop_table("revisions")
