"""Mails while things die: everybody gets hers once, and what nobody can know the ledger names."""

import os
import random
import time
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import text

from notifier.actions import recovering
from services.kit import clock
from services.launcher.children import wait_until
from tests.support.ground import Ground
from tests.support.mail_server import Whim, a_mail_server
from tests.support.notifier_makers import hear, left
from tests.support.processes import a_clock, a_worker
from tests.support.proxy import a_proxy
from tests.support.stage import LINES, OPEN_CONNECTIONS, OUTCOMES, PEOPLE, SLOTS, Outcome, Stage

pytestmark = pytest.mark.faults
SECONDS = float(os.environ.get("MOSAIK_FAULT_SECONDS", "0"))
"""How long all faults together are played, again and again; at least once each."""
Fault = Callable[[Stage], int]
"""Does harm while mails go out; returns how many mails may be unknown after it."""


@pytest.fixture(scope="module")
def stage(ground: Ground) -> Iterator[Stage]:
    """The notifier's own processes, sending to the test's server in small waves, with a proxy before the database."""
    app = ground.emptied("notifier")
    port = ground.settings.ports.postgres
    with a_mail_server() as server, a_proxy(port) as postgres:
        url = ground.environment("notifier")["NOTIFIER_DATABASE_URL"].replace(f":{port}/", f":{postgres.port}/")
        words = {"NOTIFIER_SMTP_URL": server.url, "NOTIFIER_DATABASE_URL": url, "NOTIFIER_WAVE": "25"}
        words |= {"NOTIFIER_SLOTS": str(SLOTS), "NOTIFIER_CONNECTIONS": str(LINES), "NOTIFIER_CONCURRENCY": "6"}
        with a_worker(ground, "notifier", **words) as worker, a_clock(ground, "notifier", **words) as beat:
            yield Stage(ground, app, server, postgres, worker, beat)


def moments(stage: Stage) -> Iterator[None]:
    """Come back at a few moments while mails go out."""
    for _ in range(3):
        stage.wait_for(len(stage.server.taken) + 10 + random.randrange(50))
        yield


def children_are_killed(stage: Stage) -> int:
    kills = 0
    for _ in moments(stage):
        for child in stage.worker.children:
            stage.worker.kill(child)
        kills += 1
    return kills * OPEN_CONNECTIONS


def the_worker_is_killed(stage: Stage) -> int:
    stage.wait_for(30 + random.randrange(100))
    stage.worker.kill_all()
    stage.worker.start()
    return OPEN_CONNECTIONS


def redis_is_emptied(stage: Stage) -> int:
    for _ in moments(stage):
        stage.ground.redis.flushall()
    return 0


def redis_is_killed(stage: Stage) -> int:
    broker = stage.ground.servers.children["redis"]
    broker.clear_away()
    time.sleep(random.random())
    broker.start()
    assert wait_until(broker.process.is_ready, seconds=15)
    return 0


def the_database_is_away(stage: Stage) -> int:
    stage.postgres.refuse()
    time.sleep(1)
    stage.postgres.admit()
    return OPEN_CONNECTIONS


def the_database_ends_connections(stage: Stage) -> int:
    for _ in moments(stage):
        with stage.ground.app("notifier").database.transaction() as session:
            session.execute(text(_END_ALL))
    return 3 * OPEN_CONNECTIONS


_END_ALL = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE usename = current_user AND pid <> pg_backend_pid() AND datname = current_database()
"""


def the_mail_server_hangs_up(stage: Stage) -> int:
    stage.server.temper.hang_up_chance = 0.01
    return -1


def the_mail_server_talks_nonsense(stage: Stage) -> int:
    stage.server.temper.garbage_chance = 0.03
    return -1


def the_mail_server_is_busy(stage: Stage) -> int:
    stage.server.temper.busy_chance = 0.05
    return 0


def the_mail_server_is_slow(stage: Stage) -> int:
    stage.server.temper.seconds_a_byte = 0.0005
    return 0


def the_last_reply_is_late(stage: Stage) -> int:
    for _ in range(5):
        stage.server.whims[f"p{random.randrange(PEOPLE):03}@example.org"] = Whim(after=1)
    return 0


def some_are_put_off_or_refused(stage: Stage) -> int:
    replies = [Whim(to_rcpt="450 4.2.0 Greylisted"), Whim(to_dot="451 4.3.0 Later"), Whim(to_rcpt="550 5.2.1 Off")]
    for number in range(0, PEOPLE, 3):
        stage.server.whims[f"p{number:03}@example.org"] = replies[number % len(replies)]
    stage.wait_for(100)
    stage.server.whims.clear()
    return 0


def facts_come_twice_and_out_of_order(stage: Stage) -> int:
    for _ in moments(stage):
        stage.tell(stage.offer)
        hear(stage.app, random.choice(list(stage.subscribers.values())))
    return 0


def people_leave(stage: Stage) -> int:
    for _ in moments(stage):
        for email in random.sample(sorted(set(stage.subscribers) - set(stage.left)), 15):
            hear(stage.app, left(stage.subscribers[email]))
            stage.left[email] = time.monotonic()
    return 0


def the_clock_jumps(stage: Stage) -> int:
    """A day ahead for one sweep: leases seem to have run out, and senders are still at work."""
    day_ahead = clock.now().replace(year=clock.now().year + 1)
    for _ in moments(stage):
        with stage.app.database.transaction() as session:
            recovering.free_expired_leases(session, now=day_ahead)
            session.execute(text("UPDATE batches SET next_at = now() WHERE state = 0"))
    return 3 * OPEN_CONNECTIONS


FAULTS: dict[str, Fault] = {
    "nothing": lambda _: 0,
    "senders killed (SIGKILL)": children_are_killed,
    "whole worker killed (SIGKILL)": the_worker_is_killed,
    "Redis emptied (FLUSHALL)": redis_is_emptied,
    "Redis killed and started": redis_is_killed,
    "PostgreSQL away for a second": the_database_is_away,
    "PostgreSQL ends all connections": the_database_ends_connections,
    "SMTP: hangs up at random": the_mail_server_hangs_up,
    "SMTP: talks nonsense": the_mail_server_talks_nonsense,
    "SMTP: 421 after the dot": the_mail_server_is_busy,
    "SMTP: byte by byte": the_mail_server_is_slow,
    "SMTP: last reply late": the_last_reply_is_late,
    "SMTP: 4xx and 5xx by address": some_are_put_off_or_refused,
    "facts doubled and out of order": facts_come_twice_and_out_of_order,
    "people leave meanwhile": people_leave,
    "the clock jumps": the_clock_jumps,
}


def played(stage: Stage, name: str) -> Outcome:
    stage.begin()
    doubts = FAULTS[name](stage)
    found = stage.end(name, most_unknown=doubts)
    if doubts < 0:  # each connection that broke may leave one
        found.most_unknown = stage.server.connections
    return found


@pytest.mark.parametrize("name", FAULTS)
def test_everybody_gets_hers_once_whatever_happens(stage: Stage, name: str) -> None:
    total, ends = Outcome(name), time.monotonic() + SECONDS / len(FAULTS)
    OUTCOMES.append(total)
    while not total.rounds or time.monotonic() < ends:
        found = played(stage, name)
        total.add(found)
        assert (found.lost, found.twice, found.after_leaving) == (0, 0, 0), found
        assert found.unknown <= found.most_unknown, found
