"""What is decided about ideas: how long they stay, which of them are looked after, and what a project takes over."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from directory_service.rules.words import ProjectStatus

IDEA = "idea"
"""What the review calls such a record."""
LASTS = timedelta(days=90)
ASKED_BEFORE = timedelta(days=14)
CONFIRMED_WITHIN = timedelta(days=14)
WORDS = ("kind", "title", "summary", "description", "categories", "district", "contact_name", "contact")
"""What its author says, and what an editor may correct."""
RESERVED_SLUGS = frozenset({"neu"})
"""Names of pages beside those of ideas."""


class IdeaKind(StrEnum):
    """What somebody brings: an idea, or the wish for others to do something with."""

    IDEA = "idea"
    COMPANIONS = "companions"


class IdeaState(StrEnum):
    """How far an idea has come."""

    UNCONFIRMED = "unconfirmed"
    WAITING = "waiting"
    PUBLISHED = "published"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    BECAME_PROJECT = "became_project"


class LinkPurpose(StrEnum):
    """What a link in a mail opens: the question whose idea it is, or all that its author may do with it."""

    CONFIRM = "confirm"
    OWN = "own"


LOOKED_AFTER = frozenset({IdeaState.WAITING, IdeaState.PUBLISHED, IdeaState.EXPIRED})
WITHDRAWABLE = LOOKED_AFTER | {IdeaState.BECAME_PROJECT}
"""What its author may take back: also what a project was made of still says who she is."""
RENEWABLE = frozenset({IdeaState.PUBLISHED, IdeaState.EXPIRED})
SEEN = frozenset({IdeaState.PUBLISHED, IdeaState.BECAME_PROJECT})
"""What citizens see a page of; only the first stands on the board."""


def end_of(day: date) -> date:
    """Return until when an idea stands on the board that is published, or renewed, on a day."""
    return day + LASTS


def asked_end(ends_on: date, today: date) -> date:
    """Return the last day of an idea whose author is asked today: she has two weeks, however late the question is."""
    return max(ends_on, today + ASKED_BEFORE)


def project_words(idea: Mapping[str, Any]) -> dict[str, Any]:
    """Return the words with which a project begins that an idea becomes."""
    taken = {name: idea[name] for name in ("title", "summary", "description", "district") if idea[name]}
    return {**taken, "categories": list(idea["categories"]), "status": ProjectStatus.PLANNED.value}
