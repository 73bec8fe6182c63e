"""All that the calendar knows of a person, as she may see it herself: one question for each kind of thing.

Whoever adds a table that tells of people adds a line to `SECTIONS`, one to `WAYS` in `actions/forgetting.py`, and one
to `rules/retention.py`; a test in `tests/architecture` misses them.
"""

from sqlalchemy import ColumnElement, func, select

from events_service.models import Event, Import, Organisation, Registration, Revision, Roll, Stewardship
from services.kit.import_forgetting import brought_by
from services.kit.privacy.about_me import Herself, Question, Sections, selected
from services.kit.review.forgetting import addresses_in, written_by

_SHOWN = (
    "state", "is_saved", "people", "email", "name", "answers", "language", "reminds", "came", "asked_at",
    "confirmed_at", "changed_at",
)  # fmt: skip


def _registrations(herself: Herself) -> Question:
    shown = select(Event.title, Roll.starts_at, *(getattr(Registration, name) for name in _SHOWN))
    joined = shown.join_from(Registration, Event, Event.id == Registration.event_id)
    joined = joined.outerjoin(Roll, Roll.id == Registration.roll_id)
    return joined.where(is_hers(herself)).order_by(Registration.asked_at, Registration.id)


def _looked_after(herself: Herself) -> Question:
    shown = select(Organisation.name.label("organisation_name"))
    joined = shown.join(Stewardship, Stewardship.organisation_id == Organisation.id)
    return joined.where(Stewardship.person_id == herself.person_id).order_by(Organisation.name)


def _contacts(herself: Herself) -> Question:
    return select(Event.title, Event.contact).where(is_published(herself)).order_by(Event.starts_at, Event.id)


def is_hers(herself: Herself) -> ColumnElement[bool]:
    """Return what is true of registrations with an address."""
    return Registration.email_key == herself.key


def is_published(herself: Herself) -> ColumnElement[bool]:
    """Return what is true of events that show an address."""
    return func.lower(Event.contact) == herself.key


ADDRESSES = (Event.contact, Registration.email, *addresses_in(Revision))
"""Where addresses stand."""

SECTIONS: Sections = {
    "registrations": selected(_registrations),
    "written": written_by(Revision),
    "brought": brought_by(Import),
    "looked_after": selected(_looked_after),
    "contacts": selected(_contacts),
}
