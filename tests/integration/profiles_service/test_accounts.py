from typing import Any
from uuid import UUID, uuid4

from services.kit.web import Service
from tests.support.profiles_makers import ADA, a_person, session_header, signed_in
from tests.support.tokens import Tokens

AUDIENCE = "profiles-service"


def ask(app: Service, path: str, headers: dict[str, str], method: str = "GET") -> Any:
    return app.test_client().open(path, method=method, headers=headers)


def test_a_person_sees_her_account(profiles: Service, tokens: Tokens) -> None:
    person = a_person(profiles, name="Ada", editor=True)
    answer = ask(profiles, "/v1/me", tokens.person(person.id, AUDIENCE))

    assert answer.json == {
        "id": str(person.id),
        "email": ADA,
        "name": "Ada",
        "roles": ["editor"],
        "language": "de",
        "stewardships": [],
    }
    assert answer.headers["Cache-Control"] == "no-store"


def test_whom_we_do_not_know_any_more_has_no_account(profiles: Service, tokens: Tokens) -> None:
    assert ask(profiles, "/v1/me", tokens.person(uuid4(), AUDIENCE)).status_code == 404


def test_a_person_sees_where_she_is_signed_in_and_no_secrets(profiles: Service, tokens: Tokens) -> None:
    begun = signed_in(profiles)
    signed_in(profiles, "other@example.org")
    items = ask(profiles, "/v1/sessions", tokens.person(UUID(begun["person"]["id"]), AUDIENCE)).json["items"]

    assert [each["device"] for each in items] == ["Firefox"]
    assert set(items[0]) == {"id", "device", "created_at", "last_used_at"}


def test_a_person_signs_out_elsewhere(profiles: Service, tokens: Tokens) -> None:
    begun = signed_in(profiles)
    header = tokens.person(UUID(begun["person"]["id"]), AUDIENCE)
    (listed,) = ask(profiles, "/v1/sessions", header).json["items"]

    assert ask(profiles, f"/v1/sessions/{listed['id']}", header, "DELETE").status_code == 204
    assert ask(profiles, "/v1/tokens", session_header(begun["session"]), "POST").status_code == 401
    assert ask(profiles, f"/v1/sessions/{listed['id']}", header, "DELETE").status_code == 404


def test_nobody_ends_the_session_of_somebody_else(profiles: Service, tokens: Tokens) -> None:
    begun = signed_in(profiles)
    (listed,) = ask(profiles, "/v1/sessions", tokens.person(UUID(begun["person"]["id"]), AUDIENCE)).json["items"]

    for other in (tokens.person(uuid4(), AUDIENCE), tokens.editor(AUDIENCE)):
        assert ask(profiles, f"/v1/sessions/{listed['id']}", other, "DELETE").status_code == 404
    assert ask(profiles, "/v1/tokens", session_header(begun["session"]), "POST").status_code == 200
