"""HTML that is pasted into cells: what is to be read stays, all else goes, and nothing is asked of the network."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.kit.files import read_file
from services.kit.plain_text import plain_text
from tests.support.import_cases import case, expected


def descriptions() -> dict[str, str]:
    table = read_file(case(8), {"externe_id", "beschreibung"})
    at = table.columns.index("beschreibung")
    return {cells[0]: plain_text(cells[at]) for _, cells in table.rows}


def test_the_case_of_html_ends_as_it_must() -> None:
    found = descriptions()

    assert {key: found[key] for key in ("W-1", "W-2", "W-4", "W-6")} == {
        key: expected(8)["plain_text"][key] for key in ("W-1", "W-2", "W-4", "W-6")
    }
    assert found["W-3"] == "Hier klicken oder zur Seite (https://abendsonne.example.org/fest)"
    assert found["W-5"] == "- Zelt aufbauen\n- Bänke tragen\n- Müll trennen\n\nDanach: Suppe"
    assert found["W-7"] == "<script>alert(1)</script> Doppelt kodiert &amp; trotzdem lesbar"


@pytest.mark.parametrize("word", expected(8)["must_not_appear_anywhere"])
def test_nothing_dangerous_is_left_of_html(word: str) -> None:
    assert [text for text in descriptions().values() if word in text] == []


@pytest.mark.parametrize("text", ["3 < 5 & 5 > 3", "<3", "Müller & Söhne", "AT&T", "&unbekannt;"])
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert plain_text(text) == text


def test_entities_are_decoded_once() -> None:
    assert plain_text("f&uuml;r &amp;amp; &#8222;alle&#8220;") == "für &amp; „alle“"


def test_a_script_that_never_ends_is_not_shown() -> None:
    assert plain_text("Vorher<script>alert(1)") == "Vorher"


@given(words=st.text(alphabet=st.sampled_from("<>/ab&;!-=\"' scriptp\n"), max_size=60))
def test_whatever_stands_before_a_script_the_script_is_not_shown(words: str) -> None:
    assert "alert" not in plain_text(f"<p>{words}</p>\n<script>alert(1)</script>")
