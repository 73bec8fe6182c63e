"""The notifier's worker, its lanes, and what its processes send with."""

from functools import cache
from zoneinfo import ZoneInfo

from celery.signals import worker_init
from sqlalchemy.orm import Session

from notifier.queries.ledger import figures
from notifier.rules import Lane
from notifier.sending.pace import Pace
from notifier.sending.sender import Outfit
from notifier.sending.signing import Signature
from notifier.sending.writing import Writer
from notifier.settings import Settings
from services.city import read_city
from services.kit.worker import Worker

worker: Worker[Settings] = Worker("notifier")
EXPAND = "notifier.expand"
# A queue for each lane: letters never wait behind alerts.
QUEUES = {lane: f"notifier.send.{lane.name.lower()}" for lane in Lane}
worker.queues += (EXPAND, *QUEUES.values())
worker.figures |= figures()


_OWN_PLACES = {Lane.LETTERS: 2, Lane.REMINDERS: 1}
"""Who waits for a sign-in code waits neither for a newsletter nor for one server that is slow to answer."""


def places(lane: Lane) -> int:
    """Return how many processes may send a lane at the same time; what goes to many shares its places."""
    return _OWN_PLACES.get(lane, worker.settings.slots)


def ring_lane(session: Session, lane: Lane) -> None:
    """Ask for a lane to be drained once the transaction is kept."""
    worker.after_commit(session, "notifier.drain", queue=QUEUES[lane], lane=int(lane))


def signature(settings: Settings, sender_domain: str) -> Signature | None:
    """Return what mails are signed with, if it is not left to the mail server."""
    if not settings.dkim_key:
        return None
    return Signature(settings.dkim_key, domain=settings.dkim_domain or sender_domain, selector=settings.dkim_selector)


def find_people(session: Session, notification_id: int | None) -> None:
    """Ask for a notification's people to be found once the transaction is kept; without one nothing is to do."""
    if notification_id is not None:
        worker.after_commit(session, "notifier.expand", queue=EXPAND, notification_id=notification_id)


@cache
def zone() -> ZoneInfo:
    """Return the time zone of the city."""
    return read_city(worker.settings.city).time_zone


@cache
def times() -> dict[str, int]:
    """Return for how many days the city keeps what tells about people."""
    return read_city(worker.settings.city).times


@worker_init.connect(weak=False)
def _warm_up(**_: object) -> None:
    """Make it before the processes are forked: who waits for the first letter need not wait for that."""
    outfit()


@cache
def outfit() -> Outfit:
    """Return what this process sends with."""
    settings = worker.settings
    city = read_city(settings.city)
    writer = Writer(
        city, site_url=settings.site_url, message_key=settings.message_key, return_paths=settings.return_paths
    )
    return Outfit(
        database=worker.database,
        writer=writer,
        smtp_url=settings.smtp_url,
        journals=settings.journals,
        wave=settings.wave,
        connections=settings.connections,
        pace=Pace(settings.redis_url, settings.mails_a_minute),
        signature=signature(settings, city.sender.rpartition("@")[2]),
        is_ending=worker.ending.is_asked,
    )
