"""People, their letters and their wishes, valid by default; and what profiles-service has told."""

from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select

from profiles_service.actions import accounts
from profiles_service.actions.consents import Declaration
from profiles_service.models import EDITOR, Person
from profiles_service.rules import Choice, Links, Wish, Wording
from profiles_service.tasks import worker
from services.city import read_city
from services.facts import Fact
from services.facts.letters import LetterRequested
from services.kit import clock
from services.kit.outbox import Told
from services.kit.web import Service

F = TypeVar("F", bound=Fact)
ADA = "ada.ahorn@example.org"
_CONSENT = read_city(Path(__file__).parents[2] / "city.toml").consent
WORDING = Wording(version=_CONSENT.version, language="de", text=_CONSENT.text.in_language("de"))
DECLARATION = Declaration(wording=WORDING, form="/nachrichten")


def an_interest(**words: Any) -> dict[str, Any]:
    return {"what": ["offer"], "categories": ["nature"], "cadence": "at_once", **words}


def a_form(**words: Any) -> dict[str, Any]:
    usual = {
        "email": ADA,
        "language": "de",
        "interests": [an_interest()],
        "newsletter": False,
        "wording_version": WORDING.version,
        "form": "/nachrichten",
    }
    return {**usual, **words}


def a_wish(**words: Any) -> Wish:
    return Wish.of({**an_interest(), **words})


def a_choice(*wishes: Wish, **words: Any) -> Choice:
    return Choice(**{"language": "de", "wishes": wishes or (a_wish(),), **words})


def a_person(
    app: Service, email: str = ADA, *, name: str | None = None, editor: bool = False, role: str = ""
) -> Person:
    with app.database.transaction() as session:
        person = accounts.make_account(session, email, language="de", name=name, now=clock.now())
        if role or editor:
            person.appoint(role or EDITOR)
        return person


def links() -> Links:
    return worker.settings.links


def link(token: str) -> dict[str, str]:
    return {"Authorization": f"Link {token}"}


def session_header(secret: str) -> dict[str, str]:
    return {"Authorization": f"Session {secret}"}


def told(app: Service, fact: type[F]) -> list[F]:
    with app.database.reading() as session:
        rows = session.scalars(select(Told).where(Told.name == fact.fact_name).order_by(Told.told_at))
        return [fact.from_wire(row.payload) for row in rows]


def letters(app: Service, template: str) -> list[LetterRequested]:
    return [letter for letter in told(app, LetterRequested) if letter.template == template]


def token_in(letter: LetterRequested) -> str:
    return letter.slots["link"].rpartition("/")[2]


def begin_sign_in(app: Service, email: str = ADA, **words: Any) -> tuple[str, LetterRequested]:
    """Ask for a letter as the website does; returns the sign-in's id, and the letter."""
    answer: Any = app.test_client().post("/v1/sign-ins", json={"email": email, "language": "de", **words})
    assert answer.status_code == 202, answer.text
    return answer.json["sign_in_id"], letters(app, "sign_in")[-1]


def signed_in(app: Service, email: str = ADA, **words: Any) -> dict[str, Any]:
    """Sign in with the code from the letter; returns the answer."""
    sign_in_id, letter = begin_sign_in(app, email, **words)
    proof = {"sign_in_id": sign_in_id, "code": letter.slots["code"], "device": "Firefox"}
    answer: Any = app.test_client().post("/v1/sessions", json=proof)
    assert answer.status_code == 201, answer.text
    begun: dict[str, Any] = answer.json
    return begun


def asked_to_confirm(app: Service, **words: Any) -> str:
    """Subscribe as the website does; returns the token from the letter."""
    answer = app.test_client().post("/v1/subscriptions", json=a_form(**words))
    assert answer.status_code == 202, answer.text
    return token_in(letters(app, "confirm_subscription")[-1])


def subscribed(app: Service, **words: Any) -> UUID:
    """Subscribe and confirm; returns whose subscription it is."""
    token = asked_to_confirm(app, **words)
    answer = app.test_client().put("/v1/subscription/confirmation", headers=link(token))
    assert answer.status_code == 200, answer.text
    return letters(app, "confirm_subscription")[-1].person_id


def count(app: Service, table: type[Any]) -> int:
    with app.database.reading() as session:
        return len(session.scalars(select(table)).all())


def move_back(app: Service, table: type[Any], **moments: datetime | None) -> None:
    """Let a table's rows be older than they are."""
    with app.database.transaction() as session:
        for row in session.scalars(select(table)):
            for name, moment in moments.items():
                setattr(row, name, moment)
