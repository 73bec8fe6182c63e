"""After its time the ledger says how many got a message, and no longer who."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from notifier.actions import anonymising
from notifier.queries.ledger import summaries
from notifier.tasks import privacy
from services.kit import clock
from services.kit.web import Service
from tests.support.notifier_makers import a_letter, a_subscriber, an_interest, an_offer, find_people, hear, left


def told(app: Service, people: int) -> int:
    """Let so many hear of an offer, long ago, and return which notification that was."""
    hear(app, *(a_subscriber(f"a{n}@example.org", an_interest()) for n in range(people)))
    hear(app, an_offer())
    find_people(app)
    with app.database.transaction() as session:
        found: int = session.execute(text("SELECT id FROM notifications WHERE topic = 3")).scalar_one()
        session.execute(_SENT)
        session.execute(text("UPDATE batches SET state = 2"))
        session.execute(text("UPDATE notifications SET settled_at = now(), created_at = now() - interval '400 days'"))
    return found


_SENT = text("""
    INSERT INTO deliveries (notification_id, recipient_id, lane, state, attempt, reply, updated_at)
    SELECT b.notification_id, member.id, b.lane, CASE WHEN member.id % 3 = 0 THEN 7 ELSE 3 END, 1, 'words', now()
    FROM batches b CROSS JOIN LATERAL unnest(b.recipients) AS member(id)
""")


def states(app: Service, notification_id: int) -> dict[str, int]:
    with app.database.reading() as session:
        found: dict[str, int] = summaries(session, [notification_id])[notification_id]["states"]
        return found


def asked(app: Service, question: str) -> list[int]:
    with app.database.reading() as session:
        return list(session.scalars(text(question)))


@pytest.mark.parametrize("people", [1, 7])
def test_how_many_got_it_stays_and_who_does_not(notifier: Service, people: int) -> None:
    notification_id = told(notifier, people)
    before = states(notifier, notification_id)

    privacy.forget_who_got_it.run()

    assert states(notifier, notification_id) == before
    assert asked(notifier, "SELECT count(*) FROM deliveries WHERE recipient_id > 0 OR reply IS NOT NULL") == [0]
    assert asked(notifier, "SELECT count(*) FROM batches WHERE first_id > 0") == [0]
    assert asked(notifier, "SELECT unnest(recipients) FROM batches ORDER BY 1") == asked(
        notifier, "SELECT recipient_id FROM deliveries ORDER BY 1"
    )


def test_several_batches_keep_apart_and_one_that_was_broken_off_is_gone_on_with(notifier: Service) -> None:
    notification_id = told(notifier, 6)
    with notifier.database.transaction() as session:
        session.execute(_SPLIT, {"n": notification_id})
    before = states(notifier, notification_id)
    with notifier.database.transaction() as session:
        place, first_id = next(iter(anonymising.batches_with_people(session, notification_id)))
        anonymising.anonymise_batch(session, notification_id, first_id, place=place)

    privacy.forget_who_got_it.run()

    assert states(notifier, notification_id) == before
    assert len(set(asked(notifier, "SELECT recipient_id FROM deliveries"))) == 6
    assert len(asked(notifier, "SELECT first_id FROM batches")) == 2


_SPLIT = text("""
    WITH whole AS (DELETE FROM batches WHERE notification_id = :n RETURNING *),
    halves AS (
        SELECT whole.*, recipients[1:3] AS half FROM whole UNION ALL SELECT whole.*, recipients[4:6] FROM whole
    )
    INSERT INTO batches (notification_id, first_id, last_id, recipients, lane, state, next_at, fence)
    SELECT notification_id, half[1], half[3], half, lane, state, next_at, fence FROM halves
""")


def test_what_is_young_or_not_settled_still_says_who(notifier: Service) -> None:
    told(notifier, 2)
    with notifier.database.transaction() as session:
        session.execute(text("UPDATE notifications SET settled_at = NULL"))

    privacy.forget_who_got_it.run()

    assert asked(notifier, "SELECT count(*) FROM deliveries WHERE recipient_id > 0") == [2]


def test_who_once_got_a_letter_and_nothing_since_is_forgotten(notifier: Service) -> None:
    subscriber = a_subscriber("gone@example.org", an_interest())
    hear(notifier, a_letter("once@example.org"), a_subscriber("stays@example.org", an_interest()), subscriber)
    hear(notifier, left(subscriber))
    with notifier.database.transaction() as session:
        session.execute(text("UPDATE batches SET state = 2"))
        later = clock.now() + timedelta(days=366)
        forgotten = anonymising.forget_strangers(session, keep_days=365, now=later)

    assert forgotten == 2
    assert asked(notifier, "SELECT count(*) FROM recipients") == [1]
