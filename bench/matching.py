"""Queueing for a million people, against the bare SELECT; and how soon the first mail leaves."""

from time import perf_counter, sleep
from typing import Any

from sqlalchemy import text

from bench import people, results
from bench.bookkeeping import queued
from bench.campaign import Notifier, long_offer, notifier
from bench.ground import durable_ground, superuser
from bench.sink import sink
from notifier.actions import announcing, news
from notifier.actions.expanding import _FAN_OUT, BATCH
from notifier.models import Notification
from notifier.queries.audiences import AUDIENCES
from notifier.queries.matching import FITS, term_ids
from notifier.rules import Topic
from services.city import read_city
from services.facts.directory import OfferPublished
from services.kit import clock
from services.kit.db import Database
from tests.support.ground import Ground

_PEOPLE = 1_000_000
_ROUNDS = 9
_FIRST_MAILS = 3
_PATIENCE = 30
# Among categories, the first is wanted most often, the last least.
_SHARES = {"5%": -1, "30%": 0}
_BARE = f"SELECT count(*) FROM (SELECT DISTINCT i.recipient_id FROM interests i WHERE {FITS}) AS matched"
_SIZES = """
    SELECT c.relname, pg_size_pretty(pg_relation_size(c.oid)) FROM pg_class c
    WHERE c.relname IN ('interests', 'ix_interests_match', 'pk_interests', 'recipients', 'batches') ORDER BY 1
"""


def measure(*, small: bool = False) -> dict[str, Any]:
    """Measure goal 4."""
    count, rounds = (20_000, 1) if small else (_PEOPLE, _ROUNDS)
    with durable_ground() as ground:
        database = ground.app("notifier").database
        categories = made_people(ground, database, count)
        offers = {share: categories[position] for share, position in _SHARES.items()}
        found = {share: in_alternation(database, category, rounds) for share, category in offers.items()}
        plans = {share: _plan(database, category) for share, category in offers.items()}
        first = _first_mails(ground, categories[0])
        with superuser(ground, "notifier") as connection:
            sizes = {str(name): size for name, size in connection.execute(_SIZES)}
        if not small:
            for share, plan in plans.items():
                (results.FOLDER / f"fan-out-{share.rstrip('%')}.txt").write_text(plan + "\n")
        return {"people": count, "relations": sizes, "shares": found, "first_mail_ms": results.summary(first, 0)}


def made_people(ground: Ground, database: Database, count: int) -> list[str]:
    """Make the people; return the categories, the one wanted most first."""
    city = read_city(ground.settings.city)
    categories = sorted(each.key for each in city.categories)
    with database.transaction() as session:
        words = {
            "categories": term_ids(session, "category", categories),
            "districts": term_ids(session, "district", [each.key for each in city.districts]),
        }
    print(f"  making {count} people", flush=True)
    with superuser(ground, "notifier") as connection:
        people.fill_recipients(connection, count)
        people.fill_interests(connection, **words)
    return categories


def in_alternation(database: Database, category: str, rounds: int) -> dict[str, Any]:
    """Queue and select in turn; return what each took, and for how many people."""
    ours, bare, matched = [], [], 0
    offer = _offer(category)
    _bare(database, offer)
    for _ in range(rounds):
        seconds, matched = _bare(database, offer)
        bare.append(seconds * 1000)
        began = perf_counter()
        queued(database, _offer(category))
        ours.append((perf_counter() - began) * 1000)
    return {
        "matched": matched,
        "queueing_ms": results.summary(ours, 0),
        "bare_select_ms": results.summary(bare, 0),
        "ratio": results.ratios(ours, bare),
    }


def _offer(category: str) -> OfferPublished:
    return long_offer(categories=(category,), district="altstadt")


def _bare(database: Database, offer: OfferPublished) -> tuple[float, int]:
    with database.transaction() as session:
        question = {**announcing._facets(session, news.of_offer(offer)), "since": offer.published_at}
        began = perf_counter()
        matched = session.scalar(text(_BARE), question)
        return perf_counter() - began, matched or 0


def _plan(database: Database, category: str) -> str:
    """Return how PostgreSQL goes about finding everyone in one range; nothing of it is kept."""
    with database.writing.connect() as connection, database._writing(bind=connection) as session:
        notification_id = announcing.announce_offer(session, _offer(category), now=clock.now())
        row = session.get_one(Notification, notification_id)
        question = {**row.facets, "since": row.since, "after": 0, "upto": row.fanout_until}
        words = {**question, "n": row.id, "lane": row.lane, "now": clock.now(), "batch": BATCH}
        fan_out = _FAN_OUT.format(find=AUDIENCES[Topic.OFFER].find)
        lines = session.scalars(text(f"EXPLAIN (ANALYZE, BUFFERS) {fan_out}"), words).all()
        session.rollback()
    return "\n".join(lines)


def _first_mails(ground: Ground, category: str) -> list[float]:
    """Return how many milliseconds pass between telling an offer and the first mail's being accepted."""
    with sink() as server, notifier(ground, server.url, processes=2) as ours:
        return [_first_mail(ground, ours, category) for _ in range(_FIRST_MAILS + 1)][1:]


def _first_mail(ground: Ground, ours: Notifier, category: str) -> float:
    offer = _offer(category)
    began = perf_counter()
    ours.tell(offer)
    while not _has_reply(ground):
        if perf_counter() - began > _PATIENCE:
            raise SystemExit(f"No mail was sent:\n{ours.worker.last_words()}")
        sleep(0.001)
    seconds = perf_counter() - began
    _stop_campaigns(ground)
    return seconds * 1000


def _has_reply(ground: Ground) -> bool:
    """Tell whether a sender has noted a reply: its journal knows of it at once."""
    for journal in (ground.settings.state / "journals").glob("*.journal"):
        try:
            if journal.read_bytes()[:300].count(b"\n") > 2:
                return True
        except OSError:
            continue
    return False


def _stop_campaigns(ground: Ground) -> None:
    """End what is still being sent, and wait until nobody sends any more."""
    with superuser(ground, "notifier") as connection:
        connection.execute("UPDATE notifications SET state = 2 WHERE state = 0")
        connection.execute("UPDATE batches SET state = 2 WHERE state = 0")
    while list((ground.settings.state / "journals").glob("*.journal")):
        sleep(0.05)
