"""Contact requests, as those see them who asked, who are asked, and who look after all of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from profiles_service.models import ContactRecipient, ContactRequest, Person, Stewardship
from profiles_service.queries import contact_subjects
from profiles_service.rules import (
    ANSWERS,
    ASKER,
    EDITORS,
    OF_ONE_PERSON,
    STEWARD,
    address_hint,
    possible,
)
from services.kit.errors import Gone, NotFound
from services.kit.paging import offset, page_of
from services.kit.tokens import Caller

_MANY = 500
"""Of one subject in a day: far more than pass without an editor, so that nobody is counted without end."""
_BETWEEN_TWO = ("email", "answer_text")
LISTS = ("all", "open", "answered", "closed", "held", "late")
_SHOWN = (
    "id", "state", "name", "message", "shares_address", "answer", "answer_text", "answer_email", "reason", "outcome",
    "requested_at", "forwarded_at", "answered_at", "escalated_at", "closed_at", "erased_at",
)  # fmt: skip


class NoSuchRequest(NotFound):
    """There is no such request, or it is none of yours."""


class RequestErased(Gone):
    """This request is over, and its words are erased."""


def request_known(session: Session, request_id: UUID, *, for_change: bool = False) -> ContactRequest:
    """Return a request; for change, nobody else takes a step with it until the transaction ends."""
    found = session.get(ContactRequest, request_id, with_for_update=for_change)
    if found is None:
        raise NoSuchRequest
    if found.erased_at is not None:
        raise RequestErased
    return found


def request_of(session: Session, request_id: UUID, caller: Caller, *, for_change: bool = False) -> ContactRequest:
    """Return a request that was forwarded to a person's organisation; editors may see all that were confirmed."""
    found = request_known(session, request_id, for_change=for_change)
    mine = caller.is_editor or (caller.person_id is not None and _is_asked(session, found, caller.person_id))
    if not mine or found.verified_at is None or not (caller.is_editor or found.forwarded_at):
        raise NoSuchRequest
    return found


def asked_by_mail(
    session: Session, recipient_id: UUID, *, for_change: bool = False
) -> tuple[ContactRecipient, ContactRequest]:
    """Return who was asked with the link of a letter, and the request; refused when she would not be asked today."""
    recipient = session.get(ContactRecipient, recipient_id)
    if recipient is None:
        raise RequestErased
    found = request_known(session, recipient.request_id, for_change=for_change)
    if recipient.person_id is not None:
        still_asked = _is_asked(session, found, recipient.person_id)
    else:
        still_asked = recipient.email in {each.email for each in contact_subjects.addressees(session, [found.id])}
    if not still_asked:
        raise NoSuchRequest
    return recipient, found


def as_asker_sees_it(session: Session, request: ContactRequest) -> dict[str, Any]:
    """Return a request as the person sees it who asked."""
    words = {name: getattr(request, name) for name in _SHOWN}
    may = possible(request.state)
    able = [*(["place"] if "place" in may else []), *(["fail"] if "fail" in may else [])]
    hint = address_hint(request.email) if request.email else None
    return {**words, **_about(session, request, to_others=True), "email_hint": hint, "viewed_by": ASKER, "can": able}


def side_of(request: ContactRequest, caller: Caller) -> str:
    """Return on which side somebody stands: an editor who is asked herself answers like anybody else."""
    is_hers = request.person_id is not None and request.person_id == caller.person_id
    return EDITORS if caller.is_editor and not is_hers else STEWARD


def as_asked_see_it(session: Session, request: ContactRequest, *, by: str) -> dict[str, Any]:
    """Return a request as stewards and editors see it."""
    return _seen(request, _about(session, request, to_others=by == EDITORS), by)


def requests_page(session: Session, asked: Mapping[str, Any], caller: Caller, *, now: datetime) -> dict[str, Any]:
    """Return a page of the requests to a person's organisations, or of all for editors."""
    shown = _shown(session, asked, caller)
    total = session.scalar(select(func.count()).select_from(ContactRequest).where(*shown)) or 0
    listed = select(ContactRequest).where(*shown).order_by(*_order(asked["list"]))
    page = listed.limit(asked["size"]).offset(offset(asked["page"], asked["size"]))
    found = session.scalars(page).all()
    about = contact_subjects.abouts(session, [each.id for each in found], to_others=caller.is_editor)
    items = [
        {**_seen(each, vars(about[each.id]), side_of(each, caller)), "waits_days": _waits(each, now)} for each in found
    ]
    return page_of(items, total=total, page=asked["page"], size=asked["size"])


def forwarded_lately(session: Session, request: ContactRequest, *, now: datetime) -> Sequence[str | None]:
    """Return who else's requests went to the same subject within a day, by address; who was erased has none."""
    about = (ContactRequest.subject_kind == request.subject_kind, ContactRequest.subject_id == request.subject_id)
    lately = ContactRequest.forwarded_at > now - timedelta(days=1)
    return session.scalars(select(ContactRequest.email_key).where(*about, lately).limit(_MANY)).all()


def due(session: Session, *conditions: ColumnElement[bool], at_most: int) -> Sequence[ContactRequest]:
    """Return requests for which it is time for something, the oldest first, and hold them until that is done."""
    asked = select(ContactRequest).where(*conditions).order_by(ContactRequest.requested_at).limit(at_most)
    return session.scalars(asked.with_for_update(skip_locked=True)).all()


def _seen(request: ContactRequest, about: Mapping[str, Any], by: str) -> dict[str, Any]:
    words = {name: getattr(request, name) for name in _SHOWN}
    # The address in an answer was given to who asked, and to nobody else.
    words |= {**about, "email": request.shown_email, "answer_email": None, "viewed_by": by}
    if by == EDITORS:
        return words | _hidden_from_editors(request) | {"held_for": request.held_for, "can": _able_as_editor(request)}
    return words | {"held_for": [], "can": _able(request)}


def _able(request: ContactRequest) -> list[str]:
    may = possible(request.state)
    return [*(ANSWERS if "answer" in may else ()), *(["place", "fail"] if "place" in may else [])]


def _able_as_editor(request: ContactRequest) -> list[str]:
    """Return what editors may do: all of it, but nobody answers in one person's name."""
    may = possible(request.state)
    answers = [] if request.subject_kind in OF_ONE_PERSON else _able(request)
    return [*answers, *(["forward", "refuse"] if "refuse" in may else []), *(["close"] if "answer" in may else [])]


def _hidden_from_editors(request: ContactRequest) -> dict[str, None]:
    """Return which words editors do not read: those between two people, unless they have to decide about them."""
    if request.subject_kind not in OF_ONE_PERSON:
        return {}
    waits_for_them = request.state == "held" or (request.state == "forwarded" and request.escalated_at is not None)
    return dict.fromkeys(_BETWEEN_TWO if waits_for_them else (*_BETWEEN_TWO, "name", "message"))


def _about(session: Session, request: ContactRequest, *, to_others: bool) -> dict[str, Any]:
    return vars(contact_subjects.abouts(session, [request.id], to_others=to_others)[request.id])


def _shown(session: Session, asked: Mapping[str, Any], caller: Caller) -> list[ColumnElement[bool]]:
    """Return which requests are listed: what was erased has nothing left to be shown."""
    known = [ContactRequest.verified_at.is_not(None), ContactRequest.erased_at.is_(None), *_CONDITIONS[asked["list"]]]
    if asked["organisation"]:
        known.append(ContactRequest.organisation_id == asked["organisation"])
    if caller.is_editor:
        return known
    mine = contact_subjects.organisations_of(session, caller.person_id) if caller.person_id else []
    to_me = or_(ContactRequest.organisation_id.in_(mine), ContactRequest.person_id == caller.person_id)
    return [*known, to_me, ContactRequest.forwarded_at.is_not(None)]


def _order(which: str) -> tuple[Any, ...]:
    """Return what stands first: what waits longest where something is to be done, else the newest."""
    if which in ("open", "held", "late"):
        return ContactRequest.requested_at, ContactRequest.id
    return ContactRequest.requested_at.desc(), ContactRequest.id


_CONDITIONS: dict[str, tuple[ColumnElement[bool], ...]] = {
    "all": (),
    "open": (ContactRequest.state == "forwarded",),
    "answered": (ContactRequest.state == "answered",),
    "closed": (ContactRequest.state == "closed",),
    "held": (ContactRequest.state == "held",),
    "late": (ContactRequest.state == "forwarded", ContactRequest.escalated_at.is_not(None)),
}


def _waits(request: ContactRequest, now: datetime) -> int:
    """Return for how many days somebody has waited for the answer."""
    since = request.verified_at or request.requested_at
    return ((request.answered_at or request.closed_at or now) - since).days


def _is_asked(session: Session, request: ContactRequest, person_id: UUID) -> bool:
    """Tell whether somebody is asked today: herself, or because she looks after the organisation."""
    if request.person_id is not None:
        return request.person_id == person_id
    looks_after = select(Stewardship.id).join(Person, Person.id == Stewardship.person_id)
    asked = looks_after.where(Person.id == person_id, Stewardship.organisation_id == request.organisation_id)
    return session.scalar(asked.limit(1)) is not None
