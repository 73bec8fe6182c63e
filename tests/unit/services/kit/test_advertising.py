"""What looks like advertising is named; what people write who want to help is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.kit.advertising import signs_of_advertising


@pytest.mark.parametrize(
    "text",
    [
        "Ich möchte samstags gießen. Muss ich etwas mitbringen?",
        "Hello, I would like to help. You find me at https://kim.example.org.",
        "Schreibt mir gern an kim@kastanie.info oder kim@example.com, danke!",
        "Wir sind der BUND und die VHS und der NABU und kommen GERN.",
        "Unser Kreditinstitut hat einen Betriebsausflug, wir sind 12 Leute.",
        "",
    ],
)
def test_what_people_write_who_want_to_help_is_not_held_up(text: str) -> None:
    assert signs_of_advertising(text) == ()


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("Wir bieten Ihnen SEO an.", "seo"),
        ("Jetzt Kredite ohne Schufa", "kredite"),
        ("Make  MONEY from home", "make money"),
        ("Glücksspiel", "glücksspiel"),
        ("Gluecksspiel", "glücksspiel"),
        ("https://a.example http://b.example", "links"),
        ("schau auf billig.shop und super.xyz", "links"),
        ("JETZT SOFORT ZUGREIFEN HEUTE NOCH BILLIG KAUFEN", "capitals"),
    ],
)
def test_what_looks_like_advertising_is_named(text: str, sign: str) -> None:
    assert sign in signs_of_advertising(text)


def test_a_city_says_which_words_and_how_many_links() -> None:
    assert signs_of_advertising("Seo", words=("zauberei",)) == ()
    assert signs_of_advertising("Zauberei!", words=("zauberei",)) == ("zauberei",)
    assert signs_of_advertising("https://a.example", most_links=0) == ("links",)


@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    assert isinstance(signs_of_advertising(text), tuple)
