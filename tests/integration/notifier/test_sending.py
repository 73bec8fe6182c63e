"""From a fact to the letterbox: everyone once, and nobody else."""

from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from sqlalchemy import text

from notifier.actions import writing_letters
from notifier.rules import Lane, State
from notifier.sending import engine
from notifier.sending.signing import Signature
from notifier.tasks import outfit
from services.facts.directory import OfferPublished
from services.kit import clock
from services.kit.leaving import narrowed
from services.kit.web import Service
from tests.support.city import Letterbox, run_queue
from tests.support.mail_server import a_mail_server
from tests.support.notifier_makers import a_letter, a_subscriber, an_interest, an_offer, hear, left, withdrawn

_KEY = rsa.generate_private_key(65537, 2048)
_PEM = _KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
_PUBLIC = _KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def settle(app: Service) -> None:
    for _ in range(10):
        if not sum(run_queue(app, queue) for queue in app.worker.queues):
            return


@pytest.fixture(autouse=True)
def _fresh_outfit() -> None:
    outfit.cache_clear()


def states(app: Service) -> list[int]:
    with app.database.reading() as session:
        return list(session.scalars(text("SELECT state FROM deliveries ORDER BY recipient_id")))


def test_an_offer_reaches_everyone_it_fits_once_and_nobody_else(notifier: Service, letterbox: Letterbox) -> None:
    hear(
        notifier,
        a_subscriber("ada@example.org", an_interest(what=("offer",), categories=("nature",), commitment="short_term")),
        a_subscriber("bea@example.org", an_interest(what=("offer",), categories=("energy",))),
        a_subscriber("cem@example.org", an_interest()),
    )

    hear(notifier, an_offer())
    settle(notifier)

    assert sorted(letterbox.addresses()) == ["ada@example.org", "cem@example.org"]


def test_the_same_fact_twice_makes_one_mail(notifier: Service, letterbox: Letterbox) -> None:
    hear(notifier, a_subscriber("ada@example.org"))
    offer, fact_id = an_offer(), uuid4()

    hear(notifier, offer, offer, fact_id=fact_id)
    settle(notifier)
    hear(notifier, offer)
    settle(notifier)

    assert len(letterbox.mails("ada@example.org")) == 1


def test_an_edited_offer_is_not_announced_again(notifier: Service, letterbox: Letterbox) -> None:
    hear(notifier, a_subscriber("ada@example.org"))
    offer = an_offer()
    hear(notifier, offer)
    settle(notifier)

    hear(notifier, an_offer(offer_id=offer.offer_id, version=2, title="Bäume wässern"))
    settle(notifier)

    assert len(letterbox.mails("ada@example.org")) == 1


def test_several_fitting_interests_make_one_mail_that_names_them(notifier: Service, letterbox: Letterbox) -> None:
    lines = [an_interest(categories=(each,)) for each in ("nature", "education")]
    hear(notifier, a_subscriber("ada@example.org", *lines))

    hear(notifier, an_offer(categories=("nature", "education")))
    settle(notifier)

    (mail,) = letterbox.mails("ada@example.org")
    assert "Bildung & Wissenschaft und Stadtgrün & Artenvielfalt" in mail["text"]


@pytest.mark.parametrize(
    ("interest", "offer", "fits"),
    [
        ({"districts": ("altstadt",)}, {"district": "altstadt"}, True),
        ({"districts": ("altstadt",)}, {"district": "trotha"}, False),
        ({"districts": ("altstadt",)}, {}, False),
        ({"with_children": True}, {"with_children": True}, True),
        ({"with_children": True}, {}, False),
        ({"wheelchair": True}, {"wheelchair": "yes"}, True),
        ({"wheelchair": True}, {"wheelchair": "partly"}, False),
        ({"remote": True}, {"remote": True}, True),
        ({"remote": True}, {"remote": False}, False),
        ({"language": "uk"}, {"languages": ("de", "uk")}, True),
        ({"language": "uk"}, {"languages": ("de",)}, False),
        ({"text": "Gießen"}, {"summary": "Wir gießen zusammen."}, True),
        ({"text": "Reparieren"}, {}, False),
        ({"commitment": "long_term"}, {}, False),
        ({"what": ("event",)}, {}, False),
        ({"cadence": "weekly"}, {}, False),
        ({"since": clock.now() + timedelta(hours=1)}, {}, False),
    ],
)
def test_every_word_of_an_interest_counts(
    notifier: Service, letterbox: Letterbox, interest: dict[str, Any], offer: dict[str, Any], fits: bool
) -> None:
    hear(notifier, a_subscriber("ada@example.org", an_interest(**interest)))

    hear(notifier, an_offer(**offer))
    settle(notifier)

    assert bool(letterbox.mails("ada@example.org")) is fits


def test_who_left_between_queueing_and_sending_gets_nothing(notifier: Service, letterbox: Letterbox) -> None:
    ada, bea = a_subscriber("ada@example.org"), a_subscriber("bea@example.org")
    hear(notifier, ada, bea, an_offer())
    run_queue(notifier, "notifier.expand")

    hear(notifier, left(ada))
    settle(notifier)

    assert letterbox.addresses() == ["bea@example.org"]
    assert sorted(states(notifier)) == [State.ACCEPTED, State.CANCELLED]


def test_a_withdrawn_offer_is_not_told_any_more(notifier: Service, letterbox: Letterbox) -> None:
    offer = an_offer()
    hear(notifier, a_subscriber("ada@example.org"), offer)
    run_queue(notifier, "notifier.expand")

    hear(notifier, withdrawn(offer))
    settle(notifier)

    assert letterbox.mails() == []
    assert states(notifier) == [State.CANCELLED]


def test_a_bulk_import_announces_nothing(notifier: Service, letterbox: Letterbox) -> None:
    hear(notifier, a_subscriber("ada@example.org"), an_offer(is_news=False))
    settle(notifier)

    assert letterbox.mails() == []


def test_old_news_is_not_told(notifier: Service, letterbox: Letterbox) -> None:
    hear(notifier, a_subscriber("ada@example.org", an_interest(since=clock.now() - timedelta(days=30))))

    hear(notifier, an_offer(published_at=clock.now() - timedelta(days=8)))
    settle(notifier)

    assert letterbox.mails() == []


def test_a_letter_goes_to_its_address_and_leaves_no_trace_of_its_words(notifier: Service, letterbox: Letterbox) -> None:
    hear(notifier, a_letter("ada@example.org", slots={"code": "987654", "link": "http://localhost/x"}))
    settle(notifier)

    (mail,) = letterbox.mails("ada@example.org")
    assert "987654" in mail["text"]
    assert "987654" in mail["html"]
    with notifier.database.reading() as session:
        kept = session.scalar(text("SELECT content::text FROM notifications"))
    assert "987654" not in str(kept)
    assert "ada@" not in str(kept)


def test_a_letter_that_is_too_late_is_not_sent(notifier: Service, letterbox: Letterbox) -> None:
    hear(notifier, a_letter("ada@example.org", expires_at=clock.now() - timedelta(seconds=1)))
    settle(notifier)

    assert letterbox.mails() == []
    assert states(notifier) == [State.EXPIRED]


@pytest.mark.parametrize(
    ("state", "minutes", "stays"),
    [(State.EXPIRED, -1, False), (State.ACCEPTED, 15, False), (State.UNKNOWN, 15, True), (State.UNKNOWN, -1, False)],
)
def test_the_words_of_a_letter_stay_only_while_it_may_still_be_sent(
    notifier: Service, letterbox: Letterbox, state: State, minutes: int, stays: bool
) -> None:
    words = {"expires_at": clock.now() + timedelta(minutes=minutes)}
    hear(notifier, a_letter("ada@example.org", **words))
    with notifier.database.transaction() as session:
        # As it stands after a sender died, and its journal was read.
        session.execute(text("UPDATE batches SET state = 2"))
        session.execute(
            text(
                "INSERT INTO deliveries (notification_id, recipient_id, lane, state, attempt, updated_at)"
                " SELECT notification_id, first_id, lane, :state, 1, now() FROM batches"
            ),
            {"state": state},
        )

    with notifier.database.transaction() as session:
        writing_letters.forget_letters(session, now=clock.now())

    with notifier.database.reading() as session:
        assert ("ada@" in str(session.scalar(text("SELECT content::text FROM notifications")))) is stays


def test_a_letter_that_waits_keeps_its_words(notifier: Service, letterbox: Letterbox) -> None:
    hear(notifier, a_letter("ada@example.org"))

    with notifier.database.transaction() as session:
        writing_letters.forget_letters(session, now=clock.now())
    settle(notifier)

    assert len(letterbox.mails("ada@example.org")) == 1


def test_while_the_mail_server_is_away_mails_wait_and_then_go_out(
    notifier: Service, letterbox: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = outfit()
    away = replace(here, smtp_url="smtp://127.0.0.1:9")
    hear(notifier, a_subscriber("ada@example.org"), an_offer())
    run_queue(notifier, "notifier.expand")

    engine.drain(away, Lane.ALERTS)

    assert states(notifier) == [State.PENDING]
    assert engine.drain(here, Lane.ALERTS) == 0, "the lane rests"
    with notifier.database.transaction() as session:
        rest = session.execute(text("SELECT failures, until > now() AS resting FROM lane_rests")).one()
        session.execute(text("UPDATE lane_rests SET until = now()"))
    assert (rest.failures, rest.resting) == (1, True)
    assert engine.drain(here, Lane.ALERTS) == 1
    assert len(letterbox.mails("ada@example.org")) == 1
    with notifier.database.reading() as session:
        assert session.scalar(text("SELECT attempt FROM deliveries")) == 1, "no attempt was charged"


def test_headers_are_those_of_an_excellent_sender(notifier: Service, letterbox: Letterbox) -> None:
    ada = a_subscriber("ada@example.org")
    hear(notifier, ada, an_offer())
    settle(notifier)

    (mail,) = letterbox.mails("ada@example.org")
    headers = dict(mail["headers"])
    assert headers["List-Unsubscribe"].endswith(f"/u/{narrowed(ada.leave_token, 'offer:nature')}>")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Content-Language"] == "de"
    assert headers["Precedence"] == "bulk"
    assert "offers." in headers["List-Id"]
    assert ada.manage_token not in headers["List-Unsubscribe"]
    assert mail["subject"] == "Neu für dich: Bäume gießen"


def test_a_signed_mail_arrives_as_it_was_signed(notifier: Service) -> None:
    signature = Signature(_PEM, domain="example.org", selector="s1")
    ada = a_subscriber("ada@example.org", name="Ada Löffel")
    hear(notifier, ada, an_offer())
    run_queue(notifier, "notifier.expand")

    with a_mail_server() as server:
        assert engine.drain(replace(outfit(), smtp_url=server.url, signature=signature), Lane.ALERTS) == 1

    ((_, mail),) = server.taken
    assert dkim.verify(mail, dnsfunc=lambda *_, **__: b"v=DKIM1; k=rsa; p=" + b64encode(_PUBLIC))
    assert b"list-unsubscribe:list-unsubscribe-post" in mail.replace(b"\r\n ", b"").partition(b"bh=")[0]


def test_who_reads_english_leaves_in_english(notifier: Service, letterbox: Letterbox) -> None:
    ada = a_subscriber("ada@example.org", language="en")
    hear(notifier, ada, an_offer())
    settle(notifier)

    (mail,) = letterbox.mails("ada@example.org")
    assert f"/en/u/{narrowed(ada.leave_token, 'offer:nature')}" in mail["text"]


def test_the_sum_of_states_is_everyone_it_was_meant_for(notifier: Service, tokens: Any) -> None:
    hear(notifier, *(a_subscriber(f"p{n}@example.org") for n in range(5)), an_offer())
    settle(notifier)

    answer = notifier.test_client().get("/v1/notifications", headers=tokens.editor("notifier"))

    (found,) = answer.get_json()["items"]
    assert found["fanned_out"] == 5
    assert found["states"] == {"accepted": 5, "pending": 0}


def test_a_fact_that_cannot_be_acted_on_lies_aside_and_can_be_replayed(notifier: Service, letterbox: Letterbox) -> None:
    broken: OfferPublished = an_offer(commitment="for_ever")
    hear(notifier, a_subscriber("ada@example.org"), broken)

    with notifier.database.transaction() as session:
        assert "for_ever" in session.scalar(text("SELECT traceback FROM unheard"))
        session.execute(
            text("UPDATE unheard SET message = jsonb_set(message, '{payload,commitment}', '\"long_term\"')")
        )
    notifier.test_cli_runner().invoke(args=["replay-unheard"])
    settle(notifier)

    assert len(letterbox.mails("ada@example.org")) == 1


@pytest.mark.parametrize(("method", "rest"), [("GET", ""), ("GET", "/deliveries"), ("PUT", "/unknown/resending")])
def test_what_no_id_can_be_is_not_there(notifier: Service, tokens: Any, method: str, rest: str) -> None:
    answer = notifier.test_client().open(
        f"/v1/notifications/{2**63}{rest}", method=method, headers=tokens.editor("notifier")
    )

    assert answer.status_code == 404
