"""Ideas, valid by default: makers say only what matters to a test."""

from typing import Any
from uuid import UUID

from sqlalchemy import update

from directory_service.actions import ideas
from directory_service.actions.idea_letters import Board
from directory_service.models import Idea, IdeaLink
from services.facts.letters import LetterRequested
from services.kit import clock
from services.kit.review import queries
from services.kit.review.deciding import Decision, approve_revision
from services.kit.secret_links import token_hash
from services.kit.tokens import Caller
from services.kit.web import Service
from tests.support.directory_makers import a_desk, told

AUTHOR = "ada@example.org"
CHECKS = ("real", "no-advertising", "complete", "pictures")


def idea_words(**words: Any) -> dict[str, Any]:
    """Return an idea as it comes in, without an address."""
    needed = {
        "kind": "companions",
        "title": "Ein Lastenrad für unsere Straße",
        "summary": "Ich suche Nachbarn, die sich ein Lastenrad teilen.",
        "categories": ["mobility"],
        "contact_name": "Ada",
    }
    return {**needed, **words}


def the_board(app: Service) -> Board:
    """Return the board of the city now."""
    return Board(city=app.extensions["city"], site_url=app.extensions["settings"].site_url, now=clock.now())


def an_idea(app: Service, *, email: str | None = AUTHOR, caller: Caller | None = None, **words: Any) -> UUID:
    """Send an idea; by mail it waits for its confirmation, from somebody signed in for the editors."""
    whole = {"description": None, "district": None, "contact": None, **idea_words(**words)}
    sent = {**whole, "email": email, "language": "de"}
    with app.database.transaction() as session:
        return ideas.send_idea(session, sent, caller=caller or Caller(), board=the_board(app)).id


def a_waiting_idea(app: Service, **words: Any) -> UUID:
    """Send an idea, and follow the link of its mail."""
    idea_id = an_idea(app, **words)
    with app.database.transaction() as session:
        ideas.confirm_idea(session, link_of(app), board=the_board(app))
    return idea_id


def a_public_idea(app: Service, **words: Any) -> UUID:
    """Put an idea on the board."""
    idea_id = a_waiting_idea(app, **words)
    approve_idea(app)
    return idea_id


def approve_idea(app: Service) -> None:
    """Approve what waits, as an editor would."""
    desk = a_desk(app)
    asked = {"state": "waiting", "kind": ["idea"], "category": [], "district": [], "page": 1, "size": 1}
    asked |= {"organisation": None, "subject": None, "assigned_to": None}
    with app.app_context(), app.database.transaction() as session:
        (revision,) = queries.revisions(session, desk.records.revision, asked, all_origins=True)["items"]
        approve_revision(session, revision.id, Decision(expected=revision.version, checked=CHECKS), desk=desk)


def link_of(app: Service, slot: str = "link") -> str:
    """Return the secret of a link in the last letter."""
    return str(told(app, LetterRequested)[-1].slots[slot]).split("/ideen/")[1].split("/")[1]


def own_link(app: Service) -> str:
    """Return the secret by which the author who was written to last looks after her idea."""
    return link_of(app, "own" if "own" in told(app, LetterRequested)[-1].slots else "link")


def age(app: Service, idea_id: UUID, **words: Any) -> None:
    """Let an idea be as it would be later."""
    with app.database.transaction() as session:
        session.execute(update(Idea).where(Idea.id == idea_id).values(**words))


def age_link(app: Service, token: str, **words: Any) -> None:
    """Let a link be as it would be later."""
    with app.database.transaction() as session:
        session.execute(update(IdeaLink).where(IdeaLink.token_hash == token_hash(token)).values(**words))
