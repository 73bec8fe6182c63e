"""Where somebody writes or decides, as a request finds it; and revisions as they are answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from flask import Flask, current_app

from services.kit import clock
from services.kit.auth import caller
from services.kit.doors import session
from services.kit.etags import tag
from services.kit.review.desk import Desk, Records, Rules
from services.kit.review.drafts import changes, publishes
from services.kit.review.rules import RevisionState
from services.kit.review.shapes import Forms
from services.kit.tokens import Caller

Answer: TypeAlias = tuple[dict[str, Any], dict[str, str]]
_CARD = ("id", "kind", "subject_id", "title", "categories", "district", "state", "origin", "version")
_TIMES = ("made_at", "changed_at", "submitted_at", "decided_at", "assigned_to")


@dataclass(frozen=True, kw_only=True)
class Review:
    """How a service has its records written and reviewed."""

    records: Records
    forms: Forms
    rules: Rules
    language: str


def register(app: Flask, review: Review) -> None:
    """Let a service's records be written and reviewed at the doors of the kit."""
    app.extensions["review"] = review


def desk() -> Desk:
    """Return where this request writes or decides."""
    site_url = current_app.extensions["settings"].site_url
    return desk_of(current_app.extensions["review"], caller=caller(), now=clock.now(), site_url=site_url)


def desk_of(review: Review, *, caller: Caller, now: datetime, site_url: str) -> Desk:
    """Return where somebody writes or decides at a moment."""
    return Desk(
        caller=caller,
        now=now,
        records=review.records,
        rules=review.rules,
        site_url=site_url,
        language=review.language,
        understand=review.forms.understand,
        names=review.forms.names,
    )


def whole(revision: Any) -> Answer:
    """Return a revision with all that it changes, under the version that changes of it must name."""
    here, forms = desk(), current_app.extensions["review"].forms
    owners = here.records.owners(session(), {revision.organisation_id} - {None})
    is_open = revision.state in {RevisionState.DRAFT, RevisionState.WAITING, RevisionState.REFUSED}
    changed = changes(session(), revision, desk=here)
    answer = {
        **card(revision, owners),
        "words": revision.words,
        "changes": changed,
        "problems": forms.problems(revision.kind, revision.words) if is_open else {},
        "remarks": here.records.remarks(revision.kind, revision.words) if caller().is_editor else (),
        "publishes": publishes(session(), revision, changed, desk=here),
        "reason": revision.reason,
        "corrected": revision.corrected,
        "checked": revision.checked,
        "notes": revision.notes if caller().is_editor else [],
        "sender": revision.email if caller().is_editor else None,
    }
    return answer, {"ETag": tag(revision.version), "Cache-Control": "private, no-store"}


def card(revision: Any, owners: Mapping[Any, Any]) -> dict[str, Any]:
    """Return a revision as lists show it."""
    words = {name: getattr(revision, name) for name in (*_CARD, *_TIMES)}
    known = {"sampled": revision.is_sample, "nodded": revision.first_approved_by is not None}
    return {**words, **known, "organisation": owners.get(revision.organisation_id)}
