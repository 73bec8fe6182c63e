"""Fetching what lies at an address that somebody gave us, from real servers that mean well, or ill."""

import gzip
from pathlib import Path

import pytest

from services.kit.fetching import AGENT, Known, NotFetched, Wish, fetch, plain_address
from tests.support.foreign import a_certificate, here
from tests.support.serving import Say, Script, a_script

ICS = Say(body=b"BEGIN:VCALENDAR", headers={"Content-Type": "text/calendar; charset=utf-8", "ETag": '"1"'})


def test_what_lies_at_an_address_comes_with_what_the_server_says_of_it() -> None:
    with a_script(ICS) as server:
        found = fetch(Wish(server.url), here())

    assert (found.body, found.media_type, found.known.etag) == (b"BEGIN:VCALENDAR", "text/calendar", '"1"')
    ((_, _, headers, _),) = server.asked
    assert headers["User-Agent"] == AGENT
    assert not {"Cookie", "Authorization", "Referer"} & set(headers)


def test_what_has_not_changed_is_not_sent_again() -> None:
    with a_script(Say(status=304, body=b"")) as server:
        found = fetch(Wish(server.url, Known('"1"', "Mon, 01 Jan 2035 00:00:00 GMT")), here())

    assert found.is_unchanged
    assert found.known.etag == '"1"'
    headers = server.asked[0][2]
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == ('"1"', "Mon, 01 Jan 2035 00:00:00 GMT")


def test_what_cannot_be_said_back_to_a_server_is_not_kept() -> None:
    with a_script(Say(headers={"ETag": '"\xe4"', "Last-Modified": "Mo, 1. M\xe4rz"})) as server:
        assert fetch(Wish(server.url), here()).known == Known()


def test_a_redirect_is_followed_three_times() -> None:
    on = Say(status=302, headers={"Location": "/on"})
    with a_script(on, on, on, ICS) as server:
        assert fetch(Wish(server.url), here()).body == ICS.body
    with a_script(on) as server:
        assert _refused(server) == "too_many_redirects"
        assert len(server.asked) == 4


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("http://inside.example/", "private_address"),
        ("http://169.254.169.254/latest/meta-data", "private_address"),
        ("http://[::ffff:10.0.0.1]/", "private_address"),
        ("file:///etc/passwd", "bad_address"),
        ("gopher://example.org/", "bad_address"),
        ("http://example.org:25/", "bad_address"),
        ("http://[x", "bad_address"),
        ("http://xn--a/", "bad_address"),
        ("http://example.org:99999/", "bad_address"),
    ],
)
def test_a_redirect_to_where_nobody_should_look_is_refused(target: str, kind: str) -> None:
    with a_script(Say(status=301, headers={"Location": target}), ICS) as server:
        assert _refused(server) == kind
        assert len(server.asked) == 1


def test_nothing_is_asked_of_a_machine_of_ours() -> None:
    with a_script(ICS) as server, pytest.raises(NotFetched, match="private_address"):
        fetch(Wish(server.url))

    assert server.asked == []


def test_a_name_that_changes_its_mind_is_judged_each_time() -> None:
    answers = [["127.0.0.1"], ["10.0.0.1"]]
    reach = here()
    fickle = type(reach)(look_up=lambda host, patience: answers.pop(0), may_reach=reach.may_reach, trust=reach.trust)
    with a_script(Say(status=302, headers={"Location": "/again"}), ICS) as server:
        with pytest.raises(NotFetched, match="private_address"):
            fetch(Wish(server.url.replace("127.0.0.1", "fickle.example")), fickle)

        assert len(server.asked) == 1


def test_the_certificate_must_be_of_the_name_though_we_connect_to_a_number(tmp_path: Path) -> None:
    known = a_certificate(tmp_path, "calendar.example")
    with a_script(ICS, secretly=known.server) as server:
        reach = here(trust=known.believer)

        assert fetch(Wish(server.url.replace("127.0.0.1", "calendar.example")), reach).body == ICS.body
        with pytest.raises(NotFetched, match="not_secure"):
            fetch(Wish(server.url.replace("127.0.0.1", "other.example")), reach)
        with pytest.raises(NotFetched, match="not_secure"):
            fetch(Wish(server.url.replace("127.0.0.1", "calendar.example")), here())


def test_packed_content_is_unpacked() -> None:
    with a_script(Say(body=gzip.compress(b"BEGIN"), headers={"Content-Encoding": "gzip"})) as server:
        assert fetch(Wish(server.url), here()).body == b"BEGIN"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (Say(body=b"x" * 5_000), "too_large"),
        (Say(body=b"", headers={"Content-Length": "99999999999"}), "too_large"),
        (Say(body=gzip.compress(b"0" * 9_000_000), headers={"Content-Encoding": "gzip"}), "too_large"),
        (Say(body=gzip.compress(b"BEGIN")[:-4], headers={"Content-Encoding": "gzip"}), "unreachable"),
        (Say(body=b"?", headers={"Content-Encoding": "br"}), "unreachable"),
        (Say(hangs_up=True), "unreachable"),
        (Say(garbage=b"220 mail.example ESMTP\r\n"), "unreachable"),
        (Say(status=401), "sign_in_needed"),
        (Say(status=404), "not_found"),
        (Say(status=500), "refused"),
        (Say(headers={"Content-Type": "image/png"}), "wrong_kind"),
        (Say(status=302), "too_many_redirects"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(said: Say, kind: str) -> None:
    with a_script(said) as server:
        assert _refused(server) == kind


def test_a_server_that_takes_too_long_is_left() -> None:
    with a_script(Say(after=0.5)) as server, pytest.raises(NotFetched, match="too_slow"):
        fetch(Wish(server.url, seconds=0.1), here())


def test_a_server_that_is_not_there_is_said_so() -> None:
    with a_script(ICS) as server:
        pass

    assert _refused(server) == "unreachable"


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("webcal://example.org/a.ics", "https://example.org/a.ics"),
        (" HTTP://Example.org/a.ics#part ", "http://example.org/a.ics"),
        ("https://käse.example/", "https://xn--kse-qla.example/"),
    ],
)
def test_an_address_is_put_plainly(written: str, asked: str) -> None:
    assert plain_address(written) == asked


@pytest.mark.parametrize(
    "written", ["", "calendar.ics", "ftp://example.org/", "http://", "http://a:b@example.org/", "http://[::1"]
)
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(NotFetched, match="bad_address"):
        plain_address(written)


def _refused(server: Script) -> str:
    with pytest.raises(NotFetched) as refusal:
        fetch(
            Wish(server.url, takes=lambda kind: not kind.startswith("image/"), largest=4_000),
            here(private=("inside.example",)),
        )
    return refusal.value.kind
