"""Mail addresses, and names that may stand in a mail to somebody who has confirmed nothing yet."""

import re

from email_validator import EmailNotValidError, validate_email

LONGEST_NAME = 120
"""Of a person, wherever she is named."""
LONGEST_GREETING = 60
_ADDRESS = re.compile(r"[^\s@<>\"'=:(]+(?:@|%40)[^\s@<>\"',;)]+")
# What a mail program would make a link of.
_LINK_LIKE = re.compile(r"[/@:\\]|www|\.\w", re.IGNORECASE)


def mail_address(text: str) -> str:
    """Return a mail address as it travels over SMTP; refused with `ValueError` when it cannot be one."""
    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as trouble:
        raise ValueError(str(trouble)) from None
    return found.ascii_email or found.normalized


def address_key(email: str) -> str:
    """Return what makes two spellings of an address the same person."""
    return email.lower()


def without_addresses(words: str) -> str:
    """Return words of others with every mail address in them masked."""
    return _ADDRESS.sub("***", words) if "@" in words or "%40" in words else words


def address_hint(email: str) -> str:
    """Return as much of an address as its owner needs to recognise it."""
    local, _, domain = email.rpartition("@")
    return f"{local[:1]}•••@{domain}"


def greeting(name: str | None) -> str | None:
    """Return a name that may stand in a mail to somebody who has confirmed nothing yet; no name is cut."""
    if not name or len(name) > LONGEST_GREETING or _LINK_LIKE.search(name):
        return None
    return name.strip()
