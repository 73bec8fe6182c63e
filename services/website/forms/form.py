"""What people may type: shapes with errors in plain words, and nothing typed is ever lost."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate
from werkzeug.datastructures import MultiDict

from services.kit import shapes
from services.kit.addresses import LONGEST_NAME
from services.website.language import _, said
from services.website.lists.filters import YES

ADDRESS = said("Please enter a complete address, for example name@example.org.")
TOO_OFTEN = said("That was a bit much at once. Please wait a few minutes and try again.")
AWAY = said("This part of the site takes a short break. Please try again in a minute.")
TOO_FAST = said("That was very fast. Please send the form once more.")
OTHER_WORDING = said("The wording has changed in the meantime. Please read it once more.")
SENTENCES = {422: ADDRESS, 429: TOO_OFTEN, 503: AWAY}
"""What a refusal means for who only gave her address, by its status."""
_WHAT = said("Please say what is wrong.")


class Line(fields.String):
    """One line of text, tidied; signs that cannot be seen are refused."""

    _tidy = staticmethod(shapes.line)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        try:
            return str(super()._deserialize(self._tidy(str(value)), attr, data, **kwargs))
        except ValueError:
            raise ValidationError(said("Please leave out signs that cannot be seen.")) from None


class Text(Line):
    """Several lines of text, tidied."""

    _tidy = staticmethod(shapes.words)


def address(**options: Any) -> fields.Email:
    """Return the field for a mail address, which has to be given unless there is a default."""
    length = validate.Length(max=254, error=ADDRESS)
    messages: dict[str, Any] = {"required": ADDRESS, "invalid": ADDRESS}
    return fields.Email(required=not options, error_messages=messages, validate=length, **options)


def at_most(length: int) -> Callable[[str], None]:
    """Return the rule for a longest length."""

    def check(text: str) -> None:
        if len(text) > length:
            raise ValidationError(too_long(len(text), length))

    return check


def too_long(length: int, most: int) -> str:
    """Say how long a text is, and how long it may be."""
    return _("That is too long: it has %(length)s characters, and may have %(most)s.", length=length, most=most)


class Form(Schema):
    """A shape that reads only the fields it knows."""

    class Meta:
        unknown = EXCLUDE


class AddressForm(Form):
    """Somebody's mail address, and nothing else."""

    email = address()


class SomebodyForm(AddressForm):
    """Whom a letter invites, and what she is called."""

    name = Line(validate=at_most(LONGEST_NAME), load_default=None)


class SenderForm(Form):
    """Whom to ask about what she suggests."""

    an = address()


class ReportForm(Form):
    """What is wrong on a page, and whom to ask about it."""

    text = Text(required=True, error_messages={"required": _WHAT}, validate=at_most(5000))
    an = address(load_default=None)


class CodeForm(Form):
    """The six digits from a letter."""

    code = Line(
        required=True,
        error_messages={"required": said("Please enter the 6 digits from the e-mail.")},
        validate=validate.Regexp(r"(\d ?){6}$", error=said("Please enter the 6 digits from the e-mail.")),
    )


@dataclass
class Filled:
    """A form as somebody filled it in, with what is wrong about it."""

    typed: MultiDict[str, str] = field(default_factory=MultiDict)
    errors: dict[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """Return what was typed into a field."""
        return self.typed.get(name, "")

    def values(self, name: str) -> list[str]:
        """Return all that was chosen for a field."""
        return self.typed.getlist(name)

    def error(self, name: str) -> str:
        """Return what is wrong with a field, or nothing."""
        return _(self.errors[name]) if name in self.errors else ""


def read(schema: type[Form], typed: MultiDict[str, str]) -> tuple[Filled, dict[str, Any] | None]:
    """Return the form as typed, and its words unless something is wrong."""
    shape = schema()
    words = {name: given for name, each in shape.fields.items() if (given := _given(typed, name, each))}
    try:
        return Filled(typed), dict(shape.load(words))
    except ValidationError as wrong:
        errors = cast(dict[str, Any], wrong.messages)
        return Filled(typed, {name: _first(sentences) for name, sentences in errors.items()}), None


def _given(typed: MultiDict[str, str], name: str, each: fields.Field[Any]) -> Any:
    if isinstance(each, fields.List):
        return [value for value in typed.getlist(name) if value]
    if isinstance(each, fields.Boolean):
        return typed.get(name) == YES
    return typed.get(name, "").strip() or None


def _first(sentences: Any) -> str:
    """Return one sentence of what may be a list, or a list by position."""
    if isinstance(sentences, dict):
        return _first(next(iter(sentences.values())))
    return str(sentences[0])
