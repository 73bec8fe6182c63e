"""People who show themselves are asked like organisations; what they hide stays hidden, also in requests."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from profiles_service.actions import erasing
from profiles_service.queries.about_me import SECTIONS
from services.kit import clock
from services.kit.privacy.about_me import Herself
from services.kit.web import Service
from tests.support.card_makers import card_words, put_card
from tests.support.contact_makers import (
    ASKS,
    AUDIENCE,
    ROSA,
    a_steward,
    ask,
    asked,
    confirm,
    forwarded,
    let_pass,
    requests_seen,
    the_request,
    tick,
)
from tests.support.profiles_makers import a_person, letters, link, links, token_in
from tests.support.tokens import Tokens


@pytest.fixture
def rosa(profiles: Service) -> UUID:
    return a_person(profiles, ROSA, name="Rosa").id


def the_card(app: Service, tokens: Tokens, person_id: UUID, level: str = "public") -> UUID:
    return UUID(put_card(app, tokens, person_id, card_words(level))["id"])


def test_who_shows_her_name_is_asked_and_answers(profiles: Service, tokens: Tokens, rosa: UUID) -> None:
    token = forwarded(profiles, the_card(profiles, tokens, rosa), kind="person")
    (request,) = letters(profiles, "contact_request")
    assert (request.email, request.slots["kind"], request.slots["title"]) == (ROSA, "person", "Rosa Regentonne")

    words = {"answer": "meet", "shares_address": True}
    answer: Any = profiles.test_client().put("/v1/contact-request/answer", json=words, headers=link(token))
    assert answer.json["email"] == ASKS
    assert letters(profiles, "contact_answer")[0].slots["email"] == ROSA


def test_who_shows_herself_to_those_who_signed_in_is_asked_by_them(
    profiles: Service, tokens: Tokens, rosa: UUID
) -> None:
    card_id = the_card(profiles, tokens, rosa, "signed_in")
    signed_in = tokens.person(a_person(profiles, ASKS).id, AUDIENCE)
    known: Any = profiles.test_client().get(f"/v1/contact-subjects/person/{card_id}", headers=signed_in)
    assert known.json["is_open"] is True
    assert (known.headers["Cache-Control"], known.headers["Vary"]) == ("private, no-store", "Authorization")

    confirm(profiles, asked(profiles, card_id, kind="person", headers=signed_in))
    (letter,) = letters(profiles, "contact_request")
    assert (letter.email, letter.slots["title"]) == (ROSA, "Rosa Regentonne")
    own = token_in(letters(profiles, "contact_confirm")[-1])
    asker: Any = profiles.test_client().get("/v1/contact-request/confirmation", headers=link(own)).json
    assert asker["title"] == "Rosa Regentonne"


def test_who_hides_herself_from_those_who_signed_in_is_named_to_none_of_them(
    profiles: Service, tokens: Tokens, rosa: UUID
) -> None:
    signed_in = tokens.person(a_person(profiles, ASKS).id, AUDIENCE)
    stocked = asked(profiles, the_card(profiles, tokens, rosa, "signed_in"), kind="person", headers=signed_in)
    put_card(profiles, tokens, rosa, card_words("hidden"))

    assert confirm(profiles, stocked).status_code == 410
    asker: Any = profiles.test_client().get("/v1/contact-request/confirmation", headers=link(stocked)).json
    assert asker["title"] == "–"


def test_nobody_who_signed_in_asks_without_end(profiles: Service, tokens: Tokens, rosa: UUID) -> None:
    card_id, signed_in = the_card(profiles, tokens, rosa), tokens.person(a_person(profiles, ASKS).id, AUDIENCE)
    told = [
        ask(profiles, card_id, kind="person", email=f"{number}@example.org", headers=signed_in).status_code
        for number in range(11)
    ]
    assert told == [*[202] * 10, 429]


@pytest.mark.parametrize("level", ["hidden", "signed_in"])
def test_who_does_not_show_herself_to_everybody_cannot_be_asked(
    profiles: Service, tokens: Tokens, rosa: UUID, level: str
) -> None:
    card_id = the_card(profiles, tokens, rosa, level)

    assert ask(profiles, card_id, kind="person").status_code == 404
    known: Any = profiles.test_client().get(f"/v1/contact-subjects/person/{card_id}")
    assert known.json["is_open"] is False


def test_a_request_to_a_person_is_hers_alone(profiles: Service, tokens: Tokens, rosa: UUID) -> None:
    forwarded(profiles, the_card(profiles, tokens, rosa), kind="person")
    other = tokens.person(a_steward(profiles, "rita@example.net"), AUDIENCE)
    (seen,) = requests_seen(profiles, tokens.person(rosa, AUDIENCE)).json["items"]

    assert (seen["title"], seen["slug"] != "") == ("Rosa Regentonne", True)
    assert requests_seen(profiles, other).json["total"] == 0
    assert requests_seen(profiles, other, f"/{seen['id']}").status_code == 404


def test_a_name_that_is_hidden_by_now_is_told_to_nobody_but_herself(
    profiles: Service, tokens: Tokens, rosa: UUID
) -> None:
    token = forwarded(profiles, the_card(profiles, tokens, rosa), kind="person")
    own = token_in(letters(profiles, "contact_confirm")[-1])
    put_card(profiles, tokens, rosa, card_words("hidden", name="Neuer Name"))
    (hers,) = requests_seen(profiles, tokens.person(rosa, AUDIENCE)).json["items"]
    editors = [requests_seen(profiles, tokens.editor(AUDIENCE), path).text for path in ("", f"/{hers['id']}")]
    asker: Any = profiles.test_client().get("/v1/contact-request/confirmation", headers=link(own)).json

    assert hers["title"] == "Neuer Name"
    assert not any("Neuer Name" in each for each in editors)
    assert (asker["title"], asker["organisation_name"], asker["slug"]) == ("–", "–", "")
    answer = {"answer": "no", "shares_address": False}
    profiles.test_client().put("/v1/contact-request/answer", json=answer, headers=link(token))
    assert "Neuer Name" not in str(letters(profiles, "contact_answer")[-1].slots)


def test_the_first_letter_says_nothing_that_a_person_typed_about_herself(
    profiles: Service, tokens: Tokens, rosa: UUID
) -> None:
    card = card_words("public", name="Gewinnen Sie jetzt auf boese.example")
    ask(profiles, UUID(put_card(profiles, tokens, rosa, card)["id"]), kind="person")
    (letter,) = letters(profiles, "contact_confirm")

    assert letter.slots.keys() == {"kind", "link"}
    assert "boese" not in str(letter)


def test_who_hid_herself_since_gets_no_request_that_waited(profiles: Service, tokens: Tokens, rosa: UUID) -> None:
    stocked = asked(profiles, the_card(profiles, tokens, rosa), kind="person")
    put_card(profiles, tokens, rosa, card_words("signed_in"))
    refused = confirm(profiles, stocked)

    assert (refused.status_code, refused.json["type"]) == (410, "urn:mosaik:problem:nobody-to-ask-any-more")
    assert letters(profiles, "contact_request") == []


@pytest.mark.parametrize("deed", ["hide", "erase"])
def test_an_editor_passes_nothing_on_to_who_hid_herself_since(
    profiles: Service, tokens: Tokens, rosa: UUID, deed: str
) -> None:
    advertising = {"kind": "person", "message": "Wir bieten SEO an."}
    confirm(profiles, asked(profiles, the_card(profiles, tokens, rosa), **advertising))
    (held,) = requests_seen(profiles, tokens.editor(AUDIENCE), "?list=held").json["items"]
    if deed == "hide":
        put_card(profiles, tokens, rosa, card_words("hidden"))
    else:
        profiles.test_client().delete("/v1/me/card", headers=tokens.person(rosa, AUDIENCE))
    path = f"/v1/contact-requests/{held['id']}/release"
    refused: Any = profiles.test_client().put(path, headers=tokens.editor(AUDIENCE))

    assert (refused.status_code, refused.json["type"]) == (410, "urn:mosaik:problem:nobody-to-ask-any-more")
    assert letters(profiles, "contact_request") == letters(profiles, "contact_checked") == []


def test_who_hid_herself_since_is_reminded_of_nothing(profiles: Service, tokens: Tokens, rosa: UUID) -> None:
    forwarded(profiles, the_card(profiles, tokens, rosa), kind="person")
    put_card(profiles, tokens, rosa, card_words("hidden"))
    let_pass(profiles, days=7)
    tick(profiles)

    assert letters(profiles, "contact_reminder") == []


def test_editors_neither_read_nor_answer_what_was_written_to_one_person(
    profiles: Service, tokens: Tokens, rosa: UUID
) -> None:
    token, editor = forwarded(profiles, the_card(profiles, tokens, rosa), kind="person"), tokens.editor(AUDIENCE)
    (seen,) = requests_seen(profiles, editor).json["items"]
    path = f"/v1/contact-requests/{seen['id']}"
    for deed, words in (("answer", {"answer": "no"}), ("outcome", {"placed": True})):
        refused: Any = profiles.test_client().put(f"{path}/{deed}", json=words, headers=editor)
        assert (refused.status_code, refused.json["type"]) == (403, "urn:mosaik:problem:hers-alone")

    assert (seen["name"], seen["message"], seen["can"]) == (None, None, ["close"])
    hers = {"answer": "meet", "text": "Gern am Fluss.", "shares_address": True}
    profiles.test_client().put("/v1/contact-request/answer", json=hers, headers=link(token))
    after = requests_seen(profiles, editor, f"/{seen['id']}").text
    assert not any(each in after for each in (ASKS, ROSA, "Fluss", "Kim", "samstags"))
    assert "samstags" in requests_seen(profiles, tokens.person(rosa, AUDIENCE)).text


def test_editors_read_what_waits_for_them_and_never_the_address(profiles: Service, tokens: Tokens, rosa: UUID) -> None:
    card_id, editor = the_card(profiles, tokens, rosa), tokens.editor(AUDIENCE)
    confirm(profiles, asked(profiles, card_id, kind="person", message="Wir bieten SEO an."))
    (held,) = requests_seen(profiles, editor, "?list=held").json["items"]
    assert (held["message"], held["can"]) == ("Wir bieten SEO an.", ["forward", "refuse"])

    released: Any = profiles.test_client().put(f"/v1/contact-requests/{held['id']}/release", headers=editor)
    assert (released.json["state"], released.json["message"]) == ("forwarded", None)
    let_pass(profiles, days=14)
    tick(profiles)
    (late,) = requests_seen(profiles, editor, "?list=late").json["items"]
    assert (late["message"], late["email"], late["can"]) == ("Wir bieten SEO an.", None, ["close"])


def test_an_editor_who_is_asked_herself_answers(profiles: Service, tokens: Tokens) -> None:
    edda = a_person(profiles, "edda@example.org", editor=True).id
    forwarded(profiles, the_card(profiles, tokens, edda), kind="person")
    who = tokens.editor(AUDIENCE, edda)
    (seen,) = requests_seen(profiles, who).json["items"]
    path = f"/v1/contact-requests/{seen['id']}/answer"
    answer: Any = profiles.test_client().put(path, json={"answer": "meet", "shares_address": True}, headers=who)

    assert (seen["message"], seen["viewed_by"]) == ("Ich habe samstags Zeit.", "steward")
    assert (answer.status_code, answer.json["email"]) == (200, ASKS)


def erase(app: Service, person_id: UUID) -> None:
    with app.database.transaction() as session:
        erasing.erase(session, person_id, links=links(), now=clock.now())


@pytest.mark.parametrize("message", ["Ich habe samstags Zeit.", "Wir bieten SEO an."])
def test_who_waits_for_somebody_who_erases_herself_is_told_and_reads_no_name(
    profiles: Service, tokens: Tokens, rosa: UUID, message: str
) -> None:
    confirm(profiles, asked(profiles, the_card(profiles, tokens, rosa), kind="person", message=message))
    erase(profiles, rosa)
    (letter,) = letters(profiles, "contact_gone")
    kept = the_request(profiles)

    assert (letter.email, set(letter.slots)) == (ASKS, {"kind", "link"})
    assert (kept.state, kept.person_id) == ("closed", None)
    assert "Rosa" not in str(letter)


def test_what_somebody_answered_is_shown_to_her_and_erased_with_her(
    profiles: Service, tokens: Tokens, rosa: UUID
) -> None:
    token = forwarded(profiles, the_card(profiles, tokens, rosa), kind="person")
    words = {"answer": "meet", "text": "Gern am Fluss.", "shares_address": True}
    profiles.test_client().put("/v1/contact-request/answer", json=words, headers=link(token))
    with profiles.database.reading() as session:
        (shown,) = list(SECTIONS["was_asked"](session, Herself(rosa, ROSA)))
    erase(profiles, rosa)
    kept = the_request(profiles)

    assert (shown["email"], shown["answer_text"], shown["answer_email"]) == (None, "Gern am Fluss.", ROSA)
    assert (kept.state, kept.answer_text, kept.answer_email) == ("closed", None, None)
    assert letters(profiles, "contact_gone") == []


def test_of_a_colleagues_answer_nothing_is_shown(profiles: Service) -> None:
    rita = a_steward(profiles, "rita@example.net")
    a_steward(profiles)
    forwarded(profiles)
    token = next(token_in(each) for each in letters(profiles, "contact_request") if each.email == ROSA)
    words = {"answer": "meet", "text": "Gern am Fluss.", "shares_address": True}
    profiles.test_client().put("/v1/contact-request/answer", json=words, headers=link(token))
    with profiles.database.reading() as session:
        (shown,) = list(SECTIONS["was_asked"](session, Herself(rita, "rita@example.net")))

    assert (shown["state"], shown["answer_text"], shown["answer_email"]) == ("answered", None, None)


def test_a_card_that_editors_withdrew_is_not_asked(profiles: Service, tokens: Tokens, rosa: UUID) -> None:
    card_id = the_card(profiles, tokens, rosa)
    path = f"/v1/people/{card_id}/withdrawal"
    profiles.test_client().put(path, json={"because": "Nein."}, headers=tokens.editor(AUDIENCE))

    assert ask(profiles, card_id, kind="person").status_code == 404


def test_whoever_erases_her_card_has_no_name_in_requests_any_more(
    profiles: Service, tokens: Tokens, rosa: UUID
) -> None:
    forwarded(profiles, the_card(profiles, tokens, rosa), kind="person")
    profiles.test_client().delete("/v1/me/card", headers=tokens.person(rosa, AUDIENCE))
    with profiles.database.reading() as session:
        tables = ("contact_subjects", "contact_requests", "contact_steps", "contact_recipients")
        kept = " ".join(row for table in tables for row in session.scalars(text(f"SELECT t::text FROM {table} t")))

    assert "Rosa" not in kept
    assert requests_seen(profiles, tokens.person(rosa, AUDIENCE)).json["items"][0]["title"] == "–"


def test_whom_was_asked_is_forgotten_with_the_rest(profiles: Service, tokens: Tokens, rosa: UUID) -> None:
    confirm(profiles, asked(profiles, the_card(profiles, tokens, rosa), kind="person"))
    let_pass(profiles, days=60)
    tick(profiles)
    let_pass(profiles, days=90)
    tick(profiles)
    with profiles.database.reading() as session:
        assert session.scalars(text("SELECT person_id FROM contact_requests")).all() == [None]
