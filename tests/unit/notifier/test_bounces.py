from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notifier.rules.bounces import BounceKind, ReturnPaths, Verdict, envelope_id, status_in, verdict
from notifier.rules.reports import read_report
from notifier.rules.signing import is_signed, signature
from services.kit import clock
from tests.support.mail_reports import a_complaint, a_delivery_report, a_holiday_note, an_old_report

PATHS = ReturnPaths("a key", "bounce.klima.example")
IDS = st.integers(1, 2**63 - 1)
HERS = PATHS.address(812, 7)


@given(IDS, IDS)
def test_a_return_path_names_its_mail_and_fits_into_a_mailbox_name(notification_id: int, recipient_id: int) -> None:
    address = PATHS.address(notification_id, recipient_id)

    assert PATHS.mail(address) == (notification_id, recipient_id)
    assert PATHS.mail(f"<{address.upper()}>") == (notification_id, recipient_id), "some servers change the case"
    assert len(address.partition("@")[0]) <= 64


@given(IDS, IDS, st.integers(2, 60), st.sampled_from("0123456789abcdef"))
def test_a_return_path_with_a_changed_sign_names_nothing(n: int, r: int, at: int, by: str) -> None:
    address = PATHS.address(n, r)
    local, _, domain = address.partition("@")
    changed = local[:at] + by + local[at + 1 :] if at < len(local) else local

    if changed != local:
        assert PATHS.mail(f"{changed}@{domain}") is None


@given(IDS, IDS)
def test_an_envelope_id_names_the_same_mail_and_needs_no_encoding(notification_id: int, recipient_id: int) -> None:
    named = envelope_id(PATHS.address(notification_id, recipient_id))

    assert PATHS.enveloped(named) == PATHS.enveloped(f" <{named.upper()}> ") == (notification_id, recipient_id)
    assert len(named) <= 100
    assert named.isascii()
    assert not {"+", "="} & set(named)


@pytest.mark.parametrize("words", ["", "x", "1-1-00000000000000000000", envelope_id(HERS) + "0", "b+" * 9])
def test_other_envelope_ids_name_nothing(words: str) -> None:
    assert PATHS.enveloped(words) is None


def test_a_report_that_came_a_long_way_round_is_known_by_its_envelope_id() -> None:
    report = read_report(a_delivery_report("postmaster@klima.example", envelope_id=envelope_id(HERS)), PATHS)

    assert (report.kind, report.mail) == (BounceKind.FAILED, (812, 7))


def test_other_keys_and_domains_name_nothing() -> None:
    assert PATHS.mail(ReturnPaths("another", PATHS.domain).address(1, 1)) is None
    assert PATHS.mail(ReturnPaths(PATHS.key, "elsewhere.example").address(1, 1)) is None


@pytest.mark.parametrize(
    ("status", "follows"),
    [
        ("5.1.1", Verdict.SUPPRESS),
        ("5.1.10", Verdict.SUPPRESS),
        ("5.1.8", Verdict.OURS),
        ("4.1.1", Verdict.SCORE),
        ("5.2.2", Verdict.SCORE),
        ("4.2.2", Verdict.SCORE),
        ("4.4.1", Verdict.SCORE),
        ("5.7.1", Verdict.OURS),
        ("4.7.0", Verdict.OURS),
        ("5.7.515", Verdict.OURS),
        ("5.3.4", Verdict.OURS),
        ("5.6.0", Verdict.OURS),
        ("2.0.0", Verdict.NOTHING),
        ("", Verdict.SCORE),
        ("5.0.0", Verdict.SCORE),
    ],
)
def test_what_follows_depends_on_whose_fault_it_is(status: str, follows: Verdict) -> None:
    assert verdict(status) == follows


@pytest.mark.parametrize(
    ("words", "status"),
    [("smtp; 550 5.1.1 <ada>: unknown", "5.1.1"), ("127.0.0.1 said 15.1.12", ""), ("192.5.1.1", ""), ("no", "")],
)
def test_a_code_is_found_but_no_address_of_a_machine_is_taken_for_one(words: str, status: str) -> None:
    assert status_in(words) == status


def test_a_report_says_what_became_of_which_mail() -> None:
    report = read_report(a_delivery_report(HERS, status="5.1.1"), PATHS)

    assert (report.kind, report.mail, report.status) == (BounceKind.FAILED, (812, 7), "5.1.1")
    assert "no such user" in report.words


def test_the_exact_code_of_the_server_counts_before_a_general_one() -> None:
    raw = a_delivery_report(HERS, status="5.0.0", words="smtp; 550 5.7.1 we do not like you")

    assert verdict(read_report(raw, PATHS).status) == Verdict.OURS


@pytest.mark.parametrize(
    ("action", "kind"),
    [("delayed", BounceKind.DELAYED), ("relayed", BounceKind.DELIVERED), ("nonsense", BounceKind.AUTOMATIC_REPLY)],
)
def test_not_every_report_is_a_failure(action: str, kind: BounceKind) -> None:
    raw = a_delivery_report(HERS, action=action).replace(b"MAILER-DAEMON@", b"server@")

    assert read_report(raw, PATHS).kind == kind


def test_a_complaint_is_about_the_mail_it_encloses() -> None:
    report = read_report(a_complaint(HERS), PATHS)

    assert (report.kind, report.mail) == (BounceKind.COMPLAINT, (812, 7))
    assert read_report(a_complaint(HERS, kind="not-spam"), PATHS).kind == BounceKind.UNREADABLE


def test_a_note_from_a_holiday_is_no_report_whatever_numbers_it_names() -> None:
    assert read_report(a_holiday_note(HERS), PATHS).kind == BounceKind.AUTOMATIC_REPLY


def test_an_old_server_is_understood_too() -> None:
    report = read_report(an_old_report(HERS), PATHS)

    assert (report.kind, report.mail, report.status) == (BounceKind.FAILED, (812, 7), "5.1.1")


def test_a_report_without_our_seal_is_about_nobody() -> None:
    forged = HERS.replace("-7-", "-8-")

    assert read_report(a_delivery_report(forged), PATHS).mail is None
    assert read_report(a_complaint(forged), PATHS).mail is None


@given(st.binary(max_size=2000))
@example(b"Content-Type: message/delivery-status\n\nAction: failed\n\xff\xfe: \x00\n\nAction:")
@example(b"Content-Type: multipart/report\n\n--\n")
@example(b"Content-Type: message/feedback-report; boundary=\n\nFeedback-Type")
@example(b"To: =?utf-8?q?=FF?=\nFrom: =?x?b?/?=\n\n")
def test_garbage_is_read_calmly(raw: bytes) -> None:
    assert read_report(raw, PATHS).mail is None


@given(st.integers(0, 3000), st.binary(max_size=30))
def test_a_report_with_anything_changed_is_read_calmly(at: int, by: bytes) -> None:
    for raw in (a_delivery_report(HERS), a_complaint(HERS), an_old_report(HERS)):
        report = read_report(raw[:at] + by + raw[at + len(by) :], PATHS)
        assert report.mail in (None, (812, 7))


def test_a_bomb_of_parts_costs_nothing() -> None:
    raw = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(5000))

    assert read_report(raw, PATHS).kind == BounceKind.UNREADABLE


@given(st.binary(max_size=200), st.text(min_size=1, max_size=40))
def test_only_who_knows_the_secret_signs_and_only_for_a_while(body: bytes, secret: str) -> None:
    now = clock.now()
    signed = signature(secret, body, now=now)

    assert is_signed(secret, signed, body, now=now + timedelta(minutes=4))
    assert not is_signed(secret, signed, body, now=now + timedelta(minutes=6))
    assert not is_signed(secret, signed, body + b"x", now=now)
    assert not is_signed(secret + "x", signed, body, now=now)
    assert not is_signed("", signature("", body, now=now), body, now=now), "without a secret nothing is signed"
    assert not is_signed(secret, "t=1,v1=zz", body, now=now)
