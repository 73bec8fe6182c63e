"""Doors to the texts that editors use again and again."""

from typing import Any
from uuid import UUID

from directory_service.actions import text_blocks as actions
from directory_service.models import TextBlock
from directory_service.queries import text_blocks as queries
from directory_service.schemas.text_blocks import TextBlockSchema, TextBlockShape, TextBlocksSchema
from services.kit.auth import requires
from services.kit.doors import Doors, session
from services.kit.etags import expected_version, tag

doors = Doors("text-blocks", __name__, url_prefix="/v1/text-blocks", description="The editors' ready-made reasons.")


@doors.get("")
@doors.response(200, TextBlocksSchema)
@requires("editor")
def list_text_blocks() -> dict[str, Any]:
    """List all texts in their order."""
    return {"items": queries.text_blocks(session())}


@doors.post("")
@doors.arguments(TextBlockShape)
@doors.response(201, TextBlockSchema)
@requires("editor")
def add_text_block(words: dict[str, Any]) -> tuple[TextBlock, dict[str, str]]:
    """Keep one more text."""
    return _tagged(actions.add_text_block(session(), words))


@doors.put("/<uuid:block_id>")
@doors.arguments(TextBlockShape)
@doors.response(200, TextBlockSchema)
@requires("editor")
def change_text_block(words: dict[str, Any], block_id: UUID) -> tuple[TextBlock, dict[str, str]]:
    """Replace a text; wants `If-Match` with its version."""
    return _tagged(actions.change_text_block(session(), block_id, words, expected=expected_version()))


@doors.delete("/<uuid:block_id>")
@doors.response(204)
@requires("editor")
def remove_text_block(block_id: UUID) -> None:
    """Keep a text no longer."""
    actions.remove_text_block(session(), block_id)


def _tagged(block: TextBlock) -> tuple[TextBlock, dict[str, str]]:
    return block, {"ETag": tag(block.version)}
