"""Digests while everybody's portion is being found, and the finders are killed: each gets hers once, and whole."""

from collections import Counter
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from sqlalchemy import text

from notifier.rules import Cadence, last_close
from services.city import read_city
from services.kit import clock
from services.kit.web import Service
from tests.support.ground import Ground
from tests.support.mail_server import a_mail_server
from tests.support.notifier_makers import a_subscriber, an_interest, an_offer, hear
from tests.support.processes import Process, a_worker, eventually

pytestmark = pytest.mark.faults

PEOPLE = 60
TITLES = ("Bäume gießen", "Beete jäten", "Hecken pflanzen")
_FINDING = (
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%INSERT INTO portions%'"
)


def morning(app: Service) -> None:
    """Let there be news of before seven o'clock, and a window that was to close then."""
    zone, now = read_city(app.worker.settings.city).time_zone, clock.now()
    closes_at = last_close(Cadence.DAILY, now, zone)
    since = now - timedelta(days=30)
    daily = [an_interest(cadence="daily", since=since) for _ in range(PEOPLE)]
    hear(app, *(a_subscriber(f"p{number}@example.org", each) for number, each in enumerate(daily)))
    hear(app, *(an_offer(title=title, published_at=closes_at - timedelta(hours=2)) for title in TITLES))
    with app.database.transaction() as session:
        session.execute(text("UPDATE notifications SET created_at = :then"), {"then": closes_at - timedelta(hours=2)})
        closed = {"day": closes_at - timedelta(days=1), "week": last_close(Cadence.WEEKLY, now, zone)}
        session.execute(text("INSERT INTO digest_windows VALUES (1, :day, NULL), (2, :week, NULL)"), closed)


def kill_while_they_find(app: Service, worker: Process) -> None:
    """Hold the table of portions until somebody waits for it, and kill everybody."""
    with app.database.transaction() as session:
        session.execute(text("LOCK TABLE portions IN ACCESS EXCLUSIVE MODE"))
        app.worker.celery.tasks["notifier.sweep"].apply()
        eventually(lambda: _count(app, _FINDING) > 0, seconds=30, otherwise=lambda: worker.log[-2000:])
        for child in worker.children:
            worker.kill(child)


def _count(app: Service, question: str) -> int:
    with app.database.reading() as session:
        return session.scalar(text(question)) or 0


def test_killed_while_portioning_everybody_gets_one_whole_digest(ground: Ground) -> None:
    app = ground.emptied("notifier")
    morning(app)
    tasks: Any = app.worker.celery.tasks
    with a_mail_server() as server, a_worker(ground, "notifier", NOTIFIER_SMTP_URL=server.url) as worker:
        tasks["notifier.close_windows"].apply()
        for _ in range(2):
            kill_while_they_find(app, worker)

        def swept() -> bool:
            tasks["notifier.sweep"].apply()
            return len(server.addresses) >= PEOPLE

        eventually(swept, seconds=60, otherwise=lambda: worker.log[-3000:])

    assert Counter(server.addresses) == Counter(f"p{number}@example.org" for number in range(PEOPLE))
    for _, raw in server.taken:
        body = message_from_bytes(raw, policy=default).get_body(("plain",))
        assert body is not None
        assert [title for title in TITLES if title.upper() in body.get_content().upper()] == list(TITLES)
    assert _count(app, "SELECT count(*) FROM portions WHERE cardinality(items) = 3") == PEOPLE
