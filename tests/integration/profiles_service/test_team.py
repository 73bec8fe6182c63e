"""Who acts for the city: appointed and dismissed by administrators alone, of whom there is always one."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest

from profiles_service.models import OpenSession, Person
from services.kit.web import Service
from tests.support.profiles_makers import a_person, count, letters, session_header, signed_in
from tests.support.tokens import Tokens

AUDIENCE = "profiles-service"
ANNA, EDDA = "anna@example.org", "edda@example.org"


@pytest.fixture
def anna(profiles: Service) -> Person:
    return a_person(profiles, ANNA, name="Anna", role="administrator")


def as_administrator(tokens: Tokens, person_id: UUID) -> dict[str, str]:
    return tokens.of_person(person_id, AUDIENCE, ["administrator", "editor"])


def appoint(app: Service, who: dict[str, str], **words: Any) -> Any:
    usual = {"email": EDDA, "name": "Edda", "role": "editor"}
    return app.test_client().put("/v1/colleagues", json={**usual, **words}, headers=who)


def test_an_administrator_appoints_an_editor_who_is_told_so(profiles: Service, tokens: Tokens, anna: Person) -> None:
    answer = appoint(profiles, as_administrator(tokens, anna.id))
    letter = letters(profiles, "appointed")[-1]

    assert (answer.status_code, answer.json["roles"], answer.json["name"]) == (200, ["editor"], "Edda")
    assert (letter.email, letter.slots["role"]) == (EDDA, "editor")
    assert letter.slots["link"].endswith("/anmelden")
    assert signed_in(profiles, EDDA)["person"]["roles"] == ["editor"]


def test_who_has_the_role_already_is_not_told_again(profiles: Service, tokens: Tokens, anna: Person) -> None:
    for _ in range(2):
        appoint(profiles, as_administrator(tokens, anna.id))

    assert len(letters(profiles, "appointed")) == 1


def test_the_team_is_listed_with_roles_and_whether_somebody_has_a_passkey(
    profiles: Service, tokens: Tokens, anna: Person
) -> None:
    a_person(profiles, "nobody@example.org")
    appoint(profiles, as_administrator(tokens, anna.id))
    listed: Any = profiles.test_client().get("/v1/colleagues", headers=tokens.editor(AUDIENCE))

    assert [(each["email"], each["roles"], each["has_passkey"]) for each in listed.json["items"]] == [
        (ANNA, ["administrator", "editor"], False),
        (EDDA, ["editor"], False),
    ]


def test_who_is_dismissed_is_signed_out_everywhere(profiles: Service, tokens: Tokens, anna: Person) -> None:
    edda = a_person(profiles, EDDA, editor=True)
    secret = signed_in(profiles, EDDA)["session"]
    who = as_administrator(tokens, anna.id)
    answers = [profiles.test_client().delete(f"/v1/colleagues/{edda.id}", headers=who) for _ in range(2)]

    (told,) = letters(profiles, "dismissed")

    assert [answer.status_code for answer in answers] == [204, 404]
    assert (told.email, told.slots["link"].rpartition("/")[2]) == (EDDA, "anmelden")
    assert profiles.test_client().post("/v1/tokens", headers=session_header(secret)).status_code == 401
    assert signed_in(profiles, EDDA)["person"]["roles"] == []


def test_the_last_administrator_stays(profiles: Service, tokens: Tokens, anna: Person) -> None:
    who = as_administrator(tokens, anna.id)
    refusals = [
        profiles.test_client().delete(f"/v1/colleagues/{anna.id}", headers=who),
        appoint(profiles, who, email=ANNA, role="editor"),
    ]

    assert [(each.status_code, each.json["type"]) for each in refusals] == [
        (409, "urn:mosaik:problem:last-administrator")
    ] * 2


def test_who_is_dismissed_or_demoted_decides_nothing_with_the_token_she_still_has(
    profiles: Service, tokens: Tokens, anna: Person
) -> None:
    edda, ben = a_person(profiles, EDDA, role="administrator"), a_person(profiles, "ben@example.org", editor=True)
    who, hers, client = as_administrator(tokens, anna.id), as_administrator(tokens, edda.id), profiles.test_client()

    def tried() -> list[int]:
        deeds = (appoint(profiles, hers), appoint(profiles, hers, email="mallory@example.org"))
        paths = (f"/v1/colleagues/{ben.id}/passkeys", f"/v1/colleagues/{ben.id}")
        return [each.status_code for each in (*deeds, *(client.delete(path, headers=hers) for path in paths))]

    appoint(profiles, who, email=EDDA, role="editor")
    assert tried() == [403] * 4
    client.delete(f"/v1/colleagues/{edda.id}", headers=who)
    assert tried() == [403] * 4


def test_who_is_demoted_is_signed_out_everywhere(profiles: Service, tokens: Tokens, anna: Person) -> None:
    a_person(profiles, EDDA, role="administrator")
    secret = signed_in(profiles, EDDA)["session"]
    appoint(profiles, as_administrator(tokens, anna.id), role="editor")

    assert profiles.test_client().post("/v1/tokens", headers=session_header(secret)).status_code == 401
    assert signed_in(profiles, EDDA)["person"]["roles"] == ["editor"]


def test_who_is_promoted_stays_signed_in(profiles: Service, tokens: Tokens, anna: Person) -> None:
    a_person(profiles, EDDA, role="editor")
    secret = signed_in(profiles, EDDA)["session"]
    appoint(profiles, as_administrator(tokens, anna.id), role="administrator")

    assert profiles.test_client().post("/v1/tokens", headers=session_header(secret)).status_code == 200


def test_of_two_administrators_who_dismiss_each_other_at_once_one_stays(
    profiles: Service, tokens: Tokens, anna: Person
) -> None:
    edda = a_person(profiles, EDDA, role="administrator")
    pairs = ((anna.id, edda.id), (edda.id, anna.id))

    def dismiss(pair: tuple[UUID, UUID]) -> int:
        who = as_administrator(tokens, pair[0])
        return profiles.test_client().delete(f"/v1/colleagues/{pair[1]}", headers=who).status_code

    with ThreadPoolExecutor(2) as crowd:
        statuses = sorted(crowd.map(dismiss, pairs))

    assert statuses == [204, 403]


def test_passkeys_are_taken_back_from_colleagues_alone(profiles: Service, tokens: Tokens, anna: Person) -> None:
    edda, other = a_person(profiles, EDDA, editor=True), a_person(profiles, "ben@example.org")
    signed_in(profiles, EDDA)
    who = as_administrator(tokens, anna.id)
    statuses = [
        profiles.test_client().delete(f"/v1/colleagues/{each.id}/passkeys", headers=who).status_code
        for each in (edda, other)
    ]

    (told,) = letters(profiles, "passkeys_taken_back")

    assert statuses == [204, 404]
    assert count(profiles, OpenSession) == 0
    assert (told.email, told.slots["link"].rpartition("/")[2]) == (EDDA, "anmelden")


def test_an_operator_makes_the_first_administrator_who_stays_one(profiles: Service) -> None:
    for command in ("make-administrator", "make-editor"):
        assert profiles.test_cli_runner().invoke(args=[command, ANNA, "--name", "Anna"]).exit_code == 0

    assert signed_in(profiles, ANNA)["person"]["roles"] == ["administrator", "editor"]
