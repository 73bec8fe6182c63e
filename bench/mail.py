"""From an offer to accepted mails: our whole path against smtp-source in C and against django-post_office."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from time import process_time
from typing import Any

import redis
from sqlalchemy import select

from bench import bookkeeping, people, results
from bench.campaign import Notifier, long_offer, notifier
from bench.ground import durable_ground, superuser
from bench.peers import post_office
from bench.peers.post_office import PostOffice
from bench.sink import Run, Sink, push, sink
from bench.wal import Wal, reading_wal
from notifier.models import Notification
from notifier.queries.matching import term_ids
from notifier.queries.people import Addressee, Member
from notifier.sending.writing import Writer
from services.city import read_city
from services.kit import clock
from services.kit.db import Database
from tests.support.ground import Ground

_PUBLISHED = 500
_SAMPLE = Member(
    1, "ada@example.org", "Adamantia", "de", "m" * people.TOKEN, "l" * people.TOKEN, True, True, clock.now()
)


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    people: int = 10_000
    peer_mails: int = 1_000
    rounds: int = 5


SMALL = Size(people=1_000, peer_mails=200, rounds=1)


@dataclass
class Sides:
    """All who send, side by side into one sink, and what came of each round."""

    sink: Sink
    mail: bytes
    file: Path
    ours: dict[int, Notifier]
    peer: PostOffice
    wal: Wal
    runs: dict[str, list[Run]] = field(default_factory=dict)
    queueing: list[float] = field(default_factory=list)
    commits: list[float] = field(default_factory=list)

    def one_round(self, size: Size) -> None:
        """Let each side send once."""
        self._note("smtp-source", push(self.sink.port, self.file, size.people))
        # As many connections as two of our processes have.
        self._note("smtp-source -s 2", push(self.sink.port, self.file, size.people, sessions=2))
        for processes, each in self.ours.items():
            with self.wal.commits_into(self.commits):
                self._note(f"ours, {processes}", each.tell_and_wait(long_offer()))
            run, queued = self.peer.send(size.peer_mails, processes)
            self._note(f"post_office, {processes}", run)
            self.queueing.append(queued / size.peer_mails * 1e6)

    def _note(self, side: str, run: Run) -> None:
        self.runs.setdefault(side, []).append(run)


def measure(*, small: bool = False) -> dict[str, Any]:
    """Measure goals 1, 2 (unsigned), 5 and 6."""
    size = SMALL if small else Size()
    with durable_ground() as ground, sink() as server, ExitStack() as stack:
        database = filled(ground, size.people)
        ours = {n: stack.enter_context(notifier(ground, server.url, processes=n, number=n)) for n in (1, 2)}
        for each in ours.values():
            each.tell_and_wait(long_offer())
        mail, words = sample(ground, database)
        file = ground.settings.folder / "sample.eml"
        file.write_bytes(mail.replace(b"\r\n", b"\n"))
        wal = stack.enter_context(reading_wal(ground))
        sides = Sides(server, mail, file, ours, post_office.set_up(ground, server, mail, words), wal)
        tasks = _tasks(ground)
        for number in range(size.rounds):
            print(f"  round {number + 1} of {size.rounds}", flush=True)
            sides.one_round(size)
        counted = {
            "commits_per_100_mails": results.summary([each / size.people * 100 for each in sides.commits]),
            "tasks_per_campaign": (_tasks(ground) - tasks) / (2 * size.rounds),
            "publish_us_per_task": round(_publishing(ours[1])),
        }
        return _figures(size, sides) | counted | bookkeeping.rates(ground, database, small=small)


def filled(ground: Ground, count: int) -> Database:
    """Let so many people want short offers about nature."""
    database = ground.app("notifier").database
    with database.transaction() as session:
        (nature,) = term_ids(session, "category", ["nature"])
    with superuser(ground, "notifier") as connection:
        people.fill_recipients(connection, count)
        people.everyone_wants(connection, nature)
    return database


def sample(ground: Ground, database: Database) -> tuple[bytes, dict[str, str]]:
    """Return the mail of the newest campaign to one person, and the words in it that are hers."""
    settings = ground.app("notifier").extensions["settings"]
    writer = Writer(read_city(settings.city), site_url=settings.site_url, message_key="bench")
    with database.reading() as session:
        row = session.scalars(select(Notification).order_by(Notification.id.desc()).limit(1)).one()
        mail = writer.envelope(row, Addressee(_SAMPLE, "ada@example.org")).body
    words = {"name": str(_SAMPLE.name), "manage": str(_SAMPLE.manage_token), "leave": str(_SAMPLE.leave_token)}
    return mail, words


def _figures(size: Size, sides: Sides) -> dict[str, Any]:
    rates = {side: [run.rate for run in runs] for side, runs in sides.runs.items()}
    cpu = {side: [run.cpu_us for run in runs] for side, runs in sides.runs.items()}
    return {
        "sizes": {**vars(size), "mail_bytes": len(sides.mail)},
        "mails_per_second": {side: results.summary(found, 0) for side, found in rates.items()},
        "cpu_us_per_mail": {side: results.summary(found, 0) for side, found in cpu.items()},
        "post_office_queueing_us_per_mail": results.summary(sides.queueing, 0),
        "ratios": {
            f"{name} of ours, {n} to {peer}": results.ratios(found[f"ours, {n}"], found[peer])
            for n in (1, 2)
            for peer in ("smtp-source", "smtp-source -s 2", f"post_office, {n}")
            for name, found in (("rate", rates), ("CPU", cpu))
        },
    }


def _tasks(ground: Ground) -> int:
    """Return how many messages were handed to the broker so far; in these runs each is a task of a campaign."""
    found = redis.Redis.from_url(ground.servers.redis_url).info("commandstats")
    return int(found.get("cmdstat_lpush", {}).get("calls", 0))


def _publishing(ours: Notifier) -> float:
    """Return the microseconds of CPU it takes to ask for a task, measured on a queue that nobody hears."""
    began = process_time()
    for _ in range(_PUBLISHED):
        ours.celery.send_task("nobody", kwargs={"lane": 1}, queue="nobody")
    return (process_time() - began) / _PUBLISHED * 1e6
