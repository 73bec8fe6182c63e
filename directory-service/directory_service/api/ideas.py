"""Doors to the board of ideas: read by all, written by anybody with an address, taken down by editors."""

from typing import Any, TypeAlias
from uuid import UUID

from flask import Response, current_app

from directory_service.actions import becoming_projects, ideas
from directory_service.actions.becoming_projects import Wish
from directory_service.actions.idea_files import BoardFile
from directory_service.actions.idea_letters import Board
from directory_service.api import listing
from directory_service.models import Idea
from directory_service.queries import ideas as queries
from directory_service.rules.ideas import RENEWABLE, end_of
from directory_service.schemas.ideas import (
    BecomingProjectShape,
    BegunProjectSchema,
    IdeasArgs,
    IdeaSchema,
    IdeaShape,
    IdeasSchema,
    IdeaStateSchema,
    OwnIdeaSchema,
    SentIdeaShape,
    TakingDownShape,
)
from directory_service.schemas.shared import the_city
from services.kit import clock, list_files
from services.kit.answers import kept_under
from services.kit.auth import caller, public, requires
from services.kit.doors import Doors, session
from services.kit.etags import expected_version, tag
from services.kit.limiting import limit_by_address, limit_by_network, limit_by_person
from services.kit.list_files import Wanted
from services.kit.review.shown import desk
from services.kit.shown_links import LINK, shown_link
from services.kit.web_json import json_answer

doors = Doors("ideas", __name__, url_prefix="/v1", description="Ideas, and searches for companions.")
Answer: TypeAlias = tuple[dict[str, Any], dict[str, str]]
_OWN = {"Cache-Control": "private, no-store"}
_CARD, _WHOLE, _PROJECT = IdeasSchema(), IdeaSchema(), ("id", "slug", "title")


@doors.get("/ideas")
@kept_under(listing.version)
@doors.arguments(IdeasArgs, location="query")
@doors.response(200, IdeasSchema)
@public
def list_ideas(asked: dict[str, Any]) -> Response:
    """List what stands on the board, the newest first, with counts for every further choice."""
    return json_answer(_CARD.dump(queries.ideas(session(), asked)))


@doors.get("/ideas/<ref>")
@doors.response(200, IdeaSchema)
@public
def show_idea(ref: str) -> Answer:
    """Show one idea, by its id or slug; one that has become a project says which."""
    found = queries.idea(session(), ref)
    return _shown(found), {"ETag": tag(found.version), "Cache-Control": "public, no-cache"}


@doors.post("/ideas")
@doors.arguments(SentIdeaShape)
@doors.response(202, IdeaStateSchema)
@public
def send_idea(words: dict[str, Any]) -> Idea:
    """Send an idea; the editors read it once the mail about it is answered, or at once from who has signed in."""
    # The website asks in her name once she has signed in; its own address says nothing of hers.
    if person_id := caller().person_id:
        limit_by_person("idea", person_id)
    else:
        limit_by_network("idea")
    if words["email"]:
        limit_by_address("idea", words["email"])
    return ideas.send_idea(session(), words, caller=caller(), board=_board())


@doors.put("/ideas/<uuid:idea_id>/withdrawal")
@doors.arguments(TakingDownShape)
@doors.response(200, IdeaStateSchema)
@requires("editor")
def take_idea_down(words: dict[str, Any], idea_id: UUID) -> Idea:
    """Take an idea off the board, with a reason that is mailed."""
    return ideas.take_idea_down(session(), idea_id, words["reason"], board=_board())


@doors.post("/ideas/<uuid:idea_id>/project")
@doors.arguments(BecomingProjectShape)
@doors.response(201, BegunProjectSchema)
@requires("steward")
def begin_project(words: dict[str, Any], idea_id: UUID) -> dict[str, UUID]:
    """Begin the draft of a project with the words of an idea: as its author, or an editor."""
    return {"draft_id": becoming_projects.begin_project(session(), Wish(idea_id=idea_id, **words), desk=desk()).id}


@doors.get("/own-idea")
@doors.response(200, OwnIdeaSchema)
@doors.doc(security=LINK)
@public
def show_own_idea() -> Answer:
    """Show what a link from a mail is about, in the author's newest words; nothing happens by looking."""
    return _own(queries.own_idea(session(), shown_link(), now=clock.now()))


@doors.put("/own-idea/confirmation")
@doors.response(200, IdeaStateSchema)
@doors.doc(security=LINK)
@public
def confirm_idea() -> Idea:
    """Say that an idea is one's own; said twice, nothing more happens."""
    return ideas.confirm_idea(session(), shown_link(), board=_board())


@doors.put("/own-idea")
@doors.arguments(IdeaShape)
@doors.response(200, OwnIdeaSchema)
@doors.doc(security=LINK)
@public
def change_own_idea(words: dict[str, Any]) -> Answer:
    """Send other words for one's idea; what stands on the board stays until they are approved. Wants `If-Match`."""
    expected = expected_version()
    return _own(ideas.change_own_idea(session(), shown_link(), words, expected=expected, board=_board()))


@doors.delete("/own-idea")
@doors.response(200, OwnIdeaSchema)
@doors.doc(security=LINK)
@public
def withdraw_own_idea() -> Answer:
    """Take one's idea back."""
    return _own(ideas.withdraw_own_idea(session(), shown_link(), board=_board()))


@doors.put("/own-idea/renewal")
@doors.response(200, OwnIdeaSchema)
@doors.doc(security=LINK)
@public
def renew_own_idea() -> Answer:
    """Let one's idea stay on the board for another 90 days."""
    return _own(ideas.renew_own_idea(session(), shown_link(), board=_board()))


def _answer(form: str, asked: dict[str, Any]) -> Response:
    wanted = Wanted(name="ideen", form=form, version=listing.version(), asked=asked)
    return list_files.answered(wanted, lambda: _made(form, asked))


def _made(form: str, asked: dict[str, Any]) -> bytes:
    board = BoardFile(the_city(), _board().site_url.rstrip("/"), asked)
    if form == "atom":
        return board.feed(session(), self_link=list_files.address(board.site_url), now=clock.now())
    return {"csv": board.csv, "xlsx": board.workbook, "json": board.json}[form](session())


list_files.open_doors(doors, "ideas", IdeasArgs, _answer, told="Return the whole board as a file.")


def _own(found: Idea) -> Answer:
    renewed = end_of(_board().today) if found.state in RENEWABLE else None
    shown = {**_shown(found), "review": None, "renewed_until": renewed}
    if latest := queries.latest_words(session(), found.id):
        review = {"state": latest.state, "reason": latest.reason}
        shown |= {**{name: latest.words.get(name) for name in queries.words_of(found)}, "review": review}
    return shown, {**_OWN, "ETag": tag(found.version)}


def _shown(found: Idea) -> dict[str, Any]:
    project = queries.project_of(session(), found)
    names = (name for name in _WHOLE.fields if name != "project")
    named = {name: getattr(project, name) for name in _PROJECT} if project else None
    return {**{name: getattr(found, name) for name in names}, "project": named}


def _board() -> Board:
    return Board(city=the_city(), site_url=current_app.extensions["settings"].site_url, now=clock.now())
