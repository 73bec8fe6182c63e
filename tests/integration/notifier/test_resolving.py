"""What nobody knows is resolved: by itself where a second copy is better than none, otherwise by an editor."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from notifier.actions import counting, resolving
from notifier.rules import SENT_AGAIN, Lane, NotificationState, State, Topic
from notifier.sending import engine
from notifier.sending.journal import Journal
from notifier.tasks import outfit
from services.kit import clock
from services.kit.web import Service
from tests.support.city import run_queue
from tests.support.mail_server import MailServer, Whim
from tests.support.notifier_makers import a_subscriber, an_offer, hear
from tests.support.tokens import Tokens

ADA, BEA, CEM = "ada@example.org", "bea@example.org", "cem@example.org"
QUARTER = timedelta(minutes=15)


@pytest.fixture
def three(notifier: Service) -> Service:
    outfit.cache_clear()
    hear(notifier, *(a_subscriber(each) for each in (ADA, BEA, CEM)), an_offer())
    run_queue(notifier, "notifier.expand")
    return notifier


def drain(server: MailServer, lane: Lane = Lane.ALERTS) -> int:
    return engine.drain(replace(outfit(), smtp_url=server.url), lane)


def change(app: Service, statement: str, **words: object) -> None:
    with app.database.transaction() as session:
        session.execute(text(statement), words)


def states(app: Service) -> dict[str, str]:
    with app.database.reading() as session:
        asked = "SELECT r.email, d.state FROM deliveries d JOIN recipients r ON r.id = d.recipient_id"
        return {row.email: State(row.state).name.lower() for row in session.execute(text(asked))}


def doubt_about_bea(app: Service, server: MailServer) -> None:
    """Let the reply to Bea's mail get lost, although it arrived."""
    server.whims[BEA] = Whim(to_dot=None, takes_it=True)
    drain(server)
    server.whims.clear()
    assert states(app) == {ADA: "accepted", BEA: "unknown", CEM: "accepted"}


def resend_overdue(app: Service, *, minutes: int = 16) -> int:
    with app.database.transaction() as session:
        return resolving.resend_overdue(session, after=QUARTER, now=clock.now() + timedelta(minutes=minutes))


@pytest.mark.parametrize("topic", SENT_AGAIN)
def test_what_is_urgent_goes_out_once_more_the_very_same(three: Service, server: MailServer, topic: Topic) -> None:
    doubt_about_bea(three, server)
    change(three, "UPDATE notifications SET topic = :topic", topic=topic)

    assert resend_overdue(three, minutes=14) == 0, "it may still be answered"
    assert resend_overdue(three) == 1
    change(three, "UPDATE notifications SET topic = :topic", topic=Topic.OFFER)
    change(three, "UPDATE deliveries SET next_at = now() WHERE state = 0")
    change(three, "UPDATE batches SET next_at = now() WHERE state = 0")
    drain(server)

    assert set(states(three).values()) == {"accepted"}
    first, second = (mail for address, mail in server.taken if address == BEA)
    assert first == second
    assert server.doubled == {BEA: 2}


@pytest.mark.parametrize("topic", [topic for topic in Topic if topic not in SENT_AGAIN])
def test_what_is_not_urgent_stays_unknown(three: Service, server: MailServer, topic: Topic) -> None:
    doubt_about_bea(three, server)
    change(three, "UPDATE notifications SET topic = :topic", topic=topic)

    assert resend_overdue(three) == 0
    assert states(three)[BEA] == "unknown"


@pytest.mark.parametrize(
    "because",
    [
        "expires_at = now()",
        f"state = {NotificationState.PAUSED:d}",
        f"state = {NotificationState.CANCELLED:d}",
    ],
)
def test_what_is_over_or_halted_is_not_sent_again(three: Service, server: MailServer, because: str) -> None:
    doubt_about_bea(three, server)
    change(three, f"UPDATE notifications SET topic = {Topic.REMINDER:d}, {because}")

    assert resend_overdue(three) == 0


def test_what_stays_unknown_again_and_again_is_left_to_a_person(three: Service, server: MailServer) -> None:
    doubt_about_bea(three, server)
    change(three, f"UPDATE notifications SET topic = {Topic.REMINDER:d}")
    change(three, "UPDATE deliveries SET attempt = 3 WHERE state = 8")

    assert resend_overdue(three) == 0


def test_an_editor_sends_the_unknown_again_and_nobody_else(three: Service, server: MailServer, tokens: Tokens) -> None:
    doubt_about_bea(three, server)
    with three.database.reading() as session:
        notification_id = session.scalar(text("SELECT id FROM notifications"))
    door, client = f"/v1/notifications/{notification_id}/unknown/resending", three.test_client()

    assert client.put(door).status_code == 401
    answer = client.put(door, headers=tokens.editor("notifier"))
    again = client.put(door, headers=tokens.editor("notifier"))
    drain(server)

    assert (answer.get_json(), again.get_json()) == ({"resent": 1}, {"resent": 0})
    assert server.doubled == {BEA: 2}
    assert client.put("/v1/notifications/4711/unknown/resending", headers=tokens.editor("notifier")).status_code == 404


def test_who_left_in_the_meantime_gets_no_second_copy(three: Service, server: MailServer) -> None:
    doubt_about_bea(three, server)
    with three.database.transaction() as session:
        notification_id = session.scalar(text("SELECT id FROM notifications")) or 0
        resolving.resend_unknown(session, notification_id, now=clock.now())
    change(three, "UPDATE recipients SET subscribed = false, email = NULL WHERE email = :e", e=BEA)

    drain(server)

    assert server.doubled == {}


def commit_all(app: Service, owner: Any) -> None:
    """Leave the ledger as a sender does that has marked a wave and died."""
    change(app, "UPDATE batches SET state = 1, lease_owner = :o, lease_until = now() + interval '1 hour'", o=owner)
    change(
        app,
        "INSERT INTO deliveries (notification_id, recipient_id, lane, state, attempt, lease_owner, updated_at)"
        " SELECT notification_id, unnest(recipients), lane, 2, 1, :o, now() FROM batches",
        o=owner,
    )


def die(folder: Path, owner: Any) -> Path:
    journal = Journal(folder, owner)
    with pytest.raises(KeyboardInterrupt), journal:
        raise KeyboardInterrupt
    return folder / f"{owner}.journal"


def recovered_states(app: Service, folder: Path) -> set[str]:
    engine.recover_abandoned(app.database, folder)
    return set(states(app).values())


def test_after_a_kill_what_the_journal_does_not_name_was_not_begun(three: Service, tmp_path: Path) -> None:
    owner = uuid4()
    commit_all(three, owner)
    die(tmp_path, owner)

    assert recovered_states(three, tmp_path) == {"pending"}


@pytest.mark.parametrize("left", ["another boot", "nothing", "zeros"])
def test_after_a_power_cut_an_empty_journal_proves_nothing(three: Service, tmp_path: Path, left: str) -> None:
    owner = uuid4()
    commit_all(three, owner)
    path = die(tmp_path, owner)
    path.write_bytes({"another boot": b"boot of yesterday\n", "nothing": b"", "zeros": bytes(5000)}[left])

    assert recovered_states(three, tmp_path) == {"unknown"}


def test_a_notification_that_is_done_is_counted_over_once(three: Service, server: MailServer) -> None:
    drain(server)

    with three.database.transaction() as session:
        assert counting.settle_notifications(session, now=clock.now()) == []
        assert session.scalar(text("SELECT settled_at IS NOT NULL FROM notifications")) is True


def test_somebody_who_is_in_no_final_state_is_noticed(three: Service, server: MailServer) -> None:
    drain(server)
    change(three, "DELETE FROM deliveries WHERE recipient_id = (SELECT max(recipient_id) FROM deliveries)")

    with three.database.transaction() as session:
        (found,) = counting.settle_notifications(session, now=clock.now())
        assert session.execute(text("SELECT id, missing FROM notifications")).one() == (found, 1)


def test_what_is_paused_is_not_counted_over_for_people_may_be_found_yet(three: Service, server: MailServer) -> None:
    drain(server)
    change(three, "UPDATE notifications SET state = :paused", paused=NotificationState.PAUSED)

    with three.database.transaction() as session:
        counting.settle_notifications(session, now=clock.now())
        assert session.scalar(text("SELECT settled_at FROM notifications")) is None


def test_what_is_still_being_sent_is_not_counted_over(three: Service) -> None:
    with three.database.transaction() as session:
        counting.settle_notifications(session, now=clock.now())
        assert session.scalar(text("SELECT settled_at FROM notifications")) is None
