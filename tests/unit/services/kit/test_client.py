"""The client between the services, against a real server on this machine."""

import gzip
import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from services.kit import client, clock, logs
from services.kit.client import Away, Client, Refused
from services.kit.tokens import Signer, Verifier
from tests.support.makers import a_key, a_keyring, private
from tests.support.serving import Say, Script, a_script

KEY = a_key("website")
OK = Say(body=b'{"ok": true}')
AWAY = Say(status=503, body=b"{}")
PROBLEM = Say(
    status=409,
    body=json.dumps({"type": "urn:mosaik:problem:already-published", "title": "Already published"}).encode(),
    headers={"Content-Type": "application/problem+json"},
)


@pytest.fixture(autouse=True)
def _short_of_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_PAUSES", (0.001, 0.001))


@contextmanager
def speaking_to(*script: Say) -> Iterator[tuple[Client, Script]]:
    with a_script(*script) as server, a_client(server.url) as speaker:
        yield speaker, server


def a_client(url: str) -> Client:
    return Client(url, audience="directory-service", signer=Signer(private(KEY)), patience=0.2)


def test_it_reads_json() -> None:
    with speaking_to(Say(body=b'{"a": ["\xc3\xa4"]}', headers={"ETag": '"3"'})) as (asking, server):
        answer = asking.get("/v1/things", params={"page": 2})

    assert (answer.status, answer.words, answer.headers["etag"]) == (200, {"a": ["ä"]}, '"3"')
    assert server.asked[0][:2] == ("GET", "/v1/things?page=2")


@pytest.mark.parametrize("body", [b"", b"plain words"])
def test_an_answer_without_json_is_read_as_it_is(body: bytes) -> None:
    with speaking_to(Say(body=body)) as (asking, _):
        assert asking.get("/").words == (body.decode() or None)


def test_the_request_s_id_goes_along() -> None:
    token = logs.request_id.set("r-12345678")
    with speaking_to(OK) as (asking, server):
        asking.get("/")

    logs.request_id.reset(token)
    assert server.asked[0][2]["X-Request-ID"] == "r-12345678"


def test_public_reading_goes_without_a_token() -> None:
    with speaking_to(OK) as (asking, server):
        asking.get("/")

    assert "Authorization" not in server.asked[0][2]


def test_asking_goes_with_the_service_s_own_token(tmp_path: Path) -> None:
    with speaking_to(OK) as (asking, server):
        asking.ask("POST", "/", json={})

    kind, _, token = server.asked[0][2]["Authorization"].partition(" ")
    verifier = Verifier(a_keyring(tmp_path, [KEY]), audience="directory-service")
    assert (kind, verifier.caller(token, now=clock.now()).service) == ("Bearer", "website")


def test_a_person_s_token_takes_the_place_of_the_service_s() -> None:
    with speaking_to(OK) as (asking, server):
        asking.ask("PUT", "/", json={}, headers={"Authorization": "Bearer hers"})

    assert server.asked[0][2]["Authorization"] == "Bearer hers"


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize(
    "trouble", [AWAY, Say(status=502), Say(status=504), Say(hangs_up=True), Say(after=0.4), Say(garbage=b"\0\1\2\r\n")]
)
def test_what_may_be_repeated_is_asked_again(method: str, trouble: Say) -> None:
    with speaking_to(trouble, trouble, OK) as (asking, server):
        answer = asking.ask(method, "/")

    assert answer.words == {"ok": True}
    assert server.methods == [method] * 3


@pytest.mark.parametrize("trouble", [AWAY, Say(hangs_up=True), Say(after=0.4), Say(garbage=b"\0\1\2\r\n")])
def test_a_post_is_never_repeated_by_itself(trouble: Say) -> None:
    with speaking_to(trouble, OK) as (asking, server), pytest.raises(Away):
        asking.ask("POST", "/", json={"a": 1})

    assert server.methods == ["POST"]


def test_a_post_with_an_idempotency_key_may_be_repeated() -> None:
    with speaking_to(Say(hangs_up=True), OK) as (asking, server):
        asking.ask("POST", "/", json={"a": 1}, headers={"Idempotency-Key": "k"})

    assert server.methods == ["POST", "POST"]
    assert server.asked[0][3] == server.asked[1][3] == b'{"a":1}'


def test_who_stays_away_is_away_after_three_tries() -> None:
    with speaking_to(AWAY) as (asking, server), pytest.raises(Away, match="directory-service"):
        asking.get("/")

    assert len(server.asked) == 3


def test_a_server_that_hangs_is_away_in_time() -> None:
    begun = time.monotonic()

    with speaking_to(Say(after=1)) as (asking, _), pytest.raises(Away):
        asking.get("/")

    assert time.monotonic() - begun < 1.5


def test_nobody_at_home_is_away() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    with a_client(f"http://127.0.0.1:{port}") as asking, pytest.raises(Away):
        asking.get("/")


def test_words_that_cannot_be_unpacked_are_as_good_as_none() -> None:
    broken = Say(body=gzip.compress(b"{}")[:-4] + b"oops", headers={"Content-Encoding": "gzip"})

    with speaking_to(broken) as (asking, _), pytest.raises(Away):
        asking.get("/")


def test_a_refusal_carries_its_problem() -> None:
    with speaking_to(PROBLEM) as (asking, server), pytest.raises(Refused) as refused:
        asking.ask("PUT", "/")

    assert (refused.value.status, refused.value.kind, refused.value.errors) == (409, "already-published", {})
    assert len(server.asked) == 1, "a refusal is an answer, not trouble"


@pytest.mark.parametrize("body", [b"", b"<html>Bad Gateway</html>", b"[]", b"null"])
def test_a_refusal_without_a_problem_is_a_refusal_all_the_same(body: bytes) -> None:
    with speaking_to(Say(status=500, body=body)) as (asking, _), pytest.raises(Refused) as refused:
        asking.get("/")

    assert (refused.value.status, refused.value.kind, refused.value.errors) == (500, "", {})


def test_it_follows_nobody_elsewhere() -> None:
    with speaking_to(Say(status=302, headers={"Location": "http://localhost:1/"})) as (asking, _):
        assert asking.get("/").status == 302


def test_a_file_comes_as_it_is_with_its_mark_or_not_at_all() -> None:
    made = Say(body=b'{"not": "read"}', headers={"ETag": '"v1"'})
    with speaking_to(AWAY, made, Say(status=304), PROBLEM) as (speaker, _):
        file, known = speaker.fetch("/offers.json"), speaker.fetch("/offers.json")
        assert (file.words, file.headers["ETag"], known.status) == (b'{"not": "read"}', '"v1"', 304)
        with pytest.raises(Refused, match="409"):
            speaker.fetch("/offers.json")
