"""What keeps the pages safe in a browser."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from services.website import security
from services.website.rendering import markdown, prose
from tests.support.website import FakeServices, a_website, sealed, send


def test_pages_allow_nothing_from_elsewhere(browser: FlaskClient) -> None:
    page = browser.get("/")
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert page.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert " style=" not in page.text
    assert "<script>" not in page.text


def test_whoever_only_reads_gets_no_cookie(browser: FlaskClient) -> None:
    for path in ("/", "/mitmachen", "/mitmachen/beete-giessen", "/termine", "/impressum", "/nix"):
        assert "Set-Cookie" not in browser.get(path).headers, path


def test_a_form_from_elsewhere_is_refused(browser: FlaskClient, services: FakeServices) -> None:
    token = sealed(browser, "/nachrichten")
    for words, headers in (
        ({}, {}),
        ({"zeichen": "1.2"}, {}),
        ({"zeichen": token}, {"Origin": "https://evil.example"}),
        ({"zeichen": token}, {"Origin": "null"}),
        ({"zeichen": token}, {"Sec-Fetch-Site": "cross-site"}),
    ):
        assert browser.post("/nachrichten", data=words, headers=headers).status_code == 403
    assert "POST /v1/subscriptions" not in services.lines()


def test_the_seal_of_one_browser_does_not_open_another(website: Flask) -> None:
    token = sealed(website.test_client(), "/nachrichten")
    other = website.test_client()
    other.get("/nachrichten")
    assert other.post("/nachrichten", data={"zeichen": token}).status_code == 403


def test_every_changing_view_wants_a_sealed_form_save_leaving(website: Flask) -> None:
    open_to_others = {
        rule.rule
        for rule in website.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and getattr(website.view_functions[rule.endpoint], "open_to_others", False)
    }
    assert open_to_others == {"/u/<token>"}


def test_every_view_names_its_guard(website: Flask) -> None:
    assert [name for name, view in website.view_functions.items() if not getattr(view, "guard", None)] == []


@pytest.mark.usefixtures("patience")
def test_a_trap_that_is_filled_in_catches_programs(browser: FlaskClient, services: FakeServices) -> None:
    typed = {"was": "offer", "takt": "at_once", "email": "kim@example.org", "zustimmung": "ja", "wortlaut": "7"}
    assert send(browser, "/nachrichten", **typed, webseite="http://spam.example").status_code == 422
    assert "POST /v1/subscriptions" not in services.lines()


def test_a_form_sent_faster_than_a_person_can_is_shown_again(browser: FlaskClient, services: FakeServices) -> None:
    typed = {"was": "offer", "takt": "at_once", "email": "kim@example.org", "zustimmung": "ja", "wortlaut": "7"}
    page = send(browser, "/nachrichten", **typed)
    assert page.status_code == 422
    assert "kim@example.org" in page.text
    assert "POST /v1/subscriptions" not in services.lines()


@pytest.mark.parametrize(
    ("path", "stays"),
    [
        ("/eintragen", True),
        ("/en/eintragen?x=1", True),
        ("//evil.example", False),
        ("/\\evil.example", False),
        ("https://evil.example", False),
        ("javascript:alert(1)", False),
        ("/a\nb", False),
        ("", False),
    ],
)
def test_only_own_paths_are_followed(path: str, stays: bool) -> None:
    assert security.own_path(path) == (path if stays else None)


def test_with_tls_cookies_belong_to_this_host_alone(services: FakeServices) -> None:
    app = a_website(services, site_url="https://klima.example")
    page = app.test_client().get("/nachrichten", base_url="https://klima.example")
    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith("__Host-form=")
    for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert word in cookie
    assert "max-age=" in page.headers["Strict-Transport-Security"]


def test_a_legal_text_shows_no_html_of_its_own(browser: FlaskClient) -> None:
    assert "<script" not in markdown("<script>alert(1)</script> [x](javascript:alert(1))")
    assert browser.get("/datenschutz").status_code == 200


@pytest.mark.parametrize("sign", ["&#x202E;", "&rlm;", "\u2067"])
def test_nothing_in_markdown_turns_the_direction_of_writing(sign: str) -> None:
    assert "Abcd" in markdown(f"Ab{sign}cd")


def test_what_groups_write_keeps_its_lines_and_addresses_and_runs_nothing() -> None:
    text = 'Im Hof:\n<b>Montag</b>\n\nMehr (https://bund.example/a?b=1&c=2), javascript:alert(1) "x"'
    first, second = prose(text).split("\n")
    assert first == "<p>Im Hof:<br>&lt;b&gt;Montag&lt;/b&gt;</p>"
    link = '<a href="https://bund.example/a?b=1&amp;c=2" rel="nofollow ugc noopener">https://bund.example/a?b=1&amp;c=2</a>'
    assert second == f"<p>Mehr ({link}), javascript:alert(1) &#34;x&#34;</p>"
    assert prose(None) == prose(" \n\n ") == ""


def test_lines_that_begin_with_a_dash_are_a_list() -> None:
    text = "Bring mit:\n- <b>Eimer</b>\n• https://bund.example\nDanke\n\n– Eure Rosa\n-5 Grad"

    assert prose(text, Markup(' lang="de"')) == (
        '<p lang="de">Bring mit:</p>\n'
        '<ul lang="de"><li>&lt;b&gt;Eimer&lt;/b&gt;</li>'
        '<li><a href="https://bund.example" rel="nofollow ugc noopener">https://bund.example</a></li></ul>\n'
        '<p lang="de">Danke</p>\n<p lang="de">– Eure Rosa<br>-5 Grad</p>'
    )


@given(text=st.text("<>\"'&()https:/.x \n"))
def test_no_address_that_anybody_writes_ends_what_it_stands_in(text: str) -> None:
    plain = re.sub(r'<a href="[^"<>]*" rel="nofollow ugc noopener">[^<>]*</a>|<br>|</?p>', "", prose(f"https://{text}"))
    assert not set(plain) & set("<>\"'")
