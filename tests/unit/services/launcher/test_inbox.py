from email.message import EmailMessage
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from services.launcher.inbox.letters import Letters
from services.launcher.inbox.page import create_app, linked, opening_new_tabs


@pytest.fixture
def letters(tmp_path: Path) -> Letters:
    return Letters(tmp_path)


@pytest.fixture
def client(letters: Letters) -> FlaskClient:
    return create_app(letters).test_client()


def a_letter(subject: str = "Grüße", *, html: str = "") -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Stadt <post@example.org>", "ada@example.org", subject
    message["List-Unsubscribe"] = "<http://localhost:8000/u/abc>"
    message.set_content("Schön, dass du da bist: http://localhost:8000/a?b=c&d=e.\n")
    if html:
        message.add_alternative(html, subtype="html")
    return message.as_bytes()


def test_the_newest_letter_comes_first(letters: Letters, client: FlaskClient) -> None:
    for subject in ("eins", "zwei"):
        letters.catch("post@example.org", ["ada@example.org"], a_letter(subject))

    told = client.get("/api/mails").json

    assert told is not None
    assert [each["subject"] for each in told] == ["zwei", "eins"]


def test_letters_are_found_by_a_part_of_an_address_in_any_case(letters: Letters, client: FlaskClient) -> None:
    letters.catch("post@example.org", ["Ada@example.org"], a_letter())
    letters.catch("post@example.org", ["bob@example.org"], a_letter())

    told = client.get("/api/mails", query_string={"to": "ADA@"}).json

    assert told is not None
    assert [each["to"] for each in told] == [["Ada@example.org"]]


def test_a_letter_is_told_with_text_html_and_headers(letters: Letters, client: FlaskClient) -> None:
    letters.catch("post@example.org", ["ada@example.org"], a_letter(html="<p>Schön</p>"))

    told = client.get("/api/mails").json

    assert told is not None
    assert told[0]["text"].startswith("Schön, dass du da bist")
    assert told[0]["html"] == "<p>Schön</p>\n"
    assert ["List-Unsubscribe", "<http://localhost:8000/u/abc>"] in told[0]["headers"]


def test_a_restart_keeps_letters_and_their_order(tmp_path: Path) -> None:
    before = Letters(tmp_path)
    ids = [before.catch("post@example.org", ["ada@example.org"], a_letter(f"{number}")) for number in range(20)]

    after = Letters(tmp_path)

    assert [caught.id for caught in after.newest()] == ids[::-1]


def test_the_source_is_kept_byte_for_byte(letters: Letters, client: FlaskClient) -> None:
    source = b"Subject: x\r\n\r\n\xff\xfe not utf-8\r\n.\r\n"
    name = letters.catch("a@example.org", ["b@example.org"], source)

    assert client.get(f"/mails/{name}/source").data == source
    assert client.get(f"/mails/{name}").status_code == 200


def test_emptying_forgets_all(letters: Letters, client: FlaskClient, tmp_path: Path) -> None:
    letters.catch("post@example.org", ["ada@example.org"], a_letter())

    assert client.delete("/api/mails").status_code == 204

    assert client.get("/api/mails").json == []
    assert not list(tmp_path.iterdir())


def test_links_in_a_text_can_be_clicked_and_nothing_else_becomes_html() -> None:
    shown = linked("<b>Hier</b>: http://localhost:8000/a?b=c&d=e.")

    assert shown == (
        "&lt;b&gt;Hier&lt;/b&gt;: "
        '<a href="http://localhost:8000/a?b=c&amp;d=e">http://localhost:8000/a?b=c&amp;d=e</a>.'
    )


def test_the_html_of_a_letter_may_run_nothing_and_load_nothing(letters: Letters, client: FlaskClient) -> None:
    name = letters.catch("a@example.org", ["b@example.org"], a_letter(html="<head></head><script>x</script>"))

    framed = client.get(f"/mails/{name}/html")

    assert framed.text.startswith('<head><base target="_blank"></head>')
    policy = framed.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "allow-scripts" not in policy
    assert "sandbox" in client.get(f"/mails/{name}").text


def test_a_letter_without_a_head_opens_new_tabs_too() -> None:
    assert opening_new_tabs("<p>x</p>") == '<base target="_blank"><p>x</p>'


def test_the_list_shows_fifty_and_leads_to_the_older_ones(letters: Letters, client: FlaskClient) -> None:
    for number in range(51):
        letters.catch("post@example.org", ["ada@example.org"], a_letter(f"Brief {number}"))

    first, second = client.get("/").text, client.get("/?page=2").text

    assert "51 E-Mails" in first
    assert "Brief 50" in first
    assert "Brief 0<" not in first
    assert "Brief 0<" in second


def test_an_unknown_letter_is_not_found(client: FlaskClient) -> None:
    assert client.get("/mails/nothing").status_code == 404
    assert client.get("/mails/..%2F..%2Fkeys").status_code == 404
