"""Doors to newsletters: written, looked at, scheduled, stopped. For editors."""

from typing import Any, cast
from uuid import UUID

from flask import Response, current_app

from notifier.actions import newsletters as writing
from notifier.actions import posting
from notifier.api.showing import shown
from notifier.models import Newsletter
from notifier.queries import newsletters as queries
from notifier.queries.audiences import newsletters as audience
from notifier.rules import Lane
from notifier.schemas import newsletters as shapes
from services.kit import clock
from services.kit.auth import caller, requires
from services.kit.doors import Doors, session
from services.kit.errors import Forbidden
from services.kit.etags import expected_version, tag
from services.kit.paging import PageArgs, page_of
from services.kit.web import Service

doors = Doors("newsletters", __name__, url_prefix="/v1/newsletters", description="What editors write to many.")
Answer = tuple[dict[str, Any], dict[str, str]]


class NobodyToTry(Forbidden):
    """A test goes to the person who asks for it, and your sign-in names no address. Please sign in again."""


@doors.get("")
@doors.arguments(PageArgs, location="query")
@doors.response(200, shapes.NewslettersSchema)
@requires("editor")
def list_newsletters(args: dict[str, Any]) -> dict[str, Any]:
    """List newsletters, last changed first, each with how far it has come."""
    items, total = queries.newsletters(session(), **args)
    return page_of(items, total=total, **args)


@doors.post("")
@doors.arguments(shapes.NewsletterShape)
@doors.response(201, shapes.NewsletterSchema)
@requires("editor")
def write_newsletter(words: dict[str, Any]) -> Answer:
    """Keep a new newsletter as a draft."""
    return _whole(writing.write_newsletter(session(), words, editor_id=caller().person_id, now=clock.now()))


@doors.get("/audience")
@doors.arguments(shapes.AudienceArgs, location="query")
@doors.response(200, shapes.AudienceSchema)
@requires("editor")
def count_readers(asked: dict[str, Any]) -> dict[str, Any]:
    """Return how many people a choice of topics and districts would reach now."""
    return _readers({"categories": asked["category"], "districts": asked["district"]})


@doors.post("/preview")
@doors.arguments(shapes.LanguageArgs, location="query")
@doors.arguments(shapes.NewsletterShape)
@doors.response(200, shapes.PreviewSchema)
@requires("editor")
def preview_words(asked: dict[str, Any], words: dict[str, Any]) -> Any:
    """Return words that are not kept yet as the mail they would make."""
    title = words["words"]["de"]["subject"]
    return shown({"title": title, "slug": "vorschau", "words": words["words"], "items": words["items"]}, **asked)


@doors.get("/<uuid:newsletter_id>")
@doors.response(200, shapes.NewsletterSchema)
@requires("editor")
def show_newsletter(newsletter_id: UUID) -> Answer:
    """Show a newsletter with its words and how far it has come."""
    return _whole(queries.newsletter(session(), newsletter_id))


@doors.put("/<uuid:newsletter_id>")
@doors.arguments(shapes.NewsletterShape)
@doors.response(200, shapes.NewsletterSchema)
@requires("editor")
def change_newsletter(words: dict[str, Any], newsletter_id: UUID) -> Answer:
    """Replace the words of a newsletter that has not started; wants `If-Match`."""
    now, expected = clock.now(), expected_version()
    editor_id = caller().person_id
    return _whole(
        writing.change_newsletter(session(), newsletter_id, words, expected=expected, editor_id=editor_id, now=now)
    )


@doors.get("/<uuid:newsletter_id>/audience")
@doors.response(200, shapes.AudienceSchema)
@requires("editor")
def count_own_readers(newsletter_id: UUID) -> dict[str, Any]:
    """Return how many people a newsletter would reach now."""
    return _readers(queries.newsletter(session(), newsletter_id).audience)


@doors.get("/<uuid:newsletter_id>/preview")
@doors.arguments(shapes.LanguageArgs, location="query")
@doors.response(200, shapes.PreviewSchema)
@requires("editor")
def preview_newsletter(asked: dict[str, Any], newsletter_id: UUID) -> Any:
    """Return a newsletter as the mail it makes."""
    row = queries.newsletter(session(), newsletter_id)
    return shown(posting.content_of(row, queries.items(session(), row.id)), **asked)


@doors.post("/<uuid:newsletter_id>/trials")
@doors.arguments(shapes.TrialShape)
@doors.response(202)
@requires("editor")
def try_out(asked: dict[str, Any], newsletter_id: UUID) -> Response:
    """Send a newsletter as it stands to the asking editor alone, marked as a test."""
    editor_id, email = caller().person_id, caller().email
    if editor_id is None or email is None:
        raise NobodyToTry
    row = queries.newsletter(session(), newsletter_id)
    posting.send_trial(session(), row, editor_id=editor_id, email=email, now=clock.now(), **asked)
    worker = cast(Service, current_app).worker
    worker.after_commit(session(), "notifier.drain", queue="notifier.send.letters", lane=int(Lane.LETTERS))
    return Response(status=202)


def _whole(row: Newsletter) -> Answer:
    session().flush()
    return queries.whole(session(), row), {"ETag": tag(row.version), "Cache-Control": "private, no-store"}


def _readers(chosen: dict[str, Any]) -> dict[str, Any]:
    found = audience.readers(session(), audience.question(session(), **chosen))
    return {"count": sum(found.values()), "languages": found}
