"""What comes back: fetched from its mailbox, acted on, and forgiven after a while."""

from datetime import datetime

from sqlalchemy.orm import Session

from notifier.actions import bounces, reports
from notifier.rules.reports import read_report
from notifier.sending import mailbox
from notifier.sending.figures import MAILBOX_AWAY
from notifier.tasks.worker import worker
from services.kit import clock
from services.kit.db import Database
from services.kit.logs import logger


@worker.job(name="notifier.fetch_reports", every=60)
def fetch_reports(database: Database) -> None:
    """Fetch reports from their mailbox, if there is one; each goes from there once it is kept here."""
    if not worker.settings.bounce_imap_url:
        return
    with database.slot("fetch_reports", 1) as free:
        if not free:
            return
        try:
            fetch(database, worker.settings.bounce_imap_url)
        except mailbox.MailboxAway as trouble:
            MAILBOX_AWAY.inc()
            logger().warning("mailbox_away", reason=str(trouble))


@worker.every(seconds=10)
def act_on_reports(session: Session, now: datetime) -> None:
    """Do what follows from reports that were kept."""
    if reports.act_on_reports(session, now=now):
        worker.after_commit(session, "notifier.act_on_reports")


@worker.every(seconds=3600)
def forgive(session: Session, now: datetime) -> None:
    """Let old failures count less, where mails arrive again."""
    bounces.forgive(session, now=now)


def fetch(database: Database, url: str) -> int:
    """Keep what lies in a mailbox, message by message, and remove each; returns how many were new."""
    new = 0
    with mailbox.opened(url) as box:
        for uid, raw in box.messages():
            with database.transaction() as session:
                report = read_report(raw, worker.settings.return_paths)
                new += reports.keep_report(session, report, raw, now=clock.now())
            box.remove(uid)
    return new
