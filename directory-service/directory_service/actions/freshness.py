"""Keeping records true: who looks after one is asked from time to time, and what nobody confirms is hidden."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Date, cast, func, select
from sqlalchemy.orm import Session

from directory_service.actions.catalogue import note_change
from directory_service.actions.history import put_down_changes
from directory_service.actions.recording import KINDS, PAGES, said
from directory_service.actions.showing import show, withdraw
from directory_service.actions.stewards import check_steward
from directory_service.actions.telling import tell_record
from directory_service.models import AnyRecord, FreshnessCheck, Offer, Organisation, Project
from directory_service.queries import records as queries
from directory_service.queries.stewards import stewards_of
from directory_service.rules import ProjectStatus, RecordKind, State
from services.city import City
from services.kit.letters import Address, Note, notice_person, write_letter
from services.kit.review.desk import ReviewFirst
from services.kit.review.history import BY_CLOCK, BY_LINK, Author, Entry
from services.kit.review.rules import Deed, Origin
from services.kit.review.suggesting import NoSuchLink
from services.kit.secret_links import new_token, token_hash
from services.kit.tokens import Caller

_AT_ONCE = 100


class WordsWait(ReviewFirst):
    """This was changed since it was hidden, and the editors look at that first. Please submit it as a draft."""


@dataclass(frozen=True)
class Question:
    """Whether a record is still true, and the secret of the links that answer."""

    thing: AnyRecord
    token: str
    may_write: bool = True
    """Whether somebody is asked who may change the record; an address alone tells the editors what is wrong."""

    @property
    def title(self) -> str:
        """Return what the record is called."""
        return self.thing.name if isinstance(self.thing, Organisation) else self.thing.title

    @property
    def pages(self) -> dict[str, str]:
        """Return the paths of its three answers."""
        page = f"/stimmt-noch/{self.token}"
        kind = KINDS[type(self.thing)]
        draft = f"/eintragen/entwurf/neu?art={kind}&zu={self.thing.id}"
        report = f"/melden?seite={PAGES[kind]}/{self.thing.slug}"
        return {"link": page, "edit": draft if self.may_write else report, "over": f"{page}?antwort=vorbei"}


def letter(questions: Sequence[Question], hides_on: date) -> Note:
    """Return one letter about all that one person is asked, each with three links."""
    day = hides_on.isoformat()
    if len(questions) == 1:
        (only,) = questions
        return Note(template="still_true", slots={"title": only.title, "day": day}, pages=only.pages)
    told = list(enumerate(questions, 1))
    slots = {"count": str(len(questions)), "day": day, **{f"title_{number}": each.title for number, each in told}}
    pages = {f"{slot}_{number}": path for number, each in told for slot, path in each.pages.items()}
    return Note(template="all_still_true", slots=slots, pages=pages)


@dataclass(frozen=True, kw_only=True)
class Asking:
    """By whose intervals is asked, and where the links lead."""

    city: City
    site_url: str
    now: datetime

    @property
    def today(self) -> date:
        """Return the day it is in the city."""
        return self.now.astimezone(self.city.time_zone).date()

    @property
    def hides_on(self) -> date:
        """Return the day on which what is not answered is hidden."""
        return self.today + timedelta(days=self.city.freshness.grace_days)


def ask_whether_true(session: Session, asking: Asking) -> int:
    """Ask those who look after what was not confirmed for long, each in one mail; return about how many records."""
    grown_old = [thing for kind in (Organisation, Project, Offer) for thing in _grown_old(session, kind, asking)]
    by_person: dict[UUID, list[Question]] = {}
    by_address: dict[str, list[Question]] = {}
    for thing in grown_old:
        owner = _owner(session, thing)
        people = [each.person_id for each in stewards_of(session, owner.id)]
        question = Question(thing, new_token(), may_write=bool(people))
        for person_id in people:
            by_person.setdefault(person_id, []).append(question)
        if not people and owner.email:
            by_address.setdefault(owner.email, []).append(question)
        _keep(session, question, owner, asked=len(people) or int(bool(owner.email)), asking=asking)
    for person_id, questions in by_person.items():
        notice_person(session, person_id, letter(questions, asking.hides_on), now=asking.now)
    for email, questions in by_address.items():
        to, note = Address(email, asking.city.default_language), letter(questions, asking.hides_on)
        write_letter(session, to, note, site_url=asking.site_url, now=asking.now)
    return len(grown_old)


def _grown_old(
    session: Session, thing: type[Organisation] | type[Project] | type[Offer], asking: Asking
) -> list[AnyRecord]:
    since = months_before(asking.today, asking.city.freshness.months[KINDS[thing]])
    asked = select(FreshnessCheck.subject_id).where(FreshnessCheck.answered_at.is_(None))
    known = func.coalesce(thing.confirmed_on, cast(thing.published_at, Date))
    old = select(thing).where(thing.state == State.PUBLISHED, known <= since, thing.id.not_in(asked))
    if thing is Project:
        # What is over stays as it was, with its results.
        old = old.where(Project.status != ProjectStatus.COMPLETED)
    return list(session.scalars(old.order_by(known).limit(_AT_ONCE)))


def _keep(session: Session, question: Question, owner: Organisation, *, asked: int, asking: Asking) -> None:
    session.add(
        FreshnessCheck(
            kind=KINDS[type(question.thing)],
            subject_id=question.thing.id,
            organisation_id=owner.id,
            token_hash=token_hash(question.token),
            asked_at=asking.now,
            asked=asked,
            hides_on=asking.hides_on,
        )
    )


def _owner(session: Session, thing: AnyRecord) -> Organisation:
    return thing if isinstance(thing, Organisation) else session.get_one(Organisation, thing.organisation_id)


def hide_unanswered(session: Session, asking: Asking) -> int:
    """Hide what nobody confirmed in time; return how much."""
    open_ones = (FreshnessCheck.answered_at.is_(None), FreshnessCheck.hidden_at.is_(None))
    late = select(FreshnessCheck).where(*open_ones, FreshnessCheck.hides_on < asking.today)
    # What belongs to an organisation goes first, so that each is hidden on its own account, and comes back so.
    owners_last = (FreshnessCheck.kind == RecordKind.ORGANISATION, FreshnessCheck.hides_on, FreshnessCheck.id)
    found = session.scalars(late.order_by(*owners_last).limit(_AT_ONCE)).all()
    return sum(_hide_unanswered(session, check, Author.of(BY_CLOCK, asking.now)) for check in found)


def _hide_unanswered(session: Session, check: FreshnessCheck, author: Author) -> bool:
    thing = _locked(session, check)
    if check.answered_at or check.hidden_at:
        return False
    if not thing.is_public:
        # Somebody else took it off: that is an answer, and no click on a link brings it back.
        check.settle("withdrawn", author.now)
        return False
    check.hidden_at = author.now
    withdraw(session, thing, author=author)
    return True


def answer_check(session: Session, token: str, answer: str, *, today: date, now: datetime) -> FreshnessCheck:
    """Take the word of somebody who was asked: still true, or over; refused as `confirm_record` is."""
    check, author = check_of(session, token), Author.of(BY_LINK, now)
    thing = _locked(session, check)
    check.settle(answer, now)
    if answer == "still_true":
        _find_true(session, thing, check, today=today, author=author)
    elif thing.is_public:
        withdraw(session, thing, author=author)
    session.flush()
    return check


def confirm_record(
    session: Session, kind: str, record_id: UUID, *, today: date, caller: Caller, now: datetime
) -> AnyRecord:
    """Note that somebody who looks after a record found it true; refused with `WordsWait`."""
    thing, author = queries.record_to_change(session, kind, record_id), Author.of(caller, now)
    check_steward(session, thing.id if isinstance(thing, Organisation) else thing.organisation_id, caller=caller)
    check = settle_check(session, record_id, "still_true", now=now)
    _find_true(session, thing, check, today=today, author=author)
    session.flush()
    return thing


def settle_check(session: Session, record_id: UUID, answer: str, *, now: datetime) -> FreshnessCheck | None:
    """Take a record off the list of what is asked about, if it is there."""
    asked = (FreshnessCheck.subject_id == record_id, FreshnessCheck.answered_at.is_(None))
    check = session.scalar(select(FreshnessCheck).where(*asked).with_for_update())
    if check:
        check.settle(answer, now)
    session.flush()
    return check


def check_of(session: Session, token: str) -> FreshnessCheck:
    """Return what a link asks about; refused with `NoSuchLink`."""
    check = session.scalar(select(FreshnessCheck).where(FreshnessCheck.token_hash == token_hash(token)))
    if check is None:
        raise NoSuchLink
    return check


def _locked(session: Session, check: FreshnessCheck) -> AnyRecord:
    """Return what is asked about; it is locked before its question, as whoever withdraws it does."""
    thing = queries.record_to_change(session, check.kind, check.subject_id)
    session.refresh(check, with_for_update=True)
    return thing


def _find_true(
    session: Session, thing: AnyRecord, check: FreshnessCheck | None, *, today: date, author: Author
) -> None:
    """Note that a record is true, and show it again if only the silence had hidden it."""
    comes_back = check is not None and check.hidden_at is not None and _may_be_shown(thing)
    if check and comes_back:
        _check_as_hidden(thing, check, author)
    _confirm(session, thing, today=today, author=author)
    if comes_back:
        show(session, thing, author=author)


def _may_be_shown(thing: AnyRecord) -> bool:
    return not thing.is_public and (isinstance(thing, Organisation) or thing.organisation.is_public)


def _check_as_hidden(thing: AnyRecord, check: FreshnessCheck, author: Author) -> None:
    """Refuse with `WordsWait` to show what was changed since it was hidden, unless no editor need look at it."""
    owner = thing if isinstance(thing, Organisation) else thing.organisation
    if thing.changed_at != check.hidden_at and not (owner.trusted or author.origin == Origin.EDITOR):
        raise WordsWait


def _confirm(session: Session, thing: AnyRecord, *, today: date, author: Author) -> None:
    before = said({"confirmed_on": thing.confirmed_on})
    thing.reword({"confirmed_on": today}, author.now)
    found_true = Entry(thing.id, before, said({"confirmed_on": today}))
    put_down_changes(session, type(thing), [found_true], Deed.CONFIRMED, author)
    if thing.is_public:
        tell_record(session, thing, now=author.now)
        note_change(session)


def months_before(day: date, months: int) -> date:
    """Return the same day so many months ago; the last of a month where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
