"""Organisations, projects and offers, valid by default: makers say only what matters to a test."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory_service.actions import importing, offers, organisations, projects, stewards
from directory_service.actions.becoming_one import Two
from directory_service.models import Import, Offer, Organisation, Revision
from directory_service.queries import records
from services.city import City
from services.facts import REGISTER, Fact
from services.kit import clock
from services.kit.outbox import Told
from services.kit.review import drafts
from services.kit.review.desk import Desk
from services.kit.review.drafts import Beginning
from services.kit.review.shown import Review, desk_of
from services.kit.tokens import Caller
from services.kit.web import Service

EDITOR = Caller(person_id=uuid4(), roles=frozenset({"editor"}))

ORGANISATIONS = "externe_id;name;typ;kurzbeschreibung;kategorien;stadtteil;plz"
PROJECTS = "externe_id;titel;organisation_id;weitere_organisationen;kategorien;status;beginn;ende"
OFFERS = "externe_id;organisation;organisation_id;titel;kurzbeschreibung;kategorien;dauer;beginn;ende;rollstuhl"


def organisation_words(**words: Any) -> dict[str, Any]:
    """Return an organisation as it comes in."""
    return {"name": "Gießkannenbund Halle e. V.", "categories": ["nature"], **words}


def offer_words(organisation_id: UUID | str, **words: Any) -> dict[str, Any]:
    """Return an offer as it comes in."""
    needed = {
        "organisation_id": organisation_id,
        "title": "Gießtour mit dem Wassertank",
        "summary": "Einen Samstagvormittag lang junge Bäume mit Wasser versorgen.",
        "categories": ["nature"],
        "commitment": "short_term",
    }
    return {**needed, **words}


def project_words(organisation_id: UUID | str, **words: Any) -> dict[str, Any]:
    """Return a project as it comes in."""
    needed = {
        "organisation_id": organisation_id,
        "title": "Grüner Schulhof",
        "summary": "Ein Schulhof wird entsiegelt und bepflanzt.",
        "categories": ["nature"],
        "status": "ongoing",
    }
    return {**needed, **words}


def a_draft_organisation(app: Service, **words: Any) -> UUID:
    """Keep an organisation that citizens do not see yet."""
    city: City = app.extensions["city"]
    whole = {"kind": "association", "trusted": True, "keywords": [], "languages": [], **organisation_words(**words)}
    whole["topics"] = city.topics(whole["categories"], whole.get("district"))
    with app.database.transaction() as session:
        return organisations.create_organisation(session, whole, caller=EDITOR, now=clock.now()).id


def an_organisation(app: Service, **words: Any) -> UUID:
    """Publish an organisation."""
    organisation_id = a_draft_organisation(app, **words)
    with app.database.transaction() as session:
        organisations.publish_organisation(session, organisation_id, caller=EDITOR, now=clock.now())
    return organisation_id


def a_draft(app: Service, organisation_id: UUID | None = None, **words: Any) -> UUID:
    """Keep an offer that citizens do not see yet."""
    city: City = app.extensions["city"]
    owner = organisation_id or an_organisation(app)
    whole = {"keywords": [], "languages": [], "alone_or_group": [], **offer_words(owner, **words)}
    whole["topics"] = city.topics(whole["categories"], whole.get("district"))
    with app.database.transaction() as session:
        return offers.create_offer(session, whole, caller=EDITOR, now=clock.now()).id


def an_offer(app: Service, organisation_id: UUID | None = None, **words: Any) -> UUID:
    """Publish an offer."""
    offer_id = a_draft(app, organisation_id, **words)
    with app.database.transaction() as session:
        offers.publish_offer(session, offer_id, caller=EDITOR, now=clock.now())
    return offer_id


def a_draft_project(app: Service, organisation_id: UUID | None = None, **words: Any) -> UUID:
    """Keep a project that citizens do not see yet."""
    city: City = app.extensions["city"]
    owner = organisation_id or an_organisation(app)
    whole = {"keywords": [], "partners": [], **project_words(owner, **words)}
    whole["topics"] = city.topics(whole["categories"], whole.get("district"))
    with app.database.transaction() as session:
        return projects.create_project(session, whole, caller=EDITOR, now=clock.now()).id


def a_project(app: Service, organisation_id: UUID | None = None, **words: Any) -> UUID:
    """Publish a project."""
    project_id = a_draft_project(app, organisation_id, **words)
    with app.database.transaction() as session:
        projects.publish_project(session, project_id, caller=EDITOR, now=clock.now())
    return project_id


def a_desk(app: Service, caller: Caller = EDITOR) -> Desk:
    """Return where somebody writes or decides, an editor unless said otherwise."""
    review: Review = app.extensions["review"]
    return desk_of(review, caller=caller, now=clock.now(), site_url="")


def two(session: Session, kind: str, old_id: UUID, kept_id: UUID) -> Two:
    """Return two records that are one, as they stand there."""
    old, kept = (records.record(session, kind, each).version for each in (old_id, kept_id))
    return Two(old_id=old_id, kept_id=kept_id, old_version=old, kept_version=kept)


def a_written_offer(app: Service, organisation_id: UUID) -> UUID:
    """Begin a draft of an offer that has all it needs."""
    words = offer_words(str(organisation_id))
    beginning = Beginning(kind="offer", subject_id=None, organisation_id=organisation_id, words=words)
    with app.database.transaction() as session:
        draft: Revision = drafts.begin_draft(session, beginning, desk=a_desk(app))
        return draft.id


def a_steward(app: Service, organisation_id: UUID, person_id: UUID | None = None) -> UUID:
    """Let somebody look after an organisation."""
    person_id = person_id or uuid4()
    with app.database.transaction() as session:
        stewards.appoint_steward(session, organisation_id, person_id, now=clock.now())
    return person_id


def table(header: str, *rows: Mapping[str, str]) -> str:
    """Return a table with these columns; what a row does not say stays empty."""
    names = header.split(";")
    return "\n".join([header, *(";".join(row.get(name, "") for name in names) for row in rows)]) + "\n"


def tried(app: Service, kind: str, text: str, *, announce: bool = False) -> Import:
    """Try a table, and take nothing over."""
    words = {"kind": kind, "text": text, "announce": announce}
    with app.database.transaction() as session:
        return importing.try_import(session, words, city=app.extensions["city"], caller=EDITOR, now=clock.now())


def imported(app: Service, kind: str, text: str, *, announce: bool = False) -> Import:
    """Try a table, and take its good rows over."""
    found = tried(app, kind, text, announce=announce)
    with app.database.transaction() as session:
        return importing.confirm_import(session, found.id, city=app.extensions["city"], now=clock.now())


def told(app: Service, *kinds: type[Fact]) -> list[Any]:
    """Return what was told, oldest first; only these kinds, if any are given."""
    with app.database.reading() as session:
        rows = session.scalars(select(Told).order_by(Told.told_at, Told.object_version)).all()
    facts = [REGISTER[row.name].from_wire(row.payload) for row in rows]
    return [fact for fact in facts if not kinds or type(fact) in kinds]


def offers_there(app: Service) -> Sequence[Offer]:
    """Return every offer, by its external id."""
    with app.database.reading() as session:
        return session.scalars(select(Offer).order_by(Offer.external_id)).all()


def organisations_there(app: Service) -> Sequence[Organisation]:
    """Return every organisation, by its external id."""
    with app.database.reading() as session:
        return session.scalars(select(Organisation).order_by(Organisation.external_id)).all()
