"""What really arrives at a mail server: headers of each class, unbroken however long, and calendar files."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any
from uuid import uuid4

import pytest
from icalendar import Calendar
from sqlalchemy import text

from notifier import tasks
from services.kit import clock
from services.kit.web import Service
from tests.integration.notifier.conftest import Settle
from tests.support.mail_server import MailServer, a_mail_server
from tests.support.notifier_makers import (
    a_letter,
    a_seat,
    a_subscriber,
    an_event,
    an_interest,
    an_offer,
    cancelled,
    changed,
    hear,
)

LONG = "l-" + "x" * 300


@pytest.fixture
def server(notifier: Service, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """A mail server that keeps what arrives byte by byte."""
    with a_mail_server() as running:
        monkeypatch.setattr(notifier.worker, "settings", replace(notifier.worker.settings, smtp_url=running.url))
        tasks.outfit.cache_clear()
        yield running


def mails(server: MailServer) -> list[EmailMessage]:
    return [message_from_bytes(raw, policy=default) for _, raw in server.taken]


def lines_of(raw: bytes) -> list[bytes]:
    return raw.partition(b"\r\n\r\n")[0].split(b"\r\n")


def test_an_address_for_leaving_arrives_unbroken_however_long_it_is(
    notifier: Service, server: MailServer, settle: Settle
) -> None:
    hear(notifier, a_subscriber("ada@example.org", an_interest(), leave_token=LONG), an_offer())
    settle()

    ((_, raw),) = server.taken
    (line,) = [line for line in lines_of(raw) if line.lower().startswith(b"list-unsubscribe:")]
    assert re.fullmatch(rb"List-Unsubscribe: <http\S+/u/" + LONG.encode() + rb">", line)
    assert b"=?" not in line
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines_of(raw)
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    (mail,) = mails(server)
    assert mail["List-Unsubscribe"].endswith(f"/u/{LONG}>")
    for kind in ("plain", "html"):
        assert f"/u/{LONG}" in body(mail, kind)


def body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_a_letter_has_nothing_of_a_list(notifier: Service, server: MailServer, settle: Settle) -> None:
    hear(notifier, a_letter("ada@example.org"))
    settle()

    (mail,) = mails(server)
    assert [name for name in mail if name.lower().startswith(("list-", "precedence"))] == []
    assert (mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert mail["Feedback-ID"] == "::sign_in:mosaik"


def test_every_header_stands_once(notifier: Service, server: MailServer, settle: Settle) -> None:
    event = an_event()
    hear(notifier, a_subscriber("ada@example.org", an_interest()), a_letter("bea@example.org"), an_offer(), event)
    hear(notifier, a_seat(event, "kim@example.org"), cancelled(event))
    settle()

    assert len(mails(server)) >= 3
    for mail in mails(server):
        names = [name.lower() for name in mail]
        assert sorted(set(names)) == sorted(names)


def calendar_in(mail: EmailMessage) -> tuple[EmailMessage, Any]:
    (part,) = mail.iter_attachments()
    return part, Calendar.from_ical(part.get_content())


def test_a_change_brings_a_calendar_file_that_knows_its_event(
    notifier: Service, server: MailServer, settle: Settle
) -> None:
    start = (clock.now() + timedelta(days=20)).replace(microsecond=0)
    event = an_event(start)
    moved = changed(event, start + timedelta(hours=1))
    hear(notifier, event, a_seat(event, "kim@example.org"), moved)
    due(notifier)
    settle()
    hear(notifier, cancelled(moved))
    settle()

    (change, change_calendar), (cancellation, cancel_calendar) = map(calendar_in, mails(server))
    assert change.get_filename() == "termin.ics"
    assert (change["Content-Type"].params["method"], change_calendar["METHOD"]) == ("PUBLISH", "PUBLISH")
    assert (cancellation["Content-Type"].params["method"], cancel_calendar["METHOD"]) == ("CANCEL", "CANCEL")
    (told,), (gone,) = change_calendar.walk("VEVENT"), cancel_calendar.walk("VEVENT")
    assert told["UID"] == gone["UID"] == f"event-{event.event_id}@klima-mosaik.example.org"
    assert (told["SEQUENCE"], gone["SEQUENCE"]) == (2, 3)
    assert told.decoded("DTSTART") == start + timedelta(hours=1)
    assert (told["STATUS"], gone["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert "Gemeindehaus" in told["LOCATION"]


def test_all_that_is_told_of_an_event_stands_in_one_thread(
    notifier: Service, server: MailServer, settle: Settle
) -> None:
    start = (clock.now() + timedelta(days=20)).replace(microsecond=0)
    event = an_event(start)
    moved = changed(event, start + timedelta(hours=1))
    hear(notifier, a_subscriber("ada@example.org", an_interest(what=("event",))), event)
    settle()
    hear(notifier, moved)
    due(notifier)
    settle()
    hear(notifier, cancelled(moved))
    settle()

    alert, change, cancellation = mails(server)
    assert [mail["Subject"].split(":")[0] for mail in (alert, change, cancellation)] == [
        "Neu für dich",
        "Geändert",
        "Fällt aus",
    ]
    root = f"<event-{event.event_id}@klima-mosaik.example.org>"
    for mail in (alert, change, cancellation):
        assert (mail["References"], mail["In-Reply-To"]) == (root, root)
        assert mail["Message-ID"] != root
    assert len({mail["Message-ID"] for mail in mails(server)}) == 3


def test_of_a_series_the_dropped_date_alone_is_taken_out_of_calendars(
    notifier: Service, server: MailServer, settle: Settle
) -> None:
    start = (clock.now() + timedelta(days=20)).replace(microsecond=0)
    event = an_event(start, start + timedelta(days=7), start + timedelta(days=14))
    fewer = changed(event, dates=(event.dates[0], event.dates[2]))
    hear(notifier, event, a_seat(event, "kim@example.org"), fewer)
    due(notifier)
    settle()

    _, calendar = calendar_in(mails(server)[0])
    (entry,) = calendar.walk("VEVENT")
    assert (str(calendar["METHOD"]), str(entry["STATUS"])) == ("CANCEL", "CANCELLED")
    assert entry.decoded("DTSTART") == start + timedelta(days=7)


def due(app: Service) -> None:
    """Let changes have rested."""
    with app.database.transaction() as session:
        session.execute(text("UPDATE events SET change_due_at = change_due_at - interval '1 hour'"))
    app.worker.celery.tasks["notifier.tell_changes"].apply()


def test_two_mails_never_have_the_same_id(notifier: Service, server: MailServer, settle: Settle) -> None:
    hear(notifier, *(a_subscriber(f"{uuid4().hex}@example.org", an_interest()) for _ in range(5)), an_offer())
    settle()

    ids = [mail["Message-ID"] for mail in mails(server)]
    assert len(set(ids)) == 5
