"""People forgotten: at their wish at once, and in the ledger when its time is over."""

import time
from datetime import datetime

from sqlalchemy.orm import Session

from notifier.actions import anonymising, forgetting
from notifier.tasks.worker import times, worker
from services.facts.forgetting import ProfileErased
from services.kit import clock
from services.kit.db import Database
from services.kit.privacy.forgotten import drop_old_links

_A_ROUND_SECONDS = 60


@worker.hears(ProfileErased)
def forget_person(session: Session, fact: ProfileErased) -> None:
    """Forget a person who wants it."""
    forgetting.forget_person(session, fact, now=clock.now())


@worker.job(name="notifier.forget_who_got_it", every=3600)
def forget_who_got_it(database: Database) -> None:
    """Let old notifications say how many got them, and no longer who, for about a minute at a time."""
    until = time.monotonic() + _A_ROUND_SECONDS
    with database.reading() as session:
        old = anonymising.old_notifications(session, keep_days=times()["sent_days"], now=clock.now())
    for notification_id in old:
        if not _anonymised(database, notification_id, until):
            return


@worker.every(seconds=86_400)
def forget_in_time(session: Session, now: datetime) -> None:
    """Forget those who once got a letter and nothing since, and what old links were about."""
    anonymising.forget_strangers(session, keep_days=times()["sent_days"], now=now)
    drop_old_links(session, days=times()["links_days"], now=now)


def _anonymised(database: Database, notification_id: int, until: float) -> bool:
    """Go through a notification's batches; tells whether it was done in time."""
    with database.reading() as session:
        batches = list(anonymising.batches_with_people(session, notification_id))
    for place, first_id in batches:
        if time.monotonic() > until:
            return False
        with database.transaction() as session:
            anonymising.anonymise_batch(session, notification_id, first_id, place=place)
    with database.transaction() as session:
        anonymising.close(session, notification_id, now=clock.now())
    return True
