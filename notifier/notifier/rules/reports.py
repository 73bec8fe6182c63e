"""Reading reports that mail servers and mailbox providers send back (RFC 3464, RFC 5965), whatever they look like."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr

from notifier.rules.bounces import BounceKind, Mail, Report, ReturnPaths, status_in

LONGEST = 256 * 1024
"""How much of a report is read; what counts stands at its beginning, and the mail itself comes back behind it."""

_SENT_TO = ("to", "delivered-to", "x-original-to", "envelope-to")
_NAMING = (
    *_SENT_TO,
    "original-mail-from",
    "original-envelope-id",
    "return-path",
    "x-failed-recipients",
)
_ACTIONS = {"failed": BounceKind.FAILED, "delayed": BounceKind.DELAYED, "delivered": BounceKind.DELIVERED}
_ACTIONS |= {"relayed": BounceKind.DELIVERED, "expanded": BounceKind.DELIVERED}
_COMPLAINTS = {"abuse", "fraud", "virus", "opt-out", "opt-out-list", "other"}
_POSTMEN = ("mailer-daemon", "postmaster")
_LONGEST_WORDS = 300
# The email package makes a message of each blank line in a status part, which takes seconds where there are many.
_BLANK_LINES = re.compile(rb"\n(?:\r?\n){2,}")
# Nobody can read them, and a database that refuses one would have us fetch the same report for ever.
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
# What the email package runs into where bytes were made to hurt it, such as a thousand parts within each other.
_TOO_STRANGE = (RecursionError, ValueError, LookupError, TypeError, AttributeError, AssertionError)


def read_report(raw: bytes, paths: ReturnPaths) -> Report:
    """Return what a message reports; what is no report, or can't be read, says so and has no consequences."""
    try:
        return _read(_BLANK_LINES.sub(b"\n\n", raw[:LONGEST]), paths)
    except _TOO_STRANGE:
        return Report(BounceKind.UNREADABLE)


def leaving_report(address: str, paths: ReturnPaths) -> Report | None:
    """Return that somebody wants to leave, if an address is one for that."""
    asked = paths.leaving.leaving(address)
    return Report(BounceKind.LEAVING, (asked.notification_id, asked.recipient_id), words=asked.marks) if asked else None


def _read(raw: bytes, paths: ReturnPaths) -> Report:
    message = message_from_bytes(raw)
    if wish := _wish_to_leave(message, paths):
        return wish
    parts = list(_parts(message))
    mail = _mail(parts, paths)
    for part in parts:
        kind = part.get_content_type()
        if kind == "message/delivery-status" and (report := _delivery(part, mail)):
            return report
        if kind == "message/feedback-report":
            return _feedback(part, mail)
    return _plain(message, parts, mail)


def _wish_to_leave(message: Message, paths: ReturnPaths) -> Report | None:
    """Return that somebody wants to leave, if a message was written to an address for that, and by a person."""
    asked = next(filter(None, (leaving_report(_word(message, name), paths) for name in _SENT_TO)), None)
    if asked and (
        _is_automatic(message) or _is_by_a_postman(message) or message.get_content_type() == "multipart/report"
    ):
        return Report(BounceKind.AUTOMATIC_REPLY)
    return asked


def _delivery(part: Message, mail: Mail | None) -> Report | None:
    for block in _blocks(part):
        action = _word(block, "action").lower()
        if action in _ACTIONS:
            words = _word(block, "diagnostic-code")
            status = status_in(_word(block, "status"))
            # A general code tells less than the server's own words.
            told = status_in(words)
            exact = told if told and (not status or status.endswith(".0.0")) else status
            return Report(_ACTIONS[action], mail, exact, words[:_LONGEST_WORDS])
    return None


def _feedback(part: Message, mail: Mail | None) -> Report:
    for block in _blocks(part):
        kind = _word(block, "feedback-type").lower()
        if kind:
            is_complaint = kind in _COMPLAINTS
            return Report(BounceKind.COMPLAINT if is_complaint else BounceKind.UNREADABLE, mail, words=kind[:80])
    return Report(BounceKind.UNREADABLE, mail)


def _plain(message: Message, parts: list[Message], mail: Mail | None) -> Report:
    """Read what is no report by its form: a reply that a program wrote, or an old server's words to a person."""
    is_reply = _word(message, "auto-submitted").lower().startswith("auto-replied")
    if is_reply or not _is_by_a_postman(message):
        return Report(BounceKind.AUTOMATIC_REPLY if _is_automatic(message) else BounceKind.UNREADABLE, mail)
    words = next(filter(None, map(_text, parts)), "")
    status = status_in(words)
    if not status or status.startswith("2"):
        return Report(BounceKind.UNREADABLE, mail)
    kind = BounceKind.FAILED if status.startswith("5") else BounceKind.DELAYED
    return Report(kind, mail, status, _shown(words)[:_LONGEST_WORDS])


def _is_automatic(message: Message) -> bool:
    return _word(message, "auto-submitted").lower().startswith("auto")


def _is_by_a_postman(message: Message) -> bool:
    return parseaddr(_word(message, "from"))[1].partition("@")[0].lower() in _POSTMEN


def _mail(parts: list[Message], paths: ReturnPaths) -> Mail | None:
    """Return the mail a report is about: the address it was sent to counts first, then what it encloses."""
    blocks = [block for part in parts for block in (part, *_blocks(part))]
    named = (_named(block, name, paths) for block in blocks for name in _NAMING)
    return next(filter(None, named), None)


def _named(block: Message, name: str, paths: ReturnPaths) -> Mail | None:
    words = _word(block, name)
    return paths.enveloped(words) if name == "original-envelope-id" else paths.mail(words)


def _parts(message: Message, depth: int = 0) -> Iterator[Message]:
    yield message
    payload = message.get_payload()
    if isinstance(payload, list) and depth < 8:
        for part in payload:
            if isinstance(part, Message):
                yield from _parts(part, depth + 1)


def _blocks(part: Message) -> list[Message]:
    """Return the groups of fields in a status part; one that is wrongly encoded is read as words."""
    payload = part.get_payload()
    if isinstance(payload, list):
        return [each for each in payload if isinstance(each, Message)]
    if part.get_content_maintype() != "message" or not isinstance(payload, str):
        return []
    return [message_from_bytes(words.encode("utf-8", "replace")) for words in payload.replace("\r", "").split("\n\n")]


def _text(part: Message) -> str:
    if part.get_content_type() != "text/plain":
        return ""
    payload = part.get_payload(decode=True)
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _word(block: Message, name: str) -> str:
    return _shown(str(block.get(name, "")))


def _shown(words: str) -> str:
    """Return words on one line, without characters that nobody sees."""
    return " ".join(_HIDDEN.sub(" ", words).split())
