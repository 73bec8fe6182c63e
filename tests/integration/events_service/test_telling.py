"""What the calendar tells: dates to come, news, and who comes."""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import text

from events_service.actions import events as actions
from events_service.actions import telling
from services.facts.events import EventChanged, EventScheduled, SeatReleased, SeatTaken
from services.kit import clock
from services.kit.web import Service
from tests.support.events_makers import EDITOR, an_event, an_organisation, soon, told


def test_an_event_is_told_with_its_organisation_and_all_its_dates(events: Service) -> None:
    event = an_event(
        events,
        rule="FREQ=DAILY;COUNT=4",
        ends_at=soon() + timedelta(hours=2),
        street="Markt 1",
        what_to_bring="Stirnlampe",
    )

    (fact,) = [each for each in told(events) if isinstance(each, EventScheduled)]
    assert fact.organisation_name == "Gießkannenbund Halle e. V."
    assert (fact.place, fact.what_to_bring) == ("Markt 1", "Stirnlampe")
    assert [day.starts_at for day in fact.dates] == [soon() + timedelta(days=n) for n in range(4)]
    assert fact.dates[0].ends_at == soon() + timedelta(hours=2)
    with events.database.reading() as session:
        kept = session.scalars(
            text("SELECT id FROM event_dates WHERE event_id = :e ORDER BY starts_at"), {"e": event.id}
        )
        assert [day.date_id for day in fact.dates] == list(kept)


def test_what_has_moved_online_is_told_as_online_whatever_was_planned(events: Service) -> None:
    room, other = "https://example.org/raum", "https://example.org/anderer"
    online = {"original_start": soon(4), "status": "moved_online", "online_link": other}
    event = an_event(events, rule="FREQ=DAILY;COUNT=2", changed_dates=[online], online_link=room)
    an_event(events, event.organisation_id, title="Vortrag", status="moved_online", starts_at=soon(5))

    single, whole = [each for each in told(events) if isinstance(each, EventScheduled)]
    assert (single.mode, [day.mode for day in single.dates]) == ("in_person", [None, "online"])
    assert (single.online_link, [day.online_link for day in single.dates]) == (room, [None, other])
    assert whole.mode == "online"
    items = events.test_client().get("/v1/events").get_json()["items"]
    assert [each["mode"] for each in items] == ["in_person", "online", "online"]
    month = events.test_client().get(f"/v1/months/{soon(5):%Y-%m}").get_json()
    assert {each["mode"] for day in month["days"] for each in day["items"] if each["title"] == "Vortrag"} == {"online"}


def test_of_a_long_series_sixty_dates_are_told(events: Service) -> None:
    an_event(events, rule="FREQ=DAILY;COUNT=90")

    (fact,) = [each for each in told(events) if isinstance(each, EventScheduled)]
    assert len(fact.dates) == 60


def test_a_new_event_stays_news_when_it_is_changed_and_is_none_when_it_comes_back(events: Service) -> None:
    event = an_event(events, an_organisation(events))
    with events.database.transaction() as session:
        row = actions.event_to_change(session, event.id, EDITOR)
        row.change({"title": "Anders"}, clock.now())
        telling.tell_changed(session, [row], now=clock.now())
    with events.database.transaction() as session:
        actions.withdraw_event(session, event.id, caller=EDITOR, now=clock.now())
    with events.database.transaction() as session:
        actions.publish_event(session, event.id, caller=EDITOR, now=clock.now())

    news = [each.is_news for each in told(events) if isinstance(each, (EventScheduled, EventChanged))]
    assert news == [True, True, False]


def test_who_comes_and_who_does_not_is_told(events: Service) -> None:
    seat = SeatTaken(
        seat_id=uuid4(), version=1, event_id=uuid4(), person_id=uuid4(), email="kim@example.org", language="de",
        leave_token="r-1", taken_at=clock.now(),
    )  # fmt: skip
    gone = SeatReleased(seat_id=seat.seat_id, version=2, event_id=seat.event_id, released_at=clock.now())
    with events.database.transaction() as session:
        telling.tell_seat_taken(session, seat, now=clock.now())
        telling.tell_seat_released(session, gone, now=clock.now() + timedelta(seconds=1))

    assert told(events) == [seat, gone]
