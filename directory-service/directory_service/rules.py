"""What is decided without a database: which words there are, and what they stand for."""

import re
from datetime import date
from enum import StrEnum

MOST_CATEGORIES = 3
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)
_EMAIL = re.compile(r"[^\s@<>\"',;:()]+@[^\s@<>\"',;:()]+\.[^\s@<>\"',;:()]{2,}")
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"@]+\.[^\s<>\"@]+")


class State(StrEnum):
    """Whether citizens see a thing: not yet, now, or no more."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Kind(StrEnum):
    """What sort of organisation this is."""

    ASSOCIATION = "association"
    INITIATIVE = "initiative"
    COMPANY = "company"
    PUBLIC_BODY = "public_body"
    EDUCATION = "education"
    OTHER = "other"


class ProjectStatus(StrEnum):
    """How far a project has come."""

    PLANNED = "planned"
    ONGOING = "ongoing"
    COMPLETED = "completed"


class Commitment(StrEnum):
    """For how long somebody is needed."""

    SHORT_TERM = "short_term"
    LONG_TERM = "long_term"


class Wheelchair(StrEnum):
    """Whether a wheelchair gets there."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class ImportKind(StrEnum):
    """What a table holds."""

    ORGANISATIONS = "organisations"
    PROJECTS = "projects"
    OFFERS = "offers"


def is_email(word: str) -> bool:
    """Tell whether a word looks like a mail address."""
    return len(word) <= 254 and _EMAIL.fullmatch(word) is not None


def is_web_address(word: str) -> bool:
    """Tell whether a word is the address of a page on the web."""
    return len(word) <= 500 and _WEB_ADDRESS.fullmatch(word) is not None


def post_code(word: str) -> str:
    """Return a post code with the leading zero that spreadsheets take away."""
    return word.zfill(5) if word.isdecimal() else word


def words_after_yes(cell: str) -> str | None:
    """Return what follows a yes (`ja, kurze Einweisung`), the yes itself if nothing does, and nothing for a no."""
    first, _, rest = cell.partition(",")
    if first.strip().casefold() in {"nein", "no", ""}:
        return None
    return rest.strip() if first.strip().casefold() in {"ja", "yes"} and rest.strip() else cell.strip()
