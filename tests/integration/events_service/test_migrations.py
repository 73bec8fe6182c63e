"""What migrations make of rows that were there before."""

from typing import Any

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import delete, select, update

from events_service.models import Event, Feed, FeedEvent, Revision, Roll
from events_service.queries import catalogue
from services.kit.migrations import configuration
from services.kit.web import Service
from tests.integration.events_service.test_feeds import a_reader, one
from tests.support.calendars import a_calendar
from tests.support.events_makers import soon
from tests.support.seat_makers import a_bookable_event, comes, tick

SECRET = "https://calendar.example.org/private-4f1c/basic.ics?key=5e"
SITE = "https://calendar.example.org"


def migrate(events: Service, number: str) -> None:
    folder = ScriptDirectory.from_config(configuration("events_service", ""))
    with (
        events.database.transaction() as session,
        Operations.context(MigrationContext.configure(session.connection())),
    ):
        folder.get_revision(number).module.upgrade()


def put(events: Service, words: dict[str, Any], *, is_known: bool) -> None:
    """Let the one event and its revisions say where it was found, as they did before."""
    said = {"source": words["source"], "website": words["website"], "title": "Treffen"}
    with events.database.transaction() as session:
        session.execute(update(Event).values(words))
        session.execute(update(Revision).values(words=said, base={**said, "title": "Früher"}))
        if not is_known:
            session.execute(delete(FeedEvent))


@pytest.mark.parametrize(
    ("source", "website", "is_known", "expected"),
    [
        (SECRET, None, True, SITE),
        (f"{SECRET}#7", f"{SECRET}#7", True, SITE),
        ("webcal://old.example.org/4f1c", "https://example.org/treffen", True, "webcal://old.example.org"),
        (SECRET, None, False, SITE),
        ("https://example.org/treffen", "https://example.org/treffen", True, "https://example.org/treffen"),
        (SITE, None, True, SITE),
        (None, None, True, None),
    ],
)
def test_addresses_of_calendars_are_taken_out_of_sources(
    events: Service, source: str | None, website: str | None, is_known: bool, expected: str | None
) -> None:
    with a_reader(events, a_calendar(one(1))) as reader:
        reader.start(publishes=False)
        with events.database.transaction() as session:
            session.execute(update(Feed).values(address=SECRET))
        put(events, {"source": source, "website": website}, is_known=is_known)
        before = catalogue.version(events.database)

        migrate(events, "0017")

    with events.database.reading() as session:
        event, revisions = session.scalars(select(Event)).one(), session.scalars(select(Revision)).all()
    assert (event.source, event.website) == (expected, website)
    assert revisions
    for each in revisions:
        assert (each.words["source"], each.base["source"]) == (expected, expected)
        assert (each.words["title"], each.base["title"]) == ("Treffen", "Früher")
    assert catalogue.version(events.database) != before


def test_lists_of_a_series_get_the_deadlines_that_hold_by_the_clock(events: Service) -> None:
    event = a_bookable_event(events, starts_at=soon(5), registration_until=soon(3), rule="FREQ=WEEKLY;COUNT=2")
    second = events.test_client().get(f"/v1/events/{event.slug}").get_json()["dates"][1]["date_id"]
    comes(events, event, "ada@example.org", date_id=second)
    with events.database.transaction() as session:
        session.execute(update(Roll).values(closes_at=soon(10, 11)))

    migrate(events, "0018")
    tick(events, "look_after_rolls")

    with events.database.reading() as session:
        assert session.scalars(select(Roll.closes_at)).one() == soon(10)
