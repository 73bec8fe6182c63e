"""Contact requests, valid by default: an offer one may ask about, who looks after it, and somebody who asks."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, text

from profiles_service.actions import contact_subjects
from profiles_service.models import ContactRequest, Stewardship
from profiles_service.queries.daily_figures import FIGURES
from services.city import read_city
from services.facts.directory import OfferPublished, OrganisationPublished
from services.kit import clock
from services.kit.daily.counting import count_day
from services.kit.web import Service
from tests.support.profiles_makers import a_person, letters, link, token_in
from tests.support.website import CITY

ASKS = "kim.kastanie@example.org"
ROSA = "rosa@example.net"
AUDIENCE = "profiles-service"
GROUP = UUID("6f1c0b8e-0000-4000-8000-0000000000a1")
RULES = read_city(CITY).contact_requests


def an_organisation(app: Service, organisation_id: UUID = GROUP, *, email: str | None = None) -> UUID:
    fact = OrganisationPublished(
        organisation_id=organisation_id,
        version=1,
        slug="giesskannenbund",
        organisation_name="Gießkannenbund",
        published_at=clock.now(),
        contact_email=email,
    )
    with app.database.transaction() as session:
        contact_subjects.keep_organisation(session, fact)
    return organisation_id


def an_offer(app: Service, organisation_id: UUID = GROUP, **words: Any) -> UUID:
    usual: dict[str, Any] = {
        "offer_id": uuid4(), "version": 1, "slug": "baeume-giessen", "title": "Bäume gießen", "summary": "",
        "organisation_id": organisation_id, "organisation_name": "Gießkannenbund", "categories": ("nature",),
        "commitment": "short_term", "published_at": clock.now(),
    }  # fmt: skip
    fact = OfferPublished(**usual | words)
    with app.database.transaction() as session:
        contact_subjects.keep_offer(session, fact)
    return fact.offer_id


def a_steward(app: Service, email: str = ROSA, organisation_id: UUID = GROUP) -> UUID:
    person_id = a_person(app, email, name="Rosa").id
    words = {"organisation_id": organisation_id, "organisation_name": "Gießkannenbund", "since": clock.now()}
    with app.database.transaction() as session:
        session.add(Stewardship(id=uuid4(), person_id=person_id, **words))
    return person_id


def a_request(subject_id: UUID, **words: Any) -> dict[str, Any]:
    usual = {
        "kind": "offer", "subject_id": str(subject_id), "name": "Kim Kastanie", "email": ASKS,
        "message": "Ich habe samstags Zeit.", "language": "de", "shares_address": True,
        "wording_version": RULES.consent_version,
    }  # fmt: skip
    return {**usual, **words}


def ask(app: Service, subject_id: UUID, *, headers: dict[str, str] | None = None, **words: Any) -> Any:
    return app.test_client().post("/v1/contact-requests", json=a_request(subject_id, **words), headers=headers)


def confirm(app: Service, token: str) -> Any:
    return app.test_client().put("/v1/contact-request/confirmation", headers=link(token))


def asked(app: Service, subject_id: UUID, **words: Any) -> str:
    """Ask as the website does; returns the token from the letter."""
    answer = ask(app, subject_id, **words)
    assert answer.status_code == 202, answer.text
    return token_in(letters(app, "contact_confirm")[-1])


def forwarded(app: Service, subject_id: UUID | None = None, **words: Any) -> str:
    """Ask and confirm; returns the token of the steward's link."""
    answer = confirm(app, asked(app, subject_id or an_offer(app), **words))
    assert answer.status_code == 200, answer.text
    return token_in(letters(app, "contact_request")[-1])


def the_request(app: Service) -> ContactRequest:
    """Return the only request there is, or the newest."""
    with app.database.reading() as session:
        return (
            session.scalars(select(ContactRequest).order_by(ContactRequest.requested_at.desc())).first() or _nothing()
        )


def let_pass(app: Service, **time: float) -> None:
    """Let time pass for every request there is."""
    moments = [name for name in vars(ContactRequest) if name.endswith("_at")]
    with app.database.transaction() as session:
        for row in session.scalars(select(ContactRequest)):
            for name in moments:
                if moment := getattr(row, name):
                    setattr(row, name, moment - timedelta(**time))


def tick(app: Service) -> None:
    app.worker.celery.tasks["profiles-service.look_after_contact_requests"].apply(throw=True)


def _nothing() -> ContactRequest:
    raise AssertionError("there is no request")


def counted(app: Service, day: date | None = None) -> dict[str, int]:
    """Count a day, usually the one that runs, and return its figures: of each in all, and of each reason."""
    zone = app.extensions["city"].time_zone
    day = day or clock.now().astimezone(zone).date()
    known = (
        "SELECT concat_ws(' ', figure, nullif(category, '')), n FROM daily_figures WHERE district = '' AND day = :day"
    )
    with app.database.transaction() as session:
        count_day(session, FIGURES, day, zone=zone)
        return {name: n for name, n in session.execute(text(known), {"day": day})}


def requests_seen(app: Service, who: dict[str, str], path: str = "") -> Any:
    """Return the answer of the desk to who looks at requests, or with a path at one of them."""
    return app.test_client().get(f"/v1/contact-requests{path}", headers=who)
