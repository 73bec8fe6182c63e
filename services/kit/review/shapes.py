"""How drafts, revisions, their review and suggestions look from outside."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app
from flask_smorest import abort
from marshmallow import Schema, ValidationError, fields, validate

from services.kit.paging import ListSchema, PageArgs
from services.kit.review.rules import Origin, RevisionState
from services.kit.shapes import Email, Key, Shape, Words, words

_DEEPEST = 4
_LONGEST = 200_000
_MOST_ENTRIES = 100
_SAFE = 2**53
_LANGUAGES = validate.OneOf(["de", "en"])


class Forms:
    """What can be written in one service: the shape of each kind of record, as its own door takes it."""

    def __init__(self, shapes: Mapping[str, type[Shape]]) -> None:
        self._shapes = shapes
        self.names: Mapping[str, Sequence[str]] = {
            kind: tuple(name for name in shape().fields if name != "external_id") for kind, shape in shapes.items()
        }

    @property
    def known_names(self) -> set[str]:
        """Return all that can be said about any kind of record."""
        return {name for names in self.names.values() for name in names}

    def understand(self, kind: str, written: Mapping[str, Any]) -> dict[str, Any]:
        """Read the words of a kind of record as its own door would; refused with 422, naming what is wrong."""
        try:
            understood: dict[str, Any] = self._shapes[kind]().load(self._said(kind, written))
        except ValidationError as trouble:
            abort(422, exc=trouble, messages={"json": trouble.messages})
        return understood

    def problems(self, kind: str, written: Mapping[str, Any]) -> dict[str, list[str]]:
        """Return what is missing or wrong in the words of a draft, by field."""
        found = self._shapes[kind]().validate(self._said(kind, written))
        return {str(name): _sentences(said) for name, said in found.items()}

    def _said(self, kind: str, written: Mapping[str, Any]) -> dict[str, Any]:
        return {name: written[name] for name in self.names[kind] if name in written}


def _sentences(said: Any) -> list[str]:
    if isinstance(said, dict):
        return [sentence for each in said.values() for sentence in _sentences(each)]
    return [str(each) for each in said] if isinstance(said, list) else [str(said)]


def forms() -> Forms:
    """Return what can be written in the service that answers."""
    known: Forms = current_app.extensions["review"].forms
    return known


class Kind(Key):
    """A kind of record that this service keeps."""

    def _validate(self, value: Any) -> None:
        super()._validate(value)
        if value is not None and value not in forms().names:
            raise ValidationError(f"Must be one of: {', '.join(sorted(forms().names))}.")


class HalfWritten(fields.Dict):
    """Words as somebody is writing them: any field of a record, with whatever stands in it so far."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        found: dict[Any, Any] = super()._deserialize(value, attr, data, **kwargs)  # type: ignore[no-untyped-call]
        if unknown := sorted(map(str, set(found) - forms().known_names))[:5]:
            raise ValidationError(f"There is no such field: {', '.join(unknown)[:200]}")
        if len(str(found)) > _LONGEST:
            raise ValidationError("That is too long.")
        return {name: _tidy(word, _DEEPEST) for name, word in found.items()}


def _tidy(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        try:
            return words(value)
        except ValueError as trouble:
            raise ValidationError(str(trouble)) from None
    if isinstance(value, int | float):
        if not abs(value) < _SAFE:
            raise ValidationError("That number is too large.")
        return value
    if isinstance(value, list | dict):
        if depth == 0 or len(value) > _MOST_ENTRIES:
            raise ValidationError("That is too much.")
        if isinstance(value, list):
            return [_tidy(each, depth - 1) for each in value]
        return {_tidy(name, 0): _tidy(each, depth - 1) for name, each in value.items()}
    return value


class RevisionOwnerSchema(Schema):
    """Whose revision it is."""

    id = fields.UUID()
    slug = fields.String()
    name = fields.String()


class RevisionsArgs(PageArgs):
    """What a list of revisions may be asked for."""

    state = fields.String(
        load_default="waiting",
        validate=validate.OneOf([*(each for each in RevisionState if each != RevisionState.UNCONFIRMED), "sampled"]),
        metadata={"description": "`sampled`: public already, and to be looked at."},
    )
    kind = fields.List(Kind(), load_default=list)
    category = fields.List(Key(), load_default=list)
    district = fields.List(Key(), load_default=list)
    organisation = fields.UUID(load_default=None, metadata={"description": "Needed by stewards."})
    subject = fields.UUID(load_default=None)
    assigned_to = fields.UUID(load_default=None)


class BeginningShape(Shape):
    """What somebody begins to write about; without `subject_id`, something new."""

    kind = Kind(required=True)
    subject_id = fields.UUID(allow_none=True, load_default=None)
    organisation_id = fields.UUID(allow_none=True, load_default=None)
    words = HalfWritten(load_default=dict)


class DraftShape(Shape):
    """What somebody has written so far; what is not named stays."""

    words = HalfWritten(required=True)
    rebase = fields.Boolean(
        load_default=False, metadata={"description": "The writer has seen what others changed meanwhile."}
    )


class ApprovalShape(Shape):
    """That an editor lets citizens see something, with her own corrections if there are any."""

    words = HalfWritten(allow_none=True, load_default=None)
    checked = fields.List(Key(), load_default=list, validate=validate.Length(max=50))
    note = Words(5000, allow_none=True, load_default=None)


class RefusalShape(Shape):
    """That an editor says no, and why: the reason is mailed, the note is not."""

    reason = Words(5000, required=True)
    note = Words(5000, allow_none=True, load_default=None)


class HandOverShape(Shape):
    """Who is to decide; nobody in particular without an id."""

    person_id = fields.UUID(allow_none=True, load_default=None)
    note = Words(5000, allow_none=True, load_default=None)


class NoteShape(Shape):
    """A note that only editors read."""

    text = Words(5000, required=True)


class RevisionCardSchema(Schema):
    """A revision as lists show it."""

    id = fields.UUID()
    kind = fields.String()
    subject_id = fields.UUID(allow_none=True)
    title = fields.String()
    categories = fields.List(fields.String())
    district = fields.String(allow_none=True)
    state = fields.String(validate=validate.OneOf(list(RevisionState)))
    origin = fields.String(validate=validate.OneOf(list(Origin)))
    sampled = fields.Boolean(metadata={"description": "Public already, and to be looked at."})
    made_at = fields.AwareDateTime()
    changed_at = fields.AwareDateTime()
    submitted_at = fields.AwareDateTime(allow_none=True)
    decided_at = fields.AwareDateTime(allow_none=True)
    assigned_to = fields.UUID(allow_none=True)
    nodded = fields.Boolean(metadata={"description": "One of two editors has approved this as it stands."})
    organisation = fields.Nested(RevisionOwnerSchema, allow_none=True)
    version = fields.Integer()


class DifferenceSchema(Schema):
    """One field that a revision changes; `now` differs from `before` when somebody else changed it meanwhile."""

    field = fields.String()
    before = fields.Raw(allow_none=True)
    after = fields.Raw(allow_none=True)
    now = fields.Raw(allow_none=True)
    is_conflict = fields.Boolean()


class NoteSchema(Schema):
    """A note of the editors."""

    by = fields.String()
    at = fields.String()
    text = fields.String()


class RevisionSchema(RevisionCardSchema):
    """A revision with its words, and all that it changes; notes are for editors."""

    words = fields.Dict(keys=fields.String())
    changes = fields.List(fields.Nested(DifferenceSchema))
    problems = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))
    remarks = fields.List(
        fields.String(), metadata={"description": "By key, what an editor should look at; for editors."}
    )
    publishes = fields.Boolean(metadata={"description": "Sent in as it stands, it is public at once."})
    reason = fields.String(allow_none=True)
    corrected = fields.Boolean()
    checked = fields.List(fields.String())
    notes = fields.List(fields.Nested(NoteSchema))
    sender = fields.String(allow_none=True, metadata={"description": "The confirmed address of a suggestion."})


class RevisionsSchema(ListSchema):
    """A page of revisions."""

    items = fields.List(fields.Nested(RevisionCardSchema))
    facets = fields.Dict(keys=fields.String(), values=fields.Dict(keys=fields.String(), values=fields.Integer()))


class ReviewFiguresSchema(Schema):
    """How the review goes: what waits, and in how many hours the middle decision of the last 90 days was made."""

    waiting = fields.Integer()
    oldest_at = fields.AwareDateTime(allow_none=True)
    decided = fields.Integer()
    median_hours = fields.Float(allow_none=True)
    to_be_sampled = fields.Integer()


class SuggestionShape(Shape):
    """What somebody without an account would like to see here; of what is there already, only what is to change."""

    kind = Kind(required=True)
    subject_id = fields.UUID(allow_none=True, load_default=None)
    organisation_id = fields.UUID(allow_none=True, load_default=None)
    words = HalfWritten(required=True)
    email = Email(required=True)
    language = fields.String(load_default="de", validate=_LANGUAGES)


class ConfirmedSchema(Schema):
    """What was suggested, and how far it has come."""

    title = fields.String()
    state = fields.String(validate=validate.OneOf(list(RevisionState)))


class RefusedSchema(Schema):
    """A suggestion as it was sent, with the reason why it was refused: to be changed, and suggested anew."""

    kind = fields.String()
    subject_id = fields.UUID(allow_none=True)
    organisation_id = fields.UUID(allow_none=True)
    words = fields.Dict(keys=fields.String())
    email = fields.String(metadata={"description": "The address that the link was mailed to."})
    reason = fields.String(allow_none=True)
