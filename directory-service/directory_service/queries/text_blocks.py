"""The editors' ready-made reasons."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory_service.models import TextBlock
from services.kit.errors import NotFound


class NoSuchTextBlock(NotFound):
    """There is no such text block."""


def text_blocks(session: Session) -> Sequence[TextBlock]:
    """Return the editors' texts in their order."""
    return session.scalars(select(TextBlock).order_by(TextBlock.position, TextBlock.title)).all()


def text_block(session: Session, block_id: UUID) -> TextBlock:
    """Return one of the editors' texts; refused with `NoSuchTextBlock`."""
    block = session.get(TextBlock, block_id, with_for_update=True)
    if block is None:
        raise NoSuchTextBlock
    return block
