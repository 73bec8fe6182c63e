import unicodedata
from typing import get_args
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles_service import rules
from profiles_service.rules import LinkRefused, Links, Purpose, Wish, Wording
from services.kit import limits

LINKS = Links("a secret", "https://klima.example/")
PURPOSES = st.sampled_from(get_args(Purpose))
IDS = st.uuids()


@given(PURPOSES, IDS)
def test_a_token_opens_what_it_was_made_for(purpose: Purpose, about: UUID) -> None:
    assert LINKS.about(purpose, LINKS.token(purpose, about)) == about


@given(PURPOSES, IDS)
def test_a_token_is_the_same_every_time_and_fits_into_an_address(purpose: Purpose, about: UUID) -> None:
    token = LINKS.token(purpose, about)

    assert token == LINKS.token(purpose, about)
    assert len(token) == 64
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@given(PURPOSES, PURPOSES, IDS)
def test_a_token_opens_nothing_else(made_for: Purpose, used_for: Purpose, about: UUID) -> None:
    if made_for == used_for:
        return
    with pytest.raises(LinkRefused):
        LINKS.about(used_for, LINKS.token(made_for, about))


@given(PURPOSES, IDS, IDS)
def test_a_proof_for_one_thing_does_not_fit_another(purpose: Purpose, one: UUID, other: UUID) -> None:
    if one == other:
        return
    forged = LINKS.token(purpose, other)[:21] + LINKS.token(purpose, one)[21:]
    if forged == LINKS.token(purpose, one):
        return
    with pytest.raises(LinkRefused):
        LINKS.about(purpose, forged)


@given(PURPOSES, IDS, st.integers(0, 63), st.sampled_from("AQgw05-_"))
def test_a_token_with_any_character_changed_is_refused(purpose: Purpose, about: UUID, at: int, by: str) -> None:
    token = LINKS.token(purpose, about)
    changed = token[:at] + by + token[at + 1 :]
    if changed == token:
        return
    with pytest.raises(LinkRefused):
        LINKS.about(purpose, changed)


@given(PURPOSES, IDS, st.integers(0, 63))
def test_a_shortened_token_is_refused(purpose: Purpose, about: UUID, length: int) -> None:
    with pytest.raises(LinkRefused):
        LINKS.about(purpose, LINKS.token(purpose, about)[:length])


@given(PURPOSES, st.text())
def test_whatever_else_is_shown_is_refused(purpose: Purpose, text: str) -> None:
    with pytest.raises(LinkRefused):
        LINKS.about(purpose, text)


@given(PURPOSES, IDS)
def test_a_token_sealed_with_another_secret_is_refused(purpose: Purpose, about: UUID) -> None:
    with pytest.raises(LinkRefused):
        LINKS.about(purpose, Links("another secret", "").token(purpose, about))


def test_links_lead_to_the_pages_of_the_site() -> None:
    about = UUID(int=1)

    assert LINKS.address("confirm", about, language="de").startswith("https://klima.example/nachrichten/bestaetigen/")
    assert LINKS.address("manage", about, language="de").startswith("https://klima.example/nachrichten/verwalten/")
    assert LINKS.address("leave", about, language="de").startswith("https://klima.example/u/")
    assert LINKS.address("sign_in", about, language="de").startswith("https://klima.example/anmelden/")
    assert LINKS.address("sign_in", about, language="en").startswith("https://klima.example/en/anmelden/")


def test_the_secret_stays_out_of_sight() -> None:
    assert "a secret" not in repr(LINKS)


def test_a_code_has_six_digits() -> None:
    assert all(len(code) == 6 and code.isdecimal() for code in (rules.new_code() for _ in range(200)))


@given(IDS, IDS)
def test_the_same_code_looks_different_for_every_sign_in(one: UUID, other: UUID) -> None:
    same = rules.code_proof("s", one, "123456") == rules.code_proof("s", other, "123456")

    assert same == (one == other)


def test_a_secret_has_256_bits_and_never_comes_twice() -> None:
    secrets = {rules.new_secret() for _ in range(100)}

    assert len(secrets) == 100
    assert all(len(secret) == 43 for secret in secrets)


@given(st.text())
def test_any_text_is_a_mail_address_or_refused(text: str) -> None:
    try:
        address = rules.mail_address(text)
    except ValueError:
        return
    assert address.isascii()
    assert "@" in address


@given(st.emails())
def test_a_mail_address_is_the_same_person_however_it_is_spelt(text: str) -> None:
    try:
        address = rules.mail_address(text)
    except ValueError:
        return
    assert rules.address_key(address) == rules.address_key(rules.mail_address(address.upper()))


@pytest.mark.parametrize(
    "text",
    ["", "ada", "ada@", "@example.org", "ada@example.org\r\nBcc: x@example.org", "a@b@example.org", "ada@[127.0.0.1]",
     "ada@localhost", "ädä@example.org", "ada\x00@example.org", "ada@example.org\u202e", "ada@exa\ud800mple.org",
     '"ada b"@example.org', "Ada <ada@example.org>"],
)  # fmt: skip
def test_what_no_mail_can_be_sent_to_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        rules.mail_address(text)


def test_a_domain_with_umlauts_travels_as_the_network_spells_it() -> None:
    assert rules.mail_address("ada@müller.example.org") == "ada@xn--mller-kva.example.org"
    decomposed = unicodedata.normalize("NFD", "ada@müller.example.org")
    assert rules.mail_address(decomposed) == "ada@xn--mller-kva.example.org"


def test_plus_addresses_fill_one_mailbox() -> None:
    assert limits.mailbox_key("Ada+1@Example.org") == limits.mailbox_key("ada+2@example.org") == "ada@example.org"


def test_a_hint_shows_the_owner_alone_whose_address_it_is() -> None:
    assert rules.address_hint("ada.ahorn@example.org") == "a•••@example.org"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002"),
        ("2001:db8:1:2::9", "2001:0db8:0001:0002"),
        ("", "unknown"),
        ("not an address", "unknown"),
    ],
)
def test_a_network_is_a_house_and_not_a_device(address: str, network: str) -> None:
    assert limits.network(address) == network


@pytest.mark.parametrize("name", [None, "", "win at www.example", "http://x", "call me@x", "BUY.NOW", "a/b"])
def test_what_a_mail_program_makes_a_link_of_greets_nobody(name: str | None) -> None:
    assert rules.greeting(name) is None


def test_a_name_too_long_for_a_letter_greets_nobody_and_is_not_cut() -> None:
    assert rules.greeting("A" * 60) == "A" * 60
    assert rules.greeting("A" * 61) is None


@pytest.mark.parametrize("path", ["https://evil.example", "//evil.example", "/\\evil.example", "evil", "", "/a\\b"])
def test_after_signing_in_nobody_is_led_away(path: str) -> None:
    assert not rules.is_own_path(path)


def test_a_path_of_this_site_is_followed() -> None:
    assert rules.is_own_path("/mitmachen?thema=nature")


def test_two_wishes_for_the_same_are_one_and_the_later_pace_counts() -> None:
    slow = Wish.of({"categories": ["nature", "energy"], "cadence": "weekly"})
    fast = Wish.of({"categories": ["energy", "nature", "nature"], "cadence": "at_once"})

    assert list(rules.latest([slow, fast]).values()) == [fast]


def test_a_wish_survives_being_written_down() -> None:
    wish = Wish.of({"what": ["offer"], "districts": ["altstadt"], "remote": True, "text": "Beet", "cadence": "daily"})

    assert Wish.of(wish.to_words()) == wish


@pytest.mark.parametrize("changed", [{"version": "2"}, {"language": "en"}, {"text": "No"}])
def test_another_wording_has_another_hash(changed: dict[str, str]) -> None:
    words = {"version": "1", "language": "de", "text": "Ja"}

    assert Wording(**words).hash == Wording(**words).hash
    assert Wording(**words).hash != Wording(**{**words, **changed}).hash


# Cyrillic letters that look like Latin ones.
LOOKS_ALIKE = "ada@ex\u0430mple.org"


def test_a_domain_that_only_looks_like_another_is_another_and_is_shown_as_it_travels() -> None:
    address = rules.mail_address(LOOKS_ALIKE)

    assert address == "ada@xn--exmple-4nf.org"
    assert rules.address_key(address) != rules.address_key("ada@example.org")
    assert limits.mailbox_key(address) != limits.mailbox_key("ada@example.org")
    assert "xn--" in rules.address_hint(address)


@pytest.mark.parametrize("text", ["\u0430da@example.org", "ａｄａ@example.org", "ada\u200b@example.org"])
def test_a_name_before_the_domain_that_only_looks_like_another_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        rules.mail_address(text)


def test_a_plus_address_is_somebody_else_but_fills_the_same_mailbox() -> None:
    plain, plus = "ada@example.org", "ada+kim@example.org"

    assert rules.address_key(plain) != rules.address_key(plus)
    assert limits.mailbox_key(plain) == limits.mailbox_key(plus)
