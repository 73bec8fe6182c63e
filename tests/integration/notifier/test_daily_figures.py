"""The notifier's daily figures: mails that a mail server took."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import text

from notifier.queries.daily_figures import FIGURES
from services.kit import clock
from services.kit.daily.counting import count_day
from services.kit.web import Service
from tests.integration.notifier.conftest import Settle
from tests.support.city import Letterbox
from tests.support.notifier_makers import a_subscriber, an_interest, an_offer, hear
from tests.support.plans import plan_of

BERLIN = ZoneInfo("Europe/Berlin")


def test_mails_are_counted_on_the_day_they_went_out(notifier: Service, letterbox: Letterbox, settle: Settle) -> None:
    hear(notifier, *(a_subscriber(f"{name}@example.org", an_interest()) for name in ("ada", "bea")), an_offer())
    settle()
    today = clock.now().astimezone(BERLIN).date()

    with notifier.database.transaction() as session:
        for day in (today - timedelta(days=1), today):
            count_day(session, FIGURES, day, zone=BERLIN)
        rows = session.execute(text("SELECT day, n FROM daily_figures WHERE figure = 'mails'"))
        counted = {day: n for day, n in rows}

    assert counted == {today - timedelta(days=1): 0, today: len(letterbox.mails())}
    assert len(letterbox.mails()) == 2


def test_counting_goes_by_indexes(notifier: Service) -> None:
    with notifier.database.transaction() as session:
        plan = plan_of(session, lambda session: count_day(session, FIGURES, clock.now().date(), zone=BERLIN))

    assert "Seq Scan" not in plan
    assert "ix_newsletters_started_at" in plan
