"""A chain of hashes through the consents; lines can be emptied, and neither changed nor deleted.

Revision ID: 0003
Revises: 0002
"""

import json
import secrets
from datetime import UTC
from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_WORDS = ("person_id", "request_id", "step", "happened_at", "wording_hash", "form", "chosen", "letter_id")
_KEEP_CHAIN = """
CREATE FUNCTION keep_chain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.salt IS NULL AND NEW.person_id IS NULL AND NEW.request_id IS NULL
       AND NEW.wording_hash IS NULL AND NEW.form IS NULL AND NEW.chosen IS NULL AND NEW.letter_id IS NULL
       AND (NEW.id, NEW.step, NEW.happened_at, NEW.content_hash, NEW.prev_hash, NEW.hash)
         = (OLD.id, OLD.step, OLD.happened_at, OLD.content_hash, OLD.prev_hash, OLD.hash)
    THEN RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a line of % is never changed', TG_TABLE_NAME;
END $$;
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE ON consents FOR EACH ROW EXECUTE FUNCTION keep_chain();
CREATE TRIGGER never_deleted BEFORE DELETE ON wordings FOR EACH ROW EXECUTE FUNCTION refuse_change()
"""


def upgrade() -> None:
    op.execute("DROP TRIGGER never_changed ON consents")
    op.drop_constraint("fk_consents_person_id_people", "consents")
    op.alter_column("consents", "person_id", nullable=True)
    for name in ("salt", "content_hash", "prev_hash", "hash"):
        op.add_column("consents", sa.Column(name, sa.LargeBinary(), nullable=True))
    _chain_what_is_there()
    for name in ("content_hash", "prev_hash", "hash"):
        op.alter_column("consents", name, nullable=False)
    op.create_unique_constraint(op.f("uq_consents_prev_hash"), "consents", ["prev_hash"])
    op.create_unique_constraint(op.f("uq_consents_hash"), "consents", ["hash"])
    op.execute(_KEEP_CHAIN)


def _chain_what_is_there() -> None:
    bind, before = op.get_bind(), b"\0" * 32
    for row in bind.execute(sa.text("SELECT * FROM consents ORDER BY id")).mappings().all():
        words = {name: row[name] for name in _WORDS}
        words["happened_at"] = row["happened_at"].astimezone(UTC).isoformat(timespec="microseconds")
        told = json.dumps(words, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str).encode()
        salt = secrets.token_bytes(16)
        content = sha256(salt + told).digest()
        after = sha256(before + content).digest()
        bind.execute(
            sa.text("UPDATE consents SET salt = :salt, content_hash = :c, prev_hash = :p, hash = :h WHERE id = :id"),
            {"salt": salt, "c": content, "p": before, "h": after, "id": row["id"]},
        )
        before = after


def downgrade() -> None:
    op.execute("DROP TRIGGER never_deleted ON wordings; DROP TRIGGER never_changed ON consents")
    op.execute("DROP FUNCTION keep_chain()")
    for name in ("hash", "prev_hash", "content_hash", "salt"):
        op.drop_column("consents", name)
    op.execute("DELETE FROM consents WHERE person_id IS NULL")
    op.alter_column("consents", "person_id", nullable=False)
    op.create_foreign_key(op.f("fk_consents_person_id_people"), "consents", "people", ["person_id"], ["id"])
    op.execute("CREATE TRIGGER never_changed BEFORE UPDATE ON consents FOR EACH ROW EXECUTE FUNCTION refuse_change()")
