"""Cards of contact persons, valid by default, and put there as their owners do it."""

from typing import Any
from uuid import UUID

from profiles_service.rules.cards import FIELDS
from services.kit.web import Service
from tests.support.tokens import Tokens

AUDIENCE = "profiles-service"


def card_words(level: str = "public", **words: Any) -> dict[str, Any]:
    """Return a card, all of it shown to the same people unless it says otherwise."""
    shown = dict.fromkeys(FIELDS, level) | words.pop("shown", {})
    usual = {"name": "Rosa Regentonne", "categories": ["nature"], "gives": ["help"], "looks_for": ["rooms"]}
    return {**usual, **words, "shown": shown}


def put_card(app: Service, tokens: Tokens, person_id: UUID, words: dict[str, Any], *, status: int = 200) -> Any:
    """Write a person's card over the version that is there."""
    client, headers = app.test_client(), tokens.person(person_id, AUDIENCE)
    known: Any = client.get("/v1/me/card", headers=headers).json
    answer: Any = client.put("/v1/me/card", json=words, headers={**headers, "If-Match": f'"{known["version"]}"'})
    assert answer.status_code == status, answer.text
    return answer.json


def send_picture(app: Service, headers: dict[str, str], body: bytes, status: int = 200) -> Any:
    """Put a picture on one's own card."""
    answer: Any = app.test_client().put(
        "/v1/me/card/picture", data=body, headers={**headers, "Content-Type": "image/jpeg"}
    )
    assert answer.status_code == status, answer.text
    return answer.json
