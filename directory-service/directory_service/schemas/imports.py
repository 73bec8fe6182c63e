"""How tables come in; what is told of each row is the same in every service (`services.kit.imports`)."""

from typing import Any

from marshmallow import fields, pre_load, validate

from directory_service.rules import ImportKind
from services.kit.shapes import Shape, Words

_LONGEST_TABLE = 5_000_000


class ImportShape(Shape):
    """A table, and whether people are told of what is new in it."""

    kind = fields.String(required=True, validate=validate.OneOf(list(ImportKind)))
    text = Words(_LONGEST_TABLE, required=True, metadata={"description": "CSV with German column names."})
    announce = fields.Boolean(load_default=False)

    @pre_load
    def _without_mark(self, words: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Take the byte order mark off that spreadsheets put before a table."""
        text = words.get("text") if isinstance(words, dict) else None
        return {**words, "text": text.removeprefix("\ufeff")} if isinstance(text, str) else words
