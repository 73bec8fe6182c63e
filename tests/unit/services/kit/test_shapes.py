from typing import Any

import pytest
from marshmallow import ValidationError, fields

from services.kit.shapes import (
    Email,
    Key,
    Language,
    Line,
    MailAddress,
    PostCode,
    Shape,
    WebAddress,
    Words,
    line,
    words,
)


class Thing(Shape):
    """One field of each kind."""

    line = Line(10)
    words = Words(10, allow_none=True)
    key = Key(allow_none=True)
    language = Language()
    email = Email(allow_none=True)
    mail = MailAddress(allow_none=True)
    page = WebAddress(allow_none=True)
    lines = fields.List(Line(5))
    code = PostCode(allow_none=True)


@pytest.mark.parametrize(
    ("name", "given", "kept"),
    [
        ("line", "  hallo ", "hallo"),
        ("line", "a\u0308", "ä"),
        ("words", "a\r\nb\rc\n", "a\nb\nc"),
        ("words", "   ", None),
        ("code", " 6114 ", "06114"),
        ("code", "06114", "06114"),
        ("code", "SW1A", "SW1A"),
        ("code", "", None),
        ("code", None, None),
        ("words", None, None),
        ("key", "suedliche-innenstadt", "suedliche-innenstadt"),
        ("key", "short_term", "short_term"),
        ("language", "uk", "uk"),
        ("email", " a@b.de ", "a@b.de"),
        ("mail", " a@B.de ", "a@b.de"),
        ("mail", "", None),
        ("mail", "  ", None),
        ("page", "https://a.de/b", "https://a.de/b"),
    ],
)
def test_words_are_taken_tidied(name: str, given: Any, kept: Any) -> None:
    assert Thing().load({name: given}) == {name: kept}


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("line", ""),
        ("line", "   "),
        ("line", None),
        ("line", 5),
        ("line", "x" * 11),
        ("line", "a\nb"),
        ("line", "a\tb"),
        ("line", "a\x00b"),
        ("line", "a\x1bb"),
        ("line", "a\x85b"),
        ("line", "a\ud800"),
        ("line", "a\u2028b"),
        ("line", "a\u202eb"),
        ("line", "a\u2066b"),
        ("line", "a\ufeffb"),
        ("words", "a\x00b"),
        ("words", "x" * 11),
        ("key", "1a"),
        ("language", "deutsch"),
        ("email", "nobody"),
        ("email", "a@b.de\x00"),
        ("mail", "nobody"),
        ("email", "x" * 250 + "@b.de"),
        ("page", "javascript:alert(1)"),
        ("page", "ftp://a.de"),
        ("page", "https://a.de/" + "x" * 500),
        ("lines", ["ok", "\x00"]),
        ("unheard_of", "x"),
    ],
)
def test_what_hides_or_does_not_fit_is_refused(name: str, given: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        Thing().load({name: given})
    assert list(refused.value.messages_dict) == [name]


def test_the_place_of_a_hidden_character_is_named() -> None:
    with pytest.raises(ValueError, match=r"Line 2 .* U\+0007"):
        words("a\nb\x07")


def test_arabic_and_joined_signs_are_words_like_any_other() -> None:
    assert line("مرحبا 👩‍🌾") == "مرحبا 👩‍🌾"
