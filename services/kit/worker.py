"""The Celery door: facts heard, things done on time; one transaction a task, and queues that are never trusted alone.

Every setting here has its reason in `docs/operations.md`. Redis is the doorbell, PostgreSQL is the truth.
"""

import gc
import random
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from celery import Celery, Task
from celery.exceptions import MaxRetriesExceededError, NotRegistered
from celery.signals import worker_process_init, worker_shutting_down
from kombu.exceptions import OperationalError as BrokerTrouble
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.orm import Session

from services.facts import Fact
from services.kit import catch_up, clock, inbox, kept_answers, metrics, outbox
from services.kit.celery_settings import CELERY, LONGEST_TASK
from services.kit.client import Client
from services.kit.db import Database
from services.kit.ending import Ending
from services.kit.errors import Passing
from services.kit.logs import logger, request_id
from services.kit.settings import ServiceSettings
from services.kit.tokens import Signer

F = TypeVar("F", bound=Fact)
S = TypeVar("S", bound=ServiceSettings)
Act = Callable[[Session, F], None]
Tick = Callable[[Session, datetime], None]

PASSING = (Passing, OperationalError, PoolExhausted, BrokerTrouble, RedisError, ConnectionError, TimeoutError)
TRIES = 6
_LONGEST_PAUSE = 30
_BROKER_REST = 3.0
_CATCHING_UP = 45.0


def facts_queue(service: str) -> str:
    """Return the queue in which facts come to a service."""
    return f"{service}.facts"


class Worker(Generic[S]):
    """One service's ears and clock: declares its tasks, and runs each inside a transaction.

    Each kind of work has a queue of its own, so that none waits behind another, and operators may give it processes of
    its own: `SERVICE.facts` is what others tell, `SERVICE.system` what the clock asks for.
    """

    def __init__(self, service: str) -> None:
        self.service = service
        self.celery = Celery(service, set_as_current=False)
        # Its own, because Celery's default is one dictionary for all.
        self.celery.conf.beat_schedule = {}
        self.system_queue = f"{service}.system"
        self.queues: tuple[str, ...] = (facts_queue(service), self.system_queue)
        self.figures: dict[str, tuple[str, str]] = {}
        self.ending = Ending()
        self._broker_tried_at = -_BROKER_REST
        self.every(seconds=3)(self._named(self._relay, "relay"))
        self.job(name=f"{service}.catch_up", every=60)(self._catch_up)
        self.every(seconds=3600)(self._named(_tidy, "tidy"))

    def configure(self, settings: S) -> Database:
        """Tie the declared tasks to a database and a broker."""
        self.settings = settings
        self.redis_url = settings.redis_url
        self.database = Database(settings.database_url, pool_size=settings.threads, name=self.service)
        self.celery.conf.update(CELERY, broker_url=settings.redis_url, task_default_queue=self.system_queue)
        # Each service sweeps its own unacknowledged messages.
        keys = {f"unacked{part}_key": f"{self.service}:unacked{part}" for part in ("", "_index", "_mutex")}
        self.celery.conf.broker_transport_options = {**CELERY["broker_transport_options"], **keys}
        worker_process_init.connect(self._begin_child, weak=False)
        worker_shutting_down.connect(self.ending.ask, weak=False)
        return self.database

    def served_queues(self) -> list[str]:
        """Return the queues this process serves: all, or those that its settings name; others are refused."""
        named = [f"{self.service}.{name.strip()}" for name in self.settings.queues.split(",") if name.strip()]
        if unknown := set(named) - set(self.queues):
            raise SystemExit(f"no such queue: {', '.join(sorted(unknown))}; there are: {', '.join(self.queues)}")
        return named or list(self.queues)

    def hears(self, fact: type[F]) -> Callable[[Act[F]], Act[F]]:
        """Declare what is done about a fact: at most once, and not after a newer fact about the same thing."""

        def declare(act: Act[F]) -> Act[F]:
            def hear(task: Task[Any, Any], /, **message: Any) -> None:
                self._hear(task, fact, act, message)

            declared = self.celery.task(name=fact.fact_name, bind=True, shared=False, max_retries=TRIES)
            declared(hear)
            return act

        return declare

    def every(self, *, seconds: float) -> Callable[[Tick], Tick]:
        """Declare something done again and again, in one transaction, and by one process at a time."""

        def declare(tick: Tick) -> Tick:
            name = f"{self.service}.{tick.__name__}"

            def run(**_: Any) -> None:
                with self._transaction() as session:
                    if session.scalar(text("SELECT pg_try_advisory_xact_lock(hashtext(:name))"), {"name": name}):
                        tick(session, clock.now())

            self._declare(run, name, self.system_queue, every=seconds)
            return tick

        return declare

    def job(
        self, *, name: str, queue: str = "", every: float = 0, longest: int = LONGEST_TASK
    ) -> Callable[[Callable[..., None]], Task[Any, Any]]:
        """Declare longer work that opens its own transactions: the function is handed the database.

        What may last longer than the visibility timeout is handed out again meanwhile, and must not mind.
        """

        def declare(work: Callable[..., None]) -> Task[Any, Any]:
            def run(**words: Any) -> None:
                work(self.database, **words)

            return self._declare(run, name, queue or self.system_queue, every=every, longest=longest)

        return declare

    def after_commit(self, session: Session, task: str, *, queue: str = "", **words: Any) -> None:
        """Ring for a task once the session's transaction is kept; if the ring is lost, the clock does it later."""
        session.info.setdefault("rings", []).append((task, queue or self.system_queue, words))

    def send_news(self, session: Session) -> None:
        """Send on what a kept transaction has told, and ring for its tasks; a broker that is away costs nothing."""
        if session.info.pop("has_news", False):
            self.relay_now()
        for task, queue, words in session.info.pop("rings", []):
            self.ring(task, queue=queue, **words)

    def ring(self, task: str, *, queue: str, **words: Any) -> None:
        """Ask for a task now, if the broker is there."""
        try:
            self._publish(task, queue, words)
        except Passing:
            logger().warning("ring_lost", task=task)

    def relay_now(self) -> None:
        """Send waiting facts at once; whatever goes wrong, they are still in the outbox."""
        if self._broker_rests():
            return
        try:
            with self.database.transaction() as session:
                outbox.relay(session, self.send, now=clock.now())
        except PASSING:
            logger().warning("relay_put_off")

    def send(self, hearer: str, message: outbox.Message) -> None:
        """Hand a fact to a hearer's queue; raises `Passing` when the broker is away."""
        self._publish(message.name, facts_queue(hearer), vars(message))
        metrics.FACTS_SENT.labels(self.service, message.name).inc()

    def _publish(self, task: str, queue: str, words: dict[str, Any]) -> None:
        if self._broker_rests():
            raise Passing
        try:
            self.celery.send_task(task, kwargs=words, queue=queue)
        except (BrokerTrouble, RedisError, OSError) as trouble:
            self._broker_tried_at = time.monotonic()
            raise Passing from trouble

    def _broker_rests(self) -> bool:
        """Tell whether the broker failed a moment ago, so that a dead one does not slow every request."""
        return time.monotonic() - self._broker_tried_at < _BROKER_REST

    def _hear(self, task: Task[Any, Any], fact: type[F], act: Act[F], message: dict[str, Any]) -> None:
        request_id.set(message.get("request_id", ""))
        try:
            self._act_once(fact, act, message)
        except PASSING as trouble:
            self._try_again(task, message, trouble)
        except Exception:
            self._lay_aside(message)

    def _act_once(self, fact: type[F], act: Act[F], message: dict[str, Any]) -> None:
        with self._transaction() as session:
            heard = fact.from_wire(message["payload"])
            new = inbox.is_new(session, UUID(message["id"]), heard, now=clock.now())
            if new:
                act(session, heard)
        metrics.FACTS_HEARD.labels(self.service, fact.fact_name, "acted" if new else "known").inc()

    def _try_again(self, task: Task[Any, Any], message: dict[str, Any], trouble: Exception) -> None:
        pause = min(2**task.request.retries, _LONGEST_PAUSE) * random.uniform(0.5, 1)
        try:
            raise task.retry(exc=trouble, countdown=pause)
        except MaxRetriesExceededError:
            self._lay_aside(message)
        except type(trouble):
            self._lay_aside(message)

    def _lay_aside(self, message: dict[str, Any]) -> None:
        """Keep a fact that can't be acted on, so that the queue goes on; if even that fails, catching up brings it."""
        logger().exception("fact_unheard", fact=message.get("name"))
        metrics.FACTS_HEARD.labels(self.service, str(message.get("name")), "unheard").inc()
        with self.database.transaction() as session:
            inbox.keep_unheard(session, UUID(message["id"]), message, traceback.format_exc(), now=clock.now())

    @contextmanager
    def _transaction(self) -> Iterator[Session]:
        with self.database.transaction() as session:
            yield session
        self.send_news(session)

    def _relay(self, session: Session, now: datetime) -> None:
        outbox.relay(session, self.send, now=now)

    def hear_now(self, message: dict[str, Any]) -> None:
        """Hear a fact in this process, as if it came from the queue; one that is not known here is laid aside."""
        try:
            task = self.celery.tasks[message["name"]]
        except NotRegistered:
            self._lay_aside(message)
        else:
            task.apply(kwargs=message)

    def reach(self, service: str) -> Client:
        """Return a client that speaks to another service for this one."""
        return Client(self.settings.urls[service], audience=service, signer=Signer(self.settings.key))

    def _catch_up(self, database: Database) -> None:
        """Hear what was missed, page after page, for most of a minute; the last asking confirms what was heard."""
        tried: set[str] = set()
        until = time.monotonic() + _CATCHING_UP
        while time.monotonic() < until:
            news = [each for each in catch_up.missed(database, self.service, self.reach) if each["id"] not in tried]
            if not news:
                return
            for message in news:
                self.hear_now(message)
                tried.add(message["id"])

    def _declare(
        self, run: Callable[..., None], name: str, queue: str, *, every: float, longest: int = LONGEST_TASK
    ) -> Task[Any, Any]:
        declared = self.celery.task(name=name, shared=False, time_limit=longest, soft_time_limit=longest - 10)
        task: Task[Any, Any] = declared(run)
        if every:
            # A tick that could not run in its time is not worth running any more.
            options = {"queue": queue, "expires": max(every, 5)}
            self.celery.conf.beat_schedule[name] = {"task": name, "schedule": every, "options": options}
        return task

    def _begin_child(self, **_: Any) -> None:
        self.database.forget_connections()
        # What is there now stays; collecting garbage need not look at it again, nor copy its pages.
        gc.freeze()

    @staticmethod
    def _named(tick: Tick, name: str) -> Tick:
        def named(session: Session, now: datetime) -> None:
            tick(session, now)

        named.__name__ = name
        return named


def _tidy(session: Session, now: datetime) -> None:
    outbox.forget_old(session, now=now)
    inbox.forget_old(session, now=now)
    kept_answers.forget_old(session, now=now)
