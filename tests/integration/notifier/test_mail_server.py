"""What a mail server may do to us, and what the ledger says afterwards: the reply table, row by row."""

import datetime as dt
import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import text

from notifier.rules import Lane, Mail, State
from notifier.sending import engine
from notifier.sending.pool import Pool
from notifier.sending.smtp import Envelope, Unreachable
from notifier.tasks import outfit
from services.kit import clock
from services.kit.web import Service
from tests.support.city import run_queue
from tests.support.mail_server import MailServer, Temper, Whim, a_mail_server, sent
from tests.support.notifier_makers import a_letter, a_subscriber, an_offer, hear

ADA, BEA, CEM = "ada@example.org", "bea@example.org", "cem@example.org"


@pytest.fixture(params=["pipelining", "one by one"])
def server(request: pytest.FixtureRequest) -> Iterator[MailServer]:
    features = ("PIPELINING",) if request.param == "pipelining" else ("8BITMIME",)
    with a_mail_server(features=features) as running:
        yield running


@pytest.fixture
def three(notifier: Service) -> Service:
    """The notifier, with an offer that three people are to hear of."""
    outfit.cache_clear()
    hear(notifier, *(a_subscriber(each) for each in (ADA, BEA, CEM)), an_offer())
    run_queue(notifier, "notifier.expand")
    return notifier


def drain(server: MailServer | str, lane: Lane = Lane.ALERTS) -> int:
    here = outfit()
    url = server if isinstance(server, str) else server.url
    return engine.drain(replace(here, smtp_url=url), lane)


def ledger(app: Service) -> dict[str, str]:
    """Return what became of each person's mail; who stands in a batch and has no row yet is pending."""
    with app.database.reading() as session:
        rows = session.execute(
            text(
                "SELECT r.email, coalesce(d.state, 0) AS state FROM batches b, unnest(b.recipients) AS member(id)"
                " JOIN recipients r ON r.id = member.id LEFT JOIN deliveries d ON d.recipient_id = member.id"
            )
        )
        return {row.email: State(row.state).name.lower() for row in rows}


def row(app: Service, email: str, column: str) -> object:
    with app.database.reading() as session:
        asked = f"SELECT d.{column} FROM deliveries d JOIN recipients r ON r.id = d.recipient_id WHERE r.email = :email"
        return session.scalar(text(asked), {"email": email})


def rests(app: Service) -> int:
    with app.database.reading() as session:
        return int(session.scalar(text("SELECT coalesce(max(failures), 0) FROM lane_rests WHERE until > now()")) or 0)


def suppressed(app: Service) -> int:
    with app.database.reading() as session:
        return int(session.scalar(text("SELECT count(*) FROM suppressions")) or 0)


def wake(app: Service) -> None:
    """Let the time pass for which lanes rest and mails were put off."""
    with app.database.transaction() as session:
        session.execute(text("UPDATE lane_rests SET until = now()"))
        session.execute(text("UPDATE deliveries SET next_at = now() WHERE state = 0"))
        session.execute(text("UPDATE batches SET next_at = now() WHERE state = 0"))


def test_250_after_the_dot_is_accepted(three: Service, server: MailServer) -> None:
    assert drain(server) == 3

    assert ledger(three) == dict.fromkeys((ADA, BEA, CEM), "accepted")
    assert sorted(server.addresses) == [ADA, BEA, CEM]
    assert server.connections == 1, "one line for all"
    assert (row(three, ADA, "smtp_code"), row(three, ADA, "reply")) == (250, "2.0.0 Ok")


@pytest.mark.parametrize(
    "temper",
    [
        Temper(greeting=None),
        Temper(greeting="421 4.3.2 Not now"),
        Temper(greeting="554 5.7.1 Never"),
        Temper(greeting="hello, this is a web server"),
        Temper(to_mail=None),
        Temper(to_mail="421 4.7.0 Later"),
        Temper(to_mail="451 4.3.0 Later"),
        Temper(to_mail="550 5.7.1 Not you"),
        Temper(to_mail="\x16\x03\x01 garbage"),
    ],
    ids=lambda temper: f"{temper.greeting}, {temper.to_mail}",
)
def test_whatever_fails_before_the_recipient_is_the_lane_s_trouble_and_nobody_s_attempt(
    three: Service, server: MailServer, temper: Temper
) -> None:
    server.temper = temper

    assert drain(server) == 0

    assert set(ledger(three).values()) == {"pending"}
    assert rests(three) == 1
    assert row(three, ADA, "attempt") == 0
    server.temper = Temper()
    assert drain(server) == 0, "the lane rests"
    wake(three)
    assert drain(server) == 3
    assert server.doubled == {}


def test_a_server_that_is_not_there_lets_the_lane_rest_longer_each_time(three: Service) -> None:
    for failures in (1, 2, 3):
        assert drain("smtp://127.0.0.1:9") == 0
        assert rests(three) == failures
        wake(three)

    assert set(ledger(three).values()) == {"pending"}


@pytest.mark.parametrize("url", ["smtp+starttls://127.0.0.1:{}", "smtps://127.0.0.1:{}", "smtp://u:p@127.0.0.1:{}"])
def test_without_the_encryption_or_sign_in_that_was_asked_for_nothing_goes_out(three: Service, url: str) -> None:
    with a_mail_server() as server:
        assert drain(url.format(server.port)) == 0

        assert server.taken == []
        assert not any(line.startswith(b"MAIL") for line in server.commands)
    assert rests(three) == 1


def test_a_server_that_cannot_prove_who_it_is_gets_nothing(three: Service, tmp_path: Path) -> None:
    with a_mail_server(features=("STARTTLS", "PIPELINING"), tls=_nobody_s_certificate(tmp_path)) as server:
        assert drain(f"smtp+starttls://127.0.0.1:{server.port}") == 0

        assert server.taken == []
    assert rests(three) == 1


@pytest.mark.parametrize("reply", ["450 4.2.0 Greylisted", "452 4.2.2 Mailbox full", "421 4.7.0 Too fast"])
def test_4xx_to_the_recipient_puts_her_mail_off_and_the_others_go_on(
    three: Service, server: MailServer, reply: str
) -> None:
    server.whims[BEA] = Whim(to_rcpt=reply)

    drain(server)
    wake_lane_only(three)
    drain(server)

    assert ledger(three) == {ADA: "accepted", BEA: "pending", CEM: "accepted"}
    assert (row(three, BEA, "attempt"), row(three, BEA, "smtp_code")) == (1, int(reply[:3]))
    assert (waits_minutes(three, BEA), suppressed(three)) == (1, 0)


def test_5_1_x_to_the_recipient_rejects_her_mail_and_her_address_for_good(three: Service, server: MailServer) -> None:
    server.whims[BEA] = Whim(to_rcpt="550 5.1.1 No such user")

    drain(server)

    assert ledger(three) == {ADA: "accepted", BEA: "rejected", CEM: "accepted"}
    assert (row(three, BEA, "enhanced"), suppressed(three)) == ("5.1.1", 1)
    hear(three, an_offer())
    run_queue(three, "notifier.expand")
    drain(server)
    assert server.addresses.count(ADA) == 2
    assert BEA not in server.addresses


@pytest.mark.parametrize("reply", ["550 5.7.1 Policy", "554 5.2.1 Disabled", "550 no code"])
def test_other_5xx_to_the_recipient_rejects_her_mail_and_blames_nobody(
    three: Service, server: MailServer, reply: str
) -> None:
    server.whims[BEA] = Whim(to_rcpt=reply)

    drain(server)

    assert ledger(three) == {ADA: "accepted", BEA: "rejected", CEM: "accepted"}
    assert suppressed(three) == 0


@pytest.mark.parametrize("reply", ["451 4.3.0 Later", "421 4.3.2 Shutting down", "452 4.3.1 Disk full"])
def test_4xx_after_the_dot_is_an_answer_and_puts_the_mail_off(three: Service, server: MailServer, reply: str) -> None:
    server.whims[BEA] = Whim(to_dot=reply)

    drain(server)
    wake_lane_only(three)
    drain(server)

    assert ledger(three) == {ADA: "accepted", BEA: "pending", CEM: "accepted"}
    assert (row(three, BEA, "attempt"), row(three, BEA, "smtp_code")) == (1, int(reply[:3]))
    assert server.doubled == {}


def test_5xx_after_the_dot_rejects_the_mail(three: Service, server: MailServer) -> None:
    server.whims[BEA] = Whim(to_dot="554 5.6.0 We do not like it")

    drain(server)

    assert ledger(three) == {ADA: "accepted", BEA: "rejected", CEM: "accepted"}


@pytest.mark.parametrize("reply", ["451 4.3.0 Later", "554 5.3.0 No"])
def test_no_to_data_is_an_answer_to_this_one_mail(three: Service, server: MailServer, reply: str) -> None:
    server.whims[BEA] = Whim(to_data=reply)

    drain(server)

    assert ledger(three)[BEA] == ("pending" if reply.startswith("4") else "rejected")
    assert sorted(server.addresses) == [ADA, CEM]


@pytest.mark.parametrize("takes_it", [True, False])
@pytest.mark.parametrize("reply", [None, "\x00\x01 garbage", "999 what", "354 Go on"])
def test_no_answer_after_the_dot_is_unknown_and_is_not_tried_again(
    three: Service, server: MailServer, takes_it: bool, reply: str | None
) -> None:
    server.whims[BEA] = Whim(to_dot=reply, takes_it=takes_it)

    for _ in range(3):
        drain(server)
        wake(three)

    assert ledger(three) == {ADA: "accepted", BEA: "unknown", CEM: "accepted"}
    assert server.addresses.count(BEA) == takes_it
    assert server.doubled == {}


def test_a_line_lost_before_the_dot_leaves_no_doubt_only_where_none_is(three: Service, server: MailServer) -> None:
    server.whims[BEA] = Whim(to_data=None)

    drain(server)

    assert ledger(three) == {ADA: "accepted", BEA: "pending", CEM: "accepted"}, "the others go on over another line"
    server.whims.clear()
    wake(three)
    drain(server)
    assert set(ledger(three).values()) == {"accepted"}
    assert server.doubled == {}


def test_a_line_lost_after_the_answer_leaves_no_doubt(three: Service, server: MailServer) -> None:
    server.whims[BEA] = Whim(hangs_up_after_reply=True)

    drain(server)
    wake(three)
    drain(server)

    assert set(ledger(three).values()) == {"accepted"}
    assert server.doubled == {}


def test_a_server_that_takes_few_mails_a_connection_gets_all_of_them_all_the_same(
    three: Service, server: MailServer
) -> None:
    server.temper.mails_a_connection = 1

    for _ in range(3):
        drain(server)
        assert rests(three) <= 1, "a lane that gets on does not rest longer and longer"
        wake(three)

    assert set(ledger(three).values()) == {"accepted"}
    assert server.doubled == {}


def test_a_slow_answer_is_waited_for(three: Service, server: MailServer) -> None:
    server.whims[BEA] = Whim(after=0.5)

    assert drain(server) == 3
    assert set(ledger(three).values()) == {"accepted"}


def test_a_letter_put_off_keeps_its_words_until_it_is_gone(notifier: Service, server: MailServer) -> None:
    outfit.cache_clear()
    server.whims[ADA] = Whim(to_rcpt="450 4.2.0 Greylisted")
    hear(notifier, a_letter(ADA, expires_at=clock.now() + dt.timedelta(hours=1)))
    drain(server, Lane.LETTERS)

    server.whims.clear()
    wake(notifier)
    assert drain(server, Lane.LETTERS) == 1

    assert server.addresses == [ADA]
    with notifier.database.reading() as session:
        assert "123456" not in str(session.scalar(text("SELECT content FROM notifications")))


def test_a_line_that_starts_with_a_dot_arrives_as_it_was(server: MailServer) -> None:
    pool = Pool(server.url, 1)
    body = b"Subject: x\r\n\r\n.\r\n..two\r\n. three\r\n"

    (answer,) = sent(pool, [Envelope((1, 1), "post@example.org", ADA, body)])
    pool.close()

    assert answer[1].state == State.ACCEPTED
    assert server.taken == [(ADA, body)]


def test_the_line_says_before_which_mail_it_broke(server: MailServer) -> None:
    server.whims |= {BEA: Whim(to_rcpt=None), CEM: Whim(to_dot=None)}
    begun: list[Mail] = []
    envelopes = [Envelope((1, n), "post@example.org", each, b"x\r\n") for n, each in enumerate((ADA, BEA, CEM))]

    fates: dict[int, State] = {}
    pool = Pool(server.url, 1)

    def send() -> None:
        for (_, recipient_id), reply in sent(pool, envelopes, about_to=begun.append):
            fates[recipient_id] = reply.state

    with pytest.raises(Unreachable):
        send()
    pool.close()

    assert begun == [(1, 0), (1, 2)]
    assert fates == {0: State.ACCEPTED, 2: State.UNKNOWN}


def wake_lane_only(app: Service) -> None:
    with app.database.transaction() as session:
        session.execute(text("UPDATE lane_rests SET until = now()"))
        session.execute(text("UPDATE batches SET next_at = now() WHERE state = 0"))


def waits_minutes(app: Service, email: str) -> int:
    with app.database.reading() as session:
        asked = "SELECT extract(epoch FROM d.next_at - d.updated_at) FROM deliveries d JOIN recipients r"
        return (
            int(session.scalar(text(f"{asked} ON r.id = d.recipient_id WHERE r.email = :e"), {"e": email}) or 0) // 60
        )


def _nobody_s_certificate(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    today = clock.now()
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    (folder / "certificate").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate", folder / "key")
    return context
