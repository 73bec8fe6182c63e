"""Subscribing through the door: nothing without the owner's click, everything with it, and nothing after leaving."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.exc import DatabaseError

from profiles_service.models import Consent, Interest, Person, Subscription, SubscriptionRequest
from profiles_service.queries import proofs
from services.facts.letters import LetterRequested
from services.facts.profiles import InterestsChanged, SubscriberLeft
from services.kit import clock
from services.kit.web import Service
from tests.support.city import run_queue
from tests.support.profiles_makers import (
    ADA,
    WORDING,
    a_form,
    a_person,
    an_interest,
    asked_to_confirm,
    count,
    letters,
    link,
    links,
    move_back,
    signed_in,
    subscribed,
    told,
)


def ask(app: Service, method: str, path: str, token: str, **options: Any) -> Any:
    headers = {**link(token), **options.pop("headers", {})}
    return app.test_client().open(path, method=method, headers=headers, **options)


def confirm(app: Service, token: str) -> Any:
    return ask(app, "PUT", "/v1/subscription/confirmation", token)


def subscribe(app: Service, **words: Any) -> Any:
    return app.test_client().post("/v1/subscriptions", json=a_form(**words))


def manage_token(person_id: Any) -> str:
    return links().token("manage", person_id)


def leave_token(person_id: Any) -> str:
    return links().token("leave", person_id)


def steps(app: Service, person_id: Any) -> list[str]:
    with app.database.reading() as session:
        return [line["step"] for line in proofs.consents_of(session, person_id)]


# -------------------------------------------------------------------------------------------------- asking, confirming


def test_nothing_is_told_before_the_owner_confirms(profiles: Service) -> None:
    asked_to_confirm(profiles)

    assert told(profiles, InterestsChanged) == []
    assert count(profiles, Subscription) == 0


def test_new_known_and_gone_addresses_get_the_same_answer(profiles: Service) -> None:
    subscribed(profiles, email="active@example.org")
    person_id = subscribed(profiles, email="gone@example.org")
    ask(profiles, "DELETE", "/v1/subscription", leave_token(person_id))
    a_person(profiles, "account@example.org")
    names = ("new", "active", "gone", "account")
    answers = [subscribe(profiles, email=f"{name}@example.org") for name in names]

    assert {answer.status_code for answer in answers} == {202}
    assert {answer.data for answer in answers} == {b'{"state":"mailed"}\n'}
    last = letters(profiles, "confirm_subscription")[-4:]
    assert [each.email.partition("@")[0] for each in last] == list(names)


def test_known_and_unknown_addresses_ask_the_database_the_same(profiles: Service, statements: list[str]) -> None:
    subscribed(profiles, email="known@example.org")
    asked = []
    for email in ("known@example.org", "unknown@example.org"):
        statements.clear()
        subscribe(profiles, email=email)
        asked.append(list(statements))

    assert asked[0] == asked[1]


def test_the_letter_holds_nothing_that_was_typed_but_a_short_name(profiles: Service) -> None:
    for name in ("Ada", "Ada " * 20):
        subscribe(profiles, name=name, interests=[an_interest(text="Gewinnen Sie jetzt")])
    short, long = letters(profiles, "confirm_subscription")

    assert short.slots.keys() == {"link"}
    assert (short.name, long.name) == ("Ada", None)
    assert short.expires_at - short.requested_at == timedelta(days=14)
    assert "Gewinnen" not in f"{short} {long}"


def test_a_name_that_could_be_a_link_stays_out_of_the_letter(profiles: Service) -> None:
    subscribe(profiles, name="gratis: www.evil.example")

    assert letters(profiles, "confirm_subscription")[0].name is None


def test_confirming_tells_everything_that_mails_need(profiles: Service) -> None:
    person_id = subscribed(profiles, name="Ada", newsletter=True, language="en")
    (fact,) = told(profiles, InterestsChanged)

    assert (fact.person_id, fact.version, fact.email, fact.name) == (person_id, 1, ADA, "Ada")
    assert (fact.language, fact.newsletter) == ("en", True)
    assert (fact.manage_token, fact.leave_token) == (manage_token(person_id), leave_token(person_id))
    (interest,) = fact.interests
    assert (interest.what, interest.categories, interest.cadence) == (("offer",), ("nature",), "at_once")
    assert interest.since == fact.confirmed_at == fact.changed_at


def test_confirming_twice_is_harmless(profiles: Service) -> None:
    token = asked_to_confirm(profiles)
    one, other = confirm(profiles, token), confirm(profiles, token)

    assert one.status_code == other.status_code == 200
    assert one.json == other.json
    assert len(told(profiles, InterestsChanged)) == 1


def test_of_two_who_confirm_at_once_one_begins_something(profiles: Service) -> None:
    token = asked_to_confirm(profiles)
    with ThreadPoolExecutor(4) as crowd:
        statuses = set(crowd.map(lambda _: confirm(profiles, token).status_code, range(4)))

    assert statuses == {200}
    assert len(told(profiles, InterestsChanged)) == 1


def test_two_requests_confirmed_at_once_lose_nothing(profiles: Service) -> None:
    tokens = [asked_to_confirm(profiles, interests=[an_interest(categories=[key])]) for key in ("energy", "health")]
    with ThreadPoolExecutor(2) as crowd:
        list(crowd.map(lambda token: confirm(profiles, token), tokens))
    facts = sorted(told(profiles, InterestsChanged), key=lambda fact: fact.version)

    assert [fact.version for fact in facts] == [1, 2]
    assert {each.categories for each in facts[1].interests} == {("energy",), ("health",)}


def test_confirming_again_after_leaving_begins_nothing(profiles: Service) -> None:
    token = asked_to_confirm(profiles)
    confirm(profiles, token)
    (fact,) = told(profiles, InterestsChanged)
    ask(profiles, "DELETE", "/v1/subscription", fact.leave_token)

    assert confirm(profiles, token).json["state"] == "left"
    assert len(told(profiles, InterestsChanged)) == 1


def test_a_second_request_changes_nothing_until_it_is_confirmed(profiles: Service) -> None:
    person_id = subscribed(profiles, name="Ada")
    before = ask(profiles, "GET", "/v1/subscription", manage_token(person_id)).json
    token = asked_to_confirm(profiles, name="Eve", language="en", interests=[an_interest(categories=["energy"])])

    assert ask(profiles, "GET", "/v1/subscription", manage_token(person_id)).json == before

    after = confirm(profiles, token).json
    assert [each["categories"] for each in after["interests"]] == [["nature"], ["energy"]]
    assert after["interests"][0]["id"] == before["interests"][0]["id"]
    assert [fact.version for fact in told(profiles, InterestsChanged)] == [1, 2]


def test_the_same_wish_again_changes_only_its_pace(profiles: Service) -> None:
    person_id = subscribed(profiles)
    first = told(profiles, InterestsChanged)[0].interests[0]
    confirm(profiles, asked_to_confirm(profiles, interests=[an_interest(cadence="weekly")]))
    (again,) = told(profiles, InterestsChanged)[1].interests

    assert (again.interest_id, again.since, again.cadence) == (first.interest_id, first.since, "weekly")
    assert steps(profiles, person_id) == ["requested", "mailed", "confirmed"] * 2


def test_a_request_runs_out_after_14_days(profiles: Service) -> None:
    token = asked_to_confirm(profiles)
    move_back(profiles, SubscriptionRequest, requested_at=clock.now() - timedelta(days=14, minutes=1))

    assert confirm(profiles, token).status_code == 410
    assert told(profiles, InterestsChanged) == []


def test_a_request_that_was_forgotten_has_run_out(profiles: Service) -> None:
    assert confirm(profiles, links().token("confirm", uuid4())).status_code == 410


def test_more_than_fifty_interests_are_too_many(profiles: Service) -> None:
    many = [[an_interest(text=f"{part}-{number}") for number in range(20)] for part in range(3)]
    for part in many[:2]:
        confirm(profiles, asked_to_confirm(profiles, interests=part))
    token = asked_to_confirm(profiles, interests=many[2])

    assert confirm(profiles, token).status_code == 409
    assert count(profiles, Interest) == 40


def test_a_subscription_makes_no_account_and_no_name_for_one(profiles: Service) -> None:
    a_person(profiles, "known@example.org", name="Known")
    subscribed(profiles, email="known@example.org", name="Eve")
    subscribed(profiles)
    with profiles.database.reading() as session:
        people = {person.email: (person.name, bool(person.account_since)) for person in session.query(Person)}

    assert people == {"known@example.org": ("Known", True), ADA: (None, False)}


def test_a_request_sent_again_with_its_key_is_done_once(profiles: Service) -> None:
    client, key = profiles.test_client(), {"Idempotency-Key": "f1c2"}
    answers = [client.post("/v1/subscriptions", json=a_form(), headers=key) for _ in range(2)]

    assert {answer.status_code for answer in answers} == {202}
    assert len(letters(profiles, "confirm_subscription")) == 1


# ------------------------------------------------------------------------------------------------ the proof of consent


def test_the_proof_holds_wording_form_choice_and_both_times(profiles: Service) -> None:
    person_id = subscribed(profiles)
    letter = letters(profiles, "confirm_subscription")[0]
    with profiles.database.reading() as session:
        requested, mailed, confirmed = proofs.consents_of(session, person_id)

    assert (requested["wording"], requested["wording_version"]) == (WORDING.text, WORDING.version)
    assert requested["form"] == "/nachrichten"
    assert requested["chosen"]["interests"][0]["categories"] == ["nature"]
    assert mailed["letter_id"] == letter.letter_id
    assert requested["happened_at"] <= mailed["happened_at"] <= confirmed["happened_at"]


def test_the_wording_is_kept_in_the_language_it_was_read_in(profiles: Service) -> None:
    person_id = subscribed(profiles, language="en")
    with profiles.database.reading() as session:
        assert proofs.consents_of(session, person_id)[0]["wording"].startswith("Yes, I would like")


def test_no_line_of_the_proof_is_ever_changed(profiles: Service) -> None:
    subscribed(profiles)

    with pytest.raises(DatabaseError, match="never changed"), profiles.database.transaction() as session:
        session.query(Consent).update({"form": "/elsewhere"})


def test_every_change_and_the_end_stand_in_the_proof(profiles: Service) -> None:
    person_id = subscribed(profiles)
    change = {"language": "de", "newsletter": True, "interests": []}
    ask(profiles, "PUT", "/v1/subscription", manage_token(person_id), json=change)
    ask(profiles, "DELETE", "/v1/subscription", leave_token(person_id))

    assert steps(profiles, person_id) == ["requested", "mailed", "confirmed", "changed", "withdrawn"]


@pytest.mark.parametrize("form", ["import", "complaint", "/![](https://elsewhere.example/a.png)", "/<b>"])
def test_nobody_writes_into_the_proof_what_only_we_may(profiles: Service, form: str) -> None:
    assert set(subscribe(profiles, form=form).json["errors"]) == {"form"}


def test_an_older_wording_is_not_agreed_to(profiles: Service) -> None:
    answer = subscribe(profiles, wording_version="2001-1")

    assert answer.status_code == 422
    assert "wording_version" in answer.json["errors"]


def test_the_wording_in_force_is_shown_in_the_language_asked_for(profiles: Service) -> None:
    def shown(query: str) -> Any:
        return profiles.test_client().get(f"/v1/wordings/current{query}").json

    assert shown("?language=de") == {"version": WORDING.version, "text": WORDING.text}
    assert shown("?language=en")["text"].startswith("Yes")
    assert shown("?language=pl") == shown("") == shown("?language=de")


# ------------------------------------------------------------------------------------------------------------ managing


def test_the_owner_sees_her_subscription(profiles: Service) -> None:
    person_id = subscribed(profiles, name="Ada")
    answer = ask(profiles, "GET", "/v1/subscription", manage_token(person_id))

    assert answer.headers["ETag"] == '"1"'
    assert answer.headers["Cache-Control"] == "no-store"
    seen = answer.json
    (interest,) = seen.pop("interests")
    more = {"id", "commitment", "districts", "with_children", "wheelchair", "remote", "language", "text"}
    more |= {"wanted", "unwanted", "paused_until"}
    assert interest.keys() == {*an_interest(), *more}
    assert seen.pop("confirmed_at")
    assert seen == {
        "email": ADA,
        "name": "Ada",
        "language": "de",
        "newsletter": False,
        "reminders": True,
        "state": "active",
        "paused_until": None,
        "failing_since": None,
        "failing_reason": None,
    }


def test_a_change_replaces_everything_and_tells_all_of_it(profiles: Service) -> None:
    person_id = subscribed(profiles, interests=[an_interest(), an_interest(categories=["energy"])])
    first = told(profiles, InterestsChanged)[0]
    words = {
        "language": "en",
        "newsletter": True,
        "interests": [an_interest(cadence="daily"), an_interest(categories=["health"])],
    }
    answer = ask(profiles, "PUT", "/v1/subscription", manage_token(person_id), json=words)
    fact = told(profiles, InterestsChanged)[1]

    assert answer.status_code == 200
    assert (fact.version, fact.language, fact.newsletter) == (2, "en", True)
    kept, new = sorted(fact.interests, key=lambda each: each.since)
    assert (kept.categories, kept.cadence, kept.since) == (("nature",), "daily", first.confirmed_at)
    assert kept.interest_id in {each.interest_id for each in first.interests}
    assert (new.categories, new.since) == (("health",), fact.changed_at)


def test_what_was_read_can_be_sent_back_without_its_ids_and_pauses(profiles: Service) -> None:
    person_id = subscribed(profiles)
    read = ask(profiles, "GET", "/v1/subscription", manage_token(person_id)).json
    words = {name: read[name] for name in ("language", "newsletter")}
    words["interests"] = [
        {name: each[name] for name in each if name not in ("id", "paused_until")} for each in read["interests"]
    ]

    assert ask(profiles, "PUT", "/v1/subscription", manage_token(person_id), json=words).json == read


def test_a_change_of_something_older_is_refused(profiles: Service) -> None:
    person_id = subscribed(profiles)
    words = {"language": "de", "newsletter": True, "interests": []}
    fresh, stale = (
        ask(profiles, "PUT", "/v1/subscription", manage_token(person_id), json=words, headers={"If-Match": '"1"'})
        for _ in range(2)
    )

    assert (fresh.status_code, stale.status_code) == (200, 412)


def test_after_leaving_there_is_nothing_to_change(profiles: Service) -> None:
    person_id = subscribed(profiles)
    ask(profiles, "DELETE", "/v1/subscription", manage_token(person_id))
    words = {"language": "de", "newsletter": True, "interests": []}

    assert ask(profiles, "PUT", "/v1/subscription", manage_token(person_id), json=words).status_code == 410
    assert ask(profiles, "GET", "/v1/subscription", manage_token(person_id)).json["state"] == "left"


def test_a_link_of_somebody_unknown_opens_nothing(profiles: Service) -> None:
    assert ask(profiles, "GET", "/v1/subscription", manage_token(uuid4())).status_code == 404
    words = {"language": "de", "newsletter": True, "interests": []}
    assert ask(profiles, "PUT", "/v1/subscription", manage_token(uuid4()), json=words).status_code == 404


# ------------------------------------------------------------------------------------------------------------- leaving


@pytest.mark.parametrize("make", [manage_token, leave_token])
def test_leaving_ends_everything_and_may_be_repeated(profiles: Service, make: Any) -> None:
    person_id = subscribed(profiles, newsletter=True)
    answers = [ask(profiles, "DELETE", "/v1/subscription", make(person_id)) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200] * 3
    hint: dict[str, Any] = {
        "email_hint": "a•••@example.org",
        "state": "left",
        "paused_until": None,
        "scope": "",
        "ways": [],
    }
    assert answers[0].json == hint
    (fact,) = told(profiles, SubscriberLeft)
    assert (fact.person_id, fact.version) == (person_id, 2)
    assert count(profiles, Interest) == 0


def test_looking_at_the_leaving_page_ends_nothing(profiles: Service) -> None:
    person_id = subscribed(profiles)
    seen = [ask(profiles, "GET", "/v1/subscription/departure", leave_token(person_id)).json for _ in range(2)]

    hint = {"email_hint": "a•••@example.org", "state": "active", "paused_until": None, "scope": ""}
    assert {"scope", "weekly"} <= set(seen[0]["ways"])
    assert seen == [{**hint, "ways": seen[0]["ways"]}] * 2
    assert told(profiles, SubscriberLeft) == []


def test_a_leaving_link_works_years_later_and_when_nobody_is_left(profiles: Service) -> None:
    answer = ask(profiles, "DELETE", "/v1/subscription", leave_token(uuid4()))

    hint: dict[str, Any] = {"email_hint": None, "state": "left", "paused_until": None, "scope": "", "ways": []}
    assert (answer.status_code, answer.json) == (200, hint)


def test_who_left_and_comes_back_gets_only_the_new(profiles: Service) -> None:
    person_id = subscribed(profiles, newsletter=True)
    ask(profiles, "DELETE", "/v1/subscription", leave_token(person_id))
    confirm(profiles, asked_to_confirm(profiles, interests=[an_interest(categories=["energy"])]))
    fact = told(profiles, InterestsChanged)[-1]

    assert (fact.version, fact.newsletter) == (3, False)
    assert [each.categories for each in fact.interests] == [("energy",)]


# ------------------------------------------------------------------------------------------------- links by themselves

ROUTES = {
    ("PUT", "/v1/subscription/confirmation"): {"confirm"},
    ("GET", "/v1/subscription"): {"manage"},
    ("PUT", "/v1/subscription"): {"manage"},
    ("DELETE", "/v1/subscription"): {"manage", "leave"},
    ("GET", "/v1/subscription/departure"): {"leave"},
}


@pytest.mark.parametrize("purpose", ["confirm", "manage", "leave", "sign_in"])
@pytest.mark.parametrize(("method", "path"), list(ROUTES))
def test_a_link_opens_only_what_it_was_made_for(profiles: Service, method: str, path: str, purpose: Any) -> None:
    person_id = subscribed(profiles)
    words = (
        {"language": "de", "newsletter": True, "interests": []}
        if (method, path) == ("PUT", "/v1/subscription")
        else None
    )
    answer = ask(profiles, method, path, links().token(purpose, person_id), json=words)

    assert (answer.status_code == 401) == (purpose not in ROUTES[method, path])


@pytest.mark.parametrize("token", ["", "x", "x" * 64, "ä" * 64, "\xff", "a b", "=" * 64, "A" * 10_000])
def test_what_is_no_link_opens_nothing(profiles: Service, token: str) -> None:
    for method, path in ROUTES:
        words = {"language": "de", "interests": []} if (method, path) == ("PUT", "/v1/subscription") else None
        assert ask(profiles, method, path, token, json=words).status_code == 401


def test_a_session_or_a_token_is_no_link(profiles: Service) -> None:
    begun = signed_in(profiles)
    headers = {"Authorization": f"Session {begun['session']}"}

    assert profiles.test_client().get("/v1/subscription", headers=headers).status_code == 401


# ----------------------------------------------------------------------------------------------------- the link, again


def test_the_link_for_managing_is_mailed_to_those_who_get_something(profiles: Service) -> None:
    person_id = subscribed(profiles)
    profiles.test_client().post("/v1/subscription-links", json={"email": ADA.upper(), "language": "en"})
    run_queue(profiles, "profiles-service.system")
    (letter,) = letters(profiles, "manage_link")

    assert (letter.email, letter.language) == (ADA, "en")
    assert letter.slots == {"link": links().address("manage", person_id, language="en")}


def test_strangers_and_those_who_left_get_no_letter_but_the_same_answer(
    profiles: Service, statements: list[str]
) -> None:
    gone = subscribed(profiles, email="gone@example.org")
    ask(profiles, "DELETE", "/v1/subscription", leave_token(gone))
    subscribed(profiles, email="known@example.org")
    asked_to_confirm(profiles, email="waiting@example.org")
    answers, asked = [], []
    for name in ("known", "gone", "waiting", "stranger"):
        statements.clear()
        words = {"email": f"{name}@example.org", "language": "de"}
        answers.append(profiles.test_client().post("/v1/subscription-links", json=words))
        asked.append(list(statements))
    run_queue(profiles, "profiles-service.system")

    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.data for answer in answers}) == 1
    assert asked[0] == asked[1] == asked[2] == asked[3]
    assert [letter.email for letter in letters(profiles, "manage_link")] == ["known@example.org"]


def test_facts_about_a_person_carry_nothing_personal_in_open_fields() -> None:
    assert LetterRequested.personal == {"email", "name", "slots", "words_of"}
    assert InterestsChanged.personal == {"email", "name", "interests", "manage_token", "leave_token"}
