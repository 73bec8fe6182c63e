"""What the directory tells of projects and organisations, and whether it is news."""

from typing import Any

import pytest

from directory_service.actions import organisations, projects, telling
from services.facts.directory import OfferPublished, OrganisationPublished, ProjectPublished, ProjectWithdrawn
from services.kit import clock
from services.kit.review.history import Author
from services.kit.web import Service
from tests.support.directory_makers import (
    EDITOR,
    a_draft,
    a_draft_project,
    a_project,
    an_offer,
    an_organisation,
    project_words,
    told,
)


def test_a_published_project_is_told_with_all_that_people_look_for(directory: Service) -> None:
    owner = an_organisation(directory)
    project_id = a_project(directory, owner, title="Kühle Orte", district="altstadt", street="Markt 1", town="Halle")

    (fact,) = told(directory, ProjectPublished)
    assert (fact.project_id, fact.organisation_id, fact.title) == (project_id, owner, "Kühle Orte")
    assert (fact.organisation_name, fact.district, fact.place) == (
        "Gießkannenbund Halle e. V.",
        "altstadt",
        "Markt 1, Halle",
    )
    assert fact.is_news
    assert "Altstadt" in fact.words


def test_a_draft_is_told_to_nobody(directory: Service) -> None:
    a_draft_project(directory)

    assert told(directory, ProjectPublished) == []


def test_a_changed_project_is_told_again_with_a_higher_version(directory: Service) -> None:
    owner = an_organisation(directory)
    project_id = a_project(directory, owner)
    whole = {"keywords": [], "partners": [], "topics": "", **project_words(owner, title="Neuer Titel")}
    with directory.database.transaction() as session:
        projects.change_project(session, project_id, whole, expected=2, caller=EDITOR, now=clock.now())

    first, second = told(directory, ProjectPublished)
    assert (second.version, second.title) == (first.version + 1, "Neuer Titel")
    assert second.is_news


@pytest.mark.parametrize("what", ["project", "organisation"])
def test_a_project_is_withdrawn_alone_or_with_its_organisation(directory: Service, what: str) -> None:
    owner = an_organisation(directory)
    project_id = a_project(directory, owner)
    with directory.database.transaction() as session:
        if what == "project":
            projects.withdraw_project(session, project_id, caller=EDITOR, now=clock.now())
        else:
            organisations.withdraw_organisation(session, owner, author=Author.of(EDITOR, clock.now()))

    (fact,) = told(directory, ProjectWithdrawn)
    assert (fact.project_id, fact.version) == (project_id, 3)


def test_a_published_organisation_is_news_and_says_what_it_is(directory: Service) -> None:
    an_organisation(directory, categories=["nature"], summary="Wir gießen.", district="paulusviertel")

    (fact,) = told(directory, OrganisationPublished)
    assert (fact.is_news, fact.categories, fact.summary) == (True, ("nature",), "Wir gießen.")
    assert (fact.kind, fact.district) == ("association", "paulusviertel")


def test_it_is_told_where_an_organisation_and_an_offer_want_to_be_asked(directory: Service) -> None:
    owner = an_organisation(directory, email="gruppe@example.net")
    an_offer(directory, owner, contact_email="angebot@example.net")

    assert [each.contact_email for each in told(directory, OrganisationPublished)] == ["gruppe@example.net"]
    assert [each.contact_email for each in told(directory, OfferPublished)] == ["angebot@example.net"]


def test_what_is_public_is_told_again_as_it_stands_and_nothing_else(directory: Service) -> None:
    owner = an_organisation(directory)
    an_offer(directory, owner)
    a_draft(directory, owner)
    with directory.database.transaction() as session:
        assert telling.tell_again(session, now=clock.now()) == 2

    assert _each_twice(told(directory, OrganisationPublished))
    assert _each_twice(told(directory, OfferPublished))


def _each_twice(facts: list[Any]) -> bool:
    return len(facts) == 2 and facts[0] == facts[1]
