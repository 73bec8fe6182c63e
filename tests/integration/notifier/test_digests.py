"""Digests: once a window, each person's own things, nothing twice, and nothing when there is nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from notifier.rules import State
from services.facts.directory import ProjectWithdrawn
from services.kit.web import Service
from tests.integration.notifier.conftest import SetClock, Settle
from tests.support.city import Letterbox
from tests.support.notifier_makers import (
    a_project,
    a_subscriber,
    an_event,
    an_interest,
    an_offer,
    an_organisation,
    hear,
    left,
    withdrawn,
)

BERLIN = ZoneInfo("Europe/Berlin")
Tick = Callable[..., None]


def at(wall: str) -> datetime:
    return datetime.fromisoformat(wall).replace(tzinfo=BERLIN)


SUNDAY, MONDAY, TUESDAY = at("2026-05-10 12:00"), at("2026-05-11 07:00"), at("2026-05-12 07:00")


def daily(**words: Any) -> Any:
    return an_interest(cadence="daily", since=SUNDAY - timedelta(days=300), **words)


def weekly(**words: Any) -> Any:
    return an_interest(cadence="weekly", since=SUNDAY - timedelta(days=300), **words)


@pytest.fixture
def opened(notifier: Service, set_clock: SetClock, tick: Tick, letterbox: Letterbox) -> None:
    """Let the notifier have run since Sunday noon."""
    set_clock(SUNDAY)
    tick("close_windows")


@pytest.fixture
def close(set_clock: SetClock, tick: Tick, settle: Settle) -> Callable[[datetime], None]:
    def closed(moment: datetime) -> None:
        set_clock(moment)
        tick("close_windows")
        settle()

    return closed


Close = Callable[[datetime], None]


@pytest.mark.usefixtures("opened")
def test_a_daily_digest_holds_what_fits_and_nothing_else(notifier: Service, letterbox: Letterbox, close: Close) -> None:
    hear(
        notifier,
        a_subscriber("ada@example.org", daily(categories=("nature", "health")), name="Ad" + "a" * 118),
        a_subscriber("bea@example.org", daily(what=("organisation",))),
        a_subscriber("cem@example.org", daily(categories=("energy",))),
        an_offer(), a_project(), an_organisation(),
    )  # fmt: skip

    close(MONDAY - timedelta(minutes=1))
    assert letterbox.mails() == []
    close(MONDAY)

    (mail,) = letterbox.mails("ada@example.org")
    assert mail["subject"] == "2 neue Dinge für dich"
    assert f"Hallo Ad{'a' * 118}!" in mail["text"]
    assert "Gesundheit und Stadtgrün & Artenvielfalt" in mail["text"]
    for words in (mail["text"].lower(), mail["html"].lower()):
        assert "bäume gießen" in words
        assert "kühle orte" in words
        assert "reparier-bande" not in words
    assert [each["subject"] for each in letterbox.mails("bea@example.org")] == ["Neu für dich: Reparier-Bande"]
    assert len(letterbox.mails()) == 2


@pytest.mark.usefixtures("opened")
def test_a_window_closes_once_however_often_the_clock_ticks(
    notifier: Service, letterbox: Letterbox, close: Close
) -> None:
    hear(notifier, a_subscriber("ada@example.org", daily()), an_offer())

    for seconds in (0, 0, 30, 3600):
        close(MONDAY + timedelta(seconds=seconds))

    assert letterbox.addresses() == ["ada@example.org"]


@pytest.mark.usefixtures("opened")
def test_what_a_daily_digest_told_is_not_in_the_weekly_one(
    notifier: Service, letterbox: Letterbox, close: Close, set_clock: SetClock
) -> None:
    close(MONDAY)
    ada = a_subscriber("ada@example.org", daily(categories=("nature",)))
    hear(notifier, ada, an_offer())
    close(TUESDAY)
    # From now on she wants to hear of everything, once a week.
    hear(notifier, a_subscriber("ada@example.org", weekly(), person_id=ada.person_id, version=2), a_project())
    letterbox.empty()

    close(MONDAY + timedelta(days=7))

    (mail,) = letterbox.mails("ada@example.org")
    assert mail["subject"] == "Neu für dich: Kühle Orte"


@pytest.mark.usefixtures("opened")
def test_what_an_alert_told_or_will_tell_is_in_no_digest(
    notifier: Service, letterbox: Letterbox, close: Close, settle: Settle
) -> None:
    hear(
        notifier,
        a_subscriber("ada@example.org", an_interest(since=SUNDAY - timedelta(days=1), categories=("nature",)), daily()),
    )
    hear(notifier, an_offer())

    close(MONDAY)

    assert [mail["subject"] for mail in letterbox.mails()] == ["Neu für dich: Bäume gießen"]


@pytest.mark.usefixtures("opened")
def test_what_a_newsletter_told_is_in_no_digest(notifier: Service, letterbox: Letterbox, close: Close) -> None:
    offer = an_offer()
    hear(notifier, a_subscriber("ada@example.org", daily()), a_subscriber("bea@example.org", daily()), offer)
    with notifier.database.transaction() as session:
        session.execute(text(_A_NEWSLETTER), {"offer": offer.offer_id, "accepted": State.ACCEPTED})

    close(MONDAY)

    assert letterbox.addresses() == ["bea@example.org"]


_A_NEWSLETTER = """
    WITH sent AS (
        INSERT INTO notifications (topic, lane, dedupe_key, object_id, object_version, content, facets, state,
                                   fanout_cursor, fanout_until, fanned_out, since, expires_at, created_at)
        VALUES (1, 4, 'newsletter:1', gen_random_uuid(), 1, '{}', '{}', 1, 0, 0, 1, now(), now(), now()) RETURNING id
    ), shows AS (INSERT INTO told (notification_id, object_id) SELECT id, :offer FROM sent)
    INSERT INTO deliveries (notification_id, recipient_id, lane, state, attempt, updated_at)
    SELECT sent.id, r.id, 4, :accepted, 1, now() FROM sent, recipients r WHERE r.email = 'ada@example.org'
"""


@pytest.mark.usefixtures("opened")
def test_what_is_gone_over_or_not_public_any_more_is_left_out(
    notifier: Service, letterbox: Letterbox, close: Close
) -> None:
    offer, project = an_offer(), a_project()
    hear(
        notifier,
        a_subscriber("ada@example.org", daily()),
        offer, withdrawn(offer), project, an_event(SUNDAY + timedelta(hours=1)), an_organisation(),
        ProjectWithdrawn(project_id=project.project_id, version=2, withdrawn_at=SUNDAY),
    )  # fmt: skip

    close(MONDAY)

    assert [mail["subject"] for mail in letterbox.mails()] == ["Neu für dich: Reparier-Bande"]


@pytest.mark.usefixtures("opened")
def test_what_is_withdrawn_between_closing_and_sending_is_left_out(
    notifier: Service, letterbox: Letterbox, set_clock: SetClock, tick: Tick, settle: Settle
) -> None:
    offer = an_offer()
    hear(notifier, a_subscriber("ada@example.org", daily()), offer, an_organisation())
    hear(notifier, a_subscriber("bea@example.org", daily(categories=("nature",))))
    set_clock(MONDAY)
    tick("close_windows")

    hear(notifier, withdrawn(offer))
    settle()

    assert [mail["subject"] for mail in letterbox.mails()] == ["Neu für dich: Reparier-Bande"]


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize(("many", "closing"), [(20, "Alles ansehen, was es gibt"), (23, "Alle 23 ansehen")])
def test_a_digest_shows_twenty_things_and_leads_to_all(
    notifier: Service, letterbox: Letterbox, close: Close, many: int, closing: str
) -> None:
    hear(notifier, a_subscriber("ada@example.org", daily()))
    hear(notifier, *(an_offer(slug=f"angebot-{n}", title=f"Angebot {n}") for n in range(many)))

    close(MONDAY)

    (mail,) = letterbox.mails()
    assert mail["text"].count("/mitmachen/angebot-") == 20
    assert mail["subject"] == f"{many} neue Dinge für dich"
    assert f"{closing}: http" in mail["text"]
    assert f">{closing}</a>" in " ".join(mail["html"].split())


@pytest.mark.usefixtures("opened")
def test_nobody_gets_an_empty_digest_or_an_empty_portion(notifier: Service, letterbox: Letterbox, close: Close) -> None:
    hear(notifier, a_subscriber("ada@example.org", daily(categories=("energy",))), an_offer())

    close(MONDAY)
    close(TUESDAY)

    assert letterbox.mails() == []
    with notifier.database.reading() as session:
        assert set(session.scalars(text("SELECT fanned_out FROM notifications WHERE topic = 7"))) == {0}
        assert session.scalar(text("SELECT count(*) FROM portions")) == 0


@pytest.mark.usefixtures("opened")
def test_windows_that_were_missed_are_closed_together(
    notifier: Service, letterbox: Letterbox, close: Close, set_clock: SetClock
) -> None:
    hear(notifier, a_subscriber("ada@example.org", daily()), an_offer())
    set_clock(MONDAY + timedelta(hours=5))
    hear(notifier, a_project(published_at=MONDAY + timedelta(hours=5)))

    close(TUESDAY + timedelta(days=2, hours=3))

    assert [mail["subject"] for mail in letterbox.mails()] == ["2 neue Dinge für dich"]
    with notifier.database.reading() as session:
        closed = session.scalars(text("SELECT closes_at FROM digest_windows WHERE cadence = 1 ORDER BY 1")).all()
    assert [f"{each.astimezone(BERLIN):%d %H:%M}" for each in closed] == [
        "10 07:00", "11 07:00", "12 07:00", "13 07:00", "14 07:00"
    ]  # fmt: skip


def test_the_night_of_summer_time_has_one_digest_and_loses_nothing(
    notifier: Service, letterbox: Letterbox, close: Close, set_clock: SetClock, tick: Tick
) -> None:
    night = at("2026-03-29 02:59")
    set_clock(at("2026-03-28 07:00"))
    tick("close_windows")
    hear(notifier, a_subscriber("ada@example.org", daily()))
    for moment in (at("2026-03-28 07:00:01"), night, at("2026-03-29 06:59:59")):
        set_clock(moment)
        hear(notifier, an_offer(published_at=moment, offer_id=uuid4()))

    close(at("2026-03-29 06:59:59"))
    assert letterbox.mails() == []
    close(at("2026-03-29 07:00"))
    close(at("2026-03-30 07:00"))

    assert [mail["subject"] for mail in letterbox.mails()] == ["3 neue Dinge für dich"]


@pytest.mark.usefixtures("opened")
def test_who_leaves_before_her_digest_is_sent_gets_none(
    notifier: Service, letterbox: Letterbox, set_clock: SetClock, tick: Tick, settle: Settle
) -> None:
    ada = a_subscriber("ada@example.org", daily())
    hear(notifier, ada, an_offer())
    set_clock(MONDAY)
    tick("close_windows")

    hear(notifier, left(ada))
    settle()

    assert letterbox.mails() == []


@pytest.mark.usefixtures("opened")
def test_a_mail_about_the_new_has_the_headers_of_a_list(notifier: Service, letterbox: Letterbox, close: Close) -> None:
    hear(notifier, a_subscriber("ada@example.org", daily()), an_offer())
    close(MONDAY)

    headers = dict(letterbox.mails("ada@example.org")[0]["headers"])
    assert "daily." in headers["List-Id"]
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (headers["Auto-Submitted"], headers["Precedence"], headers["List-Post"]) == ("auto-generated", "bulk", "NO")
    assert headers["Feedback-ID"].endswith(":all:daily:mosaik")


@pytest.mark.usefixtures("opened")
def test_the_first_digest_after_a_pause_is_no_flood(
    notifier: Service, letterbox: Letterbox, close: Close, set_clock: SetClock
) -> None:
    until = at("2026-05-11 12:00")
    hear(notifier, a_subscriber("ada@example.org", daily(), paused_until=until), *(an_offer() for _ in range(3)))
    close(MONDAY)
    assert letterbox.mails() == []

    set_clock(until + timedelta(hours=1))
    hear(notifier, an_offer(title="Nach der Pause"))
    close(TUESDAY)

    assert [each["subject"] for each in letterbox.mails()] == ["Neu für dich: Nach der Pause"]
