"""How long it takes to show somebody all that is known about her, and to erase her, in all services of a large city."""

from statistics import median
from time import perf_counter
from typing import Any
from uuid import UUID

from bench.ground import durable_ground, superuser
from services.kit import clock
from services.kit.tokens import about_me
from tests.support.city import Letterbox, TestCity
from tests.support.ground import PACKAGES, Ground
from tests.support.tokens import Tokens

_PEOPLE, _SMALL = 1_000_000, 5_000
_ASKED = 20
PROFILES = "profiles-service"
_FILL = {
    "profiles": [
        """INSERT INTO people (id, email, email_key, language, roles, created_at)
           SELECT md5('person' || n)::uuid, 'person' || n || '@example.org', 'person' || n || '@example.org', 'de',
                  '{}', now() FROM generate_series(1, %(n)s) AS n""",
        """INSERT INTO subscriptions (person_id, version, state, language, newsletter, reminders, confirmed_at,
                                      changed_at)
           SELECT id, 1, 'active', 'de', true, true, now(), now() FROM people""",
        """INSERT INTO consents (person_id, step, happened_at, form, chosen, salt, content_hash, prev_hash, hash)
           SELECT md5('person' || n)::uuid, 'changed', now(), 'page', '{}', decode(md5(n::text), 'hex'),
                  sha256(n::text::bytea), sha256(('p' || n)::bytea), sha256(('h' || n)::bytea)
           FROM generate_series(1, %(n)s) AS n""",
    ],
    "notifier": [
        """INSERT INTO recipients (person_id, email, language, subscribed, newsletter, updated_at)
           SELECT md5('person' || n)::uuid, 'person' || n || '@example.org', 'de', true, true, now()
           FROM generate_series(1, %(n)s) AS n""",
        """INSERT INTO notifications (topic, lane, dedupe_key, object_id, object_version, content, facets, state,
                                      fanout_cursor, fanout_until, fanned_out, since, expires_at, created_at)
           SELECT 3, 2, 'bench' || k, gen_random_uuid(), 1, '{"title": "x"}', '{}', 1, 0, 0, %(n)s, now(), now(), now()
           FROM generate_series(1, 10) AS k""",
        """INSERT INTO deliveries (notification_id, recipient_id, lane, state, attempt, reply, updated_at)
           SELECT n.id, r.id, 2, 3, 1, '250 ok', now() FROM notifications n CROSS JOIN recipients r""",
        """INSERT INTO attendances (seat_id, event_id, recipient_id, email, language, is_saved, since)
           SELECT gen_random_uuid(), gen_random_uuid(), id, email, 'de', false, now() FROM recipients
           WHERE id %% 10 = 0""",
    ],
    "directory": [
        """INSERT INTO revisions (id, version, kind, words, base, title, categories, origin, made_by, person_id,
                                  made_at, changed_at, notes, checked, state, corrected, sampled)
           SELECT gen_random_uuid(), 1, 'offer', '{}', '{}', 'x', '{}', 'steward', md5('person' || n)::uuid::text,
                  md5('person' || n)::uuid, now(), now(), '[]', '{}', 'approved', false, false
           FROM generate_series(1, %(n)s / 5) AS n""",
    ],
    "events": [
        """INSERT INTO revisions (id, version, kind, words, base, title, categories, origin, made_by, person_id,
                                  made_at, changed_at, notes, checked, state, corrected, sampled)
           SELECT gen_random_uuid(), 1, 'event', '{}', '{}', 'x', '{}', 'steward', md5('person' || n)::uuid::text,
                  md5('person' || n)::uuid, now(), now(), '[]', '{}', 'approved', false, false
           FROM generate_series(1, %(n)s / 5) AS n""",
    ],
}


def measure(*, small: bool = False) -> dict[str, Any]:
    """Measure one person's export and erasure among so many, with ten messages each, through all services."""
    people = _SMALL if small else _PEOPLE
    with durable_ground() as ground:
        city = TestCity(ground, Letterbox(ground.inbox_url), Tokens(ground.keys))
        _fill(ground, people)
        somebody = [_id(ground, 1 + number * people // _ASKED) for number in range(_ASKED)]
        # Whoever asks first waits for what each process reads at its start.
        _show(city, *_id(ground, 2))
        shown = [_seconds(lambda each=each: _show(city, *each)) for each in somebody]
        erased = [_seconds(lambda each=each: _erase(city, *each)) for each in somebody]
    return {"people": people, "export_seconds": _spread(shown), "erasure_seconds": _spread(erased)}


def _fill(ground: Ground, people: int) -> None:
    for service in PACKAGES:
        ground.app(service)
        with superuser(ground, service) as connection:
            for statement in _FILL[service]:
                connection.execute(statement, {"n": people})
            connection.execute("ANALYZE")


def _id(ground: Ground, number: int) -> tuple[UUID, str]:
    email = f"person{number}@example.org"
    with superuser(ground, "profiles") as connection:
        row = connection.execute("SELECT id FROM people WHERE email_key = %s", [email]).fetchone()
    assert row is not None
    return UUID(str(row[0])), email


def _show(city: TestCity, person_id: UUID, email: str) -> None:
    signer = city.tokens.signer("people")
    for service in city.apps:
        words = {"subject": str(person_id), "email": email}
        token = signer.token(audience=about_me(service), now=clock.now(), **words)
        city.ask(service, "GET /v1/about-me", who={"Authorization": f"Bearer {token}"})


def _erase(city: TestCity, person_id: UUID, _email: str) -> None:
    """Erase by the link for managing, and wait until every service has confirmed."""
    links = city.apps[PROFILES].extensions["settings"].links
    shown = {"Authorization": f"Link {links.token('manage', person_id)}"}
    receipt = city.ask(PROFILES, "POST /v1/me/erasure", who=shown)["receipt"]
    city.settle()
    done = city.ask(PROFILES, "GET /v1/erasure", who={"Authorization": f"Link {receipt}"})["done_at"]
    if not done:
        raise SystemExit("Not every service has confirmed the erasure.")


def _seconds(do: Any) -> float:
    began = perf_counter()
    do()
    return perf_counter() - began


def _spread(seconds: list[float]) -> dict[str, float]:
    return {"median": round(median(seconds), 3), "most": round(max(seconds), 3)}
