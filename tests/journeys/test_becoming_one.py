"""Two organisations or projects become one: their events stay in the calendar, under the one that stays."""

from directory_service.actions import merging
from services.facts.directory import OrganisationMerged, OrganisationWithdrawn
from tests.support.city import TestCity
from tests.support.directory_makers import a_desk, a_project, an_organisation, told, two
from tests.support.events_makers import an_event, hear


def test_events_of_a_merged_organisation_stay_in_the_calendar_under_the_other(city: TestCity) -> None:
    directory, events = city.ground.app("directory"), city.ground.app("events")
    kept, twin = an_organisation(directory), an_organisation(directory, name="Kannenfreunde")
    city.settle()
    event = an_event(events, twin)
    city.settle()

    with directory.database.transaction() as session:
        merging.merge_organisations(
            session, two(session, "organisation", twin, kept), reason="", desk=a_desk(directory)
        )
    city.settle()

    shown = city.ask("events-service", f"GET /v1/events/{event.id}")
    assert shown["organisation"]["id"] == str(kept)
    page = city.ask("directory-service", f"GET /v1/organisations/{kept}")
    assert [each["id"] for each in page["events"]] == [str(event.id)]


def test_whatever_arrives_first_the_events_come_back(city: TestCity) -> None:
    directory, events = city.ground.app("directory"), city.ground.app("events")
    kept, twin = an_organisation(directory), an_organisation(directory, name="Kannenfreunde")
    city.settle()
    event = an_event(events, twin)
    with directory.database.transaction() as session:
        merging.merge_organisations(
            session, two(session, "organisation", twin, kept), reason="", desk=a_desk(directory)
        )

    for kind in (OrganisationWithdrawn, OrganisationMerged):
        for fact in told(directory, kind):
            hear(events, fact)
    assert city.ask("events-service", f"GET /v1/events/{event.id}")["organisation"]["id"] == str(kept)


def test_events_of_a_merged_project_are_those_of_the_other_in_the_calendar(city: TestCity) -> None:
    directory, events = city.ground.app("directory"), city.ground.app("events")
    group = an_organisation(directory)
    kept, twin = a_project(directory, group), a_project(directory, group, title="Schulhof")
    city.settle()
    event = an_event(events, group, project_id=twin)
    with directory.database.transaction() as session:
        merging.merge_projects(session, two(session, "project", twin, kept), reason="", desk=a_desk(directory))
    city.settle()

    found = city.ask("events-service", f"GET /v1/events?project={kept}")
    assert [each["event_id"] for each in found["items"]] == [str(event.id)]
