"""What stands the same on many pages is drawn once, and anew as soon as it would look otherwise."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from services.kit import clock
from services.website.language import language, speaking
from services.website.lists import choices
from services.website.rendering import kept_entry

_OFFER = {"slug": "baum", "title": "Bäume pflanzen"}


class Drawn:
    """A macro that counts how often it draws."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, entry: dict[str, Any], *, flat: bool = False) -> Markup:
        """Draw an entry."""
        self.times += 1
        return Markup(f"{language()} {entry['title']} {flat}")


def test_the_same_entry_is_drawn_once(website: Flask) -> None:
    macro = Drawn()
    card = kept_entry(macro)
    with website.test_request_context("/"):
        assert card(dict(_OFFER)) == card(dict(_OFFER)) == "de Bäume pflanzen False"
    assert macro.times == 1


def test_an_entry_that_changed_is_drawn_anew(website: Flask) -> None:
    card = kept_entry(Drawn())
    with website.test_request_context("/"):
        assert card(_OFFER) != card({**_OFFER, "title": "Hecken pflanzen"}) != card(_OFFER, flat=True)


def test_an_entry_is_drawn_in_each_language(website: Flask) -> None:
    card = kept_entry(Drawn())
    with website.test_request_context("/"):
        german = card(_OFFER)
        with speaking("en"):
            assert card(_OFFER) == german.replace("de", "en", 1)


def test_an_entry_is_drawn_anew_the_next_day(website: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    macro, now = Drawn(), clock.now()
    card = kept_entry(macro)
    with website.test_request_context("/"):
        card(_OFFER)
        monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=1))
        card(_OFFER)
    assert macro.times == 2


def test_the_questions_of_a_list_are_said_in_the_language_of_each_page(website: Flask) -> None:
    with website.test_request_context("/"):
        german = choices.offers(MultiDict()).filters["zeit"].label
        with speaking("en"):
            english = choices.offers(MultiDict()).filters["zeit"].label
        assert choices.offers(MultiDict()).filters["zeit"].label == german == "Deine Zeit"
    assert english == "Your time"


def test_what_one_visitor_chose_is_not_chosen_for_the_next(website: Flask) -> None:
    with website.test_request_context("/"):
        assert choices.offers(MultiDict({"zeit": "kurz"})).chosen("zeit") == ["kurz"]
        assert choices.offers(MultiDict()).chosen("zeit") == []
