"""Passkeys through the door: made, shown and removed; what is asked of editors; and what tampering gets."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from profiles_service import tasks
from profiles_service.actions.passkeys import take_back
from profiles_service.models import OpenSession, Passkey, PasskeyChallenge
from profiles_service.queries import people
from services.city import SignIn
from services.kit import clock
from services.kit.tokens import Verifier
from services.kit.web import Service
from tests.support.authenticator import Authenticator, text
from tests.support.ground import Ground
from tests.support.profiles_makers import ADA, a_person, count, letters, move_back, session_header, signed_in
from tests.support.racing import until_it_waits
from tests.support.tokens import Tokens

ANSWERS = (("register", "POST", "/v1/passkeys"), ("show", "PUT", "/v1/sessions/current/passkey"))


@pytest.fixture
def strict(profiles: Service) -> Iterator[Service]:
    """Let the city ask its editors for a passkey."""
    before = profiles.extensions["city"]
    profiles.extensions["city"] = replace(before, sign_in=SignIn(editors_need_passkey=True))
    yield profiles
    profiles.extensions["city"] = before


def a_device(app: Service, **words: Any) -> Authenticator:
    site = app.extensions["passkey-site"]
    return Authenticator(**{"origin": site.origin, "host": site.host, **words})


def ask(app: Service, purpose: str, secret: str = "") -> Any:
    headers = session_header(secret) if secret else {}
    return app.test_client().post("/v1/passkey-questions", json={"purpose": purpose}, headers=headers)


def tell(app: Service, method: str, path: str, words: Any = None, *, secret: str = "") -> Any:
    headers = session_header(secret) if secret else {}
    return app.test_client().open(path, method=method, json=words, headers=headers)


def tokens(app: Service, secret: str) -> Any:
    return app.test_client().post("/v1/tokens", headers=session_header(secret))


def register(app: Service, device: Authenticator, secret: str, *, name: str = "Laptop") -> Any:
    asked = ask(app, "register", secret)
    assert asked.status_code == 201, asked.text
    made = {"challenge_id": asked.json["challenge_id"], "answer": device.make(asked.json["options"]), "name": name}
    return tell(app, "POST", "/v1/passkeys", made, secret=secret)


def with_passkey(app: Service, email: str = ADA) -> tuple[Authenticator, str]:
    """Sign in by mail and make a passkey; returns the device, and the session's secret."""
    device = a_device(app)
    made = register(app, device, signed_in(app, email)["session"])
    assert made.status_code == 201, made.text
    return device, made.json["session"]


def shown(app: Service, device: Authenticator, purpose: str, secret: str = "") -> dict[str, Any]:
    asked = ask(app, purpose, secret).json
    return {"challenge_id": asked["challenge_id"], "answer": device.show(asked["options"])}


def show(app: Service, device: Authenticator, secret: str) -> Any:
    return tell(app, "PUT", "/v1/sessions/current/passkey", shown(app, device, "show", secret), secret=secret)


def sign_in(app: Service, device: Authenticator) -> Any:
    return tell(app, "POST", "/v1/sessions", shown(app, device, "sign_in"))


def test_a_passkey_signs_in_without_a_mail(profiles: Service) -> None:
    device, _ = with_passkey(profiles)
    begun = sign_in(profiles, device)

    assert begun.status_code == 201, begun.text
    assert begun.json["person"]["email"] == ADA
    assert tokens(profiles, begun.json["session"]).status_code == 200


def test_a_question_for_signing_in_tells_of_nobody(profiles: Service) -> None:
    before = ask(profiles, "sign_in").json["options"]
    with_passkey(profiles)
    after = ask(profiles, "sign_in").json["options"]

    assert before["allowCredentials"] == after["allowCredentials"] == []
    assert before.keys() == after.keys()
    assert before["challenge"] != after["challenge"]


def test_a_new_passkey_is_kept_with_its_name_and_nothing_secret(profiles: Service) -> None:
    device, secret = with_passkey(profiles)
    listed = tell(profiles, "GET", "/v1/passkeys", secret=secret).json["items"]

    assert [each["name"] for each in listed] == ["Laptop"]
    assert listed[0].keys() == {"id", "name", "is_synced", "created_at", "last_used_at"}
    with profiles.database.reading() as session:
        assert session.query(Passkey).one().credential_id == device.credential_id


def test_no_device_is_asked_to_make_a_second_key(profiles: Service) -> None:
    device, secret = with_passkey(profiles)
    options = ask(profiles, "register", secret).json["options"]

    assert [each["id"] for each in options["excludeCredentials"]] == [text(device.credential_id)]
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["authenticatorSelection"]["residentKey"] == "required"


def test_the_same_key_is_kept_once(profiles: Service) -> None:
    device, secret = with_passkey(profiles)

    assert register(profiles, device, secret).status_code == 403
    assert register(profiles, device, signed_in(profiles, "ben@example.org")["session"]).status_code == 403
    assert count(profiles, Passkey) == 1


def test_a_removed_passkey_opens_nothing(profiles: Service) -> None:
    device, secret = with_passkey(profiles)
    passkey_id = tell(profiles, "GET", "/v1/passkeys", secret=secret).json["items"][0]["id"]

    assert tell(profiles, "DELETE", f"/v1/passkeys/{passkey_id}", secret=secret).status_code == 204
    assert sign_in(profiles, device).status_code == 403


def test_removing_a_passkey_signs_out_wherever_else_one_was_shown(profiles: Service) -> None:
    device, secret = with_passkey(profiles)
    elsewhere, by_mail = sign_in(profiles, device).json["session"], signed_in(profiles)["session"]
    _, others = with_passkey(profiles, "ben@example.org")
    passkey_id = tell(profiles, "GET", "/v1/passkeys", secret=secret).json["items"][0]["id"]
    tell(profiles, "DELETE", f"/v1/passkeys/{passkey_id}", secret=secret)

    assert tokens(profiles, elsewhere).status_code == 401
    assert {tokens(profiles, each).status_code for each in (secret, by_mail, others)} == {200}


def test_nobody_removes_or_sees_anothers_passkey(profiles: Service) -> None:
    _, secret = with_passkey(profiles)
    passkey_id = tell(profiles, "GET", "/v1/passkeys", secret=secret).json["items"][0]["id"]
    other = signed_in(profiles, "ben@example.org")["session"]

    assert tell(profiles, "DELETE", f"/v1/passkeys/{passkey_id}", secret=other).status_code == 404
    assert tell(profiles, "GET", "/v1/passkeys", secret=other).json == {"items": []}


def test_showing_a_passkey_renews_the_sessions_secret(profiles: Service) -> None:
    device, before = with_passkey(profiles)
    answer = tell(
        profiles, "PUT", "/v1/sessions/current/passkey", shown(profiles, device, "show", before), secret=before
    )

    assert answer.status_code == 200, answer.text
    assert tokens(profiles, before).status_code == 401
    assert tokens(profiles, answer.json["session"]).status_code == 200


def test_an_answer_is_good_once(profiles: Service) -> None:
    device, _ = with_passkey(profiles)
    proof = shown(profiles, device, "sign_in")
    statuses = [tell(profiles, "POST", "/v1/sessions", proof).status_code for _ in range(2)]

    assert statuses == [201, 403]


def test_of_many_who_send_one_answer_at_once_one_gets_in(profiles: Service) -> None:
    device, _ = with_passkey(profiles)
    proof = shown(profiles, device, "sign_in")
    with ThreadPoolExecutor(4) as crowd:
        statuses = list(crowd.map(lambda _: tell(profiles, "POST", "/v1/sessions", proof).status_code, range(4)))

    assert sorted(statuses) == [201, 403, 403, 403]


def test_an_answer_fits_its_own_question_alone(profiles: Service) -> None:
    device, secret = with_passkey(profiles)
    one, other = shown(profiles, device, "sign_in"), shown(profiles, device, "sign_in")
    for_showing = shown(profiles, device, "show", secret)

    swapped = {"challenge_id": other["challenge_id"], "answer": one["answer"]}
    assert tell(profiles, "POST", "/v1/sessions", swapped).status_code == 403
    assert tell(profiles, "POST", "/v1/sessions", for_showing).status_code == 403
    assert tell(profiles, "PUT", "/v1/sessions/current/passkey", one, secret=secret).status_code == 403


def test_a_question_of_one_session_is_none_of_anothers(profiles: Service) -> None:
    device, secret = with_passkey(profiles)
    other = signed_in(profiles, "ben@example.org")["session"]
    proof = shown(profiles, device, "show", secret)

    assert tell(profiles, "PUT", "/v1/sessions/current/passkey", proof, secret=other).status_code == 403
    assert tell(profiles, "PUT", "/v1/sessions/current/passkey", proof, secret=secret).status_code == 200


def test_the_passkey_of_somebody_else_does_not_do(profiles: Service) -> None:
    device, _ = with_passkey(profiles)
    other = signed_in(profiles, "ben@example.org")["session"]
    proof = shown(profiles, device, "show", other)

    assert tell(profiles, "PUT", "/v1/sessions/current/passkey", proof, secret=other).status_code == 403


def test_a_late_answer_is_refused_and_its_question_forgotten(profiles: Service) -> None:
    device, _ = with_passkey(profiles)
    proof = shown(profiles, device, "sign_in")
    move_back(profiles, PasskeyChallenge, expires_at=clock.now() - timedelta(seconds=1))

    assert tell(profiles, "POST", "/v1/sessions", proof).status_code == 403
    with profiles.database.transaction() as session:
        tasks.forget_what_is_over(session, clock.now())
    assert count(profiles, PasskeyChallenge) == 0


@pytest.mark.parametrize(
    "tampered",
    [{"origin": "https://evil.example"}, {"host": "evil.example"}, {"verifies": False}, {"origin": "http://localhost"}],
)
def test_what_answers_another_page_or_looks_at_no_finger_is_refused(
    profiles: Service, tampered: dict[str, Any]
) -> None:
    device, _ = with_passkey(profiles)
    for name, value in tampered.items():
        setattr(device, name, value)

    assert sign_in(profiles, device).status_code == 403
    secret = signed_in(profiles, "ben@example.org")["session"]
    assert register(profiles, a_device(profiles, **tampered), secret).status_code == 403


def test_a_forged_signature_is_refused(profiles: Service) -> None:
    device, _ = with_passkey(profiles)
    forger = a_device(profiles, credential_id=device.credential_id, count=10)

    assert sign_in(profiles, forger).status_code == 403


def test_a_copied_device_is_noticed_by_its_count(profiles: Service) -> None:
    device, _ = with_passkey(profiles)
    for _ in range(3):
        assert sign_in(profiles, device).status_code == 201
    device.count = 1

    assert sign_in(profiles, device).status_code == 403


def test_an_unknown_key_is_refused_in_the_same_words_as_a_wrong_one(profiles: Service) -> None:
    device, _ = with_passkey(profiles)
    forger = a_device(profiles, credential_id=device.credential_id, count=10)
    answers = [sign_in(profiles, each) for each in (a_device(profiles), forger)]

    assert {answer.status_code for answer in answers} == {403}
    assert len({(answer.json["type"], answer.json["detail"]) for answer in answers}) == 1


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(junk=st.binary(min_size=1, max_size=80), part=st.sampled_from(["clientDataJSON", "attestationObject"]))
def test_whatever_a_device_sends_is_read_or_refused(unlimited: Service, junk: bytes, part: str) -> None:
    device = a_device(unlimited)
    secret = signed_in(unlimited)["session"]
    asked = ask(unlimited, "register", secret).json
    answer = device.make(asked["options"])
    answer["response"][part] = text(junk)
    made = {"challenge_id": asked["challenge_id"], "answer": answer, "name": "x"}

    assert tell(unlimited, "POST", "/v1/passkeys", made, secret=secret).status_code == 403


def test_without_a_session_nobody_makes_or_lists_passkeys(profiles: Service) -> None:
    assert ask(profiles, "register").status_code == 401
    assert ask(profiles, "show").status_code == 401
    assert tell(profiles, "GET", "/v1/passkeys").status_code == 401
    assert ask(profiles, "anything").status_code == 422


def test_an_old_session_changes_no_passkeys(profiles: Service) -> None:
    device, secret = with_passkey(profiles)
    passkey_id = tell(profiles, "GET", "/v1/passkeys", secret=secret).json["items"][0]["id"]
    move_back(profiles, OpenSession, created_at=clock.now() - timedelta(minutes=16), passkey_at=None)

    refused = ask(profiles, "register", secret)
    assert (refused.status_code, refused.json["type"]) == (403, "urn:mosaik:problem:sign-in-again")
    assert tell(profiles, "DELETE", f"/v1/passkeys/{passkey_id}", secret=secret).status_code == 403

    again = tell(
        profiles, "PUT", "/v1/sessions/current/passkey", shown(profiles, device, "show", secret), secret=secret
    )
    assert tell(profiles, "DELETE", f"/v1/passkeys/{passkey_id}", secret=again.json["session"]).status_code == 204


def test_twenty_passkeys_are_enough(profiles: Service) -> None:
    secret = signed_in(profiles)["session"]
    for _ in range(20):
        secret = register(profiles, a_device(profiles), secret).json["session"]
    refused = register(profiles, a_device(profiles), secret)

    assert (refused.status_code, refused.json["type"]) == (409, "urn:mosaik:problem:too-many-passkeys")


def roles_in(ground: Ground, answer: Any) -> set[bool]:
    words = answer.json["tokens"].items()
    return {
        Verifier(ground.keys / "keyring.json", audience=audience).caller(token, now=clock.now()).is_editor
        for audience, token in words
    }


def test_an_editor_acts_as_one_only_after_she_has_made_a_passkey(strict: Service, ground: Ground) -> None:
    a_person(strict, editor=True)
    begun = signed_in(strict)
    before = tokens(strict, begun["session"])
    made = register(strict, a_device(strict), begun["session"])
    after = tokens(strict, made.json["session"])

    assert (begun["missing"], begun["person"]["roles"]) == ("register", [])
    assert (before.json["missing"], before.json["person"]["roles"]) == ("register", [])
    assert roles_in(ground, before) == {False}
    assert (after.json["missing"], after.json["person"]["roles"]) == (None, ["editor"])
    assert roles_in(ground, after) == {True}


def test_an_editor_who_has_a_passkey_has_to_show_it(strict: Service, ground: Ground) -> None:
    a_person(strict, editor=True)
    device, _ = with_passkey(strict)
    begun = signed_in(strict)
    answer = show(strict, device, begun["session"])

    assert begun["missing"] == "show"
    assert roles_in(ground, tokens(strict, answer.json["session"])) == {True}


def test_whoever_only_reads_an_editors_mails_makes_no_passkey_of_her_own(strict: Service) -> None:
    a_person(strict, editor=True)
    with_passkey(strict)
    thief = signed_in(strict)["session"]
    refused = ask(strict, "register", thief)
    mine = tell(strict, "GET", "/v1/passkeys", secret=thief).json["items"][0]["id"]

    assert (refused.status_code, refused.json["type"]) == (403, "urn:mosaik:problem:passkey-first")
    assert tell(strict, "DELETE", f"/v1/passkeys/{mine}", secret=thief).status_code == 403


def test_a_passkey_alone_is_enough_for_an_editor(strict: Service, ground: Ground) -> None:
    a_person(strict, editor=True)
    device, _ = with_passkey(strict)
    begun = sign_in(strict, device).json

    assert (begun["missing"], begun["person"]["roles"]) == (None, ["editor"])
    assert roles_in(ground, tokens(strict, begun["session"])) == {True}


def test_who_does_not_act_for_the_city_is_asked_for_no_passkey(strict: Service) -> None:
    a_person(strict)

    assert signed_in(strict)["missing"] is None


def test_the_example_city_asks_nobody(profiles: Service) -> None:
    a_person(profiles, editor=True)

    assert signed_in(profiles)["missing"] is None


def test_an_operator_takes_back_the_passkeys_of_who_has_lost_hers(strict: Service) -> None:
    a_person(strict, editor=True)
    device, secret = with_passkey(strict)
    done, unknown = (
        strict.test_cli_runner().invoke(args=["take-passkeys-back", mail]) for mail in (ADA, "nobody@example.org")
    )

    assert (done.exit_code, unknown.exit_code) == (0, 1)
    assert [letter.email for letter in letters(strict, "passkeys_taken_back")] == [ADA]
    assert sign_in(strict, device).status_code == 403
    assert tokens(strict, secret).status_code == 401
    assert signed_in(strict)["missing"] == "register"


def appoint_at_the_door(app: Service, ground: Ground) -> None:
    anna = a_person(app, "anna@example.org", role="administrator")
    who = Tokens(ground.keys).of_person(anna.id, "profiles-service", ["administrator", "editor"])
    answer = app.test_client().put("/v1/colleagues", json={"email": ADA, "role": "editor"}, headers=who)
    assert answer.status_code == 200, answer.text


def appoint_by_command(app: Service, _: Ground) -> None:
    assert app.test_cli_runner().invoke(args=["make-editor", ADA]).exit_code == 0


@pytest.mark.parametrize("appoint", [appoint_at_the_door, appoint_by_command])
def test_what_opened_an_account_before_it_acted_for_the_city_is_no_second_proof(
    strict: Service, ground: Ground, appoint: Callable[[Service, Ground], None]
) -> None:
    device, secret = with_passkey(strict)
    appoint(strict, ground)
    begun = signed_in(strict)

    assert sign_in(strict, device).status_code == 403
    assert tokens(strict, secret).status_code == 401
    assert (begun["missing"], begun["person"]["roles"]) == ("register", [])
    appoint(strict, ground)
    assert tokens(strict, begun["session"]).status_code == 200, "who acts for the city already stays signed in"


def test_a_passkey_that_is_just_being_made_is_taken_back_too(profiles: Service) -> None:
    ada = a_person(profiles)
    made = {"credential_id": b"id", "public_key": b"key", "sign_count": 0, "is_synced": False}

    def take_back() -> Any:
        return profiles.test_cli_runner().invoke(args=["take-passkeys-back", ADA])

    with ThreadPoolExecutor(1) as crowd:
        with profiles.database.transaction() as session:
            people.person_for_change(session, ada.id)
            session.add(Passkey(person_id=ada.id, name="Laptop", created_at=clock.now(), **made))
            session.flush()
            taking = crowd.submit(take_back)
            until_it_waits(profiles, taking)
        assert taking.result().exit_code == 0
    assert count(profiles, Passkey) == 0


def test_no_passkey_is_made_in_a_session_that_is_just_being_ended(profiles: Service) -> None:
    begun, device = signed_in(profiles), a_device(profiles)
    asked = ask(profiles, "register", begun["session"]).json
    words = {"challenge_id": asked["challenge_id"], "answer": device.make(asked["options"]), "name": "Laptop"}

    with ThreadPoolExecutor(1) as crowd:
        with profiles.database.transaction() as session:
            people.person_for_change(session, UUID(begun["person"]["id"]))
            making = crowd.submit(tell, profiles, "POST", "/v1/passkeys", words, secret=begun["session"])
            until_it_waits(profiles, making)
            take_back(session, UUID(begun["person"]["id"]))
        assert making.result().status_code == 403
    assert count(profiles, Passkey) == 0


@pytest.mark.parametrize(("purpose", "method", "path"), ANSWERS)
def test_answers_count_as_well_as_questions(profiles: Service, purpose: str, method: str, path: str) -> None:
    secret = signed_in(profiles)["session"]
    wrong = {"challenge_id": str(uuid4()), "answer": {"id": "AA", "response": {"clientDataJSON": "AA"}}}
    words = {**wrong, "name": "x"} if purpose == "register" else wrong
    statuses = [tell(profiles, method, path, words, secret=secret).status_code for _ in range(121)]

    assert statuses == [403] * 120 + [429]


def test_no_secret_of_a_session_is_kept_for_asking_again(profiles: Service) -> None:
    secret = signed_in(profiles)["session"]
    headers = {**session_header(secret), "Idempotency-Key": "again"}
    doors = [("POST", "/v1/passkey-questions"), *((method, path) for _, method, path in ANSWERS)]
    answers: list[Any] = [
        profiles.test_client().open(path, method=method, json={}, headers=headers) for method, path in doors
    ]

    assert {(each.status_code, each.json["type"]) for each in answers} == {(422, "urn:mosaik:problem:answer-is-secret")}


def test_its_owner_is_told_of_every_change_of_her_passkeys(profiles: Service) -> None:
    _, secret = with_passkey(profiles)
    passkey_id = tell(profiles, "GET", "/v1/passkeys", secret=secret).json["items"][0]["id"]
    tell(profiles, "DELETE", f"/v1/passkeys/{passkey_id}", secret=secret)
    told = letters(profiles, "passkeys_changed")

    assert [letter.slots["change"] for letter in told] == ["made", "removed"]
    assert {(letter.email, letter.slots["passkey"], letter.slots["browser"]) for letter in told} == {
        (ADA, "Laptop", "")
    }
    assert told[0].slots["link"].endswith("/konto")
