"""Headers by class of mail, as mailbox providers want them (MAIL: RFC 2919, RFC 2369, RFC 8058)."""

from notifier.sending.contents.model import Telling
from notifier.sending.mould import header_words, slot

Headers = tuple[tuple[str, str], ...]


def list_headers(told: Telling, list_name: str, title: str, *, category: str, kind: str) -> Headers:
    """Return the headers of what went to many: its list, how to leave with one click, and that no person wrote it."""
    return (
        ("List-Id", f"{header_words(title)} <{list_name}.{told.domain}>"),
        ("List-Unsubscribe", f"<{slot('leave_url')}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("List-Post", "NO"),
        ("Feedback-ID", f"{told.row.id}:{category}:{kind}:mosaik"),
        ("Precedence", "bulk"),
    )
