"""What editors write in Markdown, as HTML and as plain text."""

import pytest

from notifier.sending.prose import Prose

TURNING = {*"\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"}


def html(text: str) -> str:
    return str(Prose(text, site="https://city.example").html)


def plain(text: str) -> str:
    return Prose(text, site="https://city.example").text


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Ein **Wort** und *noch* eins.", "Ein Wort und noch eins."),
        ("Eine\nZeile", "Eine\nZeile"),
        ("# Groß\n\nText", "Groß\n\nText"),
        ("- eins\n- zwei\n  - drin", "- eins\n- zwei\n  - drin"),
        ("3. drei\n4. vier", "3. drei\n4. vier"),
        ("> Zitat\n> weiter", "> Zitat\n> weiter"),
        ("[Hier](/mitmachen/x)", "Hier (https://city.example/mitmachen/x)"),
        ("<https://city.example/>", "https://city.example/"),
        ("[Schreib](mailto:post@city.example)", "Schreib (post@city.example)"),
        ("oben\n\n---\n\nunten", "oben\n\n* * *\n\nunten"),
        ("`Code`", "Code"),
        ("", ""),
    ],
)
def test_it_is_said_in_plain_text(written: str, said: str) -> None:
    assert plain(written) == said


@pytest.mark.parametrize(
    "wicked",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,x)",
        "![p](https://x.example/p.gif)",
        '[x](https://x.example "onmouseover=alert(1)")',
        "<a href='https://x.example' style='position:fixed'>x</a>",
    ],
)
def test_nothing_that_acts_or_counts_gets_into_a_mail(wicked: str) -> None:
    drawn = html(wicked)

    assert not any(
        sign in drawn for sign in ("<script", "<img", 'href="javascript', 'href="data', " onmouse", "fixed'>")
    )
    assert "title=" not in drawn


@pytest.mark.parametrize("sign", ["&#x202E;", "&#8238;", "&rlm;", "&lrm;", "&#x2067;", "&#x61C;", "\u202e"])
def test_nothing_turns_the_direction_of_writing(sign: str) -> None:
    written = f"Ab{sign}cd [ef{sign}gh](https://x.example/{sign})"

    assert "Abcd" in html(written)
    assert "efgh" in html(written)
    assert plain(written).startswith("Abcd efgh")
    assert not TURNING & {*html(written), *plain(written)}


def test_the_first_heading_of_a_mail_stays_the_only_one() -> None:
    assert "<h1" not in html("# Eins\n\n## Zwei")
    assert html("# Eins").startswith("<h2 ")


def test_every_part_has_the_style_that_mail_programs_want() -> None:
    assert 'class="l" style="color:#0E5A45"' in html("[x](https://x.example)")
    assert "<p class=" in html("x")
