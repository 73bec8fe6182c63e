"""Asking to be put in touch: nothing goes on before the person at the address says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from profiles_service.actions.consents import keep_wording
from profiles_service.actions.contact_letters import Post, write_to_asked, write_to_asker
from profiles_service.actions.contact_subjects import keep_person
from profiles_service.models import ContactRequest, ContactStep
from profiles_service.queries import contact_requests, contact_subjects
from profiles_service.rules import ASKER, CLOCK, EDITORS, REQUEST_WAITS, NobodyGetsIt, Wording, address_key, too_many
from profiles_service.rules.cards import Level
from services.city_contact import ContactRules
from services.kit.advertising import signs_of_advertising
from services.kit.errors import Gone

NOBODY = "nobody"
"""Why a request waits for an editor, beside what looks like advertising or comes too often: nobody gets it."""


class ContactRequestOver(Gone):
    """This link has run out. Please send your request once more; we will send you a new one."""


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What somebody typed who wants to be put in touch, and what she agreed to."""

    kind: str
    subject_id: UUID
    name: str
    email: str
    message: str
    language: str
    shares_address: bool
    wording: Wording
    asked_as: Level


def request_contact(session: Session, asking: Asking, *, post: Post, now: datetime) -> None:
    """Ask the person at an address whether a request is hers; refused with `NobodyToAsk` if nobody would get it."""
    whom = contact_subjects.open_subject(session, asking.kind, asking.subject_id, audience=asking.asked_as)
    if whom.person_id is not None:
        keep_person(session, asking.subject_id)
    keep_wording(session, asking.wording, now=now)
    request = ContactRequest(
        id=uuid4(),
        subject_kind=asking.kind,
        subject_id=asking.subject_id,
        organisation_id=whom.organisation_id,
        person_id=whom.person_id,
        asked_as=asking.asked_as,
        language=asking.language,
        name=asking.name,
        email=asking.email,
        email_key=address_key(asking.email),
        message=asking.message,
        shares_address=asking.shares_address,
        wording_hash=asking.wording.hash,
        state="received",
        held_for=[],
        requested_at=now,
    )
    session.add(request)
    session.flush()
    session.add(ContactStep(request_id=request.id, state=request.state, by=ASKER, happened_at=now))
    write_to_asker(session, [request], "contact_confirm", post=post, now=now)


def confirm_contact(
    session: Session, request_id: UUID, *, rules: ContactRules, post: Post, now: datetime
) -> ContactRequest:
    """Pass a request on, or let it wait for an editor; a second confirmation changes nothing.

    Refused with `NobodyToAskAnyMore` what was hidden or withdrawn since; it stays unconfirmed, and is erased as such.
    """
    request = contact_requests.request_known(session, request_id, for_change=True)
    if request.verified_at is not None:
        return request
    if request.state != "received" or now - request.requested_at > REQUEST_WAITS:
        raise ContactRequestOver
    contact_subjects.check_shown(session, request)
    session.add(request.do("verify", by=ASKER, now=now))
    request.held_for = _signs(session, request, rules, now)
    if request.held_for:
        session.add(request.do("hold", by=CLOCK, now=now))
    else:
        _forward(session, request, by=CLOCK, post=post, now=now)
    return request


def release_request(session: Session, request: ContactRequest, *, post: Post, now: datetime) -> None:
    """Pass a request on that waited for an editor, and tell the person who asked.

    Refused with `NobodyToAskAnyMore` when it was hidden or withdrawn since, and with `NobodyGetsIt` while it would
    reach nobody: who asked would wait in vain.
    """
    contact_subjects.check_shown(session, request)
    if not contact_subjects.addressees(session, [request.id]):
        raise NobodyGetsIt
    _forward(session, request, by=EDITORS, post=post, now=now)
    write_to_asker(session, [request], "contact_checked", post=post, now=now, result="forwarded")


def refuse_requests(
    session: Session, requests: Sequence[ContactRequest], *, by: str, post: Post, now: datetime, note: str = ""
) -> None:
    """Pass requests on to nobody, and tell the people who asked, with an editor's reason if there is one."""
    session.add_all([each.do("refuse", by=by, now=now) for each in requests])
    write_to_asker(session, requests, "contact_checked", post=post, now=now, result="refused", note=note)


def _forward(session: Session, request: ContactRequest, *, by: str, post: Post, now: datetime) -> None:
    session.add(request.do("forward", by=by, now=now))
    session.flush()
    write_to_asked(session, [request], "contact_request", post=post, now=now)


def _signs(session: Session, request: ContactRequest, rules: ContactRules, now: datetime) -> list[str]:
    text = f"{request.name}\n{request.message}"
    found = signs_of_advertising(text, words=rules.advertising_words, most_links=rules.most_links)
    nobody = [] if contact_subjects.addressees(session, [request.id]) else [NOBODY]
    lately = contact_requests.forwarded_lately(session, request, now=now)
    return [*found, *nobody, *too_many(str(request.email_key), lately)]
