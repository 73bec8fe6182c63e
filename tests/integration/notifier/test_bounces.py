"""Mails that come back: counted once, at nobody's cost for our own faults, and only with our own seal."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import text

from notifier.actions import bounces, reports
from notifier.rules import Lane, State
from notifier.rules.bounces import BounceKind, Report, envelope_id
from notifier.rules.reports import read_report
from notifier.rules.signing import signature
from notifier.sending import engine
from notifier.sending.mailbox import MailboxAway
from notifier.tasks import bounces as fetching
from notifier.tasks import outfit, worker
from services.facts.notifier import AddressFailed
from services.kit import clock
from services.kit.web import Service
from tests.integration.notifier.conftest import SECRET
from tests.support.city import Letterbox, run_queue
from tests.support.mail_reports import a_complaint, a_delivery_report, a_holiday_note, an_imap_server
from tests.support.mail_server import MailServer, Whim, a_mail_server
from tests.support.notifier_makers import a_letter, a_seat, a_subscriber, an_event, an_offer, cancelled, hear
from tests.support.profiles_makers import told

ADA = "ada@example.org"


def drain(server: MailServer, lane: Lane = Lane.ALERTS) -> None:
    here = outfit()
    engine.drain(replace(here, smtp_url=server.url), lane)


def sent(app: Service, server: MailServer, *facts: Any) -> str:
    """Send an offer to Ada; returns the return path of her mail."""
    hear(app, *(facts or (a_subscriber(ADA),)), an_offer())
    run_queue(app, "notifier.expand")
    drain(server)
    return return_path(server)


def return_path(server: MailServer) -> str:
    """Return where reports about the newest mail come to."""
    (line,) = [each for each in server.commands if each.startswith(b"MAIL FROM")][-1:]
    return line.partition(b"<")[2].partition(b">")[0].decode()


def take(app: Service, *messages: bytes) -> None:
    with app.database.transaction() as session:
        for raw in messages:
            reports.keep_report(session, read_report(raw, worker.settings.return_paths), raw, now=clock.now())
    act(app)


def act(app: Service) -> int:
    with app.database.transaction() as session:
        return reports.act_on_reports(session, now=clock.now())


def rows(app: Service, question: str) -> list[Any]:
    with app.database.reading() as session:
        return list(session.scalars(text(question)))


def states(app: Service) -> list[int]:
    return rows(app, "SELECT state FROM deliveries ORDER BY notification_id, recipient_id")


def suppressions(app: Service) -> list[str]:
    return rows(app, "SELECT reason FROM suppressions")


def knock(app: Service, body: bytes, kind: str = "message/rfc822", **words: Any) -> Any:
    signed = words.get("signed") or signature(words.get("secret", SECRET), body, now=words.get("now", clock.now()))
    headers = {"Content-Type": kind, "X-Mosaik-Signature": signed}
    return app.test_client().post("/v1/bounces", data=body, headers=headers)


def test_a_late_report_moves_the_mail_and_ends_writing_to_the_address(set_up: Service, server: MailServer) -> None:
    path = sent(set_up, server)
    assert path.endswith("@bounce.klima.example")
    take(set_up, a_delivery_report(path))

    assert states(set_up) == [State.BOUNCED]
    assert suppressions(set_up) == ["no_such_address"]
    (fact,) = told(set_up, AddressFailed)
    assert fact.reason == "no_such_address"
    hear(set_up, an_offer())
    run_queue(set_up, "notifier.expand")
    drain(server)
    assert states(set_up) == [State.BOUNCED, State.SUPPRESSED]


def test_a_report_counts_once_however_often_it_comes(set_up: Service, server: MailServer) -> None:
    path = sent(set_up, server)
    report = a_delivery_report(path, status="5.2.2")
    for _ in range(3):
        take(set_up, report)
    take(set_up, a_delivery_report(path, status="5.2.2", words="smtp; 552 5.2.2 still full"))

    assert rows(set_up, "SELECT score FROM address_scores") == [1], "a point a day at the most"
    assert suppressions(set_up) == []


def test_five_bad_days_are_enough(set_up: Service, server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    paths, now = [sent(set_up, server), *(sent(set_up, server, an_offer()) for _ in range(4))], clock.now()
    for day, path in enumerate(paths):
        assert suppressions(set_up) == []
        monkeypatch.setattr(clock, "now", lambda day=day: now + timedelta(days=day))
        take(set_up, a_delivery_report(path, status="4.2.2", words=f"452 4.2.2 full on day {day}"))

    assert suppressions(set_up) == ["often"]
    assert [fact.reason for fact in told(set_up, AddressFailed)] == ["often"]


def test_one_mail_can_be_held_against_an_address_only_once(
    set_up: Service, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, now = sent(set_up, server), clock.now()
    for day in range(6):
        monkeypatch.setattr(clock, "now", lambda day=day: now + timedelta(days=day))
        take(set_up, a_delivery_report(path, status="4.2.2", words=f"452 4.2.2 full on day {day}"))
    take(set_up, a_delivery_report(path, words="550 5.1.1 gone, says somebody who has seen the first report"))

    assert rows(set_up, "SELECT score FROM address_scores") == [1]
    assert suppressions(set_up) == []


def test_what_came_back_long_ago_is_forgotten(set_up: Service, server: MailServer) -> None:
    take(set_up, a_delivery_report(sent(set_up, server), status="5.2.2"))
    with set_up.database.transaction() as session:
        session.execute(text("INSERT INTO lane_rests VALUES (1, 0, now(), 'x')"))
        session.execute(text("INSERT INTO domain_rests VALUES (1, 'example.org', now(), 'x')"))
    tables = ("bounce_events", "address_scores", "lane_rests", "domain_rests")

    for days, kept in ((89, 1), (92, 0)):
        with set_up.database.transaction() as session:
            bounces.forgive(session, now=clock.now() + timedelta(days=days))
        assert [rows(set_up, f"SELECT count(*) FROM {each}") for each in tables] == [[kept]] * len(tables)


@pytest.mark.parametrize(
    "told", ["Ada@Example.org", "<ada@example.org>", "rfc822;ada@example.org", "ada%40example.org"]
)
def test_what_a_server_says_is_kept_without_the_address_in_it(set_up: Service, server: MailServer, told: str) -> None:
    path = sent(set_up, server)

    take(set_up, a_delivery_report(path, status="5.2.2", words=f"552 5.2.2 {told} is over quota"))

    for asked in ("SELECT words FROM bounce_events", "SELECT reply FROM deliveries"):
        (words,) = rows(set_up, asked)
        assert "is over quota" in words
        assert "example.org" not in words.lower()


def test_points_go_again_where_mails_arrive(
    set_up: Service, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, now = sent(set_up, server), clock.now()
    take(set_up, a_delivery_report(path, status="5.2.2"))
    with set_up.database.transaction() as session:
        session.execute(
            text("UPDATE address_scores SET score = 2, scored_on = current_date - 10, decayed_at = current_date - 10")
        )
        bounces.forgive(session, now=now)
    assert rows(set_up, "SELECT score FROM address_scores") == [2], "nothing has arrived since"

    with set_up.database.transaction() as session:
        session.execute(text("UPDATE deliveries SET state = 3, updated_at = now() - interval '4 days'"))
        bounces.forgive(session, now=now)
        bounces.forgive(session, now=now)
    assert rows(set_up, "SELECT score FROM address_scores") == [1], "a point a day"
    with set_up.database.transaction() as session:
        bounces.forgive(session, now=now + timedelta(days=1))
    assert rows(set_up, "SELECT score FROM address_scores") == []


def test_what_others_refuse_us_for_costs_nobody_anything(set_up: Service, server: MailServer) -> None:
    path = sent(set_up, server)
    take(set_up, a_delivery_report(path, status="5.7.1", words="smtp; 550 5.7.1 we do not like you"))

    assert states(set_up) == [State.BOUNCED]
    assert suppressions(set_up) == rows(set_up, "SELECT score FROM address_scores") == []
    assert rows(set_up, "SELECT count FROM policy_refusals") == [1]
    assert told(set_up, AddressFailed) == []


def test_a_complaint_ends_everything_at_once(set_up: Service, server: MailServer, letterbox: Letterbox) -> None:
    ada = a_subscriber(ADA)
    path = sent(set_up, server, ada)
    hear(set_up, an_offer())
    run_queue(set_up, "notifier.expand")
    take(set_up, a_complaint(path))
    drain(server)

    assert states(set_up) == [State.COMPLAINED, State.CANCELLED]
    assert suppressions(set_up) == ["complaint"]
    assert [(fact.person_id, fact.reason) for fact in told(set_up, AddressFailed)] == [(ada.person_id, "complaint")]


@pytest.mark.parametrize(("report", "reason"), [(a_complaint, "complaint"), (a_delivery_report, "no_such_address")])
def test_of_who_only_has_a_seat_reports_are_heeded_too(
    set_up: Service, server: MailServer, report: Callable[[str], bytes], reason: str
) -> None:
    event = an_event()
    hear(set_up, event, a_seat(event, ADA), cancelled(event))
    run_queue(set_up, "notifier.expand")
    drain(server, Lane.REMINDERS)
    take(set_up, report(return_path(server)))

    assert suppressions(set_up) == [reason]
    another = an_event()
    hear(set_up, another, a_seat(another, ADA), cancelled(another))
    run_queue(set_up, "notifier.expand")
    drain(server, Lane.REMINDERS)
    assert server.addresses == [ADA]


@pytest.mark.parametrize("lane", [Lane.LETTERS])
def test_who_complained_still_gets_the_code_she_asks_for(set_up: Service, server: MailServer, lane: Lane) -> None:
    ada = a_subscriber(ADA)
    take(set_up, a_complaint(sent(set_up, server, ada)))
    hear(set_up, a_letter(ADA, person_id=ada.person_id))
    drain(server, lane)

    assert server.addresses == [ADA, ADA]


def test_a_dead_address_is_not_even_written_letters_on_the_same_day(set_up: Service, server: MailServer) -> None:
    ada = a_subscriber(ADA)
    take(set_up, a_delivery_report(sent(set_up, server, ada)))
    hear(set_up, a_letter(ADA, person_id=ada.person_id))
    drain(server, Lane.LETTERS)
    assert server.addresses == [ADA]

    with set_up.database.transaction() as session:
        session.execute(text("UPDATE suppressions SET since = since - interval '2 days'"))
    hear(set_up, a_letter(ADA, person_id=ada.person_id))
    drain(server, Lane.LETTERS)
    assert server.addresses == [ADA, ADA]


def test_who_confirms_anew_is_written_to_again(set_up: Service, server: MailServer) -> None:
    ada = a_subscriber(ADA)
    take(set_up, a_delivery_report(sent(set_up, server, ada)))
    again = a_subscriber(ADA, person_id=ada.person_id, version=2, confirmed_at=clock.now())
    hear(set_up, again, an_offer())
    run_queue(set_up, "notifier.expand")
    drain(server)

    assert server.addresses == [ADA, ADA]
    assert suppressions(set_up) == []


def test_a_change_of_topics_revives_no_dead_address(set_up: Service, server: MailServer) -> None:
    ada = a_subscriber(ADA)
    take(set_up, a_delivery_report(sent(set_up, server, ada)))
    hear(set_up, a_subscriber(ADA, person_id=ada.person_id, version=2, confirmed_at=ada.confirmed_at))

    assert suppressions(set_up) == ["no_such_address"]


def test_a_forged_report_suppresses_nobody(set_up: Service, server: MailServer) -> None:
    path = sent(set_up, server)
    other = "1" if path[-30] == "0" else "0"
    for forged in (
        path.replace("b+1-", "b+2-"),
        path[:-30] + other + path[-29:],
        "b+1-1-00000000000000000000@x.example",
    ):
        take(set_up, a_delivery_report(forged), a_complaint(forged))
    take(set_up, a_holiday_note(path))

    assert states(set_up) == [State.ACCEPTED]
    assert suppressions(set_up) == []


@pytest.mark.parametrize(
    ("kind", "becomes"), [(BounceKind.DELAYED, State.ACCEPTED), (BounceKind.FAILED, State.BOUNCED)]
)
def test_a_report_settles_what_nobody_knew(
    set_up: Service, server: MailServer, kind: BounceKind, becomes: State
) -> None:
    sent(set_up, server)
    with set_up.database.transaction() as session:
        session.execute(text("UPDATE deliveries SET state = :unknown"), {"unknown": State.UNKNOWN})
        reports.keep_report(session, Report(kind, (1, 1), "4.4.1", "x"), kind.name.encode(), now=clock.now())
    act(set_up)

    assert states(set_up) == [becomes]


@pytest.mark.parametrize("state", [State.CANCELLED, State.REJECTED, State.SUPPRESSED, State.PENDING])
def test_a_report_changes_nothing_about_what_was_never_accepted(
    set_up: Service, server: MailServer, state: State
) -> None:
    path = sent(set_up, server)
    with set_up.database.transaction() as session:
        session.execute(text("UPDATE deliveries SET state = :state"), {"state": state})
    take(set_up, a_delivery_report(path, status="4.4.1"))

    assert states(set_up) == [state]


def test_refusals_during_sending_count_like_reports(set_up: Service, server: MailServer) -> None:
    server.whims = {
        ADA: Whim(to_rcpt="550 5.1.1 no such user"),
        "bea@example.org": Whim(to_dot="552 5.2.2 full"),
        "cem@example.org": Whim(to_dot="550 5.7.1 not from you"),
        "dan@example.org": Whim(to_rcpt="550 no such user, says a server without codes"),
    }
    hear(set_up, *(a_subscriber(each) for each in (*server.whims, "eva@example.org")), an_offer())
    run_queue(set_up, "notifier.expand")
    drain(server)

    assert server.addresses == ["eva@example.org"]
    assert suppressions(set_up) == ["no_such_address"]
    assert rows(set_up, "SELECT count(*) FROM address_scores") == [2]
    assert rows(set_up, "SELECT count FROM policy_refusals") == [1]
    assert rows(set_up, "SELECT count(*) FROM lane_rests") == [0]


def test_a_lane_that_is_refused_by_most_rests_and_nobody_is_suppressed(set_up: Service, server: MailServer) -> None:
    people = [f"p{n}@example.org" for n in range(8)]
    server.whims = {each: Whim(to_dot="550 5.7.515 who are you") for each in people[:6]}
    hear(set_up, *(a_subscriber(each) for each in people), an_offer())
    run_queue(set_up, "notifier.expand")
    drain(server)
    hear(set_up, an_offer())
    run_queue(set_up, "notifier.expand")
    before = len(server.taken)
    drain(server)

    assert len(server.taken) == before, "the lane rests"
    assert suppressions(set_up) == []
    (reason,) = rows(set_up, "SELECT reason FROM lane_rests WHERE until > now()")
    assert "who are you" in reason


def test_a_mailbox_is_emptied_once_everything_in_it_is_kept(set_up: Service, server: MailServer) -> None:
    path = sent(set_up, server)
    with an_imap_server(a_delivery_report(path), a_holiday_note(path), b"garbage \xff") as mailbox:
        assert fetching.fetch(set_up.database, mailbox.url) == 3
        act(set_up)
        assert mailbox.messages == {}
        assert fetching.fetch(set_up.database, mailbox.url) == 0

    assert states(set_up) == [State.BOUNCED]


def test_a_mailbox_that_breaks_off_loses_nothing_and_doubles_nothing(set_up: Service, server: MailServer) -> None:
    path = sent(set_up, server)
    five = [a_delivery_report(path, status="4.2.2", words=f"smtp; 452 4.2.2 {n}") for n in range(5)]
    with an_imap_server(*five) as mailbox:
        for steps in range(4, 30):
            mailbox.fails_after, mailbox.asked[:] = steps, []
            try:
                fetching.fetch(set_up.database, mailbox.url)
            except MailboxAway:
                continue
            break
        assert mailbox.messages == {}

    assert rows(set_up, "SELECT count(*) FROM bounce_events") == [5]


def test_a_mailbox_that_lets_nobody_in_is_no_reason_to_stop_and_is_counted(set_up: Service) -> None:
    before = REGISTRY.get_sample_value("mosaik_mailbox_away_total") or 0
    with an_imap_server() as mailbox:
        worker.settings = type(worker.settings)(
            **{**vars(worker.settings), "bounce_imap_url": mailbox.url.replace("secret", "wrong")}
        )
        fetching.fetch_reports.apply().get()

    worker.settings = type(worker.settings)(**{**vars(worker.settings), "bounce_imap_url": "imap://x:y@127.0.0.1:9/"})
    fetching.fetch_reports.apply().get()

    assert (REGISTRY.get_sample_value("mosaik_mailbox_away_total") or 0) == before + 2


def test_a_provider_knocks_with_a_whole_mail_or_a_few_words(set_up: Service, server: MailServer) -> None:
    path = sent(set_up, server)
    whole = knock(set_up, a_delivery_report(path, status="4.4.1"))
    again = knock(set_up, a_delivery_report(path, status="4.4.1"))
    short = f'{{"kind": "complaint", "return_path": "{path}", "id": "4711"}}'.encode()
    words = knock(set_up, short, "application/json")
    act(set_up)

    assert [each.status_code for each in (whole, again, words)] == [202, 202, 202]
    assert [each.json["is_new"] for each in (whole, again, words)] == [True, False, True]
    assert words.json["is_known"]
    assert states(set_up) == [State.COMPLAINED]


@pytest.mark.parametrize(
    "words",
    [{"secret": "another"}, {"signed": "t=1,v1="}, {"signed": "x"}, {"now": clock.now() - timedelta(minutes=10)}],
)
def test_who_does_not_sign_is_not_heard(set_up: Service, words: Any) -> None:
    assert knock(set_up, b"To: x", **words).status_code == 401
    assert rows(set_up, "SELECT count(*) FROM bounce_events") == [0]


def test_without_a_secret_nobody_is_heard(notifier: Service) -> None:
    assert knock(notifier, b"To: x", secret="").status_code == 401


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"kind": "party", "return_path": "x"}', b'{"kind": "bounce"}'])
def test_words_that_are_no_report_are_refused(set_up: Service, body: bytes) -> None:
    assert knock(set_up, body, "application/json").status_code in {400, 422}


def test_without_a_domain_reports_come_to_the_sender(notifier: Service, server: MailServer) -> None:
    outfit.cache_clear()
    assert sent(notifier, server) == outfit().writer._city.sender


def test_a_report_with_a_hidden_character_blocks_no_other(set_up: Service, server: MailServer) -> None:
    path = sent(set_up, server)
    strange = a_delivery_report(path, status="4.2.2", words="452 4.2.2 full \x00\x1b here")
    with an_imap_server(strange, a_delivery_report(path)) as mailbox:
        assert fetching.fetch(set_up.database, mailbox.url) == 2
        assert mailbox.messages == {}

    assert rows(set_up, "SELECT words FROM bounce_events ORDER BY id")[0] == "smtp; 452 4.2.2 full here"
    assert knock(set_up, a_delivery_report(path, words="\x00")).status_code == 202


@pytest.mark.parametrize("pipelining", [True, False])
def test_a_server_that_makes_reports_is_asked_for_them_and_they_come_home(set_up: Service, pipelining: bool) -> None:
    with a_mail_server(features=("DSN", "PIPELINING") if pipelining else ("DSN",)) as server:
        path = sent(set_up, server, a_subscriber("ada+city=x@example.org"))
    begin, to, _ = [line.decode() for line in server.commands if not line.startswith((b"EHLO", b"ehlo"))][:3]

    assert begin == f"MAIL FROM:<{path}> RET=HDRS ENVID={envelope_id(path)}"
    assert to == "RCPT TO:<ada+city=x@example.org> NOTIFY=FAILURE,DELAY ORCPT=rfc822;ada+2Bcity+3Dx@example.org"
    assert server.addresses == ["ada+city=x@example.org"]
    take(set_up, a_delivery_report("postmaster@klima.example", envelope_id=envelope_id(path)))
    assert states(set_up) == [State.BOUNCED]


def test_a_server_that_makes_none_is_asked_for_none(set_up: Service, server: MailServer) -> None:
    sent(set_up, server)

    assert not [line for line in server.commands if b"ENVID" in line or b"NOTIFY" in line]


def test_without_a_domain_for_reports_an_envelope_has_no_id(notifier: Service) -> None:
    with a_mail_server(features=("DSN",)) as server:
        sent(notifier, server)

    (begin,) = [line for line in server.commands if line.startswith(b"MAIL FROM")]
    assert begin.endswith(b"> RET=HDRS")
