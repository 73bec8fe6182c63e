"""Tokens: good ones say who asks; whatever else comes is refused, and nothing else happens."""

import base64
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import OKPKey

from services.kit.tokens import ALGORITHM, LIFETIME, Caller, Signer, TokenRefused, Verifier
from tests.support.makers import a_key, a_keyring, private

NOW = datetime(2025, 11, 22, 12, tzinfo=UTC)
ADA = UUID("7e57ab1e-0000-4000-8000-000000000001")
AUDIENCE = "directory-service"
KEYS = {issuer: a_key(issuer) for issuer in ("people", "profiles-service", "website", "launcher")}


@pytest.fixture(scope="module")
def verifier(tmp_path_factory: pytest.TempPathFactory) -> Verifier:
    return Verifier(a_keyring(tmp_path_factory.mktemp("keys"), KEYS.values()), audience=AUDIENCE)


def signed(issuer: str = "people", **words: Any) -> str:
    usual: dict[str, Any] = {"audience": AUDIENCE, "now": NOW, "subject": str(ADA) if issuer == "people" else None}
    return Signer(private(KEYS[issuer])).token(**{**usual, **words})


def claims(**words: Any) -> dict[str, Any]:
    soon = int((NOW + LIFETIME).timestamp())
    return {"iss": "people", "sub": str(ADA), "aud": AUDIENCE, "roles": ["editor"], "exp": soon, **words}


def with_claims(key: OKPKey, **words: Any) -> str:
    return jwt.encode({"alg": ALGORITHM, "kid": str(key.kid)}, claims(**words), key, algorithms=[ALGORITHM])


def part(words: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(words).encode()).decode().rstrip("=")


def test_a_person_s_token_tells_who_she_is_and_her_roles(verifier: Verifier) -> None:
    caller = verifier.caller(signed(roles=["editor"]), now=NOW)

    assert caller == Caller(person_id=ADA, roles=frozenset({"editor"}))
    assert caller.is_editor


def test_a_service_s_token_tells_which_service_it_is(verifier: Verifier) -> None:
    assert verifier.caller(signed("website"), now=NOW) == Caller(service="website")


def test_a_service_cannot_give_itself_a_role(verifier: Verifier) -> None:
    assert not verifier.caller(signed("website", roles=["editor"]), now=NOW).is_editor


def test_only_the_launcher_may_be_an_editor_without_being_a_person(verifier: Verifier) -> None:
    assert verifier.caller(signed("launcher", roles=["editor"]), now=NOW).is_editor


def test_a_token_lasts_five_minutes(verifier: Verifier) -> None:
    token = signed()

    assert verifier.caller(token, now=NOW + timedelta(minutes=5)).person_id == ADA
    with pytest.raises(TokenRefused):
        verifier.caller(token, now=NOW + timedelta(minutes=5, seconds=11))


def test_a_token_without_an_end_is_refused(verifier: Verifier) -> None:
    token = with_claims(KEYS["people"], exp=0)

    with pytest.raises(TokenRefused):
        verifier.caller(token, now=NOW)


def test_a_token_for_another_service_is_refused(verifier: Verifier) -> None:
    with pytest.raises(TokenRefused):
        verifier.caller(signed(audience="events-service"), now=NOW)


def test_a_token_signed_by_a_stranger_under_a_known_name_is_refused(verifier: Verifier) -> None:
    forged = OKPKey.import_key({**a_key("people").as_dict(private=True), "kid": str(KEYS["people"].kid)})

    with pytest.raises(TokenRefused):
        verifier.caller(with_claims(forged), now=NOW)


def test_a_token_with_a_key_nobody_knows_is_refused(verifier: Verifier) -> None:
    with pytest.raises(TokenRefused):
        verifier.caller(with_claims(a_key("people")), now=NOW)


@pytest.mark.parametrize("issuer", ["website", "profiles-service", "launcher"])
def test_a_service_cannot_speak_as_a_person(verifier: Verifier, issuer: str) -> None:
    with pytest.raises(TokenRefused):
        verifier.caller(with_claims(KEYS[issuer], iss="people"), now=NOW)


def test_a_service_cannot_borrow_the_key_id_of_another_issuer(verifier: Verifier) -> None:
    token = jwt.encode(
        {"alg": ALGORITHM, "kid": str(KEYS["people"].kid)}, claims(), KEYS["website"], algorithms=[ALGORITHM]
    )

    with pytest.raises(TokenRefused):
        verifier.caller(token, now=NOW)


@pytest.mark.parametrize("alg", ["none", "None", "NONE", ""])
def test_a_token_without_a_signature_is_refused(verifier: Verifier, alg: str) -> None:
    token = f"{part({'alg': alg, 'kid': KEYS['people'].kid})}.{part(claims())}."

    with pytest.raises(TokenRefused):
        verifier.caller(token, now=NOW)


@pytest.mark.parametrize("secret", [lambda key: json.dumps(key.as_dict(private=False)), lambda key: key.get("x")])
def test_a_public_key_used_as_a_shared_secret_is_refused(
    verifier: Verifier, secret: Callable[[dict[str, Any]], str]
) -> None:
    key = KEYS["people"]
    shared = secret(key if secret(key) else key.as_dict(private=False)).encode()  # type: ignore[arg-type]
    text = f"{part({'alg': 'HS256', 'kid': key.kid})}.{part(claims())}"
    mark = base64.urlsafe_b64encode(hmac.digest(shared, text.encode(), sha256)).decode().rstrip("=")

    with pytest.raises(TokenRefused):
        verifier.caller(f"{text}.{mark}", now=NOW)


@pytest.mark.parametrize("place", range(3))
def test_a_token_that_was_changed_in_any_part_is_refused(verifier: Verifier, place: int) -> None:
    parts = signed().split(".")
    letter = "A" if parts[place][5] != "A" else "B"
    parts[place] = parts[place][:5] + letter + parts[place][6:]

    with pytest.raises(TokenRefused):
        verifier.caller(".".join(parts), now=NOW)


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "..",
        "nonsense",
        "a.b.c",
        "ä.ö.ü",
        part([]) + ".x.y",
        part({"kid": None}) + ".x.y",
        part({"kid": {}}) + ".x.y",
        base64.urlsafe_b64encode(b"[" * 100_000).decode() + ".x.y",
        base64.urlsafe_b64encode(b"\xff\xfe").decode() + ".x.y",
    ],
)
def test_what_is_no_token_is_refused(verifier: Verifier, token: str) -> None:
    with pytest.raises(TokenRefused):
        verifier.caller(token, now=NOW)


@given(token=st.one_of(st.text(), st.lists(st.text(alphabet="abcXYZ019-_={}[]"), max_size=4).map(".".join)))
def test_no_text_does_anything_but_get_refused(verifier: Verifier, token: str) -> None:
    with pytest.raises(TokenRefused):
        verifier.caller(token, now=NOW)


@settings(max_examples=30)
@given(header=st.recursive(st.none() | st.booleans() | st.text(), lambda inner: st.dictionaries(st.text(), inner)))
def test_no_header_does_anything_but_get_refused(verifier: Verifier, header: Any) -> None:
    with pytest.raises(TokenRefused):
        verifier.caller(f"{part(header)}.{part(claims())}.AAAA", now=NOW)


@pytest.mark.parametrize("words", [{"sub": "nobody"}, {"sub": None}, {"exp": "soon"}, {"roles": None}, {"roles": 3}])
def test_a_signed_token_with_senseless_claims_is_refused(verifier: Verifier, words: dict[str, Any]) -> None:
    with pytest.raises(TokenRefused):
        verifier.caller(with_claims(KEYS["people"], **words), now=NOW)


def test_keys_are_told_apart_by_their_owner(tmp_path: Path) -> None:
    assert str(a_key("website").kid).startswith("website.")
    assert a_key("website").kid != a_key("website").kid
