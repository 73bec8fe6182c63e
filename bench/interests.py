"""Changing one's interests among a million subscribers, and how many mails they would bring among 20,000 novelties."""

import random
from datetime import timedelta
from hashlib import md5
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

from bench import results
from bench.ground import durable_ground, superuser
from bench.matching import made_people
from bench.people import Connection
from notifier.actions import recipients
from notifier.queries import novelties
from profiles_service.actions import subscriptions
from profiles_service.rules import Choice, Links
from services.city import read_city
from services.facts.profiles import InterestLine, InterestsChanged
from services.kit import clock
from services.kit.db import Database
from tests.support.ground import Ground

_PEOPLE, _NEW, _ROUNDS = 1_000_000, 20_000, 50
_SUBSCRIBERS = """
    INSERT INTO people (id, email, email_key, language, roles, created_at)
    SELECT md5('person' || n)::uuid, 'person' || n || '@example.org', 'person' || n || '@example.org', 'de', '{}', now()
    FROM generate_series(1, %s) AS n
"""
_SUBSCRIPTIONS = """
    INSERT INTO subscriptions (person_id, version, state, language, newsletter, reminders, confirmed_at, changed_at)
    SELECT id, 1, 'active', 'de', true, true, now(), now() FROM people
"""
_INTERESTS = """
    INSERT INTO interests (id, person_id, what, categories, districts, with_children, wheelchair, remote,
                           cadence, since)
    SELECT md5(id || '-' || line)::uuid, id, '{offer}', ARRAY[%s], '{}', false, false, false, 'daily', now()
    FROM people CROSS JOIN generate_series(1, 3) AS line
"""
_NOTIFICATIONS = """
    INSERT INTO notifications (topic, lane, dedupe_key, object_id, object_version, content, facets, state,
                               fanout_cursor, fanout_until, fanned_out, since, expires_at, created_at)
    SELECT 3, 2, 'offer:' || n, md5('offer' || n)::uuid, 1, '{}', '{}', 1, 0, 0, 0,
           now() - n * interval '2 minutes', now(), now() FROM generate_series(1, %s) AS n
"""
_NOVELTIES = """
    INSERT INTO novelties (notification_id, since, categories, kinds, districts, languages, provides, marks, lexemes)
    SELECT id, since, ARRAY[0, 1 + id %% 8], ARRAY[0, 1 + id %% 2], ARRAY[0, 10 + id %% 40], ARRAY[0], id %% 8,
           ARRAY['effort:' || (ARRAY['short', 'half_day', 'long'])[1 + id %% 3], 'language:de', 'training:unknown'],
           to_tsvector('german', 'Werkzeug reparieren im Hof ' || id || repeat(' gemeinsam gießen und pflanzen', 20))
    FROM notifications WHERE %s > 0
"""


def measure(*, small: bool = False) -> dict[str, Any]:
    """Measure how long a change takes in both services that keep interests, and how long a forecast."""
    count, new, rounds = (20_000, 2_000, 5) if small else (_PEOPLE, _NEW, _ROUNDS)
    with durable_ground() as ground:
        topics = [each.key for each in read_city(ground.settings.city).categories]
        heard = _heard(ground, count, topics, rounds)
        changed = _changed(ground, count, topics, rounds)
        forecast = _forecast(ground, new, rounds)
    return {
        "people": count,
        "novelties": new,
        "changed_ms": results.summary(changed, 1),
        "heard_ms": results.summary(heard, 1),
        "forecast_ms": results.summary(forecast, 1),
    }


def _changed(ground: Ground, count: int, topics: list[str], rounds: int) -> list[float]:
    """Let people say anew what they want to hear of: kept, proved and told, each change one commit."""
    app = ground.app("profiles")
    with superuser(ground, "profiles") as connection:
        fill_subscribers(connection, count, topics[0])
    links = Links("a secret of the bench", "http://localhost")
    return [_change(app.database, person_id, topics, links) for person_id in _some_people(count, rounds)]


def fill_subscribers(connection: Connection, count: int, topic: str) -> None:
    """Make people who want to hear of a topic, with three interests each."""
    _fill(connection, (_SUBSCRIBERS, [count]), (_SUBSCRIPTIONS, None), (_INTERESTS, [topic]))


def _change(database: Database, person_id: UUID, topics: list[str], links: Links) -> float:
    choice = Choice.of({"language": "de", "newsletter": False, "interests": [_wish(topic) for topic in topics]})
    about: dict[str, Any] = {"expected_version": None, "links": links, "now": clock.now()}
    began = perf_counter()
    with database.transaction() as session:
        subscriptions.change_subscription(session, person_id, choice, **about)
    return (perf_counter() - began) * 1000


def _heard(ground: Ground, count: int, topics: list[str], rounds: int) -> list[float]:
    """Let the notifier hear of such changes."""
    database = ground.app("notifier").database
    made_people(ground, database, count)
    return [_hear(database, person_id, topics) for person_id in _some_people(count, rounds)]


def _hear(database: Database, person_id: UUID, topics: list[str]) -> float:
    lines = tuple(InterestLine(**_wish(topic), interest_id=uuid4(), since=clock.now()) for topic in topics)
    fact = InterestsChanged(
        person_id=person_id,
        version=2,
        email="person@example.org",
        language="de",
        interests=lines,
        manage_token="m",
        leave_token="l",
        confirmed_at=clock.now() - timedelta(days=1),
        changed_at=clock.now(),
    )
    began = perf_counter()
    with database.transaction() as session:
        recipients.take_interests(session, fact, now=clock.now())
    return (perf_counter() - began) * 1000


def _forecast(ground: Ground, new: int, rounds: int) -> list[float]:
    """Ask how much a search with words and filters would bring."""
    database, city = ground.app("notifier").database, read_city(ground.settings.city)
    with superuser(ground, "notifier") as connection:
        # A term for each topic stands there: people asked for all of them.
        _fill(connection, (_NOTIFICATIONS, [new]), (_NOVELTIES, [new]))
    asked = _wish("nature") | {"text": "werkzeug", "commitment": None, "districts": []}
    asked |= {"with_children": False, "wheelchair": False, "remote": False, "language": None}
    took = []
    for _ in range(rounds):
        with database.reading() as session:
            began = perf_counter()
            novelties.forecasts(session, [asked], zone=city.time_zone, now=clock.now())
            took.append((perf_counter() - began) * 1000)
    return took


def _wish(topic: str) -> dict[str, Any]:
    marks = {"wanted": ("effort:short", "effort:half_day"), "unwanted": ("language:en",)}
    return {"what": ("offer",), "categories": (topic,), "cadence": "weekly", **marks}


def _some_people(count: int, rounds: int) -> list[UUID]:
    from_one = random.Random(7).sample(range(1, count + 1), rounds)
    return [UUID(md5(f"person{number}".encode(), usedforsecurity=False).hexdigest()) for number in from_one]


def _fill(connection: Connection, *statements: tuple[str, list[Any] | None]) -> None:
    for statement, given in statements:
        connection.execute(statement, given)
    connection.execute("VACUUM ANALYZE")
