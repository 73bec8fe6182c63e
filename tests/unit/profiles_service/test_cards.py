"""Who sees what of a card, and why two people fit."""

from typing import Any
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from profiles_service.rules.cards import (
    FIELDS,
    LISTS,
    WORDS,
    Level,
    Viewer,
    audience,
    card_slug,
    level_of,
    may_see,
    nothing,
    seen,
)
from profiles_service.rules.fitting import REASONS, reasons

LEVELS = st.sampled_from([str(level) for level in Level])
SHOWN = st.dictionaries(st.sampled_from(list(FIELDS)), LEVELS)
VIEWERS = st.sampled_from(list(Viewer))
# As it is said to people: up to which level each may see.
ALLOWED = {
    Viewer.NOBODY: {"public"},
    Viewer.SIGNED_IN: {"public", "signed_in"},
    Viewer.EDITOR: {"public", "signed_in"},
    Viewer.SELF: {"public", "signed_in", "hidden"},
}
KEYS = st.lists(st.sampled_from(["a", "b", "c", "d"]), unique=True)
SIDES = st.fixed_dictionaries(
    {"gives": KEYS, "looks_for": KEYS, "categories": KEYS, "district": st.none() | st.sampled_from(["x", "y"])}
)


def a_card() -> dict[str, Any]:
    """Return a card on which every word says something."""
    return {word: [word] if word in LISTS else word for word in WORDS}


@given(shown=SHOWN, viewer=VIEWERS, withdrawn=st.booleans())
def test_no_viewer_ever_sees_a_field_above_her_level(shown: dict[str, str], viewer: Viewer, withdrawn: bool) -> None:
    words = seen(a_card(), shown, viewer, withdrawn=withdrawn) or {}

    for field, parts in FIELDS.items():
        if any(words.get(part) not in (None, []) for part in parts):
            assert shown.get(field, "hidden") in ALLOWED[viewer]
            assert shown.get("name", "hidden") in ALLOWED[viewer]


@given(shown=SHOWN)
def test_who_shows_more_to_somebody_shows_it_to_who_may_see_more(shown: dict[str, str]) -> None:
    nobody, signed_in = (seen(a_card(), shown, each) or {} for each in (Viewer.NOBODY, Viewer.SIGNED_IN))

    assert all(signed_in[word] == said for word, said in nobody.items() if said not in (None, []))


@given(shown=SHOWN, viewer=VIEWERS)
def test_a_field_that_is_allowed_is_seen_whole(shown: dict[str, str], viewer: Viewer) -> None:
    words = seen(a_card(), shown, viewer)
    if words is not None:
        for field, parts in FIELDS.items():
            assert [words[part] for part in parts] == [
                a_card()[part] if may_see(viewer, field, shown) else nothing(part) for part in parts
            ]


@given(shown=SHOWN)
def test_a_card_that_was_withdrawn_is_for_its_owner_and_editors(shown: dict[str, str]) -> None:
    assert seen(a_card(), shown, Viewer.NOBODY, withdrawn=True) is None
    assert seen(a_card(), shown, Viewer.SIGNED_IN, withdrawn=True) is None
    assert seen(a_card(), shown, Viewer.SELF, withdrawn=True) == a_card()


def test_everything_is_hidden_at_first_and_then_there_is_no_card() -> None:
    assert {level_of(field, {}) for field in FIELDS} == {Level.HIDDEN}
    assert [seen(a_card(), {}, viewer) is None for viewer in Viewer] == [True, True, True, False]


def test_nothing_is_shown_to_more_people_than_the_name() -> None:
    assert level_of("email", {"name": "signed_in", "email": "public"}) is Level.SIGNED_IN
    assert level_of("email", {"name": "hidden", "email": "public"}) is Level.HIDDEN
    assert level_of("email", {"name": "public", "email": "signed_in"}) is Level.SIGNED_IN


def test_in_lists_an_editor_is_one_of_those_who_signed_in() -> None:
    assert [audience(viewer) for viewer in (Viewer.NOBODY, Viewer.SIGNED_IN, Viewer.EDITOR)] == [
        Level.PUBLIC, Level.SIGNED_IN, Level.SIGNED_IN,
    ]  # fmt: skip


def test_an_address_tells_of_nobody_else_with_the_same_name() -> None:
    one, other = uuid4(), uuid4()

    assert card_slug("Rosa Regentonne", one) == f"rosa-regentonne-{one.hex[:8]}"
    assert card_slug("Rosa Regentonne", one) != card_slug("Rosa Regentonne", other)
    assert card_slug("Роза", UUID(int=0)) == "person-00000000"


@given(own=SIDES, other=SIDES)
def test_a_reason_is_something_that_both_have(own: dict[str, Any], other: dict[str, Any]) -> None:
    found = {reason.kind: set(reason.keys) for reason in reasons(own, other)}

    assert list(found) == [kind for kind in REASONS if kind in found], "the strongest first"
    assert found.get("gives", set()) == set(other["gives"]) & set(own["looks_for"])
    assert found.get("looks_for", set()) == set(other["looks_for"]) & set(own["gives"])
    assert found.get("categories", set()) == set(other["categories"]) & set(own["categories"])
    assert ("district" in found) == (own["district"] is not None and own["district"] == other["district"])


@given(own=SIDES, other=SIDES)
def test_who_fits_somebody_is_fitted_by_her(own: dict[str, Any], other: dict[str, Any]) -> None:
    mirrored = {"gives": "looks_for", "looks_for": "gives", "categories": "categories", "district": "district"}

    there, back = ({reason.kind for reason in reasons(*pair)} for pair in ((own, other), (other, own)))
    assert {mirrored[kind] for kind in there} == back
