"""One's own card: written whole, seen by those it is shown to, and gone when it is gone."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete

from profiles_service.models import Card, Person, Portrait, ShownCard, Stewardship
from profiles_service.rules.cards import FIELDS
from services.kit import clock
from services.kit.web import Service
from tests.support.card_makers import AUDIENCE, card_words, put_card, send_picture
from tests.support.pictures import a_picture
from tests.support.profiles_makers import a_person, count, letters
from tests.support.tokens import Tokens

# One word for each field that stands nowhere else in an answer.
SECRETS: dict[str, tuple[dict[str, Any], str]] = {
    "pronoun": ({"pronoun": "xier-secret"}, "xier-secret"),
    "about": ({"about": "Wildbienensecret"}, "Wildbienensecret"),
    "role": ({"role": "Kassenwartsecret"}, "Kassenwartsecret"),
    "categories": ({"categories": ["energy"]}, "energy"),
    "gives": ({"gives": ["tools"], "gives_text": "Bohrersecret"}, "tools"),
    "looks_for": ({"looks_for": ["know_how"], "looks_for_text": "Fragesecret"}, "know_how"),
    "district": ({"district": "altstadt"}, "altstadt"),
    "languages": ({"languages": ["vi"]}, "vi"),
    "phone": ({"phone": "0345 000 9876"}, "0345 000 9876"),
    "email": ({"email": "secret@example.org"}, "secret@example.org"),
    "website": ({"website": "https://secret.example/"}, "https://secret.example/"),
}
ASKED = {
    "about": "q=Wildbienensecret",
    "role": "q=Kassenwartsecret",
    "categories": "category=energy",
    "gives": "gives=tools",
    "looks_for": "looks_for=know_how",
    "district": "district=altstadt",
    "languages": "language=vi",
}


@pytest.fixture
def ada(profiles: Service) -> UUID:
    return a_person(profiles, name="Ada Ahorn").id


@pytest.fixture
def viewers(profiles: Service, tokens: Tokens) -> dict[str, dict[str, str]]:
    other = a_person(profiles, "other@example.org")
    return {"public": {}, "signed_in": tokens.person(other.id, AUDIENCE), "editor": tokens.editor(AUDIENCE)}


def read(app: Service, path: str, headers: dict[str, str], status: int = 200) -> Any:
    answer: Any = app.test_client().get(path, headers=headers)
    assert answer.status_code == status, answer.text
    return answer.json


def everything(app: Service, ref: str, headers: dict[str, str]) -> Iterator[str]:
    """Yield all that somebody is told of people, whatever she asks."""
    for path in ("/v1/people", f"/v1/people/{ref}", *(f"/v1/people?{asked}" for asked in ASKED.values())):
        yield app.test_client().get(path, headers=headers).text
    if headers:
        yield app.test_client().get("/v1/me/fitting-people", headers=headers).text


def test_a_first_card_is_empty_and_hidden(profiles: Service, tokens: Tokens, ada: UUID) -> None:
    found = read(profiles, "/v1/me/card", tokens.person(ada, AUDIENCE))

    assert (found["version"], found["name"], found["shown"], found["categories"]) == (0, "Ada Ahorn", {}, [])
    assert count(profiles, Card) == 0, "reading writes nothing"


def test_what_is_said_without_a_word_for_whom_stays_hidden(
    profiles: Service, tokens: Tokens, ada: UUID, viewers: dict[str, dict[str, str]]
) -> None:
    kept = put_card(profiles, tokens, ada, {"name": "Ada", "about": "Ich gieße."})

    assert set(kept["shown"].values()) == {"hidden"}
    for headers in viewers.values():
        assert read(profiles, "/v1/people", headers)["total"] == 0
        read(profiles, f"/v1/people/{kept['slug']}", headers, 404)
        read(profiles, f"/v1/people/{kept['id']}", headers, 404)
    assert read(profiles, f"/v1/people/{kept['id']}", tokens.person(ada, AUDIENCE))["about"] == "Ich gieße."


@pytest.mark.parametrize("field", sorted(SECRETS))
@pytest.mark.parametrize("level", ["hidden", "signed_in", "public"])
def test_a_field_is_found_and_counted_by_those_alone_who_may_see_it(
    profiles: Service, tokens: Tokens, ada: UUID, viewers: dict[str, dict[str, str]], field: str, level: str
) -> None:
    said, secret = SECRETS[field]
    plain: dict[str, Any] = {"categories": [], "gives": [], "looks_for": []}
    kept = put_card(profiles, tokens, ada, card_words(**plain | said, shown={field: level}))
    allowed = {"hidden": set(), "signed_in": {"signed_in", "editor"}, "public": set(viewers)}[level]

    for viewer, headers in viewers.items():
        whole = read(profiles, f"/v1/people/{kept['slug']}", headers)
        listed = read(profiles, "/v1/people", headers)
        assert (secret in str(whole)) == (viewer in allowed), viewer
        if viewer not in allowed:
            told = "".join(everything(profiles, kept["slug"], headers))
            assert secret not in told.replace(f'"{secret}": 0', ""), viewer
            assert "secret" not in told
        if field in ASKED:
            found = read(profiles, f"/v1/people?{ASKED[field]}", headers)
            assert found["total"] == (viewer in allowed), viewer
            counted = [counts for counts in listed["facets"].values() if secret in counts]
            assert len(counted) == (viewer in allowed and "q=" not in ASKED[field])


def test_the_ways_to_reach_somebody_stand_in_no_list(
    profiles: Service, tokens: Tokens, ada: UUID, viewers: dict[str, dict[str, str]]
) -> None:
    kept = put_card(profiles, tokens, ada, card_words(phone="0345 000 1", email="rosa@example.org"))

    assert "rosa@example.org" in str(read(profiles, f"/v1/people/{kept['slug']}", {}))
    for headers in viewers.values():
        assert not {"phone", "email", "website"} & set(read(profiles, "/v1/people", headers)["items"][0])


def test_a_card_for_those_who_signed_in_is_for_nobody_else(
    profiles: Service, tokens: Tokens, ada: UUID, viewers: dict[str, dict[str, str]]
) -> None:
    kept = put_card(profiles, tokens, ada, card_words("public", shown={"name": "signed_in"}))

    assert read(profiles, "/v1/people", {})["total"] == 0
    assert not any(read(profiles, "/v1/people", {})["facets"].values()), "nothing is counted either"
    read(profiles, f"/v1/people/{kept['slug']}", {}, 404)
    assert read(profiles, "/v1/people", viewers["signed_in"])["total"] == 1


def test_who_hides_herself_again_is_gone_at_once(profiles: Service, tokens: Tokens, ada: UUID) -> None:
    kept = put_card(profiles, tokens, ada, card_words(about="Ich gieße."))
    assert read(profiles, "/v1/people?q=gießen", {})["total"] == 1
    put_card(profiles, tokens, ada, card_words("hidden"))

    assert read(profiles, "/v1/people", {})["total"] == 0
    read(profiles, f"/v1/people/{kept['slug']}", {}, 404)
    assert count(profiles, ShownCard) == 0


def test_a_name_that_was_given_up_stays_in_no_address(profiles: Service, tokens: Tokens, ada: UUID) -> None:
    before = put_card(profiles, tokens, ada, card_words(name="Alter Name"))
    after = put_card(profiles, tokens, ada, card_words(name="Neuer Name"))

    assert after["slug"].startswith("neuer-name-")
    read(profiles, f"/v1/people/{before['slug']}", {}, 404)
    assert read(profiles, f"/v1/people/{after['slug']}", {})["name"] == "Neuer Name"


def test_a_card_is_written_over_the_version_that_was_read(profiles: Service, tokens: Tokens, ada: UUID) -> None:
    client, headers = profiles.test_client(), tokens.person(ada, AUDIENCE)
    assert client.put("/v1/me/card", json=card_words(), headers=headers).status_code == 428
    assert put_card(profiles, tokens, ada, card_words())["version"] == 1

    stale = client.put("/v1/me/card", json=card_words(name="X"), headers={**headers, "If-Match": '"0"'})
    assert stale.status_code == 412
    assert read(profiles, "/v1/me/card", headers)["name"] == "Rosa Regentonne"


@pytest.mark.parametrize(
    "words",
    [
        {"name": ""},
        {"categories": ["nonsense"]},
        {"district": "atlantis"},
        {"gives": ["money"]},
        {"shown": {"email": "everybody"}},
        {"shown": {"secrets": "public"}},
        {"website": "javascript:alert(1)"},
        {"email": "nobody"},
        {"about": "x" * 2001},
        {"slug": "boss"},
    ],
    ids=lambda words: next(iter(words)),
)
def test_a_card_that_cannot_be_read_is_refused(
    profiles: Service, tokens: Tokens, ada: UUID, words: dict[str, Any]
) -> None:
    headers = {**tokens.person(ada, AUDIENCE), "If-Match": '"0"'}
    whole = {**card_words(), **words}

    assert profiles.test_client().put("/v1/me/card", json=whole, headers=headers).status_code == 422
    assert count(profiles, Card) == 0


def test_a_card_names_only_organisations_that_its_owner_looks_after(
    profiles: Service, tokens: Tokens, ada: UUID
) -> None:
    own, foreign = uuid4(), uuid4()
    with profiles.database.transaction() as session:
        for organisation_id, person_id, name in ((own, ada, "Gießkannenbund"), (foreign, uuid4(), "Fremde")):
            about = {"organisation_id": organisation_id, "organisation_name": name, "since": clock.now()}
            session.add(Stewardship(id=uuid4(), person_id=person_id, **about))
    kept = put_card(profiles, tokens, ada, card_words(organisation_ids=[str(own), str(foreign)]))
    assert [each["organisation_name"] for each in kept["stewardships"]] == ["Gießkannenbund"]
    for path in (f"/v1/people/{kept['slug']}", f"/v1/people?organisation={own}"):
        assert "Gießkannenbund" in str(read(profiles, path, {}))
        assert "Fremde" not in str(read(profiles, path, {}))
    assert read(profiles, f"/v1/people?organisation={foreign}", {})["total"] == 0

    with profiles.database.transaction() as session:
        session.execute(delete(Stewardship).where(Stewardship.organisation_id == own))
    assert read(profiles, f"/v1/people/{kept['slug']}", {})["organisations"] == []
    assert read(profiles, f"/v1/people?organisation={own}", {})["total"] == 0


def test_what_others_would_see_is_told_before_anything_is_kept(profiles: Service, tokens: Tokens, ada: UUID) -> None:
    words = card_words(about="Hallo", phone="0345 000 1", shown={"about": "signed_in", "phone": "hidden"})
    headers = tokens.person(ada, AUDIENCE)
    answer: Any = profiles.test_client().post("/v1/me/card/preview", json=words, headers=headers)

    assert (answer.json["public"]["about"], answer.json["signed_in"]["about"]) == (None, "Hallo")
    assert "0345" not in answer.text
    hidden: Any = profiles.test_client().post("/v1/me/card/preview", json=card_words("hidden"), headers=headers)
    assert hidden.json == {}
    assert count(profiles, Card) == 0


@pytest.mark.parametrize(
    ("level", "statuses"), [("hidden", (404, 404)), ("signed_in", (404, 200)), ("public", (200, 200))]
)
def test_a_picture_is_seen_by_those_it_is_shown_to(
    profiles: Service,
    tokens: Tokens,
    ada: UUID,
    viewers: dict[str, dict[str, str]],
    level: str,
    statuses: tuple[int, int],
) -> None:
    headers = tokens.person(ada, AUDIENCE)
    kept = send_picture(profiles, headers, a_picture())
    put_card(profiles, tokens, ada, card_words(shown={"picture": level}))
    path = f"/v1/portraits/{kept['portrait_id']}/small.webp"
    found = [profiles.test_client().get(path, headers=viewers[each]) for each in ("public", "signed_in")]

    assert tuple(each.status_code for each in found) == statuses
    own = profiles.test_client().get(path, headers=headers)
    assert (own.mimetype, own.data[8:12], own.headers["Cache-Control"]) == ("image/webp", b"WEBP", "private, no-store")
    assert b"EXIF" not in own.data
    shown = read(profiles, "/v1/people", {})["items"][0]["portrait_id"]
    assert (shown is not None) == (level == "public")


def test_a_picture_goes_with_its_successor_its_end_and_its_card(profiles: Service, tokens: Tokens, ada: UUID) -> None:
    headers = tokens.person(ada, AUDIENCE)
    first, second = (send_picture(profiles, headers, a_picture())["portrait_id"] for _ in range(2))
    client = profiles.test_client()
    assert client.get(f"/v1/portraits/{first}/small.webp", headers=headers).status_code == 404
    assert client.get(f"/v1/portraits/{second}/medium.webp", headers=headers).status_code == 200

    assert client.delete("/v1/me/card/picture", headers=headers).status_code == 204
    assert count(profiles, Portrait) == 0
    send_picture(profiles, headers, a_picture())
    assert client.delete("/v1/me/card", headers=headers).status_code == 204
    assert (count(profiles, Portrait), count(profiles, Card)) == (0, 0)


def test_what_is_no_picture_is_refused(profiles: Service, tokens: Tokens, ada: UUID) -> None:
    problem = send_picture(profiles, tokens.person(ada, AUDIENCE), b"<svg/>", 422)

    assert problem["type"] == "urn:mosaik:problem:no-picture"
    assert count(profiles, Card) == 0


def test_the_card_goes_with_the_person(profiles: Service, tokens: Tokens, ada: UUID) -> None:
    put_card(profiles, tokens, ada, card_words())
    send_picture(profiles, tokens.person(ada, AUDIENCE), a_picture())
    with profiles.database.transaction() as session:
        session.execute(delete(Person).where(Person.id == ada))

    assert [count(profiles, table) for table in (Card, ShownCard, Portrait)] == [0, 0, 0]
    assert read(profiles, "/v1/people", {})["total"] == 0


def test_editors_withdraw_a_card_with_a_reason_that_is_sent(
    profiles: Service, tokens: Tokens, ada: UUID, viewers: dict[str, dict[str, str]]
) -> None:
    kept = put_card(profiles, tokens, ada, card_words())
    client, editor, owner = profiles.test_client(), viewers["editor"], tokens.person(ada, AUDIENCE)
    withdrawal = f"/v1/people/{kept['id']}/withdrawal"
    because = {"because": "Das Bild zeigt jemand anderen."}
    for _ in range(2):
        assert client.put(withdrawal, json=because, headers=editor).status_code == 204

    sent = letters(profiles, "card_withdrawn")
    assert [(each.person_id, each.slots["because"]) for each in sent] == [(ada, because["because"])]
    for viewer, status in (("public", 404), ("signed_in", 404), ("editor", 200)):
        read(profiles, f"/v1/people/{kept['slug']}", viewers[viewer], status)
        assert read(profiles, "/v1/people", viewers[viewer])["total"] == 0
    assert read(profiles, "/v1/me/card", owner)["withdrawn_because"] == because["because"]
    assert put_card(profiles, tokens, ada, card_words(name="Neu"))["withdrawn_at"], "changing it does not bring it back"
    assert [each["name"] for each in read(profiles, "/v1/withdrawn-cards", editor)["items"]] == ["Neu"]

    assert client.delete(withdrawal, headers=editor).status_code == 204
    assert read(profiles, "/v1/people", {})["total"] == 1
    assert client.put(f"/v1/people/{uuid4()}/withdrawal", json=because, headers=editor).status_code == 404


def test_erasing_a_card_undoes_no_withdrawal_of_it(
    profiles: Service, tokens: Tokens, ada: UUID, viewers: dict[str, dict[str, str]]
) -> None:
    kept = put_card(profiles, tokens, ada, card_words(about="Alles billig"))
    client, owner, because = profiles.test_client(), tokens.person(ada, AUDIENCE), {"because": "Das ist Werbung."}
    client.put(f"/v1/people/{kept['id']}/withdrawal", json=because, headers=viewers["editor"])

    assert client.delete("/v1/me/card", headers=owner).status_code == 204
    emptied = read(profiles, "/v1/me/card", owner)
    assert (emptied["name"], emptied["about"], emptied["slug"][:7]) == ("", None, "person-")
    assert read(profiles, "/v1/withdrawn-cards", viewers["editor"])["items"] == []

    put_card(profiles, tokens, ada, card_words())
    assert read(profiles, "/v1/people", {})["total"] == 0
    assert len(read(profiles, "/v1/withdrawn-cards", viewers["editor"])["items"]) == 1


def test_editors_read_no_name_that_somebody_hides(
    profiles: Service, tokens: Tokens, ada: UUID, viewers: dict[str, dict[str, str]]
) -> None:
    kept = put_card(profiles, tokens, ada, card_words())
    withdrawal = f"/v1/people/{kept['id']}/withdrawal"
    profiles.test_client().put(withdrawal, json={"because": "Bitte anders."}, headers=viewers["editor"])
    put_card(profiles, tokens, ada, card_words("hidden"))

    assert read(profiles, "/v1/withdrawn-cards", viewers["editor"])["items"] == []


def test_every_field_may_be_shown(profiles: Service, tokens: Tokens, ada: UUID) -> None:
    whole = {name: value for said, _ in SECRETS.values() for name, value in said.items()}
    kept = put_card(profiles, tokens, ada, card_words(**whole))
    found = read(profiles, f"/v1/people/{kept['slug']}", {})

    assert {name: found[name] for name in whole} == whole
    assert set(kept["shown"]) == set(FIELDS)
