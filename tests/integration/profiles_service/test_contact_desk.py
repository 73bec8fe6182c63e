"""The desk of contact requests: stewards see those of their own organisations, editors look after all of them."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest

from profiles_service.actions import erasing
from profiles_service.queries import people
from profiles_service.queries.contact_requests import requests_page
from services.kit import clock
from services.kit.tokens import Caller
from services.kit.web import Service
from tests.support.contact_makers import (
    ASKS,
    AUDIENCE,
    GROUP,
    ROSA,
    a_steward,
    an_offer,
    an_organisation,
    asked,
    confirm,
    forwarded,
    let_pass,
    requests_seen,
    the_request,
    tick,
)
from tests.support.plans import plan_of
from tests.support.profiles_makers import a_person, letters, links
from tests.support.racing import until_it_waits
from tests.support.tokens import Tokens

LISTS = ("all", "open", "answered", "closed", "held", "late")


@pytest.fixture
def rosa(profiles: Service, tokens: Tokens) -> dict[str, str]:
    return tokens.person(a_steward(profiles), AUDIENCE)


@pytest.fixture
def stranger(profiles: Service, tokens: Tokens) -> dict[str, str]:
    """Somebody who looks after another organisation."""
    return tokens.person(a_steward(profiles, "rita@example.net", uuid4()), AUDIENCE)


@pytest.fixture
def editor(profiles: Service, tokens: Tokens) -> dict[str, str]:
    return tokens.editor(AUDIENCE, a_person(profiles, "edda@example.org", editor=True).id)


def put(app: Service, who: dict[str, str], path: str, words: Any = None) -> Any:
    at = f"/v1/contact-requests/{the_request(app).id}/{path}"
    return app.test_client().put(at, json=words, headers=who)


def held(app: Service) -> None:
    confirm(app, asked(app, an_offer(app), message="Wir bieten SEO an."))


def test_a_steward_sees_the_requests_to_her_own_organisation_alone(
    profiles: Service, rosa: dict[str, str], stranger: dict[str, str]
) -> None:
    forwarded(profiles)
    at = f"/{the_request(profiles).id}"

    assert [each["name"] for each in requests_seen(profiles, rosa).json["items"]] == ["Kim Kastanie"]
    assert requests_seen(profiles, rosa, at).json["message"] == "Ich habe samstags Zeit."
    assert requests_seen(profiles, stranger).json["total"] == 0
    assert requests_seen(profiles, stranger, f"?organisation={GROUP}").json["total"] == 0
    assert requests_seen(profiles, stranger, at).status_code == 404
    for path, words in (("answer", {"answer": "no"}), ("outcome", {"placed": True})):
        assert put(profiles, stranger, path, words).status_code == 404
    for path in ("release", "closing"):
        assert put(profiles, stranger, path).status_code == 403


def test_nobody_but_editors_sees_what_waits_for_them(
    profiles: Service, rosa: dict[str, str], editor: dict[str, str]
) -> None:
    held(profiles)

    assert requests_seen(profiles, rosa).json["total"] == 0
    assert requests_seen(profiles, rosa, f"/{the_request(profiles).id}").status_code == 404
    (seen,) = requests_seen(profiles, editor, "?list=held").json["items"]
    assert (seen["held_for"], seen["can"]) == (["seo"], ["forward", "refuse"])


def test_what_nobody_confirmed_is_seen_by_nobody(
    profiles: Service, rosa: dict[str, str], editor: dict[str, str]
) -> None:
    asked(profiles, an_offer(profiles))

    for who in (rosa, editor):
        assert requests_seen(profiles, who).json["total"] == 0
        assert requests_seen(profiles, who, f"/{the_request(profiles).id}").status_code == 404


def test_a_steward_answers_at_the_desk_and_the_second_is_told_so(profiles: Service, rosa: dict[str, str]) -> None:
    forwarded(profiles)
    first = put(profiles, rosa, "answer", {"answer": "meet", "shares_address": True})
    second = put(profiles, rosa, "answer", {"answer": "no"})

    assert (first.json["state"], first.json["email"]) == ("answered", ASKS)
    assert letters(profiles, "contact_answer")[0].slots["email"] == ROSA
    assert (second.status_code, second.json["type"]) == (409, "urn:mosaik:problem:answered-already")


def test_an_editor_lets_a_request_pass_and_the_person_is_told(
    profiles: Service, rosa: dict[str, str], editor: dict[str, str]
) -> None:
    held(profiles)
    assert letters(profiles, "contact_request") == []

    assert put(profiles, editor, "release").json["state"] == "forwarded"
    assert [each.email for each in letters(profiles, "contact_request")] == [ROSA]
    assert letters(profiles, "contact_checked")[0].slots["result"] == "forwarded"
    assert put(profiles, editor, "release").status_code == 409


def test_what_would_reach_nobody_is_not_called_passed_on(profiles: Service, editor: dict[str, str]) -> None:
    an_organisation(profiles, email="gruppe@example.net")
    held(profiles)
    an_organisation(profiles, email=None)
    refused = put(profiles, editor, "release")

    assert (refused.status_code, refused.json["type"]) == (409, "urn:mosaik:problem:nobody-gets-it")
    assert (the_request(profiles).state, letters(profiles, "contact_checked")) == ("held", [])
    an_organisation(profiles, email="gruppe@example.net")
    assert put(profiles, editor, "release").json["state"] == "forwarded"


def test_the_address_in_an_answer_is_for_who_asked_alone(
    profiles: Service, rosa: dict[str, str], editor: dict[str, str]
) -> None:
    forwarded(profiles)
    told = put(profiles, rosa, "answer", {"answer": "meet", "shares_address": True})
    others = [requests_seen(profiles, who, path).text for who in (rosa, editor) for path in ("", f"/{told.json['id']}")]

    assert the_request(profiles).answer_email == ROSA
    assert not any(ROSA in each for each in (*others, told.text))


def test_an_editor_refuses_a_request_with_a_reason_that_is_sent(profiles: Service, editor: dict[str, str]) -> None:
    a_steward(profiles)
    held(profiles)
    assert put(profiles, editor, "refusal", {}).status_code == 422

    assert put(profiles, editor, "refusal", {"note": "Das ist Werbung."}).json["state"] == "closed"
    (letter,) = letters(profiles, "contact_checked")
    assert (letter.slots["result"], letter.slots["note"]) == ("refused", "Das ist Werbung.")
    assert letters(profiles, "contact_request") == []


def test_an_editor_closes_what_nobody_answers(profiles: Service, rosa: dict[str, str], editor: dict[str, str]) -> None:
    forwarded(profiles)
    assert requests_seen(profiles, editor, "?list=late").json["total"] == 0
    let_pass(profiles, days=14)
    tick(profiles)
    (late,) = requests_seen(profiles, editor, "?list=late").json["items"]

    assert late["waits_days"] == 14
    assert "close" in late["can"]
    assert put(profiles, rosa, "closing").status_code == 403
    assert put(profiles, editor, "closing").json["reason"] == "no_answer"
    assert letters(profiles, "contact_answer")[0].slots["answer"] == "no_answer"


def test_an_editor_answers_for_a_group(profiles: Service, editor: dict[str, str]) -> None:
    a_steward(profiles)
    forwarded(profiles)

    assert put(profiles, editor, "answer", {"answer": "filled"}).json["state"] == "closed"


def test_at_the_desk_no_address_is_kept_of_who_is_just_being_erased(profiles: Service, tokens: Tokens) -> None:
    person_id = a_steward(profiles)
    who = tokens.person(person_id, AUDIENCE)
    forwarded(profiles)
    with ThreadPoolExecutor(1) as crowd:
        with profiles.database.transaction() as session:
            people.person_for_change(session, person_id)
            answering = crowd.submit(put, profiles, who, "answer", {"answer": "meet", "shares_address": True})
            until_it_waits(profiles, answering)
            erasing.erase(session, person_id, links=links(), now=clock.now())
        assert answering.result().status_code in (404, 410)
    assert the_request(profiles).answer_email is None


@pytest.mark.parametrize("which", LISTS)
def test_each_list_finds_by_an_index(profiles: Service, which: str) -> None:
    asked_for = {"list": which, "organisation": None, "page": 1, "size": 20}
    for caller in (Caller(person_id=uuid4()), Caller(person_id=uuid4(), roles=frozenset({"editor"}))):
        with profiles.database.transaction() as session:
            plan = plan_of(session, partial(requests_page, asked=asked_for, caller=caller, now=clock.now()))
        assert "Seq Scan on contact_requests" not in plan


def test_a_list_asks_as_often_for_many_as_for_one(
    profiles: Service, unlimited: Service, rosa: dict[str, str], statements: list[str]
) -> None:
    forwarded(profiles)
    statements.clear()
    requests_seen(profiles, rosa)
    once = len(statements)
    for _ in range(3):
        forwarded(profiles)
    statements.clear()

    assert requests_seen(profiles, rosa).json["total"] == 4
    assert len(statements) == once


def test_an_organisation_is_asked_as_well_as_an_offer(profiles: Service, rosa: dict[str, str]) -> None:
    an_organisation(profiles)
    confirm(profiles, asked(profiles, UUID(str(GROUP)), kind="organisation"))

    assert requests_seen(profiles, rosa).json["items"][0]["kind"] == "organisation"
