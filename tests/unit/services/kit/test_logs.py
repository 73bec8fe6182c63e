"""Logs: one JSON line an entry, with the request's id, and with nothing personal in it."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from services.kit import logs
from tests.support.makers import a_key, private

TOKEN = "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4-_x"
JWT = (
    "eyJhbGciOiJFZDI1NTE5Iiwia2lkIjoicGVvcGxlLjEifQ."
    "eyJpc3MiOiJwZW9wbGUiLCJzdWIiOiI3ZTU3YWIxIn0.c2lnbmF0dXJlLW9mLWEtdG9r"
)
LOCAL = st.text(alphabet="abcäöüXYZ019.!#$%&*+/?^_`{|}~-", min_size=1)
DOMAIN = st.from_regex(r"[a-z0-9-]{1,20}(\.[a-z]{2,9}){1,2}", fullmatch=True)


def masked(**entry: object) -> str:
    return json.dumps(logs.mask(None, "info", entry), ensure_ascii=False, default=repr)


@pytest.mark.parametrize(
    "words",
    [
        "ada@example.org",
        "no such mailbox: <ada@example.org>",
        "RCPT TO:<ada@example.org>: 550",
        "email='ada@example.org', code=…",
        '{"email": "ada@example.org"}',
        "Key (email)=(ada@example.org) already exists.",
        "GET /u?email=ada%40example.org",
        "MAILTO:Ada@Example.org.",
        "ada+harbour@sub.example.org and more",
    ],
)
def test_mail_addresses_are_masked_wherever_they_stand(words: str) -> None:
    assert "example.org" not in masked(event=words).lower()


@given(local=LOCAL, domain=DOMAIN, before=st.sampled_from(["", " ", "<", "'", '"', "=", "(", ":", ","]))
def test_no_mail_address_gets_through(local: str, domain: str, before: str) -> None:
    assert f"{local}@{domain}" not in masked(event=f"refused {before}{local}@{domain}")


@pytest.mark.parametrize("token", [TOKEN, JWT])
@pytest.mark.parametrize("words", ["{}", "Bearer {}", "/u/{}", "?token={}", "'{}'", '"{}"', "token:{}", "({})", "<{}>"])
def test_tokens_are_masked_wherever_they_stand(words: str, token: str) -> None:
    shown = masked(event=words.format(token))

    assert not any(part in shown for part in token.split("."))


@pytest.mark.parametrize("field", sorted(logs.MASKED))
def test_named_fields_are_masked_at_every_depth(field: str) -> None:
    shown = masked(event="x", outer=[{"inner": {field: "Ada"}}], **{field: {"a": "Ada"}})

    assert "Ada" not in shown


def test_what_is_no_plain_word_is_masked_too() -> None:
    shown = masked(
        event="x", trouble=ValueError("ada@example.org"), several={"ada@example.org"}, raw=b"ada@example.org"
    )

    assert "example.org" not in shown


def test_a_mapping_s_own_names_are_masked_too() -> None:
    assert "example.org" not in masked(event="x", replies={"ada@example.org": 250})


def test_harmless_words_stay_readable() -> None:
    words = "in services/kit/worker.py line 17: relay_put_off after 3 tries, 6f1fbb0c-2df0-4a35-9d1c-60c8a9c3a001"

    assert logs.mask(None, "info", {"event": words, "tries": 3, "done": None}) == {
        "event": words,
        "tries": 3,
        "done": None,
    }


def test_a_private_key_does_not_get_through() -> None:
    key = a_key("people")

    assert str(key.as_dict(private=True)["d"]) not in masked(event=f"bad key {private(key)}")


@pytest.fixture
def configured() -> Iterator[None]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    ours_before = structlog.get_config() if structlog.is_configured() else None
    # Whatever ran before in this process may have quietened our logger.
    logging.disable(logging.NOTSET)
    ours = logging.getLogger("mosaik")
    ours.disabled = False
    ours.setLevel(logging.NOTSET)
    yield
    root.handlers = before
    root.setLevel(level)
    structlog.reset_defaults()
    if ours_before:
        structlog.configure(**ours_before)


@pytest.mark.usefixtures("configured")
def test_an_entry_is_one_line_of_json_that_tells_service_and_request(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("notifier")
    token = logs.request_id.set("r-12345678")

    structlog.stdlib.get_logger("mosaik").info("fact_sent", fact="a.b.v1", note="two\nlines")

    logs.request_id.reset(token)
    (line,) = capsys.readouterr().err.splitlines()
    entry = json.loads(line)
    assert (entry["event"], entry["service"], entry["request_id"]) == ("fact_sent", "notifier", "r-12345678")
    assert (entry["level"], entry["fact"]) == ("info", "a.b.v1")
    assert entry["timestamp"].endswith("Z")


@pytest.mark.usefixtures("configured")
def test_a_library_s_words_and_stack_traces_are_masked_too(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("notifier")
    try:
        int(f"ada@example.org {JWT}")
    except ValueError:
        logging.getLogger("kombu").exception("trouble with %s", "bea@example.org", extra={"email": "cem@example.org"})

    shown = capsys.readouterr().err
    assert "ValueError" in json.loads(shown)["exception"]
    assert "example.org" not in shown
    assert JWT.split(".")[2] not in shown
