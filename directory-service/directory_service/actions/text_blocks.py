"""The texts that editors use again and again when they refuse something."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from directory_service.models import TextBlock
from directory_service.queries.text_blocks import text_block
from services.kit.errors import Stale


def add_text_block(session: Session, words: Mapping[str, Any]) -> TextBlock:
    """Keep one more text."""
    block = TextBlock(**words)
    session.add(block)
    session.flush()
    return block


def change_text_block(session: Session, block_id: UUID, words: Mapping[str, Any], *, expected: int) -> TextBlock:
    """Replace a text."""
    block = text_block(session, block_id)
    if block.version != expected:
        raise Stale
    for name, value in words.items():
        setattr(block, name, value)
    block.version += 1
    session.flush()
    return block


def remove_text_block(session: Session, block_id: UUID) -> None:
    """Keep a text no longer."""
    session.delete(text_block(session, block_id))
