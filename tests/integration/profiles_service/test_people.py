"""The list of people: narrowed, counted, paged and kept on the way; and who fits whom."""

from typing import Any
from uuid import UUID

import pytest

from services.kit.web import Service
from tests.support.card_makers import AUDIENCE, card_words, put_card
from tests.support.profiles_makers import a_person
from tests.support.tokens import Tokens


def somebody(app: Service, tokens: Tokens, name: str, **words: Any) -> UUID:
    person = a_person(app, f"{name.lower().replace(' ', '.')}@example.org", name=name)
    put_card(app, tokens, person.id, card_words(name=name, **words))
    return person.id


def ask(app: Service, query: str = "", headers: dict[str, str] | None = None) -> Any:
    answer: Any = app.test_client().get(f"/v1/people?{query}", headers=headers or {})
    assert answer.status_code == 200, answer.text
    return answer.json


def names(found: Any) -> list[str]:
    return [each["name"] for each in found["items"]]


@pytest.fixture
def people(profiles: Service, tokens: Tokens) -> Service:
    somebody(profiles, tokens, "Zoe", categories=["energy", "nature"], district="altstadt", languages=["de", "vi"])
    somebody(profiles, tokens, "Ärmin", categories=["energy"], gives=["rooms"], looks_for=[])
    somebody(
        profiles, tokens, "Bea", categories=["mobility"], district="altstadt", looks_for=["tools"], role="Radfahren"
    )
    return profiles


def test_people_are_listed_by_name(people: Service) -> None:
    assert names(ask(people)) == ["Ärmin", "Bea", "Zoe"]
    assert names(ask(people, "page=2&size=2")) == ["Zoe"]
    assert ask(people, "page=2&size=2")["total"] == 3


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("category=energy", ["Ärmin", "Zoe"]),
        ("category=energy&category=mobility", ["Ärmin", "Bea", "Zoe"]),
        ("district=altstadt", ["Bea", "Zoe"]),
        ("district=altstadt&category=energy", ["Zoe"]),
        ("language=vi", ["Zoe"]),
        ("gives=rooms", ["Ärmin"]),
        ("looks_for=tools", ["Bea"]),
        ("q=Rad fahren", []),
        ("q=radfahren", ["Bea"]),
        ("q=zoe", ["Zoe"]),
        ("organisation=6f1c0b8e-0000-4000-8000-000000000000", []),
    ],
)
def test_the_list_is_narrowed(people: Service, query: str, found: list[str]) -> None:
    assert names(ask(people, query)) == found


def test_each_further_choice_says_how_many_it_would_leave(people: Service) -> None:
    facets = ask(people, "district=altstadt&category=energy")["facets"]

    assert facets["category"] == {"energy": 1, "nature": 1, "mobility": 1}
    assert facets["district"] == {"altstadt": 1}
    assert facets["language"] == {"de": 1, "vi": 1}
    assert facets["gives"] == {"help": 1}


@pytest.mark.parametrize("query", ["category=x", "district=x", "gives=money", "size=101", "shown=all", "language=x"])
def test_what_nobody_can_ask_is_refused(people: Service, query: str) -> None:
    assert people.test_client().get(f"/v1/people?{query}").status_code == 422


def test_the_public_list_is_kept_on_the_way_and_no_other(people: Service, tokens: Tokens) -> None:
    client, person = people.test_client(), tokens.person(a_person(people).id, AUDIENCE)
    for path in ("/v1/people", f"/v1/people/{ask(people)['items'][0]['slug']}"):
        public, private = client.get(path), client.get(path, headers=person)
        assert public.headers["Cache-Control"] == "public, max-age=60"
        assert private.headers["Cache-Control"] == "private, no-store"
        assert "ETag" not in private.headers
        assert "Authorization" in public.headers["Vary"]
        again = client.get(path, headers={"If-None-Match": public.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
    assert client.get("/v1/people/nobody").headers["Cache-Control"] == "private, no-store"
    website = client.get("/v1/people", headers=tokens.service("website", AUDIENCE))
    assert website.headers["Cache-Control"] == "public, max-age=60", "a program sees what everybody sees"


def test_what_is_hidden_from_all_does_not_change_what_all_are_sent(people: Service, tokens: Tokens) -> None:
    before = people.test_client().get("/v1/people").headers["ETag"]
    somebody(people, tokens, "Verborgen", shown={"name": "signed_in"})

    assert people.test_client().get("/v1/people").headers["ETag"] == before


def test_the_list_asks_the_database_the_same_for_many(people: Service, tokens: Tokens, statements: list[str]) -> None:
    statements.clear()
    ask(people)
    few = len(statements)
    for number in range(12):
        somebody(people, tokens, f"Nummer {number}")
    statements.clear()
    ask(people, "size=100")

    assert len(statements) == few


def fitting(app: Service, tokens: Tokens, person_id: UUID) -> list[tuple[str, dict[str, list[str]]]]:
    answer: Any = app.test_client().get("/v1/me/fitting-people", headers=tokens.person(person_id, AUDIENCE))
    assert answer.headers["Cache-Control"] == "no-store"
    return [
        (each["name"], {reason["kind"]: reason["keys"] for reason in each["reasons"]}) for each in answer.json["items"]
    ]


def test_people_fit_for_reasons_the_strongest_first(people: Service, tokens: Tokens) -> None:
    me = somebody(
        people, tokens, "Ich", categories=["energy"], gives=["tools"], looks_for=["rooms"], district="altstadt"
    )

    assert fitting(people, tokens, me) == [
        ("Ärmin", {"gives": ["rooms"], "categories": ["energy"]}),
        ("Bea", {"looks_for": ["tools"], "district": ["altstadt"]}),
        ("Zoe", {"categories": ["energy"], "district": ["altstadt"]}),
    ]


def test_nobody_fits_by_what_she_hides(profiles: Service, tokens: Tokens) -> None:
    hidden = {"categories": "hidden", "gives": "hidden", "looks_for": "hidden", "district": "hidden"}
    somebody(profiles, tokens, "Verborgen", categories=["energy"], gives=["rooms"], district="altstadt", shown=hidden)
    me = somebody(profiles, tokens, "Ich", categories=["energy"], looks_for=["rooms"], district="altstadt")

    assert fitting(profiles, tokens, me) == []


def test_what_one_hides_oneself_still_helps_to_find_others(profiles: Service, tokens: Tokens) -> None:
    somebody(profiles, tokens, "Offen", gives=["rooms"], looks_for=[])
    me = somebody(profiles, tokens, "Ich", categories=[], gives=[], looks_for=["rooms"], shown={"name": "hidden"})

    assert fitting(profiles, tokens, me) == [("Offen", {"gives": ["rooms"]})]


def test_who_has_no_card_yet_fits_nobody(people: Service, tokens: Tokens) -> None:
    assert fitting(people, tokens, a_person(people).id) == []


def test_nobody_writes_her_card_all_the_time(profiles: Service, tokens: Tokens) -> None:
    person_id = a_person(profiles).id
    headers = {**tokens.person(person_id, AUDIENCE), "If-Match": '"9"'}
    statuses = {
        profiles.test_client().put("/v1/me/card", json=card_words(), headers=headers).status_code for _ in range(121)
    }

    assert statuses == {412, 429}
