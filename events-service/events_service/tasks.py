"""The Celery door: facts heard, and things done on time."""

from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from events_service.actions import dates, organisations
from events_service.models import Import
from events_service.settings import Settings
from services.city import read_city
from services.facts.directory import OrganisationPublished, OrganisationWithdrawn, StewardAppointed, StewardDismissed
from services.kit import imports
from services.kit.worker import Worker

worker: Worker[Settings] = Worker("events-service")
_HOUR = 3600


@worker.hears(OrganisationPublished)
def keep_organisation(session: Session, fact: OrganisationPublished) -> None:
    """Keep an organisation's name, for events to stand under."""
    organisations.keep_organisation(
        session, fact.organisation_id, slug=fact.slug, name=fact.organisation_name, now=fact.published_at
    )


@worker.hears(OrganisationWithdrawn)
def hide_organisation(session: Session, fact: OrganisationWithdrawn) -> None:
    """Take an organisation's events out of the calendar with it."""
    organisations.hide_organisation(session, fact.organisation_id, now=fact.withdrawn_at)


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
    dates.prolong_series(session, zone=_zone(worker.settings.city), now=now)


@worker.every(seconds=_HOUR / 6)
def tell_next_dates(session: Session, now: datetime) -> None:
    """Tell which date of a series comes next once one is over."""
    dates.tell_next_dates(session, now=now)


@worker.every(seconds=_HOUR)
def forget_old_tables(session: Session, now: datetime) -> None:
    """Drop tables that were sent in long ago."""
    imports.forget_old(session, Import, now=now)


@cache
def _zone(city: Path) -> ZoneInfo:
    return read_city(city).time_zone
