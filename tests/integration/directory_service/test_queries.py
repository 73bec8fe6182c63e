from typing import Any
from urllib.parse import urlencode

import pytest

from services.kit.web import Service
from tests.integration.directory_service.conftest import Door
from tests.support.directory_makers import a_draft, a_draft_organisation, an_offer, an_organisation


def titles(found: Any) -> list[str]:
    return [each.get("title") or each["name"] for each in found["items"]]


@pytest.fixture
def four_offers(directory: Service) -> None:
    owner = an_organisation(directory)
    an_offer(
        directory, owner, title="Eins", categories=["nature"], with_children=True, wheelchair="yes", languages=["de"]
    )
    an_offer(directory, owner, title="Zwei", categories=["nature", "energy"], with_children=False, wheelchair="no")
    an_offer(
        directory, owner, title="Drei", categories=["energy"], commitment="long_term", district="altstadt", remote=True
    )
    an_offer(directory, owner, title="Vier", categories=["health"], wheelchair="partly", certificate_of_conduct=False)


@pytest.mark.usefixtures("four_offers")
@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("", {"Eins", "Zwei", "Drei", "Vier"}),
        ("category=nature", {"Eins", "Zwei"}),
        ("category=nature&category=health", {"Eins", "Zwei", "Vier"}),
        ("category=nature&category=energy&commitment=long_term", {"Drei"}),
        ("commitment=short_term&commitment=long_term", {"Eins", "Zwei", "Drei", "Vier"}),
        ("district=altstadt", {"Drei"}),
        ("with_children=true", {"Eins"}),
        ("with_children=false", {"Zwei"}),
        ("wheelchair=true", {"Eins"}),
        ("wheelchair=yes&wheelchair=partly", {"Eins", "Vier"}),
        ("wheelchair=no", {"Zwei"}),
        ("remote=true", {"Drei"}),
        ("remote=false", {"Eins", "Zwei", "Vier"}),
        ("language=de", {"Eins"}),
        ("wheelchair=unknown", {"Drei"}),
        ("wheelchair=unknown&wheelchair=no", {"Zwei", "Drei"}),
        ("certificate_of_conduct=false", {"Vier"}),
        ("certificate_of_conduct=true", set()),
        ("certificate_of_conduct=unknown&certificate_of_conduct=no", {"Eins", "Zwei", "Drei", "Vier"}),
        ("with_children=unknown", {"Drei", "Vier"}),
        ("district=unknown", {"Eins", "Zwei", "Vier"}),
        ("language=unknown", {"Zwei", "Drei", "Vier"}),
        ("language=unknown&not_language=de", {"Zwei", "Drei", "Vier"}),
        ("not_language=de", {"Zwei", "Drei", "Vier"}),
        ("q=zwei&category=health", set()),
    ],
)
def test_filters_narrow_a_list(anybody: Door, question: str, found: set[str]) -> None:
    answer = anybody.get(f"/v1/offers?{question}")
    assert set(titles(answer)) == found
    assert answer["total"] == len(found)


@pytest.mark.usefixtures("four_offers")
def test_each_facet_is_counted_with_all_other_filters(anybody: Door) -> None:
    facets = anybody.get("/v1/offers?category=nature&with_children=true")["facets"]
    # Of those with children one is for nature; of those for nature one is known to be with and one to be without.
    assert facets["category"] == {"nature": 1}
    assert facets["with_children"] == {"true": 1, "false": 1}
    assert facets["wheelchair"] == {"true": 1}
    assert facets["training"] == {"unknown": 1}


@pytest.mark.usefixtures("four_offers")
@pytest.mark.parametrize("question", ["", "commitment=short_term", "category=energy&category=nature", "remote=false"])
def test_a_count_says_what_the_choice_would_leave(anybody: Door, question: str) -> None:
    asked = [pair for pair in question.split("&") if pair]
    facets = anybody.get(f"/v1/offers?{question}")["facets"]
    for name, counts in facets.items():
        others = [pair for pair in asked if not pair.startswith(f"{name}=")]
        for key, count in counts.items():
            chosen = "&".join([*others, f"{name}={key}"])
            assert anybody.get(f"/v1/offers?{chosen}")["total"] == count, chosen


@pytest.mark.usefixtures("four_offers")
def test_pages_follow_each_other_without_gap_or_double(anybody: Door) -> None:
    pages = [anybody.get(f"/v1/offers?size=3&page={page}") for page in (1, 2, 3)]
    assert [len(page["items"]) for page in pages] == [3, 1, 0]
    assert {title for page in pages for title in titles(page)} == {"Eins", "Zwei", "Drei", "Vier"}
    assert {page["total"] for page in pages} == {4}


def test_the_newest_stands_first(directory: Service, anybody: Door) -> None:
    owner = an_organisation(directory)
    for title in ("Zuerst", "Danach", "Zuletzt"):
        an_offer(directory, owner, title=title)
    assert titles(anybody.get("/v1/offers")) == ["Zuletzt", "Danach", "Zuerst"]


def test_names_are_sorted_as_people_sort_them(directory: Service, anybody: Door) -> None:
    for name in ("Zebra", "Ökostrom", "apfel", "„Birne“", "Obst", "Äther"):
        an_organisation(directory, name=name)
    found = titles(anybody.get("/v1/organisations"))
    assert found == ["apfel", "Äther", "„Birne“", "Obst", "Ökostrom", "Zebra"]


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("Bäume", "Baum gießen"),
        ("baeume", "Baum gießen"),
        ("giessen", "Baum gießen"),
        ("Mobilität", "Rad flicken"),
        ("mobility", "Rad flicken"),
        ("Räder", "Rad flicken"),
        ("Paulusviertel", "Rad flicken"),
        ("Werkstatt -Baum", "Rad flicken"),
        ('"flicken und pumpen"', "Rad flicken"),
        ("das Rad für die Mobilität", "Rad flicken"),
    ],
)
def test_german_words_are_found_in_all_their_forms(directory: Service, anybody: Door, words: str, title: str) -> None:
    owner = an_organisation(directory)
    an_offer(directory, owner, title="Baum gießen", keywords=["Sommer"])
    an_offer(
        directory,
        owner,
        title="Rad flicken",
        summary="Kommen und helfen.",
        categories=["mobility"],
        district="paulusviertel",
        description="In der Werkstatt: flicken und pumpen.",
    )
    answer = anybody.ask("GET", "/v1/offers?" + _query(q=words)).get_json()
    assert titles(answer)[0] == title


def test_a_word_in_the_title_weighs_more_than_one_in_the_text(directory: Service, anybody: Door) -> None:
    owner = an_organisation(directory)
    an_offer(directory, owner, title="Hecke schneiden", keywords=["Garten"])
    an_offer(directory, owner, title="Garten pflegen")
    an_offer(directory, owner, title="Laub rechen", description="Im Garten.")
    an_offer(directory, owner, title="Beete bauen", summary="Für den Garten.")
    found = titles(anybody.get("/v1/offers?q=Garten&sort=relevance"))
    assert found == ["Garten pflegen", "Hecke schneiden", "Beete bauen", "Laub rechen"]
    assert titles(anybody.get("/v1/offers?q=Garten")) == found
    assert titles(anybody.get("/v1/offers?q=Garten&sort=title"))[0] == "Beete bauen"


@pytest.mark.parametrize("words", ["und", "'", "\\", "&|!:*()", "%", "\U0001f333", "a" * 200, '"', "-", "- -x or"])
def test_any_words_may_be_looked_for(anybody: Door, words: str) -> None:
    assert anybody.get("/v1/offers?" + _query(q=words))["items"] == []


def test_only_what_is_public_is_listed_and_counted(directory: Service, anybody: Door) -> None:
    owner = an_organisation(directory)
    a_draft(directory, owner)
    a_draft_organisation(directory, name="Noch geheim")
    assert anybody.get("/v1/offers")["total"] == 0
    assert anybody.get("/v1/organisations")["total"] == 1
    assert anybody.get("/v1/figures") == {"organisations": 1, "projects": 0, "offers": 0}


def test_categories_are_named_in_the_language_of_the_reader(directory: Service, anybody: Door) -> None:
    an_offer(directory, categories=["nature", "mobility"])
    german = _categories(anybody, "de")
    english = _categories(anybody, "en")
    assert [each["key"] for each in german][:2] == ["education", "energy"]
    assert {each["key"]: each["offers"] for each in german if each["offers"]} == {"nature": 1, "mobility": 1}
    assert (german[4]["name"], english[4]["name"]) == ("Mobilität", "Mobility")


def test_districts_have_a_point_and_post_codes(anybody: Door) -> None:
    districts = anybody.get("/v1/districts")["items"]
    assert len(districts) == 43
    assert districts[0] == {
        "key": "altstadt",
        "name": "Altstadt",
        "post_codes": ["06108"],
        "lat": 51.4825,
        "lon": 11.9697,
        "borough": "Mitte",
    }


def test_similar_offers_share_a_category(directory: Service, anybody: Door) -> None:
    owner = an_organisation(directory)
    offer_id = an_offer(directory, owner, title="Dieses", categories=["nature", "energy"])
    for title in ("Älteste", "Alt", "Neu", "Neueste"):
        an_offer(directory, owner, title=title, categories=["energy"])
    an_offer(directory, owner, title="Anderes", categories=["health"])
    similar = anybody.get(f"/v1/offers/{offer_id}")["similar"]
    assert [each["title"] for each in similar] == ["Neueste", "Neu", "Alt"]


def test_offers_with_more_in_common_are_more_similar(directory: Service, anybody: Door) -> None:
    owner = an_organisation(directory)
    about = {"categories": ["nature", "health"], "keywords": ["Hochbeet", "Senioren"], "district": "altstadt"}
    offer_id = an_offer(directory, owner, title="Dieses", **about)
    an_offer(directory, owner, title="Beide Themen", categories=["nature", "health"], district=None)
    an_offer(
        directory, owner, title="Ein Schlagwort", categories=["health"], keywords=["Senioren"], district="altstadt"
    )
    an_offer(directory, owner, title="Ein Thema hier", categories=["nature"], district="altstadt")
    an_offer(directory, owner, title="Nur ein Thema", categories=["nature"], district=None)

    similar = anybody.get(f"/v1/offers/{offer_id}")["similar"]

    assert [each["title"] for each in similar] == ["Ein Schlagwort", "Beide Themen", "Ein Thema hier"]


def _query(**asked: str) -> str:
    return urlencode(asked)


def _categories(anybody: Door, language: str) -> list[dict[str, Any]]:
    answer = anybody.client.get("/v1/categories", headers={"Accept-Language": language})
    items: list[dict[str, Any]] = answer.get_json()["items"]
    return items


@pytest.mark.usefixtures("four_offers")
@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("not_category=nature", {"Drei", "Vier"}),
        ("not_category=nature&not_category=health", {"Drei"}),
        ("not_district=altstadt", {"Eins", "Zwei", "Vier"}),
        ("not_category=energy&with_children=true", {"Eins"}),
    ],
)
def test_what_is_not_wanted_is_left_out_and_not_counted(anybody: Door, question: str, found: set[str]) -> None:
    answer = anybody.get(f"/v1/offers?{question}")

    assert set(titles(answer)) == found
    assert sum(answer["facets"]["commitment"].values()) == answer["total"] == len(found)


def test_what_is_nearest_to_a_post_code_comes_first(directory: Service, anybody: Door) -> None:
    owner = an_organisation(directory)
    an_offer(directory, owner, title="Weit", lat=51.44, lon=11.97)
    an_offer(directory, owner, title="Nah", lat=51.4966, lon=11.9791)
    an_offer(directory, owner, title="Überall")

    assert titles(anybody.get("/v1/offers?near=06114&within=10&sort=distance")) == ["Nah", "Weit"]
    assert titles(anybody.get("/v1/offers?near=06114&within=2")) == ["Nah"]
    anybody.get("/v1/offers?near=99999", status=422)


def test_a_list_with_words_keeps_to_what_fits_all_of_them(directory: Service, anybody: Door) -> None:
    owner = an_organisation(directory)
    an_offer(directory, owner, title="Igel füttern")
    an_offer(directory, owner, title="Igel zählen")

    assert titles(anybody.get("/v1/offers?q=Igel fuettern")) == ["Igel füttern"]
    assert set(titles(anybody.get("/v1/offers?q=Igel tauschen"))) == {"Igel füttern", "Igel zählen"}


def test_offers_are_filtered_by_what_is_given_with_whom_by_time_and_age(directory: Service, anybody: Door) -> None:
    owner = an_organisation(directory)
    an_offer(directory, owner, title="Team", alone_or_group=["Firmenteam"], gives="know_how", hours=8.0, minimum_age=18)
    an_offer(directory, owner, title="Familie", alone_or_group=["Familie", "allein"], hours=1.0, minimum_age=None)

    for question, title in {
        "group=Firmenteam": "Team",
        "group=allein": "Familie",
        "gives=know_how": "Team",
        "hours_at_most=2": "Familie",
        "age=12": "Familie",
    }.items():
        assert titles(anybody.get(f"/v1/offers?{question}")) == [title], question
    assert anybody.get("/v1/offers")["facets"]["group"] == {"Firmenteam": 1, "Familie": 1, "allein": 1}
