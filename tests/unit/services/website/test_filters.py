"""What may be chosen on a list: every state has its address, and every chip takes one thing away."""

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from services.website.lists import choices
from services.website.lists.filters import Choice, Filter, Search, pages


@pytest.fixture(autouse=True)
def request_for_offers(website: Flask) -> Iterator[None]:
    with website.test_request_context("/mitmachen"):
        yield


def a_search(*pairs: tuple[str, str]) -> Search:
    return choices.offers(MultiDict(pairs))


def test_choices_become_questions_for_the_service() -> None:
    search = a_search(("q", " Baum  gießen "), ("thema", "nature"), ("zeit", "kurz"), ("kinder", "ja"), ("seite", "2"))
    asked = {name: value for name, value in search.asked().items() if value}
    assert asked == {
        "q": "Baum gießen",
        "category": ["nature"],
        "commitment": ["short_term"],
        "with_children": ["true"],
        "page": 2,
        "size": 12,
    }


def test_what_nobody_offers_is_left_out() -> None:
    search = a_search(("thema", "weather"), ("zeit", "kurz"), ("zeit", "regelmaessig"), ("seite", "-3"), ("x", "y"))
    assert search.chosen("thema") == []
    assert search.chosen("zeit") == ["kurz"]
    assert search.page == 1
    assert search.url() == "/mitmachen?zeit=kurz"


def test_each_chip_leads_to_the_list_without_it() -> None:
    search = a_search(("q", "Baum"), ("thema", "nature"), ("thema", "energy"), ("fuehrungszeugnis", "nein"))
    assert [(chip.label, chip.url) for chip in search.chips()] == [
        ("„Baum“", "/mitmachen?thema=energy&thema=nature&fuehrungszeugnis=nein"),
        ("Energie", "/mitmachen?q=Baum&thema=nature&fuehrungszeugnis=nein"),
        ("Stadtgrün & Artenvielfalt", "/mitmachen?q=Baum&thema=energy&fuehrungszeugnis=nein"),
        ("Ohne Führungszeugnis", "/mitmachen?q=Baum&thema=energy&thema=nature"),
    ]


def test_pages_and_orders_keep_what_is_chosen() -> None:
    search = a_search(("thema", "nature"), ("sortierung", "titel"))
    assert search.url(page=3) == "/mitmachen?thema=nature&sortierung=titel&seite=3"
    assert search.sorted_by("") == "/mitmachen?thema=nature"
    assert search.url(path="/nachrichten", was="offer") == "/nachrichten?thema=nature&sortierung=titel&was=offer"


def test_counts_come_from_the_facets() -> None:
    search = a_search()
    facets = {"category": {"energy": 4}}
    n = {answer.choice.asked: answer.n for answer in search.answers("thema", facets)}
    assert (n["energy"], set(n.values())) == (4, {4, 0})
    assert {answer.n for answer in search.answers("thema", {"category": {}})} == {0}
    for nobody_counts in (None, {}, {"district": {"mitte": 1}}):
        assert {answer.n for answer in search.answers("thema", nobody_counts)} == {None}


def test_only_what_would_leave_something_is_shown_and_what_is_chosen() -> None:
    shown = a_search(("thema", "nature")).answers("thema", {"category": {"energy": 4}}, only_found=True)
    assert {answer.choice.key: answer.is_chosen for answer in shown} == {"energy": False, "nature": True}


def test_the_choice_that_stands_apart_is_left_out_beside_it() -> None:
    yes, no = Choice("ja", "true", "Ja"), Choice("nein", "false", "Nein")
    search = Search([Filter("kinder", "with_children", "", (yes, no), yes=True)], {}, MultiDict())
    assert [answer.choice for answer in search.answers("kinder", None, beside_yes=True)] == [no]


@pytest.mark.parametrize(
    ("total", "current", "shown"),
    [(0, 1, [1]), (30, 1, [1, 2, 3]), (120, 5, [1, None, 4, 5, 6, None, 10]), (24, 2, [1, 2])],
)
def test_only_pages_worth_a_link_are_named(total: int, current: int, shown: list[int | None]) -> None:
    assert pages(total, current) == shown


def test_an_answer_may_be_no_or_not_said_and_two_are_added() -> None:
    search = a_search(("kinder", "nein"), ("kinder", "unbekannt"), ("oepnv", "ja"), ("fuehrungszeugnis", "ja"))

    asked = search.asked()
    assert asked["with_children"] == ["false", "unknown"]
    assert asked["public_transport"] == ["true"]
    assert [chip.label for chip in search.chips()] == [
        "Mit Kindern: nein",
        "Mit Kindern: nicht angegeben",
        "Mit Führungszeugnis",
        "Mit Bus oder Bahn: ja",
    ]


@pytest.mark.parametrize("day", ["2037-02-30", "20370301", "morgen", ""])
def test_only_real_days_are_asked_for(day: str) -> None:
    assert a_search(("ab", day)).asked()["free_from"] == []
    assert a_search(("ab", "2037-03-01")).asked()["free_from"] == ["2037-03-01"]


@pytest.mark.parametrize("asked", ["0", "-1", "abc", "", "1e3", "²", "9" * 5000])
def test_what_is_no_page_means_the_first(asked: str) -> None:
    search = a_search(("seite", asked))
    assert search.page in {1, 1000}
    assert search.beyond(30) in {"", "/mitmachen?seite=3"}


def test_behind_the_last_page_there_is_none() -> None:
    assert a_search(("seite", "999"), ("thema", "nature")).beyond(30) == "/mitmachen?thema=nature&seite=3"
    assert a_search(("seite", "3")).beyond(30) == ""
    assert a_search(("seite", "2")).beyond(0) == "/mitmachen"


def test_a_list_has_one_address_whatever_its_order_and_view() -> None:
    pairs = [("utm_source", "x"), ("sortierung", "titel"), ("ansicht", "karte"), ("umkreis", "2"), ("thema", "nature")]
    assert a_search(*pairs, ("seite", "2")).address() == "/mitmachen?thema=nature&seite=2"


def test_messages_look_for_words_without_their_typing_errors() -> None:
    search = a_search(("q", "Bahm gießen"), ("thema", "nature"), ("sortierung", "titel"))
    address = search.watch("/nachrichten", "offer", mended=[{"asked": "bahm", "found": "Baum"}])
    assert address == "/nachrichten?q=Baum+gie%C3%9Fen&thema=nature&was=offer"


def test_a_topic_that_is_not_wanted_says_so() -> None:
    (chip,) = a_search(("ohne-thema", "energy")).chips()
    assert chip.label == "Nicht: Energie"
