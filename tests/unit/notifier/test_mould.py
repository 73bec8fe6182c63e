"""A mail cast once and poured for each person is a valid mail, whatever the words."""

import email
import email.policy
from email.message import EmailMessage
from html import escape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.sending.mould import Mould, SlotBroken, cast, mailbox, slot
from notifier.sending.prose import Prose

# What a recipient's name may hold: shapes.Line refuses control characters at the door.
WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), max_size=200)
TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc")) | st.just("\n"), max_size=2000)


def read(mail: bytes) -> EmailMessage:
    message = email.message_from_bytes(mail, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n").rstrip("\n")


def a_mould(text: str = "Hallo\n", html: str = "<p>Hallo</p>\n") -> Mould:
    return cast(headers=[("Subject", "Neu")], text=text, html=html, boundary="=_1")


@given(name=WORDS, before=TEXTS, after=TEXTS)
def test_every_word_arrives_as_it_was(name: str, before: str, after: str) -> None:
    words = before + slot("name") + after
    mail = a_mould(text=words, html=words).pour({"name": name})

    assert body(read(mail), "plain") == (before + name + after).rstrip("\n")
    assert body(read(mail), "html") == (before + escape(name) + after).rstrip("\n")


@given(name=WORDS, before=TEXTS)
def test_lines_are_short_and_plain_enough_for_every_server(name: str, before: str) -> None:
    mail = a_mould(text=before + slot("name"), html=before + slot("name")).pour({"name": name})

    assert mail.isascii()
    assert all(len(line) <= 78 for line in mail.split(b"\r\n"))
    assert b"\n" not in mail.replace(b"\r\n", b"")


@pytest.mark.parametrize("words", ["a\r\nBcc: all@example.org", "a\nb", "a\rb", "a\x00b", "a\x7fb"])
def test_no_word_breaks_out_of_its_slot(words: str) -> None:
    mould = cast(headers=[("To", slot("name"))], text="x", html="x", boundary="=_1")

    with pytest.raises(SlotBroken):
        mould.pour({"name": words})


def test_a_link_in_an_attribute_stays_whole() -> None:
    link = "http://localhost:8000/u/" + "a" * 120
    mail = a_mould(html=f'<a href="{slot("link")}">x</a>').pour({"link": link})
    found: list[str | None] = []

    class Links(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.extend(value for _, value in attrs)

    Links().feed(body(read(mail), "html"))
    assert found == [link]


def test_a_long_unsubscribe_address_is_never_written_as_encoded_words() -> None:
    link = "<http://localhost:8000/u/" + "a" * 120 + ">"
    mould = cast(headers=[("List-Unsubscribe", slot("link"))], text="x", html="x", boundary="=_1")

    assert f"List-Unsubscribe: {link}\r\n".encode() in mould.pour({"link": link})


@pytest.mark.parametrize(
    "name", ["Klima-Mosaik Halle (Saale)", "Stadt Halle, Klimateam", "Klima-Mosaik Görlitz (Neiße)", "Kiez"]
)
def test_whoever_writes_is_called_by_her_whole_name(name: str) -> None:
    mail = cast(headers=[("From", mailbox(name, "post@example.org"))], text="x", html="x", boundary="=_1").pour({})

    (sender,) = read(mail)["From"].addresses
    assert (sender.display_name, sender.addr_spec) == (name, "post@example.org")


def test_the_same_words_make_the_same_bytes() -> None:
    mould = a_mould(text=slot("name"))

    assert mould.pour({"name": "Ada"}) == mould.pour({"name": "Ada"})


def test_no_carriage_return_stands_alone_for_a_server_to_stumble_over() -> None:
    prose = Prose("Hallo&#13;.&#13;Bcc", site="https://klima.example")
    mail = a_mould(text=prose.text, html=prose.html).pour({})

    assert b"\r" not in mail.replace(b"\r\n", b"")
    assert body(read(mail), "plain") == "Hallo\n.\nBcc"
