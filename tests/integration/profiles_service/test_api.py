"""The doors as a whole: described truly, never broken by what comes in, and silent about people."""

from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import checks
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from services.kit.web import Service
from tests.support.profiles_makers import (
    ADA,
    a_form,
    asked_to_confirm,
    begin_sign_in,
    link,
    links,
    session_header,
    signed_in,
    subscribed,
)
from tests.support.tokens import Tokens

FEW = settings(
    max_examples=8,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
# What people and programs send that is no text at all, or more than it seems.
ODD = ["\x00", "a\x00b@example.org", "\ud800", "\u202egro.elpmaxe@ada", "ada@\uff0e\uff0e", "@" * 300,
       "a@" + "b." * 200, "ada@xn--.example", "ada@xn--80ak6aa92e.com", "ａｄａ@example.org", "ada@example.org\u2028",
       "", " ", "\t\n", "ada@☃.example", "'; DROP TABLE people; --",
       "ada@\u0430pple.example", "a" * 70_000]  # fmt: skip


def credentials(app: Service, tokens: Tokens) -> list[dict[str, str]]:
    begun = signed_in(app)
    person_id = subscribed(app)
    made = [link(links().token(purpose, person_id)) for purpose in ("manage", "leave", "confirm")]
    return [{}, session_header(begun["session"]), tokens.person(person_id, "profiles-service"), *made]


def test_the_description_is_openapi_3_1(profiles: Service) -> None:
    spec: Any = profiles.test_client().get("/openapi.json").json

    assert spec["openapi"].startswith("3.1")
    schemathesis.openapi.from_dict(spec).validate()
    for name, shape in spec["components"]["schemas"].items():
        assert jsonschema_rs.meta.is_valid(shape), name


def test_the_description_says_what_each_door_wants_to_be_shown(profiles: Service) -> None:
    paths: Any = profiles.test_client().get("/openapi.json").json["paths"]  # type: ignore[index]

    assert paths["/v1/subscription"]["get"]["security"] == [{"link": []}, {"bearer": []}]
    assert paths["/v1/tokens"]["post"]["security"] == [{"session": []}]
    assert paths["/v1/me"]["get"]["security"] == [{"bearer": []}]
    assert paths["/v1/subscriptions"]["post"]["security"] == []


def test_whatever_comes_in_the_answers_are_as_described(unlimited: Service, tokens: Tokens) -> None:
    described = schemathesis.openapi.from_wsgi("/openapi.json", unlimited)
    shown = credentials(unlimited, tokens)
    wanted = [
        checks.not_a_server_error,
        response_schema_conformance,
        content_type_conformance,
    ]
    for found in described.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        if operation.path.startswith("/v1/"):

            @FEW
            @given(case=operation.as_strategy(), header=st.sampled_from(shown))
            def answers_as_described(case: Any, header: dict[str, str]) -> None:
                response = case.call(headers=header)
                case.validate_response(response, checks=wanted)

            answers_as_described()


@pytest.mark.parametrize("odd", ODD)
def test_odd_words_in_any_field_are_no_mistake_of_ours(unlimited: Service, odd: str) -> None:
    client = unlimited.test_client()
    for path, words in (
        ("/v1/sign-ins", {"email": ADA, "language": "de", "next": "/"}),
        ("/v1/sessions", {"sign_in_id": "0" * 32, "code": "123456", "device": "x"}),
        ("/v1/sessions", {"token": "x", "device": "x"}),
        ("/v1/subscriptions", a_form(name="Ada")),
        ("/v1/subscription-links", {"email": ADA, "language": "de"}),
    ):
        for field in words:
            answer = client.post(path, json={**words, field: odd})
            assert answer.status_code in {202, 401, 403, 422}, (path, field)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"7", b'"x"', b"\xff\xfe", b"[" * 100_000, b'{"email": NaN}']
)
def test_a_body_that_is_no_form_is_no_mistake_of_ours(profiles: Service, body: bytes) -> None:
    for path in ("/v1/sign-ins", "/v1/sessions", "/v1/subscriptions", "/v1/subscription-links"):
        answer = profiles.test_client().post(path, data=body, content_type="application/json")
        assert 400 <= answer.status_code < 500, path
        assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("path", ["/v1/sessions/x", "/v1/nothing", "/v1/me/x", "/v1/subscription/\x00", "/v1/%00"])
def test_what_is_not_there_is_said_calmly(profiles: Service, path: str) -> None:
    answer = profiles.test_client().delete(path)

    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("query", ["?lang=de", "?language=de&x=1", "?language=%00"])
def test_words_nobody_asked_for_are_refused(profiles: Service, query: str) -> None:
    assert profiles.test_client().get(f"/v1/wordings/current{query}").status_code == 422


def test_the_logs_name_nobody(profiles: Service, caplog: pytest.LogCaptureFixture) -> None:
    sign_in_id, letter = begin_sign_in(profiles, "very.secret@example.org")
    proof = {"sign_in_id": sign_in_id, "code": "000000", "device": "SecretBrowser"}
    profiles.test_client().post("/v1/sessions", json=proof)
    profiles.test_client().post("/v1/sign-ins", json={"email": "very.secret@example.org", "language": "de", "x": 1})
    token = asked_to_confirm(profiles, email="very.secret@example.org", name="Secretia")
    profiles.test_client().get("/v1/subscription", headers=link(token))
    written = " ".join(str(vars(record)) for record in caplog.records).lower()

    assert "'status': 403" in written
    for word in ("secret", letter.slots["code"], token.lower()):
        assert word not in written
