"""The mailbox that reports come to, read over IMAP: a message is removed only once it is kept."""

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import unquote, urlsplit

from notifier.rules.reports import LONGEST
from notifier.sending.figures import MESSAGES_LAID_ASIDE
from services.kit.errors import Passing
from services.kit.logs import logger

_PATIENCE = 30
_AT_ONCE = 200


class MailboxAway(Passing):
    """The mailbox can't be reached, or does not let us in."""


class Mailbox:
    """An opened mailbox."""

    def __init__(self, imap: imaplib.IMAP4) -> None:
        self._imap = imap

    def messages(self) -> Iterator[tuple[str, bytes]]:
        """Yield the oldest messages with their ids, each as far as a report is read.

        One that the server does not hand out is flagged and looked at no more: a person can, in the mailbox.
        """
        _, found = self._imap.uid("SEARCH", "UNDELETED", "UNFLAGGED")
        for uid in (found[0] or b"").decode().split()[:_AT_ONCE]:
            _, answer = self._imap.uid("FETCH", uid, f"(BODY.PEEK[]<0.{LONGEST}>)")
            raw = next((part[1] for part in answer if isinstance(part, tuple)), None)
            if raw is None:
                self._lay_aside(uid)
            else:
                yield uid, raw

    def _lay_aside(self, uid: str) -> None:
        self._imap.uid("STORE", uid, "+FLAGS.SILENT", r"(\Flagged)")
        MESSAGES_LAID_ASIDE.inc()
        logger().warning("message_laid_aside", uid=uid)

    def remove(self, uid: str) -> None:
        """Take a message away for good."""
        self._imap.uid("STORE", uid, "+FLAGS.SILENT", r"(\Deleted)")
        self._imap.expunge()


@contextmanager
def opened(url: str) -> Iterator[Mailbox]:
    """Open the mailbox at `imaps://user:password@host:993/INBOX`; raises `MailboxAway`, also in the middle."""
    try:
        imap = _connected(url)
        try:
            _enter(imap, url)
            yield Mailbox(imap)
            imap.logout()
        except BaseException:
            with suppress(OSError):
                imap.shutdown()
            raise
    except (OSError, imaplib.IMAP4.error) as trouble:
        raise MailboxAway(str(trouble)) from trouble


def _connected(url: str) -> imaplib.IMAP4:
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    if parts.scheme == "imaps":
        trusted = ssl.create_default_context()
        return imaplib.IMAP4_SSL(host, parts.port or 993, ssl_context=trusted, timeout=_PATIENCE)
    return imaplib.IMAP4(host, parts.port or 143, timeout=_PATIENCE)


def _enter(imap: imaplib.IMAP4, url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme == "imap+starttls":
        imap.starttls(ssl.create_default_context())
    imap.login(unquote(parts.username or ""), unquote(parts.password or ""))
    answer, _ = imap.select(unquote(parts.path.strip("/")) or "INBOX")
    if answer != "OK":
        raise imaplib.IMAP4.error("there is no such mailbox")
