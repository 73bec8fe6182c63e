"""Letters to the authors of ideas, each with a new link that only its receiver has."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from directory_service.models import Idea, IdeaLink
from directory_service.rules.ideas import LinkPurpose
from services.city import City
from services.kit.letters import Address, Note, notice_person, write_letter
from services.kit.secret_links import new_token, token_hash

OWN_PAGE = "/ideen/verwalten"
_CONFIRM_PAGE = "/ideen/bestaetigen"


@dataclass(frozen=True, kw_only=True)
class Board:
    """The city's board of ideas at a moment, and where the links in its letters lead."""

    city: City
    site_url: str
    now: datetime

    @property
    def today(self) -> date:
        """Return the day it is in the city."""
        return self.now.astimezone(self.city.time_zone).date()


def ask_to_confirm(session: Session, idea: Idea, *, board: Board) -> None:
    """Ask whoever reads an address whether an idea is hers; she may never have heard of us, so it carries no word."""
    page = f"{_CONFIRM_PAGE}/{new_link(session, idea, LinkPurpose.CONFIRM, now=board.now)}"
    _write(session, idea, Note(template="confirm_idea", slots={}, pages={"link": page}), board)


def tell_received(session: Session, idea: Idea, *, board: Board) -> None:
    """Tell an author that the editors read her idea now, and with which link she looks after it."""
    pages = {"link": own_page(session, idea, now=board.now)}
    _write(session, idea, Note(template="idea_received", slots={"title": idea.title}, pages=pages), board)


def ask_whether_it_stays(session: Session, idea: Idea, *, board: Board) -> None:
    """Ask an author whether her idea is to stay on the board: nothing happens before a button is pressed."""
    own = own_page(session, idea, now=board.now)
    pages = {"link": f"{own}/verlaengern", "over": f"{own}/zurueckziehen", "edit": own}
    slots = {"title": idea.title, "day": _named(idea.ends_on)}
    _write(session, idea, Note(template="idea_ends", slots=slots, pages=pages), board)


def tell_taken_down(session: Session, idea: Idea, reason: str, *, board: Board) -> None:
    """Tell an author that the editors have taken her idea off the board, and why."""
    slots = {"title": idea.title, "reason": reason}
    _write(session, idea, Note(template="idea_taken_down", slots=slots), board)


def tell_became_project(session: Session, idea: Idea, slug: str, *, board: Board) -> None:
    """Tell an author that her idea is a project now."""
    pages = {"link": f"/projekte/{slug}"}
    _write(session, idea, Note(template="idea_became_project", slots={"title": idea.title}, pages=pages), board)


def about_decision(session: Session, idea: Idea, note: Note, *, now: datetime) -> Note:
    """Return the letter about what the editors decided, with the link by which its author looks after an idea."""
    own = own_page(session, idea, now=now)
    if note.template == "revision_approved":
        slots = {**note.slots, "day": _named(idea.ends_on)}
        return Note(template="idea_approved", slots=slots, pages={"link": f"/ideen/{idea.slug}", "own": own})
    return Note(template=note.template, slots=note.slots, pages={"link": own})


def own_page(session: Session, idea: Idea, *, now: datetime) -> str:
    """Return the page on which an author looks after her idea, under a secret that nobody has seen yet."""
    return f"{OWN_PAGE}/{new_link(session, idea, LinkPurpose.OWN, now=now)}"


def new_link(session: Session, idea: Idea, purpose: LinkPurpose, *, now: datetime) -> str:
    """Return the secret of a new link; of it, only a digest is kept."""
    token = new_token()
    session.add(IdeaLink(token_hash=token_hash(token), idea_id=idea.id, purpose=purpose, made_at=now))
    return token


def _named(day: date | None) -> str:
    return day.isoformat() if day else ""


def _write(session: Session, idea: Idea, note: Note, board: Board) -> None:
    if idea.person_id:
        notice_person(session, idea.person_id, note, now=board.now)
    elif idea.email:
        to = Address(idea.email, idea.language, idea.contact_name)
        write_letter(session, to, note, site_url=board.site_url, now=board.now)


def author_of(idea: Idea) -> Mapping[str, object]:
    """Return who hears what the editors decide about an idea."""
    return {"person_id": idea.person_id, "email": idea.email, "language": idea.language}
