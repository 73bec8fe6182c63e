"""How long a fact takes from the commit that tells it to the hearer's start, against the message by Celery alone."""

from datetime import datetime
from time import perf_counter, sleep
from typing import Any
from uuid import UUID, uuid4

from bench import results
from bench.campaign import Notifier, notifier
from bench.ground import durable_ground, superuser
from services.facts.profiles import InterestsChanged
from services.kit import clock, outbox
from services.kit.web import Service
from services.launcher.children import wait_until
from tests.support.ground import Ground
from tests.support.notifier_makers import a_subscriber

_A_SECOND = 25
_FACTS = 1_000
_WARM_UP = 50
Moments = dict[UUID, datetime]


def measure(*, small: bool = False) -> dict[str, Any]:
    """Measure the latency of facts: told by one service, heard by another's real worker, at a steady pace."""
    count = 50 if small else _FACTS
    with durable_ground() as ground:
        teller = ground.app("profiles")
        ground.app("notifier")
        with notifier(ground, "smtp://127.0.0.1:9", processes=1, number=0) as hearer:
            _tell_in_turns(teller, hearer, _WARM_UP)
            told, sent = _tell_in_turns(teller, hearer, count)
            if not wait_until(lambda: _heard(ground) >= _WARM_UP + count, seconds=60):
                raise SystemExit(f"Not all facts were heard:\n{hearer.worker.last_words()}")
        heard_at = _moments_heard(ground)
    ours, bare = (_latencies(began, heard_at) for began in (told, sent))
    return {
        "facts": count,
        "a_second": _A_SECOND,
        "commit_to_start_ms": _spread(ours),
        "bare_celery_send_to_start_ms": _spread(bare),
        "ratio_p50": round(results.percentile(ours, 0.5) / results.percentile(bare, 0.5), 2),
    }


def _tell_in_turns(teller: Service, hearer: Notifier, count: int) -> tuple[Moments, Moments]:
    """Tell facts at a steady pace, every second one by Celery alone; return when each was committed or sent."""
    told: Moments = {}
    sent: Moments = {}
    began = perf_counter()
    for number in range(count):
        sleep(max(began + number / _A_SECOND - perf_counter(), 0))
        fact = a_subscriber(f"person{uuid4().hex}@example.org")
        if number % 2:
            fact_id, moment = _tell(teller, fact)
            told[fact_id] = moment
        else:
            fact_id, moment = _send(hearer, fact)
            sent[fact_id] = moment
    return told, sent


def _tell(teller: Service, fact: InterestsChanged) -> tuple[UUID, datetime]:
    with teller.database.transaction() as session:
        outbox.record(session, fact, now=clock.now())
        (row,) = session.new
    committed = clock.now()
    teller.worker.send_news(session)
    assert isinstance(row, outbox.Told)
    return row.id, committed


def _send(hearer: Notifier, fact: InterestsChanged) -> tuple[UUID, datetime]:
    fact_id, moment = uuid4(), clock.now()
    hearer.tell(fact, fact_id=fact_id)
    return fact_id, moment


def _heard(ground: Ground) -> int:
    with superuser(ground, "notifier") as connection:
        row = connection.execute("SELECT count(*) FROM inbox").fetchone()
    return int(str(row[0])) if row else 0


def _moments_heard(ground: Ground) -> Moments:
    """Return when the hearer began with each fact: it writes that down in its inbox, by its own clock."""
    with superuser(ground, "notifier") as connection:
        rows = connection.execute("SELECT fact_id, heard_at FROM inbox").fetchall()
    return {UUID(str(fact_id)): heard_at for fact_id, heard_at in rows if isinstance(heard_at, datetime)}


def _latencies(began: Moments, heard_at: Moments) -> list[float]:
    return [(heard_at[each] - moment).total_seconds() * 1000 for each, moment in began.items()]


def _spread(figures: list[float]) -> dict[str, float]:
    shares = {"p50": 0.5, "p90": 0.9, "p99": 0.99, "max": 1.0}
    return {name: round(results.percentile(figures, share), 1) for name, share in shares.items()}
