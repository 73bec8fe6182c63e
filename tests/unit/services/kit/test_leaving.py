from base64 import urlsafe_b64encode
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles_service.rules import LinkRefused, Links, Purpose
from services.kit.leaving import EVERYTHING, KINDS, NotALeavingToken, Scope, narrowed, opened

LINKS = Links("a secret", "https://klima.example/")
PURPOSES: tuple[Purpose, ...] = ("manage", "confirm", "sign_in")
KEYS = st.from_regex(r"[a-z0-9-]{1,20}", fullmatch=True)
TOPICS = st.builds(lambda kind, keys: f"{kind}:{','.join(keys)}", st.sampled_from(KINDS), st.lists(KEYS, min_size=1))
SCOPES = st.one_of(st.sampled_from(["", "newsletter", "reminders", "daily", "weekly", *KINDS]), TOPICS)


@given(st.uuids(), SCOPES)
def test_a_narrower_token_says_whose_it_is_and_what_it_ends(person_id: UUID, scope: str) -> None:
    token = narrowed(LINKS.token("leave", person_id), scope)

    if len(token) <= 400:
        assert LINKS.leaving(token) == (person_id, Scope(scope))


@given(st.uuids(), SCOPES.filter(bool), SCOPES)
def test_nobody_makes_a_wider_token_of_a_narrow_one(person_id: UUID, scope: str, wanted: str) -> None:
    token = narrowed(LINKS.token("leave", person_id), scope)
    about, seal, _ = opened(token) if len(token) <= 400 else (b"", b"", None)
    forged = urlsafe_b64encode(about + seal + wanted.encode()).decode().rstrip("=")

    if about and wanted != scope:
        with pytest.raises(LinkRefused):
            LINKS.leaving(forged)


@given(st.uuids(), SCOPES, st.integers(0, 399), st.sampled_from("AQgw05-_"))
def test_a_token_with_any_character_changed_ends_nothing(person_id: UUID, scope: str, at: int, by: str) -> None:
    token = narrowed(LINKS.token("leave", person_id), scope)
    changed = token[:at] + by + token[at + 1 :]

    if changed != token and at < len(token):
        with pytest.raises(LinkRefused):
            LINKS.leaving(changed)


@given(st.uuids(), SCOPES)
def test_a_token_for_leaving_opens_nothing_else(person_id: UUID, scope: str) -> None:
    token = narrowed(LINKS.token("leave", person_id), scope)

    for purpose in PURPOSES:
        with pytest.raises(LinkRefused):
            LINKS.about(purpose, token)


@given(st.text(max_size=500))
def test_what_was_never_a_token_is_refused_calmly(text: str) -> None:
    with pytest.raises((NotALeavingToken, LinkRefused)):
        LINKS.leaving(text)


def test_what_we_did_not_seal_stays_as_it_is() -> None:
    assert narrowed("something", "offer") == "something"
    assert narrowed("", "offer") == EVERYTHING
