"""The calendar's daily figures: what is to come, what is over, and what took place."""

from datetime import date, timedelta

from sqlalchemy import text

from events_service.queries.daily_figures import FIGURES
from services.kit.daily.counting import count_day
from services.kit.web import Service
from tests.support.events_makers import BERLIN, an_event, berlin


def counted(events: Service, day: date) -> dict[str, int]:
    with events.database.transaction() as session:
        count_day(session, FIGURES, day, zone=BERLIN)
        rows = session.execute(
            text("SELECT figure, n FROM daily_figures WHERE day = :day AND category = '' AND district = ''"),
            {"day": day},
        )
        return {figure: n for figure, n in rows}


def test_events_come_take_place_and_end(events: Service) -> None:
    kept = an_event(events, starts_at=berlin("2031-03-10 18:00"), ends_at=berlin("2031-03-10 20:00"))
    off = an_event(events, starts_at=berlin("2031-03-10 18:00"), ends_at=berlin("2031-03-10 20:00"))
    with events.database.transaction() as session:
        session.execute(text("UPDATE events SET first_published_at = '2031-03-01T12:00+01:00'"))
        session.execute(text("UPDATE events SET status = 'cancelled' WHERE id = :id"), {"id": off.id})

    first, held = date(2031, 3, 1), date(2031, 3, 10)
    assert counted(events, first - timedelta(days=1)) == {
        "events": 0, "events_new": 0, "events_ended": 0, "dates_held": 0,
    }  # fmt: skip
    assert counted(events, first) == {"events": 2, "events_new": 2, "events_ended": 0, "dates_held": 0}
    assert counted(events, held) == {"events": 0, "events_new": 0, "events_ended": 2, "dates_held": 1}
    assert kept.id != off.id
