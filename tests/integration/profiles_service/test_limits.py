"""Nobody floods a mailbox, nobody guesses on, and nobody learns from a limit who is known."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from profiles_service.api.limits import Limits
from profiles_service.settings import Settings
from services.kit.web import Service
from tests.support.ground import Ground
from tests.support.profiles_makers import a_form, a_person, begin_sign_in, subscribed
from tests.support.tokens import Tokens

AWAY = "redis://127.0.0.1:9/0"


@pytest.fixture
def limited(profiles: Service) -> Iterator[Callable[..., None]]:
    """Give the service other limits for one test."""
    before = profiles.extensions["limits"]

    def limit(**words: Any) -> None:
        settings: Settings = profiles.extensions["settings"]
        profiles.extensions["limits"] = Limits(replace(settings, **words))

    yield limit
    profiles.extensions["limits"] = before


def sign_in(app: Service, email: str, headers: dict[str, str] | None = None) -> Any:
    return app.test_client().post("/v1/sign-ins", json={"email": email, "language": "de"}, headers=headers or {})


def subscribe(app: Service, email: str) -> Any:
    return app.test_client().post("/v1/subscriptions", json=a_form(email=email))


def from_house(tokens: Tokens, number: int, service: str = "website") -> dict[str, str]:
    return {**tokens.service(service, "profiles-service"), "X-Client-Address": f"192.0.2.{number}"}


def test_the_sixth_letter_to_one_address_is_refused(profiles: Service) -> None:
    answers = [sign_in(profiles, "ada@example.org") for _ in range(6)]

    assert [answer.status_code for answer in answers] == [202] * 5 + [429]
    assert answers[5].json["type"] == "urn:mosaik:problem:too-often"
    assert 1 <= int(answers[5].headers["Retry-After"]) <= 900


def test_a_limit_for_one_address_is_none_for_another(profiles: Service) -> None:
    for _ in range(6):
        sign_in(profiles, "ada@example.org")

    assert sign_in(profiles, "ben@example.org").status_code == 202


def test_plus_addresses_are_no_way_around(profiles: Service) -> None:
    answers = [sign_in(profiles, f"Ada+{number}@example.org") for number in range(6)]

    assert answers[5].status_code == 429


@pytest.mark.parametrize("send", [sign_in, subscribe])
def test_known_and_unknown_addresses_are_refused_alike(profiles: Service, send: Callable[[Service, str], Any]) -> None:
    a_person(profiles, "known@example.org")
    subscribed(profiles, email="known@example.org")
    profiles.extensions["limits"]._shared.storage.reset()
    answers = {
        email: [send(profiles, email).status_code for _ in range(7)]
        for email in ("known@example.org", "un@example.org")
    }

    assert answers["known@example.org"] == answers["un@example.org"]
    assert 429 in answers["un@example.org"]


def test_nobody_subscribes_somebody_else_by_the_hundred(profiles: Service) -> None:
    answers = [subscribe(profiles, "ada@example.org").status_code for _ in range(4)]
    again = profiles.test_client().post("/v1/subscription-links", json={"email": "ada@example.org", "language": "de"})

    assert answers == [202, 202, 202, 429]
    assert again.status_code == 429


def test_one_network_may_ask_for_so_many_addresses(profiles: Service, limited: Callable[..., None]) -> None:
    limited(sign_ins_per_network=3, subscriptions_per_network=2)

    assert [sign_in(profiles, f"a{n}@example.org").status_code for n in range(4)] == [202] * 3 + [429]
    assert [subscribe(profiles, f"a{n}@example.org").status_code for n in range(3)] == [202] * 2 + [429]


def test_a_thousand_networks_get_no_further_than_all_together_may(
    profiles: Service, limited: Callable[..., None], tokens: Tokens
) -> None:
    limited(sign_ins_in_all=2, sign_ins_per_network=1)
    again = [sign_in(profiles, f"a{n}@example.org", from_house(tokens, 0)).status_code for n in range(3)]
    others = [sign_in(profiles, f"b{n}@example.org", from_house(tokens, n)).status_code for n in range(1, 3)]

    assert again == [202, 429, 429]
    assert others == [202, 429], "what was refused for another reason did not count"


def test_the_website_says_which_network_somebody_comes_from(
    profiles: Service, limited: Callable[..., None], tokens: Tokens
) -> None:
    limited(sign_ins_per_network=1)
    answers = [sign_in(profiles, f"a{n}@example.org", from_house(tokens, n)) for n in range(3)]

    assert [answer.status_code for answer in answers] == [202] * 3
    assert sign_in(profiles, "b@example.org", from_house(tokens, 1)).status_code == 429


def test_nobody_else_does(profiles: Service, limited: Callable[..., None], tokens: Tokens) -> None:
    limited(sign_ins_per_network=1)
    sign_in(profiles, "a@example.org")

    assert sign_in(profiles, "b@example.org", {"X-Client-Address": "192.0.2.9"}).status_code == 429
    assert sign_in(profiles, "c@example.org", from_house(tokens, 9, "notifier")).status_code == 429


def test_guessing_codes_is_limited_by_network_too(profiles: Service, limited: Callable[..., None]) -> None:
    limited(codes_per_network=3)
    sign_in_id, letter = begin_sign_in(profiles)
    wrong = {"sign_in_id": sign_in_id, "code": f"{(int(letter.slots['code']) + 1) % 10**6:06d}"}
    answers = [profiles.test_client().post("/v1/sessions", json=wrong).status_code for _ in range(4)]

    assert answers == [403, 403, 403, 429]


def test_nobody_guesses_on_by_beginning_again(profiles: Service, limited: Callable[..., None]) -> None:
    limited(sign_ins_per_address=1000, sign_ins_per_network=1000, codes_per_network=1000)
    client = profiles.test_client()
    for _ in range(8):
        sign_in_id, letter = begin_sign_in(profiles)
        wrong = f"{(int(letter.slots['code']) + 1) % 10**6:06d}"
        tries = [client.post("/v1/sessions", json={"sign_in_id": sign_in_id, "code": wrong}) for _ in range(5)]
        assert {answer.status_code for answer in tries} == {403}
    sign_in_id, letter = begin_sign_in(profiles)

    right = client.post("/v1/sessions", json={"sign_in_id": sign_in_id, "code": letter.slots["code"]})
    by_link = client.post("/v1/sessions", json={"token": letter.slots["link"].rpartition("/")[2]})

    assert right.status_code == 429
    assert by_link.status_code == 201, "nobody can lock somebody else out"


def test_limits_hold_while_redis_is_away(profiles: Service, limited: Callable[..., None]) -> None:
    limited(redis_url=AWAY, sign_ins_per_address=2)

    assert [sign_in(profiles, "ada@example.org").status_code for _ in range(3)] == [202, 202, 429]


def test_limits_may_be_raised(profiles: Service, limited: Callable[..., None]) -> None:
    limited(sign_ins_per_address=1000, sign_ins_per_network=1000)

    assert {sign_in(profiles, "ada@example.org").status_code for _ in range(40)} == {202}


def test_no_address_stands_in_redis(profiles: Service, ground: Ground) -> None:
    sign_in(profiles, "very.special@example.org")
    keys = list(ground.redis.scan_iter("profiles-service:limits*"))

    assert keys
    assert not any(b"special" in key or b"127.0.0.1" in key for key in keys)
