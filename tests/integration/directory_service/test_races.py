"""Two deeds at the same moment end as if one had come after the other."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory_service.actions import asking_partners, forgetting, importing, merging, offers, organisations
from directory_service.actions.showing import BecameAnother, OrganisationNotPublic
from directory_service.models import Idea, Offer, ProjectPartner, Revision
from directory_service.queries.ideas import idea_to_change
from services.facts.forgetting import ProfileErased
from services.facts.letters import NoticeRequested
from services.kit import clock
from services.kit.review.history import Author
from services.kit.web import Service
from tests.support.directory_makers import (
    EDITOR,
    OFFERS,
    a_desk,
    a_draft,
    a_project,
    a_steward,
    an_organisation,
    imported,
    offer_words,
    offers_there,
    table,
    told,
    tried,
    two,
)
from tests.support.idea_makers import AUTHOR, a_waiting_idea
from tests.support.racing import meanwhile, until_it_waits


def state(app: Service, offer_id: UUID) -> str:
    with app.database.reading() as session:
        return session.get_one(Offer, offer_id).state


def publish(offer_id: UUID) -> Callable[[Session], Any]:
    return lambda session: offers.publish_offer(session, offer_id, caller=EDITOR, now=clock.now())


def withdraw(organisation_id: UUID) -> Callable[[Session], Any]:
    author = Author.of(EDITOR, clock.now())
    return lambda session: organisations.withdraw_organisation(session, organisation_id, author=author)


def test_nothing_becomes_public_while_its_organisation_is_withdrawn(directory: Service) -> None:
    owner = an_organisation(directory)
    offer_id = a_draft(directory, owner)
    found = meanwhile(directory, withdraw(owner), publish(offer_id))
    with pytest.raises(OrganisationNotPublic):
        found.result()
    assert state(directory, offer_id) == "draft"


def test_what_became_public_a_moment_ago_is_withdrawn_with_its_organisation(directory: Service) -> None:
    owner = an_organisation(directory)
    offer_id = a_draft(directory, owner)
    found = meanwhile(directory, publish(offer_id), withdraw(owner))
    assert found.exception() is None
    assert state(directory, offer_id) == "withdrawn"


def test_a_table_takes_nothing_over_for_an_organisation_that_is_withdrawn_meanwhile(directory: Service) -> None:
    owner = an_organisation(directory)
    row = {"externe_id": "A-1", "organisation": "Gießkannenbund Halle e. V.", "titel": "Gießen"}
    sent = tried(directory, "offers", table(OFFERS, {**row, "kategorien": "Energie", "dauer": "kurz"}))

    def take_over(session: Session) -> None:
        importing.confirm_import(session, sent.id, city=directory.extensions["city"], now=clock.now())

    assert meanwhile(directory, withdraw(owner), take_over).exception() is None
    assert list(offers_there(directory)) == []


def test_what_an_editor_changes_meanwhile_stands_beside_what_a_table_changes(directory: Service) -> None:
    owner = an_organisation(directory)
    row = {"externe_id": "A-1", "organisation": "Gießkannenbund Halle e. V.", "titel": "Gießen"}
    row |= {"kategorien": "Energie", "dauer": "kurz"}
    imported(directory, "offers", table(OFFERS, row))
    sent = tried(directory, "offers", table(OFFERS, {**row, "titel": "Bäume gießen"}))
    (offer,) = offers_there(directory)
    words = {**offer_words(owner, title="Gießen", effort="3 Stunden"), "topics": ""}

    def change(session: Session) -> None:
        offers.change_offer(session, offer.id, words, expected=offer.version, caller=EDITOR, now=clock.now())

    def take_over(session: Session) -> None:
        importing.confirm_import(session, sent.id, city=directory.extensions["city"], now=clock.now())

    assert meanwhile(directory, change, take_over).exception() is None
    (offer,) = offers_there(directory)
    assert (offer.title, offer.effort) == ("Bäume gießen", "3 Stunden")


def test_nothing_is_begun_for_an_organisation_that_becomes_another_meanwhile(directory: Service) -> None:
    twin, kept = an_organisation(directory), an_organisation(directory, name="Kannen")
    words = {"keywords": [], "languages": [], "alone_or_group": [], "topics": "", **offer_words(twin)}

    def merge(session: Session) -> None:
        merging.merge_organisations(
            session, two(session, "organisation", twin, kept), reason="", desk=a_desk(directory)
        )

    def create(session: Session) -> None:
        offers.create_offer(session, words, caller=EDITOR, now=clock.now())

    with pytest.raises(BecameAnother):
        meanwhile(directory, merge, create).result()


def test_who_is_named_with_two_projects_at_once_gets_one_letter(directory: Service) -> None:
    leader, guest = an_organisation(directory), an_organisation(directory, name="Radküche")
    a_steward(directory, guest)
    projects = [a_project(directory, leader, title=title) for title in ("Hof", "Dach")]
    with directory.database.transaction() as session:
        for project_id in projects:
            session.add(ProjectPartner(project_id=project_id, organisation_id=guest, position=0))

    def ask(project_id: UUID) -> Callable[[Session], Any]:
        return lambda session: asking_partners.ask_partners(session, [project_id], now=clock.now())

    meanwhile(directory, ask(projects[0]), ask(projects[1])).result()
    assert [letter.slots["title"] for letter in told(directory, NoticeRequested)] == ["Hof"]


def test_an_author_is_forgotten_while_an_editor_decides_about_her_idea(directory: Service) -> None:
    idea_id = a_waiting_idea(directory)
    words: dict[str, Any] = {"person_id": uuid4(), "receipt_id": uuid4(), "email": AUTHOR, "version": 1}

    def forget() -> None:
        with directory.database.transaction() as session:
            forgetting.forget_person(session, ProfileErased(**words, erased_at=clock.now()), now=clock.now())

    with ThreadPoolExecutor(1) as pool:
        with directory.database.transaction() as session:
            session.scalars(select(Revision).where(Revision.subject_id == idea_id).with_for_update()).one()
            forgotten = pool.submit(forget)
            until_it_waits(directory, forgotten)
            assert idea_to_change(session, idea_id)[1] is not None
        assert forgotten.result() is None
    with directory.database.reading() as session:
        assert session.get(Idea, idea_id) is None
