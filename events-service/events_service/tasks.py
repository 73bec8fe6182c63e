"""The Celery door: facts heard, and things done on time."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from events_service.actions import (
    calendar_entries,
    dates,
    feed_readings,
    forgetting,
    gathered_letters,
    naming,
    organisations,
    pictures,
    registering,
    rolls,
)
from events_service.actions.feed_readings import Came
from events_service.actions.seat_letters import Post
from events_service.models import Feed, Import, Revision
from events_service.queries import feeds as queries
from events_service.queries.daily_figures import BEGINNING, FIGURES
from events_service.rules.entries import Publisher
from events_service.rules.feeds.cutting import Unreadable, may_be_a_calendar
from events_service.rules.feeds.plan import Window
from events_service.rules.feeds.reading import read_calendar
from events_service.settings import Settings
from services.city import City, read_city
from services.facts.directory import (
    OfferMerged,
    OrganisationMerged,
    OrganisationPublished,
    OrganisationWithdrawn,
    ProjectMerged,
    StewardAppointed,
    StewardDismissed,
)
from services.facts.forgetting import ProfileErased
from services.facts.notifier import LeavingAsked
from services.kit import clock, imports
from services.kit.daily.counting import count_missing_days
from services.kit.db import Database
from services.kit.fetching import Fetch, Known, NotFetched, Wish, fetch
from services.kit.logs import logger
from services.kit.privacy.forgotten import drop_old_links
from services.kit.review import suggesting, unsent
from services.kit.review.unsent import Keeping
from services.kit.worker import Worker

worker: Worker[Settings] = Worker("events-service")
_HOUR = 3600
_FEEDS_SECONDS = 60
_ROLLS_SECONDS = 10
READ_FEEDS = "events-service.read_feeds"


@worker.hears(OrganisationPublished)
def keep_organisation(session: Session, fact: OrganisationPublished) -> None:
    """Keep an organisation's name, for events to stand under, and whether it is trusted."""
    organisations.keep_organisation(
        session,
        fact.organisation_id,
        slug=fact.slug,
        name=fact.organisation_name,
        is_trusted=fact.is_trusted,
        now=fact.published_at,
    )


@worker.hears(OrganisationWithdrawn)
def hide_organisation(session: Session, fact: OrganisationWithdrawn) -> None:
    """Take an organisation's events out of the calendar with it."""
    organisations.hide_organisation(session, fact.organisation_id, now=fact.withdrawn_at)


@worker.hears(OrganisationMerged)
def move_events(session: Session, fact: OrganisationMerged) -> None:
    """Let an organisation's events belong to the one that it has become."""
    into = organisations.Successor(fact.into_id, fact.into_slug, fact.into_name, is_public=fact.is_public)
    organisations.move_events(session, fact.organisation_id, into, now=fact.merged_at)


@worker.hears(ProjectMerged)
def name_other_project(session: Session, fact: ProjectMerged) -> None:
    """Let events of a project belong to the one that it has become."""
    naming.name_instead(session, "project_id", fact.project_id, fact.into_id, now=fact.merged_at)


@worker.hears(OfferMerged)
def name_other_offer(session: Session, fact: OfferMerged) -> None:
    """Let events of an offer belong to the one that it has become."""
    naming.name_instead(session, "offer_id", fact.offer_id, fact.into_id, now=fact.merged_at)


@worker.hears(StewardAppointed)
def appoint_steward(session: Session, fact: StewardAppointed) -> None:
    """Let a person change an organisation's events."""
    organisations.appoint_steward(
        session,
        fact.stewardship_id,
        organisation_id=fact.organisation_id,
        organisation_name=fact.organisation_name,
        person_id=fact.person_id,
    )


@worker.hears(StewardDismissed)
def dismiss_steward(session: Session, fact: StewardDismissed) -> None:
    """Let a person change an organisation's events no longer."""
    organisations.dismiss_steward(session, fact.stewardship_id)


# Each series is prolonged once a day; looking every hour spreads them, and makes up for a clock that stood still.
@worker.every(seconds=_HOUR)
def prolong_series(session: Session, now: datetime) -> None:
    """Lay out every series for another day."""
    dates.prolong_series(session, zone=_city(worker.settings.city).time_zone, now=now)


@worker.every(seconds=_HOUR / 6)
def tell_next_dates(session: Session, now: datetime) -> None:
    """Tell which date of a series comes next once one is over."""
    dates.tell_next_dates(session, now=now)


@worker.every(seconds=_HOUR / 6)
def ask_co_organisers(session: Session, now: datetime) -> None:
    """Ask those who are named with events of others whether they organise them."""
    gathered_letters.ask_co_organisers(session, now=now)


@worker.every(seconds=_HOUR)
def tell_refusals(session: Session, now: datetime) -> None:
    """Tell organisations what of their calendars the editors have refused."""
    gathered_letters.tell_refusals(session, now=now)


@worker.every(seconds=24 * _HOUR)
def tell_held_pictures(session: Session, now: datetime) -> None:
    """Tell which pictures are still needed."""
    pictures.tell_held(session, now=now)


@worker.every(seconds=15)
def keep_entries(session: Session, _: datetime) -> None:
    """Keep events that were saved as blocks of calendars, which feeds are joined from."""
    settings = worker.settings
    calendar_entries.keep_entries(session, publisher=Publisher(_city(settings.city), settings.site_url))


@worker.every(seconds=_HOUR)
def forget_unsent(session: Session, now: datetime) -> None:
    """Tell writers of drafts that nobody sends, and forget those they were told of."""
    city = _city(worker.settings.city)
    keeping = Keeping(table=Revision, days=city.review.keep_drafts_days, zone=city.time_zone)
    unsent.warn_of_unsent(session, keeping, now=now)
    unsent.forget_unsent(session, keeping, now=now)


@worker.every(seconds=_HOUR)
def forget_unconfirmed(session: Session, now: datetime) -> None:
    """Forget suggestions nobody confirmed, and the addresses of what was decided a while ago."""
    times = _city(worker.settings.city).times
    suggesting.forget_unconfirmed(session, Revision, days=times["suggestions_days"], now=now)
    drop_old_links(session, days=times["links_days"], now=now)


@worker.every(seconds=_HOUR)
def forget_old_tables(session: Session, now: datetime) -> None:
    """Drop tables that were sent in long ago."""
    imports.forget_old(session, Import, days=_city(worker.settings.city).times["tables_days"], now=now)


# A lost ring costs a minute; each calendar is due once an hour, and whoever takes it first reads it.
@worker.job(name=READ_FEEDS, every=60, longest=_FEEDS_SECONDS + 60)
def read_feeds(database: Database) -> None:
    """Read the calendars that are due."""
    read_due(database, city=_city(worker.settings.city), fetch=fetch)


def read_due(database: Database, *, city: City, fetch: Fetch, now: datetime | None = None) -> int:
    """Read one calendar after the other, those first that have waited longest; returns how many."""
    until, done = time.monotonic() + _FEEDS_SECONDS, 0
    while time.monotonic() < until and not worker.ending.is_asked():
        with database.transaction() as session:
            due = queries.claim_due(session, now=now or clock.now())
        if due is None:
            return done
        _read_one(database, due, city, fetch, now or clock.now())
        done += 1
    return done


def _read_one(database: Database, due: Feed, city: City, fetch: Fetch, now: datetime) -> None:
    """Fetch and read a calendar while no transaction is open, and only then change ours."""
    try:
        came = _fetched(due, city, fetch, now)
        _keep(database, due, partial(feed_readings.take_in, came=came, city=city, now=now))
    except (NotFetched, Unreadable) as trouble:
        _keep(database, due, partial(feed_readings.failed, trouble=trouble, now=now))
    except OperationalError:
        raise
    except Exception:
        # Whatever somebody else's server found to trip us: the calendars after this one are read, and this one rests.
        logger().exception("feed_not_read", feed_id=str(due.id))
        _keep(database, due, partial(feed_readings.failed, trouble=Unreadable("unreadable"), now=now))


def _fetched(due: Feed, city: City, fetch: Fetch, now: datetime) -> Came | None:
    said = feed_readings.asked(due, now=now)
    fetched = fetch(Wish(due.address, Known(**said), takes=may_be_a_calendar))
    if fetched.is_unchanged:
        return None
    window = Window(now, now + timedelta(days=due.ahead_days))
    return Came(read_calendar(fetched.body, window, city=city.time_zone), **vars(fetched.known))


def _keep(database: Database, due: Feed, keep: Callable[[Session, Feed], None]) -> None:
    with database.transaction() as session:
        # Somebody may have paused it, or chosen otherwise, while it was fetched.
        feed = queries.still_read(session, due.id)
        if feed and feed.version == due.version:
            keep(session, feed)
    worker.send_news(session)


@worker.every(seconds=_HOUR)
def forget_old_readings(session: Session, now: datetime) -> None:
    """Drop what was noticed of calendars long ago."""
    feed_readings.forget_old(session, now=now)


@cache
def _city(path: Path) -> City:
    return read_city(path)


@worker.hears(LeavingAsked)
def leave_by_mail(session: Session, fact: LeavingAsked) -> None:
    """Remind somebody no more who wrote so, if it was a seat's mail that she answered."""
    registering.leave_by_mail(session, fact.leave_token, post=_post(), now=clock.now())


@worker.hears(ProfileErased)
def forget_person(session: Session, fact: ProfileErased) -> None:
    """Forget a person who wants it."""
    forgetting.forget_person(session, fact, post=_post(), now=clock.now())


@worker.job(name="events-service.look_after_rolls", every=15)
def look_after_rolls(database: Database) -> None:
    """Follow events that changed, and let people move up where a place is free."""
    _one_by_one(database, rolls.look_after)


@worker.job(name="events-service.end_offers", every=30)
def end_offers(database: Database) -> None:
    """Take back seats that nobody accepted in time, and offer them to the next."""
    _one_by_one(database, rolls.end_offer)


def _one_by_one(database: Database, step: Callable[..., bool]) -> None:
    """Take steps, each in a transaction of its own, until there is nothing left to do or the next tick is near."""
    post, until, is_more = _post(), time.monotonic() + _ROLLS_SECONDS, True
    while is_more and time.monotonic() < until and not worker.ending.is_asked():
        with database.transaction() as session:
            is_more = step(session, post=post, now=clock.now())
        worker.send_news(session)


@worker.every(seconds=_HOUR)
def forget_guests(session: Session, now: datetime) -> None:
    """Erase lists of what is long over, and what nobody confirmed."""
    registering.forget_unconfirmed(session, now=now)
    rolls.erase_lists(session, keep_days=_post().city.registration.keep_days, now=now)


def _post() -> Post:
    return Post(worker.settings.links, _city(worker.settings.city))


@worker.every(seconds=300)
def count_the_days(session: Session, now: datetime) -> None:
    """Count the figures of the days that are over."""
    count_missing_days(session, FIGURES, beginning=BEGINNING, zone=_city(worker.settings.city).time_zone, now=now)
