"""People who sign up for events, valid by default: makers say only what matters to a test."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from events_service.actions.seat_letters import Post
from events_service.models import Event, Registration
from services.facts.letters import LetterRequested
from services.kit.web import Service
from tests.support.events_makers import an_event, told


def a_bookable_event(app: Service, organisation_id: UUID | None = None, **words: Any) -> Event:
    """Enter an event that people sign up for here."""
    return an_event(app, organisation_id, **{"registration": "platform", "places": 2, "waiting_list": True, **words})


def post_of(app: Service) -> Post:
    """Return whose links stand in letters."""
    return Post(app.extensions["settings"].links, app.extensions["city"])


def wants(email: str, **words: Any) -> dict[str, Any]:
    """Return what somebody sends who wants to come."""
    return {"email": email, "name": email.partition("@")[0].title(), "language": "de", **words}


def ask_to_come(app: Service, event: Event, email: str, **words: Any) -> None:
    """Sign up, without confirming yet."""
    answer = app.test_client().post(f"/v1/events/{event.id}/registrations", json=wants(email, **words))
    assert answer.status_code == 202, answer.text


def comes(app: Service, event: Event, email: str, **words: Any) -> dict[str, Any]:
    """Sign up and confirm; return how she stands."""
    ask_to_come(app, event, email, **words)
    return with_link(app, "PUT /v1/registration/confirmation", newest(app, email).id, "confirm")


def with_link(
    app: Service, call: str, registration_id: UUID, purpose: str = "seat", json: Any = None, status: int = 200
) -> dict[str, Any]:
    """Ask with the link from a mail."""
    method, path = call.split(" ", 1)
    token = post_of(app).links.token(purpose, registration_id)
    answer = app.test_client().open(path, method=method, json=json, headers={"Authorization": f"Link {token}"})
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def newest(app: Service, email: str) -> Registration:
    """Return the registration made last for an address."""
    with app.database.reading() as session:
        asked = select(Registration).where(Registration.email == email).order_by(Registration.asked_at.desc()).limit(1)
        return session.scalars(asked).one()


def line_of(app: Service, event: Event, state: str) -> list[str]:
    """Return the addresses that stand in a state, in their order."""
    with app.database.reading() as session:
        asked = select(Registration.email).where(Registration.event_id == event.id, Registration.state == state)
        return [str(email) for email in session.scalars(asked.order_by(Registration.number, Registration.asked_at))]


def asked_letters(app: Service, template: str | None = None) -> list[LetterRequested]:
    """Return the letters that were asked for, oldest first, with their words."""
    facts = [each for each in told(app) if isinstance(each, LetterRequested)]
    return [each for each in facts if template in (None, each.template)]


def letters(app: Service, email: str | None = None) -> list[str]:
    """Return which letters were asked for, oldest first."""
    return [each.template for each in asked_letters(app) if email in (None, each.email)]


def tick(app: Service, name: str) -> None:
    """Let something be done that the clock asks for."""
    app.worker.celery.tasks[f"events-service.{name}"].apply()
