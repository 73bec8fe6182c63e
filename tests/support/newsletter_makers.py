"""Newsletters as editors send them, valid by default."""

from typing import Any
from uuid import UUID, uuid4

from notifier.actions.newsletters import write_newsletter
from notifier.schemas.newsletters import NewsletterShape
from services.kit import clock
from services.kit.web import Service
from tests.support.notifier_makers import a_subscriber, an_interest, hear
from tests.support.tokens import Tokens

NOTIFIER = "notifier"


def an_item(**words: Any) -> dict[str, Any]:
    usual = {
        "what": "event",
        "id": str(uuid4()),
        "slug": "giessrunde",
        "title": "Gießrunde",
        "summary": "Wir gießen zusammen.",
        "organisation_name": "Gießkannenbund",
        "categories": ["nature"],
        "district": "altstadt",
        "place": "Am Markt",
        "starts_at": "2027-03-13T09:00:00+00:00",
    }
    return {**usual, **words}


def a_newsletter(**words: Any) -> dict[str, Any]:
    de = {"subject": "Frühling in der Stadt", "preheader": "Was im März los ist", "text": "Es wird **grün**."}
    return {"words": {"de": de}, "items": [an_item()], "audience": {"categories": [], "districts": []}, **words}


def readers(app: Service, *names: str, **words: Any) -> None:
    """Let people order the newsletter."""
    for name in names:
        hear(app, a_subscriber(f"{name}@example.org", an_interest(), **{"newsletter": True, **words}))


def a_draft(app: Service) -> UUID:
    words = NewsletterShape().load(a_newsletter())
    with app.database.transaction() as session:
        return write_newsletter(session, words, editor_id=None, now=clock.now()).id


class Desk:
    """An editor at the notifier's door."""

    def __init__(self, app: Service, tokens: Tokens) -> None:
        self.app = app
        self.tokens = tokens

    def ask(self, call: str, words: Any = None, *, version: int | None = None) -> Any:
        method, path = call.split(" ", 1)
        headers = self.tokens.editor(NOTIFIER) | ({"If-Match": f'"{version}"'} if version else {})
        return self.app.test_client().open(path, method=method, json=words, headers=headers)

    def written(self, **words: Any) -> dict[str, Any]:
        answer = self.ask("POST /v1/newsletters", a_newsletter(**words))
        assert answer.status_code == 201, answer.text
        written: dict[str, Any] = answer.json
        return written

    def sent(self, **words: Any) -> dict[str, Any]:
        """Write a newsletter and let it start."""
        written = self.written(**words)
        answer = self.ask(f"PUT /v1/newsletters/{written['id']}/schedule", {}, version=written["version"])
        assert answer.status_code == 200, answer.text
        return written

    def state(self, written: dict[str, Any]) -> Any:
        return self.ask(f"GET /v1/newsletters/{written['id']}").json
