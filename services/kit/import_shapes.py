"""How tables come in, and what is told of each row: the same in every service."""

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, pre_load, validate

from services.kit.files import LARGEST_FILE
from services.kit.imports import SentIn
from services.kit.paging import LARGEST, PageArgs, offset
from services.kit.shapes import Line, Shape
from services.kit.tables import VERDICTS, faults_first, sentence_of

_LONGEST_TABLE = 5_000_000
_UNKEPT = re.compile("[\\x00\\ud800-\\udfff]")
_PAGE = 100
_MOST_CHOICES = 20_000


def _can_be_kept(text: str) -> None:
    if _UNKEPT.search(text):
        raise ValidationError("This text holds characters that are none. Please save the table as UTF-8.")


class File(fields.String):
    """A file's bytes in Base64."""

    def __init__(self, **options: Any) -> None:
        about = {"contentEncoding": "base64", "description": "CSV, XLSX or Freinet's XML, in Base64."}
        super().__init__(validate=validate.Length(1, LARGEST_FILE * 4 // 3 + 4), metadata=about, **options)

    def deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        """Return the bytes."""
        text = super().deserialize(value, *args, **kwargs)
        if text is None:
            return None
        try:
            return base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            raise ValidationError("This is no Base64.") from None


class TableShape(Shape):
    """A table, as a file or as text, and whether people are told of what is new in it."""

    text = fields.String(
        allow_none=True,
        load_default=None,
        validate=[validate.Length(1, _LONGEST_TABLE), _can_be_kept],
        metadata={"description": "CSV."},
    )
    file = File(allow_none=True, load_default=None)
    file_name = Line(200, allow_none=True, load_default=None)
    announce = fields.Boolean(load_default=False)

    @pre_load
    def _without_mark(self, words: Any, **_: Any) -> Any:
        """Take the byte order mark off that spreadsheets put before a table."""
        text = words.get("text") if isinstance(words, dict) else None
        return {**words, "text": text.removeprefix("\ufeff")} if isinstance(text, str) else words


class ChoicesShape(Shape):
    """What an editor says about a table; nothing (`null`) takes back what was said before."""

    columns = fields.Dict(
        keys=Line(200),
        values=Line(60, allow_none=True),
        validate=validate.Length(max=200),
        metadata={"description": "The column that each heading stands for; an empty word for none."},
    )
    words = fields.Dict(
        keys=Line(60),
        values=fields.Dict(keys=Line(500), values=Line(200, allow_none=True), validate=validate.Length(max=1000)),
        validate=validate.Length(max=100),
        metadata={"description": "By column, what a word that is not known stands for."},
    )
    rows = fields.Dict(
        keys=fields.String(validate=validate.Regexp(r"^[1-9][0-9]{0,5}$")),
        values=fields.String(
            allow_none=True, validate=validate.Regexp(r"^(new|skip|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$")
        ),
        validate=validate.Length(max=_MOST_CHOICES),
        metadata={"description": "By number: `new`, `skip`, or the id of the record that a row belongs to."},
    )


class RowsShape(PageArgs):
    """Which rows of a report: those that somebody has to look at come first."""

    size = fields.Integer(load_default=_PAGE, validate=validate.Range(1, LARGEST))
    verdict = fields.String(load_default=None, validate=validate.OneOf(VERDICTS))


class ComplaintSchema(Schema):
    """What is wrong in one cell."""

    column = fields.String()
    sentence = fields.String(metadata={"description": "In English."})
    template = fields.String(metadata={"description": "The same with gaps, for those who say it in other languages."})
    gaps = fields.Dict(keys=fields.String(), values=fields.String())
    suggestion = fields.String(allow_none=True)
    written = fields.String(metadata={"description": "The word whose meaning an editor may say."})


class LikeSchema(Schema):
    """What a row is like: a record that is there already, or an earlier row of the same table."""

    id = fields.UUID(allow_none=True)
    external_id = fields.String(allow_none=True)
    name = fields.String()
    slug = fields.String(allow_none=True)
    row = fields.Integer(allow_none=True)
    is_strong = fields.Boolean()
    because = fields.List(fields.String(validate=validate.OneOf(["name", "owner", "place", "website", "email"])))


class ImportRowSchema(Schema):
    """What becomes of one row; its number is the one a spreadsheet shows."""

    row = fields.Integer()
    external_id = fields.String(allow_none=True)
    title = fields.String(allow_none=True)
    verdict = fields.String(validate=validate.OneOf(VERDICTS))
    problems = fields.List(fields.Nested(ComplaintSchema))
    notes = fields.List(fields.Nested(ComplaintSchema), metadata={"description": "What hinders nothing."})
    changes = fields.List(fields.String(), metadata={"description": "The columns in which something is different."})
    likes = fields.List(fields.Nested(LikeSchema))
    choice = fields.String()
    starts_at = fields.String(metadata={"description": "When an event begins, with an offset.", "format": "date-time"})
    all_day = fields.Boolean()
    is_series = fields.Boolean()
    place = fields.String()
    is_online = fields.Boolean()


class HeadingSchema(Schema):
    """A heading of the table, and the column it stands for."""

    heading = fields.String()
    column = fields.String(allow_none=True)
    suggestion = fields.String(allow_none=True)


class NoticedSchema(Schema):
    """What was noticed about a file."""

    form = fields.String(validate=validate.OneOf(["csv", "xlsx", "xml", "ics"]))
    encoding = fields.String()
    separator = fields.String()
    sheet = fields.String()
    header_row = fields.Integer()
    empty_rows = fields.Integer()
    empty_columns = fields.Integer()
    columns = fields.List(fields.Nested(HeadingSchema))
    known_columns = fields.List(fields.String())


class ImportSchema(Schema):
    """A table that waits for its confirmation, or was taken over, with a report on each row."""

    id = fields.UUID()
    kind = fields.String()
    announce = fields.Boolean()
    file_name = fields.String(allow_none=True)
    state = fields.String(validate=validate.OneOf(["waiting", "running", "applied"]))
    counts = fields.Dict(keys=fields.String(), values=fields.Integer())
    noticed = fields.Nested(NoticedSchema)
    choices = fields.Raw(metadata={"type": "object"})
    rows = fields.List(fields.Nested(ImportRowSchema))
    total = fields.Integer()
    page = fields.Integer()
    size = fields.Integer()
    sent_at = fields.AwareDateTime()
    begun_at = fields.AwareDateTime(allow_none=True)
    applied_at = fields.AwareDateTime(allow_none=True)


def shown(sent: SentIn, asked: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """Return a table with one page of the report on its rows, what somebody has to look at first."""
    asked = asked or {"page": 1, "size": _PAGE, "verdict": None}
    rows = [row for row in sent.rows if asked["verdict"] in {None, row["verdict"]}]
    first = offset(asked["page"], asked["size"])
    names = [name for name in ImportSchema().fields if hasattr(sent, name)]
    return {
        **{name: getattr(sent, name) for name in names},
        "rows": [_spelled_out(row) for row in faults_first(rows)[first : first + asked["size"]]],
        "total": len(rows),
        "page": asked["page"],
        "size": asked["size"],
        **more,
    }


def _spelled_out(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, **{name: [_whole(each) for each in row[name]] for name in ("problems", "notes") if name in row}}


def _whole(problem: Mapping[str, Any]) -> dict[str, Any]:
    whole = {**problem, "sentence": sentence_of(problem)}
    return {**whole, "template": problem["sentence"]} if "gaps" in problem else whole
