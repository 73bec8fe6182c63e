from datetime import timedelta
from uuid import uuid4

from sqlalchemy import select, text, update

from events_service.models import Event, Organisation, Stewardship
from events_service.tasks import worker
from services.facts.hearers import heard_by
from services.kit.web import Service
from tests.support.city import TestCity
from tests.support.events_makers import a_steward, an_event, an_organisation, told


def test_every_fact_the_map_promises_has_a_task(events: Service) -> None:
    assert {fact.fact_name for fact in heard_by(events.service)} <= set(worker.celery.tasks)


def test_the_clock_prolongs_series_and_tells_next_dates(events: Service) -> None:
    assert {"events-service.prolong_series", "events-service.tell_next_dates"} <= set(worker.celery.conf.beat_schedule)


def test_an_organisation_and_its_steward_are_kept(events: Service) -> None:
    organisation_id = an_organisation(events)
    person_id = a_steward(events, organisation_id)
    with events.database.reading() as session:
        organisation = session.scalars(select(Organisation)).one()
        stewardship = session.scalars(select(Stewardship)).one()
    assert (organisation.id, organisation.is_public) == (organisation_id, True)
    assert (stewardship.person_id, stewardship.organisation_id) == (person_id, organisation_id)


def test_a_steward_is_known_before_her_organisation_is_public(events: Service) -> None:
    a_steward(events, uuid4())
    with events.database.reading() as session:
        assert session.scalars(select(Organisation.is_public)).one() is False


def test_a_tick_prolongs_what_is_due(events: Service) -> None:
    event = an_event(events, rule="FREQ=DAILY")
    with events.database.transaction() as session:
        session.execute(update(Event).values(laid_out_until=Event.laid_out_until - timedelta(days=5)))
    worker.celery.tasks["events-service.prolong_series"].apply()
    with events.database.reading() as session:
        reached = session.get_one(Event, event.id).laid_out_until
    assert reached is not None
    assert event.laid_out_until is not None
    assert reached >= event.laid_out_until


def test_a_tick_tells_the_next_date(events: Service) -> None:
    event = an_event(events, rule="FREQ=DAILY")
    with events.database.transaction() as session:
        session.execute(update(Event).values(told_until=Event.told_until - timedelta(days=30)))
    worker.celery.tasks["events-service.tell_next_dates"].apply()
    assert len(told(events, about=event.id)) == 2


def test_what_is_told_reaches_the_directory(city: TestCity) -> None:
    event = an_event(city.ground.app("events"))
    city.settle()
    with city.ground.app("directory").database.reading() as session:
        asked = text("SELECT slug, title, status, starts_at FROM events WHERE event_id = :id")
        (kept,) = session.execute(asked, {"id": event.id})
    assert tuple(kept) == (event.slug, event.title, "scheduled", event.starts_at)
