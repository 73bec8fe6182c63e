"""Leaving by a mail to the address beside the link: the same as one click, once, and nothing for anybody else."""

from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from sqlalchemy import text

from notifier.rules import Lane, State
from notifier.rules.signing import signature
from notifier.sending import engine
from notifier.tasks import bounces as fetching
from notifier.tasks import outfit
from services.facts.notifier import LeavingAsked
from services.facts.profiles import InterestsChanged
from services.kit import clock
from services.kit.leaving import narrowed
from services.kit.web import Service
from tests.integration.notifier.conftest import SECRET
from tests.support.mail_reports import a_complaint, a_holiday_note, a_mail, an_imap_server
from tests.support.mail_server import MailServer
from tests.support.notifier_makers import a_letter, a_subscriber, an_interest, an_offer, find_people, hear, left
from tests.support.profiles_makers import told

ADA = "ada@example.org"


def drain(server: MailServer, lane: Lane = Lane.ALERTS) -> None:
    engine.drain(replace(outfit(), smtp_url=server.url), lane)


def an_alert(app: Service, server: MailServer, **words: Any) -> tuple[InterestsChanged, bytes]:
    """Send an offer to Ada; returns what she ordered, and her mail as it arrived."""
    ada = a_subscriber(ADA, an_interest(), **words)
    hear(app, ada, an_offer(categories=("nature", "energy", "health")))
    find_people(app)
    drain(server)
    return ada, server.taken[-1][1]


def the_address(raw: bytes) -> str:
    """Return where to write, as a mail program reads it."""
    header = str(message_from_bytes(raw, policy=default)["List-Unsubscribe"])
    return header.partition("<mailto:")[2].partition(">")[0].partition("?")[0]


def fetch(app: Service, *messages: bytes) -> None:
    with an_imap_server(*messages) as mailbox:
        fetching.fetch(app.database, mailbox.url)
        assert mailbox.messages == {}
    app.worker.celery.tasks["notifier.act_on_reports"].apply()


def asked(app: Service) -> list[str]:
    return [fact.leave_token for fact in told(app, LeavingAsked)]


@pytest.mark.parametrize("token", [None, "l-" + "x" * 300], ids=["a usual link", "a very long link"])
def test_the_address_stands_whole_beside_the_link_on_one_line(
    set_up: Service, server: MailServer, token: str | None
) -> None:
    ada, raw = an_alert(set_up, server, **({"leave_token": token} if token else {}))

    head = raw.partition(b"\r\n\r\n")[0]
    (line,) = [each for each in head.split(b"\r\n") if each.lower().startswith(b"list-unsubscribe:")]
    link, mail = line.partition(b": ")[2].split(b", ")
    assert link.endswith(narrowed(ada.leave_token, "offer").encode() + b">")
    assert mail == b"<mailto:" + the_address(raw).encode() + b"?subject=unsubscribe>"
    assert (b"=?" not in line, len(line) <= 998) == (True, True)
    local = the_address(raw).partition("@")[0]
    assert len(local) <= 64
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in head.split(b"\r\n")


def test_a_mail_to_it_ends_what_one_click_would(set_up: Service, server: MailServer) -> None:
    interests = [an_interest(categories=("nature",)), an_interest(categories=("energy",))]
    ada = a_subscriber(ADA, *interests)
    hear(set_up, ada, an_offer(categories=("nature", "energy", "health")))
    find_people(set_up)
    drain(server)
    raw = server.taken[-1][1]
    fetch(set_up, a_mail(the_address(raw)))

    link = message_from_bytes(raw, policy=default)["List-Unsubscribe"].partition("/u/")[2].partition(">")[0]
    assert asked(set_up) == [link] == [narrowed(ada.leave_token, "offer:energy,nature")]


def test_the_same_mail_counts_once(set_up: Service, server: MailServer) -> None:
    _, raw = an_alert(set_up, server)
    for _ in range(3):
        fetch(set_up, a_mail(the_address(raw)))

    assert len(asked(set_up)) == 1


def test_a_provider_may_tell_it_too(set_up: Service, server: MailServer) -> None:
    ada, raw = an_alert(set_up, server)
    body = f'{{"kind": "leaving", "return_path": "{the_address(raw)}"}}'.encode()
    signed = {"Content-Type": "application/json", "X-Mosaik-Signature": signature(SECRET, body, now=clock.now())}
    answer: Any = set_up.test_client().post("/v1/bounces", data=body, headers=signed)
    set_up.worker.celery.tasks["notifier.act_on_reports"].apply()

    assert (answer.status_code, answer.json["is_known"]) == (202, True)
    assert asked(set_up) == [narrowed(ada.leave_token, "offer")]


def test_it_proves_that_a_mail_arrived(set_up: Service, server: MailServer) -> None:
    _, raw = an_alert(set_up, server)
    with set_up.database.transaction() as session:
        session.execute(text("UPDATE deliveries SET state = :unknown"), {"unknown": State.UNKNOWN})
    fetch(set_up, a_mail(the_address(raw)))

    with set_up.database.reading() as session:
        assert list(session.scalars(text("SELECT state FROM deliveries"))) == [State.ACCEPTED]


def test_who_has_left_already_is_told_of_no_more(set_up: Service, server: MailServer) -> None:
    ada, raw = an_alert(set_up, server)
    hear(set_up, left(ada))
    fetch(set_up, a_mail(the_address(raw)))

    assert asked(set_up) == []


def test_garbage_ends_nothing_and_is_counted(set_up: Service, server: MailServer) -> None:
    _, raw = an_alert(set_up, server)
    address = the_address(raw)
    forged = address.replace("u+1-1-", "u+1-2-")
    assert forged != address
    fetch(set_up, a_mail(forged), a_mail("u+@bounce.klima.example"), b"\xff\x00", a_holiday_note(address))
    fetch(set_up, a_complaint(address))

    assert asked(set_up) == []
    page: str = set_up.test_client().get("/metrics").text
    assert 'mosaik_reports_ignored{kind="automatic_reply"} 1.0' in page
    assert 'mosaik_reports_ignored{kind="unreadable"} 3.0' in page


def test_where_no_mailbox_is_read_only_the_link_is_offered(notifier: Service, server: MailServer) -> None:
    _, raw = an_alert(notifier, server)

    assert b"List-Unsubscribe: <http" in raw
    assert b"mailto:" not in raw


def test_a_letter_offers_neither(set_up: Service, server: MailServer) -> None:
    hear(set_up, a_letter(ADA))
    drain(server, Lane.LETTERS)

    assert b"List-Unsubscribe" not in server.taken[-1][1]
