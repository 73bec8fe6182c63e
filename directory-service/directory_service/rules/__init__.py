"""Decisions that need no database: which words there are, and what they stand for."""

from directory_service.rules.words import (
    ANSWERS,
    EARLIEST,
    LATEST,
    MOST_CATEGORIES,
    Commitment,
    Gift,
    ImportKind,
    Kind,
    ProjectStatus,
    RecordKind,
    Side,
    State,
    StewardRole,
    Wheelchair,
    is_email,
    is_web_address,
    words_after_yes,
)
from services.kit.tallies import UNKNOWN

__all__ = [
    "ANSWERS",
    "EARLIEST",
    "LATEST",
    "MOST_CATEGORIES",
    "UNKNOWN",
    "Commitment",
    "Gift",
    "ImportKind",
    "Kind",
    "ProjectStatus",
    "RecordKind",
    "Side",
    "State",
    "StewardRole",
    "Wheelchair",
    "is_email",
    "is_web_address",
    "words_after_yes",
]
