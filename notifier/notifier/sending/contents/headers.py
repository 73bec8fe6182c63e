"""Headers by class of mail, as mailbox providers want them (RFC 2919, RFC 2369, RFC 8058, RFC 3834).

An address longer than a line is never folded or encoded: mailbox providers read these headers byte by byte.
"""

from uuid import UUID

from notifier.sending.contents.model import Telling
from notifier.sending.mould import header_words, slot

Headers = tuple[tuple[str, str], ...]
_SENDER_ID = "mosaik"
_MADE_BY_A_MACHINE = ("Auto-Submitted", "auto-generated")
# The link comes first, for those who take only one (RFC 8058); a subject keeps filters for spam calm.
_BY_MAIL = f", <mailto:{slot('leave_mail')}?subject=unsubscribe>"
_NO_ANSWERS = ("X-Auto-Response-Suppress", "All")


def list_headers(
    told: Telling, list_name: str, title: str, *, category: str, kind: str, written_by_people: bool = False
) -> Headers:
    """Return the headers of what goes to many: its list, how to leave it with one click, and that it goes to many."""
    return (
        *_leaving(told, list_name, title),
        ("List-Post", "NO"),
        ("List-Help", f"<{told.page('/nachrichten')}>"),
        ("Feedback-ID", f"{told.row.id}:{category}:{kind}:{_SENDER_ID}"),
        ("Precedence", "bulk"),
        _NO_ANSWERS,
        *(() if written_by_people else (_MADE_BY_A_MACHINE,)),
    )


def event_headers(told: Telling, *, kind: str) -> Headers:
    """Return the headers of what people are told of an event they know: all of it stands in one thread."""
    return (
        *_leaving(told, "reminders", told.say("Reminders of events")),
        *thread(told, told.row.object_id),
        ("Feedback-ID", f"{told.row.id}:{told.about['categories'][0]}:{kind}:{_SENDER_ID}"),
        _NO_ANSWERS,
        _MADE_BY_A_MACHINE,
    )


def letter_headers(template: str) -> Headers:
    """Return the headers of a letter: nobody leaves a list by it, so it has none of those."""
    return ("Feedback-ID", f"::{template}:{_SENDER_ID}"), _NO_ANSWERS, _MADE_BY_A_MACHINE


def thread(told: Telling, event_id: UUID) -> Headers:
    """Return what puts all mails about one event into one thread: an id that no mail has, but all refer to."""
    root = f"<event-{event_id}@{told.domain}>"
    return ("References", root), ("In-Reply-To", root)


def _leaving(told: Telling, list_name: str, title: str) -> Headers:
    about = ("List-Id", f"{header_words(title)} <{list_name}.{told.domain}>")
    if not told.can_leave:
        return (about,)
    return (
        about,
        ("List-Unsubscribe", f"<{slot('leave_url')}>{_BY_MAIL if told.leaves_by_mail else ''}"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    )
