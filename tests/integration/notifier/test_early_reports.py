"""Reports that come too early, too late, or not at all: kept until they can be acted on, and seen if they never can."""

from dataclasses import replace
from datetime import timedelta
from json import dumps
from typing import Any
from uuid import UUID, uuid4

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import text

from notifier.actions import bounces, recovering, reports
from notifier.rules import Lane, Reply, State
from notifier.rules.reports import read_report
from notifier.sending import engine
from notifier.tasks import bounces as fetching
from notifier.tasks import outfit, worker
from services.kit import clock
from services.kit.web import Service
from tests.integration.notifier.conftest import SetClock
from tests.support.city import run_queue
from tests.support.mail_reports import a_complaint, a_delivery_report, an_imap_server
from tests.support.mail_server import MailServer
from tests.support.notifier_makers import a_letter, a_seat, a_subscriber, an_event, an_offer, cancelled, hear

ADA = "ada@example.org"
ACT = "notifier.act_on_reports"


def sent(app: Service, server: MailServer) -> str:
    """Send an offer to Ada; returns the return path of her mail."""
    hear(app, a_subscriber(ADA), an_offer())
    run_queue(app, "notifier.expand")
    engine.drain(replace(outfit(), smtp_url=server.url), Lane.ALERTS)
    return worker.settings.return_paths.address(1, 1)


def take(app: Service, raw: bytes) -> None:
    with app.database.transaction() as session:
        reports.keep_report(session, read_report(raw, worker.settings.return_paths), raw, now=clock.now())
    app.worker.celery.tasks[ACT].apply()


def rows(app: Service, question: str) -> list[Any]:
    with app.database.reading() as session:
        return list(session.scalars(text(question)))


def change(app: Service, statement: str, **words: Any) -> None:
    with app.database.transaction() as session:
        session.execute(text(statement), words)


def figure(app: Service, name: str) -> float:
    found = [line for line in app.test_client().get("/metrics").text.splitlines() if line.startswith(name + " ")]
    return float(found[0].rpartition(" ")[2]) if found else 0.0


@pytest.mark.parametrize("missing", ["no row yet", "on its way"])
@pytest.mark.parametrize(
    ("report", "outcome"),
    [(a_delivery_report, (State.BOUNCED, "no_such_address")), (a_complaint, (State.COMPLAINED, "complaint"))],
)
def test_a_report_waits_for_its_mail_to_be_written_down(
    set_up: Service, server: MailServer, set_clock: SetClock, missing: str, report: Any, outcome: Any
) -> None:
    path = sent(set_up, server)
    (kept,) = rows(set_up, "SELECT to_jsonb(d) FROM deliveries d")
    change(set_up, "DELETE FROM deliveries" if missing == "no row yet" else "UPDATE deliveries SET state = 2")
    take(set_up, report(path))
    assert (figure(set_up, "mosaik_reports_early"), figure(set_up, "mosaik_reports_waiting")) == (1, 0)
    assert rows(set_up, "SELECT reason FROM suppressions") == []

    change(set_up, "DELETE FROM deliveries")
    again = "INSERT INTO deliveries SELECT * FROM jsonb_populate_record(NULL::deliveries, CAST(:row AS jsonb))"
    change(set_up, again, row=dumps(kept))
    set_clock(clock.now() + timedelta(minutes=1))
    set_up.worker.celery.tasks[ACT].apply()

    assert rows(set_up, "SELECT d.state FROM deliveries d") == [outcome[0]]
    assert rows(set_up, "SELECT reason FROM suppressions") == [outcome[1]]
    assert figure(set_up, "mosaik_reports_early") == 0


def test_a_report_whose_mail_never_was_is_laid_aside_and_seen(
    set_up: Service, server: MailServer, set_clock: SetClock
) -> None:
    path, began = sent(set_up, server), clock.now()
    change(set_up, "DELETE FROM deliveries")
    take(set_up, a_delivery_report(path))
    looks = 1
    for hour in range(1, 74):
        set_clock(began + timedelta(hours=hour))
        with set_up.database.transaction() as session:
            looks += reports.act_on_reports(session, now=clock.now())

    assert looks < 80, "not more than once an hour"
    assert rows(set_up, "SELECT laid_aside FROM bounce_events") == ["its mail was never written down"]
    assert figure(set_up, 'mosaik_reports_laid_aside{reason="its mail was never written down"}') == 1


def test_a_report_that_breaks_what_acts_on_it_is_laid_aside_and_seen(
    set_up: Service, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sent(set_up, server)

    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(bounces, "blame", broken)
    take(set_up, a_delivery_report(path))

    assert figure(set_up, 'mosaik_reports_laid_aside{reason="ZeroDivisionError"}') == 1
    assert (figure(set_up, "mosaik_reports_early"), figure(set_up, "mosaik_reports_waiting")) == (0, 0)


@pytest.mark.parametrize("says", ["OK done", "NO it is broken"])
def test_a_message_that_is_not_handed_out_is_flagged_and_holds_up_no_other(
    set_up: Service, server: MailServer, says: str
) -> None:
    path = sent(set_up, server)
    name = "mosaik_mailbox_messages_laid_aside_total"
    before = REGISTRY.get_sample_value(name) or 0
    with an_imap_server(b"", a_delivery_report(path)) as mailbox:
        mailbox.withheld[1] = says
        assert fetching.fetch(set_up.database, mailbox.url) == 1
        asked = len(mailbox.asked)
        assert fetching.fetch(set_up.database, mailbox.url) == 0
        again = mailbox.asked[asked:]

    assert (list(mailbox.messages), mailbox.flagged) == ([1], {1})
    assert not [line for line in again if "FETCH" in line]
    assert REGISTRY.get_sample_value(name) == before + 1


def test_an_empty_message_is_taken_away(set_up: Service) -> None:
    with an_imap_server(b"") as mailbox:
        fetching.fetch(set_up.database, mailbox.url)
        assert mailbox.messages == {}


def committed(app: Service, owner: UUID, *facts: Any, lane: Lane = Lane.ALERTS) -> list[tuple[int, int]]:
    """Let a sender have begun mails, and die; returns which."""
    hear(app, *facts)
    run_queue(app, "notifier.expand")
    question = """
        INSERT INTO deliveries (notification_id, recipient_id, lane, state, attempt, lease_owner, updated_at)
        SELECT b.notification_id, member.id, b.lane, 2, 1, :owner, now()
        FROM batches b CROSS JOIN LATERAL unnest(b.recipients) AS member(id) WHERE b.lane = :lane
        RETURNING notification_id, recipient_id
    """
    with app.database.transaction() as session:
        return [(n, r) for n, r in session.execute(text(question), {"owner": owner, "lane": lane})]


def recover(app: Service, owner: UUID, replies: dict[tuple[int, int], Reply]) -> None:
    with app.database.transaction() as session:
        recovering.recover(session, owner, replies, in_doubt=set(), now=clock.now())


GONE = Reply(State.REJECTED, 550, "5.1.1", "5.1.1 no such user")


def test_what_a_dead_sender_was_told_counts_as_for_others_and_once(set_up: Service) -> None:
    owner = uuid4()
    mails = committed(set_up, owner, *(a_subscriber(f"{name}@example.org") for name in ("ada", "bea")), an_offer())
    replies = dict(zip(mails, [GONE, Reply(State.REJECTED, 550, "5.7.1", "5.7.1 not you")], strict=True))
    for _ in range(2):
        recover(set_up, owner, replies)

    assert rows(set_up, "SELECT reason FROM suppressions") == ["no_such_address"]
    assert rows(set_up, "SELECT count FROM policy_refusals") == [1]


def test_so_it_does_for_letters_and_seats(set_up: Service) -> None:
    owner, event = uuid4(), an_event()
    letters = committed(set_up, owner, a_letter("ada@example.org"), lane=Lane.LETTERS)
    told = (event, a_seat(event, "kim@example.org"), cancelled(event))
    seats = committed(set_up, owner, *told, lane=Lane.REMINDERS)
    recover(set_up, owner, dict.fromkeys([*letters, *seats], GONE))

    assert rows(set_up, "SELECT reason FROM suppressions") == ["no_such_address"] * 2
