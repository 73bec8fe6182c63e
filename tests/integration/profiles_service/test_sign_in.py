"""Signing in through the door: codes, links, sessions, and what guessing gets."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from profiles_service.models import OpenSession, Person, SignIn
from profiles_service.rules import secret_hash
from services.kit import clock
from services.kit.tokens import Verifier
from services.kit.web import Service
from tests.support.ground import Ground
from tests.support.profiles_makers import (
    ADA,
    a_person,
    begin_sign_in,
    count,
    letters,
    links,
    move_back,
    session_header,
    signed_in,
    token_in,
)
from tests.support.tokens import Tokens


def prove(app: Service, headers: Any = None, **proof: Any) -> Any:
    return app.test_client().post("/v1/sessions", json=proof, headers=headers or {})


def ask_for_letter(app: Service, email: str) -> Any:
    return app.test_client().post("/v1/sign-ins", json={"email": email, "language": "de"})


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_the_code_from_the_letter_signs_in(profiles: Service) -> None:
    a_person(profiles, name="Ada Ahorn")
    begun = signed_in(profiles, next="/anmelden/eigenes")

    assert begun["person"]["email"] == ADA
    assert begun["person"]["name"] == "Ada Ahorn"
    assert begun["next"] == "/anmelden/eigenes"
    assert len(begun["session"]) == 43


def test_the_link_from_the_letter_signs_in(profiles: Service) -> None:
    _, letter = begin_sign_in(profiles)

    assert prove(profiles, token=token_in(letter)).status_code == 201


def test_an_account_is_made_when_an_unknown_address_completes(profiles: Service) -> None:
    begin_sign_in(profiles)
    with profiles.database.reading() as session:
        assert session.query(Person).one().account_since is None

    signed_in(profiles)

    with profiles.database.reading() as session:
        assert session.query(Person).one().account_since is not None


def test_an_address_is_the_same_person_in_capitals(profiles: Service) -> None:
    one = signed_in(profiles, ADA)
    other = signed_in(profiles, "Ada.Ahorn@EXAMPLE.org")

    assert one["person"]["id"] == other["person"]["id"]


def test_known_and_unknown_addresses_get_the_same_answer_and_the_same_letter(profiles: Service) -> None:
    a_person(profiles, "known@example.org")
    known, unknown = (ask_for_letter(profiles, email) for email in ("known@example.org", "unknown@example.org"))

    assert known.status_code == unknown.status_code == 202
    assert known.json.keys() == unknown.json.keys() == {"sign_in_id", "expires_at"}
    assert _plain(known.headers) == _plain(unknown.headers)
    (_, one), (_, other) = (begin_sign_in(profiles, email) for email in ("known@example.org", "unknown@example.org"))
    assert one.slots.keys() == other.slots.keys()
    assert {name for name in one.slots if one.slots[name] != other.slots[name]} <= {"code", "link", "asked_at"}


def _plain(headers: Any) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name not in ("X-Request-ID", "Date")}


def test_known_and_unknown_addresses_ask_the_database_the_same(profiles: Service, statements: list[str]) -> None:
    a_person(profiles, "known@example.org")
    asked = []
    for email in ("known@example.org", "unknown@example.org"):
        statements.clear()
        ask_for_letter(profiles, email)
        asked.append(list(statements))

    assert asked[0] == asked[1]


def test_the_letter_and_its_link_run_out_together(profiles: Service) -> None:
    sign_in_id, letter = begin_sign_in(profiles)

    assert letter.expires_at - letter.requested_at == timedelta(minutes=15)
    assert token_in(letter) == links().token("sign_in", _uuid(sign_in_id))


def _uuid(text: str) -> Any:
    return type(uuid4())(text)


def test_a_code_works_once(profiles: Service) -> None:
    sign_in_id, letter = begin_sign_in(profiles)
    proof = {"sign_in_id": sign_in_id, "code": letter.slots["code"]}

    assert prove(profiles, **proof).status_code == 201
    assert prove(profiles, **proof).status_code == 403


def test_of_two_who_use_a_code_at_once_one_gets_in(profiles: Service) -> None:
    sign_in_id, letter = begin_sign_in(profiles)
    proof = {"sign_in_id": sign_in_id, "code": letter.slots["code"]}
    with ThreadPoolExecutor(4) as crowd:
        statuses = list(crowd.map(lambda _: prove(profiles, **proof).status_code, range(4)))

    assert sorted(statuses) == [201, 403, 403, 403]


def test_of_many_who_guess_at_once_five_are_heard(profiles: Service) -> None:
    sign_in_id, letter = begin_sign_in(profiles)
    proof = {"sign_in_id": sign_in_id, "code": wrong(letter.slots["code"])}
    with ThreadPoolExecutor(4) as crowd:
        list(crowd.map(lambda _: prove(profiles, **proof), range(12)))
    with profiles.database.reading() as session:
        assert session.query(SignIn).one().tries == 5


def test_a_link_works_once_and_not_after_the_code(profiles: Service) -> None:
    sign_in_id, letter = begin_sign_in(profiles)
    prove(profiles, sign_in_id=sign_in_id, code=letter.slots["code"])

    assert prove(profiles, token=token_in(letter)).status_code == 403


def test_after_five_wrong_codes_the_right_one_does_not_help(profiles: Service) -> None:
    sign_in_id, letter = begin_sign_in(profiles)
    for _ in range(5):
        refused = prove(profiles, sign_in_id=sign_in_id, code=wrong(letter.slots["code"]))
        assert refused.json["type"] == "urn:mosaik:problem:proof-refused"

    assert prove(profiles, sign_in_id=sign_in_id, code=letter.slots["code"]).status_code == 403
    assert prove(profiles, token=token_in(letter)).status_code == 403


def test_four_wrong_codes_are_forgiven(profiles: Service) -> None:
    sign_in_id, letter = begin_sign_in(profiles)
    for _ in range(4):
        prove(profiles, sign_in_id=sign_in_id, code=wrong(letter.slots["code"]))

    assert prove(profiles, sign_in_id=sign_in_id, code=letter.slots["code"]).status_code == 201


def test_a_code_fits_its_own_sign_in_alone(profiles: Service) -> None:
    _, letter = begin_sign_in(profiles)
    other_id, other = begin_sign_in(profiles, "other@example.org")
    if other.slots["code"] == letter.slots["code"]:
        pytest.skip("once in a million both codes are the same")

    assert prove(profiles, sign_in_id=other_id, code=letter.slots["code"]).status_code == 403
    assert prove(profiles, sign_in_id=str(uuid4()), code=letter.slots["code"]).status_code == 403


def test_wrong_unknown_and_late_proofs_are_refused_in_the_same_words(profiles: Service) -> None:
    sign_in_id, letter = begin_sign_in(profiles)
    code = letter.slots["code"]
    answers = [
        prove(profiles, sign_in_id=sign_in_id, code=wrong(code)),
        prove(profiles, sign_in_id=str(uuid4()), code=code),
    ]
    move_back(profiles, SignIn, expires_at=clock.now())
    answers += [prove(profiles, sign_in_id=sign_in_id, code=code), prove(profiles, token=token_in(letter))]

    assert {answer.status_code for answer in answers} == {403}
    assert len({answer.json["detail"] for answer in answers}) == 1


@pytest.mark.parametrize("purpose", ["confirm", "manage", "leave"])
def test_a_link_made_for_something_else_signs_nobody_in(profiles: Service, purpose: Any) -> None:
    sign_in_id, _ = begin_sign_in(profiles)

    assert prove(profiles, token=links().token(purpose, _uuid(sign_in_id))).status_code == 401


def test_the_database_knows_neither_code_nor_secret(profiles: Service) -> None:
    sign_in_id, letter = begin_sign_in(profiles)
    session_secret = prove(profiles, sign_in_id=sign_in_id, code=letter.slots["code"]).json["session"]

    with profiles.database.reading() as session:
        assert session.query(OpenSession).one().secret_hash == secret_hash(session_secret)
        assert letter.slots["code"].encode() not in session.query(SignIn).one().code_proof


def test_signing_in_again_ends_the_session_before(profiles: Service) -> None:
    before = signed_in(profiles)["session"]
    sign_in_id, letter = begin_sign_in(profiles)
    proof = {"sign_in_id": sign_in_id, "code": letter.slots["code"]}
    after = prove(profiles, session_header(before), **proof).json["session"]

    assert _tokens(profiles, before).status_code == 401
    assert _tokens(profiles, after).status_code == 200


def test_answers_with_secrets_are_kept_nowhere(profiles: Service) -> None:
    sign_in_id, letter = begin_sign_in(profiles)
    proof = {"sign_in_id": sign_in_id, "code": letter.slots["code"]}
    refused = prove(profiles, {"Idempotency-Key": "again"}, **proof)
    answer = prove(profiles, **proof)

    assert refused.status_code == 422
    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "no-store"


def _tokens(app: Service, secret: str) -> Any:
    return app.test_client().post("/v1/tokens", headers=session_header(secret))


def test_a_session_is_traded_for_a_token_for_each_service(profiles: Service, ground: Ground) -> None:
    a_person(profiles, editor=True)
    begun = signed_in(profiles)
    answer = _tokens(profiles, begun["session"])

    assert answer.json["expires_in"] == 300
    assert set(answer.json["tokens"]) == {"directory-service", "events-service", "profiles-service", "notifier"}
    for audience, token in answer.json["tokens"].items():
        caller = Verifier(ground.keys / "keyring.json", audience=audience).caller(token, now=clock.now())
        assert (str(caller.person_id), caller.is_editor) == (begun["person"]["id"], True)


@pytest.mark.parametrize(("editor", "named"), [(True, {"notifier"}), (False, set())])
def test_only_an_editors_token_for_the_notifier_names_an_address(
    profiles: Service, ground: Ground, editor: bool, named: set[str]
) -> None:
    a_person(profiles, editor=editor)
    answer = _tokens(profiles, signed_in(profiles)["session"])
    emails = {
        audience: Verifier(ground.keys / "keyring.json", audience=audience).caller(token, now=clock.now()).email
        for audience, token in answer.json["tokens"].items()
    }

    assert {audience: email for audience, email in emails.items() if email} == dict.fromkeys(named, ADA)


@pytest.mark.parametrize("header", ["", "Session", "Session ", "Session x", "Session \xff", "Bearer", "Basic x"])
def test_without_a_session_there_are_no_tokens(profiles: Service, header: str) -> None:
    answer = profiles.test_client().post("/v1/tokens", headers={"Authorization": header} if header else {})

    assert answer.status_code == 401


def test_a_session_ends_when_it_was_not_used_for_30_days(profiles: Service) -> None:
    secret = signed_in(profiles)["session"]
    move_back(profiles, OpenSession, last_used_at=clock.now() - timedelta(days=30))

    assert _tokens(profiles, secret).status_code == 401


def test_a_session_ends_after_180_days_however_often_it_is_used(profiles: Service) -> None:
    secret = signed_in(profiles)["session"]
    move_back(profiles, OpenSession, created_at=clock.now() - timedelta(days=180))

    assert _tokens(profiles, secret).status_code == 401


def test_using_a_session_keeps_it_awake(profiles: Service) -> None:
    secret = signed_in(profiles)["session"]
    move_back(profiles, OpenSession, last_used_at=clock.now() - timedelta(days=29))
    _tokens(profiles, secret)

    with profiles.database.reading() as session:
        assert clock.now() - session.query(OpenSession).one().last_used_at < timedelta(minutes=1)


def test_signing_out_ends_the_session_and_may_be_repeated(profiles: Service) -> None:
    secret = signed_in(profiles)["session"]
    ended = [
        profiles.test_client().delete("/v1/sessions/current", headers=session_header(secret)).status_code
        for _ in range(2)
    ]

    assert ended == [204, 204]
    assert _tokens(profiles, secret).status_code == 401


def test_refused_sign_ins_leave_nothing_behind(profiles: Service) -> None:
    answer = profiles.test_client().post(
        "/v1/sign-ins", json={"email": ADA, "language": "de", "next": "//evil.example"}
    )

    assert answer.status_code == 422
    assert count(profiles, Person) == 0


FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.mark.parametrize(
    ("address", "country"),
    [("193.174.1.1", "DE"), ("2001:638::1", "DE"), ("10.0.0.7", ""), ("::1", ""), ("no address", "")],
)
def test_the_letter_says_with_what_and_from_where_it_was_asked_for(
    profiles: Service, tokens: Tokens, address: str, country: str
) -> None:
    who = {**tokens.service("website", "profiles-service"), "X-Client-Address": address}
    words = {"email": ADA, "language": "de", "device": FIREFOX}
    profiles.test_client().post("/v1/sign-ins", json=words, headers=who)
    slots = letters(profiles, "sign_in")[-1].slots

    assert (slots["browser"], slots["system"], slots["country"]) == ("Firefox", "Windows", country)
    assert clock.now() - datetime.fromisoformat(slots["asked_at"]) < timedelta(minutes=1)


def test_whoever_asks_writes_nothing_into_the_letter(profiles: Service) -> None:
    _, letter = begin_sign_in(profiles, device="Firefox/1 call +49 900 123456 now")

    assert (letter.slots["browser"], letter.slots["system"]) == ("Firefox", "")
    assert not any("call" in word for word in letter.slots.values())
