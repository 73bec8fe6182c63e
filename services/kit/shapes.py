"""Words as they come in from outside: trimmed, of one spelling (NFC), of bounded length, without hidden characters.

Control characters break mails and logs, and characters that turn the direction of writing let a text look like
another; neither has a place in what citizens read. The patterns stand in the API page too, so that it tells the truth.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from services.kit.addresses import mail_address

# Controls, line and paragraph separators, what turns or hides text, and what is no character at all.
_CONTROLS = "\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f"
_HIDDEN = _CONTROLS + "\\u2028-\\u202e\\u2066-\\u2069\\ufeff\\ufffe\\uffff"
_BREAKS = "\\t\\n\\r"
_NOT_IN_WORDS = re.compile(f"[{_HIDDEN}\\ud800-\\udfff]")
_NOT_IN_LINE = re.compile(f"[{_HIDDEN}\\ud800-\\udfff{_BREAKS}]")
_KEY = r"^[a-z][a-z0-9]*([-_][a-z0-9]+)*$"
_LANGUAGE = r"^[a-z]{2,3}$"


def line(text: str) -> str:
    """Return one line of text, trimmed and of one spelling; refused with `ValueError` when characters hide in it."""
    return _checked(unicodedata.normalize("NFC", text).strip(), _NOT_IN_LINE)


def words(text: str) -> str:
    """Return text of any number of lines, trimmed and of one spelling; refused with `ValueError` as `line`."""
    return _checked(unicodedata.normalize("NFC", text).strip().replace("\r\n", "\n").replace("\r", "\n"), _NOT_IN_WORDS)


def visible(text: str) -> str:
    """Return text of one spelling without the characters that hide in it, for what nobody can be asked to mend."""
    return _NOT_IN_WORDS.sub("", unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n"))


def post_code(word: str) -> str:
    """Return a post code with the leading zero that spreadsheets, and people in a hurry, leave away."""
    return word.zfill(5) if word.isdecimal() else word


def _checked(text: str, forbidden: re.Pattern[str]) -> str:
    if found := forbidden.search(text):
        row = text.count("\n", 0, found.start()) + 1
        raise ValueError(f"Line {row} holds a character that does not belong there: U+{ord(found.group()):04X}.")
    return text


class Shape(Schema):
    """What comes in: words that are not known are refused."""

    class Meta:
        unknown = RAISE


class Words(fields.String):
    """Text of any number of lines, at most `longest` characters; an empty one is no text at all."""

    _tidy = staticmethod(words)
    _forbidden = _HIDDEN

    def __init__(self, longest: int, *, pattern: str = "", **options: Any) -> None:
        shortest = None if options.get("allow_none") else 1
        rules = [validate.Length(min=shortest, max=longest), *([validate.Regexp(pattern)] if pattern else [])]
        metadata = {} if pattern else {"pattern": self._open_pattern(shortest)}
        super().__init__(validate=rules, metadata={**metadata, **options.pop("metadata", {})}, **options)

    @classmethod
    def _open_pattern(cls, shortest: int | None) -> str:
        return f"^[^{cls._forbidden}]*" + (f"[^\\s{cls._forbidden}][^{cls._forbidden}]*$" if shortest else "$")

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            return self._tidy(text) or (None if self.allow_none else "")
        except ValueError as trouble:
            raise ValidationError(str(trouble)) from None

    def _validate(self, value: Any) -> None:
        if value is not None:
            super()._validate(value)


class Line(Words):
    """One line of text, at most `longest` characters."""

    _tidy = staticmethod(line)
    _forbidden = _HIDDEN + _BREAKS


class PostCode(Line):
    """A post code, with its leading zero."""

    def __init__(self, **options: Any) -> None:
        super().__init__(10, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        found = super()._deserialize(value, attr, data, **kwargs)
        return post_code(found) if found else found


class Key(Line):
    """The fixed name of a category, a district or the like."""

    def __init__(self, **options: Any) -> None:
        super().__init__(60, pattern=_KEY, **options)


class Language(Line):
    """A language's two- or three-letter code; `ls` is Leichte Sprache."""

    def __init__(self, **options: Any) -> None:
        super().__init__(3, pattern=_LANGUAGE, **options)


class Email(fields.Email):
    """A mail address."""

    def __init__(self, **options: Any) -> None:
        super().__init__(validate=validate.Length(max=254), **options)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        return _tidied(self, super()._deserialize(value, attr, data, **kwargs))

    def _validate(self, value: Any) -> None:
        if value is not None:
            super()._validate(value)


class MailAddress(Email):
    """A mail address that mail can be sent to, in the spelling it travels in."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            return None if text is None else mail_address(text)
        except ValueError:
            raise ValidationError("This is not a mail address that mail can be sent to.") from None


class WebAddress(fields.Url):
    """The address of a page on the web: http or https, nothing else."""

    def __init__(self, **options: Any) -> None:
        super().__init__(schemes={"http", "https"}, validate=validate.Length(max=500), **options)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        return _tidied(self, super()._deserialize(value, attr, data, **kwargs))

    def _validate(self, value: Any) -> None:
        if value is not None:
            super()._validate(value)


def _tidied(field: fields.String, value: str) -> str | None:
    try:
        return line(value) or (None if field.allow_none else "")
    except ValueError as trouble:
        raise ValidationError(str(trouble)) from None
