"""News of every kind: whom it fits is told, and what is gone is told to nobody."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from notifier.rules import NotificationState, State
from services.facts import Fact
from services.facts.directory import OrganisationWithdrawn, ProjectWithdrawn
from services.kit import clock
from services.kit.web import Service
from tests.integration.notifier.conftest import SetClock, Settle
from tests.support.city import Letterbox, run_queue
from tests.support.notifier_makers import (
    a_project,
    a_subscriber,
    an_event,
    an_interest,
    an_offer,
    an_organisation,
    cancelled,
    changed,
    find_people,
    hear,
    withdrawn,
)

NEWS: dict[str, Callable[..., Fact]] = {
    "offer": an_offer,
    "event": an_event,
    "project": a_project,
    "organisation": an_organisation,
}


@pytest.mark.parametrize("what", NEWS)
def test_something_new_reaches_those_who_wait_for_its_kind(
    notifier: Service, letterbox: Letterbox, settle: Settle, what: str
) -> None:
    for each in NEWS:
        hear(notifier, a_subscriber(f"{each}@example.org", an_interest(what=(each,))))

    hear(notifier, NEWS[what]())
    settle()

    assert letterbox.addresses() == [f"{what}@example.org"]


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("event", ["/termine/reparatur-treff", "Reparier-Bande lädt dich ein.", "Wann:", "Gemeindehaus"]),
        ("project", ["/projekte/kuehle-orte", "Schattenwerk hat ein neues Projekt.", "läuft gerade"]),
        ("organisation", ["/gruppen/reparier-bande", "Reparier-Bande ist neu auf unserer Seite.", "Initiative"]),
    ],
)
def test_news_say_what_it_is_in_text_and_html(
    notifier: Service, letterbox: Letterbox, settle: Settle, what: str, words: list[str]
) -> None:
    hear(notifier, a_subscriber("ada@example.org", an_interest()), NEWS[what]())
    settle()

    (mail,) = letterbox.mails("ada@example.org")
    assert mail["subject"].startswith("Neu für dich: ")
    assert [word for word in words if word not in mail["text"]] == []
    assert [word for word in words if word not in mail["html"]] == []


def test_english_is_spoken_to_who_reads_english(notifier: Service, letterbox: Letterbox, settle: Settle) -> None:
    hear(notifier, a_subscriber("ada@example.org", an_interest(), language="en"), an_event())
    settle()

    (mail,) = letterbox.mails("ada@example.org")
    assert mail["subject"] == "New for you: Reparatur-Treff"
    assert "/en/termine/reparatur-treff" in mail["text"]


@pytest.mark.parametrize("kind", ["project", "organisation", "event"])
def test_what_is_withdrawn_before_it_was_told_is_told_to_nobody(
    notifier: Service, letterbox: Letterbox, settle: Settle, kind: str
) -> None:
    event, project, organisation = an_event(), a_project(), an_organisation()
    told, gone = {
        "event": (event, cancelled(event)),
        "project": (project, ProjectWithdrawn(project_id=project.project_id, version=2, withdrawn_at=clock.now())),
        "organisation": (
            organisation,
            OrganisationWithdrawn(organisation_id=organisation.organisation_id, version=2, withdrawn_at=clock.now()),
        ),
    }[kind]
    hear(notifier, a_subscriber("ada@example.org", an_interest()), told)
    run_queue(notifier, "notifier.expand")

    hear(notifier, gone)
    settle()

    assert letterbox.mails() == []


def test_what_is_there_again_is_told_to_who_was_not_told_and_to_nobody_twice(
    notifier: Service, letterbox: Letterbox, settle: Settle, tick: Callable[..., None]
) -> None:
    event = an_event()
    hear(notifier, a_subscriber("ada@example.org", an_interest()), event)
    settle()
    # Bea's mail waits when the event is withdrawn.
    bea = a_subscriber("bea@example.org", an_interest())
    hear(notifier, bea, another := an_event(title="Gießrunde"))
    find_people(notifier)
    sent_to(notifier, another.event_id, "ada@example.org")
    hear(notifier, cancelled(event, stays_visible=False), cancelled(another, stays_visible=False))
    settle()
    letterbox.empty()

    hear(notifier, *(an_event(event_id=each.event_id, version=3, title=each.title) for each in (event, another)))
    tick("sweep")
    settle()

    alerts = [(mail["to"], mail["subject"]) for mail in letterbox.mails() if mail["subject"].startswith("Neu für dich")]
    assert alerts == [(["bea@example.org"], "Neu für dich: Gießrunde")]
    with notifier.database.reading() as session:
        assert set(session.scalars(text("SELECT state FROM deliveries WHERE lane = 1"))) == {State.ACCEPTED}


def sent_to(app: Service, object_id: UUID, email: str) -> None:
    """Let one person have her mail already."""
    statement = """
        INSERT INTO deliveries (notification_id, recipient_id, lane, state, attempt, updated_at)
        SELECT n.id, r.id, n.lane, 3, 1, now() FROM notifications n, recipients r
        WHERE n.object_id = :object_id AND r.email = :email
    """
    with app.database.transaction() as session:
        session.execute(text(statement), {"object_id": object_id, "email": email})


def test_what_was_withdrawn_over_a_digest_is_in_the_next(
    notifier: Service, settle: Settle, set_clock: SetClock
) -> None:
    offer, began = an_offer(), clock.now()
    hear(notifier, offer, withdrawn(offer))
    settle()
    set_clock(began + timedelta(days=2))
    hear(notifier, an_offer(offer_id=offer.offer_id, version=3, published_at=offer.published_at))

    with notifier.database.reading() as session:
        (made,) = session.execute(text("SELECT state, created_at FROM notifications")).all()
    assert (made.state, made.created_at) == (NotificationState.EXPANDED, began + timedelta(days=2))


def test_an_event_is_news_although_its_change_was_heard_first(
    notifier: Service, letterbox: Letterbox, settle: Settle
) -> None:
    event = an_event()
    hear(notifier, a_subscriber("ada@example.org", an_interest()), changed(event, title="Repair-Café"), event)
    settle()

    assert [mail["subject"] for mail in letterbox.mails()] == ["Neu für dich: Repair-Café"]


@pytest.mark.parametrize("words", [{"is_news": False}, {"status": "cancelled"}, {"status": "postponed"}])
def test_what_is_no_news_is_not_announced(
    notifier: Service, letterbox: Letterbox, settle: Settle, words: dict[str, object]
) -> None:
    hear(notifier, a_subscriber("ada@example.org", an_interest()), an_event(**words))
    settle()

    assert letterbox.mails() == []


def test_an_event_that_is_over_is_no_news(notifier: Service, letterbox: Letterbox, settle: Settle) -> None:
    hear(notifier, a_subscriber("ada@example.org", an_interest()), an_event(clock.now() - timedelta(hours=3)))
    settle()

    assert letterbox.mails() == []


def test_an_interest_of_words_and_needs_fits_events_too(
    notifier: Service, letterbox: Letterbox, settle: Settle
) -> None:
    hear(
        notifier,
        a_subscriber("ada@example.org", an_interest(text="Toaster", with_children=True)),
        a_subscriber("bea@example.org", an_interest(text="Toaster", remote=True)),
        an_event(words="Toaster, Radio, Lampe", with_children=True),
    )
    settle()

    assert letterbox.addresses() == ["ada@example.org"]
