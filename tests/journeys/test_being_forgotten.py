"""Seeing everything about oneself, in all services, and having it erased: nothing is left but what is named here."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import text

from notifier.rules import address_hash
from services.kit import clock
from tests.journeys.test_through_the_website import link_in_mail
from tests.support import contact_makers, events_makers, profiles_makers
from tests.support.card_makers import card_words, put_card
from tests.support.city import TestCity
from tests.support.idea_makers import a_public_idea
from tests.support.profiles_makers import a_form, link, session_header, signed_in
from tests.support.seat_makers import a_bookable_event, comes
from tests.support.traces import logged, traces

DIRECTORY, EVENTS, NOTIFIER, PROFILES = "directory-service", "events-service", "notifier", "profiles-service"
ADA, NAME = "Ada.Ahorn@example.org", "Adalgunde"
KEY = ADA.lower()


def steward_of(city: TestCity, email: str) -> tuple[dict[str, Any], str, str]:
    """Return an organisation, the session of whoever looks after it, and her id."""
    editor = city.tokens.editor(DIRECTORY)
    words = {"name": "Neue Gruppe", "categories": ["nature"], "email": "gruppe@example.net"}
    made: dict[str, Any] = city.ask(DIRECTORY, "POST /v1/organisations", words, who=editor)
    city.ask(DIRECTORY, f"PUT /v1/organisations/{made['id']}/publication", who=editor)
    begun = signed_in(city.apps[PROFILES], email)
    person_id = begun["person"]["id"]
    city.ask(DIRECTORY, f"PUT /v1/organisations/{made['id']}/stewards/{person_id}", who=editor)
    city.settle()
    return made, begun["session"], person_id


def lives_here(city: TestCity) -> str:
    """Let Ada do all that one can do here; return her session."""
    organisation, session, person_id = steward_of(city, ADA)
    profiles_makers.subscribed(city.apps[PROFILES], email=ADA, name=NAME, newsletter=True)
    event = a_bookable_event(city.apps[EVENTS], events_makers.an_organisation(city.apps[EVENTS]))
    comes(city.apps[EVENTS], event, ADA, name=NAME)
    report = {"path": "/gruppen/x", "title": "x", "text": f"Das stimmt nicht, sagt {NAME}, {ADA}.", "email": ADA}
    city.ask(DIRECTORY, "POST /v1/reports", report)
    suggested = {"kind": "organisation", "words": {"name": "Noch eine"}, "email": ADA, "language": "de"}
    city.ask(DIRECTORY, "POST /v1/proposals", suggested)
    words = {"title": "Beete gießen", "contact_person": NAME, "contact_email": ADA}
    draft = {"kind": "offer", "organisation_id": organisation["id"], "words": words}
    city.ask(DIRECTORY, "POST /v1/revisions", draft, who=as_person(city, session, DIRECTORY))
    a_public_idea(city.apps[DIRECTORY], email=ADA, contact_name=NAME)
    ask_and_be_asked(city, UUID(organisation["id"]), UUID(person_id))
    put_card(city.apps[PROFILES], city.tokens, UUID(person_id), card_words(name=NAME, email=ADA))
    invited = {"email": ADA, "name": NAME, "role": "owner", "language": "de"}
    owner = city.tokens.editor(DIRECTORY)
    city.ask(DIRECTORY, f"POST /v1/organisations/{organisation['id']}/invitations", invited, who=owner)
    city.settle()
    return session


def ask_and_be_asked(city: TestCity, organisation_id: UUID, person_id: UUID) -> None:
    """Let Ada ask another group whether she may help, and be asked by somebody else."""
    profiles = city.apps[PROFILES]
    contact_makers.a_steward(profiles)
    contact_makers.forwarded(profiles, contact_makers.an_offer(profiles), email=ADA, name=NAME)
    contact_makers.forwarded(profiles, contact_makers.an_offer(profiles, organisation_id), email="kim@example.org")


def as_person(city: TestCity, session: str, service: str) -> dict[str, str]:
    tokens = city.ask(PROFILES, "POST /v1/tokens", who=session_header(session))["tokens"]
    return {"Authorization": f"Bearer {tokens[service]}"}


def tokens_of(city: TestCity, session: str) -> dict[str, str]:
    tokens: dict[str, str] = city.ask(PROFILES, "POST /v1/about-me/tokens", who=session_header(session))["tokens"]
    return tokens


def about_me(city: TestCity, session: str) -> dict[str, dict[str, Any]]:
    """Return each service's sections, by their keys."""
    return {
        service: {each["key"]: each for each in _sections(city, service, token)}
        for service, token in tokens_of(city, session).items()
    }


def _sections(city: TestCity, service: str, token: str) -> list[dict[str, Any]]:
    found = city.ask(service, "GET /v1/about-me", who={"Authorization": f"Bearer {token}"})
    sections: list[dict[str, Any]] = found["sections"]
    return sections


def erased(city: TestCity, session: str) -> str:
    receipt: str = city.ask(PROFILES, "POST /v1/me/erasure", who=session_header(session))["receipt"]
    city.settle()
    # Once a minute hearers say what they heard; then the words on the way are emptied.
    city.catch_up()
    return receipt


def test_everything_about_her_is_shown_by_every_service(city: TestCity) -> None:
    session = lives_here(city)

    found = about_me(city, session)

    of_the_account = {"account", "card", "sessions", "sign_ins", "looked_after"}
    assert set(found[PROFILES]) == of_the_account | {"messages", "requests", "consents", "asked", "was_asked", "ideas"}
    assert set(found[DIRECTORY]) == {"stewardships", "invitations", "ideas", "written", "reports"}
    assert set(found[EVENTS]) == {"registrations", "looked_after"}
    assert set(found[NOTIFIER]) == {"recipient", "sent", "attendances"}
    assert found[PROFILES]["account"]["rows"][0]["email"] == ADA
    assert [(each["contact_name"], each["email"]) for each in found[PROFILES]["ideas"]["rows"]] == [(NAME, ADA)]
    assert found[EVENTS]["registrations"]["rows"][0]["name"] == NAME
    assert {each["title"] for each in found[DIRECTORY]["written"]["rows"]} >= {"Noch eine", "Beete gießen"}
    assert all(each["why"] and each["until"] for sections in found.values() for each in sections.values())


def test_nothing_is_left_of_her_anywhere(city: TestCity) -> None:
    with logged() as log:
        session = lives_here(city)
        person_id = about_me(city, session)[PROFILES]["account"]["rows"][0]["id"]
        hear(city, {"person_id": person_id, **_interests(), "confirmed_at": f"never, says {ADA}"})
        before = traces(city, KEY, NAME)
        erased(city, session)

    assert {"notifier.unheard", "notifier.attendances", "directory-service.revisions"} < set(before)
    assert traces(city, KEY, NAME) == {}
    # Her number stays where facts say in which order they were told; it leads to nobody any more.
    assert {place.partition(".")[2] for place in traces(city, person_id)} <= {"known_versions", "outbox"}
    assert "fact_unheard" in log.getvalue()
    assert KEY not in log.getvalue().lower()
    assert NAME not in log.getvalue()


def test_of_an_address_that_is_not_written_to_only_the_checksum_stays(city: TestCity) -> None:
    session = lives_here(city)
    hash_of_her = address_hash(ADA)
    with city.apps[NOTIFIER].database.transaction() as opened:
        known = "INSERT INTO suppressions VALUES (:hash, 'complaint', now())"
        opened.execute(text(known), {"hash": hash_of_her})

    receipt = erased(city, session)

    assert list(traces(city, KEY, NAME, hash_of_her)) == ["notifier.suppressions"]
    said = {each["service"]: each for each in receipt_of(city, receipt)["parts"]}
    assert said[NOTIFIER]["stays"] == {"suppressions": 1}


def receipt_of(city: TestCity, token: str) -> dict[str, Any]:
    found: dict[str, Any] = city.ask(PROFILES, "GET /v1/erasure", who=link(token))
    return found


def test_the_receipt_says_what_each_service_erased_and_what_stays(city: TestCity) -> None:
    session = lives_here(city)

    receipt = receipt_of(city, erased(city, session))

    assert receipt["done_at"]
    parts = {each["service"]: each for each in receipt["parts"]}
    assert set(parts) == {PROFILES, DIRECTORY, EVENTS, NOTIFIER}
    assert parts[EVENTS]["erased"] == {"registrations": 1, "looked_after": 1}
    assert parts[PROFILES]["erased"]["account"] == 1
    assert parts[PROFILES]["stays"]["consents"] == parts[PROFILES]["erased"]["consents"] >= 3
    assert parts[DIRECTORY]["erased"] == {"stewardships": 1, "invitations": 1, "ideas": 1, "written": 2, "reports": 1}
    assert [parts[PROFILES]["erased"][key] for key in ("asked", "was_asked", "ideas")] == [1, 1, 1]
    assert re.search(KEY, str(receipt)) is None


def test_the_last_letter_leads_to_the_receipt_and_is_forgotten_itself(city: TestCity) -> None:
    session = lives_here(city)
    city.letterbox.empty()

    receipt = erased(city, session)

    assert [mail["subject"] for mail in city.letterbox.mails(ADA)] == ["Klima-Mosaik: Alles über dich ist gelöscht"]
    assert link_in_mail(city, ADA, "konto/beleg") == f"/konto/beleg/{receipt}"


def test_an_erasure_told_twice_is_the_same(city: TestCity) -> None:
    session = lives_here(city)
    receipt = erased(city, session)
    before = receipt_of(city, receipt)

    with city.apps[PROFILES].database.transaction() as opened:
        opened.execute(text("UPDATE outbox SET sent_at = NULL"))
    city.settle()

    assert receipt_of(city, receipt) == before
    assert traces(city, KEY, NAME) == {}


def test_what_was_told_of_her_before_does_not_bring_her_back(city: TestCity) -> None:
    session = lives_here(city)
    fact = {"person_id": str(about_me(city, session)[PROFILES]["account"]["rows"][0]["id"]), **_interests()}
    erased(city, session)

    hear(city, fact)

    assert traces(city, KEY, NAME) == {}


def hear(city: TestCity, payload: dict[str, Any]) -> None:
    """Let the notifier hear what somebody wants to hear about."""
    message = {"id": str(uuid4()), "name": "profiles.interests_changed.v1", "payload": payload, "request_id": "r"}
    city.apps[NOTIFIER].worker.hear_now({**message, "told_at": clock.now().isoformat()})


def _interests() -> dict[str, Any]:
    now = clock.now().isoformat()
    tokens = {"manage_token": "m" * 64, "leave_token": "l" * 64}
    words = {"version": 1, "email": ADA, "name": NAME, "language": "de", "newsletter": True, "interests": []}
    return {**words, **tokens, "confirmed_at": now, "changed_at": now}


OLD_LINKS = {
    "session": (PROFILES, "POST /v1/tokens"),
    "manage": (PROFILES, "GET /v1/subscription"),
    "leave": (PROFILES, "GET /v1/subscription/departure"),
    "confirm": (PROFILES, "PUT /v1/subscription/confirmation"),
    "seat": (EVENTS, "GET /v1/registration"),
    "seat reminders": (EVENTS, "GET /v1/registration/reminders"),
    "own account": (PROFILES, "GET /v1/me"),
    "answer": (PROFILES, "GET /v1/contact-request/answer"),
    "outcome": (PROFILES, "PUT /v1/contact-request/outcome"),
    "confirming a request": (PROFILES, "PUT /v1/contact-request/confirmation"),
    "own request": (PROFILES, "GET /v1/contact-request"),
    "own idea": (DIRECTORY, "GET /v1/own-idea"),
    "longer for her idea": (DIRECTORY, "PUT /v1/own-idea/renewal"),
    "confirming an idea": (DIRECTORY, "PUT /v1/own-idea/confirmation"),
}


@pytest.fixture
def shown(city: TestCity) -> dict[str, dict[str, str]]:
    """What Ada could show before she was erased, by what it was for."""
    session = lives_here(city)
    links = profiles_makers.links()
    person_id = UUID(about_me(city, session)[PROFILES]["account"]["rows"][0]["id"])
    confirm = profiles_makers.token_in(profiles_makers.letters(city.apps[PROFILES], "confirm_subscription")[-1])
    with city.apps[EVENTS].database.reading() as opened:
        seat_id = opened.execute(text("SELECT id FROM registrations")).scalar_one()
    seats = city.apps[EVENTS].extensions["settings"].links
    asked_by = "SELECT id FROM contact_recipients WHERE person_id = (SELECT id FROM people WHERE email = :email)"
    with city.apps[PROFILES].database.reading() as opened:
        answer = links.token("contact_answer", opened.execute(text(asked_by), {"email": ADA}).scalar_one())
    before = {
        "session": session_header(session),
        "manage": link(links.token("manage", person_id)),
        "leave": link(links.token("leave", person_id)),
        "confirm": link(confirm),
        "seat": link(seats.token("seat", seat_id)),
        "seat reminders": link(seats.leave_token(seat_id)),
        "own account": as_person(city, session, PROFILES),
        "answer": link(answer),
        "outcome": link(answer),
        **_of_requests(city),
        **_of_ideas(city),
    }
    erased(city, session)
    return before


def _of_requests(city: TestCity) -> dict[str, dict[str, str]]:
    """Return the links of what Ada asked."""
    links = profiles_makers.links()
    with city.apps[PROFILES].database.reading() as opened:
        asked = opened.execute(text("SELECT id FROM contact_requests WHERE email_key = :key"), {"key": KEY})
        request_id = asked.scalar_one()
    return {
        "confirming a request": link(links.token("contact_confirm", request_id)),
        "own request": link(links.token("contact_own", request_id)),
    }


def _of_ideas(city: TestCity) -> dict[str, dict[str, str]]:
    """Return the links to Ada's idea that stand in her mails."""
    mails = "\n".join(mail["text"] for mail in city.letterbox.mails(ADA))
    own = link(re.findall(r"/ideen/verwalten/([\w-]+)", mails)[-1])
    first = link(re.findall(r"/ideen/bestaetigen/([\w-]+)", mails)[-1])
    return {"own idea": own, "longer for her idea": own, "confirming an idea": first}


@pytest.mark.parametrize("kind", OLD_LINKS)
def test_an_old_link_says_that_she_is_no_longer_here(
    city: TestCity, shown: dict[str, dict[str, str]], kind: str
) -> None:
    service, call = OLD_LINKS[kind]
    method, path = call.split(" ", 1)

    words = {"placed": True} if kind == "outcome" else None
    answer = city.apps[service].test_client().open(path, method=method, headers=shown[kind], json=words)

    assert answer.status_code == 410, answer.text
    assert answer.get_json()["type"] == "urn:mosaik:problem:no-longer-here"


def test_an_old_sign_in_says_that_she_is_no_longer_here(city: TestCity) -> None:
    session = lives_here(city)
    sign_in_id, letter = profiles_makers.begin_sign_in(city.apps[PROFILES], ADA)
    erased(city, session)
    client = city.apps[PROFILES].test_client()

    by_link = client.post("/v1/sessions", json={"token": profiles_makers.token_in(letter)})
    by_code = client.post("/v1/sessions", json={"sign_in_id": sign_in_id, "code": letter.slots["code"]})

    assert (by_link.status_code, by_code.status_code) == (410, 410)


def test_an_old_invitation_and_an_old_suggestion_say_that_she_is_no_longer_here(city: TestCity) -> None:
    session = lives_here(city)
    mails = [mail["text"] for mail in city.letterbox.mails(ADA)]
    invitation = next(found[1] for text in mails if (found := re.search(r"/einladung/([\w-]+)", text)))
    suggestion = next(found[1] for text in mails if (found := re.search(r"/vorschlag/bestaetigen/([\w-]+)", text)))
    erased(city, session)
    client = city.apps[DIRECTORY].test_client()

    assert client.get(f"/v1/invitations/{invitation}").status_code == 410
    assert client.put(f"/v1/proposals/{suggestion}/confirmation").status_code == 410


def test_what_was_refused_is_gone_with_her_and_its_link_says_so_kindly(city: TestCity, website: Flask) -> None:
    session = lives_here(city)
    client = city.apps[DIRECTORY].test_client()
    mails = [mail["text"] for mail in city.letterbox.mails(ADA)]
    first = next(found[1] for text in mails if (found := re.search(r"/vorschlag/bestaetigen/([\w-]+)", text)))
    client.put(f"/v1/proposals/{first}/confirmation")
    editor = city.tokens.editor(DIRECTORY)
    waiting = city.ask(DIRECTORY, "GET /v1/revisions?kind=organisation", who=editor)["items"][0]
    wanted = {**editor, "If-Match": f'"{waiting["version"]}"'}
    city.ask(DIRECTORY, f"PUT /v1/revisions/{waiting['id']}/refusal", {"reason": "Werbung."}, who=wanted)
    city.settle()
    link = link_in_mail(city, ADA, "vorschlag/noch-einmal")
    assert "Noch eine" in website.test_client().get(link).text

    erased(city, session)

    assert client.get(f"/v1/proposals/{link.rpartition('/')[2]}").status_code == 410
    page = website.test_client().get(link)
    assert (page.status_code, "Diese Person ist nicht mehr hier" in page.text) == (410, True)
    assert "Noch eine" not in page.text


def test_an_organisation_that_nobody_looks_after_any_more_is_on_the_editors_list(city: TestCity) -> None:
    organisation, session, _ = steward_of(city, ADA)

    erased(city, session)

    assert city.rows(DIRECTORY, "SELECT title FROM reports") == [organisation["name"]]
    assert city.rows(DIRECTORY, "SELECT state FROM organisations") == ["published"]
    assert city.rows(EVENTS, "SELECT count(*) FROM stewardships") == [0]


def asked_by_name(city: TestCity) -> None:
    """Let Ada ask a group whether she may help."""
    contact_makers.forwarded(city.apps[PROFILES], contact_makers.an_offer(city.apps[PROFILES]), email=ADA, name=NAME)


def answered_by_name(city: TestCity) -> None:
    """Let Ada answer, with her name and address, somebody who asks her group."""
    profiles = city.apps[PROFILES]
    group = UUID(str(city.rows(DIRECTORY, "SELECT id FROM organisations")[0]))
    token = contact_makers.forwarded(profiles, contact_makers.an_offer(profiles, group), email="kim@example.org")
    said = {"answer": "meet", "text": f"Gern! Deine {NAME}", "shares_address": True}
    city.ask(PROFILES, "PUT /v1/contact-request/answer", said, who=link(token))


def hidden_behind_an_idea(city: TestCity) -> None:
    """Let somebody ask about Ada's idea and read of it in her letter, with Ada's name."""
    (idea_id,) = city.rows(PROFILES, "SELECT id FROM contact_subjects WHERE kind = 'idea'")
    token = contact_makers.forwarded(city.apps[PROFILES], idea_id, kind="idea", email="kim@example.org")
    said = {"answer": "no", "text": "Leider nicht.", "shares_address": False}
    city.ask(PROFILES, "PUT /v1/contact-request/answer", said, who=link(token))


def _told_last(city: TestCity) -> None:
    """Let letters that are not sent yet be heard of after everything else."""
    late = "UPDATE outbox SET told_at = told_at + interval '1 hour' WHERE name LIKE 'any.letter%' AND sent_at IS NULL"
    with city.apps[PROFILES].database.transaction() as opened:
        opened.execute(text(late))


@pytest.mark.parametrize("write", [asked_by_name, answered_by_name, hidden_behind_an_idea])
@pytest.mark.parametrize("is_known", [True, False], ids=["letter waits", "letter heard of later"])
def test_a_letter_to_somebody_else_does_not_tell_of_her_any_more(
    city: TestCity, write: Callable[[TestCity], None], is_known: bool
) -> None:
    session = lives_here(city)
    write(city)
    if is_known:
        city.hear()
    else:
        _told_last(city)
    waiting = traces(city, KEY, NAME).get("notifier.notifications")
    city.letterbox.empty()

    erased(city, session)

    assert bool(waiting) is is_known
    assert not [mail for mail in city.letterbox.mails() if ADA not in mail["to"] and NAME in mail["text"]]
    assert traces(city, KEY, NAME) == {}


def test_what_she_asked_for_is_ended_and_what_she_brought_is_off_the_board(city: TestCity) -> None:
    session = lives_here(city)

    erased(city, session)

    assert city.rows(PROFILES, "SELECT state FROM contact_requests WHERE erased_at IS NOT NULL") == ["closed"]
    assert city.rows(PROFILES, "SELECT count(*) FROM contact_steps WHERE by = 'asker' AND reason = 'withdrawn'") == [2]
    assert city.rows(DIRECTORY, "SELECT count(*) FROM ideas") == [0]
    assert city.rows(PROFILES, "SELECT count(*) FROM contact_requests WHERE state = 'forwarded'") == [1]


def test_what_people_wanted_of_her_is_ended_too(city: TestCity) -> None:
    session = lives_here(city)
    card_id = city.rows(PROFILES, "SELECT id FROM cards")[0]
    contact_makers.forwarded(city.apps[PROFILES], card_id, kind="person", email="kim@example.org")

    erased(city, session)

    ended = "SELECT reason FROM contact_requests WHERE subject_kind = 'person' AND state = 'closed'"
    assert city.rows(PROFILES, ended) == ["no_answer"]
    assert city.rows(PROFILES, "SELECT count(*) FROM contact_requests WHERE person_id IS NOT NULL") == [0]


def test_moments_travel_as_every_program_reads_them(city: TestCity) -> None:
    session = lives_here(city)

    since = about_me(city, session)[PROFILES]["account"]["rows"][0]["created_at"]

    assert abs(clock.now() - datetime.fromisoformat(since)) < timedelta(minutes=10)


def test_a_form_subscription_alone_is_erased_by_signing_in_and_not_by_the_link_for_managing(city: TestCity) -> None:
    city.ask(PROFILES, "POST /v1/subscriptions", a_form(email=ADA))
    city.settle()
    confirm = link_in_mail(city, ADA, "nachrichten/bestaetigen").rpartition("/")[2]
    city.ask(PROFILES, "PUT /v1/subscription/confirmation", who=link(confirm))
    city.settle()
    person_id = city.rows(PROFILES, "SELECT id FROM people")[0]
    manage, client = link(profiles_makers.links().token("manage", person_id)), city.apps[PROFILES].test_client()

    refused = [client.post(path, headers=manage).status_code for path in ("/v1/about-me/tokens", "/v1/me/erasure")]
    erased(city, signed_in(city.apps[PROFILES], ADA)["session"])

    assert refused == [401, 401]
    assert traces(city, KEY) == {}
