"""Who may: every route, asked by everybody."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.kit import clock
from services.kit.web import Service
from tests.support.card_makers import card_words, put_card
from tests.support.contact_makers import a_request, a_steward, an_offer, asked, confirm, forwarded, the_request
from tests.support.profiles_makers import a_form, a_person, link, links, session_header, signed_in, subscribed
from tests.support.tokens import Tokens

AUDIENCE = "profiles-service"
ASKING = (
    "nobody", "person", "other", "editor", "administrator", "website", "launcher", "session", "manage", "leave",
    "subscriber", "wrong audience",
)  # fmt: skip
EVERYBODY = set(ASKING) - {"wrong audience"}
PEOPLE = {"person", "other", "editor", "administrator", "subscriber"}
# Who has signed in and never subscribed finds nothing.
OWNERS = {"manage", "subscriber"}
TOMORROW = (clock.now() + timedelta(days=2)).date().isoformat()
CHOICE = {"language": "de", "newsletter": True, "interests": []}
NONE = "6f1c0b8e-0000-4000-8000-000000000000"
OFFER = UUID("6f1c0b8e-0000-4000-8000-0000000000b1")
CONTACT = a_request(OFFER)
# An answer that fits no question: test_passkeys.py has those that do.
PASSKEY = {"challenge_id": NONE, "answer": {"id": "AA", "response": {"clientDataJSON": "AA"}}}
# Method and path, body, and who is let in; a token that is not good is refused even where none is needed.
ROUTES: list[tuple[str, str, Any, set[str]]] = [
    ("GET", "/v1/wordings/current", None, EVERYBODY),
    ("GET", "/v1/daily-figures", None, EVERYBODY),
    ("GET", "/v1/daily-figures.csv", None, EVERYBODY),
    ("POST", "/v1/sign-ins", {"language": "de"}, EVERYBODY),
    ("POST", "/v1/subscriptions", a_form(), EVERYBODY),
    ("POST", "/v1/subscription-links", {"language": "de"}, EVERYBODY),
    ("POST", "/v1/passkey-questions", {"purpose": "sign_in"}, EVERYBODY),
    ("POST", "/v1/tokens", None, {"session"}),
    ("GET", "/v1/passkeys", None, {"session"}),
    ("POST", "/v1/passkeys", {**PASSKEY, "name": "Laptop"}, set()),
    ("PUT", "/v1/sessions/current/passkey", PASSKEY, set()),
    ("DELETE", f"/v1/passkeys/{NONE}", None, set()),
    ("DELETE", "/v1/sessions/current", None, {"session"}),
    ("GET", "/v1/me", None, PEOPLE),
    ("GET", "/v1/me/card", None, PEOPLE),
    ("POST", "/v1/me/card/preview", {"name": "Ada"}, PEOPLE),
    ("DELETE", "/v1/me/card/picture", None, PEOPLE),
    ("DELETE", "/v1/me/card", None, PEOPLE),
    ("GET", "/v1/me/fitting-people", None, PEOPLE),
    ("GET", "/v1/people", None, EVERYBODY),
    ("GET", "/v1/people/{card_id}", None, PEOPLE),
    ("GET", f"/v1/portraits/{NONE}/{{size}}.webp", None, set()),
    ("GET", "/v1/withdrawn-cards", None, {"editor", "administrator"}),
    ("PUT", "/v1/people/{card_id}/withdrawal", {"because": "Nein."}, {"editor", "administrator"}),
    ("DELETE", "/v1/people/{card_id}/withdrawal", None, {"editor", "administrator"}),
    ("GET", "/v1/sessions", None, PEOPLE),
    ("DELETE", "/v1/sessions/{session_id}", None, {"person"}),
    ("GET", "/v1/subscription", None, OWNERS),
    ("PUT", "/v1/subscription", CHOICE, OWNERS),
    ("DELETE", "/v1/subscription", None, OWNERS | PEOPLE | {"leave"}),
    ("GET", "/v1/subscription/departure", None, {"leave"}),
    ("PUT", "/v1/subscription/departure", {"wish": "newsletter"}, OWNERS | PEOPLE | {"leave"}),
    ("PUT", "/v1/subscription/pause", {"until": TOMORROW}, OWNERS),
    ("DELETE", "/v1/subscription/pause", None, OWNERS),
    ("PUT", "/v1/subscription/interests/{interest_id}/pause", {"until": TOMORROW}, OWNERS),
    ("DELETE", "/v1/subscription/interests/{interest_id}/pause", None, OWNERS),
    ("PUT", "/v1/subscription/confirmation", None, set()),
    ("GET", "/v1/consents?email=subscribed@example.org", None, {"editor", "administrator"}),
    ("GET", "/v1/colleagues", None, {"editor", "administrator"}),
    ("PUT", "/v1/colleagues", {"email": "new@example.org", "role": "editor"}, {"administrator"}),
    ("DELETE", "/v1/colleagues/{colleague_id}/passkeys", None, {"administrator"}),
    ("DELETE", "/v1/colleagues/{colleague_id}", None, {"administrator"}),
    ("GET", f"/v1/contact-subjects/{{kind}}/{OFFER}", None, EVERYBODY),
    ("POST", "/v1/contact-requests", CONTACT, EVERYBODY),
    ("GET", "/v1/contact-requests", None, PEOPLE),
    ("GET", "/v1/contact-requests/{contact_id}", None, {"person", "editor", "administrator"}),
    ("PUT", "/v1/contact-requests/{held_id}/refusal", {"note": "Werbung"}, {"editor", "administrator"}),
    ("PUT", "/v1/contact-requests/{held_id}/release", None, {"editor", "administrator"}),
    ("PUT", "/v1/contact-requests/{contact_id}/answer", {"answer": "meet"}, {"person", "editor", "administrator"}),
    ("PUT", "/v1/contact-requests/{contact_id}/outcome", {"placed": True}, {"person", "editor", "administrator"}),
    ("PUT", "/v1/contact-requests/{contact_id}/closing", None, {"editor", "administrator"}),
    # Whoever shows the right link: test_contact_requests.py.
    ("GET", "/v1/contact-request", None, set()),
    ("GET", "/v1/contact-request/confirmation", None, set()),
    ("PUT", "/v1/contact-request/confirmation", None, set()),
    ("GET", "/v1/contact-request/answer", None, set()),
    ("PUT", "/v1/contact-request/answer", {"answer": "no"}, set()),
    ("PUT", "/v1/contact-request/outcome", {"placed": True}, set()),
    ("GET", "/v1/retention", None, EVERYBODY),
    # With a token made for this alone, and a link made for this alone: test_about_me.py.
    ("GET", "/v1/about-me", None, set()),
    ("GET", "/v1/erasure", None, set()),
    ("POST", "/v1/about-me/tokens", None, {"session"}),
    ("POST", "/v1/me/erasure", None, {"session"}),
    ("GET", "/v1/facts?hearer=website", None, {"website"}),
    ("PUT", "/v1/facts/hearings", {"fact_ids": []}, {"website", "launcher"}),
]
MAILED = {"/v1/sign-ins", "/v1/subscriptions", "/v1/subscription-links", "/v1/contact-requests"}


@dataclass
class Crowd:
    """Everybody who may ask, with what they show; and the session that one of them wants to end."""

    shown: dict[str, dict[str, str]]
    session_id: str
    colleague_id: str
    card_id: str
    contact_id: str
    held_id: str
    interest_id: str
    size: str = "small"
    kind: str = "offer"


@pytest.fixture
def crowd(profiles: Service, tokens: Tokens) -> Crowd:
    begun = signed_in(profiles, "asks@example.org")
    person_id = UUID(begun["person"]["id"])
    other_id = a_person(profiles, "other@example.org", role="administrator").id
    subscriber_id = subscribed(profiles, email="subscribed@example.org")
    shown: dict[str, dict[str, str]] = {
        "nobody": {},
        "person": tokens.person(person_id, AUDIENCE),
        "other": tokens.person(other_id, AUDIENCE),
        "editor": tokens.editor(AUDIENCE, other_id),
        "administrator": tokens.of_person(other_id, AUDIENCE, ["administrator", "editor"]),
        "website": tokens.service("website", AUDIENCE),
        "launcher": tokens.service("launcher", AUDIENCE),
        "session": session_header(begun["session"]),
        "manage": link(links().token("manage", subscriber_id)),
        "leave": link(links().token("leave", subscriber_id)),
        "subscriber": tokens.person(subscriber_id, AUDIENCE),
        "wrong audience": tokens.person(person_id, "notifier"),
    }
    interest: Any = profiles.test_client().get("/v1/subscription", headers=shown["manage"])
    answer: Any = profiles.test_client().get("/v1/sessions", headers=shown["person"])
    colleague = a_person(profiles, "colleague@example.org", editor=True)
    card = put_card(profiles, tokens, colleague.id, card_words("signed_in"))
    a_steward(profiles, "asks@example.org")
    an_offer(profiles, offer_id=OFFER)
    confirm(profiles, asked(profiles, OFFER, email="kim@example.org", message="Wir bieten SEO an."))
    held_id = str(the_request(profiles).id)
    forwarded(profiles, OFFER, email="kim@example.org")
    contact_id = str(the_request(profiles).id)
    interest_id = interest.json["interests"][0]["id"]
    ids = (str(colleague.id), card["id"], contact_id, held_id, interest_id)
    return Crowd(shown, answer.json["items"][0]["id"], *ids)


@pytest.mark.parametrize("row", ROUTES, ids=[f"{row[0]} {row[1]}" for row in ROUTES])
def test_each_door_opens_for_those_it_should(
    profiles: Service, unlimited: Service, crowd: Crowd, row: tuple[str, str, Any, set[str]]
) -> None:
    method, path, words, welcome = row
    statuses = {}
    # Whoever is let in may change what the next one finds.
    for asking in sorted(ASKING, key=lambda each: each in welcome):
        body = {**words, "email": f"{asking.replace(' ', '.')}@example.org"} if words and path in MAILED else words
        at = path.format(**{name: value for name, value in vars(crowd).items() if name != "shown"})
        answer = profiles.test_client().open(at, method=method, json=body, headers=crowd.shown[asking])
        statuses[asking] = answer.status_code

    # Whoever comes second to a step that is taken once was let in, too.
    assert {asking for asking, status in statuses.items() if status < 400 or status == 409} == welcome
    assert set(statuses.values()) <= {200, 201, 202, 204, 401, 403, 404, 409}


def test_every_route_stands_in_the_matrix(profiles: Service) -> None:
    known = {(method, _place(path.partition("?")[0])) for method, path, *_ in ROUTES}
    # Who may begin a session is known by a code, a link or a passkey: test_sign_in.py, test_passkeys.py.
    known.add(("POST", "/v1/sessions"))
    # They want the version that was read, and a picture: below.
    known |= {("PUT", "/v1/me/card"), ("PUT", "/v1/me/card/picture")}
    routes = {
        (method, _place(rule.rule))
        for rule in profiles.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/v1/")
    }

    assert routes == known


@pytest.mark.parametrize(("path", "refused"), [("/v1/me/card", 412), ("/v1/me/card/picture", 422)])
def test_a_card_is_written_by_people_alone(profiles: Service, crowd: Crowd, path: str, refused: int) -> None:
    client, old = profiles.test_client(), {"If-Match": '"9"'}
    statuses = {
        asking: client.put(path, json={"name": "Ada"}, headers={**crowd.shown[asking], **old}).status_code
        for asking in ASKING
    }

    assert {asking for asking, status in statuses.items() if status == refused} == PEOPLE
    assert set(statuses.values()) == {401, 403, refused}


def _place(path: str) -> str:
    """Return a path with a gap in place of every id."""
    return re.sub(r"<[^>]+>|\{[^}]+\}|[0-9a-f]{8}-[0-9a-f-]{27}", "…", path)


def test_a_forged_token_is_refused(profiles: Service, tokens: Tokens) -> None:
    good = tokens.person(uuid4(), AUDIENCE)["Authorization"]
    for bad in (good[:-4] + "AAAA", good + "x", "Bearer a.b.c", "Bearer \xff", "Bearer " + "x" * 5000):
        assert profiles.test_client().get("/v1/me", headers={"Authorization": bad}).status_code == 401
