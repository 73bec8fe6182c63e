import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles_service.rules import Choice, Wish, is_about, narrowed_choice, weekly_choice, without
from services.kit.leaving import KINDS, Scope

CATEGORIES = ("education", "energy", "health", "nature")
WISHES = st.builds(
    lambda what, categories, cadence: Wish.of({"what": what, "categories": categories, "cadence": cadence}),
    st.lists(st.sampled_from(KINDS), unique=True),
    st.lists(st.sampled_from(CATEGORIES), unique=True),
    st.sampled_from(["at_once", "daily", "weekly"]),
)
SCOPES = st.sampled_from(["offer", "event", "daily", "weekly", "offer:nature", "event:nature,energy"]).map(Scope)


def a_wish(**words: object) -> Wish:
    return Wish.of({"cadence": "at_once", **words})


@pytest.mark.parametrize(
    ("wish", "scope", "left"),
    [
        (a_wish(what=["offer"], categories=["nature"]), "offer:nature", None),
        (
            a_wish(what=["offer"], categories=["nature", "energy"]),
            "offer:nature",
            a_wish(what=["offer"], categories=["energy"]),
        ),
        (a_wish(), "offer:nature", a_wish(categories=["education", "energy", "health"])),
        (a_wish(what=["event"], categories=["nature"]), "offer:nature", a_wish(what=["event"], categories=["nature"])),
        (a_wish(what=["offer", "event"]), "offer", a_wish(what=["event"])),
        (a_wish(commitment="long_term"), "offer", a_wish(what=["event", "project", "organisation"])),
        (a_wish(cadence="daily"), "daily", None),
        (a_wish(cadence="weekly"), "daily", a_wish(cadence="weekly")),
        (a_wish(), "newsletter", a_wish()),
    ],
)
def test_what_is_left_is_all_but_what_was_left(wish: Wish, scope: str, left: Wish | None) -> None:
    assert without(wish, Scope(scope), categories=CATEGORIES) == left


@given(WISHES, SCOPES)
def test_who_has_left_a_scope_wants_nothing_of_it_any_more(wish: Wish, scope: Scope) -> None:
    left = without(wish, scope, categories=CATEGORIES)

    assert left is None or not is_about(left, scope)
    assert left is None or without(left, scope, categories=CATEGORIES) == left


@given(st.lists(WISHES, max_size=5), SCOPES)
def test_leaving_twice_is_leaving_once(wishes: list[Wish], scope: Scope) -> None:
    once = narrowed_choice(Choice(language="de", wishes=tuple(wishes)), scope, categories=CATEGORIES)

    assert narrowed_choice(once, scope, categories=CATEGORIES) == once


def test_weekly_instead_touches_only_what_the_mail_was_about() -> None:
    offers, events = a_wish(what=["offer"]), a_wish(what=["event"])
    choice = weekly_choice(Choice(language="de", wishes=(offers, events)), Scope("offer:nature"))

    assert [each.cadence for each in choice.wishes] == ["weekly", "at_once"]


def test_the_newsletter_and_reminders_are_left_apart_from_the_rest() -> None:
    choice = Choice(language="de", newsletter=True, wishes=(a_wish(),))

    assert not narrowed_choice(choice, Scope("newsletter"), categories=CATEGORIES).newsletter
    assert not narrowed_choice(choice, Scope("reminders"), categories=CATEGORIES).reminders
    assert narrowed_choice(choice, Scope("reminders"), categories=CATEGORIES).newsletter
