import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.kit.slugs import free_slug, slug_of


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Grüne Wände für Überall", "gruene-waende-fuer-ueberall"),
        ("Gießkannenbund Halle e. V.", "giesskannenbund-halle-e-v"),
        ("  Café »Zukunft« – 100 %  ", "cafe-zukunft-100"),
        ("Straßenfest: Kräuter & Café!", "strassenfest-kraeuter-cafe"),
        ("GRU\u0308N", "gruen"),
        ("日本語", "offers"),
        ("Суботник", "offers"),
        ("…", "offers"),
    ],
)
def test_a_slug_is_made_of_plain_letters(title: str, slug: str) -> None:
    assert slug_of(title, otherwise="offers") == slug


def test_a_slug_stays_short_and_ends_with_a_letter() -> None:
    assert slug_of("a" * 79 + " " + "b" * 50, otherwise="offers") == "a" * 79


@settings(deadline=None)
@given(st.text(max_size=300))
def test_every_title_gives_a_slug_that_may_stand_in_an_address(title: str) -> None:
    slug = slug_of(title, otherwise="offers")
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert len(slug) <= 80


def test_a_taken_slug_gets_the_first_free_number() -> None:
    assert free_slug("wiese", set()) == "wiese"
    assert free_slug("wiese", {"wiese"}) == "wiese-2"
    assert free_slug("wiese", {"wiese", "wiese-2", "wiese-4"}) == "wiese-3"
