"""The Celery door: facts heard, and things done on time."""

from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy.orm import Session

from directory_service.actions import (
    ageing_ideas,
    asking_partners,
    becoming_one,
    calendar,
    forgetting,
    freshness,
    invitations,
    pictures,
    reports,
    running,
    vocabulary,
)
from directory_service.actions.freshness import Asking
from directory_service.actions.idea_letters import Board
from directory_service.models import Import, Revision
from directory_service.queries.daily_figures import BEGINNING, FIGURES
from directory_service.settings import Settings
from services.city import City, read_city
from services.facts.events import EventCancelled, EventChanged, EventScheduled, PicturesHeld
from services.facts.forgetting import ProfileErased
from services.kit import clock, imports
from services.kit.daily.counting import count_missing_days
from services.kit.db import Database
from services.kit.privacy.forgotten import drop_old_links
from services.kit.review import suggesting, unsent
from services.kit.review.unsent import Keeping
from services.kit.worker import Worker

worker: Worker[Settings] = Worker("directory-service")


@worker.hears(EventScheduled)
def show_the_event(session: Session, fact: EventScheduled) -> None:
    """Show a new event on the pages of its organisation and its project."""
    calendar.put_event_on_pages(session, fact)


@worker.hears(EventChanged)
def correct_the_event(session: Session, fact: EventChanged) -> None:
    """Show a changed event as it is now."""
    calendar.put_event_on_pages(session, fact)


@worker.hears(EventCancelled)
def take_the_event_off(session: Session, fact: EventCancelled) -> None:
    """Show that an event is cancelled, or show it no more."""
    calendar.take_event_off_pages(session, fact)


@worker.hears(PicturesHeld)
def hold_pictures(session: Session, fact: PicturesHeld) -> None:
    """Keep pictures that events show where nobody sees it."""
    pictures.note_held(session, fact.pictures, now=fact.held_at)


@worker.hears(ProfileErased)
def forget_person(session: Session, fact: ProfileErased) -> None:
    """Forget a person who wants it."""
    forgetting.forget_person(session, fact, now=clock.now())


@worker.every(seconds=3600)
def forget_old_tables(session: Session, now: datetime) -> None:
    """Drop tables that were sent in long ago."""
    imports.forget_old(session, Import, days=_city().times["tables_days"], now=now)


@worker.every(seconds=3600)
def count_words(session: Session, _: datetime) -> None:
    """Count in how many entries each word stands, and forget those that stand in none."""
    vocabulary.count_words(session)


@worker.every(seconds=3600)
def ask_whether_true(session: Session, now: datetime) -> None:
    """Ask those who look after what was not confirmed for long whether it is still true."""
    freshness.ask_whether_true(session, _asking(now))


@worker.every(seconds=3600)
def ask_partners(session: Session, now: datetime) -> None:
    """Ask those together who were named with several projects shortly after each other."""
    asking_partners.ask_about_the_rest(session, now=now)


@worker.every(seconds=3600)
def forget_unsent(session: Session, now: datetime) -> None:
    """Tell writers of drafts that nobody sends, and forget those they were told of."""
    keeping = Keeping(table=Revision, days=_city().review.keep_drafts_days, zone=_city().time_zone)
    unsent.warn_of_unsent(session, keeping, now=now)
    unsent.forget_unsent(session, keeping, now=now)


@worker.every(seconds=3600)
def hide_unanswered(session: Session, now: datetime) -> None:
    """Hide what nobody confirmed in time."""
    freshness.hide_unanswered(session, _asking(now))


@worker.every(seconds=3600)
def forget_unconfirmed(session: Session, now: datetime) -> None:
    """Forget suggestions nobody confirmed, addresses that nobody needs any more, and reports settled long ago.

    Likewise whom invitations went to, and old links.
    """
    times = _city().times
    suggesting.forget_unconfirmed(session, Revision, days=times["suggestions_days"], now=now)
    invitations.forget_invited(session, now=now)
    reports.forget_settled(session, days=times["reports_days"], now=now)
    drop_old_links(session, days=times["links_days"], now=now)


@worker.every(seconds=3600)
def look_after_board(session: Session, now: datetime) -> None:
    """Ask authors of ideas in time, take off the board what nobody renewed, and forget what is long over."""
    board = Board(city=_city(), site_url=worker.settings.site_url, now=now)
    ageing_ideas.ask_authors(session, board=board)
    ageing_ideas.end_ideas(session, board=board)
    ageing_ideas.forget_ideas(session, days=_city().times["ideas_days"], now=now)


@worker.every(seconds=86_400)
def forget_unused_pictures(session: Session, now: datetime) -> None:
    """Forget pictures that no record shows, and who made records one."""
    pictures.forget_unused(session, now=now)
    becoming_one.forget_who(session, now=now)


def _asking(now: datetime) -> Asking:
    return Asking(city=_city(), site_url=worker.settings.site_url, now=now)


@cache
def _city() -> City:
    return read_city(worker.settings.city)


@worker.job(name="directory-service.take_over_table")
def take_over_table(database: Database, *, import_id: str, **_: object) -> None:
    """Take over a long table that somebody has confirmed; what goes wrong leaves it waiting, and nothing changed."""
    try:
        with database.transaction() as session:
            running.run(session, UUID(import_id), opens=database.transaction, city=_city(), now=clock.now())
    except running.BrokenOff:
        _give_up(database, import_id)
    except Exception:
        _give_up(database, import_id)
        raise
    else:
        worker.send_news(session)


@worker.every(seconds=60)
def go_on_with_tables(session: Session, now: datetime) -> None:
    """Begin again what a process left behind that is gone."""
    for import_id in running.left_behind(session, now=now):
        worker.after_commit(session, "directory-service.take_over_table", import_id=str(import_id))


def _give_up(database: Database, import_id: str) -> None:
    with database.transaction() as session:
        running.give_up(session, UUID(import_id))


@worker.every(seconds=300)
def count_the_days(session: Session, now: datetime) -> None:
    """Count the figures of the days that are over."""
    count_missing_days(session, FIGURES, beginning=BEGINNING, zone=_city().time_zone, now=now)
