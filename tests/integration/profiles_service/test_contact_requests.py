"""Being put in touch, through the door: nothing without the asker's click, and one answer to each request."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest

from profiles_service.actions import contact_subjects, erasing
from profiles_service.models import ContactRequest, ContactStep, Stewardship
from profiles_service.queries import people
from services.facts.directory import OrganisationMerged
from services.facts.letters import LetterRequested
from services.kit import clock
from services.kit.web import Service
from tests.support.contact_makers import (
    ASKS,
    GROUP,
    ROSA,
    a_request,
    a_steward,
    an_offer,
    an_organisation,
    ask,
    asked,
    confirm,
    forwarded,
    let_pass,
    the_request,
    tick,
)
from tests.support.profiles_makers import a_person, count, letters, link, links, subscribed, token_in, told
from tests.support.racing import until_it_waits
from tests.support.tokens import Tokens

MEET = {"answer": "meet", "text": "Komm Samstag um 10.", "shares_address": True}


def by_link(app: Service, method: str, path: str, token: str, words: Any = None) -> Any:
    return app.test_client().open(f"/v1/contact-request{path}", method=method, json=words, headers=link(token))


def answer(app: Service, token: str, **words: Any) -> Any:
    return by_link(app, "PUT", "/answer", token, {**MEET, **words})


def may_ask(app: Service, offer_id: UUID) -> bool:
    answer: Any = app.test_client().get(f"/v1/contact-subjects/offer/{offer_id}")
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    return bool(answer.json["is_open"])


def own_token(app: Service) -> str:
    return links().token("contact_own", the_request(app).id)


def steps(app: Service) -> list[tuple[str, str, str | None]]:
    with app.database.reading() as session:
        rows = session.query(ContactStep).order_by(ContactStep.id)
        return [(row.state, row.by, row.reason) for row in rows]


# ------------------------------------------------------------------------------------------------- asking, confirming


def test_nothing_goes_to_a_group_before_the_person_at_the_address_confirms(profiles: Service) -> None:
    a_steward(profiles)
    token = asked(profiles, an_offer(profiles))

    assert letters(profiles, "contact_request") == []
    assert by_link(profiles, "GET", "/confirmation", token).json["state"] == "received"
    assert letters(profiles, "contact_request") == []

    assert confirm(profiles, token).json["state"] == "forwarded"
    (request,) = letters(profiles, "contact_request")
    assert (request.email, request.name) == (ROSA, "Rosa")
    assert request.slots["message"] == "Ich habe samstags Zeit."
    assert ASKS not in str(request)


def test_the_first_letter_holds_nothing_that_was_typed_but_a_short_name(profiles: Service) -> None:
    a_steward(profiles)
    for name in ("Kim", "Kim " * 20):
        ask(profiles, an_offer(profiles), name=name, message="Gewinnen Sie jetzt")
    short, long = letters(profiles, "contact_confirm")

    assert short.slots.keys() == {"title", "organisation", "kind", "link"}
    assert (short.name, long.name) == ("Kim", None)
    assert "Gewinnen" not in f"{short} {long}"


def test_the_first_page_behind_a_link_shows_nothing_that_was_typed(profiles: Service) -> None:
    a_steward(profiles)
    shown = by_link(profiles, "GET", "/confirmation", asked(profiles, an_offer(profiles)))

    assert shown.json.keys() == {"kind", "title", "slug", "organisation_name", "state"}


def test_known_and_unknown_addresses_get_the_same_answer(profiles: Service) -> None:
    a_steward(profiles)
    offer_id = an_offer(profiles)
    subscribed(profiles, email="active@example.org")
    a_person(profiles, "account@example.org", editor=True)
    answers = [ask(profiles, offer_id, email=f"{name}@example.org") for name in ("new", "active", "account")]

    assert {(each.status_code, each.data) for each in answers} == {(202, b'{"state":"mailed"}\n')}
    assert [each.name for each in letters(profiles, "contact_confirm")] == ["Kim Kastanie"] * 3


def test_known_and_unknown_addresses_ask_the_database_the_same(profiles: Service, statements: list[str]) -> None:
    a_steward(profiles)
    offer_id = an_offer(profiles)
    a_person(profiles, "known@example.org")
    seen = []
    for name in ("known", "unknown"):
        statements.clear()
        ask(profiles, offer_id, email=f"{name}@example.org")
        seen.append(list(statements))

    assert seen[0] == seen[1]


@pytest.mark.parametrize("name", ["Kim\r\nBcc: all@example.org", "Kim\nX: y", "Kim\u2028Bcc: x", "\u202eKim"])
def test_a_name_that_would_break_a_header_is_refused(profiles: Service, name: str) -> None:
    a_steward(profiles)
    refused = ask(profiles, an_offer(profiles), name=name)

    assert (refused.status_code, list(refused.json["errors"])) == (422, ["name"])
    assert told(profiles, LetterRequested) == []


def test_the_wording_that_was_agreed_to_is_kept_and_an_old_one_is_refused(profiles: Service) -> None:
    a_steward(profiles)
    offer_id = an_offer(profiles)

    assert "wording_version" in ask(profiles, offer_id, wording_version="0").json["errors"]
    ask(profiles, offer_id)
    assert the_request(profiles).wording_hash


def test_a_link_to_confirm_ends_after_two_weeks(profiles: Service) -> None:
    a_steward(profiles)
    token = asked(profiles, an_offer(profiles))
    let_pass(profiles, days=14, seconds=1)
    refused = confirm(profiles, token)

    assert (refused.status_code, refused.json["type"]) == (410, "urn:mosaik:problem:contact-request-over")
    assert letters(profiles, "contact_request") == []


def test_confirmed_twice_it_goes_out_once(profiles: Service) -> None:
    a_steward(profiles)
    token = asked(profiles, an_offer(profiles))

    assert [confirm(profiles, token).status_code for _ in range(3)] == [200] * 3
    assert len(letters(profiles, "contact_request")) == 1


# -------------------------------------------------------------------------------------------------- who is asked


def test_each_steward_has_a_link_of_her_own(profiles: Service) -> None:
    for name in ("rosa", "rita"):
        a_steward(profiles, f"{name}@example.net")
    a_steward(profiles, "other@example.net", uuid4())
    confirm(profiles, asked(profiles, an_offer(profiles)))
    sent = letters(profiles, "contact_request")

    assert sorted(each.email for each in sent) == ["rita@example.net", "rosa@example.net"]
    assert len({token_in(each) for each in sent}) == 2


def test_without_a_steward_the_address_that_is_known_is_asked(profiles: Service) -> None:
    an_organisation(profiles, email="gruppe@example.net")
    confirm(profiles, asked(profiles, an_offer(profiles)))
    confirm(profiles, asked(profiles, an_offer(profiles, contact_email="angebot@example.net")))

    assert [each.email for each in letters(profiles, "contact_request")] == [
        "gruppe@example.net",
        "angebot@example.net",
    ]


def test_where_nobody_would_get_it_nobody_can_ask(profiles: Service) -> None:
    an_organisation(profiles)
    offer_id = an_offer(profiles)

    assert not may_ask(profiles, offer_id)
    assert ask(profiles, offer_id).json["type"] == "urn:mosaik:problem:nobody-to-ask"
    assert told(profiles, LetterRequested) == []


def test_what_is_withdrawn_cannot_be_asked_about(profiles: Service) -> None:
    a_steward(profiles)
    offer_id = an_offer(profiles)
    assert may_ask(profiles, offer_id)
    assert not may_ask(profiles, uuid4())
    with profiles.database.transaction() as session:
        contact_subjects.withdraw_subject(session, "offer", offer_id)

    assert not may_ask(profiles, offer_id)
    assert ask(profiles, offer_id).status_code == 404


def test_what_was_withdrawn_since_is_not_passed_on(profiles: Service) -> None:
    a_steward(profiles)
    offer_id = an_offer(profiles)
    token = asked(profiles, offer_id)
    with profiles.database.transaction() as session:
        contact_subjects.withdraw_subject(session, "offer", offer_id)
    refused = confirm(profiles, token)

    assert (refused.status_code, refused.json["type"]) == (410, "urn:mosaik:problem:nobody-to-ask-any-more")
    assert (the_request(profiles).state, letters(profiles, "contact_request")) == ("received", [])


def test_a_request_follows_its_organisation_into_another(profiles: Service) -> None:
    other = uuid4()
    a_steward(profiles)
    a_steward(profiles, "rita@example.net", other)
    old = forwarded(profiles)
    merged = OrganisationMerged(
        organisation_id=GROUP, into_id=other, into_slug="b", into_name="B", is_public=True, merged_at=clock.now()
    )
    with profiles.database.transaction() as session:
        contact_subjects.follow_merger(session, merged)

    assert answer(profiles, old).status_code == 404
    assert the_request(profiles).organisation_id == other


def test_what_looks_like_advertising_waits_and_so_does_what_comes_too_often(
    profiles: Service, unlimited: Service
) -> None:
    a_steward(profiles)
    offer_id = an_offer(profiles)

    assert confirm(profiles, asked(profiles, offer_id, message="Wir bieten SEO an")).json["state"] == "held"
    assert the_request(profiles).held_for == ["seo"]
    askers = [f"kim@group{n}.example" for n in range(21)]
    states = [confirm(profiles, asked(profiles, offer_id, email=each)).json["state"] for each in askers]
    assert states == ["forwarded"] * 20 + ["held"]
    assert the_request(profiles).held_for == ["many"]


def test_one_sender_brings_nobody_else_before_the_editors(profiles: Service, unlimited: Service) -> None:
    a_steward(profiles)
    offer_id = an_offer(profiles)
    catch_all = [f"a{n}@m{n}.boese.example" for n in range(8)]
    states = [confirm(profiles, asked(profiles, offer_id, email=each)).json["state"] for each in catch_all]

    assert states == ["forwarded"] * 5 + ["held"] * 3
    assert the_request(profiles).held_for == ["sender"]
    assert confirm(profiles, asked(profiles, offer_id)).json["state"] == "forwarded"


# ---------------------------------------------------------------------------------------------------------- answering


def test_an_answer_goes_to_who_asked_with_the_address_that_was_agreed_to(profiles: Service) -> None:
    a_steward(profiles)
    seen = answer(profiles, forwarded(profiles))
    (letter,) = letters(profiles, "contact_answer")

    assert seen.json["email"] == ASKS
    assert letter.email == ASKS
    assert (letter.slots["answer"], letter.slots["text"]) == ("meet", "Komm Samstag um 10.")
    assert (letter.slots["email"], letter.slots["shares"]) == (ROSA, "yes")


def test_addresses_stay_hidden_until_a_yes_and_without_consent_for_good(profiles: Service) -> None:
    a_steward(profiles)
    token = forwarded(profiles, shares_address=False)
    before = by_link(profiles, "GET", "/answer", token).text
    needed = answer(profiles, token, shares_address=False)
    after = answer(profiles, token)

    assert (needed.status_code, needed.json["type"]) == (422, "urn:mosaik:problem:address-needed")
    assert after.status_code == 200
    assert ASKS not in before + after.text
    assert "shares" not in letters(profiles, "contact_answer")[0].slots


def test_a_steward_who_does_not_agree_keeps_her_address_for_herself(profiles: Service) -> None:
    a_steward(profiles)
    answer(profiles, forwarded(profiles), shares_address=False)

    assert ROSA not in str(letters(profiles, "contact_answer")[0])


@pytest.mark.parametrize(("said", "reason"), [("filled", "filled"), ("no", "declined")])
def test_a_no_closes_the_request_and_shows_no_address(profiles: Service, said: str, reason: str) -> None:
    a_steward(profiles)
    seen = answer(profiles, forwarded(profiles), answer=said)

    assert (seen.json["state"], seen.json["outcome"], seen.json["reason"]) == ("closed", "not_placed", reason)
    assert ASKS not in seen.text
    assert letters(profiles, "contact_answer")[0].slots["email"] == ""
    assert steps(profiles)[-3:] == [
        ("answered", "steward", None), ("not_placed", "steward", reason), ("closed", "steward", reason),
    ]  # fmt: skip


def test_two_devices_answer_at_once_and_one_is_told_so(profiles: Service) -> None:
    a_steward(profiles)
    token = forwarded(profiles)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda said: answer(profiles, token, answer=said), ["meet", "no", "filled", "meet"]))

    assert sorted(each.status_code for each in answers) == [200, 409, 409, 409]
    late = next(each for each in answers if each.status_code == 409)
    assert late.json["type"] == "urn:mosaik:problem:answered-already"
    assert late.json["detail"]
    assert len(letters(profiles, "contact_answer")) == 1


def test_an_address_of_somebody_who_is_just_being_erased_is_not_kept(profiles: Service) -> None:
    person_id = a_steward(profiles)
    token = forwarded(profiles)
    with ThreadPoolExecutor(1) as crowd:
        with profiles.database.transaction() as session:
            people.person_for_change(session, person_id)
            answering = crowd.submit(answer, profiles, token)
            until_it_waits(profiles, answering)
            erasing.erase(session, person_id, links=links(), now=clock.now())
        assert answering.result().status_code in (404, 410)
    assert the_request(profiles).answer_email is None


# ------------------------------------------------------------------------------------------------- what became of it


@pytest.mark.parametrize("side", ["asker", "steward"])
def test_either_side_tells_what_became_of_it(profiles: Service, side: str) -> None:
    a_steward(profiles)
    token = forwarded(profiles)
    answer(profiles, token)
    shown = {"asker": own_token(profiles), "steward": token}[side]
    told_so = by_link(profiles, "PUT", "/outcome", shown, {"placed": True})
    again = by_link(profiles, "PUT", "/outcome", token, {"placed": False, "reason": "no_time"})

    assert (told_so.json["state"], told_so.json["outcome"]) == ("closed", "placed")
    assert (again.status_code, again.json["type"]) == (409, "urn:mosaik:problem:settled-already")
    assert [state for state, *_ in steps(profiles)] == [
        "received", "verified", "forwarded", "answered", "placed", "closed",
    ]  # fmt: skip


def test_who_waits_may_say_that_she_does_not_any_more_and_nobody_else(profiles: Service) -> None:
    a_steward(profiles)
    token = forwarded(profiles)

    assert by_link(profiles, "PUT", "/outcome", token, {"placed": False}).status_code == 409
    ended = by_link(profiles, "PUT", "/outcome", own_token(profiles), {"placed": False, "reason": "no_time"})
    assert (ended.json["state"], ended.json["reason"]) == ("closed", "withdrawn")
    assert answer(profiles, token).status_code == 409


def test_taken_back_before_the_answer_those_who_were_asked_read_so(profiles: Service) -> None:
    a_steward(profiles)
    token = asked(profiles, an_offer(profiles))
    confirm(profiles, token)
    ended = by_link(profiles, "PUT", "/outcome", token, {"placed": False})
    (letter,) = letters(profiles, "contact_withdrawn")

    assert (ended.json["state"], ended.json["reason"]) == ("closed", "withdrawn")
    assert (letter.email, set(letter.slots)) == (ROSA, {"title", "organisation", "kind", "link", "to"})
    assert by_link(profiles, "PUT", "/outcome", token, {"placed": False}).status_code == 409


def test_taken_back_before_an_editor_looked_nothing_of_it_stays(profiles: Service) -> None:
    a_steward(profiles)
    token = asked(profiles, an_offer(profiles), message="Wir bieten SEO an")
    assert confirm(profiles, token).json["state"] == "held"
    ended = by_link(profiles, "PUT", "/outcome", token, {"placed": False})
    kept = the_request(profiles)

    assert (ended.json["state"], kept.state, kept.reason) == ("closed", "closed", "withdrawn")
    assert (kept.name, kept.email, kept.email_key, kept.message) == (None,) * 4
    assert letters(profiles, "contact_withdrawn") == letters(profiles, "contact_request") == []


def test_what_nobody_confirmed_needs_no_taking_back(profiles: Service) -> None:
    a_steward(profiles)
    token = asked(profiles, an_offer(profiles))

    assert by_link(profiles, "PUT", "/outcome", token, {"placed": False}).status_code == 409
    assert confirm(profiles, token).json["state"] == "forwarded"


# ----------------------------------------------------------------------------------------------------------- links


def everyday(app: Service) -> dict[str, str]:
    """Return a token for each purpose, all of the same request."""
    found = forwarded(app)
    request_id = the_request(app).id
    about = {name: links().token(name, request_id) for name in ("contact_confirm", "contact_own", "manage", "leave")}
    return {**about, "contact_answer": found}


DOORS = [
    ("GET", "/confirmation", None, {"contact_confirm"}),
    ("PUT", "/confirmation", None, {"contact_confirm"}),
    ("GET", "", None, {"contact_own"}),
    ("GET", "/answer", None, {"contact_answer"}),
    ("PUT", "/answer", {**MEET, "answer": "no"}, {"contact_answer"}),
]


@pytest.mark.parametrize("door", DOORS, ids=[f"{door[0]} {door[1]}" for door in DOORS])
def test_a_link_is_good_for_its_purpose_alone(profiles: Service, door: tuple[str, str, Any, set[str]]) -> None:
    a_steward(profiles)
    method, path, words, welcome = door
    tokens = everyday(profiles)
    statuses = {
        name: by_link(profiles, method, path, token, words).status_code
        for name, token in sorted(tokens.items(), key=lambda each: each[0] in welcome)
    }

    assert {name for name, status in statuses.items() if status == 200} == welcome
    assert {status for name, status in statuses.items() if name not in welcome} <= {401, 409}


@pytest.mark.parametrize(
    ("purpose", "status"),
    [("contact_own", 200), ("contact_confirm", 200), ("contact_answer", 409), ("manage", 401), ("leave", 401)],
)
def test_a_request_is_taken_back_with_the_links_of_who_asked(profiles: Service, purpose: str, status: int) -> None:
    a_steward(profiles)
    tokens = everyday(profiles)

    assert by_link(profiles, "PUT", "/outcome", tokens[purpose], {"placed": False}).status_code == status


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_a_forged_link_opens_nothing(profiles: Service, method: str) -> None:
    a_steward(profiles)
    good = forwarded(profiles)
    words = MEET if method == "PUT" else None
    forged = [good[:-4] + "AAAA", good[:-1], good + "A", "", "A" * 64, good[::-1]]

    assert {by_link(profiles, method, "/answer", each, words).status_code for each in forged} == {401}
    assert by_link(profiles, method, "/answer", good, words).status_code == 200


def test_who_looks_after_it_no_longer_answers_no_longer(profiles: Service) -> None:
    a_steward(profiles, "rita@example.net")
    person_id = a_steward(profiles)
    confirm(profiles, asked(profiles, an_offer(profiles)))
    token = next(token_in(each) for each in letters(profiles, "contact_request") if each.email == ROSA)
    _dismiss(profiles, person_id)

    assert by_link(profiles, "GET", "/answer", token).status_code == 404
    assert answer(profiles, token).status_code == 404


def test_a_mailbox_that_is_not_the_groups_any_more_answers_no_longer(profiles: Service) -> None:
    an_organisation(profiles, email="alt@example.net")
    token = forwarded(profiles)
    an_organisation(profiles, email="neu@example.net")

    assert answer(profiles, token).status_code == 404


def test_the_link_of_a_former_mailbox_stays_dead_after_the_next_letter(profiles: Service) -> None:
    an_organisation(profiles, email="alt@example.net")
    old = forwarded(profiles)
    an_organisation(profiles, email="neu@example.net")
    let_pass(profiles, days=7)
    tick(profiles)
    (reminder,) = letters(profiles, "contact_reminder")

    assert (reminder.email, token_in(reminder) != old) == ("neu@example.net", True)
    assert by_link(profiles, "GET", "/answer", old).status_code == 410
    assert answer(profiles, token_in(reminder)).status_code == 200


def _dismiss(app: Service, person_id: UUID) -> None:
    with app.database.transaction() as session:
        session.query(Stewardship).filter_by(person_id=person_id).delete()


# ---------------------------------------------------------------------------------------------------------- limits


def from_house(tokens: Tokens, number: int) -> dict[str, str]:
    return {**tokens.service("website", "profiles-service"), "X-Client-Address": f"192.0.2.{number}"}


def test_one_address_is_written_to_five_times_a_day(profiles: Service) -> None:
    a_steward(profiles)
    offer_id = an_offer(profiles)
    answers = [ask(profiles, offer_id, email=f"kim+{n}@example.org").status_code for n in range(6)]

    assert answers == [202] * 5 + [429]


def test_one_network_asks_twenty_times_an_hour(profiles: Service, tokens: Tokens) -> None:
    a_steward(profiles)
    offer_id = an_offer(profiles)
    client = profiles.test_client()

    def send(n: int, house: int) -> int:
        words = a_request(offer_id, email=f"a{n}@example.org")
        return client.post("/v1/contact-requests", json=words, headers=from_house(tokens, house)).status_code

    assert [send(n, 1) for n in range(21)] == [202] * 20 + [429]
    assert send(99, 2) == 202


def test_what_nobody_confirmed_closes_nothing_for_others(profiles: Service, tokens: Tokens) -> None:
    a_steward(profiles)
    offer_id = an_offer(profiles)
    client = profiles.test_client()

    def send(n: int) -> int:
        words = a_request(offer_id, email=f"a{n}@boese.example")
        return client.post("/v1/contact-requests", json=words, headers=from_house(tokens, n)).status_code

    assert [send(n) for n in range(70)] == [202] * 70
    assert confirm(profiles, asked(profiles, offer_id)).json["state"] == "forwarded"


def test_the_same_key_asks_once(profiles: Service) -> None:
    a_steward(profiles)
    words, client = a_request(an_offer(profiles)), profiles.test_client()
    for _ in range(2):
        client.post("/v1/contact-requests", json=words, headers={"Idempotency-Key": "one"})

    assert count(profiles, ContactRequest) == 1
