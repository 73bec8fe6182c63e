"""Who acts for the city: appointed and dismissed by administrators, of whom there is always one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from profiles_service.actions import passkeys
from profiles_service.actions.accounts import end_sessions, make_account
from profiles_service.actions.letters import Letter, ask_for_letter
from profiles_service.models import ADMINISTRATOR, Person
from profiles_service.queries import people
from profiles_service.rules import LETTER_LASTS, Links
from services.kit.errors import Conflict, Forbidden


class LastAdministrator(Conflict):
    """Nobody could decide about the team any more then. Please make somebody else administrator first."""


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """Who is to act for the city, and as what: editor or administrator."""

    email: str
    name: str | None = None
    role: str
    language: str


def appoint(session: Session, appointment: Appointment, *, by: UUID | None, links: Links, now: datetime) -> Person:
    """Let the person at an address act for the city and tell her so; in the role she has already nothing happens.

    Whoever had no role begins without passkeys, and whoever may decide no longer is signed out.
    """
    team = _team_changed_by(session, by)
    person = make_account(session, appointment.email, language=appointment.language, name=appointment.name, now=now)
    if appointment.role != ADMINISTRATOR:
        check_another_stays(team, person)
    before = list(person.roles)
    person.appoint(appointment.role)
    if not before:
        # Until now nobody asked who made her passkeys: whoever read her mails may have.
        passkeys.take_back(session, person.id)
    elif ADMINISTRATOR in before and not person.is_administrator:
        end_sessions(session, person.id)
    if person.roles != before:
        page = links.page("/anmelden", language=person.language)
        _write(session, person, "appointed", {"role": appointment.role, "link": page}, now=now)
    return person


def dismiss(session: Session, person_id: UUID, *, by: UUID | None, links: Links, now: datetime) -> None:
    """Let somebody act for the city no longer, end her sessions and tell her; refused with `LastAdministrator`."""
    team = _team_changed_by(session, by)
    person = _one_of(team, person_id)
    check_another_stays(team, person)
    person.dismiss()
    end_sessions(session, person_id)
    _write(session, person, "dismissed", {"link": links.page("/anmelden", language=person.language)}, now=now)


def take_passkeys_back(session: Session, person_id: UUID, *, by: UUID | None, links: Links, now: datetime) -> None:
    """Let no passkey of a colleague open anything, and tell her; refused with `NoSuchPerson` for everybody else."""
    passkeys.take_lost_back(session, _one_of(_team_changed_by(session, by), person_id), links=links, now=now)


def _team_changed_by(session: Session, by: UUID | None) -> Sequence[Person]:
    """Return the team for a change; refused with `Forbidden` unless an administrator makes it."""
    team = people.team_for_change(session)
    # A token outlasts the role that it tells of by some minutes.
    if not any(each.id == by and each.is_administrator for each in team):
        raise Forbidden
    return team


def _write(session: Session, person: Person, template: str, slots: dict[str, str], *, now: datetime) -> None:
    letter = Letter(
        template=template, slots=slots, name=person.name, language=person.language, expires_at=now + LETTER_LASTS
    )
    ask_for_letter(session, letter, person=person, now=now)


def _one_of(team: Sequence[Person], person_id: UUID) -> Person:
    found = next((each for each in team if each.id == person_id), None)
    if found is None:
        raise people.NoSuchPerson
    return found


def check_another_stays(team: Sequence[Person], person: Person) -> None:
    """Refuse with `LastAdministrator` to let go of the only one who decides about the team."""
    if person.is_administrator and not any(each.is_administrator for each in team if each.id != person.id):
        raise LastAdministrator
