"""The HTTP door: one transaction a request, problems in plain words, and no hanging when something is away."""

import json
import threading
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from services.kit import clock
from services.kit.outbox import Told, relay
from services.kit.web import Service
from tests.support.ground import Ground
from tests.support.proxy import Proxy, a_proxy
from tests.support.tiny import Note, empty, tiny_service
from tests.support.tokens import Tokens

AUDIENCE = "profiles-service"


def write(app: Service, text: Any = "Hallo", **headers: str) -> TestResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return app.test_client().post("/v1/notes", json={"text": text}, headers=named)


def notes(app: Service) -> list[str]:
    with app.database.reading() as session:
        return list(session.scalars(select(Note.text)))


def told(app: Service) -> list[Told]:
    with app.database.reading() as session:
        return list(session.scalars(select(Told)))


def assert_problem(answer: TestResponse, status: int, kind: str) -> dict[str, Any]:
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), answer.text
    words: dict[str, Any] = json.loads(answer.data)
    assert words["type"] == f"urn:mosaik:problem:{kind}"
    assert (words["status"], words["request_id"]) == (status, answer.headers["X-Request-ID"])
    assert words["title"]
    assert words["detail"]
    assert "Traceback" not in answer.text
    return words


# Transactions


def test_what_a_request_did_and_told_is_kept(tiny: Service) -> None:
    assert write(tiny).status_code == 201

    assert notes(tiny) == ["Hallo"]
    assert [row.sent_at is not None for row in told(tiny)] == [True]


def test_a_refused_request_leaves_no_trace(tiny: Service) -> None:
    assert_problem(write(tiny, "unwanted"), 409, "not-this")

    assert (notes(tiny), told(tiny)) == ([], [])


def test_a_bug_leaves_no_trace_and_tells_nothing(tiny: Service) -> None:
    answer = write(tiny, "bug")

    assert_problem(answer, 500, "our-mistake")
    assert "secret" not in answer.text
    assert (notes(tiny), told(tiny)) == ([], [])


# Request ids


def test_a_request_s_id_follows_into_the_outbox(tiny: Service) -> None:
    answer = write(tiny, X_Request_ID="r-from-the-site-1")

    assert answer.headers["X-Request-ID"] == "r-from-the-site-1"
    assert [row.request_id for row in told(tiny)] == ["r-from-the-site-1"]


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "with spaces in it", "<script>alert(1)</script>"])
def test_a_senseless_request_id_is_replaced(tiny: Service, given: str) -> None:
    first, second = (write(tiny, X_Request_ID=given).headers["X-Request-ID"] for _ in range(2))

    assert given != first != second
    assert len(first) == 32


# Problems


@pytest.mark.parametrize(
    ("method", "path", "options", "status", "kind"),
    [
        ("GET", "/nowhere", {}, 404, "not-found"),
        ("GET", "/v1/notes/0c8f1c7e-3f0b-4c58-9c0e-6d2f5a7b1e11", {}, 404, "no-such-note"),
        ("GET", "/v1/notes/not-an-id", {}, 404, "not-found"),
        ("DELETE", "/v1/notes", {}, 405, "method-not-allowed"),
        ("POST", "/v1/notes", {"data": b"{", "content_type": "application/json"}, 400, "bad-request"),
        ("POST", "/v1/notes", {"data": b"\xff", "content_type": "application/json"}, 400, "bad-request"),
        ("POST", "/v1/notes", {"data": b"[" * 100_000, "content_type": "application/json"}, 400, "bad-request"),
        ("POST", "/v1/notes", {"data": b"x" * 7_000_000, "content_type": "application/json"}, 413, None),
        ("POST", "/v1/notes", {"json": {}}, 422, "malformed"),
        ("POST", "/v1/notes", {"json": []}, 422, "malformed"),
        ("POST", "/v1/notes", {"json": None}, 422, "malformed"),
        ("POST", "/v1/notes", {"json": {"text": "x" * 101}}, 422, "malformed"),
        ("POST", "/v1/notes", {"json": {"text": "a\0b"}}, 422, "malformed"),
        ("POST", "/v1/notes", {"json": {"text": 7}}, 422, "malformed"),
        ("POST", "/v1/notes", {"json": {"text": "x", "mood": "good"}}, 422, "malformed"),
        ("GET", "/v1/notes?mood=good", {}, 422, "malformed"),
        ("GET", "/v1/notes?page=0", {}, 422, "malformed"),
        ("GET", "/v1/closed", {}, 403, "no-guard"),
        ("GET", "/v1/for-editor", {}, 401, "not-signed-in"),
        ("GET", "/v1/for-editor", {"headers": {"Authorization": "Bearer "}}, 401, "token-refused"),
        ("GET", "/v1/for-editor", {"headers": {"Authorization": "Bearer nonsense"}}, 401, "token-refused"),
    ],
)
def test_every_trouble_is_a_problem_in_plain_words(
    tiny: Service, method: str, path: str, options: dict[str, Any], status: int, kind: str | None
) -> None:
    answer = tiny.test_client().open(path, method=method, **options)

    assert_problem(answer, status, kind or json.loads(answer.data)["type"].rpartition(":")[2])


def test_a_refused_field_is_named(tiny: Service) -> None:
    words = assert_problem(tiny.test_client().post("/v1/notes", json={"mood": 1}), 422, "malformed")

    assert set(words["errors"]) == {"text", "mood"}


# Guards


@pytest.mark.parametrize(
    ("role", "who", "status"),
    [
        ("person", "nobody", 401),
        ("person", "person", 200),
        ("person", "editor", 200),
        ("person", "service", 403),
        ("steward", "nobody", 401),
        ("steward", "person", 200),
        ("steward", "service", 403),
        ("editor", "nobody", 401),
        ("editor", "person", 403),
        ("editor", "editor", 200),
        ("editor", "service", 403),
        ("service", "nobody", 401),
        ("service", "person", 403),
        ("service", "editor", 403),
        ("service", "service", 200),
    ],
)
def test_only_those_come_in_whom_the_guard_lets_pass(
    tiny: Service, tokens: Tokens, role: str, who: str, status: int
) -> None:
    shown = {
        "nobody": {},
        "person": tokens.person(uuid4(), AUDIENCE),
        "editor": tokens.editor(AUDIENCE),
        "service": tokens.service("notifier", AUDIENCE),
    }[who]

    assert tiny.test_client().get(f"/v1/for-{role}", headers=shown).status_code == status


def test_a_token_for_another_service_opens_nothing(tiny: Service, tokens: Tokens) -> None:
    answer = tiny.test_client().get("/v1/for-editor", headers=tokens.editor("directory-service"))

    assert_problem(answer, 401, "token-refused")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


# Versions


def test_a_thing_is_changed_only_in_the_version_that_was_seen(tiny: Service) -> None:
    client = tiny.test_client()
    address = f"/v1/notes/{write(tiny).get_json()['id']}"
    seen = client.get(address).headers["ETag"]

    assert_problem(client.put(address, json={"text": "neu"}), 428, "unconditional")
    changed = client.put(address, json={"text": "neu"}, headers={"If-Match": seen})
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    assert_problem(client.put(address, json={"text": "zu spät"}, headers={"If-Match": seen}), 412, "stale")
    assert notes(tiny) == ["neu"]


def test_who_knows_a_list_already_is_told_so(tiny: Service) -> None:
    write(tiny)
    first = tiny.test_client().get("/v1/notes")

    def again() -> TestResponse:
        return tiny.test_client().get("/v1/notes", headers={"If-None-Match": first.headers["ETag"]})

    assert (again().status_code, again().data) == (304, b"")
    write(tiny)
    assert (again().status_code, len(again().get_json()["items"])) == (200, 2)


# Idempotency


def test_a_request_sent_again_gets_the_same_answer_and_does_nothing_twice(tiny: Service) -> None:
    first, second = (write(tiny, Idempotency_Key="k") for _ in range(2))

    assert (first.status_code, first.data) == (second.status_code, second.data)
    assert (len(notes(tiny)), len(told(tiny))) == (1, 1)


def test_a_key_used_for_another_request_is_refused(tiny: Service) -> None:
    write(tiny, Idempotency_Key="k")

    assert_problem(write(tiny, "anders", Idempotency_Key="k"), 422, "key-used-otherwise")
    assert notes(tiny) == ["Hallo"]


def test_a_refused_request_does_not_use_up_its_key(tiny: Service) -> None:
    write(tiny, "unwanted", Idempotency_Key="k")

    assert write(tiny, "erwünscht", Idempotency_Key="k").status_code == 201


def test_another_caller_s_key_is_another_key(tiny: Service, tokens: Tokens) -> None:
    for who in (tokens.person(uuid4(), AUDIENCE), tokens.person(uuid4(), AUDIENCE), {}):
        write(tiny, Idempotency_Key="k", **who)

    assert len(notes(tiny)) == 3


def test_a_key_that_is_too_long_is_refused(tiny: Service) -> None:
    assert_problem(write(tiny, Idempotency_Key="k" * 129), 422, "key-too-long")


def test_the_same_key_at_once_does_the_deed_once(tiny: Service) -> None:
    answers: list[tuple[int, bytes]] = []

    def send() -> None:
        answer = write(tiny, "slow", Idempotency_Key="k")
        answers.append((answer.status_code, answer.data))

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(answers) == 4
    assert len(set(answers)) == 1
    assert (len(notes(tiny)), len(told(tiny))) == (1, 1)


# Catching up


def test_a_hearer_is_given_what_it_missed_until_it_says_that_it_heard(tiny: Service, tokens: Tokens) -> None:
    with tiny.database.transaction() as session:
        session.add(_old_fact())
    client, notifier = tiny.test_client(), tokens.service("notifier", AUDIENCE)

    def missed() -> list[str]:
        return [each["id"] for each in client.get("/v1/facts?hearer=notifier", headers=notifier).get_json()["items"]]

    assert len(missed()) == 1
    client.put("/v1/facts/hearings", json={"fact_ids": missed()}, headers=notifier)
    assert missed() == []


def test_what_was_told_this_moment_is_still_on_its_way(tiny: Service, tokens: Tokens) -> None:
    write(tiny)

    answer = tiny.test_client().get("/v1/facts?hearer=notifier", headers=tokens.service("notifier", AUDIENCE))

    assert answer.get_json()["items"] == []


def test_a_new_hearer_is_given_everything_since_a_moment(tiny: Service, tokens: Tokens) -> None:
    since = clock.now().isoformat()
    write(tiny)

    query = {"hearer": "notifier", "since": since}
    answer = tiny.test_client().get("/v1/facts", query_string=query, headers=tokens.service("notifier", AUDIENCE))

    assert len(answer.get_json()["items"]) == 1


def test_nobody_hears_what_is_told_to_others(tiny: Service, tokens: Tokens) -> None:
    for who in (tokens.service("events-service", AUDIENCE), tokens.service("website", AUDIENCE)):
        assert_problem(tiny.test_client().get("/v1/facts?hearer=notifier", headers=who), 403, "not-your-facts")
    answer = tiny.test_client().get("/v1/facts?hearer=notifier", headers=tokens.editor(AUDIENCE))
    assert_problem(answer, 403, "forbidden")


def _old_fact() -> Told:
    return Told(
        name="profiles.subscriber_left.v1",
        payload={},
        request_id="r",
        told_at=clock.now().replace(year=2024),
        hearers=["notifier"],
        waiting_for=["notifier"],
    )


# What may be away


@pytest.fixture
def proxies(ground: Ground) -> Iterator[tuple[Proxy, Proxy]]:
    with a_proxy(ground.settings.ports.postgres) as postgres, a_proxy(ground.settings.ports.redis) as redis:
        yield postgres, redis


@pytest.fixture
def far(ground: Ground, tiny: Service, proxies: tuple[Proxy, Proxy]) -> Iterator[Service]:
    """The tiny service, with both its servers behind proxies."""
    postgres, redis = proxies
    app = tiny_service(ground, database_port=postgres.port, redis_port=redis.port)
    empty(app)
    yield app
    app.worker.celery.close()
    app.database.engine.dispose()


def test_without_postgresql_the_answer_is_503_and_it_recovers_by_itself(
    far: Service, proxies: tuple[Proxy, Proxy]
) -> None:
    postgres, _ = proxies
    assert write(far).status_code == 201

    postgres.refuse()
    for answer in (write(far), far.test_client().get("/v1/notes")):
        assert_problem(answer, 503, "not-reachable")
        assert answer.headers["Retry-After"]
        assert "psycopg" not in answer.text
    assert far.test_client().get("/healthz").status_code == 200
    assert far.test_client().get("/readyz").status_code == 503

    postgres.admit()
    assert write(far).status_code == 201
    assert far.test_client().get("/readyz").status_code == 200


def test_connections_that_broke_are_replaced_without_a_word(far: Service, proxies: tuple[Proxy, Proxy]) -> None:
    postgres, _ = proxies
    assert write(far).status_code == 201

    postgres.cut()

    assert [write(far).status_code for _ in range(3)] == [201] * 3


def test_a_connection_that_breaks_before_the_commit_leaves_no_trace(
    far: Service, tiny: Service, proxies: tuple[Proxy, Proxy]
) -> None:
    postgres, _ = proxies
    write(far)
    threading.Timer(0.15, postgres.cut).start()

    assert_problem(write(far, "slow"), 503, "not-reachable")

    assert notes(tiny) == ["Hallo"]


@pytest.mark.parametrize("fault", [Proxy.refuse, Proxy.hold], ids=["refuses", "hangs"])
def test_without_the_broker_requests_are_answered_fast_and_facts_go_out_later(
    far: Service, proxies: tuple[Proxy, Proxy], fault: Any
) -> None:
    _, redis = proxies
    assert write(far).status_code == 201

    fault(redis)
    begun = time.monotonic()
    answers = [write(far).status_code for _ in range(3)]
    seconds = time.monotonic() - begun
    ready = far.test_client().get("/readyz")
    redis.admit()

    assert answers == [201] * 3
    # A silent broker hangs for ever; about a second is waited for it, more on a busy machine.
    assert seconds < 8
    assert ready.status_code == 200
    assert not json.loads(ready.data)["broker"]
    assert [row.sent_at is None for row in sorted(told(far), key=lambda row: row.told_at)] == [False, True, True, True]
    assert _relayed_in_the_end(far) == 3


def _relayed_in_the_end(app: Service) -> int:
    """Relay as the clock does, until the broker is trusted again."""
    sent, end = 0, time.monotonic() + 8
    while sent < 3 and time.monotonic() < end:
        with app.database.transaction() as session:
            sent += relay(session, app.worker.send, now=clock.now())
        time.sleep(0.1)
    return sent
