"""Marks say of a record just what the filters of lists count it by, so messages and lists mean the same."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from directory_service.actions.marking import offer_marks, organisation_marks, project_marks
from directory_service.models import Offer, Organisation, Project
from directory_service.queries import offers, organisations, projects
from directory_service.queries.facets import AtMost, Facet
from directory_service.rules.marks import says_yes
from services.facts.directory import OfferPublished
from services.kit.marks import marks_of
from services.kit.web import Service
from tests.integration.directory_service.test_facets import FACTS
from tests.support.directory_makers import a_project, an_offer, an_organisation, told

RENAMED = {"kind": "organisation_kind"}


def counted(directory: Service, thing: type[Any], facets: tuple[Facet, ...]) -> dict[Any, tuple[str, ...]]:
    """Return what PostgreSQL says each record answers to the questions of its list."""
    asked = [each for each in facets if not isinstance(each, AtMost)]
    with directory.database.reading() as session:
        rows = session.execute(select(thing.id, *(each.value for each in asked))).all()
    return {row[0]: _marks(asked, row[1:]) for row in rows}


def _marks(asked: list[Facet], values: Any) -> tuple[str, ...]:
    said = {
        each.name: each.said.get(value, value) if each.said else value
        for each, value in zip(asked, values, strict=True)
    }
    return marks_of({RENAMED.get(name, name): value for name, value in said.items()})


def test_an_offer_s_marks_are_what_its_list_counts(directory: Service) -> None:
    owner = an_organisation(directory)
    for number in range(24):
        words = {name: choices[number % len(choices)] for name, choices in FACTS.items()}
        an_offer(directory, owner, title=f"Angebot {number}", **{**words, "training": FACTS["training"][number % 3]})

    with directory.database.reading() as session:
        marked = {each.id: offer_marks(each) for each in session.scalars(select(Offer))}

    assert marked == counted(directory, Offer, offers.FACETS)
    assert {fact.offer_id: fact.marks for fact in told(directory, OfferPublished)} == marked


def test_projects_and_organisations_are_marked_as_their_lists_count_them(directory: Service) -> None:
    owner = an_organisation(directory, district="altstadt")
    a_project(directory, owner)

    with directory.database.reading() as session:
        groups = {each.id: organisation_marks(each) for each in session.scalars(select(Organisation))}
        works = {each.id: project_marks(each) for each in session.scalars(select(Project))}

    assert groups == counted(directory, Organisation, organisations.FACETS)
    assert works == counted(directory, Project, projects.FACETS)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(said=st.text(st.sampled_from(list("neinNEINkäö ,;.:\n-")) | st.sampled_from(list("xyz")), max_size=12))
@pytest.mark.usefixtures("directory")
def test_free_words_say_yes_where_the_database_says_so(directory: Service, said: str) -> None:
    with directory.database.reading() as session:
        answer = session.connection().exec_driver_sql("SELECT public.said_yes(%s)", (said,)).scalar()

    assert says_yes(said) is answer
