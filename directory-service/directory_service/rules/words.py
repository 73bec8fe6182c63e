"""The words that a thing of the directory may be described with, and how words from outside are read."""

import re
from datetime import date
from enum import StrEnum

from services.kit.tallies import UNKNOWN

MOST_CATEGORIES = 3
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)
ANSWERS = {"true": True, "yes": True, "false": False, "no": False, UNKNOWN: None}
"""How a list is asked for one answer to a question of yes or no; facets say `true`, `false` and `unknown`."""
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


class Side(StrEnum):
    """On which side of a partnership somebody stands: of those who are named, or take part, or of those who name."""

    ASKED = "asked"
    JOINED = "joined"
    LEADING = "leading"


class ProjectStatus(StrEnum):
    """How far a project has come."""

    PLANNED = "planned"
    ONGOING = "ongoing"
    COMPLETED = "completed"


class Commitment(StrEnum):
    """For how long somebody is needed."""

    SHORT_TERM = "short_term"
    LONG_TERM = "long_term"


class Gift(StrEnum):
    """What somebody gives who takes up an offer."""

    TIME = "time"
    KNOW_HOW = "know_how"
    THINGS = "things"


class Wheelchair(StrEnum):
    """Whether a wheelchair gets there."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class StewardRole(StrEnum):
    """What somebody who looks after an organisation may do: an owner also decides who else does."""

    OWNER = "owner"
    EDITOR = "editor"


class RecordKind(StrEnum):
    """What sort of record somebody writes."""

    ORGANISATION = "organisation"
    PROJECT = "project"
    OFFER = "offer"


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


def words_after_yes(cell: str) -> str | None:
    """Return what follows a yes (`ja, kurze Einweisung`), a lone yes or a no as it stands, and nothing for nothing."""
    first, _, rest = cell.partition(",")
    follows_yes = first.strip().casefold() in {"ja", "yes"} and rest.strip()
    return rest.strip() if follows_yes else cell.strip() or None
