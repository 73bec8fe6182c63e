"""The board of ideas, and the links by which their authors look after them.

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_TEXT = sa.Text()


def upgrade() -> None:
    op.create_table(
        "ideas",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", _TEXT, nullable=True),
        *(sa.Column(name, _TEXT, nullable=False) for name in ("state", "kind", "title", "summary")),
        sa.Column("description", _TEXT, nullable=True),
        sa.Column("categories", postgresql.ARRAY(_TEXT), nullable=False),
        sa.Column("district", _TEXT, nullable=True),
        sa.Column("contact_name", _TEXT, nullable=False),
        sa.Column("contact", _TEXT, nullable=True),
        sa.Column("email", _TEXT, nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("language", _TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("project_draft_id", sa.Uuid(), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_ideas_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ideas")),
        sa.UniqueConstraint("slug", name=op.f("uq_ideas_slug")),
    )
    public, begun = sa.text("state = 'published'"), sa.text("project_draft_id IS NOT NULL")
    op.create_index("ix_ideas_newest", "ideas", [sa.text("published_at DESC"), "id"], postgresql_where=public)
    op.create_index("ix_ideas_ends_on", "ideas", ["ends_on"], postgresql_where=public)
    op.create_index("ix_ideas_over", "ideas", ["changed_at"], postgresql_where=sa.text("state <> 'published'"))
    op.create_index("uq_ideas_project_draft_id", "ideas", ["project_draft_id"], unique=True, postgresql_where=begun)
    op.create_table(
        "idea_links",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("idea_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", _TEXT, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["ideas.id"], name=op.f("fk_idea_links_idea_id_ideas"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_idea_links")),
    )
    op.create_index("ix_idea_links_idea_id", "idea_links", ["idea_id"])


def downgrade() -> None:
    op.drop_table("idea_links")
    op.drop_table("ideas")
