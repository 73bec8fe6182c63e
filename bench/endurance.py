"""A sending worker over very many mails, whether it grows; and letters while a campaign of 100,000 goes out."""

from time import sleep
from typing import Any
from uuid import uuid4

from bench import results
from bench.campaign import Notifier, long_offer, notifier
from bench.counting import family, pss_mib
from bench.ground import durable_ground, superuser
from bench.mail import filled
from bench.sink import sink
from tests.support.ground import Ground
from tests.support.notifier_makers import a_letter

_MAILS, _CAMPAIGN = 1_000_000, 100_000
_LETTERS, _PAUSE = 100, 0.1
_ANSWERED = """
    SELECT extract(epoch FROM d.updated_at - n.since) * 1000 FROM notifications n
    JOIN deliveries d ON d.notification_id = n.id AND d.state = 3 WHERE n.lane = 0
"""


def measure(*, small: bool = False) -> dict[str, Any]:
    """Measure how much a worker's memory grows over many mails, and how soon letters are there meanwhile."""
    people, mails = (2_000, 10_000) if small else (_CAMPAIGN, _MAILS)
    letters = 10 if small else _LETTERS
    with durable_ground() as ground, sink() as server:
        filled(ground, people)
        with notifier(ground, server.url, processes=2) as ours:
            _letters(ground, ours, letters)
            alone = _letters(ground, ours, letters)
            ours.tell_and_wait(long_offer())
            before = pss_mib(family(ours.worker.pid))
            offer = long_offer()
            ours.tell(offer)
            sleep(0.2)
            meanwhile = _letters(ground, ours, letters)
            still = _is_going(ground, offer.offer_id)
            for number in range(1, mails // people):
                print(f"  {number * people:,} of {mails:,} mails", flush=True)
                ours.tell_and_wait(long_offer())
            after = pss_mib(family(ours.worker.pid))
    return {
        "mails": mails,
        "people": people,
        "mib_before": round(before, 1),
        "mib_after": round(after, 1),
        "growth_percent": round((after / before - 1) * 100, 1),
        "letter_ms_alone": results.summary(alone, 0),
        "letter_ms_meanwhile": results.summary(meanwhile, 0),
        "campaign_outlasted_the_letters": still,
    }


def _letters(ground: Ground, ours: Notifier, count: int) -> list[float]:
    """Return how many milliseconds each letter took, from being asked for to the server's reply in the ledger."""
    with superuser(ground, "notifier") as connection:
        known = len(connection.execute(_ANSWERED).fetchall())
        for number in range(count):
            ours.tell(a_letter(f"letter{number}-{uuid4().hex[:6]}@example.org"))
            sleep(_PAUSE)
        for _ in range(600):
            rows = connection.execute(_ANSWERED + " ORDER BY n.id").fetchall()
            if len(rows) >= known + count:
                return [float(str(row[0])) for row in rows[known:]]
            sleep(0.1)
    raise SystemExit(f"The letters did not go out:\n{ours.worker.last_words()}")


def _is_going(ground: Ground, offer_id: object) -> bool:
    asked = (
        "SELECT EXISTS (SELECT FROM batches b JOIN notifications n ON n.id = b.notification_id WHERE n.object_id = %s"
    )
    with superuser(ground, "notifier") as connection:
        row = connection.execute(f"{asked} AND b.state <> 2)", [offer_id]).fetchone()
    return bool(row and row[0])
