"""Events and what they stand on, valid by default: makers say only what matters to a test."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import select

from events_service.actions import events as actions
from events_service.models import Event, Revision
from events_service.rules.entry import Entry
from services.city import City
from services.facts import REGISTER, Fact
from services.facts.directory import OrganisationPublished, StewardAppointed
from services.kit import clock
from services.kit.outbox import Told
from services.kit.review import drafts
from services.kit.review.drafts import Beginning
from services.kit.review.shown import desk_of
from services.kit.tokens import Caller
from services.kit.web import Service

BERLIN = ZoneInfo("Europe/Berlin")
EDITOR = Caller(person_id=uuid4(), roles=frozenset({"editor"}))

HEADER = (
    "externe_id;organisation;organisation_id;projekt_id;titel;beschreibung;kategorien;beginn;ende;ganztaegig;"
    "wiederholung;ausnahmen;art;treffpunkt;strasse;plz;ort;stadtteil;lat;lon;online_link;status;statushinweis;"
    "urspruenglicher_beginn;anmeldung;anmeldeschluss;plaetze;warteliste;kosten;mit_kindern;rollstuhl;"
    "barrierefreiheit;sprachen;kontakt;ansprechperson;schlagworte"
)


def berlin(text: str) -> datetime:
    """Return a moment by the city's clocks: berlin("2026-03-14 10:00")."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def wall(text: str) -> datetime:
    """Return what clocks show, without saying where: wall("2026-03-14 10:00")."""
    return datetime.fromisoformat(text)


def soon(days: int = 3, hour: int = 18) -> datetime:
    """Return an hour of a day to come, by the city's clocks."""
    day = clock.now().astimezone(BERLIN).date() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, tzinfo=BERLIN)


def hear(app: Service, fact: Fact) -> None:
    """Let a service hear a fact, as from its queue."""
    words = {"id": str(uuid4()), "name": fact.fact_name, "payload": fact.to_wire(), "request_id": "", "told_at": ""}
    app.worker.hear_now(words)


def an_organisation(
    app: Service,
    *,
    name: str = "Gießkannenbund Halle e. V.",
    slug: str = "giesskannenbund",
    organisation_id: UUID | None = None,
    trusted: bool = True,
    version: int = 0,
) -> UUID:
    """Let the calendar hear of a public organisation, or of one once more."""
    fact = OrganisationPublished(
        organisation_id=organisation_id or uuid4(),
        version=version or (2 if organisation_id else 1),
        slug=slug,
        organisation_name=name,
        published_at=clock.now(),
        is_trusted=trusted,
    )
    hear(app, fact)
    return fact.organisation_id


def a_steward(app: Service, organisation_id: UUID, person_id: UUID | None = None) -> UUID:
    """Let the calendar hear that a person looks after an organisation."""
    person_id = person_id or uuid4()
    hear(
        app,
        StewardAppointed(
            stewardship_id=uuid4(),
            version=1,
            organisation_id=organisation_id,
            organisation_name="Gießkannenbund Halle e. V.",
            person_id=person_id,
            appointed_at=clock.now(),
        ),
    )
    return person_id


def words_of(organisation_id: UUID, **words: Any) -> dict[str, Any]:
    """Return what somebody sends to enter an event."""
    start = words.get("starts_at", soon().isoformat())
    return {
        "organisation_id": str(organisation_id),
        "title": "Offene Gießrunde",
        "categories": ["nature"],
        "starts_at": start,
        **words,
    }


def full_words(organisation_id: UUID, **words: Any) -> dict[str, Any]:
    """Return an event's words as the door hands them in, with all that may be left out."""
    usual: dict[str, Any] = dict.fromkeys((
        "project_id", "description", "ends_at", "rule", "venue", "street", "post_code", "town", "district", "lat",
        "lon", "online_link", "status_note", "previous_start", "registration_until", "places", "cost",
        "with_children", "wheelchair", "accessibility", "contact", "contact_person", "offer_id", "easy_read", "website",
        "public_transport", "registration_from", "registration_link", "what_to_bring", "age_from", "age_to",
        "target_groups",
    ))  # fmt: skip
    usual |= {"kind": "event", "booked_up": False, "access": [], "pictures": [], "co_organiser_ids": []}
    usual |= {"changed_dates": []}
    usual |= {"mode": "in_person", "status": "scheduled", "registration": "none", "waiting_list": False}
    usual |= {"all_day": False, "further_starts": [], "left_out": [], "languages": [], "keywords": []}
    usual |= {"organisation_id": organisation_id, "title": "Offene Gießrunde", "categories": ["nature"]}
    return {**usual, "starts_at": soon(), **words}


def a_draft(app: Service, organisation_id: UUID, **words: Any) -> Event:
    """Enter an event."""
    city: City = app.extensions["city"]
    entry = Entry.of(full_words(organisation_id, **words), city)
    with app.database.transaction() as session:
        return actions.create_event(session, entry, caller=EDITOR, now=clock.now())


def an_event(app: Service, organisation_id: UUID | None = None, **words: Any) -> Event:
    """Enter an event and publish it."""
    event = a_draft(app, organisation_id or an_organisation(app), **words)
    with app.database.transaction() as session:
        return actions.publish_event(session, event.id, caller=EDITOR, now=clock.now())


def told(app: Service, *, about: UUID | None = None) -> list[Fact]:
    """Return what the calendar has told, oldest first."""
    with app.database.reading() as session:
        asked = select(Told).order_by(Told.told_at, Told.object_version)
        rows = session.scalars(asked.where(Told.object_id == str(about)) if about else asked)
        return [REGISTER[row.name].from_wire(row.payload) for row in rows]


def a_written_event(app: Service, organisation_id: UUID) -> UUID:
    """Begin a draft of an event that has all it needs."""
    beginning = Beginning(
        kind="event", subject_id=None, organisation_id=organisation_id, words=words_of(organisation_id)
    )
    desk = desk_of(app.extensions["review"], caller=EDITOR, now=clock.now(), site_url="")
    with app.database.transaction() as session:
        draft: Revision = drafts.begin_draft(session, beginning, desk=desk)
        return draft.id


def row(**cells: str) -> str:
    """Return a line of a table."""
    usual = {
        "externe_id": "T-1",
        "organisation": "Gießkannenbund Halle e. V.",
        "titel": "Offene Gießrunde",
        "kategorien": "Stadtgrün und Biodiversität",
        "beginn": soon().strftime("%Y-%m-%d %H:%M"),
        "ganztaegig": "nein",
        "art": "vor_ort",
        "status": "geplant",
        "anmeldung": "keine",
        "warteliste": "nein",
        "sprachen": "de",
    }
    words: Mapping[str, str] = {**usual, **cells}
    assert set(words) <= set(HEADER.split(";"))
    return ";".join(f'"{words.get(column, "")}"' for column in HEADER.split(";"))


def table(*rows: str) -> str:
    """Return a table."""
    return "\n".join([HEADER, *rows]) + "\n"


def utc(text: str) -> datetime:
    """Return a moment in UTC: utc("2026-03-14 09:00")."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
